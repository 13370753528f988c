"""The build of boundaries: its pure functions on cases counted by hand."""

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry import Point, Polygon, box
from square_island import EAST, ISLAND, OWNERS, SITES, WEST, array, faces_of

from mppgeo.derive import coastline, islets, neighbours, quality, recipe, relaxation, report
from mppgeo.geometry import cells as voronoi
from mppgeo.geometry import faces as boundaries
from mppgeo.geometry import geojson as files
from mppgeo.geometry.label_points import label_points


def square_island_faces(land=(ISLAND,)):
    areas, names = voronoi.dissolve(voronoi.cells(SITES), OWNERS)
    return boundaries.cut_faces(areas, names, array(*land))


def test_four_villages_make_two_halves():
    faces = square_island_faces()
    assert sorted(faces.kode) == [WEST, EAST]
    merged, kode = boundaries.simplify(faces, shapely.points(SITES), 0.01)
    assert list(kode) == [WEST, EAST]
    assert list(shapely.area(merged)) == pytest.approx([2, 2])
    assert merged[0].bounds == pytest.approx((110, -1, 111, 1))
    assert shapely.coverage_is_valid(merged)


def test_cells_are_in_the_order_of_their_sites():
    cells = voronoi.cells(SITES)
    assert shapely.contains(cells, shapely.points(SITES)).all()
    assert shapely.coverage_is_valid(cells)


def test_plane_is_conformal_and_goes_back():
    places = np.array([[95.3, 5.9], [141.0, -9.1]])
    assert voronoi.to_degrees(voronoi.to_plane(places)) == pytest.approx(places, abs=1e-12)
    # One degree of latitude at 60 degrees is twice as long in the plane as one of longitude.
    step = np.diff(voronoi.to_plane([[0, 59.999], [0, 60.001]]), axis=0)[0]
    assert step[1] / 0.002 == pytest.approx(2, rel=1e-4)


def test_cut_puts_every_vertex_on_the_grid_and_keeps_the_coverage():
    coast = Polygon([(110.00003, -1), (112.00007, -0.99996), (111.7, 1.00004), (110.3, 0.7)])
    faces = square_island_faces([coast])
    coordinates = shapely.get_coordinates(faces.polygons)
    assert coordinates == pytest.approx(np.round(coordinates, 4), abs=1e-9)
    assert shapely.coverage_is_valid(faces.polygons)
    assert shapely.area(faces.polygons).sum() == pytest.approx(coast.area, abs=1e-3)


def test_cut_leaves_no_face_in_the_water():
    faces = square_island_faces([box(110, -1, 110.8, 1), box(111.2, -1, 112, 1)])
    assert len(faces.kode) == 2
    assert len(set(faces.island)) == 2
    assert not shapely.intersects(faces.polygons, Point(111, 0)).any()


def test_cut_fills_an_inlet_whose_mouth_is_narrower_than_the_grid():
    outline = [(110, -1), (112, -1), (112, 1), (110, 1), (110, 0.00002)]
    inlet = [(110.2, 0.1), (110.4, 0), (110.2, -0.1), (110, -0.00002)]
    faces = boundaries.merge_faces(square_island_faces([Polygon(outline + inlet)]))
    assert shapely.get_num_interior_rings(faces.polygons).sum() == 0
    assert shapely.area(faces.polygons).sum() == pytest.approx(4)


def test_count_sees_only_villages_of_the_own_kabkota():
    faces = faces_of((box(0, 0, 1, 1), WEST, 0), (box(1, 0, 2, 1), EAST, 0))
    points = shapely.points([(0.2, 0.5), (0.4, 0.5), (1.5, 0.5)])
    assert list(boundaries.count_points(faces, points, [WEST, EAST, EAST])) == [1, 1]


def test_stray_goes_to_the_longest_shared_line():
    # The stray in the middle shares 3 with EAST (above, 2 + 1 right) and 1 with WEST (left).
    stray = box(1, 0, 3, 1)
    faces = faces_of(
        (stray, "35.09", 0),
        (box(0, 0, 1, 1), WEST, 0),
        (box(1, 1, 3, 2), EAST, 0),
        (box(3, 0, 4, 1), EAST, 0),
    )
    settled = boundaries.settle_strays(faces, [0, 1, 1, 1])
    assert list(settled.kode) == [EAST, WEST, EAST, EAST]


def test_stray_behind_a_stray_is_settled_too():
    faces = faces_of(
        (box(0, 0, 1, 1), WEST, 0), (box(1, 0, 2, 1), "35.08", 0), (box(2, 0, 3, 1), "35.09", 0)
    )
    assert list(boundaries.settle_strays(faces, [1, 0, 0]).kode) == [WEST, WEST, WEST]


def test_island_without_village_goes_where_the_known_islands_say():
    faces = faces_of((box(0, 0, 1, 1), WEST, 0), (box(1, 0, 3, 1), EAST, 0))
    points = shapely.points([(0.5, 0.5), (2, 0.5), (2.5, 0.5)])
    settled = boundaries.settle_islands(faces, [0, 0], points, [WEST, WEST, EAST])
    assert list(settled.kode) == [WEST, WEST]


def test_island_that_nobody_knows_goes_to_who_has_most_of_it():
    faces = faces_of((box(0, 0, 1, 1), WEST, 0), (box(1, 0, 3, 1), EAST, 0))
    settled = boundaries.settle_islands(faces, [0, 0], shapely.points([(9, 9)]), [WEST])
    assert list(settled.kode) == [EAST, EAST]


def test_island_with_a_village_is_left_alone():
    faces = faces_of((box(0, 0, 1, 1), WEST, 0), (box(1, 0, 3, 1), EAST, 0))
    settled = boundaries.settle_islands(faces, [1, 0], shapely.points([(2, 0.5)]), [WEST])
    assert list(settled.kode) == [WEST, EAST]


def test_small_islands_go_unless_they_have_a_village_or_are_all_there_is():
    faces = faces_of(
        (box(0, 0, 1, 1), WEST, 0),
        (box(5, 0, 5.1, 0.1), WEST, 1),
        (box(6, 0, 6.1, 0.1), WEST, 2),
        (box(7, 0, 7.1, 0.1), EAST, 3),
        (box(8, 0, 8.2, 0.1), EAST, 4),
    )
    kept = boundaries.drop_islets(faces, [1, 0, 1, 0, 0], 0.5)
    assert list(kept.island) == [0, 2, 4]


def test_faces_of_one_kabkota_are_merged():
    faces = faces_of(
        (box(0, 0, 1, 1), WEST, 0), (box(1, 0, 2, 1), WEST, 0), (box(2, 0, 3, 1), EAST, 0)
    )
    merged = boundaries.merge_faces(faces)
    assert sorted(zip(merged.kode, shapely.area(merged.polygons), strict=True)) == [
        (WEST, 2.0),
        (EAST, 1.0),
    ]
    assert len(set(merged.island)) == 1


def test_simplifying_keeps_small_islands_and_their_villages():
    # A hook, 0.05 wide, whose tip the common tolerance of 0.3 would cut off.
    hook = Polygon([(5, 0), (6, 0), (6, 1), (5.95, 1), (5.95, 0.05), (5, 0.05)])
    faces = faces_of((box(0, 0, 2, 2), WEST, 0), (hook, EAST, 1))
    village = shapely.points([(5.97, 0.9), (1, 1)])
    shapes, kode = boundaries.simplify(faces, village, 0.3)
    assert shapely.intersects(shapes[list(kode).index(EAST)], village[0])
    assert not shapely.coverage_simplify([hook], 0.3)[0].intersects(village[0])


def test_label_lies_in_the_middle_of_the_largest_part():
    shape = shapely.union(box(0, 0, 1, 1), box(5, 0, 7, 2))
    assert label_points([shape])[0] == pytest.approx([6, 1], abs=1e-3)


def test_relaxation_meets_the_centroids_it_is_given():
    # Two villages on a strip 4 long: one is 3 long, the other 1, so that the border is at x = 3.
    land = relaxation.Land(array(box(0, 0, 4, 1)))
    targets = np.array([[1.5, 0.5], [3.5, 0.5]])
    plain = shapely.intersection(voronoi.cells(targets), box(0, 0, 4, 1))
    assert shapely.area(plain) == pytest.approx([2.5, 1.5])
    sites = relaxation.meet_centroids(targets, [WEST, WEST], land, 20)
    size, centroid = land.measure(voronoi.cells(sites))
    assert size == pytest.approx([3, 1], abs=0.02)
    assert centroid == pytest.approx(targets, abs=0.02)


def test_land_is_measured_across_blocks():
    circle = Point(0, 0).buffer(10, quad_segs=500)
    assert len(relaxation.cut_into_blocks(circle)) > 1
    size, centroid = relaxation.Land(array(circle)).measure(
        array(box(0, 0, 20, 20), box(30, 0, 31, 1))
    )
    assert size == pytest.approx([circle.area / 4, 0])
    # Centroid of a quarter disc: 4 r / (3 pi) from both straight sides.
    assert centroid[0] == pytest.approx([40 / 3 / np.pi] * 2, rel=1e-4)
    assert list(centroid[1]) == [0, 0]


def test_village_in_the_water_gets_an_octagon_and_a_known_island_its_own_shape():
    land, known = array(box(0, 0, 1, 1)), array(box(2, 0, 3, 1), box(0.5, 0.5, 1.5, 1))
    villages = shapely.points([(0.5, 0.5), (2.5, 0.5), (5, 5), (1.4, 0.9)])
    added = islets.make_islets(land, known, villages, 0.1)
    assert list(added.islands) == [known[0]]
    assert [len(octagon.exterior.coords) for octagon in added.octagons] == [9, 9]
    assert len(added.shore) == 0


def test_row_of_villages_before_the_shore_is_filled():
    row = shapely.points([(1.015, 0.1 + 0.02 * step) for step in range(6)])
    added = islets.make_islets(array(box(0, 0, 1, 1)), array(box(8, 8, 9, 9)), row, 0.006)
    assert len(added.shore) == 1
    assert added.shore[0].contains(Point(1.007, 0.15))
    assert (
        len(
            islets.make_islets(array(box(0, 0, 1, 1)), array(box(8, 8, 9, 9)), row[:4], 0.006).shore
        )
        == 0
    )


def test_added_land_is_merged_without_holes():
    ring = shapely.difference(box(0.9, 0, 2, 1), box(1.2, 0.2, 1.8, 0.8))
    added = islets.Islets(array(), array(ring), array())
    land = added.join(array(box(0, 0, 1, 1), box(5, 5, 6, 6)))
    assert sorted(shapely.area(land)) == pytest.approx([1, 2])


def test_shoreline_pieces_become_land_on_their_left():
    ring = [[(2, 2), (3, 2), (3, 3)], [(3, 3), (2, 3), (2, 2)]]
    # Runs through the frame from north to south with land on its left, which is east.
    open_line = [(7, 10), (7, 0)]
    land = coastline.close_shoreline(
        [np.array(piece, float) for piece in [*ring, open_line]], box(0, 0, 10, 10)
    )
    assert sorted(shapely.area(land)) == pytest.approx([1, 30])
    assert shapely.union_all(land).contains(Point(9, 5))


def test_island_is_cut_along_the_border_of_two_countries():
    # Outlines as coarse and as inexact as they come: the border is at x = 5, the coasts differ.
    ys = np.linspace(0, 4, 41)
    home = Polygon([(1, 0.1), *[(5.001, y) for y in ys], (1, 3.9)])
    other = Polygon([*[(4.999, y) for y in ys], (9, 3.9), (9, 0.1)])
    land = array(box(0.5, -0.1, 9.5, 4.1), box(20, 0, 21, 1), box(1, -0.4, 1.2, -0.2))
    border = coastline.border_lines(array(home), array(other))
    pieces, is_home = coastline.split_by_country(land, array(home), array(other), border)
    assert len(border) == 1
    assert shapely.area(pieces[is_home]).sum() == pytest.approx(4.5 * 4.2 + 0.04, abs=0.02)
    assert shapely.area(pieces).sum() == pytest.approx(shapely.area(land).sum())
    assert not is_home[shapely.area(pieces) == 1].any()  # 11 degrees from home: too far


def test_neighbours_reach_under_the_border():
    border = shapely.LineString([(110, -1), (110, 1)])
    land = neighbours.make_neighbours(
        array(box(110, -1, 112, 1)), array(box(108, -1, 110, 1)), array(border)
    )
    assert land.contains(Point(111, 0)) and land.contains(Point(109.98, 0))
    assert not land.intersects(Point(109.9, 0))
    assert land.is_valid


def test_quality_counts_and_measures():
    shapes, kode = array(box(0, 0, 1, 1), box(1, 0, 2, 1)), np.array([WEST, EAST])
    villages = pd.DataFrame(
        {"kode": [WEST, WEST, EAST, EAST], "lon": [0.5, 1.5, 1.6, 9], "lat": 0.5}
    )
    known = pd.DataFrame({"kode": [WEST, EAST], "lon": [0.3, 0.4], "lat": 0.5})
    # A square degree on the equator: 111.3195 km by 110.574 km on the ellipsoid, 12309 km².
    districts = pd.DataFrame(
        {"kode": ["35.01.01", "35.02.01", "35.02.02"], "lon": [0.5, 0.9, 1.1], "lat": 0.5}
    )
    official = pd.Series({WEST: 12308.78 / 1.1, EAST: np.nan})
    table = quality.compare(shapes, kode, villages, known, official, districts, villages)
    villages["kecamatan"] = ["35.01.01", "35.01.01", "35.02.01", "35.02.02"]
    cells = array(box(0, 0, 1, 1), box(1, 0, 1.7, 1), box(1.7, 0, 2, 1))
    table = table.join(
        quality.compare_kecamatan(cells, districts["kode"].tolist(), villages, districts)
    )
    assert table["area_km2"].to_numpy() == pytest.approx([12308.8, 12308.8], rel=1e-4)
    assert list(table["villages_right"]) == [1, 1]
    assert list(table["parts_without_village"]) == [0, 0]
    assert list(table["second_right"]) == [1, 1]
    assert list(table["kecamatan"]) == [1, 2]
    assert list(table["kecamatan_right"]) == [1, 1]
    assert list(table["villages_in_kecamatan"]) == [1, 1]
    assert list(table["centroids_in_kecamatan"]) == [1, 0]
    summary = quality.summarize(table)
    assert summary["villages_right"] == summary["second_right"] == 0.5
    assert (summary["islands_on_land"], summary["islands_right"]) == (2, 0.5)
    assert (summary["areas_known"], summary["area_error_median"]) == (
        1,
        pytest.approx(0.1, abs=1e-3),
    )
    assert quality.find_worst(table).index[0] == WEST


def test_displacement_is_the_area_between_two_outlines_by_their_length():
    # A square of one degree, 4 degrees of outline; the coarse one is 0.1 wider.
    finer, coarse = array(box(0, 0, 1, 1)), array(box(0, 0, 1.1, 1))
    assert quality.measure_displacement(coarse, finer) == pytest.approx([0.1 / 4 * 111.2])


@pytest.mark.parametrize(
    ("kode", "official", "villages", "population", "words"),
    [
        ("92.06", 84205, 117, 84205, "population as the area"),
        ("31.01", 11, 6, 30000, "small islands"),
        ("35.71", 60, 46, 90000, "small kota"),
        ("94.07", 5334, 97, 90000, "few villages (97)"),
        ("17.07", 1667, 104, 90000, "unpeopled"),
    ],
)
def test_reason_for_an_area_error(kode, official, villages, population, words):
    row = pd.Series({"official_km2": official, "villages": villages, "parts": 3})
    assert words in report.guess_reason(kode, row, population)


def test_provinces_are_merged_by_the_first_two_digits():
    shapes = [box(0, 0, 1, 1), box(1, 0, 2, 1), box(2, 0, 3, 1)]
    provinces = recipe.make_provinces(gpd.GeoSeries(shapes, index=[WEST, EAST, "36.01"], crs=4326))
    assert list(provinces.index) == ["35", "36"]
    assert list(shapely.area(provinces)) == [2, 1]


def test_geojson_is_exact_and_counter_clockwise():
    square = Polygon([(0, 0), (0, 1), (1, 1), (1, 0)])
    text = files.format_areas(gpd.GeoSeries([square], index=[WEST], crs=4326))
    feature = json.loads(text)["features"][0]
    assert feature["properties"] == {"kode": WEST, "label_lon": 0.5, "label_lat": 0.5}
    assert feature["geometry"]["type"] == "Polygon"
    assert shapely.is_ccw(shapely.LinearRing(feature["geometry"]["coordinates"][0]))
    assert "0.0," not in text


def test_writing_leaves_no_partial_file(tmp_path):
    files.write_text(tmp_path / "new" / "a.txt", "é\n")
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["a.txt"]
    assert (tmp_path / "new" / "a.txt").read_bytes() == "é\n".encode()
