"""The first picture: what a page's HTML shows of the view its address asks for, before any script.

Made once for a view and kept compressed. What cannot be understood of an address is told in it;
where the picture cannot be made in time, the page comes with a sign of progress alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode

from anyio import CapacityLimiter, move_on_after, to_thread

from mppgeo.base.budgets import PICTURES, Busy
from mppgeo.base.caching import cached
from mppgeo.base.clock import today
from mppgeo.base.language import LANGUAGES, Language, mark
from mppgeo.base.said import Said
from mppgeo.boundaries.attribution import attribute_sources
from mppgeo.content.first_sight import see_first
from mppgeo.content.headline import make_figures, tell_short_basis, tell_step, tell_summary
from mppgeo.content.markup import render_markup
from mppgeo.content.pages import MAP, PAGES, SECTIONS, name_link
from mppgeo.content.sentences import find_beyond, name_place
from mppgeo.content.trend import make_trends
from mppgeo.dataset import Dataset
from mppgeo.live import current
from mppgeo.maps.first import choose_theme
from mppgeo.maps.inline import draw_inline, measure_names, trace_provinces
from mppgeo.maps.themes import Theme, make_coverage_theme
from mppgeo.scene.playlist import find_shown, find_step, list_steps
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import PARAMETERS, View, from_query
from mppgeo.serving.logs import logger
from mppgeo.store.journal import StoreDown

PREVIEW = "pratinjau.png"
"""Address of the picture for those who share a link, below that of the app."""
TOO_LONG = mark("The link is too long; its end is ignored.")

_MOST_QUERY, _MOST_FIELDS = 4096, 100
_MOST_NOTICES = 3
_IN_TIME = 2.0
"""Seconds that a page waits for its picture."""
_threads = CapacityLimiter(16)
"""More than may wait for a picture, so that those already made are given at once."""


@dataclass(frozen=True, eq=False)
class Picture:
    """What the first picture puts into a page.

    Attributes
    ----------
    title : the document's, with page, place and day.
    told : the finding in a sentence; "" = none.
    image : absolute address of a picture of the view; "" = none.
    body : HTML.
    """

    t: Language
    title: str
    told: str
    image: str
    body: str


Make = Callable[[Picture], bytes]
"""Makes the whole page of a picture, compressed by gzip."""


class Pictures:
    """The pages with their pictures.

    Parameters
    ----------
    make : puts a picture into the page.
    base : path below which the app is served; "" = the root.
    address : the public address of the app, for the pictures of links; "" = not known.
    """

    def __init__(self, make: Make, base: str = "", address: str = "") -> None:
        self.make = make
        self._base = f"/{base.strip('/')}" if base.strip("/") else ""
        self._address = address.rstrip("/")

    async def find(self, path: str, query: str) -> bytes | None:
        """The page for an address, compressed by gzip; None = without its picture."""
        with move_on_after(_IN_TIME):
            return await to_thread.run_sync(
                self._find, path, query, abandon_on_cancel=True, limiter=_threads
            )
        return None

    def _find(self, path: str, query: str) -> bytes | None:
        try:
            return self.paint(self.name_page(path), query, current(), today())
        except (StoreDown, Busy):
            return None
        except Exception:
            # The page itself must come whatever is wrong with its picture.
            logger.exception("no first picture", extra={"fields": {"page": self.name_page(path)}})
            return None

    def name_page(self, path: str) -> str:
        """The page of a path; of one that is no page's, the first one is shown."""
        name = path.removeprefix(self._base).strip("/")
        return name if name in PAGES else MAP

    def paint(self, page: str, query: str, dataset: Dataset, day: dt.date) -> bytes:
        """The page for a query.

        Raises
        ------
        Busy : too many wait for other pictures.
        """
        view, notices = read_query(query, dataset, day)
        if not notices:
            return _keep(self, dataset, page, view, day)
        return self.make(paint(Scene(dataset, view, day), page, self.find_image, notices))

    def find_image(self, view: View) -> str:
        """The absolute address of a view's picture; "" where the app's own is not known."""
        if not self._address:
            return ""
        query = urlencode(view.to_query(), doseq=True)
        return f"{self._address}/{PREVIEW}{'?' if query else ''}{query}"


def prepare_pictures() -> None:
    """Make what most visitors ask for, before somebody does."""
    with suppress(StoreDown, Busy):
        for lang in LANGUAGES:
            _gather(Scene(current(), View(lang=lang), today()), MAP)
        # What is the same for every view of these pages.
        for page in ("batas", "jangkauan"):
            choose_theme(Scene(current(), View(), today()), page)
        measure_names(current())


def prepare_provinces() -> None:
    """Trace the outlines of every province, which are the same on every day."""
    with suppress(StoreDown):
        trace_provinces(Scene(current(), View(), today()))


@cached(maxsize=128)
def _keep(pictures: Pictures, dataset: Dataset, page: str, view: View, day: dt.date) -> bytes:
    return pictures.make(paint(Scene(dataset, view, day), page, pictures.find_image))


def read_query(query: str, dataset: Dataset, day: dt.date) -> tuple[View, list[Said]]:
    """The view of an address's query, as the page reads it, and what could not be used."""
    short = "&".join(query[:_MOST_QUERY].split("&")[:_MOST_FIELDS])
    fields = parse_qs(short, errors="replace")
    asked = {name: fields.get(name, []) for name in PARAMETERS}
    view, notices = from_query(asked, dataset.regions, today=day)
    if short != query:
        notices = [Said(TOO_LONG, {}), *notices]
    beyond = find_beyond(view.as_of, Scene(dataset, view, day).known)
    return view, [*notices, *([beyond] if beyond else [])]


def paint(
    scene: Scene, page: str, find_image: Callable[[View], str], notices: Sequence[Said] = ()
) -> Picture:
    """Make the picture of a view.

    Raises
    ------
    Busy : too many wait for other pictures.
    """
    values = _gather(scene, page)
    told = [notice.explain(scene.t) for notice in notices[:_MOST_NOTICES]]
    return Picture(
        t=scene.t,
        title=name_link(scene, page),
        told=values["told"],
        image=find_image(reduce_view(find_shown(scene).view)) if values["map"] else "",
        body=render_markup("first_picture.html", **values, notices=told),
    )


def reduce_view(view: View) -> View:
    """What of a view a picture of its coverage shows; views that look the same are one."""
    return View(
        as_of=view.as_of,
        level=view.level,
        provinsi=view.provinsi,
        pulau=view.pulau,
        jenis=view.jenis,
        status=view.status,
        denominator=view.denominator,
        kode=view.kode,
        lang=view.lang,
    )


@cached(maxsize=32)
def _gather(scene: Scene, page: str) -> dict:
    """The values of the template; as many as may be under way at once wait for one another."""
    with PICTURES.take():
        return _present(scene) if scene.view.mode else _lay_out(scene, page)


def _lay_out(scene: Scene, page: str) -> dict:
    t, sight = scene.t, see_first(scene, page)
    theme = choose_theme(scene, page)
    return {
        "presented": False,
        "small": page == "profil",
        "menu": [
            {"title": t(section or PAGES[MAP].title), "here": page in names}
            for section, names in SECTIONS.items()
        ],
        "title": sight.title,
        "basis": sight.basis,
        "old": sight.old,
        "told": sight.told,
        "figures": sight.figures,
        "trends": make_trends(scene) if sight.figures else [],
        "table": sight.table,
        "timed": page == MAP and not scene.view.status,
        **_draw(scene, theme, tell_summary(scene) if page == MAP else sight.told),
        "texts": _say(t, sight.table.rest if sight.table else 0),
    }


def _present(scene: Scene) -> dict:
    shown, t = find_shown(scene), scene.t
    steps = list_steps(scene.dataset, scene.view, scene.today)
    step = find_step(scene.dataset, scene.view, scene.today)
    told = tell_summary(shown)
    return {
        "presented": True,
        "title": name_place(shown.dataset, shown.view, t),
        "basis": tell_short_basis(shown),
        "figures": make_figures(shown),
        "summary": told,
        "timed": True,
        "told": told,
        **tell_step(shown, steps, step),
        **_draw(shown, make_coverage_theme(shown.snapshot, shown.view.level), told),
        "texts": _say(t, 0),
    }


def _draw(scene: Scene, theme: Theme | None, told: str) -> dict:
    return {
        "map": draw_inline(scene, theme) if theme else None,
        "alt": told,
        "source": attribute_sources(scene.dataset.boundaries, scene.t),
    }


def _say(t: Language, rest: int) -> dict[str, str]:
    return {
        "loading": t("Loading the page…"),
        "still": t("This is a picture of the page, to be read and printed. To choose and to click needs JavaScript."),
        "cut": t("The server cannot be reached just now. This is a picture of the page, to be read and printed; load it again in a minute."),
        "more": t.plural("and {count} more row", "and {count} more rows", rest) if rest else "",
    }  # fmt: skip
