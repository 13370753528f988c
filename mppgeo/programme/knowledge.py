"""How much is known: of how many areas or MPPs the records say something, by feature."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from mppgeo.base.language import Language, mark
from mppgeo.coverage import take_snapshot
from mppgeo.dataset import Dataset
from mppgeo.programme.facts import (
    find_answers,
    find_last_reports,
    gather_facts,
    list_digital,
    list_evaluations,
    list_visitors,
)
from mppgeo.programme.places import CAPITAL, locate_mpps
from mppgeo.programme.stages import NOT_KNOWN, judge_stages
from mppgeo.records.identity import KEY
from mppgeo.records.validity import find_bounds

AREAS, MPPS = mark("areas"), mark("MPPs")


@dataclass(frozen=True)
class Share:
    """Of ``whole`` areas or MPPs (``unit``), ``known`` have the feature on record.

    Attributes
    ----------
    table : where it stands; of several, the first.
    """

    table: str
    feature: str
    known: int
    whole: int
    unit: str


def list_known(dataset: Dataset, as_of: dt.date) -> list[Share]:
    """What is known by a day of the 514 kabkota, and of the MPPs that count.

    Examples
    --------
    >>> from mppgeo.live import current
    >>> shares = list_known(current(), dt.date(2025, 12, 15))
    >>> [share.whole for share in shares if share.table == "stage_events"]
    [514, 514]
    """
    snapshot = take_snapshot(dataset, as_of, 514)
    mpp, kabkota = snapshot.mpp, snapshot.kabkota.index
    keys, facts = mpp[KEY], gather_facts(dataset, as_of)
    located = locate_mpps(dataset, as_of)
    events = dataset.records["stage_events"]
    begins = find_bounds(events["tanggal"])["begin"]
    been = events[~(begins > pd.Timestamp(as_of))]
    stages = judge_stages(snapshot)["stage"].reindex(kabkota)
    capacity = dataset.records["capacity"]
    capacity = capacity[capacity["tahun"] <= as_of.year]

    def areas(table: str, feature: str, codes: pd.Series) -> Share:
        return Share(table, feature, int(kabkota.isin(codes).sum()), len(kabkota), AREAS)

    def mpps(table: str, feature: str, known: Iterable[bool]) -> Share:
        return Share(table, feature, int(sum(known)), len(mpp), MPPS)

    def told(field: str) -> list[bool]:
        return [bool(getattr(facts[key], field)) for key in keys]

    def answered(rows: pd.DataFrame) -> pd.Series:
        return keys.isin(rows[KEY])

    return [
        areas("stage_events", mark("any event"), been["kode"]),
        areas("stage_events", mark("a stage, openings included"), kabkota[stages.ne(NOT_KNOWN)]),
        mpps("mpp_sites", mark("address"), told("address")),
        mpps("mpp_sites", mark("place better than the capital"),
             [k in located and located[k].precision != CAPITAL for k in keys]),
        mpps("mpp_sites", mark("kind of building"), told("building")),
        mpps("mpp_details", mark("number of services"), told("services")),
        mpps("mpp_details", mark("number of agencies"), told("agencies")),
        mpps("mpp_details", mark("opening hours"), told("hours")),
        mpps("presence", mark("any institution"), answered(find_answers(dataset, "presence", as_of))),
        mpps("ecosystems", mark("any way to serve"),
             answered(find_answers(dataset, "ecosystems", as_of))),
        mpps("status_reports", mark("any report"), keys.isin(find_last_reports(dataset, as_of))),
        mpps("visitors", mark("any figure of visitors"), answered(list_visitors(dataset, as_of))),
        areas("mpp_digital", mark("MPP Digital"), list_digital(dataset, as_of)["kode"]),
        areas("evaluations", mark("result of an evaluation"), list_evaluations(dataset, as_of)["kode"]),
        *(
            areas("capacity", feature, capacity["kode"][capacity[column].notna()])
            for column, feature in (
                ("kapasitas_fiskal", mark("fiscal capacity")),
                ("kemiskinan_persen", mark("poverty")),
                ("daerah_tertinggal", mark("whether least developed")),
            )
        ),
    ]  # fmt: skip


def tell_share(share: Share, t: Language) -> str:
    """Such as ``mpp_sites: address: 130 of 302 MPPs (43.0%)``."""
    return t(
        "{table}: {feature}: {known} of {whole} {unit} ({percent})",
        table=share.table,
        feature=t(share.feature),
        known=t.number(share.known),
        whole=t.number(share.whole),
        unit=t(share.unit),
        percent=t.percent(100 * share.known / share.whole if share.whole else None),
    )
