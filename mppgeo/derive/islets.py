"""Land for villages that stand in the water of the coastline: small islands it lacks or misplaces.

A village proves that there is land; its shape is unknown. All coordinates are degrees, EPSG:4326.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

# Villages in the water this near to one another (degrees) stand in a row; in a row of this many it
# is the shore that lies wrong (Nias, by 2 km), not so many islands that are missing.
_ROW_GAP = 0.03
_ROW_LENGTH = 5
_NEAR_SHORE = 0.02


@dataclass(frozen=True)
class Islets:
    """Land to add: `islands` of another source, `octagons` around villages, `shore` filled up."""

    islands: np.ndarray
    octagons: np.ndarray
    shore: np.ndarray

    def join(self, land: np.ndarray) -> np.ndarray:
        """Return `land` with all of them, merged where they meet, without holes."""
        added = np.concatenate([self.islands, self.octagons, self.shore])
        met = is_covered(land, added)
        merged = shapely.get_parts(shapely.union_all(np.concatenate([land[met], added])))
        solid = [shapely.Polygon(polygon.exterior) for polygon in merged]
        return np.concatenate([land[~met], np.array(solid, dtype=object)])


def make_islets(
    land: np.ndarray, second_opinion: np.ndarray, villages: np.ndarray, radius: float
) -> Islets:
    """Make land for the `villages` (points) that stand in no polygon of `land`.

    Such a village gets the polygon of `second_opinion` it stands in, if that meets no land; else an
    octagon of `radius` around it. Where villages stand in a row before the shore, the water between
    their octagons and the shore is filled.
    """
    wet = villages[~is_covered(villages, land)]
    islands = second_opinion[is_covered(second_opinion, wet)]
    islands = islands[~is_covered(islands, land)]
    wet = wet[~is_covered(wet, islands)]
    octagons = shapely.buffer(wet, radius, quad_segs=2)
    away = wet[~is_covered(octagons, land)]
    shore = [_fill(row, land, radius) for row in _rows(away, land)]
    return Islets(islands, octagons, np.array(shore, dtype=object))


def is_covered(geometries: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Tell which of the `geometries` meet one of the `others`."""
    covered = np.zeros(len(geometries), dtype=bool)
    # The query prepares the geometries asked for, not those in the tree: ask for the large ones.
    covered[shapely.STRtree(geometries).query(others, predicate="intersects")[1]] = True
    return covered


def _rows(wet: np.ndarray, land: np.ndarray) -> list[np.ndarray]:
    """Return the groups of at least `_ROW_LENGTH` points near the shore and one another."""
    near = wet[is_covered(shapely.buffer(wet, _NEAR_SHORE), land)]
    if len(near) < _ROW_LENGTH:
        return []
    areas = shapely.get_parts(shapely.union_all(shapely.buffer(near, _ROW_GAP / 2)))
    area, point = shapely.STRtree(near).query(areas, predicate="intersects")
    groups = [near[point[area == number]] for number in range(len(areas))]
    return [group for group in groups if len(group) >= _ROW_LENGTH]


def _fill(row: np.ndarray, land: np.ndarray, radius: float) -> shapely.Geometry:
    shore = land[shapely.STRtree(land).nearest(row)]
    ways = shapely.shortest_line(row, shore)
    band = shapely.union_all(shapely.buffer(ways, radius, quad_segs=2))
    return shapely.buffer(shapely.buffer(band, _ROW_GAP / 2), -_ROW_GAP / 2)
