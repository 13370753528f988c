"""The tables of the database, made from the schema: nothing of them is written twice."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import (
    ARRAY,
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    DateTime,
    Double,
    Identity,
    Index,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    func,
)
from sqlalchemy.types import TypeEngine

from mppgeo.records.row import Row
from mppgeo.records.schema import RECORDS
from mppgeo.records.values import find_longest, list_allowed, list_types

SCHEMA = "mppgeo"
"""PostgreSQL schema that holds everything."""
HISTORY = "riwayat"
AREAS = "wilayah"
SPOTS = "tempat"
SHIPPED = "bawaan"
_POINT = "CASE WHEN lintang IS NOT NULL AND bujur IS NOT NULL THEN ST_SetSRID(ST_MakePoint(bujur, lintang), 4326) END"


def is_left_over(table: str, column: str) -> bool:
    """Whether a column is of a version before that may still run beside this one.

    The database keeps it; a later version may drop it.
    """
    return table in RECORDS and column in RECORDS[table].LEFT_OVER


def is_rule_left_over(table: str, rule: str) -> bool:
    """Whether a rule is about a column that is left over."""
    left_over = RECORDS[table].LEFT_OVER if table in RECORDS else ()
    return rule.startswith(tuple(f"{table}_{column}_" for column in left_over))


@cache
def describe_database() -> MetaData:
    """All tables: one per table of the records, the history, the boundaries."""
    metadata = MetaData(schema=SCHEMA)
    for name, schema in RECORDS.items():
        _add_table(metadata, name, schema)
    Table(
        HISTORY,
        metadata,
        Column("nomor", BigInteger, Identity(always=True), primary_key=True),
        Column("waktu", DateTime(timezone=True), nullable=False, server_default=func.now()),
        Column("tabel", Text, nullable=False),
        Column("oleh", Text, nullable=False),
        Column("jenis", Text, nullable=False),
        Column("berkas", Text, nullable=False),
        # Not JSONB: that would forget in which order the columns stood.
        Column("baris", JSON, nullable=False),
        Column(
            "sidik",
            ARRAY(Text),
            comment="Digests of the table before and after, of changes made while the records were files",
        ),
        comment="Every change of the records: when, by whom, from which file, rows before and after",
    )
    Table(
        SHIPPED,
        metadata,
        Column("versi", Text, primary_key=True, comment="Version of the program that ships them"),
        Column("isi", JSON, nullable=False, comment="Rows by name of the table"),
        comment="The shipped records that these began from, or were last merged with",
    )
    for level in ("provinsi", "kabkota"):
        Table(
            f"batas_{level}",
            metadata,
            Column("kode", Text, primary_key=True),
            Column("nama", Text, nullable=False),
            Column(
                "geom", Geometry("MULTIPOLYGON", srid=4326, spatial_index=False), nullable=False
            ),
            Index(f"idx_batas_{level}_geom", "geom", postgresql_using="gist"),
            comment="Boundaries of the set in use",
        )
    Table(
        AREAS,
        metadata,
        Column("kode", Text, primary_key=True, comment="Home Ministry code of the area"),
        Column("nama", Text, nullable=False, comment="Official name"),
        Column("jenis", Text, nullable=False, comment="provinsi, kabupaten or kota"),
        Column("kode_provinsi", Text, nullable=False, comment="Code of the province of today"),
        Column("otonom", Boolean, nullable=False, comment="Has a government of its own"),
        Column("population", BigInteger, comment="People"),
        Column(
            "geom",
            Geometry("POINT", srid=4326, spatial_index=False),
            comment="Where an MPP of the area is drawn while its own place is not known: at the capital",
        ),
        Index(f"idx_{AREAS}_geom", "geom", postgresql_using="gist"),
        comment="Provinces, kabupaten and kota with the people in them, as in regions.csv",
    )
    Table(
        SPOTS,
        metadata,
        Column("kode", Text, primary_key=True, comment="Kabupaten or kota that the address is in"),
        Column("alamat", Text, primary_key=True, comment="Address as it stands in the records"),
        Column("presisi", Text, nullable=False, comment="kelurahan/desa or kecamatan"),
        Column("geom", Geometry("POINT", srid=4326, spatial_index=False), nullable=False),
        Index(f"idx_{SPOTS}_geom", "geom", postgresql_using="gist"),
        comment="Where the addresses on record lie that name a village or a kecamatan",
    )
    return metadata


def _add_table(metadata: MetaData, name: str, schema: type[Row]) -> None:
    columns: list[Column[Any]] = []
    indexes: list[Index] = []
    checks: list[CheckConstraint] = []
    for field, info in schema.model_fields.items():
        required = info.is_required()
        kind = _choose_type(info.annotation)
        columns.append(Column(field, kind, nullable=not required, comment=info.description))
        allowed = list_allowed(info.annotation)
        if allowed:
            quoted = ", ".join("'" + value.replace("'", "''") + "'" for value in allowed)
            checks.append(CheckConstraint(f"{field} IN ({quoted})", name=f"{name}_{field}_allowed"))
        elif measured := _measure(field, kind):
            limit = CheckConstraint(
                f"{measured} <= {find_longest(info)}", name=f"{name}_{field}_length"
            )
            checks.append(limit)
    if {"lintang", "bujur"} <= set(schema.model_fields):
        geometry = Geometry("POINT", srid=4326, spatial_index=False)
        columns.append(Column("geom", geometry, Computed(_POINT, persisted=True)))
        indexes.append(Index(f"idx_{name}_geom", "geom", postgresql_using="gist"))
    doc = (schema.__doc__ or "").strip().splitlines()[0]
    Table(
        name,
        metadata,
        Column("nomor", BigInteger, Identity(always=True), primary_key=True),
        *columns,
        *indexes,
        *checks,
        UniqueConstraint(*schema.KEY, name=f"{name}_key", postgresql_nulls_not_distinct=True),
        comment=doc,
    )


def _measure(field: str, kind: object) -> str:
    """Letters in a column as they would stand in a file; "" = its type is bound already."""
    if isinstance(kind, ARRAY):
        return f"char_length(array_to_string({field}, ' | '))"
    return f"char_length({field})" if isinstance(kind, Text) else ""


def _choose_type(annotation: object) -> TypeEngine[Any]:
    kinds = set(list_types(annotation))
    if tuple in kinds:
        return ARRAY(Text)
    types: dict[type, type[TypeEngine[Any]]] = {dt.date: Date, float: Double, int: BigInteger}
    for kind, made in types.items():
        if kind in kinds:
            return made()
    return Text()
