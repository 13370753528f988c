"""The topology is decoded here by hand, as TopoJSON 1.0 says, and compared with the files."""

from __future__ import annotations

import json
from itertools import accumulate

import numpy as np
import pytest
import shapely
from shapely.geometry import MultiPolygon, Polygon

from mppgeo.maps.assets import data_assets
from mppgeo.maps.topology import encode_topology

STEP = 1e-4


@pytest.fixture(scope="module")
def body(dataset) -> bytes:
    return data_assets(dataset)["areas.json"].body


@pytest.fixture(scope="module")
def topology(body):
    return json.loads(body)


def decode_arcs(topology) -> list[list[tuple[float, float]]]:
    (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        places = accumulate(arc, lambda place, step: [place[0] + step[0], place[1] + step[1]])
        arcs.append([(x * kx + dx, y * ky + dy) for x, y in places])
    return arcs


def join_ring(indexes, arcs):
    ring = []
    for index in indexes:
        points = arcs[index] if index >= 0 else arcs[~index][::-1]
        assert not ring or np.allclose(ring[-1], points[0], atol=STEP / 10)
        ring += points[1:] if ring else points
    assert np.allclose(ring[0], ring[-1], atol=STEP / 10)
    return ring


def decode(topology, level):
    """Polygons by kode."""
    arcs = decode_arcs(topology)
    shapes = {}
    for geometry in topology["objects"][level]["geometries"]:
        polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
        shapes[geometry["properties"]["kode"]] = MultiPolygon(
            [
                Polygon(rings[0], rings[1:])
                for rings in ([join_ring(ring, arcs) for ring in polygon] for polygon in polygons)
            ]
        )
    return shapes


def round_to_grid(geometry):
    snapped = shapely.transform(geometry, lambda xy: np.round(xy / STEP))
    parts = MultiPolygon(shapely.get_parts(snapped).tolist())
    return shapely.normalize(parts)


@pytest.mark.parametrize("level", ["kabkota", "provinsi"])
def test_it_decodes_to_the_polygons_of_the_files(dataset, topology, level):
    layer = getattr(dataset, level)
    shapes = decode(topology, level)
    assert list(shapes) == layer.index.tolist()
    different = [
        kode
        for kode, shape in shapes.items()
        if not shapely.equals_exact(
            round_to_grid(shape), round_to_grid(layer.geometry[kode]), tolerance=1
        )
    ]
    assert different == []


def test_neighbours_share_their_lines(topology):
    uses = np.zeros(len(topology["arcs"]), dtype=int)

    def count(arcs):
        for arc in arcs:
            if isinstance(arc, list):
                count(arc)
            else:
                uses[arc if arc >= 0 else ~arc] += 1

    count([geometry["arcs"] for geometry in topology["objects"]["kabkota"]["geometries"]])
    assert uses.max() == 2
    assert (uses == 2).sum() > 1000


def test_properties_are_those_of_the_regions(dataset, topology):
    regions = dataset.regions.set_index("kode")
    for geometry in topology["objects"]["kabkota"]["geometries"]:
        properties = geometry["properties"]
        kode = properties["kode"]
        assert properties["nama"] == regions.loc[kode, "nama"]
        assert properties["provinsi"] == regions.loc[kode[:2], "nama"]
        point = (properties["lat"], properties["lon"])
        if kode != "74.07":  # its capital is given in Africa
            assert point == tuple(regions.loc[kode, ["lat", "lon"]])
        assert 94 < point[1] < 142


def test_the_label_lies_inside_its_area(dataset, topology):
    for level in ("kabkota", "provinsi"):
        layer = getattr(dataset, level)
        for geometry in topology["objects"][level]["geometries"]:
            properties = geometry["properties"]
            point = shapely.Point(properties["label_lon"], properties["label_lat"])
            assert layer.geometry[properties["kode"]].distance(point) < 1e-3


def test_it_is_much_smaller_than_the_files(dataset, body):
    assert len(body) < 0.5 * sum(
        len(layer.geometry.to_json()) for layer in (dataset.kabkota, dataset.provinsi)
    )


def test_the_small_country(country):
    dataset = country.load()
    topology = json.loads(encode_topology(dataset.kabkota, dataset.provinsi, dataset.regions))
    shapes = decode(topology, "kabkota")
    assert shapes["35.10"].equals(country.squares["35.10"])
    assert decode(topology, "provinsi")["35"].area == pytest.approx(3)
