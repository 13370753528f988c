"""The page of boundaries: which set is shown, how good it is, how sets differ, where a point lies."""

import streamlit as st

from mppgeo.base.language import mark
from mppgeo.base.told import Told
from mppgeo.boundaries.attribution import attribute_sources
from mppgeo.content.boundary_sets import list_measured
from mppgeo.content.boundary_tables import (
    list_differences,
    list_errors,
    name_set,
    tell_agreement,
    tell_area,
    tell_errors,
)
from mppgeo.content.links import link_names
from mppgeo.content.sentences import name_place
from mppgeo.maps.boundaries import make_agreement_theme, make_error_theme
from mppgeo.scene.view import KABKOTA
from mppgeo.ui.boundaries import choose_other, make_quality_boxes, show_point, show_sets
from mppgeo.ui.listings import show_map_and_table
from mppgeo.ui.markup import escape_markdown, show_markup
from mppgeo.ui.state import Context
from mppgeo.ui.switches import show_way_back

MEASURES = {
    False: mark("A large difference may lie in the official areas as well as in the boundaries: some are wrong in their source."),
    True: mark("In common = land that is the area's by both sets, in percent of the land that is the area's by either."),
}  # fmt: skip

context: Context = st.session_state["context"]
dataset, t = context.dataset, context.t
sets = list_measured(dataset)
active, codes = sets[0], tuple(context.selection.kabkota)

head = st.container()
with st.container(horizontal=True, key="above_map", vertical_alignment="center"):
    show_way_back(context)
    st.space("stretch")
    other = choose_other(context, sets)

place = name_place(dataset, context.view, t)
if other:
    names = [name_set(one.about, t) for one in (active, other)]
    theme, table = (
        make_agreement_theme(active, other),
        list_differences(dataset, active, other, codes, t),
    )
    summary = tell_agreement(place, table, names, t)
else:
    theme, table = make_error_theme(active), list_errors(dataset, active, codes, t)
    summary = tell_errors(place, table, t)
told = Told.read(summary, tell_area(table, context.view.kode or "", t))
with head:
    show_markup(
        "boxes.html",
        title=t("Boundaries"),
        basis=t("set in use: {name}", name=name_set(active.about, t)),
        boxes=make_quality_boxes(active, context),
        note=link_names(told, context.view),
    )

show_map_and_table(
    context, theme, str(told), table, level=KABKOTA, nothing=t("No area fits these filters.")
)
st.caption(
    escape_markdown(f"{t(MEASURES[bool(other)])} {attribute_sources(dataset.boundaries, t)}")
)

show_point(context, sets)
show_sets(context, sets)
