"""Every table that a page or the data pack offers for download, from the project's own data."""

from __future__ import annotations

import datetime as dt
import functools

from mppgeo.base.language import Language
from mppgeo.base.paths import data_dir
from mppgeo.boundaries.positions import read_position
from mppgeo.briefing.pack import list_tables
from mppgeo.briefing.weekly import gather_week, make_scene
from mppgeo.briefing.weekly import list_tables as list_weekly
from mppgeo.content.boundary_sets import list_measured
from mppgeo.content.boundary_tables import list_errors, list_locations, list_quality
from mppgeo.content.datatable import DataTable
from mppgeo.content.programme_tables import (
    list_digital_areas,
    list_durations,
    list_ecosystems,
    list_hindered,
    list_operation,
    list_presence,
    list_reports,
    list_results,
    list_services,
    list_stage_events,
    list_stages,
    list_waiting,
    list_waiting_by_province,
)
from mppgeo.content.reach_tables import list_reach
from mppgeo.content.tables import list_missing_by_provinsi
from mppgeo.live import current
from mppgeo.planning.reach import find_distances
from mppgeo.planning.reach_figures import AREAS
from mppgeo.programme.stages import measure_durations
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import View
from mppgeo.store.files import FileStore
from mppgeo.store.journal import Change, Entry, RowChange

TODAY = dt.date(2026, 3, 1)


WEEK = dt.date(2026, 2, 3)
"""Its week has reports of MPPs that were closed."""


def _list_entries() -> list[Entry]:
    """A week in which some reports were entered and one was changed."""
    rows = FileStore(data_dir()).read_rows("status_reports")[:5]
    changes = [RowChange(None, row) for row in rows[1:]]
    changes.append(RowChange(rows[0] | {"status": "beroperasi"}, rows[0]))
    at = dt.datetime(WEEK.year, WEEK.month, WEEK.day, tzinfo=dt.UTC)
    return [Entry(1, at, Change("status_reports", tuple(changes)))]


@functools.cache
def list_own_tables(lang: str) -> dict[str, DataTable]:
    """The tables by name; those of which the project has no row yet are left out."""
    t = Language(lang)
    scene = Scene(current(), View(lang=lang), TODAY)
    dataset, snapshot, selection = scene.dataset, scene.snapshot, scene.selection
    measured = list_measured(dataset)
    codes = tuple(selection.kabkota)
    kept = (snapshot, selection)
    east_java = Scene(current(), View(lang=lang, provinsi=("35",)), TODAY)
    own = find_distances(snapshot, own=True)
    found = [
        *list_tables(scene),
        *list_tables(east_java)[-8:],
        list_missing_by_provinsi(snapshot, (), t),
        list_reach(snapshot, own, codes, AREAS, t),
        list_waiting(*kept, t), list_waiting_by_province(*kept, t), list_stages(*kept, t),
        list_stage_events(*kept, t),
        list_durations(measure_durations(*kept), t),
        list_hindered(*kept, 26, t), list_operation(*kept, 26, t), list_operation(*kept, 26, t, unreported=True),
        list_reports(*kept, None, t), list_digital_areas(*kept, t), list_results(*kept, None, t),
        list_services(*kept, t), list_presence(*kept, t), list_ecosystems(*kept, t),
        list_quality(tuple(measured), t), list_errors(dataset, measured[0], codes, t),
        list_locations(dataset, tuple(measured), read_position("-7.25, 112.75"), t),
        *list_weekly(gather_week(make_scene(Scene(current(), View(lang=lang, as_of=WEEK), WEEK)), _list_entries())),
    ]  # fmt: skip
    return {table.name: table for table in found if len(table.frame)}
