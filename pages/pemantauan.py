"""The monitoring page: how opened MPPs work, and which were not reported."""

import streamlit as st

from mppgeo.base.language import mark
from mppgeo.content.classes import STATUS_CLASSES
from mppgeo.content.programme_tables import list_hindered, list_operation, list_reports
from mppgeo.content.sentences.operation import tell_reporting
from mppgeo.maps.topics import make_report_theme, make_status_theme
from mppgeo.programme.clocks import REPORTS
from mppgeo.programme.operation import count_conditions, judge_operation
from mppgeo.scene.selection import keep_mpp
from mppgeo.ui.boxes import make_boxes, show_boxes
from mppgeo.ui.listings import show_listing, show_map_and_table
from mppgeo.ui.reports import show_report_form
from mppgeo.ui.state import Context
from mppgeo.ui.switches import choose, choose_weeks, show_way_back
from mppgeo.ui.tables import select_area
from mppgeo.ui.weekly import show_weekly

RULES = mark("“No report yet” means that nothing but the opening is on record: whether that MPP works is not known. What the press told of a disruption or a move holds for the weeks chosen; after that the status is not known.")  # fmt: skip

context: Context = st.session_state["context"]
snapshot, selection, view, t = context.snapshot, context.selection, context.view, context.t

head = st.container()
with st.container(horizontal=True, key="above_map", vertical_alignment="center"):
    show_way_back(context)
    kinds = {"status": t("Status"), "reports": t("Reports")}
    kind = choose(context, "operation", t("Map"), kinds)
    st.space("stretch")
    weeks = choose_weeks(context)

operation = keep_mpp(judge_operation(snapshot, weeks), selection)
counts = count_conditions(operation)
told = tell_reporting(operation, weeks, snapshot.dataset.names, t)
boxes = [(STATUS_CLASSES[condition], number) for condition, number in counts.items()]
with head:
    show_boxes(
        context,
        t("How opened MPPs work"),
        make_boxes(
            context,
            boxes,
            len(operation),
            t.plural("of {count} MPP", "of {count} MPPs", len(operation)),
        ),
        told,
        clock=REPORTS,
    )

if kind == "reports":
    theme = make_report_theme(snapshot, weeks)
    table = list_operation(snapshot, selection, weeks, t, unreported=True)
else:
    theme, table = make_status_theme(snapshot, weeks), list_hindered(snapshot, selection, weeks, t)
show_map_and_table(
    context, theme, str(told), table, weeks=weeks, table_first=True,
    nothing=t("No MPP was last reported closed or disrupted."),
)  # fmt: skip
st.caption(t(RULES))

st.subheader(t("All opened MPPs"), divider="grey")
show_listing(context, list_operation(snapshot, selection, weeks, t), select_area)

st.subheader(t("Reports and events on record"), divider="grey")
show_listing(context, list_reports(snapshot, selection, view.kode, t))

st.subheader(t("Enter reports"), divider="grey")
show_weekly(context)
show_report_form(context)
