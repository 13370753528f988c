"""What the map of each page colours before anything is chosen on the page itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mppgeo.content.boundary_sets import measure_active
from mppgeo.content.profile import find_province
from mppgeo.content.proposals import select_ranked
from mppgeo.coverage import select_missing, take_snapshot
from mppgeo.growth.changes import find_first_day
from mppgeo.maps.boundaries import make_error_theme
from mppgeo.maps.priorities import make_next_theme, make_rank_theme
from mppgeo.maps.reach import make_distance_theme
from mppgeo.maps.themes import Theme, make_change_theme, make_coverage_theme
from mppgeo.maps.topics import make_digital_theme, make_stage_theme, make_status_theme
from mppgeo.planning.candidates import find_next, pose_problem
from mppgeo.planning.priority import weigh_parts
from mppgeo.planning.siting import Unmet, make_options
from mppgeo.programme.stages import keep_areas
from mppgeo.scene.choices import MOST_PLACES, NEXT
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import KABKOTA
from mppgeo.scene.weights import BadWeights


def choose_theme(scene: Scene, page: str) -> Theme | None:
    """The theme of a page's map; None = the page has no map, or one that takes long.

    Parameters
    ----------
    page : a key of :data:`mppgeo.content.pages.PAGES`.
    """
    make = _THEMES.get(page)
    return make(scene) if make else None


def _color_change(scene: Scene) -> Theme:
    view, first = scene.view, find_first_day(scene.view.sejak, scene.day)
    before = take_snapshot(scene.dataset, first, view.denominator, jenis=view.jenis)
    return make_change_theme(before, scene.snapshot)


def _color_reach(scene: Scene) -> Theme | None:
    if not len(scene.dataset.villages):
        return None
    return make_distance_theme(scene.snapshot, own=scene.view.pilihan.own)


def _color_where_next(scene: Scene) -> Theme | None:
    snapshot, choices = scene.snapshot, scene.view.pilihan
    kept = keep_areas(snapshot, scene.selection)
    if choices.section != NEXT:
        try:
            weights = weigh_parts(snapshot, choices)
        except BadWeights:
            return None
        return make_rank_theme(snapshot, select_ranked(snapshot, weights, kept)["rank"])
    if choices.exact:
        return None
    posed = pose_problem(snapshot, tuple(kept), choices.goal, choices.km)
    left = int(select_missing(snapshot).index.isin(kept).sum())
    k = min(choices.k, max(min(left, MOST_PLACES), 1))
    try:
        options = make_options(choices, sorted(set(posed.problem.names.index.str[:2])), k)
        chosen = find_next(posed, options).steps.index
    except Unmet:
        chosen = snapshot.areas.index[:0]
    return make_next_theme(snapshot, chosen)


def _color_profile(scene: Scene) -> Theme | None:
    return make_coverage_theme(scene.snapshot, KABKOTA) if find_province(scene) else None


_THEMES: Mapping[str, Callable[[Scene], Theme | None]] = {
    "": lambda scene: make_coverage_theme(scene.snapshot, scene.view.level),
    "perubahan": _color_change,
    "tahapan": lambda scene: make_stage_theme(scene.snapshot),
    "pemantauan": lambda scene: make_status_theme(scene.snapshot, scene.view.minggu),
    "layanan": lambda scene: make_digital_theme(scene.snapshot),
    "jangkauan": _color_reach,
    "prioritas": _color_where_next,
    "profil": _color_profile,
    "batas": lambda scene: make_error_theme(measure_active(scene.dataset)),
}
