"""What may stand in a cell: dates, addresses, codes, counts, and how each is written."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Literal, get_args, get_origin
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from mppgeo.base.language import mark

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_PARTIAL = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
# The point is looked for once: tried from each point, a long address costs its length squared.
_URL = re.compile(r"https?://(?=[^\s<>\"'][^\s<>\"'.]*\.[^\s<>\"'])[^\s<>\"']+")

NOT_A_DAY = mark("is not a date; write year-month-day, such as 2023-10-31")
NOT_A_PARTIAL_DATE = mark(
    "is not a date; write year-month-day, year-month or year, such as 2023-10-31, 2023-10 or 2023"
)
NOT_A_SPAN = mark(
    "is not a date or a span of dates; write year-month-day, year-month or year, or two of them"
    " with “/” between, such as 2025-10/2026-01"
)
NOT_A_URL = mark("is not a web address; write http(s)://…, several separated by “ | ”")

LONGEST = 200
"""Letters that a cell may hold, as it stands in the file, where its column says no other number."""


@dataclass(frozen=True)
class Longest:
    """The letters that a cell of a column may hold; stands in the column's annotation."""

    letters: int


def find_longest(field: FieldInfo) -> int:
    """Letters that a cell of a column may hold, as it stands in the file.

    Examples
    --------
    >>> from mppgeo.records.mpp import Mpp
    >>> [find_longest(Mpp.model_fields[name]) for name in ("nama_mpp", "alamat", "catatan")]
    [200, 500, 2000]
    """
    parts = (*field.metadata, *list_types(field.annotation))
    return next((part.letters for part in parts if isinstance(part, Longest)), LONGEST)


def write_value(value: object) -> str:
    """A value as it stands in a file; empty = not known."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return " | ".join(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:g}" if float(f"{value:g}") == value else repr(value)
    return str(value)


def _parse_day(value: object) -> object:
    if isinstance(value, str):
        if not _ISO_DAY.fullmatch(value):
            raise PydanticCustomError("mppgeo", NOT_A_DAY)
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            raise PydanticCustomError("mppgeo", NOT_A_DAY) from None
    return value


def _check_partial_date(value: str) -> str:
    try:
        span(value)
    except ValueError:
        raise PydanticCustomError("mppgeo", NOT_A_PARTIAL_DATE) from None
    return value


def _check_span(value: str) -> str:
    try:
        read_span(value)
    except ValueError:
        raise PydanticCustomError("mppgeo", NOT_A_SPAN) from None
    return value


def _split_list(value: object) -> object:
    return tuple(part.strip() for part in value.split(" | ")) if isinstance(value, str) else value


def _check_urls(urls: tuple[str, ...]) -> tuple[str, ...]:
    if not all(map(_is_address, urls)):
        raise PydanticCustomError("mppgeo", NOT_A_URL)
    return urls


# Many rows of many tables name the same sources.
@lru_cache(maxsize=10_000)
def _is_address(url: str) -> bool:
    try:
        return bool(_URL.fullmatch(url) and urlsplit(url).hostname)
    except ValueError:
        return False


def span(partial: str) -> tuple[dt.date, dt.date]:
    """First and last day of ``2023``, ``2023-10`` or ``2023-10-31``.

    Raises
    ------
    ValueError : ``partial`` is none of the three.

    Examples
    --------
    >>> [day.isoformat() for day in span("2024-02")]
    ['2024-02-01', '2024-02-29']
    """
    if not _PARTIAL.fullmatch(partial):
        raise ValueError(partial)
    parts = [int(part) for part in partial.split("-")]
    if len(parts) == 3:
        day = dt.date(parts[0], parts[1], parts[2])
        return day, day
    if len(parts) == 2:
        first = dt.date(parts[0], parts[1], 1)
        following = dt.date(first.year + first.month // 12, first.month % 12 + 1, 1)
        return first, following - dt.timedelta(days=1)
    return dt.date(parts[0], 1, 1), dt.date(parts[0], 12, 31)


def read_span(text: str) -> tuple[dt.date, dt.date]:
    """First and last day of a partial date, or of two with ``/`` between, the earlier first.

    Raises
    ------
    ValueError : ``text`` is neither.

    Examples
    --------
    >>> [day.isoformat() for day in read_span("2025-10/2026-01")]
    ['2025-10-01', '2026-01-31']
    """
    first, slash, last = text.partition("/")
    begin, end = span(first)[0], span(last if slash else first)[1]
    if begin > end:
        raise ValueError(text)
    return begin, end


NATION = "nasional"
"""What stands for the whole country in a column of areas that may name it."""
Kode = Annotated[str, Field(pattern=r"^\d{2}(\.\d{2})?$")]
KodeKabkota = Annotated[str, Field(pattern=r"^\d{2}\.\d{2}$")]
Day = Annotated[dt.date, BeforeValidator(_parse_day)]
PartialDate = Annotated[str, AfterValidator(_check_partial_date)]
DateOrSpan = Annotated[str, AfterValidator(_check_span)]
Urls = Annotated[
    tuple[str, ...], Longest(4_000), BeforeValidator(_split_list), AfterValidator(_check_urls)
]
Codes = Annotated[
    tuple[Annotated[str, Field(pattern=r"^\d{2}$")], ...], BeforeValidator(_split_list)
]
Prose = Annotated[str, Longest(2_000)]
"""A text of several sentences."""
Count = Annotated[int, Field(ge=0, le=2_000_000_000)]


def list_types(annotation: object) -> Iterator[object]:
    """All types that the annotation of a column is made of, itself the last."""
    origin = get_origin(annotation)
    if origin is not None:
        yield origin
    for argument in get_args(annotation):
        yield from list_types(argument)
    yield annotation


def list_allowed(annotation: object) -> list[str]:
    """The values allowed in a column where only some are, as they stand in the file."""
    if get_origin(annotation) is Literal:
        return [str(value) for value in get_args(annotation)]
    return [value for part in get_args(annotation) for value in list_allowed(part)]
