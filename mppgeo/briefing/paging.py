"""Where blocks stand on 16:9 slides, and which rows of a table go on which slide.

Everything is measured before anything is drawn, so that nothing overlaps and
nothing runs off a slide; a table or list that does not fit goes on over
further slides. All lengths in inches, from the slide's upper left corner.
"""

from __future__ import annotations

from dataclasses import dataclass

from mppgeo.base.language import Language
from mppgeo.briefing.outline import Block, Bullets, Columns, Figures, Section, TableBlock
from mppgeo.briefing.typesetting import Cell, count_lines, keeps_words, make_cells, measure_height

WIDTH, HEIGHT = 13.333, 7.5
TITLE_SIZE, LEAD_SIZE, NOTE_SIZE = 26, 16, 10
LIST_SIZES = (20, 18, 16, 14, 13, 12)
"""Sizes tried for lists, the first that fits."""
TABLE_SIZES = (14, 12, 11)
"""Sizes tried for tables: the first at which all rows fit on one slide, else the last."""
CELL_MARGIN_X, CELL_MARGIN_Y = 0.07, 0.03
BULLET_INDENT = 0.22
TEXT_INSET = 0.05
"""Inner margin of text boxes at each side."""

_GAP = 0.2
_FIGURES = 1.75
_LEAST_TABLE = 1.6
_LEAST_PICTURE = 2.2


@dataclass(frozen=True)
class Box:
    """A rectangle on a slide."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    def overlaps(self, other: Box) -> bool:
        """Whether the two share more than an edge."""
        return (
            self.x < other.right - 1e-6
            and other.x < self.right - 1e-6
            and self.y < other.bottom - 1e-6
            and other.y < self.bottom - 1e-6
        )


TITLE = Box(0.6, 0.28, WIDTH - 1.2, 0.6)
LEAD = Box(0.6, 0.9, WIDTH - 1.2, 0.62)
BODY = Box(0.6, 1.6, WIDTH - 1.2, 5.3)
FOOTER = Box(0.6, 7.02, 10.9, 0.32)
NUMBER = Box(WIDTH - 1.6, 7.02, 1.0, 0.32)


@dataclass(frozen=True)
class SetList:
    """A list with its size; ``texts`` those of this slide."""

    texts: tuple[str, ...]
    heading: str
    size: float


@dataclass(frozen=True)
class SetTable:
    """Rows of one slide with header, column widths and row heights (the header's first)."""

    titles: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    size: float
    alt: str
    note: str


@dataclass(frozen=True)
class Placed:
    """A block, or a part of it, in its box."""

    content: object
    box: Box


@dataclass(frozen=True)
class Page:
    """One slide of a section; ``part`` of ``parts``."""

    section: Section
    placed: tuple[Placed, ...]
    part: int
    parts: int


def set_pages(section: Section, t: Language) -> list[Page]:
    """Lay out a section on as many slides as it takes."""
    flow = _Flow()
    blocks = list(section.blocks)
    while blocks:
        block = blocks.pop(0)
        if isinstance(block, TableBlock):
            _flow_table(flow, block, t)
        elif isinstance(block, Bullets):
            following = blocks[0] if blocks else None
            _flow_list(flow, block, _need(following, t))
        elif isinstance(block, Columns):
            _flow_columns(flow, block)
        elif isinstance(block, Figures):
            if flow.room < _FIGURES:
                flow.turn()
            flow.add(block, _FIGURES)
        else:
            if flow.room < _LEAST_PICTURE:
                flow.turn()
            height = flow.room - sum(_need_at_least(other) for other in blocks)
            flow.add(block, height if height >= _LEAST_PICTURE else flow.room)
        flow.skip()
    return [
        Page(section, tuple(placed), number, len(flow.slides))
        for number, placed in enumerate(flow.slides, start=1)
    ]


class _Flow:
    """Slides being filled from the top."""

    def __init__(self) -> None:
        self.slides: list[list[Placed]] = [[]]
        self.top = BODY.y

    @property
    def room(self) -> float:
        """Height left on the slide."""
        return BODY.bottom - self.top

    @property
    def is_fresh(self) -> bool:
        return not self.slides[-1]

    def add(self, content: object, height: float) -> None:
        """Put something of full width at the top of what is left."""
        self.slides[-1].append(Placed(content, Box(BODY.x, self.top, BODY.width, height)))
        self.top += height

    def turn(self) -> None:
        """Go on on another slide; harmless on a fresh one."""
        if not self.is_fresh:
            self.slides.append([])
            self.top = BODY.y

    def skip(self) -> None:
        self.top += _GAP


def fit_list(block: Bullets, box: Box) -> float:
    """The size at which a list fits into a box: the largest that does, else the smallest."""
    for size in LIST_SIZES:
        if measure_list(block.texts, block.heading, size, box.width) <= box.height:
            return size
    return LIST_SIZES[-1]


def measure_list(texts: tuple[str, ...], heading: str, size: float, width: float) -> float:
    """Height of a list in inches, inner margins included."""
    inner = width - 2 * TEXT_INSET
    height = 2 * TEXT_INSET
    if heading:
        height += measure_height(heading, size, inner, bold=True) + space_after(size)
    for text in texts:
        height += measure_height(text, size, inner - BULLET_INDENT) + space_after(size)
    return height


def space_after(size: float) -> float:
    """Room after a paragraph of a list, inches."""
    return 0.5 * size / 72


def _need(block: Block | None, t: Language) -> float:
    """Room to leave below a list for what follows it: all of a table that is not too long."""
    if not isinstance(block, TableBlock):
        return _LEAST_TABLE + _GAP if block else 0.0
    table = _MeasuredTable.of(block, TABLE_SIZES[-1], t)
    return _GAP + (table.height if table.height < BODY.height * 0.6 else _LEAST_TABLE)


def _need_at_least(block: Block) -> float:
    """Room to leave below a picture for another block."""
    if isinstance(block, Bullets):
        return _GAP + measure_list(block.texts, block.heading, LIST_SIZES[-1], BODY.width)
    return _GAP + {Figures: _FIGURES, TableBlock: _LEAST_TABLE}.get(type(block), _LEAST_PICTURE)


def _flow_list(flow: _Flow, block: Bullets, below: float) -> None:
    for size in LIST_SIZES:
        if measure_list(block.texts, block.heading, size, BODY.width) <= flow.room - below:
            break
    texts = list(block.texts)
    while texts:
        taken = _count_fitting(texts, block.heading, size, Box(BODY.x, 0, BODY.width, flow.room))
        if not taken and not flow.is_fresh:
            flow.turn()
            continue
        if not taken:
            room = BODY.height - measure_list((), block.heading, size, BODY.width)
            width = BODY.width - 2 * TEXT_INSET - BULLET_INDENT
            texts[:1] = _cut(texts[0], size, width, room - space_after(size))
            taken = 1
        part = tuple(texts[:taken])
        height = measure_list(part, block.heading, size, BODY.width)
        flow.add(SetList(part, block.heading, size), min(height, flow.room))
        del texts[:taken]
        if texts:
            flow.turn()


def _flow_columns(flow: _Flow, block: Columns) -> None:
    """Blocks side by side; lists that are too long go on beside one another on further slides."""
    gaps = _GAP * (len(block.blocks) - 1)
    widths = [share * (BODY.width - gaps) / sum(block.shares) for share in block.shares]
    left: list[Block | None] = list(block.blocks)
    while any(left):
        x = BODY.x
        for place, (inner, width) in enumerate(zip(left, widths, strict=True)):
            box = Box(x, flow.top, width, flow.room)
            x += width + _GAP
            if isinstance(inner, Bullets):
                content, left[place] = _fill_column(inner, box)
                flow.slides[-1].append(Placed(content, box))
            elif inner is not None:
                flow.slides[-1].append(Placed(inner, box))
                left[place] = None
        if any(left):
            flow.turn()
    flow.top = BODY.bottom


def _fill_column(block: Bullets, box: Box) -> tuple[SetList, Bullets | None]:
    """What of a list fits into a box, at least a part of its first text, and what does not."""
    size = fit_list(block, box)
    texts = list(block.texts)
    taken = _count_fitting(texts, block.heading, size, box)
    if not taken:
        room = box.height - measure_list((), block.heading, size, box.width) - space_after(size)
        texts[:1] = _cut(texts[0], size, box.width - 2 * TEXT_INSET - BULLET_INDENT, room)
        taken = 1
    rest = tuple(texts[taken:])
    kept = SetList(tuple(texts[:taken]), block.heading, size)
    return kept, Bullets(rest, block.heading) if rest else None


def _count_fitting(texts: list[str], heading: str, size: float, box: Box) -> int:
    """How many of ``texts``, from the first on, fit into a box."""
    taken = len(texts)
    while taken and measure_list(tuple(texts[:taken]), heading, size, box.width) > box.height:
        taken -= 1
    return taken


def _flow_table(flow: _Flow, block: TableBlock, t: Language) -> None:
    sizes = [size for size in TABLE_SIZES if _MeasuredTable.of(block, size, t).has_whole_words]
    for size in sizes or TABLE_SIZES[-1:]:
        table = _MeasuredTable.of(block, size, t)
        if table.height <= flow.room:
            break
    if flow.room < min(_LEAST_TABLE, table.height):
        flow.turn()
    most = BODY.height - table.header - table.note
    rows = [part for row in table.rows for part in table.ruler.split(row, most)]
    heights = [table.ruler.measure(row) for row in rows]
    while True:
        fits, used = 0, table.header + table.note
        while fits < len(rows) and used + heights[fits] <= flow.room + 1e-9:
            used += heights[fits]
            fits += 1
        if rows and not fits and not flow.is_fresh:
            flow.turn()
            continue
        content = SetTable(
            table.titles, tuple(map(tuple, rows[:fits])), table.ruler.widths,
            (table.header, *heights[:fits]), size, block.alt, block.note,
        )  # fmt: skip
        flow.add(content, used)
        del rows[:fits], heights[:fits]
        if not rows:
            return
        flow.turn()


@dataclass(frozen=True)
class _MeasuredTable:
    """A table with its heights at one size, inches."""

    titles: tuple[str, ...]
    rows: list[list[Cell]]
    ruler: _Ruler
    header: float
    note: float

    @classmethod
    def of(cls, block: TableBlock, size: float, t: Language) -> _MeasuredTable:
        keys = list(block.widths)
        scale = BODY.width / sum(block.widths.values())
        ruler = _Ruler(tuple(block.widths[key] * scale for key in keys), size)
        titles = tuple(block.table.titles[key] for key in keys)
        note = measure_height(block.note, NOTE_SIZE, BODY.width) + 0.12 if block.note else 0.0
        header = ruler.measure([Cell(title) for title in titles], bold=True)
        return cls(titles, make_cells(block.table, keys, t), ruler, header, note)

    @property
    def height(self) -> float:
        return self.header + self.note + sum(map(self.ruler.measure, self.rows))

    @property
    def has_whole_words(self) -> bool:
        """Whether no word of the header is broken, and no site that a cell leads to."""
        size = self.ruler.size
        rooms = [width - 2 * CELL_MARGIN_X for width in self.ruler.widths]
        return all(
            keeps_words(title, size, room, bold=True)
            for title, room in zip(self.titles, rooms, strict=True)
        ) and all(
            # The comma behind a site stands on its line.
            count_lines(f"{link.site},", size, room) == 1
            for row in self.rows
            for cell, room in zip(row, rooms, strict=True)
            for link in cell.links
        )


@dataclass(frozen=True)
class _Ruler:
    """Measures the rows of a table of given column widths (inches) and size (points)."""

    widths: tuple[float, ...]
    size: float

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
                width = self.widths[i] - 2 * CELL_MARGIN_X
                texts = _cut(cell.text, self.size, width, room - 2 * CELL_MARGIN_Y)
                head.append(Cell(texts[0], cell.right))
                rest.append(Cell(texts[1], cell.right))
            parts.append(head)
            row = rest
        return [*parts, row]

    def _measure(self, cell: Cell, column: int, bold: bool) -> float:
        width = self.widths[column] - 2 * CELL_MARGIN_X
        height = measure_height(cell.text, self.size, width, bold=bold)
        lines = [count_lines(link.site, self.size, width) for link in cell.links]
        if any(count > 1 for count in lines):
            # After a site that is broken, programs begin a new line.
            told = sum(count + (count > 1) for count in lines)
            broken = told * measure_height("", self.size, width)
            height = max(height, broken)
        return height + 2 * CELL_MARGIN_Y


def _cut(text: str, size: float, width: float, room: float) -> list[str]:
    """A text too tall for ``room`` as what fits and what is left; between words if it can be."""
    low, high = 1, len(text) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if measure_height(text[:middle], size, width) <= room:
            low = middle
        else:
            high = middle - 1
    space = text.rfind(" ", 1, low + 1)
    if space > 0:
        return [text[:space], text[space + 1 :]]
    return [text[:low], text[low:]]
