"""Parts of the page of boundaries: what a map compares, the sets, a point."""

from __future__ import annotations

import streamlit as st

from mppgeo.boundaries.positions import EXAMPLE, NotAPosition, read_position
from mppgeo.boundaries.sets import BoundarySet
from mppgeo.content.boundary_sets import MeasuredSet, list_damaged
from mppgeo.content.boundary_tables import (
    COMMAND,
    describe_set,
    list_locations,
    list_quality,
    name_set,
    tell_accord,
)
from mppgeo.ui.boxes import Box
from mppgeo.ui.markup import escape_markdown, show_markup
from mppgeo.ui.state import Context
from mppgeo.ui.switches import choose_from_list
from mppgeo.ui.tables import show_downloads, show_table

_OFFICIAL = ""


def choose_other(context: Context, sets: list[MeasuredSet]) -> MeasuredSet | None:
    """Draw the choice of what the set in use is compared with; None = the official areas."""
    t = context.t
    others = {one.about.name: one for one in sets[1:]}
    if not others:
        return None
    options = {_OFFICIAL: t("Compared with the official areas")}
    for name, one in others.items():
        options[name] = t("Compared with: {name}", name=name_set(one.about, t))
    chosen = choose_from_list(context, "boundary_set", t("Compared with"), options)
    return others.get(chosen)


def make_quality_boxes(measured: MeasuredSet, context: Context) -> list[Box]:
    """The figures of a set at the head of the page."""
    t, quality = context.t, measured.quality
    known = t.plural(
        "of {count} area whose official area is known",
        "of {count} areas whose official area is known",
        quality.areas_known,
    )
    right = t(
        "{part} of {whole} villages",
        part=t.number(quality.villages_right),
        whole=t.number(quality.villages),
    )
    parts = t(
        "{parts} parts, {vertices} vertices",
        parts=t.number(quality.parts),
        vertices=t.number(quality.vertices),
    )
    return [
        Box(t("Villages in their own area"), t.percent(quality.villages_right_pct), right),
        Box(t("Area error, half below"), t.percent(quality.error_median), known),
        Box(t("Area error, nine tenths below"), t.percent(quality.error_p90), known),
        Box(t("Areas with a boundary"), t.number(quality.areas), parts),
    ]


def show_sets(context: Context, sets: list[MeasuredSet]) -> None:
    """Draw what is recorded of the set in use, and the figures of all."""
    t = context.t
    st.subheader(t("The set in use"), divider="grey")
    about = sets[0].about
    show_markup("facts.html", facts=describe_set(context.dataset, about, t))
    _offer_account(context, about)
    st.subheader(t("Installed sets"), divider="grey")
    table = list_quality(tuple(sets), t)
    show_table(table, context, height="content")
    show_downloads(table, context)
    for fault in context.dataset.faults:
        if fault.file.startswith("boundaries/sets/") and not (fault.row or fault.column):
            st.warning(escape_markdown(fault.describe(t)), icon=":material/broken_image:")
    damaged = list_damaged(context.dataset)
    if damaged:
        said = t("Installed but damaged, so not usable: {names}.", names=t.listing(damaged))
        st.warning(escape_markdown(said), icon=":material/broken_image:")
    show_markup(
        "paragraphs.html",
        texts=[
            t("Another set, such as the official one, is installed and chosen with commands: {install}; {use}.", install=COMMAND, use=COMMAND.replace("import FILE", "use NAME")),
        ],
    )  # fmt: skip


def _offer_account(context: Context, about: BoundarySet) -> None:
    """A button for the account of how the derived boundaries were made."""
    path = about.folder / "README.md"
    if not (about.is_derived and path.is_file()):
        return
    st.download_button(
        context.t("How they were made"),
        path.read_bytes,
        file_name="boundaries.md",
        mime="text/markdown",
        icon=":material/download:",
        on_click="ignore",
        key="d_boundaries",
        type="tertiary",
    )


def show_point(context: Context, sets: list[MeasuredSet]) -> None:
    """Ask for a point, and tell in which areas it lies by each set."""
    t = context.t
    st.subheader(t("Where does a point lie?"), divider="grey")
    text = st.text_input(
        t("Latitude, longitude"), placeholder=EXAMPLE, width=420, key=f"point_{t.code}"
    )
    if not text.strip():
        st.caption(escape_markdown(t("Degrees, or degrees, minutes and seconds, such as {example}.", example="7°15'27\" LS 112°45'8\" BT" if t.code == "id" else "7°15'27\"S 112°45'8\"E")))  # fmt: skip
        return
    try:
        position = read_position(text)
    except NotAPosition as reason:
        st.warning(escape_markdown(reason.explain(t)), icon=":material/wrong_location:")
        return
    table = list_locations(context.dataset, tuple(sets), position, t)
    st.markdown(f"**{escape_markdown(position.describe(t))}** {tell_accord(table, t)}")
    show_table(table, context, height="content")
    show_downloads(table, context)
