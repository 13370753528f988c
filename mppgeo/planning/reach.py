"""Reach: how far it is from where people live to the nearest MPP.

Rules
-----
* A village stands at its centroid. The people of a kabkota are spread over
  its villages in equal parts, as people by village are not known.
* Distances are great circles on a sphere of the earth's mean radius, 6371.0088 km
  (IUGG, Moritz 2000, "Geodetic Reference System 1980"): within 0.6 % of those
  on the ellipsoid. They are no roads: a way on the ground is longer.
* An MPP stands where the records say it is on the day, else at the village or kecamatan
  that its address names, else at the capital (:mod:`mppgeo.programme.places`).
* Only MPPs in the national count are looked at, as in :mod:`mppgeo.coverage`.
* The own-government rule looks at the MPPs of the village's own kabkota only;
  in Jakarta, whose six have no government of their own, at the province's. MPPs
  of other provinces are then no one's own.
* A village without any MPP to go to is farther than every limit; its distance
  is not known. So is that of an area whose record could not be read, which is
  told apart as unknown.
* A village and an MPP are across water when they are on different islands of
  the coastline. Bridges and ferries are not known. An MPP is on the island of
  the village of its area that is nearest to it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mppgeo.base.caching import cached
from mppgeo.country.regions import JAKARTA
from mppgeo.country.villages import Villages, to_vectors
from mppgeo.coverage import Snapshot, select_counted
from mppgeo.dataset import Dataset
from mppgeo.planning.nearness import find_closest
from mppgeo.programme.places import PRECISE, find_capitals, locate_mpps

EARTH_RADIUS = 6371.0088
"""Mean radius of the earth in km (IUGG)."""

_NO_GROUP = -1


@dataclass(frozen=True)
class Place:
    """Where an MPP is.

    Attributes
    ----------
    kode : the government that runs it; a kabkota or a province.
    kode_kabkota : the kabkota it serves; None = run by a province.
    nama_mpp : its name.
    lon, lat : degrees, EPSG:4326.
    precision : how well the place is known, one of :data:`mppgeo.programme.places.PRECISIONS`.
    """

    kode: str
    kode_kabkota: str | None
    nama_mpp: str
    lon: float
    lat: float
    precision: str

    @property
    def exact(self) -> bool:
        """Whether the records hold its coordinates."""
        return self.precision == PRECISE


@dataclass(frozen=True, eq=False)
class Distances:
    """From every village of ``dataset.villages`` to the nearest MPP, in their order.

    Attributes
    ----------
    places : the MPPs.
    own : whether the own-government rule holds.
    km : distance, NaN = there is no MPP to go to.
    nearest : index into ``places``, -1 = none.
    crosses_water : the nearest is on another island.
    unknown : nothing can be said, as a record could not be read.
    """

    places: tuple[Place, ...]
    own: bool
    km: np.ndarray
    nearest: np.ndarray
    crosses_water: np.ndarray
    unknown: np.ndarray


def find_distances(snapshot: Snapshot, *, own: bool = False) -> Distances:
    """Measure the way from every village to the nearest MPP of a day.

    Parameters
    ----------
    own : only the MPPs of the village's own government; see the rules above.
    """
    places = find_places(snapshot.dataset, snapshot.as_of)
    return _measure(snapshot.dataset, places, own)


@cached(maxsize=256)
def find_places(dataset: Dataset, as_of: dt.date) -> tuple[Place, ...]:
    """The MPPs that count on a day and where they are; one of unknown place is left out."""
    counted = select_counted(dataset.mpp, as_of)
    located = locate_mpps(dataset, as_of)
    return tuple(
        Place(
            row.kode,
            row.kode_kabkota if isinstance(row.kode_kabkota, str) else None,
            row.nama_mpp,
            located[row.key].lon,
            located[row.key].lat,
            located[row.key].precision,
        )
        for row in counted.itertuples()
        if row.key in located
    )


def find_nearest(
    villages: Villages,
    lon: np.ndarray,
    lat: np.ndarray,
    *,
    groups: tuple[np.ndarray, np.ndarray] | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Nearest of some points to every village.

    Parameters
    ----------
    lon, lat : of the points, degrees.
    groups : number (>= 0, or -1 = none) of the villages' and of the points' groups;
        a village then looks at points of its own group only.

    Returns
    -------
    km, NaN = none, and index into the points, -1 = none.
    """
    points, froms = to_vectors(lon, lat), villages.vectors
    km, index = np.full(len(froms), np.nan), np.full(len(froms), -1, dtype=np.int32)
    if groups is None:
        shared = [(np.arange(len(froms)), np.arange(len(points)))]
    else:
        numbers = np.unique(groups[1][groups[1] >= 0])
        shared = [(np.flatnonzero(groups[0] == n), np.flatnonzero(groups[1] == n)) for n in numbers]
    for asked, given in shared:
        if len(asked) and len(given):
            chord, found = find_closest(froms[asked], points[given])
            km[asked], index[asked] = to_km(chord), given[found]
    return km, index


def to_km(chord: np.ndarray) -> np.ndarray:
    """Great-circle distance in km of points a straight ``chord`` (unit sphere) apart."""
    return 2 * EARTH_RADIUS * np.arcsin(np.minimum(np.asarray(chord) / 2, 1))


@cached(maxsize=24)
def _measure(dataset: Dataset, places: tuple[Place, ...], own: bool) -> Distances:
    villages = dataset.villages
    lon = np.array([place.lon for place in places], dtype=float)
    lat = np.array([place.lat for place in places], dtype=float)
    islands = _find_islands(villages, places)
    groups = group_governments(villages, places) if own else None
    km, nearest = find_nearest(villages, lon, lat, groups=groups)
    away = np.zeros(len(villages), dtype=bool)
    found = nearest >= 0
    away[found] = islands[nearest[found]] != villages.island[found]
    unknown = _find_unknown(dataset, own) & ~found
    arrays = (km, nearest, away, unknown)
    for array in arrays:
        array.flags.writeable = False
    return Distances(places, own, *arrays)


def _find_unknown(dataset: Dataset, own: bool) -> np.ndarray:
    """Villages of which it cannot be said whether they have an MPP to go to."""
    codes = dataset.villages.codes
    doubtful = np.array(
        [code in dataset.no_data or (code[:2] == JAKARTA and JAKARTA in dataset.no_data) for code in codes],
        dtype=bool,
    )  # fmt: skip
    if not own:
        # Any MPP will do, so that one known is enough.
        doubtful[:] = bool(dataset.no_data)
    return doubtful[dataset.villages.area] if len(codes) else np.zeros(0, dtype=bool)


def group_governments(villages: Villages, places: Sequence[Place]) -> tuple[np.ndarray, np.ndarray]:
    """Number of the government of each village and place; -1 = no village's own."""
    names = [JAKARTA if code[:2] == JAKARTA else code for code in villages.codes]
    numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
    of_area = np.array([numbers[name] for name in names], dtype=np.int64)
    there = [
        numbers.get(JAKARTA if place.kode == JAKARTA else place.kode_kabkota, _NO_GROUP)
        for place in places
    ]
    here = of_area[villages.area] if len(names) else np.zeros(0, dtype=np.int64)
    return here, np.array(there, dtype=np.int64)


def _find_islands(villages: Villages, places: Sequence[Place]) -> np.ndarray:
    """Island of each place: that of the nearest village of its area; -1 = no village."""
    spans = {}
    starts = np.searchsorted(villages.area, np.arange(len(villages.codes) + 1))
    for number, code in enumerate(villages.codes):
        first, last = int(starts[number]), int(starts[number + 1])
        spans[code] = (first, last)
        begin = spans.get(code[:2], (first, last))[0]
        spans[code[:2]] = (begin, last)
    vectors = to_vectors([p.lon for p in places], [p.lat for p in places])
    islands = np.full(len(places), _NO_GROUP, dtype=np.int64)
    for number, place in enumerate(places):
        first, last = spans.get(place.kode_kabkota or place.kode, (0, len(villages)))
        if last > first:
            closest = first + int(np.argmax(villages.vectors[first:last] @ vectors[number]))
            islands[number] = villages.island[closest]
    return islands


@dataclass(frozen=True)
class PositionError:
    """How far an area's capital is from where its villages are, in km, over all kabkota.

    Attributes
    ----------
    median, p90 : of the distances from the capital to the mean point of the villages.
    areas : kabkota that were measured.
    """

    median: float
    p90: float
    areas: int


@cached(maxsize=4)
def estimate_position_error(dataset: Dataset) -> PositionError | None:
    """How far an MPP's unknown place may be from the capital: an estimate from the data.

    An MPP stands somewhere in its area, mostly in or near the capital; the distance
    between the capital and the middle of the villages shows the scale.
    """
    villages, capitals = dataset.villages, find_capitals(dataset)
    if not len(villages):
        return None
    sums = [
        np.bincount(villages.area, column, minlength=len(villages.codes))
        for column in villages.vectors.T
    ]
    middle = np.column_stack(sums)
    middle /= np.linalg.norm(middle, axis=1, keepdims=True)
    lon, lat = np.array([capitals.get(c, (np.nan, np.nan)) for c in villages.codes], float).T
    km = to_km(np.linalg.norm(middle - to_vectors(lon, lat), axis=1))
    km = km[np.isfinite(km)]
    if not len(km):
        return None
    return PositionError(float(np.median(km)), float(np.quantile(km, 0.9)), len(km))
