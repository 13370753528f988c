"""What an import would do: rows added, changed, unchanged, rejected or in question.

Nothing is saved here. A plan is all or nothing: with a rejected row, or one
whose area is in question, it has no changes to save.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

import pandas as pd

from mppgeo.base import clock
from mppgeo.base.faults import Fault
from mppgeo.base.language import mark
from mppgeo.base.refusal import ImportRefused
from mppgeo.importing.areas import CHOICE_NOT_NEEDED, LOST_ZERO, AreaFinder, UncertainArea
from mppgeo.importing.columns import KODE, describe_columns
from mppgeo.importing.files import read_sheets
from mppgeo.importing.headers import PROVINSI, Header, Title, find_header, find_identity
from mppgeo.importing.layout import DataRow, Skipped, iterate_formulas, read_rows
from mppgeo.importing.places import Places
from mppgeo.importing.present import (
    Known,
    Present,
    fill_followers,
    list_mpp_names,
    same_mpp,
    same_text,
)
from mppgeo.importing.rules import (
    Objection,
    find_contradiction,
    find_not_autonomous,
    iterate_future,
    keep_exact_dates,
)
from mppgeo.importing.sheets import Sheet, name_column, show, strip_controls
from mppgeo.importing.text_files import READ_AS_WINDOWS
from mppgeo.importing.values import Unreadable, read_value
from mppgeo.records.reader import EMPTY_VALUE, NOT_A_KODE, UNKNOWN_KODE, check_row
from mppgeo.records.row import Row
from mppgeo.store.journal import IMPORT, Change, RowChange

NO_ROWS = mark("There are no rows below the titles of the columns.")
NO_AREAS = mark("The table of areas (regions.csv) cannot be read; without it nothing is imported.")
FORMULA = mark(
    "Cell {cell} holds a formula, whose result cannot be trusted. Paste the values instead,"
    " then try again."
)
SAME_ROW = mark("is the same as row {row} ({columns}); keep one of the two")
SEVERAL_ROWS = mark("fits {count} rows that exist; add {columns} to tell them apart")
NEEDED = mark("is missing in the file, but a new row needs it; add the column")
WHICH_MPP = mark("must not be empty, as the area has several MPPs: {names}")
NO_MPP_YET = mark("must not be empty, as the area has no MPP yet")
TAKEN_AS_MPP = mark("is taken for “{nama}”")
SECOND_MPP = mark("becomes another MPP of the area, beside {names}")
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
    change : the row before and after; None = it stays as it is.
    differences : old and new text by column; of a new row, all that is known.
    """

    number: int
    kode: str
    name: str
    change: RowChange | None = None
    differences: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class ImportPlan:
    """What an import would do.

    Attributes
    ----------
    table : name in :data:`mppgeo.records.schema.RECORDS`.
    source : name of the file.
    header : the sheet, its titles and what they were taken for.
    added, changed, unchanged : rows of the file.
    rejected : what is wrong; with any, nothing is saved.
    uncertain : rows whose area must be chosen; with any, nothing is saved.
    skipped : rows that hold no data, such as totals.
    remarks : what was understood in a way that should be looked at.
    unused : columns that are not of the table, or have no title; they are left out.
    other_sheets : names of other sheets that hold something; they are left out.
    """

    table: str
    source: str
    header: Header
    added: tuple[PlannedRow, ...]
    changed: tuple[PlannedRow, ...]
    unchanged: tuple[PlannedRow, ...]
    rejected: tuple[Fault, ...]
    uncertain: tuple[UncertainArea, ...]
    skipped: tuple[Skipped, ...]
    remarks: tuple[Fault, ...]
    unused: tuple[Title, ...]
    other_sheets: tuple[str, ...]
    who: str = ""

    @property
    def ready(self) -> bool:
        """Whether nothing stands against saving."""
        return not self.rejected and not self.uncertain

    @property
    def changes(self) -> list[Change]:
        """What to give to ``store.save``; empty where nothing changes or nothing may."""
        rows = tuple(row.change for row in (*self.added, *self.changed) if row.change)
        if not self.ready or not rows:
            return []
        return [Change(self.table, rows, self.who, IMPORT, self.source)]


def plan_import(
    body: bytes,
    *,
    source: str,
    store: Readable,
    regions: pd.DataFrame,
    table: str | None = None,
    sheet: str | None = None,
    choices: Mapping[int, str] | None = None,
    who: str = "",
    today: dt.date | None = None,
) -> ImportPlan:
    """Read a CSV or XLSX file and compare it with what a store holds.

    Parameters
    ----------
    source : name of the file, as it is to stand in the history (without control signs).
    regions : frame of :func:`mppgeo.country.regions.read_regions`.
    table : name of the table; None = told from the titles of the columns.
    sheet : name of the sheet; None = the one that holds such titles.
    choices : ``kode`` by number of the row, for rows whose area is in question.
    who : who imports it.
    today : days after it lie in the future; None = today in Jakarta.

    Raises
    ------
    ImportRefused : the file as a whole cannot be used.
    StoreDown : the store does not answer.
    OSError : the store's files cannot be read.
    """
    if regions.empty:
        raise ImportRefused(NO_AREAS)
    source = strip_controls(source)
    sheets = read_sheets(body)
    header = find_header(sheets, table=table, sheet=sheet, source=source)
    places = Places(regions)
    rows, skipped = read_rows(header, places)
    for number, place in iterate_formulas(rows, header):
        raise ImportRefused(FORMULA, cell=f"{name_column(place)}{number}")
    if not rows:
        raise ImportRefused(NO_ROWS)
    planner = _Planner(header, places, store, source, choices or {}, today or clock.today())
    for row in rows:
        planner.add(row)
    planner.refuse_idle_choices()
    return ImportPlan(
        table=header.table,
        source=source,
        header=header,
        added=tuple(planner.added),
        changed=tuple(planner.changed),
        unchanged=tuple(planner.unchanged),
        rejected=tuple(planner.rejected),
        uncertain=tuple(planner.uncertain),
        skipped=tuple(skipped),
        remarks=(*_tell_doubt(header.sheet, source), *planner.remarks),
        unused=_list_unused(header, rows),
        other_sheets=tuple(one.name for one in sheets if one is not header.sheet),
        who=who,
    )


def _tell_doubt(sheet: Sheet, source: str) -> list[Fault]:
    """A remark where the letters of a text file may be others than were meant."""
    if sheet.doubt is None:
        return []
    row, text = sheet.doubt
    return [Fault(source, READ_AS_WINDOWS, row, value=text)]


def _list_unused(header: Header, rows: Iterable[DataRow]) -> tuple[Title, ...]:
    titled = {title.place for title in header.titles}
    filled = {
        place
        for row in rows
        for place, value in enumerate(row.cells.cells)
        if value is not None and place not in titled
    }
    unused = [title for title in header.titles if title.column is None]
    unused += [Title(place, "", None) for place in filled]
    return tuple(sorted(unused, key=lambda title: title.place))


class _Planner:
    """Gathers what each row would do."""

    def __init__(
        self,
        header: Header,
        places: Places,
        store: Readable,
        source: str,
        choices: Mapping[int, str],
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
        self._areas = AreaFinder(header, places, source) if self._by_area else None
        self._present = Present(self._schema, store.read_rows(header.table))
        self._mpp_names = (
            list_mpp_names(store.read_rows("mpp")) if "nama_mpp" in self._columns else {}
        )
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
            given["kode"] = kode
            given.pop("kabkota", None)
            self._name_mpp(row, kode, given)
        known = self._find_known(row, given) if len(self.rejected) == faults else None
        if len(self.rejected) == faults:
            self._compare(row, kode, given, known)

    def refuse_idle_choices(self) -> None:
        """A choice for a row that holds no data is a slip that must not go unseen."""
        for number in sorted(set(self._choices) - self._numbers):
            self._reject(number, None, self._choices[number], CHOICE_NOT_NEEDED)

    # --- cells ---------------------------------------------------------------

    def _read_cells(self, row: DataRow, kode: str) -> dict[str, str]:
        """What the cells say; "" = to be emptied. Columns without a word are left out."""
        given: dict[str, str] = {}
        for name, place in self._header.places.items():
            if name == PROVINSI or (kode and name in ("kode", "kabkota")):
                continue
            column, value = self._columns[name], row.at(place)
            try:
                if column.kind == KODE:
                    text = self._read_code(value)
                else:
                    known = self._known_number(name, row, kode)
                    epoch = self._header.sheet.epoch_1904
                    text = read_value(value, column, known=known, epoch_1904=epoch)
            except Unreadable as error:
                self._reject(row.number, name, show(value), error.sentence, kode, error.fields)
                continue
            if text is not None:
                given[name] = text
        return given

    def _read_code(self, value: object) -> str | None:
        """A code other than that of the row's own area."""
        text = show(value)
        if not text or text in ("-", "–"):
            return None
        codes = self._places.find_codes(value)
        if len(codes) > 1:
            raise Unreadable(LOST_ZERO)
        if not codes:
            raise Unreadable(UNKNOWN_KODE if text[:1].isdigit() else NOT_A_KODE)
        return codes[0]

    def _known_number(self, name: str, row: DataRow, kode: str) -> str:
        """The present value of a number, by the area alone: enough to tell two readings apart."""
        if not kode or self._columns[name].kind != "number":
            return ""
        values = {known.plain.get(name, "") for known in self._present.of_area(kode)}
        text = show(row.at(self._header.places[name]))
        return next((value for value in values if value and value == text), "")

    def _name_mpp(self, row: DataRow, kode: str, given: dict[str, str]) -> None:
        """The MPP's name as it stands in the records, where the file writes another or none."""
        if "nama_mpp" not in self._columns:
            return
        names = self._mpp_names.get(kode, [])
        written = given.get("nama_mpp", "")
        if any(
            same_text(known.plain["nama_mpp"], written) for known in self._present.of_area(kode)
        ):
            return
        fits = [name for name in names if same_text(name, written)] or [
            name for name in names if written and same_mpp(name, written)
        ]
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
        for kept in keep_exact_dates(given, before, self._columns, self._schema.KEY):
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
        if not differences:
            self.unchanged.append(PlannedRow(row.number, kode, label))
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
        planned = PlannedRow(row.number, kode, label, change, differences)
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
        names = self._mpp_names.get(kode, [])
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
