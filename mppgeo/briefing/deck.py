"""A briefing as a slide deck: real, editable PowerPoint text, tables and charts."""

from __future__ import annotations

import copy
import datetime as dt
import io
import re

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Inches, Pt

from mppgeo.base.language import Language
from mppgeo.briefing.contents import make_briefing
from mppgeo.briefing.outline import (
    BarChart,
    Briefing,
    Figures,
    MapPicture,
    Section,
    TimeChart,
)
from mppgeo.briefing.paging import (
    BULLET_INDENT,
    CELL_MARGIN_X,
    CELL_MARGIN_Y,
    LEAD,
    LEAD_SIZE,
    NOTE_SIZE,
    TEXT_INSET,
    Box,
    Page,
    SetList,
    SetTable,
    set_pages,
    space_after,
)
from mppgeo.briefing.painting import Painter
from mppgeo.briefing.template import ACCENT, INK, QUIET, open_template
from mppgeo.briefing.typesetting import Cell
from mppgeo.content.exports import neutralise
from mppgeo.maps.page import Size
from mppgeo.scene.scene import Scene

PICTURE_DPI = 220
_LETTERS = 1.35
_LOCALES = {"id": "id-ID", "en": "en-GB"}
_FORBIDDEN = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PERCENT = '[=100]0"%";[=0]0"%";0.0"%"'
"""Whole ends, one decimal between; the program that shows it writes its own decimal sign."""
_SAND = "C9852C"
_TARGET = "D95F0E"
_GRID = "D5DDE1"


def write_deck(scene: Scene, *, ahead: bool = False) -> bytes:
    """The briefing of a scene as a ``.pptx`` file.

    Every slide has a title and speaker notes, every one but the cover a number
    and a footer; pictures, charts and tables have alternative texts.

    Parameters
    ----------
    ahead : draw the maps in processes of their own, see :class:`Painter`.
    """
    painter, pages = Painter(ahead=ahead), []

    def set_section(section: Section) -> None:
        found = set_pages(section, scene.t)
        pages.extend(found)
        for placed in (placed for page in found for placed in page.placed):
            if isinstance(placed.content, MapPicture):
                painter.begin(placed.content, _measure_map(placed.box))

    briefing = make_briefing(scene, set_section)
    deck, layouts = open_template()
    writer = _Writer(deck, layouts, briefing, painter)
    writer.add_cover()
    for page in pages:
        writer.add_page(page)
    _describe(deck, briefing, scene.today)
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def _measure_map(box: Box) -> Size:
    # Names must be readable from the back of a room.
    return Size(box.width, box.height, PICTURE_DPI, letters=_LETTERS)


def _describe(deck: object, briefing: Briefing, today: dt.date) -> None:
    about = deck.core_properties
    about.title, about.subject = _clean(briefing.title), _clean(briefing.basis)
    about.author, about.language = "mppgeo", _LOCALES[briefing.lang]
    about.created = about.modified = dt.datetime(today.year, today.month, today.day)


class _Writer:
    """Draws laid-out pages on slides of one deck."""

    def __init__(self, deck: object, layouts: dict, briefing: Briefing, painter: Painter) -> None:
        self.deck, self.layouts, self.briefing, self.painter = deck, layouts, briefing, painter
        self.t = Language(briefing.lang)

    def add_cover(self) -> None:
        slide = self.deck.slides.add_slide(self.layouts["cover"])
        self._write(slide.shapes.title.text_frame, [self.briefing.title])
        self._write(slide.placeholders[1].text_frame, [self.briefing.basis, self.briefing.made_on])
        first = self.briefing.sections[0]
        slide.notes_slide.notes_text_frame.text = " ".join(
            (first.lead + ".", self.briefing.footer + ".")
        )

    def add_page(self, page: Page) -> None:
        slide = self.deck.slides.add_slide(self.layouts["content"])
        title = page.section.title
        if page.parts > 1:
            title += f" ({page.part}/{page.parts})"
        self._write(slide.shapes.title.text_frame, [title])
        lead = self._add_text(slide, LEAD, "Lead")
        self._write(lead, [page.section.lead], size=LEAD_SIZE, colour=QUIET)
        lead.vertical_anchor = MSO_ANCHOR.TOP
        for number, placed in enumerate(page.placed, start=1):
            self._draw(slide, placed.content, placed.box, number)
        self._add_footer(slide)
        slide.notes_slide.notes_text_frame.text = _clean(
            " ".join(note for note in page.section.notes if note)
        )

    def _draw(self, slide: object, content: object, box: Box, number: int) -> None:
        draw = {
            Figures: self._draw_figures, SetList: self._draw_list, SetTable: self._draw_table,
            MapPicture: self._draw_map, BarChart: self._draw_bars, TimeChart: self._draw_time,
        }[type(content)]  # fmt: skip
        draw(slide, content, box)

    # --- text ---------------------------------------------------------------

    def _add_text(self, slide: object, box: Box, name: str) -> object:
        shape = slide.shapes.add_textbox(*_emu(box))
        shape.name = name
        frame = shape.text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = Inches(0)
        frame.margin_top = frame.margin_bottom = Inches(0)
        return frame

    def _write(self, frame: object, texts: list[str], **style: object) -> None:
        for number, text in enumerate(texts):
            paragraph = frame.paragraphs[0] if not number else frame.add_paragraph()
            self._add_run(paragraph, text, **style)

    def _add_run(
        self, paragraph: object, text: str, *,
        size: float | None = None, bold: bool | None = None, colour: str | None = None,
    ) -> object:  # fmt: skip
        run = paragraph.add_run()
        run.text = _clean(text)
        if size:
            run.font.size = Pt(size)
        if bold is not None:
            run.font.bold = bold
        if colour:
            run.font.color.rgb = RGBColor.from_string(colour)
        run._r.get_or_add_rPr().set("lang", _LOCALES[self.briefing.lang])
        return run

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
            self._add_run(
                paragraph, text, size=content.size, bold=heading, colour=ACCENT if heading else INK
            )
            if not heading:
                _set_bullet(paragraph)

    def _draw_figures(self, slide: object, content: Figures, box: Box) -> None:
        gap = 0.15
        width = (box.width - gap * (len(content.items) - 1)) / len(content.items)
        for number, figure in enumerate(content.items):
            tile = Box(box.x + number * (width + gap), box.y, width, box.height)
            shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *_emu(tile))
            shape.name = f"Figure {number + 1}"
            shape.fill.solid()
            shape.fill.fore_color.rgb = RGBColor.from_string("F2F6F7")
            shape.line.fill.background()
            shape.shadow.inherit = False
            frame = shape.text_frame
            frame.word_wrap = True
            frame.vertical_anchor = MSO_ANCHOR.TOP
            frame.margin_left = frame.margin_right = Inches(0.15)
            frame.margin_top, frame.margin_bottom = Inches(0.14), Inches(0.02)
            lines = (
                (figure.label, 12, False, QUIET),
                (figure.value, 40, True, ACCENT),
                (figure.note, 11, False, QUIET),
            )
            for place, (text, size, bold, colour) in enumerate(lines):
                paragraph = frame.paragraphs[0] if not place else frame.add_paragraph()
                paragraph.alignment = PP_ALIGN.LEFT
                self._add_run(paragraph, text, size=size, bold=bold, colour=colour)

    def _add_footer(self, slide: object) -> None:
        """Copies of the layout's footer and number, which python-pptx leaves out."""
        for holder in self.layouts["content"].placeholders:
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
                self._write(shape.text_frame, [self.briefing.footer])

    # --- tables -------------------------------------------------------------

    def _draw_table(self, slide: object, content: SetTable, box: Box) -> None:
        height = sum(content.heights)
        frame = slide.shapes.add_table(
            len(content.rows) + 1, len(content.titles), *_emu(Box(box.x, box.y, box.width, height))
        )
        frame.name = "Table"
        _describe_shape(frame, content.alt)
        table = frame.table
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
            self._write(note, [content.note], size=NOTE_SIZE, colour=QUIET)

    def _fill_cell(self, target: object, cell: Cell, size: float, *, bold: bool = False) -> None:
        target.margin_left = target.margin_right = Inches(CELL_MARGIN_X)
        target.margin_top = target.margin_bottom = Inches(CELL_MARGIN_Y)
        target.vertical_anchor = MSO_ANCHOR.MIDDLE
        paragraph = target.text_frame.paragraphs[0]
        if cell.right:
            paragraph.alignment = PP_ALIGN.RIGHT
        if not cell.links:
            run = self._add_run(paragraph, cell.text, size=size, bold=bold)
            if not cell.text:
                # An empty cell is as tall as the size it ends with, 18 points if none is said.
                paragraph._p.remove(run._r)
                paragraph.font.size = Pt(size)
                ending = f'<a:endParaRPr {nsdecls("a")} sz="{int(size * 100)}"/>'
                paragraph._p.append(parse_xml(ending))
            return
        for number, link in enumerate(cell.links):
            if number:
                self._add_run(paragraph, ", ", size=size)
            run = self._add_run(paragraph, link.site, size=size)
            run.hyperlink.address = link.url

    # --- pictures and charts ------------------------------------------------

    def _draw_map(self, slide: object, content: MapPicture, box: Box) -> None:
        body = self.painter.finish(content, _measure_map(box))
        picture = slide.shapes.add_picture(io.BytesIO(body), *_emu(box))
        picture.name = "Map"
        _describe_shape(picture, content.alt)

    def _draw_bars(self, slide: object, content: BarChart, box: Box) -> None:
        data = CategoryChartData(number_format=_PERCENT if content.percent else "0")
        # The chart's own workbook must not take a name for a formula.
        data.categories = [neutralise(_clean(name)) for name in content.categories]
        data.add_series(content.title or self.t("Coverage (%)"), content.values)
        kind = XL_CHART_TYPE.BAR_CLUSTERED if content.horizontal else XL_CHART_TYPE.COLUMN_CLUSTERED
        frame = slide.shapes.add_chart(kind, *_emu(box), data)
        frame.name = "Chart"
        _describe_shape(frame, content.alt)
        chart = frame.chart
        _dress_chart(chart, content.title)
        chart.has_legend = False
        plot = chart.plots[0]
        plot.gap_width = 35
        plot.has_data_labels = True
        labels = plot.data_labels
        labels.number_format, labels.number_format_is_linked = (
            (_PERCENT if content.percent else "0"),
            False,
        )
        labels.position = XL_LABEL_POSITION.OUTSIDE_END
        labels.font.size = Pt(11)
        axis = chart.value_axis
        axis.visible = False
        axis.has_major_gridlines = False
        axis.minimum_scale = 0
        if content.percent:
            axis.maximum_scale = 112
        chart.category_axis.format.line.color.rgb = RGBColor.from_string(_GRID)
        chart.category_axis.has_major_gridlines = False
        if content.horizontal:
            chart.category_axis.reverse_order = True
            # Charts side by side must have bars of one scale, however long their names.
            _fix_plot(chart)
        for number, colour in enumerate(content.colours):
            point = plot.series[0].points[number]
            point.format.fill.solid()
            point.format.fill.fore_color.rgb = RGBColor.from_string(colour.lstrip("#").upper())
            if content.percent or content.told:
                share = content.values[number]
                self._label(point, content.told[number] if content.told else self.t.percent(share))

    def _label(self, point: object, told: str) -> None:
        """A label with the reader's decimal sign: a number format takes that of the computer."""
        label = point.data_label
        label.position = XL_LABEL_POSITION.OUTSIDE_END
        self._add_run(label.text_frame.paragraphs[0], told, size=11)

    @staticmethod
    def _list_values(content: TimeChart) -> list[float | None]:
        series = (*content.lines.values(), *content.points.values())
        return [value for values in series for value in values]

    def _draw_time(self, slide: object, content: TimeChart, box: Box) -> None:
        data = CategoryChartData(number_format="0")
        data.categories = list(content.days)
        for label, values in (*content.lines.items(), *content.points.items()):
            data.add_series(_clean(label), values)
        frame = slide.shapes.add_chart(XL_CHART_TYPE.LINE, *_emu(box), data)
        frame.name = "Chart"
        _describe_shape(frame, content.alt)
        chart = frame.chart
        _dress_chart(chart, content.title)
        chart.has_legend = True
        chart.legend.position = XL_LEGEND_POSITION.BOTTOM
        chart.legend.include_in_layout = False
        chart.value_axis.minimum_scale = 0
        chart.value_axis.major_gridlines.format.line.color.rgb = RGBColor.from_string(_GRID)
        chart.value_axis.format.line.fill.background()
        _set_years(chart.category_axis, content.days[0])
        if max((value or 0 for value in self._list_values(content)), default=0) < 6:
            chart.value_axis.major_unit = 1
        last = len(content.lines) + len(content.points) - 1
        for number, series in enumerate(chart.plots[0].series):
            kind = ACCENT if number < len(content.lines) else _TARGET if number == last else _SAND
            colour = RGBColor.from_string(kind)
            series.smooth = False
            if number < len(content.lines):
                series.format.line.color.rgb = colour
                series.format.line.width = Pt(2.5)
                series.marker.style = XL_MARKER_STYLE.NONE
                continue
            series.format.line.fill.background()
            aim = number == last
            series.marker.style = XL_MARKER_STYLE.DIAMOND if aim else XL_MARKER_STYLE.CIRCLE
            series.marker.size = 10 if aim else 6
            series.marker.format.fill.solid()
            series.marker.format.fill.fore_color.rgb = colour
            series.marker.format.line.fill.background()


def _emu(box: Box) -> tuple[int, int, int, int]:
    return Inches(box.x), Inches(box.y), Inches(box.width), Inches(box.height)


def _describe_shape(shape: object, alt: str) -> None:
    shape._element.xpath(".//p:cNvPr")[0].set("descr", _clean(alt))


def _clean(text: str) -> str:
    """Text without the characters that XML forbids."""
    return _FORBIDDEN.sub("", text)


def _set_bullet(paragraph: object) -> None:
    indent = Inches(BULLET_INDENT)
    properties = paragraph._p.get_or_add_pPr()
    properties.set("marL", str(indent))
    properties.set("indent", str(-indent))
    properties.append(parse_xml(f'<a:buClr {nsdecls("a")}><a:srgbClr val="{ACCENT}"/></a:buClr>'))
    properties.append(parse_xml(f'<a:buFont {nsdecls("a")} typeface="Arial"/>'))
    properties.append(parse_xml(f'<a:buChar {nsdecls("a")} char="•"/>'))


def _dress_chart(chart: object, title: str) -> None:
    chart.font.size = Pt(11)
    chart.font.color.rgb = RGBColor.from_string(INK)
    chart.has_title = bool(title)
    if title:
        chart.chart_title.text_frame.text = title
        run = chart.chart_title.text_frame.paragraphs[0].runs[0]
        run.font.size, run.font.bold = Pt(12), True
        chart.chart_title.include_in_layout = False


def _fix_plot(chart: object) -> None:
    """Give the bars the same part of the chart; python-pptx has no words for it."""
    area = chart._chartSpace.chart.plotArea
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    edges = "".join(
        f'<c:{name} val="{value}"/>'
        for name, value in (("x", 0.36), ("y", 0.01), ("w", 0.62), ("h", 0.98))
    )
    layout = (
        f'<c:layout {nsdecls("c")}><c:manualLayout><c:layoutTarget val="inner"/>'
        f'<c:xMode val="edge"/><c:yMode val="edge"/>{edges}</c:manualLayout></c:layout>'
    )
    area.insert(0, parse_xml(layout))


def _set_years(axis: object, first: dt.date) -> None:
    """Ticks at years, from the first of January on; python-pptx has no words for it."""
    start = (dt.date(first.year, 1, 1) - dt.date(1899, 12, 30)).days
    scaling = axis._element.find(qn("c:scaling"))
    scaling.append(parse_xml(f'<c:min {nsdecls("c")} val="{start}"/>'))
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = "yyyy", False
    element = axis._element
    units = (("baseTimeUnit", "days"), ("majorUnit", "1"), ("majorTimeUnit", "years"))
    for tag, value in units:
        for old in element.findall(qn(f"c:{tag}")):
            element.remove(old)
        element.append(parse_xml(f'<c:{tag} {nsdecls("c")} val="{value}"/>'))
