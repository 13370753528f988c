"""Sections of a briefing on reach, next places and priorities, as the view asks for them."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from mppgeo.base.language import mark
from mppgeo.base.names import shorten
from mppgeo.briefing.outline import (
    BarChart,
    Block,
    Bullets,
    Columns,
    Figures,
    MapPicture,
    Section,
    TableBlock,
)
from mppgeo.briefing.overview import compare_place
from mppgeo.briefing.proposal import Proposal
from mppgeo.content.classes import DISTANCES, NEXT_CLASSES, PROPOSED
from mppgeo.content.profile import compare_places, find_province
from mppgeo.content.proposals import (
    list_ranked,
    list_steps,
    name_people,
    select_ranked,
    tell_known_parts,
    tell_limits,
    tell_other_way,
    tell_plan,
    tell_quality,
    tell_ranked,
    tell_weights,
)
from mppgeo.content.reach_tables import (
    make_reach_figures,
    tell_assumptions,
    tell_positions,
    tell_reach,
)
from mppgeo.content.sentences import name_place
from mppgeo.maps.priorities import make_next_theme
from mppgeo.maps.reach import make_distance_theme
from mppgeo.planning.priority import weigh_parts
from mppgeo.planning.reach import (
    Distances,
    find_distances,
)
from mppgeo.planning.reach_figures import (
    LIMITS,
    summarise_reach,
)
from mppgeo.planning.siting import Plan, Unmet
from mppgeo.programme.stages import keep_areas
from mppgeo.scene.choices import REACH
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import KABKOTA
from mppgeo.scene.weights import BadWeights

DECIDED = mark("Which places are possible is decided on the ground; this is no more than a sum of people.")  # fmt: skip
_RANKED = 15
"""Areas of the priority list shown: as many as fit on a slide."""
_FEW = 5
"""Next places whose list and chart stand on one slide."""
_MILLIONS = 2e6
"""People from which on a chart counts in millions, below in thousands."""


# --- reach ------------------------------------------------------------------


def tell_reach_sections(scene: Scene, *, mapped: bool) -> list[Section]:
    """How far people have to go; nothing where there are no village points.

    Parameters
    ----------
    mapped : with a map.
    """
    codes = tuple(scene.selection.kabkota)
    if not len(scene.dataset.villages) or not codes:
        return []
    t, own = scene.t, scene.view.pilihan.own
    distances = find_distances(scene.snapshot, own=own)
    rows = summarise_reach(scene.snapshot, distances, codes)
    if rows.empty:
        return []
    row = rows.iloc[0]
    told = tell_reach(name_place(scene.dataset, scene.view, t), row, distances, t)
    positions = tell_positions(scene.dataset, distances, t)
    title = t("Reach of MPPs")
    figures = Figures(tuple(make_reach_figures(row, t)))
    chart = _chart_limits(scene, distances, row)
    assumed = tell_assumptions(scene.dataset, distances, t)
    basis = Bullets(tuple(text for text in assumed if text != positions))
    columns = Columns((chart, basis), (0.4, 0.6)) if chart.tells else basis
    if not mapped:
        return [Section("reach", title, told, (figures, columns), (told, positions))]
    theme = make_distance_theme(scene.snapshot, own=own)
    picture = MapPicture(_at_kabkota(scene), theme, told)
    return [
        Section("reach", title, told, (picture,), (told, positions)),
        Section("reach_figures", t("Reach in figures"), told, (figures, columns), (positions,)),
    ]


def _chart_limits(scene: Scene, distances: Distances, row: pd.Series) -> BarChart:
    t = scene.t
    shares = tuple(float(row[f"people_{km}_pct"]) for km in LIMITS)
    names = tuple(t("within {km} km", km=km) for km in LIMITS)
    told = "; ".join(f"{n} {t.percent(s)}" for n, s in zip(names, shares, strict=True))
    title = t("People by distance to an MPP")
    if distances.own:
        title = t("People by distance to their own MPP")
    colours = tuple(DISTANCES[0].colour for _ in LIMITS)
    return BarChart(title, names, shares, colours, f"{title}: {told}", percent=True)


# --- next places ------------------------------------------------------------


def tell_next_sections(scene: Scene) -> list[Section]:
    """The next places: map, gain of each step, list; nothing where no area is without an MPP."""
    t, proposal = scene.t, Proposal(scene)
    title = t("Where next")
    if not has_candidates(proposal):
        return []
    try:
        plan, other = proposal.plans
    except Unmet as unmet:
        return [Section("next", title, unmet.explain(t), (Bullets((unmet.explain(t),)),), ())]
    lead, quality = tell_effect(proposal), tell_quality(plan, proposal.options, t)
    limits = tell_limits(proposal.posed, plan, t)
    alone = t(DECIDED)
    told = (*limits, *tell_beyond(proposal), t("MPPs stand at the capital of their area; the people of an area are spread evenly over its villages; distances are straight lines."), alone)  # fmt: skip
    if not len(plan.steps):
        return [Section("next", title, lead, (Bullets(told),), (lead, quality))]
    notes = (lead, quality, tell_other_way(plan, other, t), alone)
    chart, block = _chart_gain(plan, scene), table_steps(proposal)
    rest: tuple[Block, ...] = (Bullets(told),)
    if chart.tells:
        rest = (Columns((chart, Bullets(told)), (0.52, 0.48)),)
    theme = make_next_theme(scene.snapshot, plan.steps.index)
    names = t.listing([shorten(name) for name in plan.steps["nama"]])
    picture = MapPicture(_at_kabkota(scene), theme, f"{lead} {names}.")
    order, gain = t("The next places, in order"), t("What each step adds")
    sections = [Section("next_map", title, lead, (picture,), notes)]
    if len(plan.steps) <= _FEW:
        return [*sections, Section("next", order, lead, (block, *rest), notes)]
    sections.append(Section("next", order, lead, (block,), notes))
    return [*sections, Section("next_gain", gain, lead, rest, notes)]


def has_candidates(proposal: Proposal) -> bool:
    """Whether any area of the view is without an MPP."""
    return bool(len(proposal.posed.problem.names) or proposal.posed.unplaced)


def tell_effect(proposal: Proposal) -> str:
    """What the next places bring: to the people of the view's places, or to the nation.

    Raises
    ------
    mppgeo.planning.siting.Unmet : the constraints cannot be met.
    """
    t, options, plan = proposal.scene.t, proposal.options, proposal.plan
    effect = proposal.effect
    if effect is None:
        return tell_plan(plan, options, t)
    shares = effect.shares
    fields = {
        "place": name_place(proposal.scene.dataset, proposal.scene.view, t),
        "people": t.number(round(effect.gain)),
        "before": t.percent(shares[0]),
        "after": t.percent(shares[-1]),
    }
    if options.goal == REACH:
        return t.plural(
            "{count} place brings the people of {place} within {km} km of an MPP from {before} to {after} ({people} people more).",
            "{count} places bring the people of {place} within {km} km of an MPP from {before} to {after} ({people} people more).",
            len(plan.steps),
            km=t.number(options.within_km, 0 if options.within_km == int(options.within_km) else 1),
            **fields,
        )
    return t.plural(
        "{count} place brings the people of {place} in areas with an MPP from {before} to {after} ({people} people more).",
        "{count} places bring the people of {place} in areas with an MPP from {before} to {after} ({people} people more).",
        len(plan.steps),
        **fields,
    )


def tell_beyond(proposal: Proposal) -> tuple[str, ...]:
    """Why the steps add more people than the view's places gain; () where they do not."""
    scene, effect = proposal.scene, proposal.effect
    if effect is None or round(proposal.plan.steps["gain"].sum()) == round(effect.gain):
        return ()
    place = name_place(scene.dataset, scene.view, scene.t)
    return (scene.t("Some of the people added live beyond the borders of {place}.", place=place),)


def _chart_gain(plan: Plan, scene: Scene) -> BarChart:
    t = scene.t
    together = plan.steps["gain"].cumsum()
    large = together.iloc[-1] >= _MILLIONS
    unit, decimals = (1e6, 1) if large else (1e3, 0)
    title = t("People added together, millions") if large else t("People added together, thousands")
    told = tuple(t.number(people / unit, decimals) for people in together)
    steps = tuple(str(step) for step in plan.steps["step"])
    alt = "; ".join(f"{n}. {one}" for n, one in zip(steps, told, strict=True))
    colour = NEXT_CLASSES[PROPOSED].colour
    return BarChart(
        title, steps, tuple(together / unit), (colour,) * len(steps), f"{title}: {alt}", told=told
    )


def table_steps(proposal: Proposal, most: int | None = None) -> TableBlock:
    """The next places in order, the first ``most`` of them.

    The share after each step is that of the people of the view's places.
    """
    scene, plan = proposal.scene, proposal.plan
    t, choices = scene.t, scene.view.pilihan
    widths = {"step": 1.15, "nama": 3.2, "provinsi": 3.0, "gain": 1.9, "together": 1.7, "covered_pct": 2.2}  # fmt: skip
    if find_province(scene):
        del widths["provinsi"]
    if most is not None:
        # Fewer columns can be read from further away.
        del widths["together"]
    people = name_people(choices.goal, choices.km, t)
    note = t("“{people}”: in all of Indonesia, after each step.", people=people)
    table = list_steps(scene.dataset, plan, choices.goal, choices.km, t)
    if proposal.effect is not None:
        place = name_place(scene.dataset, scene.view, t)
        note = t("“{people}”: of the people of {place}, after each step; people added may live beyond its borders.", people=people, place=place)  # fmt: skip
        table = replace(table, frame=table.frame.assign(covered_pct=proposal.effect.shares[1:]))
    if most is not None:
        table = replace(table, frame=table.frame.head(most))
    return TableBlock(table, widths, t("Table of the next places and the people each adds."), note)


# --- priorities -------------------------------------------------------------


def tell_priority_sections(scene: Scene) -> list[Section]:
    """The head of the priority list; nothing where no area is without an MPP."""
    t, choices = scene.t, scene.view.pilihan
    title = t("Priority list")
    try:
        weights = weigh_parts(scene.snapshot, choices)
    except BadWeights as bad:
        return [Section("priority", title, bad.explain(t), (Bullets((bad.explain(t),)),), ())]
    kept = keep_areas(scene.snapshot, scene.selection)
    ranked = select_ranked(scene.snapshot, weights, kept)
    if ranked["rank"].notna().sum() == 0:
        return []
    lead = tell_ranked(ranked, t)
    table = list_ranked(scene.dataset, ranked.head(_RANKED), choices.rules, t)
    widths = {
        "rank": 1.3, "nama": 2.6, "provinsi": 2.4, "score": 1.0, "moves": 1.3, "known": 1.4,
        "population": 1.5, "distance": 1.4, "form": 1.7,
    }  # fmt: skip
    if find_province(scene):
        del widths["provinsi"]
    note = [tell_weights(choices, t), t("Ranks are among all of Indonesia. “Rank moves by”: when one weight at a time shifts by 20%. Every part of the score stands in the data pack.")]  # fmt: skip
    if len(ranked) > _RANKED:
        first = t("The first {count} of {all}.", count=_RANKED, all=t.number(len(ranked)))
        note.insert(0, first)
    alt = t("Table of areas without an MPP by priority.")
    block = TableBlock(table, widths, alt, " ".join(note))
    notes = (lead, note[-1], tell_known_parts(scene.snapshot, choices, t))
    return [Section("priority", title, lead, (block,), notes)]


# --- one province -----------------------------------------------------------


def compare_neighbours(scene: Scene) -> list[Section]:
    """The province beside its neighbours, its island group and the nation."""
    t, kode = scene.t, find_province(scene)
    if kode is None:
        return []
    table = compare_places(scene, kode)
    widths = {
        "nama": 2.65, "coverage_pct": 1.2, "with_mpp": 1.2, "areas": 1.1, "population": 1.6,
        "population_covered_pct": 1.75, "within_pct": 1.4, "median_km": 1.2,
    }  # fmt: skip
    lead = t("Neighbours share a boundary on land; distances as the crow flies.")
    alt = t("Table of the province, its neighbours, its island group and Indonesia.")
    blocks = (TableBlock(table, widths, alt), Bullets(tuple(compare_place(scene))))
    return [Section("neighbours", t("Beside its neighbours"), lead, blocks, (lead,))]


def _at_kabkota(scene: Scene) -> Scene:
    return replace(scene, view=replace(scene.view, level=KABKOTA))
