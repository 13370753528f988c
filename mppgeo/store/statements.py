"""What is asked of a connection to the database: rows, the history, what ships."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry
from sqlalchemy import JSON, Connection, Row, Table, bindparam, delete, insert, select, text

from mppgeo.base.language import mark
from mppgeo.records.row import Row as Record
from mppgeo.records.schema import RECORDS
from mppgeo.store.differences import list_columns
from mppgeo.store.journal import LOAD, Change, Entry, StoreError, Texts, apply_changes, find_key
from mppgeo.store.rows import from_entry, keep_present, to_entry, to_texts, to_values, write_any
from mppgeo.store.shipped import Shipped
from mppgeo.store.tables import HISTORY, SCHEMA, SHIPPED, describe_database
from mppgeo.store.upgrading import find_version

NO_TABLE = mark(
    "the database has no table {table} yet; the administrator makes it with “python -m mppgeo db upgrade”"
)


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


def find_table(name: str) -> Table:
    """A table of the database as this version describes it."""
    return _describe(tuple(RECORDS.values()))[f"{SCHEMA}.{name}"]


def read_texts(connection: Connection, name: str) -> list[tuple[int, dict[str, str]]]:
    """Rows of a table as texts, each with its number in the database."""
    table, schema = find_table(name), RECORDS[name]
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


def read_entries(connection: Connection, latest: int | None = None) -> list[Entry]:
    """The history, the latest last; ``latest`` = only so many of them."""
    return [Entry.from_json(to_entry(row)) for row in _read_history(connection, latest)]


def read_contents(connection: Connection, *, as_stored: bool) -> Contents:
    """Tables and history; ``as_stored`` = with the columns that the tables have now."""
    tables = {name: _read_columns(connection, name, as_stored) for name in RECORDS}
    history = [to_entry(row) for row in _read_history(connection, None) if row.jenis != LOAD]
    return Contents(tables, history, read_base(connection), find_version(connection) or "")


def read_base(connection: Connection) -> Shipped | None:
    """The shipped records that these began from, or were last merged with; None = not known."""
    if list_columns(connection, SCHEMA, SHIPPED):
        found = connection.execute(select(find_table(SHIPPED))).one_or_none()
        if found:
            return Shipped(found.versi, found.isi) if found.isi else None
    # An earlier version filled it: these are what was loaded first.
    tables: dict[str, list[Texts]] = {}
    for entry in read_entries(connection):
        if entry.change.kind == LOAD and entry.change.table in RECORDS:
            tables[entry.change.table] = [row.after for row in entry.change.rows if row.after]
    return Shipped("", tables) if tables else None


def write_base(connection: Connection, base: Shipped | None) -> None:
    """Remember the shipped records that these began from."""
    table = find_table(SHIPPED)
    connection.execute(delete(table))
    # What is not known is remembered too: it is not what was loaded first.
    values = {"versi": base.version if base else "", "isi": base.tables if base else {}}
    connection.execute(insert(table).values(values))


def apply_change(connection: Connection, change: Change) -> None:
    """Change rows of a table.

    Raises
    ------
    StoreError : a row is no longer as the change says; the database has no such table.
    """
    schema = RECORDS[change.table]
    table = find_table(change.table)
    present = list_columns(connection, SCHEMA, change.table)
    if not present:
        raise StoreError(NO_TABLE, table=change.table)
    found = read_texts(connection, change.table)
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


def write_entry(connection: Connection, change: Change) -> Entry:
    """Note a change in the history."""
    history = find_table(HISTORY)
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


def save_change(connection: Connection, change: Change) -> Entry:
    """Change rows of a table and note it in the history."""
    apply_change(connection, change)
    return write_entry(connection, change)


def write_history(connection: Connection, history: Sequence[Mapping[str, Any]]) -> None:
    """Put entries as they are stored in files into an empty history, with their numbers."""
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


def replace_rows(connection: Connection, name: str, frame: gpd.GeoDataFrame) -> None:
    """Put the rows of a frame (EPSG:4326) in the place of those that a table has."""
    table = find_table(name)
    connection.execute(delete(table))
    facts = frame.drop(columns="geometry").reset_index().to_dict("records")
    rows = [
        {key: None if pd.isna(value) else value for key, value in row.items()}
        | {"geom": f"SRID=4326;{_as_multi(geometry).wkt}"}
        for row, geometry in zip(facts, frame.geometry, strict=True)
    ]
    if rows:
        connection.execute(insert(table), rows)


@lru_cache(maxsize=2)
def _describe(schemas: tuple[type[Record], ...]) -> Mapping[str, Table]:
    """The tables of the database for these of the records."""
    return describe_database().tables


def _read_columns(
    connection: Connection, name: str, as_stored: bool
) -> tuple[list[str], list[dict[str, str]]]:
    fields = list(RECORDS[name].model_fields)
    rows = read_texts(connection, name)
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


def _read_history(connection: Connection, latest: int | None) -> list[Row]:
    history = find_table(HISTORY)
    present = list_columns(connection, SCHEMA, HISTORY)
    columns = [column for column in history.c if not present or column.name in present]
    newest = select(*columns).order_by(history.c.nomor.desc()).limit(latest)
    return list(reversed(connection.execute(newest).all()))


def _as_multi(geometry: BaseGeometry) -> BaseGeometry:
    return MultiPolygon([geometry]) if isinstance(geometry, Polygon) else geometry
