"""The map in the frame of another site: title, sentence, figures and map, and a way out."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from mppgeo.content.sentences import name_place, tell_map
from mppgeo.maps.themes import make_coverage_theme
from mppgeo.ui.headline import show_headline
from mppgeo.ui.map import show_map
from mppgeo.ui.markup import show_markup
from mppgeo.ui.state import Context


def is_embedded() -> bool:
    """Whether the address asks for the page as it stands in the frame of another site."""
    return bool(st.context.is_embedded)


def show_embedded(context: Context) -> None:
    """Draw the view of the map without what filters, lists and downloads it."""
    t, view = context.t, context.view
    provinces = tuple(context.place_selection.provinsi)
    place = name_place(context.dataset, view, t)
    summary = tell_map(place, context.total, context.snapshot, provinces, t)
    with st.container(key="embedded"):
        show_headline(context, summary)
        show_map(context, make_coverage_theme(context.snapshot, view.level), summary)
        address = "?" + urlencode(view.to_query(), doseq=True)
        show_markup("way_out.html", address=address, label=t("Open the whole dashboard"))
