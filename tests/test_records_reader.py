from __future__ import annotations

import csv
import io

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mppgeo import dataset as datasets
from mppgeo import live
from mppgeo.base.language import Language
from mppgeo.coverage import take_snapshot
from mppgeo.records import reader
from mppgeo.records.mpp import (
    BOUNDS_REVERSED,
    COUNTED_WITHOUT_DATE,
    OUTSIDE_BOUNDS,
    PRECISION_DIFFERS,
    Mpp,
)
from mppgeo.records.schema import RECORDS
from mppgeo.records.values import NOT_A_DAY, NOT_A_PARTIAL_DATE, NOT_A_URL, span
from mppgeo.scene.view import FIRST_DAY
from mppgeo.store.files import FileStore
from mppgeo.store.journal import Change, RowChange

FILE = "records/mpp.csv"
HEADER = list(Mpp.model_fields)
SOURCE = "https://example.go.id/berita"


def mpp_faults(country):
    """Faults of the list of MPPs alone."""
    return [fault for fault in country.load().faults if fault.file == FILE]


def write_bytes(country, body: bytes):
    (country.folder / FILE).write_bytes(body)


def as_csv(*lines: list[str]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(lines)
    return out.getvalue()


def test_a_valid_file_has_no_faults(country):
    country.write_mpp(country.mpp("35.10", "2017-10-06"), country.mpp("35.73", "2020-01-02"))
    dataset = country.load()
    assert dataset.faults == ()
    assert dataset.mpp["kode"].tolist() == ["35.10", "35.73"]
    assert dataset.mpp["row"].tolist() == [2, 3]
    assert {c.file: (c.rows_read, c.rows_used) for c in dataset.checked}[FILE] == (2, 2)


def test_values_have_their_types(country):
    row = country.mpp("35.10", "2020-10", presisi="bulan", tanggal_awal="2020-10-01")
    row |= {"tanggal_akhir": "2020-10-31", "lintang": "-8.2", "jumlah_layanan": "233"}
    country.write_mpp(row | {"sumber_url": f"{SOURCE} | http://lain.id/x"})
    found = country.load().mpp.iloc[0]
    assert found["tanggal_peresmian"] == "2020-10"
    assert found["tanggal_akhir"] == pd.Timestamp(2020, 10, 31)
    assert found["lintang"] == -8.2
    assert found["jumlah_layanan"] == 233
    assert pd.isna(found["jumlah_instansi"]) and pd.isna(found["alamat"])
    assert found["sumber_url"] == (SOURCE, "http://lain.id/x")


@pytest.mark.parametrize(
    ("changes", "column", "reason"),
    [
        ({"kode": "35.99", "kode_kabkota": ""}, "kode", reader.UNKNOWN_KODE),
        ({"kode_kabkota": "99.01"}, "kode_kabkota", reader.UNKNOWN_KODE),
        ({"kode": "3510"}, "kode", reader.NOT_A_KODE),
        ({"kode_kabkota": "35.1"}, "kode_kabkota", reader.NOT_A_KODE),
        ({"kode": ""}, "kode", reader.EMPTY_VALUE),
        ({"nama_mpp": "  "}, "nama_mpp", reader.EMPTY_VALUE),
        ({"sumber_url": ""}, "sumber_url", reader.EMPTY_VALUE),
        ({"kabkota": "Kabupaten Malang"}, "kabkota", reader.OTHER_NAME),
        ({"kabkota": "Kota Banyuwangi"}, "kabkota", reader.OTHER_NAME),
        ({"tanggal_akhir": "6 Oktober 2017"}, "tanggal_akhir", NOT_A_DAY),
        ({"tanggal_akhir": "2017-02-30"}, "tanggal_akhir", NOT_A_DAY),
        ({"tanggal_akhir": "06/10/2017"}, "tanggal_akhir", NOT_A_DAY),
        ({"tanggal_akhir": "2017-10"}, "tanggal_akhir", NOT_A_DAY),
        ({"tanggal_peresmian": "2017-13"}, "tanggal_peresmian", NOT_A_PARTIAL_DATE),
        ({"tanggal_peresmian": "2017-10-32"}, "tanggal_peresmian", NOT_A_PARTIAL_DATE),
        ({"tanggal_peresmian": "kemarin"}, "tanggal_peresmian", NOT_A_PARTIAL_DATE),
        ({"tanggal_peresmian": "2018-01-01"}, "tanggal_peresmian", OUTSIDE_BOUNDS),
        ({"tanggal_awal": "2017-10-07"}, "tanggal_awal", BOUNDS_REVERSED),
        ({"presisi": "bulan"}, "presisi", PRECISION_DIFFERS),
        ({"presisi": ""}, "presisi", PRECISION_DIFFERS),
        ({"tanggal_akhir": ""}, "hitungan_nasional", COUNTED_WITHOUT_DATE),
        ({"hitungan_nasional": "yes"}, "hitungan_nasional", reader.NOT_ALLOWED),
        ({"jenis_tanggal": "Peresmian"}, "jenis_tanggal", reader.NOT_ALLOWED),
        ({"status": "tutup"}, "status", reader.NOT_ALLOWED),
        ({"jumlah_layanan": "-1"}, "jumlah_layanan", reader.TOO_SMALL),
        ({"jumlah_layanan": "dua"}, "jumlah_layanan", reader.NOT_A_NUMBER),
        ({"jumlah_instansi": "12,5"}, "jumlah_instansi", reader.NOT_A_NUMBER),
        ({"lintang": "91"}, "lintang", reader.TOO_LARGE),
        ({"bujur": "-181"}, "bujur", reader.TOO_SMALL),
        ({"bujur": "114,36"}, "bujur", reader.NOT_A_NUMBER),
        ({"sumber_url": "menpan.go.id"}, "sumber_url", NOT_A_URL),
        ({"sumber_url": "javascript:alert(1)"}, "sumber_url", NOT_A_URL),
        ({"sumber_url": f"{SOURCE} | lihat catatan"}, "sumber_url", NOT_A_URL),
        ({"sumber_url": 'https://a.id/"onclick="x'}, "sumber_url", NOT_A_URL),
    ],
)
def test_a_bad_value_is_left_out_and_named(country, t, changes, column, reason):
    country.write_mpp(
        country.mpp("35.73", "2020-01-02"), country.mpp("35.10", "2017-10-06", **changes)
    )
    dataset = country.load()
    assert dataset.mpp["kode"].tolist() == ["35.73"]
    [fault] = dataset.faults
    assert (fault.file, fault.row, fault.column, fault.reason) == (FILE, 3, column, reason)
    assert fault.value == (changes.get(column, "ya").strip() or None)
    said = fault.describe(t)
    place = [FILE, t("row {row}", row=3), t("column {column}", column=column)]
    assert said.startswith(", ".join(place))
    assert fault.value is None or repr(fault.value) in said
    assert said.endswith(": " + fault.explain(t))
    assert "{" not in said
    assert t.code == "en" or fault.explain(t) != fault.explain(Language("en"))


def test_every_bad_value_of_a_row_is_named(country):
    bad = country.mpp("35.10", "2017-10-06", lintang="x", jumlah_layanan="-5", status="tutup")
    country.write_mpp(bad | {"alamat": "x" * 501, "tanggal_akhir": "\0"})
    assert {fault.column for fault in mpp_faults(country)} == {
        "lintang", "jumlah_layanan", "status", "alamat", "tanggal_akhir",
    }  # fmt: skip


@pytest.mark.parametrize("note", ["x" * 2_001, "x" * 140_000, "baris\0"])
def test_a_cell_that_no_column_holds_is_named_and_the_others_are_read(country, note):
    good = country.mpp("35.73", "2018-01-01", catatan="x" * 2_000)
    country.write_mpp(country.mpp("35.10", "2017-10-06", catatan=note), good)
    dataset = country.load()
    [fault] = dataset.faults
    reason = reader.TOO_LONG if len(note) > 2_000 else reader.UNSEEN_SIGNS
    assert (fault.row, fault.column, fault.reason) == (2, "catatan", reason)
    assert dataset.mpp["kode"].tolist() == ["35.73"] and dataset.no_data == {"35.10"}
    if reason == reader.TOO_LONG:
        assert f"{len(note)} letters; at most 2000" in fault.explain(Language("en"))


def test_a_duplicate_names_the_row_that_is_kept(country, t):
    first = country.mpp("35.10", "2017-10-06", nama_mpp="MPP Banyuwangi")
    country.write_mpp(
        first, country.mpp("35.73", "2018-01-01"), first | {"nama_mpp": "mpp banyuwangi"}
    )
    dataset = country.load()
    [fault] = dataset.faults
    assert dataset.mpp["row"].tolist() == [2, 3]
    assert (fault.file, fault.row, fault.reason) == (FILE, 4, reader.DUPLICATE)
    assert fault.column and "mpp banyuwangi" in fault.value
    assert t("row {row}", row=2) in fault.explain(t)
    assert "{" not in fault.describe(t)
    assert dataset.no_data == frozenset()


def test_two_mpps_of_one_area_are_no_duplicates(country):
    country.write_mpp(
        country.mpp("35.10", "2017-10-06"),
        country.mpp("35.10", "2019-01-01", nama_mpp="MPP Genteng"),
    )
    assert country.load().faults == ()


def test_rows_are_numbered_as_a_spreadsheet_does(country):
    long_note = country.mpp("35.10", "2017-10-06", catatan="baris satu\nbaris dua\nbaris tiga")
    lines = [HEADER, list(long_note.values()), [""] * len(HEADER)]
    bad = country.mpp("35.73", "2017-10-06", kode="3573")
    write_bytes(country, (as_csv(*lines) + "\r\n" + as_csv(list(bad.values()))).encode())
    dataset = country.load()
    [fault] = dataset.faults
    assert fault.row == 5
    assert dataset.mpp["catatan"].tolist() == ["baris satu\nbaris dua\nbaris tiga"]
    assert {c.file: c.rows_read for c in dataset.checked}[FILE] == 2


def test_a_missing_file(country, t):
    (country.folder / FILE).unlink()
    dataset = country.load()
    [fault] = dataset.faults
    assert (fault.file, fault.reason, fault.row) == (FILE, reader.MISSING_FILE, None)
    assert fault.describe(t) == f"{FILE}: {t(reader.MISSING_FILE)}"
    assert not dataset.mpp_readable
    assert dataset.mpp.empty and list(dataset.mpp) == [*HEADER, "row", "key"]


def test_a_folder_without_any_file(tmp_path, t):
    dataset = datasets.read(tmp_path / "nothing")
    assert {fault.reason for fault in dataset.faults} == {reader.MISSING_FILE}
    assert len(dataset.checked) == 3 + len(RECORDS)
    told = [fault.file for fault in dataset.faults]
    # Older data have none of these, and lack nothing.
    later = ["records/attestations.csv", "records/visitors.csv", "records/recipients.csv"]
    assert [c.file for c in dataset.checked if c.file not in told] == later
    assert len(told) == len(set(told)) == len(dataset.checked) - len(later)
    assert take_snapshot(dataset, FIRST_DAY).total().areas == 0
    assert all("{" not in fault.describe(t) for fault in dataset.faults)


@pytest.mark.parametrize("body", [b"", b"\n\n", b"\xef\xbb\xbf", b" , ,\r\n"])
def test_an_empty_file(country, body):
    write_bytes(country, body)
    [fault] = mpp_faults(country)
    assert fault.reason == reader.EMPTY_FILE
    assert not country.load().mpp_readable


def test_a_file_that_is_not_utf8_says_the_line(country, t):
    rows = [
        country.mpp("35.10", "2017-10-06"),
        country.mpp("35.73", "2018-01-01", alamat="Jl. Café 1"),
    ]
    text = as_csv(HEADER, *(list(row.values()) for row in rows))
    write_bytes(country, text.encode("cp1252"))
    dataset = country.load()
    [fault] = dataset.faults
    assert (fault.reason, fault.row) == (reader.NOT_UTF8, 3)
    assert "3" in fault.explain(t) and "{" not in fault.describe(t)
    assert not dataset.mpp_readable and dataset.mpp.empty


def test_a_byte_order_mark_is_accepted(country):
    path = country.write_mpp(country.mpp("35.10", "2017-10-06"))
    write_bytes(country, b"\xef\xbb\xbf" + path.read_bytes())
    assert country.load().faults == ()
    assert len(country.load().mpp) == 1


def test_columns_may_stand_in_any_order(country):
    header = HEADER[::-1]
    country.write(FILE, header, [country.mpp("35.10", "2017-10-06")])
    assert country.load().faults == ()
    assert country.load().mpp["nama_mpp"].tolist() == ["MPP 35.10"]


def test_a_missing_column_is_named(country, t):
    row = country.mpp("35.10", "2017-10-06")
    header = [column for column in HEADER if column != "jenis_tanggal"]
    del row["jenis_tanggal"]
    country.write(FILE, header, [row])
    dataset = country.load()
    [fault] = dataset.faults
    assert (fault.row, fault.column, fault.reason) == (1, "jenis_tanggal", reader.MISSING_COLUMN)
    assert "jenis_tanggal" in fault.describe(t)
    assert not dataset.mpp_readable


def test_a_missing_column_that_may_be_empty_is_empty(country):
    """As the file of an older version lacks a column that is new."""
    row = country.mpp("35.10", "2017-10-06")
    header = [column for column in HEADER if Mpp.model_fields[column].is_required() or row[column]]
    assert len(header) < len(HEADER)
    country.write(FILE, header, [{column: row[column] for column in header}])
    dataset = country.load()
    assert dataset.faults == () and dataset.mpp_readable
    assert list(dataset.mpp) == [*HEADER, "row", "key"]
    assert pd.isna(dataset.mpp["catatan"].iloc[0]) and dataset.mpp["lintang"].dtype == "float64"
    # The first change writes the file with all columns.
    store = FileStore(country.folder)
    assert store.read_rows("mpp") == [row]
    store.save([Change("mpp", (RowChange(row, row | {"catatan": "x"}),))])
    assert (country.folder / FILE).read_text(encoding="utf-8").splitlines()[0] == ",".join(HEADER)


def test_a_list_of_mpps_without_a_row_says_nothing(country, t):
    """A file that was cut to its header is no country without MPPs; other tables may be empty."""
    dataset = country.load()
    [fault] = dataset.faults
    assert (fault.file, fault.row, fault.reason) == (FILE, None, reader.NO_ROWS)
    assert "{" not in fault.describe(t)
    assert dataset.unreadable == {"mpp"} and dataset.no_data == set(country.names)
    assert reader.check_rows([], Mpp).faults == [fault]


def test_an_unknown_column_is_left_out_but_the_rows_are_used(country, t):
    country.write(FILE, [*HEADER, "warna"], [country.mpp("35.10", "2017-10-06", warna="biru")])
    dataset = country.load()
    [fault] = dataset.faults
    assert (fault.row, fault.column, fault.reason) == (1, "warna", reader.UNKNOWN_COLUMN)
    assert len(dataset.mpp) == 1 and "warna" not in dataset.mpp
    assert dataset.mpp_readable and dataset.no_data == frozenset()
    assert "warna" in fault.describe(t)


def test_a_column_that_stands_twice_is_refused(country):
    row = country.mpp("35.10", "2017-10-06")
    write_bytes(country, as_csv([*HEADER, "kode"], [*row.values(), "35.73"]).encode())
    [fault] = mpp_faults(country)
    assert (fault.row, fault.column, fault.reason) == (1, "kode", reader.REPEATED_COLUMN)


@pytest.mark.parametrize("change", [lambda cells: cells[:-1], lambda cells: [*cells, "lebih"]])
def test_a_ragged_row_is_left_out_and_its_area_unknown(country, t, change):
    cells = list(country.mpp("35.10", "2017-10-06").values())
    good = list(country.mpp("35.73", "2018-01-01").values())
    write_bytes(country, as_csv(HEADER, change(cells), good).encode())
    dataset = country.load()
    [fault] = dataset.faults
    assert (fault.row, fault.reason, fault.kode) == (2, reader.WRONG_WIDTH, "35.10")
    assert str(len(HEADER)) in fault.explain(t) and "{" not in fault.describe(t)
    assert dataset.mpp["kode"].tolist() == ["35.73"]


def test_an_open_quote_is_told_of_the_whole_file(country, t):
    path = country.write_mpp(country.mpp("35.10", "2017-10-06"))
    write_bytes(country, path.read_bytes() + b'35.73,"MPP')
    dataset = country.load()
    [fault] = dataset.faults
    assert fault.reason == reader.UNREADABLE and "{" not in fault.describe(t)
    assert not dataset.mpp_readable


@pytest.mark.parametrize("number", ["99999999999999999999", "9" * 5000, "1e30"])
def test_a_number_beyond_all_measure_is_a_fault(country, number):
    country.write_mpp(country.mpp("35.10", "2017-10-06", jumlah_layanan=number))
    dataset = country.load()
    assert [fault.column for fault in dataset.faults] == ["jumlah_layanan"]
    assert dataset.mpp.empty


@pytest.mark.parametrize("number", ["nan", "inf", "-inf"])
def test_a_place_must_be_a_number(country, number):
    country.write_mpp(country.mpp("35.10", "2017-10-06", lintang=number))
    assert [fault.column for fault in mpp_faults(country)] == ["lintang"]


def test_a_long_value_is_shortened_where_it_is_told(country, t):
    country.write_mpp(country.mpp("35.10", "2017-10-06", status="x" * 5000))
    [fault] = mpp_faults(country)
    assert fault.value == "x" * 5000
    assert len(fault.describe(t)) < 400


def test_braces_in_a_value_do_no_harm(country, t):
    country.write_mpp(country.mpp("35.10", "2017-10-06", kabkota="{kode} {0} {"))
    [fault] = mpp_faults(country)
    assert "'{kode} {0} {'" in fault.describe(t)


def test_the_regions_are_checked_too(country):
    rows = country.regions()
    rows[4]["population"] = -400
    country.write("regions.csv", list(rows[4]) + ["kode_provinsi", "area_km2"], rows)
    faults = country.load().faults
    [fault] = [fault for fault in faults if fault.file == "regions.csv"]
    assert (fault.row, fault.column, fault.value) == (6, "population", "-400")


def test_a_changed_file_is_read_again(country, monkeypatch):
    monkeypatch.setenv("MPPGEO_DATA", str(country.folder))
    before = live.current()
    assert live.current() is before
    country.write_mpp(country.mpp("35.10", "2017-10-06"))
    after = live.current()
    assert after is not before and after.version != before.version
    assert len(before.mpp) == 0 and len(after.mpp) == 1


@pytest.mark.parametrize(
    ("partial", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-02", "2023-02-01", "2023-02-28"),
        ("2023-12", "2023-12-01", "2023-12-31"),
        ("2023-10-31", "2023-10-31", "2023-10-31"),
    ],
)
def test_the_span_of_a_partial_date(partial, first, last):
    assert [day.isoformat() for day in span(partial)] == [first, last]


@pytest.mark.parametrize("text", ["", "23", "2023-1", "2023-02-30", "0000", "2023-10-31T00:00"])
def test_what_is_no_partial_date(text):
    with pytest.raises(ValueError):
        span(text)


def assert_every_row_is_told_of(table):
    """Each data row is in the frame or named in a fault, and no row in both."""
    named = {fault.row for fault in table.faults if fault.row is not None and fault.row > 1}
    used = set(table.frame["row"])
    assert len(table.frame) == len(used)
    if table.readable:
        assert not named & used
        assert table.rows_read == len(named) + len(used)
    else:
        assert table.faults and not used
    for fault in table.faults:
        for language in (Language("id"), Language("en")):
            assert fault.describe(language)


def read(country):
    return reader.read_table(country.folder / FILE, Mpp, areas=country.names)


# One folder serves all examples: each writes the file anew.
shared_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])

ANY_BYTES = st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode))
CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["", "35.10", "35", "99.99", "ya", "hari", "peresmian", "2020-01-01", "2020", "-3", SOURCE]
    ),
)


@settings(shared_folder, max_examples=25)
@given(ANY_BYTES)
def test_any_bytes_can_be_loaded(country, body):
    write_bytes(country, body)
    dataset = country.load()
    assert {c.file: c.rows_used for c in dataset.checked}[FILE] == len(dataset.mpp)
    assert dataset.mpp_readable or any(fault.file == FILE for fault in dataset.faults)


@shared_folder
@given(ANY_BYTES)
def test_any_bytes_can_be_read(country, body):
    write_bytes(country, body)
    assert_every_row_is_told_of(read(country))


@shared_folder
@given(st.lists(st.lists(CELLS, min_size=len(HEADER), max_size=len(HEADER)), max_size=4))
def test_any_cells_can_be_read(country, lines):
    write_bytes(country, as_csv(HEADER, *lines).encode())
    assert_every_row_is_told_of(read(country))


@shared_folder
@given(
    st.lists(st.tuples(st.sampled_from(HEADER), CELLS), max_size=4),
    st.integers(0, 25),
    st.booleans(),
)
def test_a_valid_row_with_anything_changed_can_be_read(country, changes, width, cut):
    row = country.mpp("35.10", "2017-10-06") | dict(changes)
    cells = list(row.values())[:width] if cut else list(row.values())
    good = list(country.mpp("35.73", "2018-01-01").values())
    write_bytes(country, as_csv(HEADER, cells, good).encode())
    table = read(country)
    assert_every_row_is_told_of(table)
    assert "35.73" in set(table.frame["kode"])
