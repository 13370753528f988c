"""A visitor: one Chromium page on one of the apps, and what can be done and read there."""

from __future__ import annotations

import base64
import importlib.util
import os
import re
import shutil
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Frame, Page, Playwright, Route
from server import Run, Server

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
SCREEN = {"width": 1366, "height": 768}
QUIET = 1.0
"""Seconds without a frame or script run after which a rerun is over; the
component holds events back for a quarter of a second."""
PATIENCE = 60.0

_MAP = 'iframe[title^="streamlit_folium"]'
_PROBE = Path(__file__).with_name("probe.js")
_PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="
)
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class ChromiumMissing(Exception):
    """No Chromium was found on this machine."""


def find_chromium(playwright: Playwright) -> str:
    """Path of the Chromium to use: ``$CHROMIUM``, one on the path, or Playwright's own."""
    candidates = [os.environ.get("CHROMIUM"), *map(shutil.which, _NAMES)]
    candidates.append(playwright.chromium.executable_path)
    for candidate in candidates:
        if candidate and Path(candidate).exists():
            return candidate
    raise ChromiumMissing(
        "Chromium is missing. Install it (Debian: apt install chromium; elsewhere: "
        "python -m playwright install chromium) or name it in the variable CHROMIUM."
    )


@dataclass(frozen=True)
class Kind:
    """What differs between the two apps for a visitor."""

    name: str
    script: str
    address: str
    card: str
    yes: str


OURS = Kind("ours", "app.py", "/?lang=en&level=kabkota", ".mpp-card h2", "Has an MPP")
PLAIN = Kind("plain", "benchmarks/plain_app.py", "/", '[data-testid="stMarkdown"] h3', "yes")


@dataclass
class Effect:
    """What one action of a visitor caused."""

    runs: list[Run]
    bytes: int

    @property
    def bytes_per_run(self) -> float:
        return self.bytes / max(len(self.runs), 1)


@dataclass
class Visitor:
    """One open page; keeps count of websocket bytes and of requests to other hosts."""

    kind: Kind
    server: Server
    browser: Browser
    foreign: Counter = field(default_factory=Counter)
    received: int = 0
    last_frame: float = 0.0

    def open(self, quiet: bool = True) -> Visitor:
        """Open the app in a new context; returns when the map is coloured and all is quiet."""
        self.context = self.browser.new_context(viewport=SCREEN)
        self.context.add_init_script(path=_PROBE)
        self.context.route(_is_foreign, self._answer)
        self.page: Page = self.context.new_page()
        session = self.context.new_cdp_session(self.page)
        session.on("Network.webSocketFrameReceived", self._count)
        session.send("Network.enable")
        self.page.goto(self.server.url + self.kind.address, wait_until="commit")
        self.wait(lambda: self.page.evaluate("__bench.coloured"))
        if quiet:
            self.settle()
        return self

    def close(self) -> None:
        self.context.close()

    def time_to_colour(self) -> float:
        """Seconds from the start of loading the page to the coloured map."""
        return self.page.evaluate("__bench.coloured - performance.timeOrigin") / 1e3

    def time_to_picture(self) -> float | None:
        """The same to the coloured picture in its HTML; None = it has none."""
        return self.page.evaluate(
            "__bench.pictured && (__bench.pictured - performance.timeOrigin) / 1e3"
        )

    def is_coloured(self) -> bool:
        """Whether the map is coloured now."""
        return self.page.evaluate("__bench.isColoured()")

    def map(self) -> Frame:
        """The frame of the map."""
        return self.page.query_selector_all(_MAP)[-1].content_frame()

    def act(self, action) -> Effect:
        """Do something and wait until the app is quiet again."""
        before, count = self.received, len(self.server.runs())
        action()
        self.settle()
        return Effect(self.server.runs()[count:], self.received - before)

    def settle(self) -> None:
        """Wait until neither frames nor script runs have come for a while."""

        def quiet() -> bool:
            if self.server.is_running():
                return False
            runs = self.server.runs()
            last = max(self.last_frame, runs[-1].ended if runs else 0.0)
            return time.time() - last > QUIET

        self.page.wait_for_timeout(1e3 * QUIET)
        self.wait(quiet)

    def wait(self, condition) -> None:
        """Wait for a condition; frames of the websocket are counted meanwhile."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                if condition():
                    return
            except Exception as error:  # the frame was just replaced
                if "detached" not in str(error) and "destroyed" not in str(error):
                    raise
            self.page.wait_for_timeout(30)
        raise TimeoutError(f"{self.kind.name}: {condition} within {PATIENCE} s")

    # What a visitor does.

    def add_province(self, name: str) -> None:
        """Choose a province in the filter."""
        box = self.page.locator('[data-testid="stMultiSelect"] input').first
        box.click()
        box.fill(name)
        box.press("Enter")
        self.page.keyboard.press("Escape")

    def clear_province(self) -> None:
        """Take the province out again."""
        self.page.locator('[data-testid="stMultiSelect"] input').first.press("Backspace")
        self.page.keyboard.press("Escape")

    def check_provinces(self, chosen: list[str], of: tuple[str, ...]) -> None:
        """Make sure that the filter holds the provinces ``chosen`` and no other ``of`` them."""
        text = self.page.locator('[data-testid="stMultiSelect"]').first.inner_text()
        found = [name for name in of if name in text]
        if found != chosen:
            raise RuntimeError(f"{self.kind.name}: filter shows {found}, not {chosen}")

    def toggle_status(self) -> None:
        """Switch the filter "has an MPP" on or off."""
        # The plain app has its filters in the sidebar.
        buttons = self.page.locator(
            ':is([data-testid="stSidebar"], .st-key-filters) [data-testid="stButtonGroup"] button'
        )
        buttons.get_by_text(self.kind.yes, exact=True).click()

    def switch_level(self, name: str) -> None:
        """Colour provinces or kabkota (ours only)."""
        self.page.locator(".st-key-w_level_en").get_by_text(name, exact=True).click()

    def set_day(self, day: str) -> None:
        """Choose another as-of date (ours only)."""
        self.page.locator(".st-key-more_filters button").first.click()
        self.page.locator('[data-testid="stDateInput"] [data-type="day"]').click()
        self.page.keyboard.type(day.replace("/", ""), delay=5)
        # The calendar takes the day when it closes; Escape would give the old one back.
        self.page.locator("h1").first.click()

    def click_area(self, avoid: list[str]) -> float:
        """Click an area, if possible none of ``avoid``, never its last; seconds to its card."""
        area = None
        for left_out in (avoid, avoid[-1:]):
            area = area or self.page.evaluate("names => __bench.findArea(names)", left_out)
        if area is None:
            raise RuntimeError(f"{self.kind.name}: no area to click")
        avoid.append(area["name"])
        self.page.evaluate("selector => __bench.watchCard(selector)", self.kind.card)
        x, y = self._corner()
        self.page.mouse.click(x + area["x"], y + area["y"])
        self.wait(lambda: self.page.evaluate("__bench.card"))
        return self.page.evaluate("__bench.card - __bench.clicked") / 1e3

    def leave_area(self) -> None:
        """Go back to where an area was clicked, as the browser does (ours only)."""
        self.page.go_back(wait_until="commit")

    def play(self, seconds: float) -> tuple[float, int]:
        """Let the time bar play; recolours a second and websocket bytes meanwhile (ours only)."""
        frame = self.map()
        self.wait(lambda: frame.evaluate("Object.keys(mppgeo.state.openings || {}).length > 0"))
        self.settle()
        received = self.received
        frame.evaluate("mppgeo.time.play()")
        before = frame.evaluate("[mppgeo.time.bar.frames, performance.now()]")
        self.page.wait_for_timeout(1e3 * seconds)
        after = frame.evaluate("[mppgeo.time.bar.frames, performance.now()]")
        played = self.received - received
        frame.evaluate("mppgeo.time.stop()")
        self.settle()
        return 1e3 * (after[0] - before[0]) / (after[1] - before[1]), played

    def time_day(self, day: str) -> float:
        """Seconds from choosing another date to the recoloured map (ours only)."""
        self.page.evaluate(
            "() => addEventListener('keydown', (event) => {"
            " if (/[0-9]/.test(event.key)) window.__asked = Date.now(); }, true)"
        )
        painted = self.map().evaluate("document.querySelector('#map_div').dataset.painted")
        self.set_day(day)
        self.wait(
            lambda: (
                self.map().evaluate("document.querySelector('#map_div').dataset.painted") != painted
            )
        )
        found = self.map().evaluate("mppgeo.state.paintedAt") - self.page.evaluate("__asked")
        self.settle()
        return found / 1e3

    def drag(self) -> None:
        """Pan the map a little."""
        x, y = self._middle()
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + 60, y + 25, steps=6)
        self.page.mouse.up()

    def zoom(self, clicks: int) -> None:
        """Turn the mouse wheel on the map."""
        self.page.mouse.move(*self._middle())
        self.page.mouse.wheel(0, -120 * clicks)

    def mark_map(self) -> dict:
        """Leave a mark on the map object; its place and zoom."""
        self.map().evaluate("map.__mark = true")
        return self.read_map()

    def read_map(self) -> dict:
        """Place, zoom and mark of the map; ``same`` = it is the object that was marked."""
        return self.map().evaluate(
            "({ lat: map.getCenter().lat, lng: map.getCenter().lng, zoom: map.getZoom(),"
            " same: map.__mark === true })"
        )

    # Inside.

    def _corner(self) -> tuple[float, float]:
        box = self.page.locator(_MAP).last.bounding_box()
        return box["x"], box["y"]

    def _middle(self) -> tuple[float, float]:
        box = self.page.locator(_MAP).last.bounding_box()
        return box["x"] + box["width"] * 0.6, box["y"] + box["height"] / 2

    def _count(self, event: dict) -> None:
        response = event["response"]
        data = response["payloadData"]
        self.received += len(base64.b64decode(data) if response["opcode"] == 2 else data.encode())
        self.last_frame = time.time()

    def _answer(self, route: Route) -> None:
        """Stand in for the internet: Leaflet as installed, all else empty."""
        url = urlsplit(route.request.url)
        self.foreign[url.hostname] += 1
        leaflet = re.search(r"/(leaflet\.(js|css))$", url.path)
        if leaflet:
            route.fulfill(path=_leaflet() / leaflet[1])
        elif url.path.endswith(".png"):
            route.fulfill(body=_PIXEL, content_type="image/png")
        else:
            kind = "text/css" if url.path.endswith(".css") else "text/javascript"
            route.fulfill(body="", content_type=kind)


def _is_foreign(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and parts.hostname not in ("127.0.0.1", "localhost")


def _leaflet() -> Path:
    package = importlib.util.find_spec("xstatic.pkg.leaflet")
    return Path(package.origin).parent / "data"
