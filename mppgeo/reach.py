"""Reach: how far it is from where people live to the nearest MPP.

Rules
-----
* A village stands at its centroid. The people of a kabkota are spread over
  its villages in equal parts, as people by village are not known.
* Distances are great circles on a sphere of the earth's mean radius, 6371.0088 km
  (IUGG, Moritz 2000, "Geodetic Reference System 1980"): within 0.6 % of those
  on the ellipsoid. They are no roads: a way on the ground is longer.
* An MPP stands where the records say it is on the day, else at the capital of
  the area that runs it (:func:`mppgeo.maps.points.locate_capitals`).
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
import pandas as pd
from scipy.spatial import cKDTree

from mppgeo.caching import cached
from mppgeo.coverage import Snapshot, select_counted
from mppgeo.dataset import Dataset
from mppgeo.maps.points import locate_capitals
from mppgeo.records.schema import span
from mppgeo.regions import JAKARTA
from mppgeo.villages import Villages, to_vectors

EARTH_RADIUS = 6371.0088
"""Mean radius of the earth in km (IUGG)."""

LIMITS = (10, 25, 50, 100)
"""Distances in km within which villages and people are counted; each included."""

QUANTILES = (0.5, 0.9)
"""Median and 90th percentile."""

NATION, PROVINCES, AREAS = LEVELS = ("nasional", "provinsi", "kabkota")

# Groups are told apart along a fourth coordinate; no chord of the unit sphere is longer than 2.
_APART = 4.0
_LONGEST = 2.5
_NO_GROUP = -1
_MOST_ISLANDS = 2**16
_ROUNDING = 1e-11


@dataclass(frozen=True)
class Place:
    """Where an MPP is.

    Attributes
    ----------
    kode : the government that runs it; a kabkota or a province.
    kode_kabkota : the kabkota it serves; None = run by a province.
    nama_mpp : its name.
    lon, lat : degrees, EPSG:4326.
    exact : the records say so; else it is the capital's place.
    """

    kode: str
    kode_kabkota: str | None
    nama_mpp: str
    lon: float
    lat: float
    exact: bool


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


def find_distances(dataset: Dataset, snapshot: Snapshot, *, own: bool = False) -> Distances:
    """Measure the way from every village to the nearest MPP of a day.

    Parameters
    ----------
    own : only the MPPs of the village's own government; see the rules above.
    """
    places = find_places(dataset, snapshot.as_of)
    return _measure(dataset, places, own)


@cached(maxsize=256)
def find_places(dataset: Dataset, as_of: dt.date) -> tuple[Place, ...]:
    """The MPPs that count on a day and where they are; one of unknown place is left out."""
    counted = select_counted(dataset.mpp, as_of)
    capitals, sites = _find_capitals(dataset), _list_sites(dataset)
    places = []
    for row in counted.itertuples():
        kode_kabkota = row.kode_kabkota if isinstance(row.kode_kabkota, str) else None
        known = _find_site(sites.get((row.kode, row.nama_mpp.casefold()), ()), as_of)
        if known is None:
            known = (row.bujur, row.lintang)
        exact = not (pd.isna(known[0]) or pd.isna(known[1]))
        lon, lat = known if exact else capitals.get(kode_kabkota or row.kode, (None, None))
        if not (pd.isna(lon) or pd.isna(lat)):
            place = Place(row.kode, kode_kabkota, row.nama_mpp, float(lon), float(lat), exact)
            places.append(place)
    return tuple(places)


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
    if groups is not None:
        froms = np.column_stack([froms, groups[0] * _APART])
        points = np.column_stack([points, groups[1] * _APART])
        asked, given = np.flatnonzero(groups[0] >= 0), np.flatnonzero(groups[1] >= 0)
    else:
        asked, given = np.arange(len(froms)), np.arange(len(points))
    km, index = np.full(len(froms), np.nan), np.full(len(froms), -1, dtype=np.int32)
    if len(asked) and len(given):
        tree = cKDTree(points[given])
        chord, found = tree.query(froms[asked], distance_upper_bound=_LONGEST)
        hit = np.isfinite(chord)
        km[asked[hit]] = to_km(chord[hit])
        index[asked[hit]] = given[found[hit]]
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
    groups = _group_governments(villages, places) if own else None
    km, nearest = find_nearest(villages, lon, lat, groups=groups)
    away = np.zeros(len(villages), dtype=bool)
    found = nearest >= 0
    away[found] = islands[nearest[found]] != villages.island[found]
    unknown = _find_unknown(dataset, own) & ~found
    arrays = (km, nearest, away, unknown)
    for array in arrays:
        array.flags.writeable = False
    return Distances(places, own, *arrays)


@cached(maxsize=8)
def measure_on_islands(dataset: Dataset, distances: Distances) -> np.ndarray:
    """From every village to the nearest MPP on its own island, km; NaN = none there.

    The own-government rule holds where it does for ``distances``.
    """
    villages, places = dataset.villages, distances.places
    groups = (villages.island.astype(np.int64), _find_islands(villages, places))
    if distances.own:
        governments = _group_governments(villages, places)
        groups = tuple(
            np.where((one >= 0) & (island >= 0), one * _MOST_ISLANDS + island, _NO_GROUP)
            for one, island in zip(governments, groups, strict=True)
        )
    lon, lat = [place.lon for place in places], [place.lat for place in places]
    km, _ = find_nearest(villages, lon, lat, groups=groups)
    km.flags.writeable = False
    return km


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


def _group_governments(
    villages: Villages, places: Sequence[Place]
) -> tuple[np.ndarray, np.ndarray]:
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


@cached(maxsize=4)
def _find_capitals(dataset: Dataset) -> dict[str, tuple[float, float]]:
    """Longitude and latitude of the capital of every area, by kode."""
    regions = dataset.regions
    found = dict(
        zip(regions["kode"], zip(regions["lon"], regions["lat"], strict=True), strict=True)
    )
    for layer in (dataset.kabkota, dataset.provinsi):
        if len(layer):
            known = locate_capitals(layer, regions)
            pairs = zip(known["lon"], known["lat"], strict=True)
            found.update(zip(known.index, pairs, strict=True))
    return found


@cached(maxsize=4)
def _list_sites(dataset: Dataset) -> dict[tuple[str, str], list[tuple[dt.date, float, float]]]:
    """Begin, longitude and latitude of the sites of each MPP, the earliest first."""
    sites: dict = {}
    for row in dataset.records["mpp_sites"].itertuples():
        # One known as a month or a year is valid from its last possible day on.
        begin = span(row.berlaku_sejak)[1] if isinstance(row.berlaku_sejak, str) else dt.date.min
        key = (row.kode, row.nama_mpp.casefold())
        sites.setdefault(key, []).append((begin, row.bujur, row.lintang))
    return {key: sorted(rows, key=lambda row: row[0]) for key, rows in sites.items()}


def _find_site(
    sites: Sequence[tuple[dt.date, float, float]], as_of: dt.date
) -> tuple[float, float] | None:
    """Coordinates of the site of a day, NaN where it moved to an unknown place; None = no site."""
    valid = [site for site in sites if site[0] <= as_of]
    if not valid:
        return None
    begin, lon, lat = valid[-1]
    if begin == dt.date.min and (pd.isna(lon) or pd.isna(lat)):
        return None
    return lon, lat


@cached(maxsize=256)
def summarise_reach(
    dataset: Dataset,
    snapshot: Snapshot,
    distances: Distances,
    codes: tuple[str, ...] | None = None,
    level: str = NATION,
) -> pd.DataFrame:
    """Sum up the distances of villages by area.

    Parameters
    ----------
    codes : the kabkota to look at; None = all.
    level : one of :data:`LEVELS`; provinces are those of the day.

    Returns
    -------
    Index ``kode`` (of the nation: "nasional"), one row per area that has villages:
    ``villages``; ``people`` (of the kabkota that have villages); for every limit of
    :data:`LIMITS` ``villages_10, villages_10_pct, people_10, people_10_pct`` (within
    10 km; people rounded to whole ones, shares 0..100); ``median_km, p90_km`` (half and nine
    tenths of the people live at most so far away, of a kabkota of the villages; NaN =
    they have no MPP to go to); ``villages_water, people_water_pct`` (nearest MPP across
    water); ``villages_none`` (no MPP to go to) and ``villages_unknown``.
    """
    if level not in LEVELS:
        raise ValueError(f"level must be one of {LEVELS}, not {level!r}")
    if level == AREAS and codes is not None:
        # What is said of a kabkota does not depend on the others.
        rows = summarise_reach(dataset, snapshot, distances, None, AREAS)
        return rows[rows.index.isin(codes)]
    rows, names, group = _group_villages(dataset.villages, snapshot, codes, level)
    weight = weigh_villages(dataset)[rows]
    km = distances.km[rows]
    count = len(names)

    def add(mask: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
        chosen = None if weights is None else weights[mask]
        return np.bincount(group[mask], chosen, minlength=count)

    everywhere = np.ones(len(rows), dtype=bool)
    columns = {"villages": add(everywhere), "people": add(everywhere, weight)}
    villages, people = columns["villages"], columns["people"]
    for limit in LIMITS:
        within = km <= limit
        near, living = add(within), add(within, weight)
        columns[f"villages_{limit}"] = near
        columns[f"villages_{limit}_pct"] = _percent(near, villages)
        columns[f"people_{limit}"] = np.rint(living).astype(np.int64)
        columns[f"people_{limit}_pct"] = _percent(living, people)
    # Of a kabkota the two are the same, and its people need not be known.
    measure = np.ones(len(rows)) if level == AREAS else weight
    columns["median_km"], columns["p90_km"] = find_quantiles(km, measure, group, count)
    away = distances.crosses_water[rows]
    columns["villages_water"] = add(away)
    columns["people_water_pct"] = _percent(add(away, weight), people)
    columns["villages_none"] = add(np.isnan(km) & ~distances.unknown[rows])
    columns["villages_unknown"] = add(distances.unknown[rows])
    columns["people"] = np.rint(people).astype(np.int64)
    return pd.DataFrame(columns, index=pd.Index(names, name="kode", dtype=object))


@cached(maxsize=4)
def weigh_villages(dataset: Dataset) -> np.ndarray:
    """People of each village: those of its kabkota in equal parts; 0 where not known."""
    villages = dataset.villages
    if not len(villages):
        return np.zeros(0)
    people = dataset.regions.set_index("kode")["population"].reindex(list(villages.codes))
    each = people.astype("Float64").fillna(0).to_numpy(dtype=float) / villages.counts
    return each[villages.area]


def find_quantiles(
    km: np.ndarray,
    weight: np.ndarray,
    group: np.ndarray,
    count: int,
    shares: Sequence[float] = QUANTILES,
) -> np.ndarray:
    """Least distances within which at least the ``shares`` (0..1) of each group's weight lie.

    Parameters
    ----------
    km : NaN = beyond any distance.
    group : number of the group of each distance, 0..count-1.

    Returns
    -------
    Shape (shares, count); NaN where it is beyond any, or nothing has weight.
    """
    heavy = np.flatnonzero(weight > 0)
    result = np.full((len(shares), count), np.nan)
    if not len(heavy):
        return result
    # NaN sorts last; a stable sort of small numbers is quick.
    order = heavy[np.argsort(km[heavy], kind="stable")]
    if count > 1:
        order = order[np.argsort(group[order].astype(np.int16), kind="stable")]
    groups = group[order]
    total = np.bincount(groups, weight[order], minlength=count)
    running, ends = np.cumsum(weight[order]), np.cumsum(total)
    first = np.searchsorted(groups, np.arange(count))
    last = np.searchsorted(groups, np.arange(count), side="right") - 1
    some = total > 0
    for row, share in enumerate(shares):
        # Sums of parts may miss the whole by rounding.
        wanted = ends - total * (1 - share) - _ROUNDING * ends[-1]
        place = np.clip(np.searchsorted(running, wanted), first, last)
        result[row, some] = km[order[place[some]]]
    return result


@cached(maxsize=64)
def trace_reach(
    dataset: Dataset,
    until: dt.date,
    codes: tuple[str, ...] | None = None,
    *,
    own: bool = False,
    since: dt.date | None = None,
) -> pd.DataFrame:
    """Reach at the end of every month and on the last day.

    An MPP that opens can only shorten distances, so that each is looked at once;
    where one moves, all are looked at anew. The people are those of today.

    Parameters
    ----------
    codes : the kabkota to look at; None = all.
    since : first day; default the first month in which an MPP counts.

    Returns
    -------
    One row per day: ``day`` (datetime64), ``mpp_count`` (all that count),
    ``people_10_pct`` and so on for :data:`LIMITS`, ``median_km``, ``p90_km``.
    """
    villages = dataset.villages
    rows = np.arange(len(villages))
    if codes is not None:
        rows = rows[np.isin(np.asarray(villages.area), _number(villages, codes))]
    people = weigh_villages(dataset)[rows]
    total, flat = people.sum(), np.zeros(len(rows), dtype=np.int16)
    runner = _Runner(dataset, rows, own)
    found = []
    for day in list_days(dataset, until, since):
        places = find_places(dataset, day)
        if runner.follow(places) or not found:
            within = {
                f"people_{limit}_pct": 100 * people[runner.km <= limit].sum() / total
                if total
                else np.nan
                for limit in LIMITS
            }
            median, p90 = find_quantiles(runner.km, people, flat, 1)[:, 0]
        said = {"mpp_count": len(places), **within, "median_km": median, "p90_km": p90}
        found.append({"day": pd.Timestamp(day), **said})
    return pd.DataFrame(found)


def follow_reach(
    dataset: Dataset,
    snapshot: Snapshot,
    last: dt.date,
    codes: tuple[str, ...] | None = None,
    *,
    own: bool = False,
) -> pd.DataFrame:
    """:func:`trace_reach` up to the day of ``snapshot``, cut from one made once up to ``last``."""
    until = snapshot.as_of
    whole = trace_reach(dataset, max(until, last), codes, own=own)
    whole = whole[whole["day"] < pd.Timestamp(until)]
    distances = find_distances(dataset, snapshot, own=own)
    on_day = summarise_reach(dataset, snapshot, distances, codes, NATION)
    on_day = on_day.assign(day=pd.Timestamp(until), mpp_count=len(distances.places))
    return pd.concat([whole, on_day[list(whole)]], ignore_index=True)


def list_days(dataset: Dataset, until: dt.date, since: dt.date | None = None) -> list[dt.date]:
    """The ends of all months up to a day, and the day itself."""
    if since is None:
        opened = select_counted(dataset.mpp, until)["tanggal_akhir"]
        since = opened.min().date() if len(opened) else until
    days, month = [], since.replace(day=1)
    while month <= until:
        following = (month + dt.timedelta(days=32)).replace(day=1)
        days.append(min(following - dt.timedelta(days=1), until))
        month = following
    return days or [until]


class _Runner:
    """Distances of some villages as MPPs open one after another."""

    def __init__(self, dataset: Dataset, rows: np.ndarray, own: bool) -> None:
        self.villages, self.rows, self.own = dataset.villages, rows, own
        self.vectors = dataset.villages.vectors[rows]
        self.here = _group_governments(dataset.villages, ())[0][rows]
        self.places: frozenset[Place] = frozenset()
        self.cosine = np.full(len(rows), -np.inf)
        self.km = np.full(len(rows), np.nan)

    def follow(self, places: tuple[Place, ...]) -> bool:
        """Take over the MPPs of a day; tells whether any differ."""
        now = frozenset(places)
        if now == self.places:
            return False
        if self.places - now:
            self.cosine[:] = -np.inf
            self.places = frozenset()
        fresh = [place for place in places if place not in self.places]
        self.places = now
        vectors = to_vectors([p.lon for p in fresh], [p.lat for p in fresh])
        there = _group_governments(self.villages, fresh)[1]
        for vector, group in zip(vectors, there, strict=True):
            if self.own:
                mine = np.flatnonzero(self.here == group) if group >= 0 else []
                if len(mine):
                    self.cosine[mine] = np.maximum(self.cosine[mine], self.vectors[mine] @ vector)
            else:
                np.maximum(self.cosine, self.vectors @ vector, out=self.cosine)
        near = np.isfinite(self.cosine)
        self.km[:] = np.nan
        self.km[near] = to_km(np.sqrt(np.maximum(2 - 2 * self.cosine[near], 0)))
        return True


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
    villages, capitals = dataset.villages, _find_capitals(dataset)
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


def _number(villages: Villages, codes: Sequence[str]) -> np.ndarray:
    wanted = set(codes)
    return np.array([n for n, code in enumerate(villages.codes) if code in wanted], dtype=int)


def _group_villages(
    villages: Villages, snapshot: Snapshot, codes: tuple[str, ...] | None, level: str
) -> tuple[np.ndarray, list[str], np.ndarray]:
    """Indices of the villages of ``codes``, names of their groups, and the group of each."""
    known = snapshot.kabkota.index
    kept = set(known if codes is None else known[known.isin(codes)])
    parents = snapshot.kabkota["kode_provinsi"].to_dict()
    of_code = {
        code: {NATION: NATION, PROVINCES: parents[code], AREAS: code}[level]
        for code in villages.codes
        if code in kept
    }
    names = sorted(set(of_code.values()))
    numbers = {name: number for number, name in enumerate(names)}
    of_area = np.array([numbers.get(of_code.get(c), _NO_GROUP) for c in villages.codes], dtype=int)
    group = of_area[villages.area] if len(of_area) else np.zeros(0, dtype=int)
    rows = np.flatnonzero(group >= 0)
    return rows, names, group[rows]


def _percent(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(whole > 0, 100 * part / whole, np.nan)
