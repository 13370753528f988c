"""The map page: figures, map, drill-down tables, card."""

import streamlit as st

from mppgeo.boundaries.attribution import attribute_sources
from mppgeo.content.headline import tell_summary
from mppgeo.content.sentences import tell_finding
from mppgeo.content.tables import list_kabkota, list_mpp, list_provinsi
from mppgeo.maps.themes import make_coverage_theme
from mppgeo.scene.view import PROVINSI
from mppgeo.ui.briefing import show_deck_button, show_length, show_other_forms
from mppgeo.ui.card import show_card
from mppgeo.ui.crumbs import show_crumbs
from mppgeo.ui.headline import show_headline
from mppgeo.ui.map import show_map
from mppgeo.ui.markup import escape_markdown
from mppgeo.ui.paper import show_on_paper
from mppgeo.ui.presentation import show_start
from mppgeo.ui.state import Context
from mppgeo.ui.tables import select_area, show_downloads, show_table
from mppgeo.ui.tour import show_first_steps

context: Context = st.session_state["context"]
dataset, snapshot, selection, view, t = (
    context.dataset, context.snapshot, context.selection, context.view, context.t,
)  # fmt: skip

summary = tell_summary(context)


def show_tools() -> None:
    show_crumbs(context)
    st.space("stretch")
    show_start(context)
    show_deck_button(context)
    # What is closed need not be drawn: a quarter of all that a rerun would send.
    more = st.popover(t("More"), type="tertiary", key="more_forms", on_change="rerun")
    if more.open:
        with more:
            show_length(context)
            show_other_forms(context)


show_first_steps(t, shown=view.home() == view)
show_headline(context, tell_finding(context), show_tools)
by_province = view.level == PROVINSI
table = (
    list_provinsi(snapshot, selection, t) if by_province else list_kabkota(snapshot, selection, t)
)
left, right = st.columns([70, 30], gap="small")
with left:
    show_map(context, make_coverage_theme(snapshot, view.level), summary)
with right:
    if not len(table.frame):
        st.info(t("No area fits these filters."))
    if view.kode:
        show_card(context)
    with st.container(key="area_table", height="stretch"):
        show_table(table, context, height="stretch", selected=view.kode, on_select=select_area)
        show_on_paper(table, context)
    show_downloads(table, context, view.level)

listing = st.expander(t("MPPs in this view"), on_change="rerun", key="mpp_list")
if listing.open:
    mpp = list_mpp(snapshot, selection, t)
    with listing:
        show_table(mpp, context, height=300)
        show_downloads(mpp, context)
st.caption(escape_markdown(attribute_sources(dataset.boundaries, t)))
