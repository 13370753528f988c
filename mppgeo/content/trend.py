"""Figures with a direction: their change over twelve months, and small curves of coverage.

A curve is a path of SVG in a box of :data:`WIDTH` by :data:`HEIGHT`, from the first day of the
programme to the last day of its axis. It carries no colour of its own: more is not always better.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

import pandas as pd

from mppgeo.base.caching import cached
from mppgeo.base.language import Language
from mppgeo.base.names import shorten
from mppgeo.content.classes import BEYOND
from mppgeo.coverage import Totals, take_snapshot
from mppgeo.dataset import Dataset
from mppgeo.growth.changes import a_year_before
from mppgeo.growth.curve import trace_growth
from mppgeo.scene.scene import Scene

WIDTH, HEIGHT = 100, 30


@dataclass(frozen=True)
class Trend:
    """The change of a headline figure over twelve months, and the curve that led to it; "" = none."""

    told: str
    path: str = ""

    @property
    def picture(self) -> str:
        """Address of the curve as a picture, "" = none."""
        return draw_svg(self.path)


@dataclass(frozen=True)
class SmallCurve:
    """Coverage of a province over time.

    Attributes
    ----------
    kode, name, value : of the province, its coverage in the reader's words.
    path : the curve, from 0 to 100 percent.
    known : where on the axis the records end, 0..:data:`WIDTH`.
    told : the curve in a sentence.
    """

    kode: str
    name: str
    value: str
    path: str
    known: float
    told: str

    @property
    def picture(self) -> str:
        """Address of the curve as a picture, "" = none."""
        return draw_svg(self.path, self.known)


def make_trends(scene: Scene) -> list[Trend]:
    """The change of each of the four headline figures over the twelve months before their day.

    The last of them, which is of names or of two numbers, has none.
    """
    t, total, before = scene.t, scene.total, find_year_before(scene)
    if not total.areas or total.unknown == total.areas:
        return [Trend("")] * 4
    view = scene.view
    growth = trace_growth(scene.dataset, scene.as_of, view.denominator, scene.places, view.jenis)
    path = make_path(growth["day"], growth["coverage_pct"], growth["day"].iloc[-1].date())
    areas = total.areas_with_mpp - before.areas_with_mpp
    return [
        Trend(t("{change} in 12 months", change=tell_change_of(areas, 0, t)), path),
        _compare(before.coverage_pct, total.coverage_pct, t),
        _compare(before.population_covered_pct, total.population_covered_pct, t),
        Trend(""),
    ]


def find_year_before(scene: Scene) -> Totals:
    """The figures of a scene twelve months before the day of its figures."""
    day = a_year_before(scene.day)
    snapshot = take_snapshot(scene.dataset, day, scene.view.denominator, jenis=scene.view.jenis)
    return snapshot.total(scene.places)


def tell_change_of(change: float, decimals: int, t: Language) -> str:
    """A change with its sign: ``+6,1``, ``−2`` or ``±0``."""
    rounded = round(change, decimals)
    if not rounded:
        return "±0"
    return ("+" if rounded > 0 else "−") + t.number(abs(rounded), decimals)


@cached(maxsize=64)
def trace_provinces(
    dataset: Dataset,
    until: dt.date,
    denominator: int,
    codes: tuple[str, ...],
    jenis: str | None,
    t: Language,
) -> tuple[SmallCurve, ...]:
    """Coverage of provinces over time, the highest first; those without any area counted last.

    Parameters
    ----------
    until : last day of the axis; the curves end where the records do.
    """
    found = []
    for kode in codes:
        growth = trace_growth(dataset, until, denominator, (kode,), jenis)
        last = growth.iloc[-1]
        name, share = shorten(dataset.names[kode]), last["coverage_pct"]
        end = max(until, last["day"].date())
        curve = SmallCurve(
            kode,
            name,
            t.percent(share),
            make_path(growth["day"], growth["coverage_pct"], end),
            _place(last["day"], growth["day"].iloc[0], pd.Timestamp(end)),
            f"{name}, {t.date(last['day'].date(), 'medium')}: {t.percent(share)}",
        )
        found.append((-1.0 if share != share else float(share), curve))
    return tuple(curve for _, curve in sorted(found, key=lambda one: (-one[0], one[1].kode)))


def make_path(days: Sequence[pd.Timestamp] | pd.Series, shares: pd.Series, end: dt.date) -> str:
    """A curve in steps: each share holds until the next day on which it changes.

    Parameters
    ----------
    days : in order.
    shares : percent, 0..100; NaN = there is nothing to draw.
    end : last day of the axis.
    """
    if shares.isna().any() or not len(shares):
        return ""
    first, final = days.iloc[0], max(pd.Timestamp(end), days.iloc[-1])
    kept = shares.ne(shares.shift()) | (days == days.iloc[-1])
    steps = [
        (_place(day, first, final), HEIGHT * (1 - share / 100))
        for day, share in zip(days[kept], shares[kept], strict=True)
    ]
    (x, y), *rest = steps
    return f"M{x:.4g} {y:.4g}" + "".join(f"H{right:.4g}V{low:.4g}" for right, low in rest)


def draw_svg(path: str, known: float = WIDTH) -> str:
    """A curve as the address of a picture; "" where there is none.

    Parameters
    ----------
    path : of :func:`make_path`.
    known : where the records end, 0..:data:`WIDTH`; the rest is grey.
    """
    if not path:
        return ""
    beyond = ""
    if known < WIDTH:
        beyond = (
            f'<rect x="{known:.4g}" width="{WIDTH - known:.4g}" height="{HEIGHT}" fill="{BEYOND}"/>'
        )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
        f' preserveAspectRatio="none">{beyond}<path d="{path}" fill="none" stroke="#16262e"'
        ' stroke-width="1.5" vector-effect="non-scaling-stroke"/></svg>'
    )
    return "data:image/svg+xml," + quote(svg, safe="/:=' ,")


def _place(day: pd.Timestamp, first: pd.Timestamp, final: pd.Timestamp) -> float:
    whole = (final - first).days
    return WIDTH * (day - first).days / whole if whole else float(WIDTH)


def _compare(before: float | None, now: float | None, t: Language) -> Trend:
    if before is None or now is None:
        return Trend("")
    return Trend(t("{change} points in 12 months", change=tell_change_of(now - before, 1, t)))
