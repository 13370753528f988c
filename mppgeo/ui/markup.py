"""HTML of the page's own parts: every value is escaped by the template engine."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st
from jinja2 import Environment, FileSystemLoader, StrictUndefined

_TEMPLATES = Path(__file__).parent / "templates"


def show_markup(template: str, **values: object) -> None:
    """Draw ``templates/<template>`` with ``values``, escaped."""
    st.html(render_markup(template, **values))


def render_markup(template: str, **values: object) -> str:
    """Render ``templates/<template>`` with ``values``, escaped."""
    return _environment().get_template(template).render(**values)


def escape_markdown(text: str) -> str:
    """Text for labels and notices, which Streamlit reads as Markdown, as it is."""
    return "".join("\\" + c if c in "\\`*_{}[]()#+!|<>$:~&" else c for c in text)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
