"""Makes one coverage of areas that overlap and gape: every piece of land has one owner.

All outlines are noded together on the grid and polygonized anew, so that no
sliver can arise that is not dealt with here. Degrees, EPSG:4326.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from mppgeo.boundaries.importing.gaps import find_open_gaps
from mppgeo.geometry.cells import dissolve
from mppgeo.geometry.faces import GRID, Faces, split_faces

NARROW = 0.002
"""Degrees (about 220 m): gaps, overlaps and strays that are narrower are flaws, not land or lakes."""

_MOSTLY = 0.75
_NOBODY = -1


@dataclass(frozen=True)
class Coverage:
    """Areas that neither overlap nor gape.

    Attributes
    ----------
    faces : the whole parts of each area, a valid coverage on the grid.
    overlaps : (kode, kode, square degrees) of overlaps that were no slivers; the
        second one, the larger area, lost them.
    gaps, slivers : how many narrow gaps were closed, narrow overlaps and strays settled.
    lost : areas of which nothing is left.
    """

    faces: Faces
    overlaps: tuple[tuple[str, str, float], ...]
    gaps: int
    slivers: int
    lost: tuple[str, ...]


def make_coverage(
    areas: np.ndarray,
    kode: np.ndarray,
    *,
    rank: np.ndarray | None = None,
    fill: np.ndarray | None = None,
    narrow: float = NARROW,
    grid: float = GRID,
) -> Coverage:
    """Give every piece of land that the areas cover to one of them.

    Where areas overlap, the one of the lower ``rank`` has it, then the smaller:
    a kota within a kabupaten that was not cut out of it stays.

    Parameters
    ----------
    areas : valid polygons, named by ``kode``, each once.
    rank : whole numbers; default all the same.
    fill : areas that also take a wide gap beside them, if it is smaller than
        the largest of them: where a file left a hole for them. Default none.
    narrow : degrees, see :data:`NARROW`.
    """
    kode = np.asarray(kode)
    rank = np.zeros(len(kode), dtype=int) if rank is None else np.asarray(rank)
    strips = find_open_gaps(areas, grid)
    lines = np.concatenate([shapely.boundary(areas), shapely.boundary(strips)])
    polygons = shapely.get_parts(shapely.polygonize([shapely.union_all(lines, grid_size=grid)]))
    order = np.lexsort((kode, shapely.area(areas), rank))
    place = np.empty(len(kode), dtype=int)
    place[order] = np.arange(len(kode))
    inside = shapely.STRtree(shapely.point_on_surface(polygons))
    area, face = inside.query(areas, predicate="intersects")
    # The owner of a face is the first in order of those that cover it.
    by_face = np.lexsort((place[area], face))
    area, face = area[by_face], face[by_face]
    covered, first, times = np.unique(face, return_index=True, return_counts=True)
    owner = np.full(len(polygons), _NOBODY)
    owner[covered] = area[first]
    cover = np.zeros(len(polygons), dtype=int)
    cover[covered] = times
    width = _measure_width(polygons)
    thin = width < narrow
    in_strip = np.zeros(len(polygons), dtype=bool)
    in_strip[inside.query(strips, predicate="intersects")[1]] = True
    thin = np.where(in_strip & (cover == 0), _lie_between(polygons, owner, in_strip), thin)
    gap, overlap = (cover == 0) & thin, (cover > 1) & thin
    overlaps = _list_overlaps(polygons, area, face, covered[(times > 1)], thin, kode)
    owner = _settle(polygons, owner, open_faces=gap | overlap)
    if fill is not None and fill.any():
        holes = _lie_enclosed(polygons, owner)
        holes &= shapely.area(polygons) < shapely.area(areas[fill]).max()
        owner = _settle(polygons, owner, open_faces=holes, takers=np.flatnonzero(fill))
    land, all_polygons = owner != _NOBODY, polygons
    polygons, owner = polygons[land], owner[land]
    polygons, owner, strays = _settle_strays(polygons, owner, narrow)
    faces = split_faces(*dissolve(polygons, kode[owner]))
    lost = tuple(str(k) for k in kode if k not in set(faces.kode))
    gaps = _count_pieces(all_polygons[gap])
    return Coverage(faces, overlaps, gaps, int(overlap.sum()) + strays, lost)


def _count_pieces(polygons: np.ndarray) -> int:
    """How many there are when those that adjoin are one."""
    if not len(polygons):
        return 0
    return int(shapely.get_num_geometries(shapely.coverage_union_all(polygons)))


def divide(
    wholes: np.ndarray,
    outer: np.ndarray,
    parts: np.ndarray,
    kode: np.ndarray,
    *,
    rank: np.ndarray | None = None,
    narrow: float = NARROW,
    grid: float = GRID,
) -> Coverage:
    """Divide areas among their parts, so that every whole is the union of its own.

    A part counts only within its own whole; land of a whole that none of its
    parts covers goes to the one with the longest line along it, or the nearest.

    Parameters
    ----------
    wholes : a valid coverage, named by ``outer`` (``35.10``).
    parts : valid polygons, named by ``kode``, which begins with that of the whole.
    rank : as for :func:`make_coverage`.
    """
    kode, outer = np.asarray(kode), np.asarray(outer)
    rank = np.zeros(len(kode), dtype=int) if rank is None else np.asarray(rank)
    lines = np.concatenate([shapely.boundary(wholes), shapely.boundary(parts)])
    polygons = shapely.get_parts(shapely.polygonize([shapely.union_all(lines, grid_size=grid)]))
    inside = shapely.STRtree(shapely.point_on_surface(polygons))
    whole, face = inside.query(wholes, predicate="intersects")
    group = np.full(len(polygons), _NOBODY)
    group[face[::-1]] = whole[::-1]
    place = np.empty(len(kode), dtype=int)
    place[np.lexsort((kode, shapely.area(parts), rank))] = np.arange(len(kode))
    part, face = inside.query(parts, predicate="intersects")
    number = {name: index for index, name in enumerate(outer)}
    belongs = np.array([number.get(name[:5], _NOBODY) for name in kode])
    fits = (belongs[part] == group[face]) & (group[face] != _NOBODY)
    part, face = part[fits], face[fits]
    by_face = np.lexsort((place[part], face))
    part, face = part[by_face], face[by_face]
    covered, first, times = np.unique(face, return_index=True, return_counts=True)
    owner = np.full(len(polygons), _NOBODY)
    owner[covered] = part[first]
    width = _measure_width(polygons)
    overlaps = _list_overlaps(polygons, part, face, covered[times > 1], width < narrow, kode)
    land = group != _NOBODY
    polygons, owner, group = polygons[land], owner[land], group[land]
    all_polygons = polygons
    gaps = owner == _NOBODY
    owner = _settle(polygons, owner, open_faces=gaps, group=group)
    owner = _settle_nearest(polygons, owner, group)
    polygons, owner, strays = _settle_strays(polygons, owner, narrow, belongs)
    faces = split_faces(*dissolve(polygons, kode[owner]))
    lost = tuple(str(k) for k in kode if k not in set(faces.kode))
    return Coverage(faces, overlaps, _count_pieces(all_polygons[gaps]), strays, lost)


def share_lines(polygons: np.ndarray, grid: float = GRID) -> tuple[np.ndarray, ...]:
    """(left, right, length) of all ordered pairs of noded polygons with a common line.

    Lines are compared segment by segment, as whole numbers of the grid, which
    takes a moment even for millions of vertices.
    """
    rings, owner = shapely.get_rings(polygons, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    ends = np.round(points / grid).astype(np.int64)
    step = ring[1:] == ring[:-1]
    start, stop, owner = ends[:-1][step], ends[1:][step], owner[ring[:-1][step]]
    turned = (start[:, 0] > stop[:, 0]) | ((start[:, 0] == stop[:, 0]) & (start[:, 1] > stop[:, 1]))
    start[turned], stop[turned] = stop[turned], start[turned].copy()
    order = np.lexsort((stop[:, 1], stop[:, 0], start[:, 1], start[:, 0]))
    segments = np.column_stack([start, stop])[order]
    owner = owner[order]
    same = (segments[1:] == segments[:-1]).all(axis=1) & (owner[1:] != owner[:-1])
    length = np.hypot(*(segments[1:][same][:, 2:] - segments[1:][same][:, :2]).T) * grid
    left, right = owner[:-1][same], owner[1:][same]
    return np.r_[left, right], np.r_[right, left], np.r_[length, length]


def _measure_width(polygons: np.ndarray) -> np.ndarray:
    """Mean width of something long: twice the area over the length of its outline."""
    return 2 * shapely.area(polygons) / shapely.length(polygons)


def _lie_between(polygons: np.ndarray, owner: np.ndarray, in_strip: np.ndarray) -> np.ndarray:
    """Which faces of the sea within strips have land along most of their outline.

    Where areas overlap at a shore there is a strip, too, but with land on one
    side only.
    """
    between = np.zeros(len(polygons), dtype=bool)
    sea = in_strip & (owner == _NOBODY)
    if not sea.any():
        return between
    near = np.unique(shapely.STRtree(polygons).query(polygons[sea], predicate="intersects")[1])
    left, right, length = share_lines(polygons[near])
    open_faces, owned = sea[near], owner[near] != _NOBODY
    both = open_faces[left] & open_faces[right]
    number, piece = _connect(left[both], right[both], len(near))
    own = open_faces[left] & owned[right]
    land = np.bincount(piece[left[own]], length[own], number)
    within = np.bincount(piece[left[both]], length[both], number)
    outline = np.bincount(piece, shapely.length(polygons[near]), number) - within
    between[near] = open_faces & (land / outline >= _MOSTLY)[piece]
    return between


def _lie_enclosed(polygons: np.ndarray, owner: np.ndarray) -> np.ndarray:
    """Which faces of nobody have land around them, alone or together with others."""
    free = owner == _NOBODY
    if not free.any():
        return free
    left, right, length = share_lines(polygons)
    both = free[left] & free[right]
    number, piece = _connect(left[both], right[both], len(polygons))
    alone = shapely.length(polygons) - np.bincount(left, length, len(polygons))
    at_sea = np.bincount(piece[free], alone[free] > GRID / 2, number) > 0
    return free & ~at_sea[piece]


def _connect(left: np.ndarray, right: np.ndarray, count: int) -> tuple[int, np.ndarray]:
    """How many pieces linked faces make, and the piece of each face."""
    links = coo_array((np.ones(len(left)), (left, right)), shape=(count, count))
    return connected_components(links, directed=False)


def _settle(
    polygons: np.ndarray,
    owner: np.ndarray,
    *,
    open_faces: np.ndarray,
    takers: np.ndarray | None = None,
    group: np.ndarray | None = None,
) -> np.ndarray:
    """Give open faces to the area with the longest line along them, from the shores inwards.

    ``takers`` are the areas that may have them, default all; faces of another
    ``group`` give nothing to one another.
    """
    owner, unsettled = owner.copy(), open_faces.copy()
    if not unsettled.any():
        return owner
    left, right, length = share_lines(polygons)
    if group is not None:
        same = group[left] == group[right]
        left, right, length = left[same], right[same], length[same]
    while True:
        use = unsettled[left] & ~unsettled[right] & (owner[right] != _NOBODY)
        if takers is not None:
            use &= np.isin(owner[right], takers)
        if not use.any():
            return owner
        pairs, pair = np.unique(
            np.column_stack([left[use], owner[right[use]]]), axis=0, return_inverse=True
        )
        total = np.bincount(pair.ravel(), weights=length[use])
        order = np.lexsort((pairs[:, 1], -total, pairs[:, 0]))
        winners, first = np.unique(pairs[order, 0], return_index=True)
        owner[winners] = pairs[order][first, 1]
        unsettled[winners] = False


def _settle_nearest(polygons: np.ndarray, owner: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Give what touches nothing, islands, to the nearest area of the same group."""
    owner = owner.copy()
    for number in np.unique(group[owner == _NOBODY]):
        own = group == number
        open_faces, settled = (
            np.flatnonzero(own & (owner == _NOBODY)),
            np.flatnonzero(own & (owner != _NOBODY)),
        )
        if len(settled):
            near = shapely.STRtree(polygons[settled]).nearest(polygons[open_faces])
            owner[open_faces] = owner[settled[near]]
    return owner


def _settle_strays(
    polygons: np.ndarray, owner: np.ndarray, narrow: float, belongs: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray, int]:
    """Whole parts of the areas, their owners, and how many changed hands.

    Narrow pieces that are cut off from their area go to the neighbour around them.
    """
    merged, owners = dissolve(polygons, owner)
    parts, number = shapely.get_parts(merged, return_index=True)
    owner = owners[number].astype(int)
    area = shapely.area(parts)
    largest = np.zeros(len(parts), dtype=bool)
    last = np.lexsort((area, owner))
    largest[last[np.r_[np.flatnonzero(np.diff(owner[last])), len(last) - 1]]] = True
    thin = (_measure_width(parts) < narrow) & ~largest
    left, right, _ = share_lines(parts)
    group = None if belongs is None else belongs[owner]
    meet = owner[left] != owner[right]
    if group is not None:
        meet &= group[left] == group[right]
    beside = np.unique(left[meet])
    stray = np.zeros(len(parts), dtype=bool)
    stray[beside] = thin[beside]
    return parts, _settle(parts, owner, open_faces=stray, group=group), int(stray.sum())


def _list_overlaps(
    polygons: np.ndarray,
    area: np.ndarray,
    face: np.ndarray,
    shared: np.ndarray,
    thin: np.ndarray,
    kode: np.ndarray,
) -> tuple[tuple[str, str, float], ...]:
    """Pairs of areas with what they both cover, slivers left aside, largest first."""
    sums: dict[tuple[str, str], float] = {}
    size = shapely.area(polygons)
    starts = np.searchsorted(face, shared)
    for number, start in zip(shared, starts, strict=True):
        if thin[number]:
            continue
        stop = np.searchsorted(face, number, side="right")
        winner = str(kode[area[start]])
        for loser in area[start + 1 : stop]:
            pair = (winner, str(kode[loser]))
            sums[pair] = sums.get(pair, 0.0) + float(size[number])
    ranked = sorted(sums.items(), key=lambda item: (-item[1], item[0]))
    return tuple((*pair, total) for pair, total in ranked)
