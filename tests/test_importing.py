"""What an import would do, for files of the shapes that offices make."""

from __future__ import annotations

import datetime as dt

import pytest
from import_files import HEADER, SOURCE, make_plan, reasons, refusal_of, save, to_csv, to_xlsx
from openpyxl.styles import Font

from mppgeo.exports import write_csv, write_xlsx
from mppgeo.importing import areas, layout
from mppgeo.importing import plan as plans
from mppgeo.importing.headers import TITLES, _list_titles, _squeeze
from mppgeo.importing.telling import (
    tell_counts,
    tell_faults,
    tell_reading,
    tell_row,
    tell_uncertain,
)
from mppgeo.language import Language
from mppgeo.records.reader import EMPTY_VALUE, NOT_A_KODE, UNKNOWN_KODE
from mppgeo.records.schema import COUNTED_WITHOUT_DATE, RECORDS, Region
from mppgeo.store.files import FileStore
from mppgeo.tables import DataTable


@pytest.fixture
def known(country):
    """A country with three MPPs."""
    country.write_mpp(
        country.mpp("35.10", "2017-10-06", nama_mpp="MPP Banyuwangi", jumlah_layanan="233"),
        country.mpp("35.73", "2018-01-01", nama_mpp="MPP Merdeka", alamat="Jl. Merdeka"),
        country.mpp("35.07", "2019-01-01", nama_mpp="MPP Kepanjen"),
    )
    return country


def rows_of(country, table="mpp"):
    return FileStore(country.folder).read_rows(table)


def by_name(country, name):
    [row] = [row for row in rows_of(country) if row["nama_mpp"] == name]
    return row


def new_row(kode="72.71", name="MPP Palu", day="31/10/2023", kind="Peresmian", counted="Ya"):
    return [kode, name, day, kind, counted, SOURCE]


# --- adding and changing -------------------------------------------------------


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
    plan = make_plan(known, to_csv(["kode", "sumber_url"], ["35.10", "(hapus)"]), table="mpp")
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


# --- names of MPPs ---------------------------------------------------------------


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


# --- areas -------------------------------------------------------------------------


def kode_of(country, *cells, header=("Provinsi", "Kab/Kota", "Kode"), **options):
    """The area of one row of a table that needs nothing else, or what is said of it."""
    header = [*header, "Tahap", "Tanggal", "Sumber"]
    body = options.pop("make", to_csv)(header, [*cells, "peresmian", "2023", SOURCE])
    plan = make_plan(country, body, table="stage_events", **options)
    if plan.uncertain:
        [asked] = plan.uncertain
        assert tell_uncertain(asked, Language("id"))
        return asked.reason, [c.kode for c in asked.candidates]
    if plan.rejected:
        return reasons(plan)[0][2]
    return plan.added[0].kode


@pytest.mark.parametrize(
    ("provinsi", "name", "code", "kode"),
    [
        ("", "Kab. Banyuwangi", "", "35.10"),
        ("", "BANYUWANGI", "", "35.10"),
        ("", "Kabupaten Malang", "", "35.07"),
        ("", "Kota Malang", "", "35.73"),
        ("", "kotamadya malang", "", "35.73"),
        ("Jatim", "Kab Malang", "", "35.07"),
        ("Prov. Jawa Timur", "Banyu Wangi", "", "35.10"),
        ("DKI Jakarta", "Jakarta Pusat", "", "31.71"),
        ("", "Provinsi Jawa Timur", "", "35"),
        ("", "DKI Jakarta", "", "31"),
        ("", "Malang", "35.73", "35.73"),
        ("", "Malang", "3507", "35.07"),
        ("", "", "35.10", "35.10"),
        ("", "", "35,10", "35.10"),
        ("", "", "'35.10", "35.10"),
        ("", "", "35", "35"),
        ("", "Kab. Banyuwngi", "35.10", "35.10"),
        ("", "Banyuwangi", "35.1", "35.10"),
    ],
)
def test_areas_that_are_clear(country, provinsi, name, code, kode):
    assert kode_of(country, provinsi, name, code) == kode


def test_a_bare_name_of_twins_is_asked_back(country):
    for provinsi in ("", "Jawa Timur"):
        reason, offered = kode_of(country, provinsi, "Malang", "")
        assert (reason, offered) == (areas.SEVERAL_AREAS, ["35.07", "35.73"])


def test_a_slip_of_the_pen_is_asked_back_with_the_written_kind_first(country):
    reason, offered = kode_of(country, "", "Kota Malangg", "")
    assert reason == areas.NEAR_NAMES and offered[:2] == ["35.73", "35.07"]
    assert kode_of(country, "", "Banyuwngi", "")[1][0] == "35.10"


def test_a_name_in_another_province_is_asked_back(country):
    reason, offered = kode_of(country, "Sulawesi Tengah", "Kab. Banyuwangi", "")
    assert reason == areas.ELSEWHERE and offered[0] == "35.10"


def test_a_lost_zero_is_asked_back_or_pointed_out(country):
    country_names = country.regions()
    country_names.append({**country_names[5], "kode": "35.01", "nama": "Kabupaten Pacitan"})
    country.write("regions.csv", list(Region.model_fields), country_names)
    reason, offered = kode_of(country, "", "", "35.1")
    assert (reason, offered) == (areas.LOST_ZERO, ["35.10", "35.01"])
    assert kode_of(country, "", "", 35.1, make=to_xlsx) == "35.10"
    assert kode_of(country, "", "", 35.01, make=to_xlsx) == "35.01"
    assert kode_of(country, "", "", 3510, make=to_xlsx) == "35.10"
    assert kode_of(country, "", "", 35, make=to_xlsx) == "35"
    header = ["Kode", "Kab/Kota", "Tahap", "Tanggal", "Sumber"]
    body = to_csv(header, ["35.1", "Banyuwangi", "peresmian", "2023", SOURCE])
    [remark] = make_plan(country, body, table="stage_events").remarks
    assert (remark.reason, remark.value) == (areas.READ_AS, "35.1")


def test_a_code_and_a_name_that_disagree_are_rejected_with_both(country, t):
    header = ["Kode", "Kab/Kota", "Tahap", "Tanggal", "Sumber"]
    body = to_csv(header, ["35.07", "Kota Malang", "peresmian", "2023", SOURCE])
    [fault] = make_plan(country, body, table="stage_events").rejected
    said = fault.describe(t)
    for part in ("35.07", "Kabupaten Malang", "35.73", "Kota Malang"):
        assert part in said
    assert kode_of(country, "", "Kota Entah", "35.10") == areas.DISAGREE
    assert kode_of(country, "", "Kab. Malangg", "35.73") == areas.DISAGREE


def test_a_code_in_another_province_than_written_is_rejected(country):
    assert kode_of(country, "Sulawesi Tengah", "", "35.10") == areas.OTHER_PROVINCE


@pytest.mark.parametrize(
    ("code", "reason"),
    [("99.99", UNKNOWN_KODE), ("35.10.01", UNKNOWN_KODE), ("abc", NOT_A_KODE), ("35101", UNKNOWN_KODE)],
)  # fmt: skip
def test_codes_of_no_area(country, code, reason):
    assert kode_of(country, "", "", code) == reason


def test_names_of_no_area(country):
    assert kode_of(country, "", "Qqqqxxxx", "") == areas.UNKNOWN_NAME
    assert kode_of(country, "", "", "") == EMPTY_VALUE
    assert kode_of(country, "Jawa Timur", "", "") == (areas.PROVINCE_ONLY, ["35"])


def test_short_forms_of_names_are_offered_and_are_names_of_areas(dataset):
    from mppgeo.importing.places import _PROVINCES, _SHORT_FORMS, Places

    places = Places(dataset.regions)
    for short, full in _SHORT_FORMS.items():
        assert places.find_named(f"Kab. {short}") == []
        [kode] = places.find_named(f"Kab. {full}")
        assert places.suggest(f"Kab. {short}")[0].kode == kode
    assert set(_PROVINCES.values()) <= set(places.names)


def test_codes_without_a_point_and_a_name_are_pointed_out_once(known, t):
    plan = make_plan(known, to_csv(["Kode", "Layanan"], ["3510", "1"], ["3573", "2"]))
    assert [fault.reason for fault in plan.remarks] == [areas.UNDOTTED] * 2
    assert len(tell_faults(plan.remarks, t)) == 1
    plan = make_plan(known, to_csv(["Kode", "Daerah", "Layanan"], ["3510", "Banyuwangi", "1"]))
    assert plan.remarks == () and len(plan.changed) == 1


@pytest.mark.parametrize(("written", "kode"), [("Jatim", "35"), ("Jakarta", "31"), ("35", "35"), ("Kota Palu", None), ("Yogya", None)])  # fmt: skip
def test_provinces_as_offices_write_them(country, written, kode):
    from mppgeo.importing.places import Places
    from mppgeo.regions import read_regions

    assert Places(read_regions(country.folder / "regions.csv")[0]).find_provinsi(written) == kode


def test_columns_without_a_title_and_other_sheets_are_named(known, t):
    def add(book):
        book.create_sheet("Catatan").append(["Diisi oleh Bagian Organisasi"])

    body = to_xlsx(["Kode", "Layanan", None], ["35.10", 240, "apa ini"], change=add)
    plan = make_plan(known, body)
    assert [(title.letters, title.text) for title in plan.unused] == [("C", "")]
    assert plan.other_sheets == ("Catatan",)
    assert "Catatan" in tell_reading(plan, t)[-1]


def test_a_choice_answers_what_was_asked(country):
    assert kode_of(country, "", "Malang", "", choices={2: "35.73"}) == "35.73"
    assert kode_of(country, "", "Kota Malang", "", choices={2: "35.73"}) == "35.73"
    contradicts = kode_of(country, "", "Kota Malang", "", choices={2: "35.07"})
    assert contradicts == areas.CHOICE_CONTRADICTS
    assert kode_of(country, "", "Malang", "", choices={2: "99.99"}) == areas.NO_SUCH_CHOICE


def test_a_choice_for_another_row_is_not_passed_over(country):
    found = kode_of(country, "", "Kota Malang", "", choices={7: "35.73"})
    assert found == areas.CHOICE_NOT_NEEDED


def test_every_twin_of_the_country_is_told_apart(dataset, country):
    """With the real areas: the kind decides, a bare name is asked back."""
    from mppgeo.importing.places import Places
    from mppgeo.names import shorten, squeeze

    places = Places(dataset.regions)
    kabkota = {kode: nama for kode, nama in dataset.names.items() if len(kode) == 5}
    assert all(places.find_named(nama) == [kode] for kode, nama in kabkota.items())
    assert all(places.find_named(shorten(nama)) == [kode] for kode, nama in kabkota.items())
    assert all(places.find_provinsi(n) == k for k, n in dataset.names.items() if len(k) == 2)
    bare = {}
    for kode, nama in kabkota.items():
        bare.setdefault(squeeze(nama)[1], []).append(kode)
    twins = {name: sorted(codes) for name, codes in bare.items() if len(codes) > 1}
    assert len(twins) > 20
    for name, codes in twins.items():
        assert set(codes) <= set(places.find_named(name))


# --- shapes of sheets --------------------------------------------------------------


OFFICE = [
    ["DAFTAR MAL PELAYANAN PUBLIK"],
    ["PROVINSI JAWA TIMUR, TAHUN 2024"],
    [],
    ["No", "Nama Kabupaten/Kota", "JUMLAH_LAYANAN (jenis)", "Alamat Lengkap", "Contact Person"],
    ["(1)", "(2)", "(3)", "(4)", "(5)"],
    ["1", "Kab. Banyuwangi", "1.234", "Jl. Ahmad Yani 100", "Budi"],
    [],
    ["2", "Kota Malang", "99", "", "Ani"],
    ["", "JUMLAH", "1.333", "", ""],
    [],
    ["Sumber: Bagian Organisasi"],
    ["", "", "", "Malang, 12 Januari 2024", ""],
]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "windows-1252"])
def test_an_office_file_in_any_separator_and_encoding(known, separator, encoding, t):
    rows = [list(row) for row in OFFICE]
    rows[5][3] = "Jl. Café – 100"
    plan = make_plan(known, to_csv(*rows, separator=separator, encoding=encoding))
    assert plan.table == "mpp" and plan.header.rows == (4,)
    assert [(r.number, r.kode) for r in plan.changed] == [(6, "35.10"), (8, "35.73")]
    assert plan.changed[0].differences["alamat"] == ("", "Jl. Café – 100")
    assert plan.changed[0].differences["jumlah_layanan"] == ("233", "1234")
    assert [(s.row, s.reason) for s in plan.skipped] == [
        (5, layout.NUMBERING), (9, layout.TOTAL), (11, layout.FOOTNOTE), (12, layout.FOOTNOTE),
    ]  # fmt: skip
    assert [title.text for title in plan.unused] == ["No", "Contact Person"]
    told = " ".join([*tell_reading(plan, t), tell_counts(plan, t), tell_row(plan.changed[0], t)])
    assert "Contact Person" in told and "JUMLAH" in told and "1234" in told


def test_a_workbook_with_merged_titles_dates_and_sums(known):
    def decorate(book):
        sheet = book.active
        sheet.merge_cells("A1:E1")
        sheet["A1"].font = Font(bold=True)
        sheet["C8"] = "=SUM(C6:C7)"
        sheet["D6"].number_format = "mmm yyyy"

    rows = [
        ["DATA MPP"], [], [],
        ["No.", "Kab/Kota", "Jumlah Layanan", "Tanggal Diresmikan", "Jumlah Instansi", "Link"],
        [1, 2, 3, 4, 5, 6],
        [1, "Kab. Banyuwangi", 240, dt.date(2017, 11, 1), 25.0, f"{SOURCE}/1"],
        [2, "Kota Malang", 101, dt.datetime(2018, 1, 2), 12, f"{SOURCE}/2"],
        [None, "Jumlah", None, None, 37],
    ]  # fmt: skip
    plan = make_plan(known, to_xlsx(*rows, change=decorate))
    first, second = (dict(row.differences) for row in plan.changed)
    assert first["tanggal_peresmian"] == ("2017-10-06", "2017-11")
    assert first["presisi"] == ("hari", "bulan")
    assert first["jumlah_instansi"] == ("", "25")
    assert second["tanggal_akhir"] == ("2018-01-01", "2018-01-02")
    assert [s.reason for s in plan.skipped] == [layout.NUMBERING, layout.TOTAL]


def test_titles_in_two_rows(known):
    rows = [
        ["Kab/Kota", "Jumlah", None, "Alamat"],
        [None, "Layanan", "Instansi", None],
        ["Kab. Banyuwangi", 240, 25, "Jl. A"],
    ]
    plan = make_plan(known, to_xlsx(*rows))
    assert plan.header.rows == (1, 2)
    assert set(plan.changed[0].differences) == {"jumlah_layanan", "jumlah_instansi", "alamat"}


def test_headings_of_provinces_tell_where_names_belong(known):
    rows = [
        ["No", "Kab/Kota", "Layanan", "Alamat"],
        ["I", "PROVINSI JAWA TIMUR"],
        ["1", "Kab. Banyuwangi", "240", "Jl. A"],
        ["", "Subtotal Jawa Timur", "240", ""],
        ["II", "SULAWESI TENGAH"],
        ["1", "Kota Malang", "99", "Jl. B"],
    ]
    plan = make_plan(known, to_csv(*rows))
    assert [s.reason for s in plan.skipped] == [layout.HEADING, layout.TOTAL, layout.HEADING]
    assert [row.kode for row in plan.changed] == ["35.10"]
    [asked] = plan.uncertain
    assert (asked.row, asked.provinsi, asked.reason) == (6, "SULAWESI TENGAH", areas.ELSEWHERE)


def test_a_province_holds_for_the_rows_below_its_merged_cell(known):
    rows = [
        ["Provinsi", "Kab/Kota", "Layanan"],
        ["Jawa Timur", "Kab. Banyuwangi", 240],
        [None, "Kota Malang", 99],
        ["Sulawesi Tengah", "Kab. Malang", 98],
    ]
    plan = make_plan(known, to_xlsx(*rows))
    assert [row.kode for row in plan.changed] == ["35.10", "35.73"]
    assert [asked.row for asked in plan.uncertain] == [4]


def test_titles_that_stand_again_on_the_next_page(known):
    header = ["Kode", "Layanan"]
    plan = make_plan(known, to_csv(header, ["35.10", "1"], header, ["35.73", "2"]))
    assert [s.reason for s in plan.skipped] == [layout.REPEATED] and len(plan.changed) == 2


def test_a_row_that_is_no_total_is_not_taken_for_one(known):
    """A name that begins with the word, beside a code."""
    header = ["Nama MPP", *HEADER[:1], *HEADER[2:]]
    row = ["Total Mall MPP", "72.71", *new_row()[2:]]
    assert [r.name for r in make_plan(known, to_csv(header, row)).added] == ["Total Mall MPP"]


def test_the_sheet_that_holds_the_table_is_found(known):
    def add(book):
        book.create_sheet("Catatan").append(["Diisi oleh Bagian Organisasi"])
        other = book.create_sheet("Lain")
        other.append(["Kab/Kota", "Layanan"])
        other.append(["Kab. Malang", 7])
        book["Lain"].sheet_state = "hidden"

    body = to_xlsx(["Kab/Kota", "Layanan"], ["Kab. Banyuwangi", 240], change=add)
    assert make_plan(known, body).header.sheet.name == "Sheet1"

    def show(book):
        add(book)
        book["Lain"].sheet_state = "visible"

    body = to_xlsx(["Kab/Kota", "Layanan"], ["Kab. Banyuwangi", 240], change=show)
    assert refusal_of(known, body) == (
        "Several sheets hold such a table: Sheet1 and Lain. Name the one meant."
    )
    assert make_plan(known, body, sheet="lain").changed[0].kode == "35.07"
    assert "there are Sheet1, Catatan, and Lain" in refusal_of(known, body, sheet="X")


@pytest.mark.parametrize(
    ("titles", "columns"),
    [
        (["Kab/Kota", "Tgl Peresmian"], ["kabkota", "tanggal_peresmian"]),
        (["KAB./KOTA", "TANGGAL DIRESMIKAN"], ["kabkota", "tanggal_peresmian"]),
        (["Nama Kab/Kota", "Jml. Layanan"], ["kabkota", "jumlah_layanan"]),
        (["Kabupaten atau Kota", "Jumlah  Layanan\n(jenis)"], ["kabkota", "jumlah_layanan"]),
        (["Kode Wilayah", "Jumlah_Instansi"], ["kode", "jumlah_instansi"]),
        (["kode", "Latitude", "Longitude"], ["kode", "lintang", "bujur"]),
        (["Pemerintah Daerah", "Jumlah Layanna"], ["kabkota", "jumlah_layanan"]),
        (["2. Kab/Kota", "3. Alamat Kantor *)"], ["kabkota", "alamat"]),
    ],
)
def test_titles_of_columns(known, titles, columns):
    plan = make_plan(known, to_csv(titles, ["35.10", "x", "y"][: len(titles)]), table="mpp")
    assert [title.column for title in plan.header.titles] == columns


@pytest.mark.parametrize("title", ["Kode BPS", "Jumlah Pegawai", "Tanggal", "Nilai", "No HP"])
def test_titles_that_are_not_guessed(known, title):
    plan = make_plan(known, to_csv(["Kode", "Layanan", title], ["35.10", "1", "2"]), table="mpp")
    assert [t.text for t in plan.unused] == [title]


def test_no_title_means_two_columns_of_a_table():
    for table in RECORDS:
        known = _list_titles(table)
        for column in RECORDS[table].model_fields:
            assert known[_squeeze(column)[-1]] == column
    assert set(TITLES) <= {c for s in RECORDS.values() for c in s.model_fields} | {"provinsi"}


# --- which table ----------------------------------------------------------------------


@pytest.mark.parametrize("table", RECORDS)
def test_a_table_is_known_by_its_own_columns(country, table):
    header = list(RECORDS[table].model_fields)
    plan = make_plan(country, to_csv(header, ["35.10"] * len(header)), source=f"{table}.csv")
    assert plan.table == table


def test_titles_that_fit_several_tables(known):
    body = to_csv(["Kode", "Tahap", "Tanggal", "Sumber"], ["35.10", "pembangunan", "2023", SOURCE])
    said = refusal_of(known, body)
    assert said.startswith(
        "The titles of the columns fit several tables: stage_events and mpp_digital"
    )
    assert make_plan(known, body, table="stage_events").table == "stage_events"


def test_titles_that_fit_no_table(known):
    body = to_csv(["Nama Pegawai", "Golongan"], ["Budi", "III/a"])
    assert "mpp, mpp_sites" in refusal_of(known, body)
    assert "its columns are kode" in refusal_of(known, body, table="mpp")
    assert "no such table" in refusal_of(known, body, table="pegawai")


def test_a_column_that_stands_twice(known):
    body = to_csv(["Kode", "Layanan", "Jumlah Layanan"], ["35.10", "1", "2"])
    assert refusal_of(known, body) == (
        "The columns B “Layanan” and C “Jumlah Layanan” both hold “jumlah_layanan”. Keep one of them."
    )


def test_titles_without_rows(known):
    assert refusal_of(known, to_csv(["Kode", "Layanan"])) == (
        "There are no rows below the titles of the columns."
    )


def test_without_areas_nothing_is_imported(known):
    (known.folder / "regions.csv").unlink()
    assert "regions.csv" in refusal_of(known, to_csv(["Kode", "Layanan"], ["35.10", "1"]))


# --- round trip -----------------------------------------------------------------------


UNFILLED = {"mpp_sites", "status_reports", "presence", "ecosystems", "capacity"}
"""Tables for offices to fill, that have no row to export yet."""


def _raw_table(dataset, name) -> DataTable:
    frame = dataset.records[name].drop(columns="row")
    kinds = {
        key: "links" if frame[key].map(type).eq(tuple).any()
        else {"Int64": "count", "datetime64[s]": "day"}.get(str(frame[key].dtype), "text")
        for key in frame
    }  # fmt: skip
    return DataTable(name, frame, {key: key for key in frame}, kinds)


@pytest.mark.parametrize("write", [write_xlsx, write_csv])
@pytest.mark.parametrize("table", [name for name in RECORDS if name not in UNFILLED])
def test_an_export_of_the_records_changes_nothing(dataset, table, write):
    from mppgeo.importing.plan import plan_import
    from mppgeo.paths import data_dir

    plan = plan_import(
        write(_raw_table(dataset, table)),
        source=f"{table}.csv", store=FileStore(data_dir()), regions=dataset.regions,
    )  # fmt: skip
    assert reasons(plan) == [] and plan.uncertain == () and plan.skipped == ()
    assert [dict(row.differences) for row in (*plan.added, *plan.changed)] == []
    assert len(plan.unchanged) == len(dataset.records[table]) and plan.changes == []
