"""Cells as offices write them, brought into the form of the records."""

from __future__ import annotations

import re
from collections.abc import Callable

from mppgeo.base.language import mark
from mppgeo.base.said import Refusal
from mppgeo.importing.columns import (
    ALLOWED,
    CODES,
    COUNT,
    DAY,
    LINKS,
    LOOSE,
    NUMBER,
    PARTIAL,
    Column,
)
from mppgeo.importing.dates import NOT_A_DATE, NotADate, check_date_cell, read_date, read_serial
from mppgeo.importing.sheets import CellError, DateCell, Value, clean, show
from mppgeo.records.reader import NOT_A_NUMBER, NOT_ALLOWED

SPREADSHEET_ERROR = mark("is an error that the spreadsheet shows; correct the cell")
NOT_WHOLE = mark("is not a whole number; a comma stands before decimals, a point after thousands")
TWO_READINGS = mark("can be read as {one} or {other}; write {one_clear} or {other_clear}")
NEEDS_A_DAY = mark("is no exact day; a day, month and year are needed here")

ERASE = {"(hapus)", "(kosongkan)"}
"""What a cell says to empty a value; an empty cell leaves the value as it is."""
NOTHING = {"", "-", "–", "—", "n/a", "na", "nihil", "#n/a", "...", "…"}
"""What offices write where they have nothing to say."""

_YES = {"ya", "y", "yes", "v", "√", "✓", "✔", "☑", "ada", "sudah", "true", "1", "hadir"}
_NO = {
    "tidak", "tdk", "t", "n", "no", "-", "–", "—", "tidak ada", "belum", "belum ada", "false", "0",
    "tidak hadir", "✗", "✘",
}  # fmt: skip
_UNIT = re.compile(
    r"\s*(jenis\s+layanan|layanan|jenis|instansi|lembaga|gerai|tenant|unit|buah|orang|provinsi)$"
)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(\.\d{3})+(,\d+)?")
_PLAIN = re.compile(r"[+-]?\d+(,\d+)?")
_POINT = re.compile(r"[+-]?(\d*)\.(\d+)")
# Only from the first sign of a run: from each of them, a long run would cost its length squared.
_NEXT_LINK = re.compile(r"(?<![\s|;,])[\s|;,]+(?=https?://)", re.IGNORECASE)
_FORMULA_STARTS = ("=", "+", "-", "@")


class Unreadable(Refusal):
    """A cell that cannot be taken."""


def read_value(
    value: Value, column: Column, *, known: str = "", epoch_1904: bool = False
) -> str | None:
    """A cell as it stands in the records; None = nothing is said, "" = to be emptied.

    Parameters
    ----------
    known : the present value; decides where a number could be read in two ways.

    Raises
    ------
    Unreadable : it is not what the column holds.
    """
    if isinstance(value, CellError):
        if value.text.casefold() in NOTHING:
            return None
        raise Unreadable(SPREADSHEET_ERROR)
    if isinstance(value, str):
        value = _unquote(value)
        if value.casefold() in ERASE:
            return ""
        if value.casefold() in NOTHING and not _says_no(value, column):
            return None
    if value is None:
        return None
    if column.kind in (DAY, PARTIAL, LOOSE):
        return _read_day(value, column, epoch_1904)
    if column.kind in (COUNT, NUMBER):
        return _read_number(value, column, known)
    return _READERS.get(column.kind, _read_text)(value, column)


def is_yes_or_no(column: Column) -> bool:
    """Whether a column holds yes or no and nothing else."""
    return set(column.allowed) == {"ya", "tidak"}


def _says_no(text: str, column: Column) -> bool:
    return bool(text) and is_yes_or_no(column) and text.casefold() in _NO


def _unquote(text: str) -> str:
    """Without the apostrophe that keeps a spreadsheet from running a text as a formula."""
    text = clean(text)
    return text[1:] if text[:1] == "'" and text[1:].lstrip().startswith(_FORMULA_STARTS) else text


# --- kinds --------------------------------------------------------------------


def _read_text(value: Value, column: Column) -> str:
    return clean(show(value))


def _read_day(value: Value, column: Column, epoch_1904: bool) -> str:
    try:
        found = _find_date(value, epoch_1904)
    except NotADate as error:
        if column.kind == LOOSE and error.sentence == NOT_A_DATE:
            return clean(show(value))
        raise Unreadable(error.sentence) from None
    if column.kind == DAY and len(found) != 10:
        raise Unreadable(NEEDS_A_DAY)
    return found


def _find_date(value: Value, epoch_1904: bool) -> str:
    if isinstance(value, DateCell):
        return check_date_cell(value.text)
    if isinstance(value, bool) or value is None:
        raise NotADate(NOT_A_DATE)
    if isinstance(value, int | float):
        return read_serial(value, epoch_1904)
    text = show(value)
    if re.fullmatch(r"\d{5}", text):
        return read_serial(int(text), epoch_1904)
    return read_date(text)


def _read_number(value: Value, column: Column, known: str) -> str:
    if isinstance(value, bool | DateCell):
        raise Unreadable(NOT_A_NUMBER)
    if isinstance(value, int | float):
        return _write_number(float(value), column)
    text = _UNIT.sub("", show(value).casefold()).replace("−", "-").strip()
    text = re.sub(r"\s*[%°]$", "", text)
    text = re.sub(r"(?<=\d) (?=\d{3}\b)", ".", text)
    if _THOUSANDS.fullmatch(text):
        return _read_thousands(text, column, known)
    if _PLAIN.fullmatch(text):
        return _write_number(float(text.replace(",", ".")), column)
    if column.kind == NUMBER and _POINT.fullmatch(text):
        return _write_number(float(text), column)
    raise Unreadable(NOT_WHOLE if re.fullmatch(r"[\d.,]+", text) else NOT_A_NUMBER)


def _read_thousands(text: str, column: Column, known: str) -> str:
    """``1.234,5`` is clear; in a column of decimals, ``1.234`` may be meant in two ways."""
    grouped = float(text.replace(".", "").replace(",", "."))
    if column.kind == COUNT or "," in text or text.count(".") > 1:
        return _write_number(grouped, column)
    pointed = float(text)
    possible = [number for number in (grouped, pointed) if _is_inside(number, column)]
    if len(possible) == 1:
        return _write_number(possible[0], column)
    if known and float(known) == pointed:
        return known
    clear = text.replace(".", ",")
    raise Unreadable(
        TWO_READINGS,
        one=text.replace(".", ""), other=clear, one_clear=text.replace(".", ""), other_clear=clear + "0",
    )  # fmt: skip


def _is_inside(number: float, column: Column) -> bool:
    low = column.low is None or number >= column.low
    return low and (column.high is None or number <= column.high)


def _write_number(number: float, column: Column) -> str:
    if column.kind == COUNT and not number.is_integer():
        raise Unreadable(NOT_WHOLE)
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    return repr(number)


def _read_allowed(value: Value, column: Column) -> str:
    text = show(value)
    wanted = _squeeze(text)
    for allowed in column.allowed:
        if wanted and _squeeze(allowed) == wanted:
            return allowed
    word = text.casefold().strip(" .")
    if {"ya", "tidak"} <= set(column.allowed):
        if word in _YES:
            return "ya"
        if word in _NO - ({"-", "–", "—"} if not is_yes_or_no(column) else set()):
            return "tidak"
    quoted = ", ".join(f"'{allowed}'" for allowed in column.allowed)
    raise Unreadable(NOT_ALLOWED, allowed=quoted)


def _squeeze(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def _read_links(value: Value, column: Column) -> str:
    text = clean(show(value))
    return " | ".join(part.strip(" |;,") for part in _NEXT_LINK.split(text) if part.strip(" |;,"))


def _read_codes(value: Value, column: Column) -> str:
    return " | ".join(part for part in re.split(r"[\s|;,]+", show(value)) if part)


_READERS: dict[str, Callable[[Value, Column], str]] = {
    ALLOWED: _read_allowed,
    LINKS: _read_links,
    CODES: _read_codes,
}
