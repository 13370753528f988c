"""The timeline page: growth, openings, targets and pace."""

import streamlit as st

from mppgeo.content.headline import tell_basis
from mppgeo.content.sentences import name_place, tell_total
from mppgeo.ui.growth import show_growth, show_small_multiples, show_years
from mppgeo.ui.headline import show_title
from mppgeo.ui.markup import show_markup
from mppgeo.ui.state import Context
from mppgeo.ui.targets import show_targets

context: Context = st.session_state["context"]
t = context.t

show_title(context, t("Timeline"))
place = name_place(context.dataset, context.view, t)
total = context.total
show_markup("paragraphs.html", texts=[tell_total(place, total, t), tell_basis(context)])
show_growth(context)
show_targets(context)
show_years(context)
show_small_multiples(context)
