"""How many slides a deck has, without drawing it."""

from __future__ import annotations

from dataclasses import replace

from mppgeo.base.caching import VIEWS, cached
from mppgeo.briefing.contents import write_sections
from mppgeo.briefing.paging import set_section
from mppgeo.briefing.stage import STAGE, Stage
from mppgeo.scene.lengths import ONE, choose_sections
from mppgeo.scene.scene import Scene


def count_slides(scene: Scene, stage: Stage = STAGE) -> int:
    """The slides of the deck of a scene, its cover among them.

    Parameters
    ----------
    stage : of the template that it is made with.

    Raises
    ------
    mppgeo.base.budgets.Busy : too many wait for exact plans already.
    """
    view = scene.view
    plain = Scene(
        scene.dataset,
        replace(view.leave(), isi=(), kode=None, status=None, level="kabkota"),
        scene.today,
    )
    if view.panjang == ONE:
        return 1
    if not scene.total.areas:
        return 1 + _count(plain, "", stage)
    chosen = choose_sections(view.panjang, view.isi)
    return 1 + sum(_count(plain, name, stage) for name in chosen)


@cached(maxsize=VIEWS)
def _count(scene: Scene, name: str, stage: Stage) -> int:
    sized = stage.resize(scene.view.panjang)
    sections = [section for _, section in write_sections(scene, [name])]
    return sum(len(set_section(section, scene.t, sized)) for section in sections)
