"""Where features lie: how far they cover the areas of the derived set."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import shapely

_GRID = 1e-3
"""Degrees; coarse enough to be quick, fine enough to tell a kota from the kabupaten around it."""


class Positions:
    """The overlap of features with derived areas, in degrees, as shares.

    Parameters
    ----------
    geometry : of the features, valid polygons or None.
    areas : derived polygons; ``kode`` names them.
    """

    def __init__(self, geometry: np.ndarray, areas: np.ndarray, kode: list[str]) -> None:
        self._geometry, self._areas, self._kode = geometry, areas, np.asarray(kode)
        self._place = {name: number for number, name in enumerate(kode)}
        self._tree = shapely.STRtree(areas)
        self._union = lru_cache(maxsize=1024)(self._unite)

    def overlap(self, members: tuple[int, ...], kode: str) -> float:
        """Intersection over union (0..1) of features together and one area; 0 = not known."""
        if kode not in self._place:
            return 0.0
        whole, area = self._union(members), self._areas[self._place[kode]]
        if whole is None:
            return 0.0
        common = shapely.area(shapely.intersection(whole, area))
        together = shapely.area(whole) + shapely.area(area) - common
        return float(common / together) if together else 0.0

    def rank(self, members: tuple[int, ...]) -> list[tuple[str, float]]:
        """Areas that features together cover most, with :meth:`overlap`, best first."""
        whole = self._union(members)
        if whole is None:
            return []
        near = self._kode[self._tree.query(whole, predicate="intersects")]
        ranked = [(str(kode), self.overlap(members, str(kode))) for kode in near]
        return sorted(ranked, key=lambda item: (-item[1], item[0]))

    def _unite(self, members: tuple[int, ...]) -> shapely.Geometry | None:
        return coarsen(self._geometry[list(members)])


def coarsen(shapes: np.ndarray) -> shapely.Geometry | None:
    """A coarse union, as a detailed one would only be slow to cut; None = nothing is left."""
    shapes = shapes[~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)]
    if not len(shapes):
        return None
    return shapely.union_all(shapely.simplify(shapes, _GRID), grid_size=_GRID)
