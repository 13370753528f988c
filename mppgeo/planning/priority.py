"""Which areas without an MPP come first: a weighted score whose parts are visible.

Formula
-------
* Points of a part: the areas without an MPP are ranked by the part's value, all
  of Indonesia together; points = 100 (rank - 1) / (n - 1), where n areas have a
  value and equal values share their mean rank. 100 = most urgent, 0 = least. With
  one area only, or with values that are all equal, points = 50.
* Score = sum of weight x points / sum of weight, over the parts whose value is
  known for the area. The weight of a missing part is thereby shared among the
  others in proportion; ``known`` says how much of the weight rests on values.
* Rank 1 = the highest score; equal scores share the better rank. Areas of which
  no weighted part is known have no score and no rank.
* Of the named weights, a part that is known for fewer than half of the areas is left out;
  whoever weighs the parts by hand decides that too.
* Stability: each weight in turn is made 20 % smaller and 20 % larger, all others
  as they are; how far the rank moves at most.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from mppgeo.base.caching import VIEWS, cached
from mppgeo.country.regions import JAKARTA
from mppgeo.coverage import NO_DATA, NOT_APPLICABLE, WITH_MPP, Snapshot, select_missing
from mppgeo.openings import list_openings
from mppgeo.planning.adjacency import find_neighbours
from mppgeo.planning.candidates import (
    measure_nearest,
)
from mppgeo.planning.reach import (
    find_distances,
)
from mppgeo.planning.reach_figures import (
    AREAS,
    summarise_reach,
)
from mppgeo.programme.stages import (
    BUILDING,
    COMMITTED,
    NOT_PLANNED,
    PLANNED,
    TRIAL,
    judge_stages,
)
from mppgeo.records.validity import fill_latest
from mppgeo.scene.choices import Choices
from mppgeo.scene.forms import LOW, UNDER_CONSTRUCTION, VERY_LOW
from mppgeo.scene.weights import (
    DISTANCE,
    FISCAL,
    NEIGHBOURS,
    PARTS,
    PEOPLE,
    POVERTY,
    REMOTE,
    RURAL,
    STAGE,
    STALLED,
    check_weights,
)

SHIFT = 0.2
"""Share by which each weight is moved to see how stable a rank is."""

_FISCAL = {
    "sangat rendah": VERY_LOW, "rendah": LOW, "sedang": 3, "tinggi": 2, "sangat tinggi": 1,
}  # fmt: skip
_STAGES = {NOT_PLANNED: 0, PLANNED: 0.5, COMMITTED: 1, BUILDING: UNDER_CONSTRUCTION, TRIAL: 3}


@cached(maxsize=64)
def measure_parts(snapshot: Snapshot) -> pd.DataFrame:
    """The value of every part for the areas known to have no MPP.

    Returns
    -------
    Index ``kode``: ``nama``, ``kode_provinsi``, and a column per part of
    :data:`mppgeo.scene.weights.PARTS`, larger = more urgent, NaN = not known: people; km; share of
    neighbours 0..1; stage 0 (not planned), 0.5 (planned) to 3 (soft launching); days; fiscal
    capacity 1 (very high) to 5 (very low); percent poor; least developed 0 or 1; kabupaten 1,
    kota 0 (Jakarta as one area: NaN).
    """
    areas = select_missing(snapshot)
    frame = areas[["nama", "kode_provinsi"]].copy()
    stages = judge_stages(snapshot).reindex(frame.index)
    kinds = snapshot.kabkota["jenis"].reindex(frame.index)
    frame[PEOPLE] = areas["population"].astype(float)
    frame[DISTANCE] = _measure_distance(snapshot, frame.index)
    frame[NEIGHBOURS] = _share_neighbours(snapshot, frame.index)
    frame[STAGE] = stages["stage"].map(_STAGES).astype(float)
    frame[STALLED] = stages["days"].astype(float)
    capacity = find_capacity(snapshot).reindex(frame.index)
    frame[FISCAL] = capacity["kapasitas_fiskal"].map(_FISCAL).astype(float)
    frame[POVERTY] = capacity["kemiskinan_persen"].astype(float)
    frame[REMOTE] = capacity["daerah_tertinggal"].map({"ya": 1.0, "tidak": 0.0}).astype(float)
    frame[RURAL] = kinds.map({"kabupaten": 1.0, "kota": 0.0}).astype(float)
    return frame


@cached(maxsize=64)
def count_known(snapshot: Snapshot) -> pd.Series:
    """For how many of the areas known to have no MPP each part has a value, by part."""
    return measure_parts(snapshot)[list(PARTS)].notna().sum()


def list_left_out(snapshot: Snapshot, choices: Choices) -> list[str]:
    """Parts that named weights would count, but which fewer than half of the areas have."""
    if not choices.preset:
        return []
    known, areas = count_known(snapshot), len(measure_parts(snapshot))
    weights = choices.weight_of
    found = [part for part in PARTS if weights[part] and 2 * known[part] < areas]
    # Where nothing else has a weight, little is better than no order at all.
    return found if any(weights[part] for part in PARTS if part not in found) else []


def weigh_parts(snapshot: Snapshot, choices: Choices) -> dict[str, float]:
    """The weights of a view by part, without those of :func:`list_left_out`.

    Raises
    ------
    mppgeo.scene.weights.BadWeights : all of them are 0.
    """
    left_out = list_left_out(snapshot, choices)
    return check_weights(choices.weight_of | dict.fromkeys(left_out, 0))


def find_capacity(snapshot: Snapshot) -> pd.DataFrame:
    """What is on record of each area's capacity: of each column the latest known value up to
    the year of the day; index ``kode``."""
    rows = snapshot.dataset.records["capacity"]
    # A figure of a year holds from its begin on.
    begins = rows.assign(begin=pd.to_datetime(rows["tahun"].astype(str), format="%Y"))
    return fill_latest(begins, "kode", "begin", snapshot.as_of)


def rate_parts(values: pd.DataFrame) -> pd.DataFrame:
    """Points 0..100 of each column by rank; NaN stays NaN."""
    ranks = values.rank(method="average")
    number = values.notna().sum()
    points = 100 * (ranks - 1) / (number - 1).where(number > 1)
    return points.where(points.notna() | values.isna(), 50.0)


def rank_areas(points: pd.DataFrame, weights: Mapping[str, float]) -> pd.DataFrame:
    """Score and rank by weighted points.

    Parameters
    ----------
    points : 0..100 by part (columns), NaN = not known.
    weights : by part, as :func:`mppgeo.scene.weights.check_weights` gives them; only their proportions count.

    Returns
    -------
    Index as ``points``: ``score`` 0..100, ``rank`` (Int64), ``known`` (percent of
    the weight that rests on known values), ``moves`` (Int64, places by which the
    rank moves at most when a weight shifts by 20 %), ``best``, ``worst`` (Int64,
    ranks then), and for each part ``part_<name>``: its share of the score in
    points; these add up to the score, NaN = not known.
    """
    parts = list(points.columns)
    weight = np.array([weights[part] for part in parts], float)
    weight = weight / weight.sum()
    values = points.to_numpy(float)
    score = _score(values, weight)
    # Equal scores must not be told apart by the last digits of a sum.
    ranks = [_rank(score)]
    for place in np.flatnonzero(weight):
        for factor in (1 - SHIFT, 1 + SHIFT):
            shifted = weight.copy()
            shifted[place] *= factor
            ranks.append(_rank(_score(values, shifted)))
    known = ~np.isnan(values)
    total = known @ weight
    frame = pd.DataFrame(index=points.index)
    frame["score"] = score
    every = np.array(ranks)
    frame["rank"] = every[0]
    frame["known"] = 100 * total
    frame["moves"] = np.abs(every - every[0]).max(axis=0)
    frame["best"], frame["worst"] = every.min(axis=0), every.max(axis=0)
    for column in ("rank", "moves", "best", "worst"):
        frame[column] = frame[column].astype("Int64")
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = values * weight / total[:, None]
    for place, part in enumerate(parts):
        frame[f"part_{part}"] = shares[:, place]
    return frame


@cached(maxsize=VIEWS)
def list_priorities(snapshot: Snapshot, weights: tuple[tuple[str, float], ...]) -> pd.DataFrame:
    """All areas known to have no MPP, the most urgent first.

    Parameters
    ----------
    weights : items of :func:`mppgeo.scene.weights.check_weights`.

    Returns
    -------
    The columns of :func:`measure_parts` and of :func:`rank_areas`; the ranks are
    those among all of Indonesia.
    """
    values = measure_parts(snapshot)
    ranked = rank_areas(rate_parts(values[list(PARTS)]), dict(weights))
    frame = values.join(ranked)
    return frame.sort_values(["rank", PEOPLE], ascending=[True, False], kind="stable")


def _score(values: np.ndarray, weight: np.ndarray) -> np.ndarray:
    known = ~np.isnan(values)
    total = known @ weight
    summed = np.where(known, values, 0) @ weight
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(total > 0, summed / total, math.nan)


def _rank(score: np.ndarray) -> np.ndarray:
    return pd.Series(score.round(9)).rank(ascending=False, method="min").to_numpy()


def _measure_distance(snapshot: Snapshot, codes: pd.Index) -> pd.Series:
    """km to the nearest MPP: median of the villages; without villages, from the capital."""
    distances = find_distances(snapshot)
    reach = summarise_reach(snapshot, distances, level=AREAS)["median_km"].reindex(codes)
    return reach.fillna(measure_nearest(snapshot, codes))


def _share_neighbours(snapshot: Snapshot, codes: pd.Index) -> pd.Series:
    """Share of the neighbours of which it is known whether they have an MPP that have one."""
    status = snapshot.kabkota["status"].to_dict()
    opened = list_openings(snapshot.dataset)["certain"].to_dict()
    # Outside the count of areas, Jakarta's are still neighbours.
    served = opened.get(JAKARTA, pd.NaT) <= pd.Timestamp(snapshot.as_of)
    shares = {}
    for kode, others in find_neighbours(snapshot.dataset).items():
        found = [
            served if status[other] == NOT_APPLICABLE else status[other] in WITH_MPP
            for other in others
            if status[other] != NO_DATA
        ]
        shares[kode] = sum(found) / len(found) if found else math.nan
    return pd.Series(shares, dtype=float).reindex(codes)
