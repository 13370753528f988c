"""Which store is used: that of ``MPPGEO_DATABASE_URL``, else the files."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from mppgeo.base.language import mark
from mppgeo.records.reader import Table
from mppgeo.records.row import Row
from mppgeo.store.files import FileStore
from mppgeo.store.journal import Change, Entry

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

    def undo(self, number: int, who: str = "") -> Entry: ...


def open_store(folder: Path) -> Store:
    """The store of a data folder: its files, or the database that is set."""
    url = os.environ.get(DATABASE_URL, "").strip()
    return open_database(url) if url else FileStore(folder)


def describe_store(folder: Path) -> tuple[str, dict[str, str]]:
    """Where the records of a data folder are: a marked sentence with its fields, without password."""
    url = os.environ.get(DATABASE_URL, "").strip()
    if not url:
        return IN_FILES, {"folder": str(folder / "records")}
    from sqlalchemy.engine import make_url

    address = make_url(url)
    host = f"{address.host or 'localhost'}:{address.port or 5432}"
    return IN_DATABASE, {"name": address.database or "", "host": host}


@lru_cache(maxsize=4)
def open_database(url: str):
    """A database store; one per address and process, as it keeps connections."""
    from mppgeo.store.database import DatabaseStore

    return DatabaseStore(url)
