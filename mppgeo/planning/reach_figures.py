"""Sums of the distances of :mod:`mppgeo.planning.reach` by kabkota, province and nation."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from mppgeo.base.caching import VIEWS, cached
from mppgeo.country.villages import Villages
from mppgeo.coverage import Snapshot
from mppgeo.dataset import Dataset
from mppgeo.planning.reach import Distances

LIMITS = (10, 25, 50, 100)
"""Distances in km within which villages and people are counted; each included."""

QUANTILES = (0.5, 0.9)
"""Median and 90th percentile."""

NATION, PROVINCES, AREAS = LEVELS = ("nasional", "provinsi", "kabkota")

_NO_GROUP = -1
_ROUNDING = 1e-11


def is_within(km: np.ndarray, limit: float) -> np.ndarray:
    """Whether each distance is at most the limit; one that is not known is not."""
    return km <= limit


@cached(maxsize=VIEWS)
def summarise_reach(
    snapshot: Snapshot,
    distances: Distances,
    codes: tuple[str, ...] | None = None,
    level: str = NATION,
) -> pd.DataFrame:
    """Sum up the distances of villages by area.

    Parameters
    ----------
    codes : the kabkota to look at; None = all.
    level : one of :data:`LEVELS`; provinces are those of the day.

    Returns
    -------
    Index ``kode`` (of the nation: "nasional"), one row per area that has villages:
    ``villages``; ``people`` (of the kabkota that have villages); for every limit of
    :data:`LIMITS` ``villages_10, villages_10_pct, people_10, people_10_pct`` (within
    10 km; people rounded to whole ones, shares 0..100); ``median_km, p90_km`` (half and nine
    tenths of the people live at most so far away, of a kabkota of the villages; NaN =
    they have no MPP to go to); ``villages_water, people_water_pct`` (nearest MPP across
    water); ``villages_none`` (no MPP to go to) and ``villages_unknown``.
    """
    if level not in LEVELS:
        raise ValueError(f"level must be one of {LEVELS}, not {level!r}")
    if level == AREAS and codes is not None:
        # What is said of a kabkota does not depend on the others.
        rows = summarise_reach(snapshot, distances, None, AREAS)
        return rows[rows.index.isin(codes)]
    rows, names, group = _group_villages(snapshot.dataset.villages, snapshot, codes, level)
    weight = weigh_villages(snapshot.dataset)[rows]
    km = distances.km[rows]
    count = len(names)

    def add(mask: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
        chosen = None if weights is None else weights[mask]
        return np.bincount(group[mask], chosen, minlength=count)

    everywhere = np.ones(len(rows), dtype=bool)
    columns = {"villages": add(everywhere), "people": add(everywhere, weight)}
    villages, people = columns["villages"], columns["people"]
    for limit in LIMITS:
        within = is_within(km, limit)
        near, living = add(within), add(within, weight)
        columns[f"villages_{limit}"] = near
        columns[f"villages_{limit}_pct"] = _percent(near, villages)
        columns[f"people_{limit}"] = np.rint(living).astype(np.int64)
        columns[f"people_{limit}_pct"] = _percent(living, people)
    # Of a kabkota the two are the same, and its people need not be known.
    measure = np.ones(len(rows)) if level == AREAS else weight
    columns["median_km"], columns["p90_km"] = find_quantiles(km, measure, group, count)
    away = distances.crosses_water[rows]
    columns["villages_water"] = add(away)
    columns["people_water_pct"] = _percent(add(away, weight), people)
    columns["villages_none"] = add(np.isnan(km) & ~distances.unknown[rows])
    columns["villages_unknown"] = add(distances.unknown[rows])
    columns["people"] = np.rint(people).astype(np.int64)
    return pd.DataFrame(columns, index=pd.Index(names, name="kode", dtype=object))


@cached(maxsize=4)
def weigh_villages(dataset: Dataset) -> np.ndarray:
    """People of each village: those of its kabkota in equal parts; 0 where not known."""
    villages = dataset.villages
    if not len(villages):
        return np.zeros(0)
    people = dataset.regions.set_index("kode")["population"].reindex(list(villages.codes))
    each = people.astype("Float64").fillna(0).to_numpy(dtype=float) / villages.counts
    return each[villages.area]


def find_quantiles(
    km: np.ndarray,
    weight: np.ndarray,
    group: np.ndarray,
    count: int,
    shares: Sequence[float] = QUANTILES,
) -> np.ndarray:
    """Least distances within which at least the ``shares`` (0..1) of each group's weight lie.

    Parameters
    ----------
    km : NaN = beyond any distance.
    group : number of the group of each distance, 0..count-1.

    Returns
    -------
    Shape (shares, count); NaN where it is beyond any, or nothing has weight.
    """
    heavy = np.flatnonzero(weight > 0)
    result = np.full((len(shares), count), np.nan)
    if not len(heavy):
        return result
    # NaN sorts last; a stable sort of small numbers is quick.
    order = heavy[np.argsort(km[heavy], kind="stable")]
    if count > 1:
        order = order[np.argsort(group[order].astype(np.int16), kind="stable")]
    groups = group[order]
    total = np.bincount(groups, weight[order], minlength=count)
    running, ends = np.cumsum(weight[order]), np.cumsum(total)
    first = np.searchsorted(groups, np.arange(count))
    last = np.searchsorted(groups, np.arange(count), side="right") - 1
    some = total > 0
    for row, share in enumerate(shares):
        # Sums of parts may miss the whole by rounding.
        wanted = ends - total * (1 - share) - _ROUNDING * ends[-1]
        place = np.clip(np.searchsorted(running, wanted), first, last)
        result[row, some] = km[order[place[some]]]
    return result


def _group_villages(
    villages: Villages, snapshot: Snapshot, codes: tuple[str, ...] | None, level: str
) -> tuple[np.ndarray, list[str], np.ndarray]:
    """Indices of the villages of ``codes``, names of their groups, and the group of each."""
    known = snapshot.kabkota.index
    kept = set(known if codes is None else known[known.isin(codes)])
    parents = snapshot.kabkota["kode_provinsi"].to_dict()
    of_code = {
        code: {NATION: NATION, PROVINCES: parents[code], AREAS: code}[level]
        for code in villages.codes
        if code in kept
    }
    names = sorted(set(of_code.values()))
    numbers = {name: number for number, name in enumerate(names)}
    of_area = np.array([numbers.get(of_code.get(c), _NO_GROUP) for c in villages.codes], dtype=int)
    group = of_area[villages.area] if len(of_area) else np.zeros(0, dtype=int)
    rows = np.flatnonzero(group >= 0)
    return rows, names, group[rows]


def _percent(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(whole > 0, 100 * part / whole, np.nan)
