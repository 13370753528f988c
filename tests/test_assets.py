"""The files that the browser fetches, over a real socket."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import re
from io import BytesIO
from pathlib import Path
from urllib.parse import urljoin

import brotli
import pytest
import streamlit
from fontTools.ttLib import TTFont

from mppgeo.base.paths import PROJECT
from mppgeo.content.pages import PAGES as MENU
from mppgeo.live import current
from mppgeo.maps import page_fonts
from mppgeo.maps.assets import Asset, data_assets, encode_openings, static_assets
from mppgeo.maps.layer import make_base_map
from mppgeo.maps.markers import list_points
from mppgeo.maps.page_fonts import ICONS, TEXT
from mppgeo.maps.themes import make_coverage_theme
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import KABKOTA, View

FRAME = "http://peta.example/component/streamlit_folium.st_folium/index.html"


@pytest.fixture
def assets():
    return static_assets() | data_assets(current())


def path_of(asset: Asset) -> str:
    return urljoin(FRAME, asset.url).removeprefix("http://peta.example")


def test_what_there_is(assets):
    assert set(assets) >= {
        "leaflet.js", "leaflet.css", "map.js", "map.css",
        "areas.json", "neighbours.json", "openings.json",
    }  # fmt: skip


def test_every_asset_is_answered_and_kept_for_good(get, assets):
    types = {".js": "text/javascript", ".css": "text/css", ".json": "application/json"}
    for name, asset in assets.items():
        response, body = get(path_of(asset))
        assert response.status == 200 and body == asset.body
        assert response.getheader("Content-Type").startswith(types[Path(name).suffix])
        cached = response.getheader("Cache-Control")
        assert "immutable" in cached and int(re.search(r"max-age=(\d+)", cached)[1]) >= 31536000
        assert response.getheader("Content-Encoding") is None
        assert "Accept-Encoding" in response.getheader("Vary")


UNPACK = {None: bytes, "gzip": gzip.decompress, "br": brotli.decompress}


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip;q=1.0, BR ; q=0.5", "br"),
        ("br;q=0, gzip", "gzip"),
        ("gzip, deflate", "gzip"),
        ("gzip;q=0.000, deflate", None),
        ("identity", None),
        ("brotli, gzipped", None),
    ],
)
def test_assets_come_compressed_as_the_browser_can_take_it(get, assets, accepted, coding):
    for name in ("map.css", "openings.json"):
        asset = assets[name]
        asset.pack("br")
        response, body = get(path_of(asset), accept_encoding=accepted)
        assert response.getheader("Content-Encoding") == coding
        assert int(response.getheader("Content-Length")) == len(body)
        assert UNPACK[coding](body) == asset.body


def test_every_asset_is_compressed(get, assets):
    for asset in assets.values():
        response, body = get(path_of(asset), accept_encoding="gzip")
        assert gzip.decompress(body) == asset.body and len(body) < len(asset.body)


def test_nobody_waits_for_the_best_compression():
    asset = Asset("a.json", b"[1]" * 99)
    assert asset.choose_coding(["gzip", "br"]) == "gzip"
    assert brotli.decompress(asset.pack("br")) == asset.body
    assert asset.choose_coding(["gzip", "br"]) == "br"


def test_the_geometry_is_small_on_the_way(get, assets):
    _, body = get(path_of(assets["areas.json"]), accept_encoding="gzip")
    assert len(body) < 400_000


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}'])
def test_what_the_browser_holds_is_not_sent_again(get, assets, form):
    path = path_of(assets["areas.json"])
    tag = get(path)[0].getheader("ETag")
    response, body = get(path, if_none_match=form.format(tag))
    assert (response.status, body) == (304, b"")
    assert response.getheader("ETag") == tag
    assert get(path, if_none_match='"other"')[0].status == 200


def test_head_sends_no_body(get, assets):
    response, body = get(path_of(assets["map.js"]), method="HEAD")
    assert (response.status, body) == (200, b"")
    assert int(response.getheader("Content-Length")) == len(assets["map.js"].body)


def test_other_methods_are_refused(get, assets):
    assert get(path_of(assets["map.js"]), method="POST")[0].status == 405


@pytest.mark.parametrize(
    "path",
    [
        "/assets/{digest}/nothing.js",
        "/assets/0000000000000000/map.js",
        "/assets/{digest}/",
        "/assets/map.js",
        "/assets/{digest}/map.js/more",
        "/assets/{digest}/areas.json",
        "/assets/{digest}/../../pyproject.toml",
        "/assets/{digest}/..%2f..%2fpyproject.toml",
        "/assets/{digest}/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/assets/{digest}/..%5c..%5cpyproject.toml",
        "/assets/{digest}//etc/passwd",
        "/assets/../data/regions.csv",
        "/data/regions.csv",
        "/",
    ],
)
def test_nothing_else_is_answered(get, assets, path):
    response, body = get(path.format(digest=assets["map.js"].digest))
    assert response.status == 404
    assert len(body) < 100 and b"root:" not in body and b"[tool" not in body


def test_another_content_has_another_address():
    one, other = Asset("a.json", b"1"), Asset("a.json", b"2")
    assert one.url != other.url
    assert one.url == Asset("a.json", b"1").url


def test_addresses_are_those_of_our_own_server(assets):
    for asset in assets.values():
        assert path_of(asset) == f"/assets/{asset.digest}/{asset.name}"


def test_the_map_loads_nothing_from_elsewhere(dataset, assets):
    base = make_base_map(dataset)
    html = base.get_root().render()
    loaded = [url for _, url in (*base.default_js, *base.default_css)]
    loaded += re.findall(r"""<(?:script|link|img|iframe)\b[^>]*?(?:src|href)=["']([^"']+)""", html)
    own = {asset.url for asset in assets.values()}
    assert loaded and set(loaded) <= own
    assert set(re.findall(r"https?://([^/\"'\s]+)", html)) <= {"www.w3.org"}


def test_the_fonts_are_those_of_the_framework_until_they_are_cut(get, assets, monkeypatch):
    media = Path(streamlit.__file__).parent / "static" / "static" / "media"
    style = urljoin(FRAME, assets["map.css"].url)
    page = f"http://peta.example/{assets['page.css'].page_url}"
    places = {
        urljoin(base, url).removeprefix("http://peta.example")
        for base, asset in ((style, assets["map.css"]), (page, assets["page.css"]))
        for url in re.findall(r"url\([\"']?([^\"')]+woff2)", asset.body.decode())
    }
    monkeypatch.setattr(page_fonts, "_cut", {})
    whole = {}
    for place in places:
        response, whole[place] = get(place)
        assert response.getheader("Cache-Control") == "no-store"
        assert response.getheader("Content-Type") == "font/woff2"
    assert len(places) == 2
    assert set(whole.values()) < {path.read_bytes() for path in media.glob("*.woff2")}
    page_fonts.prepare_fonts()
    for place in places:
        response, body = get(place)
        assert "immutable" in response.getheader("Cache-Control")
        assert len(body) < len(whole[place]) / 2
    assert get("/assets/0000000000000000/icons.woff2")[0].status == 404


def test_the_cut_fonts_hold_all_that_is_shown(monkeypatch):
    page_fonts.prepare_fonts()
    icons = TTFont(BytesIO(page_fonts.find_font(page_fonts.place_font(ICONS), ICONS).body))
    text = TTFont(BytesIO(page_fonts.find_font(page_fonts.place_font(TEXT), TEXT).body))
    names = set()
    for folder in ("mppgeo", "pages"):
        for path in (PROJECT / folder).rglob("*.py"):
            names |= set(re.findall(r":material/(\w+):", path.read_text()))
    letters, glyphs = icons.getBestCmap(), page_fonts._list_ligatures(icons)
    missing = [n for n in names if tuple(letters[ord(c)] for c in n) not in glyphs]
    assert {page.icon.split("/")[1].strip(":") for page in MENU.values()} <= names
    assert len(names) > 20 and missing == [] and len(glyphs) < 200
    assert {ord(letter) for letter in "Aaß–’≤²…“”žŞ"} <= set(text.getBestCmap())
    kept = {record.FeatureTag for record in text["GPOS"].table.FeatureList.FeatureRecord}
    assert "kern" in kept
    assert [axis.axisTag for axis in text["fvar"].axes] == ["wght"]
    ranges = re.findall(r"U\+([0-9A-F]+)-([0-9A-F]+)", page_fonts.list_ranges())
    inside = [(int(first, 16), int(last, 16)) for first, last in ranges]
    assert all(any(a <= code <= b for a, b in inside) for code in text.getBestCmap())


def test_openings(country):
    country.write_mpp(
        country.mpp("35.10", "2019-01-01", nama_mpp="Kedua"),
        country.mpp("35.10", "2017-10-06", nama_mpp="Pertama </script>"),
        country.mpp("35.73", "2020", presisi="tahun", tanggal_akhir="2020-12-31", tanggal_awal=""),
        country.mpp("35.07", "", presisi="", tanggal_awal="", tanggal_akhir="2021-05-05"),
        country.mpp("72.10", "2018-01-01", hitungan_nasional="tidak"),
        country.mpp("72", "2018-01-01", kode_kabkota="72.71"),
        country.mpp("35", "2018-01-01"),
        country.mpp("31", "2017-10-12"),
    )
    country.write_table(
        "mpp_sites",
        *(
            country.row_of_mpp("35.73", nama_mpp="MPP 35.73", **site)
            for site in (
                {"berlaku_sejak": "2020-12-31", "lintang": "-7.5", "bujur": "112.4"},
                {"berlaku_sejak": "2022-03", "lintang": "-7.6", "bujur": "112.6"},
                {"berlaku_sejak": "2024-01-01", "gedung": "baru"},
            )
        ),
    )
    moved = [["2020-12-31", 112.4, -7.5, 0], ["2022-03-31", 112.6, -7.6, 0], ["2024-01-01"]]
    jakarta = ["2017-10-12", "MPP 31", "2017-10-12", None]
    assert json.loads(encode_openings(country.load())) == {
        "35.10": ["2017-10-06", "Pertama </script>", "2017-10-06", None],
        "35.73": ["2020", "MPP 35.73", "2020-12-31", moved],
        "35.07": [None, "MPP 35.07", "2021-05-05", None],
        "72.71": ["2018-01-01", "MPP 72", "2018-01-01", None],
        **dict.fromkeys(["31", "31.71", "31.72"], jakarta),
    }


def test_a_picture_marks_an_mpp_where_it_is_on_its_day(country):
    openings = {"35.73": "2018-01-01", "35.10": "2018-01-01", "72.10": "2021-01-01"}
    country.write_mpp(*(country.mpp(kode, day) for kode, day in openings.items()))
    country.write_table(
        "mpp_sites",
        country.row_of_mpp("35.73", berlaku_sejak="2020-01-01", lintang="-7.5", bujur="112.4"),
    )
    dataset = country.load()
    marked = []
    for day in ("2019-12-31", "2020-01-01"):
        as_of = dt.date.fromisoformat(day)
        scene = Scene(dataset, View(as_of=as_of, level=KABKOTA), dt.date(2026, 1, 1))
        marked.append(set(list_points(scene, make_coverage_theme(scene.snapshot, KABKOTA), True)))
    assert marked[1] - marked[0] == {(112.4, -7.5)}


def test_geometry_is_made_again_only_when_it_changes(country):
    country.write_mpp(country.mpp("35.10", "2019-01-01"))
    first = data_assets(country.load())
    country.write_mpp(country.mpp("35.10", "2020-01-01"))
    changed = data_assets(country.load())
    assert changed["areas.json"] is first["areas.json"]
    assert changed["openings.json"].url != first["openings.json"].url
    regions = country.folder / "regions.csv"
    regions.write_text(regions.read_text().replace("Kabupaten Banyuwangi", "Kabupaten Lain"))
    renamed = data_assets(country.load())
    assert renamed["areas.json"].url != first["areas.json"].url


def test_a_page_drawn_just_before_a_change_still_gets_its_files(get, country):
    """The browser asks for what a page names a moment later; by then somebody may have saved."""
    country.write_mpp(country.mpp("35.10", "2019-01-01"))
    before = data_assets(country.load())
    for year in range(2000, 2006):
        country.write_mpp(country.mpp("35.10", f"{year}-01-01"))
        data_assets(country.load())
    for asset in before.values():
        response, body = get(path_of(asset))
        assert (response.status, body) == (200, asset.body)


def test_files_of_long_ago_are_let_go(get, country):
    country.write_mpp(country.mpp("35.10", "2018-01-01"))
    before = data_assets(country.load())["openings.json"]
    for year in range(1980, 1996):
        country.write_mpp(country.mpp("35.10", f"{year}-01-01"))
        data_assets(country.load())
    assert get(path_of(before))[0].status == 404


def test_without_surrounding_land_the_map_still_loads(country):
    dataset = country.load()
    land = json.loads(data_assets(dataset)["neighbours.json"].body)
    assert land == {"type": "FeatureCollection", "features": []}
