"""A sheet of cells, whatever file it came from."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MAX_BYTES = 10_000_000
MAX_ROWS = 50_000
"""Rows of one sheet that hold anything, titles and header included."""
MAX_COLUMNS = 300


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
    """

    name: str
    rows: tuple[SheetRow, ...]
    epoch_1904: bool = False


_TURNING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


def clean(text: str) -> str:
    """A text on one line, without signs that cannot be seen."""
    if text.isascii() and text.isprintable():
        return re.sub(r" {2,}", " ", text.strip())
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    text = "".join(" " if unicodedata.category(c) in {"Cc", "Zs", "Zl", "Zp"} else c for c in text)
    return re.sub(r" +", " ", text).strip()


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
