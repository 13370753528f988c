"""The change page: a map, a list and a table of what changed between two days."""

import streamlit as st

from mppgeo.content.findings import tell_days
from mppgeo.content.tables import list_changes, list_new_mpp
from mppgeo.coverage import take_snapshot
from mppgeo.maps.themes import make_change_theme
from mppgeo.ui.days import choose_days
from mppgeo.ui.headline import show_title
from mppgeo.ui.listings import show_map_and_table
from mppgeo.ui.state import Context
from mppgeo.ui.tables import show_downloads, show_table

context: Context = st.session_state["context"]
view, after, t = context.view, context.snapshot, context.t

told = tell_days(context)
show_title(context, t("Change between two days"), told)
first = choose_days(context)
before = take_snapshot(context.dataset, first, view.denominator, jenis=view.jenis)
table = list_changes(before, after, context.selection, t)
show_map_and_table(context, make_change_theme(before, after), str(told), table)

st.subheader(t("MPPs opened between the days"), divider="grey")
mpp = list_new_mpp(context, first)
show_table(mpp, context, height=300)
show_downloads(mpp, context, sejak=first)
