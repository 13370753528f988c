"""Coverage of the small country; every expected figure is summed by hand."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from mppgeo import coverage
from mppgeo.content.classes import NO_DATA as NO_DATA_CLASS
from mppgeo.content.classes import PROVINSI_CLASSES, classify_provinsi
from mppgeo.coverage import HAS, HAS_NOT, NO_DATA, NOT_APPLICABLE, SERVED, take_snapshot

LATE = dt.date(2023, 1, 1)

OCTOBER = {"presisi": "bulan", "tanggal_awal": "2020-10-01", "tanggal_akhir": "2020-10-31"}


@pytest.fixture
def banyuwangi(country):
    return country.mpp("35.10", "2017-10-06")


@pytest.fixture
def jakarta(country):
    return country.mpp("31", "2018-01-01", kabkota="Provinsi DKI Jakarta")


@pytest.fixture
def jawa_timur(country):
    return country.mpp("35", "2019-01-01")


@pytest.fixture
def kota_malang(country):
    return country.mpp("35.73", "2020-10", **OCTOBER)


@pytest.fixture
def palu(country):
    """Run by the province, in its capital."""
    return country.mpp("72", "2022-01-01", kode_kabkota="72.71")


@pytest.fixture
def filled(country, banyuwangi, jakarta, jawa_timur, kota_malang, palu):
    """Six MPPs: two of kabkota, three of provinces, one not counted."""
    malang = country.mpp("35.07", "2021-05-05", hitungan_nasional="belum terbukti")
    country.write_mpp(banyuwangi, jakarta, jawa_timur, kota_malang, malang, palu)
    return country.load()


def with_mpp(snapshot) -> set[str]:
    return set(snapshot.areas.index[snapshot.areas["has_mpp"].fillna(False)])


@pytest.mark.parametrize(
    ("day", "areas"),
    [
        ("2017-10-05", set()),
        ("2017-10-06", {"35.10"}),
        ("2020-10-01", {"35.10"}),
        ("2020-10-30", {"35.10"}),
        ("2020-10-31", {"35.10", "35.73"}),
        ("2021-12-31", {"35.10", "35.73"}),
        ("2022-01-01", {"35.10", "35.73", "72.71"}),
        ("2030-01-01", {"35.10", "35.73", "72.71"}),
    ],
)
def test_an_mpp_counts_from_the_last_possible_day_on(filled, day, areas):
    assert with_mpp(take_snapshot(filled, dt.date.fromisoformat(day), 508)) == areas


@pytest.mark.parametrize("counted", ["tidak", "belum terbukti"])
def test_only_what_the_ministry_counts_is_counted(country, counted, banyuwangi):
    country.write_mpp(banyuwangi | {"hitungan_nasional": counted})
    snapshot = take_snapshot(country.load(), LATE)
    assert snapshot.total().areas_with_mpp == snapshot.total().mpp_count == 0
    assert snapshot.kabkota.loc["35.10", "status"] == HAS_NOT
    assert snapshot.not_counted["kode"].tolist() == ["35.10"]


@pytest.mark.parametrize("day", ["2017-10-05", "2017-10-06"])
def test_an_uncounted_mpp_is_known_from_its_day_on(country, day, banyuwangi):
    country.write_mpp(banyuwangi | {"hitungan_nasional": "tidak"})
    snapshot = take_snapshot(country.load(), dt.date.fromisoformat(day))
    assert len(snapshot.not_counted) == (day == "2017-10-06")


def test_an_uncounted_mpp_without_any_date_is_always_named(country, banyuwangi):
    undated = dict.fromkeys(["tanggal_peresmian", "presisi", "tanggal_awal", "tanggal_akhir"], "")
    country.write_mpp(banyuwangi | undated | {"hitungan_nasional": "belum terbukti"})
    assert len(take_snapshot(country.load(), dt.date(2017, 10, 1)).not_counted) == 1


@pytest.mark.parametrize(
    ("denominator", "areas", "has", "people", "covered"),
    [
        (508, 5, 3, 400 + 300 + 200 + 70 + 50, 300 + 200 + 50),
        (509, 6, 4, 600 + 400 + 300 + 200 + 70 + 50, 600 + 300 + 200 + 50),
        (514, 7, 5, 100 + 500 + 400 + 300 + 200 + 70 + 50, 600 + 300 + 200 + 50),
    ],
)
def test_the_figures_of_the_nation(filled, denominator, areas, has, people, covered):
    total = take_snapshot(filled, LATE, denominator).total()
    assert (total.day, total.denominator) == (dt.date(2022, 1, 1), denominator)
    assert (total.areas, total.areas_with_mpp, total.mpp_count) == (areas, has, 5)
    assert total.coverage_pct == pytest.approx(100 * has / areas)
    assert (total.population_total, total.population_covered) == (people, covered)
    assert total.population_covered_pct == pytest.approx(100 * covered / people)
    assert total.unknown == 0


@pytest.mark.parametrize(
    ("denominator", "areas", "has", "people", "covered"),
    [(508, 0, 0, 0, 0), (509, 1, 1, 600, 600), (514, 2, 2, 600, 600)],
)
def test_jakarta_by_denominator(filled, denominator, areas, has, people, covered):
    snapshot = take_snapshot(filled, LATE, denominator)
    jakarta = snapshot.provinsi.loc["31"]
    assert (jakarta["areas"], jakarta["areas_with_mpp"]) == (areas, has)
    assert (jakarta["population"], jakarta["population_covered"]) == (people, covered)
    assert jakarta["mpp_count"] == 1
    total = snapshot.total(("31",))
    assert total.coverage_pct == (100 * has / areas if areas else None)
    assert total.population_covered_pct == (100 if areas else None)
    assert total.provinsi_count == total.provinsi_complete == (1 if areas else 0)
    assert total.missing == total.unknown == 0


def test_the_areas_listed_by_denominator(filled):
    areas = {d: take_snapshot(filled, LATE, d).areas for d in (508, 509, 514)}
    autonomous = ["35.07", "35.10", "35.73", "72.10", "72.71"]
    assert areas[508].index.tolist() == autonomous
    assert areas[509].index.tolist() == ["31", *autonomous]
    assert areas[514].index.tolist() == ["31.71", "31.72", *autonomous]
    assert bool(areas[509].loc["31", "has_mpp"]) is True
    assert areas[514].loc[["31.71", "31.72"], "has_mpp"].all()


@pytest.mark.parametrize(
    ("day", "denominator", "jenis", "status", "opened"),
    [
        ("2017-12-31", 508, None, NOT_APPLICABLE, None),
        ("2017-12-31", 509, None, HAS_NOT, None),
        ("2017-12-31", 514, None, HAS_NOT, None),
        ("2018-01-01", 508, None, NOT_APPLICABLE, None),
        ("2018-01-01", 509, None, SERVED, "2018-01-01"),
        ("2018-01-01", 514, None, SERVED, "2018-01-01"),
        ("2018-01-01", 509, "kota", NOT_APPLICABLE, None),
        ("2018-01-01", 514, "kota", SERVED, "2018-01-01"),
    ],
)
def test_jakartas_areas_are_served_by_the_province(filled, day, denominator, jenis, status, opened):
    snapshot = take_snapshot(filled, dt.date.fromisoformat(day), denominator, jenis=jenis)
    rows = snapshot.kabkota.loc[["31.71", "31.72"]]
    assert set(rows["status"]) == {status} and set(rows["mpp_count"]) == {0}
    days = pd.Series([pd.Timestamp(opened)] * 2, rows.index)
    assert rows["dibuka"].equals(days.astype(rows["dibuka"].dtype))
    assert (snapshot.kabkota["status"] == SERVED).sum() == (2 if status == SERVED else 0)


@pytest.mark.parametrize(("denominator", "missing"), [(508, 0), (509, 1), (514, 2)])
def test_jakarta_before_its_mpp(filled, denominator, missing):
    jakarta = take_snapshot(filled, dt.date(2017, 12, 31), denominator).total(("31",))
    assert (jakarta.areas_with_mpp, jakarta.population_covered, jakarta.mpp_count) == (0, 0, 0)
    assert (jakarta.missing, jakarta.provinsi_complete) == (missing, 0)


def test_a_provincial_mpp_for_no_kabkota_covers_no_area(country, jawa_timur):
    country.write_mpp(jawa_timur)
    snapshot = take_snapshot(country.load(), LATE)
    own = snapshot.provinsi.loc["35"]
    assert (own["mpp_count"], own["areas_with_mpp"], own["population_covered"]) == (1, 0, 0)
    assert set(snapshot.kabkota["status"]) == {HAS_NOT}


def test_a_provincial_mpp_for_a_kabkota_covers_it(country, palu):
    country.write_mpp(palu)
    snapshot = take_snapshot(country.load(), LATE)
    assert snapshot.kabkota.loc["72.71", "status"] == HAS
    assert snapshot.kabkota.loc["72.10", "status"] == HAS_NOT
    total = snapshot.total(("72",))
    assert (total.areas, total.areas_with_mpp, total.mpp_count) == (2, 1, 1)
    assert (total.population_covered, total.population_total) == (50, 120)


def test_two_mpps_cover_an_area_once(country, banyuwangi):
    country.write_mpp(
        banyuwangi, country.mpp("35.10", "2020-10", nama_mpp="MPP Genteng", **OCTOBER)
    )
    snapshot = take_snapshot(country.load(), LATE)
    row = snapshot.kabkota.loc["35.10"]
    assert (row["mpp_count"], row["tanggal_peresmian"]) == (2, "2017-10-06")
    total = snapshot.total(("35",))
    assert (total.areas_with_mpp, total.mpp_count, total.population_covered) == (1, 2, 300)


def test_the_opening_is_given_as_precisely_as_known(filled):
    kabkota = take_snapshot(filled, LATE).kabkota
    assert kabkota.loc["35.73", ["tanggal_peresmian", "presisi"]].tolist() == ["2020-10", "bulan"]
    assert kabkota.loc["35.73", "dibuka"].date() == dt.date(2020, 10, 31)
    assert kabkota.loc["35.07", ["tanggal_peresmian", "presisi", "dibuka"]].isna().all()


def test_the_provinces(filled):
    provinsi = take_snapshot(filled, LATE).provinsi
    assert provinsi["areas"].to_dict() == {"31": 1, "35": 3, "72": 2}
    assert provinsi["areas_with_mpp"].to_dict() == {"31": 1, "35": 2, "72": 1}
    assert provinsi["mpp_count"].to_dict() == {"31": 1, "35": 3, "72": 1}
    assert provinsi["coverage_pct"].to_dict() == pytest.approx({"31": 100, "35": 200 / 3, "72": 50})
    assert provinsi["population"].to_dict() == {"31": 600, "35": 900, "72": 120}
    covered = {"31": 100, "35": 100 * 500 / 900, "72": 100 * 50 / 120}
    assert provinsi["population_covered_pct"].to_dict() == pytest.approx(covered)


def test_complete_and_empty_provinces_are_counted(filled):
    assert take_snapshot(filled, LATE).total().provinsi_complete == 1
    assert take_snapshot(filled, LATE).total().provinsi_without == 0
    before = take_snapshot(filled, dt.date(2017, 12, 31)).total()
    assert (before.provinsi_complete, before.provinsi_without, before.provinsi_count) == (0, 2, 3)


def test_several_provinces_together(filled):
    total = take_snapshot(filled, LATE).total(("35", "72"))
    assert (total.areas, total.areas_with_mpp, total.mpp_count) == (5, 3, 4)
    assert total.coverage_pct == pytest.approx(60)


@pytest.mark.parametrize(
    ("jenis", "denominator", "areas", "has", "mpp", "people", "covered"),
    [
        ("kabupaten", 508, 3, 1, 1, 770, 300),
        ("kabupaten", 509, 3, 1, 1, 770, 300),
        ("kabupaten", 514, 3, 1, 1, 770, 300),
        ("kota", 508, 2, 2, 2, 250, 250),
        ("kota", 509, 2, 2, 2, 250, 250),
        ("kota", 514, 4, 4, 2, 850, 850),
    ],
)
def test_one_kind_alone(filled, jenis, denominator, areas, has, mpp, people, covered):
    total = take_snapshot(filled, LATE, denominator, jenis=jenis).total()
    assert (total.areas, total.areas_with_mpp, total.mpp_count) == (areas, has, mpp)
    assert (total.population_total, total.population_covered) == (people, covered)


def test_an_unknown_population_is_not_guessed(country, banyuwangi):
    rows = country.regions()
    rows[5]["population"] = ""
    country.write("regions.csv", [*rows[5], "kode_provinsi", "area_km2"], rows)
    country.write_mpp(banyuwangi)
    total = take_snapshot(country.load(), LATE).total(("35",))
    assert (total.areas_with_mpp, total.population_covered, total.population_total) == (1, 0, 600)


@pytest.mark.parametrize("denominator", [0, 507, 510, 513])
def test_other_denominators_are_refused(filled, denominator):
    with pytest.raises(ValueError, match=str(denominator)):
        take_snapshot(filled, LATE, denominator)


# Provinces that were set up later


@pytest.fixture
def split(country, palu):
    """Sulawesi Tengah was part of Jawa Timur until 2022-06-01."""
    country.write_mpp(palu)
    history = {"kode": "72", "kode_induk": "35", "tanggal_peresmian": "2022-06-01"}
    history |= {"dasar_hukum": "UU 1/2022", "sumber_url": country.source}
    country.write_table("province_history", history)
    country.write_table("attestations", {"tanggal": "2022-12-31", "pelapor": "Kementerian"})
    return country.load()


def test_until_then_its_areas_are_those_of_the_parent(split):
    snapshot = take_snapshot(split, dt.date(2022, 5, 31))
    assert snapshot.provinsi["areas"].to_dict() == {"31": 1, "35": 5}
    parent = snapshot.provinsi.loc["35"]
    assert (parent["areas_with_mpp"], parent["mpp_count"]) == (1, 1)
    assert (parent["population"], parent["population_covered"]) == (900 + 120, 50)
    assert snapshot.total().areas == 6 and snapshot.total().provinsi_count == 2


def test_from_its_day_on_it_stands_alone(split):
    snapshot = take_snapshot(split, dt.date(2022, 6, 1))
    assert snapshot.provinsi["areas"].to_dict() == {"31": 1, "35": 3, "72": 2}
    assert snapshot.provinsi["areas_with_mpp"].to_dict() == {"31": 0, "35": 0, "72": 1}


@pytest.mark.parametrize("day", ["2022-05-31", "2022-06-01"])
def test_the_nation_is_the_same_before_and_after(split, day):
    total = take_snapshot(split, dt.date.fromisoformat(day)).total()
    assert (total.areas, total.areas_with_mpp, total.mpp_count) == (6, 1, 1)
    assert (total.population_total, total.population_covered) == (1620, 50)


# Areas of which nothing can be said


@pytest.mark.parametrize(
    "changes",
    [
        {"tanggal_akhir": "kapan-kapan"},
        {"status": "tutup"},
        {"kabkota": "Kabupaten Jember"},
        {"kode_kabkota": "35.1"},
        {"kode_kabkota": "99.99"},
        {"kode": "99"},
        {"kode": "3510"},
    ],
)
def test_an_area_whose_record_is_left_out_has_no_data(country, changes, banyuwangi, kota_malang):
    country.write_mpp(banyuwangi | changes, kota_malang)
    snapshot = take_snapshot(country.load(), LATE)
    assert snapshot.kabkota["status"].to_dict() == {
        "31.71": HAS_NOT, "31.72": HAS_NOT, "35.07": HAS_NOT,
        "35.10": NO_DATA, "35.73": HAS, "72.10": HAS_NOT, "72.71": HAS_NOT,
    }  # fmt: skip
    total = snapshot.total(("35",))
    assert (total.areas, total.areas_with_mpp, total.unknown) == (3, 1, 1)
    # What is not known stays in the denominator.
    assert total.coverage_pct == pytest.approx(100 / 3)


def test_another_valid_record_tells_of_the_area(country, banyuwangi):
    country.write_mpp(banyuwangi | {"status": "tutup"}, banyuwangi | {"nama_mpp": "MPP Genteng"})
    snapshot = take_snapshot(country.load(), LATE)
    assert snapshot.kabkota.loc["35.10", "status"] == HAS
    assert snapshot.total().unknown == 0


def test_jakarta_as_one_area_without_data(country, banyuwangi, jakarta):
    country.write_mpp(jakarta | {"status": "tutup"}, banyuwangi)
    snapshot = take_snapshot(country.load(), LATE, 509)
    assert snapshot.areas["has_mpp"].isna().to_dict()["31"] is True
    total = snapshot.total(("31",))
    assert (total.areas, total.unknown, total.provinsi_without) == (1, 1, 0)


@pytest.mark.parametrize("denominator", [509, 514])
def test_jakarta_without_data_is_drawn_as_such(country, denominator, banyuwangi, jakarta):
    country.write_mpp(jakarta | {"status": "tutup"}, banyuwangi)
    provinsi = take_snapshot(country.load(), LATE, denominator).provinsi
    assert PROVINSI_CLASSES[classify_provinsi(provinsi)["31"]] is NO_DATA_CLASS


@pytest.mark.parametrize("denominator", [508, 509, 514])
def test_without_the_list_of_mpps_nothing_is_known(country, denominator):
    (country.folder / "records" / "mpp.csv").unlink()
    snapshot = take_snapshot(country.load(), LATE, denominator)
    outside = {NOT_APPLICABLE} if denominator == 508 else set()
    assert set(snapshot.kabkota["status"]) == {NO_DATA, *outside}
    total = snapshot.total()
    assert total.unknown == total.areas == {508: 5, 509: 6, 514: 7}[denominator]
    assert (total.areas_with_mpp, total.provinsi_without) == (0, 0)
    drawn = classify_provinsi(snapshot.provinsi)[snapshot.provinsi["areas"] > 0]
    assert {PROVINSI_CLASSES[code] for code in drawn} == {NO_DATA_CLASS}


def test_a_list_of_which_none_is_open_says_that_there_are_none(country):
    country.open_none()
    snapshot = take_snapshot(country.load(), LATE)
    assert set(snapshot.kabkota["status"]) == {HAS_NOT}
    total = snapshot.total()
    assert (total.unknown, total.coverage_pct, total.provinsi_without) == (0, 0, 3)


def test_what_holds_on_a_day_is_what_held_since_the_last_change(dataset):
    changes = coverage._list_changes(dataset)
    assert dt.date(2025, 12, 15) in changes and len(changes) > 90
    for change in changes[1::8]:
        for day in (change - dt.timedelta(days=1), change):
            shown = take_snapshot(dataset, day)
            afresh = coverage._take_frames.__wrapped__(dataset, day, 509, None)
            for name, frame in afresh.items():
                pd.testing.assert_frame_equal(getattr(shown, name), frame)
