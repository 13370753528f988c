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
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

from mppgeo.records.reader import Table, read_table
from mppgeo.records.schema import RECORDS, Row
from mppgeo.store.journal import Change, Entry, Texts, apply_changes, plan_restore
from mppgeo.writing import PARTS, write_whole

HISTORY = "history"
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
        """Rows as they stand in the file, valid or not."""
        path = self.folder / RECORDS[table].FILE
        return _parse(path.read_bytes()) if path.exists() else []

    def save(self, changes: Sequence[Change]) -> list[Entry]:
        """Make changes, each an entry of the history; all of one table at once.

        Raises
        ------
        StoreError : a row is no longer as the change says; nothing is changed then.
        OSError : a file cannot be written; the table is then as before.
        """
        with self._locked():
            made = []
            for change in changes:
                made.append(self._save_one(change))
            return made

    def list_entries(self) -> list[Entry]:
        """The history, the latest last."""
        if not self.history.is_dir():
            return []
        if not os.access(self.history, os.W_OK):
            # Nobody changes anything here, so there is nothing to wait for.
            return self._read_entries()
        with self._locked():
            return self._read_entries()

    def restore(self, number: int, who: str = "") -> list[Entry]:
        """Bring the tables back to before an entry; that is an entry itself.

        Raises
        ------
        StoreError : there is no such entry, or a file was changed by hand since.
        """
        with self._locked():
            changes = plan_restore(self._read_entries(), number, who)
            for change in changes:
                # Whether all can be undone is known before the first is.
                apply_changes(RECORDS[change.table], self.read_rows(change.table), change.rows)
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
        stored = json.loads(pending.read_text(encoding="utf-8"))
        path = self.folder / RECORDS[stored["table"]].FILE
        now = digest_bytes(path.read_bytes()) if path.exists() else ""
        if now == stored["digest_after"]:
            os.replace(pending, self._name_entry(stored["number"]))
        else:
            pending.unlink()

    def _save_one(self, change: Change) -> Entry:
        schema = RECORDS[change.table]
        path = self.folder / schema.FILE
        before = path.read_bytes() if path.exists() else b""
        rows = apply_changes(schema, _parse(before), change.rows)
        after = _format(rows, list(schema.model_fields))
        entry = Entry(self._next_number(), dt.datetime.now(dt.UTC), change)
        stored = entry.to_json() | {"digest_after": digest_bytes(after)}
        pending = self.history / _PENDING
        try:
            write_whole(pending, json.dumps(stored, ensure_ascii=False).encode())
            write_whole(path, after)
        except BaseException:
            if not path.exists() or path.read_bytes() != after:
                pending.unlink(missing_ok=True)
            raise
        os.replace(pending, self._name_entry(entry.number))
        return entry

    def _read_entries(self) -> list[Entry]:
        paths = sorted(self.history.glob("[0-9]*.json"))
        return [Entry.from_json(json.loads(path.read_text(encoding="utf-8"))) for path in paths]

    def _next_number(self) -> int:
        numbers = [int(path.stem) for path in self.history.glob("[0-9]*.json")]
        return max(numbers, default=0) + 1

    def _name_entry(self, number: int) -> Path:
        return self.history / f"{number:08d}.json"


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


def _parse(body: bytes) -> list[dict[str, str]]:
    reader = csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""))
    return [
        {name: value or "" for name, value in row.items() if name is not None} for row in reader
    ]


def _format(rows: Sequence[Texts], columns: Sequence[str]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()
