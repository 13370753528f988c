"""The path back: nation, province, kabkota; and the level that is coloured."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from mppgeo.base.names import shorten
from mppgeo.content.sentences import name_place
from mppgeo.scene.view import KABKOTA, LEVELS, PROVINSI
from mppgeo.ui.markup import escape_markdown
from mppgeo.ui.state import Context, bind, current_view, go


def show_crumbs(context: Context) -> None:
    """Draw the path with a button per step, a clear button and the level switch."""
    t, view = context.t, context.view
    with st.container(horizontal=True, key="crumbs", gap="small"):
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
        st.space("stretch")
        levels = {PROVINSI: t("Provinces"), KABKOTA: t("Kabupaten/kota")}
        st.segmented_control(
            t("Level"),
            LEVELS,
            format_func=levels.get,
            required=True,
            label_visibility="collapsed",
            **bind(
                "w_level",
                view.level,
                lambda view, level: replace(
                    view, level=level or view.level, kode=view.kode if level == KABKOTA else None
                ),
            ),
        )


def _show_step(name: str, key: str, view) -> None:
    st.button(escape_markdown(name), key=key, type="tertiary", on_click=go, args=(view,))
