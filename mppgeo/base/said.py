"""A sentence with its fields: one type for all that is told, in whatever language it is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mppgeo.base.language import Language

MOST = 20
"""Names that are listed in a sentence."""


@dataclass(frozen=True)
class Said:
    """A sentence to be told.

    Attributes
    ----------
    sentence : English (a catalogue key), with ``{fields}``.
    fields : their values. Days are told as days and several names as a list, by the reader's
        rules, long ones cut; a sentence within the sentence, such as a reason, is told as it
        would be alone; what describes itself does so; all else as it is.

    Examples
    --------
    >>> Said("{names}: until {day}.", {"names": ("A", "B"), "day": dt.date(2025, 12, 15)}).explain(
    ...     Language("en")
    ... )
    'A and B: until 15 December 2025.'
    """

    sentence: str
    fields: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def explain(self, t: Language) -> str:
        """The sentence in the reader's language."""
        return t(self.sentence, **{name: _tell(value, t) for name, value in self.fields.items()})


class Refusal(Exception):
    """Something asked for cannot be done; the base of all that says why in a sentence.

    Parameters
    ----------
    sentence, fields : as of a :class:`Said`.
    """

    def __init__(self, sentence: str, **fields: object) -> None:
        super().__init__(sentence.format(**fields) if fields else sentence)
        self.sentence, self.fields = sentence, fields

    def explain(self, t: Language) -> str:
        """The sentence in the reader's language."""
        return Said(self.sentence, self.fields).explain(t)


def list_some(names: Sequence[str], t: Language, most: int = MOST) -> str:
    """Names in a sentence, at most so many of them: "a, b, … dan 498 lainnya".

    One that would be left out alone is named as well.
    """
    if len(names) <= most + 1:
        return t.listing(list(names))
    rest = len(names) - most
    told = t.plural("… and {count} other", "… and {count} others", rest)
    return ", ".join([*names[:most], told])


def _tell(value: object, t: Language) -> object:
    if isinstance(value, dt.date):
        return t.date(value)
    if isinstance(value, (tuple, list)):
        return list_some(value, t)
    if isinstance(value, (Said, Refusal)):
        return value.explain(t)
    return value.describe(t) if hasattr(value, "describe") else value
