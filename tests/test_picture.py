"""The map as a picture, looked at pixel by pixel, and as XML."""

from __future__ import annotations

import datetime as dt
import io
import threading
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest
import shapely
from PIL import Image

from mppgeo.base.language import Language
from mppgeo.boundaries.detail import name_file, read_detail
from mppgeo.content import classes
from mppgeo.content.classes import CHANGE_CLASSES, NO_DATA
from mppgeo.maps.fine_outlines import trace_areas
from mppgeo.maps.frame import Box
from mppgeo.maps.furniture import Key, round_down
from mppgeo.maps.outlines import trace_layer
from mppgeo.maps.page import lay_out
from mppgeo.maps.payload import make_legend
from mppgeo.maps.picture import draw_map
from mppgeo.maps.plan import make_plan
from mppgeo.maps.sheet import measure_text
from mppgeo.maps.sizes import A4, LEAST_NAME, SCREEN, Size, find_unit
from mppgeo.maps.themes import make_change_theme, make_coverage_theme
from mppgeo.records.areas import Region
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import KABKOTA, PROVINSI, View

TODAY = dt.date(2025, 12, 15)
SMALL = Size(8, 4.5, 100)
DECK = Size(13.3, 5.6, 100)


def look_at(dataset, **view) -> tuple[Scene, object]:
    scene = Scene(dataset, View(**view), TODAY)
    return scene, make_coverage_theme(scene.snapshot, scene.view.level)


def open_png(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def to_rgb(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour[1:]))


def list_boxes(plan) -> list[Box]:
    points = [Box(x, y, x, y).grow(5) for places in plan.points.values() for x, y in places]
    pieces = [*plan.frame.boxes, *(inset.box.grow(3) for inset in plan.frame.insets)]
    return [*pieces, *(label.box for label in plan.labels if label.box), *points]


def find_free_spots(area, plan, panel: Box) -> list[tuple[float, float]]:
    """Points of the page inside an area where nothing is written."""
    shape = shapely.transform(area, plan.frame.projection.to_page)
    shape = shape.buffer(-3).intersection(
        shapely.box(panel.left, panel.bottom, panel.right, panel.top).buffer(-3)
    )
    for box in list_boxes(plan):
        shape = shape.difference(shapely.box(*vars(box.grow(3)).values()))
    for label in plan.labels:
        if label.leader:
            shape = shape.difference(shapely.LineString(label.leader).buffer(3))
    parts = [part for part in shapely.get_parts(shape) if part.area > 4]
    return [part.representative_point().coords[0] for part in parts]


def look_up(picture: Image.Image, spot: tuple[float, float], size: Size) -> tuple[int, ...]:
    x, y = spot
    return picture.getpixel((int(x / 72 * size.dpi), int((size.height - y / 72) * size.dpi)))


@pytest.mark.parametrize(
    "view",
    [
        {},
        {"level": KABKOTA},
        {"level": KABKOTA, "provinsi": ("33",)},
        {"level": KABKOTA, "provinsi": ("34",)},
        {"level": KABKOTA, "provinsi": ("12",), "status": "belum"},
        {"level": KABKOTA, "provinsi": ("81",)},
        {"level": KABKOTA, "provinsi": ("31",)},
        {"provinsi": ("35", "51")},
        {"pulau": ("kalimantan",)},
    ],
    ids=str,
)
def test_areas_have_the_colours_of_their_classes(dataset, view):
    scene, theme = look_at(dataset, **view)
    layout = lay_out(SCREEN, True)
    plan = make_plan(scene, theme, layout)
    picture = open_png(draw_map(scene, theme, SCREEN)).convert("RGB")
    layer = dataset.provinsi if theme.level == PROVINSI else dataset.kabkota
    kept = scene.selection.places if theme.level == PROVINSI else scene.selection.kabkota
    seen = 0
    for kode, area in layer.geometry.items():
        cls = theme.classes[theme.codes[kode]] if kode in kept else None
        colour = to_rgb(cls.colour if cls else classes.LEFT_OUT_AREA)
        line = to_rgb(cls.hatch) if cls and cls.hatch else colour
        for spot in find_free_spots(area, plan, layout.panel):
            found = look_up(picture, spot, SCREEN)
            # Between the lines of a hatch, on them, or where they fade into one another.
            bounds = zip(found, colour, line, strict=True)
            assert all(min(a, b) <= one <= max(a, b) for one, a, b in bounds), (kode, spot)
            seen += 1
    assert seen >= 5


def test_a_province_that_is_opened_and_those_around_it_have_their_finer_lines(dataset):
    frame = (106.6, -6.4, 107.0, -6.0)
    scene, _ = look_at(dataset, provinsi=("31",), level=KABKOTA)
    areas, lines = trace_areas(scene, frame)
    assert sorted(areas.codes) == sorted(dataset.kabkota.index)
    assert sorted(lines.codes) == sorted(dataset.provinsi.index)
    for provinsi in ("31", "36"):
        fine = read_detail(dataset.boundaries.detail / name_file(provinsi)).kabkota
        for kode, shape in fine.geometry.items():
            path = areas.paths[areas.codes.index(kode)]
            starts = np.flatnonzero(path.codes == path.MOVETO)[1:]
            drawn = sum(map(measure, np.split(path.vertices, starts)))
            assert drawn == pytest.approx(shape.area)
        line = lines.paths[lines.codes.index(provinsi)].vertices
        around = shapely.coverage_union_all(fine.geometry.values)
        assert set(map(tuple, line.round(4))) == set(map(tuple, shapely.get_coordinates(around)))
    nation, _ = look_at(dataset, level=KABKOTA)
    assert trace_areas(nation, frame)[0] is trace_layer(dataset, KABKOTA)


def measure(ring: np.ndarray) -> float:
    """The area of a closed ring, below 0 if it runs clockwise, as holes do."""
    (x, y), (on_x, on_y) = ring[:-1].T, ring[1:].T
    return float((x * on_y - on_x * y).sum() / 2)


@pytest.mark.parametrize("size", [SCREEN, A4, Size(13.3, 5.6, 110)])
def test_the_size_in_pixels_and_the_dots_per_inch(dataset, size):
    picture = open_png(draw_map(*look_at(dataset), size))
    assert picture.size == (round(size.width * size.dpi), round(size.height * size.dpi))
    assert picture.info["dpi"] == pytest.approx((size.dpi, size.dpi), abs=0.1)


def test_the_sizes_that_are_promised():
    assert (SCREEN.width * SCREEN.dpi, SCREEN.height * SCREEN.dpi) == (1920, 1080)
    assert (A4.width * A4.dpi, A4.height * A4.dpi) == pytest.approx((3508, 2480))


@pytest.fixture(scope="module")
def plans(dataset):
    """Layout and plan of every province on a slide, by ``kode``."""
    layout = lay_out(DECK, False)
    looks = {k: look_at(dataset, level=KABKOTA, provinsi=(k,)) for k in dataset.provinsi.index}
    return layout, {kode: make_plan(*look, layout) for kode, look in looks.items()}


def test_every_area_of_every_province_is_named_and_nothing_overlaps(dataset, plans):
    layout, plans = plans
    assert len(plans) == 38
    for kode, plan in plans.items():
        named = {label.kode for label in plan.labels}
        assert named == {k for k in dataset.kabkota.index if k.startswith(kode)}
        boxes = [*plan.frame.boxes, *(label.box for label in plan.labels)]
        for i, box in enumerate(boxes):
            assert layout.panel.holds(box)
            assert not any(box.overlaps(other) for other in boxes[:i]), kode
            for inset in plan.frame.insets:
                assert inset.box.holds(box) or not inset.box.overlaps(box), kode
        numbered = [label for label in plan.labels if label.form is None]
        assert len(numbered) == len(plan.key.names)


@pytest.mark.parametrize("level", [PROVINSI, KABKOTA])
@pytest.mark.parametrize("size", [SCREEN, A4, DECK])
def test_all_provinces_are_named_on_the_map_of_the_nation(dataset, level, size):
    scene, theme = look_at(dataset, level=level)
    plan = make_plan(scene, theme, lay_out(size, True))
    assert {label.kode for label in plan.labels} == set(dataset.provinsi.index)
    assert all(label.form for label in plan.labels)


@pytest.mark.parametrize(
    ("size", "places"), [(Size(8.98, 4.1, 202), ()), (Size(4.75, 4.9, 202), ("12",))]
)
def test_a_map_too_small_for_a_key_has_the_names_that_find_room(dataset, size, places):
    layout = lay_out(replace(size, letters=10 / (LEAST_NAME * find_unit(size))), False)
    scene, theme = look_at(dataset, level=KABKOTA, provinsi=places)
    plan = make_plan(scene, theme, layout)
    assert plan.labels and all(label.form for label in plan.labels)
    assert plan.key.names == () and len(plan.frame.boxes) == 2
    # What is shown takes the room.
    kodes = [kode for kode in dataset.kabkota.index if kode.startswith(places or "")]
    west, south, east, north = dataset.kabkota.geometry[kodes].total_bounds
    shown = plan.frame.projection.to_page(np.array([[west, south], [east, north]]))
    assert max((shown[1] - shown[0]) / (layout.panel.width, layout.panel.height)) > 0.6


def test_what_is_numbered_stands_in_the_key(dataset):
    scene, theme = look_at(dataset, level=KABKOTA, provinsi=("33", "35"))
    plan = make_plan(scene, theme, lay_out(Size(6, 3.4, 100), False))
    numbered = sorted(label.kode for label in plan.labels if label.form is None)
    assert numbered and len(plan.frame.boxes) == 3
    names = [dataset.names[kode].replace("Kabupaten", "Kab.") for kode in numbered]
    assert [name for _, name in plan.key.names] == names
    assert [int(number) for number, _ in plan.key.names] == list(range(1, len(names) + 1))


def list_parts(dataset, kode: str) -> list[shapely.Geometry]:
    areas = dataset.kabkota.geometry[dataset.kabkota.index.str.startswith(kode)]
    return [part for area in areas for part in shapely.get_parts(area)]


def is_within(part, bounds) -> bool:
    west, south, east, north = part.bounds
    return bounds[0] <= west and bounds[1] <= south and east <= bounds[2] and north <= bounds[3]


def test_nothing_stands_on_what_is_shown(dataset, plans):
    for kode, plan in plans[1].items():
        frame = plan.frame
        boxes = [*frame.boxes, *(inset.box for inset in frame.insets)]
        covers = shapely.box(*zip(*map(frame.projection.to_degrees, boxes), strict=True))
        for part in list_parts(dataset, kode):
            if not any(is_within(part, inset.bounds) for inset in frame.insets):
                assert not part.intersects(shapely.union_all(covers)), kode


def test_every_island_is_seen_whole_in_the_map_or_in_an_inset(dataset, plans):
    layout, plans = plans
    for kode, plan in plans.items():
        panels = [(plan.frame.projection, layout.panel, plan.frame.bounds)]
        panels += [(i.projection, i.box, i.bounds) for i in plan.frame.insets]
        for part in list_parts(dataset, kode):
            seen = [
                is_within(part, projection.to_degrees(box.grow(-1)))
                for projection, box, bounds in panels
                if bounds is None or is_within(part, bounds)
            ]
            assert seen == [True], (kode, part.bounds)


def test_every_mpp_has_its_point_in_the_map_or_in_an_inset(dataset, plans):
    for kode, plan in plans[1].items():
        insets = [inset.box for inset in plan.frame.insets]
        scene, theme = look_at(dataset, level=KABKOTA, provinsi=(kode,))
        with_mpp = [
            k for k, code in theme.codes.items()
            if k in scene.selection.kabkota and theme.classes[code] in classes.WITH_MPP
        ]  # fmt: skip
        assert len(plan.points[True]) >= len(with_mpp), kode
        boxes = [box for box in plan.frame.boxes if not any(box.overlaps(i) for i in insets)]
        points = [Box(*point, *point) for places in plan.points.values() for point in places]
        assert not any(box.holds(point) for box in boxes for point in points), kode


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("view", [{}, {"level": KABKOTA}, {"level": KABKOTA, "provinsi": ("33",)}])
def test_the_legend_is_that_of_the_web_map(dataset, view, lang):
    scene, theme = look_at(dataset, lang=lang, **view)
    plan = make_plan(scene, theme, lay_out(SCREEN, True))
    rows = [(entry.label, entry.count) for entry in plan.legend.entries if entry.area]
    web = make_legend(scene.selection, theme, Language(lang))
    assert rows == [(r["label"], r["shown"]) for r in web if r["count"] or r["always"]]
    kinds = [entry.counted for entry in plan.legend.entries if entry.area is None]
    assert kinds == ([] if theme.level == PROVINSI else [True, False])


def test_points_are_those_of_the_areas_with_an_mpp(dataset):
    scene, theme = look_at(dataset, level=KABKOTA, provinsi=("33",))
    plan = make_plan(scene, theme, lay_out(SCREEN, True))
    assert len(plan.points[True]) == 35
    assert len(plan.points[False]) == 1


def test_long_titles_are_not_cut_off(dataset):
    scene, theme = look_at(dataset, level=KABKOTA, provinsi=("19", "52", "53"), jenis="kabupaten")
    picture = np.asarray(open_png(draw_map(scene, theme, Size(4, 3, 100))).convert("RGB"))
    assert (picture[:, -4:] == 255).all()
    dark = (picture[:30].max(axis=2) < 100).any(axis=0)
    assert dark.any() and not dark[-5:].any()


def test_without_title_the_map_takes_its_place(dataset):
    scene, theme = look_at(dataset)
    bare = draw_map(scene, theme, SMALL, titled=False)
    assert bare != draw_map(scene, theme, SMALL)
    assert lay_out(SMALL, False).panel.height > lay_out(SMALL, True).panel.height
    corner = open_png(bare).convert("RGB").getpixel((2, 2))
    assert corner == to_rgb(classes.SEA)


@pytest.mark.parametrize("form", ["png", "svg"])
def test_the_same_view_gives_the_same_bytes(dataset, form):
    scene, theme = look_at(dataset, level=KABKOTA, provinsi=("34",))
    assert draw_map(scene, theme, SMALL, form) == draw_map(scene, theme, SMALL, form)


def test_threads_draw_the_same(dataset):
    views = [{"provinsi": ("34",), "level": KABKOTA}, {"provinsi": ("36",), "level": KABKOTA}]
    alone = [draw_map(*look_at(dataset, **view), SMALL) for view in views]
    drawn = {}

    def draw(i: int) -> None:
        drawn[i] = draw_map(*look_at(dataset, **views[i % 2]), SMALL)

    threads = [threading.Thread(target=draw, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [drawn[i] for i in range(4)] == alone * 2


def test_the_svg_is_sound_and_holds_no_link_nor_script(dataset):
    data = draw_map(*look_at(dataset), SMALL, "svg")
    root = ElementTree.fromstring(data)
    space = "{http://www.w3.org/2000/svg}"
    assert root.tag == space + "svg" and root.get("role") == "img"
    assert [child.tag for child in root][:2] == [space + "title", space + "desc"]
    assert "15 Desember 2025" in root[0].text and root[1].text
    for node in root.iter():
        assert node.tag.removeprefix(space) not in {"script", "image", "foreignObject", "a"}
        for name, value in node.attrib.items():
            assert not name.startswith("on")
            assert not name.endswith("href") or value.startswith("#")
    assert b"purl.org" not in data and b"matplotlib.org" not in data


def test_an_unknown_form_is_refused(dataset):
    with pytest.raises(ValueError, match="gif"):
        draw_map(*look_at(dataset), SMALL, "gif")


def test_changes_between_two_days(dataset):
    scene, _ = look_at(dataset, level=KABKOTA, provinsi=("73",))
    before = Scene(dataset, scene.view, dt.date(2023, 1, 1)).snapshot
    theme = make_change_theme(before, scene.snapshot)
    plan = make_plan(scene, theme, lay_out(SCREEN, True))
    labels = [entry.label for entry in plan.legend.entries if entry.area]
    shown = [cls for cls in CHANGE_CLASSES if cls is not classes.SERVED]
    assert labels[:3] == [scene.t(cls.label) for cls in shown[:3]]
    assert open_png(draw_map(scene, theme, SMALL)).size == (800, 450)


def test_the_selected_area_is_outlined(dataset):
    scene, theme = look_at(dataset, level=KABKOTA, provinsi=("35",), kode="35.10")
    picture = np.asarray(open_png(draw_map(scene, theme, SMALL)).convert("RGB"))
    other, _ = look_at(dataset, level=KABKOTA, provinsi=("35",))
    plain = np.asarray(open_png(draw_map(other, theme, SMALL)).convert("RGB"))
    line = to_rgb(classes.SELECTED_LINE)
    assert (picture == line).all(axis=2).sum() > 300
    assert (plain == line).all(axis=2).sum() < 20


def test_no_data_is_hatched(country):
    country.write_mpp(country.mpp("35.10", "2021-02-30"))
    dataset = country.load()
    assert dataset.no_data == {"35.10"}
    scene, theme = look_at(dataset, level=KABKOTA, provinsi=("35",))
    layout = lay_out(SMALL, True)
    plan = make_plan(scene, theme, layout)
    picture = np.asarray(open_png(draw_map(scene, theme, SMALL)).convert("RGB"))
    x, y = plan.frame.projection.to_page([111.1, -7.2])
    column, row = int(x / 72 * 100), int(450 - y / 72 * 100)
    patch = picture[row : row + 12, column : column + 12].reshape(-1, 3).astype(int)
    ground = np.abs(patch - to_rgb(NO_DATA.colour)).sum(axis=1)
    line = np.abs(patch - to_rgb(NO_DATA.hatch)).sum(axis=1)
    assert ground.min() < 12 and line.min() < 90


def test_signs_in_names_are_only_letters(country):
    rows = country.regions()
    next(row for row in rows if row["kode"] == "35.10")["nama"] = "Kabupaten $x_1$ <b>&"
    country.write("regions.csv", list(Region.model_fields), rows)
    dataset = country.load()
    scene, theme = look_at(dataset, level=KABKOTA, provinsi=("35",))
    svg = draw_map(scene, theme, SMALL, "svg")
    assert ElementTree.fromstring(svg) is not None
    plan = make_plan(scene, theme, lay_out(SMALL, True))
    assert ("Kab. $x_1$ <b>&",) in [label.form.lines for label in plan.labels]
    scene, theme = look_at(dataset, level=KABKOTA, provinsi=("35",), lang="en")
    assert draw_map(scene, theme, SMALL)


@pytest.mark.parametrize("view", [{}, {"level": KABKOTA}, {"level": KABKOTA, "status": "ada"},
                                  {"level": KABKOTA, "kode": "35.10"}])  # fmt: skip
def test_a_country_without_boundaries_still_has_a_legend(country, view):
    for level in ("kabkota", "provinsi"):
        (country.folder / "boundaries" / f"{level}.geojson").unlink()
    scene, theme = look_at(country.load(), **view)
    plan = make_plan(scene, theme, lay_out(SMALL, True))
    assert plan.labels == [] and plan.legend.entries
    assert draw_map(scene, theme, SMALL)


def test_filters_that_keep_nothing(country):
    scene, theme = look_at(country.load(), level=KABKOTA, provinsi=("35",), status="ada")
    assert make_plan(scene, theme, lay_out(SMALL, True)).labels == []
    assert draw_map(scene, theme, SMALL)


def test_land_around_that_cannot_be_read_is_left_away(country):
    (country.folder / "boundaries" / "neighbours.geojson").write_text("{")
    assert draw_map(*look_at(country.load()), SMALL)


@pytest.mark.parametrize(
    ("metres", "bar"), [(999, 500), (1000, 1000), (245_000, 200_000), (7, 5), (0.2, 1)]
)
def test_the_scale_bar_is_a_round_length_that_fits(metres, bar):
    assert round_down(metres) == bar


def test_characters_without_a_letter_in_any_font_are_written_as_a_sign(country, recwarn):
    rows = country.regions()
    next(row for row in rows if row["kode"] == "35.10")["nama"] = "Kabupaten \U00020000\ue123 中x"
    country.write("regions.csv", list(Region.model_fields), rows)
    scene, theme = look_at(country.load(), level=KABKOTA, provinsi=("35",))
    assert draw_map(scene, theme, SMALL) and draw_map(scene, theme, SMALL, "svg")
    assert not [str(w.message) for w in recwarn if "lyph" in str(w.message)]
    assert measure_text("\ue123", 9) == measure_text("\N{REPLACEMENT CHARACTER}", 9) > 0


@pytest.mark.parametrize("room", [110.0, 160.0, 400.0])
def test_a_key_is_no_taller_than_its_room_and_has_all_names(room):
    names = tuple((str(number), f"Kabupaten {number}") for number in range(1, 20))
    key = Key.fit("Numbers on the map", names, 1.0, room)
    assert key.size[1] <= room
    assert [name for column in key._columns() for name in column] == list(names)
