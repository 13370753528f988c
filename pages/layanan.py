"""The services page: MPP Digital, evaluations, services, institutions, ways to serve."""

import streamlit as st

from mppgeo.base.facts import Fact, make_links
from mppgeo.base.language import mark
from mppgeo.content.findings import tell_services
from mppgeo.content.programme_tables import (
    list_digital_areas,
    list_ecosystems,
    list_presence,
    list_results,
    list_services,
    list_visitor_figures,
)
from mppgeo.maps.topics import make_digital_theme, make_evaluation_theme
from mppgeo.programme.clocks import FIGURES
from mppgeo.programme.services import (
    count_reporting,
    find_digital_total,
    list_years,
    select_open,
    tell_share,
)
from mppgeo.ui.boxes import show_boxes
from mppgeo.ui.gaps import show_gap
from mppgeo.ui.listings import show_listing, show_map_and_table
from mppgeo.ui.services import make_service_boxes
from mppgeo.ui.state import Context
from mppgeo.ui.switches import choose, show_way_back
from mppgeo.ui.tables import show_downloads, show_table

INSTITUTIONS = mark("which institutions serve in the MPPs of this view")
WAYS = mark("which ways to serve the MPPs of this view offer")
VISITORS = mark("how many people the MPPs of this view serve")
_MANY = 20
"""Rows from which a table scrolls."""

context: Context = st.session_state["context"]
dataset, snapshot, selection, t = (
    context.dataset, context.snapshot, context.selection, context.t,
)  # fmt: skip

total = find_digital_total(dataset, context.as_of)
digital = list_digital_areas(snapshot, selection, t)
told = tell_services(context)
show_boxes(context, t("Services of MPPs"), make_service_boxes(context), told, clock=FIGURES)
with st.container(horizontal=True, key="above_map", vertical_alignment="center"):
    show_way_back(context)
    kinds = {"digital": t("MPP Digital"), "evaluation": t("Evaluation")}
    kind = choose(context, "services", t("Map"), kinds)
    year = None
    if kind == "evaluation":
        st.space("stretch")
        years = {0: t("Latest result"), **{y: str(y) for y in list_years(snapshot)}}
        year = choose(context, "year", t("Year"), years) or None

if kind == "digital":
    theme, table = make_digital_theme(snapshot), digital
else:
    theme = make_evaluation_theme(snapshot, year)
    table = list_results(snapshot, selection, year, t)
incomplete = t("The list of evaluation results is incomplete; an area without one on record may well have been evaluated.")  # fmt: skip
summary = str(told) if kind == "digital" else incomplete
note = Fact(incomplete)
if kind == "digital":
    note = Fact(t("Official number:"), links=make_links(total.sources)) if total else None
show_map_and_table(context, theme, summary, table, note=note)

st.subheader(t("Services, agencies and buildings"), divider="grey")
st.caption(t("Every figure is of its own day, and services are not counted alike everywhere."))
show_listing(context, list_services(snapshot, selection, t))

mpp = select_open(snapshot, selection)
for title, table, feature, listed in (
    (
        t("The signatories of the agreement of 28 June 2022"),
        "presence",
        INSTITUTIONS,
        list_presence,
    ),
    (t("The four ways to serve"), "ecosystems", WAYS, list_ecosystems),
    (t("Visitors"), "visitors", VISITORS, list_visitor_figures),
):
    st.subheader(title, divider="grey")
    known = count_reporting(dataset, table, mpp, context.as_of)
    if not known:
        show_gap(context, t(feature), table)
        continue
    st.caption(tell_share(known, len(mpp), t))
    found = listed(snapshot, selection, t)
    show_table(found, context, height="content" if len(found.frame) < _MANY else "auto")
    show_downloads(found, context)
