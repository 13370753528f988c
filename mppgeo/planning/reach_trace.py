"""Reach over time: month by month since the first MPP."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pandas as pd

from mppgeo.base.caching import cached
from mppgeo.country.villages import Villages, to_vectors
from mppgeo.coverage import Snapshot, select_counted
from mppgeo.dataset import Dataset
from mppgeo.openings import find_known_until
from mppgeo.planning.reach import Place, find_distances, find_places, group_governments, to_km
from mppgeo.planning.reach_figures import (
    LIMITS,
    NATION,
    find_quantiles,
    is_within,
    summarise_reach,
    weigh_villages,
)


@cached(maxsize=64)
def trace_reach(
    dataset: Dataset,
    until: dt.date,
    codes: tuple[str, ...] | None = None,
    *,
    own: bool = False,
    since: dt.date | None = None,
) -> pd.DataFrame:
    """Reach at the end of every month and on the last day, not after the last one known.

    An MPP that opens can only shorten distances, so that each is looked at once;
    where one moves, all are looked at anew. The people are those of today.

    Parameters
    ----------
    codes : the kabkota to look at; None = all.
    since : first day; default the first month in which an MPP counts.

    Returns
    -------
    One row per day: ``day`` (datetime64), ``mpp_count`` (all that count),
    ``people_10_pct`` and so on for :data:`LIMITS`, ``median_km``, ``p90_km``.
    """
    until = min(until, find_known_until(dataset) or until)
    villages = dataset.villages
    rows = np.arange(len(villages))
    if codes is not None:
        rows = rows[np.isin(np.asarray(villages.area), _number(villages, codes))]
    people = weigh_villages(dataset)[rows]
    total, flat = people.sum(), np.zeros(len(rows), dtype=np.int16)
    runner = _Runner(dataset, rows, own)
    found = []
    for day in list_days(dataset, until, since):
        places = find_places(dataset, day)
        if runner.follow(places) or not found:
            within = {
                f"people_{limit}_pct": 100 * people[is_within(runner.km, limit)].sum() / total
                if total
                else np.nan
                for limit in LIMITS
            }
            median, p90 = find_quantiles(runner.km, people, flat, 1)[:, 0]
        said = {"mpp_count": len(places), **within, "median_km": median, "p90_km": p90}
        found.append({"day": pd.Timestamp(day), **said})
    return pd.DataFrame(found)


def follow_reach(
    snapshot: Snapshot,
    last: dt.date,
    codes: tuple[str, ...] | None = None,
    *,
    own: bool = False,
) -> pd.DataFrame:
    """:func:`trace_reach` up to the day of ``snapshot``, cut from one made once up to ``last``."""
    until = snapshot.day
    whole = trace_reach(snapshot.dataset, max(until, last), codes, own=own)
    whole = whole[whole["day"] < pd.Timestamp(until)]
    distances = find_distances(snapshot, own=own)
    on_day = summarise_reach(snapshot, distances, codes, NATION)
    on_day = on_day.assign(day=pd.Timestamp(until), mpp_count=len(distances.places))
    return pd.concat([whole, on_day[list(whole)]], ignore_index=True)


def list_days(dataset: Dataset, until: dt.date, since: dt.date | None = None) -> list[dt.date]:
    """The ends of all months up to a day, and the day itself."""
    if since is None:
        opened = select_counted(dataset.mpp, until)["tanggal_akhir"]
        since = opened.min().date() if len(opened) else until
    days, month = [], since.replace(day=1)
    while month <= until:
        following = (month + dt.timedelta(days=32)).replace(day=1)
        days.append(min(following - dt.timedelta(days=1), until))
        month = following
    return days or [until]


class _Runner:
    """Distances of some villages as MPPs open one after another."""

    def __init__(self, dataset: Dataset, rows: np.ndarray, own: bool) -> None:
        self.villages, self.rows, self.own = dataset.villages, rows, own
        self.vectors = dataset.villages.vectors[rows]
        self.here = group_governments(dataset.villages, ())[0][rows]
        self.places: frozenset[Place] = frozenset()
        self.cosine = np.full(len(rows), -np.inf)
        self.km = np.full(len(rows), np.nan)

    def follow(self, places: tuple[Place, ...]) -> bool:
        """Take over the MPPs of a day; tells whether any differ."""
        now = frozenset(places)
        if now == self.places:
            return False
        if self.places - now:
            self.cosine[:] = -np.inf
            self.places = frozenset()
        fresh = [place for place in places if place not in self.places]
        self.places = now
        vectors = to_vectors([p.lon for p in fresh], [p.lat for p in fresh])
        there = group_governments(self.villages, fresh)[1]
        for vector, group in zip(vectors, there, strict=True):
            if self.own:
                mine = np.flatnonzero(self.here == group) if group >= 0 else []
                if len(mine):
                    self.cosine[mine] = np.maximum(self.cosine[mine], self.vectors[mine] @ vector)
            else:
                np.maximum(self.cosine, self.vectors @ vector, out=self.cosine)
        near = np.isfinite(self.cosine)
        self.km[:] = np.nan
        self.km[near] = to_km(np.sqrt(np.maximum(2 - 2 * self.cosine[near], 0)))
        return True


def _number(villages: Villages, codes: Sequence[str]) -> np.ndarray:
    wanted = set(codes)
    return np.array([n for n, code in enumerate(villages.codes) if code in wanted], dtype=int)
