"""What a short briefing tells: a slide for each subject, and the one page that stands alone."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from mppgeo.base.language import Language
from mppgeo.base.names import shorten
from mppgeo.base.said import Few
from mppgeo.briefing.answers import answer_day, answer_questions, answer_total, answer_unknown
from mppgeo.briefing.change import tell_since
from mppgeo.briefing.growth import set_curve, tell_aim, tell_speed
from mppgeo.briefing.outline import (
    Block,
    Bullets,
    Columns,
    Figures,
    MapPicture,
    Section,
    TableBlock,
)
from mppgeo.briefing.outlook import (
    DECIDED,
    has_candidates,
    table_steps,
    tell_beyond,
    tell_effect,
)
from mppgeo.briefing.overview import compare_place, show_map, tell_finding
from mppgeo.briefing.phrases import (
    is_single,
    list_own_places,
    name_own_place,
    tell_decree,
    tell_last_year,
    tell_own_missing,
)
from mppgeo.briefing.proposal import Proposal
from mppgeo.content.datatable import DataTable
from mppgeo.content.headline import make_figures, make_title
from mppgeo.content.proposals import tell_quality
from mppgeo.content.provenance import count_sites
from mppgeo.content.reach_tables import make_reach_figures, tell_reach
from mppgeo.content.sentences import (
    tell_jakarta,
    tell_map,
    tell_pace,
    tell_people,
    tell_provinces,
    tell_total,
)
from mppgeo.content.tables import list_missing, list_missing_by_provinsi
from mppgeo.content.targets import find_target, measure_scene
from mppgeo.growth.changes import a_year_before
from mppgeo.maps.themes import make_coverage_theme
from mppgeo.planning.reach import find_distances
from mppgeo.planning.reach_figures import summarise_reach
from mppgeo.planning.siting import Unmet
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import FIRST_DAY, KABKOTA, PROVINSI

PAGE = "page"
"""Name of the section of one page."""
_PROVINCES, _STEPS = 8, 6
"""Provinces and next places listed on a slide."""
_HALF = 9
"""Areas from which on a list stands in two columns."""
_NAMED = 8
"""Names in a sentence of the one page."""


def show_map_shortly(scene: Scene) -> Section:
    """The map of provinces, or of the areas of one province."""
    if scene.places:
        return show_map(scene, KABKOTA, scene.t("Kabupaten and kota with and without an MPP"))
    return show_map(scene, PROVINSI, scene.t("Coverage by province"))


def count_missing(scene: Scene) -> Section:
    """How many areas lack an MPP, where, and how many people live there."""
    t, total = scene.t, scene.total
    lead, title = tell_own_missing(scene), t("Areas still without an MPP")
    notes = (lead, tell_people(total, t))
    if not total.missing:
        told = filter(None, (tell_people(total, t), *compare_place(scene)) if scene.places else ())
        blocks: tuple[Block, ...] = (Figures(tuple(make_figures(scene))), Bullets(tuple(told)))
        return Section("missing", title, lead, blocks, notes, whole=True)
    if not is_single(scene):
        return Section("missing", title, lead, _count_by_province(scene), notes, whole=True)
    table = list_missing(scene.snapshot, scene.places, t)
    widths, alt = {"nama": 3.4, "population": 2.0}, t("Table of areas without an MPP and their people.")  # fmt: skip
    table = replace(table, frame=table.frame.sort_values("population", ascending=False))
    if len(table.frame) < _HALF:
        blocks = (TableBlock(table, widths, alt), Bullets(tuple(compare_place(scene))))
    else:
        blocks = (TableBlock(*_fold(table, widths, t), alt),)
    return Section("missing", title, lead, blocks, (*notes, *compare_place(scene)), whole=True)


def _count_by_province(scene: Scene) -> tuple[Block, ...]:
    """The provinces with the most people in areas without an MPP, and what is left."""
    t = scene.t
    table = list_missing_by_provinsi(scene.snapshot, scene.places, t)
    frame = table.frame.sort_values(["jumlah", "population"], ascending=False)
    shown, rest = frame.head(_PROVINCES), frame[_PROVINCES:]
    block = TableBlock(
        replace(table, frame=shown), {"nama": 4.0, "jumlah": 2.0, "population": 2.4},
        t("Table of the areas without an MPP, by province."),
    )  # fmt: skip
    if rest.empty:
        return (block,)
    areas = t.plural("{count} area", "{count} areas", int(rest["jumlah"].sum()))
    told = t.plural(
        "{count} other province: {areas}.", "{count} other provinces: {areas} together.",
        len(rest), areas=areas,
    )  # fmt: skip
    return (block, Bullets((told,)))


def _fold(
    table: DataTable, widths: dict[str, float], t: Language
) -> tuple[DataTable, dict[str, float]]:
    """A long table of names and people as two halves side by side, with their sum at the end of
    an odd one."""
    keys = list(widths)
    rows = table.frame[keys].reset_index(drop=True)
    if len(rows) % 2:
        # A cell without a row would look unknown.
        rows.loc[len(rows)] = [t("Total"), rows["population"].sum()]
    half = len(rows) // 2
    left, right = rows[:half], rows[half:].reset_index(drop=True)
    frame = pd.concat([left[keys], right[keys].add_suffix("_2")], axis=1)
    kinds = {key: table.kinds[key] for key in keys}
    made = DataTable(
        table.name,
        frame,
        {key: table.titles[key] for key in keys} | {f"{k}_2": table.titles[k] for k in keys},
        kinds | {f"{key}_2": kind for key, kind in kinds.items()},
    )
    return made, widths | {f"{key}_2": width for key, width in widths.items()}


def show_growth_shortly(scene: Scene) -> Section:
    """The curve beside the target, the pace, and what changed in 12 months."""
    t, lead = scene.t, tell_aim(scene)
    progress = measure_scene(scene, find_target(scene).goal)
    # Where nothing opened in 24 months, that says it of the last 12 too.
    texts = [*([tell_last_year(scene)] if progress.openings else []), *tell_speed(scene)]
    since = tell_since(scene) if a_year_before(scene.day) >= FIRST_DAY else ""
    notes = (tell_total(name_own_place(scene), scene.total, t), since, tell_pace(progress, t))
    blocks = set_curve(scene, tuple(texts), 0.58)
    return Section("growth", t("Growth and targets"), lead, blocks, notes, whole=True)


def tell_next_shortly(scene: Scene) -> Section:
    """The first of the next places and what they bring; how far people live where all have one."""
    t, proposal = scene.t, Proposal(scene)
    title = t("Next steps")
    if not has_candidates(proposal):
        return _tell_all_have(scene, title)
    try:
        plan = proposal.plan
        lead = tell_effect(proposal)
    except Unmet as unmet:
        return Section("next", title, unmet.explain(t), _show_reach(scene), (unmet.explain(t),))
    notes = (lead, tell_quality(plan, proposal.options, t), t(DECIDED))
    if not len(plan.steps):
        return Section("next", title, lead, (*_show_reach(scene), Bullets((t(DECIDED),))), notes)
    block = replace(table_steps(proposal, _STEPS), note="")
    texts = [*tell_beyond(proposal), t(DECIDED)]
    if len(plan.steps) > _STEPS:
        texts.insert(0, t("The first {count} of {all}.", count=_STEPS, all=len(plan.steps)))
    return Section("next", title, lead, (block, Bullets(tuple(texts))), notes, whole=True)


def _tell_all_have(scene: Scene, title: str) -> Section:
    t = scene.t
    lead = t("All areas of this view have an MPP: what counts now is that they work and are near.")
    if scene.total.unknown:
        lead = tell_own_missing(scene)
    texts = tuple(filter(None, (answer_unknown(scene),)))
    blocks = (*_show_reach(scene), Bullets(texts)) if texts else _show_reach(scene)
    return Section("next", title, lead, blocks, (lead, *texts), whole=True)


def _show_reach(scene: Scene) -> tuple[Block, ...]:
    """Reach in figures, or the key figures where there are no village points."""
    codes = tuple(scene.selection.kabkota)
    if len(scene.dataset.villages) and codes:
        distances = find_distances(scene.snapshot, own=scene.view.pilihan.own)
        rows = summarise_reach(scene.snapshot, distances, codes)
        if len(rows):
            told = tell_reach(name_own_place(scene), rows.iloc[0], distances, scene.t)
            return Figures(tuple(make_reach_figures(rows.iloc[0], scene.t))), Bullets((told,))
    return (Figures(tuple(make_figures(scene))),)


def note_data(scene: Scene) -> Section:
    """What to know of the figures: their day, how is counted, what is not known."""
    t = scene.t
    mpp = scene.snapshot.mpp
    mpp = mpp[mpp["kode"].str[:2].isin(list_own_places(scene))]
    texts = [
        answer_day(scene),
        t("An MPP counts from its opening by the ministry on."),
        tell_decree(t),
        tell_jakarta(scene.snapshot, scene.places, t),
        *answer_total(scene)[:1],
        answer_unknown(scene),
    ]
    if len(mpp):
        texts.append(
            t.plural(
                "Every opening names its source: {count} site.",
                "Every opening names its source: {count} sites.",
                len(count_sites(mpp["sumber_url"])),
            )
        )
    kept = tuple(filter(None, texts))
    lead = t("Figures are of the records of this dashboard; boundaries are indicative.")
    notes = (*kept[:1], *answer_total(scene), answer_unknown(scene))
    return Section("data", t("Notes on the data"), lead, (Bullets(kept),), notes, whole=True)


def tell_page(scene: Scene) -> Section:
    """One slide or sheet that can stand alone."""
    t, snapshot = scene.t, scene.snapshot
    level = KABKOTA if scene.places else PROVINSI
    told = tell_map(
        name_own_place(scene), scene.total, snapshot, tuple(scene.place_selection.provinsi), t
    )
    mapped = replace(scene, view=replace(scene.view, level=level))
    picture = MapPicture(mapped, make_coverage_theme(snapshot, level), told)
    people = tell_people(scene.total, t)
    texts = [
        _name_missing(scene),
        people,
        tell_aim(scene),
        tell_last_year(scene),
        _name_next(scene),
    ]
    texts += compare_place(scene) if scene.places else [tell_provinces(scene.total, t)]
    texts.append(answer_unknown(scene))
    columns = Columns((picture, Bullets(tuple(filter(None, texts)))), (0.6, 0.4))
    lead = " ".join(tell_finding(scene))
    return Section(PAGE, make_title(scene), lead, (columns,), answer_questions(scene), whole=True)


def _name_missing(scene: Scene) -> str:
    """The areas of a province without an MPP, or the provinces with most of them, by name."""
    t = scene.t
    if not scene.total.missing:
        return ""
    if is_single(scene):
        rows = list_missing(scene.snapshot, scene.places, t).frame
        names = tuple(rows.sort_values("population", ascending=False)["nama"])
        return t("Still without: {names}.", names=Few(names, _NAMED).describe(t))
    rows = list_missing_by_provinsi(scene.snapshot, scene.places, t).frame
    rows = rows.sort_values(["jumlah", "population"], ascending=False)
    names = tuple(f"{row.nama} ({t.number(row.jumlah)})" for row in rows.itertuples())
    return t("Still without, by province: {names}.", names=Few(names, 5).describe(t))


def _name_next(scene: Scene) -> str:
    t, proposal = scene.t, Proposal(scene)
    try:
        if not has_candidates(proposal) or not len(proposal.plan.steps):
            return ""
    except Unmet:
        return ""
    names = [shorten(name) for name in proposal.plan.steps["nama"][:3]]
    return t("Next, where most people would gain: {names}.", names=t.listing(names))
