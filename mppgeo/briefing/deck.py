"""A briefing as a slide deck: real, editable PowerPoint text, tables and charts."""

from __future__ import annotations

import copy
import datetime as dt
import io
from dataclasses import replace

from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Inches, Pt

from mppgeo.base.language import Language
from mppgeo.briefing.contents import make_briefing
from mppgeo.briefing.lists import TEXT_INSET, SetList, space_after
from mppgeo.briefing.office import open_office
from mppgeo.briefing.outline import (
    BarChart,
    Briefing,
    MapPicture,
    Section,
    TimeChart,
)
from mppgeo.briefing.paging import TILE_GAP, TILE_INSET, Page, SetFigures, SetTable, set_section
from mppgeo.briefing.painting import Painter
from mppgeo.briefing.rows import CELL_MARGIN_X, CELL_MARGIN_Y
from mppgeo.briefing.shapes import (
    LOCALES,
    add_run,
    clean_text,
    describe_shape,
    keep_link_colour,
    set_bullet,
    set_colour,
    to_emu,
)
from mppgeo.briefing.slide_charts import Charts
from mppgeo.briefing.stage import Box, Stage
from mppgeo.briefing.template import Template, open_template
from mppgeo.briefing.typesetting import Cell, count_lines, measure_height, split_doubtful
from mppgeo.maps.sizes import LEAST_NAME, Size, find_unit
from mppgeo.scene.lengths import ONE, SHORT
from mppgeo.scene.scene import Scene

PICTURE_DPI = 202
"""A slide on a screen 2560 pixels wide has 192."""
_PLAIN_TABLE = "{5940675A-B579-460E-94D1-54222C63F5DA}"
"""PowerPoint's table style of lines and the text's colour alone."""
_LEAST_TITLE, _FOOTER_SIZE = 18, 10


def write_deck(
    scene: Scene, *, painter: Painter | None = None, office: bytes | None = None
) -> bytes:
    """The briefing of a scene as a ``.pptx`` file.

    Every slide has a title and speaker notes, every one but the cover a number
    and a footer; pictures, charts and tables have alternative texts.

    Parameters
    ----------
    painter : draws the maps; default one that does so in this process.
    office : a template to use instead of our own, see :mod:`mppgeo.briefing.office`.

    Raises
    ------
    mppgeo.briefing.office.BadTemplate : ``office`` cannot be used.
    """
    template = open_office(office) if office else open_template()
    stage = template.stage.resize(scene.view.panjang)
    painter, pages = painter or Painter(scene, ahead=False), []
    painter.colours = template.colours

    def hear(section: Section) -> None:
        found = set_section(section, scene.t, stage)
        pages.extend(found)
        for placed in (placed for page in found for placed in page.placed):
            if isinstance(placed.content, MapPicture):
                painter.begin(placed.content, measure_map(placed.box, stage))

    briefing = make_briefing(scene, hear)
    writer = _Writer(template, stage, briefing, painter)
    if scene.view.panjang != ONE:
        writer.add_cover(large=scene.view.panjang == SHORT)
    for page in pages:
        writer.add_page(page)
    _describe(template.deck, briefing, scene.today)
    out = io.BytesIO()
    template.deck.save(out)
    return out.getvalue()


def measure_map(box: Box, stage: Stage) -> Size:
    """Size of a map on a slide: its names must be readable from the back of a room."""
    size = Size(box.width, box.height, PICTURE_DPI)
    return replace(size, letters=stage.sizes.names / (LEAST_NAME * find_unit(size)))


def _describe(deck: object, briefing: Briefing, today: dt.date) -> None:
    about = deck.core_properties
    about.title, about.subject = clean_text(briefing.title), clean_text(briefing.basis)
    about.author, about.language = "mppgeo", LOCALES[briefing.lang]
    about.created = about.modified = dt.datetime(today.year, today.month, today.day)


class _Writer:
    """Draws laid-out pages on slides of one deck."""

    def __init__(
        self, template: Template, stage: Stage, briefing: Briefing, painter: Painter
    ) -> None:
        self.template, self.stage, self.briefing, self.painter = template, stage, briefing, painter
        self.deck, self.look = template.deck, template.look
        self.t = Language(briefing.lang)
        self.charts = Charts(template, stage, self.t)

    def add_cover(self, *, large: bool) -> None:
        """The cover, with what the briefing comes to."""
        slide = self._add_slide(self.template.cover)
        self._set_title(slide, self.briefing.title, self.template.title_sizes[0])
        text, lines = self._find_text(slide), self._list_cover_lines(slide, large)
        for number, (line, size, bold) in enumerate(lines):
            paragraph = text.paragraphs[0] if not number else text.add_paragraph()
            paragraph.space_after = Pt(6)
            add_run(paragraph, line, self.t.code, size=size, bold=bold)
        self._write_notes(slide, self.briefing.notes)

    def add_page(self, page: Page) -> None:
        slide = self._add_slide(self.template.content)
        title = page.section.title
        if page.parts > 1:
            title += f" ({page.part}/{page.parts})"
        self._set_title(slide, title, self.template.title_sizes[1])
        lead = self._add_text(slide, page.lead, "Lead")
        self._write(lead, [page.section.lead], size=page.lead_size, colour=self.look.quiet)
        lead.vertical_anchor = MSO_ANCHOR.TOP
        for number, placed in enumerate(page.placed, start=1):
            self._draw(slide, placed.content, placed.box, number)
        self._add_footer(slide)
        self._write_notes(slide, page.section.notes)

    def _add_slide(self, layout: object) -> object:
        """A slide whose placeholders are those that are filled: title and text of the cover."""
        slide = self.deck.slides.add_slide(layout)
        wanted = {"title", "ctrTitle"}
        if layout is self.template.cover and self.template.cover is not self.template.content:
            wanted |= {"subTitle", "body"}
        found = set()
        for holder in list(slide.placeholders):
            kind = holder._element.ph.get("type", "obj")
            kept = "text" if kind in {"subTitle", "body"} else "title"
            if kind not in wanted or kept in found:
                holder._element.getparent().remove(holder._element)
            found.add(kept if kind in wanted else "")
        return slide

    def _set_title(self, slide: object, text: str, size: float) -> None:
        """Fill the title; one too long for its box is written smaller."""
        shape = slide.shapes.title
        if shape is None:
            shape = slide.shapes.add_textbox(*to_emu(self.stage.title))
            shape.name = "Title"
            shape.text_frame.word_wrap = True
            self._write(shape.text_frame, [text], size=size, bold=True, colour=self.look.ink)
            return
        room, face = shape.width / Inches(1) - 0.2, self.stage.title_face
        smaller = size
        while (
            smaller > _LEAST_TITLE
            and measure_height(text, smaller, room, bold=True, face=face) > shape.height / Inches(1)
            and count_lines(text, smaller, room, bold=True, face=face) > 1
        ):
            smaller -= 2
        self._write(shape.text_frame, [text], size=smaller if smaller < size else None)

    def _find_text(self, slide: object) -> object:
        """The text frame below the cover's title: a placeholder, else a box of our own."""
        for holder in slide.placeholders:
            if _kind_of(holder) in {"subTitle", "body"}:
                return holder.text_frame
        return self._add_text(slide, self.stage.body, "Text")

    def _list_cover_lines(self, slide: object, large: bool) -> list[tuple[str, float, bool | None]]:
        """Finding, basis and day in sizes at which the text's placeholder holds them; it is made
        taller where the template's own is too low."""
        basis = self.briefing.basis[0].upper() + self.briefing.basis[1:]
        sizes = (
            ((24, 18), (22, 18), (20, 18), (18, 18)) if large else ((20, 14), (18, 14), (16, 14))
        )
        shape = next((h for h in slide.placeholders if _kind_of(h) in {"subTitle", "body"}), None)
        if shape is None:
            box = self.stage.body
        else:
            box = Box(*(side / Inches(1) for side in (shape.left, shape.top, shape.width, shape.height)))  # fmt: skip
        tallest = self.stage.height * 0.97 - box.y
        finding = list(self.briefing.finding)
        while True:
            for first, second in sizes:
                lines: list[tuple[str, float, bool | None]] = [
                    (one, first, True) for one in finding
                ]
                lines += [(basis, second, None), (self.briefing.made_on, second, None)]
                room, face = box.width - 0.2, self.stage.face
                tall = 0.1 + sum(
                    measure_height(one, size, room, bold=bool(bold), face=face) + 6 / 72
                    for one, size, bold in lines
                )
                if tall <= max(box.height, tallest):
                    if shape is not None and tall > box.height:
                        place = (shape.left, shape.top, shape.width)
                        shape.left, shape.top, shape.width = place
                        shape.height = Inches(min(tall, tallest))
                    return lines
            if len(finding) < 2:
                return lines
            finding.pop()

    def _write_notes(self, slide: object, notes: tuple[str, ...]) -> None:
        slide.notes_slide.notes_text_frame.text = clean_text(" ".join(filter(None, notes)))

    def _draw(self, slide: object, content: object, box: Box, number: int) -> None:
        draw = {
            SetFigures: self._draw_figures, SetList: self._draw_list, SetTable: self._draw_table,
            MapPicture: self._draw_map, BarChart: self.charts.draw_bars, TimeChart: self.charts.draw_time,
        }[type(content)]  # fmt: skip
        draw(slide, content, box)

    # --- text ---------------------------------------------------------------

    def _add_text(self, slide: object, box: Box, name: str) -> object:
        shape = slide.shapes.add_textbox(*to_emu(box))
        shape.name = name
        frame = shape.text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = Inches(0)
        frame.margin_top = frame.margin_bottom = Inches(0)
        return frame

    def _write(self, frame: object, texts: list[str], **style: object) -> None:
        for number, text in enumerate(texts):
            paragraph = frame.paragraphs[0] if not number else frame.add_paragraph()
            add_run(paragraph, text, self.t.code, **style)

    def _draw_list(self, slide: object, content: SetList, box: Box) -> None:
        frame = self._add_text(slide, box, "List")
        frame.margin_left = frame.margin_right = Inches(TEXT_INSET)
        frame.margin_top = frame.margin_bottom = Inches(TEXT_INSET)
        first = True
        for text, heading in [(content.heading, True)] * bool(content.heading) + [
            (text, False) for text in content.texts
        ]:
            paragraph = frame.paragraphs[0] if first else frame.add_paragraph()
            first = False
            paragraph.space_after = Pt(space_after(content.size) * 72)
            add_run(
                paragraph,
                text,
                self.t.code,
                size=content.size,
                bold=heading,
                colour=self.look.accent if heading else self.look.ink,
            )
            if not heading:
                set_bullet(paragraph, self.look.accent)

    def _draw_figures(self, slide: object, content: SetFigures, box: Box) -> None:
        items, sizes = content.figures.items, self.stage.sizes
        width = (box.width - TILE_GAP * (len(items) - 1)) / len(items)
        room, face = width - 2 * TILE_INSET, self.stage.face
        for number, figure in enumerate(items):
            tile = Box(box.x + number * (width + TILE_GAP), box.y, width, box.height)
            shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *to_emu(tile))
            shape.name = f"Figure {number + 1}"
            shape.line.fill.background()
            if self.look.tile:
                shape.fill.solid()
                set_colour(shape.fill.fore_color, self.look.tile)
            else:
                shape.fill.background()
                set_colour(shape.line.color, self.look.accent)
                shape.line.width = Pt(0.75)
            shape.shadow.inherit = False
            frame = shape.text_frame
            frame.word_wrap = True
            frame.vertical_anchor = MSO_ANCHOR.TOP
            frame.margin_left = frame.margin_right = Inches(TILE_INSET)
            frame.margin_top, frame.margin_bottom = Inches(TILE_INSET), Inches(0.02)
            lines = (
                (figure.label, sizes.label, False, self.look.quiet),
                (figure.value, content.value_size, True, self.look.accent),
                (figure.note, sizes.label, False, self.look.quiet),
            )
            for place, (text, size, bold, colour) in enumerate(lines):
                paragraph = frame.paragraphs[0] if not place else frame.add_paragraph()
                paragraph.alignment = PP_ALIGN.LEFT
                if place == 1:
                    # Below a shorter label than its neighbours', it stands as low as theirs.
                    own = count_lines(figure.label, sizes.label, room, face=face)
                    paragraph.space_before = Pt((content.lines - own) * sizes.label * face.line)
                # A value must not stand higher where a program needs a line less for its label.
                told = [text]
                if not place:
                    told = split_doubtful(text, size, room, face=face)
                for line, part in enumerate(told):
                    if line:
                        paragraph.add_line_break()
                    add_run(paragraph, part, self.t.code, size=size, bold=bold, colour=colour)

    def _add_footer(self, slide: object) -> None:
        """Copies of the layout's footer and number, which python-pptx leaves out."""
        for holder in self.template.content.placeholders:
            kind = holder._element.ph.get("type")
            if kind not in {"ftr", "sldNum"}:
                continue
            element = copy.deepcopy(holder._element)
            for style in element.txBody.findall(qn("a:lstStyle")):
                element.txBody.replace(style, parse_xml(f"<a:lstStyle {nsdecls('a')}/>"))
            element.xpath(".//p:cNvPr")[0].set("id", str(slide.shapes._next_shape_id))
            slide.shapes._spTree.append(element)
            if kind == "ftr":
                shape = slide.shapes[-1]
                shape.text_frame.clear()
                self._write(shape.text_frame, [self._fit_footer(shape)], size=_FOOTER_SIZE)

    def _fit_footer(self, shape: object) -> str:
        """The footer, or as much of it as a template's own has room for."""
        room = shape.width / Inches(1) - 0.2
        tall = max(_FOOTER_SIZE * 1.3 / 72, shape.height / Inches(1))
        told = self.briefing
        for text in (told.footer, f"{told.place} · {told.basis}", told.short_footer):
            if measure_height(text, _FOOTER_SIZE, room, face=self.stage.face) <= tall:
                return text
        return told.place

    # --- tables -------------------------------------------------------------

    def _draw_table(self, slide: object, content: SetTable, box: Box) -> None:
        height = sum(content.heights)
        frame = slide.shapes.add_table(
            len(content.rows) + 1,
            len(content.titles),
            *to_emu(Box(box.x, box.y, box.width, height)),
        )
        frame.name = "Table"
        describe_shape(frame, content.alt)
        table = frame.table
        if not self.look.tile:
            # On a ground that we do not know, a style with grounds of its own may hide the text.
            table._tbl.tblPr.find(qn("a:tableStyleId")).text = _PLAIN_TABLE
        for column, width in zip(table.columns, content.widths, strict=True):
            column.width = Inches(width)
        for row, tall in zip(table.rows, content.heights, strict=True):
            row.height = Inches(tall)
        for place, title in enumerate(content.titles):
            right = bool(content.rows) and content.rows[0][place].right
            self._fill_cell(table.cell(0, place), Cell(title, right), content.size, bold=True)
        for number, row in enumerate(content.rows, start=1):
            for place, cell in enumerate(row):
                self._fill_cell(table.cell(number, place), cell, content.size)
        if content.note:
            note = self._add_text(
                slide,
                Box(box.x, box.y + height + 0.06, box.width, box.height - height - 0.06),
                "Note",
            )
            size = self.stage.sizes.note
            self._write(note, [content.note], size=size, colour=self.look.quiet)

    def _fill_cell(self, target: object, cell: Cell, size: float, *, bold: bool = False) -> None:
        target.margin_left = target.margin_right = Inches(CELL_MARGIN_X)
        target.margin_top = target.margin_bottom = Inches(CELL_MARGIN_Y)
        target.vertical_anchor = MSO_ANCHOR.MIDDLE
        paragraph = target.text_frame.paragraphs[0]
        if cell.right:
            paragraph.alignment = PP_ALIGN.RIGHT
        # On a ground that we do not know, only the theme's text colour can surely be read.
        colour = None if self.look.tile else self.look.ink
        if not cell.links:
            run = add_run(paragraph, cell.text, self.t.code, size=size, bold=bold, colour=colour)
            if not cell.text:
                # An empty cell is as tall as the size it ends with, 18 points if none is said.
                paragraph._p.remove(run._r)
                paragraph.font.size = Pt(size)
                ending = f'<a:endParaRPr {nsdecls("a")} sz="{int(size * 100)}"/>'
                paragraph._p.append(parse_xml(ending))
            return
        for number, link in enumerate(cell.links):
            if number:
                add_run(paragraph, ", ", self.t.code, size=size, colour=colour)
            run = add_run(paragraph, link.site, self.t.code, size=size, colour=colour)
            run.hyperlink.address = link.url
            if colour:
                keep_link_colour(run)

    # --- pictures and charts ------------------------------------------------

    def _draw_map(self, slide: object, content: MapPicture, box: Box) -> None:
        body = self.painter.finish(content, measure_map(box, self.stage))
        picture = slide.shapes.add_picture(io.BytesIO(body), *to_emu(box))
        picture.name = "Map"
        describe_shape(picture, content.alt)


def _kind_of(holder: object) -> str:
    return holder._element.ph.get("type", "obj")
