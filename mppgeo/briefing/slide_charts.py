"""Charts on slides: native ones, whose data can be edited."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable

from pptx.chart.data import Categories, Category, CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from mppgeo.base.language import Language
from mppgeo.briefing.outline import BarChart, TimeChart
from mppgeo.briefing.shapes import add_run, clean_text, describe_shape, set_colour, to_emu
from mppgeo.briefing.stage import Box, Stage
from mppgeo.briefing.template import ACCENT, Template
from mppgeo.content.exports import neutralise

_PERCENT = '[=100]0"%";[=0]0"%";0.0"%"'
"""Whole ends, one decimal between; the program that shows it writes its own decimal sign."""
_SAND = "C9852C"
_TARGET = "D95F0E"
_GRID = "D5DDE1"
_FAINT = 30_000
"""How much of its colour a line of the grid shows on a ground that we do not know, of 100,000."""
_PLOT = 0.98
"""Part of the height of a chart of lying bars that these take."""
_LEAST_NAME = 9.0
_LONGEST_NAME = 2.1
"""Inches of the longest name of a province in 12 points."""


class _Level(Categories):
    """Categories of one level that know their places: those of python-pptx count all that stand
    before each of them, again and again."""

    def __init__(self, labels: Iterable[str | dt.date]) -> None:
        super().__init__()
        self._categories = [_Numbered(label, self, place) for place, label in enumerate(labels)]


class _Numbered(Category):
    def __init__(self, label: str | dt.date, parent: Categories, place: int) -> None:
        super().__init__(label, parent)
        self._place = place

    @property
    def idx(self) -> int:
        return self._place


class Charts:
    """Draws charts in the letters and colours of one deck."""

    def __init__(self, template: Template, stage: Stage, t: Language) -> None:
        self.template, self.stage, self.look, self.t = template, stage, template.look, t

    def draw_bars(self, slide: object, content: BarChart, box: Box) -> None:
        """Bars, standing or lying."""
        data = CategoryChartData(number_format=_PERCENT if content.percent else "0")
        # The chart's own workbook must not take a name for a formula.
        data._categories = _Level(neutralise(clean_text(name)) for name in content.categories)
        data.add_series(content.title or self.t("Coverage (%)"), content.values)
        kind = XL_CHART_TYPE.BAR_CLUSTERED if content.horizontal else XL_CHART_TYPE.COLUMN_CLUSTERED
        frame = slide.shapes.add_chart(kind, *to_emu(box), data)
        frame.name = "Chart"
        describe_shape(frame, content.alt)
        chart = frame.chart
        self._dress_chart(chart, content.title)
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
        labels.font.size = Pt(self.stage.sizes.chart)
        axis = chart.value_axis
        axis.visible = False
        axis.has_major_gridlines = False
        axis.minimum_scale = 0
        if content.percent:
            axis.maximum_scale = 112
        self._draw_faintly(chart.category_axis.format.line)
        chart.category_axis.has_major_gridlines = False
        _name_every_bar(chart.category_axis)
        if content.horizontal:
            chart.category_axis.reverse_order = True
            # Charts side by side must have bars of one scale, however long their names.
            size = self._fit_names(content, box)
            chart.category_axis.tick_labels.font.size = Pt(size)
            _fix_plot(chart, self._share_names(box, size))
        for number, colour in enumerate(content.colours):
            point = plot.series[0].points[number]
            point.format.fill.solid()
            colour = self.template.colours.get(colour, colour)
            point.format.fill.fore_color.rgb = RGBColor.from_string(colour.lstrip("#").upper())
            if not self.look.tile:
                # Its colour may be near to that of a ground that we do not know.
                set_colour(point.format.line.color, self.look.ink)
                point.format.line.width = Pt(0.75)
            if content.percent or content.told:
                share = content.values[number]
                self._label(point, content.told[number] if content.told else self.t.percent(share))

    def _share_names(self, box: Box, size: float) -> float:
        """The part of a chart of its width that names of provinces take, each in one line."""
        needed = _LONGEST_NAME * size / 12 * self.stage.face.regular
        return min(0.56, max(0.36, needed / box.width))

    def _fit_names(self, content: BarChart, box: Box) -> float:
        """The size at which names of bars, one below another, stand in a line each: programs leave
        out those that do not."""
        each = box.height * _PLOT / len(content.categories)
        fitting = math.floor(each * 72 / self.stage.face.line)
        return min(self.stage.sizes.chart, max(_LEAST_NAME, fitting))

    def _label(self, point: object, told: str) -> None:
        """A label with the reader's decimal sign: a number format takes that of the computer."""
        label = point.data_label
        label.position = XL_LABEL_POSITION.OUTSIDE_END
        size, ink = self.stage.sizes.chart, self.look.ink
        add_run(label.text_frame.paragraphs[0], told, self.t.code, size=size, colour=ink)

    def _dress_chart(self, chart: object, title: str) -> None:
        size = self.stage.sizes.chart
        chart.font.size = Pt(size)
        set_colour(chart.font.color, self.look.ink)
        chart.has_title = bool(title)
        if title:
            chart.chart_title.text_frame.text = title
            run = chart.chart_title.text_frame.paragraphs[0].runs[0]
            run.font.size, run.font.bold = Pt(size), True
            chart.chart_title.include_in_layout = False

    def _draw_faintly(self, line: object) -> None:
        """Give an axis or a line of the grid a colour that stands back from the data."""
        if self.look.tile:
            line.color.rgb = RGBColor.from_string(_GRID)
            return
        set_colour(line.color, self.look.ink)
        [told] = line.fill._xPr.iter(qn("a:schemeClr"))
        told.append(parse_xml(f'<a:alpha {nsdecls("a")} val="{_FAINT}"/>'))

    @staticmethod
    def _list_values(content: TimeChart) -> list[float | None]:
        series = (*content.lines.values(), *content.points.values())
        return [value for values in series for value in values]

    def draw_time(self, slide: object, content: TimeChart, box: Box) -> None:
        """Lines and points over days."""
        data = CategoryChartData(number_format="0")
        data._categories = _Level(content.days)
        for label, values in (*content.lines.items(), *content.points.items()):
            data.add_series(clean_text(label), values)
        frame = slide.shapes.add_chart(XL_CHART_TYPE.LINE, *to_emu(box), data)
        frame.name = "Chart"
        describe_shape(frame, content.alt)
        chart = frame.chart
        self._dress_chart(chart, content.title)
        chart.has_legend = True
        chart.legend.position = XL_LEGEND_POSITION.BOTTOM
        chart.legend.include_in_layout = False
        chart.value_axis.minimum_scale = 0
        self._draw_faintly(chart.value_axis.major_gridlines.format.line)
        chart.value_axis.format.line.fill.background()
        years = content.days[-1].year - content.days[0].year + 1
        each = box.width * 0.9 / years
        needed = 4.5 * 0.56 * self.stage.face.regular * self.stage.sizes.chart / 72
        _set_years(chart.category_axis, content.days[0], math.ceil(needed / each))
        if max((value or 0 for value in self._list_values(content)), default=0) < 6:
            chart.value_axis.major_unit = 1
        last = len(content.lines) + len(content.points) - 1
        for number, series in enumerate(chart.plots[0].series):
            kind = ACCENT if number < len(content.lines) else _TARGET if number == last else _SAND
            colour = RGBColor.from_string(kind)
            series.smooth = False
            if number < len(content.lines):
                own = self.look.tile is not None
                set_colour(series.format.line.color, kind if own else self.look.accent)
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


def _fix_plot(chart: object, names: float) -> None:
    """Give the bars the part of the chart that names leave, 0..1; python-pptx has no words for
    it."""
    area = chart._chartSpace.chart.plotArea
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    edges = "".join(
        f'<c:{name} val="{value}"/>'
        for name, value in (("x", names), ("y", 0.01), ("w", 0.98 - names), ("h", _PLOT))
    )
    layout = (
        f'<c:layout {nsdecls("c")}><c:manualLayout><c:layoutTarget val="inner"/>'
        f'<c:xMode val="edge"/><c:yMode val="edge"/>{edges}</c:manualLayout></c:layout>'
    )
    area.insert(0, parse_xml(layout))


def _name_every_bar(axis: object) -> None:
    """No name is left out for want of room; python-pptx has no words for it."""
    skip = parse_xml(f'<c:tickLblSkip {nsdecls("c")} val="1"/>')
    follower = axis._element.find(qn("c:noMultiLvlLbl"))
    if follower is None:
        axis._element.append(skip)
    else:
        follower.addprevious(skip)


def _set_years(axis: object, first: dt.date, step: int) -> None:
    """Ticks at every so many years, from the first of January on; python-pptx has no words for
    it."""
    start = (dt.date(first.year, 1, 1) - dt.date(1899, 12, 30)).days
    scaling = axis._element.find(qn("c:scaling"))
    scaling.append(parse_xml(f'<c:min {nsdecls("c")} val="{start}"/>'))
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = "yyyy", False
    element = axis._element
    units = (("baseTimeUnit", "days"), ("majorUnit", str(step)), ("majorTimeUnit", "years"))
    for tag, value in units:
        for old in element.findall(qn(f"c:{tag}")):
            element.remove(old)
        element.append(parse_xml(f'<c:{tag} {nsdecls("c")} val="{value}"/>'))
