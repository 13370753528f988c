"""The stages page: how far areas are on their way to an MPP."""

import streamlit as st

from mppgeo.content.classes import STAGE_CLASSES
from mppgeo.content.programme_tables import (
    list_durations,
    list_stage_events,
    list_stages,
    list_waiting,
    list_waiting_by_province,
)
from mppgeo.content.sentences.stages import tell_way
from mppgeo.maps.topics import make_stage_theme
from mppgeo.programme.clocks import STAGES as CLOCK
from mppgeo.programme.stages import (
    ASIDE,
    SERVED,
    count_stages,
    measure_durations,
    tell_durations,
)
from mppgeo.scene.view import KABKOTA, PROVINSI
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
told = tell_way(snapshot, selection, context.view.jenis, t)
show_boxes(
    context,
    t("Stages on the way to an MPP"),
    make_boxes(context, shown, counts.sum()),
    told,
    clock=CLOCK,
)

with st.container(horizontal=True, key="above_map", vertical_alignment="center"):
    kinds = {
        "waiting": t("Without an MPP"),
        "provinces": t("By province"),
        "all": t("All areas"),
    }
    show_way_back(context)
    st.space("stretch")
    kind = choose(context, "stages", t("Table"), kinds)

makers = {"waiting": list_waiting, "provinces": list_waiting_by_province, "all": list_stages}
table = makers[kind](snapshot, selection, t)
show_map_and_table(
    context,
    theme,
    str(told),
    table,
    level=PROVINSI if kind == "provinces" else KABKOTA,
    nothing=str(told),
)
st.caption(
    t("The areas that could open next come first: those in soft launching, then those under construction. Where only a month or a year of an event is known, its age counts from the last day. Of an area without a step on record the stage is not known, which does not mean that it has none.")
)  # fmt: skip

st.subheader(t("From the commitment to the opening"), divider="grey")
durations = measure_durations(snapshot, selection)
show_markup("paragraphs.html", texts=tell_durations(durations, t))
if len(durations.spans):
    show_listing(context, list_durations(durations, t))

st.subheader(t("Every event and its source"), divider="grey")
show_listing(context, list_stage_events(snapshot, selection, t))
