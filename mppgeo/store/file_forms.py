"""The files of the records: tables, entries of the history, what ships; read and written whole."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from fnmatch import fnmatchcase
from pathlib import Path

from mppgeo import __version__
from mppgeo.base.language import mark
from mppgeo.records.lines import format_lines
from mppgeo.records.reader import WRONG_WIDTH, check_row, read_cells
from mppgeo.records.row import Row
from mppgeo.records.schema import RECORDS
from mppgeo.store.journal import Change, Entry, StoreError, Texts, name_row
from mppgeo.store.shipped import Shipped

NOT_SAFE = mark(
    "{file} cannot be changed without losing something of it; run “python -m mppgeo check” and mend it first"
)
NOT_SAFE_ROW = mark(
    "{file} cannot be changed without losing something of row {row}; mend that row first"
)
DAMAGED = mark("{file} of the history is damaged; restore it from a backup or remove it")

NOT_KEPT = mark(
    "{file} would not be read as it was written; nothing was saved, so that nothing is lost"
)
NOT_FIT = mark("“{key}” does not fit the columns of {file}; nothing was saved")

DIGESTS = ("digest_before", "digest_after")
"""What an entry keeps besides the change: digests of the table's file."""


def read_shipped(data: Path) -> Shipped:
    """The records that ship in a data folder; a table that cannot be read is left out."""
    tables = {}
    for name, schema in RECORDS.items():
        path = data / schema.FILE
        with suppress(StoreError, OSError):
            tables[name] = parse_table(path.read_bytes(), schema)
    return Shipped(__version__, tables)


def digest_files(folder: Path, patterns: Sequence[str]) -> str:
    """A short text that changes when one of the files is changed, added or removed.

    Parameters
    ----------
    patterns : of names, such as ``*.csv``, in the folder or in one below it, ``records/*.csv``.
    """
    digest = hashlib.blake2b(digest_size=8)
    for pattern in patterns:
        below, _, name = pattern.rpartition("/")
        for entry in _list_entries(folder / below, name):
            try:
                stat = entry.stat()
            except OSError:
                continue
            digest.update(f"{entry.name}:{stat.st_size}:{stat.st_mtime_ns}:{stat.st_ino};".encode())
    return digest.hexdigest()


def _list_entries(folder: Path, pattern: str) -> list[os.DirEntry]:
    """What of a folder fits a pattern, by name; every visit asks, so nothing slower will do."""
    try:
        with os.scandir(folder) as entries:
            found = [entry for entry in entries if fnmatchcase(entry.name, pattern)]
    except OSError:
        return []
    return sorted(found, key=lambda entry: entry.name)


def digest_bytes(body: bytes) -> str:
    """What tells the bytes of a table from others."""
    return hashlib.blake2b(body, digest_size=16).hexdigest()


def parse_table(body: bytes, schema: type[Row]) -> list[dict[str, str]]:
    """The rows of a file, if all of it can be written anew without loss.

    Raises
    ------
    StoreError : it holds what no table of the records has, or cannot be read.
    """
    if not body.strip():
        return []
    cells = read_cells(body, schema)
    for fault in cells.faults:
        if fault.reason == WRONG_WIDTH:
            raise StoreError(NOT_SAFE_ROW, file=schema.FILE, row=fault.row)
        raise StoreError(NOT_SAFE, file=schema.FILE)
    # A column that an older version does not have is empty.
    empty = dict.fromkeys(schema.model_fields, "")
    return [{**empty, **row} for _, row in cells.rows]


def read_entry(path: Path) -> Entry:
    """An entry of the history.

    Raises
    ------
    StoreError : the file is damaged.
    """
    try:
        return Entry.from_json(read_json(path))
    except (KeyError, TypeError, ValueError, AttributeError):
        raise StoreError(DAMAGED, file=path.name) from None


def read_json(path: Path) -> dict:
    """What the file of an entry holds.

    Raises
    ------
    StoreError : it is damaged.
    """
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError):
        raise StoreError(DAMAGED, file=path.name) from None


def refuse_unfit(change: Change) -> None:
    """Only rows that can be used are put into a table; those of old may come back by the history.

    Raises
    ------
    StoreError : a row is not valid.
    """
    schema = RECORDS[change.table]
    for row in change.rows:
        texts = row.after or {}
        raw = {name: texts.get(name) or None for name in schema.model_fields}
        if texts and not isinstance(check_row(0, raw, schema), Row):
            raise StoreError(NOT_FIT, key=name_row(texts), file=schema.FILE)


def format_table(rows: Sequence[Texts], schema: type[Row]) -> bytes:
    """The bytes of a table, read back before anything is replaced by them.

    Raises
    ------
    StoreError : they would not give the same rows.
    """
    columns = list(schema.model_fields)
    whole = [{name: row.get(name) or "" for name in columns} for row in rows]
    try:
        body = format_rows(whole, columns)
    except UnicodeEncodeError:
        raise StoreError(NOT_KEPT, file=schema.FILE) from None
    if [row for _, row in read_cells(body, schema).rows] != whole:
        raise StoreError(NOT_KEPT, file=schema.FILE)
    return body


def format_rows(rows: Sequence[Texts], columns: Sequence[str]) -> bytes:
    """The file of a table with these columns, whatever version's they are."""
    lines = ([row.get(name) or "" for name in columns] for row in rows)
    return format_lines([columns, *lines]).encode()


def format_entry(stored: Mapping[str, object]) -> bytes:
    """The file of an entry of the history."""
    return json.dumps(stored, ensure_ascii=False).encode()


def name_entry(number: int) -> str:
    """Name of the file of an entry of the history."""
    return f"{number:08d}.json"
