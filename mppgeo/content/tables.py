"""The tables about areas and MPPs: typed columns, titles in the reader's language."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from mppgeo.base.caching import VIEWS, cached
from mppgeo.base.language import UNKNOWN, Language, mark
from mppgeo.base.names import shorten
from mppgeo.content.classes import PRESENCE
from mppgeo.content.datatable import DataTable, make_table, name_areas, say_words
from mppgeo.coverage import WITH_MPP, Snapshot, by_change, select_missing
from mppgeo.dataset import Dataset
from mppgeo.growth.changes import compare_provinsi
from mppgeo.growth.curve import select_openings
from mppgeo.growth.pace import Goal, measure_progress
from mppgeo.growth.reconciliation import Comparison
from mppgeo.planning.adjacency import find_neighbours
from mppgeo.programme.facts import Facts, Known, gather_facts, tell_count, tell_date
from mppgeo.programme.stages import STAGES, find_last_events
from mppgeo.records.dates import tell_opening, tell_partial
from mppgeo.scene.scene import Scene
from mppgeo.scene.selection import Selection, keep_mpp
from mppgeo.scene.view import PROVINSI

DATE_KINDS = {
    "peresmian": mark("ministerial opening"),
    "pembukaan_daerah": mark("local opening"),
    "soft_launching": mark("soft launching"),
    "jadwal": mark("scheduled for that day"),
}
COUNT_KINDS = {
    "ya": mark("yes"),
    "tidak": mark("no"),
    "belum terbukti": mark("not proven"),
}


def list_totals(scene: Scene) -> DataTable:
    """One row: the figures of the places kept, as at the head of the pages."""
    t, total = scene.t, scene.total
    columns = {
        "as_of": ("day", t("As of"), pd.Timestamp(total.day)),
        "known_until": ("day", t("Records until"), pd.Timestamp(scene.known.until)),
        "denominator": ("count", t("Denominator"), total.denominator),
        "areas": ("count", t("Areas"), total.areas),
        "areas_with_mpp": ("count", t("Areas with an MPP"), total.areas_with_mpp),
        "coverage_pct": ("percent", t("Coverage"), total.coverage_pct),
        "missing": ("count", t("Areas without an MPP"), total.missing),
        "unknown": ("count", t("Areas without data"), total.unknown),
        "mpp_count": ("count", t("MPPs"), total.mpp_count),
        "population": ("count", t("Population"), total.population_total),
        "population_covered": ("count", t("People in areas with an MPP"), total.population_covered),
        "population_covered_pct": (
            "percent", t("People of areas with an MPP"), total.population_covered_pct,
        ),
        "provinsi_complete": ("count", t("Complete provinces"), total.provinsi_complete),
        "provinsi_without": ("count", t("Provinces without any MPP"), total.provinsi_without),
    }  # fmt: skip
    values = {
        key: (kind, title, pd.Series([value])) for key, (kind, title, value) in columns.items()
    }
    return make_table("ringkasan", values)


def list_new_mpp(scene: Scene, first: dt.date) -> DataTable:
    """One row per MPP that counts in the places kept and opened after ``first``, in time."""
    rows = select_openings(scene.mpp_of_places, first, scene.day)
    rows = rows[rows["tanggal_akhir"].dt.date > first]
    return describe_mpp(scene.dataset, rows, scene.day, scene.t, name="peresmian")


@cached(maxsize=VIEWS, key=by_change)
def list_provinsi(snapshot: Snapshot, selection: Selection, t: Language) -> DataTable:
    """One row per province kept: coverage, areas, people."""
    rows = snapshot.provinsi.loc[selection.provinsi]
    columns = {
        "nama": ("text", t("Province"), rows["nama"].map(shorten)),
        "coverage_pct": ("percent", t("Coverage"), rows["coverage_pct"]),
        "areas_with_mpp": ("count", t("With MPP"), rows["areas_with_mpp"]),
        "areas": ("count", t("Areas"), rows["areas"]),
        "population": ("count", t("Population"), rows["population"]),
        "population_covered_pct": (
            "percent", t("People of areas with an MPP"), rows["population_covered_pct"],
        ),
        "mpp_count": ("count", t("MPPs"), rows["mpp_count"]),
        "kode": ("text", t("Code"), rows.index.to_series()),
    }  # fmt: skip
    return make_table("provinsi", columns)


@cached(maxsize=VIEWS, key=by_change)
def list_kabkota(snapshot: Snapshot, selection: Selection, t: Language) -> DataTable:
    """One row per kabkota kept: status, opening, people."""
    rows = snapshot.kabkota.loc[selection.kabkota]
    several = rows["kode_provinsi"].nunique() > 1
    columns = {
        "nama": ("text", t("Kabupaten / kota"), rows["nama"].map(shorten)),
        "status": ("text", t("MPP"), rows["status"].map({key: t(cls.label) for key, cls in PRESENCE.items()}).astype("category")),
        "dibuka": ("day", t("Opened"), _known_days(rows, rows["dibuka"])),
        "population": ("count", t("Population"), rows["population"]),
        "provinsi": (
            "text", t("Province"), name_areas(rows["kode_provinsi"], snapshot.dataset),
        ),
        "perkiraan": ("text", t("Opened, about"), _say_rough(rows, rows["dibuka"], t)),
        "kode": ("text", t("Code"), rows.index.to_series()),
    }  # fmt: skip
    if not several:
        del columns["provinsi"]
    return make_table("kabkota", columns)


def list_boundaries(scene: Scene) -> DataTable:
    """One row per province, or kabkota, of the places kept, as the boundaries in use show them."""
    t, kept = scene.t, scene.place_selection
    level = kept.provinsi if scene.view.level == PROVINSI else kept.kabkota
    rows = scene.dataset.regions.set_index("kode").loc[level]
    columns = {
        "nama": ("text", t("Area"), rows["nama"].map(shorten)),
        "area_km2": ("decimal", t("Official area (km²)"), rows["area_km2"]),
        "provinsi": ("text", t("Province"), name_areas(rows["kode_provinsi"], scene.dataset)),
        "kode": ("text", t("Code"), rows.index.to_series()),
    }
    if scene.view.level == PROVINSI:
        del columns["provinsi"]
    return make_table(scene.view.level, columns)


@cached(maxsize=VIEWS)
def list_mpp(snapshot: Snapshot, selection: Selection, t: Language) -> DataTable:
    """One row per MPP in the areas kept: the counted ones first, then the others."""
    found = pd.concat([snapshot.mpp, snapshot.not_counted])
    return describe_mpp(snapshot.dataset, keep_mpp(found, selection), snapshot.as_of, t)


def describe_mpp(
    dataset: Dataset, rows: pd.DataFrame, as_of: dt.date, t: Language, *, name: str = "mpp"
) -> DataTable:
    """One row per MPP of ``rows`` (rows of the records), in their order, as known on a day."""
    rows = rows.reset_index(drop=True)
    facts = _list_facts(dataset, rows, as_of)
    area = rows["kode_kabkota"].fillna(rows["kode"])
    columns = {
        "nama_mpp": ("text", t("Name of the MPP"), rows["nama_mpp"]),
        "daerah": ("text", t("Area"), name_areas(area, dataset)),
        "dibuka": ("day", t("Opened"), _known_days(rows, rows["tanggal_akhir"])),
        "perkiraan": ("text", t("Opened, about"), _say_rough(rows, rows["tanggal_akhir"], t)),
        "jenis_tanggal": ("text", t("Kind of date"), say_words(rows["jenis_tanggal"], DATE_KINDS, t, missing=UNKNOWN)),
        "hitungan_nasional": (
            "text", t("In the national count"), say_words(rows["hitungan_nasional"], COUNT_KINDS, t, missing=UNKNOWN),
        ),
        "alamat": ("text", t("Address"), _list_values([f.address for f in facts])),
        "jumlah_layanan": ("count", t("Services"), _list_counts([f.services for f in facts])),
        "layanan_per": ("text", t("Services as of"), _tell_dates([f.services for f in facts], t)),
        "jumlah_instansi": ("count", t("Agencies"), _list_counts([f.agencies for f in facts])),
        "instansi_per": ("text", t("Agencies as of"), _tell_dates([f.agencies for f in facts], t)),
        "sumber_url": ("links", t("Sources"), _join_sources(rows, facts)),
        "kode": ("text", t("Code"), area),
    }  # fmt: skip
    return make_table(name, columns)


@cached(maxsize=VIEWS)
def list_mpp_facts(snapshot: Snapshot, selection: Selection, t: Language) -> DataTable:
    """One row per MPP that counts in the areas kept: opening, address, dated figures."""
    rows = keep_mpp(snapshot.mpp, selection).reset_index(drop=True)
    facts = _list_facts(snapshot.dataset, rows, snapshot.as_of)
    opened = [
        tell_opening(row.tanggal_peresmian, row.tanggal_akhir, t, short=True)
        for row in rows.itertuples()
    ]

    def text(values: list[str]) -> pd.Series:
        return pd.Series([value or UNKNOWN for value in values], index=rows.index, dtype=object)

    area = rows["kode_kabkota"].fillna(rows["kode"])
    columns = {
        "nama_mpp": ("text", t("Name of the MPP"), rows["nama_mpp"]),
        "daerah": ("text", t("Area"), name_areas(area, snapshot.dataset)),
        "dibuka": ("text", t("Opened"), text(opened)),
        "alamat": ("text", t("Address"), text([f.address.value for f in facts])),
        "layanan": (
            "text", t("Services (as of)"), text([tell_count(f.services, t, short=True) for f in facts]),
        ),
        "instansi": (
            "text", t("Agencies (as of)"), text([tell_count(f.agencies, t, short=True) for f in facts]),
        ),
        "sumber_url": ("links", t("Sources"), _join_sources(rows, facts)),
        "kode": ("text", t("Code"), area),
    }  # fmt: skip
    return make_table("mpp_rinci", columns)


@cached(maxsize=VIEWS)
def list_missing(snapshot: Snapshot, places: tuple[str, ...], t: Language) -> DataTable:
    """One row per area without an MPP: people, last known stage, neighbours that have one."""
    rows = select_missing(snapshot, places)
    rows = rows.sort_values("population", ascending=False, kind="stable")
    has = set(snapshot.kabkota.index[snapshot.kabkota["status"].isin(WITH_MPP)])
    borders = find_neighbours(snapshot.dataset)

    def name_neighbours(kode: str) -> str:
        return ", ".join(
            shorten(snapshot.dataset.names[other])
            for other in borders.get(kode, ())
            if other in has
        )

    codes = rows.index.to_series()
    last = find_last_events(snapshot.dataset, snapshot.as_of)
    events = last[["tahap", "tanggal"]].to_dict("index")
    columns = {
        "nama": ("text", t("Area"), rows["nama"].map(shorten)),
        "population": ("count", t("Population"), rows["population"]),
        "tahap": (
            "text", t("Last stage on record"), codes.map(lambda k: _tell_stage(events, k, t)),
        ),
        "tetangga": ("text", t("Neighbours with an MPP"), codes.map(lambda k: name_neighbours(k) or UNKNOWN)),
        "provinsi": ("text", t("Province"), name_areas(rows["kode_provinsi"], snapshot.dataset)),
        "kode": ("text", t("Code"), codes),
    }  # fmt: skip
    return make_table("belum", columns)


@cached(maxsize=VIEWS, key=by_change)
def list_missing_by_provinsi(snapshot: Snapshot, places: tuple[str, ...], t: Language) -> DataTable:
    """One row per province with areas without an MPP: their number, people and names."""
    missing = select_missing(snapshot, places)
    groups = missing.groupby("kode_provinsi")
    codes = pd.Series(list(groups.groups), index=list(groups.groups), dtype=object)
    columns = {
        "nama": ("text", t("Province"), name_areas(codes, snapshot.dataset)),
        "jumlah": ("count", t("Without MPP"), groups.size().reindex(codes.index)),
        "population": ("count", t("Population there"), groups["population"].sum().reindex(codes.index)),
        "daerah": (
            "text", t("Areas"), codes.map(lambda k: ", ".join(map(shorten, groups.get_group(k)["nama"]))),
        ),
        "kode": ("text", t("Code"), codes),
    }  # fmt: skip
    return make_table("belum_provinsi", columns)


def _tell_stage(events: dict[str, dict], kode: str, t: Language) -> str:
    last = events.get(kode)
    if last is None:
        return UNKNOWN
    when = tell_partial(last["tanggal"], t) or t("date not known")
    return f"{t(STAGES[last['tahap']])} ({when})"


@cached(maxsize=256)
def list_progress(
    dataset: Dataset,
    as_of: dt.date,
    denominator: int,
    goal: Goal,
    codes: tuple[str, ...],
    jenis: str | None,
    t: Language,
) -> DataTable:
    """Progress of each province towards a goal: gap, pace, projection."""
    rows = [measure_progress(dataset, as_of, denominator, goal, (kode,), jenis) for kode in codes]
    frame = pd.DataFrame(rows, index=pd.Index(codes, name="kode", dtype=str))
    columns = {
        "nama": ("text", t("Province"), name_areas(frame.index.to_series(), dataset)),
        "gap": ("count", t("Gap"), frame["gap"]),
        "areas_with_mpp": ("count", t("With MPP"), frame["areas_with_mpp"]),
        "areas": ("count", t("Areas"), frame["areas"]),
        "pace_12": ("rate", t("Pace, 12 months"), frame["pace_12"]),
        "pace_24": ("rate", t("Pace, 24 months"), frame["pace_24"]),
        "pace_needed": ("rate", t("Pace needed"), frame["pace_needed"].astype(float)),
        "projected": ("month", t("At today's pace"), _to_days(frame["projected"])),
        "earliest": ("month", t("Earliest"), _to_days(frame["earliest"])),
        "latest": ("month", t("Latest"), _to_days(frame["latest"])),
        "kode": ("text", t("Code"), frame.index.to_series()),
    }
    return make_table("laju", columns)


def list_changes(before: Snapshot, after: Snapshot, selection: Selection, t: Language) -> DataTable:
    """One row per province kept: areas with an MPP on both days, and the gain; most first."""
    rows = compare_provinsi(before, after).loc[selection.provinsi]
    rows = rows.sort_values("gained", ascending=False, kind="stable")
    columns = {
        "nama": ("text", t("Province"), rows["nama"].map(shorten)),
        "gained": ("count", t("Gained"), rows["gained"]),
        "before": ("count", t.date(before.day, "medium"), rows["before"]),
        "after": ("count", t.date(after.day, "medium"), rows["after"]),
        "areas": ("count", t("Areas"), rows["areas"]),
        "kode": ("text", t("Code"), rows.index.to_series()),
    }
    return make_table("perubahan", columns)


def list_comparisons(
    comparisons: list[Comparison], t: Language, *, explained: list[str] | None = None
) -> DataTable:
    """One row per official total, the latest first.

    Parameters
    ----------
    explained : what explains the difference of each, in the order given; None = no such column.
    """
    rows = comparisons[::-1]
    index = pd.RangeIndex(len(rows))

    def column(values: list, dtype: str = "object") -> pd.Series:
        return pd.Series(values, index=index, dtype=dtype)

    exact = [row.day if len(row.date) == 10 else None for row in rows]
    rough = ["" if len(row.date) == 10 else tell_opening(row.date, None, t) for row in rows]
    columns = {
        "day": ("day", t("Day"), column(exact, "datetime64[s]")),
        "rough": ("text", t("Month"), column(rough)),
        "quoted": ("count", t("Official total"), column([row.quoted for row in rows], "Int64")),
        "ours": ("count", t("Our records"), column([row.ours for row in rows], "Int64")),
        "difference": ("count", t("Difference"), column([row.difference for row in rows], "Int64")),
        **({"explained": ("text", t("What explains it"), column(explained[::-1]))} if explained else {}),
        "basis": ("text", t("What is compared"), column([row.tell_basis(t) for row in rows])),
        "said_by": ("text", t("Who said it"), column([row.said_by or UNKNOWN for row in rows])),
        "note": ("text", t("Note"), column([row.note for row in rows])),
        "sumber_url": ("links", t("Sources"), column([row.source for row in rows])),
    }  # fmt: skip
    return make_table("rekonsiliasi", columns)


def _list_facts(dataset: Dataset, rows: pd.DataFrame, as_of: dt.date) -> list[Facts]:
    facts = gather_facts(dataset, as_of)
    return [facts[key] for key in rows["key"]]


def _list_values(known: list[Known]) -> pd.Series:
    return pd.Series([one.value for one in known], dtype=object)


def _list_counts(known: list[Known]) -> pd.Series:
    return pd.Series([one.value for one in known], dtype="Int64")


def _tell_dates(known: list[Known], t: Language) -> pd.Series:
    return pd.Series([tell_date(one, t) if one else None for one in known], dtype=object)


def _join_sources(rows: pd.DataFrame, facts: list[Facts]) -> pd.Series:
    """Sources of the opening and of the facts shown beside it."""
    pairs = zip(rows["sumber_url"], facts, strict=True)
    return pd.Series([tuple(dict.fromkeys((*own, *f.sources))) for own, f in pairs], dtype=object)


def _to_days(dates: pd.Series) -> pd.Series:
    return pd.to_datetime(dates).astype("datetime64[s]")


def _known_days(rows: pd.DataFrame, counted_from: pd.Series) -> pd.Series:
    """The opening where it is known to the day, else unknown."""
    return counted_from.where(rows["presisi"].eq("hari"))


def _say_rough(rows: pd.DataFrame, counted_from: pd.Series, t: Language) -> pd.Series:
    """The opening in words where it is not known to the day, else empty."""
    rough = counted_from.notna() & rows["presisi"].ne("hari")
    said = pd.Series("", index=rows.index, dtype=object)
    for key in rows.index[rough]:
        partial = rows["tanggal_peresmian"][key]
        said[key] = tell_opening(partial, counted_from[key], t, short=True)
    return said
