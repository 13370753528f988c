"""Makes the kabkota of a set: matched geometries and derived ones, as one clean coverage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely

from mppgeo.boundaries.importing.coverage import Coverage, make_coverage
from mppgeo.boundaries.importing.levels import Level, make_fine, make_light, make_provinces
from mppgeo.boundaries.importing.matching import Matching

_FIRST, _USUAL, _LAST = -1, 0, 1


@dataclass(frozen=True)
class Kabkota:
    """The three levels of a set, and what was done for them.

    Attributes
    ----------
    kept_derived : areas that the file lacked and that have the derived polygon.
    """

    coverage: Coverage
    fine: Level
    light: Level
    provinces: Level
    kept_derived: tuple[str, ...]


def merge_members(geometry: np.ndarray, matching: Matching) -> dict[str, shapely.Geometry]:
    """One geometry of each area that was found, by ``kode``; those without any are left out."""
    merged = {}
    for kode, rows in matching.by_kode().items():
        shapes = geometry[[number for found in rows for number in found.row.members]]
        shapes = shapes[~shapely.is_missing(shapes)]
        if len(shapes):
            merged[kode] = shapes[0] if len(shapes) == 1 else shapely.union_all(shapes)
    return merged


def make_kabkota(
    given: Mapping[str, shapely.Geometry],
    derived: Mapping[str, shapely.Geometry],
    villages: np.ndarray,
    owners: np.ndarray,
) -> Kabkota:
    """Make all levels.

    Parameters
    ----------
    given : imported polygons by ``kode``, valid.
    derived : polygons of the areas that ``given`` lacks; they are cut where they
        overlap, unless most of one lies under what was imported: then the file
        has a kabupaten with its kota in it, and the kota is cut out.
    villages : points; ``owners`` their kabkota.
    """
    kode = np.array([*given, *derived])
    areas = np.array([*given.values(), *derived.values()], dtype=object)
    covered = _measure_cover(areas[: len(given)], areas[len(given) :])
    rank = np.r_[
        np.full(len(given), _USUAL), np.where(covered > 0.5, _FIRST, _LAST)
    ]  # fmt: skip
    fill = np.r_[np.zeros(len(given), dtype=bool), covered <= 0.5]
    coverage = make_coverage(areas, kode, rank=rank, fill=fill)
    fine = make_fine(coverage.faces, villages, owners)
    light = make_light(fine, villages, owners)
    return Kabkota(coverage, fine, light, make_provinces(light), tuple(sorted(derived)))


def _measure_cover(given: np.ndarray, derived: np.ndarray) -> np.ndarray:
    """Share of each derived area that lies under imported ones."""
    if not len(derived):
        return np.zeros(0)
    shares = np.zeros(len(derived))
    one, other = shapely.STRtree(given).query(derived, predicate="intersects")
    common = shapely.area(shapely.intersection(derived[one], given[other]))
    np.add.at(shares, one, common)
    return shares / shapely.area(derived)
