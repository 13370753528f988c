"""The app below a path, as behind an office's proxy: pages, assets, links, and no forbidden thing."""

from __future__ import annotations

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from conftest import App

from mppgeo.base.paths import PAGES

BASE = "gerai/mpp"


class AppBelow(App):
    """An app below the path ``BASE``."""

    @property
    def url(self) -> str:
        return f"{super().url}/{BASE}"


@pytest.fixture(scope="module")
def below():
    running = AppBelow(None, None, "--server.baseUrlPath", BASE)
    yield running
    running.stop()


def test_every_page_is_drawn_below_a_path_without_a_forbidden_thing(visit, below):
    """Headers that forbid something needed would stand on the console as errors."""
    visitor = visit(below)
    visitor.open_map("/?provinsi=35")
    assert any(path.startswith("/assets/") for path in visitor.requests)
    for page in sorted(path.stem for path in PAGES.glob("*.py") if path.stem != "peta"):
        visitor.open(f"/{page}")
        visitor.page.locator(".mpp-head, [data-testid=stHeading]").first.wait_for()
        visitor.page.locator('[data-test-script-state="notRunning"]').first.wait_for()
        assert visitor.page.get_by_test_id("stException").count() == 0


def test_menu_links_and_presentation_stay_below_the_path(visit, below):
    visitor = visit(below)
    visitor.open_map("/?provinsi=35")
    visitor.turn_to("Pertumbuhan", "Linimasa")
    visitor.page.wait_for_url(f"{below.url}/linimasa?*provinsi=35*")
    visitor.open_map("/?mode=presentasi")
    assert visitor.page.url.startswith(f"{below.url}/?")
    with visitor.page.expect_download() as download:
        visitor.open_map("/")
        table = visitor.page.get_by_test_id("stDownloadButton").filter(has_text="CSV").first
        table.get_by_role("button").click()
    assert download.value.path().stat().st_size > 0


def test_a_page_of_another_site_cannot_hold_the_app_in_a_frame(below, browser, tmp_path):
    (tmp_path / "index.html").write_text(f'<iframe src="{below.url}/"></iframe>')
    site = ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    )
    Thread(target=site.serve_forever, daemon=True).start()
    context = browser.new_context()
    page = context.new_page()
    with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        page.goto(f"http://127.0.0.1:{site.server_port}/index.html")
    context.close()
    site.shutdown()
    site.server_close()
