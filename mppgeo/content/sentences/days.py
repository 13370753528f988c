"""Of which day figures are, and how old what is known."""

from __future__ import annotations

import datetime as dt

from mppgeo.base.clock import Known
from mppgeo.base.language import Language, mark
from mppgeo.base.said import Said
from mppgeo.programme.clocks import FIGURES, REPORTS, STAGES

_MONTHS_FROM, _YEARS_FROM = 90, 730
_MONTH = 365.2425 / 12
"""Days of a month in the mean."""


def tell_known(known: Known, t: Language) -> str:
    """The day that figures are of: the one asked for, or the last known, with its age."""
    if known.until is None:
        return t("records of unknown completeness")
    if not known.is_latest:
        return t("as of {date}", date=t.date(known.day))
    return t("records until {date} ({age})", date=t.date(known.day), age=_tell_age(known.age, t))


_OWN = {
    STAGES: (mark("stages on record until {date} ({age})"), mark("no stage on record")),
    REPORTS: (mark("reports until {date} ({age})"), mark("no report on record")),
    FIGURES: (mark("figures of services until {date} ({age})"), mark("no dated figure on record")),
}


def tell_own_clock(kind: str, known: Known, t: Language) -> str:
    """The same of what has a clock of its own (:mod:`mppgeo.programme.clocks`)."""
    said, none = _OWN[kind]
    if known.until is None:
        return t(none)
    return t(said, date=t.date(known.until), age=_tell_age(known.age, t))


def tell_ago(days: int, t: Language) -> str:
    """How long ago something was: in days, from three months on in months, from two years in years."""
    if days < _MONTHS_FROM:
        return _tell_age(days, t)
    if days < _YEARS_FROM:
        return t.plural("{count} month ago", "{count} months ago", int(days / _MONTH))
    return t.plural("{count} year ago", "{count} years ago", int(days / (12 * _MONTH)))


def _tell_age(days: int, t: Language) -> str:
    return t.plural("{count} day ago", "{count} days ago", days) if days else t("today")


_BEYOND = mark(
    "The records end before the day chosen, {asked}: all figures of coverage are of {until}."
)


def find_beyond(asked: dt.date | None, known: Known) -> Said | None:
    """What is to be said where the day chosen lies after the last one known.

    Parameters
    ----------
    asked : the day chosen; None = none was.
    """
    if asked is None or known.until is None or asked <= known.until:
        return None
    return Said(_BEYOND, {"asked": asked, "until": known.until})
