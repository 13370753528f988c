"""The records as CSV files, changed whole or not at all, with a journal beside them.

How a change is kept whole
--------------------------
Under a lock: the journal's entry is written under a temporary name, holding
the digests of the table before and after; then the new table replaces the old
one in a single step, which is the moment at which the change happens; then
the entry gets its name. If the process dies in between, the next one to take
the lock finds the temporary entry and looks at the table: it is either the
old one, and the entry goes, or the new one, and the entry gets its name.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock

from mppgeo.base.language import mark
from mppgeo.base.writing import PARTS, write_whole
from mppgeo.records.reader import Table, read_table
from mppgeo.records.row import Row
from mppgeo.records.schema import RECORDS
from mppgeo.store.journal import (
    Change,
    Entry,
    StoreError,
    Texts,
    apply_changes,
    has_happened,
    plan_restore,
)

NOT_SAFE = mark(
    "{file} cannot be changed without losing something of it; run “python -m mppgeo check” and mend it first"
)
NOT_SAFE_ROW = mark(
    "{file} cannot be changed without losing something of row {row}; mend that row first"
)
DAMAGED = mark("{file} of the history is damaged; restore it from a backup or remove it")

HISTORY = "history"
DIGESTS = ("digest_before", "digest_after")
"""What an entry keeps besides the change: digests of the table's file."""
_PENDING = "pending.json"
_PATIENCE = 30
"""Seconds that one change waits for another."""


class FileStore:
    """The records under a data folder.

    Parameters
    ----------
    folder : layout of ``data/``.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def history(self) -> Path:
        return self.folder / HISTORY

    def read_table(self, schema: type[Row], areas: dict[str, str]) -> Table:
        """The valid rows of a table and what was left out."""
        return read_table(self.folder / schema.FILE, schema, areas=areas)

    def fingerprint(self) -> str:
        """Changes when a file of the records does; reads names, sizes and times only."""
        return digest_files(self.folder, ("records/*.csv",))

    def read_rows(self, table: str) -> list[dict[str, str]]:
        """Rows as they stand in the file, valid or not.

        Raises
        ------
        StoreError : the file holds what would be lost if it were written anew.
        """
        path = self.folder / RECORDS[table].FILE
        return _parse(path.read_bytes(), RECORDS[table]) if path.exists() else []

    def save(self, changes: Sequence[Change]) -> list[Entry]:
        """Make changes, each an entry of the history; all of one table at once.

        Raises
        ------
        StoreError : a row is no longer as the change says; nothing is changed then.
        OSError : a file cannot be written; the table is then as before.
        """
        with self._locked():
            return self._save_all(changes)

    def list_entries(self, latest: int | None = None) -> list[Entry]:
        """The history, the latest last; ``latest`` = only so many of them.

        Entries are whole or not there, so reading waits for nobody; only what a
        dead process left is seen to first.
        """
        if (self.history / _PENDING).exists() and os.access(self.history, os.W_OK):
            with self._locked():
                pass
        return [_read_entry(path) for path in self._list_files()[-(latest or 0) :]]

    def read_history(self) -> list[dict]:
        """The entries as they are stored, the latest last.

        Raises
        ------
        StoreError : one of them is damaged.
        """
        self.list_entries()
        return [_read_json(path) for path in self._list_files()]

    def restore(self, number: int, who: str = "") -> list[Entry]:
        """Bring the tables back to before an entry; that is an entry itself.

        Raises
        ------
        StoreError : there is no such entry, or a file was changed by hand since.
        """
        with self._locked():
            return self._save_all(plan_restore(self._read_entries(), number, who))

    def _save_all(self, changes: Sequence[Change]) -> list[Entry]:
        # Whether all can be made is known before the first is.
        tables: dict[str, list[dict[str, str]]] = {}
        for change in changes:
            rows = tables.get(change.table) or self.read_rows(change.table)
            tables[change.table] = apply_changes(RECORDS[change.table], rows, change.rows)
        return [self._save_one(change) for change in changes]

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.history.mkdir(exist_ok=True)
        with FileLock(self.history / ".lock", timeout=_PATIENCE):
            self._recover()
            yield

    def _recover(self) -> None:
        """Finish or forget the change of a process that died; remove its half-written files."""
        for folder in (self.history, self.folder / "records"):
            for part in folder.glob(PARTS):
                part.unlink(missing_ok=True)
        pending = self.history / _PENDING
        if not pending.exists():
            return
        stored = _read_json(pending)
        entry = _read_entry(pending)
        path = self.folder / RECORDS[entry.change.table].FILE
        now = digest_bytes(path.read_bytes() if path.exists() else b"")
        happened = now == stored.get("digest_after")
        if not happened and now != stored.get("digest_before"):
            # Somebody has edited the file since: its rows tell.
            happened = has_happened(self.read_rows(entry.change.table), entry.change)
        if happened:
            os.replace(pending, self._name_entry(entry.number))
        else:
            pending.unlink()

    def _save_one(self, change: Change) -> Entry:
        schema = RECORDS[change.table]
        path = self.folder / schema.FILE
        before = path.read_bytes() if path.exists() else b""
        rows = apply_changes(schema, _parse(before, schema), change.rows)
        after = format_rows(rows, list(schema.model_fields))
        entry = Entry(self._next_number(), dt.datetime.now(dt.UTC), change)
        digests = (digest_bytes(before), digest_bytes(after))
        stored = entry.to_json() | dict(zip(DIGESTS, digests, strict=True))
        pending = self.history / _PENDING
        try:
            write_whole(pending, format_entry(stored))
            write_whole(path, after)
        except BaseException:
            if not path.exists() or path.read_bytes() != after:
                pending.unlink(missing_ok=True)
            raise
        # The change has happened; if the entry cannot get its name now, the next one gives it.
        with suppress(OSError):
            os.replace(pending, self._name_entry(entry.number))
        return entry

    def _read_entries(self) -> list[Entry]:
        return [_read_entry(path) for path in self._list_files()]

    def _list_files(self) -> list[Path]:
        return sorted(self.history.glob("[0-9]" * 8 + ".json"))

    def _next_number(self) -> int:
        return max((int(path.stem) for path in self._list_files()), default=0) + 1

    def _name_entry(self, number: int) -> Path:
        return self.history / name_entry(number)


def digest_files(folder: Path, patterns: Sequence[str]) -> str:
    """A short text that changes when one of the files is changed, added or removed."""
    digest = hashlib.blake2b(digest_size=8)
    for pattern in patterns:
        for path in sorted(folder.glob(pattern)):
            try:
                stat = path.stat()
            except OSError:
                continue
            digest.update(f"{path.name}:{stat.st_size}:{stat.st_mtime_ns}:{stat.st_ino};".encode())
    return digest.hexdigest()


def digest_bytes(body: bytes) -> str:
    return hashlib.blake2b(body, digest_size=16).hexdigest()


def _parse(body: bytes, schema: type[Row]) -> list[dict[str, str]]:
    """The rows of a file, if all of it can be written anew without loss."""
    if not body:
        return []
    try:
        lines = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise StoreError(NOT_SAFE, file=schema.FILE) from None
    header = [title.strip() for title in lines[0]] if lines else []
    unknown = [title for title in header if title not in schema.model_fields]
    if unknown or len(set(header)) != len(header):
        raise StoreError(NOT_SAFE, file=schema.FILE)
    rows = [(number, line) for number, line in enumerate(lines[1:], start=2) if any(line)]
    for number, line in rows:
        if len(line) != len(header):
            raise StoreError(NOT_SAFE_ROW, file=schema.FILE, row=number)
    return [dict(zip(header, line, strict=True)) for _, line in rows]


def _read_entry(path: Path) -> Entry:
    try:
        return Entry.from_json(_read_json(path))
    except (KeyError, TypeError, ValueError, AttributeError):
        raise StoreError(DAMAGED, file=path.name) from None


def _read_json(path: Path) -> dict:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError):
        raise StoreError(DAMAGED, file=path.name) from None


def format_entry(stored: Mapping[str, object]) -> bytes:
    """The file of an entry of the history."""
    return json.dumps(stored, ensure_ascii=False).encode()


def name_entry(number: int) -> str:
    """Name of the file of an entry of the history."""
    return f"{number:08d}.json"


def format_rows(rows: Sequence[Texts], columns: Sequence[str]) -> bytes:
    """The file of a table."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()
