"""The timeline page: growth, openings, targets and pace."""

import streamlit as st

from mppgeo.content.findings import tell_timeline
from mppgeo.ui.growth import show_growth, show_small_multiples, show_years
from mppgeo.ui.headline import show_title
from mppgeo.ui.state import Context
from mppgeo.ui.targets import show_targets

context: Context = st.session_state["context"]
t = context.t

show_title(context, t("Timeline"), tell_timeline(context))
show_growth(context)
show_targets(context)
show_years(context)
show_small_multiples(context)
