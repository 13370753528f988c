"""Where the table of a sheet begins, and what its columns are taken for.

Titles may stand in two rows, as under a merged cell. A title alone does not
make a column: its values must be what the column holds (``fitting``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mppgeo.importing.columns import KODE, describe_columns
from mppgeo.importing.fitting import find_misfit
from mppgeo.importing.sheets import Sheet, SheetRow, Value, name_column, show
from mppgeo.importing.titles import (
    PRESISI,
    PROVINSI,
    is_aside,
    list_titles,
    recognise,
)
from mppgeo.records.row import Row
from mppgeo.records.schema import RECORDS

_LOOKED_AT = 40
"""Rows in which the titles of the columns are looked for."""
_LONGEST = 200
"""Letters of a title of a column; what is longer is a text."""
_ROLES = frozenset({PROVINSI, PRESISI})


@dataclass(frozen=True)
class Title:
    """A column of the sheet: its place (from 0), its title, and what it was taken for.

    Attributes
    ----------
    column : of the records, or a role of ``titles``; None = none.
    misfit : the column that the title means, where its values are not what that holds.
    reason : what is wrong with them (a catalogue key), with ``examples``.
    """

    place: int
    text: str
    column: str | None
    misfit: str | None = None
    reason: str = ""
    examples: tuple[str, ...] = ()

    @property
    def letters(self) -> str:
        return name_column(self.place)

    @property
    def named(self) -> str:
        """Letters and title, as a sentence names the column."""
        return f"{self.letters} “{self.text}”" if self.text else self.letters


@dataclass(frozen=True)
class Header:
    """Where the table of a sheet begins and what its columns are.

    Attributes
    ----------
    rows : numbers of the row or two rows that hold the titles.
    titles : every column that has a title.
    """

    table: str
    sheet: Sheet
    rows: tuple[int, ...]
    titles: tuple[Title, ...]

    @property
    def places(self) -> dict[str, int]:
        """Place of each column (and role) in the sheet."""
        return {title.column: title.place for title in self.titles if title.column}

    @property
    def schema(self) -> type[Row]:
        return RECORDS[self.table]

    @property
    def columns(self) -> set[str]:
        """The columns of the records that were recognised."""
        return {title.column for title in self.titles if title.column} - (
            _ROLES - set(self.schema.model_fields)
        )

    @property
    def unknown(self) -> list[Title]:
        """Columns that hold something and were taken for nothing, without the numbers of rows."""
        return [
            title
            for title in self.titles
            if title.column is None
            and not is_aside(title.text)
            and next(iterate_values(self.sheet, self.rows, title.place), None) is not None
        ]


def iterate_values(sheet: Sheet, rows: tuple[int, ...], place: int) -> Iterable[Value]:
    """What stands in a column below the titles."""
    for row in sheet.rows:
        if row.number > rows[-1] and row.at(place) is not None:
            yield row.at(place)


def find_identity(schema: type[Row]) -> set[str]:
    """The columns of a sheet by which the area of a row can be told; none for some tables."""
    kode = describe_columns(schema).get("kode")
    if kode is None or kode.kind != KODE:
        return set()
    return {"kode", "kode_kabkota", "kabkota"} | ({PROVINSI} if kode.province_only else set())


def list_headers(sheet: Sheet, tables: Sequence[str]) -> list[Header]:
    """What every row with two titles of a table may be, for every table, in the sheet's order."""
    rows = sheet.rows[:_LOOKED_AT]
    found = []
    for index, row in enumerate(rows):
        below = rows[index + 1] if index + 1 < len(rows) else None
        read = list(_read_titles(row, below))
        for name in tables:
            matched = [_match(sheet, name, numbers, titles) for titles, numbers in read]
            # Where the row alone says more, the one below it is no second row of titles.
            best = max(matched, key=_count_meant, default=None)
            if best and _count_meant(best) >= 2:
                found.append(best)
    return found


def _count_meant(header: Header) -> int:
    return sum(bool(title.column or title.misfit) for title in header.titles)


def _read_titles(
    row: SheetRow, below: SheetRow | None
) -> Iterable[tuple[dict[int, list[str]], tuple[int, ...]]]:
    """Possible titles by place: those of a row, then those of it and the row below together."""
    single = _read_texts(row)
    if len(single) >= 2:
        yield {place: [text] for place, text in single.items()}, (row.number,)
    lower = _read_texts(below) if below and below.number == row.number + 1 else {}
    # A lone cell above the titles is that of the whole table.
    filled = sum(value is not None for value in row.cells)
    if not single or not lower or filled < 2:
        return
    titles: dict[int, list[str]] = {}
    above = ""
    for place in range(max(*single, *lower) + 1):
        above = single.get(place, above if place in lower else "")
        if place in lower and above:
            titles[place] = [f"{above} {lower[place]}", lower[place]]
        elif place in lower or above:
            titles[place] = [lower.get(place) or above]
    yield titles, (row.number, below.number)


def _read_texts(row: SheetRow | None) -> dict[int, str]:
    """The texts of a row by place; a row of numbers holds no titles."""
    if row is None:
        return {}
    return {
        place: show(value)
        for place, value in enumerate(row.cells)
        if isinstance(value, str)
        and len(value) <= _LONGEST
        and not re.fullmatch(r"[\d\W_]+", value)
    }


def _match(
    sheet: Sheet, table: str, numbers: tuple[int, ...], titles: Mapping[int, list[str]]
) -> Header:
    known, columns = list_titles(table), describe_columns(RECORDS[table])
    found = []
    for place, texts in sorted(titles.items()):
        column = next((c for text in texts if (c := recognise(text, known))), None)
        title = Title(place, texts[0], column)
        if column in columns:
            wrong = find_misfit(columns[column], iterate_values(sheet, numbers, place))
            if wrong:
                title = Title(place, texts[0], None, column, wrong.reason, wrong.examples)
        found.append(title)
    return Header(table, sheet, numbers, tuple(found))
