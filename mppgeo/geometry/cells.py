"""Cells around village points, in a plane where small shapes are true.

The plane is Mercator in units of equatorial degrees: conformal, so that "nearest" is the same as on
the ground, and its straight lines stay straight enough within a cell. Formula: Snyder, Map
Projections (1987), eq. 7-1 and 7-2a.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

#: Margin in degrees around the points within which cells end.
MARGIN = 2.0


def to_plane(lonlat: np.ndarray) -> np.ndarray:
    """Project an array of (lon, lat) in degrees, shape (n, 2), to the plane."""
    lon, lat = np.asarray(lonlat, dtype=float).T
    return np.column_stack([lon, np.degrees(np.arcsinh(np.tan(np.radians(lat))))])


def to_degrees(plane: np.ndarray) -> np.ndarray:
    """Undo `to_plane`."""
    x, y = np.asarray(plane, dtype=float).T
    return np.column_stack([x, np.degrees(np.arctan(np.sinh(np.radians(y))))])


def cells(points: np.ndarray) -> np.ndarray:
    """Return the Voronoi cell of each of the `points`, shape (n, 2), in the plane and in their
    order.

    The points must differ from one another. Cells share their edges exactly and end in a box around
    all points.
    """
    sites = shapely.multipoints(points)
    frame = shapely.box(*(np.array(sites.bounds) + [-MARGIN, -MARGIN, MARGIN, MARGIN]))
    return shapely.get_parts(shapely.voronoi_polygons(sites, extend_to=frame, ordered=True))


def dissolve(polygons: np.ndarray, labels: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Merge the polygons of a valid coverage that have the same label; returns (geometries, sorted
    labels)."""
    labels = np.asarray(labels)
    order = np.argsort(labels, kind="stable")
    names, starts = np.unique(labels[order], return_index=True)
    groups = np.split(np.asarray(polygons, dtype=object)[order], starts)[1:]
    return np.array([shapely.coverage_union_all(group) for group in groups], dtype=object), names
