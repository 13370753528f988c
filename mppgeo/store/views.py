"""Views for QGIS and the like, and notes of changes by SQL: made anew by every upgrade."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, text

from mppgeo.records.schema import RECORDS
from mppgeo.store.tables import SCHEMA

READER = "mppgeo_reader"
"""Role that may read the views and nothing else (deploy/reader.sql)."""
VIEWS = ("coverage_kabkota", "coverage_provinsi", "mpp_points")

_FILE = Path(__file__).with_name("views.sql")
_TRIGGERS = """
DO $$
BEGIN
    -- While a migration is being written, a new table is not there yet.
    IF to_regclass('{table}') IS NULL THEN
        RETURN;
    END IF;
    CREATE TRIGGER note_insert AFTER INSERT ON {table} REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION {schema}.note_outside();
    CREATE TRIGGER note_update AFTER UPDATE ON {table}
    REFERENCING OLD TABLE AS removed NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION {schema}.note_outside();
    CREATE TRIGGER note_delete AFTER DELETE ON {table} REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION {schema}.note_outside();
    CREATE TRIGGER note_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION {schema}.note_outside();
END
$$;
"""
_DROP = """
DO $$
DECLARE
    one record;
BEGIN
    {drops}
    FOR one IN SELECT t.tgname AS name, t.tgrelid::regclass AS place FROM pg_trigger t
        JOIN pg_class c ON c.oid = t.tgrelid
        WHERE c.relnamespace = '{schema}'::regnamespace AND NOT t.tgisinternal LOOP
        EXECUTE format('DROP TRIGGER %I ON %s', one.name, one.place);
    END LOOP;
    FOR one IN SELECT oid::regprocedure AS name FROM pg_proc
        WHERE pronamespace = '{schema}'::regnamespace ORDER BY oid DESC LOOP
        EXECUTE format('DROP FUNCTION %s', one.name);
    END LOOP;
END $$;
"""
_GRANT = """
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{reader}') THEN
        GRANT USAGE ON SCHEMA {schema} TO {reader};
        GRANT SELECT ON {views} TO {reader};
    END IF;
END $$;
"""


def drop_views(connection: Connection) -> None:
    """Remove views, functions and triggers, so that the tables under them can change."""
    drops = " ".join(f"DROP VIEW IF EXISTS {SCHEMA}.{name};" for name in VIEWS)
    _run(connection, _DROP.format(schema=SCHEMA, drops=drops))


def make_views(connection: Connection) -> None:
    """Make them as this version has them; :func:`drop_views` goes before."""
    views = ", ".join(f"{SCHEMA}.{name}" for name in VIEWS)
    for part in (_write_views(), _GRANT.format(schema=SCHEMA, reader=READER, views=views)):
        _run(connection, part)


def are_views_current(connection: Connection) -> bool:
    """Whether the database has the views of this version."""
    asked = text("SELECT obj_description(to_regproc(:name), 'pg_proc')")
    told = connection.execute(asked, {"name": f"{SCHEMA}.note_outside"}).scalar()
    return told == _digest()


@cache
def _write_views() -> str:
    triggers = "".join(
        _TRIGGERS.format(schema=SCHEMA, table=f"{SCHEMA}.{name}") for name in RECORDS
    )
    mark = f"COMMENT ON FUNCTION {SCHEMA}.note_outside() IS '{_digest()}';"
    return _FILE.read_text(encoding="utf-8") + triggers + mark


@cache
def _digest() -> str:
    body = _FILE.read_text(encoding="utf-8") + _TRIGGERS + "".join(RECORDS)
    return hashlib.blake2b(body.encode(), digest_size=8).hexdigest()


def _run(connection: Connection, statements: str) -> None:
    # The driver itself takes several statements at once, and no percent sign for a parameter.
    cursor = connection.connection.cursor()
    try:
        cursor.execute(statements)
    finally:
        cursor.close()
