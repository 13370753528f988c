"""The priority list: which areas without an MPP come first, and why each ranks where it does."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from mppgeo.base.names import shorten
from mppgeo.content.proposal_charts import draw_parts
from mppgeo.content.proposals import (
    FORMULA,
    SHIFTED,
    list_ranked,
    select_ranked,
    tell_known_parts,
    tell_weights,
)
from mppgeo.content.sentences.places import name_place
from mppgeo.content.sentences.priorities import list_bars, tell_first, tell_form, tell_rank_of
from mppgeo.maps.priorities import make_rank_theme
from mppgeo.planning.priority import list_priorities, weigh_parts
from mppgeo.programme.stages import keep_areas
from mppgeo.scene.view import KABKOTA
from mppgeo.scene.weights import PARTS, BadWeights
from mppgeo.ui.boxes import Box, show_boxes
from mppgeo.ui.charts import show_chart
from mppgeo.ui.listings import show_map_and_table
from mppgeo.ui.markup import escape_markdown, show_markup
from mppgeo.ui.priorities import choose_rules, choose_weights
from mppgeo.ui.state import Context

_BARS = 20


def show_priorities(context: Context, head: DeltaGenerator, controls: DeltaGenerator) -> None:
    """Draw the priority list of a view; of a selected area, what makes its rank.

    Parameters
    ----------
    head, controls : where title and figures, and the choices above the map, are drawn.
    """
    snapshot, view, t = context.snapshot, context.view, context.t
    with controls:
        choose_weights(context)
        rules = choose_rules(context)
    try:
        weights = weigh_parts(snapshot, view.pilihan)
    except BadWeights as bad:
        with head:
            show_boxes(context, t("Priorities"), [])
        st.warning(escape_markdown(bad.explain(t)), icon=":material/block:")
        return
    whole = int(list_priorities(snapshot, tuple(weights.items()))["rank"].notna().sum())
    ranked = select_ranked(snapshot, weights, keep_areas(snapshot, context.selection))
    first = ranked["rank"].le(50).fillna(False)
    stable = int((ranked["worst"].le(50).fillna(False) & first).sum())
    boxes = [
        Box(t("Areas without an MPP"), t.number(len(ranked))),
        Box(t("People without an MPP"), t.number(ranked["penduduk"].sum())),
        Box(t("Among the first 50"), t.number(int(first.sum())), t.plural("{count} of them whichever weight shifts", "{count} of them whichever weight shifts", stable)),
    ]  # fmt: skip
    told = tell_first(ranked, name_place(context.dataset, view, t), t)
    if view.kode in ranked.index:
        told = tell_rank_of(ranked, view.kode, whole, t)
    with head:
        show_boxes(context, t("Priorities"), boxes, told)
    table = list_ranked(context.dataset, ranked, rules, t)
    theme = make_rank_theme(snapshot, ranked["rank"])

    def show_score() -> None:
        row = ranked.loc[view.kode]
        show_markup(
            "score.html",
            title=t("Why {name} ranks there", name=shorten(row["nama"])),
            bars=list_bars(row, weights, t),
            form=tell_form(row, rules, t),
        )

    card = show_score if view.kode in ranked.index else None
    show_map_and_table(context, theme, str(told), table, level=KABKOTA, card=card)
    st.caption(escape_markdown(tell_weights(view.pilihan, t)))
    st.subheader(t("What makes the score"), divider="grey")
    show_chart(draw_parts, ranked.head(_BARS), t=t, key="parts")
    with st.expander(t("How it is calculated")):
        meanings = [f"{t(part.label)}: {t(part.meaning)}." for part in PARTS.values()]
        known = tell_known_parts(snapshot, view.pilihan, t)
        st.caption(escape_markdown(" ".join([t(FORMULA), t(SHIFTED), known, *meanings])))
