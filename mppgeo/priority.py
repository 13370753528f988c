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
* Stability: each weight in turn is made 20 % smaller and 20 % larger, all others
  as they are; how far the rank moves at most.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mppgeo.adjacency import find_neighbours
from mppgeo.caching import cached
from mppgeo.coverage import HAS, NO_DATA, NOT_APPLICABLE, Snapshot, select_missing
from mppgeo.dataset import Dataset
from mppgeo.language import Language, mark
from mppgeo.reach import AREAS, find_distances, summarise_reach
from mppgeo.regions import JAKARTA
from mppgeo.siting import measure_nearest
from mppgeo.stages import BUILDING, COMMITTED, NOT_PLANNED, TRIAL, judge_stages

PEOPLE = "penduduk"
DISTANCE = "jarak"
NEIGHBOURS = "tetangga"
STAGE = "tahap"
STALLED = "terhenti"
FISCAL = "fiskal"
POVERTY = "kemiskinan"
REMOTE = "status_3t"
RURAL = "kabupaten"


@dataclass(frozen=True)
class Part:
    """A part of the score: its name, and which value is urgent."""

    label: str
    meaning: str


PARTS: Mapping[str, Part] = {
    PEOPLE: Part(mark("People without an MPP"), mark("population of the area; more = more urgent")),
    DISTANCE: Part(
        mark("Distance to the nearest MPP"),
        mark("km in a straight line, median of its villages; farther = more urgent"),
    ),
    NEIGHBOURS: Part(
        mark("Neighbours with an MPP"),
        mark("share of the areas bordering on land; more = more urgent, as they can help"),
    ),
    STAGE: Part(
        mark("Stage reached"),
        mark("not planned, commitment, construction, soft launching; further = more urgent"),
    ),
    STALLED: Part(
        mark("Days stalled"), mark("days since the last step on record; longer = more urgent")
    ),
    FISCAL: Part(
        mark("Low fiscal capacity"), mark("latest year on record; lower = more urgent")
    ),
    POVERTY: Part(mark("Poverty"), mark("latest year on record; higher = more urgent")),
    REMOTE: Part(mark("3T status"), mark("latest year on record; yes = more urgent")),
    RURAL: Part(mark("Kabupaten"), mark("kabupaten = more urgent than kota")),
}  # fmt: skip
"""The parts of the score, by name."""

_EVEN = dict.fromkeys(PARTS, 0.0)
PRESETS: Mapping[str, tuple[str, Mapping[str, float]]] = {
    "seimbang": (
        mark("Balanced"),
        _EVEN | {PEOPLE: 30, DISTANCE: 25, NEIGHBOURS: 10, STAGE: 10, STALLED: 5, FISCAL: 5,
                 POVERTY: 5, REMOTE: 5, RURAL: 5},
    ),
    "penduduk": (mark("Most people"), _EVEN | {PEOPLE: 80, DISTANCE: 10, STAGE: 10}),
    "terpencil": (
        mark("Far away first"), _EVEN | {DISTANCE: 50, REMOTE: 20, POVERTY: 15, FISCAL: 15},
    ),
    "hampir_selesai": (
        mark("Finish what was begun"), _EVEN | {STAGE: 60, STALLED: 25, PEOPLE: 15},
    ),
}  # fmt: skip
"""Named weights: label, and weight by part."""
DEFAULT_PRESET = "seimbang"
LARGEST_WEIGHT = 1e6
SHIFT = 0.2
"""Share by which each weight is moved to see how stable a rank is."""

NOT_WEIGHTS = mark("Weights are a list of names and numbers, such as {example}.")
NO_SUCH_PART = mark("“{name}” is no part of the score; the parts are {parts}.")
NOT_A_NUMBER = mark("The weight of “{name}” is not a number.")
NEGATIVE = mark("The weight of “{name}” is negative; the least is 0.")
TOO_LARGE = mark("The weight of “{name}” is too large; the most is {most}.")
ALL_ZERO = mark("All weights are 0; at least one must be larger.")

_FISCAL = {"sangat rendah": 5, "rendah": 4, "sedang": 3, "tinggi": 2, "sangat tinggi": 1}
_STAGES = {NOT_PLANNED: 0, COMMITTED: 1, BUILDING: 2, TRIAL: 3}


class BadWeights(ValueError):
    """Weights that cannot be used; says why in the reader's language."""

    def __init__(self, sentence: str, **fields: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.fields = fields

    def describe(self, t: Language) -> str:
        """The reason as a sentence."""
        return t(self.sentence, **self.fields)


def check_weights(weights: object) -> dict[str, float]:
    """Weights by part, those left out 0.

    Raises
    ------
    BadWeights : not a mapping of parts to finite numbers from 0 up, or all are 0.
    """
    if not isinstance(weights, Mapping):
        raise BadWeights(NOT_WEIGHTS, example='{"penduduk": 30, "jarak": 70}')
    for name, weight in weights.items():
        if name not in PARTS:
            raise BadWeights(NO_SUCH_PART, name=name, parts=", ".join(PARTS))
        if isinstance(weight, bool) or not isinstance(weight, (int, float)) or weight != weight:
            raise BadWeights(NOT_A_NUMBER, name=name)
        if weight < 0:
            raise BadWeights(NEGATIVE, name=name)
        if weight > LARGEST_WEIGHT:
            raise BadWeights(TOO_LARGE, name=name, most=f"{LARGEST_WEIGHT:.0f}")
    if not any(weights.values()):
        raise BadWeights(ALL_ZERO)
    return {name: float(weights.get(name, 0)) for name in PARTS}


@cached(maxsize=64)
def measure_parts(dataset: Dataset, snapshot: Snapshot) -> pd.DataFrame:
    """The value of every part for the areas known to have no MPP.

    Returns
    -------
    Index ``kode``: ``nama``, ``kode_provinsi``, and a column per part of
    :data:`PARTS`, larger = more urgent, NaN = not known: people; km; share of
    neighbours 0..1; stage 0 (not planned) to 3 (soft launching); days; fiscal
    capacity 1 (very high) to 5 (very low); percent poor; 3T 0 or 1; kabupaten 1,
    kota 0 (Jakarta as one area: NaN).
    """
    areas = select_missing(snapshot)
    frame = areas[["nama", "kode_provinsi"]].copy()
    stages = judge_stages(dataset, snapshot).reindex(frame.index)
    kinds = snapshot.kabkota["jenis"].reindex(frame.index)
    frame[PEOPLE] = areas["population"].astype(float)
    frame[DISTANCE] = _measure_distance(dataset, snapshot, frame.index)
    frame[NEIGHBOURS] = _share_neighbours(dataset, snapshot, frame.index)
    frame[STAGE] = stages["stage"].map(_STAGES).astype(float)
    frame[STALLED] = stages["days"].astype(float)
    capacity = find_capacity(dataset, snapshot).reindex(frame.index)
    frame[FISCAL] = capacity["kapasitas_fiskal"].map(_FISCAL).astype(float)
    frame[POVERTY] = capacity["kemiskinan_persen"].astype(float)
    frame[REMOTE] = capacity["status_3t"].map({"ya": 1.0, "tidak": 0.0}).astype(float)
    frame[RURAL] = kinds.map({"kabupaten": 1.0, "kota": 0.0}).astype(float)
    return frame


def find_capacity(dataset: Dataset, snapshot: Snapshot) -> pd.DataFrame:
    """What is on record of each area's capacity, of the latest year up to the day; index ``kode``."""
    rows = dataset.records["capacity"]
    rows = rows[rows["tahun"].astype(float) <= snapshot.as_of.year]
    return rows.sort_values("tahun").drop_duplicates("kode", keep="last").set_index("kode")


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
    weights : by part, as :func:`check_weights` gives them; only their proportions count.

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


@cached(maxsize=128)
def list_priorities(
    dataset: Dataset, snapshot: Snapshot, weights: tuple[tuple[str, float], ...]
) -> pd.DataFrame:
    """All areas known to have no MPP, the most urgent first.

    Parameters
    ----------
    weights : items of :func:`check_weights`.

    Returns
    -------
    The columns of :func:`measure_parts` and of :func:`rank_areas`; the ranks are
    those among all of Indonesia.
    """
    values = measure_parts(dataset, snapshot)
    ranked = rank_areas(rate_parts(values[list(PARTS)]), dict(weights))
    frame = values.join(ranked)
    return frame.sort_values(["rank", PEOPLE], ascending=[True, False], kind="stable")


# --- the form of an MPP ------------------------------------------------------

BUILDING_FORM = "gedung"
MINI_FORM = "mini"
DIGITAL_FORM = "digital"
FORMS = {
    BUILDING_FORM: mark("Building"),
    MINI_FORM: mark("Mini MPP"),
    DIGITAL_FORM: mark("Digital first"),
}
SMALL, MIDDLE = 100_000, 300_000
"""People below which an area is small, and below which it is not large."""

RULES = {
    "dibangun": (BUILDING_FORM, mark("under construction or in soft launching: building")),
    "terpencil": (DIGITAL_FORM, mark("3T area: digital first")),
    "miskin": (DIGITAL_FORM, mark("very low fiscal capacity: digital first")),
    "kecil": (DIGITAL_FORM, mark("fewer than 100,000 people: digital first")),
    "fiskal_rendah": (MINI_FORM, mark("low fiscal capacity: mini MPP")),
    "sedang": (MINI_FORM, mark("fewer than 300,000 people: mini MPP")),
}
"""Rules in order: the first that fits gives the form; if none does, a building."""
NO_RULE = mark("no other rule applies: building")


def suggest_forms(values: pd.DataFrame, rules: tuple[str, ...] = tuple(RULES)) -> pd.DataFrame:
    """The form suggested for each area.

    Parameters
    ----------
    values : columns of :func:`measure_parts`.
    rules : names of the rules switched on, of :data:`RULES`.

    Returns
    -------
    Index as ``values``: ``form`` (a key of :data:`FORMS`), ``rule`` (a key of
    :data:`RULES`, "" = none applied). What is not known fits no rule.
    """
    fits = {
        "dibangun": values[STAGE].ge(_STAGES[BUILDING]),
        "terpencil": values[REMOTE].eq(1),
        "miskin": values[FISCAL].eq(_FISCAL["sangat rendah"]),
        "kecil": values[PEOPLE].lt(SMALL),
        "fiskal_rendah": values[FISCAL].eq(_FISCAL["rendah"]),
        "sedang": values[PEOPLE].lt(MIDDLE),
    }
    rule = pd.Series("", index=values.index, dtype=object)
    for name in RULES:
        if name in rules:
            rule = rule.mask(rule.eq("") & fits[name], name)
    form = rule.map({name: form for name, (form, _) in RULES.items()}).fillna(BUILDING_FORM)
    return pd.DataFrame({"form": form, "rule": rule})


def _score(values: np.ndarray, weight: np.ndarray) -> np.ndarray:
    known = ~np.isnan(values)
    total = known @ weight
    summed = np.where(known, values, 0) @ weight
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(total > 0, summed / total, math.nan)


def _rank(score: np.ndarray) -> np.ndarray:
    return pd.Series(score.round(9)).rank(ascending=False, method="min").to_numpy()


def _measure_distance(dataset: Dataset, snapshot: Snapshot, codes: pd.Index) -> pd.Series:
    """km to the nearest MPP: median of the villages; without villages, from the capital."""
    distances = find_distances(dataset, snapshot)
    reach = summarise_reach(dataset, snapshot, distances, level=AREAS)["median_km"].reindex(codes)
    return reach.fillna(measure_nearest(dataset, snapshot, codes))


def _share_neighbours(dataset: Dataset, snapshot: Snapshot, codes: pd.Index) -> pd.Series:
    """Share of the neighbours of which it is known whether they have an MPP that have one."""
    status = snapshot.kabkota["status"].to_dict()
    served = snapshot.mpp["kode"].eq(JAKARTA).any()
    shares = {}
    for kode, others in find_neighbours(dataset).items():
        found = [
            served if status[other] == NOT_APPLICABLE else status[other] == HAS
            for other in others
            if status[other] != NO_DATA
        ]
        shares[kode] = sum(found) / len(found) if found else math.nan
    return pd.Series(shares, dtype=float).reindex(codes)
