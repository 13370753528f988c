"""The area that a row of a sheet is about, told from its code, its name and its province."""

from __future__ import annotations

from dataclasses import dataclass

from mppgeo.base.faults import Fault
from mppgeo.base.language import mark
from mppgeo.importing.columns import describe_columns
from mppgeo.importing.headers import Header
from mppgeo.importing.layout import DataRow
from mppgeo.importing.mpp_names import MppNames, strip_mpp
from mppgeo.importing.places import Candidate, Places
from mppgeo.importing.sheets import CellError, Value, show
from mppgeo.importing.titles import PROVINSI
from mppgeo.importing.values import NOTHING, SPREADSHEET_ERROR
from mppgeo.records.reader import EMPTY_VALUE, NOT_A_KODE, UNKNOWN_KODE

DISAGREE = mark("does not fit the code: {kode} is {nama}")
DISAGREE_KNOWN = mark("does not fit the code: {kode} is {nama}, this name is {other}")
OTHER_PROVINCE = mark("does not fit the province “{provinsi}”: {kode} is {nama}, {own}")
UNKNOWN_NAME = mark("is not the name of any area, nor near to one")
NO_SUCH_CHOICE = mark("is not the code of any area; choose one that is offered")
CHOICE_CONTRADICTS = mark("was chosen, but the row is clearly about {kode} {nama}")
CHOICE_NOT_NEEDED = mark("was chosen for a row that holds no data")
READ_AS = mark("has lost a zero and is read as {kode} {nama}")
UNDOTTED = mark("has no point and is read as {kode} {nama}")
SLIP = mark("is taken for {nama}, as the code says")
PROVINCE_NOT_KNOWN = mark("is not the name of a province; it was not looked at")

AREA_FROM_NAME = mark("names the area, which no column does: {kode} {nama}")
WAS_ELSEWHERE = mark("was the province of {kode} {nama}, which is in {own} now")

NO_AREA_IN_NAME = mark("does not name an area, and no column does")
SEVERAL_AREAS = mark("is the name of several areas")
NEAR_NAMES = mark("is not the name of any area; these come near")
ELSEWHERE = mark("is not in the province that is written for it")
LOST_ZERO = mark("may have lost a zero")
PROVINCE_ONLY = mark("only the province is written")

_SUGGESTED = 300
"""Rows for which near names are looked for; in a wrong file they would be thousands."""


@dataclass(frozen=True)
class UncertainArea:
    """A row whose area must be chosen.

    Attributes
    ----------
    row : its number in the sheet.
    written : the name or code as it stands there; ``provinsi`` likewise.
    reason : English sentence (a catalogue key).
    candidates : areas that may be meant, the likeliest first.
    """

    row: int
    written: str
    provinsi: str
    reason: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True)
class FoundArea:
    """The area of a row, and what should be looked at."""

    kode: str
    remarks: tuple[Fault, ...] = ()


class AreaFinder:
    """Finds the area of each row of one sheet."""

    def __init__(self, header: Header, places: Places, source: str, names: MppNames) -> None:
        self._places, self._source, self._names = places, source, names
        columns = header.places
        self._code = next((n for n in ("kode", "kode_kabkota") if n in columns), None)
        self._name = "kabkota" if "kabkota" in columns else None
        if describe_columns(header.schema)["kode"].province_only and PROVINSI in columns:
            self._name = self._name or PROVINSI
        self._columns = columns
        self._suggested = 0

    def find(self, row: DataRow, chosen: str | None = None) -> FoundArea | UncertainArea | Fault:
        """The area, or why it is not clear, or what is wrong.

        Parameters
        ----------
        chosen : the code that somebody chose for the row.
        """
        found = self._find(row)
        if chosen is None:
            return found
        if chosen not in self._places.names:
            return Fault(self._source, NO_SUCH_CHOICE, row.number, value=chosen)
        if isinstance(found, FoundArea) and found.kode != chosen:
            fields = {"kode": found.kode, "nama": self._places.names[found.kode]}
            return Fault(
                self._source, CHOICE_CONTRADICTS, row.number, value=chosen, kode=found.kode, fields=fields
            )  # fmt: skip
        return found if isinstance(found, FoundArea) else FoundArea(chosen)

    def _find(self, row: DataRow) -> FoundArea | UncertainArea | Fault:
        code = _said(row.at(self._columns.get(self._code)))
        name = _said(row.at(self._columns.get(self._name)))
        for value, column in ((code, self._code), (name, self._name)):
            if isinstance(value, CellError):
                return Fault(self._source, SPREADSHEET_ERROR, row.number, column, show(value))
        if code is not None:
            return self._by_code(row, code, show(name))
        if name is not None:
            return self._by_name(row, show(name))
        if self._code is None and self._name is None and "nama_mpp" in self._columns:
            return self._by_mpp_name(row)
        if row.own_provinsi:
            kode = self._places.find_provinsi(row.provinsi)
            candidates = (self._places.describe(kode),) if kode else ()
            return UncertainArea(row.number, "", row.provinsi, PROVINCE_ONLY, candidates)
        return Fault(self._source, EMPTY_VALUE, row.number, self._name or self._code)

    # --- by code --------------------------------------------------------------

    def _by_code(self, row: DataRow, code: Value, name: str) -> FoundArea | UncertainArea | Fault:
        codes = self._places.find_codes(code)
        written = show(code)
        if not codes:
            reason = UNKNOWN_KODE if written[:1].isdigit() else NOT_A_KODE
            return Fault(self._source, reason, row.number, self._code, written)
        if name:
            return self._by_both(row, codes, written, name)
        if len(codes) > 1:
            candidates = tuple(self._places.describe(kode) for kode in codes)
            return UncertainArea(row.number, written, row.provinsi, LOST_ZERO, candidates)
        remarks = self._tell_zero(row, codes[0], written)
        if written == codes[0].replace(".", "") != codes[0]:
            # Codes of other systems look like this, too, and no name confirms it.
            remarks = (self._remark(row, self._code, written, UNDOTTED, codes[0]),)
        return self._check_provinsi(row, codes[0], written) or FoundArea(codes[0], remarks)

    def _by_both(
        self, row: DataRow, codes: list[str], written: str, name: str
    ) -> FoundArea | UncertainArea | Fault:
        named = self._places.find_named(name)
        fits = [kode for kode in codes if kode in named]
        remarks: tuple[Fault, ...] = ()
        if not fits and not named:
            fits = [kode for kode in codes if self._places.is_near(name, kode)]
            remarks = tuple(self._remark(row, self._name, name, SLIP, kode) for kode in fits)
        if len(fits) == 1:
            return FoundArea(fits[0], (*self._tell_zero(row, fits[0], written), *remarks))
        if len(fits) > 1:
            candidates = tuple(self._places.describe(kode) for kode in fits)
            return UncertainArea(
                row.number, f"{written} {name}", row.provinsi, LOST_ZERO, candidates
            )
        fields = {"kode": codes[0], "nama": self._places.names[codes[0]]}
        if len(named) == 1:
            fields["other"] = f"{named[0]} {self._places.names[named[0]]}"
        reason = DISAGREE_KNOWN if len(named) == 1 else DISAGREE
        return Fault(
            self._source, reason, row.number, self._name, name, kode=codes[0], fields=fields
        )

    def _check_provinsi(self, row: DataRow, kode: str, written: str) -> Fault | None:
        """A code without a name that lies in another province than the one written."""
        provinsi = self._find_provinsi(row)
        if self._places.keep_within([kode], provinsi):
            return None
        area = self._places.describe(kode)
        fields = {"provinsi": row.provinsi, "kode": kode, "nama": area.nama, "own": area.provinsi}
        return Fault(
            self._source, OTHER_PROVINCE, row.number, self._code, written, kode=kode, fields=fields
        )

    def _tell_zero(self, row: DataRow, kode: str, written: str) -> tuple[Fault, ...]:
        digits = [sum(c.isdigit() for c in text) for text in (kode, written)]
        if len(kode) == 2 or digits[0] == digits[1]:
            return ()
        return (self._remark(row, self._code, written, READ_AS, kode),)

    # --- by name --------------------------------------------------------------

    def _by_name(self, row: DataRow, name: str) -> FoundArea | UncertainArea | Fault:
        found = self._places.find_named(name)
        provinsi = self._find_provinsi(row)
        inside = self._places.keep_within(found, provinsi)
        if len(inside) == 1:
            return FoundArea(inside[0], self._tell_provinsi(row, inside[0], provinsi))
        if inside:
            return self._ask(row, name, SEVERAL_AREAS, inside)
        if found:
            near = [c.kode for c in self._suggest(name, provinsi) if c.kode not in found]
            return self._ask(row, name, ELSEWHERE, [*found, *near])
        candidates = self._suggest(name, provinsi)
        if not candidates:
            return Fault(self._source, UNKNOWN_NAME, row.number, self._name, name)
        return UncertainArea(row.number, name, row.provinsi, NEAR_NAMES, candidates)

    def _find_provinsi(self, row: DataRow) -> str | None:
        return self._places.find_provinsi(row.provinsi) if row.provinsi else None

    def _tell_provinsi(self, row: DataRow, kode: str, provinsi: str | None) -> tuple[Fault, ...]:
        """What to look at in the province that is written, though the area is clear."""
        if provinsi is None:
            if not row.own_provinsi or self._name == PROVINSI:
                return ()
            return (self._remark(row, PROVINSI, row.provinsi, PROVINCE_NOT_KNOWN, kode),)
        if provinsi == kode[:2]:
            return ()
        own = self._places.names[kode[:2]]
        return (self._remark(row, PROVINSI, row.provinsi, WAS_ELSEWHERE, kode, own=own),)

    def _by_mpp_name(self, row: DataRow) -> FoundArea | UncertainArea | Fault:
        """The area that the name of the MPP says, where no column names it."""
        value = _said(row.at(self._columns["nama_mpp"]))
        if value is None or isinstance(value, CellError):
            return Fault(self._source, EMPTY_VALUE, row.number, "nama_mpp")
        written, provinsi = show(value), self._find_provinsi(row)
        found = self._names.find_areas(written)
        inside = self._places.keep_within(found, provinsi)
        if len(inside) == 1:
            known = self._names.is_known(inside[0], written)
            told = self._remark(row, "nama_mpp", written, AREA_FROM_NAME, inside[0])
            return FoundArea(inside[0], () if known else (told,))
        if found:
            return self._ask(row, written, SEVERAL_AREAS if inside else ELSEWHERE, inside or found)
        candidates = self._suggest(strip_mpp(written), provinsi)
        return UncertainArea(row.number, written, row.provinsi, NO_AREA_IN_NAME, candidates)

    def _ask(self, row: DataRow, name: str, reason: str, codes: list[str]) -> UncertainArea:
        scores = {c.kode: c.score for c in self._suggest(name, None)}
        candidates = tuple(self._places.describe(kode, scores.get(kode, 100.0)) for kode in codes)
        return UncertainArea(row.number, name, row.provinsi, reason, candidates)

    def _suggest(self, name: str, provinsi: str | None) -> tuple[Candidate, ...]:
        self._suggested += 1
        return self._places.suggest(name, provinsi) if self._suggested <= _SUGGESTED else ()

    def _remark(
        self, row: DataRow, column: str | None, written: str, reason: str, kode: str, **more: str
    ) -> Fault:
        fields = {"kode": kode, "nama": self._places.names[kode], **more}
        return Fault(self._source, reason, row.number, column, written, kode=kode, fields=fields)


def _said(value: Value) -> Value:
    """A cell; None where it says nothing."""
    return None if isinstance(value, str) and value.casefold() in NOTHING else value
