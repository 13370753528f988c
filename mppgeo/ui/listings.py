"""Tables with their downloads; where there is no row, a sentence instead."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from mppgeo.base.facts import Fact
from mppgeo.content.datatable import DataTable
from mppgeo.maps.themes import Theme
from mppgeo.scene.view import WEEKS
from mppgeo.ui.card import show_card
from mppgeo.ui.map import show_map
from mppgeo.ui.markup import show_markup
from mppgeo.ui.paper import show_on_paper
from mppgeo.ui.state import Context
from mppgeo.ui.tables import select_area, show_downloads, show_table

_FEW = 8
"""Rows up to which a table is as high as they are."""


def show_beside_map(
    context: Context,
    table: DataTable,
    *,
    level: str | None = None,
    nothing: str = "",
    weeks: int = WEEKS,
    card: Callable[[], None] | None = None,
) -> None:
    """Draw the card of the selected area and a table whose rows select areas.

    Parameters
    ----------
    level : "kabkota" or "provinsi", what the rows are, to offer them with their shapes too.
    nothing : what to say where there is no row.
    weeks : how long what the press told of an MPP holds, for the card.
    card : draws what stands instead of the area's card; None = that card.
    """
    kode = context.view.kode
    if card is not None:
        card()
    elif kode:
        show_card(context, weeks=weeks)
    if table.frame.empty:
        st.info(nothing or _say_nothing(context))
        return
    with st.container(key="area_table", height="stretch"):
        show_table(table, context, height="stretch", selected=kode, on_select=select_area)
        show_on_paper(table, context)
    show_downloads(table, context, level)


def show_map_and_table(
    context: Context,
    theme: Theme,
    summary: str,
    table: DataTable,
    *,
    level: str | None = None,
    nothing: str = "",
    weeks: int = WEEKS,
    note: Fact | None = None,
    card: Callable[[], None] | None = None,
    table_first: bool = False,
) -> None:
    """Draw the map of a theme and its table beside it.

    Parameters
    ----------
    summary : the map in words, for those who do not see it.
    level, nothing, weeks, card : as for :func:`show_beside_map`.
    note : a line with its sources above the table.
    table_first : the table is what the page is about, and stands before the map.
    """
    if table_first:
        beside, around = st.columns([42, 58], gap="small")
    else:
        around, beside = st.columns([70, 30], gap="small")
    with around:
        show_map(context, theme, summary, timed=False)
    with beside:
        if note is not None:
            show_markup("note.html", fact=note)
        show_beside_map(context, table, level=level, nothing=nothing, weeks=weeks, card=card)


def show_listing(
    context: Context, table: DataTable, on_select: Callable[[str], None] | None = None
) -> None:
    """Draw a table over the whole width; selecting a row calls ``on_select`` with its ``kode``."""
    if table.frame.empty:
        st.info(_say_nothing(context))
        return
    height = "content" if len(table.frame) < _FEW else 300
    show_table(table, context, height=height, on_select=on_select)
    show_downloads(table, context)


def _say_nothing(context: Context) -> str:
    return context.t("Nothing is on record in this view up to this day.")
