"""Reach, next places and priorities in briefings, as a view asks for them."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from pptx import Presentation

from mppgeo.base.clock import today
from mppgeo.briefing.contents import make_briefing
from mppgeo.briefing.deck import write_deck
from mppgeo.briefing.files import make_file
from mppgeo.briefing.outline import BarChart, Bullets, Columns, TableBlock
from mppgeo.briefing.pack import list_tables
from mppgeo.briefing.proposal import Proposal
from mppgeo.content.profile import compare_places
from mppgeo.content.proposals import tell_plan
from mppgeo.live import current
from mppgeo.planning.candidates import (
    find_next,
    pose_problem,
)
from mppgeo.planning.priority import list_priorities, weigh_parts
from mppgeo.planning.reach import (
    find_distances,
)
from mppgeo.planning.reach_figures import (
    summarise_reach,
)
from mppgeo.planning.siting import (
    make_options,
)
from mppgeo.programme.stages import keep_areas
from mppgeo.scene.choices import Choices
from mppgeo.scene.lengths import FULL
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import View
from mppgeo.ui.preparation import prepare_proposals

TODAY = dt.date(2026, 11, 1)


def write(dataset, **view) -> dict:
    """The sections of a briefing by name."""
    briefing = make_briefing(Scene(dataset, View(lang="en", panjang=FULL, **view), TODAY))
    return {section.name: section for section in briefing.sections}


def parts_of(section) -> list:
    blocks = section.blocks
    return [
        inner for one in blocks for inner in (one.blocks if isinstance(one, Columns) else (one,))
    ]


def find(section, kind):
    return next(part for part in parts_of(section) if isinstance(part, kind))


def texts_of(section) -> str:
    lists = [part.texts for part in parts_of(section) if isinstance(part, Bullets)]
    return " ".join([section.lead, *(text for texts in lists for text in texts)])


def test_the_nation_has_reach_next_places_and_priorities(dataset):
    sections = write(dataset)
    assert {"reach", "reach_figures", "next_map", "next", "next_gain", "priority"} <= set(sections)
    assert "72.8% of the people live within 25 km" in sections["reach"].lead
    assert "straight lines" in texts_of(sections["reach_figures"])
    assert "capital of their area" in " ".join(sections["reach_figures"].notes)
    said = "at least 63% of the best possible by theory"
    assert said in " ".join(sections["next_gain"].notes)
    assert said not in texts_of(sections["next_gain"])
    assert len(find(sections["priority"], TableBlock).table.frame) == 15
    assert all(section.notes for section in sections.values())


def test_a_province_has_its_own_and_its_neighbours(dataset):
    sections = write(dataset, provinsi=("35",))
    assert {"reach", "next_map", "next", "priority", "neighbours"} <= set(sections)
    scene = Scene(dataset, View(provinsi=("35",), lang="en"), TODAY)
    shown = find(sections["neighbours"], TableBlock).table.frame
    assert shown.equals(compare_places(scene, "35").frame)
    assert find(sections["next"], TableBlock).table.frame["kode"].str.startswith("35.").all()
    row = summarise_reach(
        scene.snapshot, find_distances(scene.snapshot),
        tuple(scene.selection.kabkota),
    ).iloc[0]  # fmt: skip
    shares = find(sections["reach"], BarChart).values
    assert shares == tuple(row[f"people_{km}_pct"] for km in (10, 25, 50, 100))


def test_a_complete_province_has_no_next_places(dataset):
    sections = write(dataset, provinsi=("34",))
    assert "reach" in sections and "neighbours" in sections
    assert not {"next_map", "next", "next_gain", "priority"} & set(sections)


def test_the_choices_of_a_link_are_those_of_the_briefing(dataset):
    choices = Choices(k=3, km=50, must=("11.01",), quota=1, exact=True, preset="penduduk")
    sections = write(dataset, pilihan=choices)
    scene = Scene(dataset, View(pilihan=choices, lang="en"), TODAY)
    kept = tuple(keep_areas(scene.snapshot, scene.selection))
    posed = pose_problem(scene.snapshot, kept, "jangkauan", 50)
    provinces = set(posed.problem.names.index.str[:2])
    plan = find_next(posed, make_options(choices, provinces), exact=True)
    steps = find(sections["next"], TableBlock).table.frame
    assert steps["kode"].tolist() == plan.steps.index.tolist() and len(steps) == 3
    assert sections["next"].lead == tell_plan(plan, Proposal(scene).options, scene.t)
    chart = find(sections["next"], BarChart)
    assert chart.values[-1] * 1e3 == pytest.approx(plan.gain)
    assert "no other choice of as many places" in " ".join(sections["next"].notes)
    assert "Weights: Most people." in find(sections["priority"], TableBlock).note


def test_own_government_and_own_weights_are_told(dataset):
    choices = Choices(own=True, preset=None, weights=(("jarak", 5),), rules_off=("kecil",))
    sections = write(dataset, provinsi=("12",), pilihan=choices)
    assert "their own government's MPP" in sections["reach"].lead
    block = find(sections["priority"], TableBlock)
    assert "Distance to the nearest MPP 5" in block.note
    assert "fewer than 100,000 people: digital first" not in set(block.table.frame["rule"])


@pytest.mark.parametrize(
    ("choices", "section", "said"),
    [
        (Choices(must=("35.05",), never=("35.05",)), "next", "both “must” and “must not”"),
        (Choices(must=("35.10",)), "next", "cannot be chosen"),
        (Choices(quotas=(("35", 0),), must=("35.05",)), "next", "than the quota of 0 allows"),
        (Choices(preset=None), "priority", "All weights are 0"),
    ],
    ids=["both", "has one", "quota", "zero"],
)
def test_what_cannot_be_met_is_a_sentence(dataset, choices, section, said):
    sections = write(dataset, provinsi=("35",), pilihan=choices)
    assert said in texts_of(sections[section])
    scene = Scene(dataset, View(lang="en", provinsi=("35",), pilihan=choices), TODAY)
    assert write_deck(scene) and list_tables(scene)


def test_of_more_places_than_there_are_as_many_as_can_be_are_chosen(dataset):
    sections = write(dataset, provinsi=("35",), pilihan=Choices(k=50))
    assert len(find(sections["next"], TableBlock).table.frame) <= 3


def test_before_any_opening_everybody_counts_as_not_reached(dataset):
    sections = write(dataset, as_of=dt.date(2017, 10, 1))
    assert "there is no MPP to go to yet" in sections["reach"].lead
    assert "no area has an MPP yet" in texts_of(sections["next_gain"])


def test_without_village_points_the_rest_is_told(country):
    country.open_none()
    sections = write(country.load())
    assert "reach" not in sections and {"next", "priority"} <= set(sections)


def test_maps_drawn_ahead_are_the_same(dataset):
    scene = Scene(dataset, View(provinsi=("35",), panjang=FULL), TODAY)

    def pictures(ahead: bool) -> list[bytes]:
        deck = Presentation(io.BytesIO(make_file(scene, "pptx", ahead=ahead)))
        shapes = [shape for slide in deck.slides for shape in slide.shapes]
        return [shape.image.blob for shape in shapes if shape.name == "Map"]

    ahead = pictures(True)
    assert len(ahead) == 2 and ahead == pictures(False)


def test_what_is_prepared_is_found_by_the_first_visitor():
    prepare_proposals()
    scene = Scene(current(), View(), today())
    weights = tuple(weigh_parts(scene.snapshot, scene.view.pilihan).items())
    known = list_priorities.cache_info().hits
    list_priorities(scene.snapshot, weights)
    assert list_priorities.cache_info().hits == known + 1
