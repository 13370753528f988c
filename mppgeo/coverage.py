"""Coverage: which areas have an MPP on a date, and the figures that follow.

Rules
-----
* An MPP counts from its ``tanggal_akhir`` on if ``hitungan_nasional`` is
  ``ya``. Until then, and whatever else is in the records, it does not.
* A kabkota has an MPP when one that counts opened it (:mod:`mppgeo.openings`). An
  MPP run by a province for no kabkota in particular is counted as an MPP but
  gives coverage to none; except Jakarta's, which serves the whole province.
* No figure bears a day after ``known_until`` (:func:`mppgeo.openings.find_known_until`):
  asked for a later one, a snapshot is of that day.
* Denominators: 508 = the autonomous kabkota; Jakarta is outside this count.
  509 = those and Jakarta as one area. 514 = all kabkota, Jakarta's six among them.
* Jakarta's six are "served by the province's MPP" from its opening on, and count
  as having one as the denominator says: not at all, as one area, as six. Until
  then they have none yet, in the same numbers. That one MPP covers all six under
  514 is the only rule by which areas, classes and people agree: it serves all of
  Jakarta's people, so none of its areas can be without. (Who takes the number of
  MPPs from 514 finds five areas more without one; the number of MPPs, in which
  Jakarta's is one, stands beside that of areas everywhere.)
* ``population_covered`` = people of the areas that have an MPP; with 508, Jakarta
  is outside both sums.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Hashable
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
from cachetools.keys import hashkey

from mppgeo.base.caching import VIEWS, cached
from mppgeo.country.regions import JAKARTA, select_provinsi
from mppgeo.dataset import Dataset
from mppgeo.openings import (
    assign_areas,
    find_known_until,
    list_openings,
    list_served,
    select_national,
)

DENOMINATORS = (508, 509, 514)
DEFAULT_DENOMINATOR = 509

HAS = "ada"
SERVED = "dilayani_provinsi"
HAS_NOT = "belum"
NOT_APPLICABLE = "tidak_berlaku"
NO_DATA = "tanpa_data"
STATUSES = (HAS, SERVED, HAS_NOT, NOT_APPLICABLE, NO_DATA)
WITH_MPP = (HAS, SERVED)
"""Statuses of the areas that count as having an MPP: one of their own, or their province's."""


@dataclass(frozen=True)
class Totals:
    """The figures of a set of areas on one day.

    ``coverage_pct`` and ``population_covered_pct`` are 0..100, or None where
    the denominator is empty. ``unknown`` counts areas without usable data;
    they stand in the denominator and are not counted as having an MPP.
    """

    day: dt.date
    denominator: int
    areas: int
    areas_with_mpp: int
    coverage_pct: float | None
    mpp_count: int
    population_covered: int
    population_total: int
    population_covered_pct: float | None
    provinsi_complete: int
    provinsi_without: int
    provinsi_count: int
    unknown: int

    @property
    def missing(self) -> int:
        """Areas that have no MPP, as far as known."""
        return self.areas - self.areas_with_mpp - self.unknown


@dataclass(frozen=True, eq=False)
class Snapshot:
    """Everything that holds on one day under one denominator.

    Provinces are those of the day: areas of a province that was set up later
    belong to its parent until then. The first two digits of a ``kode`` are
    always today's province.

    Attributes
    ----------
    dataset : what it was taken of.
    as_of : the day asked for; what has a clock of its own (stages, reports) is looked at on it.
    day : the day of all figures of coverage: ``as_of``, but not after ``known_until``.
    known_until : the last day that the list of openings is known for; None = not known.
    denominator : one of :data:`DENOMINATORS`.
    kabkota : all 514, index ``kode``: ``nama, jenis, kode_provinsi, pulau,
        population, status`` (one of :data:`STATUSES`; :data:`NOT_APPLICABLE` =
        outside this count), ``tanggal_peresmian`` (as precisely as known, NaN =
        none), ``presisi``, ``dibuka`` (datetime64, the day it counts from; of the
        areas served by their province, its MPP's), ``mpp_count`` (of their own).
    areas : the areas of the denominator (of the kind asked for), index ``kode``
        (Jakarta's ``31`` under 509): ``nama, kode_provinsi, status, has_mpp``
        (boolean, NA = no usable data), ``tanggal_peresmian, presisi, dibuka,
        population, population_covered, unknown`` (no usable data).
    provinsi : the provinces of the day, index ``kode``: ``nama, pulau, areas,
        areas_with_mpp, unknown, coverage_pct`` (NaN where ``areas`` is 0),
        ``mpp_count, population`` (people of its areas in the denominator),
        ``population_covered, population_covered_pct``.
    mpp : the MPPs that count, rows of the records.
    not_counted : MPPs in the records that exist by ``as_of`` (or at an unknown
        date) but are not in the national count.
    of_kind : those of ``mpp`` within the kind asked for.
    held : what tells apart the frames of coverage of a dataset; the same on all days between two
        changes.
    """

    dataset: Dataset
    as_of: dt.date
    day: dt.date
    known_until: dt.date | None
    denominator: int
    kabkota: pd.DataFrame
    areas: pd.DataFrame
    provinsi: pd.DataFrame
    mpp: pd.DataFrame
    not_counted: pd.DataFrame
    of_kind: pd.DataFrame
    held: Hashable

    def total(self, kode_provinsi: tuple[str, ...] = ()) -> Totals:
        """Figures of the nation, or of some of today's provinces together."""
        return replace(_sum_total(self, kode_provinsi), day=self.day)


def by_change(*arguments: object, **named: object) -> tuple:
    """Key of a cache whose results hold from one change of coverage to the next.

    To be given to :func:`mppgeo.base.caching.cached` for functions that look at nothing of a
    snapshot that differs from day to day: neither ``as_of`` and ``day`` nor ``not_counted``.
    Coverage changed on a hundred days of eight years, and any of the others may be asked for.
    """
    return hashkey(*map(_find_held, arguments), **{k: _find_held(v) for k, v in named.items()})


def _find_held(argument: object) -> object:
    return (argument.dataset, argument.held) if isinstance(argument, Snapshot) else argument


@cached(maxsize=2048, key=by_change)
def _sum_total(snapshot: Snapshot, kode_provinsi: tuple[str, ...]) -> Totals:
    numbers, holders = _sum_by_place(snapshot)
    asked = [kode for kode in numbers if not kode_provinsi or kode in kode_provinsi]
    areas, with_mpp, unknown, people, covered, mpp = (
        sum(numbers[kode][place] for kode in asked) for place in range(6)
    )
    kept = {holders[kode] for kode in asked if kode in holders}
    provinces = snapshot.provinsi[snapshot.provinsi.index.isin(kept)]
    areas_of, with_of, unknown_of = (
        provinces[column].to_numpy() for column in ("areas", "areas_with_mpp", "unknown")
    )
    return Totals(
        day=snapshot.day,
        denominator=snapshot.denominator,
        areas=areas,
        areas_with_mpp=with_mpp,
        coverage_pct=_percent(with_mpp, areas),
        mpp_count=mpp,
        population_covered=covered,
        population_total=people,
        population_covered_pct=_percent(covered, people),
        provinsi_complete=int((with_of == areas_of).sum()),
        provinsi_without=int(((with_of == 0) & (unknown_of == 0)).sum()),
        provinsi_count=len(provinces),
        unknown=unknown,
    )


@cached(maxsize=VIEWS, key=by_change)
def _sum_by_place(snapshot: Snapshot) -> tuple[dict[str, list[int]], dict[str, str]]:
    """By province of today: its areas, those with an MPP, those without data, people, people
    covered, MPPs; and the province of the day that holds its areas, where it has any."""
    areas = snapshot.areas
    at, places = pd.factorize(areas.index.str[:2], sort=True)
    columns = [
        np.ones(len(areas), np.int64),
        _has(areas["status"].to_numpy()),
        areas["unknown"].to_numpy(),
        areas["population"].fillna(0).to_numpy(np.int64),
        areas["population_covered"].fillna(0).to_numpy(np.int64),
    ]
    sums = np.column_stack([_sum_up(column, at, len(places)) for column in columns])
    numbers = {kode: [*row, 0] for kode, row in zip(places, sums.tolist(), strict=True)}
    for kode, count in snapshot.of_kind["kode"].str[:2].value_counts().items():
        numbers.setdefault(str(kode), [0] * 6)[5] = int(count)
    _, first = np.unique(at, return_index=True)
    return numbers, dict(zip(places, areas["kode_provinsi"].iloc[first], strict=True))


@cached(maxsize=VIEWS)
def take_snapshot(
    dataset: Dataset,
    as_of: dt.date,
    denominator: int = DEFAULT_DENOMINATOR,
    *,
    jenis: str | None = None,
) -> Snapshot:
    """Compute the coverage of every area on one day.

    Parameters
    ----------
    as_of : the day asked for; figures are of the last day known where that is earlier.
    jenis : "kabupaten" or "kota" counts only these; Jakarta as one area and its
        provincial MPP are neither and then stand aside.

    Raises
    ------
    ValueError : ``denominator`` is none of :data:`DENOMINATORS`.

    Examples
    --------
    >>> from mppgeo.dataset import read
    >>> total = take_snapshot(read(), dt.date(2019, 12, 31)).total(("35",))
    >>> total.areas_with_mpp, total.areas, total.missing
    (4, 38, 34)
    """
    if denominator not in DENOMINATORS:
        raise ValueError(f"denominator must be one of {DENOMINATORS}, not {denominator}")
    known_until = find_known_until(dataset)
    day = min(as_of, known_until or as_of)
    held = (_find_change(dataset, day), denominator, jenis)
    frames = _take_frames(dataset, *held)
    return Snapshot(
        dataset=dataset,
        as_of=as_of,
        day=day,
        known_until=known_until,
        denominator=denominator,
        not_counted=_list_not_counted(dataset, as_of),
        held=held,
        **frames,
    )


def _find_change(dataset: Dataset, day: dt.date) -> dt.date:
    """The last day up to ``day`` on which an MPP opened or a province was set up."""
    changes = _list_changes(dataset)
    return changes[max(bisect_right(changes, day) - 1, 0)]


@cached(maxsize=4)
def _list_changes(dataset: Dataset) -> tuple[dt.date, ...]:
    """Days after which another coverage holds, sorted; the first is before all of them."""
    days = pd.concat(
        [
            dataset.mpp["tanggal_akhir"],
            list_openings(dataset)["certain"],
            dataset.records["province_history"]["tanggal_peresmian"],
        ]
    )
    return (dt.date.min, *sorted(day.date() for day in days.dropna().unique()))


@cached(maxsize=VIEWS)
def _take_frames(
    dataset: Dataset, day: dt.date, denominator: int, jenis: str | None
) -> dict[str, pd.DataFrame]:
    """What a snapshot holds from a change on, the same until the next; by its attributes."""
    national, opens = _sort_national(dataset)
    number = national["tanggal_akhir"].searchsorted(pd.Timestamp(day), side="right")
    counted, opens = national.iloc[:number], opens.iloc[:number]
    parents = find_parents(dataset, day)
    homes = _find_homes(dataset, tuple(parents.items()))
    judged = _judge_areas(dataset, day, opens)
    if parents:
        judged["kode_provinsi"] = homes.of_areas
    own, among, served = _list_counted(dataset, denominator, jenis)
    kabkota = judged.take(own)
    areas = judged.drop(columns=["jenis", "pulau", "mpp_count"]).take(among)
    status = areas["status"].to_numpy()
    has, unknown = _has(status), status == NO_DATA
    areas["has_mpp"] = pd.array(has, "boolean")
    areas.loc[unknown, "has_mpp"] = pd.NA
    areas["population_covered"] = areas["population"].where(has, 0)
    areas["unknown"] = unknown
    of_kind, of_places = counted, homes.at_of_mpp[:number]
    if jenis:
        kept = opens.isin(kabkota.index[kabkota["jenis"] == jenis]).to_numpy()
        of_kind, of_places = counted[kept], of_places[kept]
    # Of Jakarta this count may hold nothing: under 508, and as one area it is of neither kind.
    if not {JAKARTA, *served} & set(areas.index):
        openings = ["tanggal_peresmian", "presisi", "dibuka"]
        kabkota.loc[served, openings] = [None, None, pd.NaT]
        kabkota.loc[served, "status"] = NOT_APPLICABLE
    return {
        "kabkota": kabkota,
        "areas": areas,
        "provinsi": _sum_provinsi(homes, areas, homes.at_of_areas[among], of_places),
        "mpp": counted,
        "of_kind": of_kind,
    }


@cached(maxsize=16)
def _list_counted(
    dataset: Dataset, denominator: int, jenis: str | None
) -> tuple[np.ndarray, np.ndarray, pd.Index]:
    """Places in :func:`_list_areas` of all kabkota and of the areas counted; those served."""
    frame, _, _ = _list_areas(dataset)
    served = list_served(dataset)
    outside = {508: [JAKARTA, *served], 509: served, 514: [JAKARTA]}[denominator]
    own, among = ~frame.index.isin([JAKARTA]), ~frame.index.isin(outside)
    if jenis:
        among &= own & frame["jenis"].eq(jenis).to_numpy()
    return np.flatnonzero(own), np.flatnonzero(among), served


@dataclass(frozen=True, eq=False)
class _Homes:
    """The provinces of a time, and who belonged to which.

    Attributes
    ----------
    provinsi : index ``kode``: ``nama, pulau``.
    of_areas : the province of each area of :func:`_list_areas`.
    at_of_areas, at_of_mpp : its place in ``provinsi``, and that of the province of each MPP of
        :func:`_sort_national`; -1 = none.
    """

    provinsi: pd.DataFrame
    of_areas: pd.Series
    at_of_areas: np.ndarray
    at_of_mpp: np.ndarray


@cached(maxsize=16)
def _find_homes(dataset: Dataset, parents: tuple[tuple[str, str], ...]) -> _Homes:
    """``parents`` = the items of :func:`find_parents`."""
    parent = dict(parents)
    regions = select_provinsi(dataset.regions).set_index("kode")
    provinsi = regions.loc[~regions.index.isin(list(parent)), ["nama", "pulau"]].copy()
    of_areas = _list_areas(dataset)[0]["kode_provinsi"].replace(parent)
    of_mpp = _sort_national(dataset)[0]["kode"].str[:2].replace(parent)
    return _Homes(
        provinsi,
        of_areas,
        provinsi.index.get_indexer(of_areas),
        provinsi.index.get_indexer(of_mpp),
    )


def _has(status: np.ndarray) -> np.ndarray:
    """Which of some statuses are :data:`WITH_MPP`."""
    return np.logical_or.reduce([status == one for one in WITH_MPP])


def _sum_up(values: np.ndarray, at: np.ndarray, count: int) -> np.ndarray:
    """Whole numbers summed by place 0..``count`` - 1; what is at -1 is left out."""
    sums = np.zeros(count, np.int64)
    np.add.at(sums, at[at >= 0], values.astype(np.int64)[at >= 0])
    return sums


@cached(maxsize=256)
def find_parents(dataset: Dataset, as_of: dt.date) -> dict[str, str]:
    """Provinces not yet set up on a day, and the province their areas belonged to."""
    history = dataset.records["province_history"]
    later = history[history["tanggal_peresmian"] > pd.Timestamp(as_of)]
    return dict(zip(later["kode"], later["kode_induk"], strict=True))


def select_counted(mpp: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """The MPPs that count on a day; sorted by the day they count from."""
    national = select_national(mpp)
    counted = national[national["tanggal_akhir"] <= pd.Timestamp(as_of)]
    return counted.sort_values(["tanggal_akhir", "kode"])


@cached(maxsize=4)
def _sort_national(dataset: Dataset) -> tuple[pd.DataFrame, pd.Series]:
    """The MPPs that count on some day, by the day they count from, and the area that each opens."""
    national = select_counted(dataset.mpp, dt.date.max)
    return national, assign_areas(dataset.regions, national)


def select_not_counted(mpp: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """The MPPs that exist by a day, as far as known, but are not counted."""
    known_later = mpp["tanggal_akhir"] > pd.Timestamp(as_of)
    return mpp[mpp["hitungan_nasional"].ne("ya") & ~known_later]


def _by_outsiders(dataset: Dataset, as_of: dt.date) -> tuple:
    return hashkey(dataset, bisect_right(_list_outside(dataset), as_of))


@cached(maxsize=VIEWS, key=_by_outsiders)
def _list_not_counted(dataset: Dataset, as_of: dt.date) -> pd.DataFrame:
    """:func:`select_not_counted`, made anew only where it differs."""
    return select_not_counted(dataset.mpp, as_of)


@cached(maxsize=4)
def _list_outside(dataset: Dataset) -> list[dt.date]:
    """Days on which an MPP appears that is not counted, sorted."""
    days = dataset.mpp["tanggal_akhir"][dataset.mpp["hitungan_nasional"].ne("ya")]
    return sorted(day.date() for day in days.dropna().unique())


@cached(maxsize=VIEWS, key=by_change)
def select_missing(snapshot: Snapshot, places: tuple[str, ...] = ()) -> pd.DataFrame:
    """The areas of the nation, or of some of today's provinces, known to have no MPP.

    Returns
    -------
    Rows of :attr:`Snapshot.areas`, made once for all: they must not be changed.
    """
    if places:
        missing = select_missing(snapshot)
        return missing[missing.index.str[:2].isin(places)]
    return snapshot.areas[snapshot.areas["has_mpp"].eq(False).fillna(False)]


BOTH = "both"
WITHOUT_AREA = "without_area"
WITHOUT_POLYGON = "without_polygon"


@cached(maxsize=32, key=by_change)
def join_boundaries(snapshot: Snapshot, level: str = "kabkota") -> gpd.GeoDataFrame:
    """The figures of every area beside its shape: the boundaries in use joined with the records.

    Parameters
    ----------
    level : "kabkota" or "provinsi".

    Returns
    -------
    GeoDataFrame in EPSG:4326, index ``kode`` (sorted), one row per area of the level, whether it
    has a polygon, a place among the regions, or both (``joined``: "both", "without_polygon",
    "without_area"; nothing is dropped). Made once for all: it must not be changed.

    * "kabkota": the columns of :attr:`Snapshot.kabkota`.
    * "provinsi": today's provinces with the columns of :attr:`Snapshot.provinsi` and
      ``kode_provinsi``, the province of the day whose figures they are: before a province was
      set up, those of its parent.
    * both: ``label_lon, label_lat`` (degrees, a point inside for the name), ``geometry``
      (None where there is no polygon), ``joined``.

    Raises
    ------
    ValueError : ``level`` is neither.

    Examples
    --------
    >>> import datetime as dt
    >>> from mppgeo.coverage import join_boundaries, take_snapshot
    >>> from mppgeo.dataset import read
    >>> areas = join_boundaries(take_snapshot(read(), dt.date(2025, 12, 15)))
    >>> len(areas), areas.crs.to_string(), areas.joined.eq("both").all().item()
    (514, 'EPSG:4326', True)
    >>> areas.loc["35.10", ["nama", "status"]].tolist()
    ['Kabupaten Banyuwangi', 'ada']
    """
    dataset = snapshot.dataset
    if level == "kabkota":
        layer, figures = dataset.kabkota, snapshot.kabkota
    elif level == "provinsi":
        layer, figures = dataset.provinsi, _list_todays_provinsi(snapshot)
    else:
        raise ValueError(f"level must be kabkota or provinsi, not {level}")
    sides = {"both": BOTH, "left_only": WITHOUT_POLYGON, "right_only": WITHOUT_AREA}
    joined = figures.merge(
        layer, how="outer", left_index=True, right_index=True, indicator="joined"
    )
    joined["joined"] = joined["joined"].astype(str).map(sides)
    return gpd.GeoDataFrame(joined.rename_axis("kode"), geometry="geometry", crs=layer.crs)


def _list_todays_provinsi(snapshot: Snapshot) -> pd.DataFrame:
    """Today's provinces, each with the figures of the province of the day that holds it."""
    today = select_provinsi(snapshot.dataset.regions).set_index("kode")["nama"]
    holder = today.index.to_series().replace(find_parents(snapshot.dataset, snapshot.day))
    figures = snapshot.provinsi.drop(columns="nama").loc[holder]
    return figures.set_axis(today.index).assign(nama=today, kode_provinsi=holder)


def _judge_areas(dataset: Dataset, as_of: dt.date, opens: pd.Series) -> pd.DataFrame:
    """All kabkota and Jakarta as one area by what holds of them, whatever is counted.

    Parameters
    ----------
    opens : the area that each MPP that counts opens.
    """
    frame, served, doubtful = _list_areas(dataset)
    frame = frame.copy()
    has = (frame["dibuka"] <= pd.Timestamp(as_of)).to_numpy()
    status = np.full(len(frame), HAS_NOT, dtype=object)
    status[doubtful] = NO_DATA
    status[has] = np.where(served[has], SERVED, HAS)
    frame.insert(
        frame.columns.get_loc("population") + 1, "status", pd.Series(status, frame.index, object)
    )
    for column in ("tanggal_peresmian", "presisi", "dibuka"):
        frame[column] = frame[column].where(has)
    frame["mpp_count"] = _sum_up(
        np.ones(len(opens)), frame.index.get_indexer(opens.to_numpy()), len(frame)
    )
    return frame


@cached(maxsize=4)
def _list_areas(dataset: Dataset) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """All kabkota and Jakarta as one area with their first opening, on whatever day.

    Returns
    -------
    The areas; which of them Jakarta's MPP serves; which are without usable data.
    """
    regions = dataset.regions.set_index("kode").sort_index()
    regions = regions[regions["jenis"].ne("provinsi") | regions.index.isin([JAKARTA])]
    ever = list_openings(dataset)
    frame = regions[["nama", "jenis", "kode_provinsi", "pulau", "population"]].copy()
    jakarta = {JAKARTA, *list_served(dataset)}
    served = frame.index.isin(jakarta)
    # A provincial MPP left out leaves all areas it would serve unknown.
    doubtful = frame.index.isin(dataset.no_data) | (served & bool(dataset.no_data & jakarta))
    first = ever.reindex(frame.index)
    frame["tanggal_peresmian"] = first["tanggal_peresmian"]
    frame["presisi"] = first["presisi"]
    frame["dibuka"] = first["certain"]
    return frame, served, doubtful & ~frame.index.isin(ever.index)


def _sum_provinsi(
    homes: _Homes, areas: pd.DataFrame, at: np.ndarray, of_mpp: np.ndarray
) -> pd.DataFrame:
    """``at`` and ``of_mpp``: places of the provinces of areas and MPPs, as in :class:`_Homes`."""
    count = len(homes.provinsi)
    total, with_mpp, unknown, people, covered, mpp = (
        _sum_up(values, places, count)
        for values, places in (
            (np.ones(len(areas)), at),
            (_has(areas["status"].to_numpy()), at),
            (areas["unknown"].to_numpy(), at),
            (areas["population"].fillna(0).to_numpy(np.int64), at),
            (areas["population_covered"].fillna(0).to_numpy(np.int64), at),
            (np.ones(len(of_mpp)), of_mpp),
        )
    )
    return homes.provinsi.assign(
        areas=total,
        areas_with_mpp=with_mpp,
        unknown=unknown,
        population=people,
        population_covered=covered,
        mpp_count=mpp,
        coverage_pct=100 * with_mpp / np.where(total > 0, total, np.nan),
        population_covered_pct=100 * covered / np.where(people > 0, people, np.nan),
    )


def _percent(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None
