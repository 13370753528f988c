from __future__ import annotations

import csv
import datetime as dt
import io
import json
from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from mppgeo.base.language import Language
from mppgeo.content.datatable import DataTable
from mppgeo.content.exports import (
    neutralise,
    write_csv,
    write_geojson,
    write_html,
    write_xlsx,
)
from mppgeo.content.tables import list_kabkota, list_mpp, list_provinsi
from mppgeo.coverage import take_snapshot
from mppgeo.scene.selection import select_areas
from mppgeo.scene.view import View

DAY = dt.date(2024, 12, 12)
FORMULAS = [
    "=1+1", "+62 21", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "  =cmd|' /C calc'!A0", " @x", "=",
]  # fmt: skip
HARMLESS = ["MPP = baru", "Jl. A+B", "3-4", "a@b.id", "", "'=1+1", "–"]


def make_table(*names: str) -> DataTable:
    """A table with one row per name and a column of every kind."""
    size = len(names)
    days = [pd.Timestamp(2023, 10, 31), pd.NaT]
    columns = {
        "nama": ("text", pd.Series(names, dtype=object)),
        "areas": ("count", pd.Series(([1234, pd.NA] * size)[:size], dtype="Int64")),
        "coverage_pct": ("percent", pd.Series(([59.3333, float("nan")] * size)[:size])),
        "dibuka": ("day", pd.Series((days * size)[:size], dtype="datetime64[s]")),
        "sumber_url": ("links", pd.Series([("https://a.id/1", "https://b.id/2")] * size)),
        "kode": ("text", pd.Series([f"35.{n:02}" for n in range(size)], dtype=object)),
    }
    return DataTable(
        name="uji",
        frame=pd.DataFrame({key: values for key, (_, values) in columns.items()}),
        titles={key: f"Judul {key}" for key in columns},
        kinds={key: kind for key, (kind, _) in columns.items()},
    )


def read_csv(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def open_sheet(body: bytes):
    return load_workbook(io.BytesIO(body)).active


@pytest.fixture(scope="module")
def snapshot(dataset):
    return take_snapshot(dataset, DAY)


@pytest.fixture(scope="module")
def tables(snapshot):
    """The three tables of Jawa Timur and Bali, in Indonesian."""
    t = Language("id")
    selection = select_areas(snapshot, View(provinsi=("35", "51")))
    return {
        "provinsi": list_provinsi(snapshot, selection, t),
        "kabkota": list_kabkota(snapshot, selection, t),
        "mpp": list_mpp(snapshot, selection, t),
    }


# CSV


def test_csv_starts_with_a_byte_order_mark():
    body = write_csv(make_table("MPP Café"))
    assert body.startswith(b"\xef\xbb\xbf") and body.count(b"\xef\xbb\xbf") == 1
    assert "Café" in body.decode("utf-8-sig")


def test_csv_holds_titles_and_plain_values():
    assert read_csv(write_csv(make_table("Satu", "Dua, tiga"))) == [
        [f"Judul {key}" for key in make_table("x").frame],
        ["Satu", "1234", "59.33", "2023-10-31", "https://a.id/1 | https://b.id/2", "35.00"],
        ["Dua, tiga", "", "", "", "https://a.id/1 | https://b.id/2", "35.01"],
    ]


@pytest.mark.parametrize("name", ["provinsi", "kabkota", "mpp"])
def test_csv_has_exactly_the_rows_of_the_table(tables, name):
    table = tables[name]
    header, *rows = read_csv(write_csv(table))
    assert header == list(table.titles.values())
    assert [row[-1] for row in rows] == table.frame["kode"].tolist()
    assert [row[0] for row in rows] == table.frame.iloc[:, 0].tolist()


def test_csv_of_an_empty_table_is_its_header():
    assert len(read_csv(write_csv(make_table()))) == 1


@pytest.mark.parametrize("text", FORMULAS)
def test_csv_formulas_are_neutralised(text):
    [_, row] = read_csv(write_csv(make_table(text)))
    assert row[0] == "'" + text
    assert neutralise(text) == "'" + text


@pytest.mark.parametrize("text", HARMLESS)
def test_csv_leaves_other_texts_alone(text):
    assert neutralise(text) == text


def test_csv_leaves_negative_numbers_numbers():
    table = make_table("a")
    table.frame["areas"] = pd.Series([-5], dtype="Int64")
    assert read_csv(write_csv(table))[1][1] == "-5"


@given(st.lists(st.text(), max_size=4))
def test_csv_gives_every_text_back(names):
    rows = read_csv(write_csv(make_table(*names)))[1:]
    assert [row[0] for row in rows] == [neutralise(name) for name in names]
    assert not any(row[0].lstrip(" ").startswith(tuple("=+-@\t\r")) for row in rows)


# XLSX


def test_a_page_of_rows_is_in_the_readers_words_and_shows_text_as_text():
    hostile = '<img src=x onerror="alert(1)">'
    page = write_html(make_table(hostile, "Dua"), hostile, "per hari ini", Language("id")).decode()
    assert "<img" not in page and page.count("&lt;img") == 3
    assert "<td>31 Okt 2023</td>" in page and '<td class="mpp-number">1.234</td>' in page


def test_xlsx_cells_have_their_types():
    sheet = open_sheet(write_xlsx(make_table("Satu", "Dua")))
    nama, areas, share, day, links, kode = sheet[2]
    assert (nama.value, links.value) == ("Satu", "https://a.id/1 | https://b.id/2")
    assert (areas.value, areas.data_type, areas.number_format) == (1234, "n", "#,##0")
    assert (share.value, share.data_type) == (59.33, "n")
    assert day.is_date and day.value.date() == dt.date(2023, 10, 31)
    assert (kode.value, kode.data_type) == ("35.00", "s")
    assert [cell.value for cell in sheet[3]][1:4] == [None, None, None]


@pytest.mark.parametrize("name", ["provinsi", "kabkota", "mpp"])
def test_xlsx_has_exactly_the_rows_of_the_table(tables, name):
    table = tables[name]
    sheet = open_sheet(write_xlsx(table))
    header, *rows = sheet.iter_rows(values_only=True)
    assert list(header) == list(table.titles.values())
    assert [row[-1] for row in rows] == table.frame["kode"].tolist()
    assert sheet.freeze_panes == "A2"
    last = sheet.cell(len(rows) + 1, len(header)).coordinate
    assert sheet.auto_filter.ref == f"A1:{last}"


@pytest.mark.parametrize("text", FORMULAS)
def test_xlsx_keeps_formulas_as_text(text):
    cell = open_sheet(write_xlsx(make_table(text)))["A2"]
    assert cell.data_type == "s"
    assert cell.value.strip() == text.strip()


def test_xlsx_is_not_broken_by_control_characters():
    sheet = open_sheet(write_xlsx(make_table("a\x00b\x0bc\x1f", "<&>\ud800".encode(
        "utf-8", "replace").decode())))  # fmt: skip
    assert sheet["A2"].value == "abc"
    assert sheet["A3"].value.startswith("<&>")


def test_xlsx_and_csv_say_the_same(tables):
    table = tables["mpp"]
    sheet = open_sheet(write_xlsx(table))
    shown = [[_as_text(value) for value in row] for row in sheet.iter_rows(values_only=True)]
    rows = read_csv(write_csv(table))
    assert [[cell.removeprefix("'") for cell in row] for row in rows] == shown


def _as_text(value: object) -> str:
    if value is None:
        return ""
    return value.date().isoformat() if isinstance(value, dt.datetime) else str(value)


# GeoJSON


@pytest.mark.parametrize("level", ["provinsi", "kabkota"])
def test_geojson_has_the_rows_of_the_table(dataset, snapshot, tables, level, tmp_path):
    table = tables[level]
    layer = dataset.kabkota if level == "kabkota" else dataset.provinsi
    path = tmp_path / "daerah.geojson"
    path.write_bytes(write_geojson(snapshot, level, table, Language("id")))
    frame = gpd.read_file(path)
    assert frame.crs.to_epsg() == 4326
    assert frame["kode"].tolist() == table.frame["kode"].tolist()
    assert frame["nama"].tolist() == table.frame["nama"].tolist()
    assert frame["population"].tolist() == table.frame["population"].tolist()
    assert frame.geometry.is_valid.all()
    assert frame.set_index("kode").geometry.geom_equals(layer.geometry[frame["kode"]]).all()


def test_geojson_notes_that_boundaries_are_indicative(snapshot, tables, t):
    collection = json.loads(write_geojson(snapshot, "provinsi", tables["provinsi"], t))
    assert collection["type"] == "FeatureCollection"
    assert "indi" in collection["note"].lower()
    assert len(collection["features"]) == 2


def test_geojson_says_days_as_text_and_unknown_as_null(snapshot, tables):
    collection = json.loads(write_geojson(snapshot, "kabkota", tables["kabkota"], Language("id")))
    opened = {f["properties"]["kode"]: f["properties"]["dibuka"] for f in collection["features"]}
    assert opened["35.10"] == "2017-10-06"
    assert None in opened.values()


def test_geojson_keeps_what_has_no_boundary(dataset, snapshot, tables):
    without = replace(dataset, kabkota=dataset.kabkota.drop("35.10"))
    bare = replace(snapshot, dataset=without)
    features = json.loads(write_geojson(bare, "kabkota", tables["kabkota"], Language("id")))
    shapes = {f["properties"]["kode"]: f["geometry"] for f in features["features"]}
    assert len(shapes) == len(tables["kabkota"].frame)
    assert [kode for kode, shape in shapes.items() if shape is None] == ["35.10"]
