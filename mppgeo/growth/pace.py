"""Targets, pace and projection: are we on time?

Formulas
--------
* gap = areas needed for the target's share - areas that have an MPP, at least 0;
  areas needed = ceil(share x areas).
* pace over m months = areas that got their first MPP in them / m.
* pace needed = gap / months from the day of the figures to the target's; none when that has passed.
* projection: months = gap / pace over 24 months, added to the day of the figures.
* uncertainty: openings come in clusters (joint inaugurations), so their number
  n in the window varies more than by chance alone. With f = the ratio of
  variance to mean of the counts of its eight quarters, at least 1, the standard
  error of n is sqrt(f n) (quasi-Poisson; McCullagh & Nelder 1989, 6.2.3); the
  80 % interval is n +- 1.28 sqrt(f n). A lower end of 0 or less leaves the
  latest date open.
* no projection with fewer than :data:`LEAST_OPENINGS` openings in the window.

The day of the figures is the one looked at, but not a later one than the list of openings is
known for: pace is measured back from it, and the projection starts there.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mppgeo.base.caching import VIEWS, cached
from mppgeo.coverage import take_snapshot
from mppgeo.dataset import Dataset
from mppgeo.growth.curve import list_area_openings

WINDOW_MONTHS = 24
LEAST_OPENINGS = 4
_Z80 = 1.2816
_DAYS_PER_MONTH = 365.2425 / 12
_HORIZON_MONTHS = 12 * 100


@dataclass(frozen=True)
class Goal:
    """A share (0..100) of the areas to have an MPP by a day."""

    date: dt.date
    share: float

    def __post_init__(self) -> None:
        if not 0 < self.share <= 100:
            raise ValueError("share must be above 0 and at most 100")


@dataclass(frozen=True)
class Progress:
    """Where a set of areas stands against a goal.

    Attributes
    ----------
    areas, areas_with_mpp, needed, gap : numbers of areas.
    day : the day of the figures: pace is measured back from it, and the projection starts there.
    pace_12, pace_24 : areas per month over the last 12 and 24 months.
    pace_needed : areas per month from ``day`` to the goal's; None when
        that has passed on the day asked for or nothing is missing.
    openings : areas that got their first MPP within the 24 months.
    projected, earliest, latest : date at today's pace and its 80 % interval;
        None = cannot be said, for ``latest`` also "open".
    """

    areas: int
    areas_with_mpp: int
    needed: int
    gap: int
    day: dt.date
    pace_12: float
    pace_24: float
    pace_needed: float | None
    openings: int
    projected: dt.date | None
    earliest: dt.date | None
    latest: dt.date | None

    @property
    def reached(self) -> bool:
        return self.gap == 0

    @property
    def too_few(self) -> bool:
        """Too few openings for a projection."""
        return self.openings < LEAST_OPENINGS


@cached(maxsize=VIEWS)
def measure_progress(
    dataset: Dataset,
    as_of: dt.date,
    denominator: int,
    goal: Goal,
    provinsi: tuple[str, ...] = (),
    jenis: str | None = None,
) -> Progress:
    """Progress of the nation, or of some provinces together, towards a goal."""
    total = take_snapshot(dataset, as_of, denominator, jenis=jenis).total(provinsi)
    openings, day = list_area_openings(dataset, denominator, jenis), total.day
    if provinsi:
        openings = openings[openings["kode_provinsi"].isin(provinsi)]
    days = openings["certain"]
    days = days[days <= pd.Timestamp(day)]
    needed = count_needed(total.areas, goal.share)
    gap = max(0, needed - total.areas_with_mpp)
    recent = count_window(days, day, WINDOW_MONTHS)
    projected, earliest, latest = project(gap, recent, measure_dispersion(days, day), day)
    return Progress(
        areas=total.areas,
        areas_with_mpp=total.areas_with_mpp,
        needed=needed,
        gap=gap,
        day=day,
        pace_12=count_window(days, day, 12) / 12,
        pace_24=recent / WINDOW_MONTHS,
        pace_needed=find_pace_needed(gap, day, goal.date) if goal.date > as_of else None,
        openings=recent,
        projected=projected,
        earliest=earliest,
        latest=latest,
    )


def count_needed(areas: int, share: float) -> int:
    """Areas that make up a share (0..100), rounded up."""
    # A share such as 33.3 of 1000 must not need 334 for a float's last digit.
    return math.ceil(round(areas * share / 100, 9))


def count_window(days: pd.Series, last: dt.date, months: int) -> int:
    """Number of ``days`` within the ``months`` months that end with ``last``."""
    end = pd.Timestamp(last)
    start = end - pd.DateOffset(months=months)
    return int(((days > start) & (days <= end)).sum())


def measure_dispersion(days: pd.Series, last: dt.date) -> float:
    """Variance / mean of the counts of the last eight quarters, at least 1."""
    end = pd.Timestamp(last)
    edges = [end - pd.DateOffset(months=3 * k) for k in range(WINDOW_MONTHS // 3, -1, -1)]
    counts = [((days > a) & (days <= b)).sum() for a, b in zip(edges, edges[1:], strict=False)]
    mean = float(np.mean(counts))
    return max(1.0, float(np.var(counts, ddof=1)) / mean) if mean else 1.0


def find_pace_needed(gap: int, day: dt.date, by: dt.date) -> float | None:
    """Areas per month to close a gap in time; None when there is no time or no gap."""
    if gap == 0 or by <= day:
        return None
    return gap / ((by - day).days / _DAYS_PER_MONTH)


def project(
    gap: int, openings: int, dispersion: float, start: dt.date
) -> tuple[dt.date | None, dt.date | None, dt.date | None]:
    """Date at which a gap closes at the pace of the window, earliest, latest."""
    if gap == 0 or openings < LEAST_OPENINGS:
        return None, None, None
    error = _Z80 * math.sqrt(dispersion * openings)
    return (
        _reach(gap, openings, start),
        _reach(gap, openings + error, start),
        _reach(gap, openings - error, start),
    )


def _reach(gap: int, openings: float, start: dt.date) -> dt.date | None:
    if openings <= 0:
        return None
    months = gap / (openings / WINDOW_MONTHS)
    if months > _HORIZON_MONTHS:
        return None
    return start + dt.timedelta(days=round(months * _DAYS_PER_MONTH))
