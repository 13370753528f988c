"""Sections of a briefing that list provinces, areas and MPPs."""

from __future__ import annotations

import pandas as pd

from mppgeo.base.language import UNKNOWN
from mppgeo.base.names import shorten
from mppgeo.briefing.outline import (
    BarChart,
    Block,
    Bullets,
    Columns,
    Section,
    TableBlock,
)
from mppgeo.briefing.phrases import name_own_place, tell_own_missing
from mppgeo.content.classes import classify_share
from mppgeo.content.headline import tell_basis
from mppgeo.content.sentences import tell_lead, tell_provinces, tell_shares, tell_total
from mppgeo.content.sentences.operation import tell_reporting
from mppgeo.content.tables import (
    list_missing,
    list_missing_by_provinsi,
    list_mpp_facts,
    list_provinsi,
)
from mppgeo.programme.operation import judge_operation
from mppgeo.scene.scene import Scene

_SHORT_LIST = 4
"""MPPs up to which sentences stand below their list."""
_BARS = 20
"""Bars that fit into one chart with names that can be read."""


def rank_provinces(scene: Scene) -> Section | None:
    """Provinces by coverage, as bars; None where there is but one, or none has an MPP."""
    t = scene.t
    rows = _counted_provinces(scene)
    if len(rows) < 2:
        return None
    rows = rows.sort_values(["coverage_pct", "areas"], ascending=False, kind="stable")
    lead = tell_provinces(scene.total, t)
    halves = (
        [rows]
        if len(rows) <= _BARS
        else [rows[: (len(rows) + 1) // 2], rows[(len(rows) + 1) // 2 :]]
    )
    charts = tuple(
        BarChart(
            title="",
            categories=tuple(shorten(nama) for nama in half["nama"]),
            values=tuple(half["coverage_pct"]),
            colours=tuple(classify_share(share).colour for share in half["coverage_pct"]),
            alt=_tell_bars(half, scene),
            horizontal=True,
            percent=True,
        )
        for half in halves
    )
    if not any(chart.tells for chart in charts):
        return None
    blocks: tuple[Block, ...] = charts
    if len(charts) > 1:
        blocks = (Columns(charts, (0.5, 0.5)),)
    first, last = rows.iloc[0], rows.iloc[-1]
    shares = {shorten(row["nama"]): row["coverage_pct"] for row in (first, last)}
    compared = tell_shares(shares, t) if len(set(shares.values())) > 1 else ""
    notes = (lead, compared, tell_total(name_own_place(scene), scene.total, t))
    return Section("ranking", t("Provinces by coverage"), lead, blocks, notes)


def list_provinces(scene: Scene) -> Section | None:
    """Provinces with coverage, areas and people; None where there is but one."""
    t = scene.t
    table = list_provinsi(scene.snapshot, scene.selection, t)
    if len(table.frame) < 2:
        return None
    widths = {
        "nama": 3.2, "coverage_pct": 1.2, "areas_with_mpp": 1.2, "areas": 1.2,
        "population": 1.8, "population_covered_pct": 1.8, "mpp_count": 1.2,
    }  # fmt: skip
    lead = tell_total(name_own_place(scene), scene.total, t)
    alt = t("Table of provinces with coverage, areas and people.")
    notes = (lead, tell_provinces(scene.total, t))
    block = TableBlock(table, widths, alt)
    return Section("provinces", t("The provinces in figures"), lead, (block,), notes)


def name_complete(scene: Scene) -> Section | None:
    """Provinces where every area has an MPP, and those where none has; None where there are
    neither."""
    t = scene.t
    rows = _counted_provinces(scene)
    if len(rows) < 2:
        return None
    complete = rows[rows["areas_with_mpp"] == rows["areas"]]
    without = rows[(rows["areas_with_mpp"] == 0) & (rows["unknown"] == 0)]
    if not len(complete) + len(without):
        return None
    lists = tuple(
        Bullets(
            tuple(
                t.plural("{place}: {count} area", "{place}: {count} areas", row.areas, place=shorten(row.nama))
                for row in found.itertuples()
            ) or (t("None."),),
            heading,
        )
        for heading, found in (
            (t("Complete: every area has an MPP ({count})", count=len(complete)), complete),
            (t("Without any MPP ({count})", count=len(without)), without),
        )
    )  # fmt: skip
    lead = tell_provinces(scene.total, t)
    notes = (lead, tell_lead(name_own_place(scene), scene.total, t) + ".")
    blocks = (Columns(lists, (0.5, 0.5)),)
    return Section("complete", t("Provinces complete and without any"), lead, blocks, notes)


def list_missing_by_province(scene: Scene) -> Section | None:
    """Areas without an MPP, a row per province; None where there are none."""
    t = scene.t
    table = list_missing_by_provinsi(scene.snapshot, scene.places, t)
    if table.frame.empty:
        return None
    lead = tell_own_missing(scene)
    widths = {"nama": 2.6, "jumlah": 1.1, "population": 1.6, "daerah": 7.4}
    alt = t("Table of the areas without an MPP, by province.")
    most = table.frame.loc[table.frame["jumlah"].idxmax()]
    told = t.plural(
        "Most of them in {place}: {count} area.", "Most of them in {place}: {count} areas.",
        int(most["jumlah"]), place=most["nama"],
    )  # fmt: skip
    block = TableBlock(table, widths, alt)
    return Section("missing", t("Areas still without an MPP"), lead, (block,), (lead, told))


def list_own_mpp(scene: Scene) -> Section | None:
    """The MPPs of one province with their facts; None where there are none."""
    t = scene.t
    table = list_mpp_facts(scene.snapshot, scene.selection, t)
    lead = t.plural("{count} MPP counted", "{count} MPPs counted", len(table.frame))
    lead = f"{lead} · {tell_basis(scene)}"
    if table.frame.empty:
        return None
    widths = {
        "nama_mpp": 2.1, "daerah": 1.75, "dibuka": 1.45, "alamat": 2.35,
        "layanan": 1.7, "instansi": 1.65, "sumber_url": 2.8,
    }  # fmt: skip
    known = int((table.frame["layanan"] != UNKNOWN).sum())
    told = t.plural(
        "The number of services is on record for {count} of them.",
        "The number of services is on record for {count} of them.",
        known,
    )
    note = t(
        "Services and agencies are as counted on the day in brackets; – = not on record; ≤ = opened no later than."
    )
    alt = t("Table of MPPs with opening, address, services and agencies.")
    notes = (tell_lead(name_own_place(scene), scene.total, t) + ".", told)
    blocks: tuple[Block, ...] = (
        TableBlock(table, widths, alt, note, spare=("alamat", "instansi")),
    )
    if len(table.frame) <= _SHORT_LIST:
        # There is room to say what is known of them besides.
        operation = judge_operation(scene.snapshot, scene.view.minggu)
        operation = operation[operation["area"].str[:2].isin(scene.places)]
        reports = str(tell_reporting(operation, scene.view.minggu, scene.dataset.names, t))
        blocks += (Bullets((reports, told)),)
    return Section("mpp", t("The MPPs"), lead, blocks, notes)


def list_missing_areas(scene: Scene) -> Section | None:
    """Areas of one province without an MPP, with their neighbours; None where there are none."""
    t = scene.t
    table = list_missing(scene.snapshot, scene.places, t)
    if table.frame.empty:
        return None
    lead = tell_own_missing(scene)
    widths = {"nama": 2.6, "population": 1.4, "tahap": 3.0, "tetangga": 5.0}
    alone = int((table.frame["tetangga"] == UNKNOWN).sum())
    told = (
        t("Every one of them borders on an area with an MPP.")
        if not alone
        else t.plural(
            "{count} of them borders on no area with an MPP.",
            "{count} of them border on no area with an MPP.",
            alone,
        )
    )
    note = t("Neighbours share a boundary on land; – = none has an MPP, or nothing on record.")
    alt = t("Table of areas without an MPP, their people, stage and neighbours.")
    block = TableBlock(table, widths, alt, note)
    return Section("missing", t("Areas still without an MPP"), lead, (block,), (lead, told))


def _counted_provinces(scene: Scene) -> pd.DataFrame:
    rows = scene.snapshot.provinsi.loc[scene.place_selection.provinsi]
    return rows[rows["areas"] > 0]


def _tell_bars(rows: pd.DataFrame, scene: Scene) -> str:
    t = scene.t
    return "; ".join(
        f"{shorten(row.nama)} {t.percent(row.coverage_pct)}" for row in rows.itertuples()
    )
