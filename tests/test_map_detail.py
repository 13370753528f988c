"""Finer geometry for the browser, decoded here by hand and laid beside the files it is made of."""

from __future__ import annotations

import datetime as dt
import json
from itertools import accumulate
from urllib.parse import urljoin

import numpy as np
import pytest
import shapely
from blended import join

from mppgeo.base.budgets import GEOMETRY, Busy
from mppgeo.boundaries.blending import BlendedRing
from mppgeo.boundaries.detail import name_file, read_detail
from mppgeo.live import current
from mppgeo.maps.assets import find_detail
from mppgeo.maps.detail import (
    MOST_OPEN,
    encode_detail,
    encode_kecamatan,
    list_detailed,
    list_open,
)
from mppgeo.scene.view import KABKOTA, View

TODAY = dt.date(2025, 12, 15)
EQUAL = 1e-9
FRAME = "http://peta.example/component/streamlit_folium.st_folium/index.html"


def decode_arcs(topology) -> list[np.ndarray]:
    """Places (n, 2) of each arc; of a ring of ``beside`` the numbers of its vertices besides."""
    scale, start = (topology["transform"][key] for key in ("scale", "translate"))
    arcs = [np.array(list(accumulate(map(np.array, arc)))) for arc in topology["arcs"]]
    more = [[1] * (arc.shape[1] - 2) for arc in arcs]
    return [
        arc * [*scale, *ones] + [*start, *(0 for _ in ones)]
        for arc, ones in zip(arcs, more, strict=True)
    ]


def decode_areas(topology) -> dict[str, shapely.Geometry]:
    """Areas of a province by ``kode``, coordinates on the grid of the files."""
    arcs = decode_arcs(topology)

    def join_ring(indexes):
        lines = [arcs[index] if index >= 0 else arcs[~index][::-1] for index in indexes]
        return np.round(np.concatenate([lines[0], *(line[1:] for line in lines[1:])]), 4)

    shapes = {}
    for geometry in topology["objects"]["kabkota"]["geometries"]:
        polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
        shapes[geometry["properties"]["kode"]] = shapely.MultiPolygon(
            [
                shapely.Polygon(rings[0], rings[1:])
                for rings in ([join_ring(ring) for ring in polygon] for polygon in polygons)
            ]
        )
    return shapes


def decode_beside(topology) -> list[BlendedRing]:
    arcs = decode_arcs(topology)
    return [
        BlendedRing(
            area["kode"], part, ring, arcs[arc][:, 2].astype(int), np.round(arcs[arc][:, :2], 4)
        )
        for area in topology["beside"]
        for part, ring, arc in area["rings"]
    ]


def read_files(dataset, provinsi):
    folder = dataset.boundaries.detail
    return [read_detail(folder / name_file(kode)) for kode in provinsi]


@pytest.fixture(scope="module", params=[("34",), ("31", "36"), ("95",)], ids="-".join)
def opened(request, dataset):
    """Open provinces and what is sent for each."""
    return request.param, [json.loads(encode_detail(dataset, kode)) for kode in request.param]


def test_open_provinces_come_as_their_files_have_them(dataset, opened):
    provinsi, sent = opened
    assert [topology["open"] for topology in sent] == list(provinsi)
    for detail, topology in zip(read_files(dataset, provinsi), sent, strict=True):
        areas = decode_areas(topology)
        assert list(areas) == list(detail.kabkota.index)
        for kode, shape in detail.kabkota.geometry.items():
            assert shapely.symmetric_difference(areas[kode], shape).area < EQUAL, kode


def test_a_map_of_fine_and_coarse_areas_has_neither_gap_nor_overlap(dataset, opened):
    provinsi, sent = opened
    beside = join(*map(decode_beside, sent))
    shown = dataset.kabkota.geometry.to_dict() | beside
    for topology in sent:
        shown |= decode_areas(topology)
    fine = [shape for kode, shape in shown.items() if kode[:2] in provinsi]
    near = [
        shape
        for kode, shape in shown.items()
        if kode[:2] not in provinsi and min(shapely.distance(shape, fine)) < 0.5
    ]
    assert near
    assert shapely.coverage_is_valid(np.array(fine + near, dtype=object), gap_width=0)
    whole = shapely.union_all(fine + near)
    assert abs(shapely.area(fine + near).sum() - whole.area) < EQUAL


def test_the_border_runs_around_the_open_provinces(dataset, opened):
    for detail, topology in zip(read_files(dataset, opened[0]), opened[1], strict=True):
        arcs = decode_arcs(topology)
        border = [shapely.LineString(arcs[index]) for index in topology["border"]]
        around = shapely.coverage_union_all(detail.kabkota.geometry.values).boundary
        # On the grid, for the arcs end in numbers that differ in their last digit.
        snapped, wanted = (
            shapely.set_precision(lines, 1e-4) for lines in (shapely.union_all(border), around)
        )
        assert shapely.symmetric_difference(snapped, wanted).length < EQUAL


def test_lines_of_kecamatan_are_those_within_kabkota(dataset):
    topology = json.loads(encode_kecamatan(dataset, "34"))
    (detail,) = read_files(dataset, ("34",))
    lines = shapely.union_all([shapely.LineString(arc) for arc in decode_arcs(topology)])
    inner = shapely.difference(
        shapely.union_all(detail.kecamatan.geometry.boundary.values),
        shapely.union_all(detail.kabkota.geometry.boundary.values),
    )
    snapped, wanted = (shapely.set_precision(found, 1e-4) for found in (lines, inner))
    assert snapped.length > 1
    assert shapely.symmetric_difference(snapped, wanted).length < EQUAL
    names = [name for name, *_ in topology["names"]]
    assert sorted(names) == sorted(detail.kecamatan["nama"]) and len(names) == 78
    west, south, east, north = detail.kecamatan.total_bounds
    for _, lat, lon, extent in topology["names"]:
        assert south < lat < north and west < lon < east and 0 < extent < 0.5


def test_what_is_open(dataset):
    assert list_open(dataset, View(), TODAY) == ()
    assert list_open(dataset, View(provinsi=("33", "35")), TODAY) == ("33", "35")
    assert list_open(dataset, View(kode="35.10", level=KABKOTA), TODAY) == ("35",)
    # Papua Selatan, Tengah, Pegunungan were parts of Papua before.
    before = dt.date(2021, 1, 1)
    assert list_open(dataset, View(provinsi=("91",)), before) == ("91", "93", "94", "95")


def test_which_views_show_finer_lines(dataset):
    assert list_detailed(dataset, View(provinsi=("35",)), TODAY) == ()
    inside = View(provinsi=("35",), level=KABKOTA)
    assert list_detailed(dataset, inside, TODAY) == ("35",)
    many = tuple(dataset.provinsi.index[: MOST_OPEN + 1])
    assert list_detailed(dataset, View(provinsi=many, level=KABKOTA), TODAY) == ()


def list_paths(urls: list[str]) -> list[str]:
    return [urljoin(FRAME, url).removeprefix("http://peta.example") for url in urls]


def test_addresses_answer_with_what_was_asked_for(get):
    dataset = current()
    detail = find_detail(dataset, ("31", "34"), kecamatan=True)
    assert detail["divided"]
    for urls, encode in ((detail["areas"], encode_detail), (detail["kecamatan"], encode_kecamatan)):
        for path, kode in zip(list_paths(urls), ("31", "34"), strict=True):
            response, sent = get(path)
            assert response.status == 200 and sent == encode(dataset, kode)
            assert "immutable" in response.getheader("Cache-Control")


def test_while_too_many_wait_whoever_comes_is_told_to_come_again(get):
    turns = []
    with pytest.raises(Busy):
        while True:
            turns.append(GEOMETRY.ask())
    try:
        [path] = list_paths(find_detail(current(), ("75",), kecamatan=False)["areas"])
        response, _ = get(path)
        assert response.status == 503 and int(response.getheader("Retry-After")) > 0
        assert response.getheader("Cache-Control") == "no-store"
    finally:
        for turn in turns:
            turn.end()
    assert get(path)[0].status == 200
    # What is made waits for nobody.
    turns = [GEOMETRY.ask()]
    assert get(path)[0].status == 200
    turns[0].end()


def test_kecamatan_have_no_address_unless_asked_for(dataset):
    assert find_detail(dataset, ("34",), kecamatan=False)["kecamatan"] is None
    assert find_detail(dataset, (), kecamatan=True) is None


@pytest.mark.parametrize(
    "name",
    [
        "areas-99.json", "areas-31-34.json", "kecamatan-31-34.json", "areas-35-34.json", "areas-34-34.json", "areas-.json", "areas-3.json",
        "areas-34.js", "desa-34.json", "areas-34.json%2f..", "kecamatan-34-99.json",
        "areas-" + "-".join(f"{n}" for n in range(11, 20)) + ".json",
    ],
)  # fmt: skip
def test_other_addresses_answer_nothing(get, name):
    digest = find_detail(current(), ("34",), kecamatan=False)["areas"][0].split("/")[-2]
    assert get(f"/assets/{digest}/{name}")[0].status == 404
    assert get("/assets/0000000000000000/areas-34.json")[0].status == 404
