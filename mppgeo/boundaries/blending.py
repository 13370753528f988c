"""Fit the light boundaries around a province to its finer ones.

A light outline has some of the vertices of the fine one. Beside a province that is drawn fine, its
neighbours must follow its fine line, or there are slivers between them. Everything is in degrees,
EPSG:4326, on the grid of the boundary files.
"""

from __future__ import annotations

from dataclasses import dataclass

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


@dataclass(frozen=True, eq=False)
class BlendedRing:
    """A ring of an area beside a fine province: some of the vertices of its fine ring.

    Attributes
    ----------
    kode : of the area.
    part, ring : number of the part of the fine area, and of the ring in it; 0 = the outer one.
    at : (n,) which vertices of the fine ring are kept, rising; n > 2.
    places : (n, 2) these vertices, not closed.
    """

    kode: str
    part: int
    ring: int
    at: np.ndarray
    places: np.ndarray


def blend_neighbours(
    fine_province: gpd.GeoDataFrame, fine_neighbours: gpd.GeoDataFrame, light: gpd.GeoDataFrame
) -> list[BlendedRing]:
    """Return the kabkota of other provinces that must be drawn differently beside a fine province.

    Parameters
    ----------
    fine_province : the fine kabkota of the province, index ``kode``.
    fine_neighbours : the fine kabkota of the provinces near it
        (:func:`find_touching_provinces`); of them only some will change.
    light : the nation's light kabkota; their vertices are vertices of the fine ones.

    Returns
    -------
    All rings of the kabkota that change, by ``kode``, part and ring. They share the fine line of
    the province and are light elsewhere; with the fine province and all other rows of ``light``
    they are a valid coverage.

    Notes
    -----
    Where an area lies beside several fine provinces, it follows all of them with the vertices that
    any of the blends keeps: every blend keeps the light ones, and those of one province's line.
    """
    candidates = fine_neighbours.index.intersection(light.index)
    rings = [
        _Ring(kode, part, number, ring)
        for kode in candidates
        for part, polygon in enumerate(shapely.get_parts(fine_neighbours.geometry[kode]))
        for number, ring in enumerate([polygon.exterior, *polygon.interiors])
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
    changed = {ring.kode for ring in rings if ring.follows(kept, common)}
    reduced = [ring.reduce(kept) for ring in rings if ring.kode in changed]
    whole = {(ring.kode, ring.part) for ring in reduced if not ring.ring and len(ring.at) > 2}
    return sorted(
        (ring for ring in reduced if (ring.kode, ring.part) in whole and len(ring.at) > 2),
        key=lambda ring: (ring.kode, ring.part, ring.ring),
    )


class _Ring:
    """A fine ring, of which some vertices are kept."""

    def __init__(self, kode: str, part: int, number: int, ring: shapely.LinearRing) -> None:
        self.kode, self.part, self.number = kode, part, number
        self.places = shapely.get_coordinates(ring)[:-1]
        self.keys = _keys(self.places)

    def follows(self, kept: np.ndarray, common: np.ndarray) -> bool:
        """Tell whether a vertex is kept that the light ring does not have."""
        mask = np.isin(self.keys, kept)
        return bool(mask.sum() > 2 and (mask & ~np.isin(self.keys, common)).any())

    def reduce(self, kept: np.ndarray) -> BlendedRing:
        at = np.flatnonzero(np.isin(self.keys, kept))
        return BlendedRing(self.kode, self.part, self.number, at, self.places[at])

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


def _keys(places: np.ndarray) -> np.ndarray:
    """Return one whole number per place of the grid."""
    steps = np.rint(places * STEPS).astype(np.int64)
    return steps[:, 0] * _ROW + steps[:, 1]
