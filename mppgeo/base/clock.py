"""The day it is where the users are."""

from __future__ import annotations

import datetime as dt
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
