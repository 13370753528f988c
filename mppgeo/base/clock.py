"""The day it is where the users are, and the day up to which something is known."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass
from zoneinfo import ZoneInfo

JAKARTA_TIME = ZoneInfo("Asia/Jakarta")


FIRST_TODAY = dt.date(2026, 2, 1)
"""After the latest date of the records that this program came with: no today is earlier."""


def today() -> dt.date:
    """Today in western Indonesian time, whatever the server's time zone is set to.

    A clock that stands before :data:`FIRST_TODAY` is wrong; believing it would
    hide what has long been opened.
    """
    return max(read_clock(), FIRST_TODAY)


def is_clock_wrong() -> bool:
    """Whether the server's clock shows a day that cannot be."""
    return not FIRST_TODAY <= read_clock() <= FIRST_TODAY.replace(year=FIRST_TODAY.year + 20)


def read_clock() -> dt.date:
    """The day that the server's clock shows."""
    return dt.datetime.now(JAKARTA_TIME).date()


OLD_AFTER = "MPPGEO_OLD_AFTER"
"""Setting: days after which what is known counts as old."""
OLD_AFTER_DAYS = 90


@dataclass(frozen=True)
class Known:
    """A day asked for, and the day up to which something is known.

    Attributes
    ----------
    as_of : the day asked for.
    until : the last day known of; None = none is.
    today : the day of the reader.
    """

    as_of: dt.date
    until: dt.date | None
    today: dt.date

    @property
    def day(self) -> dt.date:
        """The day whose figures are shown: never one after ``until``."""
        return self.as_of if self.until is None else min(self.as_of, self.until)

    @property
    def is_latest(self) -> bool:
        """Whether what is shown is the last that is known."""
        return self.until is None or self.as_of >= self.until

    @property
    def age(self) -> int | None:
        """Days from the last day known to today; None where there is none."""
        return None if self.until is None else max(0, (self.today - self.until).days)

    @property
    def is_old(self) -> bool:
        """Whether what is shown is the last that is known, and that was long ago."""
        return self.is_latest and self.age is not None and self.age > read_old_after()


def read_old_after() -> int:
    """Days after which what is known counts as old, from the environment."""
    value = os.environ.get(OLD_AFTER, "").strip()
    return int(value) if value.isascii() and value.isdigit() else OLD_AFTER_DAYS
