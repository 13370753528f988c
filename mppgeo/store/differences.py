"""What tells the tables of a database from those that this version describes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import CheckConstraint, Column, Connection, Constraint, MetaData, text
from sqlalchemy.dialects import postgresql

from mppgeo.base.language import Language, mark
from mppgeo.store.tables import is_left_over, is_rule_left_over

MISSING_TABLE = mark("the table {table} is missing")
MISSING_COLUMN = mark("the table {table} lacks the column {column}")
MORE_COLUMN = mark("the table {table} has a column that this version does not know: {column}")
OTHER_TYPE = mark("{table}.{column} is of the type {found} instead of {expected}")
MUST_BE_FILLED = mark("{table}.{column} must be filled in the database, but not by this version")
MAY_BE_EMPTY = mark("{table}.{column} may be empty in the database, but not by this version")
FEWER_VALUES = mark("the database does not allow these values in {table}.{column}: {values}")
MORE_VALUES = mark("{table}.{column} allows values that this version does not know: {values}")
OTHER_RULE = mark("the rule {name} of the table {table} is another one in the database")
MISSING_RULE = mark("the rule {name} of the table {table} is missing in the database")
MORE_RULE = mark("the table {table} has a rule that this version does not know: {name}")

ALLOWED = "{table}_{column}_allowed"
"""Name of the rule about the values that are allowed in a column."""

_TOKEN = re.compile(r"'(?:[^']|'')*'|[A-Za-z_]\w*|\d+(?:\.\d+)?|[^\s()\[\],]+?(?=[\s\w'()]|$)")
_CAST = re.compile(r"::(?:character varying|double precision|\w+)(?:\(\d+\))?(?:\[\])?")
_IDLE = {"any", "array", "in", "="}


@dataclass(frozen=True)
class Difference:
    """One thing that is not as this version has it.

    Attributes
    ----------
    sentence, fields : an English sentence (a catalogue key) with its fields.
    hinders : it stands against reading or saving something; else it may stay.
    """

    sentence: str
    fields: Mapping[str, str] = field(default_factory=dict)
    hinders: bool = True

    def describe(self, t: Language) -> str:
        """The sentence in the reader's language."""
        return t(self.sentence, **self.fields)


@dataclass(frozen=True)
class _Column:
    kind: str
    needed: bool
    """Must be filled by whoever adds a row."""


@dataclass(frozen=True)
class _Table:
    columns: dict[str, _Column]
    checks: dict[str, str]


def find_differences(connection: Connection, metadata: MetaData) -> list[Difference]:
    """What differs in the tables that ``metadata`` describes; other tables are not looked at."""
    found = _read_tables(connection, metadata.schema or "public")
    differences: list[Difference] = []
    for table in metadata.sorted_tables:
        if table.name not in found:
            differences.append(Difference(MISSING_TABLE, {"table": table.name}))
            continue
        expected = _describe(table.columns, table.constraints)
        differences += _compare_columns(table.name, found[table.name], expected)
        differences += _compare_checks(table.name, found[table.name], expected)
    return differences


def list_columns(connection: Connection, schema: str, table: str) -> frozenset[str]:
    """The columns that a table has now; none where it is missing."""
    asked = text(
        "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(:name)"
        " AND attnum > 0 AND NOT attisdropped"
    )
    return frozenset(connection.execute(asked, {"name": f"{schema}.{table}"}).scalars())


def is_same_rule(one: str, other: str) -> bool:
    """Whether two conditions say the same, however they are written.

    >>> is_same_rule("ada IN ('ya', 'tidak')", "(ada = ANY (ARRAY['ya'::text, 'tidak'::text]))")
    True
    """
    return _count_tokens(one) == _count_tokens(other)


def _compare_columns(name: str, found: _Table, expected: _Table) -> Iterator[Difference]:
    for column, want in expected.columns.items():
        have = found.columns.get(column)
        fields = {"table": name, "column": column}
        if have is None:
            yield Difference(MISSING_COLUMN, fields)
        elif have.kind != want.kind:
            yield Difference(OTHER_TYPE, {**fields, "found": have.kind, "expected": want.kind})
        elif have.needed != want.needed:
            yield Difference(
                MUST_BE_FILLED if have.needed else MAY_BE_EMPTY, fields, hinders=have.needed
            )
    for column, have in found.columns.items():
        if column not in expected.columns and not is_left_over(name, column):
            yield Difference(MORE_COLUMN, {"table": name, "column": column}, hinders=have.needed)


def _compare_checks(name: str, found: _Table, expected: _Table) -> Iterator[Difference]:
    missing = tuple(f"{name}_{one}_" for one in expected.columns.keys() - found.columns.keys())
    for rule, want in sorted(expected.checks.items()):
        have = found.checks.get(rule)
        if have is None:
            # A column that is not there yet is told as such.
            if not rule.startswith(missing):
                yield Difference(MISSING_RULE, {"table": name, "name": rule}, hinders=False)
        elif not is_same_rule(have, want):
            yield from _compare_values(name, rule, _list_literals(have), _list_literals(want))
    for rule in sorted(found.checks.keys() - expected.checks.keys()):
        if not is_rule_left_over(name, rule):
            yield Difference(MORE_RULE, {"table": name, "name": rule})


def _compare_values(
    name: str, rule: str, found: list[str], expected: list[str]
) -> Iterator[Difference]:
    column = rule.removeprefix(f"{name}_").removesuffix("_allowed")
    fewer = [value for value in expected if value not in found]
    more = [value for value in found if value not in expected]
    if rule != ALLOWED.format(table=name, column=column) or not (fewer or more):
        yield Difference(OTHER_RULE, {"table": name, "name": rule})
        return
    fields = {"table": name, "column": column}
    if fewer:
        yield Difference(FEWER_VALUES, {**fields, "values": ", ".join(fewer)})
    if more:
        yield Difference(MORE_VALUES, {**fields, "values": ", ".join(more)}, hinders=False)


def _describe(columns: Iterable[Column], constraints: Iterable[Constraint]) -> _Table:
    dialect = postgresql.dialect()
    return _Table(
        {
            column.name: _Column(_plain_type(column.type.compile(dialect)), _is_needed(column))
            for column in columns
        },
        {str(c.name): str(c.sqltext) for c in constraints if isinstance(c, CheckConstraint)},
    )


def _is_needed(column: Column) -> bool:
    given = column.server_default is not None or column.identity or column.computed
    return not column.nullable and not given


def _read_tables(connection: Connection, schema: str) -> dict[str, _Table]:
    columns = text(
        "SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod) AS kind,"
        " a.attnotnull AND NOT a.atthasdef AND a.attidentity = '' AS needed"
        " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
        " WHERE c.relnamespace = to_regnamespace(:schema) AND c.relkind = 'r'"
        " AND a.attnum > 0 AND NOT a.attisdropped ORDER BY c.relname, a.attnum"
    )
    checks = text(
        "SELECT c.relname, k.conname, pg_get_expr(k.conbin, k.conrelid) AS rule"
        " FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid"
        " WHERE c.relnamespace = to_regnamespace(:schema) AND k.contype = 'c'"
    )
    found: dict[str, _Table] = {}
    for row in connection.execute(columns, {"schema": schema}):
        table = found.setdefault(row.relname, _Table({}, {}))
        table.columns[row.attname] = _Column(_plain_type(row.kind), row.needed)
    for row in connection.execute(checks, {"schema": schema}):
        found[row.relname].checks[row.conname] = row.rule
    return found


def _plain_type(kind: str) -> str:
    plain = kind.lower().replace("public.", "").replace(" ", "")
    return re.sub(r"^varchar", "charactervarying", plain)


def _count_tokens(rule: str) -> Counter[str]:
    tokens = _TOKEN.findall(_CAST.sub("", rule))
    plain = (token if token.startswith("'") else token.lower() for token in tokens)
    return Counter(token for token in plain if token not in _IDLE)


def _list_literals(rule: str) -> list[str]:
    tokens = _TOKEN.findall(_CAST.sub("", rule))
    return [token[1:-1].replace("''", "'") for token in tokens if token.startswith("'")]
