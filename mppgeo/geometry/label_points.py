"""Where the name of an area stands."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import shapely

from mppgeo.geometry.arcs import DECIMALS, STEPS


def label_points(geometries: Iterable[shapely.Geometry]) -> np.ndarray:
    """Return, shape (n, 2), the point of each geometry's largest part that is farthest from its
    outline (the pole of inaccessibility), degrees with four decimals."""
    points = []
    for geometry in geometries:
        parts = shapely.get_parts(geometry)
        largest = parts[np.argmax(shapely.area(parts))]
        radius = shapely.maximum_inscribed_circle(largest, tolerance=1 / STEPS)
        points.append(np.round(shapely.get_coordinates(radius)[0], DECIMALS))
    return np.array(points).reshape(-1, 2)
