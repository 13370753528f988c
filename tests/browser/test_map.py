"""The coverage map as an official uses it."""

from __future__ import annotations

import csv
import io
import re

import geopandas as gpd
import openpyxl
from playwright.sync_api import expect

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


def test_national_map_is_drawn_in_five_classes(window):
    window.open_map()
    assert window.map.locator("path[data-kode]").count() == 38
    from mppgeo.content.classes import SHARES

    assert set(fills(window)) == {cls.colour for cls in SHARES}
    counts = window.map.locator(".mpp-legend-count").all_inner_texts()
    assert sum(map(int, counts)) == 38


def test_first_screen_holds_figures_map_and_table(window):
    window.open_map()
    window.page.locator('[data-testid="stDataFrame"]').first.wait_for()
    window.settle()
    frame = window.page.locator('iframe[title^="streamlit_folium"]').bounding_box()
    main = window.page.locator('[data-testid="stMain"]').bounding_box()
    table = window.page.locator('[data-testid="stDataFrame"]').first.bounding_box()
    assert frame["height"] >= 420
    assert frame["width"] >= 0.6 * (main["width"] - 80)
    assert frame["y"] + frame["height"] <= 768
    assert table["x"] > frame["x"] + frame["width"] and table["y"] < 400
    assert window.page.locator(".mpp-figure").count() == 4


def test_click_drills_down_and_leads_back(window):
    window.open_map()
    window.click_area("35")
    wait_for_query(window, "provinsi=35", "level=kabkota")
    window.page.locator(TITLE, has_text="Jawa Timur").wait_for()
    window.wait_for_state("s.map.getBounds().getWest() > 105 && s.map.getBounds().getEast() < 121")
    window.wait_for_state("s.map.getBounds().contains([[-8.7, 111], [-6.9, 114.5]])")
    window.click_area("35.10")
    window.page.locator(CARD, has_text="Kab. Banyuwangi").wait_for()
    wait_for_query(window, "kode=35.10")
    expect(window.page.locator('.mpp-card a[href^="https://"]').first).to_be_visible()
    expect(window.map.locator("path.mpp-selected")).to_have_count(1)
    window.settle()
    window.page.get_by_role("button", name="Kembali").click()
    window.page.locator(CARD).wait_for(state="detached")
    window.settle()
    window.page.get_by_role("button", name="Indonesia").click()
    window.page.wait_for_function("() => location.search === ''")
    window.page.locator(TITLE, has_text="Indonesia").wait_for()


def test_the_same_area_can_be_clicked_again(window):
    window.open_map("/?provinsi=35&level=kabkota")
    for _ in range(2):
        window.click_area("35.10")
        window.page.locator(CARD, has_text="Banyuwangi").wait_for()
        window.settle()
        window.page.get_by_role("button", name="Kembali").click()
        window.page.locator(CARD).wait_for(state="detached")


def test_row_selection_opens_highlights_and_zooms(window):
    window.open_map("/?provinsi=34&level=kabkota")
    table = window.page.locator('[data-testid="stDataFrame"]').first
    table.locator("[role=grid] td").first.wait_for(state="attached")
    window.settle()
    zoom = window.state("return s.map.getZoom()")
    table.click(position={"x": 17, "y": 52})
    window.page.locator(CARD, has_text="Kab. Kulon Progo").wait_for()
    expect(window.map.locator("path.mpp-selected")).to_have_count(1)
    window.wait_for_state(f"s.map.getZoom() > {zoom}")


def test_filters_recolour_without_reloading_or_moving_the_map(window):
    window.open_map("/?level=kabkota")
    window.settle()
    window.state("s.map.setView([-7.5, 110], 7, {animate: false}); window.mark = 'kept'")
    window.settle()
    before = window.state("return [s.map.getZoom(), s.map.getCenter().lat]")
    window.page.get_by_role("radio", name="Belum ada MPP").click()
    wait_for_query(window, "status=belum")
    expect(window.map.locator('path[data-code="0"]')).to_have_count(0)
    window.settle()
    assert window.state("return window.mark") == "kept"
    assert window.state("return [s.map.getZoom(), s.map.getCenter().lat]") == before


def test_panning_and_zooming_cause_no_rerun(window):
    window.open_map("/?level=kabkota")
    window.settle()
    frames = []
    session = window.page.context.new_cdp_session(window.page)
    session.send("Network.enable")
    session.on("Network.webSocketFrameSent", lambda event: frames.append(event))
    frame = window.page.locator('iframe[title^="streamlit_folium"]').bounding_box()
    x, y = frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2
    window.page.mouse.move(x, y)
    window.page.mouse.wheel(0, -300)
    window.settle()
    window.page.mouse.down()
    window.page.mouse.move(x + 80, y + 40, steps=8)
    window.page.mouse.up()
    window.settle()
    window.page.wait_for_timeout(600)
    assert frames == []


def test_a_shared_link_restores_everything(window):
    window.open_map(
        "/?tanggal=2024-12-12&provinsi=33&level=kabkota&kode=33.01&penyebut=508&lang=en"
    )
    page = window.page
    page.locator(CARD, has_text="Kab. Cilacap").wait_for()
    window.settle()
    head = page.locator(".mpp-head").inner_text()
    assert "Jawa Tengah" in head and "12 December 2024" in head
    assert "penyebut=508" in page.url
    assert "100%" in page.locator(".mpp-figures").inner_text()
    assert page.get_by_text("Jawa Tengah", exact=True).count() >= 1


def test_a_bad_link_gives_a_plain_notice(window):
    window.open_map("/?provinsi=99&level=desa&tanggal=kemarin&kode=<img src=x onerror=alert(1)>")
    expect(window.page.get_by_role("alert")).to_have_count(4)
    window.settle()
    alerts = window.page.get_by_role("alert").all_inner_texts()
    assert any("provinsi=99" in text for text in alerts)
    assert "Traceback" not in window.page.inner_text("body")
    assert window.page.locator("img[src=x]").count() == 0


def test_language_switch_speaks_english_everywhere(window):
    window.open_map("/?provinsi=35&level=kabkota")
    window.settle()
    window.page.get_by_role("radio", name="English").click()
    wait_for_query(window, "lang=en", "provinsi=35")
    window.page.locator(TITLE, has_text="Public service malls").wait_for()
    window.map.locator(".mpp-legend", has_text="Has an MPP").wait_for()
    window.turn_to("Data", "Data")
    window.page.get_by_role("heading", name="Data and quality").wait_for()
    wait_for_query(window, "lang=en", "provinsi=35")
    window.settle()
    assert "penyebut" not in window.page.url
    assert window.page.get_by_role("alert").filter(has_text="link").count() == 0


def test_search_forgives_typos_and_opens_the_area(window):
    window.open_map()
    window.settle()
    box = window.page.get_by_label("Cari daerah", exact=True)
    box.fill("banyuwngi")
    box.press("Enter")
    window.page.get_by_role("button", name=re.compile("Kab. Banyuwangi")).click()
    window.page.locator(CARD, has_text="Kab. Banyuwangi").wait_for()
    window.settle()
    box.fill("kab. bondo woso")
    box.press("Enter")
    window.page.locator(CARD, has_text="Kab. Bondowoso").wait_for()


def test_legend_shows_one_class_alone_by_keyboard(window):
    window.open_map()
    window.settle()
    row = window.map.locator('button.mpp-legend-row[data-code="4"]')
    row.focus()
    window.page.keyboard.press("Enter")
    expect(window.map.locator('button[aria-pressed="true"]')).to_have_count(1)
    assert len(fills(window)) == 2
    window.page.keyboard.press("Enter")
    expect(window.map.locator('button[aria-pressed="true"]')).to_have_count(0)
    assert len(fills(window)) == 5


def test_the_map_is_told_in_words(window):
    window.open_map("/?tanggal=2024-12-12")
    window.settle()
    words = window.map.locator("#map_div").get_attribute("aria-label")
    assert "53,0%" in window.page.locator(".mpp-told").inner_text() and "53,0%" in words
    for province in ("Jawa Tengah", "DI Yogyakarta", "Banten", "Bali", "Papua Selatan"):
        assert province in words


def read_download(visitor, container: str, label: str) -> bytes:
    # What still opens moves away from under a click.
    visitor.settle()
    with visitor.page.expect_download() as waiting:
        visitor.page.locator(f".st-key-{container}").get_by_role("button", name=label).click()
    return waiting.value.path().read_bytes()


def test_downloads_hold_exactly_the_rows_shown(window):
    window.open_map("/?provinsi=34&level=kabkota")
    text = read_download(window, "downloads_kabkota", "CSV")
    assert text.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))
    assert len(rows) == 1 + 5 and rows[1][0] == "Kab. Kulon Progo"
    book = openpyxl.load_workbook(io.BytesIO(read_download(window, "downloads_kabkota", "XLSX")))
    assert book.active.max_row == 1 + 5
    areas = gpd.read_file(io.BytesIO(read_download(window, "downloads_kabkota", "GeoJSON")))
    assert sorted(areas["kode"]) == ["34.01", "34.02", "34.03", "34.04", "34.71"]
    window.settle()
    window.page.get_by_text("MPP dalam tampilan ini").click()
    window.page.locator(".st-key-downloads_mpp").wait_for()
    mpp = read_download(window, "downloads_mpp", "CSV").decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(mpp)))) == 1 + 5


def test_geometry_has_one_address_for_good(visit, app):
    visitor = visit(app)
    visitor.open_map()
    fetched = [url for url in visitor.requests if url.endswith("/areas.json")]
    # Told ahead and then asked for, and here without a cache: one address, kept for good.
    assert len(set(fetched)) == 1
    response = visitor.page.request.get(app.url + fetched[0])
    assert "immutable" in response.headers["cache-control"]
    visitor.settle()
    visitor.page.get_by_role("radio", name="Kabupaten/kota", exact=True).click()
    visitor.map.locator('path[data-kode="11.01"]').wait_for()
    again = [url for url in visitor.requests if url.endswith("/areas.json")]
    assert set(again) == set(fetched)
