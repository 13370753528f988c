"""One view, one set of figures: on the screen, in deck, handout and pack."""

from __future__ import annotations

import io
import re

import openpyxl
import pypdfium2
import pytest
from decks import TODAY, open_deck, read_tiles
from hypothesis import given, settings
from hypothesis import strategies as st

from mppgeo.briefing.deck import write_deck
from mppgeo.briefing.handout import write_handout
from mppgeo.briefing.pack import write_pack
from mppgeo.content.headline import make_figures
from mppgeo.content.reach_tables import make_reach_figures
from mppgeo.country.regions import PULAU
from mppgeo.coverage import DENOMINATORS
from mppgeo.live import current
from mppgeo.planning.reach import find_distances
from mppgeo.planning.reach_figures import summarise_reach
from mppgeo.scene.lengths import FIGURES, FULL, REACH
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import FIRST_DAY, View

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
        panjang=FULL,
        # The parts that bear figures; maps and lists would only be drawn.
        isi=(FIGURES, REACH),
    )


@settings(max_examples=8)
@given(view=views())
def test_screen_deck_handout_and_pack_give_the_same_figures(dataset, view):
    scene = Scene(dataset, view, TODAY)
    figures = make_figures(scene)
    on_screen = [[figure.label, figure.value, figure.note] for figure in figures]

    slides = open_deck(write_deck(scene)).slides
    found = [tiles for tiles in map(read_tiles, slides) if tiles]
    assert found[0] == on_screen
    # Of a place without any area in the count a deck tells no more than that.
    shown = list_reach_boxes(scene) if scene.total.areas else []
    assert all(boxes in found for boxes in shown)

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
    assert found[t("People of areas with an MPP")] == pytest.approx(
        read_percent(figures[2].value), abs=0.1
    )
    if scene.total.provinsi_count == 1:
        assert t.number(found[t("Areas without an MPP")]) == figures[3].value


def list_reach_boxes(scene: Scene) -> list[list[list[str]]]:
    """The boxes of the page of reach, if the view holds any area."""
    codes = tuple(scene.selection.kabkota)
    distances = find_distances(scene.snapshot)
    rows = summarise_reach(scene.snapshot, distances, codes)
    if not codes or rows.empty:
        return []
    boxes = make_reach_figures(rows.iloc[0], scene.t)
    return [[[box.label, box.value, box.note] for box in boxes]]


def squeeze(text: str) -> str:
    return re.sub(r"[\s\u00ad\ufffe\u0002-]+", "", text)


def read_percent(text: str) -> float:
    return float(text.rstrip("%").replace(",", "."))
