"""How opened MPPs work, as far as anybody reported."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from mppgeo.base.language import Language
from mppgeo.base.told import Told
from mppgeo.content.sentences.wording import list_areas
from mppgeo.programme.operation import NEVER, RECENT, STATUSES, find_hindered
from mppgeo.records.dates import tell_partial


def tell_reporting(
    operation: pd.DataFrame, weeks: int, names: Mapping[str, str], t: Language
) -> Told:
    """Which MPPs were last reported closed or disrupted, how many have any report and a recent one.

    Parameters
    ----------
    operation : rows of :func:`mppgeo.programme.operation.judge_operation`.
    weeks : after which a report is late.
    names : of the areas, by ``kode``.
    """
    if operation.empty:
        return Told.read(t("No MPP is open in this view on this day."))
    reported = operation[operation["reporting"].ne(NEVER)]
    hindered = find_hindered(operation)
    if reported.empty and hindered.empty:
        return Told.read(
            t.plural(
                "Nobody has reported on the {count} opened MPP: how it works is not known.",
                "Nobody has reported on any of the {count} opened MPPs: how they work is not known.",
                len(operation),
            )
        )
    notes = {
        row.area: f"{t(STATUSES[row.told]).lower()}, {tell_partial(row.tanggal, t)}"
        for row in hindered[::-1].itertuples()
    }
    listed = {area: names[area] for area in hindered["area"]}
    worst = t("No MPP was last reported closed or disrupted.")
    if listed:
        worst = t("Last reported closed or disrupted: {names}.", names=list_areas(listed, t, notes=notes))  # fmt: skip
    told = t.plural(
        "{reported} of {count} opened MPP has a report, {recent} of them within {weeks}.",
        "{reported} of {count} opened MPPs have a report, {recent} of them within {weeks}.",
        len(operation),
        reported=t.number(len(reported)),
        recent=t.number(int(reported["reporting"].eq(RECENT).sum())),
        weeks=t.plural("{count} week", "{count} weeks", weeks),
    )
    return Told.read(worst, told)
