"""Sections of a briefing about what its figures rest on: counting, totals of others, sources."""

from __future__ import annotations

import pandas as pd

from mppgeo.base.said import Few
from mppgeo.briefing.answers import answer_unknown
from mppgeo.briefing.outline import (
    Block,
    Bullets,
    Section,
    TableBlock,
)
from mppgeo.briefing.phrases import list_own_places, tell_decree, tell_end_of_records
from mppgeo.content.headline import tell_basis
from mppgeo.content.provenance import count_sites, find_latest_total, list_sources
from mppgeo.content.sentences import tell_official
from mppgeo.content.tables import list_comparisons
from mppgeo.growth.reconciliation import Comparison, reconcile
from mppgeo.scene.scene import Scene

_NAMED = 5
"""Names in a sentence; the others are counted."""
_COMPARISONS = 8
"""Official totals listed: the latest ones, as many as fit on a slide."""


def explain_data(scene: Scene) -> Section:
    """How is counted, and how our total compares with the official ones."""
    t, dataset = scene.t, scene.dataset
    texts = _explain_counting(scene)
    national = not scene.places and not scene.view.jenis
    difference = find_latest_total(dataset, scene.day) if national else None
    blocks: tuple[Block, ...] = (Bullets(tuple(texts)),)
    if difference:
        notes = dataset.records["data_notes"]
        noted = notes["isi_en" if t.code == "en" else "isi"]
        table = list_comparisons(_find_comparisons(scene), t)
        widths = {"day": 1.4, "quoted": 1.4, "ours": 1.4, "difference": 1.2, "said_by": 4.5}
        alt = t("Table of official totals beside our records.")
        blocks = (Bullets((*texts, *noted)), TableBlock(table, widths, alt))
    lead = tell_official(difference, t) if difference else _tell_basis(scene)
    return Section("data", t("Notes on the data"), lead, blocks, (lead, *texts[:2]))


def name_sources(scene: Scene) -> Section:
    """Where the records come from."""
    lead = _tell_sites(scene) if len(_counted_mpp(scene)) else _tell_basis(scene)
    notes = (lead, scene.t("Links to every source stand in the data pack and on the dashboard."))
    return Section("sources", scene.t("Sources"), lead, (_list_sources(scene),), notes)


def explain_place(scene: Scene) -> Section:
    """Notes and sources of one province, on one slide."""
    t = scene.t
    texts = _explain_counting(scene)
    lead = _tell_basis(scene)
    sites = [_tell_sites(scene)] if len(_counted_mpp(scene)) else []
    blocks = (Bullets((*texts, *sites)), _list_sources(scene))
    notes = (
        texts[0],
        *sites,
        t("Links to every source stand in the data pack and on the dashboard."),
    )
    return Section("data", t("Notes on the data and sources"), lead, blocks, notes)


def _explain_counting(scene: Scene) -> list[str]:
    t = scene.t
    texts = [
        t("An MPP counts from its opening by the ministry on. Where only a span is known, it counts from the last possible day, when the opening is certain."),
    ]  # fmt: skip
    texts += tell_end_of_records(scene)
    texts.append(tell_decree(t))
    others = _keep_not_counted(scene)
    if len(others):
        names = Few(tuple(others["nama_mpp"]), _NAMED).describe(t)
        texts.append(
            t.plural(
                "{count} MPP on record is not in the national count: {names}.",
                "{count} MPPs on record are not in the national count: {names}.",
                len(others),
                names=names,
            )
        )
    faults = len(scene.dataset.faults)
    if faults:
        texts.append(
            t.plural(
                "{count} fault was found. What it concerns is left out; everything else is shown.",
                "{count} faults were found. What they concern is left out; everything else is shown.",
                faults,
            )
        )
    return [*texts, *filter(None, [answer_unknown(scene)])]


def _tell_sites(scene: Scene) -> str:
    return scene.t.plural(
        "Every opening names its source: {count} site.",
        "Every opening names its source: {count} sites.",
        len(count_sites(_counted_mpp(scene)["sumber_url"])),
    )


def _list_sources(scene: Scene) -> TableBlock:
    table = list_sources(scene.dataset, _counted_mpp(scene), scene.as_of, scene.t)
    return TableBlock(table, {"what": 2.6, "source": 9.7}, scene.t("Table of sources."))


def _tell_basis(scene: Scene) -> str:
    basis = tell_basis(scene)
    return basis[0].upper() + basis[1:] + "."


def _find_comparisons(scene: Scene) -> list[Comparison]:
    """The latest official totals known to the day: of each day the largest, as before a joint
    inauguration the total of the day before may have been quoted too."""
    exact = [
        one for one in reconcile(scene.dataset) if one.day <= scene.day and len(one.date) == 10
    ]
    found = {one.day: one for one in sorted(exact, key=lambda one: (one.quoted, bool(one.said_by)))}
    return [found[day] for day in sorted(found)][-_COMPARISONS:]


def _counted_mpp(scene: Scene) -> pd.DataFrame:
    mpp = scene.snapshot.mpp
    return mpp[mpp["kode"].str[:2].isin(list_own_places(scene))]


def _keep_not_counted(scene: Scene) -> pd.DataFrame:
    found = scene.snapshot.not_counted
    return found[found["kode"].str[:2].isin(list_own_places(scene))]
