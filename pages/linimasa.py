"""The timeline page: growth, openings, targets and pace."""

import streamlit as st

from mppgeo.base.told import Told
from mppgeo.content.sentences import name_place, tell_target
from mppgeo.content.sentences.change import tell_growth
from mppgeo.content.targets import find_target, measure_scene
from mppgeo.content.trend import find_year_before
from mppgeo.ui.growth import show_growth, show_small_multiples, show_years
from mppgeo.ui.headline import show_title
from mppgeo.ui.state import Context
from mppgeo.ui.targets import show_targets

context: Context = st.session_state["context"]
t = context.t

place = name_place(context.dataset, context.view, t)
target = find_target(context)
told = [tell_growth(place, find_year_before(context), context.total, context.view.jenis, t)]
if context.total.areas:
    progress = measure_scene(context, target.goal)
    told.append(tell_target(target.label, target.goal, progress, context.as_of, t))
show_title(context, t("Timeline"), Told.read(*told))
show_growth(context)
show_targets(context)
show_years(context)
show_small_multiples(context)
