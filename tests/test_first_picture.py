"""The picture of a view in the page's HTML, the titles, and the pictures of links."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import re
from functools import partial
from html import unescape
from pathlib import Path

import pytest
import shapely
import streamlit
from PIL import Image
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import FileResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from mppgeo.base.budgets import Busy, Rate
from mppgeo.base.language import Language
from mppgeo.briefing.making import stop_making
from mppgeo.content.pages import PAGES, SECTIONS, name_link, name_tab
from mppgeo.maps.inline import draw_inline, trace_provinces
from mppgeo.maps.themes import make_coverage_theme
from mppgeo.maps.tracing import SIZE, trace_map, write_path
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import View
from mppgeo.serving import first_picture, previews
from mppgeo.serving.first_page import FirstPage, make_page, make_pictured
from mppgeo.serving.first_picture import PREVIEW, Picture, Pictures
from mppgeo.serving.headers import digest_scripts

PAGE = Path(streamlit.__file__).parent / "static" / "index.html"
TODAY = dt.date(2026, 2, 3)
NATION = ((-11.05, 95.0), (6.1, 141.05))
HOSTILE = '"><script>alert(1)</script>'


@pytest.fixture(scope="module")
def ask(dataset):
    """The page that an address gets."""
    make = partial(make_pictured, PAGE, style="assets/0a/page.css")
    pictures = Pictures(make, "", "https://kantor.example.go.id/mpp/")

    def ask(page: str = "", query: str = "") -> str:
        return gzip.decompress(pictures.paint(page, query, dataset, TODAY)).decode()

    return ask


def texts_of(html: str) -> str:
    body = html[html.index('<div id="mppgeo-first"') :]
    return unescape(re.sub(r"<[^>]+>", "\n", body[: body.index("<script>")]))


# --- the picture ----------------------------------------------------------------------------


def test_the_answer_stands_before_sheets_scripts_and_fonts(ask):
    html = ask("", "provinsi=35&level=kabkota")
    answer = html.index('class="mpp-figure-value">35<')
    assert html.index('<div id="root" inert></div>') < answer < html.index("</svg>")
    for later in ("assets/0a/page.css", 'rel="stylesheet"', 'type="module"', 'rel="modulepreload"'):
        assert html.index("</svg>") < html.index(later)
    assert len(re.findall('type="module"|rel="modulepreload"', html)) == len(
        re.findall('type="module"|rel="modulepreload"', PAGE.read_text())
    )


@pytest.mark.parametrize(
    ("page", "query", "most"),
    [
        ("", "", 35), ("", "level=kabkota", 45), ("", "provinsi=12&provinsi=91&level=kabkota", 45),
        ("", "mode=presentasi&langkah=21", 45), ("pemantauan", "lang=en", 45),
        ("perubahan", "", 45), ("jangkauan", "", 45), ("batas", "", 45), ("prioritas", "", 45),
        ("profil", "provinsi=35", 45),
    ],
)  # fmt: skip
def test_the_picture_is_light(ask, page, query, most):
    without = gzip.compress(make_page(PAGE, Language()), mtime=0)
    assert len(gzip.compress(ask(page, query).encode(), mtime=0)) - len(without) < most * 1000


@pytest.mark.parametrize(
    ("page", "query", "told"),
    [
        ("linimasa", "lang=en", ["Timeline: Indonesia", "15 December 2025", "of 509 areas"]),
        (
            "tahapan",
            "provinsi=35",
            [
                "Tahapan menuju MPP: Jawa Timur",
                "Dari 3 daerah tanpa MPP: 1 pembangunan, 1 rencana. Tahap 1 daerah tidak diketahui."
                " Dapat diresmikan berikutnya: Kota Madiun (pembangunan).",
                "Diresmikan",
            ],
        ),
        ("perubahan", "provinsi=35", ["15 Des 2024 sampai 15 Des 2025: bertambah 3 daerah"]),
        ("layanan", "", ["27 daerah diketahui memiliki MPP Digital;"]),
        (
            "jangkauan",
            "lang=en",
            ["Reach of MPPs: Indonesia", "within 25 km of an MPP", "Farthest:"],
        ),
        ("prioritas", "bagian=prioritas", ["Prioritas: Indonesia"]),
        ("profil", "provinsi=35", ["Profil Provinsi: Jawa Timur", "−3 dalam 12 bulan"]),
        ("data", "", ["Data dan mutu", "Catatan sampai 15 Desember 2025"]),
        ("tentang", "lang=en", ["About this dashboard"]),
        ("", "mode=presentasi&langkah=35", ["Jawa Timur", "35", "dari 38 daerah", "16 / 39"]),
    ],
)
def test_every_page_has_a_picture_of_its_own(ask, page, query, told):
    html = ask(page, query)
    found = texts_of(html)
    assert ("<figure" in html) == (page not in {"linimasa", "data", "tentang"})
    assert all(text in found for text in told), found


def test_the_menu_of_the_picture_holds_every_page():
    assert [name for names in SECTIONS.values() for name in names] == list(PAGES)


def test_lines_that_neighbours_share_are_drawn_alike(dataset):
    tracing = trace_map(dataset, "kabkota", NATION, (), 5)
    assert set(tracing.areas) == set(dataset.kabkota.index)
    drawn = {k: read_path(path) for k, path in tracing.areas.items()}
    whole = shapely.union_all([area.buffer(0) for area in drawn.values()])
    # What areas hide of one another is a hair: their common corners were rounded alike.
    hidden = sum(area.buffer(0).area for area in drawn.values()) - whole.area
    assert hidden < 0.005 * whole.area
    coordinates = shapely.get_coordinates(whole)
    assert (coordinates[:, 0] > 0).all() and (coordinates[:, 0] < SIZE[0]).all()
    # Sabang is smaller than one would see, and a point besides.
    assert "11.72" in tracing.specks and "62.71" not in tracing.specks


def test_a_province_traced_ahead_is_not_traced_again_for_another_day(dataset, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _: None)
    trace_provinces(Scene(dataset, View(), TODAY))
    traced = trace_map.cache_info().misses
    for kode in ("31", "35", "95"):
        view = View(level="kabkota", provinsi=(kode,), as_of=dt.date(2023, 3, 1))
        scene = Scene(dataset, view, TODAY)
        draw_inline(scene, make_coverage_theme(scene.snapshot, "kabkota"))
    assert trace_map.cache_info().misses == traced


def read_path(path: str) -> shapely.Geometry:
    """The rings of a path; holes are not told apart."""
    numbers = re.compile(r"-?\d+")
    x = y = 0
    rings = []
    for sub in re.findall(r"[Mm][^z]*z", path):
        ring = []
        for command, rest in re.findall(r"([MmlhvL])([^a-zA-Z]*)", sub):
            values = [int(one) for one in numbers.findall(rest)]
            if command == "h":
                steps = [(dx, 0) for dx in values]
            elif command == "v":
                steps = [(0, dy) for dy in values]
            else:
                steps = list(zip(values[::2], values[1::2], strict=True))
            for number, (dx, dy) in enumerate(steps):
                start = (0, 0) if command == "M" and not number else (x, y)
                x, y = start[0] + dx, start[1] + dy
                ring.append((x, y))
        rings.append(shapely.Polygon(ring))
        x, y = ring[0]
    return shapely.MultiPolygon(rings)


def test_a_path_says_the_ring_that_it_was_made_of():
    ring = [(0, 0), (10, 0), (10, -4), (14, -9), (2, -9), (-3, -2)]
    outline = shapely.Polygon([(x + 50, SIZE[1] - 50 - y) for x, y in ring])
    island = shapely.box(100, 100, 120, 130)
    drawn = read_path(write_path(shapely.MultiPolygon([outline, island])))
    expected = [
        shapely.transform(p, lambda c: c * (1, -1) + (0, SIZE[1])) for p in (outline, island)
    ]
    assert all(a.equals(b) for a, b in zip(shapely.get_parts(drawn), expected, strict=True))


# --- bad input ------------------------------------------------------------------------------


def test_a_hostile_address_gets_what_can_be_understood_and_a_notice(ask):
    html = ask(
        "", "provinsi=35&level=kabkota&jenis=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&lang=en"
    )
    assert "35 of 38 areas" in texts_of(html)
    assert f"“jenis={HOSTILE}” in the link was not understood and is ignored." in texts_of(html)
    assert "<script>alert" not in html


def test_an_overlong_address_is_read_up_to_an_end(ask):
    html = ask("", "provinsi=35&" + "&".join(f"provinsi=x{n}" for n in range(20_000)))
    found = texts_of(html)
    assert "Tautan terlalu panjang; bagian akhirnya diabaikan." in found
    assert "35 dari 38 daerah" in found
    assert found.count("diabaikan") <= 3


def test_nothing_in_title_and_description_is_markup():
    picture = Picture(Language(), HOSTILE, HOSTILE, f"https://x/{HOSTILE}", "<p>body</p>")
    html = make_page(PAGE, Language(), picture=picture).decode()
    assert "<script>alert" not in html and html.count("&lt;script&gt;alert") == 6
    # The scripts of the page itself are the same for every view: they are allowed by their digest.
    assert digest_scripts(html) == digest_scripts(make_page(PAGE, Language()).decode())


@pytest.fixture
def browser(monkeypatch):
    """Asks an app that answers with Streamlit's page, however long its picture takes here."""
    monkeypatch.setattr(first_picture, "_IN_TIME", 60)
    app = Starlette(
        routes=[
            Route("/mpp/", lambda _: FileResponse(PAGE)),
            Route("/mpp/linimasa", lambda _: FileResponse(PAGE)),
            previews.make_preview_route("mpp"),
        ],
        middleware=[Middleware(FirstPage, page=PAGE, base="mpp", address="https://a.example/mpp")],
    )
    yield TestClient(app)
    stop_making()


def test_the_host_of_a_request_never_enters_the_page(browser):
    html = browser.get("/mpp/?provinsi=35", headers={"host": "evil.example"}).text
    assert "evil.example" not in html
    assert f'content="https://a.example/mpp/{PREVIEW}?provinsi=35"' in html
    assert "<title>Linimasa, Indonesia, " in browser.get("/mpp/linimasa").text


def test_without_a_public_address_no_picture_is_named(dataset):
    html = Pictures(partial(make_pictured, PAGE)).paint("", "", dataset, TODAY)
    assert "og:image" not in gzip.decompress(html).decode()


# --- titles ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "view", "tab"),
    [
        ("", View(provinsi=("35",)), "Jawa Timur, 35 dari 38 - MPP"),
        ("", View(provinsi=("35",), lang="en"), "Jawa Timur, 35 of 38 - MPP"),
        ("", View(provinsi=("35",), kode="35.10"), "Kab. Banyuwangi, Jawa Timur, 35 dari 38 - MPP"),
        ("linimasa", View(provinsi=("35",)), "Linimasa, Jawa Timur - MPP"),
        ("data", View(provinsi=("35",)), "Data - MPP"),
        ("", View(mode="presentasi", langkah="35"), "Jawa Timur, 35 dari 38 - MPP"),
        ("", View(provinsi=("31",), denominator=508), "Peta, DKI Jakarta - MPP"),
    ],
)
def test_the_tab_says_page_place_and_count(dataset, page, view, tab):
    assert name_tab(Scene(dataset, view, TODAY), page) == tab


def test_a_shared_link_is_called_by_page_place_and_day(dataset):
    scene = Scene(dataset, View(provinsi=("35",), as_of=dt.date(2024, 12, 12)), TODAY)
    assert name_link(scene, "linimasa") == "Linimasa, Jawa Timur, 12 Desember 2024 - MPP"


# --- pictures of links ----------------------------------------------------------------------


def test_a_link_has_a_small_picture_made_once(browser, monkeypatch):
    monkeypatch.setattr(previews, "_rate", Rate(1, 3600))
    previews.draw_preview.cache_clear()
    answer = browser.get(f"/mpp/{PREVIEW}?provinsi=35&level=kabkota")
    assert answer.headers["content-type"] == "image/png" and len(answer.content) < 100_000
    with Image.open(io.BytesIO(answer.content)) as picture:
        assert picture.size == (1200, 630)
    # Views that look the same are one picture, which is not made again; another must wait.
    again = browser.get(
        f"/mpp/{PREVIEW}?provinsi=35&level=kabkota&sasaran=semua&x=1",
        headers={"if-none-match": answer.headers["etag"]},
    )
    assert again.status_code == 304
    other = browser.get(f"/mpp/{PREVIEW}?provinsi=33&level=kabkota")
    assert other.status_code == 503 and other.headers["retry-after"]
    assert previews.draw_preview.cache_info().maxsize == previews.KEPT


def test_so_many_in_a_span_of_time():
    rate = Rate(2, 3600)
    rate.take()
    rate.take()
    with pytest.raises(Busy):
        rate.take()
    open_again = Rate(1, 0)
    open_again.take()
    open_again.take()
