"""The path back: nation, province, kabkota."""

from __future__ import annotations

import streamlit as st

from mppgeo.base.names import shorten
from mppgeo.content.sentences import name_place
from mppgeo.ui.markup import escape_markdown
from mppgeo.ui.state import Context, current_view, go


def show_crumbs(context: Context) -> None:
    """Draw the path with a button per step, and one that leads back; nothing for the nation."""
    t, view = context.t, context.view
    if not (view.provinsi or view.pulau or view.kode):
        return
    with st.container(horizontal=True, key="crumbs", gap="small", width="content"):
        _show_step("Indonesia", "c_home", view.home())
        if view.provinsi or view.pulau:
            st.markdown("›", width="content")
            _show_step(name_place(context.dataset, view, t), "c_place", view.select(None))
        elif view.kode:
            st.markdown("›", width="content")
            province = shorten(context.dataset.names[view.kode[:2]])
            _show_step(province, "c_place", view.open_provinsi(view.kode[:2]))
        if view.kode:
            st.markdown("›", width="content")
            st.markdown(
                f"**{escape_markdown(shorten(context.dataset.names[view.kode]))}**", width="content"
            )
        if view.kode or view.provinsi:
            st.button(
                t("Back"),
                icon=":material/arrow_back:",
                on_click=lambda: go(current_view().close()),
                key="c_clear",
                type="tertiary",
            )


def _show_step(name: str, key: str, view) -> None:
    st.button(escape_markdown(name), key=key, type="tertiary", on_click=go, args=(view,))
