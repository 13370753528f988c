"""Make area polygons from labelled cells and land: cut, settle islands and strays, simplify.

Everything here is in degrees, EPSG:4326, and every collection is a valid coverage: neighbours share
their line, vertex by vertex. Coordinates come onto the grid before the simplification, which only
removes vertices, so they stay on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from mppgeo.geometry.cells import dissolve

#: Degrees; about 11 m.
GRID = 1e-4

# Tolerance of a small island, as a part of the square root of its area.
_ISLAND_TOLERANCE = 1 / 4
# How often the tolerance of an island is halved to keep its villages on land.
_GENTLER_TRIES = 3


@dataclass(frozen=True)
class Faces:
    """Pieces of land: `polygons`, their `kode` and the `island` (a number) they are part of."""

    polygons: np.ndarray
    kode: np.ndarray
    island: np.ndarray

    def with_kode(self, kode: np.ndarray) -> Faces:
        """Return the same pieces with other owners."""
        return Faces(self.polygons, kode, self.island)

    def only(self, mask: np.ndarray) -> Faces:
        """Return the pieces for which `mask` is true."""
        return Faces(self.polygons[mask], self.kode[mask], self.island[mask])


def cut_faces(
    areas: np.ndarray, names: np.ndarray, land: np.ndarray, *, grid: float = GRID
) -> Faces:
    """Cut `land` along the outlines of `areas` (a coverage, named by `names`), on the grid.

    All lines are noded together at the precision of `grid` and polygonized anew, so that no sliver
    or gap can arise.
    """
    lines = np.concatenate([shapely.boundary(areas), shapely.boundary(land)])
    network = shapely.union_all(lines, grid_size=grid)
    polygons = shapely.get_parts(shapely.polygonize([network]))
    inside = shapely.point_on_surface(polygons)
    dry = _indices_in(land, inside)
    # Snapping can close the mouth of an inlet: what it encloses is land too, not a hole.
    shores = shapely.get_parts(shapely.coverage_union_all(polygons[dry]))
    dry = _indices_in([shapely.Polygon(shore.exterior) for shore in shores], inside)
    polygons, inside = polygons[dry], inside[dry]
    area, face = shapely.STRtree(inside).query(areas, predicate="intersects")
    face, first = np.unique(face, return_index=True)
    polygons, kode = polygons[face], np.asarray(names)[area[first]]
    return Faces(polygons, kode, _islands(polygons))


def count_points(faces: Faces, points: np.ndarray, kode: Sequence[str]) -> np.ndarray:
    """Count for each face the `points` inside it that carry its own kode."""
    face, point = shapely.STRtree(points).query(faces.polygons, predicate="intersects")
    own = faces.kode[face] == np.asarray(kode)[point]
    return np.bincount(face[own], minlength=len(faces.kode))


def settle_strays(faces: Faces, count: np.ndarray) -> Faces:
    """Give each face without a village (`count` 0) to the neighbour with the longest shared line.

    Such faces arise where a cell reaches over a bay or a strait. Faces on islands without any
    village stay as they are.
    """
    kode, settled = faces.kode.copy(), np.asarray(count) > 0
    left, right, length = _shared_lines(faces.polygons)
    while True:
        open_lines = ~settled[left] & settled[right]
        if not open_lines.any():
            return faces.with_kode(kode)
        face, other, weight = left[open_lines], right[open_lines], length[open_lines]
        # Sum over all lines with the same owner, then the longest wins; ties go to the lower kode.
        owners, owner = np.unique(kode[other], return_inverse=True)
        pairs, pair = np.unique(np.column_stack([face, owner]), axis=0, return_inverse=True)
        total = np.bincount(pair.ravel(), weights=weight)
        order = np.lexsort((pairs[:, 1], -total, pairs[:, 0]))
        winners, first = np.unique(pairs[order, 0], return_index=True)
        kode[winners] = owners[pairs[order][first, 1]]
        settled[winners] = True


def settle_islands(
    faces: Faces, count: np.ndarray, points: np.ndarray, kode: Sequence[str]
) -> Faces:
    """Give each island without a village to the kabkota that most of the `points` on it name.

    `points` are known islands, `kode` their kabkota. An island without such a point goes as a whole
    to the kabkota that has most of it already.
    """
    inhabited = np.unique(faces.island[np.asarray(count) > 0])
    result, kode = faces.kode.copy(), np.asarray(kode)
    face, point = shapely.STRtree(points).query(faces.polygons, predicate="intersects")
    votes, area = {}, shapely.area(faces.polygons)
    for number, name in zip(faces.island[face], kode[point], strict=True):
        votes.setdefault(number, {}).setdefault(name, 0)
        votes[number][name] += 1
    for number in np.setdiff1d(faces.island, inhabited):
        members = np.flatnonzero(faces.island == number)
        poll = votes.get(number) or _sums(faces.kode[members], area[members])
        result[members] = max(sorted(poll), key=poll.get)
    return faces.with_kode(result)


def merge_faces(faces: Faces) -> Faces:
    """Merge adjoining faces of one kabkota, so that each face is a whole part of its area."""
    return split_faces(*dissolve(faces.polygons, faces.kode))


def split_faces(geometries: np.ndarray, kode: np.ndarray) -> Faces:
    """Return the parts of `geometries`, a coverage named by `kode`, as faces."""
    polygons, owner = shapely.get_parts(geometries, return_index=True)
    return Faces(polygons, np.asarray(kode)[owner], _islands(polygons))


def drop_islets(faces: Faces, count: np.ndarray, least_area: float) -> Faces:
    """Leave out islands without a village that are smaller than `least_area` (square degrees).

    The largest face of every kabkota is kept whatever its size.
    """
    area = shapely.area(faces.polygons)
    _, island = np.unique(faces.island, return_inverse=True)
    keep = np.bincount(island, weights=area)[island] >= least_area
    keep |= np.isin(faces.island, faces.island[np.asarray(count) > 0])
    for kode in np.setdiff1d(faces.kode, faces.kode[keep]):
        members = np.flatnonzero(faces.kode == kode)
        keep[members[np.argmax(area[members])]] = True
    return faces.only(keep)


def simplify(faces: Faces, villages: np.ndarray, tolerance: float) -> tuple[np.ndarray, np.ndarray]:
    """Merge the faces of each kabkota and remove vertices; returns (geometries, sorted kode).

    `tolerance` in degrees is the square root of the area that one removed vertex may change
    (Visvalingam-Whyatt). Islands of one kabkota alone are simplified by themselves and less: by
    their own size where they are small (or most would end as triangles), and as far as all their
    `villages` (points) stay on land.
    """
    alone = _stand_alone(faces)
    islands = np.empty(len(alone), dtype=object)
    islands[alone] = [
        _simplify_island(polygon, villages[points], tolerance)
        for polygon, points in _with_points(faces.polygons[alone], villages)
    ]
    while True:
        rest = faces.only(~alone)
        merged, kode = dissolve(rest.polygons, rest.kode)
        merged = shapely.coverage_simplify(merged, tolerance) if len(merged) else merged
        parts = np.concatenate([islands[alone], shapely.get_parts(merged)])
        left, right = shapely.STRtree(parts).query(islands[alone], predicate="intersects")
        clash = np.unique(left[left != right])
        if not len(clash):
            break
        # What met a simplified shore goes through the common simplification, which keeps it apart.
        alone[np.flatnonzero(alone)[clash]] = False
    owners = [faces.kode[alone], np.repeat(kode, shapely.get_num_geometries(merged))]
    return _collect(parts, np.concatenate(owners))


def _indices_in(polygons: Sequence[shapely.Polygon], points: np.ndarray) -> np.ndarray:
    """Return the sorted indices of the points that lie in one of the polygons."""
    return np.unique(shapely.STRtree(points).query(polygons, predicate="intersects")[1])


def _stand_alone(faces: Faces) -> np.ndarray:
    number, count = np.unique(faces.island, return_counts=True)
    return np.isin(faces.island, number[count == 1])


def _with_points(
    polygons: np.ndarray, points: np.ndarray
) -> Iterator[tuple[shapely.Polygon, np.ndarray]]:
    """Yield each polygon with the indices of the points inside it."""
    polygon, point = shapely.STRtree(points).query(polygons, predicate="intersects")
    starts = np.searchsorted(polygon, np.arange(len(polygons)))
    yield from zip(polygons, np.split(point, starts)[1:], strict=True)


def _simplify_island(
    polygon: shapely.Polygon, villages: np.ndarray, tolerance: float
) -> shapely.Polygon:
    tolerance = min(tolerance, np.sqrt(polygon.area) * _ISLAND_TOLERANCE)
    for _ in range(_GENTLER_TRIES):
        simpler = shapely.coverage_simplify([polygon], tolerance)[0]
        if shapely.intersects(simpler, villages).all():
            return simpler
        tolerance /= 2
    return simpler


def _collect(polygons, owners):
    """Return one polygon or multipolygon per owner, largest part first, and the sorted owners."""
    order = np.lexsort((-shapely.area(polygons), owners))
    names, starts = np.unique(owners[order], return_index=True)
    groups = np.split(polygons[order], starts)[1:]
    shapes = [group[0] if len(group) == 1 else shapely.multipolygons(group) for group in groups]
    return np.array(shapes, dtype=object), names


def _islands(polygons):
    """Number the connected pieces of land and return each polygon's number."""
    whole = shapely.get_parts(shapely.coverage_union_all(polygons))
    face, island = shapely.STRtree(whole).query(
        shapely.point_on_surface(polygons), predicate="intersects"
    )
    numbers = np.full(len(polygons), -1)
    numbers[face] = island
    return numbers


def _shared_lines(polygons):
    """Return (left, right, length) for all ordered pairs of polygons that share a line."""
    left, right = shapely.STRtree(polygons).query(polygons, predicate="touches")
    length = shapely.length(shapely.intersection(polygons[left], polygons[right]))
    return left[length > 0], right[length > 0], length[length > 0]


def _sums(names, weights):
    unique, index = np.unique(names, return_inverse=True)
    return dict(zip(unique, np.bincount(index, weights=weights), strict=True))
