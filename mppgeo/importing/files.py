"""Which kind of file it is, by its content, and its sheets."""

from __future__ import annotations

from mppgeo.base.language import mark
from mppgeo.base.refusal import ImportRefused
from mppgeo.importing.sheets import MAX_BYTES, Sheet
from mppgeo.importing.text_files import NOT_TEXT, read_text_file
from mppgeo.importing.workbook_parts import PROTECTED
from mppgeo.importing.workbooks import read_workbook

TOO_LARGE = mark("The file is larger than {limit} MB. Divide it into several.")
EMPTY = mark("The file is empty.")
OLD_EXCEL = mark("The file is an Excel workbook of the old kind (.xls). Save it as .xlsx.")
WEB_PAGE = mark("The file is a web page or XML under another name. Save it as .xlsx.")

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OTHER_KINDS = (
    b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b",
    b"{\\rtf", b"\x7fELF",
)  # fmt: skip
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<table", b"<meta", b"<style")


def read_sheets(body: bytes) -> list[Sheet]:
    """The sheets of a CSV or XLSX file that hold anything.

    Raises
    ------
    ImportRefused : it is of another kind, damaged, too large, or empty.
    """
    if len(body) > MAX_BYTES:
        raise ImportRefused(TOO_LARGE, limit=MAX_BYTES // 1_000_000)
    if body.startswith(b"PK"):
        sheets = read_workbook(body)
    else:
        _refuse_other_kinds(body)
        sheets = [read_text_file(body)]
    sheets = [sheet for sheet in sheets if sheet.rows]
    if not sheets:
        raise ImportRefused(EMPTY)
    return sheets


def _refuse_other_kinds(body: bytes) -> None:
    if body.startswith(_OLE):
        raise ImportRefused(PROTECTED if _ENCRYPTED in body else OLD_EXCEL)
    head = body[:200].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head.startswith(_MARKUP):
        raise ImportRefused(WEB_PAGE)
    if body.startswith(_OTHER_KINDS):
        raise ImportRefused(NOT_TEXT)
