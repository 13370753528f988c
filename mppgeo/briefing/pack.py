"""The data pack: every table of a view as a sheet, with its sources and notes."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from mppgeo.boundaries.attribution import attribute_sources
from mppgeo.briefing.proposal import Proposal
from mppgeo.content.datatable import DataTable
from mppgeo.content.exports import write_xlsx
from mppgeo.content.headline import make_title, tell_basis
from mppgeo.content.profile import compare_places, find_province
from mppgeo.content.programme_tables import list_visitor_figures
from mppgeo.content.proposals import (
    FORMULA,
    METHOD,
    SHIFTED,
    list_ranked,
    list_steps,
    select_ranked,
    tell_known_parts,
    tell_limits,
    tell_other_way,
    tell_plan,
    tell_quality,
    tell_weights,
)
from mppgeo.content.provenance import list_sources
from mppgeo.content.reach_tables import explain_missing_villages, list_reach, tell_assumptions
from mppgeo.content.tables import (
    list_changes,
    list_comparisons,
    list_kabkota,
    list_missing,
    list_mpp,
    list_mpp_facts,
    list_progress,
    list_provinsi,
    list_totals,
)
from mppgeo.content.targets import find_target
from mppgeo.country.regions import select_provinsi
from mppgeo.coverage import take_snapshot
from mppgeo.growth.changes import find_first_day
from mppgeo.growth.curve import count_by_year
from mppgeo.growth.reconciliation import reconcile
from mppgeo.planning.priority import weigh_parts
from mppgeo.planning.reach import (
    find_distances,
)
from mppgeo.planning.reach_figures import (
    AREAS,
    PROVINCES,
)
from mppgeo.planning.siting import Unmet, choose_none
from mppgeo.programme.stages import keep_areas
from mppgeo.scene.scene import Scene
from mppgeo.scene.weights import BadWeights


def write_pack(scene: Scene) -> bytes:
    """All tables of the view as one XLSX file."""
    return write_xlsx(*list_tables(scene), title=f"{make_title(scene)}, {tell_basis(scene)}")


def list_tables(scene: Scene) -> list[DataTable]:
    """The tables that the pages show for a view, all its filters applied, and their sources."""
    dataset, snapshot, selection, t = scene.dataset, scene.snapshot, scene.selection, scene.t
    view = scene.view
    goal = find_target(scene).goal
    codes = scene.places or tuple(select_provinsi(dataset.regions)["kode"])
    first = find_first_day(view.sejak, scene.day)
    before = take_snapshot(dataset, first, view.denominator, jenis=view.jenis)
    comparisons = [one for one in reconcile(dataset) if one.day <= scene.day]
    return [
        list_totals(scene),
        list_provinsi(snapshot, selection, t),
        list_kabkota(snapshot, selection, t),
        list_mpp(snapshot, selection, t),
        list_mpp_facts(snapshot, selection, t),
        list_missing(snapshot, scene.places, t),
        _list_years(scene),
        list_progress(dataset, scene.as_of, view.denominator, goal, codes, view.jenis, t),
        list_changes(before, snapshot, selection, t),
        list_comparisons(comparisons, t),
        list_visitor_figures(snapshot, selection, t),
        *_list_reach(scene),
        *_list_proposals(scene),
        _list_notes(scene),
    ]


def _list_reach(scene: Scene) -> list[DataTable]:
    """Reach of provinces and kabkota, and of one province beside its neighbours."""
    snapshot, t = scene.snapshot, scene.t
    kode = find_province(scene)
    beside = [compare_places(scene, kode)] if kode else []
    distances = find_distances(snapshot, own=scene.view.pilihan.own)
    codes = tuple(scene.selection.kabkota)
    levels = (PROVINCES, AREAS)
    return [*(list_reach(snapshot, distances, codes, one, t) for one in levels), *beside]


def _list_proposals(scene: Scene) -> list[DataTable]:
    """The next places both ways, without rows where there are none, and the priority list."""
    dataset, t, choices = scene.dataset, scene.t, scene.view.pilihan
    proposal, tables = Proposal(scene), []
    try:
        plans = proposal.plans
    except Unmet:
        plans = (choose_none(proposal.posed.problem),) * 2
    for plan, way in sorted(zip(plans, proposal.ways, strict=True), key=lambda one: one[1]):
        steps = list_steps(dataset, plan, choices.goal, choices.km, t)
        tables.append(replace(steps, name=f"{steps.name}-{way}"))
    try:
        weights = weigh_parts(scene.snapshot, choices)
    except BadWeights:
        return tables
    kept = keep_areas(scene.snapshot, scene.selection)
    ranked = select_ranked(scene.snapshot, weights, kept)
    return [*tables, list_ranked(dataset, ranked, choices.rules, t)]


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


def _tell_reach(scene: Scene) -> list[str]:
    dataset, t = scene.dataset, scene.t
    if not len(dataset.villages):
        return [explain_missing_villages(dataset.villages, t)]
    distances = find_distances(scene.snapshot, own=scene.view.pilihan.own)
    return tell_assumptions(dataset, distances, t)


def _tell_next(scene: Scene) -> list[str]:
    proposal, t = Proposal(scene), scene.t
    try:
        plan, other = proposal.plans
    except Unmet as unmet:
        return [unmet.explain(t)]
    told = [tell_plan(plan, proposal.options, t), tell_quality(plan, proposal.options, t)]
    return [*told, tell_other_way(plan, other, t), *tell_limits(proposal.posed, plan, t)]


def _list_notes(scene: Scene) -> DataTable:
    """What the pack is about, where its figures come from, and what to know of them."""
    t, dataset = scene.t, scene.dataset
    sources = list_sources(dataset, scene.mpp_of_places, scene.as_of, t)
    notes = dataset.records["data_notes"]
    texts = notes["isi_en" if t.code == "en" else "isi"]
    rows = [
        (t("What"), f"{make_title(scene)}, {tell_basis(scene)}", ()),
        *((row.what, row.source, ()) for row in sources.frame.itertuples()),
        (t("Map"), attribute_sources(dataset.boundaries, t), ()),
        *((t("Reach"), text, ()) for text in _tell_reach(scene)),
        (t("Next places"), t(METHOD), ()),
        *((t("Next places"), text, ()) for text in _tell_next(scene)),
        *(
            (t("Priority"), text, ())
            for text in (
                t(FORMULA),
                t(SHIFTED),
                tell_weights(scene.view.pilihan, t),
                tell_known_parts(scene.snapshot, scene.view.pilihan, t),
            )
        ),
        *((t("Note"), text, urls) for text, urls in zip(texts, notes["sumber_url"], strict=True)),
    ]
    frame = pd.DataFrame(rows, columns=["what", "source", "sumber_url"])
    titles = {"what": t("What"), "source": t("Source"), "sumber_url": t("Links")}
    kinds = {"what": "text", "source": "text", "sumber_url": "links"}
    return DataTable("sumber", frame, titles, kinds)
