"""Makes the kecamatan of a set: each of its kabkota, divided among them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from mppgeo.boundaries.importing.coverage import Coverage, divide
from mppgeo.boundaries.importing.levels import Level
from mppgeo.geometry.cells import dissolve

TOLERANCE = 0.001
"""Degrees, of the lines within a kabkota; its outline stays that of the set."""

_USUAL, _LAST = 0, 1


@dataclass(frozen=True)
class Kecamatan:
    """The kecamatan of all kabkota, and what was done for them.

    Attributes
    ----------
    fine : of the finer level.
    kabkota : the finer kabkota of the set as unions of their kecamatan; they
        have moved by no more than a step of the grid.
    kept_derived : kecamatan that the file lacked.
    """

    coverage: Coverage
    fine: Level
    kabkota: Level
    kept_derived: tuple[str, ...]


def make_kecamatan(
    given: Mapping[str, shapely.Geometry],
    derived: Mapping[str, shapely.Geometry],
    kabkota: gpd.GeoDataFrame,
) -> Kecamatan:
    """Divide the kabkota of a set.

    Parameters
    ----------
    given : imported polygons by ``kode``, valid.
    derived : polygons of all kecamatan.
    kabkota : finer polygons of the set, indexed by ``kode``.
    """
    missing = sorted(set(derived) - set(given))
    kode = np.array([*given, *missing])
    parts = np.array([*given.values(), *(derived[name] for name in missing)], dtype=object)
    rank = np.r_[np.full(len(given), _USUAL), np.full(len(missing), _LAST)]
    coverage = divide(
        kabkota.geometry.values, kabkota.index.to_numpy(dtype=str), parts, kode, rank=rank
    )
    geometry, names = dissolve(coverage.faces.polygons, coverage.faces.kode)
    outer = np.array([name[:5] for name in names])
    for name in np.unique(outer):
        own = np.flatnonzero(outer == name)
        # Each kabkota by itself, so that no line between two of them moves.
        geometry[own] = shapely.coverage_simplify(geometry[own], TOLERANCE, simplify_boundary=False)
    fine = Level(geometry, names, TOLERANCE, 0)
    return Kecamatan(coverage, fine, Level(*dissolve(geometry, outer), 0.0, 0), tuple(missing))
