"""What stands on the picture of a map beside the map: legend, key to numbers, scale."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from matplotlib_scalebar.scalebar import ScaleBar

from mppgeo.base.language import Language
from mppgeo.content import classes
from mppgeo.content.classes import MapClass
from mppgeo.maps.frame import Box
from mppgeo.maps.sheet import Sheet, find_face, measure_text

_PAPER = "#ffffff"
_EDGE = "#c3ced3"
_SWATCH_LINE = "#9fb0b6"
_KEY_ROW, _KEY_HEAD = 10.6, 25.0
"""Heights of a row of a key and of all that is around its rows, in units."""
_LEAST_ROWS = 4


@dataclass(frozen=True)
class Entry:
    """A row of the legend: a class with its number of areas, or a kind of point."""

    label: str
    area: MapClass | None = None
    count: str = ""
    counted: bool = True


@dataclass(frozen=True)
class Legend:
    """Title, classes with their numbers of areas, kinds of points."""

    title: str
    entries: tuple[Entry, ...]
    unit: float

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        u = self.unit
        labels = max((measure_text(e.label, 8.6 * u) for e in self.entries), default=0.0)
        counts = max((measure_text(e.count, 8.6 * u) for e in self.entries), default=0.0)
        title = measure_text(self.title, 9.2 * u, strong=True)
        width = max(title, 21 * u + labels + (14 * u + counts if counts else 0)) + 16 * u
        return width, (15 + 12.5 * len(self.entries) + 11) * u

    def draw(self, sheet: Sheet, box: Box) -> None:
        u = self.unit
        sheet.rectangle(box, _PAPER, _EDGE, weight=0.5 * u)
        left, right, bottom = box.left + 8 * u, box.right - 8 * u, box.top - 17.5 * u
        sheet.write(left, bottom, self.title, 9.2 * u, strong=True)
        for entry in self.entries:
            bottom -= 12.5 * u
            self._draw_sign(sheet, entry, left, bottom)
            sheet.write(left + 21 * u, bottom, entry.label, 8.6 * u)
            sheet.write(
                right, bottom, entry.count, 8.6 * u, colour=classes.FAINT_INK, align="right"
            )

    def _draw_sign(self, sheet: Sheet, entry: Entry, left: float, bottom: float) -> None:
        u = self.unit
        if entry.area is None:
            draw_points(sheet, [(left + 7 * u, bottom + 5 * u)], entry.counted, 2.6 * u, u)
            return
        box = Box(left, bottom + 1 * u, left + 14 * u, bottom + 9.4 * u)
        sheet.rectangle(box, entry.area.colour)
        if entry.area.hatch:
            hatch_box(sheet, box, entry.area.hatch, u)
        sheet.rectangle(box, "none", _SWATCH_LINE, weight=0.5 * u)


@dataclass(frozen=True)
class Key:
    """Names of the areas that have only a number on the map."""

    title: str
    names: tuple[tuple[str, str], ...]
    unit: float
    rows: int = 20

    @classmethod
    def fit(cls, title: str, names: tuple[tuple[str, str], ...], unit: float, room: float) -> Key:
        """One whose columns are no taller than ``room`` points allow, where that is some rows."""
        rows = int((room / unit - _KEY_HEAD) / _KEY_ROW)
        return cls(title, names, unit, min(max(rows, _LEAST_ROWS), cls.rows))

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        u = self.unit
        title = measure_text(self.title, 8.6 * u, strong=True)
        width = max(title, sum(self._widths()) - 12 * u) + 16 * u
        return width, (_KEY_HEAD + _KEY_ROW * max(map(len, self._columns()))) * u

    def draw(self, sheet: Sheet, box: Box) -> None:
        u = self.unit
        sheet.rectangle(box, _PAPER, _EDGE, weight=0.5 * u)
        left, top = box.left + 8 * u, box.top - 16.5 * u
        sheet.write(left, top, self.title, 8.6 * u, strong=True)
        for column, width in zip(self._columns(), self._widths(), strict=True):
            bottom = top
            for number, name in column:
                bottom -= _KEY_ROW * u
                sheet.write(left + 10 * u, bottom, number, 7.6 * u, strong=True, align="right")
                sheet.write(left + 14.5 * u, bottom, name, 7.8 * u)
            left += width

    def _columns(self) -> list[Sequence[tuple[str, str]]]:
        count = math.ceil(len(self.names) / self.rows)
        each = math.ceil(len(self.names) / max(count, 1))
        return [self.names[start : start + each] for start in range(0, len(self.names), each)]

    def _widths(self) -> list[float]:
        u = self.unit
        return [
            26.5 * u + max(measure_text(name, 7.8 * u) for _, name in column)
            for column in self._columns()
        ]


@dataclass(frozen=True)
class Scale:
    """Scale bar and north arrow."""

    unit: float

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        return 146 * self.unit, 30 * self.unit

    def draw(self, sheet: Sheet, box: Box, metres_per_point: float, t: Language) -> None:
        """Draw in a box, or in a part of it on the side of the nearer edge of the map."""
        u = self.unit
        room = box.width - 34 * u
        metres = round_down(room * metres_per_point)
        spare = room - metres / metres_per_point
        if sum(sheet.axes.get_xlim()) < box.left + box.right:
            box = replace(box, left=box.left + spare)
        else:
            box = replace(box, right=box.right - spare)
        sheet.rectangle(box, _PAPER, alpha=0.75)
        self._draw_arrow(sheet, box.left + 11 * u, box.bottom + 3.5 * u, t)
        number, unit = (metres / 1000, "km") if metres >= 1000 else (metres, "m")
        font = {"fname": find_face("0 km", 8 * u, strong=False).get_file(), "size": 8 * u}
        bar = ScaleBar(
            metres_per_point, "m", fixed_value=number, fixed_units=unit,
            rotation="horizontal-only", location="lower left", frameon=False, pad=0,
            border_pad=0, sep=1.5 * u, width_fraction=1.5 * u / sheet.height, scale_loc="top",
            color=classes.INK, font_properties=font,
            scale_formatter=lambda value, unit: f"{t.number(value)} {unit}",
            bbox_to_anchor=(box.left + 24 * u, box.bottom + 7 * u),
            bbox_transform=sheet.axes.transData,
        )  # fmt: skip
        sheet.add(bar)

    def _draw_arrow(self, sheet: Sheet, x: float, bottom: float, t: Language) -> None:
        u = self.unit
        tip, foot, notch = (x, bottom + 15 * u), bottom, bottom + 3.5 * u
        sheet.polygon([tip, (x - 4.5 * u, foot), (x, notch)], classes.INK)
        sheet.polygon([tip, (x + 4.5 * u, foot), (x, notch)], _SWATCH_LINE)
        sheet.write(x, bottom + 15.5 * u, t("N"), 7.6 * u, strong=True, align="center")


def draw_bar(sheet: Sheet, box: Box, metres_per_point: float, unit: float, t: Language) -> None:
    """Draw a small scale bar, its length beside it, at the left of a box."""
    u = unit
    # Six letters stand beside the bar.
    metres = round_down((box.width - 34 * u) * metres_per_point)
    number, name = (metres / 1000, "km") if metres >= 1000 else (metres, "m")
    left, y = box.left + 5 * u, box.bottom + 5.5 * u
    right = left + metres / metres_per_point
    corners = [(left, y + 2 * u), (left, y), (right, y), (right, y + 2 * u)]
    text = f"{t.number(number)} {name}"
    ground = Box(box.left, box.bottom, right + 6 * u + measure_text(text, 6.8 * u), box.top)
    sheet.rectangle(ground, _PAPER, alpha=0.75)
    for start, end in pairwise(corners):
        sheet.line(start, end, classes.INK, 0.7 * u)
    sheet.write(right + 3 * u, box.bottom + 2 * u, text, 6.8 * u)


def round_down(metres: float) -> float:
    """The largest 1, 2 or 5 times a power of ten that is not more; metres from 1 on."""
    power = 10.0 ** math.floor(math.log10(max(metres, 1.0)))
    return max(step * power for step in (1, 2, 5) if step * power <= max(metres, 1.0))


def draw_points(
    sheet: Sheet, places: Sequence[tuple[float, float]], counted: bool, radius: float, unit: float
) -> None:
    """Draw MPPs: filled where they are in the national count, hollow and dashed where not."""
    if not places:
        return
    line = classes.COUNTED_POINT_LINE if counted else classes.OTHER_POINT_LINE
    fill = classes.COUNTED_POINT if counted else classes.OTHER_POINT
    for x, y in places:
        sheet.circle(x, y, radius, fill, line, weight=(0.6 if counted else 0.8) * unit,
                     dashed=not counted)  # fmt: skip


def hatch_box(sheet: Sheet, box: Box, colour: str, unit: float) -> None:
    """Draw the hatching of a class over a box."""
    step = 3.4 * unit
    reach = box.width + box.height
    for i in range(1, int(reach / step) + 1):
        at = i * step
        start = (box.left + max(0.0, at - box.height), box.bottom + min(at, box.height))
        end = (box.left + min(at, box.width), box.bottom + max(0.0, at - box.width))
        sheet.line(start, end, colour, 0.8 * unit)
