"""What a map colours: a theme gives every area of a level its class."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from mppgeo.base.caching import VIEWS, cached
from mppgeo.base.language import mark
from mppgeo.content.classes import (
    CHANGES,
    PRESENCE,
    PROVINSI_CLASSES,
    SERVED,
    SERVED_AS_ONE,
    MapClass,
    classify_provinsi,
)
from mppgeo.country.regions import JAKARTA
from mppgeo.coverage import Snapshot, by_change, find_parents
from mppgeo.growth.changes import compare_kabkota
from mppgeo.scene.view import KABKOTA, PROVINSI


@dataclass(frozen=True, eq=False)
class Theme:
    """A colouring of one level.

    Attributes
    ----------
    level : :data:`mppgeo.scene.view.PROVINSI` or :data:`mppgeo.scene.view.KABKOTA`.
    title : English sentence for the legend (a catalogue key).
    classes : the classes, in order of the legend.
    codes : index into ``classes`` by ``kode``: today's provinces, or kabkota.
    counted : the areas that the legend counts, with their class; differs from
        ``codes`` where several areas drawn are one area of that day or denominator.
    points : kabkota to be marked by a point, as they hold an MPP that their class
        does not tell of; None = the map is not about MPPs and shows none.
    colours : colours to draw in instead of ours, both ``#rrggbb``.
    """

    level: str
    title: str
    classes: tuple[MapClass, ...]
    codes: pd.Series
    counted: pd.Series
    points: frozenset[str] | None = frozenset()
    colours: Mapping[str, str] = field(default_factory=dict)

    def dress(self, cls: MapClass) -> MapClass:
        """A class in the colours to draw in."""
        if not self.colours:
            return cls
        colour, hatch = (c and self.colours.get(c, c) for c in (cls.colour, cls.hatch))
        return replace(cls, colour=colour, hatch=hatch)


@cached(maxsize=VIEWS, key=by_change)
def make_coverage_theme(snapshot: Snapshot, level: str) -> Theme:
    """Provinces by share, or kabkota by has / has not."""
    if level == PROVINSI:
        classes = classify_provinsi(snapshot.provinsi)
        drawn = spread_over_provinces(snapshot, classes)
        return Theme(PROVINSI, mark("Coverage by province"), PROVINSI_CLASSES, drawn, classes)
    title, status = mark("Kabupaten and kota"), snapshot.kabkota["status"]
    return make_named_theme(snapshot, title, PRESENCE, status)


@cached(maxsize=64)
def make_change_theme(before: Snapshot, after: Snapshot) -> Theme:
    """Kabkota by what changed between two days."""
    title = mark("Change between the days")
    return make_named_theme(after, title, CHANGES, compare_kabkota(before, after))


def make_named_theme(
    snapshot: Snapshot, title: str, classes: Mapping[Any, MapClass], names: pd.Series
) -> Theme:
    """Kabkota by the name of their class, counted as the denominator counts areas.

    Parameters
    ----------
    classes : by name, in order of the legend.
    names : of every kabkota, index ``kode``.
    """
    order = {name: place for place, name in enumerate(classes)}
    drawn = counted = names.map(order).astype(int)
    shown = tuple(classes.values())
    if JAKARTA in snapshot.areas.index:
        within = drawn.index.str[:2] == JAKARTA
        one = drawn[within][:1].set_axis([JAKARTA][: within.sum()])
        counted = pd.concat([drawn[~within], one])
        shown = tuple(SERVED_AS_ONE if cls is SERVED else cls for cls in shown)
    return Theme(KABKOTA, title, shown, drawn, counted)


def spread_over_provinces(
    snapshot: Snapshot, rows: pd.Series | pd.DataFrame
) -> pd.Series | pd.DataFrame:
    """Rows for all provinces of today, those not yet set up with their parent's.

    Provinces that ``rows`` lacks are left out.
    """
    parents = find_parents(snapshot.dataset, snapshot.day)
    today = [
        kode for kode in snapshot.dataset.provinsi.index if parents.get(kode, kode) in rows.index
    ]
    found = rows.loc[[parents.get(kode, kode) for kode in today]]
    return found.set_axis(today)
