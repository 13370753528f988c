"""The map as a picture for decks, handouts and downloads.

Drawn in points (1/72 inch) on the page, y upwards; longitude and latitude come
to the page through :class:`mppgeo.maps.frame.Projection`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.collections import PathCollection
from matplotlib.colors import to_rgb
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from mppgeo.caching import cached
from mppgeo.coverage import find_parents
from mppgeo.dataset import Dataset
from mppgeo.headline import make_title, tell_basis
from mppgeo.maps import classes
from mppgeo.maps.frame import Bounds, Box, Frame, Inset, Projection, choose_frame
from mppgeo.maps.furniture import Entry, Key, Legend, Scale, draw_bar, draw_points
from mppgeo.maps.insets import add_insets
from mppgeo.maps.labels import Form, Label, Wish, place_labels
from mppgeo.maps.payload import find_focus, make_legend
from mppgeo.maps.points import list_extra_points, locate_capitals
from mppgeo.maps.sheet import DRAWING, Sheet, measure_text
from mppgeo.maps.themes import Theme
from mppgeo.names import shorten
from mppgeo.scene import Scene
from mppgeo.sentences import attribute_sources, name_place, tell_map
from mppgeo.view import KABKOTA, PROVINSI


@dataclass(frozen=True)
class Size:
    """Size of a picture: width and height in inches, dots per inch.

    ``letters`` makes names and legend larger than paper needs them, for slides.
    """

    width: float
    height: float
    dpi: int
    letters: float = 1.0


SCREEN = Size(1920 / 144, 1080 / 144, 144)
A4 = Size(3508 / 300, 2480 / 300, 300)

_MOST_NAMES = 80
"""Kabkota named on one picture; of more, their provinces are."""
_LEADING = 0.98
"""From line to line of a name, as a multiple of its size."""


def draw_map(
    scene: Scene, theme: Theme, size: Size, form: str = "png", *, titled: bool = True
) -> bytes:
    """Draw what a view shows.

    Parameters
    ----------
    theme : what is coloured (:mod:`mppgeo.maps.themes`).
    form : "png" or "svg".
    titled : with title and day; without for slides that carry their own.

    Returns
    -------
    The file. The same input gives the same bytes.

    Raises
    ------
    ValueError : ``form`` is neither.
    """
    if form not in ("png", "svg"):
        raise ValueError(f"form must be png or svg, not {form}")
    with DRAWING:
        sheet = _draw(scene, theme, lay_out(size, titled))
        if form == "png":
            return sheet.to_png(size.dpi)
        total = tell_map(
            name_place(scene.dataset, scene.view, scene.t), scene.total, scene.snapshot, (), scene.t
        )
        return sheet.to_svg(f"{make_title(scene)} – {tell_basis(scene)}", total)


# --- the page -------------------------------------------------------------


@dataclass(frozen=True)
class Layout:
    """Where things stand on the page, in points; ``unit`` scales letters and lines."""

    width: float
    height: float
    unit: float
    margin: float
    panel: Box
    titled: bool


def lay_out(size: Size, titled: bool) -> Layout:
    """Divide a page among title, map and source line."""
    width, height = size.width * 72, size.height * 72
    unit = size.letters * min(1.25, max(0.6, math.sqrt(width * height / (960 * 540))))
    margin = (22 if titled else 0) * unit
    head = (56 if titled else 0) * unit
    foot = (24 if titled else 15) * unit
    panel = Box(margin, foot, width - margin, height - head)
    return Layout(width, height, unit, margin, panel, titled)


def _draw(scene: Scene, theme: Theme, layout: Layout) -> Sheet:
    sheet = Sheet(layout.width, layout.height, layout.panel, classes.SEA)
    plan = make_plan(scene, theme, layout)
    projection = plan.frame.projection
    _draw_ground(sheet, scene, theme, projection, layout.panel, layout.unit)
    for inset in plan.frame.insets:
        _draw_inset(sheet, scene, theme, inset, layout.unit)
    for counted, places in plan.points.items():
        draw_points(sheet, places, counted, _size_points(scene) * layout.unit, layout.unit)
    _draw_labels(sheet, plan, layout.unit)
    legend, scale, *key = plan.frame.boxes
    plan.legend.draw(sheet, legend)
    Scale(layout.unit).draw(sheet, scale, projection.metres_per_point, scene.t)
    for box in key:
        plan.key.draw(sheet, box)
    _draw_words(sheet, scene, layout)
    return sheet


@dataclass(frozen=True, eq=False)
class Plan:
    """Where everything stands, before anything is drawn.

    Attributes
    ----------
    labels, points : those of the insets among them.
    """

    frame: Frame
    legend: Legend
    key: Key
    labels: list[Label]
    points: dict[bool, list[tuple[float, float]]]
    grounds: tuple[tuple[Box, _Grounds], ...]

    def find_ground(self, box: Box) -> str | None:
        """The one dark colour under all of a box; None = there is none."""
        return next(ground.find_under(box) for panel, ground in self.grounds if panel.holds(box))


def make_plan(scene: Scene, theme: Theme, layout: Layout) -> Plan:
    """Find a place for everything."""
    u, t = layout.unit, scene.t
    legend = _make_legend(scene, theme, u)
    numbered: list[str] = []
    while True:
        names = tuple((str(n), _name(scene, kode)) for n, kode in enumerate(numbered, start=1))
        key = Key(t("Numbers on the map"), names, u)
        pieces = [legend.size, Scale(u).size, *([key.size] if names else [])]
        frame = _find_frame(scene, theme, layout, pieces)
        points = _find_points(scene, theme, frame, layout)
        labels = _label(scene, theme, layout, frame, points, set(numbered))
        found = sorted(label.kode for label in labels if label.form is None)
        # A key takes room from the names, so that there may be more numbers than
        # before; those there were are kept, and so this comes to an end.
        if found == numbered:
            panels = [(inset.box, inset.projection) for inset in frame.insets]
            grounds = tuple(
                (box, _find_dark_grounds(scene, theme, projection, box))
                for box, projection in [*panels, (layout.panel, frame.projection)]
            )
            labels += [label for inset in frame.insets for label in inset.labels]
            return Plan(frame, legend, key, labels, points, grounds)
        numbered = found


def _label(
    scene: Scene,
    theme: Theme,
    layout: Layout,
    frame: Frame,
    points: dict[bool, list[tuple[float, float]]],
    numbered: set[str],
) -> list[Label]:
    panel, projection = layout.panel, frame.projection
    within = projection.to_degrees(panel)
    if frame.bounds:
        within = _clip(within, frame.bounds)
    wishes = _make_wishes(scene, theme, projection, within, layout.unit, numbered)
    taken = [*frame.boxes, *(inset.box for inset in frame.insets)]
    return place_labels(
        wishes,
        panel.grow(-2 * layout.unit),
        taken=[box.grow(2 * layout.unit) for box in taken],
        points=_surround_points(scene, points, layout.unit),
        land=_find_land(scene, projection, panel),
    )


def _label_inset(
    scene: Scene, theme: Theme, unit: float,
    bounds: Bounds, projection: Projection, box: Box, taken: Sequence[Box],
) -> list[Label] | None:  # fmt: skip
    """The names in an inset; None = there is no room for all of them."""
    wishes = _make_wishes(scene, theme, projection, bounds, unit, set())
    points = {
        counted: [tuple(projection.to_page(p)) for p in _list_points(scene, theme, counted)]
        for counted in (True, False)
        if theme.level == KABKOTA
    }
    labels = place_labels(
        wishes,
        box.grow(-2 * unit),
        taken=taken,
        points=_surround_points(scene, points, unit),
        land=_find_land(scene, projection, box),
    )
    return labels if all(label.form for label in labels) else None


def _make_wishes(
    scene: Scene, theme: Theme, projection: Projection, bounds: Bounds, unit: float,
    numbered: set[str],
) -> list[Wish]:  # fmt: skip
    level, codes = _choose_named(scene, theme)
    layer = scene.dataset.provinsi if level == PROVINSI else scene.dataset.kabkota
    wishes = []
    for kode, area in _bring_to_page(layer[layer.index.isin(codes)], projection, bounds):
        forms = _make_forms(_name(scene, kode), unit, strong=level == PROVINSI)
        wishes.append(Wish(kode, area, forms, _make_number(unit), kode in numbered))
    return wishes


def _surround_points(
    scene: Scene, points: dict[bool, list[tuple[float, float]]], unit: float
) -> list[Box]:
    radius = (_size_points(scene) + 0.8) * unit
    return [Box(x, y, x, y).grow(radius) for places in points.values() for x, y in places]


def _find_land(scene: Scene, projection: Projection, box: Box) -> list[shapely.Geometry]:
    within = projection.to_degrees(box)
    return [area for _, area in _bring_to_page(scene.dataset.provinsi, projection, within)]


def _clip(one: Bounds, other: Bounds) -> Bounds:
    return (
        max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3]),
    )  # fmt: skip


def _choose_named(scene: Scene, theme: Theme) -> tuple[str, set[str]]:
    """Level and codes of the areas that must be named."""
    inside = theme.level == KABKOTA and (scene.view.provinsi or scene.view.kode)
    kept = scene.selection.kabkota
    if inside and len(kept) <= _MOST_NAMES:
        return KABKOTA, set(kept)
    return PROVINSI, set(scene.selection.places)


def _bring_to_page(
    layer: gpd.GeoDataFrame, projection: Projection, bounds: Bounds
) -> Iterator[tuple[str, shapely.Geometry]]:
    """Code and outline on the page, within the bounds, of the areas that come into them."""
    # Clipping needs no valid ring where it touches the frame; it is only looked at.
    parts = shapely.clip_by_rect(layer.geometry.values, *bounds)
    for kode, part in zip(layer.index, parts, strict=True):
        if part.area > 0:
            yield kode, shapely.transform(part, projection.to_page)


@dataclass(frozen=True, eq=False)
class _Grounds:
    """Areas on the page whose colour is so dark that names on it are written in white."""

    tree: shapely.STRtree
    colours: list[str]

    def find_under(self, box: Box) -> str | None:
        """The one dark colour under all of a box; None = there is none."""
        square = shapely.box(box.left, box.bottom, box.right, box.top)
        under = self.tree.query(square, predicate="intersects")
        areas = self.tree.geometries[under]
        if len({self.colours[i] for i in under}) != 1:
            return None
        covered = shapely.area(shapely.intersection(areas, square)).sum()
        return self.colours[under[0]] if covered > 0.97 * square.area else None


def _find_dark_grounds(scene: Scene, theme: Theme, projection: Projection, box: Box) -> _Grounds:
    layer = scene.dataset.provinsi if theme.level == PROVINSI else scene.dataset.kabkota
    kept = scene.selection.places if theme.level == PROVINSI else scene.selection.kabkota
    colours = {kode: theme.classes[code].colour for kode, code in theme.codes.items()}
    dark = [kode for kode in kept if kode in colours and _is_dark(colours[kode])]
    within = projection.to_degrees(box)
    found = list(_bring_to_page(layer[layer.index.isin(dark)], projection, within))
    return _Grounds(
        shapely.STRtree([area for _, area in found]), [colours[kode] for kode, _ in found]
    )


def _is_dark(colour: str) -> bool:
    red, green, blue = to_rgb(colour)
    return 0.299 * red + 0.587 * green + 0.114 * blue < 0.4


def _name(scene: Scene, kode: str) -> str:
    return shorten(scene.dataset.names[kode])


def _make_forms(name: str, unit: float, *, strong: bool) -> tuple[Form, ...]:
    """A name in one line and in two, in two sizes."""
    sizes = (8.4 * unit, 7.2 * unit)
    forms = []
    for size in sizes:
        forms += [_make_form(lines, size, strong) for lines in _break_lines(name)]
    return tuple(forms)


def _break_lines(name: str) -> list[tuple[str, ...]]:
    words = name.split()
    breaks = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    shortest = sorted(breaks, key=lambda lines: (max(map(len, lines)), lines))[:1]
    return [(name,), *shortest]


def _make_form(lines: tuple[str, ...], size: float, strong: bool) -> Form:
    width = max(measure_text(line, size, strong=strong) for line in lines)
    return Form(lines, size, width + 0.5 * size, (_LEADING * (len(lines) - 1) + 1.1) * size)


def _make_number(unit: float) -> Form:
    return Form(("00",), 7.4 * unit, 9.5 * unit, 8.4 * unit)


def _draw_labels(sheet: Sheet, plan: Plan, unit: float) -> None:
    order = sorted(label.kode for label in plan.labels if label.form is None)
    numbers = {kode: str(n) for n, kode in enumerate(order, start=1)}
    for label in plan.labels:
        if label.leader:
            sheet.line(*label.leader, classes.INK, 0.5 * unit, halo=0.6 * unit)
    for label in plan.labels:
        if label.box is None:
            continue
        if label.form is None:
            _write_number(sheet, label.box, numbers[label.kode], unit)
        else:
            ground = plan.find_ground(label.box)
            _write_name(sheet, label.box, label.form, len(label.kode) == 2, unit, ground)


def _write_name(
    sheet: Sheet, box: Box, form: Form, strong: bool, unit: float, ground: str | None
) -> None:
    colour, around = (classes.AREA_LINE, ground) if ground else (classes.INK, "white")
    x, size = (box.left + box.right) / 2, form.size
    for order, line in enumerate(form.lines):
        bottom = box.top - 1.1 * size - order * _LEADING * size
        sheet.write(x, bottom, line, size, strong=strong, colour=colour, align="center",
                    halo=1.1 * unit, around=around)  # fmt: skip


def _write_number(sheet: Sheet, box: Box, number: str, unit: float) -> None:
    x = (box.left + box.right) / 2
    sheet.write(x, box.bottom, number, 7.4 * unit, strong=True, align="center", halo=1.1 * unit)


def _make_legend(scene: Scene, theme: Theme, unit: float) -> Legend:
    t = scene.t
    entries = [
        Entry(row["label"], area=theme.classes[int(row["code"])], count=row["shown"])
        for row in make_legend(scene.selection, theme, t)
        if row["count"] or row["always"]
    ]
    if theme.level == KABKOTA:
        entries.append(Entry(t("MPP (position approximate)")))
        if not all(counted for _, counted in list_extra_points(scene.snapshot, scene.selection)):
            entries.append(Entry(t("MPP not in the national count"), counted=False))
    return Legend(t(theme.title), tuple(entries), unit)


def _find_frame(
    scene: Scene, theme: Theme, layout: Layout, pieces: Sequence[tuple[float, float]]
) -> Frame:
    (south, west), (north, east) = find_focus(scene.dataset, scene.view, scene.as_of)
    dataset, view = scene.dataset, scene.view
    layer = dataset.provinsi if theme.level == PROVINSI else dataset.kabkota
    kept = scene.selection.places if theme.level == PROVINSI else scene.selection.kabkota
    shown = layer.geometry[layer.index.isin(kept)]
    must = shown[shown.index == view.kode] if view.kode else shown
    padding = 12 * layout.unit
    frame = choose_frame(
        (west, south, east, north),
        layout.panel,
        pieces,
        must.tolist(),
        besides=shown.tolist() if view.kode else (),
        padding=padding,
    )
    # The nation is known by its shape, and an area is seen with what is around it.
    if view.kode or not (view.provinsi or view.pulau):
        return frame
    return add_insets(
        frame,
        _find_parts(scene, layer),
        layout.panel,
        pieces,
        padding=padding,
        unit=layout.unit,
        name=partial(_label_inset, scene, theme, layout.unit),
    )


def _find_parts(scene: Scene, layer: gpd.GeoDataFrame) -> list[shapely.Geometry]:
    """The areas of the view's provinces or islands, those that filters leave out too."""
    dataset, view = scene.dataset, scene.view
    if view.provinsi:
        parents = find_parents(dataset, scene.as_of)
        places = {*view.provinsi, *(k for k, parent in parents.items() if parent in view.provinsi)}
    else:
        regions = dataset.regions
        places = set(regions["kode"][regions["pulau"].isin(view.pulau)])
    return layer.geometry[layer.index.str[:2].isin(places)].tolist()


# --- the map --------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Shapes:
    """Outlines of a layer in longitude and latitude, by area, with their bounds."""

    codes: list[str]
    paths: list[Path]
    bounds: np.ndarray

    def find_within(self, bounds: Sequence[float]) -> np.ndarray:
        """Places in the lists of the areas that come into a frame."""
        west, south, east, north = bounds
        b = self.bounds
        return np.flatnonzero(
            (b[:, 0] < east) & (b[:, 2] > west) & (b[:, 1] < north) & (b[:, 3] > south)
        )


@cached(maxsize=8)
def _trace_layer(dataset: Dataset, level: str) -> _Shapes:
    layer = dataset.provinsi if level == PROVINSI else dataset.kabkota
    return _trace(layer.index.tolist(), layer.geometry.values)


@cached(maxsize=4)
def _trace_neighbours(dataset: Dataset) -> _Shapes:
    try:
        collection = shapely.from_geojson(dataset.neighbours.read_bytes())
    except (OSError, shapely.errors.GEOSException):
        return _trace([], [])
    parts = [p for p in shapely.get_parts(shapely.get_parts(collection)) if p.area]
    return _trace([""] * len(parts), parts)


def _trace(codes: list[str], geometries: Sequence[shapely.Geometry]) -> _Shapes:
    # Holes must run the other way round than what is around them.
    paths = [_trace_area(area) for area in shapely.orient_polygons(np.asarray(geometries, object))]
    bounds = shapely.bounds(np.asarray(geometries, object)).reshape(-1, 4)
    return _Shapes(codes, paths, bounds)


def _trace_area(area: shapely.Geometry) -> Path:
    rings = [ring for part in shapely.get_parts(area) for ring in (part.exterior, *part.interiors)]
    vertices = np.concatenate([shapely.get_coordinates(ring) for ring in rings])
    codes = np.full(len(vertices), Path.LINETO, dtype=Path.code_type)
    ends = np.cumsum([shapely.get_num_coordinates(ring) for ring in rings])
    codes[np.concatenate([[0], ends[:-1]])] = Path.MOVETO
    codes[ends - 1] = Path.CLOSEPOLY
    return Path(vertices, codes)


def _draw_inset(sheet: Sheet, scene: Scene, theme: Theme, inset: Inset, unit: float) -> None:
    sheet.rectangle(inset.box.grow(2 * unit), "white")
    sheet.rectangle(inset.box, classes.SEA)
    _draw_ground(sheet, scene, theme, inset.projection, inset.box, unit)
    if inset.bar:
        draw_bar(sheet, inset.bar, inset.projection.metres_per_point, unit, scene.t)
    sheet.rectangle(inset.box, "none", classes.FAINT_INK, weight=0.7 * unit)


def _draw_ground(
    sheet: Sheet, scene: Scene, theme: Theme, projection: Projection, box: Box, u: float
) -> None:
    """Land within a box, and the lines between areas."""
    dataset = scene.dataset
    near = _is_near(scene)
    _add_paths(sheet, _trace_neighbours(dataset), projection, box,
               classes.NEIGHBOURS, classes.NEIGHBOURS_LINE, 0.4 * u)  # fmt: skip
    shapes = _trace_layer(dataset, theme.level)
    kept = scene.selection.places if theme.level == PROVINSI else scene.selection.kabkota
    colours = {}
    hatched = {}
    for kode, code in theme.codes.items():
        if kode in kept:
            colours[kode] = theme.classes[code].colour
            if theme.classes[code].hatch:
                hatched[kode] = theme.classes[code].hatch
    fills = [colours.get(kode, classes.LEFT_OUT_AREA) for kode in shapes.codes]
    weight = 0.8 if near or theme.level == PROVINSI else 0.35
    _add_paths(sheet, shapes, projection, box, fills, classes.AREA_LINE, weight * u)
    _hatch(sheet, shapes, projection, box, hatched, u)
    _add_paths(sheet, _trace_layer(dataset, PROVINSI), projection, box, "none",
               classes.PROVINSI_LINE, (0.7 if near else 0.4) * u)  # fmt: skip
    if scene.view.kode:
        shapes = _trace_layer(dataset, KABKOTA)
        _add_paths(sheet, shapes, projection, box, "none", classes.SELECTED_LINE, 1.9 * u,
                   only={scene.view.kode})  # fmt: skip


def _is_near(scene: Scene) -> bool:
    return bool(scene.view.provinsi or scene.view.kode)


def _add_paths(
    sheet: Sheet, shapes: _Shapes, projection: Projection, box: Box,
    fills: str | list[str], line: str, weight: float, *, only: set[str] | None = None,
) -> None:  # fmt: skip
    within = shapes.find_within(projection.to_degrees(box))
    if only is not None:
        within = [i for i in within if shapes.codes[i] in only]
    if not len(within):
        return
    colours = fills if isinstance(fills, str) else [fills[i] for i in within]
    collection = PathCollection(
        [shapes.paths[i] for i in within], facecolors=colours, edgecolors=line, linewidths=weight,
        joinstyle="round",
    )  # fmt: skip
    collection.set_transform(Affine2D(projection.matrix) + sheet.axes.transData)
    sheet.add(collection, within=box)


def _hatch(
    sheet: Sheet,
    shapes: _Shapes,
    projection: Projection,
    box: Box,
    hatched: dict[str, str],
    unit: float,
) -> None:
    if not hatched:
        return
    within = [
        i for i in shapes.find_within(projection.to_degrees(box))
        if shapes.codes[i] in hatched
    ]  # fmt: skip
    for i in within:
        collection = PathCollection(
            [shapes.paths[i]], facecolors="none", edgecolors=classes.AREA_LINE,
            linewidths=0.5 * unit, hatch="////", hatchcolors=hatched[shapes.codes[i]],
        )  # fmt: skip
        collection.set_hatch_linewidth(0.8 * unit)
        collection.set_transform(Affine2D(projection.matrix) + sheet.axes.transData)
        sheet.add(collection, within=box)


def _size_points(scene: Scene) -> float:
    return 2.4 if _is_near(scene) else 1.2


def _find_points(
    scene: Scene, theme: Theme, frame: Frame, layout: Layout
) -> dict[bool, list[tuple[float, float]]]:
    """Places on the page of the MPPs that count (True) and of those that do not."""
    if theme.level != KABKOTA:
        return {}
    found = {}
    for counted in (True, False):
        listed = _list_points(scene, theme, counted)
        places = [tuple(frame.projection.to_page(p)) for p in listed]
        # Under an inset is another part of the world.
        found[counted] = [
            p
            for p in places
            if layout.panel.holds(Box(*p, *p))
            and not any(inset.box.grow(3).holds(Box(*p, *p)) for inset in frame.insets)
        ]
        for inset in frame.insets:
            places = [tuple(inset.projection.to_page(p)) for p in listed]
            found[counted] += [p for p in places if inset.box.holds(Box(*p, *p))]
    return found


def _list_points(scene: Scene, theme: Theme, counted: bool) -> list[tuple[float, float]]:
    with_mpp = [code for code, cls in enumerate(theme.classes) if cls in classes.WITH_MPP]
    kept = theme.codes[theme.codes.isin(with_mpp) & theme.codes.index.isin(scene.selection.kabkota)]
    wanted = list(kept.index) if counted else []
    wanted += [kode for kode in scene.selection.kabkota if counted and kode in theme.points]
    wanted += [kode for kode, counts in list_extra_points(scene.snapshot, scene.selection)
               if counts == counted]  # fmt: skip
    places = _locate(scene.dataset)
    return [places[kode] for kode in wanted if kode in places]


@cached(maxsize=4)
def _locate(dataset: Dataset) -> dict[str, tuple[float, float]]:
    """Longitude and latitude of where MPPs of an area are drawn."""
    return {
        row.Index: (row.lon, row.lat)
        for layer in (dataset.kabkota, dataset.provinsi)
        for row in locate_capitals(layer, dataset.regions).itertuples()
    }


# --- the words ------------------------------------------------------------


def _draw_words(sheet: Sheet, scene: Scene, layout: Layout) -> None:
    u, panel = layout.unit, layout.panel
    indent = 0.0 if layout.titled else 8 * u
    foot = panel.bottom - (13 if layout.titled else 12) * u

    def write(text: str, bottom: float, size: float, **look: object) -> None:
        strong = bool(look.get("strong"))
        room = panel.width - 2 * indent
        # A long list of places is written smaller rather than cut off.
        size *= min(1.0, room / max(1.0, measure_text(text, size, strong=strong)))
        sheet.write(panel.left + indent, bottom, text, size, **look)

    write(attribute_sources(scene.t), foot, 7.4 * u, colour=classes.FAINT_INK)
    if layout.titled:
        sheet.rectangle(panel, "none", "#b9c6cb", weight=0.6 * u)
        write(make_title(scene), layout.height - 33 * u, 19 * u, strong=True)
        write(tell_basis(scene), layout.height - 49 * u, 10.5 * u, colour=classes.FAINT_INK)
