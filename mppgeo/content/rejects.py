"""The rows that cannot be taken, as a table to correct and import again."""

from __future__ import annotations

from collections import defaultdict

import pandas as pd

from mppgeo.base.language import Language
from mppgeo.content.datatable import DataTable
from mppgeo.importing.plan import ImportPlan
from mppgeo.importing.sheets import name_column, show
from mppgeo.importing.telling import tell_uncertain
from mppgeo.importing.titles import REASON, ROW


def list_rejects(plan: ImportPlan, t: Language) -> DataTable:
    """One row for each row of the file that is rejected or in question, cells as they stand.

    Returns
    -------
    The columns of the sheet under their own titles, then the number of the row and
    every reason; such a file can be corrected and imported as it is.
    """
    reasons: dict[int, list[str]] = defaultdict(list)
    for fault in plan.rejected:
        column = f"{fault.column}: " if fault.column else ""
        reasons[fault.row or 0].append(column + fault.explain(t))
    for area in plan.uncertain:
        reasons[area.row].append(tell_uncertain(area, t))
    titles = {title.place: title.text for title in plan.header.titles}
    width = max([*titles, *(len(row.cells.cells) - 1 for row in plan.left)], default=-1) + 1
    kept = [
        place
        for place in range(width)
        if place in titles or any(row.at(place) is not None for row in plan.left)
    ]
    columns = {
        str(place): [show(row.at(place)) or None for row in plan.left] for place in kept
    } | {
        "row": [str(row.number) for row in plan.left],
        "reason": [" | ".join(reasons[row.number]) for row in plan.left],
    }  # fmt: skip
    named = {str(place): titles.get(place) or name_column(place) for place in kept}
    frame = pd.DataFrame(columns, dtype=object)
    named |= {"row": t(ROW), "reason": t(REASON)}
    return DataTable("ditolak", frame, named, dict.fromkeys(columns, "text"))
