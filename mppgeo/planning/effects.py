"""What the next places bring to the people of some provinces, wherever else they bring something."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mppgeo.base.caching import cached
from mppgeo.country.villages import to_vectors
from mppgeo.coverage import Snapshot
from mppgeo.planning.candidates import locate_areas, spread_people
from mppgeo.planning.nearness import list_within
from mppgeo.planning.reach import EARTH_RADIUS
from mppgeo.planning.reach_figures import is_within
from mppgeo.scene.choices import POPULATION


@dataclass(frozen=True)
class Effect:
    """People of some provinces that are covered.

    Attributes
    ----------
    whole : all of them.
    before : those covered already.
    after : those covered after each step.
    """

    whole: float
    before: float
    after: tuple[float, ...]

    @property
    def shares(self) -> tuple[float | None, ...]:
        """Percent (0..100) before, then after each step; None where nobody lives there."""
        people = (self.before, *self.after)
        return tuple(100 * one / self.whole if self.whole else None for one in people)

    @property
    def gain(self) -> float:
        """People that all steps add."""
        return (self.after[-1] if self.after else self.before) - self.before


@cached(maxsize=64)
def trace_effect(
    snapshot: Snapshot, chosen: tuple[str, ...], provinces: tuple[str, ...], goal: str, km: float
) -> Effect:
    """The people of today's ``provinces`` covered before, and after each place chosen.

    Parameters
    ----------
    chosen : kode of areas without an MPP, in order.
    goal, km : as in :class:`mppgeo.planning.siting.Options`.
    """
    if goal == POPULATION:
        return _trace_areas(snapshot, chosen, provinces)
    homes = spread_people(snapshot)
    here = np.isin(homes.provinces, provinces)
    people, covered = homes.people[here], is_within(homes.km[here], km)
    before, after = float(people[covered].sum()), []
    points = to_vectors(*homes.points[here].T)
    chord = 2 * np.sin(min(km / EARTH_RADIUS, np.pi) / 2) * (1 + 1e-12)
    for spot in to_vectors(
        *locate_areas(snapshot.dataset, chosen)[["lon", "lat"]].to_numpy(float).T
    ):
        if not np.isnan(spot).any():
            covered[list_within(points, spot, chord)] = True
        after.append(float(people[covered].sum()))
    return Effect(float(people.sum()), before, tuple(after))


def _trace_areas(snapshot: Snapshot, chosen: Iterable[str], provinces: tuple[str, ...]) -> Effect:
    areas = snapshot.areas[snapshot.areas.index.str[:2].isin(provinces)]
    people = areas["population"].fillna(0)
    before = float(areas["population_covered"].fillna(0).sum())
    gains = pd.Series([float(people.get(kode, 0.0)) for kode in chosen], dtype=float)
    return Effect(float(people.sum()), before, tuple(before + gains.cumsum()))
