"""Opening dates said as precisely as they are known, and no more."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from mppgeo.base.language import UNKNOWN, Language
from mppgeo.records.values import span

_FORMS = {4: "y", 7: "month", 10: "long"}
_SHORT_FORMS = {4: "y", 7: "short_month", 10: "medium"}


def tell_opening(
    partial: str | None, latest: dt.date | None, t: Language, *, short: bool = False
) -> str:
    """The opening as ``31 Oktober 2023``, ``Oktober 2020``, ``2018`` or a bound.

    Parameters
    ----------
    partial : ``tanggal_peresmian`` of a record; None or NaN = not known.
    latest : ``tanggal_akhir``; said as "no later than" where ``partial`` is unknown.
    short : abbreviate the month, for tables.

    Examples
    --------
    >>> tell_opening("2020-10", None, Language("id"))
    'Oktober 2020'
    >>> tell_opening(None, dt.date(2023, 10, 31), Language("en"), short=True)
    '≤ 31 Oct 2023'
    """
    if isinstance(partial, str):
        if len(partial) == 4:
            return partial
        forms = _SHORT_FORMS if short else _FORMS
        return t.date(span(partial)[0], forms[len(partial)])
    if latest is None or pd.isna(latest):
        return UNKNOWN
    day = t.date(pd.Timestamp(latest).date(), "medium" if short else "long")
    return f"≤ {day}" if short else t("no later than {day}", day=day)


def tell_partial(partial: object, t: Language) -> str:
    """A date or span as precisely as known, short; empty where there is none.

    Examples
    --------
    >>> tell_partial("2025-10/2026-01", Language("en"))
    'Oct 2025 – Jan 2026'
    """
    if not isinstance(partial, str):
        return ""
    try:
        return " – ".join(tell_opening(one, None, t, short=True) for one in partial.split("/"))
    except (ValueError, KeyError):
        return partial
