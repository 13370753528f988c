"""The figures at the head of the services page."""

from __future__ import annotations

from mppgeo.base.language import UNKNOWN, mark
from mppgeo.content.programme_tables import list_digital_areas, list_results
from mppgeo.programme.facts import gather_facts
from mppgeo.programme.services import (
    count_reporting,
    find_digital_total,
    list_years,
    select_open,
)
from mppgeo.ui.boxes import Box
from mppgeo.ui.state import Context


def make_service_boxes(context: Context) -> list[Box]:
    """MPP Digital, evaluations, services, institutions: each with of how many it is known."""
    t, dataset, snapshot = context.t, context.dataset, context.snapshot
    selection = context.selection
    digital = list_digital_areas(snapshot, selection, t)
    total = find_digital_total(dataset, context.as_of)
    results = list_results(snapshot, selection, None, t).frame
    mpp = select_open(snapshot, selection)
    facts = gather_facts(dataset, snapshot.as_of)
    counted = sum(bool(facts[key].services) for key in mpp["key"])
    buildings = sum(bool(facts[key].building) for key in mpp["key"])
    answered = count_reporting(dataset, "presence", mpp, context.as_of)
    years = list_years(snapshot)
    official = t("official number not known")
    if total:
        told = {
            True: mark("of {number} officially ({date})"),
            False: mark("officially {number} in all of Indonesia ({date})"),
        }[len(selection.kabkota) == len(snapshot.kabkota)]
        number, date = t.number(total.areas), t.date(total.date, "medium")
        official = t(told, number=number, date=date)
    of_mpp = t.plural("of {count} MPP", "of {count} MPPs", len(mpp))
    return [
        Box(
            t("Areas known to have MPP Digital"),
            t.number(len(digital.frame)),
            official,
        ),
        Box(
            t("Evaluation results on record"),
            t.number(len(results)),
            f"{years[-1]}–{years[0]}" if years else UNKNOWN,
        ),
        Box(t("Number of services known"), t.number(counted), of_mpp),
        Box(t("Kind of building known"), t.number(buildings), of_mpp),
        Box(
            t("Presence of institutions known"),
            t.number(answered),
            of_mpp,
        ),
    ]  # fmt: skip
