"""Every difference from an official total with what explains it, for the page and its files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from mppgeo.base.facts import Fact, make_links
from mppgeo.base.language import Language
from mppgeo.content.datatable import DataTable
from mppgeo.content.sentences.reconciliation import tell_difference
from mppgeo.content.tables import list_comparisons
from mppgeo.dataset import Dataset
from mppgeo.growth.explanation import explain_difference, find_repeated
from mppgeo.growth.reconciliation import Comparison, reconcile


def explain(dataset: Dataset, one: Comparison, t: Language) -> str:
    """The difference of an official total from ours in one sentence."""
    return tell_difference(one, explain_difference(dataset, one), find_repeated(one), t)


def list_explanations(
    dataset: Dataset, comparisons: Sequence[Comparison], t: Language
) -> list[Fact]:
    """One line per total that differs, the latest first; what was quoted several times stands once."""
    found: dict[tuple[object, ...], list[Comparison]] = {}
    for one in reversed(comparisons):
        if not one.agrees:
            found.setdefault((one.date, one.quoted, one.ours), []).append(one)
    return [
        Fact(
            t(
                "{date}: official {quoted}, ours {ours}",
                date=t.date(same[0].day, "medium"),
                quoted=t.number(same[0].quoted),
                ours=t.number(same[0].ours),
            ),
            explain(dataset, same[0], t),
            make_links(tuple(dict.fromkeys(url for one in same for url in one.source))),
        )
        for same in found.values()
    ]


def list_explained(dataset: Dataset, as_of: dt.date, t: Language) -> DataTable:
    """Every official total up to a day beside our count, each difference explained."""
    comparisons = [one for one in reconcile(dataset) if one.day <= as_of]
    explained = [explain(dataset, one, t) for one in comparisons]
    return list_comparisons(comparisons, t, explained=explained)
