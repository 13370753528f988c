"""A briefing as a handout to print: A4 sheets with text that can be selected."""

from __future__ import annotations

import datetime as dt
import io
import math
import re
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import quoteattr

from PIL import Image as Pictures
from reportlab.graphics import renderPDF
from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_LEFT, TA_RIGHT
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.platypus import CondPageBreak, Flowable, Paragraph, Table

from mppgeo.base.facts import Link
from mppgeo.base.language import Language
from mppgeo.briefing.contents import make_briefing
from mppgeo.briefing.outline import (
    BarChart,
    Block,
    Briefing,
    Bullets,
    Columns,
    Figures,
    MapPicture,
    Section,
    TableBlock,
    TimeChart,
)
from mppgeo.briefing.paper import (
    ACCENT,
    BODY_HEIGHT,
    BODY_WIDTH,
    GRID,
    INK,
    PALE,
    QUIET,
    Imprint,
    clean,
    find_face,
    mark_up,
    print_pages,
    set_style,
    set_text,
)
from mppgeo.briefing.plots import plot_bars, plot_time
from mppgeo.briefing.short import PAGE
from mppgeo.briefing.tagging import (
    CELL,
    FIGURE,
    HEADING,
    ITEM,
    TITLE_CELL,
    Grid,
    TaggedTable,
    Text,
    decorate,
    tag,
)
from mppgeo.briefing.typesetting import Cell, make_cells
from mppgeo.content.headline import make_figures
from mppgeo.maps.payload import find_focus
from mppgeo.maps.picture import draw_map
from mppgeo.maps.sizes import Size
from mppgeo.scene.lengths import ONE
from mppgeo.scene.scene import Scene

PICTURE_DPI = 230

_GAP, _SECTION_GAP = 9.0, 11.0
_COLUMN_GAP = 16.0
_TILE_GAP, _TILE_PAD = 8.0, 9.0
_TEXT = 9.5
_HEADING, _LEAD = 14.0, 10.5
_RULE = 8.0
"""Room for the line above a heading."""
_CELL_SIZES = (8.4, 7.9)
"""Sizes of tables of few columns and of many."""
_MANY = 6
_PAD_X, _PAD_Y, _INDENT = 4.0, 2.3, 10.0
_LOWEST, _TALLEST = 96 * mm, 150 * mm
"""Heights of maps, where a page has room."""
_TALL_ALONE = 112 * mm
"""Greatest height of the map of a sheet that stands alone."""
_SQUEEZED = 88 * mm
"""A map may be as low as this so that it still goes on a page."""
_DRAWN = 0.82
"""Maps are drawn that much smaller and enlarged, so that their letters can be read on paper."""
_BARS_TALL, _TIME_TALL = 50 * mm, 58 * mm
_ASIDE_TALL = 100 * mm
"""A list taller than this does not stand beside a chart but below."""
_KEPT_ROWS = 2
"""Rows of a table that stay together at its beginning and at its end."""
_WORD_SHARE = 1.2
"""Room that a long word may claim in a table, as a multiple of an even share."""


def write_handout(scene: Scene) -> bytes:
    """The briefing of a scene as a PDF, A4 upright; of one page as one sheet.

    The sections are bookmarks, sources are links, and maps and charts carry
    texts for those who cannot see them. The same input gives the same bytes.
    """
    briefing = make_briefing(scene)
    alone = scene.view.panjang == ONE
    # On paper there is room for what a slide leaves to its lead.
    figures = Figures(tuple(make_figures(scene) if alone else ()))
    story = set_story(briefing, figures, tallest=_TALL_ALONE if alone else _TALLEST)
    return print_pages(make_imprint(briefing, scene.today), story)


def set_story(briefing: Briefing, figures: Figures, *, tallest: float = _TALLEST) -> list[Flowable]:
    """Headline figures and sections as what reportlab sets.

    Parameters
    ----------
    figures : above all sections; none = without.
    tallest : height of a map, in points.
    """
    setter = _Setter(Language(briefing.lang), tallest)
    head = _space(_set_figures(figures, BODY_WIDTH))
    return [*head, *(part for one in briefing.sections for part in setter.set_section(one))]


def make_imprint(briefing: Briefing, today: dt.date) -> Imprint:
    """What stands on the pages of a briefing besides its sections.

    Parameters
    ----------
    today : the day that the file's properties bear.
    """
    return Imprint(
        title=briefing.title,
        basis=briefing.basis,
        made_on=briefing.made_on,
        footer=briefing.footer,
        lang=briefing.lang,
        today=today,
    )


class _Setter:
    """Turns sections and blocks into what reportlab sets."""

    def __init__(self, t: Language, tallest: float) -> None:
        self.t, self.tallest = t, tallest

    def set_section(self, section: Section) -> list[Flowable]:
        """Heading, lead and blocks; the heading stays with the beginning of the first."""
        # One page is under the title of the sheet itself.
        head: list[Flowable] = [] if section.name == PAGE else [_Heading(section)]
        if section.lead:
            head.append(set_text(section.lead, _LEAD, colour=QUIET, spaceAfter=7))
        parts: list[Flowable] = []
        for block in section.blocks:
            parts += _space(self.set_block(block, BODY_WIDTH))
        need = sum(_measure(part) for part in head) + sum(map(_measure_start, parts[:1]))
        return [CondPageBreak(min(need, BODY_HEIGHT - 1)), *head, *parts]

    def set_block(self, block: Block, width: float) -> list[Flowable]:
        """A block as one or more flowables of a column of ``width``."""
        if isinstance(block, Figures):
            return _set_figures(block, width)
        if isinstance(block, Bullets):
            return _set_list(block)
        if isinstance(block, MapPicture):
            return [_Map(block, width, self.tallest)]
        if isinstance(block, BarChart):
            return [_Chart(plot_bars(block, width, _BARS_TALL, self.t), block.alt)]
        if isinstance(block, TimeChart):
            return [_Chart(plot_time(block, width, _TIME_TALL, self.t), block.alt)]
        if isinstance(block, TableBlock):
            return [_set_table(block, width, self.t)]
        return self._set_columns(block, width)

    def _set_columns(self, block: Columns, width: float) -> list[Flowable]:
        room = width - _COLUMN_GAP * (len(block.blocks) - 1)
        widths = [share * room / sum(block.shares) for share in block.shares]
        columns = [self.set_block(b, w) for b, w in zip(block.blocks, widths, strict=True)]
        if all(isinstance(inner, Bullets) for inner in block.blocks):
            return [_set_rows(columns, widths)]
        mapped = any(isinstance(inner, MapPicture) for inner in block.blocks)
        if mapped or max(map(_measure_all, columns, widths)) > _ASIDE_TALL:
            return [part for inner in block.blocks for part in _space(self.set_block(inner, width))]
        return [_set_rows([[column] for column in columns], widths)]


def _space(parts: list[Flowable]) -> list[Flowable]:
    """The same parts, with room after the last."""
    if parts:
        last = parts[-1]
        if isinstance(last, Paragraph):
            last.style = last.style.clone("last", spaceAfter=_GAP)
        else:
            last.spaceAfter = _GAP
    return parts


# --- text -------------------------------------------------------------------


class _Heading(Text):
    """A section's title, under a line; a bookmark of the document."""

    def __init__(self, section: Section) -> None:
        style = set_style(
            _HEADING, strong=True, colour=ACCENT, leading=1.15,
            spaceBefore=_SECTION_GAP, spaceAfter=2.5, tag=HEADING,
        )  # fmt: skip
        super().__init__(mark_up(section.title, strong=True), style)
        self.section = section

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        wide, tall = super().wrap(width, height)
        return wide, tall + _RULE

    def draw(self) -> None:
        canvas, top = self.canv, self.height + _RULE - 1
        canvas.bookmarkHorizontal(self.section.name, 0, top + _SECTION_GAP)
        canvas.addOutlineEntry(clean(self.section.title), self.section.name)
        with decorate(canvas):
            for colour, weight, length in ((GRID, 0.8, BODY_WIDTH), (ACCENT, 2.0, 14 * mm)):
                canvas.setStrokeColor(HexColor(colour))
                canvas.setLineWidth(weight)
                canvas.line(0, top, length, top)
        super().draw()


def _set_list(block: Bullets) -> list[Flowable]:
    parts: list[Flowable] = []
    if block.heading:
        parts.append(set_text(block.heading, _TEXT, strong=True, colour=ACCENT, spaceAfter=3))
    style = set_style(_TEXT, leftIndent=11, bulletIndent=1, spaceAfter=2.6, tag=ITEM)
    return parts + [Text(mark_up(text), style, bulletText="•") for text in block.texts]


def _set_figures(block: Figures, width: float) -> list[Flowable]:
    """A row of tiles: labels, values and notes stand at one height each."""
    if not block.items:
        return []
    wide = (width - _TILE_GAP * (len(block.items) - 1)) / len(block.items)
    room = wide - 2 * _TILE_PAD
    rows: list[list[object]] = [[], [], []]
    for item in block.items:
        size = _fit_size(item.value, room)
        cells = (
            set_text(item.label, 8.6, colour=QUIET, lines=2, width=room),
            set_text(item.value, size, strong=True, colour=ACCENT, lines=1, width=room, leading=1),
            set_text(item.note, 8.2, colour=QUIET, lines=3, width=room, leading=1.2),
        )
        for row, cell in zip(rows, cells, strict=True):
            row += [cell] if not row else ["", cell]
    widths = [_TILE_GAP if place % 2 else wide for place in range(len(rows[0]))]
    return [Grid(rows, widths, style=_style_tiles(len(widths)), hAlign="LEFT")]


def _style_tiles(columns: int) -> list[tuple]:
    pad = _TILE_PAD
    style: list[tuple] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), pad), ("RIGHTPADDING", (0, 0), (-1, -1), pad),
        ("TOPPADDING", (0, 0), (-1, -1), 1), ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
        ("TOPPADDING", (0, 0), (-1, 0), 7), ("BOTTOMPADDING", (0, -1), (-1, -1), 8),
        ("BOTTOMPADDING", (0, 1), (-1, 1), 5),
    ]  # fmt: skip
    for place in range(0, columns, 2):
        style += [
            ("BACKGROUND", (place, 0), (place, -1), HexColor(PALE)),
            ("LINEABOVE", (place, 0), (place, 0), 1.6, HexColor(ACCENT)),
        ]
    return style


def _fit_size(text: str, width: float) -> float:
    """The largest of the sizes for headline figures at which ``text`` is one line."""
    face = find_face(strong=True)
    return next((s for s in (27, 24, 21, 18, 15) if face.measure(text, s) <= width), 12)


# --- columns and tables -----------------------------------------------------


def _set_rows(columns: Sequence[Sequence[object]], widths: Sequence[float]) -> Table:
    """Columns side by side; what stands in one row of them stays on one page."""
    rows: list[list[object]] = []
    for number in range(max(map(len, columns))):
        row: list[object] = []
        for column in columns:
            cell = column[number] if number < len(column) else ""
            row += [cell] if not row else ["", cell]
        rows.append(row)
    spread = [width for place in widths for width in (_COLUMN_GAP, place)][1:]
    rows = [part for row in rows for part in _split_row(row, spread, BODY_HEIGHT - 20)]
    style = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 0), ("BOTTOMPADDING", (0, 0), (-1, -1), 2.6),
    ]  # fmt: skip
    return Grid(rows, spread, style=style, hAlign="LEFT")


def _set_table(block: TableBlock, width: float, t: Language) -> Table:
    """A table with its header on every page, and its note in the last row."""
    keys = list(block.widths)
    size = _CELL_SIZES[len(keys) > _MANY]
    cells = make_cells(block.table, keys, t)
    titles = [block.table.titles[key] for key in keys]
    widths = _share_width([block.widths[key] for key in keys], titles, cells, size, width)
    rights = [cell.right for cell in cells[0]] if cells else [False] * len(keys)
    header = _set_cells(map(Cell, titles, rights), widths, size, strong=True)
    room = BODY_HEIGHT - _measure_row(header, widths) - 2 * size
    rows = [
        part for row in cells for part in _split_row(_set_cells(row, widths, size), widths, room)
    ] or [[set_text(t("None."), size, tag=CELL), *[""] * (len(keys) - 1)]]
    style = _style_table(len(rows))
    data = [header, *rows]
    if block.note:
        note = set_text(block.note, 7.8, colour=QUIET)
        data.append([note, *[""] * (len(keys) - 1)])
        style += [("SPAN", (0, -1), (-1, -1)), ("TOPPADDING", (0, -1), (-1, -1), 4)]
        style.append(("LEFTPADDING", (0, -1), (-1, -1), 0))
    style += _keep_ends([_measure_row(row, widths) for row in data])
    return TaggedTable(data, widths, style=style, repeatRows=1, hAlign="LEFT")


def _style_table(rows: int) -> list[tuple]:
    return [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        ("LEFTPADDING", (0, 0), (-1, -1), _PAD_X), ("RIGHTPADDING", (0, 0), (-1, -1), _PAD_X),
        ("TOPPADDING", (0, 0), (-1, -1), _PAD_Y), ("BOTTOMPADDING", (0, 0), (-1, -1), _PAD_Y + 1),
        ("LINEBELOW", (0, 1), (-1, rows), 0.4, HexColor(GRID)),
        ("LINEBELOW", (0, 0), (-1, 0), 1.1, HexColor(ACCENT)),
        ("ROWBACKGROUNDS", (0, 1), (-1, rows), [HexColor("#ffffff"), HexColor(PALE)]),
    ]  # fmt: skip


def _keep_ends(heights: Sequence[float]) -> list[tuple]:
    """No page begins or ends with a row or two of a table, where rows are not tall."""
    last = len(heights) - 1
    first, final = min(_KEPT_ROWS, last), max(1, last - _KEPT_ROWS + 1)
    style = []
    if sum(heights[: first + 1]) < BODY_HEIGHT / 2:
        style.append(("NOSPLIT", (0, 0), (-1, first)))
    if sum(heights[final:]) < BODY_HEIGHT / 2:
        style.append(("NOSPLIT", (0, final), (-1, last)))
    return style


def _set_cells(
    row: Iterable[Cell], widths: Sequence[float], size: float, *, strong: bool = False
) -> list[Paragraph]:
    cells: list[Paragraph] = []
    before = False
    for cell, width in zip(row, widths, strict=True):
        # Numbers end where the next column's words begin.
        indent = _INDENT if before and not cell.right else 0.0
        cells.append(_set_cell(cell, size, width - 2 * _PAD_X, indent, strong=strong))
        before = cell.right
    return cells


def _set_cell(cell: Cell, size: float, width: float, indent: float, *, strong: bool) -> Paragraph:
    style = set_style(
        size, strong=strong, colour=ACCENT if strong else INK, leading=1.22, leftIndent=indent,
        alignment=TA_RIGHT if cell.right else TA_LEFT, tag=TITLE_CELL if strong else CELL,
    )  # fmt: skip
    width -= indent
    if cell.links:
        return Text(", ".join(_mark_link(link, size, width) for link in cell.links), style)
    return Text(mark_up(cell.text, strong=strong), style)


def _mark_link(link: Link, size: float, width: float) -> str:
    """A site's name that leads to the page; anything but the web's addresses stays text."""
    site = "<br/>".join(map(mark_up, _break_site(link.site, size, width)))
    if not link.url.lower().startswith(("https://", "http://")):
        return site
    return f'<a href={quoteattr(clean(link.url))} color="{ACCENT}">{site}</a>'


def _break_site(site: str, size: float, width: float) -> list[str]:
    """The name of a site in lines, broken after its dots where it is too long for one."""
    lines = [""]
    for part in re.split(r"(?<=\.)", site):
        if lines[-1] and find_face().measure(lines[-1] + part, size) > width:
            lines.append("")
        lines[-1] += part
    return lines


def _share_width(
    shares: Sequence[float], titles: Sequence[str], cells: Sequence[Sequence[Cell]],
    size: float, width: float,
) -> list[float]:  # fmt: skip
    """Widths of columns by their shares, but none narrower than its longest word.

    A word may claim little more than an even share of the width; longer ones are broken.
    """
    most = _WORD_SHARE * width / len(titles)
    least = []
    for place, title in enumerate(titles):
        face = find_face(strong=True)
        words = {word for row in cells for word in row[place].text.split()}
        bold = max((face.measure(word, size) for word in title.split()), default=0)
        plain = max((find_face().measure(word, size) for word in words), default=0)
        indent = _INDENT if place and cells and cells[0][place - 1].right else 0.5
        least.append(min(most, max(bold, plain) + 2 * _PAD_X + indent))
    widths = [share * width / sum(shares) for share in shares]
    short = sum(max(0.0, low - wide) for low, wide in zip(least, widths, strict=True))
    spare = [max(0.0, wide - low) for low, wide in zip(least, widths, strict=True)]
    given = short / sum(spare) if sum(spare) else 0.0
    return [
        max(low, wide) - given * more for low, wide, more in zip(least, widths, spare, strict=True)
    ]


def _split_row(
    row: Sequence[object], widths: Sequence[float], room: float
) -> list[Sequence[object]]:
    """A row taller than ``room`` as several; its texts go on in the next."""
    if _measure_row(row, widths) <= room:
        return [row]
    first: list[object] = []
    rest: list[object] = []
    for cell, width in zip(row, widths, strict=True):
        inner, tall = width - 2 * _PAD_X, room - 2 * _PAD_Y - 2
        parts = cell.split(inner, tall) if isinstance(cell, Paragraph) else [cell]
        first.append(parts[0] if parts else "")
        rest.append(parts[1] if len(parts) > 1 else "")
    if not any(rest):
        return [row]
    return [first, *_split_row(rest, widths, room)]


# --- pictures ---------------------------------------------------------------


class _Map(Flowable):
    """A map over the full width, as high as its place asks for and the page allows."""

    def __init__(self, block: MapPicture, width: float, tallest: float) -> None:
        super().__init__()
        self.block, self.width = block, width
        self.wanted = min(tallest, _choose_height(block.scene, width))
        self.least = min(self.wanted, _SQUEEZED)
        self.height = self.wanted

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.height = self.wanted if height < self.least else min(self.wanted, height)
        return self.width, self.height

    def draw(self) -> None:
        share = _DRAWN / 72
        size = Size(self.width * share, self.height * share, round(PICTURE_DPI / _DRAWN))
        body = draw_map(self.block.scene, self.block.theme, size, titled=False)
        # Without a mask for transparency, which the picture has but does not need.
        picture = ImageReader(Pictures.open(io.BytesIO(body)).convert("RGB"))
        with tag(self.canv, FIGURE, clean(self.block.alt)):
            self.canv.drawImage(picture, 0, 0, self.width, self.height)


def _choose_height(scene: Scene, width: float) -> float:
    """Height of a map: that of the place at full width, within limits."""
    (south, west), (north, east) = find_focus(scene.dataset, scene.view, scene.day)
    wide = (east - west) * math.cos(math.radians((south + north) / 2))
    tall = width * (north - south) / max(wide, 1e-6)
    return min(_TALLEST, max(_LOWEST, tall))


class _Chart(Flowable):
    """A drawing with a text for those who cannot see it."""

    def __init__(self, drawing: Drawing, alt: str) -> None:
        super().__init__()
        self.drawing, self.alt = drawing, alt

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        return self.drawing.width, self.drawing.height

    def draw(self) -> None:
        with tag(self.canv, FIGURE, clean(self.alt)):
            renderPDF.draw(self.drawing, self.canv, 0, 0)


# --- measures ---------------------------------------------------------------


def _measure(part: Flowable, width: float = BODY_WIDTH) -> float:
    _, tall = part.wrap(width, BODY_HEIGHT)
    return tall + part.getSpaceBefore() + part.getSpaceAfter()


def _measure_all(parts: Sequence[Flowable], width: float) -> float:
    return sum(_measure(part, width) for part in parts)


def _measure_start(part: Flowable) -> float:
    """Height of what must follow a heading on its page."""
    if isinstance(part, _Map):
        return part.least
    if isinstance(part, Table):
        part.wrap(BODY_WIDTH, BODY_HEIGHT)
        return sum(part._rowHeights[: _KEPT_ROWS + 1])
    return _measure(part)


def _measure_row(row: Sequence[object], widths: Sequence[float]) -> float:
    """Height of a table's row, margins included."""
    tallest = 0.0
    for cell, width in zip(row, widths, strict=True):
        if isinstance(cell, Paragraph):
            tallest = max(tallest, cell.wrap(width - 2 * _PAD_X, BODY_HEIGHT)[1])
    return tallest + 2 * _PAD_Y + 1
