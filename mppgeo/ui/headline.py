"""The title and the row of four figures."""

from __future__ import annotations

from dataclasses import dataclass

from mppgeo.caching import cached
from mppgeo.coverage import Snapshot, Totals
from mppgeo.language import UNKNOWN, Language
from mppgeo.names import shorten
from mppgeo.summary import name_denominator, name_place
from mppgeo.ui.markup import show_markup
from mppgeo.ui.state import Context


@dataclass(frozen=True)
class Figure:
    """A headline figure with its label and what it refers to."""

    label: str
    value: str
    note: str


def show_headline(context: Context, total: Totals) -> None:
    """Draw title, day, denominator and figures of the view."""
    t = context.t
    place = name_place(context.dataset, context.view, t)
    kinds = {"kabupaten": t("kabupaten only"), "kota": t("kota only")}
    basis = [t("as of {date}", date=t.date(total.as_of)), name_denominator(total.denominator, t)]
    if context.view.jenis:
        basis.append(kinds[context.view.jenis])
    show_markup(
        "headline.html",
        title=t("Public service malls (MPP): {place}", place=place),
        basis=" · ".join(basis),
        figures=make_figures(context, total),
    )


def make_figures(context: Context, total: Totals) -> list[Figure]:
    """The four figures: areas, coverage, people, and provinces or what is missing."""
    t = context.t
    of_areas = t.plural("of {count} area", "of {count} areas", total.areas)
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
            t("Population covered"),
            t.percent(total.population_covered_pct if known else None),
            people if known else "",
        ),
        _last_figure(context, total, t),
    ]


def _last_figure(context: Context, total: Totals, t: Language) -> Figure:
    if total.provinsi_count != 1:
        value = f"{t.number(total.provinsi_complete)} / {t.number(total.provinsi_without)}"
        note = t.plural("of {count} province", "of {count} provinces", total.provinsi_count)
        return Figure(t("Provinces complete / without any"), value, note)
    names = name_missing(context.snapshot, tuple(context.place_selection.places))
    note = ", ".join(names[:3]) + (" …" if len(names) > 3 else "")
    return Figure(
        t("Areas without an MPP"),
        t.number(total.areas - total.areas_with_mpp - total.unknown) if total.areas else UNKNOWN,
        note if total.areas else "",
    )


@cached(maxsize=512)
def name_missing(snapshot: Snapshot, places: tuple[str, ...]) -> tuple[str, ...]:
    """Names of the areas of some of today's provinces that have no MPP, as far as known."""
    areas = snapshot.areas
    missing = areas[areas.index.str[:2].isin(places) & areas["has_mpp"].eq(False)]
    return tuple(shorten(nama) for nama in missing["nama"])
