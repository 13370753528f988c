"""Far parts of a place in panels of their own: where it helps, and hiding nothing."""

from __future__ import annotations

import datetime as dt
import io
from itertools import combinations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from mppgeo.content import classes
from mppgeo.maps import insets
from mppgeo.maps.frame import GAP, Box, choose_frame, fit
from mppgeo.maps.insets import add_insets, list_splits
from mppgeo.maps.page import lay_out
from mppgeo.maps.picture import draw_map
from mppgeo.maps.plan import make_plan
from mppgeo.maps.sizes import A4, SCREEN, Size
from mppgeo.maps.themes import make_coverage_theme
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import KABKOTA, View

TODAY = dt.date(2025, 12, 15)
SLIDE = Size(12.13, 5.3, 110, letters=1.35)
PANEL = Box(0, 0, 800, 400)
PIECES = [(120, 80), (100, 30)]


def look_at(dataset, **view) -> tuple[Scene, object]:
    scene = Scene(dataset, View(**view), TODAY)
    return scene, make_coverage_theme(scene.snapshot, scene.view.level)


def plan_slide(dataset, kode: str, size: Size = SLIDE):
    look = look_at(dataset, level=KABKOTA, provinsi=(kode,))
    return make_plan(*look, lay_out(size, False))


def plan_without(dataset, kode: str, monkeypatch):
    monkeypatch.setattr("mppgeo.maps.plan.add_insets", lambda frame, *_, **__: frame)
    return plan_slide(dataset, kode)


# --- which views have insets ---------------------------------------------------


@pytest.mark.parametrize(
    ("kode", "least"), [("33", 1.25), ("35", 1.5), ("31", 2.5), ("71", 2.5), ("21", 2.5)]
)
def test_the_map_of_a_province_with_far_islands_is_larger(dataset, kode, least, monkeypatch):
    plan = plan_slide(dataset, kode)
    plain = plan_without(dataset, kode, monkeypatch)
    assert 1 <= len(plan.frame.insets) <= insets.MOST and not plain.frame.insets
    assert plan.frame.projection.scale >= least * plain.frame.projection.scale


@pytest.mark.parametrize("kode", ["51", "52", "75", "95", "34", "36"])
def test_a_compact_province_has_none(dataset, kode):
    assert plan_slide(dataset, kode).frame.insets == ()


@pytest.mark.parametrize("size", [SCREEN, A4, SLIDE])
@pytest.mark.parametrize("level", ["provinsi", "kabkota"])
def test_the_nation_has_none(dataset, level, size):
    assert make_plan(*look_at(dataset, level=level), lay_out(size, False)).frame.insets == ()


def test_an_area_alone_has_none(dataset):
    look = look_at(dataset, level=KABKOTA, provinsi=("35",), kode="35.29")
    assert make_plan(*look, lay_out(SLIDE, False)).frame.insets == ()


def test_filters_do_not_change_what_is_in_insets(dataset):
    views = [{}, {"jenis": "kota"}]
    frames = [
        make_plan(*look_at(dataset, level=KABKOTA, provinsi=("33",), **v), lay_out(SLIDE, False))
        for v in views
    ]
    bounds = [[inset.bounds for inset in plan.frame.insets] for plan in frames]
    assert bounds[0] and bounds[0] == bounds[1]


# --- what is in them -------------------------------------------------------------


def test_an_area_far_away_is_named_in_its_inset_alone(dataset):
    plan = plan_slide(dataset, "31")
    [inset] = plan.frame.insets
    [label] = [label for label in plan.labels if label.kode == "31.01"]
    assert label in inset.labels and label.form and inset.box.holds(label.box)


def test_an_area_with_parts_in_both_is_named_in_both(dataset):
    plan = plan_slide(dataset, "33")
    [inset] = plan.frame.insets
    jepara = [label for label in plan.labels if label.kode == "33.20"]
    assert [inset.box.holds(label.box) for label in jepara] == [False, True]


@pytest.mark.parametrize("kode", ["33", "35", "31", "71", "21", "91"])
def test_scales(dataset, kode, monkeypatch):
    plan = plan_slide(dataset, kode)
    least = plan_without(dataset, kode, monkeypatch).frame.projection.scale
    main = plan.frame.projection.scale
    for inset in plan.frame.insets:
        assert least <= inset.projection.scale <= main + 1e-9
        assert (inset.bar is None) == (inset.projection.scale == pytest.approx(main, rel=1e-3))
        assert inset.bar is None or inset.box.holds(inset.bar)


def find_spots(area, plan, inset) -> list[tuple[float, float]]:
    """Points of the page on an area in an inset, away from its outline and from letters."""
    shape = shapely.transform(area, inset.projection.to_page).buffer(-2)
    shape = shape.intersection(shapely.box(*vars(inset.box.grow(-2)).values()))
    points = [Box(*point, *point) for places in plan.points.values() for point in places]
    for box in [*(label.box for label in inset.labels), *points, *filter(None, [inset.bar])]:
        shape = shape.difference(shapely.box(*vars(box.grow(5)).values()))
    for label in inset.labels:
        if label.leader:
            shape = shape.difference(shapely.LineString(label.leader).buffer(3))
    parts = [part for part in shapely.get_parts(shape) if part.area > 4]
    return [part.representative_point().coords[0] for part in parts]


@pytest.mark.parametrize("kode", ["35", "21", "71"])
@pytest.mark.parametrize("titled", [True, False])
def test_the_picture_shows_the_islands_in_their_colours(dataset, kode, titled):
    size = Size(SLIDE.width, SLIDE.height, 144)
    scene, theme = look_at(dataset, level=KABKOTA, provinsi=(kode,))
    plan = make_plan(scene, theme, lay_out(size, titled))
    drawn = Image.open(io.BytesIO(draw_map(scene, theme, size, titled=titled))).convert("RGB")

    def look_up(x: float, y: float) -> tuple[int, ...]:
        return drawn.getpixel((int(2 * x), int(2 * (size.height * 72 - y))))

    seen = 0
    for inset in plan.frame.insets:
        for area_kode, area in dataset.kabkota.geometry.items():
            for spot in find_spots(area, plan, inset):
                colour = theme.classes[theme.codes[area_kode]].colour
                if area_kode not in scene.selection.kabkota:
                    colour = classes.LEFT_OUT_AREA
                assert look_up(*spot) == tuple(bytes.fromhex(colour[1:])), area_kode
                seen += 1
        # A dark line all around.
        box = inset.box
        for share in np.linspace(0.02, 0.98, 40):
            x, y = box.left + share * box.width, box.bottom + share * box.height
            for at in ((x, box.bottom), (x, box.top), (box.left, y), (box.right, y)):
                around = [
                    look_up(at[0] + i / 2, at[1] + j / 2) for i in (-1, 0, 1) for j in (-1, 0, 1)
                ]
                assert min(map(max, around)) < 150
    assert seen


@pytest.mark.parametrize("form", ["png", "svg"])
def test_the_same_view_gives_the_same_bytes(dataset, form):
    look = look_at(dataset, level=KABKOTA, provinsi=("71",))
    first, second = (draw_map(*look, SLIDE, form, titled=False) for _ in range(2))
    assert first == second


# --- any islands -------------------------------------------------------------------


@st.composite
def islands(draw) -> list[shapely.Polygon]:
    """A mainland and islands around it, here and there on a grid of degrees."""
    mainland = shapely.box(110, -8, 110 + draw(st.floats(1, 4)), -8 + draw(st.floats(0.5, 3)))
    places = draw(
        st.lists(st.tuples(st.integers(104, 120), st.integers(-13, 0)), max_size=12, unique=True)
    )
    size = draw(st.sampled_from([0.05, 0.3, 0.9]))
    boxes = [shapely.box(x, y, x + size, y + size) for x, y in places]
    return [mainland, *(box for box in boxes if not box.intersects(mainland))]


def name_nothing(bounds, projection, box, taken):
    return []


@settings(max_examples=60)
@given(islands())
def test_each_island_is_in_the_map_or_in_one_inset_and_no_panel_hides_one(parts):
    whole = shapely.MultiPolygon(parts).bounds
    plain = choose_frame(whole, PANEL, PIECES, parts, padding=12)
    frame = add_insets(plain, parts, PANEL, PIECES, padding=12, unit=1.0, name=name_nothing)
    assert frame == add_insets(plain, parts, PANEL, PIECES, padding=12, unit=1.0, name=name_nothing)
    if not frame.insets:
        assert frame is plain
        return
    assert len(frame.insets) <= insets.MOST
    assert frame.projection.scale >= insets.GAIN * plain.projection.scale
    boxes = [*frame.boxes, *(inset.box for inset in frame.insets)]
    for one, other in combinations(boxes, 2):
        assert not one.grow(GAP - 1e-6).overlaps(other)
    assert all(PANEL.holds(box) for box in boxes)
    for part in parts:
        homes = [inset for inset in frame.insets if shapely.box(*inset.bounds).covers(part)]
        if shapely.box(*frame.bounds).covers(part):
            assert not homes
            assert shapely.box(*frame.projection.to_degrees(PANEL)).covers(part)
            covers = [shapely.box(*frame.projection.to_degrees(box)) for box in boxes]
            assert not any(part.intersects(cover) for cover in covers)
        else:
            [home] = homes
            assert shapely.box(*home.projection.to_degrees(home.box)).covers(part)


@settings(max_examples=60)
@given(islands())
def test_what_is_left_out_is_little_and_worth_it(parts):
    room = PANEL.grow(-12)
    areas = shapely.area(parts)
    for split in list_splits(np.array(parts, object), room):
        assert areas[~split.kept].sum() <= insets.MOST_LEFT_OUT * areas.sum() + 1e-9
        assert fit(split.bounds, room).scale >= insets.GAIN * (
            fit(shapely.MultiPolygon(parts).bounds, room).scale - 1e-9
        )
        assert 1 <= len(split.groups) <= insets.MOST


def test_one_island_is_not_parted():
    assert list_splits(np.array([shapely.box(110, -8, 111, -7)], object), PANEL) == []
    assert list_splits(np.array([], object), PANEL) == []


def test_where_names_have_no_room_there_is_no_inset():
    parts = [shapely.box(110, -8, 113, -6), shapely.box(111, -2, 111.2, -1.8)]
    plain = choose_frame(shapely.MultiPolygon(parts).bounds, PANEL, PIECES, parts, padding=12)
    options = {"padding": 12, "unit": 1.0}
    assert add_insets(plain, parts, PANEL, PIECES, name=name_nothing, **options).insets
    assert add_insets(plain, parts, PANEL, PIECES, name=lambda *_: None, **options) is plain
