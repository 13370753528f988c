"""The page's own parts, drawn on the page."""

from __future__ import annotations

import streamlit as st

from mppgeo.content.markup import render_markup


def show_markup(template: str, **values: object) -> None:
    """Draw ``templates/<template>`` with ``values``, escaped."""
    st.html(render_markup(template, **values))


def escape_markdown(text: str) -> str:
    """Text for labels and notices, which Streamlit reads as Markdown, as it is."""
    return "".join("\\" + c if c in "\\`*_{}[]()#+!|<>$:~&" else c for c in text)
