"""An Excel file to fill in: made from the schema, so that it cannot differ from it."""

from __future__ import annotations

import io

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from mppgeo.base.language import Language, mark
from mppgeo.importing.columns import COUNT, NUMBER, UNITS, Column, describe_columns
from mppgeo.records.schema import RECORDS

_ROWS = 1_000
"""Rows that are made ready; more may be filled in."""
_WIDE = {"links", "text"}
_HEAD = PatternFill("solid", fgColor="E2EFEC")
_NEEDED = PatternFill("solid", fgColor="BFDFD8")
_FORMATS = {COUNT: "0", NUMBER: "General"}

HINTS = {
    "kode": mark("35 for a province, 35.10 for a kabupaten or kota"),
    "day": mark("day/month/year, such as 31/10/2023"),
    "partial": mark("day/month/year, month and year, or year"),
    "loose": mark("day/month/year, month and year, or year"),
    "count": mark("a whole number"),
    "number": mark("a number; a comma before decimals"),
    "links": mark("http(s)://…, several separated by “ | ”"),
    "codes": mark("codes separated by “ | ”"),
    "allowed": mark("one of the values allowed"),
    "text": mark("text"),
}
"""How the cells of each kind of column are written."""


def write_template(table: str, t: Language) -> bytes:
    """A workbook with an empty sheet for a table and one that explains its columns.

    Parameters
    ----------
    table : name in :data:`mppgeo.records.schema.RECORDS`.
    """
    book = Workbook()
    columns = list(describe_columns(RECORDS[table]).values())
    _fill_sheet(book.active, table, columns, t)
    _explain(book.create_sheet(t("Explanation")), columns, t)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill_sheet(sheet: Worksheet, table: str, columns: list[Column], t: Language) -> None:
    sheet.title = table
    sheet.freeze_panes = "A2"
    for place, column in enumerate(columns, start=1):
        letters = get_column_letter(place)
        cell = sheet.cell(1, place, column.name)
        cell.font = Font(bold=True)
        cell.fill = _NEEDED if column.required else _HEAD
        cell.comment = Comment(_tell_meaning(column, t), "mppgeo", width=320, height=90)
        dimension = sheet.column_dimensions[letters]
        dimension.width = 36 if column.kind in _WIDE else 18
        # As text, codes keep their zeros, and dates and numbers stay as they are written.
        dimension.number_format = _FORMATS.get(column.kind, "@")
        for row in range(2, _ROWS + 2):
            sheet.cell(row, place).number_format = _FORMATS.get(column.kind, "@")
        _validate(sheet, letters, column, t)


def _validate(sheet: Worksheet, letters: str, column: Column, t: Language) -> None:
    if not column.allowed:
        return
    listed = ",".join(column.allowed)
    rule = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True)
    rule.errorTitle = column.name
    rule.error = t("Allowed: {allowed}", allowed=", ".join(column.allowed))[:255]
    rule.showErrorMessage = True
    rule.add(f"{letters}2:{letters}{_ROWS + 1}")
    sheet.add_data_validation(rule)


def _explain(sheet: Worksheet, columns: list[Column], t: Language) -> None:
    titles = [t("Column"), t("Meaning"), t("How to write it"), t("Allowed values"), t("Unit"),
              t("Required"), t("Example")]  # fmt: skip
    sheet.append(titles)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column in columns:
        sheet.append(
            [
                column.name, t(column.meaning), t(HINTS[column.kind]), ", ".join(column.allowed),
                UNITS.get(column.name, ""), t("yes") if column.required else t("no"), None,
            ]
        )  # fmt: skip
        cell = sheet.cell(sheet.max_row, len(titles), column.example)
        cell.number_format = "@"
    for letters, width in zip("ABCDEFG", (24, 52, 40, 40, 10, 12, 32), strict=True):
        sheet.column_dimensions[letters].width = width
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.append([])
    for note in _NOTES:
        sheet.append([t(note)])
    sheet.freeze_panes = "A2"


_NOTES = (
    mark("An empty cell leaves a value as it is; “(hapus)” empties it."),
    mark("Codes that are known fill in the name of the area; a kabupaten and a kota of one name are two areas."),
    mark("A file is taken as a whole or not at all; importing it twice changes nothing."),
)  # fmt: skip


def _tell_meaning(column: Column, t: Language) -> str:
    lines = [t(column.meaning), t(HINTS[column.kind])]
    if column.allowed:
        lines = [lines[0], t("Allowed: {allowed}", allowed=", ".join(column.allowed))]
    return "\n".join(lines)
