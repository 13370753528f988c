"""All that is known of one area, ready to be laid out."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from mppgeo import coverage
from mppgeo.base.caching import VIEWS, cached
from mppgeo.base.facts import Fact, Link, make_links
from mppgeo.base.frames import select_rows
from mppgeo.base.language import Language, mark
from mppgeo.base.names import shorten
from mppgeo.content.classes import PRESENCE
from mppgeo.content.tables import COUNT_KINDS, DATE_KINDS
from mppgeo.country.regions import JAKARTA
from mppgeo.coverage import Snapshot
from mppgeo.programme.facts import (
    ADDRESS,
    AGENCIES,
    BUILDING,
    HOURS,
    SERVICES,
    STATED,
    WEBSITE,
    Answers,
    Facts,
    Known,
    gather_facts,
    list_digital,
    list_evaluations,
    list_visitors,
    tell_count,
    tell_date,
)
from mppgeo.programme.operation import judge_mpps, tell_status
from mppgeo.programme.places import PRECISIONS, locate_mpps
from mppgeo.programme.services import (
    BUILDINGS,
    ECOSYSTEMS,
    find_ecosystems,
    find_presence,
    tell_answers,
)
from mppgeo.programme.stages import STAGES, list_events
from mppgeo.records.dates import tell_opening, tell_partial
from mppgeo.scene.view import WEEKS

_LABELS = {
    STATED: mark("When it was recorded"),
    ADDRESS: mark("Address"),
    SERVICES: mark("Services"),
    AGENCIES: mark("Agencies"),
    BUILDING: mark("Building"),
    HOURS: mark("Opening hours"),
    WEBSITE: mark("Website"),
}


_MOST_FIGURES = 3
"""Figures of visitors that a card shows of one MPP."""


@dataclass(frozen=True)
class MppFacts:
    """One MPP: its name, whether it is counted, its facts and sources."""

    name: str
    counted: bool
    facts: tuple[Fact, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Card:
    """An area with all its MPPs and events; plain text throughout, not markup."""

    kode: str
    title: str
    place: str
    status: str
    status_label: str
    facts: tuple[Fact, ...]
    mpps: tuple[MppFacts, ...]
    events: tuple[Fact, ...]


@cached(maxsize=VIEWS)
def make_card(snapshot: Snapshot, kode: str, t: Language, weeks: int = WEEKS) -> Card:
    """Collect everything the records hold about one kabkota.

    Jakarta's administrative areas show the provincial MPP that serves them.

    Parameters
    ----------
    weeks : how long what the press told of an MPP holds (:mod:`mppgeo.programme.operation`).

    Raises
    ------
    KeyError : ``kode`` is no kabkota.
    """
    row = snapshot.kabkota.loc[kode]
    region = select_rows(snapshot.dataset.regions, kode).iloc[0]
    served_by = kode if region["otonom"] else JAKARTA
    counted, others = (
        select_rows(found, served_by, "kode", "kode_kabkota")
        for found in (snapshot.mpp, snapshot.not_counted)
    )
    own = pd.concat([counted, others])
    status = dict(judge_mpps(snapshot, counted, weeks).iterrows()) if len(counted) else {}
    return Card(
        kode=kode,
        title=shorten(row["nama"]),
        place=shorten(snapshot.dataset.names[row["kode_provinsi"]]),
        status=row["status"],
        status_label=_tell_status(row["status"], len(own), t),
        facts=_tell_region(region, t) + _tell_programme(snapshot, kode, t),
        mpps=tuple(_tell_mpp(snapshot, mpp, status.get(key), t) for key, mpp in own.iterrows()),
        events=_tell_events(snapshot, kode, t),
    )


def _tell_status(status: str, mpps: int, t: Language) -> str:
    if status == coverage.NOT_APPLICABLE and mpps:
        return t("Served by the province's MPP; outside this count")
    if status == coverage.HAS_NOT and mpps:
        return t("No MPP in the national count yet")
    return t(PRESENCE[status].label)


def _tell_region(region: pd.Series, t: Language) -> tuple[Fact, ...]:
    area = t.number(region["area_km2"], 1)
    facts = [Fact(t("Population"), t.number(_known(region["population"])))]
    facts.append(Fact(t("Area (km²)"), area))
    if isinstance(region["ibu_kota"], str):
        facts.append(Fact(t("Capital"), region["ibu_kota"]))
    return tuple(facts)


def _tell_programme(snapshot: Snapshot, kode: str, t: Language) -> tuple[Fact, ...]:
    """MPP Digital and evaluations up to the day; an area can have them without a building."""
    facts = []
    digital = list_digital(snapshot.dataset, snapshot.as_of)
    for row in select_rows(digital, kode).itertuples():
        value = ", ".join(filter(None, [row.tahap, tell_partial(row.tanggal, t)]))
        facts.append(Fact(t("MPP Digital"), value, make_links(row.sumber_url)))
    if not facts:
        facts.append(Fact(t("MPP Digital"), t("not known")))
    evaluations = list_evaluations(snapshot.dataset, snapshot.as_of)
    for row in select_rows(evaluations, kode).itertuples():
        year = t("year not known") if pd.isna(row.tahun) else str(row.tahun)
        links = make_links(row.sumber_url)
        facts.append(Fact(t("Evaluation, {year}", year=year), _text(row.predikat), links))
    return tuple(facts)


def _tell_mpp(
    snapshot: Snapshot, mpp: pd.Series, status: pd.Series | None, t: Language
) -> MppFacts:
    opening = tell_opening(mpp["tanggal_peresmian"], mpp["tanggal_akhir"], t)
    counted = COUNT_KINDS[mpp["hitungan_nasional"]]
    facts = [
        Fact(t("Opened"), f"{opening} ({t(DATE_KINDS[mpp['jenis_tanggal']])})"),
        Fact(t("Counted by the ministry"), t(counted)),
        Fact(t("Opened by"), _text(mpp["diresmikan_oleh"])),
    ]
    if status is not None:
        links = status["sumber_url"] if isinstance(status["sumber_url"], tuple) else ()
        facts.insert(1, Fact(t("Status"), tell_status(status, t), make_links(links)))
    known = gather_facts(snapshot.dataset, snapshot.as_of)[mpp["key"]]
    facts += _tell_facts(known, t)
    facts.append(_tell_place(snapshot, mpp, t))
    facts += _tell_sites(known, t)
    presence = find_presence(snapshot.dataset, mpp, snapshot.as_of)
    facts.append(_tell_answers(t("Signatory institutions"), presence, t))
    ways = find_ecosystems(snapshot.dataset, mpp, snapshot.as_of)
    named = replace(
        ways,
        present=tuple(t(ECOSYSTEMS[way]) for way in ways.present),
        absent=tuple(t(ECOSYSTEMS[way]) for way in ways.absent),
    )
    facts.append(_tell_answers(t("Service ecosystems"), named, t))
    facts += _tell_visitors(snapshot, mpp, t)
    facts.append(Fact(t("Note"), _text(mpp["catatan"])))
    return MppFacts(
        name=mpp["nama_mpp"],
        counted=mpp["hitungan_nasional"] == "ya",
        facts=tuple(fact for fact in facts if fact.value),
        links=make_links(mpp["sumber_url"]),
    )


def _tell_facts(known: Facts, t: Language) -> list[Fact]:
    shown = {
        STATED: known.stated, ADDRESS: known.address, SERVICES: known.services,
        AGENCIES: known.agencies, BUILDING: known.building, HOURS: known.hours,
    }  # fmt: skip
    facts = [_tell_fact(t(_LABELS[fact]), fact, one, t) for fact, one in shown.items()]
    if known.website:
        day = tell_date(known.website, t)
        facts.append(Fact(t(_LABELS[WEBSITE]), " ", make_links(known.website.value), day=day))
    facts.append(Fact(t("Note on the figures"), "; ".join(known.notes)))
    for fact, other in known.others:
        label = t("{fact}, other source", fact=t(_LABELS[fact]))
        facts.append(_tell_fact(label, fact, other, t))
    return facts


def _tell_fact(label: str, fact: str, known: Known, t: Language) -> Fact:
    # Figures have their day in brackets behind them, wherever they stand.
    day = "" if fact in (SERVICES, AGENCIES) else tell_date(known, t)
    return Fact(label, _tell_value(fact, known, t), make_links(known.sources), day=day)


def _tell_value(fact: str, known: Known, t: Language) -> str:
    if not known:
        return ""
    if fact in (SERVICES, AGENCIES):
        return tell_count(known, t)
    if fact == BUILDING:
        return t(BUILDINGS[known.value])
    return ", ".join(known.value) if fact == WEBSITE else known.value


def _tell_answers(label: str, answers: Answers, t: Language) -> Fact:
    day = " – ".join(tell_partial(day, t) for day in answers.days)
    return Fact(label, tell_answers(answers, t), make_links(answers.sources), day=day)


def _tell_visitors(snapshot: Snapshot, mpp: pd.Series, t: Language) -> list[Fact]:
    """The newest figures of who came; the others stand on the services page."""
    rows = list_visitors(snapshot.dataset, snapshot.as_of)
    return [
        Fact(
            t("Visitors, {period}", period=row.periode),
            f"{t.number(row.jumlah_pengunjung)} {row.satuan}"
            f" ({tell_partial(row.tanggal_data, t) or t('date not known')})",
            make_links(row.sumber_url),
        )
        for row in select_rows(rows, mpp["key"], "key").head(_MOST_FIGURES).itertuples()
    ]


def _tell_place(snapshot: Snapshot, mpp: pd.Series, t: Language) -> Fact:
    """How precisely it is known where the MPP stands, for whoever looks at map or distance."""
    found = locate_mpps(snapshot.dataset, snapshot.as_of).get(mpp["key"])
    return Fact(t("Place on the map"), t(PRECISIONS[found.precision]) if found else "")


def _tell_sites(known: Facts, t: Language) -> list[Fact]:
    """Where an MPP was before: its earlier sites, the latest first."""
    return [
        Fact(
            t("Earlier site, since {date}", date=tell_date(site, t)),
            site.value or t("address not known"),
            make_links(site.sources),
        )
        for site in known.earlier
    ]


def _tell_events(snapshot: Snapshot, kode: str, t: Language) -> tuple[Fact, ...]:
    facts = []
    for row in list_events(snapshot.dataset, kode, snapshot.as_of).itertuples():
        when = tell_partial(row.tanggal, t) or t("date not known")
        note = f" – {row.keterangan}" if isinstance(row.keterangan, str) else ""
        facts.append(Fact(when, t(STAGES[row.tahap]) + note, make_links(row.sumber_url)))
    return tuple(facts)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _known(value: object) -> object:
    return None if pd.isna(value) else value
