"""What a presentation shows, step by step: the nation, then provinces."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from mppgeo.base.clock import Known
from mppgeo.country.regions import pulau_of, select_provinsi
from mppgeo.coverage import find_parents
from mppgeo.dataset import Dataset
from mppgeo.openings import find_known_until
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import View

Step = str | None
"""kode of the province shown; None = the nation."""


def list_steps(dataset: Dataset, view: View, today: dt.date) -> tuple[Step, ...]:
    """The steps of a presentation of ``view``, in order of ``kode``.

    The nation comes first, then the provinces that the filters by place keep.
    Provinces not yet set up on the day of the view are left out.
    """
    codes = select_provinsi(dataset.regions)["kode"]
    later = find_parents(dataset, _find_day(dataset, view, today))
    kept = (
        kode
        for kode in codes
        if kode not in later
        and (not view.provinsi or kode in view.provinsi)
        and (not view.pulau or pulau_of(kode) in view.pulau)
    )
    return (None, *kept)


def find_step(dataset: Dataset, view: View, today: dt.date) -> Step:
    """The step at which a presentation stands.

    A province not yet set up on the day is shown by the one it belonged to, so
    that a day further back does not lead away; the nation where that is not on
    the list.
    """
    steps = list_steps(dataset, view, today)
    parents = find_parents(dataset, _find_day(dataset, view, today))
    step = view.langkah and parents.get(view.langkah, view.langkah)
    return step if step in steps else None


def _find_day(dataset: Dataset, view: View, today: dt.date) -> dt.date:
    """The day of the figures, whose provinces are shown."""
    return Known(view.day(today), find_known_until(dataset), today).day


def next_step(steps: tuple[Step, ...], step: Step) -> Step:
    """The step after ``step``; after the last one the nation again."""
    return steps[(steps.index(step) + 1) % len(steps)]


def show_step(view: View, step: Step) -> View:
    """The view whose figures and map a step shows: as on the pages, without filters by status.

    The nation is shown by province, a province by kabkota.
    """
    nation = replace(view.home(), as_of=view.hari or view.as_of, jenis=view.jenis)
    return nation.open_provinsi(step) if step else nation


def find_shown(scene: Scene) -> Scene:
    """The scene whose figures and map are seen: the step of a presentation, else itself."""
    if not scene.view.mode:
        return scene
    step = find_step(scene.dataset, scene.view, scene.today)
    return replace(scene, view=show_step(scene.view, step))
