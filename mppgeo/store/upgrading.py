"""Brings the tables of a database to the form that this version expects, by Alembic.

All of it happens in one transaction: a database is of one version or of the next,
never between. A database made before versions were kept is the one that the first
migration makes, and is taken for it.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from alembic import command
from alembic.autogenerate import comparators, compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations, ops
from alembic.script import ScriptDirectory
from geoalchemy2 import Geometry
from sqlalchemy import CheckConstraint, Connection, MetaData, event, select, text
from sqlalchemy.exc import IntegrityError

from mppgeo.base.language import mark
from mppgeo.records.schema import RECORDS
from mppgeo.store.differences import (
    MISSING_COLUMN,
    MISSING_TABLE,
    Difference,
    find_differences,
    is_same_rule,
    list_columns,
)
from mppgeo.store.journal import StoreError, name_row
from mppgeo.store.rows import write_any
from mppgeo.store.tables import (
    SCHEMA,
    describe_database,
    is_left_over,
    is_rule_left_over,
)
from mppgeo.store.views import are_views_current, drop_views, make_views

NO_TABLES = mark("the database has no tables yet; run “python -m mppgeo db init”")
NO_VERSION = mark(
    "the tables were made before their version was written down; run “python -m mppgeo db upgrade”"
)
OLDER = mark(
    "the tables are of version {found}, this program needs {expected}; run “python -m mppgeo db upgrade”"
)
NEWER = mark(
    "the tables are of version {found}, which this program does not know: a newer one has changed them; install that one"
)
OTHER_VIEWS = mark(
    "the views for maps are those of another version; run “python -m mppgeo db upgrade”"
)
NOT_OURS = mark(
    "the tables are of no version that can be upgraded: {difference}; make a new database with “python -m mppgeo db init” and load the records into it"
)
MISFITS = mark(
    "cells that do not fit the rules of this version ({count}): {cells}; correct them with the version before or by SQL (the number is the row's nomor) and upgrade again, nothing was changed"
)

VERSIONS = "alembic_version"
"""Table that holds the version of the others."""
_FOLDER = Path(__file__).parent / "migrations"
_MOST_TOLD = 20
"""Cells that are named where more do not fit."""


@dataclass(frozen=True)
class Step:
    """One migration: its number and what it does."""

    number: str
    title: str


@dataclass(frozen=True)
class Plan:
    """What an upgrade would do.

    Attributes
    ----------
    found : version of the tables; None = there are none, or it is not written down.
    expected : version that this program needs.
    steps : the migrations from one to the other.
    taken_for : version that tables without one were recognised as; "" = they have one.
    statements : the SQL that was run, or tried.
    """

    found: str | None
    expected: str
    steps: tuple[Step, ...] = ()
    taken_for: str = ""
    statements: tuple[str, ...] = ()

    @property
    def begun(self) -> str:
        """The version that the upgrade begins from; "" = there are no tables."""
        return self.found or self.taken_for


def find_version(connection: Connection) -> str | None:
    """The version of the tables; None = not written down."""
    if not list_columns(connection, SCHEMA, VERSIONS):
        return None
    return connection.execute(text(f"SELECT version_num FROM {SCHEMA}.{VERSIONS}")).scalar()


def list_steps() -> list[Step]:
    """All migrations, the first one first."""
    script = _open_script()
    return [Step(one.revision, one.doc) for one in script.walk_revisions()][::-1]


def find_all_differences(connection: Connection) -> list[Difference]:
    """What is not as this version has it: its number first, then tables and columns."""
    found, steps = find_version(connection), list_steps()
    expected = steps[-1].number
    told = []
    fields = {"found": found or "", "expected": expected}
    if found is None:
        if not list_columns(connection, SCHEMA, "mpp"):
            return [Difference(NO_TABLES)]
        told.append(Difference(NO_VERSION))
    elif found not in {step.number for step in steps}:
        told.append(Difference(NEWER, fields, hinders=False))
    elif found != expected:
        told.append(Difference(OLDER, fields))
    told += find_differences(connection, describe_database())
    if found == expected and not are_views_current(connection):
        told.append(Difference(OTHER_VIEWS, hinders=False))
    return told


def require_version(connection: Connection) -> None:
    """Refuse tables of an older version; those of a newer one can be worked with.

    Raises
    ------
    StoreError : they are older, or without a version; the sentence says what to do.
    """
    for told in find_all_differences(connection)[:1]:
        if told.sentence in (NO_TABLES, NO_VERSION, OLDER):
            raise StoreError(told.sentence, **told.fields)


def upgrade(connection: Connection) -> Plan:
    """Run what is missing, inside the transaction of ``connection``.

    Raises
    ------
    StoreError : the tables are of a version that is not known, or of none; rows in them
        do not fit the rules of this one.
    """
    statements: list[str] = []

    def note(_, __, statement, *___) -> None:
        if not statement.lstrip().upper().startswith("SELECT"):
            statements.append(statement.strip())

    connection.execute(text("CREATE EXTENSION IF NOT EXISTS postgis"))
    connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
    # Work on large tables may take longer than a visitor's question.
    connection.execute(text("SET LOCAL statement_timeout = 0"))
    event.listen(connection, "before_cursor_execute", note)
    try:
        found, steps = find_version(connection), list_steps()
        numbers = [step.number for step in steps]
        taken_for = ""
        if found is None and list_columns(connection, SCHEMA, "mpp"):
            taken_for = numbers[0]
            _require_first(connection)
            _run(connection, lambda config: command.stamp(config, taken_for))
        elif found is not None and found not in numbers:
            raise StoreError(NEWER, found=found, expected=numbers[-1])
        begun = found or taken_for
        missing = steps[numbers.index(begun) + 1 :] if begun else steps
        if missing or not are_views_current(connection):
            drop_views(connection)
            if missing:
                _migrate(connection)
            make_views(connection)
    finally:
        event.remove(connection, "before_cursor_execute", note)
    return Plan(found, numbers[-1], tuple(missing), taken_for, tuple(statements))


def compare(connection: Connection) -> list:
    """What Alembic would change so that the tables are as the schema says; [] = nothing."""
    context = MigrationContext.configure(connection, opts=_make_options(connection))
    return compare_metadata(context, describe_database())


def write_migration(connection: Connection, title: str) -> Path:
    """Write the migration from the tables of a database to what the schema says now.

    Parameters
    ----------
    connection : to a database of the latest version.
    title : what it does, one line.
    """
    number = f"{int(list_steps()[-1].number) + 1:04d}" if list_steps() else "0001"
    made: list = []

    def write(config: Config) -> None:
        made.append(command.revision(config, title, autogenerate=True, rev_id=number))

    _run(connection, write)
    path = Path(made[0].path)
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = [line.rstrip() for line in lines if not line.strip().startswith("# ###")]
    path.write_text("\n".join(kept).rstrip() + "\n", encoding="utf-8")
    return path


def _migrate(connection: Connection) -> None:
    """Run the missing migrations; where rows stand against them, say which."""
    try:
        with connection.begin_nested():
            _run(connection, lambda config: command.upgrade(config, "head"))
    except IntegrityError as error:
        cells = _find_misfits(connection)
        if not cells:
            raise
        more = ["…"] if len(cells) > _MOST_TOLD else []
        told = "; ".join([*cells[:_MOST_TOLD], *more])
        raise StoreError(MISFITS, count=len(cells), cells=told) from error


def _find_misfits(connection: Connection) -> list[str]:
    """Rows as they are now that a rule of this version does not allow: each with the rule."""
    found = []
    for name, schema in RECORDS.items():
        table = describe_database().tables[f"{SCHEMA}.{name}"]
        present = list_columns(connection, SCHEMA, name)
        keys = [table.c[column] for column in schema.KEY if column in present]
        for field in present & schema.model_fields.keys():
            for rule in table.constraints:
                if not isinstance(rule, CheckConstraint) or rule.name not in (
                    f"{name}_{field}_length",
                    f"{name}_{field}_allowed",
                ):
                    continue
                broken = select(table.c.nomor, *keys).where(text(f"NOT ({rule.sqltext})"))
                for number, *values in connection.execute(broken.order_by(table.c.nomor)):
                    texts = {key.name: write_any(v) for key, v in zip(keys, values, strict=True)}
                    found.append(f"{name} {number} ({name_row(texts)}): {rule.sqltext}")
    return sorted(found)


def _require_first(connection: Connection) -> None:
    """Refuse tables that lack something of what the first version had."""
    for told in find_differences(connection, _describe_first()):
        if told.sentence in (MISSING_TABLE, MISSING_COLUMN):
            raise StoreError(NOT_OURS, difference=told.sentence.format(**told.fields))


@cache
def _describe_first() -> MetaData:
    """The tables that the first migration makes."""
    metadata = MetaData(schema=SCHEMA)
    context = MigrationContext.configure(
        dialect_name="postgresql", opts={"as_sql": True, "output_buffer": io.StringIO()}
    )
    # What would be written as SQL is kept as a table instead.
    setattr(context.impl, "create_table", lambda table, **_: table.to_metadata(metadata))  # noqa: B010
    script = _open_script()
    with Operations.context(context):
        script.get_revision(script.get_base() or "").module.upgrade()
    return metadata


def _open_script() -> ScriptDirectory:
    return ScriptDirectory(str(_FOLDER), file_template="%%(rev)s_%%(slug)s")


def _run(connection: Connection, do: Callable[[Config], object]) -> None:
    config = Config(stdout=io.StringIO())
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["options"] = _make_options(connection)
    do(config)


def _make_options(connection: Connection) -> dict[str, object]:
    return {
        "connection": connection,
        "target_metadata": describe_database(),
        "version_table_schema": SCHEMA,
        "version_table": VERSIONS,
        "include_schemas": True,
        "include_name": _is_ours,
        "compare_type": True,
        "render_item": _render,
    }


def _is_ours(name: str | None, kind: str, parents: dict) -> bool:
    if kind == "column" and is_left_over(str(parents.get("table_name")), str(name)):
        return False
    return name == SCHEMA if kind == "schema" else True


def _render(kind: str, item: object, context) -> str | bool:
    if kind == "type" and isinstance(item, Geometry):
        context.imports.add("from geoalchemy2 import Geometry")
        return f"Geometry({item.geometry_type!r}, srid={item.srid}, spatial_index=False)"
    return False


@comparators.dispatch_for("table")
def _compare_checks(context, modify, schema, name, found, wanted) -> None:
    """Rules by what they say: Alembic itself looks at no more than their names."""
    if found is None or wanted is None:
        return
    have = {
        one["name"]: one["sqltext"]
        for one in context.inspector.get_check_constraints(name, schema=schema)
    }
    want = {c.name: c for c in wanted.constraints if isinstance(c, CheckConstraint)}
    for rule in sorted(have):
        if is_rule_left_over(name, rule):
            continue
        if rule not in want or not is_same_rule(have[rule], str(want[rule].sqltext)):
            old = CheckConstraint(have[rule], name=rule)
            found.append_constraint(old)
            modify.ops.append(ops.DropConstraintOp.from_constraint(old))
    for rule, made in sorted(want.items()):
        if rule not in have or not is_same_rule(have[rule], str(made.sqltext)):
            modify.ops.append(ops.CreateCheckConstraintOp.from_constraint(made))
