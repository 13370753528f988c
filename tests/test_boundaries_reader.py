from __future__ import annotations

import datetime as dt
import json

import pytest
from shapely.geometry import LineString, Point, Polygon, box

from mppgeo.boundaries import layers
from mppgeo.boundaries.layers import read_layer
from mppgeo.coverage import take_snapshot
from mppgeo.maps.assets import data_assets
from mppgeo.records.reader import MISSING_FILE

KODES = {"31.71", "31.72", "35.07", "35.10", "35.73", "72.10", "72.71"}
BOWTIE = Polygon([(111, -8), (112, -7), (112, -8), (111, -7)])


@pytest.fixture
def squares(country):
    """The shape of every kabkota."""
    return country.squares


@pytest.fixture
def read(country):
    """Writes a kabkota layer and reads it."""

    def write_and_read(geometries, **other):
        return read_layer(country.write_layer("kabkota", geometries, **other), KODES)

    return write_and_read


def assert_said(faults, t):
    for fault in faults:
        assert fault.describe(t).startswith("boundaries/kabkota.geojson")
        assert "{" not in fault.describe(t)


def test_a_good_layer(read, squares):
    layer = read(dict(reversed(squares.items())))
    assert layer.faults == [] and layer.rows_read == 7
    assert layer.frame.index.tolist() == sorted(KODES)
    assert {"label_lon", "label_lat", "geometry"} <= set(layer.frame.columns)
    assert layer.frame.crs.to_epsg() == 4326
    assert layer.frame.geometry["35.10"].equals(squares["35.10"])


def test_a_missing_file(tmp_path, t):
    layer = read_layer(tmp_path / "kabkota.geojson", KODES)
    assert [fault.reason for fault in layer.faults] == [MISSING_FILE]
    assert layer.frame.empty and layer.rows_read == 0
    assert_said(layer.faults, t)


@pytest.mark.parametrize("text", ["", "kode,nama\n35.10,Banyuwangi\n", '{"type": "Feature', "[]"])
def test_a_file_that_is_no_geojson(tmp_path, t, text):
    path = tmp_path / "kabkota.geojson"
    path.write_text(text)
    layer = read_layer(path, KODES)
    assert [fault.reason for fault in layer.faults] == [layers.UNREADABLE]
    assert layer.frame.empty
    assert_said(layer.faults, t)


def test_a_layer_without_codes(country, t, squares):
    path = country.write_layer("kabkota", squares)
    path.write_text(path.read_text().replace('"kode"', '"KODE_KAB"'))
    layer = read_layer(path, KODES)
    assert [fault.reason for fault in layer.faults] == [layers.NO_KODE]
    assert layer.frame.empty and layer.rows_read == 7
    assert_said(layer.faults, t)


def test_a_layer_in_metres(read, t, squares):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}
    layer = read(squares, crs=crs)
    [fault] = layer.faults
    assert fault.reason == layers.WRONG_CRS and "3857" in fault.explain(t)
    assert layer.frame.empty
    assert_said(layer.faults, t)


def test_an_area_that_stands_in_no_row(read, t, squares):
    layer = read(squares | {"99.99": box(130, -3, 131, -2)})
    [fault] = layer.faults
    assert (fault.reason, fault.value) == (layers.UNKNOWN_AREA, "99.99")
    assert set(layer.frame.index) == KODES
    assert_said(layer.faults, t)


def test_an_area_without_boundary(read, t, squares):
    layer = read({kode: square for kode, square in squares.items() if kode != "35.10"})
    [fault] = layer.faults
    assert (fault.reason, fault.kode) == (layers.NO_BOUNDARY, "35.10")
    assert set(layer.frame.index) == KODES - {"35.10"}
    assert_said(layer.faults, t)


def test_an_area_that_stands_twice(country, t, squares):
    path = country.write_layer("kabkota", squares)
    layer = json.loads(path.read_text())
    layer["features"].append(layer["features"][0] | {"geometry": None})
    path.write_text(json.dumps(layer))
    layer = read_layer(path, KODES)
    assert {fault.value for fault in layer.faults} == {"31.71"}
    assert layers.REPEATED_AREA in {fault.reason for fault in layer.faults}
    assert layer.frame.index.is_unique and len(layer.frame) == 7
    assert layer.frame.geometry["31.71"].equals(squares["31.71"])
    assert_said(layer.faults, t)


@pytest.mark.parametrize(
    "geometry",
    [BOWTIE, None, Polygon(), Point(111.5, -7.5), LineString([(111, -8), (112, -7)])],
    ids=["crossing itself", "none", "empty", "point", "line"],
)
def test_a_geometry_that_is_no_area_is_not_drawn(read, t, geometry, squares):
    layer = read(squares | {"35.10": geometry})
    assert set(layer.frame.index) == KODES - {"35.10"}
    assert {fault.value for fault in layer.faults} == {"35.10"}
    assert layers.INVALID_GEOMETRY in {fault.reason for fault in layer.faults}
    assert_said(layer.faults, t)


def test_a_layer_without_label_points_can_be_drawn(country):
    for level in ("kabkota", "provinsi"):
        path = country.folder / "boundaries" / f"{level}.geojson"
        layer = json.loads(path.read_text())
        for feature in layer["features"]:
            feature["properties"] = {"kode": feature["properties"]["kode"]}
        path.write_text(json.dumps(layer))
    dataset = country.load()
    assert len(json.loads(data_assets(dataset)["areas.json"].body)["objects"]) == 2


def test_an_area_without_boundary_stays_in_the_figures(country, squares):
    country.open_none()
    country.write_layer("kabkota", {k: s for k, s in squares.items() if k != "35.10"})
    dataset = country.load()
    snapshot = take_snapshot(dataset, dt.date(2023, 1, 1))
    assert "35.10" in snapshot.areas.index and snapshot.total().areas == 6
    assert dataset.no_data == frozenset()


def test_without_boundaries_there_is_still_a_map_to_send(country):
    for path in (country.folder / "boundaries").iterdir():
        path.unlink()
    dataset = country.load()
    assert dataset.kabkota.empty and dataset.provinsi.empty
    assert json.loads(data_assets(dataset)["areas.json"].body)["type"] == "Topology"
