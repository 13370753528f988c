"""What a page shows on paper only: tables whole, where the screen shows a part to scroll."""

from __future__ import annotations

from mppgeo.base.language import Language
from mppgeo.briefing.typesetting import make_cells
from mppgeo.content.datatable import DataTable
from mppgeo.ui.markup import show_markup

MOST_COLUMNS = 7
"""Columns that can be read on a page of A4."""


def show_on_paper(table: DataTable, t: Language, columns: list[str] | None = None) -> None:
    """Draw a table that only the printer sees; beside it the one of the screen is left out.

    Parameters
    ----------
    columns : those printed; None = the first :data:`MOST_COLUMNS`.
    """
    kept = list(table.shown[:MOST_COLUMNS]) if columns is None else columns
    titles = [table.titles[key] for key in kept]
    show_markup("print_table.html", titles=titles, rows=make_cells(table, kept, t))
