"""Downloads of the view as a briefing: deck, handout, map, data pack, decks of all provinces."""

from __future__ import annotations

import time
from functools import partial

import streamlit as st

from mppgeo.briefing.bundle import BundleError, find_bundle, start_bundle
from mppgeo.briefing.files import FORMS, SIZES, make_file, name_file
from mppgeo.ui.markup import escape_markdown
from mppgeo.ui.state import Context

_POLL = 0.4
"""Seconds between two looks at how far the decks of all provinces are."""


def show_deck_button(context: Context) -> None:
    """The button that saves the deck of the view."""
    t = context.t
    _show_download(
        context, "pptx", "layar", t("Slide deck (PPTX)"), icon=":material/co_present:",
        help=t("A PowerPoint deck of this view: map, figures, tables, sources"),
    )  # fmt: skip


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


def _show_download(
    context: Context, form: str, size: str, label: str, *, icon: str, help: str | None = None
) -> None:
    stem = name_file(context, form)
    st.download_button(
        label,
        partial(make_file, context, form, SIZES[size]),
        file_name=stem if size == "layar" else stem.replace(f".{form}", f"-{size}.{form}"),
        mime=FORMS[form].mime,
        icon=icon,
        help=help,
        type="tertiary",
        on_click="ignore",
        key=f"b_{form}_{size}",
    )


# A part of its own: the page stays usable while the decks are made.
@st.fragment
def _show_bundle(context: Context) -> None:
    """Offers the ZIP if it is there, else makes it on demand."""
    t = context.t
    made = find_bundle(context, "pptx")
    if made is None and st.button(
        t("Slide decks of every province (ZIP)"),
        icon=":material/folder_zip:",
        type="tertiary",
        key="b_bundle",
    ):
        made = _make_bundle(context)
    if made is not None:
        st.download_button(
            t("Slide decks of every province (ZIP)"),
            made.read_bytes,
            file_name=f"mpp-{context.as_of.isoformat()}.zip",
            mime="application/zip",
            icon=":material/folder_zip:",
            type="tertiary",
            on_click="ignore",
            key="b_bundle_save",
        )


def _make_bundle(context: Context):
    t = context.t
    told = t("Making the decks: {done} of {total}")
    making = None
    try:
        making = start_bundle(context, "pptx")
        bar = st.progress(0.0, told.format(done=0, total=making.total))
        while making.is_running():
            done = making.count_done()
            bar.progress(done / making.total, told.format(done=done, total=making.total))
            time.sleep(_POLL)
        path = making.finish()
        bar.empty()
        return path
    except (BundleError, OSError) as error:
        st.error(t("The decks could not be made: {reason}", reason=escape_markdown(str(error))))
        return None
    finally:
        # Also when the visitor leaves, which ends this script wherever it is.
        if making is not None:
            making.cancel()
