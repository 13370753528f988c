"""The priorities page: where next, and which areas without an MPP come first."""

import streamlit as st

from mppgeo.base.budgets import Busy
from mppgeo.content.proposal_charts import draw_gain, draw_parts
from mppgeo.content.proposals import (
    FORMULA,
    METHOD,
    SHIFTED,
    list_ranked,
    list_steps,
    name_people,
    select_ranked,
    tell_known_parts,
    tell_limits,
    tell_plan,
    tell_quality,
    tell_ranked,
    tell_score,
)
from mppgeo.coverage import select_missing
from mppgeo.maps.priorities import make_next_theme, make_rank_theme
from mppgeo.planning.candidates import (
    find_next,
    pose_problem,
)
from mppgeo.planning.priority import weigh_parts
from mppgeo.planning.siting import (
    TOO_MANY,
    Unmet,
)
from mppgeo.programme.stages import keep_areas
from mppgeo.scene.choices import EXACT, GREEDY, NEXT
from mppgeo.scene.view import KABKOTA
from mppgeo.scene.weights import PARTS, BadWeights
from mppgeo.ui.boxes import Box, show_boxes
from mppgeo.ui.charts import show_chart
from mppgeo.ui.listings import show_map_and_table
from mppgeo.ui.map import show_map
from mppgeo.ui.markup import escape_markdown, show_markup
from mppgeo.ui.priorities import (
    METHODS,
    choose_constraints,
    choose_method,
    choose_reach,
    choose_rules,
    choose_section,
    choose_weights,
    show_back,
)
from mppgeo.ui.state import Context

_BARS = 20

context: Context = st.session_state["context"]
dataset, snapshot, view, t = context.dataset, context.snapshot, context.view, context.t
kept, choices = keep_areas(snapshot, context.selection), view.pilihan


def show_next() -> None:
    with controls:
        left = int(select_missing(snapshot).index.isin(kept).sum())
        k = choose_reach(context, left)
        posed = pose_problem(snapshot, tuple(kept), choices.goal, choices.km)
        options = choose_constraints(context, posed, k)
        method = choose_method(context)
    try:
        plans = {GREEDY: find_next(posed, options)}
        try:
            plans[EXACT] = find_next(posed, options, exact=True)
        except Busy:
            st.info(t("The exact solution is not worked out now, as many ask for one; the one step by step is shown. Load the page again in a minute."), icon=":material/hourglass_top:")  # fmt: skip
            method = GREEDY
    except Unmet as unmet:
        with head:
            show_boxes(context, t("Where next"), [])
        st.info(escape_markdown(unmet.explain(t)), icon=":material/block:")
        show_map(context, make_next_theme(snapshot, kept[:0]), unmet.explain(t), timed=False)
        return
    plan = plans[method]
    summary = tell_plan(plan, options, t)
    share = [100 * n / plan.whole if plan.whole else None for n in (plan.before, plan.reachable)]
    after = 100 * (plan.before + plan.gain) / plan.whole if plan.whole else None
    people = name_people(choices.goal, choices.km, t)
    boxes = [
        Box(t("{people}, Indonesia today", people=people), t.percent(share[0]), t.number(round(plan.before))),
        Box(t("{people}, Indonesia then", people=people), t.percent(after), t.number(round(plan.before + plan.gain))),
        Box(t("People added"), t.number(round(plan.gain)), t.plural("{count} place", "{count} places", len(plan.steps))),
        Box(t("If all were chosen"), t.percent(share[1]), t.plural("{count} area", "{count} areas", len(posed.problem.names))),
    ]  # fmt: skip
    with head:
        show_boxes(context, t("Where next"), boxes, tell_quality(plan, options, t))
    table = list_steps(dataset, plan, choices.goal, choices.km, t)
    theme = make_next_theme(snapshot, plan.steps.index)
    show_map_and_table(context, theme, summary, table, level=KABKOTA)
    told = [*tell_limits(posed, plan, t), t(METHOD)]
    if choices.k > k:
        told.insert(0, t(TOO_MANY, k=t.number(choices.k), left=t.number(left)))
    st.caption(escape_markdown(" ".join(told)))
    st.subheader(t("What each step adds"), divider="grey")
    lines = {t(METHODS[m]): one for m, one in plans.items()}
    show_chart(draw_gain, lines, t=t, key="gain")


def show_priorities() -> None:
    with controls:
        choose_weights(context)
        rules = choose_rules(context)
    try:
        weights = weigh_parts(snapshot, choices)
    except BadWeights as bad:
        with head:
            show_boxes(context, t("Priorities"), [])
        st.warning(escape_markdown(bad.explain(t)), icon=":material/block:")
        return
    ranked = select_ranked(snapshot, weights, kept)
    people = ranked["penduduk"].sum()
    first = ranked["rank"].le(50).fillna(False)
    boxes = [
        Box(t("Areas without an MPP"), t.number(len(ranked))),
        Box(t("People without an MPP"), t.number(people)),
        Box(t("Weight on known values"), t.percent(ranked["known"].mean()), t("mean of the areas")),
        Box(t("Stable first 50"), t.number(int((ranked["worst"].le(50).fillna(False) & first).sum())), t("stay so when weights shift by 20%")),
    ]  # fmt: skip
    summary = tell_ranked(ranked, t)
    with head:
        show_boxes(context, t("Priorities"), boxes, summary)
    theme = make_rank_theme(snapshot, ranked["rank"])
    table = list_ranked(dataset, ranked, rules, t)
    show_map_and_table(context, theme, summary, table, level=KABKOTA)
    st.caption(
        escape_markdown(" ".join([tell_known_parts(snapshot, choices, t), t(FORMULA), t(SHIFTED)]))
    )
    st.subheader(t("What makes the score"), divider="grey")
    if view.kode in ranked.index:
        show_markup("paragraphs.html", texts=[tell_score(ranked, view.kode, t)])
    show_chart(draw_parts, ranked.head(_BARS), t=t, key="parts")
    meanings = [f"{t(part.label)}: {t(part.meaning)}." for part in PARTS.values()]
    st.caption(escape_markdown(" ".join(meanings)))


head = st.container()
controls = st.container(horizontal=True, key="above_map", vertical_alignment="center")
with controls:
    show_back(context)
    section = choose_section(context)
show_next() if section == NEXT else show_priorities()
