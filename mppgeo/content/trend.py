"""Figures with a direction: their change over twelve months, and small curves of coverage.

A curve is a path of SVG in a box of :data:`WIDTH` by :data:`HEIGHT`, from the first day of the
programme to the last day of its axis. It carries no colour of its own: more is not always better.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

import numpy as np
import pandas as pd

from mppgeo.base.caching import cached
from mppgeo.base.language import Language
from mppgeo.base.names import shorten
from mppgeo.content.classes import BEYOND
from mppgeo.content.headline import make_figures
from mppgeo.coverage import Totals, take_snapshot
from mppgeo.dataset import Dataset
from mppgeo.growth.changes import a_year_before
from mppgeo.growth.curve import trace_growth, trace_totals
from mppgeo.scene.scene import Scene

WIDTH, HEIGHT = 100, 30


@dataclass(frozen=True)
class Trend:
    """The change of a headline figure over twelve months, and the curve that led to it; "" = none.

    Attributes
    ----------
    change : in the reader's words.
    told : the curve in words, for those who do not see it.
    paths : the curve; of a figure of two numbers, one each.
    """

    change: str
    told: str = ""
    paths: tuple[str, ...] = ()

    @property
    def picture(self) -> str:
        """Address of the curve as a picture, "" = none."""
        return draw_svg(*self.paths)


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
        return draw_svg(self.path, known=self.known)


def make_trends(scene: Scene) -> tuple[Trend, ...]:
    """The change of each of the four headline figures over the twelve months before their day.

    Those of :func:`mppgeo.content.headline.make_figures`, in their order. Where nothing is known,
    there is neither change nor curve.
    """
    total = scene.total
    if not total.areas or total.unknown == total.areas:
        return (Trend(""),) * 4
    labels = tuple(figure.label for figure in make_figures(scene))
    view = scene.view
    asked = (scene.dataset, scene.as_of, view.denominator, scene.places, view.jenis)
    return _follow(asked, find_year_before(scene), total, labels, scene.t)


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
    at, height = np.asarray(days, "datetime64[D]").astype(int), np.asarray(shares, float)
    if not len(height) or np.isnan(height).any():
        return ""
    whole = max(np.datetime64(end, "D").astype(int), at[-1]) - at[0]
    kept = np.append(True, height[1:] != height[:-1]) | (at == at[-1])
    right = WIDTH * (at[kept] - at[0]) / whole if whole else np.full(kept.sum(), float(WIDTH))
    down = HEIGHT * (1 - height[kept] / 100)
    # A tenth of a unit is less than a dot of any screen; what is the same there is one step.
    rounded = dict(
        (round(x, 1), round(y, 1)) for x, y in zip(right.tolist(), down.tolist(), strict=True)
    )
    (x, y), *rest = rounded.items()
    path = f"M{x:g} {y:g}"
    for right, low in rest:
        if low != y:
            path, x, y = path + f"H{right:g}V{low:g}", right, low
    # The last step lasts until the last day that is known.
    end_at = next(reversed(rounded))
    return path if x == end_at else path + f"H{end_at:g}"


@lru_cache(maxsize=1024)
def draw_svg(*paths: str, known: float = WIDTH) -> str:
    """Curves as the address of a picture; "" where there is none. The second is dashed.

    Parameters
    ----------
    paths : of :func:`make_path`.
    known : where the records end, 0..:data:`WIDTH`; the rest is grey.
    """
    if not any(paths):
        return ""
    beyond = ""
    if known < WIDTH:
        beyond = (
            f'<rect x="{known:.4g}" width="{WIDTH - known:.4g}" height="{HEIGHT}" fill="{BEYOND}"/>'
        )
    curves = "".join(
        f'<path d="{path}" vector-effect="non-scaling-stroke"{dashes}/>'
        for path, dashes in zip(paths, ("", ' stroke-dasharray="3 2"'), strict=False)
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
        f' preserveAspectRatio="none" fill="none" stroke="#16262e" stroke-width="1.5">'
        f"{beyond}{curves}</svg>"
    )
    return "data:image/svg+xml," + quote(svg, safe="/:=' ,")


def _place(day: pd.Timestamp, first: pd.Timestamp, final: pd.Timestamp) -> float:
    whole = (final - first).days
    return WIDTH * (day - first).days / whole if whole else float(WIDTH)


@cached(maxsize=256)
def _follow(
    asked: tuple, before: Totals, now: Totals, labels: tuple[str, ...], t: Language
) -> tuple[Trend, ...]:
    """``asked`` = what :func:`mppgeo.growth.curve.trace_totals` is asked for."""
    trace = trace_totals(*asked)
    changes = [
        _tell_months(tell_change_of(now.areas_with_mpp - before.areas_with_mpp, 0, t), t),
        _compare(before.coverage_pct, now.coverage_pct, t),
        _compare(before.population_covered_pct, now.population_covered_pct, t),
        _compare_last(before, now, t),
    ]
    told = _tell_curves(labels, trace, before.day, now, t)
    return tuple(map(Trend, changes, told, _draw_curves(trace, now)))


def _draw_curves(trace: pd.DataFrame, total: Totals) -> list[tuple[str, ...]]:
    """The curves of the four figures, each in its own box."""
    end = trace["day"].iloc[-1].date()
    areas = (make_path(trace["day"], trace["coverage_pct"], end),)
    people = (make_path(trace["day"], trace["population_covered_pct"], end),)
    if total.provinsi_count == 1:
        return [areas, areas, people, (_scale(trace, trace["missing"], end),)]
    both = trace[["provinsi_complete", "provinsi_without"]]
    most = both.to_numpy().max()
    return [areas, areas, people, tuple(_scale(trace, both[name], end, most) for name in both)]


def _scale(trace: pd.DataFrame, counts: pd.Series, end: dt.date, most: float | None = None) -> str:
    highest = counts.max() if most is None else most
    return make_path(trace["day"], 100 * counts / highest if highest else 0.0 * counts, end)


def _tell_curves(
    labels: Sequence[str], trace: pd.DataFrame, before: dt.date, total: Totals, t: Language
) -> list[str]:
    """Each figure on the first day, a year before its last, and on that day."""
    days = trace["day"]
    first, final = days.iloc[0].date(), days.iloc[-1].date()
    rows = [
        (t.date(day, "medium"), trace.iloc[days.searchsorted(pd.Timestamp(day), side="right") - 1])
        for day in dict.fromkeys((first, max(first, before), final))
    ]
    if total.provinsi_count == 1:
        last = [t.number(row["missing"]) for _, row in rows]
    else:
        last = [
            f"{t.number(row['provinsi_complete'])} / {t.number(row['provinsi_without'])}"
            for _, row in rows
        ]
    values = [
        [t.number(row["areas_with_mpp"]) for _, row in rows],
        [t.percent(row["coverage_pct"]) for _, row in rows],
        [t.percent(row["population_covered_pct"]) for _, row in rows],
        last,
    ]
    return [
        f"{label}: {', '.join(f'{day} {value}' for (day, _), value in zip(rows, told, strict=True))}"
        for label, told in zip(labels, values, strict=True)
    ]


def _tell_months(change: str, t: Language) -> str:
    return t("{change} in 12 months", change=change)


def _compare(before: float | None, now: float | None, t: Language) -> str:
    if before is None or now is None:
        return ""
    return t("{change} points in 12 months", change=tell_change_of(now - before, 1, t))


def _compare_last(before: Totals, now: Totals, t: Language) -> str:
    if now.provinsi_count == 1:
        return _tell_months(tell_change_of(now.missing - before.missing, 0, t), t)
    complete = tell_change_of(now.provinsi_complete - before.provinsi_complete, 0, t)
    without = tell_change_of(now.provinsi_without - before.provinsi_without, 0, t)
    return _tell_months(f"{complete} / {without}", t)
