"""``import`` and ``template`` as they are run."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys

import pytest
from import_files import (
    SOURCE,
    make_plan,
    read_member,
    reasons,
    save,
    snapshot,
    to_csv,
    to_xlsx,
    with_member,
)
from openpyxl import load_workbook
from running import drop_store

from mppgeo.base.language import Language
from mppgeo.base.paths import PROJECT, data_dir
from mppgeo.importing.columns import describe_columns
from mppgeo.importing.template import HINTS, write_template
from mppgeo.records.schema import RECORDS
from mppgeo.store.files import FileStore


@pytest.fixture
def known(commanded):
    """A small country with two MPPs that the commands work on."""
    commanded.write_mpp(
        commanded.mpp("35.10", "2017-10-06", nama_mpp="MPP Banyuwangi", jumlah_layanan="233"),
        commanded.mpp("35.73", "2018-01-01", nama_mpp="MPP Merdeka"),
    )
    return commanded


@pytest.fixture
def write(tmp_path):
    def write_file(body: bytes, name: str = "laporan.csv"):
        path = tmp_path / name
        path.write_bytes(body)
        return path

    return write_file


GOOD = to_csv(["Kab/Kota", "Jumlah Layanan"], ["Kab. Banyuwangi", "240"], ["Kota Malang", "99"])
UNCLEAR = to_csv(["Kab/Kota", "Jumlah Layanan"], ["Kab. Banyuwangi", "240"], ["Malang", "99"])


def test_a_file_is_imported(known, run, write):
    code, out, err = run("import", write(GOOD), "--who", "Tono")
    assert (code, err) == (0, "")
    assert "laporan.csv: tabel mpp, judul kolom di baris 1" in out
    assert "Kab. Banyuwangi (35.10), MPP Banyuwangi, baris 2: jumlah_layanan 233 → 240" in out
    assert out.endswith("Disimpan sebagai catatan 1 dalam riwayat.\n")
    [entry] = FileStore(known.folder).list_entries()
    assert (entry.change.who, entry.change.source, entry.counts) == (
        "Tono",
        "laporan.csv",
        (0, 2, 0),
    )


def test_a_second_time_nothing_is_saved(known, run, write):
    path = write(GOOD)
    run("import", path)
    before = snapshot(known)
    code, out, err = run("import", path, "--lang", "en")
    assert (code, err) == (0, "")
    assert out.endswith("Everything is in the records already; nothing was saved.\n")
    assert snapshot(known) == before


def test_a_trial_saves_nothing(known, run, write):
    before = snapshot(known)
    code, out, _ = run("import", write(GOOD), "--dry-run", "--lang", "en")
    assert code == 0 and "233 → 240" in out
    assert out.endswith("Nothing was saved, as this was a trial.\n")
    assert snapshot(known) == before


def test_a_row_in_question_is_chosen(known, run, write):
    path = write(UNCLEAR)
    before = snapshot(known)
    code, out, err = run("import", path)
    assert code == 1 and snapshot(known) == before
    assert "baris 3, “Malang”" in err
    assert "35.07 Kabupaten Malang, Jawa Timur (100%); 35.73 Kota Malang" in err
    assert err.endswith(
        "Tidak ada yang disimpan: berkas diterima seluruhnya atau tidak sama sekali.\n"
    )
    assert "1 belum jelas" in out
    code, out, err = run("import", path, "--choose", "3=35.73")
    assert (code, err) == (0, "") and "MPP Merdeka" in out


def test_rejected_rows_are_named(known, run, write):
    before = snapshot(known)
    body = to_csv(
        ["Kode", "Tgl Peresmian", "Layanan"], ["35.10", "31/02/2020", "x"], ["35.73", "", "5"]
    )
    code, _, err = run("import", write(body), "--lang", "en")
    assert code == 1 and snapshot(known) == before
    lines = [line.strip() for line in err.splitlines()]
    assert lines[:3] == [
        "Rejected:",
        "laporan.csv, row 2, column tanggal_peresmian, '31/02/2020': is not a day of the calendar;"
        " the day comes first, then the month",
        "laporan.csv, row 2, column jumlah_layanan, 'x': is not a number",
    ]


@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_refused_file_is_one_sentence(known, run, write, lang):
    code, out, err = run("import", write(b"%PDF-1.7", "a.xlsx"), "--lang", lang)
    assert (code, out) == (1, "") and len(err.splitlines()) == 1


def test_a_file_that_is_too_large_is_not_read_whole(known, run, tmp_path):
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.truncate(50_000_000_000)
    assert run("import", path, "--lang", "en")[2].startswith("The file is larger than 10 MB.")


@pytest.mark.parametrize("name", ["nowhere.csv", "."])
def test_a_file_that_cannot_be_read(known, run, tmp_path, name):
    code, out, err = run("import", tmp_path / name)
    assert (code, out) == (1, "") and len(err.splitlines()) == 1 and str(tmp_path) in err


@pytest.mark.parametrize("choice", ["3", "3=", "=35.10", "a=35.10", "3=35.1", "3=3510"])
def test_a_choice_that_is_none_is_bad_usage(known, run, write, choice):
    code, out, err = run("import", write(UNCLEAR), "--choose", choice)
    assert (code, out) == (2, "") and choice in err


def test_two_choices_for_one_row(known, run, write):
    twice = ("--choose", "3=35.73", "--choose", "3=35.07", "--lang", "en")
    code, _, err = run("import", write(UNCLEAR), *twice)
    assert (code, err.split(":")[0]) == (1, "Row 3 was chosen twice")


def test_a_table_that_is_none(known, run, write):
    code, _, err = run("import", write(GOOD), "--table", "pegawai")
    assert code == 1 and "mpp_sites" in err


def test_a_change_made_in_the_meantime_is_not_overwritten(known, run, write, monkeypatch):
    from mppgeo.commands import importing

    def plan_and_be_late(*args, **options):
        plan = make_plan(known, GOOD)
        save(known, make_plan(known, to_csv(["Kode", "Layanan"], ["35.10", "7"])))
        return plan

    monkeypatch.setattr(importing, "plan_guarded", plan_and_be_late)
    code, _, err = run("import", write(GOOD), "--lang", "en")
    assert code == 1 and "no longer as it was" in err
    assert FileStore(known.folder).read_rows("mpp")[0]["jumlah_layanan"] == "7"
    assert len(FileStore(known.folder).list_entries()) == 1


@pytest.mark.parametrize("length", [2_001, 140_000])
def test_a_note_longer_than_its_column_is_not_saved(known, run, write, length):
    """As a workbook may hold it that no spreadsheet program wrote."""
    body = to_xlsx(["Kode", "Catatan"], ["35.10", "PANJANG"])
    strings = read_member(body, "xl/worksheets/sheet1.xml").replace(b"PANJANG", b"x" * length)
    before = snapshot(known)
    code, _, err = run(
        "import",
        write(with_member(body, "xl/worksheets/sheet1.xml", strings), "a.xlsx"),
        "--table",
        "mpp",
        "--lang",
        "en",
    )
    assert code == 1 and snapshot(known) == before
    assert length > 2_001 or "row 2, column catatan" in err
    assert length > 2_001 or "is too long: 2001 letters; at most 2000" in err


def test_a_store_that_is_down_is_one_sentence(known, run, write, monkeypatch):
    monkeypatch.setenv("MPPGEO_DATABASE_URL", "postgresql+psycopg://x:y@127.0.0.1:1/z")
    code, out, err = run("import", write(GOOD), "--lang", "en")
    assert (code, out) == (1, "")
    assert err.startswith("the database does not answer") and len(err.splitlines()) == 1


def test_the_records_of_the_project_take_an_office_file(tmp_path, write):
    """A copy of the real data, in a terminal."""
    folder = shutil.copytree(data_dir(), tmp_path / "data")
    path = write(to_xlsx(["Kabupaten/Kota", "Jumlah Instansi"], ["Kab. Banyuwangi", 31]), "a.xlsx")
    done = subprocess.run(
        [sys.executable, "-m", "mppgeo", "import", str(path)],
        cwd=PROJECT, capture_output=True, encoding="utf-8",
        env={**os.environ, "MPPGEO_DATA": str(folder), "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert (done.returncode, drop_store(done.stderr)) == (0, "")
    changed = (folder / "records" / "mpp.csv").read_text(encoding="utf-8").splitlines()
    before = (data_dir() / "records" / "mpp.csv").read_text(encoding="utf-8").splitlines()
    assert len([1 for old, new in zip(before, changed, strict=True) if old != new]) == 1


OPENED = to_csv(
    ["Kab/Kota", "Nama MPP", "Tanggal Peresmian", "Jenis Tanggal"],
    ["Kab. Banyuwangi", "MPP Banyuwangi", "", ""],
    ["Kota Palu", "MPP Palu", "31/10/2023", ""],
)
GIVEN = ("--set", "jenis_tanggal=Peresmian", "--set", "hitungan_nasional=tidak", "--set", f"sumber_url={SOURCE}")  # fmt: skip


def test_what_every_row_lacks_is_given_once(known, run, write):
    before = FileStore(known.folder).read_rows("mpp")
    code, out, err = run("import", write(OPENED), *GIVEN, "--lang", "en")
    assert (code, err) == (0, "")
    assert "given for the whole file: jenis_tanggal = peresmian; hitungan_nasional = tidak" in out
    *kept, added = FileStore(known.folder).read_rows("mpp")
    # What is known of a row stays: it counts nationally, whatever is said of the file.
    assert kept == before
    assert [added[n] for n in ("nama_mpp", "jenis_tanggal", "hitungan_nasional", "sumber_url")] == [
        "MPP Palu", "peresmian", "tidak", SOURCE,
    ]  # fmt: skip
    [entry] = FileStore(known.folder).list_entries()
    told = f"jenis_tanggal=peresmian; hitungan_nasional=tidak; sumber_url={SOURCE}"
    assert entry.change.source == f"laporan.csv ({told})"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("tanggal_peresmian=2023", "the column C “Tanggal Peresmian” holds values of its own"),
        ("nama_mpp=MPP X", "“nama_mpp” cannot be given for the whole file; these can:"),
        ("alamt=Jl. X", "“alamt” cannot be given for the whole file; these can:"),
        ("hitungan_nasional=mungkin", "“mungkin” cannot be given as “hitungan_nasional”"),
        ("jenis_tanggal=jadwal", "“jenis_tanggal” was given twice: Peresmian and jadwal."),
    ],
)
def test_what_cannot_be_given_is_refused(known, run, write, given, said):
    code, _, err = run("import", write(OPENED), *GIVEN[:2], "--set", given, "--lang", "en")
    assert code == 1 and said in err and len(err.splitlines()) == 1


MIXED = to_csv(
    ["Kode", "Nama MPP", "Tanggal", "Status", "Keterangan"],
    ["35.10", "MPP Banyuwangi", "1/2/2024", "beroperasi", "=rapi"],
    *(["35.73", "MPP Merdeka", f"{day}/3/2024", "ramai", ""] for day in range(1, 8)),
    ["35.73", "MPP Merdeka", "8/3/2024", "tidak aktif", ""],
)


def test_good_rows_are_saved_by_choice_and_the_others_come_back_as_a_file(
    known, run, write, tmp_path
):
    rejects = tmp_path / "ditolak.csv"
    path = write(MIXED.replace(b"=rapi", b"'=rapi"))
    code, _, err = run("import", path, "--rejects", rejects, "--lang", "en")
    assert code == 1 and FileStore(known.folder).read_rows("status_reports") == []
    # What is said of seven rows stands once.
    assert [line for line in err.splitlines() if "ramai" in line] == [
        "  7 × laporan.csv, row 3, column status, 'ramai': is not allowed here; allowed: 'beroperasi',"
        " 'terganggu', 'tidak aktif', 'relokasi', 'tidak diketahui' (also rows 4, 5, 6, 7, 8, 9)"
    ]
    code, out, _ = run("import", path, "--part", "--lang", "en")
    assert code == 1 and "Saved as entry 1 of the history." in out
    rows = FileStore(known.folder).read_rows("status_reports")
    assert [(row["tanggal"], row["status"]) for row in rows] == [
        ("2024-02-01", "beroperasi"),
        ("2024-03-08", "tidak aktif"),
    ]
    assert FileStore(known.folder).list_entries()[0].change.kind == "import part"
    # Corrected, the file of the rejected rows is imported as it is.
    text = rejects.read_text(encoding="utf-8-sig")
    assert text.splitlines()[0].endswith("Keterangan,Row in the file,Reason for rejection")
    assert len(text.splitlines()) == 8 and "status: is not allowed here" in text
    rejects.write_text(text.replace("ramai", "beroperasi"), encoding="utf-8")
    assert run("import", rejects, "--lang", "en")[0] == 0
    assert len(FileStore(known.folder).read_rows("status_reports")) == 9


def test_long_lists_are_cut(known, run, write):
    rows = [["35.10", f"MPP {number}", "x"] for number in range(60)]
    path = write(to_csv(["Kode", "Nama MPP", "Layanan"], *rows, ["35.10", "MPP Banyuwangi", 3]))
    _, _, err = run("import", path, "--table", "mpp", "--lang", "en")
    assert len(err.splitlines()) < 50
    names = [f"Kolom {number}" for number in range(60)]
    body = to_csv(["Kode", "Layanan", "Alamat", *names], ["35.10", "5", "Jl. A", *names])
    code, out, _ = run("import", write(body), "--table", "mpp", "--dry-run", "--lang", "en")
    assert code == 0 and "… and 40 others" in out and "Kolom 30" not in out


# --- template -------------------------------------------------------------------


@pytest.mark.parametrize("table", RECORDS)
def test_a_template_explains_every_column(table, t):
    book = load_workbook(io.BytesIO(write_template(table, t)))
    sheet, explained = book.worksheets
    columns = describe_columns(RECORDS[table])
    assert sheet.title == table
    assert [cell.value for cell in sheet[1]] == list(columns)
    rows = {row[0]: row for row in explained.iter_rows(min_row=2, values_only=True) if row[0]}
    for place, (name, column) in enumerate(columns.items(), start=1):
        assert all(rows[name][1:3]) and rows[name][6] == column.example
        shape = sheet.cell(500, place).number_format
        assert shape == {"count": "0", "number": "General"}.get(column.kind, "@")
    rules = sheet.data_validations.dataValidation
    allowed = sum(bool(column.allowed) for column in columns.values())
    assert len(rules) == allowed
    assert all(len(rule.formula1) <= 257 for rule in rules)


def test_every_kind_of_column_has_a_hint():
    kinds = {c.kind for schema in RECORDS.values() for c in describe_columns(schema).values()}
    assert kinds == set(HINTS)


@pytest.mark.parametrize("table", RECORDS)
def test_a_template_filled_with_its_own_examples_is_understood(country, table):
    """What the explanation shows as an example can be written so."""
    book = load_workbook(io.BytesIO(write_template(table, Language("id"))))
    for cell, column in zip(book[table][2], describe_columns(RECORDS[table]).values(), strict=True):
        cell.value = column.example.replace("…", "Teks")
    out = io.BytesIO()
    book.save(out)
    country.write_mpp(country.mpp("35.10", "2017-10-06", nama_mpp="MPP Banyuwangi"))
    plan = make_plan(country, out.getvalue(), source="isian.xlsx")
    assert plan.table == table
    # Examples of different columns need not be of one area, and the small country has few.
    wrong = {column for _, column, _ in reasons(plan)}
    assert wrong <= {"kabkota", "kode", "kode_induk"}


def test_a_template_is_written_filled_in_and_imported(known, run, tmp_path):
    path = tmp_path / "isian.xlsx"
    assert run("template", "--table", "mpp", "--out", path) == (0, f"{path}\n", "")
    assert run("import", path, "--lang", "en")[2] == (
        "There are no rows below the titles of the columns.\n"
    )
    book = load_workbook(path)
    titles = {cell.value: cell.column for cell in book["mpp"][1]}
    filled = {
        "kode": "72.71", "nama_mpp": "MPP Palu", "tanggal_peresmian": "31/10/2023",
        "jenis_tanggal": "peresmian", "hitungan_nasional": "ya", "sumber_url": SOURCE,
        "lintang": -0.9, "jumlah_layanan": 120,
    }  # fmt: skip
    for name, value in filled.items():
        book["mpp"].cell(2, titles[name]).value = value
    book.save(path)
    assert run("import", path)[0] == 0
    found = FileStore(known.folder).read_rows("mpp")[-1]
    assert (found["kode"], found["lintang"], found["tanggal_akhir"]) == (
        "72.71",
        "-0.9",
        "2023-10-31",
    )


def test_a_template_that_cannot_be_written(run, tmp_path):
    code, out, err = run("template", "--table", "mpp", "--out", tmp_path / "x" / "a.xlsx")
    assert (code, out) == (1, "") and len(err.splitlines()) == 1
    assert run("template", "--table", "pegawai", "--out", "a.xlsx")[0] == 2
