"""What a map colours: a theme gives every area of a level its class."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from mppgeo.base.caching import cached
from mppgeo.base.language import mark
from mppgeo.content.classes import (
    CHANGE_CLASSES,
    CHANGES,
    KABKOTA_CLASSES,
    PROVINSI_CLASSES,
    MapClass,
    classify_kabkota,
    classify_provinsi,
)
from mppgeo.coverage import Snapshot, find_parents
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
        ``codes`` where several areas drawn are one area of that day.
    points : kabkota to be marked by a point, as they hold an MPP that their class
        does not tell of; None = the map is not about MPPs and shows none.
    """

    level: str
    title: str
    classes: tuple[MapClass, ...]
    codes: pd.Series
    counted: pd.Series
    points: frozenset[str] | None = frozenset()


@cached(maxsize=256)
def make_coverage_theme(snapshot: Snapshot, level: str) -> Theme:
    """Provinces by share, or kabkota by has / has not."""
    if level == PROVINSI:
        classes = classify_provinsi(snapshot.provinsi)
        drawn = spread_over_provinces(snapshot, classes)
        return Theme(PROVINSI, mark("Coverage by province"), PROVINSI_CLASSES, drawn, classes)
    classes = classify_kabkota(snapshot.kabkota)
    return Theme(KABKOTA, mark("Kabupaten and kota"), KABKOTA_CLASSES, classes, classes)


@cached(maxsize=64)
def make_change_theme(before: Snapshot, after: Snapshot) -> Theme:
    """Kabkota by what changed between two days."""
    codes = compare_kabkota(before, after).map(CHANGES).map(CHANGE_CLASSES.index)
    return Theme(KABKOTA, mark("Change between the days"), CHANGE_CLASSES, codes, codes)


def spread_over_provinces(
    snapshot: Snapshot, rows: pd.Series | pd.DataFrame
) -> pd.Series | pd.DataFrame:
    """Rows for all provinces of today, those not yet set up with their parent's.

    Provinces that ``rows`` lacks are left out.
    """
    parents = find_parents(snapshot.dataset, snapshot.as_of)
    today = [
        kode for kode in snapshot.dataset.provinsi.index if parents.get(kode, kode) in rows.index
    ]
    found = rows.loc[[parents.get(kode, kode) for kode in today]]
    return found.set_axis(today)
