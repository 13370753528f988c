"""What is asked of reach, next places and priorities: a part of the view."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass, replace

from mppgeo.base.language import mark
from mppgeo.scene.forms import RULES
from mppgeo.scene.query import NO_SUCH_AREA, NOT_UNDERSTOOD, SEVERAL_VALUES, Reader
from mppgeo.scene.weights import DEFAULT_PRESET, PARTS, PRESETS

REACH = "jangkauan"
POPULATION = "penduduk"
GOALS = (REACH, POPULATION)
"""What the next places are to bring: people within some km, or people of the areas covered."""

LARGEST_KM = 500
MOST_PLACES = 50
MOST_WEIGHT = 100
"""Largest weight that a slider, and so an address, can hold."""
PLACES, KM = 10, 25
"""Places asked for and km that count as reached where nothing else is said."""

NEXT, PRIORITY = SECTIONS = ("berikut", "prioritas")
OWN = "sendiri"
GREEDY, EXACT = "bertahap", "eksak"
YES = "ya"
NOTHING = "nol"
"""Weights of one's own that are all 0."""

_RENAMED = {"status_3t": "tertinggal"}
"""Parts of the score by a name that links of an older version have."""

UNKNOWN_PART = mark("“{name}={value}” in the link is no weight of the score and is ignored.")


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What a visitor asks for.

    Attributes
    ----------
    own : reach looks at the MPP of one's own government only.
    section : what the priorities page shows, one of :data:`SECTIONS`.
    k : places asked for, 1..:data:`MOST_PLACES`.
    km : great-circle distance that counts as reached, 1..:data:`LARGEST_KM`.
    goal : one of :data:`GOALS`.
    must, never : kode of areas to be chosen in any case, or in none; sorted.
    committed_only : only areas with a signed commitment on record.
    quota : most places of each province; 0 = no limit.
    quotas : province and its own quota, sorted; it goes before ``quota``.
    exact : the exact solution is shown, else the greedy one.
    preset : name of the weights, of :data:`mppgeo.scene.weights.PRESETS`; None = one's own.
    weights : part and weight of one's own, 1..:data:`MOST_WEIGHT`, in order of
        :data:`mppgeo.scene.weights.PARTS`; those left out are 0; empty with a preset.
    rules_off : rules of form that are switched off, sorted.
    """

    own: bool = False
    section: str = NEXT
    k: int = PLACES
    km: int = KM
    goal: str = REACH
    must: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    committed_only: bool = False
    quota: int = 0
    quotas: tuple[tuple[str, int], ...] = ()
    exact: bool = False
    preset: str | None = DEFAULT_PRESET
    weights: tuple[tuple[str, int], ...] = ()
    rules_off: tuple[str, ...] = ()

    @property
    def weight_of(self) -> dict[str, float]:
        """Weight by part, whoever set it; all of them may be 0."""
        given = PRESETS[self.preset][1] if self.preset else dict(self.weights)
        return {part: given.get(part, 0) for part in PARTS}

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules of form that are switched on."""
        return tuple(rule for rule in RULES if rule not in self.rules_off)

    def limit(self, provinces: Iterable[str]) -> tuple[tuple[str, int], ...]:
        """Quota by province; those without a limit are left out."""
        own = dict(self.quotas)
        every = {kode: self.quota for kode in provinces} if self.quota else {}
        return tuple(sorted((every | own).items()))

    def weigh(self, part: str, weight: float) -> Choices:
        """Give a part a weight; the weights are one's own then."""
        weights = self.weight_of | {part: weight}
        kept = tuple((name, int(number)) for name, number in weights.items() if number)
        return replace(self, preset=None, weights=kept)

    def take_preset(self, preset: str | None) -> Choices:
        """Take named weights, or begin one's own (None) with those there are."""
        if preset is None:
            return self.weigh(*next(iter(self.weight_of.items())))
        return replace(self, preset=preset, weights=())

    def to_query(self) -> dict[str, str | list[str]]:
        """The choices as query parameters; what is at its default is left out."""
        default = Choices()
        query: dict[str, str | list[str]] = {
            "terdekat": OWN if self.own else "",
            "bagian": self.section if self.section != default.section else "",
            "k": str(self.k) if self.k != default.k else "",
            "km": str(self.km) if self.km != default.km else "",
            "tujuan": self.goal if self.goal != default.goal else "",
            "wajib": list(self.must),
            "jangan": list(self.never),
            "komitmen": YES if self.committed_only else "",
            "kuota": [
                *([str(self.quota)] if self.quota else []),
                *(f"{kode}~{number}" for kode, number in self.quotas),
            ],
            "metode": EXACT if self.exact else "",
            "bobot": self._tell_weights(),
            "tanpa": list(self.rules_off),
        }
        return {name: value for name, value in query.items() if value}

    def _tell_weights(self) -> str | list[str]:
        if self.preset:
            return self.preset if self.preset != DEFAULT_PRESET else ""
        return [f"{part}~{weight}" for part, weight in self.weights] or NOTHING


CHOICE_PARAMETERS = (
    "terdekat", "bagian", "k", "km", "tujuan", "wajib", "jangan", "komitmen", "kuota", "metode",
    "bobot", "tanpa",
)  # fmt: skip


def read_choices(reader: Reader, codes: Set[str]) -> Choices:
    """Read choices from query parameters.

    Parameters
    ----------
    codes : kode of all areas.
    """
    quota, quotas = _read_quotas(reader, codes)
    preset, weights = _read_weights(reader)
    return Choices(
        own=reader.choice("terdekat", (OWN,), None) is not None,
        section=reader.choice("bagian", SECTIONS, NEXT),
        k=reader.number("k", 1, MOST_PLACES) or PLACES,
        km=reader.number("km", 1, LARGEST_KM) or KM,
        goal=reader.choice("tujuan", GOALS, REACH),
        must=reader.many("wajib", codes, NO_SUCH_AREA),
        never=reader.many("jangan", codes, NO_SUCH_AREA),
        committed_only=reader.choice("komitmen", (YES,), None) is not None,
        quota=quota,
        quotas=quotas,
        exact=reader.choice("metode", (EXACT,), None) is not None,
        preset=preset,
        weights=weights,
        rules_off=reader.many("tanpa", RULES),
    )


def _read_quotas(reader: Reader, codes: Set[str]) -> tuple[int, tuple[tuple[str, int], ...]]:
    """The quota of every province, 0 = none, and those of single ones."""
    found: dict[str, int] = {}
    for value in reader.list("kuota"):
        kode, _, text = value.rpartition("~")
        if kode and (len(kode) != 2 or kode not in codes):
            reader.refuse(NO_SUCH_AREA, "kuota", value)
        # A single province may be left without any.
        elif kode and text == "0":
            _keep(reader, found, "kuota", kode, 0)
        elif number := reader.count("kuota", value, text, 1, MOST_PLACES):
            _keep(reader, found, "kuota", kode, number)
    every = found.pop("", 0)
    return every, tuple(sorted(found.items()))


def _read_weights(reader: Reader) -> tuple[str | None, tuple[tuple[str, int], ...]]:
    """The preset, None = one's own weights, and these."""
    values = reader.list("bobot")
    if not values:
        return DEFAULT_PRESET, ()
    if values[0] in PRESETS or values[0] == NOTHING:
        if len(values) > 1:
            reader.refuse(SEVERAL_VALUES, "bobot", values[0])
        return values[0] if values[0] in PRESETS else None, ()
    found: dict[str, int] = {}
    for value in values:
        part, _, text = value.rpartition("~")
        part = _RENAMED.get(part, part)
        if part not in PARTS:
            sentence = UNKNOWN_PART if part else NOT_UNDERSTOOD
            reader.refuse(sentence, "bobot", value)
        elif text == "0":
            _keep(reader, found, "bobot", part, 0)
        elif number := reader.count("bobot", value, text, 1, MOST_WEIGHT):
            _keep(reader, found, "bobot", part, number)
    if not found:
        return DEFAULT_PRESET, ()
    return None, tuple((part, found[part]) for part in PARTS if found.get(part))


def _keep(reader: Reader, found: dict[str, int], name: str, key: str, number: int) -> None:
    """Keep the first value of each key."""
    if key in found:
        reader.refuse(SEVERAL_VALUES, name, f"{key}~{found[key]}" if key else str(found[key]))
        return
    found[key] = number
