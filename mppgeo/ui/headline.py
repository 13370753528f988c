"""The title and the row of four figures."""

from __future__ import annotations

from mppgeo.content.headline import make_figures, make_title, tell_basis
from mppgeo.ui.markup import show_markup
from mppgeo.ui.state import Context


def show_headline(context: Context) -> None:
    """Draw title, day, denominator and figures of the view."""
    show_markup(
        "headline.html",
        title=make_title(context),
        basis=tell_basis(context),
        old=context.known.is_old,
        figures=make_figures(context),
    )
