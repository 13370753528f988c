"""The target that progress is measured against, and progress in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import pandas as pd

from mppgeo.base.caching import VIEWS, cached
from mppgeo.base.facts import Fact, make_links
from mppgeo.base.language import Language
from mppgeo.content.sentences import tell_projection
from mppgeo.dataset import Dataset
from mppgeo.growth.pace import Goal, Progress, count_needed, measure_progress
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import OWN_TARGET, Aim

YEARS_AHEAD = 5
"""Years for which a projection is drawn."""


@dataclass(frozen=True)
class Ahead:
    """What lies ahead of the curve: targets, and a projection from its last day.

    Attributes
    ----------
    goals : day, areas needed and name of each target.
    projected : day and areas at which the projection ends; None = there is none.
    """

    goals: tuple[tuple[dt.date, int, str], ...] = ()
    projected: tuple[dt.date, float] | None = None

    @property
    def days(self) -> list[dt.date]:
        return [day for day, *_ in self.goals] + ([self.projected[0]] if self.projected else [])


NOTHING_AHEAD = Ahead()


@dataclass(frozen=True)
class Target:
    """A goal with its origin.

    Attributes
    ----------
    kode : of the records, or :data:`mppgeo.scene.view.OWN_TARGET`.
    label : in the reader's language.
    goal : share and day.
    source : who said it, when and where; () for one's own.
    """

    kode: str
    label: str
    goal: Goal
    source: tuple[Fact, ...] = field(default=(), hash=False)


def name_targets(dataset: Dataset, t: Language) -> dict[str, str]:
    """Label of every target of the records by ``kode``, then that of one's own."""
    targets = dataset.records["targets"]
    labels = targets["keterangan_en" if t.code == "en" else "keterangan"]
    return dict(zip(targets["kode"], labels, strict=True)) | {OWN_TARGET: t("Own target")}


def select_stated(dataset: Dataset, as_of: dt.date) -> pd.DataFrame:
    """The rows of the targets that had been stated by a day."""
    targets = dataset.records["targets"]
    return targets[targets["tanggal_ucapan"] <= pd.Timestamp(as_of)]


def find_target(scene: Scene) -> Target:
    """The target of the view: the one it names, else the latest that had been stated by its
    day, else one's own to begin with."""
    view = scene.view
    return _find_target(
        scene.dataset, scene.as_of, scene.today, view.sasaran, view.denominator, scene.t
    )


@cached(maxsize=VIEWS)
def _find_target(
    dataset: Dataset, as_of: dt.date, today: dt.date, aim: Aim | None, denominator: int, t: Language
) -> Target:
    targets = dataset.records["targets"].set_index("kode")
    labels = name_targets(dataset, t)
    stated = select_stated(dataset, as_of).set_index("kode")
    if aim and aim.kode is None:
        return Target(OWN_TARGET, labels[OWN_TARGET], Goal(aim.date, aim.share))
    kode = aim.kode if aim and aim.kode in labels else None
    if kode is None and len(stated):
        kode = stated["tanggal"].idxmax()
    if kode is None:
        own = Aim.start_own(today)
        return Target(OWN_TARGET, labels[OWN_TARGET], Goal(own.date, own.share))
    row = targets.loc[kode]
    stated = t(
        "stated of {stated} areas, measured here on {here}",
        stated=row["penyebut"],
        here=denominator,
    )
    who = f"{row['penyebut_sasaran']}, {t.date(row['tanggal_ucapan'])}"
    source = (
        Fact(t("Said by"), who, make_links(row["sumber_url"])),
        Fact(t("Denominator"), stated),
    )
    return Target(kode, labels[kode], Goal(row["tanggal"].date(), float(row["persen"])), source)


def measure_scene(scene: Scene, goal: Goal) -> Progress:
    """Progress of the places of a scene towards a goal."""
    view = scene.view
    return measure_progress(
        scene.dataset, scene.as_of, view.denominator, goal, scene.places, view.jenis
    )


def tell_progress(progress: Progress, as_of: dt.date, t: Language) -> list[Fact]:
    """Progress in words, one fact per figure, with the reason where there is none."""
    month = t("{number} areas a month")

    def pace(value: float) -> str:
        return month.format(number=t.number(value, 1))

    facts = [
        Fact(
            t("Gap"),
            t.plural(
                "{count} area of {needed} needed",
                "{count} areas of {needed} needed",
                progress.gap,
                needed=t.number(progress.needed),
            ),
        ),
        Fact(t("Pace of the last 12 months"), pace(progress.pace_12)),
        Fact(t("Pace of the last 24 months"), pace(progress.pace_24)),
    ]
    if progress.day < as_of:
        facts.append(
            Fact(
                t("Measured to"),
                t("{date}, where the records end", date=t.date(progress.day)),
            )
        )
    if progress.reached:
        return [*facts, Fact(t("Target"), t("reached"))]
    if progress.pace_needed is None:
        facts.append(Fact(t("Pace needed"), t("the day of the target has passed")))
    else:
        facts.append(Fact(t("Pace needed"), pace(progress.pace_needed)))
    return [*facts, Fact(t("At today's pace"), tell_projection(progress, t))]


def look_ahead(scene: Scene, goal: Goal) -> Ahead:
    """The targets stated by the day of a scene, and the projection towards one of them.

    The projection starts where the records end, and is drawn for :data:`YEARS_AHEAD` at most.
    """
    total, progress = scene.total, measure_scene(scene, goal)
    stated = select_stated(scene.dataset, scene.as_of)
    labels = name_targets(scene.dataset, scene.t)
    goals = {
        (row.tanggal.date(), count_needed(total.areas, float(row.persen)), labels[row.kode])
        for row in stated.itertuples()
        if pd.notna(row.persen)
    }
    if not goals or goal.date not in {day for day, *_ in goals}:
        goals.add((goal.date, progress.needed, labels[OWN_TARGET]))
    projected = None
    if progress.projected is not None and progress.gap:
        limit = progress.day + dt.timedelta(days=round(365.25 * YEARS_AHEAD))
        end = min(progress.projected, limit)
        share = (end - progress.day).days / max((progress.projected - progress.day).days, 1)
        projected = (end, progress.areas_with_mpp + share * progress.gap)
    return Ahead(tuple(sorted(goals)), projected)
