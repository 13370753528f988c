"""What a briefing says: the sections of a nation or group of provinces, and of one province."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from mppgeo.briefing.areas import (
    list_missing_areas,
    list_missing_by_province,
    list_own_mpp,
    list_provinces,
    name_complete,
    rank_provinces,
)
from mppgeo.briefing.grounds import explain_data, explain_place, name_sources
from mppgeo.briefing.growth import show_growth, show_years
from mppgeo.briefing.outline import (
    Briefing,
    Section,
)
from mppgeo.briefing.outlook import (
    compare_neighbours,
    tell_next_sections,
    tell_priority_sections,
    tell_reach_sections,
)
from mppgeo.briefing.overview import show_map, tell_figures
from mppgeo.briefing.phrases import name_own_place
from mppgeo.content.headline import make_title, tell_basis
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import KABKOTA, PROVINSI


def make_briefing(
    scene: Scene, hear: Callable[[Section], object] = lambda section: None
) -> Briefing:
    """Write the briefing of a scene: of one province, or of several with one another.

    A briefing shows areas with an MPP and those without alike, so the filter
    by status and the selected area have no bearing on it.

    Parameters
    ----------
    hear : called with each section as soon as it is written.
    """
    scene = replace(scene, view=replace(scene.view, status=None, kode=None))
    t = scene.t
    single = bool(scene.places) and scene.total.provinsi_count == 1
    sections = _tell_province(scene) if single else _tell_provinces(scene)
    if not scene.total.areas:
        # Nothing counts: there is nothing to show but that.
        sections = [tell_figures(scene), explain_place(scene)]
    written = []
    for section in filter(None, sections):
        hear(section)
        written.append(section)
    return Briefing(
        title=make_title(scene),
        place=name_own_place(scene),
        basis=tell_basis(scene),
        footer=f"{make_title(scene)} · {tell_basis(scene)}",
        lang=t.code,
        made_on=t("Made on {date}", date=t.date(scene.today)),
        sections=tuple(written),
    )


def _tell_provinces(scene: Scene) -> Iterator[Section | None]:
    yield tell_figures(scene)
    yield show_map(scene, PROVINSI, scene.t("Coverage by province"))
    yield show_map(scene, KABKOTA, scene.t("Kabupaten and kota with and without an MPP"))
    yield rank_provinces(scene)
    yield list_provinces(scene)
    yield show_growth(scene)
    yield show_years(scene)
    yield name_complete(scene)
    yield list_missing_by_province(scene)
    yield from tell_reach_sections(scene, mapped=True)
    yield from tell_next_sections(scene)
    yield from tell_priority_sections(scene)
    yield explain_data(scene)
    yield name_sources(scene)


def _tell_province(scene: Scene) -> Iterator[Section | None]:
    yield tell_figures(scene)
    yield show_map(scene, KABKOTA, scene.t("Kabupaten and kota with and without an MPP"))
    yield list_own_mpp(scene)
    yield list_missing_areas(scene)
    yield show_growth(scene)
    yield from tell_reach_sections(scene, mapped=False)
    yield from tell_next_sections(scene)
    yield from tell_priority_sections(scene)
    yield from compare_neighbours(scene)
    yield explain_place(scene)
