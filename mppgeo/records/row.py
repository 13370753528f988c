"""What a row of any table is: its columns, its file, what tells it from others."""

from __future__ import annotations

from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from mppgeo.records.values import write_value


class Row(BaseModel):
    """A row of a table; empty cells arrive as ``None``."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    FILE: ClassVar[str]
    KEY: ClassVar[tuple[str, ...]]
    """Columns that tell one row from another; rows equal in all of them are duplicates."""
    AREAS: ClassVar[tuple[str, ...]] = ("kode",)
    """Columns that must hold a kode of ``regions.csv``."""
    NEEDS_ROWS: ClassVar[bool] = False
    """Whether a table without any row cannot be the whole of it, and so says nothing."""
    FACTS: ClassVar[tuple[str, ...]] = ()
    """Columns of which one at least must be filled; () = the required ones say enough."""
    MAY_BE_MISSING: ClassVar[bool] = False
    """Whether no file is as good as one without rows: a table that older data lack."""
    PRIVATE: ClassVar[bool] = False
    """Whether the rows are personal data: for editors and administrators, and in no public file."""
    LEFT_OVER: ClassVar[tuple[str, ...]] = ()
    """Columns of an earlier version that nobody reads any more: a file may still have them, and is
    without them after its next change; a database keeps them."""

    def key(self) -> tuple[object, ...]:
        """What tells the row from others; the case of letters does not."""
        values = (getattr(self, column) for column in self.KEY)
        return tuple(v.casefold() if isinstance(v, str) else v for v in values)

    def to_text(self) -> dict[str, str]:
        """The row as it stands in a file: texts, empty = not known."""
        return {name: write_value(getattr(self, name)) for name in type(self).model_fields}
