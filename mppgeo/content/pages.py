"""The pages: their names in the menu and in the browser's tab, and what each is headed by."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from mppgeo.base.language import mark
from mppgeo.base.names import shorten
from mppgeo.content.sentences import name_place
from mppgeo.scene.choices import PRIORITY
from mppgeo.scene.playlist import find_shown
from mppgeo.scene.scene import Scene

PLACES, KINDS, STATUS, DAY, DENOMINATOR, LEVEL = (
    "places", "kinds", "status", "day", "denominator", "level",
)  # fmt: skip
FILTERS = frozenset({PLACES, KINDS, STATUS, DAY, DENOMINATOR, LEVEL})
"""What a view may be filtered by; pages show the filters that act on them and no others."""
_AREAS = frozenset({PLACES, KINDS, STATUS, DAY})
_COUNTED = _AREAS | {DENOMINATOR}


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page of the dashboard.

    Attributes
    ----------
    title : its name in the menu (a catalogue key).
    icon : its Material symbol, as Streamlit and the cut of the font find it.
    heading : what stands above the page; "" = the view's own title.
    filters : those of :data:`FILTERS` that change what it shows.
    placed_heading : whether the heading names the place, on a page that follows them.
    dated : whether the day, and what else it is filtered by, stand beside the heading.
    """

    title: str
    icon: str
    heading: str = ""
    filters: Set[str] = _COUNTED
    placed_heading: bool = True
    dated: bool = True

    @property
    def placed(self) -> bool:
        """Whether it follows the filters by place."""
        return PLACES in self.filters


MAP = ""
"""Address of the first page."""

PAGES = {
    MAP: Page(title=mark("Map"), icon=":material/map:", filters=FILTERS),
    "linimasa": Page(
        title=mark("Timeline"), icon=":material/timeline:", heading=mark("Timeline"),
        filters=_COUNTED - {STATUS},
    ),
    "perubahan": Page(
        title=mark("Change"), icon=":material/difference:", heading=mark("Change between two days")
    ),
    "tahapan": Page(
        title=mark("Stages"), icon=":material/stairs:", heading=mark("Stages on the way to an MPP")
    ),
    "pemantauan": Page(
        title=mark("Monitoring"), icon=":material/monitor_heart:", heading=mark("How opened MPPs work")
    ),
    "layanan": Page(
        title=mark("Services"), icon=":material/storefront:", heading=mark("Services of MPPs"),
        filters=_AREAS,
    ),
    "jangkauan": Page(
        title=mark("Reach"), icon=":material/social_distance:", heading=mark("Reach of MPPs"),
        filters=_AREAS,
    ),
    "prioritas": Page(title=mark("Priorities"), icon=":material/flag:", heading=mark("Where next")),
    "profil": Page(
        title=mark("Province profile"), icon=":material/article:", heading=mark("Province profile")
    ),
    "data": Page(
        title=mark("Data"), icon=":material/fact_check:", heading=mark("Data and quality"),
        filters=frozenset({DAY}), dated=False,
    ),
    "batas": Page(
        title=mark("Boundaries"), icon=":material/border_style:", heading=mark("Boundaries"),
        filters=_AREAS - {DAY}, placed_heading=False, dated=False,
    ),
    "rekonsiliasi": Page(
        title=mark("Reconciliation"), icon=":material/balance:",
        heading=mark("Our totals and the official ones"), filters=frozenset({DAY}),
    ),
    "tentang": Page(
        title=mark("About"), icon=":material/info:", heading=mark("About this dashboard"),
        filters=frozenset(), dated=False,
    ),
}  # fmt: skip
"""By the page's address below that of the app, in the order of the menu."""

SECTIONS = {
    "": ("",),
    mark("Growth"): ("linimasa", "perubahan", "tahapan"),
    mark("Operation"): ("pemantauan", "layanan"),
    mark("Where next"): ("jangkauan", "prioritas", "profil"),
    mark("Data"): ("data", "batas", "rekonsiliasi", "tentang"),
}
"""The menu: title of each section ("" = none) and its pages."""


def name_tab(scene: Scene, page: str) -> str:
    """What the browser's tab and its history read, such as "Jawa Timur, 35 of 38 - MPP".

    Parameters
    ----------
    page : a key of :data:`PAGES`. A presentation is told as its map.
    """
    t, shown = scene.t, find_shown(scene)
    title, place, total = t(PAGES[page].title), _name_whole_place(shown), shown.total
    if not scene.view.mode:
        if not PAGES[page].placed:
            return _join(title)
        if page:
            return _join(title, place)
    if not total.areas or total.unknown == total.areas:
        return _join(t(PAGES[MAP].title), place)
    told = t(
        "{place}, {with_mpp} of {areas}",
        place=place,
        with_mpp=t.number(total.areas_with_mpp),
        areas=t.number(total.areas),
    )
    return _join(told)


def name_link(scene: Scene, page: str) -> str:
    """What a link is called where it is shared: page, place and day."""
    t, title = scene.t, scene.t(PAGES[page].title)
    if not (scene.view.mode or PAGES[page].placed):
        return _join(title)
    page = t(PAGES[MAP].title) if scene.view.mode else title
    return _join(page, _name_whole_place(find_shown(scene)), t.date(scene.day))


def head_page(scene: Scene, page: str) -> str:
    """What stands above a page that has a heading of its own."""
    shown, heading = PAGES[page], scene.t(PAGES[page].heading)
    if page == "prioritas" and scene.view.pilihan.section == PRIORITY:
        heading = scene.t("Priorities")
    if not (shown.placed and shown.placed_heading):
        return heading
    return f"{heading}: {name_place(scene.dataset, scene.view, scene.t)}"


def _join(*parts: str) -> str:
    return f"{', '.join(parts)} - MPP"


def _name_whole_place(scene: Scene) -> str:
    """The place of a view, and before it the area selected in it."""
    view, names = scene.view, scene.dataset.names
    place = name_place(scene.dataset, view, scene.t)
    if not view.kode:
        return place
    around = place if view.provinsi else shorten(names[view.kode[:2]])
    return f"{shorten(names[view.kode])}, {around}"
