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
def portal(tmp_path_factory):
    """Pages of another site, at two origins: as 127.0.0.1 and as localhost."""
    folder = tmp_path_factory.mktemp("portal")
    serve = partial(SimpleHTTPRequestHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), serve) as site:
        Thread(target=site.serve_forever, daemon=True).start()
        yield folder, site.server_port
        site.shutdown()


@pytest.fixture(scope="module")
def below(portal):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MPPGEO_PORTALS", f"https://portal.example.go.id http://localhost:{portal[1]}")
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
    assert inside.locator(".mpp-figure").count() == 4
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
    visitor.errors.clear()
