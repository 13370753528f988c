"""Sections of a briefing about growth, targets and pace."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from mppgeo.base.caching import VIEWS, cached
from mppgeo.base.language import Language
from mppgeo.briefing.outline import (
    BarChart,
    Block,
    Bullets,
    Columns,
    Figures,
    Section,
    TimeChart,
)
from mppgeo.briefing.phrases import name_own_place, tell_last_year
from mppgeo.content.classes import PRESENCE
from mppgeo.content.headline import Figure
from mppgeo.content.sentences import (
    tell_joint,
    tell_known,
    tell_pace,
    tell_projection,
    tell_target,
    tell_total,
)
from mppgeo.content.targets import find_target, measure_scene, select_stated
from mppgeo.dataset import Dataset
from mppgeo.growth.curve import (
    count_by_year,
    find_joint_inaugurations,
    trace_growth,
)
from mppgeo.growth.pace import Goal, Progress, count_needed
from mppgeo.growth.reconciliation import reconcile
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import FIRST_DAY

_JOINT = 6
_INK = PRESENCE["ada"].colour


def show_growth(scene: Scene) -> Section:
    """The curve with targets and official totals, and the pace."""
    t, total = scene.t, scene.total
    target = find_target(scene)
    progress = measure_scene(scene, target.goal)
    lead = tell_aim(scene)
    texts = [
        tell_target(label, goal, measure_scene(scene, goal), scene.as_of, t)
        for kode, label, goal in _list_goals(scene)
        if kode != target.kode
    ]
    texts += tell_speed(scene)
    told = tell_total(name_own_place(scene), total, t)
    notes = (told, lead, tell_pace(progress, t))
    blocks = set_curve(scene, tuple(texts), 0.64)
    return Section("growth", t("Growth and targets"), lead, blocks, notes)


def tell_aim(scene: Scene) -> str:
    """Where a place stands against its target, or that none had been stated."""
    t, target = scene.t, find_target(scene)
    if not _has_target(scene):
        return t("No target had been stated by {date}.", date=t.date(scene.as_of))
    progress = measure_scene(scene, target.goal)
    return tell_target(target.label, target.goal, progress, scene.as_of, t)


def tell_speed(scene: Scene) -> list[str]:
    """The pace, and where it leads as long as the target is not reached."""
    t, progress = scene.t, measure_scene(scene, find_target(scene).goal)
    told = [tell_pace(progress, t)]
    if _has_target(scene) and not progress.reached and progress.areas:
        told.append(_tell_outlook(progress, t))
    return told


def set_curve(scene: Scene, texts: tuple[str, ...], share: float) -> tuple[Block, ...]:
    """The curve beside sentences; of a curve that never rose, figures above them.

    Parameters
    ----------
    share : of the width that the curve takes.
    """
    t, view = scene.t, scene.view
    growth = trace_growth(scene.dataset, scene.as_of, view.denominator, scene.places, view.jenis)
    alt = tell_total(name_own_place(scene), scene.total, t) + " " + tell_aim(scene)
    chart = _chart_growth(scene, growth, alt)
    if chart.tells:
        return (Columns((chart, Bullets(texts)), (share, 1 - share)),)
    return (Figures(_make_progress_figures(scene)), Bullets(texts))


def _make_progress_figures(scene: Scene) -> tuple[Figure, ...]:
    t, progress = scene.t, measure_scene(scene, find_target(scene).goal)
    known = scene.total.unknown < scene.total.areas
    of_areas = t.plural("of {count} area", "of {count} areas", progress.areas)
    figures = (
        Figure(t("Areas with an MPP"), t.number(progress.areas_with_mpp if known else None), of_areas),
        Figure(t("Needed for the target"), t.number(progress.needed), of_areas),
        Figure(t("Still missing"), t.number(progress.gap if known else None), of_areas),
    )  # fmt: skip
    return figures if _has_target(scene) else figures[:1]


def show_years(scene: Scene) -> Section | None:
    """Openings per year and joint inaugurations; None where all was in one year, or nothing has
    opened."""
    t = scene.t
    years = count_by_year(scene.mpp_of_places)
    if years.empty:
        return None
    joint = find_joint_inaugurations(scene.mpp_of_places)[-_JOINT:][::-1]
    alt = "; ".join(
        t.plural("{year}: {count} opening", "{year}: {count} openings", row.openings, year=row.year)
        for row in years.itertuples()
    )
    chart = BarChart(
        title=t("MPPs opened"),
        categories=tuple(str(year) for year in years["year"]),
        values=tuple(years["openings"].astype(float)),
        colours=(_INK,) * len(years),
        alt=alt,
    )
    if not chart.tells:
        return None
    best = years.loc[years["openings"].idxmax()]
    lead = t.plural(
        "Most in {year}: {count} MPP.", "Most in {year}: {count} MPPs.",
        int(best["openings"]), year=best["year"],
    )  # fmt: skip
    uncertain = int(years["uncertain"].sum())
    blocks: tuple[Block, ...] = (chart,)
    texts = tuple(tell_joint(one.count, one.date, t) for one in joint)
    if uncertain:
        said = t.plural(
            "Of {count} MPP the year is not certain; it is counted in the last year possible.",
            "Of {count} MPPs the year is not certain; they are counted in the last year possible.",
            uncertain,
        )
        texts += (said,)
    if texts:
        heading = t("Joint inaugurations") if joint else ""
        blocks = (Columns((chart, Bullets(texts, heading)), (0.64, 0.36)),)
    notes = (lead, *texts[-1:], tell_last_year(scene))
    return Section("years", t("Openings per year"), lead, blocks, notes)


def _list_goals(scene: Scene) -> tuple[tuple[str, str, Goal], ...]:
    """The targets that had been stated by the day: code, label and goal."""
    return _list_stated(scene.dataset, scene.as_of, scene.t)


@cached(maxsize=VIEWS)
def _list_stated(
    dataset: Dataset, as_of: dt.date, t: Language
) -> tuple[tuple[str, str, Goal], ...]:
    targets = select_stated(dataset, as_of)
    labels = targets["keterangan_en" if t.code == "en" else "keterangan"]
    return tuple(
        (row.kode, label, Goal(row.tanggal.date(), float(row.persen)))
        for row, label in zip(targets.itertuples(), labels, strict=True)
    )


def _has_target(scene: Scene) -> bool:
    return scene.view.sasaran is not None or bool(_list_goals(scene))


def _tell_outlook(progress: Progress, t: Language) -> str:
    projection = tell_projection(progress, t)
    if progress.projected is None:
        return projection[0].upper() + projection[1:] + "."
    return t("At that pace: {projection}.", projection=projection)


def _chart_growth(scene: Scene, growth: pd.DataFrame, alt: str) -> TimeChart:
    t, view = scene.t, scene.view
    ours = {
        day.date(): float(n) for day, n in zip(growth["day"], growth["areas_with_mpp"], strict=True)
    }
    points: dict[str, dict] = {}
    if not scene.places and not view.jenis:
        totals = {
            one.day: float(one.quoted) for one in reconcile(scene.dataset) if one.day <= scene.day
        }
        points[t("Official totals (MPPs)")] = totals
    aims = {
        goal.date: float(count_needed(scene.total.areas, goal.share))
        for _, _, goal in _list_goals(scene)
    }
    target = find_target(scene)
    if _has_target(scene):
        aims[target.goal.date] = float(count_needed(scene.total.areas, target.goal.share))
    points[t("Targets")] = aims
    # A day before each rise the curve still has its old height, or it would rise aslant.
    eves = {day - dt.timedelta(days=1) for day in ours}
    days = sorted({*ours, *eves, *(day for values in points.values() for day in values)})
    days = [day for day in days if day >= FIRST_DAY]
    curve = pd.Series(ours).reindex(days).ffill().fillna(0.0)
    line = tuple(float(n) if day <= scene.day else None for day, n in curve.items())
    return TimeChart(
        title=f"{t('Areas with an MPP')}, {tell_known(scene.known, t)}",
        days=tuple(days),
        lines={t("Areas with an MPP"): line},
        points={
            label: tuple(values.get(day) for day in days)
            for label, values in points.items()
            if values
        },
        alt=alt,
        known=scene.day,
        end=scene.as_of if scene.day < scene.as_of else None,
    )
