"""Rows and entries of the history, between the texts of files and the columns of the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row

from mppgeo.base.language import mark
from mppgeo.records.reader import check_row
from mppgeo.records.row import Row as Record
from mppgeo.records.values import write_value
from mppgeo.store.file_forms import DIGESTS
from mppgeo.store.journal import NOT_VALID, StoreError, Texts

NO_COLUMN = mark(
    "the database has no column {column} in {table} yet; the administrator makes it with “python -m mppgeo db upgrade”"
)


def to_entry(row: Row) -> dict[str, Any]:
    """An entry of the history in the form that it has in a file."""
    digests = getattr(row, "sidik", None) or ()
    return {
        "number": row.nomor,
        "at": row.waktu.astimezone(dt.UTC).isoformat(),
        "table": row.tabel,
        "who": row.oleh,
        "kind": row.jenis,
        "source": row.berkas,
        "rows": row.baris,
        **dict(zip(DIGESTS, digests, strict=False)),
    }


def from_entry(entry: Mapping[str, Any]) -> dict[str, object]:
    """What :func:`to_entry` reads, from what it gives."""
    digests = [entry[name] for name in DIGESTS if name in entry]
    return {
        "nomor": entry["number"],
        "waktu": dt.datetime.fromisoformat(entry["at"]),
        "tabel": entry["table"],
        "oleh": entry["who"],
        "jenis": entry["kind"],
        "berkas": entry["source"],
        "baris": entry["rows"],
        "sidik": digests or None,
    }


def write_any(value: object) -> str:
    """A value of a column that this version does not know, as it would stand in a file."""
    return write_value(tuple(value) if isinstance(value, list) else value)


def to_values(schema: type[Record], texts: Texts) -> dict[str, object]:
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


def keep_present(
    values: dict[str, object], present: frozenset[str], table: str
) -> dict[str, object]:
    """The values of columns that the table has.

    Raises
    ------
    StoreError : one that it does not have yet would be lost.
    """
    for name, value in values.items():
        if name not in present and value is not None:
            raise StoreError(NO_COLUMN, table=table, column=name)
    return {name: value for name, value in values.items() if name in present}


def to_texts(schema: type[Record], fields: Sequence[str], row: Row) -> dict[str, str]:
    """A row of the database as it stands in a file; columns not among ``fields`` are empty."""
    values = dict.fromkeys(schema.model_fields) | {name: getattr(row, name) for name in fields}
    plain = {name: tuple(v) if isinstance(v, list) else v for name, v in values.items()}
    return schema.model_construct(None, **plain).to_text()
