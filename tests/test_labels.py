"""Names on a picture: every area has one, and none stands on another."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from mppgeo.maps.frame import Box
from mppgeo.maps.label_board import Form, Label, Wish
from mppgeo.maps.labels import place_labels

FRAME = Box(10, 20, 330, 220)
NUMBER = Form(("00",), 7, 9, 8)


def make_wish(kode: str, area: shapely.Geometry, width: float = 50, **other) -> Wish:
    forms = (Form(("x",), 8, width, 9), Form(("x", "y"), 7, width * 0.6, 16))
    return Wish(kode, area, forms, NUMBER, **other)


def to_box(shape: shapely.Geometry) -> Box:
    return Box(*shape.bounds)


def to_shape(box: Box) -> shapely.Polygon:
    return shapely.box(box.left, box.bottom, box.right, box.top)


def to_line(label: Label) -> shapely.LineString:
    return shapely.LineString(label.leader)


@st.composite
def wishes_in_frame(draw) -> list[Wish]:
    """Areas of any size side by side in a grid, as a map has them; some not there."""
    rows, columns = draw(st.integers(1, 7)), draw(st.integers(1, 7))
    high, wide = FRAME.height / rows, FRAME.width / columns
    wishes = []
    for row in range(rows):
        for column in range(columns):
            share = draw(st.sampled_from([0.0, 0.04, 0.3, 1.0]))
            if share:
                left, bottom = FRAME.left + column * wide, FRAME.bottom + row * high
                area = shapely.box(left, bottom, left + wide * share, bottom + high * share)
                width = draw(st.floats(10, 90))
                wishes.append(make_wish(f"{row}.{column}", area, width))
    return wishes


@st.composite
def boxes_in_frame(draw) -> Box:
    x, y = draw(st.floats(FRAME.left, FRAME.right)), draw(st.floats(FRAME.bottom, FRAME.top))
    width, height = draw(st.floats(1, 60)), draw(st.floats(1, 40))
    return Box(x, y, min(x + width, FRAME.right), min(y + height, FRAME.top))


@settings(max_examples=60)
@given(wishes_in_frame(), st.lists(boxes_in_frame(), max_size=6))
def test_no_label_stands_on_another_nor_off_the_frame(wishes, taken):
    labels = place_labels(wishes, FRAME, taken=taken[:2], points=taken[2:])
    assert [label.kode for label in labels] == [wish.kode for wish in wishes]
    placed = [label for label in labels if label.box]
    for one, other in combinations(placed, 2):
        assert not one.box.overlaps(other.box)
    for label in placed:
        assert FRAME.grow(1e-6).holds(label.box)
        assert not any(label.box.overlaps(box) for box in taken)
    nowhere = [label for label in labels if label.box is None]
    assert all(label.form is None for label in nowhere)


@settings(max_examples=40)
@given(wishes_in_frame(), st.lists(boxes_in_frame(), max_size=2))
def test_lines_lead_from_their_label_to_their_area_and_cross_nothing(wishes, taken):
    labels = place_labels(wishes, FRAME, taken=taken)
    areas = {wish.kode: wish.area for wish in wishes}
    led = [label for label in labels if label.leader]
    for label in led:
        start, end = map(shapely.Point, label.leader)
        assert to_shape(label.box).distance(start) < 1e-6
        assert areas[label.kode].distance(end) < 3
        others = [other.box for other in labels if other.box and other is not label]
        assert not any(to_line(label).crosses(to_shape(box)) for box in (*others, *taken))
    for one, other in combinations(led, 2):
        assert not to_line(one).crosses(to_line(other))


@settings(max_examples=15)
@given(wishes_in_frame())
def test_the_same_wishes_give_the_same_labels(wishes):
    assert place_labels(wishes, FRAME) == place_labels(wishes, FRAME)


def test_a_name_stands_inside_where_it_fits():
    area = shapely.box(100, 60, 200, 140)
    [label] = place_labels([make_wish("a", area)], FRAME)
    assert label.inside and label.leader is None and label.form.lines == ("x",)
    assert area.contains(to_shape(label.box))


def test_it_is_broken_in_two_lines_before_it_leaves_the_area():
    area = shapely.box(100, 60, 140, 140)
    [label] = place_labels([make_wish("a", area)], FRAME)
    assert label.inside and label.form.lines == ("x", "y")


def test_a_point_is_not_written_over():
    area = shapely.box(100, 60, 200, 140)
    point = Box(140, 90, 160, 110)
    [label] = place_labels([make_wish("a", area)], FRAME, points=[point])
    assert label.inside and not label.box.overlaps(point)


def test_a_small_island_has_its_name_beside_it():
    island = shapely.box(150, 100, 156, 106)
    [label] = place_labels([make_wish("a", island)], FRAME)
    assert label.form and not label.inside and label.leader is None
    assert island.distance(to_shape(label.box)) < 12


def test_a_small_area_among_others_has_its_name_in_the_sea_with_a_line():
    around = shapely.box(60, 60, 200, 140)
    city = shapely.box(190, 95, 200, 105)
    wishes = [make_wish("around", around.difference(city)), make_wish("city", city)]
    labels = place_labels(wishes, FRAME)
    assert labels[0].inside
    assert labels[1].leader and not around.intersects(to_shape(labels[1].box))


def test_names_stand_rather_in_the_sea_than_on_other_land():
    city = shapely.box(150, 100, 156, 106)
    land = shapely.box(10, 20, 158, 220)
    [label] = place_labels([make_wish("a", city)], FRAME, land=[land])
    assert land.intersection(to_shape(label.box)).area < 10


def test_what_has_no_room_gets_a_number():
    tiles = [
        shapely.box(x, y, x + 20, y + 20)
        for x in range(10, 330, 20)
        for y in range(20, 220, 20)
    ]  # fmt: skip
    wishes = [make_wish(str(i), tile, width=85) for i, tile in enumerate(tiles)]
    labels = place_labels(wishes, FRAME)
    numbers = [label for label in labels if label.form is None]
    assert len(numbers) > len(tiles) / 2
    for label in numbers:
        assert tiles[int(label.kode)].contains(to_shape(label.box).centroid)


def test_a_number_can_be_asked_for():
    area = shapely.box(100, 60, 200, 140)
    [label] = place_labels([make_wish("a", area, numbered=True)], FRAME)
    assert label.form is None and area.contains(to_shape(label.box))


def test_without_any_room_an_area_still_has_a_label():
    area = shapely.box(100, 60, 200, 140)
    [label] = place_labels([make_wish("a", area)], FRAME, taken=[FRAME])
    assert label == Label("a", None, None)


@pytest.mark.parametrize("area", [shapely.box(FRAME.left, FRAME.bottom, 10.1, 20.1),
                                  shapely.box(329, 219, 330, 220)])  # fmt: skip
def test_an_area_in_the_corner_is_named_within_the_frame(area):
    [label] = place_labels([make_wish("a", area)], FRAME)
    assert label.form and FRAME.holds(label.box)


def test_nothing_to_name():
    assert place_labels([], FRAME) == []


CASES = json.loads(Path(__file__).with_name("label_cases.json").read_text(encoding="utf-8"))


def tell_label(label: Label) -> list:
    """How a label stands, and in how many lines, as the cases have it."""
    if label.form is None:
        return ["number" if label.box else "out", 0]
    how = "inside" if label.inside else "line" if label.leader else "beside"
    return [how, len(label.form.lines)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_rules_that_the_browser_shares(case):
    wishes = [
        Wish(
            wish["kode"],
            shapely.MultiPolygon([shapely.Polygon(part) for part in wish["parts"]]),
            make_wish("", shapely.Point(), wish["width"]).forms,
            NUMBER if wish["number"] else None,
            wish.get("numbered", False),
            wish.get("rank", 0),
        )
        for wish in case["wishes"]
    ]
    labels = place_labels(
        wishes, Box(*case["frame"]),
        taken=[Box(*box) for box in case["taken"]], points=[Box(*box) for box in case["points"]],
        land=[shapely.Polygon(ring) for ring in case["land"]],
    )  # fmt: skip
    assert {label.kode: tell_label(label) for label in labels} == case["labels"]
    boxes = {label.kode: label.box for label in labels}
    assert all(boxes[kode].left >= x for kode, x in case.get("right_of", {}).items())
    assert all(boxes[kode].right <= x for kode, x in case.get("left_of", {}).items())
    assert all(boxes[kode].bottom >= y for kode, y in case.get("above", {}).items())
