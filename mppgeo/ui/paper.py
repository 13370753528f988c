"""What a page shows on paper only: tables whole, where the screen shows a part to scroll."""

from __future__ import annotations

import streamlit as st

from mppgeo.base.caching import VIEWS, cached
from mppgeo.base.language import Language
from mppgeo.briefing.typesetting import make_cells
from mppgeo.content.datatable import DataTable
from mppgeo.content.markup import render_markup

MOST_COLUMNS = 7
"""Columns that can be read on a page of A4."""


def show_on_paper(table: DataTable, t: Language, columns: list[str] | None = None) -> None:
    """Draw a table that only the printer sees; beside it the one of the screen is left out.

    Parameters
    ----------
    columns : those printed; None = the first :data:`MOST_COLUMNS`.
    """
    kept = table.shown[:MOST_COLUMNS] if columns is None else columns
    st.html(_print(table, tuple(kept), t))


@cached(maxsize=VIEWS)
def _print(table: DataTable, columns: tuple[str, ...], t: Language) -> str:
    titles = [table.titles[key] for key in columns]
    rows = make_cells(table, list(columns), t)
    return render_markup("print_table.html", titles=titles, rows=rows)
