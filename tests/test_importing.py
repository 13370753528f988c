"""What an import would add, change, leave and reject."""

from __future__ import annotations

import pytest
from import_files import (
    HEADER,
    SOURCE,
    by_name,
    make_plan,
    new_row,
    reasons,
    rows_of,
    save,
    to_csv,
)

from mppgeo.base.language import Language
from mppgeo.importing import planner as plans
from mppgeo.importing.telling import (
    tell_faults,
)
from mppgeo.records.mpp import COUNTED_WITHOUT_DATE
from mppgeo.records.reader import EMPTY_VALUE
from mppgeo.store.files import FileStore


def test_a_new_row_is_added_with_all_that_follows(known):
    plan = make_plan(known, to_csv(HEADER, new_row()))
    [row] = plan.added
    assert (row.number, row.kode, row.name) == (2, "72.71", "MPP Palu")
    save(known, plan)
    found = by_name(known, "MPP Palu")
    assert found["kabkota"] == "Kota Palu" and found["kode_kabkota"] == "72.71"
    assert found["tanggal_peresmian"] == found["tanggal_awal"] == found["tanggal_akhir"]
    assert (found["tanggal_akhir"], found["presisi"]) == ("2023-10-31", "hari")
    assert known.load().faults == ()


@pytest.mark.parametrize(
    ("written", "partial", "precision", "first", "last"),
    [
        ("Februari 2024", "2024-02", "bulan", "2024-02-01", "2024-02-29"),
        ("2023", "2023", "tahun", "2023-01-01", "2023-12-31"),
    ],
)
def test_bounds_follow_from_a_rough_date(known, written, partial, precision, first, last):
    save(known, make_plan(known, to_csv(HEADER, new_row(day=written))))
    found = by_name(known, "MPP Palu")
    assert [found[c] for c in ("tanggal_peresmian", "presisi", "tanggal_awal", "tanggal_akhir")] == [
        partial, precision, first, last,
    ]  # fmt: skip


def test_only_what_the_sheet_holds_is_changed(known):
    before = by_name(known, "MPP Banyuwangi")
    plan = make_plan(known, to_csv(["kode", "jumlah_layanan"], ["35.10", "240"]))
    assert [(r.kode, dict(r.differences)) for r in plan.changed] == [
        ("35.10", {"jumlah_layanan": ("233", "240")})
    ]
    save(known, plan)
    assert by_name(known, "MPP Banyuwangi") == before | {"jumlah_layanan": "240"}


def test_an_empty_cell_leaves_a_value_and_a_word_empties_it(known):
    header = ["kode", "alamat", "jumlah_layanan"]
    plan = make_plan(known, to_csv(header, ["35.73", "", "5"], ["35.10", "-", "(hapus)"]))
    save(known, plan)
    assert by_name(known, "MPP Merdeka")["alamat"] == "Jl. Merdeka"
    assert by_name(known, "MPP Banyuwangi")["jumlah_layanan"] == ""


def test_a_required_value_cannot_be_emptied(known):
    body = to_csv(["kode", "alamat", "sumber_url"], ["35.10", "Jl. A", "(hapus)"])
    plan = make_plan(known, body, table="mpp")
    assert reasons(plan) == [(2, "sumber_url", EMPTY_VALUE)]


def test_emptying_the_date_of_a_counted_mpp_is_refused_by_the_schema(known):
    body = to_csv(["kode", "tanggal_peresmian"], ["35.10", "(kosongkan)"])
    plan = make_plan(known, body, table="mpp")
    assert reasons(plan) == [(2, "hitungan_nasional", COUNTED_WITHOUT_DATE)]


def test_bounds_that_are_narrower_than_their_date_stay_where_it_does(country):
    row = country.mpp("35.10", "2023", presisi="tahun", tanggal_awal="2023-09-05")
    country.write_mpp(row | {"tanggal_akhir": "2023-10-31", "nama_mpp": "MPP A"})
    plan = make_plan(
        country, to_csv(["kode", "tgl peresmian", "status"], ["35.10", "2023", "Beroperasi"])
    )
    assert dict(plan.changed[0].differences) == {"status": ("", "beroperasi")}


def test_importing_twice_changes_nothing_and_writes_no_history(known):
    body = to_csv(HEADER, new_row(), new_row("35.10", "mpp banyuwangi", "6/10/2017"))
    save(known, make_plan(known, body))
    entries = FileStore(known.folder).list_entries()
    again = make_plan(known, body)
    assert again.changes == [] and again.ready
    assert [row.number for row in again.unchanged] == [2, 3]
    assert FileStore(known.folder).list_entries() == entries


def test_a_change_says_who_and_from_which_file(known):
    plan = make_plan(known, to_csv(HEADER, new_row()), source="laporan.csv", who="Tono")
    [change] = plan.changes
    assert (change.table, change.who, change.kind, change.source) == (
        "mpp", "Tono", "import", "laporan.csv",
    )  # fmt: skip


def test_one_bad_row_stops_the_whole_file(known):
    body = to_csv(HEADER, new_row(), new_row("72.10", "MPP Sigi", "31/02/2023"))
    plan = make_plan(known, body)
    assert len(plan.added) == 1 and plan.changes == [] and not plan.ready
    assert [(row, column) for row, column, _ in reasons(plan)] == [(3, "tanggal_peresmian")]


def test_everything_that_is_wrong_with_a_row_is_said(known):
    body = to_csv(HEADER, new_row(day="besok", kind="pembukaan", counted="mungkin"))
    assert [column for _, column, _ in reasons(make_plan(known, body))] == [
        "tanggal_peresmian", "jenis_tanggal", "hitungan_nasional",
    ]  # fmt: skip


def test_a_new_row_names_the_columns_that_are_missing(known, t):
    plan = make_plan(known, to_csv(["kode", "nama_mpp", "alamat"], ["72.71", "MPP Palu", "Jl. X"]))
    found = reasons(plan)
    assert {reason for _, _, reason in found} == {plans.NEEDED}
    assert {column for _, column, _ in found} == {
        "jenis_tanggal",
        "hitungan_nasional",
        "sumber_url",
    }
    assert len(tell_faults(plan.rejected, t)) == 3


def test_rows_with_the_same_key_are_rejected_with_both_numbers(known):
    body = to_csv(["kode", "jumlah_layanan"], ["35.10", "1"], ["35.73", "2"], ["3510", "3"])
    [fault] = make_plan(known, body).rejected
    assert (fault.row, fault.reason, fault.fields["row"]) == (4, plans.SAME_ROW, 2)


def test_a_row_of_the_store_that_is_not_valid_can_be_put_right(known):
    known.write_mpp(known.mpp("35.10", "2017-10-06", jumlah_layanan="banyak", nama_mpp="MPP A"))
    save(known, make_plan(known, to_csv(["kode", "jumlah_layanan"], ["35.10", "7"])))
    assert by_name(known, "MPP A")["jumlah_layanan"] == "7"


def test_the_name_of_the_only_mpp_need_not_be_written(known):
    plan = make_plan(known, to_csv(["kode", "alamat"], ["35.10", "Jl. A"], ["72.71", "Jl. B"]))
    assert [row.name for row in plan.changed] == ["MPP Banyuwangi"]
    assert reasons(plan) == [(3, "nama_mpp", plans.NO_MPP_YET)]


def test_of_several_mpps_the_name_is_asked(known):
    known.write_mpp(
        known.mpp("35.10", "2017-10-06", nama_mpp="MPP Satu"),
        known.mpp("35.10", "2019-10-06", nama_mpp="MPP Dua"),
    )
    plan = make_plan(known, to_csv(["kode", "alamat"], ["35.10", "Jl. A"]))
    assert reasons(plan) == [(2, "nama_mpp", plans.WHICH_MPP)]
    assert "MPP Satu; MPP Dua" in plan.rejected[0].describe(Language("en"))


@pytest.mark.parametrize("name", ["Mal Pelayanan Publik Kab. Banyuwangi", "MPP  BANYUWANGI"])
def test_another_way_to_write_a_name_makes_no_second_mpp(known, name):
    plan = make_plan(known, to_csv(["kode", "nama mpp", "alamat"], ["35.10", name, "Jl. A"]))
    assert [row.name for row in plan.changed] == ["MPP Banyuwangi"] and not plan.added


def test_a_second_mpp_is_pointed_out(known):
    plan = make_plan(known, to_csv(HEADER, new_row("35.10", "MPP Genteng")))
    assert [fault.reason for fault in plan.remarks] == [plans.SECOND_MPP]
    assert reasons(plan) == []


def test_other_tables_take_the_name_from_the_list_of_mpps(known):
    body = to_csv(["Kab/Kota", "Jam Layanan", "Tanggal Data", "Sumber"],
                  ["Kab. Banyuwangi", "08.00-16.00", "24/01/2022", SOURCE])  # fmt: skip
    plan = make_plan(known, body)
    assert plan.table == "mpp_details"
    save(known, plan)
    [row] = rows_of(known, "mpp_details")
    assert (row["kode"], row["nama_mpp"], row["kabkota"]) == (
        "35.10", "MPP Banyuwangi", "Kabupaten Banyuwangi",
    )  # fmt: skip


def test_a_key_column_that_is_missing_fits_the_only_row(known):
    known.write_table("mpp_details", _detail("2022-01-24"))
    body = to_csv(["kode", "jumlah_instansi"], ["35.10", "30"])
    plan = make_plan(known, body, table="mpp_details")
    assert dict(plan.changed[0].differences) == {"jumlah_instansi": ("24", "30")}
    known.write_table("mpp_details", _detail("2022-01-24"), _detail("2023-01-24"))
    plan = make_plan(known, body, table="mpp_details")
    assert reasons(plan) == [(2, None, plans.SEVERAL_ROWS)]
    assert "tanggal_data" in plan.rejected[0].describe(Language("en"))


def _detail(day):
    return {
        "kode": "35.10", "kabkota": "Kabupaten Banyuwangi", "nama_mpp": "MPP Banyuwangi",
        "jumlah_instansi": "24", "tanggal_data": day, "sumber_url": SOURCE,
    }  # fmt: skip
