"""Geometry that is wrong in every way, areas that overlap and gape, and the levels made of them."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import (
    GeometryCollection,
    LineString,
    MultiPoint,
    MultiPolygon,
    Point,
    Polygon,
    box,
)

from mppgeo.boundaries.importing import levels, repair
from mppgeo.boundaries.importing.comparison import compare_areas
from mppgeo.boundaries.importing.coverage import divide, make_coverage, share_lines
from mppgeo.boundaries.importing.kabkota import make_kabkota
from mppgeo.boundaries.importing.kecamatan import make_kecamatan
from mppgeo.boundaries.importing.levels import make_fine, make_light, make_provinces
from mppgeo.geometry.cells import dissolve
from mppgeo.geometry.faces import split_faces

SQUARE = [(0, 0), (4, 0), (4, 4), (0, 4)]
INNER = [(1, 1), (2, 1), (2, 2), (1, 2)]
NOBODY = np.empty(0, dtype=object)


def mend(*geometry, **options):
    return repair.repair(np.array(geometry, dtype=object), **options)


# --- single geometries ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("geometry", "kind", "area"),
    [
        (None, repair.NO_GEOMETRY, None),
        (Polygon(), repair.NO_GEOMETRY, None),
        (MultiPolygon(), repair.NO_GEOMETRY, None),
        (GeometryCollection(), repair.NO_GEOMETRY, None),
        (Point(1, 1), repair.NOT_AREAS, None),
        (MultiPoint([(1, 1), (2, 2)]), repair.NOT_AREAS, None),
        (LineString([(0, 0), (1, 1)]), repair.NOT_AREAS, None),
        (GeometryCollection([Point(1, 1)]), repair.NOT_AREAS, None),
        (GeometryCollection([Point(1, 1), Polygon(SQUARE)]), repair.MIXED, 16),
        (
            GeometryCollection([GeometryCollection([box(0, 0, 1, 1)]), box(5, 5, 6, 6), Point()]),
            repair.MIXED,
            2,
        ),
        (Polygon([(0, 0), (4, 4), (4, 0), (0, 4)]), repair.CROSSING, 8),
        (Polygon(SQUARE, [[(10, 10), (11, 10), (11, 11)]]), repair.HOLE_OUTSIDE, 16),
        (Polygon(SQUARE, [SQUARE]), repair.REPEATED_RING, 16),
        (Polygon(SQUARE, [INNER, INNER]), repair.REPEATED_RING, 15),
        (MultiPolygon([Polygon(SQUARE), Polygon(SQUARE)]), repair.REPEATED_RING, 16),
        (MultiPolygon([Polygon(SQUARE), box(3, 0, 6, 4)]), repair.CROSSING, 24),
        (Polygon([(0, 0), (4, 0), (4, 4), (0, 4), (0, 8), (0, 4)]), repair.CROSSING, 16),
    ],
    ids=[
        "none", "empty", "empty multi", "empty collection", "point", "points", "line",
        "collection of a point", "mixed", "collections within", "bow tie", "hole outside",
        "hole as large", "hole twice", "part twice", "parts overlap", "spike",
    ],
)  # fmt: skip
def test_every_kind_of_wrong_geometry_is_mended_and_counted(geometry, kind, area):
    mended = mend(geometry, Polygon(SQUARE))
    assert mended.counts == {kind: 1}
    [made, other] = mended.geometry
    assert other.equals(Polygon(SQUARE))
    if area is None:
        assert made is None
    else:
        assert made.is_valid and made.area == pytest.approx(area)
        assert made.geom_type in ("Polygon", "MultiPolygon")


def test_a_collapsed_polygon_is_nothing():
    assert mend(Polygon([(0, 0), (1, 1), (2, 2)])).geometry[0] is None


def test_the_wrong_winding_is_said_where_the_format_has_one():
    wrong = Polygon(SQUARE[::-1])
    assert mend(wrong, wound=True).counts == {repair.WINDING: 1}
    assert mend(wrong).counts == {} and mend(Polygon(SQUARE), wound=True).counts == {}


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=3, max_size=9),
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=3, max_size=6),
)
def test_any_rings_become_valid_areas_or_nothing(shell, hole):
    [made] = mend(Polygon(shell, [hole])).geometry
    assert made is None or (made.is_valid and made.area > 0)


def test_every_kind_has_its_words(t):
    kinds = {value for name, value in vars(repair).items() if name.isupper() and isinstance(value, str)}  # fmt: skip
    assert kinds == set(repair.KINDS)
    for forms in repair.KINDS.values():
        assert {t.plural(*forms, count)[-1] for count in (1, 2)} and "{" not in t.plural(*forms, 2)


# --- coverage ---------------------------------------------------------------------------


def cover(**areas: shapely.Geometry):
    kode = np.array(sorted(areas))
    return make_coverage(np.array([areas[k] for k in kode], dtype=object), kode)


def shapes(coverage) -> dict[str, shapely.Geometry]:
    geometry, kode = dissolve(coverage.faces.polygons, coverage.faces.kode)
    assert shapely.coverage_is_valid(geometry)
    grid = shapely.get_coordinates(geometry) * 1e4
    assert np.abs(grid - np.round(grid)).max() < 1e-6
    return dict(zip(kode, geometry, strict=True))


def test_neighbours_with_a_narrow_gap_and_a_sliver_meet():
    gap = cover(a=box(0, 0, 1, 1), b=box(1.001, 0, 2, 1), c=box(0, 1, 2, 2))
    made = shapes(gap)
    assert gap.gaps == 1 and gap.overlaps == () and gap.lost == ()
    assert made["a"].union(made["b"]).area == pytest.approx(2, abs=1e-6)
    sliver = cover(a=box(0, 0, 1, 1), b=box(0.999, 0, 2, 1))
    assert sliver.slivers == 1 and sliver.overlaps == ()
    assert sum(shape.area for shape in shapes(sliver).values()) == pytest.approx(2, abs=1e-6)


def test_a_gap_goes_to_the_longest_line():
    made = shapes(cover(a=box(0, 0, 1, 1.001), b=box(1.001, 0, 2, 1), c=box(0, 1.001, 2, 2)))
    # It is L-shaped, and most of it lies along b.
    assert made["b"].area > 1.0


def test_lakes_and_islands_stay():
    lake = Polygon(box(0, 0, 2, 1).exterior, [box(0.5, 0.2, 0.8, 0.8).exterior])
    made = shapes(cover(a=lake, b=box(2, 0, 3, 1), c=box(5, 5, 5.01, 5.01)))
    assert made["a"].area == pytest.approx(2 - 0.18) and made["c"].area == pytest.approx(1e-4)
    between = shapes(cover(a=box(0, 0, 1, 1).difference(box(0.9, 0.4, 1, 0.6)),
                           b=box(1, 0, 2, 1).difference(box(1, 0.4, 1.1, 0.6))))  # fmt: skip
    assert sum(shape.area for shape in between.values()) == pytest.approx(2 - 0.04)


def test_a_kota_within_a_kabupaten_that_was_not_cut_out_keeps_its_land():
    made = cover(kab=box(0, 0, 4, 4), kota=box(1, 1, 2, 2))
    areas = {kode: shape.area for kode, shape in shapes(made).items()}
    assert areas == pytest.approx({"kab": 15, "kota": 1})
    assert made.overlaps == (("kota", "kab", pytest.approx(1)),)


def test_an_area_that_lies_under_others_is_lost_and_said():
    made = cover(a=box(0, 0, 1, 1), b=box(0, 0, 1, 1))
    assert made.lost == ("b",) and set(shapes(made)) == {"a"}


def test_a_narrow_piece_beyond_the_neighbour_goes_to_it():
    made = cover(a=MultiPolygon([box(0, 0, 1, 1), box(2, 0, 2.001, 1)]), b=box(1, 0, 2, 1))
    areas = {kode: shape.area for kode, shape in shapes(made).items()}
    assert areas == pytest.approx({"a": 1, "b": 1.001}) and made.slivers == 1


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(*[st.floats(0, 1).map(lambda x: round(x, 3))] * 4), min_size=2, max_size=6
    ).map(lambda rows: [box(min(a, c), min(b, d), max(a, c) + 0.1, max(b, d) + 0.1) for a, b, c, d in rows])
)  # fmt: skip
def test_any_boxes_become_a_valid_coverage_of_the_same_land(boxes):
    kode = np.array([f"{n:02}" for n in range(len(boxes))])
    made = make_coverage(np.array(boxes, dtype=object), kode)
    land = shapely.union_all(list(shapes(made).values()))
    whole = shapely.union_all(boxes)
    # Narrow gaps are land now, so it may be a little more, never less.
    assert whole.difference(land.buffer(2e-4)).area < 1e-9
    assert set(made.lost) | set(made.faces.kode) == set(kode)


def test_lines_are_shared_segment_by_segment():
    left, right, length = share_lines(np.array([box(0, 0, 1, 1), box(1, 0, 2, 1), box(3, 0, 4, 1)]))
    assert sorted(zip(left, right, strict=True)) == [(0, 1), (1, 0)]
    assert length == pytest.approx([1, 1])


# --- missing areas -----------------------------------------------------------------------


def make(given: dict, derived: dict):
    return make_kabkota(given, derived, NOBODY, NOBODY)


def test_missing_areas_keep_the_derived_polygon_cut_at_what_was_imported():
    made = make({"11.01": box(0, 0, 2, 2)}, {"11.02": box(1.5, 0, 4, 2)})
    areas = dict(zip(made.fine.kode, shapely.area(made.fine.geometry), strict=True))
    assert areas == pytest.approx({"11.01": 4, "11.02": 4}) and made.kept_derived == ("11.02",)


def test_a_missing_kota_is_cut_out_of_the_kabupaten_that_holds_it():
    made = make({"11.01": box(0, 0, 4, 4)}, {"11.71": box(1, 1, 2, 2)})
    areas = dict(zip(made.fine.kode, shapely.area(made.fine.geometry), strict=True))
    assert areas == pytest.approx({"11.01": 15, "11.71": 1})


def test_a_missing_kota_fills_the_hole_that_was_left_for_it():
    hole = Polygon(box(0, 0, 4, 4).exterior, [box(1, 1, 2, 2).exterior])
    made = make({"11.01": hole}, {"11.71": box(1.2, 1.2, 1.9, 2.3)})
    areas = dict(zip(made.fine.kode, shapely.area(made.fine.geometry), strict=True))
    assert areas == pytest.approx({"11.01": 15, "11.71": 1})


# --- levels -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def wavy(dataset) -> levels.Level:
    """Jawa Timur with many small bends, the same on both sides of every line."""
    areas = dataset.kabkota[dataset.kabkota.index.str.startswith("35")]

    def bend(xy):
        wave = np.sin(xy[:, 0] * 91.7 + xy[:, 1] * 47.3) * np.cos(xy[:, 1] * 133.1)
        return xy + np.column_stack([wave, 0.7 * wave]) * 0.002

    dense = shapely.transform(shapely.segmentize(areas.geometry.values, 0.002), bend)
    cleaned = make_coverage(dense, areas.index.to_numpy(dtype=str))
    return make_fine(cleaned.faces, NOBODY, NOBODY)


def test_the_light_level_is_made_of_the_finer_one(wavy, monkeypatch):
    assert wavy.tolerance == 0 and shapely.coverage_is_valid(wavy.geometry)
    monkeypatch.setattr(levels, "MOST_LIGHT", wavy.vertices // 4)
    light = make_light(wavy, NOBODY, NOBODY)
    assert light.vertices <= wavy.vertices // 4 and light.tolerance > 0
    assert shapely.coverage_is_valid(light.geometry) and list(light.kode) == list(wavy.kode)
    mine = {tuple(xy) for xy in shapely.get_coordinates(light.geometry)}
    assert mine <= {tuple(xy) for xy in shapely.get_coordinates(wavy.geometry)}
    for one, other in zip(light.geometry, wavy.geometry, strict=True):
        assert one.intersection(other).area / one.union(other).area > 0.9
    [east_java] = make_provinces(light).geometry
    assert east_java.area == pytest.approx(shapely.area(light.geometry).sum())


def test_small_islands_without_a_village_are_left_out_of_a_level():
    land, islet, home = box(0, 0, 1, 1), box(2, 0, 2.0005, 0.0005), box(3, 0, 3.0005, 0.0005)
    faces = split_faces(np.array([MultiPolygon([land, islet, home])], dtype=object), np.array(["11.01"]))  # fmt: skip
    made = make_fine(faces, np.array([Point(3.0002, 0.0002)]), np.array(["11.01"]))
    assert made.islets == 1
    assert made.geometry[0].area == pytest.approx(land.area + home.area)


# --- kecamatan ---------------------------------------------------------------------------


def test_kecamatan_are_divided_so_that_their_kabkota_is_their_union():
    kabkota = gpd.GeoDataFrame(
        index=["11.01", "11.02"], geometry=[box(0, 0, 2, 2), box(2, 0, 4, 2)], crs=4326
    )
    derived = {"11.01.01": box(0, 0, 1, 2), "11.01.02": box(1, 0, 2, 2),
               "11.02.01": box(2, 0, 4, 1), "11.02.02": box(2, 1, 4, 2)}  # fmt: skip
    # One reaches over the line of its kabkota, one falls short of it, one is missing.
    given = {"11.01.01": box(0, 0, 1.2, 1.9), "11.01.02": box(1.2, 0, 2.1, 2), "11.02.01": derived["11.02.01"]}  # fmt: skip
    made = make_kecamatan(given, derived, kabkota)
    assert list(made.fine.kode) == list(derived) and made.kept_derived == ("11.02.02",)
    assert shapely.coverage_is_valid(made.fine.geometry) and made.coverage.lost == ()
    areas = dict(zip(made.fine.kode, shapely.area(made.fine.geometry), strict=True))
    assert areas["11.01.01"] == pytest.approx(2.4, abs=0.13)
    assert areas["11.02.02"] == pytest.approx(2)
    for shape, whole in zip(made.kabkota.geometry, kabkota.geometry, strict=True):
        assert shape.symmetric_difference(whole).area < 1e-3


def test_an_island_of_a_kabkota_goes_to_the_nearest_kecamatan():
    whole = MultiPolygon([box(0, 0, 2, 1), box(2.5, 0, 3, 1)])
    parts = np.array([box(0, 0, 1, 1), box(1, 0, 2, 1)], dtype=object)
    made = divide(
        np.array([whole], dtype=object), np.array(["11.01"]), parts, np.array(["11.01.01", "11.01.02"])
    )  # fmt: skip
    assert shapes(made)["11.01.02"].area == pytest.approx(1.5)


# --- comparison --------------------------------------------------------------------------


def test_areas_that_differ_or_lie_elsewhere_are_told():
    derived = {k: box(x, -7, x + 1, -6) for k, x in (("1", 110), ("2", 112), ("3", 114))}
    mine = np.array([box(110, -7, 111, -6), box(112, -7, 113.3, -6), box(104, -7, 105, -6)], dtype=object)  # fmt: skip
    same, larger, far = compare_areas(mine, np.array(["1", "2", "3"]), derived)
    assert (same.much, same.elsewhere, same.overlap) == (False, False, pytest.approx(1))
    assert (larger.much, larger.elsewhere, larger.share) == (True, False, pytest.approx(0.3))
    assert (far.much, far.elsewhere, far.overlap) == (False, True, 0)
    assert far.distance_km == pytest.approx(10 * 111.2 * np.cos(np.radians(6.5)), rel=1e-3)
    assert same.km2 == pytest.approx(12200, rel=0.01)
