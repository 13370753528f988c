"""The card of the selected area."""

from __future__ import annotations

from mppgeo.content.card import make_card
from mppgeo.scene.view import WEEKS
from mppgeo.ui.markup import show_markup
from mppgeo.ui.state import Context


def show_card(context: Context, *, weeks: int = WEEKS) -> None:
    """Draw all that is known of the selected area, sources included.

    Parameters
    ----------
    weeks : how long what the press told of an MPP holds.
    """
    t = context.t
    show_markup(
        "card.html",
        card=make_card(context.snapshot, context.view.kode, t, weeks),
        not_counted=t("Not in the ministry's count"),
        labels={
            "sources": t("Sources"),
            "events": t("On the way to an MPP"),
            "nothing": t("No MPP of this area is in our records on this day."),
        },
    )
