"""The sentence at the head of each page whose finding is found quickly."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mppgeo.base.told import Told
from mppgeo.content.sentences import name_place, tell_finding, tell_known, tell_target
from mppgeo.content.sentences.change import tell_growth
from mppgeo.content.sentences.operation import tell_reporting
from mppgeo.content.sentences.stages import tell_way
from mppgeo.content.targets import find_target, measure_scene
from mppgeo.content.trend import find_year_before
from mppgeo.programme.operation import judge_operation
from mppgeo.scene.scene import Scene
from mppgeo.scene.selection import keep_mpp


def tell_page(scene: Scene, page: str) -> Told:
    """What a page finds in a view, in a sentence or two; of pages that count long, nothing.

    Parameters
    ----------
    page : a key of :data:`mppgeo.content.pages.PAGES`.
    """
    tell = _FINDINGS.get(page)
    return tell(scene) if tell else Told()


def tell_timeline(scene: Scene) -> Told:
    """How much was gained in the last twelve months on record, and how far the target is."""
    t = scene.t
    place = name_place(scene.dataset, scene.view, t)
    told = [tell_growth(place, find_year_before(scene), scene.total, scene.view.jenis, t)]
    if scene.total.areas:
        target = find_target(scene)
        progress = measure_scene(scene, target.goal)
        told.append(tell_target(target.label, target.goal, progress, scene.as_of, t))
    return Told.read(*told)


def tell_data(scene: Scene) -> Told:
    """Up to which day the list of openings is known."""
    told = tell_known(scene.known, scene.t)
    return Told.read(told[0].upper() + told[1:] + ".")


def _tell_profile(scene: Scene) -> Told:
    return tell_finding(scene) if len(scene.view.provinsi) == 1 else Told()


def _tell_stages(scene: Scene) -> Told:
    return tell_way(scene.snapshot, scene.selection, scene.view.jenis, scene.t)


def _tell_operation(scene: Scene) -> Told:
    weeks = scene.view.minggu
    operation = keep_mpp(judge_operation(scene.snapshot, weeks), scene.selection)
    return tell_reporting(operation, weeks, scene.dataset.names, scene.t)


_FINDINGS: Mapping[str, Callable[[Scene], Told]] = {
    "": tell_finding,
    "linimasa": tell_timeline,
    "tahapan": _tell_stages,
    "pemantauan": _tell_operation,
    "profil": _tell_profile,
    "data": tell_data,
}
