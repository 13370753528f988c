"""The profile page: all about one province, to be read or printed."""

from functools import partial

import streamlit as st

from mppgeo.base.names import shorten
from mppgeo.boundaries.attribution import attribute_sources
from mppgeo.briefing.files import FORMS, SIZES, make_file, name_file
from mppgeo.content.charts import draw_short_growth
from mppgeo.content.headline import make_profile_title
from mppgeo.content.profile import compare_places, find_province
from mppgeo.content.programme_tables import list_waiting
from mppgeo.content.proposals import list_ranked, select_ranked, tell_ranked, tell_weights
from mppgeo.content.provenance import list_sources, tell_sources
from mppgeo.content.reach_tables import list_reach
from mppgeo.content.sentences import name_place, tell_finding, tell_map
from mppgeo.content.tables import describe_mpp, list_provinsi
from mppgeo.growth.curve import find_joint_inaugurations, trace_growth
from mppgeo.maps.themes import make_coverage_theme
from mppgeo.planning.priority import weigh_parts
from mppgeo.planning.reach import (
    find_distances,
)
from mppgeo.planning.reach_figures import (
    AREAS,
)
from mppgeo.programme.stages import keep_areas
from mppgeo.scene.view import KABKOTA
from mppgeo.scene.weights import BadWeights
from mppgeo.ui.card import show_card
from mppgeo.ui.charts import show_chart
from mppgeo.ui.headline import show_headline, show_title
from mppgeo.ui.map import show_map
from mppgeo.ui.markup import escape_markdown, show_markup
from mppgeo.ui.next_places import show_steps
from mppgeo.ui.paper import show_on_paper
from mppgeo.ui.state import Context, current_view, go
from mppgeo.ui.tables import select_area, show_downloads, show_table

_MISSING = ["nama", "population", "stage", "step", "tanggal", "ago"]

context: Context = st.session_state["context"]
dataset, snapshot, view, t = context.dataset, context.snapshot, context.view, context.t
kode = find_province(context)


def open_province(chosen: str) -> None:
    go(current_view().open_provinsi(chosen))


def show_part(title: str, table, on_select=None, printed: list[str] | None = None) -> None:
    st.subheader(title, divider="grey")
    if not len(table.frame):
        show_markup("paragraphs.html", texts=[t("None.")])
        return
    height = "auto" if len(table.frame) < 9 else 320
    with st.container():
        show_table(table, context, height=height, on_select=on_select)
        show_on_paper(table, context, printed)
    show_downloads(table, context)


def choose_province() -> None:
    show_title(context, t("Province profile"))
    show_markup(
        "paragraphs.html", texts=[t("Choose a province: a row here, or in the filter above.")]
    )
    table = list_provinsi(snapshot, context.selection, t)
    show_table(table, context, height=520, on_select=open_province)


def show_profile() -> None:
    place = name_place(dataset, view, t)
    summary = tell_map(place, context.total, snapshot, (kode,), t)
    show_headline(context, tell_finding(context), title=make_profile_title(context))
    with st.container(horizontal=True, key="above_map", vertical_alignment="center"):
        st.button(
            t("All provinces"), icon=":material/arrow_back:", type="tertiary", key="c_all",
            on_click=lambda: go(current_view().home()),
        )  # fmt: skip
        st.space("stretch")
        st.download_button(
            t("Handout, A4 (PDF)"), partial(make_file, context, "pdf", SIZES["layar"]),
            file_name=name_file(context, "pdf"), mime=FORMS["pdf"].mime, on_click="ignore",
            icon=":material/print:", type="tertiary", key="b_profile_pdf",
        )  # fmt: skip
    compared = compare_places(context, kode)
    beside = st.container(horizontal=True, gap="small")
    left = beside.container(width=650, key="profile_map")
    right = beside.container(width="stretch")
    with left:
        theme = make_coverage_theme(snapshot, KABKOTA)
        show_map(context, theme, summary, timed=False)
    with right:
        if view.kode:
            show_card(context)
        with st.container(key="area_table", height="stretch"):
            show_table(compared, context, height="auto")
            show_on_paper(compared, context, list(compared.frame))
        show_downloads(compared, context)
    show_parts(place)


def show_ranked(kept) -> None:
    choices = view.pilihan
    try:
        weights = weigh_parts(snapshot, choices)
    except BadWeights as bad:
        st.subheader(t("Priorities"), divider="grey")
        st.warning(escape_markdown(bad.explain(t)), icon=":material/block:")
        return
    ranked = select_ranked(snapshot, weights, kept)
    show_part(t("Priorities"), list_ranked(dataset, ranked, choices.rules, t), select_area)
    st.caption(escape_markdown(f"{tell_ranked(ranked, t)} {tell_weights(choices, t)}"))


def show_parts(place: str) -> None:
    mpp = context.mpp_of_places
    st.subheader(t("Growth"), divider="grey")
    growth = trace_growth(dataset, context.as_of, view.denominator, context.places, view.jenis)
    joint = find_joint_inaugurations(mpp)
    show_chart(
        draw_short_growth, growth, context.total.areas, [], joint, context.as_of, t=t, key="growth"
    )
    show_part(t("Areas without an MPP"), list_waiting(snapshot, context.selection, t), select_area, _MISSING)  # fmt: skip
    st.subheader(t("Next steps"), divider="grey")
    show_steps(context)
    # What follows is for the screen; on paper it would make more than two pages.
    with st.container(key="screen_only"):
        show_ranked(keep_areas(snapshot, context.selection))
        show_part(t("MPPs"), describe_mpp(dataset, mpp, context.as_of, t, name="mpp_profil"))
        distances = find_distances(snapshot)
        codes = tuple(context.selection.kabkota)
        show_part(t("Reach"), list_reach(snapshot, distances, codes, AREAS, t), select_area)
        sources = list_sources(dataset, mpp, context.as_of, t)
        show_part(t("Sources"), sources)
    show_markup("print_text.html", text=tell_sources(sources, t))
    st.caption(escape_markdown(f"{shorten(place)}. {attribute_sources(dataset.boundaries, t)}"))


show_profile() if kode else choose_province()
