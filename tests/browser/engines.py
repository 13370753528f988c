"""Three browser engines behind one small face, to see that a page works in each."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from conftest import LISTEN, PATIENCE, RESTING, find_port
from find_engines import find_firefox, find_webkit
from marionette_driver.marionette import ActionSequence, Marionette
from playwright.sync_api import Browser
from selenium import webdriver
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

WIDTH, HEIGHT = 1366, 600
FRAMEWORKS = ("WebAssembly", "Remote Settings")
"""What stands in the messages of errors that are the framework's or the browser's own."""

_ERRORS_OF_FIREFOX = """
const told = [];
for (const message of Services.console.getMessageArray()) {
  if (!(message instanceof Ci.nsIScriptError) || message.flags & Ci.nsIScriptError.warningFlag) continue;
  if (message.sourceName.startsWith("http")) told.push(message.errorMessage + " " + message.sourceName);
}
const storage = Cc["@mozilla.org/consoleAPI-storage;1"].getService(Ci.nsIConsoleAPIStorage);
for (const event of storage.getEvents()) {
  if (event.level === "error" && event.filename.startsWith("http")) told.push(event.arguments.join(" "));
}
return told;"""

_NOTE_ERRORS = """
window.top.toldErrors = window.top.toldErrors || [];
if (!window.noting) {
  window.noting = true;
  addEventListener("error", (event) => window.top.toldErrors.push(event.message || "not loaded"), true);
  const tell = console.error;
  console.error = (...texts) => { window.top.toldErrors.push(texts.join(" ")); tell(...texts); };
}"""


class Engine:
    """A page of 1366 x 600 in one engine.

    Parameters
    ----------
    go : opens an address.
    run : runs the body of a function in the page; returns what it returns.
    press : presses and lets go at a point of the page, as a mouse does.
    list_errors : what the console has told of errors.
    """

    def __init__(
        self,
        go: Callable[[str], object],
        run: Callable[[str], Any],
        press: Callable[[int, int], object],
        list_errors: Callable[[], list[str]],
    ) -> None:
        self._go, self.run, self._press, self._list_errors = go, run, press, list_errors

    def go(self, address: str) -> None:
        self._go(address)
        self.run(LISTEN)

    @property
    def errors(self) -> list[str]:
        """Errors in the console that are ours."""
        return [text for text in self._list_errors() if not any(f in text for f in FRAMEWORKS)]

    def wait(self, condition: str) -> None:
        """Wait until an expression is true in the page."""
        end = time.monotonic() + PATIENCE
        while not self.run(f"return Boolean({condition})"):
            assert time.monotonic() < end, f"never came true: {condition}"
            time.sleep(0.15)

    def settle(self) -> None:
        """Wait until the page is drawn and stands still, and the map in it."""
        self.wait(f"({RESTING})({time.monotonic()})")

    def press(self, find: str) -> None:
        """Press in the middle of the element, or at the point, that an expression gives.

        What moves is not hit: it must have been found at the same place twice, and nothing above it.
        """
        end = time.monotonic() + PATIENCE
        at = before = None
        while at is None or at != before:
            assert time.monotonic() < end, f"nothing to press: {find}"
            time.sleep(0.1)
            before, at = (
                at,
                self.run(
                    f"const found = {find}; if (!found) return null;"
                    " if (Array.isArray(found)) return found.map(Math.round);"
                    " const box = found.getBoundingClientRect();"
                    " const middle = [box.x + box.width / 2, box.y + box.height / 2].map(Math.round);"
                    " return found.contains(document.elementFromPoint(...middle)) ? middle : null;"
                ),
            )
        self._press(*at)


@contextmanager
def open_chromium(browser: Browser) -> Iterator[Engine]:
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, locale="id-ID")
    page.set_default_timeout(1000 * PATIENCE)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: said.type == "error" and errors.append(said.text))
    yield Engine(
        page.goto,
        lambda script: page.evaluate(f"() => {{ {script} }}"),
        page.mouse.click,
        lambda: errors,
    )
    page.close()


@contextmanager
def open_firefox(_: Browser) -> Iterator[Engine]:
    with ExitStack() as left:
        # Without a place of its own, it writes a log beside the code.
        logs = left.enter_context(tempfile.TemporaryDirectory())
        firefox = Marionette(bin=find_firefox(), headless=True, port=find_port(), gecko_log=logs)
        left.callback(firefox.cleanup)
        firefox.start_session()
        left.callback(firefox.quit)
        firefox.timeout.script = PATIENCE
        firefox.set_window_rect(width=WIDTH, height=HEIGHT)
        lost = firefox.execute_script("return [outerWidth - innerWidth, outerHeight - innerHeight]")
        firefox.set_window_rect(width=WIDTH + lost[0], height=HEIGHT + lost[1])

        def press(x: int, y: int) -> None:
            mouse = ActionSequence(firefox, "pointer", "mouse", {"pointerType": "mouse"})
            mouse.pointer_move(x, y).pointer_down().pointer_up().perform()

        def list_errors() -> list[str]:
            with firefox.using_context("chrome"):
                return firefox.execute_script(_ERRORS_OF_FIREFOX)

        def run(script: str) -> Any:
            # Without a sandbox, in which the map's own objects could not be seen.
            return firefox.execute_script(script, sandbox=None)

        yield Engine(firefox.navigate, run, press, list_errors)


@contextmanager
def open_webkit(_: Browser) -> Iterator[Engine]:
    """It draws on a screen of its own, and has no log of its console: the page keeps one."""
    driver, browser = find_webkit()
    with ExitStack() as left:
        reading, writing = os.pipe()
        screen = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1500x900x24", "-nolisten", "tcp"],
            pass_fds=[writing], stderr=subprocess.DEVNULL,
        )  # fmt: skip
        left.callback(screen.wait, PATIENCE)
        left.callback(screen.terminate)
        os.close(writing)
        number = left.enter_context(os.fdopen(reading)).readline().strip()
        assert number, "Xvfb found no display"
        options = Options()
        options.binary_location = browser
        options.add_argument("--automation")
        environment = {**os.environ, "DISPLAY": f":{number}", "GDK_BACKEND": "x11"}
        service = Service(driver, find_port(), env=environment, log_output=subprocess.DEVNULL)
        left.callback(service.stop)
        webkit = webdriver.WebKitGTK(options=options, service=service)
        left.callback(webkit.quit)
        webkit.set_window_size(WIDTH, HEIGHT)
        lost = webkit.execute_script("return [outerWidth - innerWidth, outerHeight - innerHeight]")
        webkit.set_window_size(WIDTH + lost[0], HEIGHT + lost[1])

        def go(address: str) -> None:
            webkit.get(address)
            webkit.execute_script(_NOTE_ERRORS)

        def press(x: int, y: int) -> None:
            mouse = ActionBuilder(webkit)
            mouse.pointer_action.move_to_location(x, y).click()
            mouse.perform()

        yield Engine(
            go,
            webkit.execute_script,
            press,
            lambda: webkit.execute_script("return window.toldErrors || []"),
        )


ENGINES = {"chromium": open_chromium, "firefox": open_firefox, "webkit": open_webkit}
