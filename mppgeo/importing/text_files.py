"""CSV as offices save it: any usual separator, any usual encoding."""

from __future__ import annotations

import csv
import re
from collections import Counter

from mppgeo.base.language import mark
from mppgeo.base.refusal import ImportRefused
from mppgeo.importing.sheets import (
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_TEXT,
    TOO_MANY_CELLS,
    TOO_MANY_COLUMNS,
    TOO_MANY_ROWS,
    Formula,
    Sheet,
    SheetRow,
    Value,
    check_length,
    clean,
)
from mppgeo.records.lines import make_reader

WRONG_ENCODING = mark(
    "The text of the file cannot be read (line {line}). Save it as “CSV UTF-8” and try again."
)
NOT_TEXT = mark("The file is neither a CSV nor an Excel workbook (.xlsx).")
WRONG_QUOTES = mark(
    "The file cannot be read as CSV near row {row}. Check the quotation marks there."
)
READ_AS_WINDOWS = mark(
    "was read as Windows-1252, as the file does not say how its letters are written; if they are"
    " wrong here, save it as “CSV UTF-8” and try again"
)

_SEPARATORS = (";", "\t", ",", "|")
_LOOKED_AT = 200
_LAST_ROW = 1_048_576
"""Of a spreadsheet; so many empty rows are none."""
_NO_CONTENT = " \t\r\n;,|"
_HINT = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_KEPT_AS_TEXT = re.compile(r'="([^"]*)"')
_UTF8_LETTER = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|\xc2[\xa0-\xbf]|\xe2\x80[\x80-\xbf]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_SMALL = "a-zà-ÿ"
_STRANGE = re.compile(
    # Signs that nobody here writes,
    "[^\x00-\x7fàáâãäåæçèéêëìíîïñòóôõöøùúûüýßÀÁÂÄÅÇÈÉÊËÍÎÏÑÓÖÜ‘’“”–—…•·°º´²³¼½¾×÷±§€©®™«»\u00a0\u00ad]"
    # a capital within a word, and signs that part words.
    f"|(?<=[{_SMALL}])[À-Þ]|(?<=[{_SMALL}])[‘“”–—…•€™«»](?=[{_SMALL}])"
)
"""What Windows-1252 makes of other encodings, and not of Indonesian texts."""


def read_text_file(body: bytes) -> Sheet:
    """A CSV file as a sheet.

    Raises
    ------
    ImportRefused : it is no text, is in no known encoding, or is too large.
    """
    text, certain = _decode(body)
    hint = _HINT.match(text)
    start = 1 if hint else 0
    if hint:
        text, separator = text[hint.end() :], hint[1]
    else:
        separator = _find_separator(text)
    rows = tuple(_read_rows(text, separator, start))
    return Sheet("", rows, doubt=None if certain else _find_doubt(rows))


def _decode(body: bytes) -> tuple[str, bool]:
    """The text, and whether its encoding is certain."""
    if body[:3] == b"\xef\xbb\xbf":
        return _check_text(_try(body[3:], "utf-8")), True
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _check_text(_try(body, "utf-16")), True
    head = body[:4000]
    if head.count(0) > len(head) // 4:
        # UTF-16 without its mark: every other byte of plain text is zero.
        little = head[1::2].count(0) >= head[0::2].count(0)
        return _check_text(_try(body, "utf-16-le" if little else "utf-16-be")), True
    try:
        return _check_text(body.decode("utf-8")), True
    except UnicodeDecodeError:
        if _UTF8_LETTER.search(body):
            # UTF-8 with a damaged byte; as Windows-1252 its letters would become others.
            return _try(body, "utf-8"), True
        return _check_windows(_check_text(_try(body, "windows-1252"))), False


def _check_windows(text: str) -> str:
    """Refuse a text whose letters make no sense: it was written on a Mac, or is damaged UTF-8."""
    strange = _STRANGE.search(text)
    if strange:
        raise ImportRefused(WRONG_ENCODING, line=text.count("\n", 0, strange.start()) + 1)
    return text


def _find_doubt(rows: tuple[SheetRow, ...]) -> tuple[int, str] | None:
    """Row and text of the first cell with letters that another encoding has elsewhere."""
    for row in rows:
        for value in row.cells:
            if isinstance(value, str) and not value.isascii():
                return row.number, value
    return None


def _try(body: bytes, encoding: str) -> str:
    try:
        return body.decode(encoding)
    except UnicodeDecodeError as error:
        line = body[: error.start].count(b"\n") + 1
        raise ImportRefused(WRONG_ENCODING, line=line) from None


def _check_text(text: str) -> str:
    if "\ufffd" in text:
        # Somebody's program has put this sign where it could not read a letter.
        raise ImportRefused(WRONG_ENCODING, line=text[: text.index("\ufffd")].count("\n") + 1)
    if _CONTROL.search(text):
        raise ImportRefused(NOT_TEXT)
    return text


def _find_separator(text: str) -> str:
    """The separator by which most rows get one and the same number of cells.

    A text full of one sign is no table of so many columns, if it can be read otherwise.
    """
    sample = "".join(text[:200_000].splitlines(keepends=True)[:_LOOKED_AT])
    best, best_score = ",", (False, 0)
    for separator in _SEPARATORS:
        widths: Counter[int] = Counter()
        try:
            for row in make_reader(sample, delimiter=separator, strict=False):
                if any(cell.strip(_NO_CONTENT) for cell in row):
                    widths[len(row)] += 1
        except csv.Error:
            continue
        scores = ((w <= MAX_COLUMNS, (w - 1) * count) for w, count in widths.items() if w > 1)
        score = max(scores, default=(False, 0))
        if score > best_score:
            best, best_score = separator, score
    return best


def _read_rows(text: str, separator: str, start: int) -> list[SheetRow]:
    rows, filled = [], 0
    reader = make_reader(text, delimiter=separator)
    number = start
    try:
        for line in reader:
            number += 1
            if not any(cell.strip(_NO_CONTENT) for cell in line):
                if number > _LAST_ROW:
                    raise ImportRefused(TOO_MANY_ROWS, limit=MAX_ROWS)
                continue
            _check_cells(line, number)
            cells = tuple(_read_cell(cell) for cell in line[:MAX_COLUMNS])
            rows.append(SheetRow(number, cells))
            filled += len(cells)
            if len(rows) > MAX_ROWS:
                raise ImportRefused(TOO_MANY_ROWS, limit=MAX_ROWS)
            if filled > MAX_CELLS:
                raise ImportRefused(TOO_MANY_CELLS, limit=MAX_CELLS)
    except csv.Error:
        raise ImportRefused(WRONG_QUOTES, row=number + 1) from None
    return rows


def _check_cells(line: list[str], number: int) -> None:
    if any(cell.strip(_NO_CONTENT) for cell in line[MAX_COLUMNS:]):
        raise ImportRefused(TOO_MANY_COLUMNS, row=number, limit=MAX_COLUMNS)
    for place, cell in enumerate(line[:MAX_COLUMNS]):
        if len(cell) > MAX_TEXT and "\n" in cell:
            # What was not closed goes on over the lines below.
            raise ImportRefused(WRONG_QUOTES, row=number)
        check_length(cell, number, place)


def _read_cell(text: str) -> Value:
    text = clean(text)
    if text.startswith("="):
        # ="35.10" is how a spreadsheet is told to keep a text; anything else is computed.
        kept = _KEPT_AS_TEXT.fullmatch(text)
        return (kept[1] or None) if kept else Formula()
    return text or None
