"""Outlines of areas: traced once for drawing, or brought to the page for measuring."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.path import Path

from mppgeo.base.caching import cached
from mppgeo.dataset import Dataset
from mppgeo.maps.frame import Bounds, Projection
from mppgeo.scene.view import PROVINSI


@dataclass(frozen=True, eq=False)
class Outlines:
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
def trace_layer(dataset: Dataset, level: str) -> Outlines:
    """The areas of a level, traced once for all pictures."""
    layer = dataset.provinsi if level == PROVINSI else dataset.kabkota
    return _trace(layer.index.tolist(), layer.geometry.values)


@cached(maxsize=4)
def trace_neighbours(dataset: Dataset) -> Outlines:
    """The land of other countries; none where its file cannot be read."""
    try:
        collection = shapely.from_geojson(dataset.neighbours.read_bytes())
    except (OSError, shapely.errors.GEOSException):
        return _trace([], [])
    parts = [p for p in shapely.get_parts(shapely.get_parts(collection)) if p.area]
    return _trace([""] * len(parts), parts)


def _trace(codes: list[str], geometries: Sequence[shapely.Geometry]) -> Outlines:
    # Holes must run the other way round than what is around them.
    paths = [_trace_area(area) for area in shapely.orient_polygons(np.asarray(geometries, object))]
    bounds = shapely.bounds(np.asarray(geometries, object)).reshape(-1, 4)
    return Outlines(codes, paths, bounds)


def _trace_area(area: shapely.Geometry) -> Path:
    rings = [ring for part in shapely.get_parts(area) for ring in (part.exterior, *part.interiors)]
    vertices = np.concatenate([shapely.get_coordinates(ring) for ring in rings])
    codes = np.full(len(vertices), Path.LINETO, dtype=Path.code_type)
    ends = np.cumsum([shapely.get_num_coordinates(ring) for ring in rings])
    codes[np.concatenate([[0], ends[:-1]])] = Path.MOVETO
    codes[ends - 1] = Path.CLOSEPOLY
    return Path(vertices, codes)


def bring_to_page(
    layer: gpd.GeoDataFrame, projection: Projection, bounds: Bounds
) -> Iterator[tuple[str, shapely.Geometry]]:
    """Code and outline on the page, within the bounds, of the areas that come into them."""
    layer = layer[layer.geometry.notna()]
    # Clipping needs no valid ring where it touches the frame; it is only looked at.
    parts = shapely.clip_by_rect(layer.geometry.values, *bounds)
    inside = shapely.area(parts) > 0
    yield from zip(
        layer.index[inside], shapely.transform(parts[inside], projection.to_page), strict=True
    )
