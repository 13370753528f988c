"""How much room a text takes, and table cells as texts.

Decks are set in Arial, which every office has; its widths are those of
Helvetica, which reportlab knows. Other typefaces run so much wider as
:mod:`.typefaces` tells. Sizes in points, widths in inches.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from reportlab.lib.utils import simpleSplit

from mppgeo.base.facts import Link, make_links
from mppgeo.base.language import Language
from mppgeo.briefing.typefaces import ARIAL, Face
from mppgeo.content.datatable import DataTable
from mppgeo.content.kinds import KINDS, Kind

_POINTS = 72
_ROUNDING = 1e-6
_NO_BREAK = "\N{NO-BREAK SPACE}"
_UNIT = re.compile(r"(?<=\d) (?=km\b)")
_SAFETY = 0.97
"""Share of the width that lines are filled to: programs kern and hyphenate differently."""
_DOUBT = 1.1
"""How much wider at most a line is in a program than it is measured here."""


@dataclass(frozen=True)
class Cell:
    """A cell of a table as it is shown; ``links`` are the sites it leads to."""

    text: str
    right: bool = False
    links: tuple[Link, ...] = ()


def bind_units(text: str) -> str:
    """The text with numbers that stay on a line with their unit.

    Examples
    --------
    >>> bind_units("dalam 25 km dari MPP")
    'dalam 25\\xa0km dari MPP'
    """
    return _UNIT.sub(_NO_BREAK, text)


def _prepare(text: str) -> str:
    """The text as it is measured: what joins words is as wide as a space, but parts none."""
    return bind_units(text).replace(_NO_BREAK, ".")


@lru_cache(maxsize=20_000)
def count_lines(
    text: str, size: float, width: float, *, bold: bool = False, face: Face = ARIAL
) -> int:
    """Lines that ``text`` takes at ``size`` points in ``width`` inches; at least 1."""
    font, room = _set_up(width, bold, face)
    lines = 0
    for part in _prepare(text).split("\n"):
        lines += max(1, len(simpleSplit(_break_words(part, font, size, room), font, size, room)))
    return lines


def split_doubtful(text: str, size: float, width: float, *, face: Face = ARIAL) -> list[str]:
    """The lines of a text where programs may take fewer than are measured, else the text alone.

    Examples
    --------
    >>> [split_doubtful("daerah ber-MPP", 12, width) for width in (0.8, 1.18, 1.4)]
    [['daerah ber-MPP'], ['daerah', 'ber-MPP'], ['daerah ber-MPP']]
    """
    if count_lines(text, size, width, face=face) == count_lines(
        text, size, width * _DOUBT, face=face
    ):
        return [text]
    font, room = _set_up(width, False, face)
    # A number and its unit are one word.
    words = iter(re.findall(r"[^ \n]+", bind_units(text)))
    counts = [len(line.split()) for line in simpleSplit(_prepare(text), font, size, room)]
    return [" ".join(islice(words, count)) for count in counts]


def keeps_words(
    text: str, size: float, width: float, *, bold: bool = False, face: Face = ARIAL
) -> bool:
    """Whether no word of ``text`` is broken, neither within nor after a hyphen.

    Examples
    --------
    >>> [keeps_words("daerah ber-MPP", 12, width) for width in (0.8, 1.1, 1.4)]
    [True, False, True]
    """
    text = _prepare(text)
    if any(count_lines(word, size, width, bold=bold, face=face) > 1 for word in text.split()):
        return False
    font, room = _set_up(width, bold, face)
    # Programs end a line after a hyphen wherever the rest of the word no longer fits.
    lines = simpleSplit(text.replace("-", "- "), font, size, room)
    return not any(line.endswith("-") for line in lines[:-1])


def measure_height(
    text: str, size: float, width: float, *, bold: bool = False, face: Face = ARIAL
) -> float:
    """Height in inches of ``text`` in ``width`` inches."""
    return count_lines(text, size, width, bold=bold, face=face) * size * face.line / _POINTS


def measure_longest(
    text: str, size: float, *, whole: bool = False, bold: bool = False, face: Face = ARIAL
) -> float:
    """Inches that the longest word of a text, or all of it, needs to stand in one line."""
    wider = face.bold if bold else face.regular
    words = [text] if whole else _prepare(text).split()
    longest = max((_measure_word(word, bold) for word in words), default=0.0)
    return longest * size * wider / _POINTS / _SAFETY + _ROUNDING


@lru_cache(maxsize=20_000)
def _measure_word(word: str, bold: bool) -> float:
    """Width of a word in letters of one point."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    return stringWidth(word, "Helvetica-Bold" if bold else "Helvetica", 1)


def make_cells(table: DataTable, columns: list[str], t: Language) -> list[list[Cell]]:
    """The rows of some columns of a table, in the reader's numbers and dates."""
    made = [
        [_make_cell(value, KINDS[table.kinds[key]], t) for value in table.frame[key]]
        for key in columns
    ]
    return [list(row) for row in zip(*made, strict=True)]


def _make_cell(value: object, kind: Kind, t: Language) -> Cell:
    links = make_links(value) if isinstance(value, tuple) else ()
    return Cell(kind.tell_value(value, t), kind.right, links)


def _set_up(width: float, bold: bool, face: Face) -> tuple[str, float]:
    """The font that texts are measured in, and how much of it fills a line, points."""
    font, wider = ("Helvetica-Bold", face.bold) if bold else ("Helvetica", face.regular)
    return font, width / wider * _POINTS * _SAFETY


def _break_words(text: str, font: str, size: float, room: float) -> str:
    """Words wider than a line, cut as programs cut them."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    words = []
    for word in text.split(" "):
        while len(word) > 1 and stringWidth(word, font, size) > room:
            share = room / stringWidth(word, font, size)
            cut = max(1, int(len(word) * share * 0.9))
            words.append(word[:cut])
            word = word[cut:]
        words.append(word)
    return " ".join(words)
