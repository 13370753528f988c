"""The tables of the pages on stages, operation and services."""

from __future__ import annotations

import pandas as pd

from mppgeo.base.caching import VIEWS, cached
from mppgeo.base.language import UNKNOWN, Language, mark
from mppgeo.base.names import shorten
from mppgeo.content.datatable import Columns, DataTable, make_table, name_areas, say_words
from mppgeo.content.sentences.days import tell_ago
from mppgeo.coverage import Snapshot
from mppgeo.programme.facts import (
    Known,
    gather_facts,
    list_digital,
    list_visitors,
    tell_date,
)
from mppgeo.programme.operation import (
    NEVER,
    NOTHING,
    REPORTED,
    STATUSES,
    TOLD,
    UNREPORTED,
    find_hindered,
    find_unreported,
    judge_operation,
    list_history,
    sort_by_need,
    tell_status,
)
from mppgeo.programme.services import (
    BUILDINGS,
    ECOSYSTEMS,
    count_ecosystems,
    count_presence,
    judge_evaluations,
    select_open,
)
from mppgeo.programme.stages import (
    ASIDE,
    NOT_KNOWN,
    OPENED,
    SERVED,
    STAGES,
    WAY,
    Durations,
    find_ready,
    find_waiting,
    judge_stages,
    keep_areas,
    select_events,
)
from mppgeo.records.dates import tell_partial
from mppgeo.scene.selection import Selection, keep_mpp

STAGE_NAMES = {
    **STAGES,
    NOT_KNOWN: mark("Stage not known"),
    SERVED: mark("Served by the province's MPP"),
    ASIDE: mark("Outside this count"),
}
CONDITION_NAMES = {**STATUSES, UNREPORTED: mark("No report yet")}
BASIS_NAMES = {
    REPORTED: mark("report"),
    TOLD: mark("press"),
    NOTHING: mark("nothing on record"),
}


# --- stages -----------------------------------------------------------------


@cached(maxsize=VIEWS)
def list_waiting(snapshot: Snapshot, selection: Selection, t: Language) -> DataTable:
    """One row per area without an MPP, those that could open next first: its stage, the last
    event with its day, age and source."""
    rows = find_waiting(snapshot, selection)
    ago = [UNKNOWN if pd.isna(days) else tell_ago(int(days), t) for days in rows["days"]]
    columns = {
        "nama": ("text", t("Area"), rows["nama"].map(shorten)),
        "stage": ("text", t("Stage"), say_words(rows["stage"], STAGE_NAMES, t)),
        "tanggal": ("text", t("Last event"), _tell_dates(rows["tanggal"], t).where(rows["step"].notna())),
        "ago": ("text", t("How long ago"), pd.Series(ago, rows.index, dtype=object).where(rows["step"].notna())),
        "step": ("text", t("What happened then"), say_words(rows["step"], STAGES, t)),
        "sumber_url": ("links", t("Sources"), _fill_links(rows["sumber_url"])),
        "population": ("count", t("Population"), snapshot.areas["population"].reindex(rows.index)),
        "days": ("count", t("Days since"), rows["days"]),
        "provinsi": ("text", t("Province"), name_areas(rows["kode_provinsi"], snapshot.dataset)),
        "kode": ("text", t("Code"), rows.index.to_series()),
    }  # fmt: skip
    return make_table("tindak_lanjut", columns)


@cached(maxsize=VIEWS)
def list_waiting_by_province(snapshot: Snapshot, selection: Selection, t: Language) -> DataTable:
    """One row per province with areas without an MPP: how many stand at which stage, and which
    could open next; most areas first."""
    rows = find_waiting(snapshot, selection)
    counts = pd.crosstab(rows["kode_provinsi"], rows["stage"]).reindex(
        columns=[*reversed(WAY[:-1]), NOT_KNOWN], fill_value=0
    )
    counts["whole"] = counts.sum(axis=1)
    counts = counts.sort_values("whole", ascending=False, kind="stable")
    ready = find_ready(snapshot, selection)
    named = ready["nama"].map(shorten).groupby(ready["kode_provinsi"]).agg(", ".join)
    codes = counts.index.to_series()
    columns = {
        "nama": ("text", t("Province"), name_areas(codes, snapshot.dataset)),
        "whole": ("count", t("Without MPP"), counts["whole"]),
        "ready": ("text", t("Could open next"), named.reindex(counts.index).fillna("")),
        **{
            stage: ("count", t(STAGE_NAMES[stage]), counts[stage])
            for stage in [*reversed(WAY[:-1]), NOT_KNOWN]
        },
        "kode": ("text", t("Code"), codes),
    }
    return make_table("tindak_lanjut_provinsi", columns)


@cached(maxsize=VIEWS)
def list_stages(snapshot: Snapshot, selection: Selection, t: Language) -> DataTable:
    """One row per area of the denominator: its stage and the last step on record."""
    rows = judge_stages(snapshot).loc[keep_areas(snapshot, selection)]
    columns = {
        "nama": ("text", t("Area"), rows["nama"].map(shorten)),
        "stage": ("text", t("Stage"), say_words(rows["stage"], STAGE_NAMES, t)),
        "step": ("text", t("Last step"), say_words(rows["step"], STAGES, t)),
        "tanggal": ("text", t("Date"), _tell_dates(rows["tanggal"], t).where(rows["step"].notna())),
        "days": (
            "count",
            t("Days since"),
            rows["days"].where(~rows["stage"].isin([OPENED, SERVED])),
        ),
        "provinsi": ("text", t("Province"), name_areas(rows["kode_provinsi"], snapshot.dataset)),
        "kode": ("text", t("Code"), rows.index.to_series()),
    }
    return make_table("tahapan", columns)


@cached(maxsize=VIEWS)
def list_stage_events(snapshot: Snapshot, selection: Selection, t: Language) -> DataTable:
    """One row per event on record, the latest first, with its source."""
    rows = select_events(snapshot, selection).reset_index(drop=True)
    columns = {
        "nama": ("text", t("Area"), name_areas(rows["kode"], snapshot.dataset)),
        "tahap": ("text", t("Event"), say_words(rows["tahap"], STAGES, t)),
        **_split_dates(rows["tanggal"], t),
        "keterangan": ("text", t("Note"), rows["keterangan"]),
        "sumber_url": ("links", t("Sources"), rows["sumber_url"]),
        "kode": ("text", t("Code"), rows["kode"]),
    }
    return make_table("peristiwa", columns)


def list_durations(durations: Durations, t: Language) -> DataTable:
    """One row per area for which commitment and opening are dated, the quickest first."""
    rows = durations.spans
    columns = {
        "nama": ("text", t("Area"), rows["nama"].map(shorten)),
        "committed": ("text", t("Commitment"), _tell_dates(rows["committed"], t)),
        "opened": ("text", t("Opened"), _tell_dates(rows["opened"], t)),
        "shortest": ("count", t("Days, at least"), rows["shortest"]),
        "longest": ("count", t("Days, at most"), rows["longest"]),
        "kode": ("text", t("Code"), rows.index.to_series()),
    }
    return make_table("lama_proses", columns)


# --- operation --------------------------------------------------------------


@cached(maxsize=VIEWS)
def list_operation(
    snapshot: Snapshot,
    selection: Selection,
    weeks: int,
    t: Language,
    *,
    unreported: bool = False,
) -> DataTable:
    """One row per MPP that counts: its status, what that rests on, the last report.

    Parameters
    ----------
    unreported : only those without a report for ``weeks``, the longest first;
        else by status, what needs attention first.
    """
    rows = keep_mpp(judge_operation(snapshot, weeks), selection)
    if unreported:
        rows = find_unreported(rows)
    else:
        rows = sort_by_need(rows)
    rows = rows.reset_index(drop=True)
    never = rows["reporting"].eq(NEVER)
    told = pd.Series([tell_status(row, t) for row in rows.to_dict("records")], dtype=object)
    columns = {
        "daerah": ("text", t("Area"), name_areas(rows["area"], snapshot.dataset)),
        "condition": ("text", t("Status"), say_words(rows["condition"], CONDITION_NAMES, t)),
        "reported": ("day", t("Last report"), rows["reported"]),
        "weeks": ("count", t("Weeks without a report"), rows["weeks"]),
        "since": (
            "text", t("Counted since"),
            never.map({True: t("the opening"), False: t("the last report")}),
        ),
        "told": ("text", t("What is known"), told),
        "keterangan": ("text", t("Note"), rows["keterangan"]),
        "nama_mpp": ("text", t("Name of the MPP"), rows["nama_mpp"]),
        "sumber_url": ("links", t("Sources"), _fill_links(rows["sumber_url"])),
        "kode": ("text", t("Code"), rows["area"]),
    }  # fmt: skip
    if not unreported:
        return make_table("status", columns)
    first = ["daerah", "weeks", "since", "reported"]
    ordered = {key: columns[key] for key in dict.fromkeys([*first, *columns])}
    return make_table("belum_dilaporkan", ordered)


@cached(maxsize=VIEWS)
def list_hindered(snapshot: Snapshot, selection: Selection, weeks: int, t: Language) -> DataTable:
    """One row per MPP that was last said to be closed or disrupted, the latest said first."""
    rows = find_hindered(keep_mpp(judge_operation(snapshot, weeks), selection))
    rows = rows.reset_index(drop=True)
    columns = {
        "daerah": ("text", t("Area"), name_areas(rows["area"], snapshot.dataset)),
        "condition": ("text", t("Status"), say_words(rows["condition"], CONDITION_NAMES, t)),
        "tanggal": ("text", t("Day"), _tell_dates(rows["tanggal"], t)),
        "sumber_url": ("links", t("Sources"), _fill_links(rows["sumber_url"])),
        "nama_mpp": ("text", t("Name of the MPP"), rows["nama_mpp"]),
        "basis": ("text", t("According to"), say_words(rows["basis"], BASIS_NAMES, t)),
        "pelapor": ("text", t("Reporter"), rows["pelapor"]),
        "keterangan": ("text", t("Note"), rows["keterangan"]),
        "kode": ("text", t("Code"), rows["area"]),
    }
    return make_table("terganggu", columns)


@cached(maxsize=VIEWS)
def list_reports(
    snapshot: Snapshot, selection: Selection, kode: str | None, t: Language
) -> DataTable:
    """One row per report or event that says how an MPP works, the latest first."""
    rows = list_history(snapshot, selection, kode).reset_index(drop=True)
    words = {**STAGES, **STATUSES}
    columns = {
        "daerah": ("text", t("Area"), name_areas(rows["kode"], snapshot.dataset)),
        **_split_dates(rows["tanggal"], t),
        "said": ("text", t("Told"), say_words(rows["said"], words, t)),
        "basis": ("text", t("According to"), say_words(rows["basis"], BASIS_NAMES, t)),
        "pelapor": ("text", t("Reporter"), rows["pelapor"]),
        "keterangan": ("text", t("Note"), rows["keterangan"]),
        "nama_mpp": ("text", t("Name of the MPP"), rows["nama_mpp"]),
        "sumber_url": ("links", t("Sources"), _fill_links(rows["sumber_url"])),
        "kode": ("text", t("Code"), rows["kode"]),
    }
    return make_table("riwayat", columns)


# --- services ---------------------------------------------------------------


@cached(maxsize=VIEWS)
def list_digital_areas(snapshot: Snapshot, selection: Selection, t: Language) -> DataTable:
    """One row per area kept that is known to have MPP Digital, with its latest step."""
    rows = list_digital(snapshot.dataset, snapshot.as_of).drop_duplicates("kode", keep="last")
    rows = rows.sort_values("kode", kind="stable")
    rows = rows[_is_kept(rows["kode"], selection)].reset_index(drop=True)
    columns = {
        "daerah": ("text", t("Area"), name_areas(rows["kode"], snapshot.dataset)),
        "tahap": ("text", t("Stage"), rows["tahap"]),
        "tanggal": ("text", t("Date"), _tell_dates(rows["tanggal"], t)),
        "provinsi": ("text", t("Province"), name_areas(rows["kode"].str[:2], snapshot.dataset)),
        "sumber_url": ("links", t("Sources"), rows["sumber_url"]),
        "kode": ("text", t("Code"), rows["kode"]),
    }
    return make_table("digital", columns)


@cached(maxsize=VIEWS)
def list_results(
    snapshot: Snapshot, selection: Selection, year: int | None, t: Language
) -> DataTable:
    """One row per result of an evaluation in the areas kept, the latest first."""
    rows = judge_evaluations(snapshot.dataset, snapshot.as_of, year)
    rows = rows[_is_kept(rows["kode"], selection)].reset_index(drop=True)
    years = [str(year) if not pd.isna(year) else t("year not known") for year in rows["tahun"]]
    columns = {
        "daerah": ("text", t("Area"), name_areas(rows["kode"], snapshot.dataset)),
        "predikat": ("text", t("Result"), rows["predikat"]),
        "tahun": ("text", t("Year"), pd.Series(years, rows.index, dtype=object)),
        "nilai": ("rate", t("Score"), rows["nilai"]),
        "sumber_url": ("links", t("Sources"), rows["sumber_url"]),
        "kode": ("text", t("Code"), rows["kode"]),
    }
    return make_table("evaluasi" if year is None else f"evaluasi_{year}", columns)


@cached(maxsize=VIEWS)
def list_services(snapshot: Snapshot, selection: Selection, t: Language) -> DataTable:
    """One row per MPP that counts: services, agencies, building, address, with their dates."""
    rows = select_open(snapshot, selection)
    facts = gather_facts(snapshot.dataset, snapshot.as_of)
    rows = rows.reset_index(drop=True)
    own = [facts[key] for key in rows["key"]]
    area = rows["kode_kabkota"].fillna(rows["kode"])

    def numbers(known: list[Known]) -> pd.Series:
        return pd.Series([one.value for one in known], rows.index, dtype="Int64")

    def texts(known: list[Known]) -> pd.Series:
        return pd.Series([one.value for one in known], rows.index, dtype=object)

    def dates(known: list[Known]) -> pd.Series:
        told = [tell_date(one, t) if one else None for one in known]
        return pd.Series(told, rows.index, dtype=object)

    services, agencies = [d.services for d in own], [d.agencies for d in own]
    columns = {
        "daerah": ("text", t("Area"), name_areas(area, snapshot.dataset)),
        "jumlah_layanan": ("count", t("Services"), numbers(services)),
        "layanan_per": ("text", t("Services as of"), dates(services)),
        "jumlah_instansi": ("count", t("Agencies"), numbers(agencies)),
        "instansi_per": ("text", t("Agencies as of"), dates(agencies)),
        "gedung": ("text", t("Building"), say_words(texts([d.building for d in own]), BUILDINGS, t)),
        "alamat": ("text", t("Address"), texts([d.address for d in own])),
        "nama_mpp": ("text", t("Name of the MPP"), rows["nama_mpp"]),
        "sumber_url": (
            "links", t("Sources"),
            pd.Series([one.sources for one in own], rows.index, dtype=object),
        ),
        "kode": ("text", t("Code"), area),
    }  # fmt: skip
    return make_table("layanan", columns)


@cached(maxsize=VIEWS)
def list_presence(snapshot: Snapshot, selection: Selection, t: Language) -> DataTable:
    """One row per signatory: in how many MPPs it serves, does not, and is not known."""
    rows = count_presence(snapshot.dataset, select_open(snapshot, selection), snapshot.as_of)
    columns = {
        "nama": ("text", t("Institution"), rows["nama"]),
        "singkatan": ("text", t("Abbreviation"), rows["singkatan"]),
        **_tell_counts(rows, t),
    }
    return make_table("instansi", columns)


@cached(maxsize=VIEWS)
def list_ecosystems(snapshot: Snapshot, selection: Selection, t: Language) -> DataTable:
    """One row per way to serve: in how many MPPs it is offered, is not, and is not known."""
    rows = count_ecosystems(snapshot.dataset, select_open(snapshot, selection), snapshot.as_of)
    columns = {
        "nama": ("text", t("Way to serve"), say_words(rows["ekosistem"], ECOSYSTEMS, t)),
        **_tell_counts(rows, t),
    }
    return make_table("ekosistem", columns)


@cached(maxsize=VIEWS)
def list_visitor_figures(snapshot: Snapshot, selection: Selection, t: Language) -> DataTable:
    """One row per figure of visitors of an open MPP in the areas kept, the newest first."""
    rows = list_visitors(snapshot.dataset, snapshot.as_of)
    mpp = select_open(snapshot, selection).set_index("key")
    rows = rows[rows["key"].isin(mpp.index)].reset_index(drop=True)
    areas = mpp["kode_kabkota"].fillna(mpp["kode"]).to_dict()
    area = rows["key"].map(areas).astype(object)
    columns = {
        "daerah": ("text", t("Area"), name_areas(area, snapshot.dataset)),
        "periode": ("text", t("Period"), rows["periode"]),
        "jumlah_pengunjung": ("count", t("Number"), rows["jumlah_pengunjung"]),
        "satuan": ("text", t("Counted"), rows["satuan"]),
        "tanggal_data": ("text", t("As of"), _tell_dates(rows["tanggal_data"], t)),
        "nama_mpp": ("text", t("Name of the MPP"), rows["nama_mpp"]),
        "sumber_url": ("links", t("Sources"), rows["sumber_url"]),
        "kode": ("text", t("Code"), area),
    }
    return make_table("pengunjung", columns)


def _tell_counts(rows: pd.DataFrame, t: Language) -> Columns:
    return {
        "present": ("count", t("Known: yes"), rows["present"]),
        "absent": ("count", t("Known: no"), rows["absent"]),
        "unknown": ("count", t("Not known"), rows["unknown"]),
    }


# --- columns ----------------------------------------------------------------


def _tell_dates(partials: pd.Series, t: Language) -> pd.Series:
    return partials.map(lambda partial: tell_partial(partial, t) or t("date not known"))


def _split_dates(partials: pd.Series, t: Language) -> Columns:
    """A day where it is known to the day, which sorts; else the date in words beside it."""
    exact = partials.str.len().eq(10).fillna(False).astype(bool)
    days = pd.to_datetime(partials.where(exact), errors="coerce").astype("datetime64[s]")
    rough = _tell_dates(partials, t).where(~exact, "")
    return {"day": ("day", t("Day"), days), "rough": ("text", t("Day, about"), rough)}


def _fill_links(links: pd.Series) -> pd.Series:
    return links.map(lambda urls: urls if isinstance(urls, tuple) else ()).astype(object)


def _is_kept(codes: pd.Series, selection: Selection) -> pd.Series:
    inside = codes.isin(selection.kabkota)
    if selection.by_place_only:
        inside |= codes.isin(selection.places)
    return inside
