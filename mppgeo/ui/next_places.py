"""Where next: the places that bring most people an MPP, what they bring, and how it is found."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from mppgeo.base.budgets import Busy
from mppgeo.content.links import link_names
from mppgeo.content.proposal_charts import draw_gain
from mppgeo.content.proposals import METHOD, list_steps, name_people, tell_limits, tell_quality
from mppgeo.content.reach_tables import explain_missing_villages
from mppgeo.content.sentences.next_places import tell_best, tell_gain, tell_no_place
from mppgeo.content.sentences.places import name_place
from mppgeo.content.sentences.stages import tell_way
from mppgeo.coverage import select_missing
from mppgeo.maps.priorities import make_next_theme
from mppgeo.planning.candidates import Posed, find_next, pose_problem
from mppgeo.planning.effect import Effect, measure_effect
from mppgeo.planning.siting import NONE_LEFT, TOO_MANY, Options, Plan, Unmet
from mppgeo.programme.stages import keep_areas
from mppgeo.scene.choices import EXACT, GREEDY, REACH
from mppgeo.scene.view import KABKOTA
from mppgeo.ui.boxes import Box, show_boxes
from mppgeo.ui.charts import show_chart
from mppgeo.ui.listings import show_map_and_table
from mppgeo.ui.map import show_map
from mppgeo.ui.markup import escape_markdown, show_markup
from mppgeo.ui.priorities import choose_constraints, choose_method, choose_reach
from mppgeo.ui.state import Context

_STEPS = 3
"""Places that a profile tells of."""


def show_next(context: Context, head: DeltaGenerator, controls: DeltaGenerator) -> None:
    """Draw the next places of a view.

    Parameters
    ----------
    head, controls : where title and figures, and the choices above the map, are drawn.
    """
    snapshot, choices, t = context.snapshot, context.view.pilihan, context.t
    kept = tuple(keep_areas(snapshot, context.selection))
    left = int(select_missing(snapshot).index.isin(kept).sum())
    place = name_place(context.dataset, context.view, t)
    with controls:
        k = choose_reach(context, left)
        posed = pose_problem(snapshot, kept, choices.goal, choices.km)
        options = choose_constraints(context, posed, k)
    plans, why, busy = _find_plans(posed, options)
    if why is not None or not plans:
        told = tell_no_place(place, left, t)
        if why is not None and why.sentence != NONE_LEFT:
            told = why.explain(t)
        with head:
            show_boxes(context, t("Where next"), [])
        st.info(escape_markdown(told), icon=":material/block:")
        show_map(context, make_next_theme(snapshot, snapshot.areas.index[:0]), told, timed=False)
        return
    plan = plans[EXACT if choices.exact and EXACT in plans else GREEDY]
    effect = measure_effect(
        snapshot, tuple(plan.steps.index), context.places, choices.goal, float(choices.km)
    )
    told = tell_gain(place, plan, effect, options, t)
    with head:
        boxes = _make_boxes(context, place, posed, plan, effect)
        show_boxes(context, t("Where next"), boxes, told)
        if choices.goal == REACH and not len(context.dataset.villages):
            missing = explain_missing_villages(context.dataset.villages, t)
            st.warning(escape_markdown(missing), icon=":material/location_off:")
    people = name_people(choices.goal, choices.km, t)
    table = list_steps(
        context.dataset, plan, choices.goal, choices.km, t, effect=effect,
        people=t("{people}, {place}", people=people, place=place),
    )  # fmt: skip
    theme = make_next_theme(snapshot, plan.steps.index)
    show_map_and_table(context, theme, str(told), table, level=KABKOTA)
    notes = tell_limits(posed, plan, t)
    if choices.k > k:
        notes.insert(0, t(TOO_MANY, k=t.number(choices.k), left=t.number(left)))
    if EXACT in plans:
        notes.insert(0, tell_best(plans[GREEDY], plans[EXACT], t))
    if busy:
        notes.insert(0, t("The best of all choices is not worked out now, as many ask for one. Load the page again in a minute."))  # fmt: skip
    st.caption(escape_markdown(" ".join(notes)))
    st.subheader(t("What each step adds"), divider="grey")
    show_chart(draw_gain, {t("Where next"): plan}, t=t, key="gain")
    with st.expander(t("How it is calculated")):
        choose_method(context)
        st.caption(escape_markdown(f"{tell_quality(plan, options, t)} {t(METHOD)}"))


def _find_plans(posed: Posed, options: Options) -> tuple[dict[str, Plan], Unmet | None, bool]:
    """The plan made step by step and the best of all; why there is none; whether many wait."""
    try:
        plans = {GREEDY: find_next(posed, options)}
    except Unmet as unmet:
        return {}, unmet, False
    try:
        plans[EXACT] = find_next(posed, options, exact=True)
    except Busy:
        return plans, None, True
    return plans, None, False


def _make_boxes(
    context: Context, place: str, posed: Posed, plan: Plan, effect: Effect
) -> list[Box]:
    t, choices = context.t, context.view.pilihan
    people = name_people(choices.goal, choices.km, t)
    every = plan.reachable
    if context.places:
        chosen = tuple(posed.problem.names.index)
        all_of_them = measure_effect(
            context.snapshot, chosen, context.places, choices.goal, float(choices.km)
        )
        every = all_of_them.before + all_of_them.gain
    then = effect.before + effect.gain
    fields = {"people": people, "place": place}
    number = t.plural("{count} place", "{count} places", len(plan.steps))
    candidates = t.plural("{count} area", "{count} areas", len(posed.problem.names))
    return [
        Box(t("{people}, {place} today", **fields), t.percent(effect.share(effect.before)), t.number(round(effect.before))),
        Box(t("{people}, {place} then", **fields), t.percent(effect.share(then)), t.number(round(then))),
        Box(t("People added"), t.number(round(effect.gain)), number),
        Box(t("If all were chosen"), t.percent(effect.share(every)), candidates),
    ]  # fmt: skip


def show_steps(context: Context) -> None:
    """Draw in sentences what comes next in a place: stages, and the first places with their gain."""
    snapshot, choices, t = context.snapshot, context.view.pilihan, context.t
    told = [tell_way(snapshot, context.selection, context.view.jenis, t)]
    kept = tuple(keep_areas(snapshot, context.selection))
    left = int(select_missing(snapshot).index.isin(kept).sum())
    if left:
        posed = pose_problem(snapshot, kept, choices.goal, choices.km)
        options = Options(k=min(left, _STEPS), within_km=float(choices.km), goal=choices.goal)
        try:
            plan = find_next(posed, options)
        except Unmet:
            plan = None
        if plan is not None:
            effect = measure_effect(
                snapshot, tuple(plan.steps.index), context.places, choices.goal, float(choices.km)
            )
            place = name_place(context.dataset, context.view, t)
            told.append(tell_gain(place, plan, effect, options, t))
    for one in told:
        show_markup("told.html", told=link_names(one, context.view))
