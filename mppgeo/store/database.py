"""The records in PostgreSQL with PostGIS, shared by several app servers."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import geopandas as gpd
from sqlalchemy import Connection, func, select, text

from mppgeo.base.language import mark
from mppgeo.records.reader import Table, check_rows
from mppgeo.records.row import Row as Record
from mppgeo.records.schema import RECORDS
from mppgeo.store.connections import Connections
from mppgeo.store.differences import Difference, list_columns
from mppgeo.store.journal import (
    LOAD,
    Change,
    Entry,
    RowChange,
    StoreError,
    Texts,
    plan_restore,
    plan_undo,
)
from mppgeo.store.shipped import Shipped
from mppgeo.store.statements import (
    Contents,
    apply_change,
    find_table,
    read_base,
    read_contents,
    read_entries,
    read_texts,
    replace_rows,
    save_change,
    write_base,
    write_entry,
    write_history,
)
from mppgeo.store.tables import AREAS, HISTORY, SCHEMA, SPOTS
from mppgeo.store.upgrading import Plan, find_all_differences, require_version, upgrade

NOT_EMPTY = mark("the table {table} holds rows already; nothing was loaded")
_LOOK_EVERY = 1.0
"""Seconds for which the number of the latest change is believed."""
_COMPARE_EVERY = 10.0
"""Seconds for which what differs in the tables is believed."""


class _Trial(Exception):
    """Ends a transaction that was only tried."""


class DatabaseStore:
    """The records in a database.

    Parameters
    ----------
    url : such as ``postgresql+psycopg://user:password@host/name``.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._connections = Connections(url)
        self._looked: tuple[float, str] = (0.0, "")
        self._looking = threading.Lock()
        self._compared: tuple[float, list[Difference]] | None = None

    def close(self) -> None:
        """Give back all connections."""
        self._connections.close()

    # --- reading ------------------------------------------------------------

    def read_table(self, schema: type[Record], areas: dict[str, str]) -> Table:
        """The valid rows of a table and what was left out.

        Raises
        ------
        StoreDown : the database does not answer.
        """
        name = next(key for key, value in RECORDS.items() if value is schema)
        with self._connections.read() as connection:
            rows = read_texts(connection, name)
        return check_rows(rows, schema, areas=areas)

    def fingerprint(self) -> str:
        """Number of the latest change; asked for at most once a second."""
        with self._looking:
            asked, known = self._looked
            if known and time.monotonic() - asked < _LOOK_EVERY:
                return known
            history = find_table(HISTORY)
            with self._connections.read() as connection:
                number = connection.execute(select(func.max(history.c.nomor))).scalar()
            self._looked = (time.monotonic(), f"db:{number or 0}")
            return self._looked[1]

    def _forget_look(self) -> None:
        # A look that began before a change must not stand for what came after it.
        with self._looking:
            self._looked, self._compared = (0.0, ""), None

    def read_rows(self, table: str) -> list[dict[str, str]]:
        """Rows as texts."""
        with self._connections.read() as connection:
            return [texts for _, texts in read_texts(connection, table)]

    def list_entries(self, latest: int | None = None) -> list[Entry]:
        """The history, the latest last; ``latest`` = only so many of them."""
        with self._connections.read() as connection:
            return read_entries(connection, latest)

    # --- changing -----------------------------------------------------------

    def save(self, changes: Sequence[Change]) -> list[Entry]:
        """Make changes in one transaction, each an entry of the history.

        Raises
        ------
        StoreError : a row is no longer as the change says; nothing is changed then.
        StoreDown : the database does not answer.
        """
        with self._change() as connection:
            return [save_change(connection, change) for change in changes]

    def restore(self, number: int, who: str = "") -> list[Entry]:
        """Bring the tables back to before an entry; that is an entry itself.

        Raises
        ------
        StoreError : there is no such entry.
        """
        with self._change() as connection:
            changes = plan_restore(read_entries(connection), number, who)
            return [save_change(connection, change) for change in changes]

    def undo(self, number: int, who: str = "") -> list[Entry]:
        """Undo one entry, a merge with all of its tables, and leave all later ones.

        That is an entry itself, one for each table.

        Raises
        ------
        StoreError : there is no such entry, or a row of it was changed since.
        """
        with self._change() as connection:

            def read_rows(table: str) -> list[dict[str, str]]:
                return [texts for _, texts in read_texts(connection, table)]

            changes = plan_undo(read_entries(connection), read_rows, number, who)
            return [save_change(connection, change) for change in changes]

    def read_clock(self) -> dt.datetime:
        """The time that the database's machine shows (UTC)."""
        with self._connections.read() as connection:
            return connection.execute(select(func.clock_timestamp())).scalar_one()

    def read_base(self) -> Shipped | None:
        """The shipped records that these began from, or were last merged with; None = not known.

        In a database that an earlier version filled, these are what was loaded first.
        """
        with self._connections.read() as connection:
            return read_base(connection)

    def merge(self, changes: Sequence[Change], base: Shipped) -> list[Entry]:
        """Make the changes of a merge and remember what was merged with, in one transaction.

        Raises
        ------
        StoreError : as :meth:`save`; the tables are those of an older version.
        StoreDown : the database does not answer.
        """
        with self._change() as connection:
            require_version(connection)
            made = [save_change(connection, change) for change in changes]
            write_base(connection, base)
            return made

    def create(self) -> None:
        """Make the tables; harmless where they are there.

        Raises
        ------
        StoreError : they are those of an older version.
        """
        with self._change() as connection:
            if list_columns(connection, SCHEMA, "mpp"):
                require_version(connection)
            else:
                upgrade(connection)

    def upgrade(self, *, dry_run: bool = False) -> Plan:
        """Bring the tables to the form that this version expects, in one transaction.

        Parameters
        ----------
        dry_run : do it, and take it back.

        Raises
        ------
        StoreError : the tables are of a version that is not known, or the rows in
            them do not fit the new one; nothing is changed then.
        """
        made: list[Plan] = []
        with suppress(_Trial), self._change() as connection:
            made.append(upgrade(connection))
            if dry_run:
                raise _Trial
        return made[0]

    def find_differences(self) -> list[Difference]:
        """What is not as this version has it; looked at every ten seconds at most."""
        if self._compared is None or time.monotonic() - self._compared[0] > _COMPARE_EVERY:
            with self._connections.read() as connection:
                self._compared = (time.monotonic(), find_all_differences(connection))
        return self._compared[1]

    def load(
        self,
        tables: Mapping[str, Sequence[Texts]],
        history: Sequence[Mapping[str, Any]] = (),
        who: str = "",
        source: str = "",
        base: Shipped | None = None,
    ) -> dict[str, int]:
        """Fill empty tables with the rows of files and their history.

        Parameters
        ----------
        tables : rows by name of the table.
        history : its entries as they are stored in files
            (:meth:`mppgeo.store.files.FileStore.read_history`); numbers and times are kept.
        who, source : who loads, and from where, for the history.
        base : the shipped records that the rows began from; None = not known.

        Returns
        -------
        Number of rows by table.

        Raises
        ------
        StoreError : a table or the history holds something already; nothing is loaded then.
        """
        with self._change() as connection:
            require_version(connection)
            if history and read_entries(connection, 1):
                raise StoreError(NOT_EMPTY, table=HISTORY)
            for name, rows in tables.items():
                if read_texts(connection, name):
                    raise StoreError(NOT_EMPTY, table=name)
                added = tuple(RowChange(None, dict(row)) for row in rows)
                change = Change(name, added, who, LOAD, RECORDS[name].FILE)
                if added and history:
                    # How the rows came to be stands in the history already.
                    apply_change(connection, change)
                elif added:
                    save_change(connection, change)
            write_base(connection, base)
            if history:
                write_history(connection, history)
                write_entry(connection, Change(HISTORY, (), who, LOAD, source))
            return {name: len(rows) for name, rows in tables.items() if rows}

    def read_all(self, *, as_stored: bool = False) -> Contents:
        """Tables and history as of one moment.

        Parameters
        ----------
        as_stored : the columns that the tables have now, instead of those of this version.
        """
        with self._connections.read(at_one_moment=True) as connection:
            return read_contents(connection, as_stored=as_stored)

    def refresh_outlines(
        self,
        layers: Mapping[str, gpd.GeoDataFrame],
        areas: gpd.GeoDataFrame,
        spots: gpd.GeoDataFrame,
    ) -> None:
        """Put the boundaries in use, the areas that they are of, and the places that addresses
        name beside the records.

        Parameters
        ----------
        layers : boundaries (EPSG:4326, index ``kode``) by level.
        areas : all areas, index ``kode``: ``nama, jenis, kode_provinsi, otonom,
            population`` and the point of the capital (EPSG:4326).
        spots : as for :meth:`refresh_spots`.
        """
        with self._change() as connection:
            require_version(connection)
            replace_rows(connection, AREAS, areas)
            replace_rows(connection, SPOTS, spots)
            for level, layer in layers.items():
                named = layer[["geometry"]].assign(nama=areas["nama"])
                replace_rows(connection, f"batas_{level}", named)

    def refresh_spots(self, spots: gpd.GeoDataFrame) -> None:
        """Put the places that addresses name beside the records, where they are others by now.

        Tables of a version before, which have no room for them, are left as they are.

        Parameters
        ----------
        spots : index ``kode, alamat``; ``presisi`` and the point (EPSG:4326).
        """
        wanted = {
            (*place, row.presisi, row.geometry.x, row.geometry.y)
            for place, row in zip(spots.index, spots.itertuples(), strict=True)
        }
        asked = text(f"SELECT kode, alamat, presisi, ST_X(geom), ST_Y(geom) FROM {SCHEMA}.{SPOTS}")
        with self._connections.read() as connection:
            if not list_columns(connection, SCHEMA, SPOTS):
                return
            if {tuple(row) for row in connection.execute(asked)} == wanted:
                return
        with self._change() as connection:
            replace_rows(connection, SPOTS, spots)

    @contextmanager
    def _change(self) -> Iterator[Connection]:
        with self._connections.change() as connection:
            yield connection
        self._forget_look()
