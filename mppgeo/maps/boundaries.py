"""Themes of the boundaries themselves: areas against the official ones, and two sets."""

from __future__ import annotations

import bisect
from collections.abc import Sequence

import pandas as pd

from mppgeo.base.caching import cached
from mppgeo.base.language import mark
from mppgeo.content.boundary_sets import MeasuredSet, compare_measured
from mppgeo.content.classes import (
    AGREEMENT_LIMITS,
    AGREEMENTS,
    AREA_ERROR_LIMITS,
    AREA_ERRORS,
    IN_ONE_SET,
    KEPT_DERIVED,
    NO_OFFICIAL_AREA,
    MapClass,
)
from mppgeo.maps.themes import Theme
from mppgeo.scene.view import KABKOTA


def classify_error(error_pct: float) -> MapClass:
    """The class of a difference from the official area in percent; NaN = that is not known."""
    if error_pct != error_pct:
        return NO_OFFICIAL_AREA
    side = bisect.bisect_right if error_pct < 0 else bisect.bisect_left
    return AREA_ERRORS[side(AREA_ERROR_LIMITS, error_pct)]


def classify_agreement(agreement_pct: float) -> MapClass:
    """The class of an agreement in percent; NaN = the area is in one set only."""
    if agreement_pct != agreement_pct:
        return IN_ONE_SET
    return AGREEMENTS[sum(agreement_pct < limit for limit in AGREEMENT_LIMITS)]


@cached(maxsize=16)
def make_error_theme(measured: MeasuredSet) -> Theme:
    """Kabkota by how their area in a set differs from the official one."""
    found = measured.areas["error_pct"].map(classify_error)
    classes = (*AREA_ERRORS, KEPT_DERIVED, NO_OFFICIAL_AREA)
    return _make_theme(mark("Area against the official one"), classes, _mark_kept(found, measured))


@cached(maxsize=16)
def make_agreement_theme(first: MeasuredSet, second: MeasuredSet) -> Theme:
    """Kabkota by the land that two sets have in common."""
    found = compare_measured(first, second)["agreement_pct"].map(classify_agreement)
    classes = (*AGREEMENTS, KEPT_DERIVED, IN_ONE_SET)
    return _make_theme(mark("Land in common"), classes, _mark_kept(found, first, second))


def _mark_kept(found: pd.Series, *sets: MeasuredSet) -> pd.Series:
    kept = {kode for one in sets for kode in one.about.kept_derived}
    chosen = [KEPT_DERIVED if kode in kept else cls for kode, cls in found.items()]
    return pd.Series(chosen, found.index, dtype=object)


def _make_theme(title: str, classes: Sequence[MapClass], found: pd.Series) -> Theme:
    # Classes that are nowhere, but for the steps of the scale, would only make the legend long.
    steps = {*AREA_ERRORS, *AGREEMENTS}
    shown = tuple(cls for cls in classes if cls in steps or found.eq(cls).any())
    codes = found.map({cls: place for place, cls in enumerate(shown)}).astype(int)
    return Theme(KABKOTA, title, shown, codes, codes, points=None)
