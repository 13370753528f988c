"""The tables of the weekly page: what changed, what was reported, who did not, what opens next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from mppgeo.base.language import UNKNOWN, Language, mark
from mppgeo.base.names import shorten
from mppgeo.content.datatable import DataTable, make_table, name_areas, say_words
from mppgeo.content.headline import Figure
from mppgeo.content.programme_tables import BASIS_NAMES, STAGE_NAMES
from mppgeo.content.sentences.days import tell_ago
from mppgeo.dataset import Dataset
from mppgeo.programme.operation import NEVER, STATUSES
from mppgeo.programme.stages import STAGES
from mppgeo.records.dates import tell_partial
from mppgeo.store.journal import name_row
from mppgeo.store.netting import NetChange

TABLE_NAMES = {
    "mpp": mark("List of MPPs"),
    "mpp_sites": mark("Places and buildings"),
    "mpp_details": mark("Services and agencies"),
    "stage_events": mark("Stages"),
    "status_reports": mark("Reports"),
    "official_totals": mark("Official totals"),
    "attestations": mark("Attestations of completeness"),
    "mpp_digital": mark("MPP Digital"),
    "evaluations": mark("Evaluations"),
    "capacity": mark("Fiscal capacity and poverty"),
    "institutions": mark("Institutions"),
    "presence": mark("Institutions present"),
    "ecosystems": mark("Ways to serve"),
    "visitors": mark("Visitors"),
    "programme": mark("Facts about the programme"),
    "data_notes": mark("Notes on the data"),
    "targets": mark("Targets"),
    "province_history": mark("History of the provinces"),
    "province_statements": mark("Statements about provinces"),
}
"""What the tables of the records are called in a sentence."""
WHAT = {"added": mark("added"), "changed": mark("changed"), "removed": mark("removed")}


def list_week_changes(changes: Sequence[NetChange], dataset: Dataset, t: Language) -> DataTable:
    """One row per field that differs after the week; of rows added or removed, one."""
    rows = [
        (change, column)
        for change in changes
        for column in (change.list_columns() if change.what == "changed" else [""])
    ]
    area = _make_texts(next(iter(change.areas), None) for change, _ in rows)

    def tell(side: str) -> pd.Series:
        return _make_texts(
            ((getattr(change.row, side) or {}).get(column) or None) if column else None
            for change, column in rows
        )

    columns = {
        "daerah": ("text", t("Area"), name_areas(area, dataset)),
        "tabel": ("text", t("Table"), _make_texts(t(TABLE_NAMES[change.table]) for change, _ in rows)),
        "what": ("text", t("What happened"), _make_texts(t(WHAT[change.what]) for change, _ in rows)),
        "nama": ("text", t("Row"), _make_texts(name_row(change.row.after or change.row.before or {}) for change, _ in rows)),
        "column": ("text", t("Column"), _make_texts(column or None for _, column in rows)),
        "before": ("text", t("Before"), tell("before")),
        "after": ("text", t("After"), tell("after")),
        "kode": ("text", t("Code"), area),
    }  # fmt: skip
    return make_table("perubahan_catatan", columns)


def list_hindered(hindered: pd.DataFrame, dataset: Dataset, t: Language) -> DataTable:
    """One row per MPP reported closed, disrupted or moved, what is of the week first.

    Parameters
    ----------
    hindered : rows of :func:`mppgeo.programme.week.find_hindered`.
    """
    news = hindered["new"].map({True: t("this week"), False: t("still")})
    columns = {
        "daerah": ("text", t("Area"), name_areas(hindered["kode"], dataset)),
        "provinsi": ("text", t("Province"), name_areas(hindered["kode"].str[:2], dataset)),
        "nama_mpp": ("text", t("Name of the MPP"), hindered["nama_mpp"]),
        "said": ("text", t("Told"), say_words(hindered["said"], STATUSES, t)),
        "tanggal": ("text", t("Date"), _tell_dates(hindered["tanggal"], t)),
        "baru": ("text", t("Told this week"), news.astype(object)),
        "now": ("text", t("Status"), say_words(hindered["now"], STATUSES, t)),
        "basis": ("text", t("According to"), say_words(hindered["basis"], BASIS_NAMES, t)),
        "pelapor": ("text", t("Reporter"), hindered["pelapor"]),
        "keterangan": ("text", t("Note"), hindered["keterangan"]),
        "sumber_url": ("links", t("Sources"), _fill_links(hindered["sumber_url"])),
        "kode": ("text", t("Code"), hindered["kode"]),
    }  # fmt: skip
    return make_table("dilaporkan", columns)


def list_silent_provinces(counts: pd.DataFrame, dataset: Dataset, t: Language) -> DataTable:
    """One row per province: MPPs that nobody has reported on for the weeks asked for.

    Parameters
    ----------
    counts : of :func:`mppgeo.programme.week.count_unreported`.
    """
    codes = counts.index.to_series()
    columns = {
        "nama": ("text", t("Province"), name_areas(codes, dataset)),
        "unreported": ("count", t("Not reported"), counts["unreported"]),
        "never": ("count", t("Of these, never"), counts["never"]),
        "whole": ("count", t("MPPs"), counts["whole"]),
        "kode": ("text", t("Code"), codes),
    }
    return make_table("belum_melapor_provinsi", columns)


def list_silent(operation: pd.DataFrame, dataset: Dataset, t: Language) -> DataTable:
    """One row per MPP without a report for the weeks asked for, the longest first.

    Parameters
    ----------
    operation : rows of :func:`mppgeo.programme.operation.find_unreported`.
    """
    rows = operation.reset_index(drop=True)
    since = rows["reporting"].eq(NEVER).map({True: t("the opening"), False: t("the last report")})
    columns = {
        "daerah": ("text", t("Area"), name_areas(rows["area"], dataset)),
        "provinsi": ("text", t("Province"), name_areas(rows["area"].str[:2], dataset)),
        "nama_mpp": ("text", t("Name of the MPP"), rows["nama_mpp"]),
        "weeks": ("count", t("Weeks without a report"), rows["weeks"]),
        "since": ("text", t("Counted since"), since.astype(object)),
        "reported": ("day", t("Last report"), rows["reported"]),
        "kode": ("text", t("Code"), rows["area"]),
    }
    return make_table("belum_melapor", columns)


def list_ready(ready: pd.DataFrame, dataset: Dataset, t: Language) -> DataTable:
    """One row per area that could open next, those in soft launching first.

    Parameters
    ----------
    ready : rows of :func:`mppgeo.programme.stages.find_ready`.
    """
    ago = [UNKNOWN if pd.isna(days) else tell_ago(int(days), t) for days in ready["days"]]
    columns = {
        "daerah": ("text", t("Area"), ready["nama"].map(shorten)),
        "provinsi": ("text", t("Province"), name_areas(ready["kode_provinsi"], dataset)),
        "stage": ("text", t("Stage"), say_words(ready["stage"], STAGE_NAMES, t)),
        "step": ("text", t("Last step"), say_words(ready["step"], STAGES, t)),
        "tanggal": ("text", t("Date"), _tell_dates(ready["tanggal"], t)),
        "ago": ("text", t("How long ago"), pd.Series(ago, ready.index, dtype=object)),
        "sumber_url": ("links", t("Sources"), _fill_links(ready["sumber_url"])),
        "kode": ("text", t("Code"), ready.index.to_series()),
    }
    return make_table("berikutnya", columns)


def list_figures(figures: Sequence[Figure], t: Language) -> DataTable:
    """The headline figures, a row each."""
    columns = {
        "what": ("text", t("What"), _make_texts(one.label for one in figures)),
        "nilai": ("text", t("Value"), _make_texts(one.value for one in figures)),
        "keterangan": ("text", t("Note"), _make_texts(one.note for one in figures)),
    }
    return make_table("pekan", columns)


def _make_texts(values: Iterable[str | None]) -> pd.Series:
    return pd.Series(list(values), dtype=object)


def _tell_dates(dates: pd.Series, t: Language) -> pd.Series:
    told = [tell_partial(one, t) or t("date not known") for one in dates]
    return pd.Series(told, dates.index, dtype=object)


def _fill_links(urls: pd.Series) -> pd.Series:
    return urls.map(lambda value: value if isinstance(value, tuple) else ())
