"""A real app, a real Chromium, and no network but the app's own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from find_chromium import ADVICE, find_chromium
from playwright.sync_api import Browser, BrowserContext, Error, Page, Request, sync_playwright

PROJECT = Path(__file__).resolve().parents[2]
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    # Whatever else is asked for, and noted, is not found.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]  # fmt: skip


def find_port() -> int:
    """A port of loopback that nobody uses."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class App:
    """An app of ours on a free port, over a data folder of its own if one is given.

    ``options`` are further settings of Streamlit.
    """

    def __init__(self, data: Path | None = None, port: int | None = None, *options: str) -> None:
        self._fixed, self._options = port, options
        self._environment = {**os.environ, **({"MPPGEO_DATA": str(data)} if data else {})}
        self._begin()
        self._wait()

    def _begin(self) -> None:
        self.port = self._fixed or find_port()
        # A pipe that nobody reads would stop the app once it is full.
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [
                sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(self.port),
                "--server.address", "127.0.0.1", *self._options,
            ],
            cwd=PROJECT, env=self._environment, stdout=self.log, stderr=subprocess.STDOUT,
        )  # fmt: skip

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _wait(self) -> None:
        for _ in range(300):
            if self.process.poll() is not None:
                self.log.seek(0)
                told = self.log.read().decode()
                if "is not available" in told and not self._fixed:
                    # Somebody was quicker to take the port.
                    self._begin()
                    continue
                pytest.fail("the app did not start:\n" + told)
            try:
                urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=1)
                return
            except OSError:
                time.sleep(0.2)
        pytest.fail("the app did not answer within a minute")

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()


class Visitor:
    """A browser window that notes every foreign request and every error it sees."""

    def __init__(self, context: BrowserContext, app: App) -> None:
        self.app = app
        self.foreign: list[str] = []
        self.friends: tuple[str, ...] = ()
        self.errors: list[str] = []
        self.requests: list[str] = []
        # Noted and not held up: a browser that is held up has no cache.
        context.on("request", self._note_request)
        self.page: Page = context.new_page()
        self.page.set_default_timeout(30_000)
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _note_request(self, request: Request) -> None:
        url = request.url
        if url.startswith((self.app.url, *self.friends, "data:", "blob:")):
            self.requests.append(url.removeprefix(self.app.url))
        else:
            self.foreign.append(url)

    def _note_console(self, message) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} {message.location.get('url', '')}")

    @property
    def map(self):
        return self.page.frame_locator('iframe[title^="streamlit_folium"]')

    def open(self, path: str = "/") -> None:
        self.page.goto(self.app.url + path)

    def open_map(self, path: str = "/") -> None:
        self.open(path)
        self.wait_for_map()

    def turn_to(self, section: str, page: str) -> None:
        """Go to a page by the menu above."""
        self.page.get_by_test_id("stTopNavSection").filter(has_text=section).click()
        self.page.get_by_role("menuitem").filter(has_text=page).click()

    def wait_for_map(self) -> None:
        # For a moment the map of the page before stands beside it.
        self.page.wait_for_function(
            "() => document.querySelectorAll('iframe[title^=\"streamlit_folium\"]').length === 1"
        )
        self.map.locator("#map_div[data-painted]").wait_for()
        # The picture that the page began with has given way to it.
        self.page.locator("#mppgeo-first").wait_for(state="detached")

    def state(self, script: str):
        """Evaluate ``script`` with ``s`` = the state of the map layer."""
        return self.map.locator("#map_div").evaluate(
            f"() => {{ const s = mppgeo.state; {script} }}"
        )

    def wait_for_state(self, condition: str) -> None:
        """Wait until ``condition`` holds of ``s``, the state of the map layer."""
        for _ in range(150):
            if self.state(f"return Boolean({condition})"):
                return
            self.page.wait_for_timeout(100)
        pytest.fail(f"never came true within 15 seconds: {condition}")

    def settle(self) -> None:
        """Wait until the map stands still."""
        self.page.wait_for_function(
            """() => {
              const frame = document.querySelector('iframe[title^="streamlit_folium"]');
              const map = frame && frame.contentWindow.map;
              if (!map) return false;
              const now = JSON.stringify([map.getCenter(), map.getZoom()]);
              const flying = frame.contentWindow.mppgeo.state.flying;
              const still = window.lastSeen === now && !map._animatingZoom && !flying;
              window.lastSeen = now;
              return still;
            }""",
            polling=150,
        )

    def find(self, kode: str, bottom: float = 1e9) -> tuple[float, float]:
        """A point of the window at which an area, and nothing above it, is drawn.

        ``bottom``: pixels of the map that are in the window, from its upper edge.
        """
        inside = self.map.locator(f'path[data-kode="{kode}"]').first.evaluate(
            """(node, bottom) => {
              const box = node.getBoundingClientRect();
              for (const r of [8, 4, 2, 0]) for (let i = 1; i < 40; i++) for (let j = 1; j < 40; j++) {
                const x = box.left + box.width * i / 40, y = box.top + box.height * j / 40;
                const around = [[x, y], [x - r, y], [x + r, y], [x, y - r], [x, y + r]];
                if (y + r < bottom && around.every((at) => document.elementFromPoint(...at) === node)) return [x, y];
              }
              return null;
            }""",
            bottom,
        )
        assert inside, f"area {kode} is nowhere to be clicked"
        # Inside its border, a pixel wide: a small area would be missed by it.
        left, top = self.page.locator('iframe[title^="streamlit_folium"]').evaluate(
            """(frame) => {
              const box = frame.getBoundingClientRect();
              return [box.left + frame.clientLeft, box.top + frame.clientTop];
            }"""
        )
        return left + inside[0], top + inside[1]

    def click_area(self, kode: str) -> None:
        self.settle()
        self.page.mouse.click(*self.find(kode))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        pytest.fail(ADVICE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def app() -> Iterator[App]:
    running = App()
    yield running
    running.stop()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator:
    report = yield
    if report.when == "call":
        item.failed = report.failed
    if report.failed:
        for number, (_, visitor) in enumerate(getattr(item, "visitors", [])):
            with suppress(Error):
                told = visitor.page.locator("body").inner_text(timeout=5_000)
                report.sections.append((f"window {number} at {visitor.page.url}", told))
    return report


@pytest.fixture
def visit(browser: Browser, request) -> Iterator:
    """Open windows; at the end none may have made a foreign request or seen an error.

    Those of a test that failed are kept as pictures, and what they said is told with it.
    """
    visitors: list[tuple[BrowserContext, Visitor]] = []
    request.node.visitors = visitors

    def start(app: App, width: int = 1366, height: int = 768, **options) -> Visitor:
        options = {"locale": "id-ID", **options}
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        visitor = Visitor(context, app)
        visitors.append((context, visitor))
        return visitor

    yield start
    for number, (context, visitor) in enumerate(visitors):
        if getattr(request.node, "failed", True):
            shots = PROJECT / "test-artifacts"
            shots.mkdir(exist_ok=True)
            visitor.page.screenshot(path=shots / f"{request.node.name}-{number}.png")
        context.close()
    for _, visitor in visitors:
        assert visitor.foreign == []
        assert visitor.errors == []


@pytest.fixture
def visitor(visit, app: App) -> Visitor:
    return visit(app)


@pytest.fixture(scope="module")
def shared_window(browser: Browser, app: App) -> Iterator[Visitor]:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="id-ID")
    yield Visitor(context, app)
    context.close()


@pytest.fixture
def window(shared_window: Visitor) -> Iterator[Visitor]:
    """A window for tests that only look: the same for all of a module, with a filled cache."""
    shared_window.page.set_viewport_size({"width": 1366, "height": 768})
    shared_window.errors.clear()
    shared_window.foreign.clear()
    yield shared_window
    assert shared_window.foreign == []
    assert shared_window.errors == []


@pytest.fixture
def data_copy(tmp_path: Path) -> Path:
    """A copy of the data, to be spoilt."""
    return Path(shutil.copytree(PROJECT / "data", tmp_path / "data"))
