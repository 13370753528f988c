"""When each area opened: one list, and all who ask it agree."""

from __future__ import annotations

import datetime as dt
import doctest
import json
from dataclasses import replace

import pandas as pd
import pytest

from mppgeo import openings
from mppgeo.base.language import Language
from mppgeo.coverage import DENOMINATORS, WITH_MPP, take_snapshot
from mppgeo.growth.curve import list_area_openings, trace_growth
from mppgeo.maps.assets import encode_openings
from mppgeo.maps.payload import make_legend
from mppgeo.maps.themes import make_coverage_theme
from mppgeo.openings import list_openings
from mppgeo.programme.stages import OPENED, SERVED, count_stages
from mppgeo.scene.selection import select_areas
from mppgeo.scene.view import KABKOTA, PROVINSI, View

LATE = dt.date(2023, 1, 1)
PUSAT = {"kode_kabkota": "31.71"}
ROWS = {
    "the province, for one of its areas": [("31", "2018-01-01", PUSAT)],
    "the province, twice": [("31", "2018-01-01", {}), ("31", "2019-01-01", PUSAT)],
    "an area's own": [("31.71", "2018-01-01", {})],
    "an area's own, earlier": [("31", "2019-01-01", {}), ("31.71", "2018-01-01", {})],
    "another province, for an area of Jakarta": [("35", "2018-01-01", PUSAT)],
    "Jakarta's, elsewhere": [("31", "2018-01-01", {"kode_kabkota": "35.10"})],
    "a province's for no kabkota": [("35", "2018-01-01", {})],
    "two of a kabkota": [("35.10", "2019-01-01", {}), ("35.10", "2018-01-01", {})],
    "known as a span": [("35.10", "2018", {"presisi": "tahun", "tanggal_awal": ""})],
}
OPENED_BY = {
    "the province, for one of its areas": ["31", "31.71", "31.72"],
    "the province, twice": ["31", "31.71", "31.72"],
    "an area's own": [],
    "an area's own, earlier": ["31", "31.71", "31.72"],
    "another province, for an area of Jakarta": [],
    "Jakarta's, elsewhere": ["35.10"],
    "a province's for no kabkota": [],
    "two of a kabkota": ["35.10"],
    "known as a span": ["35.10"],
}
each_odd_record = pytest.mark.parametrize("name", ROWS)


@pytest.fixture
def load_rows(country):
    """The small country with rows that a check of the records might leave out."""

    def load(name: str):
        dataset = country.load()
        texts = [
            country.mpp(kode, day, nama_mpp=f"MPP {place}", tanggal_akhir=f"{day[:4]}-01-01")
            | changes
            for place, (kode, day, changes) in enumerate(ROWS[name])
        ]
        frame = pd.DataFrame(texts).reindex(columns=dataset.mpp.columns)
        frame = frame.astype(object).mask(frame.eq(""))
        for column in ("tanggal_awal", "tanggal_akhir"):
            frame[column] = pd.to_datetime(frame[column]).astype("datetime64[s]")
        return replace(dataset, records={**dataset.records, "mpp": frame})

    return load


def test_its_examples_hold():
    assert doctest.testmod(openings).failed == 0


@each_odd_record
def test_an_mpp_opens_its_area_or_none(load_rows, name):
    assert list_openings(load_rows(name)).index.tolist() == OPENED_BY[name]


def test_the_first_opening_counts_and_an_open_bound_stays_open(load_rows):
    two = list_openings(load_rows("two of a kabkota")).loc["35.10"]
    assert (two["nama_mpp"], two["certain"]) == ("MPP 1", pd.Timestamp("2018-01-01"))
    span = list_openings(load_rows("known as a span")).loc["35.10"]
    assert (span["tanggal_peresmian"], span["presisi"]) == ("2018", "tahun")
    assert pd.isna(span["possible"]) and span["certain"] == pd.Timestamp("2018-01-01")


@each_odd_record
@pytest.mark.parametrize("denominator", DENOMINATORS)
def test_snapshot_curve_time_bar_and_stages_agree(load_rows, name, denominator):
    dataset = load_rows(name)
    for day in (dt.date(2017, 12, 31), dt.date(2018, 1, 1), LATE):
        snapshot = take_snapshot(dataset, day, denominator)
        has = snapshot.areas.index[snapshot.areas["status"].isin(WITH_MPP)].tolist()
        listed = list_area_openings(dataset, denominator)
        assert sorted(listed.index[listed["certain"] <= pd.Timestamp(day)]) == has
        assert trace_growth(dataset, day, denominator)["areas_with_mpp"].iloc[-1] == len(has)
        sent = json.loads(encode_openings(dataset))
        played = {kode for kode, opening in sent.items() if opening[2] <= day.isoformat()}
        assert sorted(played & set(snapshot.areas.index)) == has
        counts = count_stages(snapshot, select_areas(snapshot, View()))
        assert counts[OPENED] + counts[SERVED] == len(has)
        assert snapshot.total().areas_with_mpp == len(has)


# The numbers of the legend and the headline


VIEWS = [
    {},
    {"jenis": "kabupaten"},
    {"jenis": "kota"},
    {"pulau": ("jawa",)},
    {"pulau": ("papua",)},
    {"provinsi": ("31", "35")},
]
DAYS = [dt.date(2017, 10, 11), dt.date(2017, 10, 12), dt.date(2022, 6, 1), dt.date(2026, 11, 1)]


def assert_the_legend_adds_up(dataset, day, view):
    """Classes of areas add up to the headline, those outside the count stand apart."""
    snapshot = take_snapshot(dataset, day, view.denominator, jenis=view.jenis)
    selection = select_areas(snapshot, view)
    total = snapshot.total(tuple(selection.places))
    said = (day, view)
    theme = make_coverage_theme(snapshot, KABKOTA)
    counts = {row["name"]: row["count"] for row in make_legend(selection, theme, Language("id"))}
    outside = counts.pop("na")
    assert counts["has"] + counts["served-by-province"] == total.areas_with_mpp, said
    assert counts["has-not"] == total.missing and counts["no-data"] == total.unknown, said
    assert sum(counts.values()) == total.areas, said
    inside = snapshot.kabkota.loc[selection.kabkota, "status"].ne("tidak_berlaku")
    assert outside == (~inside).sum(), said
    if view.jenis is None:
        theme = make_coverage_theme(snapshot, PROVINSI)
        legend = make_legend(selection, theme, Language("id"))
        counts = {row["name"]: row["count"] for row in legend}
        assert sum(counts.values()) - counts["na"] == total.provinsi_count, said
        assert counts["complete"] == total.provinsi_complete, said
        assert counts["none"] == total.provinsi_without, said


@pytest.mark.parametrize("denominator", DENOMINATORS)
def test_the_legend_adds_up_to_the_headline(dataset, denominator):
    provinces = [{"provinsi": (kode,)} for kode in dataset.provinsi_names]
    for day in DAYS:
        for filters in VIEWS + (provinces if day == DAYS[-1] else []):
            assert_the_legend_adds_up(dataset, day, View(denominator=denominator, **filters))


def test_the_nation_and_jakarta_by_hand(dataset):
    """303 MPPs count on that day: 302 of kabupaten and kota, and Jakarta's."""
    found = {}
    for denominator in DENOMINATORS:
        snapshot = take_snapshot(dataset, DAYS[-1], denominator)
        theme = make_coverage_theme(snapshot, KABKOTA)
        for name, provinsi in (("nation", ()), ("Jakarta", ("31",))):
            selection = select_areas(snapshot, View(provinsi=provinsi))
            legend = make_legend(selection, theme, Language("id"))
            found[name, denominator] = [row["count"] for row in legend]
    assert found == {
        ("nation", 508): [302, 0, 206, 6, 0],
        ("nation", 509): [302, 1, 206, 0, 0],
        ("nation", 514): [302, 6, 206, 0, 0],
        ("Jakarta", 508): [0, 0, 0, 6, 0],
        ("Jakarta", 509): [0, 1, 0, 0, 0],
        ("Jakarta", 514): [0, 6, 0, 0, 0],
    }
