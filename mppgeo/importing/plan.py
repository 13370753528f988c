"""What an import would do: rows added, changed, unchanged, rejected or in question.

Nothing is saved here. A plan is all or nothing: with a rejected row, or one
whose area is in question, it has no changes to save, unless somebody chooses to
save the good rows alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from mppgeo.base import clock
from mppgeo.base.faults import Fault
from mppgeo.base.language import mark
from mppgeo.base.refusal import ImportRefused
from mppgeo.importing.areas import UncertainArea
from mppgeo.importing.columns import Column
from mppgeo.importing.files import read_sheets
from mppgeo.importing.headers import Header, Title
from mppgeo.importing.layout import DataRow, Skipped, iterate_formulas, read_rows
from mppgeo.importing.places import Places
from mppgeo.importing.planner import PlannedRow, Planner, Readable
from mppgeo.importing.recognition import find_header
from mppgeo.importing.settings import check_settings, list_open, tell_settings
from mppgeo.importing.sheets import Sheet, name_column, strip_controls
from mppgeo.importing.text_files import READ_AS_WINDOWS
from mppgeo.importing.titles import is_aside
from mppgeo.store.journal import IMPORT, IMPORT_PART, Change

NO_ROWS = mark("There are no rows below the titles of the columns.")
NO_AREAS = mark("The table of areas (regions.csv) cannot be read; without it nothing is imported.")
FORMULA = mark(
    "Cell {cell} holds a formula, whose result cannot be trusted. Paste the values instead,"
    " then try again."
)


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
    given : text by column that was given once for the whole file.
    left : the rows that are rejected or in question.
    unsaid : columns that may be given for the whole file, as it says nothing in them.
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
    given: Mapping[str, str] = field(default_factory=dict)
    left: tuple[DataRow, ...] = ()
    unsaid: tuple[Column, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether nothing stands against saving."""
        return not self.rejected and not self.uncertain

    @property
    def changes(self) -> list[Change]:
        """What to give to ``store.save``; empty where nothing changes or nothing may."""
        return self._make_changes(IMPORT) if self.ready else []

    @property
    def part(self) -> list[Change]:
        """What to give to ``store.save`` for the good rows alone, if there are others."""
        return [] if self.ready else self._make_changes(IMPORT_PART)

    def _make_changes(self, kind: str) -> list[Change]:
        rows = tuple(row.change for row in (*self.added, *self.changed) if row.change)
        if not rows:
            return []
        told = tell_settings(self.given)
        source = f"{self.source} ({told})" if told else self.source
        return [Change(self.table, rows, self.who, kind, source)]


def plan_import(
    body: bytes,
    *,
    source: str,
    store: Readable,
    regions: pd.DataFrame,
    table: str | None = None,
    sheet: str | None = None,
    choices: Mapping[int, str] | None = None,
    given: Mapping[str, str] | None = None,
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
    given : text by column for the columns that the file does not have or leaves empty.
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
    header = find_header(sheets, table=table, sheet=sheet, source=source, given=given or ())
    settings = check_settings(header, given or {})
    places = Places(regions)
    rows, skipped = read_rows(header, places)
    for number, place in iterate_formulas(rows, header):
        raise ImportRefused(FORMULA, cell=f"{name_column(place)}{number}")
    if not rows:
        raise ImportRefused(NO_ROWS)
    planner = Planner(
        header, places, store, source, choices or {}, settings, today or clock.today()
    )  # fmt: skip
    for row in rows:
        planner.add(row)
    planner.refuse_idle_choices()
    left = planner.left
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
        given=settings,
        left=tuple(row for row in rows if row.number in left),
        unsaid=tuple(list_open(header)),
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
    unused = [
        title
        for title in header.titles
        if title.column is None and not is_aside(title.text)
    ]  # fmt: skip
    unused += [Title(place, "", None) for place in filled]
    return tuple(sorted(unused, key=lambda title: title.place))
