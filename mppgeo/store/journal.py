"""Changes of the records: what was done to which rows, by whom, from which file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from mppgeo.base.language import Language, mark
from mppgeo.records.reader import check_row
from mppgeo.records.row import Row
from mppgeo.records.schema import RECORDS

Texts = Mapping[str, str]
"""A row as it stands in a file: texts by column, empty = not known."""

STALE = mark("“{key}” is no longer as it was when this change was planned; nothing was saved")
NOT_VALID = mark("{count} rows of the files are not valid; run “python -m mppgeo check” first")
UNKNOWN_ENTRY = mark("{number}: no such entry in the history")

IMPORT, REPORT, RESTORE, LOAD = "import", "report", "restore", "load"
IMPORT_PART = "import part"
"""An import of the good rows of a file of which others were rejected or in question."""


KINDS = {
    IMPORT: mark("import"),
    IMPORT_PART: mark("import of a part of the file"),
    REPORT: mark("report"),
    RESTORE: mark("restored"),
    LOAD: mark("first loading"),
}
"""Kinds of change in words."""


def name_kind(kind: str, t: Language) -> str:
    """A kind of change in the reader's language; one that is not known as it is."""
    return t(KINDS[kind]) if kind in KINDS else kind


class StoreError(Exception):
    """The store refuses a change: an English sentence (a catalogue key) with its fields."""

    def __init__(self, sentence: str, **fields: object) -> None:
        super().__init__(sentence.format(**fields))
        self.sentence, self.fields = sentence, fields


class StoreDown(StoreError):
    """The store cannot be reached at all."""


@dataclass(frozen=True)
class RowChange:
    """One row before and after; None = not there."""

    before: Texts | None
    after: Texts | None

    def turn(self) -> RowChange:
        """The change that undoes this one."""
        return RowChange(self.after, self.before)


@dataclass(frozen=True)
class Change:
    """Rows of one table to be changed together, or not at all.

    Attributes
    ----------
    table : name in :data:`mppgeo.records.schema.RECORDS`.
    rows : the changes; the rows before must still be as they are said to be.
    who : who made it; "" = not known.
    kind : import, import part, report, restore or load.
    source : name of the file it came from; "" = none.
    """

    table: str
    rows: tuple[RowChange, ...]
    who: str = ""
    kind: str = IMPORT
    source: str = ""


@dataclass(frozen=True)
class Entry:
    """A change as it stands in the history: numbered, with its time (UTC)."""

    number: int
    at: dt.datetime
    change: Change = field(repr=False)

    @property
    def counts(self) -> tuple[int, int, int]:
        """Rows added, changed, removed."""
        rows = self.change.rows
        return (
            sum(row.before is None for row in rows),
            sum(row.before is not None and row.after is not None for row in rows),
            sum(row.after is None for row in rows),
        )

    def to_json(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "number": self.number,
            "at": self.at.isoformat(),
            "table": self.change.table,
            "who": self.change.who,
            "kind": self.change.kind,
            "source": self.change.source,
            "rows": [{"before": row.before, "after": row.after} for row in self.change.rows],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Entry:
        """What :meth:`to_json` made."""
        rows = tuple(RowChange(row["before"], row["after"]) for row in stored["rows"])
        change = Change(stored["table"], rows, stored["who"], stored["kind"], stored["source"])
        return cls(stored["number"], dt.datetime.fromisoformat(stored["at"]), change)


def find_key(schema: type[Row], texts: Texts) -> tuple[object, ...]:
    """The key of a row of texts; of a row that is not valid, its texts."""
    row = check_row(0, {name: texts.get(name) or None for name in schema.model_fields}, schema)
    if isinstance(row, Row):
        return row.key()
    return tuple((texts.get(name) or "").casefold() or None for name in schema.KEY)


def apply_changes(
    schema: type[Row], rows: Sequence[Texts], changes: Sequence[RowChange]
) -> list[dict[str, str]]:
    """The rows after some changes; order is kept, new rows come last.

    Raises
    ------
    StoreError : a row is no longer as the change says it was before.
    """
    result: dict[tuple, dict[str, str]] = {}
    for place, row in enumerate(rows):
        key = find_key(schema, row)
        # A row that repeats a key is not used, but it is not thrown away either.
        result[(*key, place) if key in result else key] = dict(row)
    for change in changes:
        key = find_key(schema, change.before or change.after)
        found = result.get(key)
        if _plain(schema, found) != _plain(schema, change.before):
            raise StoreError(STALE, key=_name_row(change.before or change.after))
        after = find_key(schema, change.after) if change.after is not None else None
        if after is not None and after != key and after in result:
            raise StoreError(STALE, key=_name_row(change.after))
        if after is None:
            del result[key]
        elif found is None or after == key:
            result[key] = {**(found or {}), **change.after}
        else:
            # Under its new key in its old place.
            result = {
                after if k == key else k: {**row, **change.after} if k == key else row
                for k, row in result.items()
            }
    return list(result.values())


def has_happened(rows: Sequence[Texts], change: Change) -> bool:
    """Whether the rows are as a change leaves them."""
    schema = RECORDS[change.table]
    found = {find_key(schema, row): row for row in rows}
    left = {}
    for row in change.rows:
        left[find_key(schema, row.before or row.after)] = None
        if row.after is not None:
            left[find_key(schema, row.after)] = row.after
    return all(_plain(schema, found.get(key)) == _plain(schema, row) for key, row in left.items())


def plan_restore(entries: Sequence[Entry], number: int, who: str) -> list[Change]:
    """What brings the tables back to before an entry: all since, undone, the latest first.

    Raises
    ------
    StoreError : there is no such entry.
    """
    if number not in {entry.number for entry in entries}:
        raise StoreError(UNKNOWN_ENTRY, number=number)
    undone: dict[str, dict[tuple, RowChange]] = {}
    for entry in sorted(entries, key=lambda entry: -entry.number):
        if entry.number < number:
            break
        table = undone.setdefault(entry.change.table, {})
        schema = RECORDS[entry.change.table]
        for row in reversed(entry.change.rows):
            key = find_key(schema, row.before or row.after)
            later = table.get(key)
            table[key] = replace(later, after=row.before) if later else row.turn()
    return [
        Change(table, tuple(row for row in rows.values() if row.before != row.after), who, RESTORE)
        for table, rows in undone.items()
        if any(row.before != row.after for row in rows.values())
    ]


def _name_row(row: Texts) -> str:
    """What a row is called in a sentence."""
    names = (row.get(name) for name in ("kode", "kabkota", "nama_mpp", "nama", "tanggal"))
    return ", ".join(filter(None, names)) or ", ".join(filter(None, list(row.values())[:2]))


def _plain(schema: type[Row], row: Texts | None) -> Texts | None:
    """A row of texts in the form that the schema gives it, so that forms do not differ."""
    if row is None:
        return None
    made = check_row(0, {name: row.get(name) or None for name in schema.model_fields}, schema)
    if isinstance(made, Row):
        return made.to_text()
    return {name: (row.get(name) or "").strip() for name in schema.model_fields}
