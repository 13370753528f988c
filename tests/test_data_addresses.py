"""The addresses of the data: rows of the pages, metadata, refusals, and their bounds."""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import re
import subprocess

import brotli
import geopandas as gpd
import pandas as pd
import pytest
from frictionless import Package
from output_pages import Files
from starlette.applications import Starlette
from starlette.testclient import TestClient
from test_pages import html_of, open_app

from mppgeo.base.budgets import DATA, DATA_KEPT
from mppgeo.base.caching import peek
from mppgeo.base.clock import today
from mppgeo.base.paths import PROJECT
from mppgeo.content.column_meanings import COMMON, OWN
from mppgeo.content.open_tables import TABLES, make_address
from mppgeo.scene.view import KABKOTA, View
from mppgeo.serving.data_addresses import make_data_routes
from mppgeo.serving.data_files import make_file
from mppgeo.serving.data_requests import KNOWN, TAKES, list_parameters, read_request

DOCS = (PROJECT / "docs" / "data-addresses.md").read_text(encoding="utf-8")
EAST = "tanggal=2025-12-15&provinsi=35&level=kabkota"


def make_client(**options) -> TestClient:
    return TestClient(Starlette(routes=make_data_routes(**options)))


CLIENT = make_client()


def ask(path: str, **headers: str):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return CLIENT.get(f"/api/{path}", headers=named)


def read_rows(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))


# --- the rows ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "query", "names"),
    [
        ("peta", {"provinsi": "35", "level": "kabkota", "status": "belum"}, ["kabkota"]),
        ("peta", {"pulau": "papua", "lang": "en"}, ["provinsi"]),
        ("perubahan", {"sejak": "2023-06-01", "provinsi": "32"}, ["perubahan", "peresmian"]),
        ("perubahan", {}, ["perubahan", "peresmian"]),
        ("jangkauan", {"terdekat": "sendiri", "jenis": "kota"}, ["jangkauan_sendiri"]),
        ("pemantauan", {"minggu": "8", "kode": "64.74"}, ["terganggu", "status", "riwayat"]),
        ("tahapan", {"penyebut": "508"}, ["tindak_lanjut", "peristiwa"]),
        ("linimasa", {"sasaran": "2027-12-31~90", "provinsi": ["35", "51"]}, ["laju"]),
        ("rekonsiliasi", {}, ["rekonsiliasi"]),
        ("layanan", {"provinsi": "35"}, ["digital", "layanan", "pengunjung"]),
    ],
)
def test_the_address_beside_a_download_gives_its_rows(monkeypatch, page, query, names):
    files = Files(monkeypatch)
    app = open_app(page, tanggal="2025-06-30", **query)
    links = re.findall(r'href="(api/[^"]+)"', html_of(app))
    found = {html.unescape(link).partition("?")[0]: html.unescape(link) for link in links}
    assert len(links) == len(found) == len(names)
    for name, link in zip(names, found.values(), strict=True):
        answer = CLIENT.get(f"/{link}")
        assert answer.status_code == 200
        saved, rows = read_rows(files.save(app, f"d_{name}_csv")), read_rows(answer.content)
        assert rows[1:] == saved[1:] and len(rows) > 1


def test_a_span_dragged_on_a_chart_has_no_address():
    assert "peresmian" in {name for table in TABLES.values() for name in table.shown}
    assert "rentang" not in {name for table in TABLES.values() for name in table.shown}


def test_all_forms_hold_the_same_rows():
    table = read_rows(ask(f"coverage.csv?{EAST}").content)
    header, rows = table[0], table[1:]
    assert header == ["nama", "status", "dibuka", "population", "perkiraan", "kode"]
    assert len(rows) == 38

    def plain(row: dict) -> list[str]:
        return ["" if row[key] is None else str(row[key]) for key in header]

    told = ask(f"coverage.json?{EAST}").json()
    assert [plain(row) for row in told["rows"]] == rows
    assert (told["as_of"], told["known_until"]) == ("2025-12-15", "2025-12-15")
    shapes = ask(f"coverage.geojson?{EAST}").json()["features"]
    assert [plain(one["properties"]) for one in shapes] == rows
    page = ask(f"coverage.html?{EAST}&lang=en").text
    assert re.findall(r"<tr><td>(.*?)</td>", page) == [row[0] for row in rows]
    assert '<html lang="en">' in page and "15 December 2025" in page
    assert "<td>Kab. Ponorogo</td><td>No MPP yet</td><td>–</td>" in page
    # What has a clock of its own tells it too.
    assert "21 February 2026" in ask("reports.html?provinsi=35&lang=en").text.split("<table")[0]
    typed = pd.read_parquet(io.BytesIO(ask(f"coverage.parquet?{EAST}").content))
    assert typed["population"].dtype == "int64" and isinstance(
        typed["dibuka"].dropna().iloc[0], dt.date
    )
    assert [plain(row) for row in typed.to_dict("records")] == rows


def test_the_boundaries_in_use_come_with_their_shapes():
    body = ask("boundaries.parquet?level=kabkota&provinsi=35").content
    areas = gpd.read_parquet(io.BytesIO(body))
    assert areas.crs.to_epsg() == 4326 and len(areas) == 38 and areas.geometry.is_valid.all()
    told = gpd.read_file(io.BytesIO(ask("boundaries.geojson?level=kabkota&provinsi=35").content))
    assert list(told["kode"]) == list(areas["kode"])
    assert told.geometry.geom_equals(areas.geometry).all()


def test_a_later_day_gives_the_last_known_and_says_so():
    asked = ask("totals.json?tanggal=2026-11-01&lang=en").json()
    last = ask("totals.json?tanggal=2025-12-15&lang=en").json()
    assert asked["rows"] == last["rows"] and asked["rows"][0]["areas"] == 509
    assert (asked["asked_for"], asked["as_of"]) == ("2026-11-01", "2025-12-15")
    assert "The records end before the day chosen" in asked["notices"][0] and not last["notices"]


# --- what stands beside them ------------------------------------------------


def test_every_column_has_a_meaning_and_every_parameter_is_explained(t):
    followed = set()
    for table in TABLES.values():
        followed |= set(list_parameters(table))
        told = ask(f"{table.name}.metadata.json?lang={t.code}&level=kabkota").json()
        rows = read_rows(ask(f"{table.name}.csv?lang={t.code}&level=kabkota").content)
        assert [column["name"] for column in told["columns"]] == rows[0]
        assert told["rows"] == len(rows) - 1 and told["title"] and told["sources"]
        assert all(column["title"] and column["meaning"] for column in told["columns"])
        assert set(told["files"]) == set(table.forms) and told["known_until"] == "2025-12-15"
    assert followed == set(TAKES) <= set(KNOWN)


def test_no_meaning_is_left_over():
    columns = set()
    for table in TABLES.values():
        for level in ("provinsi", KABKOTA):
            address = make_address(table, View(level=level), "csv")
            columns |= {
                (table.name, key) for key in read_rows(CLIENT.get(f"/{address}").content)[0]
            }
    assert set(OWN) <= columns
    assert set(COMMON) <= {key for table, key in columns if (table, key) not in OWN}


@pytest.mark.parametrize("query", ["", "?lang=en&tanggal=2020-01-01&provinsi=35&level=kabkota"])
def test_the_package_is_valid(port, query):
    report = Package(f"http://127.0.0.1:{port}/api/datapackage.json{query}").validate()
    assert report.flatten(["type", "note", "fieldName", "rowNumber"]) == [] and report.valid
    assert {task.name for task in report.tasks} == set(TABLES)


def test_the_index_leads_to_every_table(t):
    page = ask(f"?lang={t.code}&provinsi=35&level=kabkota")
    assert page.headers["content-type"].startswith("text/html")
    links = [html.unescape(link) for link in re.findall(r'href="([^"]+)"', page.text)]
    assert f'<html lang="{t.code}">' in page.text and t("Data addresses") in page.text
    assert len(links) == 2 + sum(len(table.forms) + 1 for table in TABLES.values())
    east = [link for link in links if link.startswith("coverage.csv?")]
    assert "provinsi=35" in east[0] and "level=kabkota" in east[0]
    assert ask("datapackage.json").status_code == 200
    led = CLIENT.get("/api?lang=en", follow_redirects=False)
    assert (led.status_code, led.headers["location"]) == (308, "api/?lang=en")


def test_the_examples_of_the_docs_work(port, capsys):
    [block] = re.findall(r"```python\n(.*?)```", DOCS, re.DOTALL)
    exec(block.replace("https://peta.example.go.id", f"http://127.0.0.1:{port}"), {})
    assert "Ada MPP" in capsys.readouterr().out
    [command] = re.findall(r"```sh\n(.*?)```", DOCS, re.DOTALL)
    command = command.replace("https://peta.example.go.id", f"http://127.0.0.1:{port}")
    read = subprocess.run(command, shell=True, capture_output=True, text=True, timeout=180)
    assert "Feature Count: 38" in read.stdout and "population: Integer" in read.stdout


# --- refusals ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("coverage.csv?level=desa&lang=en", 400, "“level=desa” was not understood. “level” takes"),
        ("coverage.csv?level=desa", 400, "“level=desa” tidak dimengerti. Isi “level”"),
        ("coverage.csv?provinsi=99&lang=en", 400, "“provinsi=99” names no area."),
        ("coverage.csv?tanggal=2999-01-01&lang=en", 400, "lies outside 1 October 2017 to"),
        ("coverage.csv?propinsi=35&lang=en", 400, "“propinsi” is no parameter of a data address."),
        ("coverage.csv?mode=presentasi&lang=en", 400, "“mode” is no parameter"),
        ("coverage.csv?penyebut=508&penyebut=514&lang=en", 400, "give it once"),
        ("operation.csv?minggu=0&lang=en", 400, "“minggu=0” was not understood."),
        (
            "coverage.xlsx?lang=en",
            404,
            "There are: csv, json, parquet, html, geojson, metadata.json.",
        ),
        ("totals.geojson?lang=en", 404, "There are: csv, json, parquet, html, metadata.json."),
        ("passwd.csv?lang=en", 404, "There is no table “passwd”. There are: coverage, mpp,"),
        ("coverage?lang=en", 404, "not to be had as “”"),
        ("coverage.csv?lang=<script>", 400, "“lang=<script>” tidak dimengerti."),
        (f"coverage.csv?provinsi={'35,' * 900}", 400, "paling banyak 2000 karakter"),
        ("coverage.csv?" + "&".join(f"p{n}=1" for n in range(99)), 400, "terlalu panjang"),
        ("?propinsi=35&lang=en", 400, "“propinsi” is no parameter"),
    ],
)
def test_what_is_wrong_is_refused_in_a_sentence(path, status, told):
    answer = ask(path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/json")
    assert set(answer.json()) == {"error"} and told in answer.json()["error"]
    assert answer.headers["cache-control"] == "no-store" and len(answer.content) < 600


def test_a_table_that_cannot_be_read_gives_no_rows(country, monkeypatch):
    country.write_mpp(country.mpp("35.10", "2019-01-01"))
    (country.folder / "records" / "mpp.csv").write_text("nonsense\n")
    monkeypatch.setenv("MPPGEO_DATA", str(country.folder))
    answer = ask("coverage.csv?lang=en")
    assert answer.status_code == 503 and "records/mpp.csv" in answer.json()["error"]
    assert ask("boundaries.csv").status_code == 200


def test_a_changed_record_changes_the_answer(country, monkeypatch):
    monkeypatch.setenv("MPPGEO_DATA", str(country.folder))
    country.write_mpp(country.mpp("35.10", "2019-01-01"))
    before = ask("totals.json")
    country.write_mpp(country.mpp("35.10", "2019-01-01"), country.mpp("35.73", "2019-02-01"))
    after = ask("totals.json", if_none_match=before.headers["etag"])
    assert after.status_code == 200
    assert after.json()["rows"][0]["areas_with_mpp"] == 2
    assert before.json()["rows"][0]["areas_with_mpp"] == 1


# --- how they are sent ------------------------------------------------------


def test_an_answer_is_compressed_has_a_tag_and_is_asked_for_each_time():
    path = f"coverage.geojson?{EAST}"
    plain = ask(path, accept_encoding="identity")
    assert plain.headers["cache-control"] == "public, no-cache"
    assert "content-encoding" not in plain.headers
    assert (
        plain.headers["content-disposition"] == 'inline; filename="mpp-kabkota-2025-12-15.geojson"'
    )
    assert plain.headers["link"].startswith("<coverage.metadata.json?tanggal=2025-12-15")
    packed = CLIENT.stream("GET", f"/api/{path}", headers={"Accept-Encoding": "br, gzip"})
    with packed as answer:
        assert answer.headers["content-encoding"] == "br"
        assert brotli.decompress(b"".join(answer.iter_raw())) == plain.content
    tag = plain.headers["etag"]
    held = ask(path, if_none_match=f"W/{tag}")
    assert (held.status_code, held.content, held.headers["etag"]) == (304, b"", tag)
    # The same rows by another spelling of the address are the same answer.
    other = "coverage.geojson?level=kabkota&provinsi=35&tanggal=2025-12-15&kode=35.10&k=7"
    assert ask(other).headers["etag"] == tag
    dense = ask(f"coverage.parquet?{EAST}", accept_encoding="br, gzip")
    assert "content-encoding" not in dense.headers
    assert CLIENT.post(f"/api/{path}").status_code == 405


def test_other_sites_may_read_only_where_it_is_allowed():
    site = {"Origin": "https://portal.example.go.id"}
    path = f"/api/totals.csv?{EAST}"
    assert "access-control-allow-origin" not in CLIENT.get(path, headers=site).headers
    allowed = make_client(origins=["https://portal.example.go.id"])
    answer = allowed.get(path, headers=site)
    assert answer.headers["access-control-allow-origin"] == site["Origin"]
    assert "Origin" in answer.headers["vary"] and "Accept-Encoding" in answer.headers["vary"]
    other = allowed.get(path, headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in other.headers
    everybody = make_client(base="/gerai/mpp/", origins=["*"])
    assert (
        everybody.get(f"/gerai/mpp{path}", headers=site).headers["access-control-allow-origin"]
        == "*"
    )


# --- bounds -----------------------------------------------------------------


def test_what_is_kept_has_a_bound(dataset):
    day, cache = today(), make_file.cache
    asked = read_request(dataset, "coverage.geojson", EAST, day)
    before = cache.currsize if peek(make_file, dataset, asked, day) is None else 0
    made = make_file(dataset, asked, day)
    held = len(made.body) + len(made.pack("br")) + len(made.pack("gzip"))
    assert held < cache.getsizeof(made) and cache.currsize > before
    assert cache.maxsize == DATA_KEPT <= 64 << 20
    for number in range(1500):
        read_request(dataset, f"{number}.csv", "", day)
    assert read_request.cache.currsize <= 1024


def test_who_comes_while_too_much_is_made_is_told_to_come_again():
    assert ask(f"coverage.csv?{EAST}").status_code == 200
    turns = [DATA.ask() for _ in range(DATA.most)]
    try:
        answer = ask("coverage.csv?tanggal=2019-03-04&lang=en")
        assert answer.status_code == 503 and int(answer.headers["retry-after"]) > 0
        assert "Try again" in answer.json()["error"]
        # What is made already waits for nobody.
        assert ask(f"coverage.csv?{EAST}").status_code == 200
    finally:
        for turn in turns:
            turn.end()
