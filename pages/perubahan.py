"""The change page: a map, a list and a table of what changed between two days."""

import streamlit as st

from mppgeo.content.sentences import name_place
from mppgeo.content.sentences.change import tell_change
from mppgeo.content.tables import list_changes, list_new_mpp
from mppgeo.coverage import take_snapshot
from mppgeo.growth.changes import list_gained
from mppgeo.maps.themes import make_change_theme
from mppgeo.ui.days import choose_days
from mppgeo.ui.headline import show_title
from mppgeo.ui.map import show_map
from mppgeo.ui.state import Context
from mppgeo.ui.tables import select_area, show_downloads, show_table

context: Context = st.session_state["context"]
dataset, view, after, t = context.dataset, context.view, context.snapshot, context.t

head = st.container()
first = choose_days(context)
before = take_snapshot(dataset, first, view.denominator, jenis=view.jenis)
told = tell_change(
    name_place(dataset, view, t),
    before.total(context.places),
    after.total(context.places),
    list_gained(before, after, context.places),
    view.jenis,
    t,
)
with head:
    show_title(context, t("Change between two days"), told)

left, right = st.columns([70, 30], gap="small")
with left:
    show_map(context, make_change_theme(before, after), str(told), timed=False)
with right:
    table = list_changes(before, after, context.selection, t)
    with st.container(key="area_table", height="stretch"):
        show_table(table, context, height="stretch", on_select=select_area)
    show_downloads(table, context)

st.subheader(t("MPPs opened between the days"), divider="grey")
mpp = list_new_mpp(context, first)
show_table(mpp, context, height=300)
show_downloads(mpp, context, sejak=first)
