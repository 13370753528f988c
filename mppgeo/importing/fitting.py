"""Whether the values of a column are what it is taken for.

A few values that are no number, no day or not allowed are rejected row by row;
where most are, the column is another one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice

from mppgeo.base.language import mark
from mppgeo.importing.columns import CODES, KODE, LOOSE, TEXT, Column
from mppgeo.importing.dates import NotADate, read_date
from mppgeo.importing.sheets import CellError, DateCell, Formula, Value, show
from mppgeo.importing.values import NEEDS_A_DAY, NOTHING, TWO_READINGS, Unreadable, read_value
from mppgeo.records.words import is_status

IS_STATUS = mark(
    "The column {column} was taken for “{name}”, but it says yes, no or a state ({examples})."
    " Give it a title that says what it holds, or leave it out."
)
IS_NUMBER = mark(
    "The column {column} was taken for “{name}”, but it holds numbers ({examples})."
    " Give it a title that says what it holds, or leave it out."
)
IS_DATE = mark(
    "The column {column} was taken for “{name}”, but it holds dates ({examples})."
    " Give it a title that says what it holds, or leave it out."
)
IS_LINK = mark(
    "The column {column} was taken for “{name}”, but it holds web addresses ({examples})."
    " Give it a title that says what it holds, or leave it out."
)
NOT_READ = mark(
    "The column {column} was taken for “{name}”, but what it holds ({examples}) cannot be read as"
    " that. Give it a title that says what it holds, or leave it out."
)

_NOTES = frozenset(
    {"catatan", "keterangan", "keterangan_en", "isi", "isi_en", "judul", "sumber", "tahap"}
)
"""Texts in which anything may be said."""
_PERIODS = frozenset({"periode"})
"""Texts that say when: a year or a month alone says it as well."""
_COUNTED = frozenset({"jumlah_layanan", "jumlah_instansi"})
_LOOKED_AT = 300
_MOSTLY = 0.8
"""Share of the values that are of another kind from which the column is."""
_EXAMPLES = 3
_MANY = 5
"""Values from which a column as a whole is judged by how many of them can be read."""


@dataclass(frozen=True)
class Misfit:
    """Why a column is not what its title says (a catalogue key), with some of its values."""

    reason: str
    examples: tuple[str, ...]


def find_misfit(column: Column, values: Iterable[Value]) -> Misfit | None:
    """What is wrong with the values of a column; None = they may be what it holds.

    Parameters
    ----------
    column : what the title was taken for.
    values : the cells below the title.

    Examples
    --------
    >>> name = describe_columns(Mpp)["nama_mpp"]
    >>> find_misfit(name, ["Ada", "Belum", "Ada"]).examples
    ('Ada', 'Belum')
    """
    said = [v for v in islice(values, _LOOKED_AT) if show(v).strip().casefold() not in NOTHING]
    if column.name in _COUNTED and {show(value).strip() for value in said} == {"0", "1"}:
        return Misfit(IS_STATUS, ("1", "0"))
    for reason, is_kind in _list_kinds(column).items():
        found = [value for value in said if is_kind(value)]
        if found and len(found) >= _MOSTLY * len(said):
            return Misfit(reason, _show_some(found))
    if len(said) >= _MANY and column.kind not in (KODE, CODES):
        unread = [value for value in said if not _is_read(value, column)]
        if len(unread) >= _MOSTLY * len(said):
            return Misfit(NOT_READ, _show_some(unread))
    return None


def _show_some(values: Iterable[Value]) -> tuple[str, ...]:
    return tuple(islice(dict.fromkeys(map(show, values)), _EXAMPLES))


def _is_read(value: Value, column: Column) -> bool:
    if isinstance(value, Formula | CellError):
        # These have reasons of their own.
        return True
    try:
        read_value(value, column)
    except Unreadable as error:
        return error.sentence in (TWO_READINGS, NEEDS_A_DAY)
    return True


def _list_kinds(column: Column) -> dict[str, Callable[[Value], bool]]:
    """What the column cannot hold, by the sentence that says so."""
    if column.name in _NOTES or column.pattern or column.kind not in (TEXT, LOOSE):
        return {}
    if column.kind == LOOSE:
        return {IS_STATUS: _is_status}
    if column.name in _PERIODS:
        return {IS_STATUS: _is_status, IS_LINK: _is_link}
    return {
        IS_STATUS: _is_status, IS_NUMBER: _is_number, IS_DATE: _is_date, IS_LINK: _is_link,
    }  # fmt: skip


def _is_status(value: Value) -> bool:
    return isinstance(value, bool) or (isinstance(value, str) and is_status(value))


def _is_number(value: Value) -> bool:
    if isinstance(value, bool):
        return False
    return isinstance(value, int | float) or (
        isinstance(value, str) and bool(re.fullmatch(r"[+-]?\d[\d\s.,]*%?", value.strip()))
    )


def _is_date(value: Value) -> bool:
    if isinstance(value, DateCell):
        return True
    try:
        return isinstance(value, str) and bool(read_date(value))
    except NotADate:
        return False


def _is_link(value: Value) -> bool:
    return isinstance(value, str) and value.casefold().lstrip().startswith(("http://", "https://"))
