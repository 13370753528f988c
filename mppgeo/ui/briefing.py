"""Downloads of the view as a briefing: deck, handout, map, data pack, decks of all provinces."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from mppgeo.base.budgets import FILES, Busy
from mppgeo.briefing.bundle import (
    Job,
    ask_for_bundle,
    find_bundle,
    find_job,
    leave_bundles,
)
from mppgeo.briefing.chosen import BadTemplate, read_template
from mppgeo.briefing.contents import list_sections
from mppgeo.briefing.counting import count_slides
from mppgeo.briefing.files import FORMS, SIZES, name_file
from mppgeo.briefing.making import make_apart
from mppgeo.scene.lengths import (
    LENGTH_NAMES,
    LENGTHS,
    ONE,
    SECTION_NAMES,
    choose_sections,
    keep_choice,
)
from mppgeo.scene.view import View
from mppgeo.ui.deck_template import show_template
from mppgeo.ui.downloads import NotNow, make_in_turn
from mppgeo.ui.markup import escape_markdown
from mppgeo.ui.sessions import is_open, name_session
from mppgeo.ui.state import Context, bind

_POLL = 1.0
"""Seconds between two looks at how far the decks of all provinces are."""


def show_deck_button(context: Context) -> None:
    """The button that saves the deck of the view."""
    t = context.t
    _show_download(
        context, "pptx", "layar", t("Slide deck (PPTX)"), icon=":material/co_present:",
        help=t("A PowerPoint deck of this view: map, figures, tables, sources"),
    )  # fmt: skip


def show_length(context: Context) -> None:
    """The choice of length and sections of deck and handout, with the number of slides."""
    t, view = context.t, context.view
    st.segmented_control(
        t("Length of slide deck and handout"),
        list(LENGTHS),
        format_func=lambda length: t(LENGTH_NAMES[length]),
        required=True,
        **bind("w_panjang", view.panjang, _choose_length),
    )
    if view.panjang != ONE:
        _show_sections(context)
    try:
        st.caption(t.plural("{count} slide", "{count} slides", count_slides(context)))
    except Busy as busy:
        st.caption(t(busy.sentence))


def _show_sections(context: Context) -> None:
    t, view = context.t, context.view
    offered = list_sections(context)
    chosen = choose_sections(view.panjang, view.isi)
    hidden = tuple(name for name in chosen if name not in offered)
    st.pills(
        t("Sections"),
        offered,
        selection_mode="multi",
        format_func=lambda name: t(SECTION_NAMES[name]),
        **bind(
            "w_isi",
            [name for name in offered if name in chosen],
            lambda one, names: replace(one, isi=keep_choice(one.panjang, (*names, *hidden))),
        ),
    )


def _choose_length(view: View, length: str) -> View:
    return replace(view, panjang=length, isi=())


def _make(context: Context, form: str, size: str) -> bytes:
    """The file of a view, a deck in the office's template."""
    try:
        office = read_template() if form == "pptx" else None
        return make_apart(context, form, SIZES[size], office=office)
    except BadTemplate as bad:
        raise NotNow(bad.explain(context.t)) from None


def show_other_forms(context: Context) -> None:
    """Buttons for the other forms, and the decks of all provinces with their progress."""
    t = context.t
    for form, size, label in (
        ("pdf", "layar", t("Handout, A4 (PDF)")),
        ("png", "layar", t("Map for the screen, 1920 × 1080 (PNG)")),
        ("png", "a4", t("Map for print, A4 300 dpi (PNG)")),
        ("svg", "a4", t("Map as a drawing (SVG)")),
        ("xlsx", "layar", t("Data pack, all tables (XLSX)")),
    ):
        _show_download(context, form, size, label, icon=":material/download:")
    _show_bundle(context)
    show_template(t)


def _show_download(
    context: Context, form: str, size: str, label: str, *, icon: str, help: str | None = None
) -> None:
    stem = name_file(context, form)
    st.download_button(
        label,
        make_in_turn(FILES[form], partial(_make, context, form, size), context.t),
        file_name=stem if size == "layar" else stem.replace(f".{form}", f"-{size}.{form}"),
        mime=FORMS[form].mime,
        icon=icon,
        help=help,
        type="tertiary",
        on_click="ignore",
        key=f"b_{form}_{size}",
    )


def _show_bundle(context: Context) -> None:
    """Offers the ZIP if it is there, else makes it on demand, and follows it meanwhile."""
    job = find_job(context, "pptx", name_session())
    # A part of its own: the page stays usable while the decks are made.
    follow = _POLL if job and not job.ended else None
    st.fragment(_draw_bundle, run_every=follow)(context, following=follow is not None)


def _draw_bundle(context: Context, *, following: bool) -> None:
    t, owner = context.t, name_session()
    label = t("Slide decks of every province (ZIP)")
    made, job = find_bundle(context, "pptx"), find_job(context, "pptx", owner)
    if made is None and job and not job.ended:
        _show_progress(context, job)
        if st.button(t("Cancel"), type="tertiary", key="b_bundle_cancel"):
            leave_bundles(owner)
            st.rerun()
        return
    if following:
        # It has ended: the page need no longer look.
        st.rerun()
    if made is not None:
        st.download_button(
            label, made.read_bytes, file_name=name_file(context, "pptx").replace(".pptx", ".zip"),
            mime="application/zip", icon=":material/folder_zip:", type="tertiary",
            on_click="ignore", key="b_bundle_save",
        )  # fmt: skip
        return
    if job and job.error:
        st.error(t("The decks could not be made: {reason}", reason=escape_markdown(job.error)))
    if st.button(label, icon=":material/folder_zip:", type="tertiary", key="b_bundle"):
        try:
            ask_for_bundle(context, "pptx", owner, partial(is_open, owner))
        except Busy as busy:
            st.warning(t(busy.sentence))
        else:
            st.rerun()


def _show_progress(context: Context, job: Job) -> None:
    t, place = context.t, job.turn.place
    if place:
        st.progress(0.0, t("Others come first: your decks are number {place} in the queue.", place=t.number(place)))  # fmt: skip
    elif job.making is None:
        st.progress(0.0, t("The decks are begun."))
    else:
        done, total = job.making.count_done(), job.making.total
        told = t("Making the decks: {done} of {total}", done=t.number(done), total=t.number(total))
        st.progress(done / total, told)
