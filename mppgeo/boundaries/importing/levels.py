"""Simplifies a coverage to the finer and the light level; the light one out of the finer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from mppgeo.geometry.cells import dissolve
from mppgeo.geometry.faces import Faces, count_points, drop_islets, simplify, split_faces

MOST_FINE, MOST_LIGHT = 350_000, 70_000
"""Vertices that a level may have before it is simplified (further)."""

_KM2 = 1 / 111.2**2
"""Square degrees, roughly."""
_LEAST_FINE, _LEAST_LIGHT = 0.01 * _KM2, 2.0 * _KM2
"""Islands without a village that are smaller are left out of a level."""
_FIRST_FINE, _FIRST_LIGHT = 0.0005, 0.004
_STEP = 1.5
_MOST_ROUNDS = 12


@dataclass(frozen=True)
class Level:
    """A valid coverage in degrees, EPSG:4326.

    Attributes
    ----------
    geometry : one polygon or multipolygon for each ``kode`` (sorted).
    tolerance : degrees, see :func:`mppgeo.geometry.faces.simplify`; 0 = every
        vertex was kept.
    islets : how many islands were left out.
    """

    geometry: np.ndarray
    kode: np.ndarray
    tolerance: float
    islets: int

    @property
    def vertices(self) -> int:
        return int(shapely.get_num_coordinates(self.geometry).sum())


def make_fine(faces: Faces, villages: np.ndarray, owners: np.ndarray) -> Level:
    """The finer level; ``villages`` are points of ``owners``, whose islands are kept."""
    return _make(faces, villages, owners, _LEAST_FINE, MOST_FINE, _FIRST_FINE)


def make_light(fine: Level, villages: np.ndarray, owners: np.ndarray) -> Level:
    """The level for the whole nation, out of the finer one, so that lines meet."""
    if fine.vertices <= MOST_LIGHT:
        return fine
    faces = split_faces(fine.geometry, fine.kode)
    return _make(faces, villages, owners, _LEAST_LIGHT, MOST_LIGHT, _FIRST_LIGHT)


def make_provinces(light: Level) -> Level:
    """The provinces, unions of their kabkota."""
    geometry, kode = dissolve(light.geometry, [name[:2] for name in light.kode])
    return Level(geometry, kode, light.tolerance, light.islets)


def _make(
    faces: Faces,
    villages: np.ndarray,
    owners: np.ndarray,
    least: float,
    most: int,
    tolerance: float,
) -> Level:
    kept = drop_islets(faces, count_points(faces, villages, owners), least)
    islets = len(np.unique(faces.island)) - len(np.unique(kept.island))
    geometry, kode = dissolve(kept.polygons, kept.kode)
    made = Level(geometry, kode, 0.0, islets)
    for _ in range(_MOST_ROUNDS):
        if made.vertices <= most:
            break
        # Each round starts from the one before: what is gone need not be weighed again.
        geometry, kode = simplify(split_faces(made.geometry, made.kode), villages, tolerance)
        made = Level(geometry, kode, tolerance, islets)
        tolerance *= _STEP * max(1.0, np.sqrt(made.vertices / most) / _STEP)
    return made
