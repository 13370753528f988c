"""The records in PostgreSQL with PostGIS, shared by several app servers."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd
from psycopg import errors
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry
from sqlalchemy import (
    JSON,
    Connection,
    Engine,
    Row,
    bindparam,
    create_engine,
    delete,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from mppgeo.base.language import mark
from mppgeo.records.reader import Table, check_rows
from mppgeo.records.row import Row as Record
from mppgeo.records.schema import RECORDS
from mppgeo.store.differences import Difference, list_columns
from mppgeo.store.journal import (
    LOAD,
    Change,
    Entry,
    RowChange,
    StoreDown,
    StoreError,
    Texts,
    apply_changes,
    find_key,
    plan_restore,
    plan_undo,
)
from mppgeo.store.rows import from_entry, keep_present, to_entry, to_texts, to_values, write_any
from mppgeo.store.shipped import Shipped
from mppgeo.store.tables import AREAS, HISTORY, SCHEMA, SHIPPED, SPOTS, describe_database
from mppgeo.store.upgrading import (
    NO_TABLES,
    Plan,
    find_all_differences,
    find_version,
    require_version,
    upgrade,
)

DOWN = mark("the database does not answer: {reason}")
REFUSED = mark("the database refuses the change: {reason}")
UNREADABLE = mark("this version cannot read the database; run “python -m mppgeo db status”")
NO_TABLE = mark(
    "the database has no table {table} yet; the administrator makes it with “python -m mppgeo db upgrade”"
)
NOT_ALLOWED = mark(
    "the database was made for other values in {table} (rule {rule}); the administrator brings it up to date with “python -m mppgeo db upgrade”"
)
NOT_EMPTY = mark("the table {table} holds rows already; nothing was loaded")
_LOCK = 0x6D7070
"""Key of the advisory lock that one change holds against another."""
_LOOK_EVERY = 1.0
"""Seconds for which the number of the latest change is believed."""
_CONNECT = 5
_STATEMENT = 30_000
_COMPARE_EVERY = 10.0
"""Seconds for which what differs in the tables is believed."""


@dataclass(frozen=True)
class Contents:
    """All that a database holds of the records.

    Attributes
    ----------
    tables : columns and rows of texts by name of the table.
    history : entries as they are stored in files; that of the first loading is no part of it.
    base : the shipped records that these began from; None = not known.
    version : of the tables; "" = not written down.
    """

    tables: Mapping[str, tuple[list[str], list[dict[str, str]]]]
    history: list[dict[str, Any]]
    base: Shipped | None = None
    version: str = ""


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
        self._engine: Engine = create_engine(
            url,
            pool_pre_ping=True,
            pool_size=3,
            connect_args={
                "connect_timeout": _CONNECT,
                "options": f"-c statement_timeout={_STATEMENT} -c lock_timeout={_STATEMENT}",
            },
        )
        self._looked: tuple[float, str] = (0.0, "")
        self._looking = threading.Lock()
        self._compared: tuple[float, list[Difference]] | None = None
        self._tables = describe_database().tables

    def close(self) -> None:
        """Give back all connections."""
        self._engine.dispose()

    # --- reading ------------------------------------------------------------

    def read_table(self, schema: type[Record], areas: dict[str, str]) -> Table:
        """The valid rows of a table and what was left out.

        Raises
        ------
        StoreDown : the database does not answer.
        """
        name = next(key for key, value in RECORDS.items() if value is schema)
        with self._connect() as connection:
            rows = self._read_texts(connection, name)
        return check_rows(rows, schema, areas=areas)

    def fingerprint(self) -> str:
        """Number of the latest change; asked for at most once a second."""
        with self._looking:
            asked, known = self._looked
            if known and time.monotonic() - asked < _LOOK_EVERY:
                return known
            history = self._tables[f"{SCHEMA}.{HISTORY}"]
            with self._connect() as connection:
                number = connection.execute(select(func.max(history.c.nomor))).scalar()
            self._looked = (time.monotonic(), f"db:{number or 0}")
            return self._looked[1]

    def _forget_look(self) -> None:
        # A look that began before a change must not stand for what came after it.
        with self._looking:
            self._looked, self._compared = (0.0, ""), None

    def read_rows(self, table: str) -> list[dict[str, str]]:
        """Rows as texts."""
        with self._connect() as connection:
            return [texts for _, texts in self._read_texts(connection, table)]

    def list_entries(self, latest: int | None = None) -> list[Entry]:
        """The history, the latest last; ``latest`` = only so many of them."""
        with self._connect() as connection:
            return self._read_entries(connection, latest)

    # --- changing -----------------------------------------------------------

    def save(self, changes: Sequence[Change]) -> list[Entry]:
        """Make changes in one transaction, each an entry of the history.

        Raises
        ------
        StoreError : a row is no longer as the change says; nothing is changed then.
        StoreDown : the database does not answer.
        """
        with self._change() as connection:
            return [self._save_one(connection, change) for change in changes]

    def restore(self, number: int, who: str = "") -> list[Entry]:
        """Bring the tables back to before an entry; that is an entry itself.

        Raises
        ------
        StoreError : there is no such entry.
        """
        with self._change() as connection:
            changes = plan_restore(self._read_entries(connection), number, who)
            return [self._save_one(connection, change) for change in changes]

    def undo(self, number: int, who: str = "") -> list[Entry]:
        """Undo one entry, a merge with all of its tables, and leave all later ones.

        That is an entry itself, one for each table.

        Raises
        ------
        StoreError : there is no such entry, or a row of it was changed since.
        """
        with self._change() as connection:

            def read_rows(table: str) -> list[dict[str, str]]:
                return [texts for _, texts in self._read_texts(connection, table)]

            changes = plan_undo(self._read_entries(connection), read_rows, number, who)
            return [self._save_one(connection, change) for change in changes]

    def read_clock(self) -> dt.datetime:
        """The time that the database's machine shows (UTC)."""
        with self._connect() as connection:
            return connection.execute(select(func.clock_timestamp())).scalar_one()

    def read_base(self) -> Shipped | None:
        """The shipped records that these began from, or were last merged with; None = not known.

        In a database that an earlier version filled, these are what was loaded first.
        """
        with self._connect() as connection:
            return self._read_base(connection)

    def _read_base(self, connection: Connection) -> Shipped | None:
        table = self._tables[f"{SCHEMA}.{SHIPPED}"]
        if list_columns(connection, SCHEMA, SHIPPED):
            found = connection.execute(select(table)).one_or_none()
            if found:
                return Shipped(found.versi, found.isi) if found.isi else None
        tables: dict[str, list[Texts]] = {}
        for entry in self._read_entries(connection):
            if entry.change.kind == LOAD and entry.change.table in RECORDS:
                tables[entry.change.table] = [row.after for row in entry.change.rows if row.after]
        return Shipped("", tables) if tables else None

    def _write_base(self, connection: Connection, base: Shipped | None) -> None:
        table = self._tables[f"{SCHEMA}.{SHIPPED}"]
        connection.execute(delete(table))
        # What is not known is remembered too: it is not what was loaded first.
        values = {"versi": base.version if base else "", "isi": base.tables if base else {}}
        connection.execute(insert(table).values(values))

    def merge(self, changes: Sequence[Change], base: Shipped) -> list[Entry]:
        """Make the changes of a merge and remember what was merged with, in one transaction.

        Raises
        ------
        StoreError : as :meth:`save`; the tables are those of an older version.
        StoreDown : the database does not answer.
        """
        with self._change() as connection:
            require_version(connection)
            made = [self._save_one(connection, change) for change in changes]
            self._write_base(connection, base)
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
            with self._connect() as connection:
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
            if history and self._read_entries(connection, 1):
                raise StoreError(NOT_EMPTY, table=HISTORY)
            for name, rows in tables.items():
                if self._read_texts(connection, name):
                    raise StoreError(NOT_EMPTY, table=name)
                added = tuple(RowChange(None, dict(row)) for row in rows)
                change = Change(name, added, who, LOAD, RECORDS[name].FILE)
                if added and history:
                    # How the rows came to be stands in the history already.
                    self._apply(connection, change)
                elif added:
                    self._save_one(connection, change)
            self._write_base(connection, base)
            if history:
                self._load_history(connection, history)
                self._write_entry(connection, Change(HISTORY, (), who, LOAD, source))
            return {name: len(rows) for name, rows in tables.items() if rows}

    def _load_history(self, connection: Connection, history: Sequence[Mapping[str, Any]]) -> None:
        name = f"{SCHEMA}.{HISTORY}"
        columns = "nomor, waktu, tabel, oleh, jenis, berkas, baris, sidik"
        values = ":" + columns.replace(", ", ", :")
        connection.execute(
            text(f"INSERT INTO {name} ({columns}) OVERRIDING SYSTEM VALUE VALUES ({values})")
            .bindparams(bindparam("baris", type_=JSON)),
            [from_entry(entry) for entry in history],
        )  # fmt: skip
        latest = max(entry["number"] for entry in history)
        asked = text("SELECT setval(pg_get_serial_sequence(:name, 'nomor'), :latest)")
        connection.execute(asked, {"name": name, "latest": latest})

    def read_all(self, *, as_stored: bool = False) -> Contents:
        """Tables and history as of one moment.

        Parameters
        ----------
        as_stored : the columns that the tables have now, instead of those of this version.
        """
        with self._guard(reading=True), self._engine.connect() as connection:
            connection.execution_options(isolation_level="REPEATABLE READ")
            tables = {name: self._read_contents(connection, name, as_stored) for name in RECORDS}
            history = [
                to_entry(row) for row in self._read_history(connection, None) if row.jenis != LOAD
            ]
            version = find_version(connection) or ""
            return Contents(tables, history, self._read_base(connection), version)

    def _read_contents(
        self, connection: Connection, name: str, as_stored: bool
    ) -> tuple[list[str], list[dict[str, str]]]:
        fields = list(RECORDS[name].model_fields)
        rows = self._read_texts(connection, name)
        if not as_stored:
            return fields, [texts for _, texts in rows]
        present = list_columns(connection, SCHEMA, name) - {"nomor", "geom"}
        more = sorted(present - set(fields))
        columns = [*(field for field in fields if field in present), *more]
        if more:
            quoted = ", ".join(f'"{column}"' for column in more)
            asked = text(f'SELECT {quoted} FROM {SCHEMA}."{name}" ORDER BY nomor')
            for (_, texts), row in zip(rows, connection.execute(asked), strict=True):
                texts |= {column: write_any(v) for column, v in zip(more, row, strict=True)}
        return columns, [texts for _, texts in rows]

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
            self._replace_rows(connection, AREAS, areas)
            self._replace_rows(connection, SPOTS, spots)
            for level, layer in layers.items():
                named = layer[["geometry"]].assign(nama=areas["nama"])
                self._replace_rows(connection, f"batas_{level}", named)

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
        with self._connect() as connection:
            if not list_columns(connection, SCHEMA, SPOTS):
                return
            if {tuple(row) for row in connection.execute(asked)} == wanted:
                return
        with self._change() as connection:
            self._replace_rows(connection, SPOTS, spots)

    def _replace_rows(self, connection: Connection, name: str, frame: gpd.GeoDataFrame) -> None:
        table = self._tables[f"{SCHEMA}.{name}"]
        connection.execute(delete(table))
        facts = frame.drop(columns="geometry").reset_index().to_dict("records")
        rows = [
            {key: None if pd.isna(value) else value for key, value in row.items()}
            | {"geom": f"SRID=4326;{_as_multi(geometry).wkt}"}
            for row, geometry in zip(facts, frame.geometry, strict=True)
        ]
        if rows:
            connection.execute(insert(table), rows)

    def _save_one(self, connection: Connection, change: Change) -> Entry:
        self._apply(connection, change)
        return self._write_entry(connection, change)

    def _apply(self, connection: Connection, change: Change) -> None:
        schema = RECORDS[change.table]
        table = self._tables[f"{SCHEMA}.{change.table}"]
        present = list_columns(connection, SCHEMA, change.table)
        if not present:
            raise StoreError(NO_TABLE, table=change.table)
        found = self._read_texts(connection, change.table)
        apply_changes(schema, [texts for _, texts in found], change.rows)
        numbers = {find_key(schema, texts): number for number, texts in found}
        added: dict[tuple, dict[str, object]] = {}
        for row in change.rows:
            key = find_key(schema, row.named)
            number = numbers.pop(key, None)
            added.pop(key, None)
            if row.after is None:
                connection.execute(delete(table).where(table.c.nomor == number))
                continue
            values = keep_present(to_values(schema, row.after), present, change.table)
            after = find_key(schema, row.after)
            if number is None:
                added[after] = values
            else:
                numbers[after] = number
                connection.execute(table.update().where(table.c.nomor == number).values(values))
        if added:
            connection.execute(insert(table), list(added.values()))

    def _write_entry(self, connection: Connection, change: Change) -> Entry:
        history = self._tables[f"{SCHEMA}.{HISTORY}"]
        stored = [{"before": row.before, "after": row.after} for row in change.rows]
        made = connection.execute(
            insert(history)
            .values(
                tabel=change.table, oleh=change.who, jenis=change.kind, berkas=change.source,
                baris=stored,
            )
            .returning(history.c.nomor, history.c.waktu)
        ).one()  # fmt: skip
        return Entry(made.nomor, made.waktu.astimezone(dt.UTC), change)

    # --- connections --------------------------------------------------------

    @contextmanager
    def _connect(self) -> Iterator[Connection]:
        with self._guard(reading=True), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _change(self) -> Iterator[Connection]:
        """A transaction that no other change runs beside."""
        with self._guard(), self._engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            # What is changed here has its entry in the history; see views.sql.
            connection.execute(text("SELECT set_config('mppgeo.saving', 'on', true)"))
            yield connection
        self._forget_look()

    @contextmanager
    def _guard(self, *, reading: bool = False) -> Iterator[None]:
        try:
            yield
        except OperationalError as error:
            raise StoreDown(DOWN, reason=_first_line(error)) from error
        except DBAPIError as error:
            if isinstance(error.orig, errors.UndefinedTable):
                raise StoreDown(NO_TABLES) from error
            if error.connection_invalidated:
                raise StoreDown(DOWN, reason=_first_line(error)) from error
            if reading:
                raise StoreDown(UNREADABLE) from error
            if isinstance(error.orig, errors.CheckViolation):
                told = error.orig.diag
                raise StoreError(
                    NOT_ALLOWED, table=told.table_name, rule=told.constraint_name
                ) from error
            raise StoreError(REFUSED, reason=_first_line(error)) from error
        except SQLAlchemyError as error:
            raise StoreDown(DOWN, reason=str(error).splitlines()[0]) from error

    def _read_texts(self, connection: Connection, name: str) -> list[tuple[int, dict[str, str]]]:
        table, schema = self._tables[f"{SCHEMA}.{name}"], RECORDS[name]
        # During an upgrade neighbouring versions read one table: what it does not have yet is
        # empty, and what it has besides is left alone.
        present = list_columns(connection, SCHEMA, name)
        if not present and list_columns(connection, SCHEMA, "mpp"):
            # A table of a later version than the database.
            return []
        fields = [field for field in schema.model_fields if not present or field in present]
        columns = [table.c.nomor, *(table.c[field] for field in fields)]
        rows = connection.execute(select(*columns).order_by(table.c.nomor))
        return [(row.nomor, to_texts(schema, fields, row)) for row in rows]

    def _read_entries(self, connection: Connection, latest: int | None = None) -> list[Entry]:
        return [Entry.from_json(to_entry(row)) for row in self._read_history(connection, latest)]

    def _read_history(self, connection: Connection, latest: int | None) -> list[Row]:
        history = self._tables[f"{SCHEMA}.{HISTORY}"]
        present = list_columns(connection, SCHEMA, HISTORY)
        columns = [column for column in history.c if not present or column.name in present]
        newest = select(*columns).order_by(history.c.nomor.desc()).limit(latest)
        return list(reversed(connection.execute(newest).all()))


def _as_multi(geometry: BaseGeometry) -> BaseGeometry:
    return MultiPolygon([geometry]) if isinstance(geometry, Polygon) else geometry


def _first_line(error: DBAPIError) -> str:
    return str(error.orig).strip().splitlines()[0]
