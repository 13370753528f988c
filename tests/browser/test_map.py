"""The coverage map as an official uses it."""

from __future__ import annotations

import csv
import io
import re

import geopandas as gpd
import openpyxl

TITLE = ".mpp-head h1"
CARD = ".mpp-card h2"


def fills(visitor) -> list[str]:
    return visitor.map.locator("path[data-kode]").evaluate_all(
        "nodes => [...new Set(nodes.map(n => n.getAttribute('fill')))]"
    )


def wait_for_query(visitor, *parts: str) -> None:
    visitor.page.wait_for_function(
        "parts => parts.every(part => location.search.includes(part))", arg=list(parts)
    )


def test_national_map_is_drawn_in_five_classes(visitor):
    visitor.open_map()
    assert visitor.map.locator("path[data-kode]").count() == 38
    from mppgeo.content.classes import SHARES

    assert set(fills(visitor)) == {cls.colour for cls in SHARES}
    counts = visitor.map.locator(".mpp-legend-count").all_inner_texts()
    assert sum(map(int, counts)) == 38


def test_first_screen_holds_figures_map_and_table(visitor):
    visitor.open_map()
    frame = visitor.page.locator('iframe[title^="streamlit_folium"]').bounding_box()
    main = visitor.page.locator('[data-testid="stMain"]').bounding_box()
    table = visitor.page.locator('[data-testid="stDataFrame"]').first.bounding_box()
    assert frame["height"] >= 420
    assert frame["width"] >= 0.6 * (main["width"] - 80)
    assert frame["y"] + frame["height"] <= 768
    assert table["x"] > frame["x"] + frame["width"] and table["y"] < 400
    assert visitor.page.locator(".mpp-figure").count() == 4


def test_click_drills_down_and_leads_back(visitor):
    visitor.open_map()
    visitor.click_area("35")
    wait_for_query(visitor, "provinsi=35", "level=kabkota")
    visitor.page.locator(TITLE, has_text="Jawa Timur").wait_for()
    visitor.wait_for_state("s.map.getBounds().getWest() > 105 && s.map.getBounds().getEast() < 121")
    visitor.wait_for_state("s.map.getBounds().contains([[-8.7, 111], [-6.9, 114.5]])")
    visitor.click_area("35.10")
    visitor.page.locator(CARD, has_text="Kab. Banyuwangi").wait_for()
    wait_for_query(visitor, "kode=35.10")
    assert visitor.page.locator('.mpp-card a[href^="https://"]').count() >= 1
    assert visitor.map.locator("path.mpp-selected").count() == 1
    visitor.page.get_by_role("button", name="Kembali").click()
    visitor.page.locator(CARD).wait_for(state="detached")
    visitor.page.get_by_role("button", name="Indonesia").click()
    visitor.page.wait_for_function("() => location.search === ''")
    visitor.page.locator(TITLE, has_text="Indonesia").wait_for()


def test_the_same_area_can_be_clicked_again(visitor):
    visitor.open_map("/?provinsi=35&level=kabkota")
    for _ in range(2):
        visitor.click_area("35.10")
        visitor.page.locator(CARD, has_text="Banyuwangi").wait_for()
        visitor.page.get_by_role("button", name="Kembali").click()
        visitor.page.locator(CARD).wait_for(state="detached")


def test_row_selection_opens_highlights_and_zooms(visitor):
    visitor.open_map("/?provinsi=34&level=kabkota")
    visitor.settle()
    zoom = visitor.state("return s.map.getZoom()")
    table = visitor.page.locator('[data-testid="stDataFrame"]').first
    table.click(position={"x": 17, "y": 52})
    visitor.page.locator(CARD, has_text="Kab. Kulon Progo").wait_for()
    visitor.map.locator("path.mpp-selected").wait_for()
    assert visitor.map.locator("path.mpp-selected").count() == 1
    visitor.wait_for_state(f"s.map.getZoom() > {zoom}")


def test_filters_recolour_without_reloading_or_moving_the_map(visitor):
    visitor.open_map("/?level=kabkota")
    visitor.settle()
    visitor.state("s.map.setView([-7.5, 110], 7, {animate: false}); window.mark = 'kept'")
    visitor.settle()
    before = visitor.state("return [s.map.getZoom(), s.map.getCenter().lat]")
    visitor.page.get_by_role("radio", name="Belum ada MPP").click()
    wait_for_query(visitor, "status=belum")
    visitor.page.wait_for_timeout(800)
    assert visitor.state("return window.mark") == "kept"
    assert visitor.state("return [s.map.getZoom(), s.map.getCenter().lat]") == before
    painted = visitor.map.locator('path[data-code="0"]').count()
    assert painted == 0


def test_panning_and_zooming_cause_no_rerun(visitor):
    visitor.open_map("/?level=kabkota")
    visitor.settle()
    frames = []
    session = visitor.page.context.new_cdp_session(visitor.page)
    session.send("Network.enable")
    session.on("Network.webSocketFrameSent", lambda event: frames.append(event))
    frame = visitor.page.locator('iframe[title^="streamlit_folium"]').bounding_box()
    x, y = frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2
    visitor.page.mouse.move(x, y)
    visitor.page.mouse.wheel(0, -300)
    visitor.settle()
    visitor.page.mouse.down()
    visitor.page.mouse.move(x + 80, y + 40, steps=8)
    visitor.page.mouse.up()
    visitor.settle()
    visitor.page.wait_for_timeout(600)
    assert frames == []


def test_a_shared_link_restores_everything(visitor):
    visitor.open_map(
        "/?tanggal=2024-12-12&provinsi=33&level=kabkota&kode=33.01&penyebut=508&lang=en"
    )
    page = visitor.page
    page.locator(CARD, has_text="Kab. Cilacap").wait_for()
    head = page.locator(".mpp-head").inner_text()
    assert "Jawa Tengah" in head and "12 December 2024" in head
    assert "penyebut=508" in page.url
    assert "100%" in page.locator(".mpp-figures").inner_text()
    assert page.get_by_text("Jawa Tengah", exact=True).count() >= 1


def test_a_bad_link_gives_a_plain_notice(visitor):
    visitor.open_map("/?provinsi=99&level=desa&tanggal=kemarin&kode=<img src=x onerror=alert(1)>")
    alerts = visitor.page.get_by_role("alert").all_inner_texts()
    assert len(alerts) == 4
    assert any("provinsi=99" in text for text in alerts)
    assert "Traceback" not in visitor.page.inner_text("body")
    assert visitor.page.locator("img[src=x]").count() == 0


def test_language_switch_speaks_english_everywhere(visitor):
    visitor.open_map("/?provinsi=35&level=kabkota")
    visitor.page.get_by_role("radio", name="English").click()
    wait_for_query(visitor, "lang=en", "provinsi=35")
    visitor.page.locator(TITLE, has_text="Public service malls").wait_for()
    visitor.map.locator(".mpp-legend", has_text="Has an MPP").wait_for()
    visitor.turn_to("Data", "Data")
    visitor.page.get_by_role("heading", name="Data and quality").wait_for()
    wait_for_query(visitor, "lang=en", "provinsi=35")
    assert "penyebut" not in visitor.page.url
    assert visitor.page.get_by_role("alert").filter(has_text="link").count() == 0


def test_search_forgives_typos_and_opens_the_area(visitor):
    visitor.open_map()
    box = visitor.page.get_by_label("Cari daerah", exact=True)
    box.fill("banyuwngi")
    box.press("Enter")
    visitor.page.get_by_role("button", name=re.compile("Kab. Banyuwangi")).click()
    visitor.page.locator(CARD, has_text="Kab. Banyuwangi").wait_for()
    box.fill("kab. banyu wangi")
    box.press("Enter")
    visitor.page.locator(CARD, has_text="Kab. Banyuwangi").wait_for()


def test_legend_shows_one_class_alone_by_keyboard(visitor):
    visitor.open_map()
    visitor.settle()
    row = visitor.map.locator('button.mpp-legend-row[data-code="4"]')
    row.focus()
    visitor.page.keyboard.press("Enter")
    assert visitor.map.locator('button[aria-pressed="true"]').count() == 1
    assert len(fills(visitor)) == 2
    visitor.page.keyboard.press("Enter")
    assert len(fills(visitor)) == 5


def test_the_map_is_told_in_words(visitor):
    visitor.open_map("/?tanggal=2024-12-12")
    words = visitor.map.locator("#map_div").get_attribute("aria-label")
    assert "53,0%" in visitor.page.locator(".mpp-told").inner_text() and "53,0%" in words
    for province in ("Jawa Tengah", "DI Yogyakarta", "Banten", "Bali", "Papua Selatan"):
        assert province in words


def read_download(visitor, container: str, label: str) -> bytes:
    with visitor.page.expect_download() as waiting:
        visitor.page.locator(f".st-key-{container}").get_by_role("button", name=label).click()
    return waiting.value.path().read_bytes()


def test_downloads_hold_exactly_the_rows_shown(visitor):
    visitor.open_map("/?provinsi=34&level=kabkota")
    text = read_download(visitor, "downloads_kabkota", "CSV")
    assert text.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))
    assert len(rows) == 1 + 5 and rows[1][0] == "Kab. Kulon Progo"
    book = openpyxl.load_workbook(io.BytesIO(read_download(visitor, "downloads_kabkota", "XLSX")))
    assert book.active.max_row == 1 + 5
    areas = gpd.read_file(io.BytesIO(read_download(visitor, "downloads_kabkota", "GeoJSON")))
    assert sorted(areas["kode"]) == ["34.01", "34.02", "34.03", "34.04", "34.71"]
    visitor.page.get_by_text("MPP dalam tampilan ini").click()
    # What still opens moves away from under a click.
    visitor.page.locator(".st-key-downloads_mpp").wait_for()
    visitor.page.wait_for_timeout(1500)
    mpp = read_download(visitor, "downloads_mpp", "CSV").decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(mpp)))) == 1 + 5


def test_geometry_has_one_address_for_good(visit, app):
    visitor = visit(app)
    visitor.open_map()
    fetched = [url for url in visitor.requests if url.endswith("/areas.json")]
    # Told ahead and then asked for, and here without a cache: one address, kept for good.
    assert len(set(fetched)) == 1
    response = visitor.page.request.get(app.url + fetched[0])
    assert "immutable" in response.headers["cache-control"]
    visitor.page.get_by_role("radio", name="Kabupaten/kota", exact=True).click()
    visitor.map.locator('path[data-kode="11.01"]').wait_for()
    again = [url for url in visitor.requests if url.endswith("/areas.json")]
    assert set(again) == set(fetched)
