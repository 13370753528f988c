"""The slide deck as an office opens it: figures, tables and charts are those of the core."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from decks import TODAY, charts_of, every_view, find_slides, open_deck, read_tiles, show
from pptx.oxml.ns import qn

from mppgeo.base.facts import make_links
from mppgeo.base.language import UNKNOWN, Language
from mppgeo.base.names import shorten
from mppgeo.briefing.deck import write_deck
from mppgeo.content.tables import (
    list_missing,
    list_missing_by_provinsi,
    list_mpp_facts,
    list_provinsi,
)
from mppgeo.coverage import take_snapshot
from mppgeo.live import current
from mppgeo.programme.facts import gather_facts
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import View


def read_table(slides: list) -> tuple[list[str], list[list[str]]]:
    """Header and rows of a table that goes on over several slides."""
    header, rows = [], []
    for slide in slides:
        for shape in slide.shapes:
            if shape.has_table:
                first, *others = [[c.text for c in row.cells] for row in shape.table.rows]
                assert not header or header == first, "every slide has the same header"
                header, rows = first, rows + others
    return header, rows


def write_rows(table, keys: list[str], t: Language) -> list[list[str]]:
    """Rows of a table of the core in the reader's numbers."""

    def write(value, kind: str) -> str:
        if kind == "links":
            return ", ".join(link.site for link in make_links(value)) or UNKNOWN
        if pd.isna(value):
            return UNKNOWN
        return {"count": t.number, "percent": t.percent}.get(kind, str)(value)

    return [
        [write(row[key], table.kinds[key]) for key in keys] for _, row in table.frame.iterrows()
    ]


def read_day(serial: str) -> dt.date:
    """A day as spreadsheets and charts hold it."""
    return dt.date(1899, 12, 30) + dt.timedelta(days=float(serial))


def read_days(plot) -> list[dt.date]:
    return [read_day(category.label) for category in plot.categories]


# Figures


@every_view
def test_the_headline_figures_are_those_of_the_core(name):
    shown = show(name)
    t, total = shown.t, shown.total
    [slide] = find_slides(shown, "Key figures")
    values = [value for _, value, _ in read_tiles(slide)]
    known = total.areas > 0
    assert values[:3] == [
        t.number(total.areas_with_mpp) if known else UNKNOWN,
        t.percent(total.coverage_pct),
        t.percent(total.population_covered_pct),
    ]
    last = f"{t.number(total.provinsi_complete)} / {t.number(total.provinsi_without)}"
    if total.provinsi_count == 1:
        last = t.number(total.missing)
    if known:
        assert values[3] == last


@every_view
def test_the_day_and_the_denominator_stand_on_every_slide(name):
    shown = show(name)
    for slide in shown.deck.slides:
        texts = " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
        assert shown.t.date(shown.day) in texts
        # Elsewhere the denominators do not differ.
        if not shown.view.provinsi or "31" in shown.view.provinsi:
            assert str(shown.view.denominator) in texts


def test_known_figures_of_the_nation():
    """As on the official list at the end of 2025."""
    [slide] = find_slides(show("nation"), "Key figures")
    assert read_tiles(slide)[0][1:] == ["303", "dari 509 daerah"]
    assert read_tiles(slide)[1][1] == "59,5%"


def test_where_nothing_counts_the_deck_says_only_that(dataset):
    view = View(as_of=dt.date(2025, 12, 31), provinsi=("31",), denominator=508)
    deck = open_deck(write_deck(Scene(dataset, view, TODAY)))
    texts = " ".join(
        shape.text_frame.text
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_text_frame
    )
    assert len(deck.slides) == 4 and charts_of(deck.slides) == []
    assert "Tidak ada daerah yang dihitung dengan penyebut ini." in texts
    assert "Semua provinsi lengkap" not in texts


def test_a_province_before_it_was_set_up_is_not_given_its_parents_rank():
    shown = show("Papua Pegunungan before 2022")
    [slide] = find_slides(shown, "Key figures")
    texts = " ".join(s.text_frame.text for s in slide.shapes if s.has_text_frame)
    assert "Papua Pegunungan menempati peringkat" not in texts


# Tables


@every_view
def test_the_table_of_provinces_has_the_rows_of_the_screen(name):
    shown = show(name)
    table = list_provinsi(shown.snapshot, shown.selection, shown.t)
    slides = find_slides(shown, "The provinces in figures")
    if len(table.frame) < 2:
        assert slides == []
        return
    keys = list(table.frame)[:-1]
    header, rows = read_table(slides)
    assert header == [table.titles[key] for key in keys]
    assert rows == write_rows(table, keys, shown.t)


@every_view
def test_the_areas_without_an_mpp_have_the_rows_of_the_core(name):
    shown = show(name)
    single = shown.total.provinsi_count == 1 and bool(shown.places)
    make = list_missing if single else list_missing_by_provinsi
    table = make(shown.snapshot, shown.places, shown.t)
    keys = ["nama", "population", "tahap", "tetangga"]
    if not single:
        keys = ["nama", "jumlah", "population", "daerah"]
    _, rows = read_table(find_slides(shown, "Areas still without an MPP"))
    assert rows == write_rows(table, keys, shown.t)


@every_view
def test_the_mpps_have_the_rows_of_the_core(name):
    shown = show(name)
    slides = find_slides(shown, "The MPPs")
    if shown.total.provinsi_count != 1:
        assert slides == []
        return
    table = list_mpp_facts(shown.snapshot, shown.selection, shown.t)
    keys = list(table.frame)[:-1]
    _, rows = read_table(slides)
    assert rows == write_rows(table, keys, shown.t)
    assert len(rows) == shown.total.mpp_count


# Charts


@every_view
def test_the_chart_of_provinces_has_the_values_of_the_core(name):
    shown = show(name)
    rows = shown.snapshot.provinsi.loc[shown.selection.provinsi]
    rows = rows[rows["areas"] > 0]
    charts = charts_of(find_slides(shown, "Provinces by coverage"))
    if len(rows) < 2 or not rows["areas_with_mpp"].any():
        assert charts == []
        return
    bars = [
        (category, value)
        for chart in charts
        for category, value in zip(
            chart.plots[0].categories, chart.plots[0].series[0].values, strict=True
        )
    ]
    assert dict(bars) == pytest.approx(
        dict(zip(rows["nama"].map(shorten), rows["coverage_pct"], strict=True))
    )
    assert [value for _, value in bars] == sorted(rows["coverage_pct"], reverse=True)


@every_view
def test_the_curve_of_growth_has_the_values_of_the_core(name):
    shown = show(name)
    charts = charts_of(find_slides(shown, "Growth and targets"))
    if not shown.total.areas_with_mpp:
        # A line along the foot would say less than the figures that stand there instead.
        assert charts == []
        return
    [chart] = charts
    plot = chart.plots[0]
    days, values = read_days(plot), plot.series[0].values
    known = [(day, value) for day, value in zip(days, values, strict=True) if day <= shown.day]
    assert known[-1] == (shown.day, shown.total.areas_with_mpp)
    for day, value in known[:: max(1, len(known) // 5)]:
        snapshot = take_snapshot(shown.dataset, day, shown.view.denominator, jenis=shown.view.jenis)
        assert value == snapshot.total(shown.places).areas_with_mpp, day
    assert all(value is None for day, value in zip(days, values, strict=True) if day > shown.day)


@every_view
def test_the_openings_per_year_have_the_values_of_the_core(name):
    shown = show(name)
    charts = charts_of(find_slides(shown, "Openings per year"))
    mpp = shown.snapshot.of_kind
    if shown.places:
        mpp = mpp[mpp["kode"].str[:2].isin(shown.places)]
    if shown.total.provinsi_count == 1 or mpp.empty:
        assert charts == []
        return
    [chart] = charts
    plot = chart.plots[0]
    bars = dict(zip(plot.categories, plot.series[0].values, strict=True))
    counted = mpp["tanggal_akhir"].dt.year.astype(str).value_counts().to_dict()
    assert {year: n for year, n in bars.items() if n} == counted


def test_ticks_named_by_a_year_stand_at_its_beginning():
    """Else a target at the end of 2024 would stand to the right of the tick of 2024."""
    [chart] = charts_of(find_slides(show("nation"), "Growth and targets"))
    axis = chart.category_axis._element
    least = axis.find(qn("c:scaling")).find(qn("c:min"))
    first = read_days(chart.plots[0])[0]
    if least is not None:
        first = read_day(least.get("val"))
    assert (first.month, first.day) == (1, 1)


# Links and filters


def test_the_sources_of_the_mpps_are_links():
    shown = show("Jawa Tengah")
    targets = {
        relation.target_ref
        for slide in find_slides(shown, "The MPPs")
        for relation in slide.part.rels.values()
        if relation.is_external
    }
    mpp = shown.snapshot.mpp[shown.snapshot.mpp["kode"].str.startswith("33")]
    facts = gather_facts(shown.dataset, shown.snapshot.as_of)
    # Of the opening, and of the figures and addresses beside it.
    sources = {url for urls in mpp["sumber_url"] for url in urls}
    sources |= {url for key in mpp["key"] for url in facts[key].sources}
    assert targets == sources


def test_the_status_and_the_selected_area_do_not_change_a_deck():
    plain = Scene(current(), View(provinsi=("31",), level="kabkota"), TODAY)
    marked = Scene(
        current(), View(provinsi=("31",), level="kabkota", status="belum", kode="31.71"), TODAY
    )
    decks = [open_deck(write_deck(scene)) for scene in (plain, marked)]
    texts = [[t.text for s in deck.slides for t in s._element.iter(qn("a:t"))] for deck in decks]
    assert texts[0] == texts[1]
