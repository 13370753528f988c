"""The map in the frame of another site: title, sentence, figures and map, and a way out."""

from __future__ import annotations

import streamlit as st

from mppgeo.content.headline import tell_summary
from mppgeo.content.links import find_address
from mppgeo.content.sentences import tell_finding
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
    with st.container(key="embedded"):
        show_headline(context, tell_finding(context))
        theme = make_coverage_theme(context.snapshot, view.level)
        show_map(context, theme, tell_summary(context))
        label = t("Open the whole dashboard")
        show_markup("way_out.html", address=find_address(view), label=label)
