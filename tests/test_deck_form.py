"""The form of a deck: titles, notes, sizes, places, languages, links; what an office expects."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations

import pytest
from decks import TODAY, VIEWS, charts_of, every_view, open_deck, show
from pptx.oxml.ns import qn
from pptx.util import Inches
from reportlab.pdfbase.pdfmetrics import stringWidth

from mppgeo.briefing.deck import write_deck
from mppgeo.live import current
from mppgeo.scene.lengths import FULL
from mppgeo.scene.scene import Scene

some_views = pytest.mark.parametrize("name", ["nation", "DKI Jakarta", "Papua Pegunungan, English"])


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
        ends = re.findall(r"(?<!Kab)[.!?](?=\s|$)", notes)
        assert 1 <= len(ends) <= 8, notes
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


@some_views
def test_the_file_says_what_it_is(name):
    shown = show(name)
    about = shown.deck.core_properties
    assert about.title == shown.deck.slides[0].shapes.title.text
    assert shown.t.date(shown.day) in about.subject
    assert about.language == {"id": "id-ID", "en": "en-GB"}[shown.view.lang]


def test_the_same_view_gives_the_same_slides():
    view = replace(VIEWS["DKI Jakarta"], panjang=FULL)
    again = open_deck(write_deck(Scene(current(), view, TODAY)))
    for one, other in zip(show("DKI Jakarta").deck.slides, again.slides, strict=True):
        assert one.part.blob == other.part.blob
