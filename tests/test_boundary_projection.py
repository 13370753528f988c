"""Where a boundary file lies: its reference system, and what is made of it."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import CRS
from square_files import SQUARES, make_squares, put_crs, read

from mppgeo.base.refusal import ImportRefused
from mppgeo.boundaries.importing import (
    projection,
)
from mppgeo.boundaries.importing.projection import place


@pytest.fixture
def frame() -> gpd.GeoDataFrame:
    return make_squares()


@pytest.mark.parametrize("key", ["crs", "\\u0063rs", "c\\u0072\\u0073"])
@pytest.mark.parametrize(
    ("crs", "epsg"),
    [
        ({"type": "name", "properties": {"name": "EPSG:99999999"}}, None),
        ({"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::99999999"}}, None),
        ({"type": "EPSG", "properties": {"code": 99999999}}, None),
        ({"type": "name", "properties": {}}, 4326),
        ({"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4326"}}, 4326),
        ({"type": "name", "properties": {"name": "EPSG:32748"}}, 32748),
        ("a text of a feature", 4326),
    ],
)
def test_what_a_geojson_says_of_its_reference_system_is_believed_or_told(
    tmp_path, frame, key, crs, epsg
):
    path = tmp_path / "a.geojson"
    path.write_text(put_crs(frame, "file", crs, key))
    found = read(path)
    if epsg:
        assert found.crs.to_epsg() == epsg
        return
    assert "99999999" in found.crs
    with pytest.raises(ImportRefused) as refused:
        place(found.geometry, found.crs)
    assert refused.value.sentence == projection.UNKNOWN_CRS
    assert place(found.geometry, found.crs, said="EPSG:4326").crs == "EPSG:4326"


@pytest.mark.parametrize("epsg", [4326, 4755, 23830, 32749, 3857, 9481])
def test_every_reference_system_is_brought_to_degrees(frame, epsg):
    given = frame.to_crs(epsg)
    placed = place(given.geometry.values, given.crs)
    back = gpd.GeoSeries(placed.geometry).to_numpy()
    assert not placed.guessed and not placed.swapped
    for shape, square in zip(back, SQUARES.values(), strict=True):
        assert shape.symmetric_difference(square).area < 1e-5


def test_a_missing_reference_system_is_guessed_only_within_indonesia(frame, t):
    placed = place(frame.geometry.values, None)
    assert placed.guessed and placed.geometry[0].equals(SQUARES["35.10"])
    with pytest.raises(ImportRefused) as refused:
        place(frame.to_crs(32749).geometry.values, None)
    assert refused.value.sentence == projection.NO_CRS and "--crs" in refused.value.explain(t)
    placed = place(frame.to_crs(32749).geometry.values, None, said="EPSG:32749")
    assert placed.geometry[0].symmetric_difference(SQUARES["35.10"]).area < 1e-6


def test_swapped_axes_are_seen_and_put_right(frame):
    turned = shapely.transform(frame.geometry.values, lambda xy: xy[:, ::-1])
    for swap in (False, True):
        placed = place(turned, CRS(4326), swap=swap)
        assert placed.swapped and placed.geometry[0].equals(SQUARES["35.10"])
    with pytest.raises(ImportRefused) as refused:
        place(frame.geometry.values, CRS(4326), swap=True)
    assert refused.value.sentence == projection.SWAPPED_OUTSIDE


def test_a_wrong_reference_system_is_refused(frame, t):
    with pytest.raises(ImportRefused) as refused:
        place(frame.to_crs(3857).geometry.values, CRS(4326))
    assert refused.value.sentence == projection.OUTSIDE and "{" not in refused.value.explain(t)
    with pytest.raises(ImportRefused) as refused:
        place(frame.geometry.values, None, said="nonsense")
    assert refused.value.sentence == projection.BAD_CRS


def test_a_reference_system_with_files_of_its_own(frame):
    crs = CRS("+proj=longlat +ellps=bessel +nadgrids=@/etc/passwd +type=crs")
    with pytest.raises(ImportRefused) as refused:
        place(frame.geometry.values, crs)
    assert refused.value.sentence == projection.GRID_FILES


@pytest.mark.parametrize("shapes", [[None, None], [shapely.Point(110, -7), None]])
def test_a_layer_without_areas(shapes):
    with pytest.raises(ImportRefused) as refused:
        place(np.array(shapes, dtype=object), CRS(4326))
    assert refused.value.sentence == projection.NO_AREAS


def test_heights_are_dropped(frame):
    high = shapely.force_3d(frame.geometry.values, 7.0)
    assert not shapely.has_z(place(high, CRS(4326)).geometry).any()


def test_geometry_that_is_missing_or_not_closed(tmp_path):
    ring = [[106, -8], [107, -8], [107, -7], [106, -7]]
    shapes = [None, {"type": "Polygon", "coordinates": [ring]}, {"type": "Polygon", "coordinates": []}]  # fmt: skip
    body = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"kode": "35.10"}, "geometry": shape}
            for shape in shapes
        ],
    }
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps(body))
    found = read(path)
    assert len(found.frame) == 3 and found.geometry[0] is None and found.unclosed == 1
    assert found.geometry[1].area == pytest.approx(1)
    assert np.isin(shapely.get_type_id(found.geometry), (-1, 3)).all()
