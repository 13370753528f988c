"""A real app, a real Chromium, and no network but the app's own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from find_chromium import ADVICE, find_chromium
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Error,
    Page,
    Request,
    expect,
    sync_playwright,
)
from ports import find_port

PROJECT = Path(__file__).resolve().parents[2]
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    # Whatever else is asked for, and noted, is not found.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]  # fmt: skip


BASE = "gerai/mpp"
"""Path below which an app may be served."""
PATIENCE = 90
"""Seconds until what is waited for counts as never coming: a slow machine is no fault of the page."""
expect.set_options(timeout=1000 * PATIENCE)

LISTEN = """
(() => {
  // Numbers of the fields that a message of the framework has, as protobuf writes them.
  const listFields = (data) => {
    const bytes = new Uint8Array(data.buffer ?? data, data.byteOffset ?? 0, data.byteLength);
    const found = [];
    let at = 0;
    const read = () => {
      let value = 0, by = 1;
      for (;; by *= 128) {
        const byte = bytes[at++];
        value += (byte & 127) * by;
        if (!(byte >= 128)) return value;
      }
    };
    while (at < bytes.length) {
      const tag = read(), kind = tag & 7;
      found.push(tag >>> 3);
      const value = kind === 0 || kind === 2 ? read() : 0;
      at += { 1: 8, 2: value, 5: 4 }[kind] ?? 0;
    }
    return found;
  };
  const RERUN = 11, BEGUN = 4;
  const heard = new WeakSet();
  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function (data) {
    if (!heard.has(this)) {
      heard.add(this);
      this.addEventListener("message", ({ data: told }) => {
        if (listFields(told).includes(BEGUN)) window.isAsking = false;
      });
      this.addEventListener("close", () => { window.isAsking = false; });
    }
    if (listFields(data).includes(RERUN)) window.isAsking = true;
    return send.call(this, data);
  };
})()"""
"""Notes in ``window.isAsking`` whether the server has not yet begun to draw what the page last asked for.

Until it has, nothing on the page tells that something is to come."""

RESTING = """
(token) => {
  if (window.resting?.token !== token) window.resting = { token, seen: null, looks: 0, isDrawing: false };
  const { resting } = window;
  if (resting.isDrawing) return false;
  resting.isDrawing = true;
  const draw = () => { resting.isDrawing = false; };
  requestAnimationFrame(() => setTimeout(draw));
  // No frames are drawn of a page behind another one.
  setTimeout(draw, 2000);
  const app = document.querySelector("[data-testid=stApp]");
  const fades = (one) => {
    const { iterations, endTime } = one.effect.getComputedTiming();
    return one.playState === "running" && iterations < 100 && endTime < 2000;
  };
  const rests = app?.dataset.testScriptState === "notRunning" && !window.isAsking
    && !document.querySelector('[data-stale="true"], #mppgeo-first')
    && document.fonts.status === "loaded" && !document.getAnimations().some(fades);
  const seen = [location.href];
  const measure = (node) => {
    const { x, y, width, height } = node.getBoundingClientRect();
    seen.push(Math.round(x), Math.round(y), Math.round(width), Math.round(height));
  };
  const parts = "[data-testid=stElementContainer], [data-testid=stMain], iframe";
  document.querySelectorAll(parts).forEach(measure);
  for (const frame of document.querySelectorAll('iframe[title^="streamlit_folium"]')) {
    const inside = frame.contentWindow, map = inside?.map, state = inside?.mppgeo?.state;
    if (!map || !state?.painted || state.fetching || state.flying || map._animatingZoom
      || inside.document.fonts.status !== "loaded") {
      seen.push(performance.now());
      continue;
    }
    const { lat, lng } = map.getCenter(), { x, y } = map.getSize();
    seen.push(lat, lng, map.getZoom(), x, y, state.classes, state.painted, state.labels.length);
  }
  const now = JSON.stringify(seen);
  resting.looks = rests && now === resting.seen ? resting.looks + 1 : 0;
  resting.seen = now;
  return resting.looks >= 4;
}"""
"""Whether the page stands still: the server has drawn all that was asked for, nothing of the page
before is left, letters and files of the map have come, and neither what stands on the page nor the
map in it has changed at several looks one after the other, with a frame drawn between any two."""


def wait_until(condition: Callable[[], object], pause: Callable[[float], object]) -> bool:
    """Look until ``condition`` holds; whether it came to hold. ``pause`` waits milliseconds."""
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            return False
        pause(100)
    return True


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
        end = time.monotonic() + 2 * PATIENCE
        while time.monotonic() < end:
            if self.process.poll() is not None:
                self.log.seek(0)
                told = self.log.read().decode()
                if "is not available" in told and not self._fixed:
                    # Somebody was quicker to take the port.
                    self._begin()
                    continue
                pytest.fail("the app did not start:\n" + told)
            try:
                urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=5)
                return
            except OSError:
                time.sleep(0.2)
        pytest.fail("the app never answered")

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()


class AppBelow(App):
    """An app below the path ``BASE``."""

    @property
    def url(self) -> str:
        return f"{super().url}/{BASE}"


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
        context.add_init_script(LISTEN)
        self.page: Page = context.new_page()
        context.set_default_timeout(1000 * PATIENCE)
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
        """Go to a page by the menu above; a page that is still being drawn closes it again."""
        self.settle()
        self.page.get_by_test_id("stTopNavSection").filter(has_text=section).click()
        self.page.get_by_role("menuitem").filter(has_text=page).click()

    def wait_for_map(self) -> None:
        """Wait until the page is drawn with its map, alone: that of the page before has gone, and
        the picture that the page began with."""
        self.page.wait_for_function(
            """() => {
              const frames = document.querySelectorAll('iframe[title^="streamlit_folium"]');
              const painted = frames[0]?.contentDocument?.querySelector("#map_div[data-painted]");
              const app = document.querySelector("[data-testid=stApp]");
              return frames.length === 1 && painted?.clientWidth && !window.isAsking
                && app.dataset.testScriptState === "notRunning"
                && !document.querySelector('[data-stale="true"], #mppgeo-first');
            }"""
        )

    def state(self, script: str):
        """Evaluate ``script`` with ``s`` = the state of the map layer."""
        return self.map.locator("#map_div").evaluate(
            f"() => {{ const s = mppgeo.state; {script} }}"
        )

    def wait_for_state(self, condition: str) -> None:
        """Wait until ``condition`` holds of ``s``, the state of the map layer."""

        def holds() -> bool:
            # The frame may just be giving way to that of another page.
            with suppress(Error):
                return self.state(f"return Boolean({condition})")
            return False

        assert wait_until(holds, self.page.wait_for_timeout), f"never came true: {condition}"

    def settle(self) -> None:
        """Wait until the page is drawn and stands still, and the map in it."""
        self.page.wait_for_function(RESTING, arg=time.monotonic(), polling=80)

    @contextmanager
    def leaving(self) -> Iterator[None]:
        """What is done inside leads to a page loaded anew, whatever its address: waits until it is drawn."""
        self.page.evaluate("window.isLeft = true")
        yield
        self.page.wait_for_function("() => !window.isLeft && document.querySelector('.stApp')")
        self.settle()

    @contextmanager
    def telling(self, selector: str, text: str) -> Iterator[None]:
        """What is done inside makes an element say a text, for a moment only: waits until it has."""
        self.settle()
        self.page.evaluate(
            """([selector, text]) => {
              window.hasTold = false;
              const node = document.querySelector(selector);
              new MutationObserver(() => { window.hasTold ||= node.textContent.includes(text); })
                .observe(node, { subtree: true, childList: true, characterData: true });
            }""",
            [selector, text],
        )
        yield
        self.page.wait_for_function("() => window.hasTold")

    def find(self, kode: str, bottom: float = 1e9) -> tuple[float, float]:
        """A point of the window at which an area, and nothing above it, is drawn and stays.

        ``bottom``: pixels of the map that are in the window, from its upper edge.
        """
        at = self._look_for(kode, bottom)
        for _ in range(50):
            before, at = at, self._look_for(kode, bottom)
            if at == before and at is not None:
                return at
            self.page.wait_for_timeout(100)
        raise AssertionError(f"area {kode} is nowhere to be clicked")

    def _look_for(self, kode: str, bottom: float) -> tuple[float, float] | None:
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
        if inside is None:
            return None
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
        patience = 1000 * PATIENCE
        chromium = playwright.chromium.launch(executable_path=path, args=QUIET, timeout=patience)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def app() -> Iterator[App]:
    running = App()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def portal(tmp_path_factory):
    """Pages of another site, at two origins: as 127.0.0.1 and as localhost."""
    folder = tmp_path_factory.mktemp("portal")
    serve = partial(SimpleHTTPRequestHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), serve) as site:
        Thread(target=site.serve_forever, daemon=True).start()
        yield folder, site.server_port
        site.shutdown()


@pytest.fixture(scope="session")
def below(portal):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MPPGEO_PORTALS", f"https://portal.example.go.id http://localhost:{portal[1]}")
        running = AppBelow(None, None, "--server.baseUrlPath", BASE)
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
    """A window with a filled cache, the same for all of a module that open a page in it first."""
    shared_window.page.mouse.move(0, 0)
    shared_window.page.set_viewport_size({"width": 1366, "height": 768})
    shared_window.errors.clear()
    shared_window.foreign.clear()
    yield shared_window
    assert shared_window.foreign == []
    assert shared_window.errors == []
