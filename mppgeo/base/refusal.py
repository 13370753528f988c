"""A file that cannot be imported at all."""

from __future__ import annotations

from collections.abc import Sequence

from mppgeo.base.language import Language

MOST = 20
"""Names that are listed in a sentence."""


class ImportRefused(Exception):
    """Why a file as a whole is refused: one English sentence (a catalogue key) with its fields."""

    def __init__(self, sentence: str, **fields: object) -> None:
        super().__init__(sentence.format(**fields) if fields else sentence)
        self.sentence, self.fields = sentence, fields

    def explain(self, t: Language) -> str:
        """The sentence in the reader's language; long lists are cut, their names joined by its rules.

        A field may be a refusal itself: the reason within a sentence.
        """
        return t(self.sentence, **{name: _tell(value, t) for name, value in self.fields.items()})


def _tell(value: object, t: Language) -> object:
    if isinstance(value, ImportRefused):
        return value.explain(t)
    return list_some(value, t) if isinstance(value, tuple) else value


def list_some(names: Sequence[str], t: Language, most: int = MOST) -> str:
    """Names in a sentence, at most so many of them: "a, b, … dan 498 lainnya".

    One that would be left out alone is named as well.
    """
    if len(names) <= most + 1:
        return t.listing(list(names))
    rest = len(names) - most
    told = t.plural("… and {count} other", "… and {count} others", rest)
    return ", ".join([*names[:most], told])
