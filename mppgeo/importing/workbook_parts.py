"""What the archive of a workbook holds, looked at before a library builds anything of it.

Every part is run through a parser that keeps nothing. Thus it is known how deep, wide and long a
workbook is, and where its formulas stand, at the cost of one quick pass.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from xml.parsers import expat

from mppgeo.base.language import mark
from mppgeo.base.refusal import ImportRefused

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
STRICT = mark(
    "The workbook is saved as “Strict Open XML”. Save it as an ordinary workbook (.xlsx) and try"
    " again."
)
NOT_USUAL = mark(
    "The workbook holds more sheets, formats or nested parts than an office program writes."
    " Copy the table into a new workbook and try again."
)

_MAX_UNPACKED = 100_000_000
_MAX_STRINGS = 40_000_000
_MAX_SMALL_PART = 10_000_000
_MAX_PARTS = 5_000
_MAX_SHEETS = 100
_MAX_DEPTH = 100
_MAX_ELEMENTS = 2_500_000
_MAX_ATTRIBUTES = 200
_MAX_TOKEN = 1_000_000
"""Bytes of one tag with its attributes, or of one comment."""
_MAX_FORMATS = 5_000
_MAX_FORMAT = 255
"""Characters of a number format; Excel takes no longer one."""
_LAST_ROW = 1_048_576
_CHUNK = 1 << 16

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_ROW, _FORMULA, _STRINGS = (f"{_MAIN} {name}" for name in ("row", "f", "sst"))
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships id"
_DIGITS = "0123456789"

Attributes = dict[str, str]


@dataclass
class Extent:
    """How much a worksheet holds; cells that are only formatted hold nothing.

    Attributes
    ----------
    rows : numbers, from 1, of those that hold anything.
    cells : how many there are down to the last of these rows.
    last_column : of what it holds, from 1; 0 = it holds nothing.
    widest_row : the row that reaches to the last column.
    formulas : row and column, from 1, of each cell that is computed.
    """

    rows: set[int] = field(default_factory=set)
    cells: int = 0
    last_column: int = 0
    widest_row: int = 0
    formulas: set[tuple[int, int]] = field(default_factory=set)


def check_parts(archive: zipfile.ZipFile) -> dict[str, Extent]:
    """The extent of each worksheet by the name of its part.

    Raises
    ------
    ImportRefused : the archive is damaged, protected, larger or other than office programs make
        them, or holds macros or links to other files.
    """
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
    return _Survey(archive).run()


class _Survey:
    """The passes over all parts, and what is counted over all of them."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._elements = self._sheets = self._formats = 0
        self._ids: set[str] = set()
        self._targets: set[str] = set()

    def run(self) -> dict[str, Extent]:
        extents = {}
        for part in self._archive.infolist():
            reader = _PartReader(self._look_at)
            try:
                self._parse(part, reader)
            except expat.ExpatError:
                if part.filename.casefold().endswith((".xml", ".rels")):
                    raise
                # A picture or the like, which nobody reads as XML.
                continue
            extents[part.filename] = reader.extent
        return extents

    def _parse(self, part: zipfile.ZipInfo, reader: _PartReader) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.buffer_size = _CHUNK
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.StartElementHandler = reader.start
        parser.EndElementHandler = reader.end
        parser.CharacterDataHandler = reader.text
        fed = 0
        with self._archive.open(part) as file:
            while chunk := file.read(_CHUNK):
                parser.Parse(chunk, False)
                fed += len(chunk)
                if fed - max(parser.CurrentByteIndex, 0) > _MAX_TOKEN:
                    raise ImportRefused(NOT_USUAL)
                if fed > _find_limit(reader.root):
                    raise ImportRefused(NOT_USUAL)
                if self._elements + reader.elements > _MAX_ELEMENTS:
                    raise ImportRefused(NOT_USUAL)
        parser.Parse(b"", True)
        self._elements += reader.elements

    def _look_at(self, tag: str, attributes: Attributes) -> None:
        """The few elements whose number or length matters, in whatever part they stand."""
        name = tag.rpartition(" ")[2]
        if name == "sheet":
            self._sheets += 1
            relation = attributes.get(_RELATION, "")
            if self._sheets > _MAX_SHEETS or (relation and relation in self._ids):
                raise ImportRefused(NOT_USUAL)
            self._ids.add(relation)
        elif name == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            target = posixpath.normpath(posixpath.join("/xl", attributes.get("Target", "")))
            if target in self._targets:
                raise ImportRefused(NOT_USUAL)
            self._targets.add(target)
        elif name == "numFmt":
            self._formats += 1
            if self._formats > _MAX_FORMATS or len(attributes.get("formatCode", "")) > _MAX_FORMAT:
                raise ImportRefused(NOT_USUAL)
        elif name == "Override" and re.search(
            "macroEnabled|vbaProject", attributes.get("ContentType", ""), re.IGNORECASE
        ):
            raise ImportRefused(MACROS)


_LOOKED_AT = frozenset(("sheet", "Relationship", "numFmt", "Override"))


class _PartReader:
    """Handlers of one part: its depth, and what it holds if it is a worksheet."""

    def __init__(self, look_at: Callable[[str, Attributes], None]) -> None:
        self.extent = Extent()
        self.root = ""
        self.elements = 0
        self._look_at = look_at
        self._depth = 0
        self._row_depth = self._cell_depth = 0
        self._row = self._column = 0
        self._cells = 0
        self._held = False

    def start(self, tag: str, attributes: Attributes) -> None:
        self.elements += 1
        self._depth += 1
        if self._depth > _MAX_DEPTH or len(attributes) > _MAX_ATTRIBUTES:
            raise ImportRefused(NOT_USUAL)
        if self._cell_depth:
            if tag == _FORMULA and self._depth == self._cell_depth + 1:
                self.extent.formulas.add((self._row, self._column))
                self._hold()
        elif self._row_depth:
            self._start_cell(attributes.get("r"))
        elif tag == _ROW:
            self._start_row(attributes.get("r"))
        elif not self.root:
            self.root = tag
            if tag.startswith(_STRICT):
                raise ImportRefused(STRICT)
        elif tag.rpartition(" ")[2] in _LOOKED_AT:
            self._look_at(tag, attributes)

    def text(self, text: str) -> None:
        if self._cell_depth and not self._held and not text.isspace():
            self._hold()

    def end(self, _: str) -> None:
        if self._depth == self._cell_depth:
            self._cell_depth = 0
        elif self._depth == self._row_depth:
            self._row_depth = 0
        self._depth -= 1

    def _start_row(self, number: str | None) -> None:
        last = self._row
        self._row = int(number) if number else last + 1
        if not last < self._row <= _LAST_ROW:
            raise ImportRefused(BROKEN)
        self._row_depth, self._column = self._depth, 0

    def _start_cell(self, reference: str | None) -> None:
        last = self._column
        self._column = _find_column(reference.rstrip(_DIGITS)) if reference else last + 1
        if self._column <= last:
            raise ImportRefused(BROKEN)
        self._cell_depth, self._held = self._depth, False
        self._cells += 1

    def _hold(self) -> None:
        self._held, extent = True, self.extent
        extent.rows.add(self._row)
        extent.cells = self._cells
        if self._column > extent.last_column:
            extent.last_column, extent.widest_row = self._column, self._row


def _find_limit(root: str) -> int:
    """Bytes that a part may unpack to, by its first element."""
    if root == _STRINGS:
        return _MAX_STRINGS
    small = root.rpartition(" ")[2] in {"workbook", "styleSheet", "Types", "Relationships"}
    return _MAX_SMALL_PART if small else _MAX_UNPACKED


def _refuse_doctype(*_: object) -> None:
    # No office program writes one; entities in it could grow without bounds.
    raise ImportRefused(BROKEN)


@lru_cache(maxsize=4096)
def _find_column(letters: str) -> int:
    """Number, from 1, of the column that a spreadsheet calls ``AB``."""
    if not re.fullmatch("[A-Za-z]{1,3}", letters):
        raise ImportRefused(BROKEN)
    place = 0
    for letter in letters.upper():
        place = 26 * place + ord(letter) - ord("A") + 1
    return place
