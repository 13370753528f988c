"""Dates as offices write them; the day always comes before the month."""

from __future__ import annotations

import re

from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from mppgeo.base.language import mark
from mppgeo.base.said import Refusal
from mppgeo.records.values import span

NOT_A_DATE = mark("is not a date; write day/month/year, such as 31/10/2023 or 31 Oktober 2023")
NO_SUCH_DAY = mark("is not a day of the calendar; the day comes first, then the month")

OUT_OF_RANGE = mark(
    "lies before 1945 or after 2100; a spreadsheet shows 0 or an empty date as 1899 or 1900"
)

_MONTHS = {
    month: number
    for number, names in enumerate(
        (
            "januari jan january",
            "februari feb pebruari peb february",
            "maret mar mrt march",
            "april apr",
            "mei may",
            "juni jun june",
            "juli jul july",
            "agustus agu agt ags agust august aug",
            "september sep sept",
            "oktober okt october oct",
            "november nov nopember nop",
            "desember des december dec",
        ),
        start=1,
    )
    for month in names.split()
}
_WEEKDAY = re.compile(
    r"^(senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\s*,?\s+"
)
_LEAD = re.compile(r"^(tanggal|tgl)\.?\s*:?\s*")
_TIME = re.compile(
    r"[t\s]+\d{1,2}[:.]\d{2}([:.]\d{2}(\.\d+)?)?\s*(z|wib|wita|wit|[+-]\d{2}:?\d{2})?$"
)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?")
_NUMBERS = re.compile(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4}|\d{2})")
_WORDS = re.compile(r"(?:(\d{1,2})[\s./-]*)?([a-z]+)\.?[\s./,-]*(\d{4}|\d{2})")
_MONTH_YEAR = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{4})")
_YEARS = range(1945, 2101)
_LONGEST = 60
"""Letters of a written date; the patterns are not made for more."""
_SERIALS = range(18_000, 80_000)
"""Serial numbers of days from 1949 to 2119; a bare year is smaller."""


class NotADate(Refusal):
    """What is written is no date."""


def read_date(text: str) -> str:
    """A written date in ISO form, as precisely as written: day, month or year.

    Raises
    ------
    NotADate : it is none, or there is no such day.
    """
    if len(text) > _LONGEST:
        raise NotADate(NOT_A_DATE)
    plain = _WEEKDAY.sub("", _LEAD.sub("", text.casefold().strip()))
    plain = _TIME.sub("", plain).strip()
    found = _split(plain)
    if found is None:
        raise NotADate(NOT_A_DATE)
    return _join(*found)


def read_serial(number: float, epoch_1904: bool = False) -> str:
    """A number in a column of dates: a year, or the day of a spreadsheet's serial number.

    Raises
    ------
    NotADate : it is neither.
    """
    whole = int(number)
    if whole == number and whole in _YEARS:
        return str(whole)
    # What stands behind the point is the time of the day.
    if whole not in _SERIALS:
        raise NotADate(NOT_A_DATE)
    epoch = CALENDAR_MAC_1904 if epoch_1904 else CALENDAR_WINDOWS_1900
    return from_excel(whole, epoch).date().isoformat()


def check_date_cell(text: str) -> str:
    """The ISO text of a cell that holds a real date, if such a day can be meant.

    Raises
    ------
    NotADate : it lies where spreadsheets put what is no date.
    """
    if int(text[:4]) not in _YEARS:
        raise NotADate(OUT_OF_RANGE)
    return text


def _split(plain: str) -> tuple[int, int | None, int | None] | None:
    """Year, month and day of a written date; None = it has the form of none."""
    if re.fullmatch(r"\d{4}", plain):
        return int(plain), None, None
    if match := _ISO.fullmatch(plain):
        return int(match[1]), int(match[2]), int(match[3]) if match[3] else None
    if match := _NUMBERS.fullmatch(plain):
        return _widen(match[3]), int(match[2]), int(match[1])
    if match := _MONTH_YEAR.fullmatch(plain):
        return int(match[2]), int(match[1]), None
    match = _WORDS.fullmatch(plain)
    if match and match[2] in _MONTHS:
        return _widen(match[3]), _MONTHS[match[2]], int(match[1]) if match[1] else None
    return None


def _widen(year: str) -> int:
    return int(year) if len(year) == 4 else 2000 + int(year)


def _join(year: int, month: int | None, day: int | None) -> str:
    parts = (f"{year:04d}", *(f"{part:02d}" for part in (month, day) if part is not None))
    text = "-".join(parts)
    try:
        span(text)
    except ValueError:
        raise NotADate(NO_SUCH_DAY) from None
    if year not in _YEARS:
        raise NotADate(NOT_A_DATE)
    return text
