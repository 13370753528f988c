"""The map on the page: a folium map that is only repainted."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import streamlit as st
from streamlit_folium import st_folium

from mppgeo.base.clock import today
from mppgeo.boundaries.attribution import attribute_sources
from mppgeo.live import current
from mppgeo.maps.assets import data_assets, find_detail
from mppgeo.maps.detail import list_detailed
from mppgeo.maps.layer import make_base_map, make_repaint
from mppgeo.maps.payload import make_payload
from mppgeo.maps.themes import Theme
from mppgeo.openings import find_known_until
from mppgeo.scene.playlist import find_step
from mppgeo.scene.view import View
from mppgeo.ui.state import Context, current_view, go

KEY = "map"
_HEIGHT = 470


def show_map(
    context: Context,
    theme: Theme,
    summary: str,
    *,
    timed: bool = True,
    present: dict[str, Any] | None = None,
) -> None:
    """Draw a theme for the view; a click on an area selects it.

    Parameters
    ----------
    summary : the map in words.
    timed : with a time bar; stopping it sets the day.
    present : what ``static/present.js`` needs to lead through a presentation:
        ``steps`` (kode of each, "" = the nation), ``index`` of the one shown and
        ``jeda``, as in the view; None = nothing is presented.
    """
    t = context.t
    payload = make_payload(
        context.snapshot,
        context.selection,
        context.view,
        theme,
        t,
        last=context.today if timed else None,
        openings_url=data_assets(context.dataset)["openings.json"].url,
        detail=find_detail(
            context.dataset,
            list_detailed(context.dataset, context.view, context.day),
            kecamatan=context.view.kecamatan,
        ),
        attribution=attribute_sources(context.dataset.boundaries, t),
        summary=summary,
    )
    with st.container(key="map_frame"):
        st_folium(
            make_base_map(context.dataset),
            key=KEY,
            height=_HEIGHT,
            use_container_width=True,
            returned_objects=["last_active_drawing"],
            feature_group_to_add=make_repaint({**payload, "present": present}),
            on_change=_on_click,
            render=False,
        )


def _on_click() -> None:
    clicked = (st.session_state.get(KEY) or {}).get("last_active_drawing")
    if clicked:
        go(_follow(current_view(), clicked["properties"]))


def _follow(view: View, message: dict[str, Any]) -> View:
    """The view that a message of the map leads to."""
    if "as_of" in message:
        # The end of the bar is the last day known, and stays so as more becomes known.
        end = min(find_known_until(current()) or today(), today())
        return view.turn_to(dt.date.fromisoformat(message["as_of"]), end)
    if "kecamatan" in message:
        return replace(view, kecamatan=bool(message["kecamatan"]))
    if "leave" in message:
        return view.leave()
    if "step" in message:
        return view.show(message["step"] or None)
    if view.mode:
        # Asked for a province, the speaker clicks it; what is not on the list stays closed.
        clicked = view.show(message["kode"][:2])
        return clicked if find_step(current(), clicked, today()) else view
    return view.select(message["kode"])
