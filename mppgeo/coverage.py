"""Coverage: which areas have an MPP on a date, and the figures that follow.

Rules
-----
* An MPP counts from its ``tanggal_akhir`` on if ``hitungan_nasional`` is
  ``ya``. Until then, and whatever else is in the records, it does not.
* A kabkota has an MPP when one that counts names it in ``kode_kabkota``. An
  MPP run by a province for no kabkota in particular is counted as an MPP but
  gives coverage to none; except Jakarta's, which serves the whole province.
* Denominators: 508 = the autonomous kabkota. 509 = those and Jakarta as one
  area. 514 = all kabkota; Jakarta's six then stand in the denominator, and
  its provincial MPP still adds one area to those that have one, though it
  cannot be said which.
* Population covered = people of the areas that have an MPP. Jakarta's MPP
  serves all its people, also where six areas are counted; with 508, Jakarta
  is outside both sums.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from mppgeo.base.caching import cached
from mppgeo.country.regions import JAKARTA, select_kabkota, select_provinsi
from mppgeo.dataset import Dataset

DENOMINATORS = (508, 509, 514)
DEFAULT_DENOMINATOR = 509

HAS = "ada"
HAS_NOT = "belum"
NOT_APPLICABLE = "tidak_berlaku"
NO_DATA = "tanpa_data"
STATUSES = (HAS, HAS_NOT, NOT_APPLICABLE, NO_DATA)


@dataclass(frozen=True)
class Totals:
    """The figures of a set of areas on one day.

    ``coverage_pct`` and ``population_covered_pct`` are 0..100, or None where
    the denominator is empty. ``unknown`` counts areas without usable data;
    they stand in the denominator and are not counted as having an MPP.
    """

    as_of: dt.date
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
    as_of, denominator : the day and one of :data:`DENOMINATORS`.
    kabkota : all 514, index ``kode``: ``nama, jenis, kode_provinsi, pulau,
        population, status`` (one of :data:`STATUSES`), ``tanggal_peresmian``
        (as precisely as known, NaN = none), ``presisi``, ``dibuka`` (datetime64,
        the day it counts from), ``mpp_count``.
    areas : the areas of the denominator (of the kind asked for), index ``kode``
        (Jakarta's ``31`` under 509): ``nama, kode_provinsi, has_mpp`` (boolean,
        NA for Jakarta's six under 514 and for areas without data),
        ``tanggal_peresmian, presisi, population, population_covered, unknown`` (no
        usable data).
    provinsi : the provinces of the day, index ``kode``: ``nama, pulau, areas,
        areas_with_mpp, unknown, coverage_pct`` (NaN where ``areas`` is 0),
        ``mpp_count, population`` (people of its areas in the denominator),
        ``population_covered, population_covered_pct``.
    mpp : the MPPs that count, rows of the records.
    not_counted : MPPs in the records that exist by ``as_of`` (or at an unknown
        date) but are not in the national count.
    of_kind : those of ``mpp`` within the kind asked for.
    unplaced : today's provinces in which one more area has an MPP than
        ``areas`` can name (Jakarta under 514).
    """

    dataset: Dataset
    as_of: dt.date
    denominator: int
    kabkota: pd.DataFrame
    areas: pd.DataFrame
    provinsi: pd.DataFrame
    mpp: pd.DataFrame
    not_counted: pd.DataFrame
    of_kind: pd.DataFrame
    unplaced: frozenset[str]

    def total(self, kode_provinsi: tuple[str, ...] = ()) -> Totals:
        """Figures of the nation, or of some of today's provinces together."""
        return _sum_total(self, kode_provinsi)


@cached(maxsize=1024)
def _sum_total(snapshot: Snapshot, kode_provinsi: tuple[str, ...]) -> Totals:
    areas, mpp = snapshot.areas, snapshot.of_kind
    if kode_provinsi:
        areas = areas[areas.index.str[:2].isin(kode_provinsi)]
        mpp = mpp[mpp["kode"].str[:2].isin(kode_provinsi)]
    places = set(areas.index.str[:2])
    has = areas["has_mpp"].fillna(False).astype(bool)
    with_mpp = int(has.sum()) + len(snapshot.unplaced & places)
    people, covered = int(areas["population"].sum()), int(areas["population_covered"].sum())
    provinces = snapshot.provinsi[snapshot.provinsi.index.isin(areas["kode_provinsi"])]
    none = (provinces["areas_with_mpp"] == 0) & (provinces["unknown"] == 0)
    return Totals(
        as_of=snapshot.as_of,
        denominator=snapshot.denominator,
        areas=len(areas),
        areas_with_mpp=with_mpp,
        coverage_pct=_percent(with_mpp, len(areas)),
        mpp_count=len(mpp),
        population_covered=covered,
        population_total=people,
        population_covered_pct=_percent(covered, people),
        provinsi_complete=int((provinces["areas_with_mpp"] == provinces["areas"]).sum()),
        provinsi_without=int(none.sum()),
        provinsi_count=len(provinces),
        unknown=int(areas["unknown"].sum()),
    )


@cached(maxsize=128)
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
    counted = select_counted(dataset.mpp, as_of)
    parents = find_parents(dataset, as_of)
    kabkota = _judge_kabkota(dataset, counted)
    kabkota["kode_provinsi"] = kabkota["kode_provinsi"].replace(parents)
    served = counted["kode"].eq(JAKARTA).any()
    areas = _list_areas(dataset, kabkota, counted, denominator)
    areas["population_covered"] = areas["population"].where(areas["has_mpp"].fillna(False), 0)
    # A provincial MPP left out leaves all areas it would serve unknown.
    doubtful = areas.index.isin(dataset.no_data) | areas.index.str[:2].isin(dataset.no_data)
    areas["unknown"] = areas["has_mpp"].isna() & doubtful
    of_kind, unplaced = counted, frozenset()
    if jenis:
        of_jenis = kabkota.index[kabkota["jenis"] == jenis]
        areas = areas[areas.index.isin(of_jenis)]
        of_kind = counted[counted["kode_kabkota"].isin(of_jenis)]
    elif denominator == 514 and served:
        unplaced = frozenset({JAKARTA})
        inside = areas["kode_provinsi"].eq(JAKARTA)
        areas["population_covered"] = areas["population_covered"].mask(inside, areas["population"])
    return Snapshot(
        dataset=dataset,
        as_of=as_of,
        denominator=denominator,
        kabkota=kabkota,
        areas=areas,
        provinsi=_sum_provinsi(dataset, areas, of_kind, parents, unplaced),
        mpp=counted,
        not_counted=select_not_counted(dataset.mpp, as_of),
        of_kind=of_kind,
        unplaced=unplaced,
    )


@cached(maxsize=256)
def find_parents(dataset: Dataset, as_of: dt.date) -> dict[str, str]:
    """Provinces not yet set up on a day, and the province their areas belonged to."""
    history = dataset.records["province_history"]
    later = history[history["tanggal_peresmian"] > pd.Timestamp(as_of)]
    return dict(zip(later["kode"], later["kode_induk"], strict=True))


def select_counted(mpp: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """The MPPs that count on a day; sorted by the day they count from."""
    counts = mpp["hitungan_nasional"].eq("ya") & (mpp["tanggal_akhir"] <= pd.Timestamp(as_of))
    return mpp[counts].sort_values(["tanggal_akhir", "kode"])


def select_not_counted(mpp: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """The MPPs that exist by a day, as far as known, but are not counted."""
    known_later = mpp["tanggal_akhir"] > pd.Timestamp(as_of)
    return mpp[mpp["hitungan_nasional"].ne("ya") & ~known_later]


def select_missing(snapshot: Snapshot, places: tuple[str, ...] = ()) -> pd.DataFrame:
    """The areas of the nation, or of some of today's provinces, known to have no MPP.

    Returns
    -------
    Rows of :attr:`Snapshot.areas`.
    """
    missing = snapshot.areas[snapshot.areas["has_mpp"].eq(False).fillna(False)]
    return missing[missing.index.str[:2].isin(places)] if places else missing


BOTH = "both"
WITHOUT_AREA = "without_area"
WITHOUT_POLYGON = "without_polygon"


@cached(maxsize=32)
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
    holder = today.index.to_series().replace(find_parents(snapshot.dataset, snapshot.as_of))
    figures = snapshot.provinsi.drop(columns="nama").loc[holder]
    return figures.set_axis(today.index).assign(nama=today, kode_provinsi=holder)


def _judge_kabkota(dataset: Dataset, counted: pd.DataFrame) -> pd.DataFrame:
    kabkota = select_kabkota(dataset.regions).set_index("kode")
    first = counted[counted["kode_kabkota"].notna()].drop_duplicates("kode_kabkota")
    first = first.set_index("kode_kabkota")
    frame = kabkota[["nama", "jenis", "kode_provinsi", "pulau", "population"]].copy()
    status = pd.Series(HAS_NOT, index=frame.index, dtype=object)
    status[frame.index.isin(dataset.no_data)] = NO_DATA
    status[frame.index.isin(first.index)] = HAS
    # Whatever is recorded of them, they are no areas of the denominator of their own.
    status[~kabkota["otonom"]] = NOT_APPLICABLE
    frame["status"] = status
    frame["tanggal_peresmian"] = first["tanggal_peresmian"].reindex(frame.index)
    frame["presisi"] = first["presisi"].reindex(frame.index)
    frame["dibuka"] = first["tanggal_akhir"].reindex(frame.index)
    number = counted["kode_kabkota"].value_counts()
    frame["mpp_count"] = number.reindex(frame.index, fill_value=0).astype(int)
    return frame


def _list_areas(
    dataset: Dataset, kabkota: pd.DataFrame, counted: pd.DataFrame, denominator: int
) -> pd.DataFrame:
    columns = ["nama", "kode_provinsi", "status", "tanggal_peresmian", "presisi", "population"]
    frame = kabkota[columns]
    if denominator != 514:
        frame = frame[frame["status"] != NOT_APPLICABLE]
    frame = frame.assign(has_mpp=frame["status"].map({HAS: True, HAS_NOT: False}).astype("boolean"))
    if denominator == 509:
        frame = pd.concat([frame, _jakarta_as_one(dataset, counted)]).sort_index()
    return frame.drop(columns="status").rename_axis("kode")


def _jakarta_as_one(dataset: Dataset, counted: pd.DataFrame) -> pd.DataFrame:
    jakarta = dataset.regions[dataset.regions["kode"] == JAKARTA].set_index("kode")
    frame = jakarta[["nama", "kode_provinsi", "population"]].copy()
    own = counted[counted["kode"] == JAKARTA]
    frame["has_mpp"] = pd.array([len(own) > 0] * len(frame), dtype="boolean")
    if own.empty and JAKARTA in dataset.no_data:
        frame["has_mpp"] = pd.array([pd.NA] * len(frame), dtype="boolean")
    frame["tanggal_peresmian"] = own["tanggal_peresmian"].iloc[0] if len(own) else None
    frame["presisi"] = own["presisi"].iloc[0] if len(own) else None
    return frame


def _sum_provinsi(
    dataset: Dataset,
    areas: pd.DataFrame,
    counted: pd.DataFrame,
    parents: dict[str, str],
    unplaced: frozenset[str],
) -> pd.DataFrame:
    regions = select_provinsi(dataset.regions).set_index("kode")
    frame = regions.loc[~regions.index.isin(parents), ["nama", "pulau"]].copy()
    by = areas["kode_provinsi"]
    has = areas["has_mpp"].fillna(False).astype(bool)

    def sum_by(values: pd.Series) -> pd.Series:
        return values.groupby(by).sum().reindex(frame.index, fill_value=0).astype(int)

    frame["areas"] = sum_by(pd.Series(1, index=areas.index))
    frame["areas_with_mpp"] = sum_by(has) + frame.index.isin(unplaced)
    frame["unknown"] = sum_by(areas["unknown"])
    frame["population"] = sum_by(areas["population"].fillna(0))
    frame["population_covered"] = sum_by(areas["population_covered"].fillna(0))
    runs = counted["kode"].str[:2].replace(parents).value_counts()
    frame["mpp_count"] = runs.reindex(frame.index, fill_value=0).astype(int)
    filled = frame["areas"].where(frame["areas"] > 0)
    frame["coverage_pct"] = 100 * frame["areas_with_mpp"] / filled
    frame["population_covered_pct"] = (
        100 * frame["population_covered"] / frame["population"].where(frame["population"] > 0)
    )
    return frame


def _percent(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None
