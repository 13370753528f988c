"""The reach page: how far it is from where people live to the nearest MPP."""

import streamlit as st

from mppgeo.boundaries.attribution import attribute_sources
from mppgeo.content.charts import draw_reach
from mppgeo.content.findings import tell_distances
from mppgeo.content.reach_tables import (
    explain_missing_villages,
    list_reach,
    make_reach_figures,
    name_limits,
    tell_assumptions,
)
from mppgeo.maps.reach import make_distance_theme
from mppgeo.planning.reach import (
    find_distances,
)
from mppgeo.planning.reach_figures import (
    AREAS,
    NATION,
    PROVINCES,
    summarise_reach,
)
from mppgeo.planning.reach_trace import (
    follow_reach,
)
from mppgeo.scene.view import KABKOTA, PROVINSI
from mppgeo.ui.boxes import Box, show_boxes
from mppgeo.ui.charts import show_chart
from mppgeo.ui.headline import show_title
from mppgeo.ui.listings import show_map_and_table
from mppgeo.ui.markup import escape_markdown, show_markup
from mppgeo.ui.priorities import choose_own
from mppgeo.ui.state import Context
from mppgeo.ui.switches import choose, show_way_back

context: Context = st.session_state["context"]
dataset, snapshot, selection, view, t = (
    context.dataset, context.snapshot, context.selection, context.view, context.t,
)  # fmt: skip

missing = explain_missing_villages(dataset.villages, t)
if missing:
    show_title(context, t("Reach of MPPs"))
    st.warning(escape_markdown(missing), icon=":material/location_off:")
    st.stop()

head = st.container()
with st.container(horizontal=True, key="above_map", vertical_alignment="center"):
    show_way_back(context)
    own = choose_own(context)
    st.space("stretch")
    levels = {AREAS: t("Kabupaten and kota"), PROVINCES: t("Provinces")}
    level = choose(context, "reach_level", t("Table"), levels)

distances = find_distances(snapshot, own=own)
codes = tuple(selection.kabkota)
whole = summarise_reach(snapshot, distances, codes, NATION)
row = whole.iloc[0] if len(whole) else None
told = tell_distances(context)
with head:
    figures = make_reach_figures(row, t)
    boxes = [Box(figure.label, figure.value, figure.note) for figure in figures]
    show_boxes(context, t("Reach of MPPs"), boxes, told)

show_map_and_table(
    context,
    make_distance_theme(snapshot, own=own),
    str(told),
    list_reach(snapshot, distances, codes, level, t),
    level=KABKOTA if level == AREAS else PROVINSI,
    nothing=t("No area fits these filters."),
)
st.caption(escape_markdown(attribute_sources(dataset.boundaries, t)))

st.subheader(t("Reach over time"), divider="grey")
if len(codes):
    trace = follow_reach(snapshot, context.today, codes, own=own)
    show_chart(draw_reach, trace, name_limits(t), context.as_of, t=t, key="reach")
    st.caption(t("At the end of each month; the people are those of the latest count throughout."))

st.subheader(t("What the figures rest on"), divider="grey")
show_markup("paragraphs.html", texts=tell_assumptions(dataset, distances, t))
