"""The records as CSV files, changed whole or not at all, with a journal beside them.

How a change is kept whole
--------------------------
Under a lock: the journal's entry is written under a temporary name, holding
the digests of the table before and after; then the new table replaces the old
one in a single step, which is the moment at which the change happens; then
the entry gets its name. If the process dies in between, the next one to take
the lock finds the temporary entry and looks at the table: it is either the
old one, and the entry goes, or the new one, and the entry gets its name.

How a table is brought back
---------------------------
Beside the journal stands a copy of each table as its last change left it. With
the entries it gives the state before any of them, so that a restoration needs
nothing of a file that has been damaged, cut or lost since; such a file is put
aside, not overwritten.

What ships and what is the office's
-----------------------------------
A store may begin as the records that ship in another folder. Until the first
change these are read where they are; then they are copied, and what they were
is remembered beside them (:mod:`mppgeo.store.shipped`), so that what a later
version ships can be told from what was changed here.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from filelock import FileLock

from mppgeo.base.writing import PARTS, write_whole
from mppgeo.records.reader import Table, read_table
from mppgeo.records.row import Row
from mppgeo.records.schema import RECORDS
from mppgeo.store.file_forms import (
    DIGESTS,
    digest_bytes,
    digest_files,
    format_entry,
    format_table,
    name_entry,
    parse_table,
    read_entry,
    read_json,
    read_shipped,
    refuse_unfit,
)
from mppgeo.store.journal import (
    RESTORE,
    UNDO,
    Change,
    Entry,
    StoreError,
    apply_changes,
    has_happened,
    plan_restore,
    plan_undo,
    refuse_unknown_table,
)
from mppgeo.store.shipped import Shipped, format_shipped, parse_shipped

HISTORY = "history"
BASE = "shipped.json"
"""The shipped records that the office's own began from, or were last merged with."""
_PENDING = "pending.json"
_LAST, _ASIDE = "last", "aside"
_PATIENCE = 30
"""Seconds that one change waits for another."""


@dataclass(frozen=True)
class _Step:
    """A change with the table's bytes before and after it.

    Attributes
    ----------
    aside : name under which the bytes before are put aside; "" = they are not.
    """

    change: Change
    before: bytes
    after: bytes
    aside: str = ""


class FileStore:
    """The records under a data folder.

    Parameters
    ----------
    folder : layout of ``data/``; it may be missing where there is ``shipped``.
    shipped : layout of ``data/``, never written: what the records are until they are
        changed for the first time; None = the folder holds them from the start.
    """

    def __init__(self, folder: Path, shipped: Path | None = None) -> None:
        self.folder = folder
        self.shipped = shipped

    @property
    def place(self) -> Path:
        """The folder whose records hold now."""
        begun = self.shipped is None or (self.folder / "records").is_dir()
        return self.folder if begun or self.shipped is None else self.shipped

    @property
    def history(self) -> Path:
        return self.folder / HISTORY

    def read_table(self, schema: type[Row], areas: dict[str, str]) -> Table:
        """The valid rows of a table and what was left out."""
        return read_table(self.place / schema.FILE, schema, areas=areas)

    def fingerprint(self) -> str:
        """Changes when a file of the records does; reads names, sizes and times only."""
        return digest_files(self.place, ("records/*.csv",))

    def read_rows(self, table: str) -> list[dict[str, str]]:
        """Rows as they stand in the file, valid or not.

        Raises
        ------
        StoreError : the file holds what would be lost if it were written anew.
        """
        return parse_table(self._read_body(table), RECORDS[table])

    def save(self, changes: Sequence[Change]) -> list[Entry]:
        """Make changes, each an entry of the history; all of one table at once.

        Raises
        ------
        StoreError : a row is no longer as the change says, is not valid, or could not
            be read back; nothing is changed then.
        OSError : a file cannot be written; the table is then as before.
        """
        with self._locked():
            return [self._save_one(step) for step in self._plan(changes)]

    def read_base(self) -> Shipped | None:
        """The shipped records that these began from, or were last merged with; None = not known.

        Raises
        ------
        StoreError : the file that remembers them is damaged.
        """
        if self.place != self.folder and self.shipped:
            return read_shipped(self.shipped)
        path = self.folder / BASE
        return parse_shipped(path.read_bytes()) if path.exists() else None

    def merge(self, changes: Sequence[Change], base: Shipped) -> list[Entry]:
        """Make the changes of a merge, then remember what was merged with.

        A process that dies between leaves some of the tables merged, and the next merge
        goes on from there.

        Raises
        ------
        StoreError, OSError : as :meth:`save`.
        """
        with self._locked():
            made = [self._save_one(step) for step in self._plan(changes)]
            if self.place == self.folder:
                write_whole(self.folder / BASE, format_shipped(base))
            return made

    def list_entries(self, latest: int | None = None) -> list[Entry]:
        """The history, the latest last; ``latest`` = only so many of them.

        Entries are whole or not there, so reading waits for nobody; only what a
        dead process left is seen to first.
        """
        if (self.history / _PENDING).exists() and os.access(self.history, os.W_OK):
            with self._locked():
                pass
        return [read_entry(path) for path in self._list_files()[-(latest or 0) :]]

    def read_history(self) -> list[dict]:
        """The entries as they are stored, the latest last.

        Raises
        ------
        StoreError : one of them is damaged.
        """
        self.list_entries()
        return [read_json(path) for path in self._list_files()]

    def restore(self, number: int, who: str = "") -> list[Entry]:
        """Bring the tables back to before an entry; that is an entry itself.

        A file that is missing, holds no rows any more or cannot be read is brought back
        too, from its state after its last entry; the entry names as its source where
        the file was put.

        Raises
        ------
        StoreError : there is no such entry, or a row was changed by hand since.
        """
        with self._locked():
            changes = plan_restore(self._read_entries(), number, who)
            damaged = {table for table in RECORDS if self._is_damaged(table)}
            others = sorted(damaged - {change.table for change in changes})
            changes += [Change(table, (), who, RESTORE) for table in others]
            return [self._save_one(step) for step in self._plan(changes, damaged)]

    def undo(self, number: int, who: str = "") -> list[Entry]:
        """Undo one entry, a merge with all of its tables, and leave all later ones.

        That is an entry itself, one for each table.

        Raises
        ------
        StoreError : there is no such entry, or a row of it was changed since.
        """
        with self._locked():
            changes = plan_undo(self._read_entries(), self.read_rows, number, who)
            return [self._save_one(step) for step in self._plan(changes)]

    def _plan(self, changes: Sequence[Change], damaged: Collection[str] = ()) -> list[_Step]:
        """What is to be written: whether all can be made is known before the first is."""
        steps: list[_Step] = []
        bodies: dict[str, bytes] = {}
        tables: dict[str, list[dict[str, str]]] = {}
        number = self._next_number()
        for change in changes:
            table, schema, aside = change.table, RECORDS[change.table], ""
            if table not in tables:
                bodies[table] = self._read_body(table)
                if table in damaged and bodies[table]:
                    aside = f"{number + len(steps):08d}-{table}.csv"
                    change = replace(change, source=f"{HISTORY}/{_ASIDE}/{aside}")
                known = self._last(table).read_bytes() if table in damaged else bodies[table]
                tables[table] = parse_table(known, schema)
            if change.kind not in (RESTORE, UNDO):
                refuse_unfit(change)
            tables[table] = apply_changes(schema, tables[table], change.rows)
            after = format_table(tables[table], schema)
            steps.append(_Step(change, bodies[table], after, aside))
            bodies[table] = after
        return steps

    def _is_damaged(self, table: str) -> bool:
        """Whether a file cannot be gone on with, and there is a copy of it that can."""
        schema, last = RECORDS[table], self._last(table)
        if not last.exists():
            return False
        body = self._read_body(table)
        try:
            return not parse_table(body, schema) and bool(parse_table(last.read_bytes(), schema))
        except StoreError:
            return True

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.history.mkdir(parents=self.shipped is not None, exist_ok=True)
        with FileLock(self.history / ".lock", timeout=_PATIENCE):
            self._recover()
            yield

    def _recover(self) -> None:
        """Finish or forget the change of a process that died; remove its half-written files."""
        kept = (self.history / _LAST, self.history / _ASIDE)
        for folder in (self.folder, self.history, *kept, self.folder / "records"):
            for part in folder.glob(PARTS):
                shutil.rmtree(part) if part.is_dir() else part.unlink(missing_ok=True)
        pending = self.history / _PENDING
        if not pending.exists():
            return
        stored = read_json(pending)
        entry = read_entry(pending)
        refuse_unknown_table(entry)
        table = entry.change.table
        body = self._read_body(table)
        happened = digest_bytes(body) == stored.get("digest_after")
        if not happened and digest_bytes(body) != stored.get("digest_before"):
            # Somebody has edited the file since: its rows tell.
            try:
                happened = has_happened(parse_table(body, RECORDS[table]), entry.change)
            except StoreError:
                # Of a file that was damaged since, the copy that it goes on from.
                last = self._last(table)
                body = last.read_bytes() if last.exists() else b""
                happened = digest_bytes(body) == stored.get("digest_after")
        if happened:
            self._finish(entry, body)
        else:
            pending.unlink()

    def _begin(self) -> None:
        """Make the records of the first change: those that ship, copied at one rename."""
        if self.shipped is None or self.place == self.folder:
            return
        write_whole(self.folder / BASE, format_shipped(read_shipped(self.shipped)))
        before, after = PARTS.split("*")
        made = Path(tempfile.mkdtemp(dir=self.folder, prefix=before, suffix=after))
        for path in (self.shipped / "records").iterdir():
            if path.is_file():
                write_whole(made / path.name, path.read_bytes())
        # As readable as the folder that it stands in; a temporary one is its maker's alone.
        made.chmod(self.folder.stat().st_mode & 0o777)
        os.replace(made, self.folder / "records")

    def _save_one(self, step: _Step) -> Entry:
        self._begin()
        path = self.folder / RECORDS[step.change.table].FILE
        entry = Entry(self._next_number(), dt.datetime.now(dt.UTC), step.change)
        digests = (digest_bytes(step.before), digest_bytes(step.after))
        stored = entry.to_json() | dict(zip(DIGESTS, digests, strict=True))
        pending = self.history / _PENDING
        if step.aside:
            self._write_beside(self.history / _ASIDE / step.aside, step.before)
        try:
            write_whole(pending, format_entry(stored))
            write_whole(path, step.after)
        except BaseException:
            if self._read_body(step.change.table) != step.after:
                pending.unlink(missing_ok=True)
            raise
        # The change has happened; if the entry cannot get its name now, the next one gives it.
        with suppress(OSError):
            self._finish(entry, step.after)
        return entry

    def _finish(self, entry: Entry, body: bytes) -> None:
        """Keep the table as a change left it, then give the change's entry its name."""
        last = self._last(entry.change.table)
        try:
            self._write_beside(last, body)
        except OSError:
            # A copy of an older state would not fit the entries.
            last.unlink(missing_ok=True)
        os.replace(self.history / _PENDING, self._name_entry(entry.number))

    def _write_beside(self, path: Path, body: bytes) -> None:
        path.parent.mkdir(exist_ok=True)
        write_whole(path, body)

    def _read_body(self, table: str) -> bytes:
        """A table's file; nothing where there is none."""
        path = self.place / RECORDS[table].FILE
        return path.read_bytes() if path.exists() else b""

    def _last(self, table: str) -> Path:
        """Where the table stands as its last change left it."""
        return self.history / _LAST / f"{table}.csv"

    def _read_entries(self) -> list[Entry]:
        return [read_entry(path) for path in self._list_files()]

    def _list_files(self) -> list[Path]:
        return sorted(self.history.glob("[0-9]" * 8 + ".json"))

    def _next_number(self) -> int:
        return max((int(path.stem) for path in self._list_files()), default=0) + 1

    def _name_entry(self, number: int) -> Path:
        return self.history / name_entry(number)
