"""The pages of the menu."""

from __future__ import annotations

from copy import copy

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from mppgeo.base.language import Language
from mppgeo.base.paths import PAGES
from mppgeo.content.pages import MAP, SECTIONS
from mppgeo.content.pages import PAGES as KNOWN

_made: dict[str, dict[str, list[StreamlitPage]]] = {}


def list_pages(t: Language) -> dict[str, list[StreamlitPage]]:
    """The pages by the section of the menu that they stand in; "" = in none."""
    if t.code not in _made:
        _made[t.code] = {
            t(section) if section else "": [_make(name, t) for name in names]
            for section, names in SECTIONS.items()
        }
    # The framework looks at the files of each page, and notes in it which one is open.
    return {section: [copy(page) for page in pages] for section, pages in _made[t.code].items()}


def _make(name: str, t: Language) -> StreamlitPage:
    return st.Page(
        PAGES / f"{name or 'peta'}.py",
        title=t(KNOWN[name].title),
        icon=KNOWN[name].icon,
        default=name == MAP,
    )
