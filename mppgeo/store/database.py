"""The records in PostgreSQL with PostGIS, shared by several app servers."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import geopandas as gpd
from shapely.geometry import MultiPolygon
from sqlalchemy import Connection, Engine, Row, create_engine, delete, func, insert, select, text
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from mppgeo.base.language import mark
from mppgeo.records.reader import Table, check_row, check_rows
from mppgeo.records.row import Row as Record
from mppgeo.records.schema import RECORDS
from mppgeo.store.journal import (
    LOAD,
    NOT_VALID,
    Change,
    Entry,
    RowChange,
    StoreDown,
    StoreError,
    Texts,
    apply_changes,
    find_entry,
    find_key,
    plan_restore,
    plan_undo,
)
from mppgeo.store.tables import HISTORY, SCHEMA, describe_database

DOWN = mark("the database does not answer: {reason}")
REFUSED = mark("the database refuses the change: {reason}")
NOT_READY = mark("the database lacks tables or columns; run “python -m mppgeo db init”")
NOT_EMPTY = mark("the table {table} holds rows already; nothing was loaded")
_LOCK = 0x6D7070
"""Key of the advisory lock that one change holds against another."""
_LOOK_EVERY = 1.0
"""Seconds for which the number of the latest change is believed."""
_CONNECT = 5
_STATEMENT = 30_000


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
            self._looked = (0.0, "")

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

    def undo(self, number: int, who: str = "") -> Entry:
        """Undo one entry and leave all later ones; that is an entry itself.

        Raises
        ------
        StoreError : there is no such entry, or a row of it was changed since.
        """
        with self._change() as connection:
            entries = self._read_entries(connection)
            table = find_entry(entries, number).change.table
            rows = [texts for _, texts in self._read_texts(connection, table)]
            return self._save_one(connection, plan_undo(entries, rows, number, who))

    def create(self) -> None:
        """Make the tables; harmless where they are there."""
        with self._guard(), self._engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            connection.execute(text("CREATE EXTENSION IF NOT EXISTS postgis"))
            connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
            describe_database().create_all(connection)
            self._add_later_columns(connection)
        self._forget_look()

    def _add_later_columns(self, connection: Connection) -> None:
        """Columns that tables of an earlier version lack; of their rows nothing is known there."""
        for name, schema in RECORDS.items():
            table = self._tables[f"{SCHEMA}.{name}"]
            for column, field in schema.model_fields.items():
                if field.is_required():
                    continue
                kind = table.c[column].type.compile(connection.dialect)
                place = f"{SCHEMA}.{name} ADD COLUMN IF NOT EXISTS {column}"
                connection.execute(text(f"ALTER TABLE {place} {kind}"))

    def load(
        self,
        tables: Mapping[str, Sequence[Texts]],
        layers: Mapping[str, gpd.GeoDataFrame],
        names: Mapping[str, str],
        who: str = "",
    ) -> list[Entry]:
        """Fill empty tables with the rows of files, and put the boundaries beside them.

        Parameters
        ----------
        layers : boundaries (EPSG:4326, index ``kode``) by level.
        names : of areas by ``kode``.

        Raises
        ------
        StoreError : a table holds rows already; nothing is loaded then.
        """
        with self._change() as connection:
            entries = []
            for name, rows in tables.items():
                if self._read_texts(connection, name):
                    raise StoreError(NOT_EMPTY, table=name)
                added = tuple(RowChange(None, dict(row)) for row in rows)
                if added:
                    change = Change(name, added, who, LOAD, RECORDS[name].FILE)
                    entries.append(self._save_one(connection, change))
            for level, layer in layers.items():
                self._load_layer(connection, level, layer, names)
            return entries

    def _load_layer(
        self, connection: Connection, level: str, layer: gpd.GeoDataFrame, names: Mapping[str, str]
    ) -> None:
        table = self._tables[f"{SCHEMA}.batas_{level}"]
        connection.execute(delete(table))
        rows = [
            {
                "kode": kode,
                "nama": names.get(kode, kode),
                "geom": f"SRID=4326;{_as_multi(geometry).wkt}",
            }
            for kode, geometry in layer.geometry.items()
        ]
        if rows:
            connection.execute(insert(table), rows)

    def _save_one(self, connection: Connection, change: Change) -> Entry:
        schema = RECORDS[change.table]
        table = self._tables[f"{SCHEMA}.{change.table}"]
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
            values, after = _to_values(schema, row.after), find_key(schema, row.after)
            if number is None:
                added[after] = values
            else:
                numbers[after] = number
                connection.execute(table.update().where(table.c.nomor == number).values(values))
        if added:
            connection.execute(insert(table), list(added.values()))
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
        with self._guard(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _change(self) -> Iterator[Connection]:
        """A transaction that no other change runs beside."""
        with self._guard(), self._engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            yield connection
        self._forget_look()

    @contextmanager
    def _guard(self) -> Iterator[None]:
        try:
            yield
        except OperationalError as error:
            raise StoreDown(DOWN, reason=_first_line(error)) from error
        except DBAPIError as error:
            if type(error.orig).__name__ in {"UndefinedTable", "UndefinedColumn"}:
                raise StoreDown(NOT_READY) from error
            if error.connection_invalidated:
                raise StoreDown(DOWN, reason=_first_line(error)) from error
            raise StoreError(REFUSED, reason=_first_line(error)) from error
        except SQLAlchemyError as error:
            raise StoreDown(DOWN, reason=str(error).splitlines()[0]) from error

    def _read_texts(self, connection: Connection, name: str) -> list[tuple[int, dict[str, str]]]:
        table, schema = self._tables[f"{SCHEMA}.{name}"], RECORDS[name]
        columns = [table.c.nomor, *(table.c[field] for field in schema.model_fields)]
        rows = connection.execute(select(*columns).order_by(table.c.nomor))
        return [(row.nomor, _to_texts(schema, row)) for row in rows]

    def _read_entries(self, connection: Connection, latest: int | None = None) -> list[Entry]:
        history = self._tables[f"{SCHEMA}.{HISTORY}"]
        newest = select(history).order_by(history.c.nomor.desc()).limit(latest)
        rows = reversed(connection.execute(newest).all())
        return [
            Entry(
                row.nomor,
                row.waktu.astimezone(dt.UTC),
                Change(
                    row.tabel,
                    tuple(RowChange(one["before"], one["after"]) for one in row.baris),
                    row.oleh,
                    row.jenis,
                    row.berkas,
                ),
            )
            for row in rows
        ]


def _to_values(schema: type[Record], texts: Texts) -> dict[str, object]:
    """A row of texts as typed values of the columns.

    Raises
    ------
    StoreError : the row is not valid; the database holds valid rows only.
    """
    made = check_row(0, {name: texts.get(name) or None for name in schema.model_fields}, schema)
    if not isinstance(made, Record):
        raise StoreError(NOT_VALID, count=1)
    values = {name: getattr(made, name) for name in schema.model_fields}
    return {name: list(v) if isinstance(v, tuple) else v for name, v in values.items()}


def _to_texts(schema: type[Record], row: Row) -> dict[str, str]:
    values = {name: getattr(row, name) for name in schema.model_fields}
    plain = {name: tuple(v) if isinstance(v, list) else v for name, v in values.items()}
    return schema.model_construct(None, **plain).to_text()


def _as_multi(geometry: object) -> MultiPolygon:
    return geometry if isinstance(geometry, MultiPolygon) else MultiPolygon([geometry])


def _first_line(error: DBAPIError) -> str:
    return str(error.orig).strip().splitlines()[0]
