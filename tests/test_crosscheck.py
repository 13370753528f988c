"""Rows that are valid each by itself, held against the others."""

from __future__ import annotations

import datetime as dt

import pytest

from mppgeo.base.language import Language
from mppgeo.coverage import HAS, take_snapshot
from mppgeo.records import crosscheck
from mppgeo.records.values import NOT_A_SPAN

ENGLISH = Language("en")
DAY = dt.date(2026, 11, 1)

ABOUT = {
    "mpp_details": {"jumlah_layanan": "7"},
    "mpp_sites": {"alamat": "Jl. Satu"},
    "presence": {"singkatan": "MA", "hadir": "ya"},
    "ecosystems": {"ekosistem": "bergerak", "ada": "ya"},
    "status_reports": {"tanggal": "2026-10-26", "status": "beroperasi"},
}


@pytest.mark.parametrize("table", ABOUT)
def test_an_unknown_mpp_is_said_with_the_nearest_name(known, table, run, t):
    def row(kode: str, name: str) -> dict[str, str]:
        return known.row_of_mpp(kode, nama_mpp=name, **ABOUT[table])

    known.write_table(
        table,
        row("35.10", "MPP BANYUWANGI"),
        row("35.10", "MPP Banyuwangy"),
        row("35.73", "MPP Banyuwangi"),
        row("72.10", "MPP Merdeka Kota"),
    )
    dataset = known.load()
    assert [(f.row, f.column, f.value, f.reason) for f in dataset.faults] == [
        (3, "nama_mpp", "MPP Banyuwangy", crosscheck.UNKNOWN_MPP),
        (4, "nama_mpp", "MPP Banyuwangi", crosscheck.UNKNOWN_MPP),
        (5, "nama_mpp", "MPP Merdeka Kota", crosscheck.NO_MPP),
    ]
    assert [fault.fields["nearest"] for fault in dataset.faults] == [
        "MPP Banyuwangi", "MPP Merdeka", "MPP Merdeka",
    ]  # fmt: skip
    assert dataset.faults[2].fields["other"] == "35.73"
    assert dataset.records[table]["key"].tolist() == [dataset.mpp["key"][0]]
    # Nothing is thereby unknown of the areas.
    assert dataset.no_data == frozenset()
    code, _, err = run("check", "--data", known.folder, "--lang", t.code)
    assert code == 1
    for fault in dataset.faults:
        assert fault.describe(t) in err and fault.fields["nearest"] in fault.explain(t)


def test_where_the_mpps_row_is_at_fault_that_is_said(country):
    country.write_mpp(
        country.mpp("35.10", "2020-01-01", jumlah_layanan="x"), country.mpp("35.73", "2020-01-01")
    )
    country.write_table("mpp_details", country.row_of_mpp("35.10", jumlah_layanan="7"))
    first, second = country.load().faults
    assert (first.column, second.reason) == ("jumlah_layanan", crosscheck.MPP_LEFT_OUT)


def test_without_any_list_of_mpps_no_name_is_called_unknown(country):
    country.write_mpp(country.mpp("35.73", "2020-01-01", jumlah_layanan="x"))
    country.write_table("mpp_details", country.row_of_mpp("35.10", jumlah_layanan="7"))
    first, second = country.load().faults
    assert (first.column, second.reason) == ("jumlah_layanan", crosscheck.NO_MPP_AT_ALL)
    path = country.write_mpp()
    for spoil in (lambda: None, path.unlink):
        spoil()
        dataset = country.load()
        assert [f.file for f in dataset.faults] == ["records/mpp.csv"]
        assert len(dataset.records["mpp_details"]) == 1


def test_two_mpps_of_one_key_and_a_name_of_two_are_said(country):
    country.write_mpp(
        country.mpp("35.10", "2020-01-01", nama_mpp="MPP Satu"),
        country.mpp("35.10", "2021-01-01", nama_mpp="MPP  satu"),
        country.mpp("35.10", "2022-01-01", nama_mpp="MPP Dua", nama_lain="MPP Tiga | mpp satu"),
    )
    dataset = country.load()
    assert [(f.row, f.column, f.value, f.reason) for f in dataset.faults] == [
        (3, "nama_mpp", "MPP  satu", crosscheck.SAME_MPP),
        (4, "nama_lain", "mpp satu", crosscheck.NAME_TAKEN),
    ]
    assert [f.fields["row"] for f in dataset.faults] == [2, 2]
    assert dataset.mpp["nama_mpp"].tolist() == ["MPP Satu", "MPP Dua"]
    assert dataset.no_data == frozenset()


@pytest.mark.parametrize(
    "date", ["awal 2022", "2022-13", "2023/2022", "2022-01/", "2022/2023/2024"]
)
def test_a_detail_whose_date_is_no_date_or_span_is_said(country, date, t):
    country.write_mpp(country.mpp("35.10", "2020-01-01"))
    country.write_table("mpp_details", country.row_of_mpp("35.10", tanggal_data=date))
    dataset = country.load()
    [fault] = dataset.faults
    assert (fault.row, fault.column, fault.value) == (2, "tanggal_data", date)
    assert fault.explain(t) == t(NOT_A_SPAN)


@pytest.mark.parametrize(
    ("kode", "kabkota", "unknown"),
    [("31", "31.71", "31"), ("31.71", "31.71", "31.71"), ("31.71", "", "31.71")],
)
def test_a_counted_mpp_of_a_part_of_jakarta_is_left_out(country, kode, kabkota, unknown):
    country.write_mpp(
        country.mpp("35.10", "2020-01-01"),
        country.mpp(kode, "2020-01-01", kode_kabkota=kabkota),
        country.mpp("31.72", "2020-01-01", hitungan_nasional="belum terbukti"),
    )
    dataset = country.load()
    [fault] = dataset.faults
    assert (fault.row, fault.column, fault.kode) == (3, "hitungan_nasional", unknown)
    assert fault.reason == crosscheck.NOT_AUTONOMOUS_COUNTED
    assert fault.fields["kode"] == "31.71" and "31.71" in fault.explain(ENGLISH)
    assert dataset.mpp["kode"].tolist() == ["35.10", "31.72"]
    assert dataset.no_data == {unknown}
    snapshot = take_snapshot(dataset, DAY, 514)
    assert snapshot.areas["unknown"]["31.71"]
    assert snapshot.kabkota["status"]["35.10"] == HAS
    assert len(snapshot.mpp) == 1


def test_files_of_before_without_the_later_columns_are_read(known):
    path = known.folder / "records" / "mpp.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].endswith(",nama_lain") and all(line.endswith(",") for line in lines[1:])
    old = [line.removesuffix(",nama_lain") if not n else line[:-1] for n, line in enumerate(lines)]
    path.write_text("\n".join(old), encoding="utf-8")
    dataset = known.load()
    assert dataset.faults == () and len(dataset.mpp) == 3
