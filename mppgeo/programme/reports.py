"""Reports of how MPPs work, as an editor enters them for a day.

What is typed is kept apart from the records until it is saved, each row with the
report that it was typed over. So somebody else's change is seen row by row, and
neither what they saved nor what was typed here is lost.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from mppgeo.base.language import UNKNOWN, Language, mark
from mppgeo.dataset import Dataset
from mppgeo.programme.operation import STATUSES
from mppgeo.records.identity import make_key
from mppgeo.records.mpp import StatusReport
from mppgeo.records.reader import check_row
from mppgeo.store.journal import REPORT, Change, RowChange, Texts

STATUS, NOTE, REPORTER, WITHDRAWN = "status", "keterangan", "pelapor", "ditarik"
CELLS = (STATUS, NOTE, REPORTER, WITHDRAWN)
"""What can be typed: a key of :data:`STATUSES`, two texts, and whether the report is withdrawn."""

NO_STATUS = mark("a note or a reporter alone is no report; choose a status")
STATUS_GONE = mark("the status was emptied; choose one, or tick “Withdraw” to take the report back")
NO_REPORT = mark("there is no report of this day that could be withdrawn")
BOTH = mark("it is changed and withdrawn at once; do one of the two")
NOT_USABLE = mark("{column}, “{value}”: {reason}")

Key = str
"""What tells an MPP from others (:mod:`mppgeo.records.identity`)."""


@dataclass(frozen=True)
class Typed:
    """What was typed of one MPP and one day.

    Attributes
    ----------
    kode, nama_mpp, area : government, name and area (kode) of the MPP.
    day : of the report.
    before : the report on record that was typed over; None = there was none.
    cells : what was typed, by :data:`CELLS`; others stay as they are.
    """

    kode: str
    nama_mpp: str
    area: str
    day: dt.date
    before: Texts | None = None
    cells: Mapping[str, object] = field(default_factory=dict)

    @property
    def key(self) -> Key:
        return make_key(self.kode, self.nama_mpp)

    def type(self, cells: Mapping[str, object]) -> Typed:
        """With further cells typed; what is as on record again counts as not typed."""
        known = read_cells(self.before)
        merged = {**self.cells, **{name: _clean(name, value) for name, value in cells.items()}}
        return replace(self, cells={k: v for k, v in merged.items() if v != known[k]})

    def keep(self, now: Texts | None) -> Typed:
        """Typed over what is on record now, all of the row as it stood in the form.

        The note and the reporter of somebody else must not end up beside this status.
        """
        over, cells = replace(self, before=now, cells={}), self.show(self.before)
        if cells[WITHDRAWN]:
            # What another editor has withdrawn need not be withdrawn again.
            return over.type({WITHDRAWN: now is not None})
        return over.type(cells)

    def show(self, now: Texts | None) -> dict[str, Any]:
        """All cells as they stand in the form, over what is on record now."""
        return {**read_cells(now), **self.cells}


@dataclass(frozen=True)
class Objection:
    """A typed row that cannot be saved, with a marked sentence and its fields."""

    typed: Typed
    sentence: str
    fields: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Conflict:
    """A typed row whose report somebody else has changed since; ``now`` None = withdrawn."""

    typed: Typed
    now: Texts | None


@dataclass(frozen=True)
class ReportPlan:
    """What saving would do: a change only where nothing stands against it."""

    change: Change | None
    objections: tuple[Objection, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


def find_reports(dataset: Dataset, day: dt.date) -> dict[Key, Texts]:
    """The reports of one day as texts."""
    reports = dataset.records["status_reports"]
    own = reports[reports["tanggal"].eq(pd.Timestamp(day))]
    return {row.key: _to_texts(row) for row in own.itertuples()}


def find_earlier(dataset: Dataset, day: dt.date) -> dict[Key, tuple[str, dt.date]]:
    """Status and day of the latest report before a day."""
    reports = dataset.records["status_reports"]
    reports = reports[reports["tanggal"] < pd.Timestamp(day)].sort_values("tanggal")
    return {row.key: (row.status, row.tanggal.date()) for row in reports.itertuples()}


def read_cells(report: Texts | None) -> dict[str, Any]:
    """The cells of the form for a report on record; None = there is none."""
    found = report or {}
    return {
        STATUS: found.get(STATUS) or None,
        NOTE: found.get(NOTE, ""),
        REPORTER: found.get(REPORTER, ""),
        WITHDRAWN: False,
    }


def find_conflicts(typed: Iterable[Typed], now: Mapping[Key, Texts]) -> list[Conflict]:
    """The typed rows whose report is no longer what they were typed over.

    Where the other editor saved just what is typed here, nobody need be asked.

    Parameters
    ----------
    now : the reports on record of the day of all rows.
    """
    return [
        Conflict(row, now.get(row.key))
        for row in typed
        if now.get(row.key) != row.before and row.show(row.before) != read_cells(now.get(row.key))
    ]


def plan_reports(
    dataset: Dataset, day: dt.date, typed: Sequence[Typed], reporter: str, who: str
) -> ReportPlan:
    """The change of the records that what was typed for one day makes.

    Parameters
    ----------
    typed : rows of that day.
    reporter : stands in the reports that name none; "" = nobody.
    who : e-mail of the editor, for the history.
    """
    now = find_reports(dataset, day)
    conflicts = find_conflicts(typed, now)
    if conflicts:
        return ReportPlan(None, conflicts=tuple(conflicts))
    rows, objections = [], []
    for row in typed:
        found = now.get(row.key)
        made = _make_change(row, found, reporter, dataset.names.get(row.kode, ""))
        if isinstance(made, Objection):
            objections.append(made)
        elif made is not None:
            rows.append(made)
    if objections or not rows:
        return ReportPlan(None, tuple(objections))
    return ReportPlan(Change("status_reports", tuple(rows), who=who, kind=REPORT))


def _make_change(
    row: Typed, found: Texts | None, reporter: str, kabkota: str
) -> RowChange | Objection | None:
    cells = row.show(found)
    if cells == read_cells(found):
        return None
    if cells[WITHDRAWN]:
        if found is None:
            return Objection(row, NO_REPORT)
        if set(row.cells) != {WITHDRAWN}:
            return Objection(row, BOTH)
        return RowChange(found, None)
    if cells[STATUS] is None:
        return Objection(row, NO_STATUS if found is None else STATUS_GONE)
    texts = {
        **(found or {}),
        "kode": row.kode,
        "kabkota": kabkota,
        "nama_mpp": row.nama_mpp,
        "tanggal": row.day.isoformat(),
        STATUS: cells[STATUS],
        REPORTER: cells[REPORTER] or reporter.strip(),
        NOTE: cells[NOTE],
    }
    made = check_row(0, {k: v or None for k, v in texts.items()}, StatusReport)
    if isinstance(made, list):
        [fault, *_] = made
        told = {"column": fault.column or "", "value": fault.value or "", "reason": fault}
        return Objection(row, NOT_USABLE, told)
    after = made.to_text()
    return RowChange(found, after) if after != found else None


# --- in words ---------------------------------------------------------------


def tell_objection(objection: Objection, names: Mapping[str, str], t: Language) -> str:
    """A row that cannot be saved, and why."""
    fields = {
        name: value.explain(t) if hasattr(value, "explain") else value
        for name, value in objection.fields.items()
    }
    return f"{_name(objection.typed, names)}: {t(objection.sentence, **fields)}"


def tell_conflict(conflict: Conflict, names: Mapping[str, str], t: Language) -> str:
    """A row that somebody else has changed: what stands there now, and what is typed here."""
    return t(
        "{mpp}: on record now: {theirs}. Typed here: {mine}.",
        mpp=_name(conflict.typed, names),
        theirs=tell_cells(read_cells(conflict.now), t),
        mine=tell_cells(conflict.typed.show(conflict.typed.before), t),
    )


def tell_cells(cells: Mapping[str, Any], t: Language) -> str:
    """A report in one phrase: status, note, reporter."""
    if cells[WITHDRAWN]:
        return t("report withdrawn")
    if not any(cells.values()):
        return t("no report")
    status = t(STATUSES[cells[STATUS]]) if cells[STATUS] else UNKNOWN
    return ", ".join(filter(None, (status, str(cells[NOTE]), str(cells[REPORTER]))))


def tell_earlier(earlier: tuple[str, dt.date] | None, day: dt.date, t: Language) -> str:
    """The report before a day: its status and how long before that day it was."""
    if earlier is None:
        return t("no report")
    days = (day - earlier[1]).days
    status = t(STATUSES[earlier[0]])
    if days < 14:
        return t.plural(
            "{status}, {count} day earlier", "{status}, {count} days earlier", days, status=status
        )
    return t.plural(
        "{status}, {count} week earlier", "{status}, {count} weeks earlier", days // 7,
        status=status,
    )  # fmt: skip


def _name(row: Typed, names: Mapping[str, str]) -> str:
    return f"{names.get(row.area, row.area)}, {row.nama_mpp}"


def _clean(name: str, value: object) -> object:
    if name == STATUS:
        return value or None
    if name == WITHDRAWN:
        return value is True
    return value.strip() if isinstance(value, str) else ""


def _to_texts(row) -> Texts:
    values = {name: getattr(row, name) for name in StatusReport.model_fields}
    values["tanggal"] = values["tanggal"].date()
    known = {k: v if isinstance(v, str | tuple | dt.date) else None for k, v in values.items()}
    return StatusReport.model_validate(known).to_text()
