"""Why an official total differs from ours, part by part, and which MPPs were never found.

Rules
-----
* Every difference is shared out among its parts, in their order, until nothing is left; what is
  left then is said to be unexplained. A part that only may be one says so in its sentence.
* An official total is an *old one* where ours is larger and a higher one, nearer to ours of its
  own day, had been quoted before; it is *too high* where a lower one nearer to ours was quoted later.
* An MPP is *not found* if an official total held more MPPs than our records do, beyond those listed
  before the day that we count them from and those whose date is known as a span only, and the latest
  total does so still. It opened after the last day on which that many were not missing.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from mppgeo.base.caching import cached
from mppgeo.base.names import shorten
from mppgeo.dataset import Dataset
from mppgeo.growth.reconciliation import (
    LOCAL,
    NOT_COUNTED,
    PROVINCIAL,
    REPEATED,
    UNCERTAIN,
    Comparison,
    reconcile,
)
from mppgeo.openings import select_national

OLD, TOO_HIGH, BETWEEN, WITHOUT_MINISTER, OF_PROVINCES = (
    "old", "too_high", "between", "without_minister", "of_provinces",
)  # fmt: skip
LISTED_EARLY, NOT_FOUND, MAYBE_OPEN, UNCOUNTED, UNEXPLAINED = (
    "listed_early", "not_found", "maybe_open", "uncounted", "unexplained",
)  # fmt: skip


@dataclass(frozen=True)
class Part:
    """A part of a difference.

    Attributes
    ----------
    kind : :data:`OLD` and so on.
    count : MPPs of the difference that it stands for.
    names : of the areas that bear on it; there may be more of them than ``count``.
    quoted, day : the other total, of :data:`OLD` and :data:`TOO_HIGH`.
    """

    kind: str
    count: int
    names: tuple[str, ...] = ()
    quoted: int | None = None
    day: dt.date | None = None


@dataclass(frozen=True)
class Unfound:
    """An MPP of the official totals that no record of ours is of.

    ``after``: the last day on which it was not missing yet, None = not known; ``until``: the day of
    the first total that holds it.
    """

    after: dt.date | None
    until: dt.date


@cached(maxsize=512)
def explain_difference(dataset: Dataset, comparison: Comparison) -> tuple[Part, ...]:
    """The parts of a difference; their counts add up to it. () = there is none."""
    left = abs(comparison.difference)
    parts = []
    for kind, most, names in _list_parts(dataset, comparison):
        count = min(left, most)
        if count > 0:
            other = _find_other(dataset, comparison) if kind in (OLD, TOO_HIGH) else None
            quoted, day = (other.quoted, other.day) if other else (None, None)
            parts.append(Part(kind, count, names, quoted, day))
            left -= count
    return (*parts, Part(UNEXPLAINED, left)) if left else tuple(parts)


@cached(maxsize=4)
def find_unfound(dataset: Dataset) -> tuple[Unfound, ...]:
    """The MPPs that the latest official total holds and our records do not, the earliest first."""
    rows = [
        one
        for one in reconcile(dataset)
        if len(one.date) == 10 and not one.at_least and _find_other(dataset, one) is None
    ]
    if not rows:
        return ()
    most = [-one.difference - len(_list_early(dataset, one)) for one in rows]
    least = [n - _get(one, UNCERTAIN)[0] for n, one in zip(most, rows, strict=True)]
    found = []
    for number in range(1, least[-1] + 1):
        first = next(place for place, n in enumerate(least) if n >= number)
        before = [rows[place].day for place in range(first) if most[place] < number]
        found.append(Unfound(before[-1] if before else None, rows[first].day))
    return tuple(found)


def find_repeated(comparison: Comparison) -> tuple[str, ...]:
    """The areas that stand on more than one official list by the day of a total."""
    return _get(comparison, REPEATED)[1]


def _list_parts(dataset: Dataset, one: Comparison) -> list[tuple[str, int, tuple[str, ...]]]:
    """What may explain a difference, in order: kind, the most it explains, names."""
    whole = abs(one.difference)
    other = whole if _find_other(dataset, one) else 0
    if one.difference > 0:
        between = whole if not one.before and whole <= one.opened else 0
        return [
            (OLD, other, ()),
            (BETWEEN, between, ()),
            (WITHOUT_MINISTER, *_get(one, LOCAL)),
            (OF_PROVINCES, *_get(one, PROVINCIAL)),
        ]
    early = _list_early(dataset, one)
    return [
        (TOO_HIGH, other, ()),
        (LISTED_EARLY, len(early), early),
        (NOT_FOUND, sum(missing.until <= one.day for missing in find_unfound(dataset)), ()),
        (BETWEEN, one.opened if one.before else 0, ()),
        (MAYBE_OPEN, *_get(one, UNCERTAIN)),
        (UNCOUNTED, *_get(one, NOT_COUNTED)),
    ]


def _get(one: Comparison, sentence: tuple[str, str]) -> tuple[int, tuple[str, ...]]:
    for reason in one.reasons:
        if reason.sentence == sentence:
            return reason.count, reason.names
    return 0, ()


@cached(maxsize=512)
def _find_other(dataset: Dataset, one: Comparison) -> Comparison | None:
    """The total that shows another to be old, or too high; None = none does."""
    near = [
        other
        for other in reconcile(dataset)
        if not other.at_least and abs(other.difference) < abs(one.difference)
    ]
    if one.difference < 0:
        lower = [other for other in near if other.day > one.day and other.quoted < one.quoted]
        return lower[0] if lower else None
    higher = [
        other
        for other in near
        if other.day < one.day
        and other.quoted > one.quoted
        and (other.difference >= 0 or _find_other(dataset, other) is None)
    ]
    return higher[-1] if higher else None


def _list_early(dataset: Dataset, one: Comparison) -> tuple[str, ...]:
    """Areas on an official list by the day of a total whose MPP we count from a later day on.

    Where the total was quoted before the openings of its day, lists of that day are none yet.
    """
    events = dataset.records["stage_events"]
    listed = events[events["tahap"].eq("peresmian") & events["tanggal"].str.len().eq(10)]
    day = one.day.isoformat()
    listed = listed[listed["tanggal"].lt(day) if one.before else listed["tanggal"].le(day)]
    national = select_national(dataset.mpp)
    later = national[national["tanggal_awal"] > pd.Timestamp(one.day)]
    codes = sorted(set(listed["kode"]) & set(later["kode"]))
    return tuple(shorten(dataset.names[kode]) for kode in codes)
