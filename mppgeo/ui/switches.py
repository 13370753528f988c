"""The row above a map of kabkota: what it colours, and the way back out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from mppgeo.base.names import shorten
from mppgeo.content.sentences import name_place
from mppgeo.scene.view import MOST_WEEKS
from mppgeo.ui.markup import escape_markdown
from mppgeo.ui.state import Context, bind, current_view, go


def show_way_back(context: Context) -> None:
    """Draw where the view is, and a button that leads one step out; nothing for the nation."""
    view, t = context.view, context.t
    if not (view.provinsi or view.pulau or view.kode):
        return
    st.button(
        t("Back"),
        icon=":material/arrow_back:",
        on_click=lambda: go(current_view().close()),
        key="way_back",
        type="tertiary",
    )
    place = name_place(context.dataset, view, t)
    if view.kode:
        place = shorten(context.dataset.names[view.kode])
    st.markdown(f"**{escape_markdown(place)}**", width="content")


def choose(context: Context, key: str, label: str, options: Mapping[Any, str]) -> Any:
    """Draw a switch between a few things to show; it is kept from page to page.

    Parameters
    ----------
    options : values with what they are called; the first is the default.
    """
    chosen = _choose_known(key, options)
    widget = _set(context, key, chosen)
    st.segmented_control(
        label,
        list(options),
        format_func=options.get,
        required=True,
        label_visibility="collapsed",
        key=widget,
        on_change=_keep,
        args=(key, widget),
    )
    return chosen


def choose_from_list(context: Context, key: str, label: str, options: Mapping[Any, str]) -> Any:
    """Draw a list to choose from, as :func:`choose` does a switch; for longer names."""
    chosen = _choose_known(key, options)
    widget = _set(context, key, chosen)
    st.selectbox(
        label,
        list(options),
        format_func=options.get,
        width=320,
        label_visibility="collapsed",
        key=widget,
        on_change=_keep,
        args=(key, widget),
    )
    return chosen


def choose_weeks(context: Context) -> int:
    """Draw the choice of the weeks after which a report is late."""
    weeks = context.view.minggu
    with st.container(horizontal=True, width="content", vertical_alignment="center"):
        label = context.t("Weeks until a report is late")
        st.caption(escape_markdown(label), width="content")
        st.number_input(
            label,
            min_value=1,
            max_value=MOST_WEEKS,
            step=1,
            width=120,
            label_visibility="collapsed",
            **bind("w_minggu", weeks, lambda view, n: replace(view, minggu=int(n))),
        )
    return weeks


# Streamlit forgets the widgets of other pages, so what was chosen is kept apart.


def _choose_known(key: str, options: Mapping[Any, str]) -> Any:
    """What is kept of a choice, or the first option where that is none of them."""
    chosen = _recall(key, next(iter(options)))
    return chosen if chosen in options else next(iter(options))


def _set(context: Context, key: str, value: object) -> str:
    """Set the widget of a choice to what is chosen; returns its key."""
    widget = f"w_{key}_{context.t.code}"
    if st.session_state.get(widget) != value:
        st.session_state[widget] = value
    return widget


def _recall(key: str, default: object) -> Any:
    return st.session_state.get(f"kept_{key}", default)


def _keep(key: str, widget: str) -> None:
    st.session_state[f"kept_{key}"] = st.session_state[widget]
