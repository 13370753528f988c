"""The files of finer boundaries, and light neighbours fitted to them: cases counted by hand."""

from __future__ import annotations

import json
from itertools import accumulate

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from blended import join
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from shapely.geometry import Polygon, box

from mppgeo.boundaries.detail import (
    blend_neighbours,
    find_touching_provinces,
    read_detail,
    write_detail,
)
from mppgeo.records.reader import MISSING_FILE


def layer(shapes: dict[str, Polygon], **columns) -> gpd.GeoDataFrame:
    index = pd.Index(list(shapes), name="kode")
    return gpd.GeoDataFrame(columns, geometry=list(shapes.values()), index=index, crs=4326)


# Two provinces side by side; the east of the first is two kecamatan, one above the other.
HALVES = layer({"35.01": box(0, 0, 1, 2), "35.02": box(1, 0, 2, 2), "36.01": box(2, 0, 3, 2)})
QUARTERS = layer(
    {
        "35.01.01": box(0, 0, 1, 2),
        "35.02.01": box(1, 0, 2, 1),
        "35.02.02": box(1, 1, 2, 2),
        "36.01.01": box(2, 0, 3, 2),
    },
    nama=["Barat", "Kali Asin", "Gunung “Tinggi”", "Timur"],
)


def test_a_file_per_province_gives_back_what_was_written(tmp_path):
    paths = write_detail(tmp_path / "detail", HALVES, QUARTERS)
    assert [path.name for path in paths] == ["35.topojson", "36.topojson"]
    detail = read_detail(paths[0])
    assert detail.faults == []
    assert list(detail.kabkota.index) == ["35.01", "35.02"]
    assert list(detail.kecamatan["nama"]) == ["Barat", "Kali Asin", "Gunung “Tinggi”"]
    assert detail.kabkota.crs == detail.kecamatan.crs == "EPSG:4326"
    for read, written in ((detail.kabkota, HALVES), (detail.kecamatan, QUARTERS)):
        for kode, shape in read.geometry.items():
            assert shape.equals(written.geometry[kode])
    assert list(detail.kecamatan.loc["35.02.02", ["label_lon", "label_lat"]]) == [1.5, 1.5]
    union = shapely.coverage_union_all(detail.kecamatan.geometry["35.02.01":].values)
    assert union.equals(detail.kabkota.geometry["35.02"])


def test_a_shared_line_is_stored_once_and_decodes_as_the_standard_says(tmp_path):
    path = write_detail(tmp_path / "detail", HALVES, QUARTERS)[0]
    topology = json.loads(path.read_text(encoding="utf-8"))
    assert topology["type"] == "Topology"
    assert set(topology["objects"]) == {"kabkota", "kecamatan"}
    scale, start = topology["transform"]["scale"], topology["transform"]["translate"]
    edges = []
    for arc in topology["arcs"]:
        steps = accumulate(arc, lambda place, step: [place[0] + step[0], place[1] + step[1]])
        places = [
            tuple(round(p * k + s, 4) for p, k, s in zip(place, scale, start, strict=True))
            for place in steps
        ]
        edges += [frozenset(pair) for pair in zip(places, places[1:], strict=False)]
    assert len(edges) == len(set(edges))
    assert frozenset([(1.0, 1.0), (2.0, 1.0)]) in edges


def test_the_same_frames_give_the_same_bytes(tmp_path):
    first = write_detail(tmp_path / "a", HALVES, QUARTERS)
    again = write_detail(tmp_path / "b", HALVES[::-1], QUARTERS[::-1])
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in again]


def test_without_kecamatan_the_layer_is_empty(tmp_path):
    detail = read_detail(write_detail(tmp_path / "detail", HALVES)[1])
    assert detail.faults == []
    assert list(detail.kabkota.index) == ["36.01"]
    assert detail.kecamatan.empty
    assert {"nama", "label_lon", "label_lat", "geometry"} <= set(detail.kecamatan.columns)


def test_a_new_set_of_files_takes_the_place_of_the_old_one(tmp_path):
    folder = tmp_path / "detail"
    write_detail(folder, HALVES, QUARTERS)
    write_detail(folder, HALVES.loc[["36.01"]])
    assert [path.name for path in folder.iterdir()] == ["36.topojson"]
    assert [path.name for path in tmp_path.iterdir()] == ["detail"]


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OSError):
        write_detail(tmp_path / "file" / "detail", HALVES)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_missing_and_damaged_files_are_faults(tmp_path):
    path = write_detail(tmp_path / "detail", HALVES, QUARTERS)[0]
    body = path.read_bytes()
    for broken in (b"", b"{", body[: len(body) // 2], b'{"type":"Topology"}', b"\x00" * 99):
        path.write_bytes(broken)
        detail = read_detail(path)
        assert len(detail.faults) == 1 and detail.faults[0].file == "boundaries/detail/35.topojson"
        assert detail.kabkota.empty and detail.kecamatan.empty
    path.unlink()
    assert [fault.reason for fault in read_detail(path).faults] == [MISSING_FILE]


def test_an_invalid_shape_is_left_out_and_named(tmp_path):
    bow_tie = Polygon([(1, 0), (2, 2), (2, 0), (1, 2)])
    path = write_detail(tmp_path / "detail", layer({"35.01": box(0, 0, 1, 2), "35.02": bow_tie}))[0]
    detail = read_detail(path)
    assert list(detail.kabkota.index) == ["35.01"]
    assert [fault.kode for fault in detail.faults] == ["35.02"]


@settings(max_examples=10, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(
    owners=st.lists(st.integers(0, 3), min_size=16, max_size=16),
    west=st.integers(950_000, 1_400_000),
    south=st.integers(-110_000, 60_000),
    step=st.integers(1, 5_000),
)
def test_any_map_of_cells_comes_back_vertex_by_vertex(tmp_path_factory, owners, west, south, step):
    cells = np.array(
        [
            box(*(np.array([west + x * step, south + y * step, west + (x + 1) * step, south + (y + 1) * step]) / 1e4))
            for x in range(4)
            for y in range(4)
        ]
    )  # fmt: skip
    kecamatan = layer(
        {
            f"35.01.{owner:02}": shapely.coverage_union_all(cells[np.array(owners) == owner])
            for owner in sorted(set(owners))
        },
        nama=["x"] * len(set(owners)),
    )
    kabkota = layer({"35.01": shapely.coverage_union_all(kecamatan.geometry.values)})
    detail = read_detail(
        write_detail(tmp_path_factory.mktemp("d") / "detail", kabkota, kecamatan)[0]
    )
    assert not detail.faults
    assert shapely.coverage_is_valid(detail.kecamatan.geometry.values)
    for kode, shape in detail.kecamatan.geometry.items():
        written = {
            tuple(p) for p in np.rint(shapely.get_coordinates(kecamatan.geometry[kode]) * 1e4)
        }
        assert {tuple(p) for p in np.rint(shapely.get_coordinates(shape) * 1e4)} == written
        assert shape.symmetric_difference(kecamatan.geometry[kode]).area < 1e-12


# --- neighbours -----------------------------------------------------------------------------------

# The border of 35 and 36 swings out to the east at (2.2, 1); light, it is straight. The far side of
# 36.01 has a cape at (4, 1), which is light too.
BULGE = [(2, 0), (2.2, 1), (2, 2)]
FINE = layer(
    {
        "35.01": Polygon([(0, 0), *BULGE, (0, 2)]),
        "36.01": Polygon([*BULGE, (3, 2), (4, 1), (3, 0)]),
        "36.02": Polygon([(3, 0), (4, 1), (3, 2), (6, 2), (6, 0)]),
    }
)
LIGHT = layer({"35.01": box(0, 0, 2, 2), "36.01": box(2, 0, 3, 2), "36.02": box(3, 0, 6, 2)})


def blend(fine, own, light):
    """The areas of ``fine`` beside one province that are drawn differently."""
    of_own = fine.index.str[:2] == own
    return join(blend_neighbours(fine[of_own], fine[~of_own], light))


def test_a_neighbour_follows_the_fine_line_and_is_light_elsewhere():
    blended = blend(FINE, "35", LIGHT)
    assert list(blended) == ["36.01"]
    assert blended["36.01"].equals(Polygon([*BULGE, (3, 2), (3, 0)]))
    drawn = [FINE.geometry["35.01"], blended["36.01"], LIGHT.geometry["36.02"]]
    assert shapely.coverage_is_valid(drawn)
    assert shapely.union_all(drawn).equals(box(0, 0, 6, 2))


def test_a_neighbour_of_two_fine_provinces_follows_both_lines():
    other = [(3, 2), (2.8, 1.5), (3.1, 0.5), (3, 0)]
    middle = Polygon([*BULGE, *other])
    fine = layer(
        {
            "35.01": FINE.geometry["35.01"],
            "36.01": middle,
            "51.01": Polygon([*other, (6, 0), (6, 2)]),
        }
    )
    light = layer({"35.01": box(0, 0, 2, 2), "36.01": box(2, 0, 3, 2), "51.01": box(3, 0, 6, 2)})
    each = [
        blend_neighbours(fine.loc[[kode]], fine.loc[["36.01"]], light)
        for kode in ("35.01", "51.01")
    ]
    assert all(not join(one)["36.01"].equals(middle) for one in each)
    assert join(*each)["36.01"].equals(middle)


def test_an_outline_that_would_cut_across_the_fine_province_is_drawn_fine():
    # An islet of 35 in a bay of 36 whose mouth the light outline closes.
    bay = [(3, 2), (3.5, 2), (3.6, 1), (4.4, 1), (4.5, 2), (5, 2)]
    fine = layer({"35.01": box(3.8, 1.5, 4.2, 1.8), "36.01": Polygon([(3, 0), *bay, (5, 0)])})
    light = layer({"35.01": box(3.8, 1.5, 4.2, 1.8), "36.01": box(3, 0, 5, 2)})
    assert blend(fine, "35", light)["36.01"].equals(fine.geometry["36.01"])


def test_islets_of_a_neighbour_that_the_light_file_leaves_out_stay_out():
    islet = box(2.5, 3, 2.6, 3.1)
    fine = FINE.copy()
    fine.loc["36.01", "geometry"] = shapely.union(FINE.geometry["36.01"], islet)
    assert not blend(fine, "35", LIGHT)["36.01"].intersects(islet)


def test_a_province_alone_has_nothing_to_blend():
    assert find_touching_provinces(LIGHT, "35") == ["36"]
    assert find_touching_provinces(LIGHT.loc[["35.01"]], "35") == []
    assert blend_neighbours(FINE.loc[["35.01"]], FINE.iloc[:0], LIGHT) == []
