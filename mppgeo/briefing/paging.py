"""Where blocks stand on slides, and which part of a table or list goes on which slide.

Everything is measured before anything is drawn, so that nothing overlaps and
nothing runs off a slide; a table or list that does not fit goes on over
further slides. All lengths in inches, from the slide's upper left corner.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mppgeo.base.language import Language
from mppgeo.briefing.lists import (
    BULLET_INDENT,
    TEXT_INSET,
    SetList,
    count_fitting,
    cut_text,
    fill_column,
    fit_list,
    measure_list,
    measure_text,
    share_texts,
    space_after,
)
from mppgeo.briefing.outline import (
    Block,
    Bullets,
    Columns,
    Figures,
    Section,
    TableBlock,
    list_texts,
    shorten_lists,
)
from mppgeo.briefing.rows import MeasuredTable, count_slides, share_rows
from mppgeo.briefing.stage import STAGE, Box, Stage
from mppgeo.briefing.typesetting import Cell, count_lines, measure_height

TILE_GAP, TILE_INSET = 0.15, 0.15

_GAP = 0.2
_LEAST_TABLE = 1.6
_LEAST_PICTURE = 2.2
_LEAST_FILL, _MORE = 0.38, 2
"""Part of a slide below which sentences of the notes stand on it too, and how many."""
_LEAST_LEFT = 0.35
"""Part of a slide that is full where the table after it stands on another."""
_LEFTOVER = 0.5
"""Part of a last slide below which what it says beside no chart goes to the notes."""
_WIDENINGS, _MOST_TOLD = 6, 0.62
"""How often lists beside a chart are widened, and up to which part of the slide."""


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
class SetFigures:
    """Headline figures, the values in one size.

    ``lines`` are those of the longest label: values stand in one line below all of them.
    """

    figures: Figures
    value_size: float
    lines: int


@dataclass(frozen=True)
class Placed:
    """A block, or a part of it, in its box."""

    content: object
    box: Box


@dataclass(frozen=True)
class Page:
    """One slide of a section; ``part`` of ``parts``; its lead stands in a box in one size."""

    section: Section
    placed: tuple[Placed, ...]
    part: int
    parts: int
    lead: Box
    lead_size: float


def set_pages(section: Section, t: Language, stage: Stage = STAGE) -> list[Page]:
    """Lay out a section on as many slides as it takes."""
    lead, size, stage = _set_lead(section.lead, stage)
    flow = _Flow(stage)
    blocks = list(_join_lists(section.blocks))
    while blocks:
        block = blocks.pop(0)
        if isinstance(block, TableBlock):
            _flow_table(flow, block, t, sum(_need_at_least(other, stage) for other in blocks))
        elif isinstance(block, Bullets):
            following = blocks[0] if blocks else None
            _flow_list(flow, block, _need(following, stage, t))
        elif isinstance(block, Columns):
            _flow_columns(flow, block)
        elif isinstance(block, Figures):
            content, height = set_figures(block, stage)
            if flow.room < height:
                flow.turn()
            flow.add(content, height)
        else:
            if flow.room < _LEAST_PICTURE:
                flow.turn()
            height = flow.room - sum(_need_at_least(other, stage) for other in blocks)
            flow.add(block, height if height >= _LEAST_PICTURE else flow.room)
        flow.skip()
    _enlarge_alone(flow)
    return [
        Page(section, _even_out(placed, stage), number, len(flow.slides), lead, size)
        for number, placed in enumerate(flow.slides, start=1)
    ]


def _join_lists(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks, lists without a heading that follow a list as one with it."""
    kept: Block | None = None
    for block in blocks:
        if isinstance(kept, Bullets) and isinstance(block, Bullets) and not block.heading:
            kept = replace(kept, texts=kept.texts + block.texts)
            continue
        if kept:
            yield kept
        kept = block
    if kept:
        yield kept


def _enlarge_alone(flow: _Flow) -> None:
    """Set a list as large as its slide takes where what follows it stands on another: it was set
    for both. One that goes on there itself stays as it is."""
    stage = flow.stage
    lists = [one for slide in flow.slides for one in slide if isinstance(one.content, SetList)]
    for place, slide in enumerate(flow.slides):
        if len(slide) == len(lists) == 1 and slide == lists:
            [one] = slide
            texts, heading = one.content.texts, one.content.heading
            box = replace(one.box, height=stage.body.bottom - one.box.y)
            size = fit_list(Bullets(texts, heading), box, stage)
            if size > one.content.size:
                height = measure_list(texts, heading, size, box.width, stage)
                content = replace(one.content, size=size)
                flow.slides[place] = [Placed(content, replace(box, height=height))]


def _even_out(placed: Sequence[Placed], stage: Stage) -> tuple[Placed, ...]:
    """The lists of a slide in one size, none larger than its tables where it can be helped; what
    stands below a list that became lower moves up."""
    sizes = [one.content.size for one in placed if isinstance(one.content, SetList | SetTable)]
    size = max([min(sizes, default=0.0), stage.sizes.lists[-1]])
    evened, lifted = [], 0.0
    for one in placed:
        content, box = one.content, one.box
        box = replace(box, y=box.y - lifted)
        if isinstance(content, SetList) and content.size > size:
            content = replace(content, size=size)
            # Columns stand beside one another: nothing is below them.
            if box.width == stage.body.width:
                texts, heading = content.texts, content.heading
                height = measure_list(texts, heading, size, box.width, stage)
                lifted += box.height - min(height, box.height)
                box = replace(box, height=min(height, box.height))
        evened.append(Placed(content, box))
    return tuple(evened)


def set_section(section: Section, t: Language, stage: Stage = STAGE) -> list[Page]:
    """The same, but of a section that is whole the texts that do not fit are left out, and a
    slide that would be nearly empty shows what is else to be said."""
    section = replace(section, blocks=tuple(_join_lists(section.blocks)))
    pages = set_pages(section, t, stage)
    if len(pages) == 1 and measure_fill(pages[0], stage) < _LEAST_FILL:
        said = {section.lead, *list_texts(section.blocks)}
        more = tuple(note for note in section.notes if note and note not in said)[:_MORE]
        if more:
            section = replace(section, blocks=(*section.blocks, Bullets(more)))
            pages = set_pages(section, t, stage)
    while section.whole and len(pages) > 1 and (less := shorten_lists(section)):
        section = less
        pages = set_pages(section, t, stage)
    return _spare_leftover(section, pages, t, stage)


def _spare_leftover(section: Section, pages: list[Page], t: Language, stage: Stage) -> list[Page]:
    """The slides without a last one of what found no room there; the notes say it."""
    less: Section | None = section
    said = list(list_texts(section.blocks))
    for _ in range(_MORE):
        if not (len(pages) > 1 and less and _is_leftover(section, pages[-1], stage)):
            break
        less = shorten_lists(less)
        if less:
            kept = set(list_texts(less.blocks))
            told = replace(less, notes=(*section.notes, *(one for one in said if one not in kept)))
            tried = set_pages(told, t, stage)
            if len(tried) < len(pages):
                return tried
    return pages


def _is_leftover(section: Section, page: Page, stage: Stage) -> bool:
    """Whether a slide that is not half full holds nothing but what is told beside a chart or
    below figures."""
    charted = any(
        isinstance(block, Figures)
        or isinstance(block, Columns)
        and not all(isinstance(one, Bullets) for one in block.blocks)
        for block in section.blocks
    )
    listed = all(isinstance(placed.content, SetList) for placed in page.placed)
    return charted and listed and measure_fill(page, stage) < _LEFTOVER


def measure_fill(page: Page, stage: Stage) -> float:
    """The part of a slide's body, from top to bottom, that something stands on; 0..1."""
    edges = [stage.body.y]
    for placed in page.placed:
        content, height = placed.content, placed.box.height
        if isinstance(content, SetList):
            width = placed.box.width
            height = measure_list(content.texts, content.heading, content.size, width, stage)
        edges.append(placed.box.y + height)
    return (max(edges) - page.lead.bottom) / stage.body.height


def _set_lead(text: str, stage: Stage) -> tuple[Box, float, Stage]:
    """Box and size of a lead; one that is too long for its box moves the body down."""
    box, sizes = stage.lead, stage.sizes.leads
    heights = [(size, measure_text(text, size, box.width, stage)) for size in sizes]
    size, height = next((one for one in heights if one[1] <= box.height), heights[-1])
    more = max(0.0, height - box.height)
    body = stage.body
    moved = Box(body.x, body.y + more, body.width, body.height - more)
    lead = Box(box.x, box.y, box.width, box.height + more)
    return lead, size, replace(stage, lead=lead, body=moved)


class _Flow:
    """Slides being filled from the top."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.slides: list[list[Placed]] = [[]]
        self.top = stage.body.y

    @property
    def room(self) -> float:
        """Height left on the slide."""
        return self.stage.body.bottom - self.top

    @property
    def filled(self) -> float:
        """The part of the slide that something stands on, 0..1."""
        return 1 - self.room / self.stage.body.height

    @property
    def is_fresh(self) -> bool:
        return not self.slides[-1]

    def add(self, content: object, height: float) -> None:
        """Put something of full width at the top of what is left."""
        body = self.stage.body
        self.slides[-1].append(Placed(content, Box(body.x, self.top, body.width, height)))
        self.top += height

    def turn(self) -> None:
        """Go on on another slide; harmless on a fresh one."""
        if not self.is_fresh:
            self.slides.append([])
            self.top = self.stage.body.y

    def skip(self) -> None:
        self.top += _GAP


# --- figures ----------------------------------------------------------------


def set_figures(block: Figures, stage: Stage) -> tuple[SetFigures, float]:
    """Headline figures with the size of their values, and the height that they take."""
    sizes, face = stage.sizes, stage.face
    count = max(1, len(block.items))
    room = (stage.body.width - TILE_GAP * (count - 1)) / count - 2 * TILE_INSET
    tried = [sizes.value * share for share in (1, 0.85, 0.7, 0.6, 0.5)]
    value = next(
        (
            size
            for size in tried
            if all(
                count_lines(one.value, size, room, bold=True, face=face) == 1 for one in block.items
            )
        ),
        tried[-1],
    )
    lines = max(
        (count_lines(one.label, sizes.label, room, face=face) for one in block.items), default=0
    )
    below = [
        measure_height(one.value, value, room, bold=True, face=face)
        + measure_height(one.note, sizes.label, room, face=face)
        for one in block.items
    ]
    above = lines * measure_height("", sizes.label, room, face=face)
    return SetFigures(block, value, lines), above + max(below, default=0.0) + 2 * TILE_INSET


# --- lists ------------------------------------------------------------------


def _need(block: Block | None, stage: Stage, t: Language) -> float:
    """Room to leave below a list for what follows it: all of a table that is not too long."""
    if isinstance(block, Figures):
        return _GAP + set_figures(block, stage)[1]
    if not isinstance(block, TableBlock):
        return _LEAST_TABLE + _GAP if block else 0.0
    table = MeasuredTable.of(block, stage.sizes.tables[-1], stage, t)
    return _GAP + (table.height if table.height < stage.body.height * 0.6 else _LEAST_TABLE)


def _need_at_least(block: Block, stage: Stage) -> float:
    """Room to leave below a picture for another block."""
    if isinstance(block, Bullets):
        least = stage.sizes.lists[-1]
        return _GAP + measure_list(block.texts, block.heading, least, stage.body.width, stage)
    if isinstance(block, Figures):
        return _GAP + set_figures(block, stage)[1]
    return _GAP + (_LEAST_TABLE if isinstance(block, TableBlock) else _LEAST_PICTURE)


def _flow_list(flow: _Flow, block: Bullets, below: float) -> None:
    stage, width = flow.stage, flow.stage.body.width
    for size in stage.sizes.lists:
        height = measure_list(block.texts, block.heading, size, width, stage)
        if height <= flow.room - below:
            break
    texts = list(block.texts)
    while texts:
        box = Box(stage.body.x, 0, width, flow.room)
        taken = count_fitting(texts, block.heading, size, box, stage)
        if not taken and not flow.is_fresh:
            flow.turn()
            continue
        if not taken:
            room = stage.body.height - measure_list((), block.heading, size, width, stage)
            inner = width - 2 * TEXT_INSET - BULLET_INDENT
            texts[:1] = cut_text(texts[0], size, inner, room - space_after(size), stage.face)
            taken = 1
        if flow.is_fresh and 1 < taken < len(texts):
            taken = share_texts(texts, block.heading, size, taken, stage)
        part = tuple(texts[:taken])
        height = measure_list(part, block.heading, size, width, stage)
        flow.add(SetList(part, block.heading, size), min(height, flow.room))
        del texts[:taken]
        if texts:
            flow.turn()


def _flow_columns(flow: _Flow, block: Columns) -> None:
    """Blocks side by side; lists that are too long go on beside one another on further slides."""
    body = flow.stage.body
    widths = _share_width(flow, block)
    left: list[Block | None] = list(block.blocks)
    while any(left):
        x = body.x
        alone = not flow.slides[-1] and sum(map(bool, left)) == 1
        for place, (inner, width) in enumerate(zip(left, widths, strict=True)):
            box = Box(body.x if alone else x, flow.top, body.width if alone else width, flow.room)
            x += width + _GAP
            if isinstance(inner, Bullets):
                content, left[place] = fill_column(inner, box, flow.stage)
                flow.slides[-1].append(Placed(content, box))
            elif inner is not None:
                flow.slides[-1].append(Placed(inner, box))
                left[place] = None
        if any(left):
            flow.turn()
    flow.top = body.bottom


def _share_width(flow: _Flow, block: Columns) -> list[float]:
    """Widths of columns: by their shares, but lists too long for theirs get some of what stands
    beside them, if that is enough."""
    room = flow.stage.body.width - _GAP * (len(block.blocks) - 1)
    lists = [isinstance(inner, Bullets) for inner in block.blocks]
    widths = [share * room / sum(block.shares) for share in block.shares]
    told = sum(width for width, is_list in zip(widths, lists, strict=True) if is_list)
    if all(lists) or not any(lists):
        return widths
    for wider in range(_WIDENINGS):
        part = min(told + 0.05 * wider * room, max(told, _MOST_TOLD * room))
        tried = [
            width * (part / told if is_list else (room - part) / (room - told))
            for width, is_list in zip(widths, lists, strict=True)
        ]
        if all(
            measure_list(inner.texts, inner.heading, flow.stage.sizes.lists[-1], width, flow.stage)
            <= flow.room
            for inner, width in zip(block.blocks, tried, strict=True)
            if isinstance(inner, Bullets)
        ):
            return tried
    return widths


# --- tables -----------------------------------------------------------------


def _flow_table(flow: _Flow, block: TableBlock, t: Language, below: float) -> None:
    """Set a table, where it can be with room of height ``below`` for what follows it."""
    stage = flow.stage
    table = _choose_size(flow, block, t, below)
    # A table is not parted where it stands whole on a slide of its own and leaves one behind that
    # is full enough.
    whole = flow.room < table.height <= stage.body.height and flow.filled >= _LEAST_LEFT
    if whole or flow.room < min(_LEAST_TABLE, table.height):
        flow.turn()
        table = _choose_size(flow, block, t, below)
    most = stage.body.height - table.header - table.note
    rows = [part for row in table.rows for part in table.ruler.split(row, most)]
    heights = [table.ruler.measure(row) for row in rows]
    extra = table.header + table.note
    for count in share_rows(heights, flow.room - extra, most):
        if not count and rows:
            flow.turn()
            continue
        content = SetTable(
            table.titles, tuple(map(tuple, rows[:count])), table.ruler.widths,
            (table.header, *heights[:count]), table.ruler.size, block.alt, block.note,
        )  # fmt: skip
        flow.add(content, sum(content.heights) + table.note)
        del rows[:count], heights[:count]
        if rows:
            flow.turn()


def _spare_columns(block: TableBlock, stage: Stage, t: Language) -> TableBlock:
    """The table without what can be spared of it where there is no room for whole words."""
    for key in block.spare:
        small = MeasuredTable.of(block, stage.sizes.tables[-1], stage, t)
        if small.has_whole_words and small.has_whole_cells:
            break
        block = replace(block, widths={k: w for k, w in block.widths.items() if k != key})
    return block


def _choose_size(flow: _Flow, block: TableBlock, t: Language, below: float) -> MeasuredTable:
    """The largest size at which all rows fit on the slide, else on as few slides as can be."""
    stage = flow.stage
    block = _spare_columns(block, stage, t)
    measured = [MeasuredTable.of(block, size, stage, t) for size in stage.sizes.tables]
    kept = [one for one in measured if one.has_whole_words] or measured[-1:]
    kept = [one for one in kept if one.has_whole_cells] or kept
    for room in (flow.room - below, flow.room):
        for table in kept:
            if table.height <= room:
                return table
    slides = [count_slides(one, stage, flow.room) for one in kept]
    return kept[slides.index(min(slides))] if min(slides) < math.inf else kept[-1]
