"""Move the sites of Voronoi cells until the part of each cell on land has its centroid where the
village has it.

A plain Voronoi cell is drawn around the village's centroid, but the cell's own centroid then lies
elsewhere: at a coast, or where villages of different size meet. Moving the site by the difference,
a few times over, gives larger cells to larger villages. The idea is Lloyd's (Least squares
quantization in PCM, 1982, DOI 10.1109/TIT.1982.1056489) with a given centroid as the target in
place of the cell's own. Everything is in the plane of `voronoi`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from scipy.spatial import cKDTree

from mppgeo.geometry.cells import cells

#: Share of the difference that a site is moved by; halved for a site whose difference has grown.
DAMPING = 0.7
#: A site moves at most this part of its cell's size (square root of the area) in one round.
LONGEST_STEP = 0.35

_MOST_VERTICES = 400
_RETREATS = 4


class Land:
    """Land polygons, cut into small blocks so that cells at the coast are clipped quickly."""

    def __init__(self, polygons: np.ndarray) -> None:
        self._polygons = polygons
        self._blocks = np.array(
            [block for polygon in polygons for block in cut_into_blocks(polygon)], dtype=object
        )
        self._tree = shapely.STRtree(self._blocks)

    def measure(self, areas: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the area on land, shape (n,), and its centroid, shape (n, 2), of each of the
        polygons `areas`.

        Where there is no land the area is 0 and the centroid (0, 0).
        """
        size, centroid = np.zeros(len(areas)), np.zeros((len(areas), 2))
        inland = np.zeros(len(areas), dtype=bool)
        inland[shapely.STRtree(areas).query(self._polygons, predicate="contains_properly")[1]] = (
            True
        )
        size[inland] = shapely.area(areas[inland])
        centroid[inland] = shapely.get_coordinates(shapely.centroid(areas[inland]))
        size[~inland], centroid[~inland] = self._measure_clipped(areas[~inland])
        return size, centroid

    def _measure_clipped(self, areas):
        area, block = self._tree.query(areas, predicate="intersects")
        pieces = shapely.intersection(areas[area], self._blocks[block])
        solid = shapely.area(pieces) > 0
        area, pieces = area[solid], pieces[solid]
        return combine(
            area,
            shapely.area(pieces),
            shapely.get_coordinates(shapely.centroid(pieces)),
            len(areas),
        )


def combine(
    group: np.ndarray, size: np.ndarray, centroid: np.ndarray, number: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return size and centroid of `number` groups from those of their members; an empty group has
    size 0 at (0, 0)."""
    total = np.bincount(group, weights=size, minlength=number)
    moments = [
        np.bincount(group, weights=size * centroid[:, axis], minlength=number) for axis in (0, 1)
    ]
    return total, np.column_stack(moments) / np.where(total > 0, total, 1)[:, None]


def cut_into_blocks(polygon: shapely.Polygon) -> list[shapely.Polygon]:
    """Halve a polygon across its longer side until no block has more than 400 vertices; returns a
    list."""
    waiting, blocks = [polygon], []
    while waiting:
        block = waiting.pop()
        if shapely.get_num_coordinates(block) <= _MOST_VERTICES:
            blocks.append(block)
            continue
        for half in _halves(block.bounds):
            parts = shapely.get_parts(shapely.intersection(block, half))
            waiting += list(parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON])
    return blocks


def meet_centroids(
    targets: np.ndarray, labels: Sequence[str], land: Land, rounds: int
) -> np.ndarray:
    """Return sites, shape (n, 2), whose cells' centroids on `land` (a `Land`) come near the
    `targets`, shape (n, 2).

    Each target stays within the cells of its own label. A target without land keeps its site.
    """
    labels = np.unique(labels, return_inverse=True)[1]
    sites, damping = targets.copy(), np.full(len(targets), DAMPING)
    before = np.full(len(targets), np.inf)
    for _ in range(rounds):
        size, centroid = land.measure(cells(sites))
        difference = np.where(size[:, None] > 0, targets - centroid, 0)
        distance = np.hypot(*difference.T)
        damping[distance > before] /= 2
        before = distance
        longest = LONGEST_STEP * np.sqrt(size)
        shortening = np.minimum(damping, longest / np.maximum(distance, 1e-12))
        sites = _retreat(sites + difference * shortening[:, None], targets, labels, damping)
    return sites


def _retreat(sites, targets, labels, damping):
    """Move sites half way back to their targets where a target has come under another label; slows
    them down too."""
    for _ in range(_RETREATS):
        lost = labels[cKDTree(sites).query(targets)[1]] != labels
        sites[lost] = (sites[lost] + targets[lost]) / 2
        damping[lost] /= 2
    return sites


def _halves(bounds):
    west, south, east, north = bounds
    if east - west > north - south:
        middle = (west + east) / 2
        return shapely.box(west, south, middle, north), shapely.box(middle, south, east, north)
    middle = (south + north) / 2
    return shapely.box(west, south, east, middle), shapely.box(west, middle, east, north)
