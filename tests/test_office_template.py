"""Decks in an office's own template."""

from __future__ import annotations

import functools
import io
from itertools import combinations
from pathlib import Path

import matplotlib
import pytest
from decks import TODAY, open_deck, read_tiles
from office_templates import (
    TEMPLATES,
    make_4_to_3,
    make_coloured,
    make_lettered,
    make_office_theme,
    rewrite,
)
from PIL import Image
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.oxml.ns import qn
from pptx.util import Inches
from streamlit.testing.v1 import AppTest

from mppgeo.base.language import Language
from mppgeo.briefing import chosen, office
from mppgeo.briefing.chosen import BadTemplate
from mppgeo.briefing.deck import write_deck
from mppgeo.briefing.office import open_office
from mppgeo.briefing.typefaces import ARIAL, UNKNOWN, find_face, measure_file
from mppgeo.briefing.typesetting import measure_height
from mppgeo.commands import main
from mppgeo.content.classes import PRESENCE
from mppgeo.live import current
from mppgeo.scene.lengths import FULL
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import View
from mppgeo.ui import deck_template

VIEW = View(provinsi=("95",), isi=("angka", "peta", "belum", "pertumbuhan", "berikut", "catatan"))
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
every_template = pytest.mark.parametrize("name", TEMPLATES)


@functools.cache
def dress(name: str | None):
    """A short deck in a template, and the presentation that the template is."""
    body = TEMPLATES[name]() if name else None
    deck = open_deck(write_deck(Scene(current(), VIEW, TODAY), office=body))
    return deck, open_deck(body) if body else None


@every_template
def test_slide_size_master_and_theme_are_those_of_the_template(name):
    deck, template = dress(name)
    assert (deck.slide_width, deck.slide_height) == (template.slide_width, template.slide_height)
    assert deck.slide_master.part.blob == template.slide_master.part.blob
    assert len(deck.slide_layouts) == len(template.slide_layouts)
    pictures = [shape.name for shape in deck.slide_master.shapes if shape.shape_type == 13]
    assert pictures == (["Logo"] if name == "pictures and dark" else [])
    for slide in deck.slides:
        # Letters are those of the theme.
        assert not list(slide._element.iter(qn("a:latin")))


@every_template
def test_it_says_what_our_own_says(name):
    (deck, _), (own, _) = dress(name), dress(None)
    titles = [slide.shapes.title.text.split(" (")[0] for slide in own.slides]
    found = [slide.shapes.title.text.split(" (")[0] for slide in deck.slides]
    assert list(dict.fromkeys(found)) == list(dict.fromkeys(titles))
    tiles = [read_tiles(slide) for slide in deck.slides]
    assert [one for one in tiles if one] == [one for one in map(read_tiles, own.slides) if one]
    for slide in deck.slides:
        assert slide.notes_slide.notes_text_frame.text.strip()


@every_template
def test_nothing_leaves_the_slide_overlaps_or_is_left_empty(name):
    deck, _ = dress(name)
    for place, slide in enumerate(deck.slides):
        for holder in slide.placeholders:
            assert holder.text_frame.text.strip(), (place, holder.name)
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.left + shape.width <= deck.slide_width + 2, shape.name
            assert shape.top >= 0 and shape.top + shape.height <= deck.slide_height + 2, shape.name
        ours = [shape for shape in slide.shapes if not shape.is_placeholder]
        for one, other in combinations(ours, 2):
            across = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
            down = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
            assert across <= 2 or down <= 2, (slide.shapes.title.text, one.name, other.name)


@pytest.mark.parametrize("typeface", ["Verdana", "Segoe UI", "Huruf yang tidak dikenal"])
def test_texts_fit_their_boxes_in_the_letters_of_the_template(typeface):
    face, body = find_face(typeface), make_lettered(typeface)
    assert open_office(body).stage.face == open_office(body).stage.title_face == face != ARIAL
    view = View(provinsi=("33",), panjang=FULL, isi=("angka", "mpp", "berikut", "catatan"))
    for shape in list_shapes(open_deck(write_deck(Scene(current(), view, TODAY), office=body))):
        if shape.name not in {"List", "Lead"} and not shape.name.startswith("Figure"):
            continue
        frame = shape.text_frame
        room = (shape.width - frame.margin_left - frame.margin_right) / Inches(1)
        tall = (frame.margin_top + frame.margin_bottom) / Inches(1)
        for paragraph in frame.paragraphs:
            properties = paragraph._p.pPr
            indent = int(properties.get("marL", 0)) if properties is not None else 0
            for run in paragraph.runs:
                width, size = room - indent / Inches(1), run.font.size.pt
                tall += measure_height(run.text, size, width, bold=bool(run.font.bold), face=face)
        assert tall <= shape.height / Inches(1) + 0.02, (shape.name, frame.text)


def test_links_and_bars_can_be_seen_on_a_ground_that_is_not_known():
    view = View(provinsi=("31",), panjang=FULL, isi=("mpp", "jangkauan"))
    deck = open_deck(write_deck(Scene(current(), view, TODAY), office=TEMPLATES["4:3"]()))
    root = [slide.part._element for slide in deck.slides]
    links = [link for slide in root for link in slide.iter(qn("a:hlinkClick"))]
    assert links
    for link in links:
        [kept] = link.iter(
            "{http://schemas.microsoft.com/office/drawing/2018/hyperlinkcolor}hlinkClr"
        )
        assert kept.get("val") == "tx"
        [colour] = link.getparent().iter(qn("a:schemeClr"))
        assert colour.get("val") == "tx1"
    [chart] = [shape.chart for shape in list_shapes(deck) if shape.has_chart]
    points = [chart.plots[0].series[0].points[n] for n in range(4)]
    assert {point.format.line.color.theme_color for point in points} == {MSO_THEME_COLOR.TEXT_1}


def list_shapes(deck) -> list:
    return [shape for slide in deck.slides for shape in slide.shapes]


def test_a_typeface_is_as_wide_as_its_files_say():
    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    known = find_face("DejaVu Sans")
    for file, bold, told in (("", False, known.regular), ("-Bold", True, known.bold)):
        found, line = measure_file(str(folder / f"DejaVuSans{file}.ttf"), bold=bold)
        assert found == pytest.approx(told, abs=0.015) and line < known.line
    assert find_face("Huruf yang tidak dikenal") == UNKNOWN != find_face(" VERDANA ")


def make_macros(name: str, part: bytes) -> bytes:
    return part.replace(
        b"presentationml.presentation.main", b"presentation.macroEnabled.main"
    ).replace(b"application/vnd.openxmlformats-officedocument.presentation.macro", b"application/vnd.ms-powerpoint.presentation.macro")  # fmt: skip


BAD = {
    "empty": (lambda: b"", office.NOT_A_DECK),
    "no package": (lambda: b"PK\x03\x04 but no more", office.NOT_A_DECK),
    "encrypted": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), office.ENCRYPTED),
    "macros": (lambda: rewrite(make_4_to_3(), make_macros), office.MACROS),
    "another kind": (
        lambda: rewrite(make_4_to_3(), lambda n, p: p.replace(b"presentationml.presentation", b"x")),
        office.NOT_A_DECK,
    ),
    "damaged": (
        lambda: rewrite(make_4_to_3(), lambda n, p: p[:300] if n.endswith("Master1.xml") else p),
        office.NOT_A_DECK,
    ),
    "unpacked too large": (
        lambda: rewrite(make_4_to_3(), lambda n, p: p + b" " * 3_000_000 if "theme" in n else p),
        chosen.TOO_LARGE,
    ),
    "too large": (lambda: bytes(chosen.MOST_BYTES + 1), chosen.TOO_LARGE),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_template_is_refused_in_a_sentence(name, monkeypatch):
    make, sentence = BAD[name]
    monkeypatch.setattr(office, "MOST_UNPACKED", 2_000_000)
    with pytest.raises(BadTemplate) as refused:
        open_office(make())
    assert refused.value.sentence == sentence
    assert refused.value.explain(Language("id")) != refused.value.explain(Language("en"))


def test_a_template_file_of_powerpoint_is_taken():
    pattern = rewrite(
        make_office_theme(),
        lambda n, p: p.replace(
            b"presentationml.presentation.main", b"presentationml.template.main"
        ),
    )
    assert open_office(pattern).stage.width == pytest.approx(13.333, abs=0.01)


def test_the_command_takes_a_template_and_refuses_a_bad_one(tmp_path, capsys, monkeypatch):
    (tmp_path / "kantor.pptx").write_bytes(make_4_to_3())
    (tmp_path / "rusak.pptx").write_bytes(b"PK")
    args = ["brief", "--provinsi", "95", "--format", "pptx", "--length", "satu"]
    out = tmp_path / "a.pptx"
    assert main([*args, "--out", str(out), "--template", str(tmp_path / "kantor.pptx")]) == 0
    deck = open_deck(out.read_bytes())
    assert len(deck.slides) == 1 and deck.slide_width / deck.slide_height == pytest.approx(4 / 3)
    capsys.readouterr()
    for path in ("rusak.pptx", "tiada.pptx"):
        monkeypatch.setenv(chosen.TEMPLATE, str(tmp_path / path))
        assert main([*args, "--out", str(tmp_path / "b.pptx")]) == 1
        assert capsys.readouterr().err.strip() and not (tmp_path / "b.pptx").exists()


def test_colours_that_a_template_names_are_those_of_its_maps():
    body = make_coloured()
    assert open_office(body).colours == {PRESENCE["ada"].colour: "#123abc"}
    view = View(provinsi=("33",), isi=("peta",))
    for office_body, colour in ((None, (11, 107, 93)), (body, (0x12, 0x3A, 0xBC))):
        deck = open_deck(write_deck(Scene(current(), view, TODAY), office=office_body))
        picture = next(s for s in deck.slides[1].shapes if s.name == "Map")
        pixels = Image.open(io.BytesIO(picture.image.blob)).convert("RGB").getcolors(1 << 24)
        assert max(p for p in pixels if len(set(p[1])) > 2 and max(p[1]) < 200)[1] == colour


def test_a_template_that_an_editor_sends_is_kept_until_it_is_taken_away(tmp_path, monkeypatch):
    monkeypatch.setenv("MPPGEO_INSTANCE", str(tmp_path / "kantor"))
    monkeypatch.setenv(chosen.TEMPLATE, str(tmp_path / "setting.pptx"))
    (tmp_path / "setting.pptx").write_bytes(b"of the setting")
    assert chosen.read_template() == b"of the setting"
    body, before = make_4_to_3(), chosen.digest_template()
    chosen.keep_template(body)
    assert chosen.read_template() == body and chosen.digest_template() != before
    with pytest.raises(BadTemplate):
        chosen.keep_template(b"PK")
    assert chosen.read_template() == body
    assert [path.name for path in (tmp_path / "kantor").iterdir()] == ["template.pptx"]
    chosen.forget_template()
    assert chosen.read_template() == b"of the setting"


def test_only_editors_send_a_template_and_a_bad_one_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("MPPGEO_INSTANCE", str(tmp_path))
    who: list[str | None] = [None]
    monkeypatch.setattr(deck_template, "find_editor", lambda: who[0])

    def show():
        from mppgeo.base.language import Language
        from mppgeo.ui.deck_template import show_template

        show_template(Language("id"))

    page = AppTest.from_function(show).run()
    assert not page.file_uploader and not page.caption
    who[0] = "ani@example.go.id"
    page.run()
    page.file_uploader[0].set_value(("rusak.pptx", b"PK", PPTX)).run()
    assert "rusak" in page.error[0].value and not chosen.place_template().exists()
    page.file_uploader[0].set_value(("kantor.pptx", make_4_to_3(), PPTX)).run()
    assert page.success and chosen.place_template().exists()
    page.button[0].click().run()
    assert not chosen.place_template().exists() and not page.exception
