"""What a span of the journal comes to: every row that it changed, before and after.

A row that was changed twice is told once, and one that is again as it was, not at all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mppgeo.base.clock import JAKARTA_TIME
from mppgeo.records.schema import RECORDS
from mppgeo.store.journal import LOAD, Entry, RowChange, Texts, find_key, normalise_row


@dataclass(frozen=True)
class NetChange:
    """A row of a table before and after a span of days."""

    table: str
    row: RowChange

    @property
    def what(self) -> str:
        """``added``, ``changed`` or ``removed``."""
        if self.row.before is None:
            return "added"
        return "removed" if self.row.after is None else "changed"

    @property
    def areas(self) -> tuple[str, ...]:
        """Codes that the row names or named, in the order of its columns; () = it is of none."""
        found = (
            code
            for row in (self.row.after, self.row.before)
            for column in RECORDS[self.table].AREAS
            for code in (row or {}).get(column, "").split(" | ")
        )
        return tuple(dict.fromkeys(code for code in found if code))

    def list_columns(self) -> list[str]:
        """The columns that differ."""
        before, after = self.row.before or {}, self.row.after or {}
        named = dict.fromkeys([*before, *after])
        return [name for name in named if (before.get(name) or "") != (after.get(name) or "")]


def sum_up(entries: Iterable[Entry], first: dt.date, last: dt.date) -> list[NetChange]:
    """The rows that differ after a span from before it, by table and in the order of change.

    Parameters
    ----------
    entries : the history, in order.
    first, last : days of western Indonesian time, both within the span.

    The first loading of a database brings in what was on record elsewhere, and tables of
    another version cannot be told of; both are passed over, and so are private tables.
    """
    found: dict[str, list[RowChange]] = {name: [] for name in RECORDS}
    for entry in entries:
        change, day = entry.change, entry.at.astimezone(JAKARTA_TIME).date()
        if first <= day <= last and change.kind != LOAD and change.table in found:
            found[change.table] += change.rows
    return [
        NetChange(table, row)
        for table, rows in found.items()
        if not RECORDS[table].PRIVATE
        for row in _net(table, rows)
    ]


def _net(table: str, changes: Sequence[RowChange]) -> Iterator[RowChange]:
    schema = RECORDS[table]
    # By the key that a row has last: before the span, and after it.
    rows: dict[tuple, tuple[Texts | None, Texts | None]] = {}
    for change in changes:
        before, after = change.before, change.after
        if before is not None:
            before = rows.pop(find_key(schema, before), (before,))[0]
        elif after is not None:
            # What was removed within the span has come back.
            before = rows.pop(find_key(schema, after), (None,))[0]
        named = after if after is not None else change.before
        rows[find_key(schema, named or {})] = (before, after)
    for before, after in rows.values():
        if normalise_row(schema, before) != normalise_row(schema, after):
            yield RowChange(before, after)
