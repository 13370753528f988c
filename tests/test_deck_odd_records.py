"""Decks of records with hostile texts, and of no records."""

from __future__ import annotations

import io

import openpyxl
import pytest
from decks import TODAY, charts_of, open_deck, read_tiles
from pptx.oxml.ns import qn

from mppgeo.base.language import UNKNOWN
from mppgeo.briefing.deck import write_deck
from mppgeo.scene.lengths import FULL, ONE, SHORT
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import View

HOSTILE = [
    "<b>tebal</b>",
    "&amp; \"kutip\" 'satu'",
    "=cmd|'/C calc'!A0",
    "+A1",
    "baris\x0bdua\x01",
    "a\ufffeb",
]


def write_hostile(country) -> None:
    """MPPs and provinces whose names try to be something else than text."""
    rows = country.regions()
    for row, name in zip([r for r in rows if r["jenis"] == "provinsi"], HOSTILE, strict=False):
        row["nama"] = name
    country.names = {row["kode"]: row["nama"] for row in rows}
    country.write("regions.csv", list(rows[0]) + ["kode_provinsi", "area_km2"], rows)
    codes = ["35.07", "35.10", "35.73", "72.10", "72.71"]
    country.write_mpp(*(
        country.mpp(kode, "2020-01-01", nama_mpp=name, alamat=f"{name} {name}")
        for kode, name in zip(codes, HOSTILE[:1] + HOSTILE[2:], strict=True)
    ))  # fmt: skip


@pytest.fixture
def hostile(country):
    write_hostile(country)
    dataset = country.load()
    assert len(dataset.mpp) == 5, dataset.faults
    return dataset


def unseen(text: str) -> str:
    return "".join(
        c for c in text if c in "\t\n" or (ord(c) >= 32 and ord(c) not in (0xFFFE, 0xFFFF))
    )


def test_hostile_names_are_plain_text(hostile):
    deck = open_deck(write_deck(Scene(hostile, View(panjang=FULL, provinsi=("35",)), TODAY)))
    cells = {
        cell.text
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_table
        for row in shape.table.rows
        for cell in row.cells
    }
    assert {"<b>tebal</b>", "=cmd|'/C calc'!A0", "+A1"} <= cells
    assert any("&amp;" in slide.shapes.title.text for slide in deck.slides)


def test_control_characters_do_not_break_a_deck(hostile):
    for view in (
        View(panjang=FULL),
        View(panjang=FULL, provinsi=("72",)),
        View(panjang=FULL, provinsi=("35",)),
    ):
        deck = open_deck(write_deck(Scene(hostile, view, TODAY)))
        for slide in deck.slides:
            for text in slide._element.iter(qn("a:t")):
                assert unseen(text.text or "") == (text.text or "")


def test_control_characters_in_the_name_of_a_province_do_not_break_a_deck(country):
    rows = country.regions()
    for row in rows:
        if row["kode"] == "35":
            row["nama"] = "Jawa\x0bTimur\x01"
    country.write("regions.csv", list(rows[0]) + ["kode_provinsi", "area_km2"], rows)
    for view in (View(panjang=FULL), View(panjang=FULL, provinsi=("35",))):
        deck = open_deck(write_deck(Scene(country.load(), view, TODAY)))
        texts = [text.text or "" for s in deck.slides for text in s._element.iter(qn("a:t"))]
        assert any("JawaTimur" in text for text in texts)


def test_names_of_bars_are_not_formulas_in_the_workbook_of_a_chart(hostile):
    deck = open_deck(write_deck(Scene(hostile, View(panjang=FULL), TODAY)))
    charts = charts_of(deck.slides)
    categories = [category for chart in charts for category in chart.plots[0].categories]
    assert "'=cmd|'/C calc'!A0" in categories
    for chart in charts:
        book = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
        kinds = {cell.data_type for sheet in book for row in sheet.rows for cell in row}
        assert "f" not in kinds


def test_a_country_without_an_open_mpp_has_a_deck(country, t):
    country.open_none()
    deck = open_deck(write_deck(Scene(country.load(), View(lang=t.code, panjang=FULL), TODAY)))
    assert t("No area has an MPP yet.") in " ".join(
        shape.text_frame.text
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_text_frame
    )


def test_a_country_without_readable_records_claims_nothing(country, t):
    (country.folder / "records" / "mpp.csv").unlink()
    dataset = country.load()
    deck = open_deck(write_deck(Scene(dataset, View(lang=t.code, panjang=FULL), TODAY)))
    [slide] = [s for s in deck.slides if s.shapes.title.text == t("Key figures")]
    assert [value for _, value, _ in read_tiles(slide)[:3]] == [UNKNOWN] * 3
    claims = [
        t("No area has an MPP yet."), t("Nobody lives in an area with an MPP yet."), "(0%)",
        t("Every area has an MPP."),
        t("All areas of this view have an MPP: what counts now is that they work and are near."),
    ]  # fmt: skip
    short = [View(lang=t.code, panjang=length) for length in (SHORT, ONE)]
    decks = [open_deck(write_deck(Scene(dataset, view, TODAY))) for view in short]
    for slide in [slide for one in (deck, *decks) for slide in one.slides]:
        texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        told = " ".join([*texts, slide.notes_slide.notes_text_frame.text])
        assert not [claim for claim in claims if claim in told], slide.shapes.title.text
