"""Two sets of boundaries, areas and villages that can be worked out by hand."""

from __future__ import annotations

import math

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Polygon, box

from mppgeo.boundaries.detail import write_detail
from mppgeo.boundaries.differences import compare_sets
from mppgeo.boundaries.location import locate
from mppgeo.boundaries.measures import compare_with_official, measure_set
from mppgeo.boundaries.positions import Position
from mppgeo.country.villages import make_villages
from mppgeo.geometry.areas import measure_areas

A, B, C, D = "35.01", "35.02", "35.03", "36.01"


def layer(**shapes: object) -> gpd.GeoDataFrame:
    """A layer of kabkota; keys are names of this module's constants."""
    kodes = [globals()[name] for name in shapes]
    index = pd.Index(kodes, name="kode")
    return gpd.GeoDataFrame(geometry=list(shapes.values()), index=index, crs=4326).sort_index()


def band(west: float, east: float, south: float = -8, north: float = -7) -> Polygon:
    return box(west, south, east, north)


def area_of_band(degrees: float, south: float, north: float) -> float:
    """Area in km² between two parallels of the WGS 84 ellipsoid (Snyder 1987, equation 3-12)."""
    a, flattening = 6378.137, 1 / 298.257223563
    e = math.sqrt(flattening * (2 - flattening))

    def q(lat: float) -> float:
        s = math.sin(math.radians(lat))
        ring = s / (1 - e**2 * s**2) + math.log((1 + e * s) / (1 - e * s)) / (2 * e)
        return (1 - e**2) * ring

    return a**2 / 2 * math.radians(degrees) * (q(north) - q(south))


UNIT = area_of_band(1, -8, -7)
"""Area of a square of one degree, km²."""


# Areas


@pytest.mark.parametrize(("south", "north"), [(-8, -7), (-0.5, 0.5), (4, 6)])
def test_the_area_of_a_square(south, north):
    [area] = measure_areas(np.array([band(110, 112, south, north)]))
    assert area == pytest.approx(area_of_band(2, south, north), rel=1e-9)


def test_a_hole_is_no_area():
    holed = band(110, 112).difference(band(110.5, 111))
    assert measure_areas(np.array([holed]))[0] == pytest.approx(1.5 * UNIT)


def test_the_difference_from_the_official_area():
    official = pd.Series({A: UNIT / 2, B: 2 * UNIT, C: np.nan, D: 0.0})
    found = compare_with_official(
        layer(A=band(110, 111), B=band(111, 112), C=band(112, 113), D=band(113, 114)), official
    )
    assert found.loc[A, "error_pct"] == pytest.approx(100)
    assert found.loc[B, "error_pct"] == pytest.approx(-50)
    assert found.loc[[C, D], "error_pct"].isna().all()
    assert found["area_km2"].tolist() == pytest.approx([UNIT] * 4)


def test_the_figures_of_a_set():
    both = layer(A=band(110, 111), B=MultiPolygon([band(111, 112), band(113, 114)]))
    compared = compare_with_official(both, pd.Series({A: UNIT, B: 4 * UNIT}))
    villages = make_villages(
        [A, A, B, B, B, D], [110.5, 111.5, 111.5, 113.5, 112.5, 110.5], [-7.5] * 6, [0] * 6
    )
    found = measure_set(both, compared, villages)
    assert (found.areas, found.areas_known, found.parts, found.vertices) == (2, 2, 3, 15)
    assert (found.villages, found.villages_right) == (6, 3)
    assert found.villages_right_pct == 50
    assert found.error_median == pytest.approx(25) and found.error_p90 == pytest.approx(45)


def test_without_villages_and_official_areas_nothing_is_claimed():
    one = layer(A=band(110, 111))
    found = measure_set(
        one, compare_with_official(one, pd.Series(dtype=float)), make_villages([], [], [], [])
    )
    assert found.areas_known == 0
    assert all(map(math.isnan, (found.villages_right_pct, found.error_median, found.error_p90)))


# Differences


def test_a_line_that_was_moved():
    first = layer(A=band(110, 111), B=band(111, 112))
    second = layer(A=band(110, 110.75), B=band(110.75, 112))
    found = compare_sets(first, second)
    assert found["first_km2"].tolist() == pytest.approx([UNIT, UNIT])
    assert found["second_km2"].tolist() == pytest.approx([0.75 * UNIT, 1.25 * UNIT])
    assert found["change_pct"].tolist() == pytest.approx([-25, 25])
    assert found["agreement_pct"].tolist() == pytest.approx([75, 80])
    [(goal, area)] = found.loc[A, "goes"]
    assert goal == B and area == pytest.approx(0.25 * UNIT)
    assert found.loc[B, "goes"] == ()
    assert found["goes_nowhere_km2"].tolist() == pytest.approx([0, 0], abs=1e-6)


def test_land_that_became_sea():
    found = compare_sets(layer(A=band(110, 111)), layer(A=band(110.5, 111.5)))
    assert found.loc[A, "goes_nowhere_km2"] == pytest.approx(UNIT / 2)
    assert found.loc[A, "agreement_pct"] == pytest.approx(100 / 3)
    assert found.loc[A, "change_pct"] == pytest.approx(0, abs=1e-9)
    assert found.loc[A, "goes"] == ()


def test_only_the_three_that_get_most_are_named():
    first = layer(A=band(110, 111))
    second = gpd.GeoDataFrame(
        geometry=[band(110, 110.1), band(110.1, 110.3), band(110.3, 110.6), band(110.6, 111)],
        index=pd.Index(["35.02", "35.03", "35.04", "35.05"], name="kode"),
        crs=4326,
    )
    found = compare_sets(first, second).loc[A]
    assert [kode for kode, _ in found["goes"]] == ["35.05", "35.04", "35.03"]
    assert [km2 for _, km2 in found["goes"]] == pytest.approx([0.4 * UNIT, 0.3 * UNIT, 0.2 * UNIT])
    assert found["goes_nowhere_km2"] == pytest.approx(0, abs=1e-6)


def test_an_area_of_one_set_only_has_no_agreement():
    found = compare_sets(layer(A=band(110, 111)), layer(B=band(110, 111)))
    assert found.index.tolist() == [A, B]
    assert found["agreement_pct"].isna().all() and found["change_pct"].isna().all()
    assert math.isnan(found.loc[B, "first_km2"]) and math.isnan(found.loc[A, "second_km2"])
    assert found.loc[A, "goes"] == ((B, pytest.approx(UNIT)),)


def test_a_bow_tie_is_no_reason_to_fail():
    bow = Polygon([(110, -8), (111, -7), (111, -8), (110, -7)])
    found = compare_sets(layer(A=bow), layer(A=band(110, 111)))
    assert found.loc[A, "agreement_pct"] == pytest.approx(50, abs=0.5)


cuts = st.floats(110.01, 111.99)


@settings(max_examples=12)
@given(cuts, cuts)
def test_what_one_loses_the_other_gets(one, other):
    first = layer(A=band(110, one), B=band(one, 112))
    second = layer(A=band(110, other), B=band(other, 112))
    there, back = compare_sets(first, second), compare_sets(second, first)
    assert there["agreement_pct"].to_numpy() == pytest.approx(back["agreement_pct"].to_numpy())
    assert there["agreement_pct"].between(0, 100).all()
    moved = sum(km2 for goes in there["goes"] for _, km2 in goes)
    assert moved == pytest.approx(abs(one - other) * UNIT, abs=0.06)


def test_the_projects_own_set_agrees_with_itself(dataset):
    found = compare_sets(dataset.kabkota, dataset.kabkota)
    assert len(found) == 514
    assert found["agreement_pct"].min() == pytest.approx(100)
    assert not found["goes"].map(len).any()
    assert found["goes_nowhere_km2"].max() < 1e-3


# Points


def test_a_point_in_the_light_layer(tmp_path):
    both = layer(A=band(110, 111), D=band(111, 112))
    found = locate(Position(110.5, -7.5), both, tmp_path)
    assert (found.kabkota, found.provinsi, found.kecamatan) == ((A,), ("35",), None)
    assert locate(Position(109, -7.5), both, tmp_path).kabkota == ()
    border = locate(Position(111, -7.5), both, tmp_path)
    assert border.kabkota == (A, D) and border.provinsi == ("35", "36")


def test_the_finer_lines_decide(tmp_path):
    light = layer(A=band(110, 111), B=band(111, 112))
    fine = layer(A=band(110, 111.02), B=band(111.02, 112))
    kecamatan = gpd.GeoDataFrame(
        {"nama": ["Barat", "Timur", "Jauh"]},
        geometry=[band(110, 110.5), band(110.5, 111.02), band(111.02, 112)],
        index=pd.Index([f"{A}.01", f"{A}.02", f"{B}.01"], name="kode"),
        crs=4326,
    )
    write_detail(tmp_path / "detail", fine, kecamatan)
    found = locate(Position(111.01, -7.5), light, tmp_path / "detail")
    assert found.kabkota == (A,) and found.kecamatan == ((f"{A}.02", "Timur"),)
    assert locate(Position(108, -7.5), light, tmp_path / "detail").kecamatan is None


def test_a_broken_finer_file_is_passed_over(tmp_path):
    (tmp_path / "35.topojson").write_text("{")
    found = locate(Position(110.5, -7.5), layer(A=band(110, 111)), tmp_path)
    assert found.kabkota == (A,) and found.kecamatan is None
