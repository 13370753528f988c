"""Outlines for the map in a page's first bytes: whole numbers, and as few of them as one sees.

Traced once for a part of the country, whatever is coloured in it. Neighbours keep the lines that
they share: they are simplified together, and each corner falls on one point for both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mppgeo.base.caching import cached
from mppgeo.dataset import Dataset
from mppgeo.maps.frame import Bounds, Box, Projection, choose_frame, fit
from mppgeo.maps.insets import Split, list_splits
from mppgeo.maps.payload import INDONESIA, MOST_SPLIT
from mppgeo.scene.view import KABKOTA, PROVINSI

SIZE = (960, 360)
"""Width and height of the drawing, in its own units: about those of a laptop's pixels."""
_WIDTHS = {PROVINSI: 185.0, KABKOTA: 250.0}
_HEAD, _ROW = 30.0, 21.0
"""Room left free in a corner for the legend: its width by what is coloured, its title, its rows."""
_PADDING = 8.0
CAPTION = 14.0
"""Height of what is written above far islands."""
_PANEL = (250.0, 180.0)
_MOST_PANELS = 3
"""With the legend, one in each corner."""
_STEP = 0.9
"""Corners that lie nearer to the line between their neighbours are left out."""
_LEAST = 3.0
"""Parts of an area smaller than this are left out, but for its largest."""
_SPECK = 5.0
"""An area narrower and lower than this is drawn as a point."""
_AROUND = (170.0, 80.0)
"""How far beyond the drawing land is drawn, as windows of other shapes show of it."""


@dataclass(frozen=True)
class Panel:
    """Far islands shown apart.

    Attributes
    ----------
    box : where, on the page.
    seen : what of the page, as if it went on beyond its edges, is shown there.
    codes : areas of which something is seen, those altogether in it first.
    """

    box: Box
    seen: Box
    codes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Tracing:
    """What of the country a drawing shows, and how.

    Attributes
    ----------
    projection : from degrees to the page, whose y runs upwards.
    legend : the box that nothing asked for lies under.
    panels : of far islands.
    areas : by ``kode`` the outline in the syntax of SVG paths, y downwards.
    shapes : the same as polygons on the page, y upwards.
    provinces : those of whole provinces.
    specks : areas to be drawn as a point besides, with its place.
    outlines : lines of the provinces whose kabkota are drawn.
    neighbours : land of other countries.
    """

    projection: Projection
    legend: Box
    panels: tuple[Panel, ...]
    areas: dict[str, str]
    shapes: dict[str, shapely.Geometry]
    provinces: dict[str, shapely.Geometry]
    specks: dict[str, tuple[int, int]]
    outlines: str
    neighbours: str

    def find_place(self, lon: float, lat: float) -> tuple[int, int]:
        """Where a point lies, y downwards."""
        x, y = self.projection.to_page(np.array([lon, lat]))
        return round(float(x)), round(SIZE[1] - float(y))


@cached(maxsize=128)
def trace_map(
    dataset: Dataset,
    level: str,
    corners: tuple[tuple[float, float], tuple[float, float]],
    asked: tuple[str, ...],
    rows: int,
) -> Tracing:
    """Trace a part of the country.

    Parameters
    ----------
    level : "provinsi" or "kabkota", what is coloured.
    corners : south-west and north-east, latitude first.
    asked : codes of provinces that the legend must not hide; () = all.
    rows : of the legend.
    """
    (south, west), (north, east) = corners
    layer = _choose_areas(dataset, level, asked)
    bounds, groups = _split(dataset, (west, south, east, north), asked)
    must = shapely.clip_by_rect(layer[_find_asked(layer, asked)].to_numpy(), *bounds)
    page = Box(0, 0, *SIZE)
    room = (_WIDTHS[level], _HEAD + _ROW * rows)
    pieces = [room, *(_size_panel(group, bounds) for group in groups)]
    frame = choose_frame(bounds, page, pieces, list(must), padding=_PADDING)
    projection = frame.projection
    width, height = (0.0, 0.0) if corners == INDONESIA else _AROUND
    sight = shapely.box(
        *projection.to_degrees(Box(-width, -height, SIZE[0] + width, SIZE[1] + height))
    )
    # What is shown in a panel may lie beyond all windows.
    shown = _meet(layer.to_numpy(), sight) | (_find_asked(layer, asked) & bool(groups))
    near = layer[shown]
    on_page = shapely.transform(near.to_numpy(), projection.to_page)
    simple = shapely.coverage_simplify(on_page, _STEP)
    shapes = dict(zip(near.index, simple, strict=True))
    provinces = _join_provinces(shapes) if level != PROVINSI else shapes
    return Tracing(
        projection=projection,
        legend=frame.boxes[0],
        panels=tuple(
            _make_panel(box, group, projection, layer)
            for box, group in zip(frame.boxes[1:], groups, strict=True)
        ),
        areas={kode: write_path(area) for kode, area in shapes.items()},
        shapes=shapes,
        provinces=provinces,
        specks=dict(_list_specks(near.index, on_page)),
        # Around kabkota stand provinces, whose lines they share.
        outlines="".join(write_path(provinces[kode]) for kode in provinces if kode not in shapes),
        neighbours=_trace_neighbours(dataset, projection, sight),
    )


def _split(
    dataset: Dataset, bounds: Bounds, asked: tuple[str, ...]
) -> tuple[Bounds, tuple[Bounds, ...]]:
    """What is shown in the map itself, and what in panels, of a few provinces."""
    if not 0 < len(asked) <= MOST_SPLIT:
        return bounds, ()
    shapes = dataset.provinsi.geometry.reindex(asked).dropna().to_numpy()
    west, south, east, north = shapely.total_bounds(shapes) if len(shapes) else bounds
    # A kabkota looked at has a frame of its own.
    if not np.allclose((west, south, east, north), bounds, atol=0.01):
        return bounds, ()
    splits = list_splits(shapely.get_parts(shapes), Box(0, 0, *SIZE))
    few = [split for split in splits if len(split.groups) <= _MOST_PANELS]
    if not few:
        return bounds, ()
    best = max(few, key=lambda split: split.gain * (1 - 2 * _measure_panels(split)))
    return best.bounds, best.groups


def _measure_panels(split: Split) -> float:
    """Share of the page that the panels of a split take."""
    sizes = [_size_panel(group, split.bounds) for group in split.groups]
    return sum(width * height for width, height in sizes) / (SIZE[0] * SIZE[1])


def _size_panel(group: Bounds, bounds: Bounds) -> tuple[float, float]:
    """Room for a panel at the scale of the map, or at a smaller one."""
    scale = fit(bounds, Box(0, 0, *SIZE)).scale
    across, up = group[2] - group[0], group[3] - group[1]
    scale = min(scale, _PANEL[0] / max(across, 1e-6), _PANEL[1] / max(up, 1e-6))
    return max(70.0, across * scale) + 2 * _PADDING, up * scale + 2 * _PADDING + CAPTION


def _make_panel(box: Box, group: Bounds, projection: Projection, layer: gpd.GeoSeries) -> Panel:
    (left, bottom), (right, top) = projection.to_page(np.array([group[:2], group[2:]])).tolist()
    place = shapely.box(*group)
    found = layer[shapely.intersects(layer.to_numpy(), place)]
    whole = found[shapely.covers(place.buffer(0.01), found.to_numpy())]
    return Panel(box, Box(left, bottom, right, top), tuple((whole if len(whole) else found).index))


def _choose_areas(dataset: Dataset, level: str, asked: tuple[str, ...]) -> gpd.GeoSeries:
    """The areas to be coloured, and around them provinces, of which nothing is told."""
    provinces = dataset.provinsi.geometry.dropna()
    if level == PROVINSI:
        return provinces
    areas = dataset.kabkota.geometry.dropna()
    if not asked:
        return areas
    inside = sorted({kode[:2] for kode in asked})
    around = provinces[~provinces.index.isin(inside)]
    return pd.concat([areas[areas.index.str[:2].isin(inside)], around])


def _meet(areas: np.ndarray, sight: shapely.Polygon) -> np.ndarray:
    """Which areas come into a frame, by their bounds."""
    west, south, east, north = sight.bounds
    b = shapely.bounds(areas)
    return (b[:, 0] < east) & (b[:, 2] > west) & (b[:, 1] < north) & (b[:, 3] > south)


def _join_provinces(shapes: dict[str, shapely.Geometry]) -> dict[str, shapely.Geometry]:
    """Provinces of their kabkota; those drawn as a whole as they are."""
    parts: dict[str, list[shapely.Geometry]] = {}
    for kode, shape in shapes.items():
        parts.setdefault(kode[:2], []).append(shape)
    return {
        kode: found[0] if len(found) == 1 else shapely.coverage_union_all(found)
        for kode, found in parts.items()
    }


def _find_asked(layer: gpd.GeoSeries, asked: tuple[str, ...]) -> np.ndarray:
    if not asked:
        return np.ones(len(layer), bool)
    return layer.index.isin(asked) | layer.index.str[:2].isin(asked)


def _list_specks(codes: list[str], areas: np.ndarray) -> Iterator[tuple[str, tuple[int, int]]]:
    bounds = shapely.bounds(areas)
    small = (bounds[:, 2:] - bounds[:, :2]).max(axis=1) < _SPECK
    for place in np.flatnonzero(small):
        west, south, east, north = bounds[place]
        yield codes[place], (round((west + east) / 2), round(SIZE[1] - (south + north) / 2))


def _trace_neighbours(dataset: Dataset, projection: Projection, sight: shapely.Polygon) -> str:
    parts = _read_neighbours(dataset)
    seen = shapely.clip_by_rect(parts[_meet(parts, sight)], *sight.bounds)
    on_page = shapely.simplify(shapely.transform(seen, projection.to_page), 2 * _STEP)
    return "".join(write_path(part, least=4 * _LEAST) for part in on_page if part.area > _LEAST)


@cached(maxsize=2)
def _read_neighbours(dataset: Dataset) -> np.ndarray:
    try:
        land = shapely.from_geojson(dataset.neighbours.read_bytes())
    except (OSError, shapely.errors.GEOSException):
        return np.array([], object)
    return shapely.get_parts(shapely.get_parts(land))


def write_path(area: shapely.Geometry, least: float = _LEAST) -> str:
    """An area of the page in the syntax of SVG paths: whole numbers, each from the one before.

    Parts smaller than ``least`` are left out, but for the largest.

    Examples
    --------
    >>> write_path(shapely.box(1, 350, 11.2, 356))
    'M11 10v-6h-10v6z'
    """
    parts = shapely.get_parts(area)
    parts = parts[shapely.get_type_id(parts) == 3]
    if not len(parts):
        return ""
    sizes = shapely.area(parts)
    kept = parts[(sizes >= least) | (sizes == sizes.max())]
    written: list[str] = []
    at: np.ndarray | None = None
    for ring in shapely.get_rings(kept):
        points = np.rint(shapely.get_coordinates(ring)).astype(int)
        points[:, 1] = SIZE[1] - points[:, 1]
        points = points[:-1][(points[:-1] != points[1:]).any(axis=1)]
        if len(points) < 3:
            continue
        written.append(_write_ring(points, at))
        at = points[0]
    return "".join(written)


def _write_ring(points: np.ndarray, at: np.ndarray | None) -> str:
    x, y = (points[0] if at is None else points[0] - at).tolist()
    parts = [f"{'M' if at is None else 'm'}{x}{_join(y)}"]
    last = "m" if at is not None else ""
    for dx, dy in np.diff(points, axis=0).tolist():
        # A sign, or a letter, parts two numbers as a space does.
        if dy == 0:
            parts.append(f"h{dx}" if last != "h" else _join(dx))
            last = "h"
        elif dx == 0:
            parts.append(f"v{dy}" if last != "v" else _join(dy))
            last = "v"
        else:
            # Numbers that follow a move, or a line, are lines themselves.
            start = _join(dx) if last == "l" or last == "m" else f"l{dx}"
            parts.append(f"{start}{dy}" if dy < 0 else f"{start} {dy}")
            last = "l"
    return "".join(parts) + "z"


def _join(number: int) -> str:
    return f"{number}" if number < 0 else f" {number}"
