"""The priorities page: where next, and which areas without an MPP come first."""

import streamlit as st

from mppgeo.scene.choices import NEXT
from mppgeo.ui.next_places import show_next
from mppgeo.ui.priorities import choose_section, show_back
from mppgeo.ui.priority_list import show_priorities
from mppgeo.ui.state import Context

context: Context = st.session_state["context"]

head = st.container()
controls = st.container(horizontal=True, key="above_map", vertical_alignment="center")
with controls:
    show_back(context)
    section = choose_section(context)
show = show_next if section == NEXT else show_priorities
show(context, head, controls)
