"""What a briefing says: its sections by length, of a nation or group of provinces and of one province."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from mppgeo.briefing.answers import answer_questions
from mppgeo.briefing.areas import (
    list_missing_areas,
    list_missing_by_province,
    list_own_mpp,
    list_provinces,
    name_complete,
    rank_provinces,
)
from mppgeo.briefing.change import show_change
from mppgeo.briefing.grounds import explain_data, explain_place, name_sources
from mppgeo.briefing.growth import show_growth, show_years
from mppgeo.briefing.outline import Briefing, Section
from mppgeo.briefing.outlook import (
    compare_neighbours,
    tell_next_sections,
    tell_priority_sections,
    tell_reach_sections,
)
from mppgeo.briefing.overview import show_map, tell_figures, tell_finding
from mppgeo.briefing.phrases import is_single, name_own_place
from mppgeo.briefing.short import (
    count_missing,
    note_data,
    show_growth_shortly,
    show_map_shortly,
    tell_next_shortly,
    tell_page,
)
from mppgeo.content.headline import make_title, tell_basis
from mppgeo.content.sentences import tell_known
from mppgeo.scene.lengths import (
    BESIDE,
    CHANGE,
    DATA,
    FIGURES,
    GROWTH,
    MALLS,
    MAP,
    MISSING,
    NEXT,
    ONE,
    PRIORITY,
    PROVINCES,
    REACH,
    SECTIONS,
    SHORT,
    choose_sections,
)
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import KABKOTA, PROVINSI

Tell = Callable[[Scene], Iterable[Section | None]]
"""Writes the slides of one section of :data:`mppgeo.scene.lengths.SECTIONS`."""


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
    t, view = scene.t, scene.view
    written = []
    for _, section in write_sections(scene, choose_sections(view.panjang, view.isi)):
        hear(section)
        written.append(section)
    return Briefing(
        title=make_title(scene),
        place=name_own_place(scene),
        basis=tell_basis(scene),
        footer=f"{make_title(scene)} · {tell_basis(scene)}",
        short_footer=f"{name_own_place(scene)} · {tell_known(scene.known, t)}",
        lang=t.code,
        made_on=t("Made on {date}", date=t.date(scene.today)),
        sections=tuple(written),
        finding=tell_finding(scene),
        notes=answer_questions(scene),
    )


def write_sections(scene: Scene, chosen: Iterable[str]) -> Iterator[tuple[str, Section]]:
    """The slides' sections with the part of :data:`mppgeo.scene.lengths.SECTIONS` each is of.

    Parameters
    ----------
    chosen : parts to write, in order; of one page ("satu") they do not matter.
    """
    if not scene.total.areas:
        # Nothing counts: there is nothing to show but that.
        yield FIGURES, tell_figures(scene)
        yield DATA, explain_place(scene)
        return
    if scene.view.panjang == ONE:
        yield FIGURES, tell_page(scene)
        return
    tellers = dict(_PROVINCE if is_single(scene) else _NATION)
    if scene.view.panjang == SHORT:
        tellers |= _SHORT
    for name in chosen:
        if name in tellers:
            yield from ((name, section) for section in tellers[name](scene) if section)


def list_sections(scene: Scene) -> tuple[str, ...]:
    """The parts that a briefing of a scene may have."""
    known = _PROVINCE if is_single(scene) else _NATION
    return tuple(name for name in SECTIONS if name in known)


def _show_areas(scene: Scene) -> Section:
    return show_map(scene, KABKOTA, scene.t("Kabupaten and kota with and without an MPP"))


def _show_provinces(scene: Scene) -> Section:
    return show_map(scene, PROVINSI, scene.t("Coverage by province"))


def _tell_figures(scene: Scene) -> Section:
    # Its last sentences are told by other sections too: they are no slide of their own.
    return replace(tell_figures(scene), whole=True)


_NATION: dict[str, Tell] = {
    FIGURES: lambda scene: [_tell_figures(scene)],
    MAP: lambda scene: [_show_provinces(scene), _show_areas(scene)],
    MISSING: lambda scene: [list_missing_by_province(scene)],
    PROVINCES: lambda scene: [rank_provinces(scene), list_provinces(scene), name_complete(scene)],
    GROWTH: lambda scene: [show_growth(scene), show_years(scene)],
    CHANGE: lambda scene: [show_change(scene)],
    REACH: lambda scene: tell_reach_sections(scene, mapped=True),
    NEXT: tell_next_sections,
    PRIORITY: tell_priority_sections,
    DATA: lambda scene: [explain_data(scene), name_sources(scene)],
}
_PROVINCE: dict[str, Tell] = {
    FIGURES: lambda scene: [_tell_figures(scene)],
    MAP: lambda scene: [_show_areas(scene)],
    MISSING: lambda scene: [list_missing_areas(scene)],
    MALLS: lambda scene: [list_own_mpp(scene)],
    GROWTH: lambda scene: [show_growth(scene)],
    CHANGE: lambda scene: [show_change(scene)],
    REACH: lambda scene: tell_reach_sections(scene, mapped=False),
    NEXT: tell_next_sections,
    PRIORITY: tell_priority_sections,
    BESIDE: compare_neighbours,
    DATA: lambda scene: [explain_place(scene)],
}
_SHORT: dict[str, Tell] = {
    MAP: lambda scene: [show_map_shortly(scene)],
    MISSING: lambda scene: [count_missing(scene)],
    GROWTH: lambda scene: [show_growth_shortly(scene)],
    NEXT: lambda scene: [tell_next_shortly(scene)],
    DATA: lambda scene: [note_data(scene)],
}
"""What a short briefing tells in one slide each; the rest as a complete one does."""
