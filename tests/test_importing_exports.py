"""What the project exports can be imported, and changes nothing."""

from __future__ import annotations

import pytest
from import_files import reasons

from mppgeo.content.datatable import DataTable
from mppgeo.content.exports import write_csv, write_xlsx
from mppgeo.records.schema import RECORDS
from mppgeo.store.files import FileStore

UNFILLED = {"mpp_sites", "status_reports", "presence", "ecosystems", "capacity"}
"""Tables for offices to fill, that have no row to export yet."""


def _raw_table(dataset, name) -> DataTable:
    frame = dataset.records[name].drop(columns="row")
    kinds = {
        key: "links" if frame[key].map(type).eq(tuple).any()
        else {"Int64": "count", "datetime64[s]": "day"}.get(str(frame[key].dtype), "text")
        for key in frame
    }  # fmt: skip
    return DataTable(name, frame, {key: key for key in frame}, kinds)


@pytest.mark.parametrize("write", [write_xlsx, write_csv])
@pytest.mark.parametrize("table", [name for name in RECORDS if name not in UNFILLED])
def test_an_export_of_the_records_changes_nothing(dataset, table, write):
    from mppgeo.base.paths import data_dir
    from mppgeo.importing.plan import plan_import

    plan = plan_import(
        write(_raw_table(dataset, table)),
        source=f"{table}.csv", store=FileStore(data_dir()), regions=dataset.regions,
    )  # fmt: skip
    assert reasons(plan) == [] and plan.uncertain == () and plan.skipped == ()
    assert [dict(row.differences) for row in (*plan.added, *plan.changed)] == []
    assert len(plan.unchanged) == len(dataset.records[table]) and plan.changes == []
