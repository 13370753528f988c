"""Fit the light boundaries around a province to its finer ones.

A light outline has some of the vertices of the fine one. Beside a province that is drawn fine, its
neighbours must follow its fine line, or there are slivers between them. Everything is in degrees,
EPSG:4326, on the grid of the boundary files.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from mppgeo.geometry.arcs import STEPS

_ROW = 10_000_000  # more than the steps of all latitudes
_REACH = 0.05  # degrees; lines are displaced by less
_ROUNDS = 8


def find_touching_provinces(light: gpd.GeoDataFrame, provinsi: str) -> list[str]:
    """Return the provinces (sorted) whose kabkota come so near to those of `provinsi` that their
    outlines may have to follow it; `light` is the nation's light layer, index ``kode``."""
    own = light.index.str[:2] == provinsi
    here, others = light.geometry.values[own], light[~own]
    near = shapely.STRtree(others.geometry.values).query(
        here, predicate="dwithin", distance=_REACH
    )[1]
    return sorted(set(others.index[near].str[:2]))


def blend_neighbours(
    fine_province: gpd.GeoDataFrame, fine_neighbours: gpd.GeoDataFrame, light: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Return the kabkota of other provinces that must be drawn differently beside a fine province.

    Parameters
    ----------
    fine_province : the fine kabkota of the province, index ``kode``.
    fine_neighbours : the fine kabkota of the provinces near it
        (:func:`find_touching_provinces`); of them only some will change.
    light : the nation's light kabkota; their vertices are vertices of the fine ones.

    Returns
    -------
    Rows of ``light`` with other geometries: they share the fine line of the province and are light
    elsewhere. With the fine province and all other rows of ``light`` they are a valid coverage.
    """
    candidates = fine_neighbours.index.intersection(light.index)
    rings = [
        _Ring(kode, part, ring)
        for kode in candidates
        for part, polygon in enumerate(shapely.get_parts(fine_neighbours.geometry[kode]))
        for ring in [polygon.exterior, *polygon.interiors]
    ]
    common = np.unique(_keys(shapely.get_coordinates(light.geometry[candidates].values)))
    kept = np.union1d(common, _keys(shapely.get_coordinates(fine_province.geometry.values)))
    home = fine_province.geometry.values
    for _ in range(_ROUNDS):
        cuts = [cut for ring in rings for cut in ring.cuts(kept)]
        areas = np.array([area for area, _ in cuts], dtype=object)
        wrong = _overlapping(areas, home)
        if not len(wrong):
            break
        kept = np.union1d(kept, np.concatenate([cuts[index][1] for index in wrong]))
    changed = sorted({ring.kode for ring in rings if ring.follows(kept, common)})
    shapes = [_assemble([r for r in rings if r.kode == kode], kept) for kode in changed]
    return light.loc[changed].set_geometry(gpd.GeoSeries(shapes, index=changed, crs=light.crs))


class _Ring:
    """A fine ring, of which some vertices are kept."""

    def __init__(self, kode: str, part: int, ring: shapely.LinearRing) -> None:
        self.kode, self.part = kode, part
        self.places = shapely.get_coordinates(ring)[:-1]
        self.keys = _keys(self.places)

    def follows(self, kept: np.ndarray, common: np.ndarray) -> bool:
        """Tell whether a vertex is kept that the light ring does not have."""
        mask = np.isin(self.keys, kept)
        return bool(mask.sum() > 2 and (mask & ~np.isin(self.keys, common)).any())

    def reduce(self, kept: np.ndarray) -> np.ndarray:
        return self.places[np.isin(self.keys, kept)]

    def cuts(self, kept: np.ndarray):
        """Yield (polygon, keys) for each stretch of vertices that are not kept: what is cut off."""
        index = np.flatnonzero(np.isin(self.keys, kept))
        if len(index) < 3:
            return
        for start, end in zip(index, np.append(index[1:], index[0] + len(self.keys)), strict=True):
            if end - start > 1:
                stretch = np.arange(start, end + 1) % len(self.keys)
                yield shapely.Polygon(self.places[stretch]), self.keys[stretch]


def _overlapping(areas: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return the indices of the areas whose inside meets the inside of one of the `others`."""
    areas = shapely.make_valid(areas)
    other, area = shapely.STRtree(areas).query(others, predicate="intersects")
    common = shapely.intersection(areas[area], others[other])
    return np.unique(area[shapely.area(common) > 0])


def _assemble(rings: list[_Ring], kept: np.ndarray) -> shapely.Geometry:
    polygons = []
    for part in sorted({ring.part for ring in rings}):
        reduced = [ring.reduce(kept) for ring in rings if ring.part == part]
        if len(reduced[0]) > 2:
            polygons.append(shapely.Polygon(reduced[0], [r for r in reduced[1:] if len(r) > 2]))
    return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)


def _keys(places: np.ndarray) -> np.ndarray:
    """Return one whole number per place of the grid."""
    steps = np.rint(places * STEPS).astype(np.int64)
    return steps[:, 0] * _ROW + steps[:, 1]
