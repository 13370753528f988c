"""Every page on every screen that officials have: whole, readable, and by itself."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from mppgeo.base.paths import PAGES

SCREENS = (
    (1366, 600), (1093, 490), (1024, 700), (1280, 600), (1920, 950), (820, 1080), (393, 727),
)  # fmt: skip
WAYS = [
    *(f"/{path.stem}" for path in sorted(PAGES.glob("*.py")) if path.stem != "peta"),
    "/?lang=en",
    "/?provinsi=35&level=kabkota&kode=35.10",
    "/?mode=presentasi&langkah=35",
    "/profil?provinsi=35&lang=en",
]  # fmt: skip
# What one draws on a chart to choose a span of time: of no size before, and of no meaning.
BRUSHES = [[".range_brush"], [".range_brush_bg"]]
FITS = """() => [document.documentElement, document.querySelector("[data-testid=stMain]")]
  .every((node) => node.scrollWidth <= node.clientWidth + 1)"""
GRAVE = ("serious", "critical")


@pytest.fixture(scope="module")
def app(below):
    """Below a path, where what is asked for elsewhere is foreign; what headers forbid is an error."""
    return below


@pytest.mark.parametrize("way", WAYS)
def test_every_page_is_whole_on_every_screen_and_can_be_read_by_all(window, way):
    page = window.page
    window.open(way)
    # The picture that the page began with has given way to it.
    page.locator("#mppgeo-first").wait_for(state="detached")
    page.locator(".mpp-head, .mpp-show, [data-testid=stHeading]").first.wait_for()
    window.settle()
    assert page.get_by_test_id("stException").count() == 0
    body = page.inner_text("body")
    assert "Traceback" not in body and len(body) > 200
    for width, height in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        # Tables and frames follow the window a moment later.
        page.wait_for_function(FITS)
    page.set_viewport_size({"width": 1366, "height": 600})
    # The menu of narrow windows, the framework's own, goes a moment later.
    page.get_by_test_id("stSidebarNav").wait_for(state="detached")
    # Neither is the contrast of what still fades that of the page, nor a frame that goes one of it.
    window.settle()
    for frame in page.frames:
        frame.evaluate(Axe().axe_script)
    found = page.evaluate(
        "(exclude) => axe.run({ exclude }, { resultTypes: ['violations'] })", BRUSHES
    )
    told = [
        (one["id"], node["target"], node["failureSummary"])
        for one in found["violations"] if one["impact"] in GRAVE
        for node in one["nodes"]
    ]  # fmt: skip
    assert told == []
