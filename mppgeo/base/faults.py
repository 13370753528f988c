"""What is wrong with a piece of input, in a form that can be said in any language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mppgeo.base.language import Language
from mppgeo.base.said import Said

_SHOWN = 80


@dataclass(frozen=True)
class Fault:
    """One fault in one file.

    Attributes
    ----------
    file : name of the file, relative to the data folder.
    reason : English sentence (a catalogue key), with ``{fields}`` from ``fields``.
    row : row as a spreadsheet numbers it (the header is row 1); None = the whole file.
    column : column name; None = the whole row.
    value : the offending value as it stands in the file.
    kode : area concerned, where it could be read; such an area is shown as "no data".
    """

    file: str
    reason: str
    row: int | None = None
    column: str | None = None
    value: str | None = None
    kode: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)

    def explain(self, t: Language) -> str:
        """The reason alone, in the reader's language."""
        return Said(self.reason, self.fields).explain(t)

    def describe(self, t: Language) -> str:
        """File, row, column, value and reason on one line."""
        place = self.file
        if self.row is not None:
            place += ", " + t("row {row}", row=self.row)
        if self.column is not None:
            place += ", " + t("column {column}", column=self.column)
        if self.value is not None:
            shown = self.value if len(self.value) <= _SHOWN else self.value[:_SHOWN] + "…"
            place += f", {shown!r}"
        return f"{place}: {self.explain(t)}"
