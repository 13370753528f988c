"""What each row of a file would do: added, changed, unchanged, rejected or in question."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from mppgeo.base.faults import Fault
from mppgeo.base.language import mark
from mppgeo.base.names import shorten
from mppgeo.importing.areas import CHOICE_NOT_NEEDED, AreaFinder, UncertainArea
from mppgeo.importing.cells import CellReader
from mppgeo.importing.columns import describe_columns
from mppgeo.importing.headers import Header, find_identity
from mppgeo.importing.layout import DataRow
from mppgeo.importing.mpp_names import MppNames, same_mpp
from mppgeo.importing.places import Places
from mppgeo.importing.present import Known, Present, fill_followers, same_text
from mppgeo.importing.rules import (
    SOURCES,
    Objection,
    find_contradiction,
    find_not_autonomous,
    iterate_future,
    keep_exact_dates,
    keep_sources,
)
from mppgeo.records.reader import EMPTY_VALUE, check_row
from mppgeo.records.row import Row
from mppgeo.store.journal import RowChange

SAME_ROW = mark("is the same as row {row} ({columns}); keep one of the two")
SEVERAL_ROWS = mark("fits {count} rows that exist; add {columns} to tell them apart")
NEEDED = mark("is missing in the file, but a new row needs it; add the column")
WHICH_MPP = mark("must not be empty, as the area has several MPPs: {names}")
NO_MPP_YET = mark("must not be empty, as the area has no MPP yet")
TAKEN_AS_MPP = mark("is taken for “{nama}”")
SECOND_MPP = mark("becomes another MPP of the area, beside {names}")
RUN_BY_OTHER = mark("is run by {owner} {nama}, whose row is meant")
UNKNOWN_MPP = mark("is no MPP of this area in the table mpp")


class Readable(Protocol):
    """What a plan needs of a store."""

    def read_rows(self, table: str) -> list[dict[str, str]]: ...


@dataclass(frozen=True)
class PlannedRow:
    """A row of the file and what it does.

    Attributes
    ----------
    number : in the sheet.
    kode, name : the area ("" where the table has none) and what the row is called.
    area : short name of the area; "" where the table has none.
    change : the row before and after; None = it stays as it is.
    differences : old and new text by column; of a new row, all that is known.
    """

    number: int
    kode: str
    name: str
    area: str = ""
    change: RowChange | None = None
    differences: Mapping[str, tuple[str, str]] = field(default_factory=dict)


class Planner:
    """Gathers what each row would do."""

    def __init__(
        self,
        header: Header,
        places: Places,
        store: Readable,
        source: str,
        choices: Mapping[int, str],
        given: Mapping[str, str],
        today: dt.date,
    ) -> None:
        self.added: list[PlannedRow] = []
        self.changed: list[PlannedRow] = []
        self.unchanged: list[PlannedRow] = []
        self.rejected: list[Fault] = []
        self.uncertain: list[UncertainArea] = []
        self.remarks: list[Fault] = []
        self._header, self._places, self._source, self._choices = header, places, source, choices
        self._today = today
        self._schema: type[Row] = header.schema
        self._columns = describe_columns(self._schema)
        self._by_area = bool(find_identity(self._schema))
        self._present = Present(self._schema, store.read_rows(header.table))
        has_names = "nama_mpp" in self._columns
        self._names = MppNames(store.read_rows("mpp") if has_names else (), places)
        self._areas = AreaFinder(header, places, source, self._names) if self._by_area else None
        self._given = given
        self._cells = CellReader(header, places, given)
        self._seen: dict[tuple[str, ...], int] = {}
        self._numbers: set[int] = set()

    def add(self, row: DataRow) -> None:
        """Plan one row."""
        self._numbers.add(row.number)
        kode = ""
        if self._areas:
            found = self._areas.find(row, self._choices.get(row.number))
            if isinstance(found, UncertainArea):
                self.uncertain.append(found)
                return
            if isinstance(found, Fault):
                self.rejected.append(found)
                return
            kode = found.kode
            self.remarks += found.remarks
        faults = len(self.rejected)
        given = self._read_cells(row, kode)
        if kode:
            kode = self._name_mpp(row, kode, given)
            given["kode"] = kode
            given.pop("kabkota", None)
        known = self._find_known(row, given) if len(self.rejected) == faults else None
        if len(self.rejected) == faults:
            self._compare(row, kode, given, known)

    @property
    def left(self) -> set[int]:
        """Numbers of the rows that are rejected or in question."""
        asked = {area.row for area in self.uncertain}
        return asked | {fault.row for fault in self.rejected if fault.row is not None}

    def refuse_idle_choices(self) -> None:
        """A choice for a row that holds no data is a slip that must not go unseen."""
        for number in sorted(set(self._choices) - self._numbers):
            self._reject(number, None, self._choices[number], CHOICE_NOT_NEEDED)

    # --- cells ---------------------------------------------------------------

    def _read_cells(self, row: DataRow, kode: str) -> dict[str, str]:
        """What the cells say; "" = to be emptied. Columns without a word are left out."""

        def find_known(name: str, text: str) -> str:
            # By the area alone: enough to tell two readings of a number apart.
            rows = self._present.of_area(kode) if kode else []
            return next((text for known in rows if text and known.plain.get(name) == text), "")

        said, unread = self._cells.read(row, kode, find_known)
        for cell in unread:
            self._reject(row.number, cell.column, cell.value, cell.reason, kode, cell.fields)
        return said

    def _name_mpp(self, row: DataRow, kode: str, given: dict[str, str]) -> str:
        """Put the MPP's name as it stands in the records; gives the code of who runs it."""
        if "nama_mpp" not in self._columns:
            return kode
        names = self._names.of_area(kode)
        written = given.get("nama_mpp", "")
        if any(
            same_text(known.plain["nama_mpp"], written) for known in self._present.of_area(kode)
        ):
            return kode
        fits = [name for name in names if same_text(name, written)] or [
            name for name in names if written and same_mpp(name, written)
        ]
        owner = self._names.find_owner(kode, written) if written and not fits else None
        if owner and "kode_kabkota" not in self._header.places:
            given["nama_mpp"] = owner[1]
            nama = self._places.names.get(owner[0], "")
            self._remark(row, "nama_mpp", written, RUN_BY_OTHER, kode, owner=owner[0], nama=nama)
            return owner[0]
        if len(fits) == 1:
            given["nama_mpp"] = fits[0]
            if not same_text(fits[0], written):
                self._remark(row, "nama_mpp", written, TAKEN_AS_MPP, kode, nama=fits[0])
        elif not written and len(names) == 1:
            given["nama_mpp"] = names[0]
        elif not written and names:
            self._reject(row.number, "nama_mpp", None, WHICH_MPP, kode, {"names": "; ".join(names)})
        elif not written:
            self._reject(row.number, "nama_mpp", None, NO_MPP_YET, kode)
        return kode

    # --- rows ----------------------------------------------------------------

    def _find_known(self, row: DataRow, given: dict[str, str]) -> Known | None:
        """The row of the store that is meant; None = it is new."""
        absent = [name for name in self._schema.KEY if name not in self._header.places]
        absent = [name for name in absent if name not in given]
        found = self._present.find(given, absent)
        if len(found) > 1:
            fields = {"count": len(found), "columns": ", ".join(absent)}
            self._reject(row.number, None, None, SEVERAL_ROWS, given.get("kode", ""), fields)
            return None
        return found[0] if found else None

    def _compare(self, row: DataRow, kode: str, given: dict[str, str], known: Known | None) -> None:
        before = known.plain if known else {}
        for name in self._given:
            # What holds for the file as a whole says nothing against what is known of a row.
            if before.get(name) and name not in (*self._schema.KEY, *SOURCES):
                given.pop(name, None)
        for kept in keep_exact_dates(given, before, self._columns, self._schema.KEY):
            self._remark(row, kept.column, kept.value, kept.reason, kode, **kept.fields)
        for kept in keep_sources(given, before, self._schema.KEY):
            self._remark(row, kept.column, kept.value, kept.reason, kode, **kept.fields)
        after = {**dict.fromkeys(self._columns, ""), **before}
        for name, text in given.items():
            # What tells the row apart was found equal already, but for case and spaces.
            if name in self._schema.KEY and known:
                continue
            if not same_text(text, after[name]):
                after[name] = text
        fill_followers(after, before, given)
        if kode and not before:
            self._fill_area(after, kode)
        key = self._present.key_of(after)
        if self._is_repeated(row, key, kode):
            return
        differences = {
            name: (before.get(name, ""), text)
            for name, text in after.items()
            if text != before.get(name, "")
        }
        label = self._label(after)
        area = shorten(self._places.names.get(kode, ""))
        if not differences:
            self.unchanged.append(PlannedRow(row.number, kode, label, area))
            return
        faults = len(self.rejected)
        for found in self._iterate_objections(given, before, after, differences):
            self._reject(row.number, found.column, found.value, found.reason, kode, found.fields)
        checked = self._check(row, after, is_new=known is None)
        if checked is None or len(self.rejected) > faults:
            return
        written = {
            **(known.texts if known else {}),
            **{name: checked[name] for name in differences},
        }
        written = {name: written.get(name, "") for name in {**written, **self._columns}}
        change = RowChange(known.texts if known else None, written)
        planned = PlannedRow(row.number, kode, label, area, change, differences)
        (self.changed if known else self.added).append(planned)
        if not known:
            self._remark_new_mpp(row, kode, after)

    def _iterate_objections(
        self,
        given: Mapping[str, str],
        before: Mapping[str, str],
        after: Mapping[str, str],
        differences: Collection[str],
    ) -> Iterator[Objection]:
        """What stands against a row though each of its values may be."""
        if contradiction := find_contradiction(given, before):
            yield contradiction
        yield from iterate_future(
            self._header.table, after, differences, given, self._columns, self._today
        )
        touched = {*given, *differences}
        if dependent := find_not_autonomous(after, touched, self._places.not_autonomous):
            yield dependent

    def _fill_area(self, after: dict[str, str], kode: str) -> None:
        if "kabkota" in after:
            after["kabkota"] = self._places.names[kode]
        if "kode_kabkota" in after and not after["kode_kabkota"] and len(kode) == 5:
            after["kode_kabkota"] = kode

    def _is_repeated(self, row: DataRow, key: tuple[str, ...], kode: str) -> bool:
        first = self._seen.setdefault(key, row.number)
        if first == row.number:
            return False
        fields = {"row": first, "columns": ", ".join(self._schema.KEY)}
        self._reject(row.number, None, None, SAME_ROW, kode, fields)
        return True

    def _check(
        self, row: DataRow, after: Mapping[str, str], *, is_new: bool
    ) -> dict[str, str] | None:
        """The row in the form of the records; None where it is not valid."""
        raw = {name: after.get(name) or None for name in self._columns}
        areas = self._places.names
        checked = check_row(row.number, raw, self._schema, areas)
        if isinstance(checked, Row):
            return checked.to_text()
        for fault in checked:
            missing = is_new and fault.reason == EMPTY_VALUE
            absent = fault.column not in self._header.places
            reason = NEEDED if missing and absent else fault.reason
            self.rejected.append(replace(fault, file=self._source, reason=reason))
        return None

    def _remark_new_mpp(self, row: DataRow, kode: str, after: Mapping[str, str]) -> None:
        names = self._names.of_area(kode)
        written = after.get("nama_mpp", "")
        if not written or any(same_text(name, written) for name in names):
            return
        if self._header.table == "mpp":
            if names:
                listed = "; ".join(names)
                self._remark(row, "nama_mpp", written, SECOND_MPP, kode, names=listed)
        else:
            self._remark(row, "nama_mpp", written, UNKNOWN_MPP, kode)

    def _label(self, after: Mapping[str, str]) -> str:
        if "nama_mpp" in after:
            return after["nama_mpp"]
        names = [name for name in self._schema.KEY if name != "kode" or not self._by_area]
        return next((after[name] for name in names if after[name]), "")

    def _reject(
        self,
        number: int,
        column: str | None,
        value: str | None,
        reason: str,
        kode: str = "",
        fields: Mapping[str, object] | None = None,
    ) -> None:
        self.rejected.append(
            Fault(self._source, reason, number, column, value or None, kode or None, fields or {})
        )

    def _remark(
        self, row: DataRow, column: str, value: str, reason: str, kode: str, **fields: object
    ) -> None:
        self.remarks.append(Fault(self._source, reason, row.number, column, value, kode, fields))
