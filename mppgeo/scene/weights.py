"""The parts of the priority score and their weights, see :mod:`mppgeo.planning.priority`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mppgeo.base.language import mark
from mppgeo.base.said import Refusal

PEOPLE = "penduduk"
DISTANCE = "jarak"
NEIGHBOURS = "tetangga"
STAGE = "tahap"
STALLED = "terhenti"
FISCAL = "fiskal"
POVERTY = "kemiskinan"
REMOTE = "tertinggal"
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
        mark("not planned, planned, commitment, construction, soft launching; further = more urgent"),
    ),
    STALLED: Part(
        mark("Days stalled"), mark("days since the last step on record; longer = more urgent")
    ),
    FISCAL: Part(
        mark("Low fiscal capacity"), mark("latest year on record; lower = more urgent")
    ),
    POVERTY: Part(mark("Poverty"), mark("latest year on record; higher = more urgent")),
    REMOTE: Part(mark("Least developed area"), mark("by the latest official list on record; yes = more urgent")),
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

NOT_WEIGHTS = mark("Weights are a list of names and numbers, such as {example}.")
NO_SUCH_PART = mark("“{name}” is no part of the score; the parts are {parts}.")
NOT_A_NUMBER = mark("The weight of “{name}” is not a number.")
NEGATIVE = mark("The weight of “{name}” is negative; the least is 0.")
TOO_LARGE = mark("The weight of “{name}” is too large; the most is {most}.")
ALL_ZERO = mark("All weights are 0; at least one must be larger.")


class BadWeights(Refusal):
    """Weights that cannot be used."""


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
