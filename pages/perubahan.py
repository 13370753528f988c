"""The change page: a map, a list and a table of what changed between two days."""

import streamlit as st

from mppgeo.content.sentences import name_place
from mppgeo.content.tables import list_changes, list_new_mpp
from mppgeo.coverage import take_snapshot
from mppgeo.growth.changes import GAINED, compare_kabkota
from mppgeo.maps.themes import make_change_theme
from mppgeo.ui.days import choose_days
from mppgeo.ui.headline import show_title
from mppgeo.ui.map import show_map
from mppgeo.ui.markup import show_markup
from mppgeo.ui.state import Context
from mppgeo.ui.tables import select_area, show_downloads, show_table

context: Context = st.session_state["context"]
dataset, view, after, t = context.dataset, context.view, context.snapshot, context.t

show_title(context, t("Change between two days"))
first = choose_days(context)
before = take_snapshot(dataset, first, view.denominator, jenis=view.jenis)
gained = compare_kabkota(before, after)
number = int(gained[gained.index.isin(context.selection.kabkota)].eq(GAINED).sum())
told = t.plural(
    "{place}: {count} kabupaten or kota got its first MPP between {first} and {last}.",
    "{place}: {count} kabupaten and kota got their first MPP between {first} and {last}.",
    number,
    place=name_place(dataset, view, t),
    first=t.date(first),
    last=t.date(after.day),
)
show_markup("paragraphs.html", texts=[told])

left, right = st.columns([70, 30], gap="small")
with left:
    show_map(context, make_change_theme(before, after), told, timed=False)
with right:
    table = list_changes(before, after, context.selection, t)
    with st.container(key="area_table", height="stretch"):
        show_table(table, context, height="stretch", on_select=select_area)
    show_downloads(table, context)

st.subheader(t("MPPs opened between the days"), divider="grey")
mpp = list_new_mpp(context, first)
show_table(mpp, context, height=300)
show_downloads(mpp, context, sejak=first)
