"""Three lengths of a briefing, and whether a deck can be read from the last row."""

from __future__ import annotations

import functools
from dataclasses import replace

import pypdfium2
import pytest
from decks import TODAY, charts_of, open_deck
from decks import show as show_full
from pptx.util import Inches

from mppgeo.briefing.contents import make_briefing
from mppgeo.briefing.counting import count_slides
from mppgeo.briefing.deck import measure_map, write_deck
from mppgeo.briefing.handout import write_handout
from mppgeo.briefing.lists import measure_list
from mppgeo.briefing.outline import list_texts
from mppgeo.briefing.proposal import Proposal
from mppgeo.briefing.stage import BODY, STAGE
from mppgeo.commands import main
from mppgeo.content.naming import name_download
from mppgeo.live import current
from mppgeo.maps.sizes import LEAST_NAME, find_unit
from mppgeo.planning.effects import trace_effect
from mppgeo.planning.reach import find_distances
from mppgeo.planning.reach_figures import summarise_reach
from mppgeo.scene.lengths import FULL, ONE, SECTIONS, SHORT, USUAL, keep_choice
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import View

PLACES = {"nation": (), "31": ("31",), "33": ("33",), "95": ("95",), "12": ("12",)}
DECKS = [(place, length) for place in PLACES for length in (SHORT, ONE)]
DECKS += [
    (name, FULL) for name in ("nation", "DKI Jakarta", "Jawa Tengah", "Papua Pegunungan, English")
]
every_deck = pytest.mark.parametrize(("place", "length"), DECKS)


def make_scene(place: str, length: str, **view) -> Scene:
    return Scene(current(), View(provinsi=PLACES[place], panjang=length, **view), TODAY)


@functools.cache
def show(place: str, length: str):
    if length == FULL:
        return show_full(place).deck
    return open_deck(write_deck(make_scene(place, length)))


def list_body(slide) -> list:
    """What stands on a slide besides title, lead and foot."""
    return [s for s in slide.shapes if not s.is_placeholder and s.name != "Lead"]


def list_sizes(shape) -> list[float]:
    runs = [run for p in shape.text_frame.paragraphs for run in p.runs if run.text.strip()]
    return [run.font.size.pt for run in runs]


@every_deck
def test_letters_can_be_read_from_the_last_row(place, length):
    least = 18 if length == SHORT else 14
    deck = show(place, length)
    for slide in deck.slides:
        for shape in slide.shapes:
            title = slide.shapes.title.text
            if shape.has_table:
                cells = [cell for row in shape.table.rows for cell in row.cells]
                runs = [r for c in cells for p in c.text_frame.paragraphs for r in p.runs]
                assert min(run.font.size.pt for run in runs) >= 12, title
            elif shape.has_chart:
                assert shape.chart.font.size.pt >= 12, title
            elif shape.name == "Map":
                box = replace(BODY, width=shape.width / Inches(1), height=shape.height / Inches(1))
                unit = find_unit(measure_map(box, STAGE.resize(length)))
                assert unit * LEAST_NAME >= 10 - 1e-6, title
            elif shape.name == "Note":
                assert min(list_sizes(shape)) >= 12, title
            elif not shape.is_placeholder:
                assert min(list_sizes(shape)) >= least, (title, shape.name)
    if length != ONE:
        told = [s for s in deck.slides[0].placeholders if s != deck.slides[0].shapes.title]
        assert min(size for shape in told for size in list_sizes(shape)) >= least


@every_deck
def test_no_slide_but_the_cover_is_less_than_a_third_full(place, length):
    for slide in list(show(place, length).slides)[length != ONE :]:
        edges = []
        for shape in list_body(slide):
            top, height = shape.top / Inches(1), shape.height / Inches(1)
            if shape.name == "List":
                texts = [p.text for p in shape.text_frame.paragraphs]
                height = measure_list(texts, "", min(list_sizes(shape)), shape.width / Inches(1))
            edges += [top, top + height]
        assert (max(edges) - min(edges)) / BODY.height >= 1 / 3, slide.shapes.title.text


@every_deck
def test_no_chart_is_of_zeros_or_of_a_single_bar(place, length):
    for chart in charts_of(show(place, length).slides):
        values = [value for value in chart.plots[0].series[0].values if value is not None]
        assert len(values) > 1 and any(value > 0 for value in values)


@every_deck
def test_the_slides_are_those_that_were_counted(place, length):
    scene = show_full(place) if length == FULL else make_scene(place, length)
    if length == FULL:
        scene = Scene(scene.dataset, scene.view, TODAY)
    assert len(show(place, length).slides) == count_slides(scene)


def test_a_short_deck_has_six_slides_at_most_and_one_page_is_one():
    dataset = current()
    views = [View(provinsi=(kode,)) for kode in ("11", "17", "34", "35", "73", "91", "96")]
    views += [View(pulau=("papua",), lang="en"), View(lang="en", jenis="kota")]
    for view in views:
        assert 3 <= count_slides(Scene(dataset, view, TODAY)) <= 6, view
    assert count_slides(Scene(dataset, View(panjang=ONE), TODAY)) == 1


@pytest.mark.parametrize("place", ["nation", "12", "33"])
def test_one_page_is_one_sheet_of_paper_too(place):
    body = write_handout(make_scene(place, ONE))
    assert len(pypdfium2.PdfDocument(body)) == 1


def test_a_choice_of_sections_is_what_the_deck_has(tmp_path, capsys):
    path = tmp_path / "a.pptx"
    args = ["brief", "--provinsi", "95", "--format", "pptx", "--out", str(path)]
    assert main([*args, "--sections", "catatan,peta"]) == 0
    titles = [slide.shapes.title.text for slide in open_deck(path.read_bytes()).slides]
    assert titles[1:] == ["Kabupaten dan kota dengan dan tanpa MPP", "Catatan tentang data"]
    assert main([*args, "--link", "isi=catatan&isi=peta&panjang=lengkap"]) == 0
    assert len(open_deck(path.read_bytes()).slides) == 3
    with pytest.raises(SystemExit):
        main([*args, "--sections", "petak"])
    assert "petak" in capsys.readouterr().err


def test_a_usual_choice_is_none():
    assert keep_choice(FULL, tuple(reversed(SECTIONS))) == ()
    assert keep_choice(SHORT, USUAL[SHORT]) == ()
    assert keep_choice(SHORT, ("catatan", "peta")) == ("peta", "catatan")
    assert keep_choice(ONE, ("peta",)) == ()


# What a province is told of itself


def test_the_next_places_are_told_by_what_they_bring_to_the_province():
    scene = make_scene("12", SHORT)
    proposal = Proposal(scene)
    effect, steps = proposal.effect, tuple(proposal.plan.steps.index)
    codes = tuple(scene.selection.kabkota)
    row = summarise_reach(scene.snapshot, find_distances(scene.snapshot), codes).iloc[0]
    assert effect.shares[0] == pytest.approx(row["people_25_pct"])
    section = next(one for one in make_briefing(scene).sections if one.name == "next")
    assert scene.t.percent(effect.shares[0]) in section.lead
    assert scene.t.percent(effect.shares[-1]) in section.lead
    assert "%" in section.notes[1] and "dari hasil terbaik" not in section.lead
    # Of all provinces together it is what the plan itself says.
    every = tuple(scene.dataset.provinsi_names)
    whole = trace_effect(scene.snapshot, steps, every, "jangkauan", 25.0)
    assert whole.after == pytest.approx(tuple(proposal.plan.steps["covered"]))
    assert whole.before == pytest.approx(proposal.plan.before)
    people = trace_effect(scene.snapshot, ("12.07",), ("12",), "penduduk", 25.0)
    lives = scene.snapshot.areas.loc["12.07", "population"]
    assert people.gain == lives and people.before == scene.total.population_covered


@pytest.mark.parametrize("length", [SHORT, FULL])
def test_where_the_steps_add_more_people_than_the_province_gains_the_slide_says_why(length):
    told = "Sebagian tambahan penduduk tinggal di luar batas Papua Pegunungan."
    for place, wanted in (("95", 1), ("12", 0)):
        scene = make_scene(place, length, isi=("berikut",))
        texts = [text for one in make_briefing(scene).sections for text in list_texts(one.blocks)]
        assert texts.count(told) == wanted
        steps = Proposal(scene).plan.steps["gain"].sum()
        assert (round(steps) != round(Proposal(scene).effect.gain)) == bool(wanted)


def test_a_short_deck_too_says_whose_numbers_of_people_it_uses():
    [told] = [one for one in list_body(show("nation", SHORT).slides[5]) if one.name == "List"]
    assert "Kepmendagri 300.2.2-2138/2025" in told.text_frame.text


def test_both_days_of_a_year_are_named():
    for place, length in (("12", SHORT), ("nation", ONE)):
        texts = " ".join(
            shape.text_frame.text
            for slide in show(place, length).slides
            for shape in slide.shapes
            if shape.has_text_frame
        )
        assert "15 Desember 2024 dan 15 Desember 2025" in texts


def test_what_to_answer_stands_in_the_notes_of_the_first_slide():
    notes = show("nation", SHORT).slides[0].notes_slide.notes_text_frame.text
    assert "Daftar peresmian lengkap sampai 15 Desember 2025" in notes
    assert "angka resmi 305; catatan kami memuat 303" in notes
    assert "Belum diketahui: tahap 134 daerah" in notes


def test_names_of_files_say_what_they_show():
    view = View(pulau=("jawa",), jenis="kota", status="belum", denominator=514)
    name = name_download(Scene(current(), view, TODAY), "kabkota")
    assert (
        name
        == "mpp-kabkota-kelompok-pulau-jawa-kota-tanpa-mpp-catatan-sampai-2025-12-15-penyebut-514"
    )
