"""XLSX workbooks, read cell by cell so that a hostile or huge one is refused early.

openpyxl needs some 20 µs for a cell: 22 s for 50,000 rows of 20 columns, and it
has read a part before one can say that it is too large. Here the parts are
parsed as they are unpacked, and the first thing out of bounds ends it.
"""

from __future__ import annotations

import datetime as dt
import io
import posixpath
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from xml.parsers import expat

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from mppgeo.base.language import mark
from mppgeo.base.refusal import ImportRefused
from mppgeo.importing.sheets import (
    MAX_COLUMNS,
    MAX_ROWS,
    CellError,
    DateCell,
    Formula,
    Sheet,
    SheetRow,
    Value,
    clean,
)
from mppgeo.importing.text_files import TOO_MANY_COLUMNS, TOO_MANY_ROWS

BROKEN = mark(
    "The Excel workbook is damaged. Open it in Excel, save it anew as .xlsx and try again."
)
ZIP_BOMB = mark("The workbook unpacks to more than {limit} MB and is not opened.")
MACROS = mark("The workbook contains macros. Save it as .xlsx without macros and try again.")
LINKS = mark(
    "The workbook takes data from other files. Break the links in Excel (Data, Edit Links),"
    " save it and try again."
)
PROTECTED = mark("The workbook is protected by a password. Save it without one and try again.")
OTHER_OFFICE = mark("The file is not an Excel workbook (.xlsx). Save it as .xlsx and try again.")

_MAX_UNPACKED = 100_000_000
_MAX_STRINGS = 40_000_000
_MAX_SMALL_PART = 10_000_000
_MAX_PARTS = 5_000
_LAST_ROW = 1_048_576
_CHUNK = 1 << 16
_REFERENCE = re.compile(r"([A-Z]{1,3})[0-9]{1,7}")
_QUOTED_IN_FORMAT = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


def read_workbook(body: bytes) -> list[Sheet]:
    """The visible sheets of a workbook that hold anything.

    Raises
    ------
    ImportRefused : it is damaged, protected, too large, or holds macros or
        links to other files.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            _check_archive(archive)
            return _read_sheets(archive)
    except ImportRefused:
        raise
    # A damaged archive or XML can break the readers at any place and in any way.
    except Exception as error:
        raise ImportRefused(BROKEN) from error


def _check_archive(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    names = {part.filename.casefold() for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        raise ImportRefused(PROTECTED)
    if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > _MAX_UNPACKED:
        raise ImportRefused(ZIP_BOMB, limit=_MAX_UNPACKED // 1_000_000)
    if any("vbaproject" in name or name.startswith("xl/macrosheets/") for name in names):
        raise ImportRefused(MACROS)
    if any(name.startswith("xl/externallinks/") or name == "xl/connections.xml" for name in names):
        raise ImportRefused(LINKS)
    if "[content_types].xml" not in names or "xl/workbook.xml" not in names:
        raise ImportRefused(OTHER_OFFICE)


# --- parts of the archive -----------------------------------------------------

Attributes = dict[str, str]


def _parse(
    archive: zipfile.ZipFile,
    name: str,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
    limit: int = _MAX_SMALL_PART,
) -> None:
    """Run handlers over a part; names of elements come without their namespace."""
    if archive.getinfo(name).file_size > limit:
        raise ImportRefused(ZIP_BOMB, limit=_MAX_UNPACKED // 1_000_000)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = _CHUNK
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = lambda tag, attributes: start(tag.rpartition(":")[2], attributes)
    if end:
        parser.EndElementHandler = lambda tag: end(tag.rpartition(":")[2])
    if text:
        parser.CharacterDataHandler = text
    with archive.open(name) as part:
        while chunk := part.read(_CHUNK):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)


def _refuse_doctype(*_: object) -> None:
    # No office program writes one; entities in it could grow without bounds.
    raise ImportRefused(BROKEN)


def _read_sheets(archive: zipfile.ZipFile) -> list[Sheet]:
    book = _read_book(archive)
    targets = _read_targets(archive)
    names = {part.filename for part in archive.infolist()}
    strings = _read_strings(archive) if "xl/sharedStrings.xml" in names else []
    formats = _read_formats(archive) if "xl/styles.xml" in names else []
    sheets = []
    for title, relation in book.sheets:
        target = targets.get(relation)
        if target is None:
            # Sheets that are charts have relations of another kind.
            continue
        reader = _SheetReader(strings, formats, book.epoch_1904)
        _parse(archive, target, reader.start, reader.end, reader.text, _MAX_UNPACKED)
        if reader.rows:
            sheets.append(Sheet(title, tuple(reader.rows), book.epoch_1904))
    return sheets


@dataclass
class _Book:
    sheets: list[tuple[str, str]] = field(default_factory=list)
    epoch_1904: bool = False


def _read_book(archive: zipfile.ZipFile) -> _Book:
    book = _Book()

    def start(tag: str, attributes: Attributes) -> None:
        if tag == "workbookPr":
            book.epoch_1904 = attributes.get("date1904") in {"1", "true"}
        if tag == "sheet" and attributes.get("state", "visible") == "visible":
            relation = next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id"), "")
            book.sheets.append((clean(attributes.get("name", "")), relation))

    _parse(archive, "xl/workbook.xml", start)
    return book


def _read_targets(archive: zipfile.ZipFile) -> dict[str, str]:
    targets: dict[str, str] = {}

    def start(tag: str, attributes: Attributes) -> None:
        if tag == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            target = posixpath.normpath(posixpath.join("/xl", attributes["Target"]))
            targets[attributes["Id"]] = target.lstrip("/")

    _parse(archive, "xl/_rels/workbook.xml.rels", start)
    return targets


def _read_strings(archive: zipfile.ZipFile) -> list[str]:
    strings: list[str] = []
    collector = _TextCollector()

    def start(tag: str, _: Attributes) -> None:
        if tag == "si":
            collector.parts.clear()
        collector.start(tag)

    def end(tag: str) -> None:
        collector.end(tag)
        if tag == "si":
            strings.append(clean("".join(collector.parts)))

    _parse(archive, "xl/sharedStrings.xml", start, end, collector.text, _MAX_STRINGS)
    return strings


@dataclass
class _TextCollector:
    """The text in ``t`` elements, without the reading aids (``rPh``) beside it."""

    parts: list[str] = field(default_factory=list)
    inside: bool = False
    aid: bool = False

    def start(self, tag: str) -> None:
        if tag == "rPh":
            self.aid = True
        self.inside = tag == "t" and not self.aid

    def end(self, tag: str) -> None:
        if tag == "rPh":
            self.aid = False
        self.inside = False

    def text(self, text: str) -> None:
        if self.inside:
            self.parts.append(text)


def _read_formats(archive: zipfile.ZipFile) -> list[str]:
    """The number format of each cell style."""
    own: dict[int, str] = {}
    styles: list[int] = []
    inside = [False]

    def start(tag: str, attributes: Attributes) -> None:
        if tag == "numFmt":
            own[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif tag == "cellXfs":
            inside[0] = True
        elif tag == "xf" and inside[0]:
            styles.append(int(attributes.get("numFmtId", 0)))

    def end(tag: str) -> None:
        if tag == "cellXfs":
            inside[0] = False

    _parse(archive, "xl/styles.xml", start, end)
    return [own.get(number) or BUILTIN_FORMATS.get(number, "General") for number in styles]


# --- cells --------------------------------------------------------------------


class _SheetReader:
    """Handlers that gather the rows of one sheet."""

    def __init__(self, strings: list[str], formats: list[str], epoch_1904: bool) -> None:
        self.rows: list[SheetRow] = []
        self._strings, self._formats, self._epoch_1904 = strings, formats, epoch_1904
        self._number = 0
        self._cells: list[Value] = []
        self._place = -1
        self._kind = "n"
        self._style = 0
        self._formula = False
        self._parts: list[str] = []
        self._inside = self._aid = False

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "c":
            reference = attributes.get("r")
            self._place = _find_place(reference) if reference else self._place + 1
            self._kind = attributes.get("t", "n")
            self._style = int(attributes.get("s", 0))
            self._formula = False
            self._parts.clear()
        elif tag == "v" or (tag == "t" and not self._aid):
            self._inside = True
        elif tag == "row":
            self._start_row(attributes.get("r"))
        elif tag == "f":
            self._formula = True
        elif tag == "rPh":
            self._aid = True

    def text(self, text: str) -> None:
        if self._inside:
            self._parts.append(text)

    def end(self, tag: str) -> None:
        if tag == "c":
            value = self._read_value()
            if value is not None:
                self._put(value)
        elif tag in ("v", "t"):
            self._inside = False
        elif tag == "row":
            if self._cells:
                self.rows.append(SheetRow(self._number, tuple(self._cells)))
                if len(self.rows) > MAX_ROWS:
                    raise ImportRefused(TOO_MANY_ROWS, limit=MAX_ROWS)
        elif tag == "rPh":
            self._aid = False

    def _start_row(self, number: str | None) -> None:
        last = self._number
        self._number = int(number) if number else last + 1
        if not last < self._number <= _LAST_ROW:
            raise ImportRefused(BROKEN)
        self._cells, self._place = [], -1

    def _put(self, value: Value) -> None:
        if self._place >= MAX_COLUMNS:
            raise ImportRefused(TOO_MANY_COLUMNS, row=self._number, limit=MAX_COLUMNS)
        missing = self._place - len(self._cells)
        if missing < 0:
            raise ImportRefused(BROKEN)
        self._cells.extend([None] * missing)
        self._cells.append(value)

    def _read_value(self) -> Value:
        if self._formula:
            return Formula()
        text = "".join(self._parts)
        if not text:
            return None
        kind = self._kind
        if kind == "s":
            return self._strings[int(text)] or None
        if kind in ("inlineStr", "str"):
            return clean(text) or None
        if kind == "b":
            return text.strip() in {"1", "true"}
        if kind == "e":
            return CellError(clean(text))
        if kind == "d":
            return DateCell(text[:10])
        shape = self._formats[self._style] if self._style < len(self._formats) else "General"
        return _read_number(text, shape, self._epoch_1904)


@lru_cache(maxsize=4096)
def _find_place(reference: str) -> int:
    match = _REFERENCE.fullmatch(reference)
    if not match:
        raise ImportRefused(BROKEN)
    place = 0
    for letter in match[1]:
        place = 26 * place + ord(letter) - ord("A") + 1
    return place - 1


def _read_number(text: str, shape: str, epoch_1904: bool) -> Value:
    number = float(text)
    if number != number or number in (float("inf"), float("-inf")):
        return CellError(text)
    precision = _find_precision(shape)
    if precision:
        return _read_date(number, precision, epoch_1904)
    if _is_percent(shape):
        return round(number * 100, 10)
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def _read_date(number: float, precision: int, epoch_1904: bool) -> Value:
    epoch = CALENDAR_MAC_1904 if epoch_1904 else CALENDAR_WINDOWS_1900
    try:
        moment = from_excel(number, epoch)
    except (ValueError, OverflowError):
        return CellError(repr(number))
    if isinstance(moment, dt.datetime):
        return DateCell(moment.date().isoformat()[:precision])
    return moment.isoformat(timespec="minutes") if isinstance(moment, dt.time) else str(moment)


@lru_cache(maxsize=1024)
def _find_precision(shape: str) -> int:
    """How many letters of an ISO date a number format shows; 0 = it shows no date.

    A cell that shows "Okt 2023" was meant as a month, whatever day is behind it.
    """
    if not is_date_format(shape):
        return 0
    plain = _QUOTED_IN_FORMAT.sub("", shape).casefold().split(";")[0]
    if "d" in plain or "y" not in plain:
        return 10
    return 7 if "m" in plain else 4


@lru_cache(maxsize=1024)
def _is_percent(shape: str) -> bool:
    return "%" in _QUOTED_IN_FORMAT.sub("", shape)
