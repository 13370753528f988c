"""Where the table stands in a sheet, what its titles mean, and which table it is."""

from __future__ import annotations

import datetime as dt

import pytest
from import_files import (
    HEADER,
    SOURCE,
    make_plan,
    new_row,
    refusal_of,
    to_csv,
    to_xlsx,
)
from openpyxl.styles import Font

from mppgeo.importing import areas, layout
from mppgeo.importing.telling import (
    tell_counts,
    tell_reading,
    tell_row,
    tell_unused,
)
from mppgeo.importing.titles import TITLES, list_titles, squeeze_title
from mppgeo.records.schema import RECORDS

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
    assert [title.text for title in plan.unused] == ["Contact Person"]
    told = " ".join(
        [*tell_reading(plan, t), tell_unused(plan, t), tell_counts(plan, t), tell_row(plan.changed[0], t)]
    )  # fmt: skip
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


def test_columns_without_a_title_and_other_sheets_are_named(known, t):
    def add(book):
        book.create_sheet("Catatan").append(["Diisi oleh Bagian Organisasi"])

    body = to_xlsx(["Kode", "Layanan", None], ["35.10", 240, "apa ini"], change=add)
    plan = make_plan(known, body)
    assert [(title.letters, title.text) for title in plan.unused] == [("C", "")]
    assert plan.other_sheets == ("Catatan",)
    assert "Catatan" in tell_reading(plan, t)[-1]


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
    plan = make_plan(known, to_csv(titles, ["Kota X", "Jl. X", "Z"][: len(titles)]), table="mpp")
    assert [title.column for title in plan.header.titles] == columns


@pytest.mark.parametrize("title", ["Kode BPS", "Jumlah Pegawai", "Tanggal", "Nilai", "No HP"])
def test_titles_that_are_not_guessed(known, title):
    plan = make_plan(known, to_csv(["Kode", "Layanan", title], ["35.10", "1", "2"]), table="mpp")
    assert [t.text for t in plan.unused] == [title]


def test_no_title_means_two_columns_of_a_table():
    for table in RECORDS:
        known = list_titles(table)
        for column in RECORDS[table].model_fields:
            assert known[squeeze_title(column)[-1]] == column
    assert set(TITLES) <= {c for s in RECORDS.values() for c in s.model_fields} | {"provinsi"}


@pytest.mark.parametrize("table", RECORDS)
def test_a_table_is_known_by_its_own_columns(country, table):
    header = list(RECORDS[table].model_fields)
    plan = make_plan(country, to_csv(header, ["Teks"] * len(header)), source=f"{table}.csv")
    assert plan.table == table


def test_titles_that_fit_several_tables(known):
    body = to_csv(["Kode", "Tahap", "Tanggal", "Sumber"], ["35.10", "pembangunan", "2023", SOURCE])
    said = refusal_of(known, body)
    assert said == (
        "The titles of the columns fit several tables. Name the one meant, or add a column that"
        " decides: stage_events (keterangan) and mpp_digital."
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
