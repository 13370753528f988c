"""Charts as vector drawings for paper.

All lengths in points, from the drawing's lower left corner.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

from reportlab.graphics.shapes import Circle, Drawing, Line, Polygon, PolyLine, Rect, String
from reportlab.lib.colors import HexColor

from mppgeo.base.language import Language
from mppgeo.briefing.outline import BarChart, TimeChart
from mppgeo.briefing.paper import ACCENT, GRID, INK, PALE, QUIET, SAND, TARGET, clip, find_face

_SIZE = 8.0
_NAMES = 106.0
_ROW = 13.6
"""From bar to bar where they lie."""
_HEAD, _FOOT = 16.0, 14.0
"""Room for a chart's title, and for the labels of an axis below."""
_LEGEND = 15.0
_MARK = 2.0


def plot_bars(chart: BarChart, width: float, height: float, t: Language) -> Drawing:
    """Bars with their values; lying ones take the height they need, whatever is given."""
    if chart.horizontal:
        return _plot_lying(chart, width, t)
    return _plot_standing(chart, width, height, t)


def plot_time(chart: TimeChart, width: float, height: float, t: Language) -> Drawing:
    """Stepped lines and points over years, with a legend below."""
    drawing = Drawing(width, height)
    top = height - _write_title(drawing, chart.title)
    if not chart.days:
        return drawing
    axes = _Axes.fit(chart, width, top, t)
    axes.draw(drawing, t)
    beyond = []
    if chart.known and chart.end:
        left, right = axes.place_day(chart.known), axes.place_day(chart.end)
        _hatch(drawing, left, right, axes.bottom, axes.top)
        beyond = [(t("no records yet"), "hatch")]
    kinds = _choose_marks(chart)
    aims = [
        (axes.place_day(day), axes.place_value(value))
        for label, values in chart.points.items()
        for day, value in zip(chart.days, values, strict=True)
        if kinds[label] == "diamond" and _is_known(value)
    ]
    for values in chart.lines.values():
        _draw_steps(drawing, axes, chart.days, values, t, aims)
    for label, values in chart.points.items():
        _draw_marks(drawing, axes, chart.days, values, kinds[label], t)
    lines = [(label, "line") for label in chart.lines]
    _draw_legend(drawing, [*lines, *kinds.items(), *beyond], width)
    return drawing


# --- bars -------------------------------------------------------------------


def _plot_lying(chart: BarChart, width: float, t: Language) -> Drawing:
    height = _ROW * len(chart.categories) + 2
    drawing = Drawing(width, height + (_HEAD if chart.title else 0))
    _write_title(drawing, chart.title)
    told = _tell_values(chart, t)
    # The same room for names in every chart, so that bars of several can be compared.
    left, right = min(_NAMES, 0.45 * width), 34.0
    names = [clip(name, _SIZE, left - 6) for name in chart.categories]
    room = width - left - right
    most = 100.0 if chart.percent else max([1.0, *filter(_is_known, chart.values)])
    for place, (name, value) in enumerate(zip(names, chart.values, strict=True)):
        y = height - _ROW * (place + 1)
        _write(drawing, left - 6, y + 3.6, name, anchor="end")
        drawing.add(_bar(left, y + 2.2, room, _ROW - 5, PALE))
        if _is_known(value) and value > 0:
            wide = room * min(value, most) / most
            drawing.add(_bar(left, y + 2.2, wide, _ROW - 5, chart.colours[place]))
        _write(drawing, width, y + 3.6, told[place], strong=True, anchor="end")
    return drawing


def _plot_standing(chart: BarChart, width: float, height: float, t: Language) -> Drawing:
    drawing = Drawing(width, height)
    top = height - _write_title(drawing, chart.title) - 12
    known = [value for value in chart.values if _is_known(value)]
    most = 100.0 if chart.percent else max([1.0, *known])
    step = width / max(1, len(chart.values))
    wide = min(0.68 * step, 34)
    told = _tell_values(chart, t)
    for place, value in enumerate(chart.values):
        middle = step * (place + 0.5)
        tall = (top - _FOOT) * min(value, most) / most if _is_known(value) else 0
        if tall:
            drawing.add(_bar(middle - wide / 2, _FOOT, wide, tall, chart.colours[place]))
        _write(drawing, middle, _FOOT + tall + 3, told[place], strong=True, anchor="middle")
        name = clip(chart.categories[place], _SIZE, step)
        _write(drawing, middle, 3, name, colour=QUIET, anchor="middle")
    drawing.add(_line(0, _FOOT, width, _FOOT, QUIET, 0.6))
    return drawing


def _bar(x: float, y: float, width: float, height: float, colour: str) -> Rect:
    return Rect(x, y, width, height, fillColor=HexColor(colour), strokeColor=None)


def _tell_values(chart: BarChart, t: Language) -> list[str]:
    tell = t.percent if chart.percent else t.number
    return list(chart.told) or [tell(value) for value in chart.values]


def _is_known(value: float | None) -> bool:
    return value is not None and not math.isnan(value)


# --- days -------------------------------------------------------------------


@dataclass(frozen=True)
class _Axes:
    """From days and values to places in a drawing."""

    left: float
    right: float
    bottom: float
    top: float
    first: dt.date
    last: dt.date
    step: float
    most: float

    @classmethod
    def fit(cls, chart: TimeChart, width: float, top: float, t: Language) -> _Axes:
        """Axes of whole years, up to a round value above the highest."""
        series = (*chart.lines.values(), *chart.points.values())
        highest = max([1.0, *(value for values in series for value in values if _is_known(value))])
        step = _choose_step(highest)
        most = step * math.ceil(1.04 * highest / step)
        left = find_face().measure(t.number(most), _SIZE) + 5
        first = dt.date(chart.days[0].year, 1, 1)
        last = dt.date(max(chart.days[-1], chart.end or chart.days[-1]).year, 12, 31)
        return cls(left, width, _FOOT + _LEGEND, top - 8, first, last, step, most)

    def place_day(self, day: dt.date) -> float:
        span = max(1, (self.last - self.first).days)
        return self.left + (self.right - self.left) * (day - self.first).days / span

    def place_value(self, value: float) -> float:
        return self.bottom + (self.top - self.bottom) * value / self.most

    def draw(self, drawing: Drawing, t: Language) -> None:
        for number in range(round(self.most / self.step) + 1):
            y = self.place_value(number * self.step)
            colour, weight = (QUIET, 0.6) if not number else (GRID, 0.5)
            drawing.add(_line(self.left, y, self.right, y, colour, weight))
            told = t.number(number * self.step)
            _write(drawing, self.left - 5, y - 2.7, told, colour=QUIET, anchor="end")
        self._write_years(drawing)

    def _write_years(self, drawing: Drawing) -> None:
        years = range(self.first.year, self.last.year + 1)
        room = (self.right - self.left) / len(years)
        every = math.ceil(22 / room)
        for year in years:
            x = self.place_day(dt.date(year, 1, 1))
            drawing.add(_line(x, self.bottom, x, self.bottom - 3, QUIET, 0.6))
            if (year - self.first.year) % every == 0:
                middle = x + room * min(every, self.last.year + 1 - year) / 2
                y = self.bottom - 11
                _write(drawing, middle, y, str(year), colour=QUIET, anchor="middle")


def _choose_step(highest: float) -> float:
    """A round step that gives four to six lines; counts need no halves."""
    rough = highest / 5
    scale = 10 ** math.floor(math.log10(rough))
    step = next(scale * factor for factor in (1, 2, 5, 10) if scale * factor >= rough)
    return max(1.0, step)


def _hatch(drawing: Drawing, left: float, right: float, bottom: float, top: float) -> None:
    """Hatch the days of which nothing is known."""
    tall, step = top - bottom, 4.0
    for place in range(-math.ceil(tall / step), math.ceil((right - left) / step) + 1):
        # From the lower left to the upper right, cut off at the sides.
        x = left + place * step
        begin, finish = max(x, left), min(x + tall, right)
        if begin < finish:
            rise, end = bottom + begin - x, bottom + finish - x
            drawing.add(_line(begin, rise, finish, end, QUIET, 0.3))


def _draw_steps(
    drawing: Drawing, axes: _Axes, days: tuple, values: tuple, t: Language,
    aims: list[tuple[float, float]],
) -> None:  # fmt: skip
    """A line with its last value beside its end, clear of the targets."""
    known = [(day, value) for day, value in zip(days, values, strict=True) if _is_known(value)]
    if not known:
        return
    corners: list[float] = []
    for day, value in known:
        if corners:
            corners += [axes.place_day(day), corners[-1]]
        corners += [axes.place_day(day), axes.place_value(value)]
    ground = [corners[0], axes.bottom, *corners, corners[-2], axes.bottom]
    shade = HexColor(ACCENT)
    shade.alpha = 0.1
    drawing.add(Polygon(ground, fillColor=shade, strokeColor=None))
    drawing.add(PolyLine(corners, strokeColor=HexColor(ACCENT), strokeWidth=1.7, strokeLineJoin=1))
    _mark_end(drawing, axes, *corners[-2:], t.number(known[-1][1]), aims)


def _mark_end(
    drawing: Drawing, axes: _Axes, x: float, y: float, told: str, aims: list[tuple[float, float]]
) -> None:
    """A dot and the last value: above the line, or below it where targets stand above."""
    drawing.add(Circle(x, y, 2.2, fillColor=HexColor(ACCENT), strokeColor=None))
    near = any(abs(ax - x) < 40 and -8 < ay - y < 24 for ax, ay in aims)
    rise = -14 if near and y - 14 > axes.bottom else 5
    _write(drawing, x - 5, y + rise, told, size=9.5, strong=True, colour=ACCENT, anchor="end")


def _choose_marks(chart: TimeChart) -> dict[str, str]:
    """Targets come last; what is before them has been counted."""
    labels = list(chart.points)
    return {label: "diamond" if label == labels[-1] else "dot" for label in labels}


def _draw_marks(
    drawing: Drawing, axes: _Axes, days: tuple, values: tuple, kind: str, t: Language
) -> None:
    taken = -math.inf
    for day, value in zip(days, values, strict=True):
        if not _is_known(value):
            continue
        x, y = axes.place_day(day), axes.place_value(value)
        drawing.add(_mark(kind, x, y))
        if kind != "diamond":
            continue
        told = t.number(value)
        wide = find_face(strong=True).measure(told, _SIZE)
        # The last day may be the axis' end, where the number must not stand out.
        middle = min(x, axes.right - wide / 2)
        if middle - wide / 2 > taken:
            _write(drawing, middle, y + 6, told, strong=True, colour=TARGET, anchor="middle")
            taken = middle + wide / 2 + 2


def _mark(kind: str, x: float, y: float) -> Circle | Polygon:
    if kind == "dot":
        return Circle(x, y, _MARK, fillColor=HexColor(SAND), strokeColor=None)
    r = 2.0 * _MARK
    return Polygon(
        [x - r, y, x, y + r, x + r, y, x, y - r],
        fillColor=HexColor(TARGET), strokeColor=HexColor("#ffffff"), strokeWidth=0.6,
    )  # fmt: skip


def _draw_legend(drawing: Drawing, entries: list[tuple[str, str]], width: float) -> None:
    x, y, face = 0.0, 2.0, find_face()
    room = width - 30 * len(entries)
    wide = sum(face.measure(label, _SIZE) for label, _ in entries)
    for label, kind in entries:
        told = label if wide <= room else clip(label, _SIZE, room / len(entries))
        if kind == "line":
            drawing.add(_line(x, y + 2.7, x + 12, y + 2.7, ACCENT, 1.7))
        elif kind == "hatch":
            _hatch(drawing, x, x + 12, y - 1, y + 6)
        else:
            drawing.add(_mark(kind, x + 6, y + 2.7))
        _write(drawing, x + 16, y, told, colour=QUIET)
        x += 16 + face.measure(told, _SIZE) + 14


# --- what charts share --------------------------------------------------------


def _write_title(drawing: Drawing, title: str) -> float:
    """Write a chart's title; returns the height it takes."""
    if not title:
        return 0.0
    told = clip(title, 9, drawing.width, strong=True)
    _write(drawing, 0, drawing.height - 9, told, size=9, strong=True)
    return _HEAD


def _write(
    drawing: Drawing, x: float, y: float, text: str, *,
    size: float = _SIZE, strong: bool = False, colour: str = INK, anchor: str = "start",
) -> None:  # fmt: skip
    face = find_face(strong=strong)
    share = {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]
    x -= share * face.measure(text, size)
    for font, run in face.split(text):
        drawing.add(
            String(x, y, run, fontName=font.fontName, fontSize=size, fillColor=HexColor(colour))
        )
        x += font.stringWidth(run, size)


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, weight: float) -> Line:
    return Line(x1, y1, x2, y2, strokeColor=HexColor(colour), strokeWidth=weight)
