"""Values given once for a whole file, for what an office does not write in every row."""

from __future__ import annotations

from collections.abc import Mapping

from mppgeo.base.language import mark
from mppgeo.base.refusal import ImportRefused
from mppgeo.importing.columns import Column, describe_columns
from mppgeo.importing.headers import Header, iterate_values
from mppgeo.importing.sheets import show, strip_controls
from mppgeo.importing.values import NOTHING, Unreadable, read_value
from mppgeo.records.schema import RECORDS

NO_SUCH_COLUMN = mark("“{column}” cannot be given for the whole file; these can: {columns}.")
HAS_VALUES = mark(
    "“{column}” cannot be given for the whole file, as the column {title} holds values of its own."
    " Fill in its empty cells instead."
)
NOT_READ = mark("“{value}” cannot be given as “{column}” of the whole file: {reason}")

_OWN = frozenset({"kode", "kode_kabkota", "kabkota", "nama_mpp", "nama_lain", "presisi"})
"""What only a row can say of itself."""


def list_settable(table: str) -> list[str]:
    """The columns of a table that may be given for a whole file, in its order."""
    return [name for name in describe_columns(RECORDS[table]) if name not in _OWN]


def list_open(header: Header) -> list[Column]:
    """The columns that may be given for this file, as it says nothing in them."""
    columns = describe_columns(header.schema)
    return [columns[n] for n in list_settable(header.table) if not _find_filled(header, n)]


def check_settings(header: Header, given: Mapping[str, str]) -> dict[str, str]:
    """The values in the form of the records.

    Parameters
    ----------
    given : what was written for each column.

    Raises
    ------
    ImportRefused : there is no such column, the file has values in it, or it cannot be read.
    """
    columns = describe_columns(header.schema)
    read = {}
    for name, written in given.items():
        if name not in list_settable(header.table):
            raise ImportRefused(
                NO_SUCH_COLUMN, column=name, columns=tuple(list_settable(header.table))
            )
        if title := _find_filled(header, name):
            raise ImportRefused(HAS_VALUES, column=name, title=title)
        written = strip_controls(written).strip()
        try:
            text = read_value(written, columns[name])
        except Unreadable as error:
            raise ImportRefused(NOT_READ, value=written, column=name, reason=error) from None
        if text:
            read[name] = text
    return read


def tell_settings(given: Mapping[str, str]) -> str:
    """The values as they stand in the history: ``jenis_tanggal=peresmian; …``."""
    return "; ".join(f"{name}={text}" for name, text in given.items())


def _find_filled(header: Header, name: str) -> str:
    """The title of the column where the file says something in it, else ""."""
    for title in header.titles:
        if title.column == name:
            values = iterate_values(header.sheet, header.rows, title.place)
            if any(show(value).strip().casefold() not in NOTHING for value in values):
                return title.named
    return ""
