"""The data as they would be after an import, without saving anything."""

from __future__ import annotations

from dataclasses import replace

from mppgeo.dataset import Dataset
from mppgeo.importing.plan import ImportPlan
from mppgeo.records.crosscheck import check_together
from mppgeo.records.reader import check_rows
from mppgeo.records.schema import RECORDS
from mppgeo.store.choice import Store
from mppgeo.store.journal import apply_changes


def preview_import(dataset: Dataset, plan: ImportPlan, store: Store) -> Dataset:
    """The dataset with the changes of a plan made in memory.

    Raises
    ------
    StoreError : the rows have changed since the plan was made.
    """
    schema = RECORDS[plan.table]
    rows = store.read_rows(plan.table)
    for change in plan.changes:
        rows = apply_changes(schema, rows, change.rows)
    table = check_rows(enumerate(rows, start=2), schema, areas=dataset.names)
    unreadable = dataset.unreadable - {plan.table}
    # As when the data are read: what is known of an MPP is found by its key.
    records, _ = check_together(
        {**dataset.records, plan.table: table.frame},
        dataset.regions,
        mpp_readable="mpp" not in unreadable,
    )
    return replace(dataset, records=records, unreadable=unreadable)
