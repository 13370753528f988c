"""Tables with their downloads; where there is no row, a sentence instead."""

from __future__ import annotations

import geopandas as gpd
import streamlit as st

from mppgeo.content.datatable import DataTable
from mppgeo.scene.view import WEEKS
from mppgeo.ui.card import show_card
from mppgeo.ui.state import Context
from mppgeo.ui.tables import select_area, show_downloads, show_table

_FEW = 8
"""Rows up to which a table is as high as they are."""


def show_beside_map(
    context: Context,
    table: DataTable,
    layer: gpd.GeoDataFrame | None = None,
    *,
    nothing: str = "",
    weeks: int = WEEKS,
) -> None:
    """Draw the card of the selected area and a table whose rows select areas.

    Parameters
    ----------
    layer : boundaries for a download of the rows as GeoJSON.
    nothing : what to say where there is no row.
    weeks : how long what the press told of an MPP holds, for the card.
    """
    kode = context.view.kode
    if kode:
        show_card(context, weeks=weeks)
    if table.frame.empty:
        st.info(nothing or _say_nothing(context))
        return
    with st.container(key="area_table", height="content" if kode else "stretch"):
        height = 220 if kode else "stretch"
        show_table(table, context, height=height, selected=kode, on_select=select_area)
    show_downloads(table, context, layer)


def show_listing(context: Context, table: DataTable) -> None:
    """Draw a table over the whole width."""
    if table.frame.empty:
        st.info(_say_nothing(context))
        return
    show_table(table, context, height="content" if len(table.frame) < _FEW else 300)
    show_downloads(table, context)


def _say_nothing(context: Context) -> str:
    return context.t("Nothing is on record in this view up to this day.")
