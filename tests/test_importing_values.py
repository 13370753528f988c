"""Cells as offices write them: dates, numbers, words."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mppgeo.base.language import Language
from mppgeo.importing.columns import describe_columns
from mppgeo.importing.dates import NO_SUCH_DAY, NOT_A_DATE, NotADate, read_date, read_serial
from mppgeo.importing.sheets import CellError, DateCell, clean, name_column
from mppgeo.importing.values import Unreadable, read_value
from mppgeo.records.schema import RECORDS


def column(name: str, table: str = "mpp"):
    return describe_columns(RECORDS[table])[name]


def read(value, name, table="mpp", **options):
    return read_value(value, column(name, table), **options)


def refuse(value, name, table="mpp") -> str:
    with pytest.raises(Unreadable) as error:
        read(value, name, table)
    return error.value.explain(Language("en"))


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("31/10/2023", "2023-10-31"),
        ("31-10-2023", "2023-10-31"),
        ("31.10.2023", "2023-10-31"),
        ("5/6/2023", "2023-06-05"),
        ("05/06/23", "2023-06-05"),
        ("31 Okt 2023", "2023-10-31"),
        ("31 OKTOBER 2023", "2023-10-31"),
        ("31-Okt-23", "2023-10-31"),
        ("Selasa, 31 Oktober 2023", "2023-10-31"),
        ("Jum'at, 3 Agustus 2018", "2018-08-03"),
        ("tgl. 3 Nop 2021", "2021-11-03"),
        ("17 Agt 2021", "2021-08-17"),
        ("31 Oktober 2023 10.00 WIB", "2023-10-31"),
        ("Oktober 2023", "2023-10"),
        ("10/2023", "2023-10"),
        ("2023-10", "2023-10"),
        ("2023", "2023"),
        ("2023-10-31", "2023-10-31"),
        ("2023-10-31 00:00:00", "2023-10-31"),
        ("2023/10/31", "2023-10-31"),
        ("29/02/2024", "2024-02-29"),
    ],
)
def test_dates_as_offices_write_them(text, iso):
    assert read_date(text) == iso


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("10/31/2023", NO_SUCH_DAY),
        ("31/02/2023", NO_SUCH_DAY),
        ("29/02/2023", NO_SUCH_DAY),
        ("2023-13", NO_SUCH_DAY),
        ("0/0/2023", NO_SUCH_DAY),
        ("Triwulan IV 2023", NOT_A_DATE),
        ("Okt", NOT_A_DATE),
        ("akhir 2023", NOT_A_DATE),
        ("0203", NOT_A_DATE),
        ("31/10/1023", NOT_A_DATE),
        ("", NOT_A_DATE),
        ("1/2/3/2023", NOT_A_DATE),
    ],
)
def test_what_is_no_date(text, reason):
    with pytest.raises(NotADate) as error:
        read_date(text)
    assert error.value.sentence == reason


@given(st.dates(dt.date(2000, 1, 1), dt.date(2069, 12, 31)), st.sampled_from("/-. "))
def test_the_day_always_comes_first(day, sign):
    assert read_date(f"{day.day}{sign}{day.month}{sign}{day.year}") == day.isoformat()
    assert (
        read_date(f"{day.day:02}{sign}{day.month:02}{sign}{day.year % 100:02}") == day.isoformat()
    )


@given(st.dates(dt.date(1950, 1, 1), dt.date(2100, 1, 1)), st.sampled_from(["id", "en"]))
def test_every_date_in_words_is_read(day, code):
    t = Language(code)
    for form in ("long", "medium"):
        assert read_date(t.date(day, form)) == day.isoformat()
    assert read_date(t.date(day, "month")) == day.isoformat()[:7]


@given(st.text(max_size=25))
def test_any_text_is_a_date_or_none(text):
    try:
        found = read_date(text)
    except NotADate:
        return
    assert len(found) in (4, 7, 10)


def test_serial_days():
    assert read_serial(45230) == "2023-10-31"
    assert read_serial(45230.75) == "2023-10-31"
    assert read_serial(43768, epoch_1904=True) == "2023-10-31"
    assert read_serial(2023) == "2023"
    for number in (0, -5, 12, 2023.5, 1e12, 99999):
        with pytest.raises(NotADate):
            read_serial(number)


def test_a_date_is_as_precise_as_its_cell_shows():
    assert read(DateCell("2023-10"), "tanggal_peresmian") == "2023-10"
    assert refuse(DateCell("2023-10"), "tanggal_awal").startswith("is no exact day")


@pytest.mark.parametrize("day", ["1899-12-30", "1899-12-31", "1900-01-01", "1900", "2101-01-01"])
def test_a_cell_with_the_day_of_an_empty_date(day):
    for column in ("tanggal_peresmian", "tanggal_awal"):
        assert refuse(DateCell(day), column).startswith("lies before 1945 or after 2100")


def test_serials_in_columns_of_dates():
    assert read(45230, "tanggal_peresmian") == "2023-10-31"
    assert read("45230", "tanggal_peresmian") == "2023-10-31"
    assert read(2023, "tanggal_peresmian") == "2023"
    assert "is not a date" in refuse(True, "tanggal_peresmian")


def test_a_loose_date_may_be_words_but_not_an_impossible_day():
    assert read("24/01/2022", "tanggal_data", "mpp_details") == "2022-01-24"
    assert read("2025-10/2026-01", "tanggal_data", "mpp_details") == "2025-10/2026-01"
    assert "day comes first" in refuse("01/24/2022", "tanggal_data", "mpp_details")


@pytest.mark.parametrize(
    ("value", "name", "text"),
    [
        ("1.234", "jumlah_layanan", "1234"),
        ("1.234,0", "jumlah_layanan", "1234"),
        ("12.345.678", "jumlah_layanan", "12345678"),
        ("1 234", "jumlah_layanan", "1234"),
        ("233 layanan", "jumlah_layanan", "233"),
        ("24 Instansi", "jumlah_instansi", "24"),
        (233.0, "jumlah_layanan", "233"),
        (233, "jumlah_layanan", "233"),
        ("-8,219", "lintang", "-8.219"),
        ("-8.219", "lintang", "-8.219"),
        ("−8,21", "lintang", "-8.21"),
        ("114,36°", "bujur", "114.36"),
        (114.36, "bujur", "114.36"),
    ],
)
def test_numbers_as_offices_write_them(value, name, text):
    assert read(value, name) == text


@pytest.mark.parametrize("value", ["1,5", "12.34", 233.5, "1,234"])
def test_what_is_no_whole_number(value):
    assert refuse(value, "jumlah_layanan").startswith("is not a whole number")


@pytest.mark.parametrize("value", ["dua ratus", "±200", "200-250", True, DateCell("2023-10-31")])
def test_what_is_no_number(value):
    assert refuse(value, "jumlah_layanan") == "is not a number"


def test_a_number_with_two_readings_is_asked_back():
    said = refuse("1.234", "nilai", "evaluations")
    assert said == "can be read as 1234 or 1,234; write 1234 or 1,2340"
    assert read("1.234,5", "nilai", "evaluations") == "1234.5"
    assert read("4.51", "nilai", "evaluations") == "4.51"
    assert read("1.234", "nilai", "evaluations", known="1.234") == "1.234"
    assert read("12.345", "persen", "targets") == "12.345"
    assert read("95 %", "persen", "targets") == "95"


@pytest.mark.parametrize("word", ["ya", "Ya", "YA", "v", "V", "✓", "√", "ada", "1", True, 1])
def test_yes(word):
    assert read(word, "hadir", "presence") == "ya"


@pytest.mark.parametrize("word", ["tidak", "TIDAK", "Tdk", "-", "–", "belum", "0", False, 0])
def test_no(word):
    assert read(word, "hadir", "presence") == "tidak"


def test_a_dash_says_nothing_where_there_are_more_than_yes_and_no():
    assert read("-", "hitungan_nasional") is None
    assert read("Belum Terbukti", "hitungan_nasional") == "belum terbukti"
    assert "'ya', 'tidak', 'belum terbukti'" in refuse("x", "hitungan_nasional")


def test_allowed_values_in_any_case_and_spelling():
    assert read("Soft Launching", "jenis_tanggal") == "soft_launching"
    assert read("PEMBUKAAN DAERAH", "jenis_tanggal") == "pembukaan_daerah"
    assert read("bumn", "jenis", "institutions") == "BUMN"
    assert read(508, "penyebut", "targets") == "508"
    assert "is not allowed here" in refuse("buka", "status")


@pytest.mark.parametrize("nothing", [None, "", " ", "-", "–", "n/a", "nihil", CellError("#N/A")])
def test_cells_that_say_nothing(nothing):
    assert read(nothing, "alamat") is None
    assert read(nothing, "jumlah_layanan") is None


@pytest.mark.parametrize("word", ["(hapus)", "(KOSONGKAN)", " (hapus) "])
def test_words_that_empty_a_value(word):
    assert read(word, "alamat") == ""
    assert read(word, "tanggal_peresmian") == ""


def test_an_error_of_the_spreadsheet_is_no_value():
    assert "error that the spreadsheet shows" in refuse(CellError("#REF!"), "alamat")


def test_links_are_taken_apart():
    text = "https://a.id/x\nhttps://b.id/y; https://c.id/z?a=1;b=2 | https://d.id"
    expected = "https://a.id/x | https://b.id/y | https://c.id/z?a=1;b=2 | https://d.id"
    assert read(text, "sumber_url") == expected


def test_texts_are_put_on_one_line():
    assert read(" Jl. Ahmad\u00a0Yani\n  No.\t1\u200b ", "alamat") == "Jl. Ahmad Yani No. 1"
    assert read("'=SUM(A1)", "alamat") == "=SUM(A1)"
    assert read(2023.0, "catatan") == "2023"


@pytest.mark.parametrize(
    "sign",
    [*"\u061c\u200b\u200f\u202e\u2066\u2067\u2068\u2069\u206a\ufeff\ufe0f\u034f", "\U000e0041"],
)
def test_signs_that_cannot_be_seen_are_left_out(sign):
    assert clean(f"{sign}MPP {sign}Pa{sign}lu{sign}") == "MPP Palu"


def test_blanks_of_every_kind_are_blanks():
    assert clean("\u3164MPP\u2800 \u00a0\u3000Palu\u115f") == "MPP Palu"


@given(st.text(max_size=60))
def test_a_clean_text_stays(text):
    assert clean(clean(text)) == clean(text)


ANY_VALUE = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20), st.from_regex(r"[-+]?[\d.,]{1,12}", fullmatch=True),
    st.builds(CellError, st.text(max_size=8)),
)  # fmt: skip


@given(ANY_VALUE, st.sampled_from(list(RECORDS)), st.integers(0, 30))
def test_any_cell_is_read_or_refused_in_words(value, table, place):
    columns = list(describe_columns(RECORDS[table]).values())
    one = columns[place % len(columns)]
    try:
        found = read_value(value, one)
    except Unreadable as error:
        for code in ("id", "en"):
            assert Language(code)(error.sentence, **error.fields)
        return
    assert found is None or isinstance(found, str)


@given(st.integers(0, 20_000))
def test_columns_have_the_names_of_spreadsheets(place):
    from openpyxl.utils import get_column_letter

    if place < 18_278:
        assert name_column(place) == get_column_letter(place + 1)
