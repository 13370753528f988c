"""What a visitor sees before any script has come: the heading, finding, figures and rows of a page.

Every word and number is made by the function that the page itself calls.
"""

from __future__ import annotations

from dataclasses import dataclass

from mppgeo.base.caching import VIEWS, cached
from mppgeo.base.language import Language
from mppgeo.content.datatable import DataTable
from mppgeo.content.findings import tell_page
from mppgeo.content.headline import (
    Figure,
    make_figures,
    make_profile_title,
    make_title,
    tell_page_basis,
)
from mppgeo.content.kinds import KINDS
from mppgeo.content.pages import MAP, PAGES, head_page
from mppgeo.content.tables import list_kabkota, list_provinsi
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import PROVINSI

_ROWS = 24
"""Rows of a table: more than the highest of screens shows at first."""
_COLUMNS = 4


@dataclass(frozen=True)
class Cell:
    text: str
    right: bool


@dataclass(frozen=True)
class Rows:
    """The first rows of a table, in the reader's words; ``rest`` = how many more there are."""

    titles: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    rest: int


@dataclass(frozen=True)
class FirstSight:
    """The head of a page and the first rows of its table.

    Attributes
    ----------
    basis : day and denominator, beside the title; "" = none.
    old : the day is long ago.
    told : the finding in a sentence; "" = the page has none, or one that takes long to find.
    figures : those at the head of the page; () = none.
    table : None = the page has no table beside a map.
    """

    title: str
    basis: str
    old: bool
    told: str
    figures: tuple[Figure, ...]
    table: Rows | None


def see_first(scene: Scene, page: str) -> FirstSight:
    """The head and the first rows of a page; not of a presentation.

    Parameters
    ----------
    page : a key of :data:`mppgeo.content.pages.PAGES`.
    """
    headed = page == MAP or (page == "profil" and len(scene.view.provinsi) == 1)
    dated = headed or PAGES[page].dated
    return FirstSight(
        title=_head(scene, page, headed=headed),
        basis=tell_page_basis(scene, page) if dated else "",
        old=dated and scene.known.is_old,
        told=str(tell_page(scene, page)),
        figures=tuple(make_figures(scene)) if headed else (),
        table=_take_rows(_list_areas(scene), scene.t) if page == MAP else None,
    )


def _head(scene: Scene, page: str, *, headed: bool) -> str:
    if not headed:
        return head_page(scene, page)
    return make_title(scene) if page == MAP else make_profile_title(scene)


def _list_areas(scene: Scene) -> DataTable:
    list_rows = list_provinsi if scene.view.level == PROVINSI else list_kabkota
    return list_rows(scene.snapshot, scene.selection, scene.t)


@cached(maxsize=VIEWS)
def _take_rows(table: DataTable, t: Language) -> Rows:
    """The first rows and columns, as they are printed."""
    names = list(table.shown[:_COLUMNS])
    kinds = [KINDS[table.kinds[name]] for name in names]
    frame = table.frame[names]
    return Rows(
        tuple(
            Cell(table.titles[name], kind.right) for name, kind in zip(names, kinds, strict=True)
        ),
        tuple(
            tuple(
                Cell(kind.tell_value(value, t), kind.right)
                for value, kind in zip(row, kinds, strict=True)
            )
            for row in frame.head(_ROWS).itertuples(index=False)
        ),
        max(0, len(frame) - _ROWS),
    )
