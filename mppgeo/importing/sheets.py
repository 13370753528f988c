"""A sheet of cells, whatever file it came from."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from mppgeo.base.language import mark
from mppgeo.base.refusal import ImportRefused

MAX_BYTES = 10_000_000
MAX_ROWS = 20_000
"""Rows of one sheet that hold anything, titles and header included."""
MAX_COLUMNS = 300
MAX_CELLS = 250_000
"""Cells of a file, those of a workbook that are only formatted included."""
MAX_TEXT = 32_767
"""Characters of a cell: no spreadsheet takes more."""

TOO_MANY_ROWS = mark("The file has more than {limit} rows. Divide it into several.")
TOO_MANY_COLUMNS = mark(
    "Row {row} has more than {limit} columns. Delete what stands to the right of the table."
)
TOO_MANY_CELLS = mark(
    "The file has more than {limit} cells. Copy the table alone into a new file, or divide it into"
    " several."
)
TOO_LONG = mark("Cell {cell} holds more than {limit} characters. Shorten its text.")


@dataclass(frozen=True)
class Formula:
    """A cell that is computed; what it last came to is not looked at."""


@dataclass(frozen=True)
class CellError:
    """A cell in which the spreadsheet shows an error, such as ``#REF!``."""

    text: str


@dataclass(frozen=True)
class DateCell:
    """A real date, as precisely as its cell shows it: ``2023``, ``2023-10`` or ``2023-10-31``."""

    text: str


Value = None | str | int | float | bool | Formula | CellError | DateCell


@dataclass(frozen=True)
class SheetRow:
    """A row that holds anything; ``number`` as the spreadsheet counts."""

    number: int
    cells: tuple[Value, ...]

    def at(self, place: int) -> Value:
        """The value in a column (from 0); None where there is none."""
        return self.cells[place] if place < len(self.cells) else None


@dataclass(frozen=True)
class Sheet:
    """The rows of one sheet that hold anything.

    Attributes
    ----------
    name : of the sheet; "" for a text file.
    epoch_1904 : whether serial dates count from 1904.
    doubt : row and text that may have been read in wrong letters; None = nothing is in doubt.
    """

    name: str
    rows: tuple[SheetRow, ...]
    epoch_1904: bool = False
    doubt: tuple[int, str] | None = None


_TURNING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and signs that show nothing, though their category does not say so."""
_SELECTORS = re.compile("[\u034f\u17b4\u17b5\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_MOST_MARKS = 30
"""Marks upon one letter; no language has more, and sorting them costs their number squared."""


def clean(text: str) -> str:
    """A text on one line, without signs that cannot be seen."""
    if text.isascii() and text.isprintable():
        return re.sub(r" {2,}", " ", text.strip())
    kept, marks = [], 0
    for sign in _SELECTORS.sub("", text):
        category = unicodedata.category(sign)
        if category == "Cf":
            continue
        marks = marks + 1 if unicodedata.combining(sign) else 0
        if category in {"Cc", "Zs", "Zl", "Zp"} or sign in _BLANK:
            kept.append(" ")
        elif marks <= _MOST_MARKS:
            kept.append(sign)
    return re.sub(r" +", " ", unicodedata.normalize("NFC", "".join(kept))).strip()


@lru_cache(maxsize=4096)
def clean_often(text: str) -> str:
    """:func:`clean` for texts that stand in many cells of a file."""
    return clean(text)


def check_length(text: str, row: int, place: int) -> None:
    """Refuse a cell (column from 0) whose text no spreadsheet could hold.

    Raises
    ------
    ImportRefused : it has more than :data:`MAX_TEXT` characters.
    """
    if len(text) > MAX_TEXT:
        raise ImportRefused(TOO_LONG, cell=f"{name_column(place)}{row}", limit=MAX_TEXT)


def strip_controls(text: str) -> str:
    """A text without signs that steer a terminal or turn the direction of writing."""
    return "".join(c for c in text if c in "\t\n" or not _is_steering(c))


def _is_steering(sign: str) -> bool:
    return unicodedata.category(sign) == "Cc" or sign in _TURNING


def show(value: Value) -> str:
    """A cell as text, as one would write it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, Formula):
        return "="
    if isinstance(value, CellError | DateCell):
        return value.text
    return str(value)


def name_column(place: int) -> str:
    """Letters of a column (from 0): A, B, …, AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
