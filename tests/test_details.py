"""What is known of MPPs, areas without one and sources, on the small country."""

from __future__ import annotations

import datetime as dt

import pytest

from mppgeo.base.language import UNKNOWN, Language
from mppgeo.content.provenance import list_sources
from mppgeo.content.tables import list_missing, list_missing_by_provinsi, list_mpp_facts
from mppgeo.coverage import take_snapshot
from mppgeo.programme.facts import Known, tell_count
from mppgeo.programme.stages import STAGES, list_events
from mppgeo.records.dates import tell_partial
from mppgeo.scene.selection import select_areas
from mppgeo.scene.view import View

DAY = dt.date(2023, 1, 1)
ENGLISH = Language("en")
UNDATED = {"tanggal_peresmian": "", "presisi": "", "tanggal_awal": "", "tanggal_akhir": ""}


@pytest.mark.parametrize(
    ("known", "short", "long"),
    [
        (Known(None), "", ""),
        (Known(1234, "2022-01-24"), "1,234 (24 Jan 2022)", "1,234 (as of 24 Jan 2022)"),
        (Known(7, "2022"), "7 (2022)", "7 (as of 2022)"),
        (Known(0, None), "0 (date not known)", "0 (as of date not known)"),
    ],
)
def test_a_number_is_told_with_its_day(known, short, long):
    assert tell_count(known, ENGLISH, short=True) == short
    assert tell_count(known, ENGLISH) == long


@pytest.mark.parametrize(
    ("partial", "said"),
    [
        ("2022-01-24", "24 Jan 2022"),
        ("2022-01", "Jan 2022"),
        ("2022", "2022"),
        ("awal 2022", "awal 2022"),
        ("2022-99", "2022-99"),
        ("2025-10/2026-01", "Oct 2025 – Jan 2026"),
        (None, ""),
        (float("nan"), ""),
    ],
)
def test_a_date_is_told_as_precisely_as_known(partial, said):
    assert tell_partial(partial, ENGLISH) == said


# Stages


def test_events_are_listed_up_to_the_day_those_of_unknown_date_first(country):
    country.write_table(
        "stage_events",
        country.event("35.10", "peresmian", "2023-01-02"),
        country.event("35.10", "pembangunan", "2022"),
        country.event("35.10", "soft_launching", "2023-01"),
        country.event("35.10", "penandatanganan_komitmen", ""),
        country.event("35.07", "pembangunan", "2021"),
    )
    found = list_events(country.load(), "35.10", DAY)
    assert found["tahap"].tolist() == ["penandatanganan_komitmen", "pembangunan", "soft_launching"]


def test_an_area_without_events_has_none(country):
    assert list_events(country.load(), "35.10", DAY).empty


def test_every_stage_of_the_records_has_a_name(dataset, t):
    assert set(dataset.records["stage_events"]["tahap"]) <= set(STAGES)
    assert all(t(name) for name in STAGES.values())


# Tables


@pytest.fixture
def dataset_of_three(country):
    """MPPs in Kota Malang, Sigi and Jakarta; stages and figures of some."""
    country.write_mpp(
        country.mpp(
            "35.73", "2020-10", presisi="bulan", tanggal_akhir="2020-10-31", tanggal_awal=""
        ),
        country.mpp("72.10", "", **UNDATED | {"tanggal_akhir": "2021-05-05"}, alamat="Jl. Satu"),
        country.mpp("31", "2017-10-12"),
        country.mpp("35.07", "", **UNDATED | {"hitungan_nasional": "belum terbukti"}),
    )
    country.write_table(
        "mpp_details",
        country.row_of_mpp(
            "35.73", jumlah_layanan="1200", jumlah_instansi="9", tanggal_data="2022"
        ),
    )
    country.write_table(
        "stage_events",
        country.event("35.07", "pembangunan", "2022-02-03"),
        country.event("35.07", "soft_launching", "2024-01-01"),
        country.event("72.71", "penandatanganan_komitmen", ""),
    )
    return country.load()


def test_the_facts_of_the_mpps_that_count(dataset_of_three):
    snapshot = take_snapshot(dataset_of_three, DAY)
    selection = select_areas(snapshot, View())
    frame = list_mpp_facts(snapshot, selection, ENGLISH).frame
    assert frame["kode"].tolist() == ["31", "35.73", "72.10"]
    assert frame["dibuka"].tolist() == ["12 Oct 2017", "Oct 2020", "≤ 5 May 2021"]
    assert frame["alamat"].tolist() == [UNKNOWN, UNKNOWN, "Jl. Satu"]
    assert frame["layanan"].tolist() == [UNKNOWN, "1,200 (2022)", UNKNOWN]
    assert frame["instansi"].tolist() == [UNKNOWN, "9 (2022)", UNKNOWN]


def test_the_facts_follow_the_filters(dataset_of_three):
    snapshot = take_snapshot(dataset_of_three, DAY)
    codes = {
        jenis: list_mpp_facts(
            snapshot, select_areas(snapshot, View(jenis=jenis)), ENGLISH
        ).frame["kode"].tolist()
        for jenis in ("kota", "kabupaten")
    }  # fmt: skip
    assert codes == {"kota": ["35.73"], "kabupaten": ["72.10"]}


def test_the_missing_areas_the_most_people_first(dataset_of_three):
    snapshot = take_snapshot(dataset_of_three, DAY)
    frame = list_missing(snapshot, (), ENGLISH).frame
    assert frame["kode"].tolist() == ["35.07", "35.10", "72.71"]
    assert frame["population"].tolist() == [400, 300, 50]
    assert frame["nama"].tolist() == ["Kab. Malang", "Kab. Banyuwangi", "Kota Palu"]
    assert frame["tetangga"].tolist() == [UNKNOWN, "Kota Malang", "Kab. Sigi"]
    assert frame["tahap"].tolist() == [
        "Under construction (3 Feb 2022)", UNKNOWN, "Commitment signed (date not known)",
    ]  # fmt: skip


def test_the_missing_areas_by_province(dataset_of_three):
    snapshot = take_snapshot(dataset_of_three, DAY)
    frame = list_missing_by_provinsi(snapshot, (), ENGLISH).frame
    assert frame["nama"].tolist() == ["Jawa Timur", "Sulawesi Tengah"]
    assert frame["jumlah"].tolist() == [2, 1]
    assert frame["population"].tolist() == [700, 50]
    assert frame["daerah"].tolist() == ["Kab. Malang, Kab. Banyuwangi", "Kota Palu"]


def test_where_none_is_missing_the_tables_are_empty(dataset_of_three, t):
    snapshot = take_snapshot(dataset_of_three, DAY)
    assert list_missing(snapshot, ("31",), t).frame.empty
    assert list_missing_by_provinsi(snapshot, ("31",), t).frame.empty


@pytest.mark.parametrize("denominator", [508, 509, 514])
def test_as_many_areas_are_listed_as_are_said_to_be_missing(dataset, denominator, t):
    snapshot = take_snapshot(dataset, dt.date(2025, 12, 31), denominator)
    listed = list_missing(snapshot, (), t).frame
    assert len(listed) == snapshot.total().missing
    by_province = list_missing_by_provinsi(snapshot, (), t).frame
    assert by_province["jumlah"].sum() == len(listed)
    assert by_province["population"].sum() == listed["population"].sum()


# Sources


def test_sources_are_counted_by_site_the_most_records_first(country):
    country.write_mpp(
        country.mpp("35.10", "2017-10-06", sumber_url="https://www.a.id/1 | https://b.id/x"),
        country.mpp("35.73", "2017-10-06", sumber_url="https://b.id/2"),
    )
    country.write_table(
        "official_totals",
        {"tanggal": "2022-01-01", "jumlah_mpp": "5", "sumber_url": "https://c.id/1"},
        {"tanggal": "2024-01-01", "jumlah_mpp": "9", "sumber_url": "https://d.id/1"},
    )
    dataset = country.load()
    frame = list_sources(dataset, dataset.mpp, DAY, ENGLISH).frame
    sites = frame["source"].tolist()
    assert sites[0] in {"b.id (2), a.id (1)", "b.id (2), www.a.id (1)"}
    assert sites[1] == "c.id (1)", "a total quoted after the day is no source of it"
    assert "ODbL" in " ".join(sites) and "MIT" in " ".join(sites) and "LGPL" in " ".join(sites)


def test_many_sites_are_counted_rather_than_named(country):
    country.write_mpp(country.mpp(
        "35.10", "2017-10-06", sumber_url=" | ".join(f"https://s{n:02}.id/1" for n in range(18)),
    ))  # fmt: skip
    dataset = country.load()
    named = list_sources(dataset, dataset.mpp, DAY, ENGLISH).frame["source"].iloc[0]
    assert named.count("(1)") == 15 and named.endswith("and 3 other sites")


def test_without_records_no_site_is_named(country, t):
    dataset = country.load()
    assert list_sources(dataset, dataset.mpp, DAY, t).frame["source"].iloc[0] == UNKNOWN
