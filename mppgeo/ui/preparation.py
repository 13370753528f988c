"""What the pages of reach and priorities need of today, made before somebody asks."""

from __future__ import annotations

from mppgeo.base.clock import today
from mppgeo.live import current
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import View
from mppgeo.store.journal import StoreDown


def prepare_proposals() -> None:
    """Load the libraries and work out the next places and the priority list."""
    # The libraries are what takes most of the first opening.
    from mppgeo.briefing.proposal import Proposal
    from mppgeo.content.proposal_charts import draw_gain, draw_parts
    from mppgeo.planning.priority import list_priorities, weigh_parts
    from mppgeo.planning.siting import Unmet

    try:
        dataset = current()
    except StoreDown:
        return
    scene = Scene(dataset, View(), today())
    weights = tuple(weigh_parts(scene.snapshot, scene.view.pilihan).items())
    draw_parts(list_priorities(scene.snapshot, weights).head(1), scene.t)
    try:
        draw_gain({"": Proposal(scene).plans[0]}, scene.t)
    except Unmet:
        # Nothing is left to choose, which the page says at once.
        return
