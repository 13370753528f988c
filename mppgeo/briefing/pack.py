"""The data pack: every table of a view as a sheet, with its sources and notes."""

from __future__ import annotations

import pandas as pd

from mppgeo.changes import find_first_day
from mppgeo.coverage import take_snapshot
from mppgeo.exports import write_xlsx
from mppgeo.growth import count_by_year
from mppgeo.headline import make_title, tell_basis
from mppgeo.provenance import list_sources
from mppgeo.reconciliation import reconcile
from mppgeo.regions import select_provinsi
from mppgeo.scene import Scene
from mppgeo.sentences import attribute_sources
from mppgeo.tables import (
    DataTable,
    list_changes,
    list_comparisons,
    list_kabkota,
    list_missing,
    list_mpp,
    list_mpp_facts,
    list_progress,
    list_provinsi,
)
from mppgeo.targets import find_target


def write_pack(scene: Scene) -> bytes:
    """All tables of the view as one XLSX file."""
    return write_xlsx(*list_tables(scene))


def list_tables(scene: Scene) -> list[DataTable]:
    """The tables that the pages show for a view, all its filters applied, and their sources."""
    dataset, snapshot, selection, t = scene.dataset, scene.snapshot, scene.selection, scene.t
    view = scene.view
    goal = find_target(scene).goal
    codes = scene.places or tuple(select_provinsi(dataset.regions)["kode"])
    first = find_first_day(view.sejak, scene.as_of)
    before = take_snapshot(dataset, first, view.denominator, jenis=view.jenis)
    comparisons = [one for one in reconcile(dataset) if one.day <= scene.as_of]
    return [
        _list_totals(scene),
        list_provinsi(snapshot, selection, t),
        list_kabkota(dataset, snapshot, selection, t),
        list_mpp(dataset, snapshot, selection, t),
        list_mpp_facts(dataset, snapshot, selection, t),
        list_missing(dataset, snapshot, scene.places, t),
        _list_years(scene),
        list_progress(dataset, scene.as_of, view.denominator, goal, codes, view.jenis, t),
        list_changes(before, snapshot, selection, t),
        list_comparisons(comparisons, t),
        _list_notes(scene),
    ]


def _list_totals(scene: Scene) -> DataTable:
    """One row: the figures of the places kept, as at the head of the pages."""
    t, total = scene.t, scene.total
    columns = {
        "as_of": ("day", t("As of"), pd.Timestamp(total.as_of)),
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
            "percent", t("Population covered"), total.population_covered_pct,
        ),
        "provinsi_complete": ("count", t("Complete provinces"), total.provinsi_complete),
        "provinsi_without": ("count", t("Provinces without any MPP"), total.provinsi_without),
    }  # fmt: skip
    return DataTable(
        name="ringkasan",
        frame=pd.DataFrame({key: [value] for key, (_, _, value) in columns.items()}),
        titles={key: title for key, (_, title, _) in columns.items()},
        kinds={key: kind for key, (kind, _, _) in columns.items()},
    )


def _list_years(scene: Scene) -> DataTable:
    t = scene.t
    return DataTable(
        name="tahun",
        frame=count_by_year(scene.mpp_of_places),
        titles={
            "year": t("Year"), "openings": t("Openings"), "uncertain": t("Of these, year not certain"),
        },
        kinds={"year": "text", "openings": "count", "uncertain": "count"},
    )  # fmt: skip


def _list_notes(scene: Scene) -> DataTable:
    """What the pack is about, where its figures come from, and what to know of them."""
    t, dataset = scene.t, scene.dataset
    sources = list_sources(dataset, scene.mpp_of_places, scene.as_of, t)
    notes = dataset.records["data_notes"]
    texts = notes["isi_en" if t.code == "en" else "isi"]
    rows = [
        (t("What"), f"{make_title(scene)}, {tell_basis(scene)}", ()),
        *((row.what, row.source, ()) for row in sources.frame.itertuples()),
        (t("Map"), attribute_sources(t), ()),
        *((t("Note"), text, urls) for text, urls in zip(texts, notes["sumber_url"], strict=True)),
    ]
    frame = pd.DataFrame(rows, columns=["what", "source", "sumber_url"])
    titles = {"what": t("What"), "source": t("Source"), "sumber_url": t("Links")}
    kinds = {"what": "text", "source": "text", "sumber_url": "links"}
    return DataTable("sumber", frame, titles, kinds)
