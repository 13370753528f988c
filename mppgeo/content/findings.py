"""The sentence at the head of each page whose finding is found quickly."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mppgeo.base.told import Told
from mppgeo.content.programme_tables import list_digital_areas
from mppgeo.content.reach_tables import tell_reach
from mppgeo.content.sentences import name_place, tell_finding, tell_known, tell_target
from mppgeo.content.sentences.change import tell_change, tell_growth
from mppgeo.content.sentences.operation import tell_reporting
from mppgeo.content.sentences.reach import tell_farthest
from mppgeo.content.sentences.services import tell_digital
from mppgeo.content.sentences.stages import tell_way
from mppgeo.content.targets import find_target, measure_scene
from mppgeo.content.trend import find_year_before
from mppgeo.coverage import take_snapshot
from mppgeo.growth.changes import find_first_day, list_gained
from mppgeo.planning.reach import find_distances
from mppgeo.planning.reach_figures import AREAS, NATION, summarise_reach
from mppgeo.programme.operation import judge_operation
from mppgeo.programme.services import find_digital_total
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


def tell_services(scene: Scene) -> Told:
    """Which areas are known to have MPP Digital, and of how many."""
    dataset, snapshot, selection = scene.dataset, scene.snapshot, scene.selection
    known = list_digital_areas(snapshot, selection, scene.t).frame["kode"]
    return tell_digital(
        {kode: dataset.names[kode] for kode in known},
        find_digital_total(dataset, scene.as_of),
        len(selection.kabkota) < len(snapshot.kabkota),
        scene.t,
    )


def tell_days(scene: Scene) -> Told:
    """What changed between the two days of a comparison."""
    view, t, first = scene.view, scene.t, find_first_day(scene.view.sejak, scene.day)
    before = take_snapshot(scene.dataset, first, view.denominator, jenis=view.jenis)
    return tell_change(
        name_place(scene.dataset, view, t),
        before.total(scene.places),
        scene.total,
        list_gained(before, scene.snapshot, scene.places),
        view.jenis,
        t,
    )


def tell_distances(scene: Scene) -> Told:
    """How far people live from an MPP, and from where it is farthest; nothing without villages."""
    dataset, snapshot, t = scene.dataset, scene.snapshot, scene.t
    if not len(dataset.villages):
        return Told()
    distances = find_distances(snapshot, own=scene.view.pilihan.own)
    codes = tuple(scene.selection.kabkota)
    whole = summarise_reach(snapshot, distances, codes, NATION)
    row = whole.iloc[0] if len(whole) else None
    areas = summarise_reach(snapshot, distances, codes, AREAS)
    return Told.read(
        tell_reach(name_place(dataset, scene.view, t), row, distances, t),
        tell_farthest(areas, dataset.names, t),
    )


_FINDINGS: Mapping[str, Callable[[Scene], Told]] = {
    "": tell_finding,
    "linimasa": tell_timeline,
    "perubahan": tell_days,
    "tahapan": _tell_stages,
    "pemantauan": _tell_operation,
    "layanan": tell_services,
    "jangkauan": tell_distances,
    "profil": _tell_profile,
    "data": tell_data,
}
