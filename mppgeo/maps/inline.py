"""The map as light SVG that stands in a page's HTML, before any script has come.

Classes, counts and names are those of the live map; shapes are coarser, and far islands stand
where they lie.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import shapely

from mppgeo.base.caching import cached
from mppgeo.base.language import Language
from mppgeo.base.names import shorten
from mppgeo.content import classes
from mppgeo.content.classes import MapClass
from mppgeo.dataset import Dataset
from mppgeo.maps.frame import Box
from mppgeo.maps.label_board import Form, Label, Wish
from mppgeo.maps.labels import place_labels
from mppgeo.maps.lettering import LEADING, make_forms
from mppgeo.maps.markers import list_points
from mppgeo.maps.payload import find_focus, list_asked, make_legend
from mppgeo.maps.themes import Theme
from mppgeo.maps.tracing import CAPTION, SIZE, Panel, Tracing, trace_map
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import KABKOTA, PROVINSI, View

_UNIT = 1.25
_COARSE = 0.5
"""Names are placed on a smaller page, which takes half the time and is as good to the eye."""
_RADIUS = 2.6
_ROWS = 5
_BASELINE = 0.27
_LEFT_OUT = MapClass("left-out", "", classes.LEFT_OUT_AREA)
_AROUND = MapClass("around", "", classes.LEFT_OUT_AREA)
"""Provinces around the kabkota that are shown."""


@dataclass(frozen=True)
class Group:
    """The areas of one class.

    Attributes
    ----------
    name : of the class.
    fill : colour, or the address of a hatch.
    areas : code and outline of each.
    specks : places of areas too small to be seen.
    """

    name: str
    fill: str
    areas: tuple[tuple[str, str], ...]
    specks: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Line:
    """A line of a name: its middle and its foot, y downwards."""

    text: str
    x: float
    y: float
    size: float
    strong: bool


@dataclass(frozen=True)
class Inset:
    """Far islands: ``box`` and ``seen`` as left, top, width, height, and what they are called."""

    box: tuple[float, float, float, float]
    seen: tuple[float, float, float, float]
    name: str


@dataclass(frozen=True)
class InlineMap:
    """What ``first_map.html`` draws.

    Attributes
    ----------
    hatches : name, ground and line of each.
    counted, others : points of MPPs, as one path each.
    ties : from names to their areas.
    legend : rows of :func:`mppgeo.maps.payload.make_legend` that are shown.
    dots : kinds of points ("counted", "other") with their labels, below them.
    corner : "bottom left" and the like, where the legend stands.
    """

    width: int
    height: int
    groups: tuple[Group, ...]
    hatches: tuple[tuple[str, str, str], ...]
    neighbours: str
    outlines: str
    selected: str
    counted: str
    others: str
    ties: str
    names: tuple[Line, ...]
    insets: tuple[Inset, ...]
    level: str
    title: str
    legend: tuple[dict, ...]
    dots: tuple[tuple[str, str], ...]
    corner: str


def draw_inline(scene: Scene, theme: Theme) -> InlineMap:
    """Draw a theme for a view."""
    dataset, view, t = scene.dataset, scene.view, scene.t
    legend = make_legend(scene.selection, theme, t)
    shown = tuple(row for row in legend if row["count"] or row["always"])
    rows = len(shown) + 2 * (theme.level == KABKOTA)
    tracing = _trace(scene, theme.level, rows)
    points = {
        counted: [tracing.find_place(*place) for place in list_points(scene, theme, counted)]
        if theme.level == KABKOTA and theme.points is not None
        else []
        for counted in (True, False)
    }
    named = _list_named(scene, theme, legend)
    # Of a nation's points the names take no notice: they would have no room left.
    near = bool(view.provinsi or view.kode)
    kept_clear = tuple(points[True] + points[False]) if near else ()
    labels = _place_names(dataset, tracing, named, kept_clear)
    return InlineMap(
        width=SIZE[0],
        height=SIZE[1],
        groups=tuple(_group(scene, theme, tracing)),
        hatches=tuple(
            {
                _name_hatch(cls): (_name_hatch(cls), cls.colour, cls.hatch)
                for cls in theme.classes
                if cls.hatch
            }.values()
        ),
        neighbours=tracing.neighbours,
        outlines=tracing.outlines,
        selected=tracing.areas.get(view.kode or "", ""),
        counted=_write_points(points[True]),
        others=_write_points(points[False]),
        ties="".join(_write_tie(label) for label in labels),
        names=tuple(line for label in labels for line in _write_name(label)),
        insets=tuple(_name_inset(dataset, panel) for panel in tracing.panels),
        level=theme.level,
        title=t(theme.title),
        legend=shown,
        dots=tuple(_name_dots(legend, points, theme, t)),
        corner=_name_corner(tracing.legend),
    )


def trace_provinces(scene: Scene) -> None:
    """Trace every province, at a pace that leaves room for visitors, before somebody asks for it."""
    for kode in scene.dataset.provinsi_names:
        began = time.thread_time()
        _trace(replace(scene, view=View(level=KABKOTA, provinsi=(kode,))), KABKOTA)
        time.sleep(2 * (time.thread_time() - began))


def _trace(scene: Scene, level: str, rows: int = 0) -> Tracing:
    corners = find_focus(scene.dataset, scene.view, scene.day)
    asked = list_asked(scene.dataset, scene.view, scene.day)
    # Some rows more or less leave the map where it is.
    rows = max(_ROWS, rows)
    return trace_map(scene.dataset, level, tuple(map(tuple, corners)), tuple(asked), rows)


def _group(scene: Scene, theme: Theme, tracing: Tracing) -> list[Group]:
    kept = set(scene.selection.places if theme.level == PROVINSI else scene.selection.kabkota)
    codes = theme.codes.to_dict()
    by_class: dict[MapClass, list[str]] = {}
    for kode in tracing.areas:
        cls = theme.classes[codes[kode]] if kode in kept and kode in codes else _LEFT_OUT
        if theme.level != PROVINSI and len(kode) == 2:
            cls = _AROUND
        by_class.setdefault(cls, []).append(kode)
    return [
        Group(
            cls.name,
            f"url(#{_name_hatch(cls)})" if cls.hatch else cls.colour,
            tuple((kode, tracing.areas[kode]) for kode in found),
            tuple(tracing.specks[kode] for kode in found if kode in tracing.specks),
        )
        for cls, found in by_class.items()
    ]


def _name_hatch(cls: MapClass) -> str:
    return f"mppgeo-first-{(cls.hatch or '').lstrip('#')}"


def _list_named(scene: Scene, theme: Theme, legend: Sequence[dict]) -> tuple[tuple[str, ...], bool]:
    """Codes of the areas that have a name, and whether they are provinces."""
    view = scene.view
    if theme.level == PROVINSI:
        return tuple(scene.selection.places), True
    if not (view.provinsi or view.kode):
        return tuple(scene.selection.places), True
    missing = {int(row["code"]) for row in legend if row["missing"]}
    kept = scene.selection.kabkota
    wanted = theme.codes[theme.codes.isin(missing)].index
    return tuple(kode for kode in kept if kode in wanted or kode == view.kode), False


@cached(maxsize=96)
def _place_names(
    dataset: Dataset,
    tracing: Tracing,
    named: tuple[tuple[str, ...], bool],
    points: tuple[tuple[int, int], ...],
) -> tuple[Label, ...]:
    codes, strong = named
    shapes = tracing.provinces if strong else tracing.shapes
    page = (0, 0, *SIZE)
    shapes = {
        kode: shapely.transform(shapely.clip_by_rect(shape, *page), lambda p: p * _COARSE)
        for kode, shape in shapes.items()
    }
    wishes = [
        Wish(
            kode,
            shapes[kode],
            _write_forms(dataset, kode, strong),
            None,
        )
        for kode in codes
        if kode in shapes and shapes[kode].area > 0
    ]
    land = [shape for kode, shape in shapes.items() if kode not in codes]
    boxes = [Box(x, SIZE[1] - y, x, SIZE[1] - y).grow(_RADIUS + 0.8) for x, y in points]
    labels = place_labels(
        wishes,
        _shrink(Box(0, 0, *SIZE).grow(-3)),
        taken=[_shrink(box.grow(3)) for box in (tracing.legend, *(p.box for p in tracing.panels))],
        points=[_shrink(box) for box in boxes],
        land=land,
    )
    return tuple(label for label in labels if label.form and label.box)


def measure_names(dataset: Dataset) -> None:
    """Measure the names of all areas, which takes longer than to place those of a view."""
    for kode in dataset.names:
        _write_forms(dataset, kode, strong=len(kode) == 2)


def _write_forms(dataset: Dataset, kode: str, strong: bool) -> tuple[Form, ...]:
    return make_forms(shorten(dataset.names[kode]), _UNIT * _COARSE, strong=strong)


def _shrink(box: Box) -> Box:
    return Box(*(_COARSE * side for side in (box.left, box.bottom, box.right, box.top)))


def _name_inset(dataset: Dataset, panel: Panel) -> Inset:
    names = [shorten(dataset.names[kode]) for kode in panel.codes if kode in dataset.names]
    below = Box(panel.box.left, panel.box.bottom, panel.box.right, panel.box.top - CAPTION)
    room, seen = below.grow(-4), panel.seen
    # Fills the room under the caption, at the room's own proportions.
    scale = min(room.width / max(seen.width, 1e-6), room.height / max(seen.height, 1e-6), 1.0)
    x, y = (seen.left + seen.right) / 2, (seen.bottom + seen.top) / 2
    across, up = below.width / scale / 2, below.height / scale / 2
    return Inset(
        _write_box(below), _write_box(Box(x - across, y - up, x + across, y + up)), ", ".join(names)
    )


def _write_box(box: Box) -> tuple[float, float, float, float]:
    sides = (box.left, SIZE[1] - box.top, box.width, box.height)
    return tuple(round(side, 1) for side in sides)  # type: ignore[return-value]


def _name_dots(
    legend: Sequence[dict], points: dict[bool, list], theme: Theme, t: Language
) -> Iterator[tuple[str, str]]:
    if theme.level != KABKOTA or theme.points is None:
        return
    if points[True] or any(row["has"] and row["count"] for row in legend):
        yield "counted", t("MPP (position approximate)")
    if points[False]:
        yield "other", t("MPP not in the national count")


def _write_points(places: Sequence[tuple[int, int]]) -> str:
    """Lines without length, whose round ends are the points."""
    return "".join(f"M{x} {y}h0" for x, y in sorted(set(places)))


def _write_tie(label: Label) -> str:
    if not label.leader:
        return ""
    (x1, y1), (x2, y2) = ((_grow(x), SIZE[1] - _grow(y)) for x, y in label.leader)
    return f"M{x1:.0f} {y1:.0f}L{x2:.0f} {y2:.0f}"


def _write_name(label: Label) -> list[Line]:
    form, box = label.form, label.box
    if form is None or box is None:
        return []
    size = _grow(form.size)
    x, top = round(_grow(box.left + box.right) / 2, 1), SIZE[1] - _grow(box.top)
    return [
        Line(
            text,
            x,
            round(top + (1.1 - _BASELINE + order * LEADING) * size, 1),
            round(size, 1),
            len(label.kode) == 2,
        )
        for order, text in enumerate(form.lines)
    ]


def _grow(length: float) -> float:
    return length / _COARSE


def _name_corner(box: Box) -> str:
    across = "left" if box.left < SIZE[0] / 2 else "right"
    return f"{'bottom' if box.bottom < SIZE[1] / 2 else 'top'} {across}"
