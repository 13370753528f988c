"""A file that cannot be imported at all."""

from __future__ import annotations

from mppgeo.base.language import Language


class ImportRefused(Exception):
    """Why a file as a whole is refused: one English sentence (a catalogue key) with its fields."""

    def __init__(self, sentence: str, **fields: object) -> None:
        super().__init__(sentence.format(**fields) if fields else sentence)
        self.sentence, self.fields = sentence, fields

    def explain(self, t: Language) -> str:
        """The sentence in the reader's language; lists of names are joined by its rules."""
        fields = {
            name: t.listing(list(value)) if isinstance(value, tuple) else value
            for name, value in self.fields.items()
        }
        return t(self.sentence, **fields)
