"""Finds narrow gaps between neighbours that are open towards the sea.

A gap with land all around is a face that nobody owns; one with a mouth is not.
It runs between two lines of different areas that stay close together for a
long way: so do the banks of a gap, not the corner where two areas meet.
"""

from __future__ import annotations

import numpy as np
import shapely

MOUTH = 0.001
"""Degrees (about 110 m): wider ones are straits and inlets."""

_LONG = 5
"""A gap is this many times as long as it may be wide, or longer."""
_CHUNK = 24


def find_open_gaps(areas: np.ndarray, grid: float, width: float = MOUTH) -> np.ndarray:
    """Strips between unshared lines of different areas; they reach into the land beside.

    Parameters
    ----------
    areas : valid polygons, degrees.
    grid : vertices that are the same on it are the same.
    """
    lines, owner = _list_unshared(areas, grid)
    if not len(lines):
        return np.empty(0, dtype=object)
    left, right = shapely.STRtree(lines).query(lines, predicate="dwithin", distance=width)
    apart = (left < right) & (owner[left] != owner[right])
    left, right = left[apart], right[apart]
    if not len(left):
        return np.empty(0, dtype=object)
    used, place = np.unique(np.r_[left, right], return_inverse=True)
    wide = shapely.buffer(lines[used], width, quad_segs=2, cap_style="flat")
    strips = shapely.intersection(wide[place[: len(left)]], wide[place[len(left) :]])
    parts = shapely.get_parts(shapely.union_all(strips))
    parts = parts[shapely.get_dimensions(parts) == 2]
    return parts[shapely.length(parts) / 2 > _LONG * width]


def _list_unshared(areas: np.ndarray, grid: float) -> tuple[np.ndarray, np.ndarray]:
    """Short lines of segments that only one area has, and the number of that area."""
    polygons, area = shapely.get_parts(areas, return_index=True)
    rings, index = shapely.get_rings(polygons, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    ends = np.round(points / grid).astype(np.int64)
    step = np.flatnonzero((ring[1:] == ring[:-1]) & (ends[1:] != ends[:-1]).any(axis=1))
    low, high = np.minimum(ends[step], ends[step + 1]), np.maximum(ends[step], ends[step + 1])
    # Both diagonals of a box have the same low and high ends; the sign tells them apart.
    sign = np.sign(np.prod(ends[step + 1] - ends[step], axis=1))
    order = np.lexsort((sign, high[:, 1], high[:, 0], low[:, 1], low[:, 0]))
    keys = np.column_stack([low, high, sign])[order]
    same = (keys[1:] == keys[:-1]).all(axis=1)
    shared = np.zeros(len(step), dtype=bool)
    shared[order[1:][same]] = shared[order[:-1][same]] = True
    step = step[~shared]
    if not len(step):
        return np.empty(0, dtype=object), np.empty(0, dtype=int)
    # A line ends where the next segment does not follow on, and after some segments anyway.
    breaks = np.r_[True, (step[1:] != step[:-1] + 1) | (ring[step[1:]] != ring[step[:-1]])]
    run = np.cumsum(breaks) - 1
    within = np.arange(len(step)) - np.flatnonzero(breaks)[run]
    number = np.cumsum(breaks | (within % _CHUNK == 0)) - 1
    last = np.r_[number[1:] != number[:-1], True]
    vertices = np.concatenate([step, step[last] + 1])
    line = np.concatenate([number, number[last]])
    by_line = np.lexsort((vertices, line))
    lines = shapely.linestrings(points[vertices[by_line]], indices=line[by_line])
    first = np.r_[True, number[1:] != number[:-1]]
    return lines, area[index[ring[step[first]]]]
