"""How precise a date is, where a column beside it says so: ``2024-05-01, bulan`` is 2024-05."""

from __future__ import annotations

from collections.abc import Mapping

from mppgeo.base.language import mark
from mppgeo.importing.columns import DAY, LOOSE, PARTIAL, Column
from mppgeo.importing.titles import PRESISI
from mppgeo.importing.values import NEEDS_A_DAY, Unreadable
from mppgeo.records.values import span

NO_PRECISION = mark("is no precision of a date; write hari, bulan or tahun")
LESS_PRECISE = mark("is more than the date {date} says; write {precision}, or the date in full")

_LENGTHS = {"hari": 10, "bulan": 7, "tahun": 4}
_WORDS = {
    "hari": "hari", "tanggal": "hari", "tgl": "hari", "day": "hari", "date": "hari", "h": "hari",
    "bulan": "bulan", "bln": "bulan", "month": "bulan", "b": "bulan",
    "tahun": "tahun", "thn": "tahun", "th": "tahun", "year": "tahun", "t": "tahun",
}  # fmt: skip


def find_dated(columns: Mapping[str, Column], places: Mapping[str, int]) -> str | None:
    """The column of dates that a column of precisions is about; None = none is there.

    Parameters
    ----------
    columns : of the table.
    places : where each stands in the sheet, the precisions among them.
    """
    dates = [n for n in places if n in columns and columns[n].kind in (DAY, PARTIAL, LOOSE)]
    if PRESISI not in places or not dates:
        return None
    if PRESISI in columns:
        # In the one table that holds it, it is that of the opening.
        return next((name for name in dates if name == "tanggal_peresmian"), None)
    before = [name for name in dates if places[name] < places[PRESISI]]
    return max(before, key=places.get) if before else min(dates, key=places.get)


def read_precision(text: str) -> str:
    """``hari``, ``bulan`` or ``tahun``, as it is written.

    Raises
    ------
    Unreadable : it is none of them.
    """
    word = text.casefold().strip(" .")
    if word not in _WORDS:
        raise Unreadable(NO_PRECISION)
    return _WORDS[word]


def cut_date(date: str, precision: str, column: Column) -> str:
    """A date as precisely as is said of it.

    Parameters
    ----------
    date : in the form of the records; a text that is no date stays as it is.

    Raises
    ------
    Unreadable : the date is not that precise, or the column needs a day.

    Examples
    --------
    >>> cut_date("2024-05-01", "bulan", describe_columns(StageEvent)["tanggal"])
    '2024-05'
    """
    try:
        span(date)
    except ValueError:
        return date
    length = _LENGTHS[precision]
    if length > len(date):
        known = next(name for name, long in _LENGTHS.items() if long == len(date))
        raise Unreadable(LESS_PRECISE, date=date, precision=known)
    if column.kind == DAY and length < len(date):
        raise Unreadable(NEEDS_A_DAY)
    return date[:length]
