"""What a briefing says: the sections of a nation or group of provinces, and of one province."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace

import pandas as pd

from mppgeo.attribution import attribute_sources
from mppgeo.briefing.outline import (
    BarChart,
    Block,
    Briefing,
    Bullets,
    Columns,
    Figures,
    MapPicture,
    Section,
    TableBlock,
    TimeChart,
)
from mppgeo.briefing.outlook import (
    compare_neighbours,
    tell_next_sections,
    tell_priority_sections,
    tell_reach_sections,
)
from mppgeo.coverage import select_missing
from mppgeo.growth.changes import a_year_before
from mppgeo.growth.curve import (
    count_by_year,
    find_joint_inaugurations,
    list_area_openings,
    trace_growth,
)
from mppgeo.growth.pace import Goal, Progress, count_needed
from mppgeo.growth.reconciliation import Comparison, reconcile
from mppgeo.growth.targets import find_target, measure_scene
from mppgeo.headline import make_figures, make_title, tell_basis
from mppgeo.language import UNKNOWN, Language
from mppgeo.maps.classes import PRESENCE, classify_share
from mppgeo.maps.themes import make_coverage_theme
from mppgeo.names import shorten
from mppgeo.provenance import count_sites, find_latest_opening, find_latest_total, list_sources
from mppgeo.regions import JAKARTA, PULAU_NAMES, pulau_of
from mppgeo.scene import Scene
from mppgeo.sentences import (
    name_place,
    tell_joint,
    tell_latest_opening,
    tell_lead,
    tell_map,
    tell_missing,
    tell_official,
    tell_pace,
    tell_people,
    tell_projection,
    tell_provinces,
    tell_rank,
    tell_recent,
    tell_shares,
    tell_target,
    tell_total,
)
from mppgeo.tables import (
    list_comparisons,
    list_missing,
    list_missing_by_provinsi,
    list_mpp_facts,
    list_provinsi,
)
from mppgeo.view import FIRST_DAY, KABKOTA, PROVINSI

_BARS = 20
"""Bars that fit into one chart with names that can be read."""
_COMPARISONS = 8
"""Official totals listed: the latest ones, as many as fit on a slide."""
_JOINT = 6
_INK = PRESENCE["ada"].colour


def make_briefing(
    scene: Scene, hear: Callable[[Section], object] = lambda section: None
) -> Briefing:
    """Write the briefing of a scene: of one province, or of several with one another.

    A briefing shows areas with an MPP and those without alike, so the filter
    by status and the selected area have no bearing on it.

    Parameters
    ----------
    hear : called with each section as soon as it is written.
    """
    scene = replace(scene, view=replace(scene.view, status=None, kode=None))
    t = scene.t
    single = bool(scene.places) and scene.total.provinsi_count == 1
    sections = _tell_province(scene) if single else _tell_provinces(scene)
    if not scene.total.areas:
        # Nothing counts: there is nothing to show but that.
        sections = [_tell_figures(scene), _explain_place(scene)]
    written = []
    for section in filter(None, sections):
        hear(section)
        written.append(section)
    return Briefing(
        title=make_title(scene),
        place=_place(scene),
        basis=tell_basis(scene),
        footer=f"{make_title(scene)} · {tell_basis(scene)}",
        lang=t.code,
        made_on=t("Made on {date}", date=t.date(scene.today)),
        sections=tuple(written),
    )


def _tell_provinces(scene: Scene) -> Iterator[Section | None]:
    yield _tell_figures(scene)
    yield _show_map(scene, PROVINSI, scene.t("Coverage by province"))
    yield _show_map(scene, KABKOTA, scene.t("Kabupaten and kota with and without an MPP"))
    yield _rank_provinces(scene)
    yield _list_provinces(scene)
    yield _show_growth(scene)
    yield _show_years(scene)
    yield _name_complete(scene)
    yield _list_missing_by_province(scene)
    yield from tell_reach_sections(scene, mapped=True)
    yield from tell_next_sections(scene)
    yield from tell_priority_sections(scene)
    yield _explain_data(scene)
    yield _name_sources(scene)


def _tell_province(scene: Scene) -> Iterator[Section | None]:
    yield _tell_figures(scene)
    yield _show_map(scene, KABKOTA, scene.t("Kabupaten and kota with and without an MPP"))
    yield _list_mpp(scene)
    yield _list_missing(scene)
    yield _show_growth(scene)
    yield from tell_reach_sections(scene, mapped=False)
    yield from tell_next_sections(scene)
    yield from tell_priority_sections(scene)
    yield from compare_neighbours(scene)
    yield _explain_place(scene)


# --- sections ---------------------------------------------------------------


def _tell_figures(scene: Scene) -> Section:
    t, total = scene.t, scene.total
    texts = [tell_people(total, t), _tell_missing(scene)]
    if scene.places:
        texts += _compare_place(scene)
    else:
        texts.append(tell_provinces(total, t))
    texts.append(_tell_last_year(scene))
    texts += _tell_reach_of_records(scene)
    lead = tell_lead(_place(scene), total, t)
    notes = (tell_total(_place(scene), total, t), tell_people(total, t), _tell_last_year(scene))
    if not total.areas:
        texts = [_tell_missing(scene)]
    told = tuple(dict.fromkeys(filter(None, texts)))
    blocks = (Figures(tuple(make_figures(scene))), Bullets(told))
    return Section("figures", t("Key figures"), lead, blocks, notes)


def _show_map(scene: Scene, level: str, title: str) -> Section:
    t, total = scene.t, scene.total
    told = tell_map(_place(scene), total, scene.snapshot, tuple(scene.place_selection.provinsi), t)
    lead = _tell_missing(scene)
    if level == PROVINSI:
        lead = tell_provinces(total, t)
    elif JAKARTA in _places(scene) and len(_places(scene)) == 1:
        lead = t(
            "Jakarta's areas have no government of their own; the provincial MPP serves them all."
        )
    theme = make_coverage_theme(scene.dataset, scene.snapshot, level)
    mapped = replace(scene, view=replace(scene.view, level=level))
    notes = (told, lead, attribute_sources(scene.dataset.boundaries, t) + ".")
    return Section(f"map_{level}", title, lead, (MapPicture(mapped, theme, told),), notes)


def _rank_provinces(scene: Scene) -> Section | None:
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
    blocks: tuple[Block, ...] = charts
    if len(charts) > 1:
        blocks = (Columns(charts, (0.5, 0.5)),)
    first, last = rows.iloc[0], rows.iloc[-1]
    shares = {shorten(row["nama"]): row["coverage_pct"] for row in (first, last)}
    compared = tell_shares(shares, t) if len(set(shares.values())) > 1 else ""
    notes = (lead, compared, tell_total(_place(scene), scene.total, t))
    return Section("ranking", t("Provinces by coverage"), lead, blocks, notes)


def _list_provinces(scene: Scene) -> Section | None:
    t = scene.t
    table = list_provinsi(scene.snapshot, scene.selection, t)
    if len(table.frame) < 2:
        return None
    widths = {
        "nama": 3.2, "coverage_pct": 1.2, "areas_with_mpp": 1.2, "areas": 1.2,
        "population": 1.8, "population_covered_pct": 1.8, "mpp_count": 1.2,
    }  # fmt: skip
    lead = tell_total(_place(scene), scene.total, t)
    alt = t("Table of provinces with coverage, areas and people.")
    notes = (lead, tell_provinces(scene.total, t))
    block = TableBlock(table, widths, alt)
    return Section("provinces", t("The provinces in figures"), lead, (block,), notes)


def _show_growth(scene: Scene) -> Section:
    t, view, total = scene.t, scene.view, scene.total
    target = find_target(scene)
    progress = measure_scene(scene, target.goal)
    stated = _has_target(scene)
    lead = tell_target(target.label, target.goal, progress, scene.as_of, t)
    if not stated:
        lead = t("No target had been stated by {date}.", date=t.date(scene.as_of))
    texts = [
        tell_target(label, goal, measure_scene(scene, goal), scene.as_of, t)
        for kode, label, goal in _list_goals(scene)
        if kode != target.kode
    ]
    texts.append(tell_pace(progress, t))
    if stated and not progress.reached and progress.areas:
        texts.append(_tell_outlook(progress, t))
    texts += _tell_reach_of_records(scene)
    growth = trace_growth(scene.dataset, scene.as_of, view.denominator, scene.places, view.jenis)
    alt = tell_total(_place(scene), total, t) + " " + lead
    chart = _chart_growth(scene, growth, alt)
    notes = (tell_total(_place(scene), total, t), lead, tell_pace(progress, t))
    blocks = (Columns((chart, Bullets(tuple(texts))), (0.64, 0.36)),)
    return Section("growth", t("Growth and targets"), lead, blocks, notes)


def _show_years(scene: Scene) -> Section | None:
    t = scene.t
    years = count_by_year(scene.mpp_of_places)
    if years.empty:
        return None
    joint = find_joint_inaugurations(scene.mpp_of_places)[-_JOINT:][::-1]
    alt = "; ".join(
        t.plural("{year}: {count} opening", "{year}: {count} openings", row.openings, year=row.year)
        for row in years.itertuples()
    )
    chart = BarChart(
        title=t("MPPs opened"),
        categories=tuple(str(year) for year in years["year"]),
        values=tuple(years["openings"].astype(float)),
        colours=(_INK,) * len(years),
        alt=alt,
    )
    best = years.loc[years["openings"].idxmax()]
    lead = t.plural(
        "Most in {year}: {count} MPP.", "Most in {year}: {count} MPPs.",
        int(best["openings"]), year=best["year"],
    )  # fmt: skip
    uncertain = int(years["uncertain"].sum())
    blocks: tuple[Block, ...] = (chart,)
    texts = tuple(tell_joint(one.count, one.date, t) for one in joint)
    if uncertain:
        said = t.plural(
            "Of {count} MPP the year is not certain; it is counted in the last year possible.",
            "Of {count} MPPs the year is not certain; they are counted in the last year possible.",
            uncertain,
        )
        texts += (said,)
    if texts:
        heading = t("Joint inaugurations") if joint else ""
        blocks = (Columns((chart, Bullets(texts, heading)), (0.64, 0.36)),)
    notes = (lead, *texts[-1:], _tell_last_year(scene))
    return Section("years", t("Openings per year"), lead, blocks, notes)


def _name_complete(scene: Scene) -> Section | None:
    t = scene.t
    rows = _counted_provinces(scene)
    if len(rows) < 2:
        return None
    complete = rows[rows["areas_with_mpp"] == rows["areas"]]
    without = rows[(rows["areas_with_mpp"] == 0) & (rows["unknown"] == 0)]
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
    notes = (lead, tell_lead(_place(scene), scene.total, t) + ".")
    blocks = (Columns(lists, (0.5, 0.5)),)
    return Section("complete", t("Provinces complete and without any"), lead, blocks, notes)


def _list_missing_by_province(scene: Scene) -> Section | None:
    t = scene.t
    table = list_missing_by_provinsi(scene.dataset, scene.snapshot, scene.places, t)
    if table.frame.empty:
        return None
    lead = _tell_missing(scene)
    widths = {"nama": 2.6, "jumlah": 1.1, "population": 1.6, "daerah": 7.4}
    alt = t("Table of the areas without an MPP, by province.")
    most = table.frame.loc[table.frame["jumlah"].idxmax()]
    told = t.plural(
        "Most of them in {place}: {count} area.", "Most of them in {place}: {count} areas.",
        int(most["jumlah"]), place=most["nama"],
    )  # fmt: skip
    block = TableBlock(table, widths, alt)
    return Section("missing", t("Areas still without an MPP"), lead, (block,), (lead, told))


def _list_mpp(scene: Scene) -> Section | None:
    t = scene.t
    table = list_mpp_facts(scene.dataset, scene.snapshot, scene.selection, t)
    lead = t.plural("{count} MPP counted", "{count} MPPs counted", len(table.frame))
    lead = f"{lead} {tell_basis(scene)}"
    if table.frame.empty:
        return None
    widths = {
        "nama_mpp": 2.4, "daerah": 1.9, "dibuka": 1.45, "alamat": 2.7,
        "layanan": 1.75, "instansi": 1.65, "sumber_url": 1.95,
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
    notes = (tell_lead(_place(scene), scene.total, t) + ".", told)
    block = TableBlock(table, widths, alt, note)
    return Section("mpp", t("The MPPs"), lead, (block,), notes)


def _list_missing(scene: Scene) -> Section | None:
    t = scene.t
    table = list_missing(scene.dataset, scene.snapshot, scene.places, t)
    if table.frame.empty:
        return None
    lead = _tell_missing(scene)
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


def _explain_data(scene: Scene) -> Section:
    t, dataset = scene.t, scene.dataset
    texts = _explain_counting(scene)
    national = not scene.places and not scene.view.jenis
    difference = find_latest_total(dataset, scene.as_of) if national else None
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


def _name_sources(scene: Scene) -> Section:
    lead = _tell_sites(scene) if len(_counted_mpp(scene)) else _tell_basis(scene)
    notes = (lead, scene.t("Links to every source stand in the data pack and on the dashboard."))
    return Section("sources", scene.t("Sources"), lead, (_list_sources(scene),), notes)


def _explain_place(scene: Scene) -> Section:
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
    texts += _tell_reach_of_records(scene)
    texts.append(t("Numbers of people are those of the decree 300.2.2-2138/2025, on every day."))
    others = _keep_not_counted(scene)
    if len(others):
        names = t.listing(others["nama_mpp"].tolist())
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
    return texts


def _tell_sites(scene: Scene) -> str:
    return scene.t.plural(
        "Every record names its source: {count} site.",
        "Every record names its source: {count} sites.",
        len(count_sites(_counted_mpp(scene)["sumber_url"])),
    )


def _list_sources(scene: Scene) -> TableBlock:
    table = list_sources(scene.dataset, _counted_mpp(scene), scene.as_of, scene.t)
    return TableBlock(table, {"what": 2.6, "source": 9.7}, scene.t("Table of sources."))


# --- what sections share ----------------------------------------------------


def _place(scene: Scene) -> str:
    return name_place(scene.dataset, scene.view, scene.t)


def _places(scene: Scene) -> tuple[str, ...]:
    return scene.places or tuple(scene.dataset.provinsi_names)


def _counted_provinces(scene: Scene) -> pd.DataFrame:
    rows = scene.snapshot.provinsi.loc[scene.place_selection.provinsi]
    return rows[rows["areas"] > 0]


def _count_people(scene: Scene) -> int | None:
    """People of the areas without an MPP; None where of some the number is not known."""
    people = select_missing(scene.snapshot, scene.places)["population"]
    return None if people.isna().any() or people.empty else int(people.sum())


def _tell_basis(scene: Scene) -> str:
    basis = tell_basis(scene)
    return basis[0].upper() + basis[1:] + "."


def _tell_missing(scene: Scene) -> str:
    t, unplaced = scene.t, scene.snapshot.unplaced
    said = tell_missing(scene.total, _count_people(scene), t)
    if not unplaced & set(_places(scene)):
        return said
    # Under 514 one of Jakarta's areas has its MPP, though it cannot be said which.
    if scene.total.missing == 5:
        return t(
            "Jakarta's provincial MPP serves all its people, but counts for one of its six areas."
        )
    jakarta = t(
        "Five of these are areas of Jakarta, whose provincial MPP counts for one of its six."
    )
    return f"{said} {jakarta}"


def _compare_place(scene: Scene) -> list[str]:
    t, snapshot = scene.t, scene.snapshot
    shares = {_place(scene): scene.total.coverage_pct}
    if len(scene.places) == 1:
        group = pulau_of(scene.places[0])
        members = tuple(k for k in scene.dataset.provinsi_names if pulau_of(k) == group)
        label = t("Island group {names}", names=t(PULAU_NAMES[group]))
        shares[label] = snapshot.total(tuple(sorted(members))).coverage_pct
    shares["Indonesia"] = snapshot.total().coverage_pct
    if scene.total.provinsi_count != 1:
        return [tell_provinces(scene.total, t), tell_shares(shares, t)]
    [kode] = scene.place_selection.provinsi
    told = [tell_shares(shares, t)]
    # A province not yet set up has no rank of its own.
    if scene.places == (kode,):
        told.append(tell_rank(_place(scene), snapshot.provinsi, kode, t))
    return told


def _tell_last_year(scene: Scene) -> str:
    view, first = scene.view, a_year_before(scene.as_of)
    openings = list_area_openings(scene.dataset, view.denominator, view.jenis)
    if scene.places:
        openings = openings[openings["kode_provinsi"].isin(scene.places)]
    days = openings["certain"]
    inside = (days > pd.Timestamp(first)) & (days <= pd.Timestamp(scene.as_of))
    return tell_recent(int(inside.sum()), first, scene.as_of, scene.t)


def _tell_reach_of_records(scene: Scene) -> list[str]:
    """Says how far the records reach where the day lies beyond them."""
    latest = find_latest_opening(scene.dataset)
    if latest is None or latest < scene.as_of:
        return [tell_latest_opening(latest, scene.t)]
    return []


def _list_goals(scene: Scene) -> list[tuple[str, str, Goal]]:
    """The targets that had been stated by the day."""
    targets = scene.dataset.records["targets"]
    targets = targets[targets["tanggal_ucapan"] <= pd.Timestamp(scene.as_of)]
    labels = targets["keterangan_en" if scene.t.code == "en" else "keterangan"]
    return [
        (row.kode, label, Goal(row.tanggal.date(), float(row.persen)))
        for row, label in zip(targets.itertuples(), labels, strict=True)
    ]


def _has_target(scene: Scene) -> bool:
    return scene.view.sasaran is not None or bool(_list_goals(scene))


def _tell_outlook(progress: Progress, t: Language) -> str:
    projection = tell_projection(progress, t)
    if progress.projected is None:
        return projection[0].upper() + projection[1:] + "."
    return t("At that pace: {projection}.", projection=projection)


def _chart_growth(scene: Scene, growth: pd.DataFrame, alt: str) -> TimeChart:
    t, view = scene.t, scene.view
    ours = {
        day.date(): float(n) for day, n in zip(growth["day"], growth["areas_with_mpp"], strict=True)
    }
    points: dict[str, dict] = {}
    if not scene.places and not view.jenis:
        totals = {
            one.day: float(one.quoted) for one in reconcile(scene.dataset) if one.day <= scene.as_of
        }
        points[t("Official totals (MPPs)")] = totals
    aims = {
        goal.date: float(count_needed(scene.total.areas, goal.share))
        for _, _, goal in _list_goals(scene)
    }
    target = find_target(scene)
    if _has_target(scene):
        aims[target.goal.date] = float(count_needed(scene.total.areas, target.goal.share))
    points[t("Targets")] = aims
    # A day before each rise the curve still has its old height, or it would rise aslant.
    eves = {day - dt.timedelta(days=1) for day in ours}
    days = sorted({*ours, *eves, *(day for values in points.values() for day in values)})
    days = [day for day in days if day >= FIRST_DAY]
    curve = pd.Series(ours).reindex(days).ffill().fillna(0.0)
    line = tuple(float(n) if day <= scene.as_of else None for day, n in curve.items())
    return TimeChart(
        title=t("Areas with an MPP"),
        days=tuple(days),
        lines={t("Areas with an MPP"): line},
        points={
            label: tuple(values.get(day) for day in days)
            for label, values in points.items()
            if values
        },
        alt=alt,
    )


def _find_comparisons(scene: Scene) -> list[Comparison]:
    """The latest official totals known to the day: of each day the largest, as before a joint
    inauguration the total of the day before may have been quoted too."""
    exact = [
        one for one in reconcile(scene.dataset) if one.day <= scene.as_of and len(one.date) == 10
    ]
    found = {one.day: one for one in sorted(exact, key=lambda one: (one.quoted, bool(one.said_by)))}
    return [found[day] for day in sorted(found)][-_COMPARISONS:]


def _counted_mpp(scene: Scene) -> pd.DataFrame:
    mpp = scene.snapshot.mpp
    return mpp[mpp["kode"].str[:2].isin(_places(scene))]


def _keep_not_counted(scene: Scene) -> pd.DataFrame:
    found = scene.snapshot.not_counted
    return found[found["kode"].str[:2].isin(_places(scene))]


def _tell_bars(rows: pd.DataFrame, scene: Scene) -> str:
    t = scene.t
    return "; ".join(
        f"{shorten(row.nama)} {t.percent(row.coverage_pct)}" for row in rows.itertuples()
    )
