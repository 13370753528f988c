"""The stages page: how far areas are on their way to an MPP."""

import streamlit as st

from mppgeo.content.classes import STAGE_CLASSES
from mppgeo.content.programme_tables import (
    list_durations,
    list_stage_events,
    list_stages,
    list_stalled,
)
from mppgeo.maps.topics import make_stage_theme
from mppgeo.programme.clocks import STAGES as CLOCK
from mppgeo.programme.stages import (
    ASIDE,
    SERVED,
    count_stages,
    measure_durations,
    tell_durations,
    tell_stages,
)
from mppgeo.scene.view import KABKOTA
from mppgeo.ui.boxes import make_boxes, show_boxes
from mppgeo.ui.listings import show_listing, show_map_and_table
from mppgeo.ui.markup import show_markup
from mppgeo.ui.state import Context
from mppgeo.ui.switches import choose, show_way_back

context: Context = st.session_state["context"]
snapshot, selection, t = context.snapshot, context.selection, context.t

theme = make_stage_theme(snapshot)
counts = count_stages(snapshot, selection)
shown = [
    (STAGE_CLASSES[stage], n) for stage, n in counts.items() if n or stage not in (SERVED, ASIDE)
]
summary = tell_stages(counts, t)
show_boxes(
    context,
    t("Stages on the way to an MPP"),
    make_boxes(context, shown, counts.sum()),
    summary,
    clock=CLOCK,
)

with st.container(horizontal=True, key="above_map", vertical_alignment="center"):
    kinds = {"stalled": t("Under way, not opened"), "all": t("All areas")}
    show_way_back(context)
    st.space("stretch")
    kind = choose(context, "stages", t("Table"), kinds)

make_table = list_stalled if kind == "stalled" else list_stages
table = make_table(snapshot, selection, t)
show_map_and_table(
    context,
    theme,
    summary,
    table,
    level=KABKOTA,
    nothing=t("No area in this view has taken a step without having opened."),
)
st.caption(
    t("“Days since” counts from the last step on record; where only a month or a year is known, from its last day. Most areas without an MPP have no step on record: their stage is not known, which does not mean that they have none.")
)  # fmt: skip

st.subheader(t("From the commitment to the opening"), divider="grey")
durations = measure_durations(snapshot, selection)
show_markup("paragraphs.html", texts=tell_durations(durations, t))
if len(durations.spans):
    show_listing(context, list_durations(durations, t))

st.subheader(t("Every event and its source"), divider="grey")
show_listing(context, list_stage_events(snapshot, selection, t))
