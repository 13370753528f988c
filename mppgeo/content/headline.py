"""The four figures at the head of every page, deck and handout."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from mppgeo.base.caching import VIEWS, cached
from mppgeo.base.language import UNKNOWN, Language, mark
from mppgeo.base.names import shorten
from mppgeo.content.pages import DENOMINATOR, FILTERS, KINDS, MAP, PAGES, STATUS
from mppgeo.content.sentences import name_denominator, name_place, tell_known, tell_map
from mppgeo.country.regions import JAKARTA
from mppgeo.coverage import HAS, HAS_NOT, Snapshot, by_change, select_missing
from mppgeo.scene.playlist import Step, next_step
from mppgeo.scene.scene import Scene

_KINDS = {"kabupaten": mark("kabupaten only"), "kota": mark("kota only")}
_STATUS = {HAS: mark("only areas with an MPP"), HAS_NOT: mark("only areas without an MPP")}


@dataclass(frozen=True)
class Figure:
    """A headline figure with its label and what it refers to."""

    label: str
    value: str
    note: str


def make_title(scene: Scene) -> str:
    """What the view is about."""
    return scene.t(
        "Public service malls (MPP): {place}", place=name_place(scene.dataset, scene.view, scene.t)
    )


def make_profile_title(scene: Scene) -> str:
    """What the profile of the province is headed by."""
    return scene.t(
        "Province Profile: {place}", place=name_place(scene.dataset, scene.view, scene.t)
    )


def tell_summary(scene: Scene) -> str:
    """The view in one sentence: on the page, in its first bytes, and for those who share its link."""
    place = name_place(scene.dataset, scene.view, scene.t)
    provinces = tuple(scene.place_selection.provinsi)
    return tell_map(place, scene.total, scene.snapshot, provinces, scene.t)


def tell_short_basis(scene: Scene) -> str:
    """Day, denominator and kind in few words, to be read from afar."""
    t, view = scene.t, scene.view
    basis = [t("Public service malls (MPP), {date}", date=tell_known(scene.known, t))]
    if _depends_on_denominator(scene):
        basis.append(_number_denominator(scene))
    if view.jenis:
        basis.append(t(_KINDS[view.jenis]))
    return " · ".join(basis)


def tell_step(scene: Scene, steps: tuple[Step, ...], step: Step) -> dict[str, str]:
    """Where a presentation stands, and what comes next: ``count`` and ``following``."""
    t, after = scene.t, next_step(steps, step)
    place = shorten(scene.dataset.names[after]) if after else "Indonesia"
    return {
        "count": f"{t.number(steps.index(step) + 1)} / {t.number(len(steps))}",
        "following": t("Next: {place}", place=place),
    }


def tell_basis(scene: Scene) -> str:
    """Day, or last day known, denominator, kind and status on which all figures rest."""
    return _join_basis(scene, name_denominator(scene.view.denominator, scene.t), FILTERS)


def tell_page_basis(scene: Scene, page: str) -> str:
    """The same beside the title of a page, but for filters that do not act on it.

    Only on the map is the denominator explained; elsewhere the line would become two.

    Parameters
    ----------
    page : a key of :data:`mppgeo.content.pages.PAGES`.
    """
    if page == MAP:
        return tell_basis(scene)
    return _join_basis(scene, _number_denominator(scene), PAGES[page].filters)


def _join_basis(scene: Scene, denominator: str, filters: Set[str]) -> str:
    t = scene.t
    basis = [tell_known(scene.known, t)]
    if DENOMINATOR in filters and _depends_on_denominator(scene):
        basis.append(denominator)
    if KINDS in filters and scene.view.jenis:
        basis.append(t(_KINDS[scene.view.jenis]))
    if STATUS in filters and scene.view.status:
        basis.append(t(_STATUS[scene.view.status]))
    return " · ".join(basis)


def _number_denominator(scene: Scene) -> str:
    return scene.t("denominator {number}", number=scene.view.denominator)


def _depends_on_denominator(scene: Scene) -> bool:
    """Whether the denominators differ in what is shown: they do in Jakarta alone."""
    return not scene.places or JAKARTA in scene.places


def make_figures(scene: Scene) -> list[Figure]:
    """The four figures: areas, coverage, people, and provinces or what is missing."""
    t, total = scene.t, scene.total
    of_areas = t.plural("of {count} area", "of {count} areas", total.areas)
    if not total.areas:
        of_areas = t("Outside this count")
    known = total.unknown < total.areas
    if total.unknown:
        of_areas += "; " + t("{number} without data", number=t.number(total.unknown))
    people = t(
        "{covered} of {total} million people",
        covered=t.number(total.population_covered / 1e6, 1),
        total=t.number(total.population_total / 1e6, 1),
    )
    return [
        Figure(t("Areas with an MPP"), t.number(total.areas_with_mpp if known else None), of_areas),
        Figure(
            t("Coverage"),
            t.percent(total.coverage_pct if known else None),
            t.plural("{count} MPP counted", "{count} MPPs counted", total.mpp_count),
        ),
        Figure(
            t("People of areas with an MPP"),
            t.percent(total.population_covered_pct if known else None),
            people if known else "",
        ),
        _last_figure(scene, t),
    ]


def _last_figure(scene: Scene, t: Language) -> Figure:
    total = scene.total
    if not total.areas:
        return Figure(t("Areas without an MPP"), UNKNOWN, "")
    if total.provinsi_count != 1:
        value = f"{t.number(total.provinsi_complete)} / {t.number(total.provinsi_without)}"
        note = t.plural("of {count} province", "of {count} provinces", total.provinsi_count)
        return Figure(t("Provinces complete / without any"), value, note)
    names = _name_missing(scene.snapshot, tuple(scene.place_selection.places))
    note = ", ".join(names[:3]) + (" …" if len(names) > 3 else "")
    return Figure(
        t("Areas without an MPP"),
        t.number(total.missing),
        note,
    )


@cached(maxsize=VIEWS, key=by_change)
def _name_missing(snapshot: Snapshot, places: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(shorten(nama) for nama in select_missing(snapshot, places)["nama"])
