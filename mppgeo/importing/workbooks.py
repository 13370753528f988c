"""XLSX workbooks, read by openpyxl after a look at what their archive holds.

To be run within the limits of :mod:`mppgeo.importing.guard`: a library that reads any workbook
can be brought to read one for very long.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
from functools import lru_cache
from itertools import islice

from openpyxl import load_workbook
from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from mppgeo.base.refusal import ImportRefused
from mppgeo.importing.sheets import (
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROWS,
    TOO_MANY_CELLS,
    TOO_MANY_COLUMNS,
    TOO_MANY_ROWS,
    CellError,
    DateCell,
    Formula,
    Sheet,
    SheetRow,
    Value,
    check_length,
    clean,
    clean_often,
)
from mppgeo.importing.workbook_parts import BROKEN, Extent, check_parts

_QUOTED_IN_FORMAT = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


def read_workbook(body: bytes) -> list[Sheet]:
    """The visible sheets of a workbook that hold anything.

    Raises
    ------
    ImportRefused : it is damaged, protected, too large, or holds macros or
        links to other files.
    MemoryError : it takes more memory than this process may have.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            extents = check_parts(archive)
        return _read_sheets(body, extents)
    except (ImportRefused, MemoryError):
        raise
    # A damaged archive or XML can break the readers at any place and in any way.
    except Exception as error:
        raise ImportRefused(BROKEN) from error


def _read_sheets(body: bytes, extents: dict[str, Extent]) -> list[Sheet]:
    with warnings.catch_warnings():
        # Of what openpyxl leaves out, such as formats that depend on conditions.
        warnings.simplefilter("ignore")
        # Where the formulas stand is known; to take them apart would cost more than all the rest.
        book = load_workbook(io.BytesIO(body), read_only=True, data_only=True, keep_links=False)
        visible = [
            (sheet, extents[sheet._worksheet_path])
            for sheet in book.worksheets
            if sheet.sheet_state == "visible"
        ]
        if sum(extent.cells for _, extent in visible) > MAX_CELLS:
            raise ImportRefused(TOO_MANY_CELLS, limit=MAX_CELLS)
        epoch_1904 = book.epoch == CALENDAR_MAC_1904
        found = []
        for sheet, extent in visible:
            _check_extent(extent)
            rows = _read_rows(sheet, extent)
            if rows:
                found.append(Sheet(clean(sheet.title), rows, epoch_1904))
        return found


def _check_extent(extent: Extent) -> None:
    if len(extent.rows) > MAX_ROWS:
        raise ImportRefused(TOO_MANY_ROWS, limit=MAX_ROWS)
    if extent.last_column > MAX_COLUMNS:
        raise ImportRefused(TOO_MANY_COLUMNS, row=extent.widest_row, limit=MAX_COLUMNS)


def _read_rows(sheet: ReadOnlyWorksheet, extent: Extent) -> tuple[SheetRow, ...]:
    rows = []
    last = max(extent.rows, default=0)
    cells_by_row = sheet.iter_rows(max_row=last, max_col=extent.last_column)
    # Formats may go on below to the last row there is, and rules follow the last.
    for number, cells in enumerate(islice(cells_by_row, last), start=1):
        if number not in extent.rows:
            continue
        values = [
            Formula()
            if (number, place + 1) in extent.formulas
            else _read_value(cell, number, place)
            for place, cell in enumerate(cells)
        ]
        while values and values[-1] is None:
            values.pop()
        if values:
            rows.append(SheetRow(number, tuple(values)))
    return tuple(rows)


def _read_value(cell: ReadOnlyCell | EmptyCell, row: int, place: int) -> Value:
    value = cell.value
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        check_length(value, row, place)
        text = clean_often(value)
        return CellError(text) if cell.data_type == "e" else text or None
    if isinstance(value, dt.date):
        return DateCell(value.isoformat()[:10][: _find_precision(cell.number_format)])
    if isinstance(value, dt.time):
        return value.isoformat(timespec="minutes")
    if isinstance(value, dt.timedelta):
        return str(value)
    return _read_number(value, cell.number_format)


def _read_number(number: int | float, shape: str) -> Value:
    if number != number or number in (float("inf"), float("-inf")):
        return CellError(str(number))
    if _is_percent(shape):
        return round(number * 100, 10)
    return int(number) if float(number).is_integer() and abs(number) < 1e15 else float(number)


@lru_cache(maxsize=1024)
def _find_precision(shape: str) -> int:
    """How many letters of an ISO date a number format shows.

    A cell that shows "Okt 2023" was meant as a month, whatever day is behind it.
    """
    plain = _QUOTED_IN_FORMAT.sub("", shape).casefold().split(";")[0]
    if "d" in plain or "y" not in plain:
        return 10
    return 7 if "m" in plain else 4


@lru_cache(maxsize=1024)
def _is_percent(shape: str) -> bool:
    return "%" in _QUOTED_IN_FORMAT.sub("", shape)
