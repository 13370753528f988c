"""What an office may write in a column: told from the schema."""

from __future__ import annotations

import datetime as dt
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from mppgeo.records.row import Row
from mppgeo.records.values import PartialDate

KODE, DAY, PARTIAL, ALLOWED, COUNT, NUMBER, LINKS, CODES, TEXT = (
    "kode", "day", "partial", "allowed", "count", "number", "links", "codes", "text",
)  # fmt: skip
LOOSE = "loose"
"""A date where it can be read as one, else any text."""

UNITS = {"persen": "%", "lintang": "°", "bujur": "°"}


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    kind : one of the kinds of this module.
    allowed : values, where only some are.
    low, high : bounds of a number; None = none.
    meaning : English sentence (a catalogue key).
    pattern : of the texts that are valid; "" = any.
    """

    name: str
    kind: str
    required: bool
    meaning: str
    example: str
    allowed: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    province_only: bool = False
    pattern: str = ""


@cache
def describe_columns(schema: type[Row]) -> dict[str, Column]:
    """The columns of a table by name, in its order."""
    return {name: _describe(schema, name) for name in schema.model_fields}


def _describe(schema: type[Row], name: str) -> Column:
    field = schema.model_fields[name]
    parts = [*_flatten(field.annotation), *field.metadata]
    allowed = tuple(
        str(value)
        for part in parts
        if typing.get_origin(part) is typing.Literal
        for value in typing.get_args(part)
    )
    pattern = next((p.pattern for p in parts if getattr(p, "pattern", None)), "")
    return Column(
        name=name,
        kind=_find_kind(schema, name, parts, allowed),
        required=field.is_required(),
        meaning=field.description or "",
        example=str((field.examples or [""])[0]),
        allowed=allowed,
        low=next((v for p in parts for v in (_bound(p, "ge"), _bound(p, "gt")) if v is not None), None),
        high=next((v for p in parts for v in (_bound(p, "le"), _bound(p, "lt")) if v is not None), None),
        province_only=pattern == r"^\d{2}$",
        pattern=pattern,
    )  # fmt: skip


def _find_kind(schema: type[Row], name: str, parts: list[object], allowed: tuple) -> str:
    if allowed:
        return ALLOWED
    if tuple in parts:
        return CODES if name in schema.AREAS else LINKS
    if name in schema.AREAS:
        return KODE
    for kind, found in ((dt.date, DAY), (float, NUMBER), (int, COUNT)):
        if kind in parts:
            return found
    partial = typing.get_args(PartialDate)[1]
    if partial in parts:
        return PARTIAL
    return LOOSE if name.startswith("tanggal") else TEXT


def _flatten(annotation: object) -> Iterator[object]:
    origin = typing.get_origin(annotation)
    yield annotation
    if origin is typing.Literal:
        return
    if origin is not None:
        yield origin
    # A constraint of an annotated type stands among its arguments.
    yield from getattr(annotation, "metadata", ())
    for argument in typing.get_args(annotation):
        yield from _flatten(argument)


def _bound(part: object, name: str) -> float | None:
    """A bound in a constraint, or in the constraints that a field was made of."""
    found = [getattr(part, name, None), *(_bound(p, name) for p in _inner(part))]
    return next((value for value in found if isinstance(value, int | float)), None)


def _inner(part: object) -> list[object]:
    return list(getattr(part, "metadata", ())) if not typing.get_origin(part) else []
