"""Which store is used: that of ``MPPGEO_DATABASE_URL``, else the files."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from mppgeo.base.language import mark
from mppgeo.base.paths import own_dir
from mppgeo.records.reader import Table
from mppgeo.records.row import Row
from mppgeo.store.files import HISTORY, FileStore
from mppgeo.store.journal import Change, Entry
from mppgeo.store.shipped import Shipped

DATABASE_URL = "MPPGEO_DATABASE_URL"

IN_FILES = mark("Records: files in {folder}")
IN_DATABASE = mark("Records: database {name} at {host}")


class Store(Protocol):
    """What both stores do; see :class:`mppgeo.store.files.FileStore`."""

    def read_table(self, schema: type[Row], areas: dict[str, str]) -> Table: ...

    def fingerprint(self) -> str: ...

    def read_rows(self, table: str) -> list[dict[str, str]]: ...

    def save(self, changes: Sequence[Change]) -> list[Entry]: ...

    def list_entries(self, latest: int | None = None) -> list[Entry]: ...

    def restore(self, number: int, who: str = "") -> list[Entry]: ...

    def undo(self, number: int, who: str = "") -> list[Entry]: ...

    def read_base(self) -> Shipped | None: ...

    def merge(self, changes: Sequence[Change], base: Shipped) -> list[Entry]: ...


def open_store(folder: Path) -> Store:
    """The store of a data folder: its files, or the database that is set."""
    url = os.environ.get(DATABASE_URL, "").strip()
    return open_database(url) if url else open_files(folder)


def open_files(folder: Path) -> FileStore:
    """The files of a data folder, or the office's own that began as a copy of them.

    Records that an earlier version changed in the data folder itself stay there.
    """
    own = own_dir(folder)
    begun = (own / "records").is_dir()
    if own == folder or not begun and any((folder / HISTORY).glob("*.json")):
        return FileStore(folder)
    return FileStore(own, folder)


def find_shipped(folder: Path) -> Path | None:
    """The data folder, if its records are what ships and the office's own are elsewhere."""
    in_database = bool(os.environ.get(DATABASE_URL, "").strip())
    return folder if in_database else open_files(folder).shipped


def describe_store(folder: Path) -> tuple[str, dict[str, str]]:
    """Where the records of a data folder are: a marked sentence with its fields, without password."""
    url = os.environ.get(DATABASE_URL, "").strip()
    if not url:
        return IN_FILES, {"folder": str(open_files(folder).place / "records")}
    from sqlalchemy.engine import make_url

    address = make_url(url)
    host = f"{address.host or 'localhost'}:{address.port or 5432}"
    return IN_DATABASE, {"name": address.database or "", "host": host}


@lru_cache(maxsize=4)
def open_database(url: str):
    """A database store; one per address and process, as it keeps connections."""
    from mppgeo.store.database import DatabaseStore

    return DatabaseStore(url)
