"""The slide deck as an office opens it: figures, tables, charts, form."""

from __future__ import annotations

import datetime as dt
import functools
import io
import re
from itertools import combinations
from types import SimpleNamespace

import openpyxl
import pandas as pd
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Inches
from reportlab.pdfbase.pdfmetrics import stringWidth

from mppgeo.briefing.deck import write_deck
from mppgeo.briefing.handout import write_handout
from mppgeo.briefing.pack import write_pack
from mppgeo.card import make_links
from mppgeo.coverage import DENOMINATORS, take_snapshot
from mppgeo.headline import make_figures
from mppgeo.language import UNKNOWN, Language
from mppgeo.live import current
from mppgeo.names import shorten
from mppgeo.regions import PULAU, pulau_of
from mppgeo.scene import Scene
from mppgeo.selection import select_areas
from mppgeo.tables import (
    list_missing,
    list_missing_by_provinsi,
    list_mpp_facts,
    list_provinsi,
)
from mppgeo.view import FIRST_DAY, View

TODAY = dt.date(2026, 1, 31)
VIEWS = {
    "nation": View(),
    "nation of 514, English": View(lang="en", denominator=514),
    "nation of 508, in 2022": View(as_of=dt.date(2022, 6, 30), denominator=508),
    "before any opening": View(as_of=FIRST_DAY),
    "kota": View(jenis="kota"),
    "Jawa": View(pulau=("jawa",)),
    "DKI Jakarta": View(provinsi=("31",)),
    "DKI Jakarta of 514, English": View(provinsi=("31",), denominator=514, lang="en"),
    "Jawa Tengah": View(provinsi=("33",)),
    "Papua Pegunungan, English": View(provinsi=("95",), lang="en"),
    "Papua Pegunungan before 2022": View(provinsi=("95",), as_of=dt.date(2020, 6, 30)),
}
every_view = pytest.mark.parametrize("name", VIEWS)
some_views = pytest.mark.parametrize("name", ["nation", "DKI Jakarta", "Papua Pegunungan, English"])


@functools.cache
def show(name: str) -> SimpleNamespace:
    """The deck of a view, and what the core says of it, found without the briefing."""
    view, dataset = VIEWS[name], current()
    day = view.as_of or TODAY
    snapshot = take_snapshot(dataset, day, view.denominator, jenis=view.jenis)
    places = view.provinsi or tuple(
        sorted(kode for kode in dataset.provinsi_names if pulau_of(kode) in view.pulau)
    )
    return SimpleNamespace(
        view=view,
        dataset=dataset,
        day=day,
        t=Language(view.lang),
        snapshot=snapshot,
        places=places,
        selection=select_areas(snapshot, view),
        total=snapshot.total(places),
        deck=open_deck(write_deck(Scene(dataset, view, TODAY))),
    )


def open_deck(body: bytes):
    return Presentation(io.BytesIO(body))


def find_slides(shown: SimpleNamespace, title: str) -> list:
    """The slides of a section, by its title in English."""
    wanted = shown.t(title)
    return [
        slide
        for slide in shown.deck.slides
        if re.sub(r" \(\d+/\d+\)$", "", slide.shapes.title.text) == wanted
    ]


def read_tiles(slide) -> list[list[str]]:
    return [
        [paragraph.text for paragraph in shape.text_frame.paragraphs]
        for shape in slide.shapes
        if shape.name.startswith("Figure")
    ]


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


def charts_of(slides: list) -> list:
    return [shape.chart for slide in slides for shape in slide.shapes if shape.has_chart]


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
        assert str(shown.view.denominator) in texts


def test_known_figures_of_the_nation():
    """As on the official list at the end of 2025."""
    [slide] = find_slides(show("nation"), "Key figures")
    assert read_tiles(slide)[0][1:] == ["302", "dari 509 daerah"]
    assert read_tiles(slide)[1][1] == "59,3%"


def test_where_nothing_counts_the_deck_says_only_that(dataset):
    view = View(as_of=dt.date(2025, 12, 31), provinsi=("31",), denominator=508)
    deck = open_deck(write_deck(Scene(dataset, view, TODAY)))
    texts = " ".join(
        shape.text_frame.text
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_text_frame
    )
    assert len(deck.slides) == 3 and charts_of(deck.slides) == []
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
    table = make(shown.dataset, shown.snapshot, shown.places, shown.t)
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
    table = list_mpp_facts(shown.dataset, shown.snapshot, shown.selection, shown.t)
    keys = list(table.frame)[:-1]
    _, rows = read_table(slides)
    assert rows == write_rows(table, keys, shown.t)
    assert len(rows) == shown.total.mpp_count


def test_continued_slides_are_numbered():
    titles = [slide.shapes.title.text for slide in show("Jawa Tengah").deck.slides]
    parts = [title for title in titles if title.startswith("Daftar MPP")]
    assert len(parts) > 1
    assert parts == [f"Daftar MPP ({n}/{len(parts)})" for n in range(1, len(parts) + 1)]


@every_view
def test_no_word_of_a_header_is_broken(name):
    for slide in show(name).deck.slides:
        for shape in slide.shapes:
            if not shape.has_table:
                continue
            for column, cell in zip(shape.table.columns, shape.table.rows[0].cells, strict=True):
                size = cell.text_frame.paragraphs[0].runs[0].font.size.pt
                room = (column.width - cell.margin_left - cell.margin_right) / Inches(1) * 72
                for word in cell.text.split():
                    assert stringWidth(word, "Helvetica-Bold", size) <= room, word


# Charts


@every_view
def test_the_chart_of_provinces_has_the_values_of_the_core(name):
    shown = show(name)
    rows = shown.snapshot.provinsi.loc[shown.selection.provinsi]
    rows = rows[rows["areas"] > 0]
    charts = charts_of(find_slides(shown, "Provinces by coverage"))
    if len(rows) < 2:
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
    [chart] = charts_of(find_slides(shown, "Growth and targets"))
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


ORDER = {
    "dateAx": (
        "axId scaling delete axPos majorGridlines minorGridlines title numFmt majorTickMark"
        " minorTickMark tickLblPos spPr txPr crossAx crosses crossesAt auto lblOffset baseTimeUnit"
        " majorUnit majorTimeUnit minorUnit minorTimeUnit extLst"
    ),
    "valAx": (
        "axId scaling delete axPos majorGridlines minorGridlines title numFmt majorTickMark"
        " minorTickMark tickLblPos spPr txPr crossAx crosses crossesAt crossBetween majorUnit"
        " minorUnit dispUnits extLst"
    ),
    "scaling": "logBase orientation max min extLst",
}  # fmt: skip


@every_view
def test_the_parts_of_axes_stand_in_the_order_of_the_schema(name):
    """PowerPoint refuses charts of which it does not."""
    for chart in charts_of(show(name).deck.slides):
        for tag, order in ORDER.items():
            for element in chart._chartSpace.iter(qn(f"c:{tag}")):
                places = [order.split().index(child.tag.split("}")[1]) for child in element]
                assert places == sorted(places), tag


# Form


@every_view
def test_slides_are_16_to_9(name):
    deck = show(name).deck
    assert deck.slide_width / deck.slide_height == pytest.approx(16 / 9, abs=1e-3)


@every_view
def test_every_slide_has_a_title(name):
    titles = [slide.shapes.title.text for slide in show(name).deck.slides]
    assert all(title.strip() for title in titles)
    assert len(set(titles)) == len(titles)


@every_view
def test_every_slide_after_the_cover_has_a_number_and_a_footer(name):
    for slide in list(show(name).deck.slides)[1:]:
        kinds = [holder._element.ph.get("type") for holder in slide.placeholders]
        assert kinds.count("sldNum") == kinds.count("ftr") == 1
        [number] = [h for h in slide.placeholders if h._element.ph.get("type") == "sldNum"]
        [field] = number._element.iter(qn("a:fld"))
        assert field.get("type") == "slidenum"


@every_view
def test_every_slide_has_notes_in_sentences(name):
    for slide in show(name).deck.slides:
        notes = slide.notes_slide.notes_text_frame.text
        assert notes.rstrip().endswith((".", "!", "?")), notes
        assert 1 <= len(re.findall(r"[.!?](?=\s|$)", notes)) <= 8, notes
        assert ".." not in notes and "{" not in notes and "  " not in notes, notes


@every_view
def test_nothing_is_left_to_be_filled_in(name):
    for slide in show(name).deck.slides:
        for text in slide._element.iter(qn("a:t")):
            assert not re.search(r"[{}]|\bnan\b|\bNone\b|\bNaT\b|<NA>", text.text or ""), text.text


@every_view
def test_every_picture_chart_and_table_is_told_in_words(name):
    told = 0
    for slide in show(name).deck.slides:
        for element in slide._element.iter(qn("p:pic"), qn("p:graphicFrame")):
            [about, *_] = element.iter(qn("p:cNvPr"))
            assert (about.get("descr") or "").strip(), slide.shapes.title.text
            told += 1
    assert told >= 3


@every_view
def test_pictures_have_200_dots_per_inch(name):
    pictures = [s for slide in show(name).deck.slides for s in slide.shapes if hasattr(s, "image")]
    assert pictures
    for picture in pictures:
        across, down = picture.image.size
        assert across / (picture.width / Inches(1)) >= 200
        assert down / (picture.height / Inches(1)) >= 200


@every_view
def test_no_shape_leaves_its_slide(name):
    deck = show(name).deck
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.left + shape.width <= deck.slide_width, shape.name
            assert shape.top >= 0 and shape.top + shape.height <= deck.slide_height, shape.name


@every_view
def test_no_two_shapes_overlap(name):
    for slide in show(name).deck.slides:
        for one, other in combinations(slide.shapes, 2):
            across = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
            down = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
            assert across <= 2 or down <= 2, (slide.shapes.title.text, one.name, other.name)


@every_view
def test_every_shape_of_a_slide_has_a_number_of_its_own(name):
    for slide in show(name).deck.slides:
        numbers = [about.get("id") for about in slide._element.iter(qn("p:cNvPr"))]
        assert len(set(numbers)) == len(numbers), slide.shapes.title.text


@every_view
def test_every_run_says_its_language(name):
    shown = show(name)
    lang = {"id": "id-ID", "en": "en-GB"}[shown.view.lang]
    for slide in shown.deck.slides:
        for run in slide._element.iter(qn("a:r")):
            assert run.find(qn("a:rPr")).get("lang") == lang, run.find(qn("a:t")).text


@every_view
def test_links_lead_to_web_addresses_only(name):
    for slide in show(name).deck.slides:
        for relation in slide.part.rels.values():
            if relation.is_external:
                assert re.match(r"https?://[^/]+", relation.target_ref), relation.target_ref


def test_the_sources_of_the_mpps_are_links():
    shown = show("Jawa Tengah")
    targets = {
        relation.target_ref
        for slide in find_slides(shown, "The MPPs")
        for relation in slide.part.rels.values()
        if relation.is_external
    }
    mpp = shown.snapshot.mpp
    sources = {url for urls in mpp[mpp["kode"].str.startswith("33")]["sumber_url"] for url in urls}
    assert targets == sources


@some_views
def test_the_file_says_what_it_is(name):
    shown = show(name)
    about = shown.deck.core_properties
    assert about.title == shown.deck.slides[0].shapes.title.text
    assert shown.t.date(shown.day) in about.subject
    assert about.language == {"id": "id-ID", "en": "en-GB"}[shown.view.lang]


def test_the_same_view_gives_the_same_slides():
    again = open_deck(write_deck(Scene(current(), VIEWS["DKI Jakarta"], TODAY)))
    for one, other in zip(show("DKI Jakarta").deck.slides, again.slides, strict=True):
        assert one.part.blob == other.part.blob


def test_the_status_and_the_selected_area_do_not_change_a_deck():
    plain = Scene(current(), View(provinsi=("31",), level="kabkota"), TODAY)
    marked = Scene(
        current(), View(provinsi=("31",), level="kabkota", status="belum", kode="31.71"), TODAY
    )
    decks = [open_deck(write_deck(scene)) for scene in (plain, marked)]
    texts = [[t.text for s in deck.slides for t in s._element.iter(qn("a:t"))] for deck in decks]
    assert texts[0] == texts[1]


# Hostile texts

HOSTILE = [
    "<b>tebal</b>",
    "&amp; \"kutip\" 'satu'",
    "=cmd|'/C calc'!A0",
    "+1",
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
    deck = open_deck(write_deck(Scene(hostile, View(provinsi=("35",)), TODAY)))
    cells = {
        cell.text
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_table
        for row in shape.table.rows
        for cell in row.cells
    }
    assert {"<b>tebal</b>", "=cmd|'/C calc'!A0", "+1"} <= cells
    assert any("&amp;" in slide.shapes.title.text for slide in deck.slides)


def test_control_characters_do_not_break_a_deck(hostile):
    for view in (View(), View(provinsi=("72",)), View(provinsi=("35",))):
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
    for view in (View(), View(provinsi=("35",))):
        deck = open_deck(write_deck(Scene(country.load(), view, TODAY)))
        texts = [text.text or "" for s in deck.slides for text in s._element.iter(qn("a:t"))]
        assert any("JawaTimur" in text for text in texts)


def test_names_of_bars_are_not_formulas_in_the_workbook_of_a_chart(hostile):
    deck = open_deck(write_deck(Scene(hostile, View(), TODAY)))
    charts = charts_of(deck.slides)
    categories = [category for chart in charts for category in chart.plots[0].categories]
    assert "'=cmd|'/C calc'!A0" in categories
    for chart in charts:
        book = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
        kinds = {cell.data_type for sheet in book for row in sheet.rows for cell in row}
        assert "f" not in kinds


def test_a_country_without_any_record_has_a_deck(country, t):
    deck = open_deck(write_deck(Scene(country.load(), View(lang=t.code), TODAY)))
    assert t("No area has an MPP yet.") in " ".join(
        shape.text_frame.text
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_text_frame
    )


def test_a_country_without_readable_records_claims_nothing(country, t):
    (country.folder / "records" / "mpp.csv").unlink()
    deck = open_deck(write_deck(Scene(country.load(), View(lang=t.code), TODAY)))
    [slide] = [s for s in deck.slides if s.shapes.title.text == t("Key figures")]
    assert [value for _, value, _ in read_tiles(slide)[:3]] == [UNKNOWN] * 3
    claims = [t("No area has an MPP yet."), t("Nobody lives in an area with an MPP yet."), "(0%)"]
    for slide in deck.slides:
        texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        told = " ".join([*texts, slide.notes_slide.notes_text_frame.text])
        assert not [claim for claim in claims if claim in told], slide.shapes.title.text


# One view, one set of figures

PROVINCES = sorted(current().provinsi_names)


@st.composite
def views(draw) -> View:
    place = draw(st.sampled_from(["nation", "province", "province", "province", "group"]))
    return View(
        provinsi=(draw(st.sampled_from(PROVINCES)),) if place == "province" else (),
        pulau=(draw(st.sampled_from(sorted(PULAU))),) if place == "group" else (),
        as_of=draw(st.none() | st.dates(FIRST_DAY, TODAY)),
        denominator=draw(st.sampled_from(DENOMINATORS)),
        jenis=draw(st.sampled_from([None, None, "kabupaten", "kota"])),
        lang=draw(st.sampled_from(["id", "en"])),
    )


@settings(max_examples=8)
@given(view=views())
def test_screen_deck_handout_and_pack_give_the_same_figures(dataset, view):
    scene = Scene(dataset, view, TODAY)
    figures = make_figures(scene)
    on_screen = [[figure.label, figure.value, figure.note] for figure in figures]

    slides = open_deck(write_deck(scene)).slides
    assert [tiles for tiles in map(read_tiles, slides) if tiles] == [on_screen]

    first_page = pypdfium2.PdfDocument(write_handout(scene))[0].get_textpage().get_text_range()
    printed = squeeze(first_page)
    for label, value, note in on_screen:
        assert squeeze(label) in printed and squeeze(value) in printed and squeeze(note) in printed

    sheet = openpyxl.load_workbook(io.BytesIO(write_pack(scene)))["ringkasan"]
    titles, numbers = sheet.iter_rows(values_only=True)
    found, t = dict(zip(titles, numbers, strict=True)), scene.t
    if not scene.total.areas:
        return
    assert t.number(found[t("Areas with an MPP")]) == figures[0].value
    assert found[t("Coverage")] == pytest.approx(read_percent(figures[1].value), abs=0.1)
    assert found[t("Population covered")] == pytest.approx(read_percent(figures[2].value), abs=0.1)
    if scene.total.provinsi_count == 1:
        assert t.number(found[t("Areas without an MPP")]) == figures[3].value


def squeeze(text: str) -> str:
    return re.sub(r"[\s\u00ad\ufffe\u0002-]+", "", text)


def read_percent(text: str) -> float:
    return float(text.rstrip("%").replace(",", "."))
