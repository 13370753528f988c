"""What the next places bring to the people of the place looked at, apart from all others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mppgeo.base.caching import cached
from mppgeo.country.villages import to_vectors
from mppgeo.coverage import Snapshot
from mppgeo.planning.candidates import locate_areas, spread_people
from mppgeo.planning.siting import find_chord
from mppgeo.scene.choices import POPULATION


@dataclass(frozen=True, eq=False)
class Effect:
    """People of a place who are covered, before and after places are chosen.

    Attributes
    ----------
    before, whole : people covered today, and all.
    gains : people of the place that each chosen one adds to those before it; index ``kode``,
        in order of choice.
    """

    before: float
    whole: float
    gains: pd.Series

    @property
    def gain(self) -> float:
        """People of the place that the chosen ones add together."""
        return float(self.gains.sum())

    def share(self, people: float) -> float | None:
        """People in percent of all of the place; None where there are none."""
        return 100 * people / self.whole if self.whole else None


@cached(maxsize=64)
def measure_effect(
    snapshot: Snapshot, chosen: tuple[str, ...], places: tuple[str, ...], goal: str, km: float
) -> Effect:
    """What chosen places bring to the people of some provinces.

    Parameters
    ----------
    chosen : kode of the places, in order.
    places : today's provinces; () = the nation.
    goal, km : as in :class:`mppgeo.planning.siting.Options`.
    """
    index = pd.Index(chosen, dtype=object, name="kode")
    if goal == POPULATION:
        total = snapshot.total(places)
        people = snapshot.areas["population"].reindex(index).astype(float).fillna(0)
        return Effect(float(total.population_covered), float(total.population_total), people)
    homes = spread_people(snapshot)
    provinces = np.array([kode[:2] for kode in homes.codes], dtype=object)
    inside = np.isin(provinces, places) if places else np.ones(len(homes.people), dtype=bool)
    vectors = to_vectors(*homes.points[inside].T)
    people, covered = homes.people[inside], homes.km[inside] <= km
    before, chord = float(people[covered].sum()), find_chord(km)
    gains = []
    for spot in to_vectors(
        *locate_areas(snapshot.dataset, index)[["lon", "lat"]].to_numpy(float).T
    ):
        new = ~covered & (np.linalg.norm(vectors - spot, axis=1) <= chord)
        gains.append(float(people[new].sum()))
        covered = covered | new
    return Effect(before, float(people.sum()), pd.Series(gains, index=index, dtype=float))
