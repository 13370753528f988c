"""A download that an Indonesian Excel opened and saved again changes nothing."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re

import openpyxl
import pytest
from import_files import reasons

from mppgeo.base.paths import data_dir
from mppgeo.importing.plan import plan_import
from mppgeo.records.schema import RECORDS
from mppgeo.store.files import FileStore

EMPTY = {"attestations", "recipients"}
"""The tables that have no row yet."""

ENCODINGS = ("utf-8-sig", "utf-8", "windows-1252")

_MONTHS = tuple("Jan Feb Mar Apr Mei Jun Jul Agu Sep Okt Nov Des".split())


def type_cell(text: str) -> object:
    """What Excel in the id locale makes of a text that is typed or opened: a number, a day, a month."""
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        return float(text) if "." in text else int(text)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return dt.date.fromisoformat(text)
    if re.fullmatch(r"\d{4}-\d{2}", text):
        return dt.date.fromisoformat(f"{text}-01"), "month"
    return text


def show_cell(value: object) -> str:
    """The same as it is written into a CSV: as it is seen."""
    match value:
        case (day, "month"):
            return f"{_MONTHS[day.month - 1]}-{day:%y}"
        case dt.date():
            return f"{value:%d/%m/%Y}"
        case float():
            return f"{value:.12g}".replace(".", ",")
    return str(value)


def save_csv(rows: list[list[str]], encoding: str) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows([show_cell(type_cell(text)) for text in row] for row in rows)
    return out.getvalue().encode(encoding, errors="replace")


def save_xlsx(rows: list[list[str]]) -> bytes:
    """Days as serial numbers that nobody told to look like days."""
    book = openpyxl.Workbook()
    for row in rows:
        cells = [type_cell(text) for text in row]
        book.active.append([_as_serial(cell) for cell in cells])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _as_serial(cell: object) -> object:
    if isinstance(cell, tuple):
        return show_cell(cell)
    return (cell - dt.date(1899, 12, 30)).days if isinstance(cell, dt.date) else cell


@pytest.mark.parametrize("table", [name for name in RECORDS if name not in EMPTY])
def test_a_file_that_excel_saved_changes_nothing(dataset, table):
    kept = FileStore(data_dir()).read_rows(table)
    rows = [list(kept[0]), *(list(row.values()) for row in kept)]
    # Each table in one of the encodings: they are read before anything is known of the table.
    encoding = ENCODINGS[list(RECORDS).index(table) % len(ENCODINGS)]
    saved = {encoding: save_csv(rows, encoding), "workbook": save_xlsx(rows)}
    for form, body in saved.items():
        plan = plan_import(
            body, source=f"{table}.csv", store=FileStore(data_dir()), regions=dataset.regions
        )
        assert reasons(plan) == [] and plan.uncertain == () and plan.skipped == (), form
        assert [dict(row.differences) for row in (*plan.added, *plan.changed)] == [], form
        assert len(plan.unchanged) == len(kept), form
