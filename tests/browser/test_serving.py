"""The app below a path, as behind an office's proxy: assets, links, and who may hold it in a frame."""

from __future__ import annotations

from playwright.sync_api import expect


def test_menu_presentation_and_downloads_stay_below_the_path(visit, below):
    visitor = visit(below)
    visitor.open_map("/?provinsi=35")
    assert any(path.startswith("/assets/") for path in visitor.requests)
    visitor.turn_to("Pertumbuhan", "Linimasa")
    visitor.page.wait_for_url(f"{below.url}/linimasa?*provinsi=35*")
    visitor.open_map("/?mode=presentasi")
    assert visitor.page.url.startswith(f"{below.url}/?")
    visitor.page.keyboard.press("Escape")
    table = visitor.page.get_by_test_id("stDownloadButton").filter(has_text="CSV").first
    table.wait_for()
    visitor.settle()
    with visitor.page.expect_download() as download:
        table.get_by_role("button").click()
    assert download.value.path().stat().st_size > 0


def test_only_a_site_that_is_named_may_hold_the_app_in_a_frame(visit, below, portal):
    folder, port = portal
    address = f"{below.url}/?provinsi=35&embed=true"
    (folder / "index.html").write_text(
        f'<link rel="icon" href="data:,"><iframe src="{address}" width="1000" height="700"></iframe>'
    )
    named, foreign = f"http://localhost:{port}", f"http://127.0.0.1:{port}"
    visitor = visit(below)
    visitor.friends = (*visitor.friends, named, foreign)
    page = visitor.page
    page.goto(f"{named}/index.html")
    inside = page.frame_locator("iframe")
    inside.frame_locator("iframe").locator("#map_div[data-painted]").wait_for()
    expect(inside.locator(".mpp-figure")).to_have_count(4)
    expect(inside.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    for absent in ("stTopNav", "stDataFrame", "stDownloadButton", "stMultiSelect"):
        assert inside.get_by_test_id(absent).count() == 0, absent
    way_out = inside.get_by_role("link", name="Buka dasbor lengkap")
    with page.context.expect_page() as opened:
        way_out.click()
    opened.value.get_by_test_id("stDataFrame").first.wait_for()
    assert "provinsi=35" in opened.value.url and "embed" not in opened.value.url
    assert visitor.errors == []
    with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        page.goto(f"{foreign}/index.html")
    # What the console tells of it has come when the next page has.
    page.goto(f"{named}/index.html")
    inside.frame_locator("iframe").locator("#map_div[data-painted]").wait_for()
    assert all(foreign in error or "frame-ancestors" in error for error in visitor.errors)
    visitor.errors.clear()
