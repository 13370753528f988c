"""The rows of a table on slides: how tall they are, and which go on which slide.

All lengths in inches, sizes in points.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from propcache.api import cached_property  # that of Python 3.11 locks the whole class

from mppgeo.base.language import Language
from mppgeo.briefing.lists import cut_text, measure_text
from mppgeo.briefing.outline import TableBlock
from mppgeo.briefing.stage import Stage
from mppgeo.briefing.typefaces import ARIAL, Face
from mppgeo.briefing.typesetting import (
    Cell,
    count_lines,
    keeps_words,
    make_cells,
    measure_height,
    measure_longest,
)

CELL_MARGIN_X, CELL_MARGIN_Y = 0.07, 0.03
NOTE_GAP = 0.12
"""Between a table and its note, and below that."""
_KEPT = (26, 12)
"""Letters of texts that stand in one line where they can, as names do, or at least days."""
_STEPS = 12
"""How often the height that rows share is halved."""


@dataclass(frozen=True, eq=False)
class MeasuredTable:
    """A table with its heights at one size, inches."""

    titles: tuple[str, ...]
    rows: list[list[Cell]]
    ruler: Ruler
    header: float
    note: float

    @classmethod
    def of(cls, block: TableBlock, size: float, stage: Stage, t: Language) -> MeasuredTable:
        keys = list(block.widths)
        width = stage.body.width
        titles = tuple(block.table.titles[key] for key in keys)
        rows = make_cells(block.table, keys, t)
        ruler = Ruler(_share_width(block, titles, rows, size, stage), size, stage.face)
        note = 0.0
        if block.note:
            note = measure_text(block.note, stage.sizes.note, width, stage) + NOTE_GAP
        header = ruler.measure([Cell(title) for title in titles], bold=True)
        return cls(titles, rows, ruler, header, note)

    @cached_property
    def heights(self) -> list[float]:
        """Heights of the rows."""
        return [self.ruler.measure(row) for row in self.rows]

    @property
    def height(self) -> float:
        return self.header + self.note + sum(self.heights)

    @property
    def has_whole_cells(self) -> bool:
        """Whether no word of a cell is broken."""
        rooms = self.ruler.rooms
        needed = _find_longest(self.rows, len(rooms), self.ruler.size, self.ruler.face)
        return all(one <= room + 1e-9 for one, room in zip(needed, rooms, strict=True))

    @property
    def has_whole_words(self) -> bool:
        """Whether no word of the header is broken, and no site that a cell leads to."""
        size, rooms, face = self.ruler.size, self.ruler.rooms, self.ruler.face
        return all(
            keeps_words(title, size, room, bold=True, face=face)
            for title, room in zip(self.titles, rooms, strict=True)
        ) and all(
            # The comma behind a site stands on its line.
            count_lines(f"{link.site},", size, room, face=face) == 1
            for row in self.rows
            for cell, room in zip(row, rooms, strict=True)
            for link in cell.links
        )


@dataclass(frozen=True)
class Ruler:
    """Measures the rows of a table of given column widths (inches) and size (points)."""

    widths: tuple[float, ...]
    size: float
    face: Face = ARIAL

    @property
    def rooms(self) -> list[float]:
        """Width of the texts of each column."""
        return [width - 2 * CELL_MARGIN_X for width in self.widths]

    def measure(self, row: list[Cell], *, bold: bool = False) -> float:
        """Height of a row in inches."""
        return max(self._measure(cell, i, bold) for i, cell in enumerate(row))

    def split(self, row: list[Cell], room: float) -> list[list[Cell]]:
        """A row taller than ``room`` as several, its long texts going on in the next."""
        parts = []
        while self.measure(row) > room:
            head, rest = [], []
            for i, cell in enumerate(row):
                if self._measure(cell, i, False) <= room:
                    head.append(cell)
                    rest.append(Cell("", cell.right))
                    continue
                width = self.rooms[i]
                texts = cut_text(cell.text, self.size, width, room - 2 * CELL_MARGIN_Y, self.face)
                head.append(Cell(texts[0], cell.right))
                rest.append(Cell(texts[1], cell.right))
            parts.append(head)
            row = rest
        return [*parts, row]

    def _measure(self, cell: Cell, column: int, bold: bool) -> float:
        width = self.rooms[column]
        height = measure_height(cell.text, self.size, width, bold=bold, face=self.face)
        lines = [count_lines(link.site, self.size, width, face=self.face) for link in cell.links]
        if any(count > 1 for count in lines):
            # After a site that is broken, programs begin a new line.
            told = sum(count + (count > 1) for count in lines)
            broken = told * measure_height("", self.size, width, face=self.face)
            height = max(height, broken)
        return height + 2 * CELL_MARGIN_Y


def _share_width(
    block: TableBlock, titles: Sequence[str], rows: list[list[Cell]], size: float, stage: Stage
) -> tuple[float, ...]:
    """Widths of columns: their shares, but one too narrow for a name, day or word of its own gets
    what the others can spare; if they cannot for all names, for days, words, else the header's."""
    scale = stage.body.width / sum(block.widths.values())
    widths = [share * scale for share in block.widths.values()]
    header = [
        measure_longest(title, size, bold=True, face=stage.face) + 2 * CELL_MARGIN_X
        for title in titles
    ]
    tried = [
        [
            one + 2 * CELL_MARGIN_X
            for one in _find_longest(rows, len(titles), size, stage.face, kept)
        ]
        for kept in (*_KEPT, 0)
    ]
    for needed in (*(list(map(max, header, cells)) for cells in tried), header):
        spare = [width - least for width, least in zip(widths, needed, strict=True)]
        lacking = -sum(one for one in spare if one < 0)
        left = sum(one for one in spare if one > 0)
        if lacking <= left:
            part = lacking / left if left else 0.0
            return tuple(
                width - (one if one < 0 else one * part)
                for width, one in zip(widths, spare, strict=True)
            )
    return tuple(widths)


def _find_longest(
    rows: list[list[Cell]], columns: int, size: float, face: Face, kept: int = 0
) -> list[float]:
    """The width of the longest word of each column, the comma behind a site with it; texts of up
    to ``kept`` letters are as one."""
    longest = [0.0] * columns
    for row in rows:
        for place, cell in enumerate(row):
            text = " ".join(f"{link.site}," for link in cell.links) or cell.text
            whole = not cell.links and len(text) <= kept
            needed = measure_longest(text, size, whole=whole, face=face)
            longest[place] = max(longest[place], needed)
    return longest


def count_slides(table: MeasuredTable, stage: Stage, room: float) -> float:
    """Slides that a table takes from one on with some room; infinite where a row is taller than a
    slide."""
    most = stage.body.height - table.header - table.note
    if max(table.heights) > most:
        return math.inf
    first = room - table.header - table.note
    return len(share_rows(table.heights, first, most, even=False))


def share_rows(
    heights: Sequence[float], first: float, most: float, *, even: bool = True
) -> list[int]:
    """How many rows stand on each slide: on as few as hold them, about as full as one another.

    Parameters
    ----------
    first, most : room for rows on the first slide, and on the others; no row is taller than
        ``most``. A first number of 0 means that the first slide takes none.
    even : slides are about as full as one another; else each but the last is full.
    """

    def fill(limit: float) -> list[int]:
        counts, used, room = [0], 0.0, min(first, limit)
        for height in heights:
            if used + height > room + 1e-9 and (counts[-1] or len(counts) == 1):
                counts.append(0)
                used, room = 0.0, min(most, limit)
            counts[-1] += 1
            used += height
        return counts

    best = fill(most)
    low, high = max(heights, default=0.0), most
    for _ in range(_STEPS if even and len(best) > 1 else 0):
        middle = (low + high) / 2
        tried = fill(middle)
        if len(tried) <= len(best):
            best, high = tried, middle
        else:
            low = middle
    return best
