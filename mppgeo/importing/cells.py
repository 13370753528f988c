"""What the cells of one row say, in the form of the records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from mppgeo.importing.areas import LOST_ZERO
from mppgeo.importing.columns import KODE, Column, describe_columns
from mppgeo.importing.headers import Header
from mppgeo.importing.layout import DataRow
from mppgeo.importing.places import Places
from mppgeo.importing.precision import cut_date, find_dated, read_precision
from mppgeo.importing.sheets import Value, show
from mppgeo.importing.titles import PRESISI
from mppgeo.importing.values import NOTHING, Unreadable, read_value
from mppgeo.records.reader import NOT_A_KODE, UNKNOWN_KODE
from mppgeo.records.values import NATION


@dataclass(frozen=True)
class Unread:
    """A cell that cannot be taken: column, what stands there, the reason with its fields."""

    column: str
    value: str
    reason: str
    fields: Mapping[str, object] = field(default_factory=dict)


class CellReader:
    """Reads the rows of one sheet.

    Parameters
    ----------
    given : text by column for what the file leaves out (``settings``).
    """

    def __init__(self, header: Header, places: Places, given: Mapping[str, str]) -> None:
        self._header, self._places, self._given = header, places, given
        self._columns = describe_columns(header.schema)
        self._dated = find_dated(self._columns, header.places)

    def read(
        self, row: DataRow, kode: str, known: Callable[[str, str], str]
    ) -> tuple[dict[str, str], list[Unread]]:
        """The texts of a row by column, "" = to be emptied, and what could not be read.

        Parameters
        ----------
        kode : of the row's area; "" where the table has none.
        known : gives the present value of a column if it equals what is written, else "";
            it decides where a number could be read in two ways.
        """
        said: dict[str, str] = {}
        unread: list[Unread] = []
        for name, value in self._list_cells(row, kode):
            try:
                text = self._read(name, value, known)
            except Unreadable as error:
                unread.append(Unread(name, show(value), error.sentence, error.fields))
                continue
            if text is not None:
                said[name] = text
        said |= self._given
        if self._dated and self._dated in said:
            self._apply_precision(row, said, unread)
        return said, unread

    def _list_cells(self, row: DataRow, kode: str) -> list[tuple[str, Value]]:
        cells: dict[str, Value] = {
            name: row.at(place)
            for name, place in self._header.places.items()
            if name in self._columns
            and not (kode and name in ("kode", "kabkota"))
            # A precision goes with its date.
            and not (name == PRESISI and self._dated)
        }
        return list(cells.items())

    def _read(self, name: str, value: Value, known: Callable[[str, str], str]) -> str | None:
        column = self._columns[name]
        if column.kind == KODE:
            return self._read_code(value, column)
        present = known(name, show(value)) if column.kind == "number" else ""
        epoch = self._header.sheet.epoch_1904
        return read_value(value, column, known=present, epoch_1904=epoch)

    def _read_code(self, value: Value, column: Column) -> str | None:
        """A code other than that of the row's own area."""
        text = show(value)
        if not text or text in ("-", "–"):
            return None
        if NATION in column.pattern and text.strip().casefold() == NATION:
            return NATION
        codes = self._places.find_codes(value)
        if len(codes) > 1:
            raise Unreadable(LOST_ZERO)
        if not codes:
            raise Unreadable(UNKNOWN_KODE if text[:1].isdigit() else NOT_A_KODE)
        return codes[0]

    def _apply_precision(self, row: DataRow, said: dict[str, str], unread: list[Unread]) -> None:
        written = show(row.at(self._header.places[PRESISI])).strip()
        if written.casefold() in NOTHING or not said[self._dated]:
            return
        try:
            precision = read_precision(written)
            column = self._columns[self._dated]
            said[self._dated] = cut_date(said[self._dated], precision, column)
        except Unreadable as error:
            unread.append(Unread(PRESISI, written, error.sentence, error.fields))
            return
        if PRESISI in self._columns:
            said[PRESISI] = precision
