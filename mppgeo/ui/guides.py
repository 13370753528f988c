"""The guides of docs/panduan on the page, with their pictures."""

from __future__ import annotations

import re

import streamlit as st

from mppgeo.base.language import Language
from mppgeo.base.paths import PROJECT

GUIDES = PROJECT / "docs" / "panduan"
ORDER = ("melihat", "mengirim", "mengubah")
_PICTURE = re.compile(r"^!\[([^\]]*)\]\((gambar/[a-z]+\.png)\)$", re.MULTILINE)


def show_guides(t: Language) -> None:
    """Draw each guide, folded; what is folded is not drawn. Nothing where they are not installed."""
    for name in ORDER:
        path = GUIDES / f"{name}.md"
        if not path.exists():
            continue
        title, _, text = path.read_text(encoding="utf-8").partition("\n")
        folded = st.expander(title.removeprefix("# "), on_change="rerun", key=f"guide_{name}")
        if folded.open:
            with folded:
                _show_text(text)


def _show_text(text: str) -> None:
    """Text and pictures in turn: between two pictures stand what is said of one and its place."""
    said, *rest = _PICTURE.split(text)
    st.markdown(said)
    for caption, place, following in zip(rest[::3], rest[1::3], rest[2::3], strict=True):
        st.image(GUIDES / place, caption=caption, width=860)
        st.markdown(following)
