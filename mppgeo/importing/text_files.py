"""CSV as offices save it: any usual separator, any usual encoding."""

from __future__ import annotations

import csv
import re
from collections import Counter

from mppgeo.base.language import mark
from mppgeo.base.refusal import ImportRefused
from mppgeo.importing.sheets import MAX_COLUMNS, MAX_ROWS, Formula, Sheet, SheetRow, Value, clean
from mppgeo.records.lines import make_reader

WRONG_ENCODING = mark(
    "The text of the file cannot be read (line {line}). Save it as “CSV UTF-8” and try again."
)
NOT_TEXT = mark("The file is neither a CSV nor an Excel workbook (.xlsx).")
WRONG_QUOTES = mark(
    "The file cannot be read as CSV near row {row}. Check the quotation marks there."
)
TOO_MANY_ROWS = mark("The file has more than {limit} rows. Divide it into several.")
TOO_MANY_COLUMNS = mark(
    "Row {row} has more than {limit} columns. Delete what stands to the right of the table."
)

_SEPARATORS = (";", "\t", ",", "|")
_LOOKED_AT = 200
_LONGEST_CELL = 131_072
"""Letters of a cell beyond which a quotation mark must be missing."""
_NO_CONTENT = " \t\r\n;,|"
_HINT = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_KEPT_AS_TEXT = re.compile(r'="([^"]*)"')
_UTF8_LETTER = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|\xc2[\xa0-\xbf]|\xe2\x80[\x80-\xbf]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def read_text_file(body: bytes) -> Sheet:
    """A CSV file as a sheet.

    Raises
    ------
    ImportRefused : it is no text, is in no known encoding, or is too large.
    """
    text = _decode(body)
    hint = _HINT.match(text)
    start = 1 if hint else 0
    if hint:
        text, separator = text[hint.end() :], hint[1]
    else:
        separator = _find_separator(text)
    return Sheet("", tuple(_read_rows(text, separator, start)))


def _decode(body: bytes) -> str:
    if body[:3] == b"\xef\xbb\xbf":
        return _check_text(_try(body[3:], "utf-8"))
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _check_text(_try(body, "utf-16"))
    head = body[:4000]
    if head.count(0) > len(head) // 4:
        # UTF-16 without its mark: every other byte of plain text is zero.
        little = head[1::2].count(0) >= head[0::2].count(0)
        return _check_text(_try(body, "utf-16-le" if little else "utf-16-be"))
    try:
        return _check_text(body.decode("utf-8"))
    except UnicodeDecodeError:
        if _UTF8_LETTER.search(body):
            # UTF-8 with a damaged byte; as Windows-1252 its letters would become others.
            return _try(body, "utf-8")
        return _check_text(_try(body, "windows-1252"))


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
    """The separator by which most rows get one and the same number of cells."""
    sample = "".join(text[:200_000].splitlines(keepends=True)[:_LOOKED_AT])
    best, best_score = ",", 0
    for separator in _SEPARATORS:
        widths: Counter[int] = Counter()
        try:
            for row in make_reader(sample, delimiter=separator, strict=False):
                if any(cell.strip(_NO_CONTENT) for cell in row):
                    widths[len(row)] += 1
        except csv.Error:
            continue
        score = max(((width - 1) * count for width, count in widths.items()), default=0)
        if score > best_score:
            best, best_score = separator, score
    return best


def _read_rows(text: str, separator: str, start: int) -> list[SheetRow]:
    rows = []
    reader = make_reader(text, delimiter=separator)
    number = start
    try:
        for line in reader:
            number += 1
            if line and max(map(len, line)) > _LONGEST_CELL:
                raise ImportRefused(WRONG_QUOTES, row=number)
            if not any(cell.strip(_NO_CONTENT) for cell in line):
                continue
            cells = tuple(_read_cell(cell) for cell in line)
            if any(cell is not None for cell in cells[MAX_COLUMNS:]):
                raise ImportRefused(TOO_MANY_COLUMNS, row=number, limit=MAX_COLUMNS)
            rows.append(SheetRow(number, cells[:MAX_COLUMNS]))
            if len(rows) > MAX_ROWS:
                raise ImportRefused(TOO_MANY_ROWS, limit=MAX_ROWS)
    except csv.Error:
        raise ImportRefused(WRONG_QUOTES, row=number + 1) from None
    return rows


def _read_cell(text: str) -> Value:
    text = clean(text)
    if text.startswith("="):
        # ="35.10" is how a spreadsheet is told to keep a text; anything else is computed.
        kept = _KEPT_AS_TEXT.fullmatch(text)
        return (kept[1] or None) if kept else Formula()
    return text or None
