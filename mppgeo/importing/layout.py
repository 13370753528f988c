"""Which rows of a sheet hold data; the others are named, with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mppgeo.base.language import mark
from mppgeo.base.names import squeeze
from mppgeo.importing.headers import Header, find_identity
from mppgeo.importing.places import Places
from mppgeo.importing.sheets import Formula, SheetRow, Value, show
from mppgeo.importing.titles import PROVINSI

TOTAL = mark("a row of totals")
NUMBERING = mark("the numbers of the columns")
HEADING = mark("the heading of a province")
REPEATED = mark("the titles of the columns once more")
FOOTNOTE = mark("a note below the table")
NOTE = mark("a note between the rows")

_TOTAL = re.compile(r"(sub\s*-?\s*)?(grand\s+)?(total|jumlah|jml|rata-?\s?rata)\b", re.IGNORECASE)
_ONLY_TOTAL = re.compile(
    r"(sub\s*-?\s*)?(grand\s+)?(total|jumlah|jml|rata-?\s?rata)"
    r"(\s+(total|keseluruhan|seluruhnya|semua|akhir|nasional|mpp))?\s*[:.]?",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(
    r"(sumber|catatan|keterangan|ket|mengetahui|nip|tertanda|ttd|disusun|dicetak|data per|per tanggal)"
    r"\b|^\*|^[\w .'-]+,\s*(tanggal\s+)?\d{1,2}\s+\w+\s+\d{4}$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Skipped:
    """A row that holds no data: its number, what stands first in it, and what it is."""

    row: int
    text: str
    reason: str


@dataclass(frozen=True)
class DataRow:
    """A row of data.

    Attributes
    ----------
    provinsi : the province written for it, in its own cell, one above, or a heading.
    own_provinsi : whether it stands in its own cell.
    """

    number: int
    cells: SheetRow
    provinsi: str = ""
    own_provinsi: bool = False

    def at(self, place: int | None) -> Value:
        return None if place is None else self.cells.at(place)


def read_rows(header: Header, places: Places) -> tuple[list[DataRow], list[Skipped]]:
    """The rows of data below a header, and the others."""
    data: list[DataRow] = []
    skipped: list[Skipped] = []
    provinsi = ""
    place = header.places.get(PROVINSI)
    rows = [row for row in header.sheet.rows if row.number > header.rows[-1]]
    foot = _find_foot(rows, header, places)
    for index, row in enumerate(rows):
        reason = FOOTNOTE if index >= foot else _find_reason(row, header, places, index == 0)
        if reason:
            skipped.append(Skipped(row.number, _first_text(row), reason))
            if reason == HEADING:
                provinsi = _last_text(row)
            continue
        own = show(row.at(place)) if place is not None else ""
        provinsi = own or provinsi
        data.append(DataRow(row.number, row, provinsi, bool(own)))
    return data, skipped


def _find_reason(row: SheetRow, header: Header, places: Places, first: bool) -> str | None:
    """Why a row is no data; None = it is."""
    if first and _is_numbering(row):
        return NUMBERING
    if _is_repeated(row, header):
        return REPEATED
    if _is_total(row, header, places):
        return TOTAL
    if find_identity(header.schema) and _is_heading(row, header, places):
        return HEADING
    if find_identity(header.schema) and _is_note(row, header, places):
        return NOTE
    return None


def _is_numbering(row: SheetRow) -> bool:
    """``(1) (2) (3)`` or ``1 2 3 4`` as stands below the titles of official tables."""
    numbers = [re.sub(r"[()\s]", "", show(value)) for value in row.cells if value is not None]
    return len(numbers) >= 3 and numbers == [str(n) for n in range(1, len(numbers) + 1)]


def _is_repeated(row: SheetRow, header: Header) -> bool:
    titles = {title.place: title.text for title in header.titles}
    texts = {place: value for place, value in enumerate(row.cells) if value is not None}
    return len(texts) >= 2 and all(titles.get(place) == text for place, text in texts.items())


def _is_total(row: SheetRow, header: Header, places: Places) -> bool:
    texts = [value for value in row.cells if isinstance(value, str)]
    if not find_identity(header.schema):
        return bool(texts) and bool(_ONLY_TOTAL.fullmatch(texts[0]))
    if _has_area(row, header, places):
        return False
    if not texts:
        # Sums stand below the table without a word, too.
        return any(isinstance(value, Formula) for value in row.cells)
    return bool(_TOTAL.match(texts[0]))


def _has_area(row: SheetRow, header: Header, places: Places) -> bool:
    """Whether a row is about an area that can be told at once."""
    codes = (row.at(header.places[n]) for n in ("kode", "kode_kabkota") if n in header.places)
    if any(places.find_codes(code) for code in codes):
        return True
    name = row.at(header.places["kabkota"]) if "kabkota" in header.places else None
    return isinstance(name, str) and bool(places.find_named(name))


def _is_heading(row: SheetRow, header: Header, places: Places) -> bool:
    """A row that names a province and nothing else, but for a number before it."""
    filled = [value for value in row.cells if value is not None]
    if not filled or len(filled) > 2 or not isinstance(filled[-1], str):
        return False
    if len(filled) == 2 and not re.fullmatch(
        r"[\dIVXLCivxlc]{1,6}[.)]?|[A-Za-z][.)]?", show(filled[0])
    ):
        return False
    own = header.places.get(PROVINSI)
    if own is not None and row.at(own) == filled[-1]:
        # In a table of provinces this is a row like the others.
        return PROVINSI not in find_identity(header.schema)
    return places.find_provinsi(filled[-1]) is not None


def _find_foot(rows: list[SheetRow], header: Header, places: Places) -> int:
    """Index from which on there are only notes and signatures, the first known by its word."""
    foot = index = len(rows)
    while index and _may_be_note(rows[index - 1]):
        index -= 1
        if _means_area(rows[index], header, places):
            break
        if _FOOTNOTE.match(_first_text(rows[index])):
            foot = index
    return foot


def _is_note(row: SheetRow, header: Header, places: Places) -> bool:
    """A note known by its word, in which no area is named."""
    noted = _may_be_note(row) and _FOOTNOTE.match(_first_text(row))
    return bool(noted) and not _means_area(row, header, places)


def _means_area(row: SheetRow, header: Header, places: Places) -> bool:
    """Whether a row names an area, be it with a slip of the pen after "Kab." or "Kota"."""
    identity = find_identity(header.schema)
    if not identity:
        return False
    if _has_area(row, header, places):
        return True
    if PROVINSI in identity and PROVINSI in header.places:
        return places.find_provinsi(show(row.at(header.places[PROVINSI]))) is not None
    name = row.at(header.places["kabkota"]) if "kabkota" in header.places else None
    return isinstance(name, str) and bool(squeeze(name)[0]) and not _FOOTNOTE.match(name)


def _may_be_note(row: SheetRow) -> bool:
    """A row of one or two texts, none of them a number or a code."""
    filled = [value for value in row.cells if value is not None]
    return len(filled) <= 2 and all(
        isinstance(value, str) and not re.fullmatch(r"[\d\W_]+", value) for value in filled
    )


def _first_text(row: SheetRow) -> str:
    return next((show(value) for value in row.cells if value is not None), "")


def _last_text(row: SheetRow) -> str:
    return [show(value) for value in row.cells if value is not None][-1]


def iterate_formulas(rows: list[DataRow], header: Header) -> Iterator[tuple[int, int]]:
    """Row number and place (from 0) of each used cell that is computed."""
    for row in rows:
        for place in header.places.values():
            if isinstance(row.at(place), Formula):
                yield row.number, place
