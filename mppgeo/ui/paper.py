"""What a page shows on paper only: tables whole, where the screen shows a part to scroll."""

from __future__ import annotations

import streamlit as st

from mppgeo.base.caching import VIEWS, cached
from mppgeo.base.language import Language
from mppgeo.content.datatable import DataTable
from mppgeo.content.exports import tell_rows
from mppgeo.content.markup import render_markup
from mppgeo.content.open_tables import HTML, find_address
from mppgeo.ui.markup import show_markup
from mppgeo.ui.state import Context

MOST_COLUMNS = 7
"""Columns that can be read on a page of A4; the style sheet leaves the rest of a fetched table out."""


def show_on_paper(table: DataTable, context: Context, columns: list[str] | None = None) -> None:
    """Draw a table that only the printer sees; beside it the one of the screen is left out.

    One that has an address is fetched when somebody prints (``ui/paper.js``): few do, and it
    would be most of what a rerun sends.

    Parameters
    ----------
    columns : those printed; None = the first :data:`MOST_COLUMNS`.
    """
    address = find_address(table.name, context.view, HTML) if columns is None else ""
    if address:
        show_markup("print_address.html", address=address)
    else:
        kept = table.shown[:MOST_COLUMNS] if columns is None else columns
        st.html(_print(table, tuple(kept), context.t))


@cached(maxsize=VIEWS)
def _print(table: DataTable, columns: tuple[str, ...], t: Language) -> str:
    return render_markup("print_table.html", **tell_rows(table, columns, t))
