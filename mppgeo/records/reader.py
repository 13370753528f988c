"""Reads one table from a CSV file and says in full what it could not take."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import ValidationError

from mppgeo.base.faults import Fault
from mppgeo.base.language import mark
from mppgeo.base.names import is_same
from mppgeo.records.lines import make_reader
from mppgeo.records.row import Row
from mppgeo.records.values import NATION, find_longest, list_types

MISSING_FILE = mark("the file is missing; put it back or restore it from the project")
NOT_OPENED = mark("cannot be opened; check that the file may be read")
NOT_UTF8 = mark("is not UTF-8 text (line {line}); save it as “CSV UTF-8” and try again")
EMPTY_FILE = mark("is empty; the first row must hold the column names")
UNREADABLE = mark("cannot be read as CSV; check quotes and commas on this row")
MISSING_COLUMN = mark("the column is missing; its name must stand in the first row")
UNKNOWN_COLUMN = mark("is not a column of this table; its values were left out")
REPEATED_COLUMN = mark("the column stands twice in the first row; keep one")
WRONG_WIDTH = mark("has {found} fields where {expected} are expected; check commas and quotes")
UNKNOWN_KODE = mark("is not the code of any area in regions.csv")
OTHER_NAME = mark("does not fit the code: {kode} is {nama}")
DUPLICATE = mark("the same as row {row} ({columns}); only the first is kept")
EMPTY_VALUE = mark("must not be empty")
NOT_A_KODE = mark("is not a code; write 35 for a province, 35.10 for a kabupaten or kota")
NOT_ALLOWED = mark("is not allowed here; allowed: {allowed}")
NOT_A_NUMBER = mark("is not a number")
TOO_SMALL = mark("is too small; at least {limit}")
TOO_LARGE = mark("is too large; at most {limit}")
TOO_LONG = mark("is too long: {length} letters; at most {limit}")
UNSEEN_SIGNS = mark("holds signs that are no text; type the value anew")
NO_ROWS = mark("holds no row; restore the rows by the history or from a backup")
NO_FACT = mark("says nothing but what it is about and its source; fill in one of {columns}")
NOT_VALID = mark("is not in the form expected here, such as {example}")

_NO_TEXT = re.compile(r"[\x00\ud800-\udfff]")
"""Signs that stand in no text, and that no database takes: a damaged disk leaves them."""


@dataclass(frozen=True)
class Table:
    """A table as read.

    Attributes
    ----------
    name : file name relative to the data folder.
    frame : the valid rows; one column per field of the schema, plus ``row``
        (spreadsheet row). Unknown = NaN / NaT; days are ``datetime64[s]``;
        lists of addresses are tuples.
    faults : everything left out, with the reason.
    rows_read : data rows in the file, valid or not.
    readable : False where the file as a whole could not be used, or lacks rows
        that it cannot be without.
    """

    name: str
    frame: pd.DataFrame
    faults: list[Fault]
    rows_read: int
    readable: bool = True


@dataclass(frozen=True)
class Cells:
    """The texts of a file.

    Attributes
    ----------
    rows : spreadsheet row, and texts by column of the header.
    faults : lines and columns left out, with the reason; why nothing could be read.
    rows_read, readable : as of :class:`Table`.
    """

    rows: list[tuple[int, dict[str, str]]]
    faults: list[Fault]
    rows_read: int
    readable: bool = True


def read_table(path: Path, schema: type[Row], *, areas: dict[str, str] | None = None) -> Table:
    """Read and validate one CSV file.

    Parameters
    ----------
    path : the file; UTF-8 with or without a byte order mark.
    schema : what a row must be.
    areas : ``{kode: nama}`` of all areas; with it, codes must exist and the
        names beside them must be theirs.

    Returns
    -------
    The valid rows and a fault for every other. Never raises for bad input.
    """
    try:
        body = path.read_bytes()
    except FileNotFoundError:
        if schema.MAY_BE_MISSING:
            return Table(schema.FILE, _to_frame([], [], schema), [], 0)
        return _unusable(schema, Fault(schema.FILE, MISSING_FILE))
    except OSError:
        return _unusable(schema, Fault(schema.FILE, NOT_OPENED))
    return read_body(body, schema, areas=areas)


def read_body(body: bytes, schema: type[Row], *, areas: dict[str, str] | None = None) -> Table:
    """Like :func:`read_table`, of what a file holds."""
    cells = read_cells(body, schema)
    if not cells.readable:
        return _unusable(schema, *cells.faults, rows_read=cells.rows_read)
    if not cells.rows_read and schema.NEEDS_ROWS:
        return _unusable(schema, *cells.faults, Fault(schema.FILE, NO_ROWS))
    table = _check_rows(cells.rows, schema, areas)
    return Table(schema.FILE, table.frame, cells.faults + table.faults, cells.rows_read)


def read_cells(body: bytes, schema: type[Row]) -> Cells:
    """The texts that a file holds by row and column, whatever they say."""
    name = schema.FILE
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return _unreadable(Fault(name, NOT_UTF8, row=line, fields={"line": line}))
    reader = make_reader(text)
    try:
        lines = list(reader)
    except csv.Error:
        return _unreadable(Fault(name, UNREADABLE, row=reader.line_num))
    lines = [(number, line) for number, line in enumerate(lines, 1) if any(map(str.strip, line))]
    if not lines:
        return _unreadable(Fault(name, EMPTY_FILE))
    header = [column.strip() for column in lines[0][1]]
    problems = _check_header(name, header, schema)
    if any(fault.reason != UNKNOWN_COLUMN for fault in problems):
        return _unreadable(*problems, rows_read=len(lines) - 1)
    rows, wrong = _split_lines(name, header, lines[1:])
    for _, texts in rows if set(header) & set(schema.LEFT_OVER) else ():
        for column in schema.LEFT_OVER:
            texts.pop(column, None)
    return Cells(rows, problems + wrong, len(lines) - 1)


def check_rows(
    rows: Iterable[tuple[int, Mapping[str, str | None]]],
    schema: type[Row],
    *,
    areas: dict[str, str] | None = None,
) -> Table:
    """Validate rows of texts, wherever they come from.

    Parameters
    ----------
    rows : the number that a row is known by, and its cells by column; empty
        cells as "" or None.
    schema, areas : as for :func:`read_table`.
    """
    table = _check_rows(rows, schema, areas)
    if schema.NEEDS_ROWS and not table.rows_read:
        return _unusable(schema, Fault(schema.FILE, NO_ROWS))
    return table


def _check_rows(
    rows: Iterable[tuple[int, Mapping[str, str | None]]],
    schema: type[Row],
    areas: dict[str, str] | None,
) -> Table:
    found, faults = [], []
    seen: dict[tuple, int] = {}
    columns = tuple(schema.model_fields)
    count = 0
    for number, cells in rows:
        count += 1
        raw = {column: (cells.get(column) or "").strip() or None for column in columns}
        row = check_row(number, raw, schema, areas)
        if not isinstance(row, Row):
            faults += row
            continue
        key = row.key()
        if key in seen:
            faults.append(_tell_duplicate(number, raw, seen[key], schema))
            continue
        seen[key] = number
        found.append((number, row))
    numbers = [number for number, _ in found]
    frame = _to_frame([row for _, row in found], numbers, schema)
    return Table(schema.FILE, frame, faults, count)


def _tell_duplicate(
    number: int, raw: Mapping[str, str | None], first: int, schema: type[Row]
) -> Fault:
    column = ", ".join(schema.KEY)
    value = ", ".join(raw[name] or "" for name in schema.KEY)
    fields = {"row": first, "columns": column}
    return Fault(schema.FILE, DUPLICATE, row=number, column=column, value=value, fields=fields)


def _unusable(schema: type[Row], *faults: Fault, rows_read: int = 0) -> Table:
    return Table(schema.FILE, _to_frame([], [], schema), list(faults), rows_read, readable=False)


def _unreadable(*faults: Fault, rows_read: int = 0) -> Cells:
    return Cells([], list(faults), rows_read, readable=False)


def _check_header(name: str, header: list[str], schema: type[Row]) -> list[Fault]:
    known = schema.model_fields
    # A column that may be empty may be missing too: a file of an older version lacks the newest.
    needed = [column for column, field in known.items() if field.is_required()]
    faults = [Fault(name, MISSING_COLUMN, row=1, column=c) for c in needed if c not in header]
    for place, column in enumerate(header):
        if column not in known and column not in schema.LEFT_OVER:
            faults.append(Fault(name, UNKNOWN_COLUMN, row=1, column=column))
        elif column in header[:place]:
            faults.append(Fault(name, REPEATED_COLUMN, row=1, column=column))
    return faults


def _split_lines(
    name: str, header: list[str], lines: list[tuple[int, list[str]]]
) -> tuple[list[tuple[int, dict[str, str]]], list[Fault]]:
    """Lines as cells by column; those of another width as faults."""
    rows, faults = [], []
    for number, line in lines:
        if len(line) == len(header):
            rows.append((number, dict(zip(header, line, strict=True))))
            continue
        fields = {"found": len(line), "expected": len(header)}
        kode = line[header.index("kode")] if "kode" in header and line else None
        faults.append(Fault(name, WRONG_WIDTH, row=number, kode=kode, fields=fields))
    return rows, faults


def check_row(
    number: int,
    raw: Mapping[str, str | None],
    schema: type[Row],
    areas: dict[str, str] | None = None,
) -> Row | list[Fault]:
    """One row of texts as a row of the schema, or everything that is wrong with it."""
    name, unfit = schema.FILE, _find_unfit(number, raw, schema, areas)
    try:
        # What is no text, or too much of it, is looked at no further.
        row = schema.model_validate({**raw, **dict.fromkeys(unfit)} if unfit else raw)
    except ValidationError as error:
        kode = _find_kode(raw, areas)
        others = [detail for detail in error.errors() if _is_apart(detail, unfit)]
        return [*unfit.values(), *(_explain(name, number, raw, kode, schema, d) for d in others)]
    if unfit:
        return list(unfit.values())
    if schema.FACTS and all(getattr(row, column) is None for column in schema.FACTS):
        fields = {"columns": ", ".join(schema.FACTS)}
        return [Fault(name, NO_FACT, number, kode=_find_kode(raw, areas), fields=fields)]
    if areas is None:
        return row
    faults = [
        Fault(name, UNKNOWN_KODE, number, column, code, kode=_find_kode(raw, areas))
        for column in schema.AREAS
        for code in _codes_of(getattr(row, column))
        if code not in areas and code != NATION
    ]
    written = raw.get("kabkota")
    own = str(getattr(row, "kode", ""))
    if not faults and written and written != areas[own] and not is_same(written, areas[own]):
        kode, fields = _find_kode(raw, areas), {"kode": own, "nama": areas[own]}
        faults.append(Fault(name, OTHER_NAME, number, "kabkota", written, kode=kode, fields=fields))
    return faults or row


def _find_unfit(
    number: int, raw: Mapping[str, str | None], schema: type[Row], areas: dict[str, str] | None
) -> dict[str, Fault]:
    """Cells that cannot stand in any file of the records, by column."""
    unfit: dict[str, Fault] = {}
    for column, limit in _list_limits(schema).items():
        text = raw.get(column)
        if not text or (len(text) <= limit and text.isprintable()):
            continue
        kode = _find_kode(raw, areas)
        if len(text) > limit:
            fields = {"length": len(text), "limit": limit}
            unfit[column] = Fault(schema.FILE, TOO_LONG, number, column, text, kode, fields)
        elif _NO_TEXT.search(text):
            unfit[column] = Fault(schema.FILE, UNSEEN_SIGNS, number, column, text, kode)
    return unfit


@cache
def _list_limits(schema: type[Row]) -> dict[str, int]:
    return {column: find_longest(field) for column, field in schema.model_fields.items()}


def _is_apart(detail: Mapping[str, Any], unfit: Mapping[str, Fault]) -> bool:
    """Whether an error has nothing to do with the cells that were not looked at."""
    return not unfit or bool(detail["loc"]) and detail["loc"][0] not in unfit


def _codes_of(value: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (value,) if value else ()


def _find_kode(raw: Mapping[str, str | None], areas: dict[str, str] | None) -> str | None:
    """The area a row is about, by one of its codes, else by its name."""
    codes = (raw.get("kode_kabkota"), raw.get("kode"))
    found = next((kode for kode in codes if kode and (areas is None or kode in areas)), None)
    written = raw.get("kabkota")
    if found or not areas or not written:
        return found
    named = [kode for kode, nama in areas.items() if is_same(written, nama)]
    return named[0] if len(named) == 1 else None


def _explain(name, number, raw, kode, schema, detail) -> Fault:
    context = detail.get("ctx", {})
    column = context.get("column") or (str(detail["loc"][0]) if detail["loc"] else None)
    value = raw.get(column) if column else None
    kind = detail["type"]
    fields: dict[str, object] = {}
    if kind == "mppgeo":
        reason = context.get("template", detail["msg"])
        fields = {key: text for key, text in context.items() if key not in {"column", "template"}}
    elif value is None:
        reason = EMPTY_VALUE
    elif kind == "string_pattern_mismatch" and column and column.startswith("kode"):
        reason = NOT_A_KODE
    elif kind == "literal_error":
        reason, fields = NOT_ALLOWED, {"allowed": context["expected"].replace(" or ", ", ")}
    elif kind in {"int_parsing", "float_parsing", "int_from_float", "finite_number"}:
        reason = NOT_A_NUMBER
    elif kind in {"greater_than_equal", "greater_than"}:
        reason, fields = TOO_SMALL, {"limit": context.get("ge", context.get("gt"))}
    elif kind == "less_than_equal":
        reason, fields = TOO_LARGE, {"limit": context["le"]}
    elif kind == "int_parsing_size":
        reason, fields = TOO_LARGE, {"limit": 2_000_000_000}
    else:
        example = schema.model_fields[column].examples if column in schema.model_fields else None
        reason, fields = NOT_VALID, {"example": example[0] if example else ""}
    return Fault(name, reason, row=number, column=column, value=value, kode=kode, fields=fields)


def _to_frame(rows: list[Row], numbers: list[int], schema: type[Row]) -> pd.DataFrame:
    columns = {
        name: pd.Series([getattr(row, name) for row in rows], dtype=_dtype(field.annotation))
        for name, field in schema.model_fields.items()
    }
    return pd.DataFrame(columns).assign(row=pd.Series(numbers, dtype="Int64"))


def _dtype(annotation: object) -> str:
    kinds = set(list_types(annotation))
    if dt.date in kinds:
        return "datetime64[s]"
    if tuple in kinds:
        return "object"
    if float in kinds:
        return "float64"
    if int in kinds:
        return "Int64"
    return "str"
