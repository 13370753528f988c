from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit_folium import _get_feature_group_string, generate_leaflet_string

from mppgeo.base.language import Language
from mppgeo.content.classes import KABKOTA_CLASSES, PRESENCE, PROVINSI_CLASSES, classify_share
from mppgeo.country.regions import select_provinsi
from mppgeo.coverage import STATUSES, take_snapshot
from mppgeo.maps.layer import _to_script, make_base_map, make_repaint
from mppgeo.maps.payload import INDONESIA, LEFT_OUT, find_focus, make_payload
from mppgeo.maps.themes import make_coverage_theme
from mppgeo.programme.stages import keep_areas
from mppgeo.scene.selection import select_areas
from mppgeo.scene.view import KABKOTA, PROVINSI, View

DAY = dt.date(2024, 12, 12)
HOSTILE = "</script><script>alert(1)</script><!-- & \u2028\u2029"
INDONESIAN = Language("id")


def payload_of(dataset, t=INDONESIAN, day=DAY, summary="", **filters):
    view = View(**filters)
    snapshot = take_snapshot(dataset, day, view.denominator, jenis=view.jenis)
    return make_payload(
        snapshot, select_areas(snapshot, view), view,
        make_coverage_theme(snapshot, view.level), t,
        last=dt.date(2026, 11, 1), openings_url="openings.json", attribution="Sumber", summary=summary,
    )  # fmt: skip


def keys_of(value) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*map(keys_of, value.values()))
    return set().union(*map(keys_of, value)) if isinstance(value, list) else set()


def counts_of(payload) -> dict[str, int]:
    return {row["name"]: row["count"] for row in payload["legend"]}


@pytest.mark.parametrize("level", [PROVINSI, KABKOTA])
@pytest.mark.parametrize("filters", [{}, {"jenis": "kota"}, {"pulau": ("jawa",)}], ids=str)
def test_there_is_one_class_per_area(dataset, level, filters):
    payload = payload_of(dataset, level=level, **filters)
    layer = {PROVINSI: dataset.provinsi, KABKOTA: dataset.kabkota}[level]
    assert len(payload["classes"][level]) == len(layer)
    codes = {row["code"] for row in payload["legend"]}
    assert set(payload["classes"][level]) <= codes | {LEFT_OUT}


def test_the_classes_of_the_kabkota_follow_the_snapshot(dataset):
    status = take_snapshot(dataset, DAY).kabkota["status"]
    codes = payload_of(dataset, level=KABKOTA)["classes"][KABKOTA]
    for kode, code in zip(dataset.kabkota.index, codes, strict=True):
        assert KABKOTA_CLASSES[int(code)] is PRESENCE[status[kode]]


def test_the_classes_of_the_provinces_follow_the_snapshot(dataset):
    shares = take_snapshot(dataset, DAY).provinsi["coverage_pct"]
    codes = payload_of(dataset)["classes"][PROVINSI]
    for kode, code in zip(dataset.provinsi.index, codes, strict=True):
        assert PROVINSI_CLASSES[int(code)] is classify_share(shares[kode])


def test_areas_outside_the_filter_are_left_out(dataset):
    codes = payload_of(dataset, level=KABKOTA, provinsi=("35",))["classes"][KABKOTA]
    shown = [kode for kode, code in zip(dataset.kabkota.index, codes, strict=True) if code != "-"]
    assert len(shown) == 38 and {kode[:2] for kode in shown} == {"35"}


@pytest.mark.parametrize("filters", [{}, {"provinsi": ("33", "35")}, {"status": "belum"}], ids=str)
def test_the_legend_counts_the_kabkota_of_the_snapshot(dataset, filters):
    payload = payload_of(dataset, level=KABKOTA, **filters)
    view = View(**filters)
    snapshot = take_snapshot(dataset, DAY)
    kept = snapshot.areas.loc[keep_areas(snapshot, select_areas(snapshot, view)), "status"]
    expected = {PRESENCE[status].name: int((kept == status).sum()) for status in STATUSES}
    assert counts_of(payload) == expected


def test_the_legend_counts_the_provinces_of_the_snapshot(dataset):
    shares = take_snapshot(dataset, DAY).provinsi["coverage_pct"]
    assert counts_of(payload_of(dataset)) == {
        "none": int((shares == 0).sum()),
        "low": int(((shares > 0) & (shares <= 33)).sum()),
        "middle": int(((shares > 33) & (shares <= 66)).sum()),
        "high": int(((shares > 66) & (shares < 100)).sum()),
        "complete": int((shares == 100).sum()),
        "na": 0,
        "no-data": 0,
    }


def test_jakarta_is_not_applicable_among_508(dataset):
    assert counts_of(payload_of(dataset, denominator=508))["na"] == 1


def test_every_province_is_told_of(dataset, t):
    payload = payload_of(dataset, t)
    assert len(payload["figures"]) == 38
    told = dict(zip(dataset.provinsi.index, payload["figures"], strict=True))
    assert "35" in told["33"] and "100%" in told["33"]
    assert payload_of(dataset, t, level=KABKOTA)["figures"] == []


def test_without_the_list_of_mpps_all_is_no_data(country):
    (country.folder / "records" / "mpp.csv").unlink()
    dataset = country.load()
    counts = counts_of(payload_of(dataset, level=KABKOTA))
    assert counts == {
        "has": 0, "served-by-province": 0, "has-not": 0, "na": 0, "no-data": 6,
    }  # fmt: skip
    assert counts_of(payload_of(dataset))["no-data"] == 3


@pytest.mark.parametrize("level", [PROVINSI, KABKOTA])
def test_every_view_is_small_and_without_geometry(dataset, t, level):
    provinces = [(kode,) for kode in select_provinsi(dataset.regions)["kode"]]
    for provinsi in [(), *provinces]:
        payload = payload_of(dataset, t, level=level, provinsi=provinsi)
        assert len(_to_script(payload).encode()) < 20_000
        assert not keys_of(payload) & {"geometry", "coordinates", "arcs", "features"}


def test_the_payload_speaks_the_language(dataset):
    labels = {
        lang: [row["label"] for row in payload_of(dataset, Language(lang))["legend"]]
        for lang in ("id", "en")
    }
    assert labels["id"][2:4] == ["sampai 66%", "di bawah 100%"]
    assert labels["en"][2:4] == ["up to 66%", "under 100%"]


def test_mpps_whose_place_is_not_coloured_are_points(country):
    country.write_mpp(
        country.mpp("35.10", "2017-10-06"),
        country.mpp("35", "2018-01-01"),
        country.mpp("35.07", "2018-01-01", hitungan_nasional="tidak"),
        country.mpp("72", "2018-01-01", hitungan_nasional="belum terbukti"),
    )
    dataset = country.load()
    points = [[kode, n, "2018-01-01", None] for kode, n in (("35", 1), ("35.07", 0), ("72", 0))]
    assert payload_of(dataset, level=KABKOTA)["points"] == points
    assert payload_of(dataset, level=KABKOTA, provinsi=("72",))["points"] == points[2:]
    assert payload_of(dataset)["points"] == []


# Focus


@pytest.mark.parametrize(
    ("filters", "corners"),
    [
        ({}, [list(corner) for corner in INDONESIA]),
        ({"provinsi": ("35",)}, [[-8, 110], [-7, 113]]),
        ({"provinsi": ("35", "72")}, [[-8, 110], [-7, 121]]),
        ({"pulau": ("jawa",)}, [[-8, 106], [-7, 113]]),
    ],
)
def test_the_map_flies_to_what_the_view_is_about(country, filters, corners):
    assert find_focus(country.load(), View(**filters)) == corners


def test_the_selected_area_is_shown_with_some_room_around(country):
    (south, west), (north, east) = find_focus(country.load(), View(kode="35.10", level=KABKOTA))
    assert -9.5 < south < -8 and 109.5 < west < 111
    assert -7 < north < -5.5 and 112 < east < 113.5


def test_without_a_boundary_the_map_shows_the_nation(country):
    country.write_layer("kabkota", {})
    focus = find_focus(country.load(), View(kode="35.10", level=KABKOTA))
    assert focus == [list(corner) for corner in INDONESIA]


# What is put into the page


@given(st.recursive(st.text() | st.integers() | st.none(), st.lists, max_leaves=5))
def test_no_text_can_close_the_script(value):
    script = _to_script(value)
    assert not set("<>&\u2028\u2029") & set(script)
    assert json.loads(script) == value


def test_hostile_text_reaches_the_map_as_text_only(dataset):
    payload = payload_of(dataset, summary=HOSTILE)
    base = make_base_map(dataset)
    base.render()
    # As streamlit-folium reads them, and the browser runs them.
    script = generate_leaflet_string(base) + _get_feature_group_string(make_repaint(payload), base)
    assert "alert(1)" in script.split("mppgeo.paint")[1]
    assert "<script>alert" not in script and "</script><script>" not in script


def test_the_names_of_mpps_cannot_close_the_script(country):
    country.write_mpp(
        country.mpp("35.10", "2017-10-06", nama_mpp=HOSTILE),
        country.mpp("35", "2017-10-06", nama_mpp=HOSTILE),
    )
    rows = country.regions()
    rows[5]["nama"] = f"Kabupaten Banyuwangi {HOSTILE}"
    country.write("regions.csv", [*rows[5], "kode_provinsi", "area_km2"], rows)
    dataset = country.load()
    assert HOSTILE.strip() in dataset.names["35.10"]
    for level in (PROVINSI, KABKOTA):
        assert "<" not in _to_script(payload_of(dataset, level=level))
