"""The priorities page: where next, and which areas without an MPP come first."""

import streamlit as st

from mppgeo.coverage import select_missing
from mppgeo.language import mark
from mppgeo.maps.priorities import make_next_theme, make_rank_theme
from mppgeo.priority import PARTS, BadWeights, check_weights
from mppgeo.proposal_charts import draw_gain, draw_parts
from mppgeo.proposals import (
    list_ranked,
    list_steps,
    select_ranked,
    tell_limits,
    tell_plan,
    tell_quality,
    tell_ranked,
    tell_score,
)
from mppgeo.siting import REACH, Unmet, find_next, pose_problem
from mppgeo.stages import keep_areas
from mppgeo.ui.boxes import Box, show_boxes
from mppgeo.ui.listings import show_beside_map
from mppgeo.ui.map import show_map
from mppgeo.ui.markup import escape_markdown, show_markup
from mppgeo.ui.priorities import (
    EXACT,
    METHODS,
    choose_constraints,
    choose_reach,
    choose_rules,
    choose_weights,
    recall_goal,
    show_back,
)
from mppgeo.ui.state import Context
from mppgeo.ui.switches import choose

METHOD = mark("Greedy: the place that brings the most people not yet covered, again and again; at least 1 - 1/e = 63% of the best possible (Nemhauser, Wolsey & Fisher 1978), with quotas at least 50%. Exact: maximal covering (Church & ReVelle 1974) as a mixed-integer programme. MPPs stand at the capital of their area; the people of an area are spread evenly over its villages; distances are straight lines.")  # fmt: skip
FORMULA = mark("Score = sum of weight × points / sum of the weights of the parts known. Points of a part = 100 × (rank - 1) / (n - 1) among the n areas without an MPP, in all of Indonesia, of which the part is known; equal values share their mean rank. The weight of a part that is not known is shared among the others.")  # fmt: skip
SHIFTED = mark("“Rank moves by”: how far at most, when one weight at a time is made 20% smaller or larger.")  # fmt: skip
_BARS = 20

context: Context = st.session_state["context"]
dataset, snapshot, view, t = context.dataset, context.snapshot, context.view, context.t
kept = keep_areas(snapshot, context.selection)


def show_result(theme, summary, table) -> None:
    left, right = st.columns([63, 37], gap="small")
    with left:
        show_map(context, theme, summary, timed=False)
        show_markup("hidden.html", text=summary)
    with right:
        show_beside_map(context, table, dataset.kabkota)


def show_next() -> None:
    with controls:
        k, km = choose_reach(context, select_missing(snapshot).index.isin(kept).sum())
        posed = pose_problem(dataset, snapshot, tuple(kept), recall_goal(), km)
        options = choose_constraints(context, posed, k, km)
        method = choose(context, "siting", t("Method"), {m: t(name) for m, name in METHODS.items()})
    try:
        plans = {m: find_next(posed, options, exact=m == EXACT) for m in METHODS}
    except Unmet as unmet:
        with head:
            show_boxes(context, t("Where next"), [])
        st.info(escape_markdown(unmet.describe(t)), icon=":material/block:")
        show_map(context, make_next_theme(snapshot, kept[:0]), unmet.describe(t), timed=False)
        return
    plan = plans[method]
    summary = tell_plan(plan, options, t)
    share = [100 * n / plan.whole if plan.whole else None for n in (plan.before, plan.reachable)]
    after = 100 * (plan.before + plan.gain) / plan.whole if plan.whole else None
    near = f" (≤ {t.number(km)} km)" if options.goal == REACH else ""
    boxes = [
        Box(t("Covered today, Indonesia"), t.percent(share[0]), t.number(round(plan.before)) + near),
        Box(t("Covered then, Indonesia"), t.percent(after), t.number(round(plan.before + plan.gain)) + near),
        Box(t("People added"), t.number(round(plan.gain)), t.plural("{count} place", "{count} places", len(plan.steps))),
        Box(t("If all were chosen"), t.percent(share[1]), t.plural("{count} area", "{count} areas", len(posed.problem.names))),
    ]  # fmt: skip
    with head:
        show_boxes(context, t("Where next"), boxes, tell_quality(plan, options, t))
    table = list_steps(dataset, plan, t)
    show_result(make_next_theme(snapshot, plan.steps.index), summary, table)
    told = [*tell_limits(posed, plan, t), t(METHOD)]
    st.caption(escape_markdown(" ".join(told)))
    st.subheader(t("What each step adds"), divider="grey")
    lines = {t(METHODS[m]): one for m, one in plans.items()}
    st.altair_chart(draw_gain(lines, t), theme=None, key=f"gain_{t.code}")


def show_priorities() -> None:
    with controls:
        chosen = choose_weights(context)
        rules = choose_rules(context)
    try:
        weights = check_weights(chosen)
    except BadWeights as bad:
        with head:
            show_boxes(context, t("Priorities"), [])
        st.warning(escape_markdown(bad.describe(t)), icon=":material/block:")
        return
    ranked = select_ranked(dataset, snapshot, weights, kept)
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
    show_result(theme, summary, list_ranked(dataset, ranked, rules, t))
    st.caption(escape_markdown(" ".join([t(FORMULA), t(SHIFTED)])))
    st.subheader(t("What makes the score"), divider="grey")
    if view.kode in ranked.index:
        show_markup("paragraphs.html", texts=[tell_score(ranked, view.kode, t)])
    st.altair_chart(draw_parts(ranked.head(_BARS), t), theme=None, key=f"parts_{t.code}")
    meanings = [f"{t(part.label)}: {t(part.meaning)}." for part in PARTS.values()]
    st.caption(escape_markdown(" ".join(meanings)))


head = st.container()
controls = st.container(horizontal=True, key="above_map", vertical_alignment="center")
with controls:
    show_back(context)
    sections = {"next": t("Where next"), "priority": t("Priority list")}
    section = choose(context, "proposal", t("Section"), sections)
show_next() if section == "next" else show_priorities()
