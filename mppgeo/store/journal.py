"""Changes of the records: what was done to which rows, by whom, from which file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, model_validator

from mppgeo.base.language import Language, mark
from mppgeo.base.said import Refusal
from mppgeo.records.reader import check_row
from mppgeo.records.row import Row
from mppgeo.records.schema import RECORDS

Texts = Mapping[str, str]
"""A row as it stands in a file: texts by column, empty = not known."""

STALE = mark("“{key}” is no longer as it was when this change was planned; nothing was saved")
NOT_VALID = mark("{count} rows of the files are not valid; run “python -m mppgeo check” first")
UNKNOWN_ENTRY = mark("{number}: no such entry in the history")
UNKNOWN_TABLE = mark(
    "entry {number} of the history is of the table {table}, which this version does not have;"
    " nothing was changed"
)

_SHOWN = 120
"""Letters of what a row is called."""
CHANGED_SINCE = mark(
    "Entry {number} cannot be undone alone: {count} of its rows were changed since, such as “{key}”; undo the later entries first, or go back to before it"
)

IMPORT, REPORT, RESTORE, UNDO, LOAD = "import", "report", "restore", "undo", "load"
MERGE = "merge"
"""What a new version ships, taken over; the entries of its tables belong together."""
OUTSIDE = "outside"
"""A change of the database's rows by SQL, noted by the database itself."""
IMPORT_PART = "import part"
"""An import of the good rows of a file of which others were rejected or in question."""


KINDS = {
    IMPORT: mark("import"),
    IMPORT_PART: mark("import of a part of the file"),
    REPORT: mark("report"),
    RESTORE: mark("restored"),
    UNDO: mark("undone"),
    LOAD: mark("first loading"),
    OUTSIDE: mark("outside"),
    MERGE: mark("taken from a new version"),
}
"""Kinds of change in words."""


def name_kind(kind: str, t: Language) -> str:
    """A kind of change in the reader's language; one that is not known as it is."""
    return t(KINDS[kind]) if kind in KINDS else kind


class StoreError(Refusal):
    """The store refuses a change."""


class StoreDown(StoreError):
    """The store cannot be reached at all."""


@dataclass(frozen=True)
class RowChange:
    """One row before and after; None = not there."""

    before: Texts | None
    after: Texts | None

    @property
    def named(self) -> Texts:
        """The row as it was; of a new one as it is."""
        return self.before or self.after or {}

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
    kind : import, import part, report, restore, undo, load or outside.
    source : name of the file it came from, of an undo the entry, as ``#3``; "" = none.
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
        """What :meth:`to_json` made.

        Raises
        ------
        ValueError : it is something else.
        """
        made = _Stored.model_validate(stored)
        rows = tuple(RowChange(row.before, row.after) for row in made.rows)
        change = Change(made.table, rows, made.who, made.kind, made.source)
        return cls(made.number, made.at, change)


class _StoredRow(BaseModel):
    """A row of an entry as it is stored."""

    before: dict[str, str] | None
    after: dict[str, str] | None

    @model_validator(mode="after")
    def _is_a_change(self) -> _StoredRow:
        if self.before is None and self.after is None:
            raise ValueError
        return self


class _Stored(BaseModel):
    """An entry as it is stored; what else stands beside is left to the store."""

    number: int
    at: AwareDatetime
    table: str
    who: str
    kind: str
    source: str
    rows: list[_StoredRow]


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
        key = find_key(schema, change.named)
        found = result.get(key)
        if normalise_row(schema, found) != normalise_row(schema, change.before):
            raise StoreError(STALE, key=name_row(change.named))
        new = change.after
        if new is None:
            del result[key]
            continue
        after = find_key(schema, new)
        if after != key and after in result:
            raise StoreError(STALE, key=name_row(new))
        if found is None or after == key:
            result[key] = {**(found or {}), **new}
        else:
            # Under its new key in its old place.
            result = {
                after if k == key else k: {**row, **new} if k == key else row
                for k, row in result.items()
            }
    return list(result.values())


def has_happened(rows: Sequence[Texts], change: Change) -> bool:
    """Whether the rows are as a change leaves them."""
    return not find_altered(rows, change)


def find_altered(rows: Sequence[Texts], change: Change) -> list[str]:
    """Names of the rows of a change that are not as it leaves them.

    Parameters
    ----------
    rows : the table as it is now.
    """
    schema = RECORDS[change.table]
    found = {find_key(schema, row): row for row in rows}
    left: dict[tuple, tuple[Texts, Texts | None]] = {}
    for row in change.rows:
        if row.before is not None:
            left[find_key(schema, row.before)] = (row.before, None)
        if row.after is not None:
            left[find_key(schema, row.after)] = (row.after, row.after)
    return [
        name_row(named)
        for key, (named, row) in left.items()
        if normalise_row(schema, found.get(key)) != normalise_row(schema, row)
    ]


def plan_restore(entries: Sequence[Entry], number: int, who: str) -> list[Change]:
    """What brings the tables back to before an entry: all since, undone, the latest first.

    Raises
    ------
    StoreError : there is no such entry, or one since is of a table that is not known.
    """
    if number not in {entry.number for entry in entries}:
        raise StoreError(UNKNOWN_ENTRY, number=number)
    for entry in entries:
        # The first loading of a history is an entry without rows, of no table.
        if entry.number >= number and entry.change.rows:
            refuse_unknown_table(entry)
    undone: dict[str, dict[tuple, RowChange]] = {}
    for entry in sorted(entries, key=lambda entry: -entry.number):
        if entry.number < number:
            break
        if not entry.change.rows:
            continue
        table = undone.setdefault(entry.change.table, {})
        schema = RECORDS[entry.change.table]
        for row in reversed(entry.change.rows):
            key = find_key(schema, row.named)
            later = table.get(key)
            table[key] = replace(later, after=row.before) if later else row.turn()
    return [
        Change(table, tuple(row for row in rows.values() if row.before != row.after), who, RESTORE)
        for table, rows in undone.items()
        if any(row.before != row.after for row in rows.values())
    ]


def refuse_unknown_table(entry: Entry) -> None:
    """An entry of another version may be listed, but not undone or finished.

    Raises
    ------
    StoreError : there is no such table.
    """
    if entry.change.table not in RECORDS:
        raise StoreError(UNKNOWN_TABLE, number=entry.number, table=entry.change.table)


def plan_undo(
    entries: Sequence[Entry],
    read_rows: Callable[[str], Sequence[Texts]],
    number: int,
    who: str,
) -> list[Change]:
    """What undoes one entry and leaves all later ones as they are; of a merge, all its tables.

    Parameters
    ----------
    entries : the history.
    read_rows : gives a table as it is now.

    Raises
    ------
    StoreError : there is no such entry, or a row of it was changed since.
    """
    made = []
    for entry in _find_together(entries, find_entry(entries, number)):
        refuse_unknown_table(entry)
        changed = find_altered(read_rows(entry.change.table), entry.change)
        if changed:
            raise StoreError(CHANGED_SINCE, number=entry.number, count=len(changed), key=changed[0])
        turned = tuple(row.turn() for row in reversed(entry.change.rows))
        made.append(Change(entry.change.table, turned, who, UNDO, f"#{entry.number}"))
    return made


def _find_together(entries: Sequence[Entry], entry: Entry) -> list[Entry]:
    """An entry with those that were made in one go with it and are not undone, the latest first."""
    if entry.change.kind != MERGE:
        return [entry]
    undone = {one.change.source for one in entries if one.change.kind == UNDO}
    return [
        one
        for one in sorted(entries, key=lambda one: -one.number)
        if (one.change.kind, one.change.source) == (MERGE, entry.change.source)
        and (one is entry or f"#{one.number}" not in undone)
    ]


What = Literal["added", "changed", "removed"]


@dataclass(frozen=True)
class Difference:
    """One field that an entry changed: row, what happened to the row, column, texts."""

    row: str
    what: What
    column: str
    old: str
    new: str


def list_differences(entry: Entry) -> Iterator[Difference]:
    """Every field that an entry changed, row by row; of new rows those that say something."""
    for row in entry.change.rows:
        before, after = row.before or {}, row.after or {}
        what: What = (
            "added" if row.before is None else "removed" if row.after is None else "changed"
        )
        name = name_row(after or before)
        for column in {**before, **after}:
            old, new = before.get(column) or "", after.get(column) or ""
            if old != new:
                yield Difference(name, what, column, old, new)


def find_entry(entries: Sequence[Entry], number: int) -> Entry:
    """The entry of a number.

    Raises
    ------
    StoreError : there is none.
    """
    for entry in entries:
        if entry.number == number:
            return entry
    raise StoreError(UNKNOWN_ENTRY, number=number)


def name_row(row: Texts) -> str:
    """What a row is called in a sentence."""
    names = (row.get(name) for name in ("kode", "kabkota", "nama_mpp", "nama", "tanggal"))
    told = ", ".join(filter(None, names)) or ", ".join(filter(None, list(row.values())[:2]))
    return told if len(told) <= _SHOWN else told[:_SHOWN] + "…"


def normalise_row(schema: type[Row], row: Texts | None) -> Texts | None:
    """A row of texts in the form that the schema gives it, so that forms do not differ."""
    if row is None:
        return None
    made = check_row(0, {name: row.get(name) or None for name in schema.model_fields}, schema)
    if isinstance(made, Row):
        return made.to_text()
    return {name: (row.get(name) or "").strip() for name in schema.model_fields}
