"""Measure visits over a slow line: ``python benchmarks/slow_line.py [--quick] [--output FILE]``.

Chromium plays a line of 1 Mbit/s with 150 ms of delay. A first visit with an empty
cache and a second visit, to the app itself and through the proxy of ``deploy/``:
bytes by kind, the sign of progress, the picture in the page's HTML, and the coloured map.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import contextlib
import json
import re
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crowd import get
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from report import check, describe_machine, format_rows, write_section
from server import ROOT, Server
from session import open_session
from visitor import FLAGS, PATIENCE, SCREEN, ChromiumMissing, find_chromium

sys.path.insert(0, str(ROOT))

from deploy.cluster import Proxy, find_port, install_missing

RESULTS = Path(__file__).with_name("slow_line.json")
BITS = 1_000_000
DELAY = 150
LINE = {
    "offline": False,
    "latency": DELAY,
    "downloadThroughput": BITS / 8,
    "uploadThroughput": BITS / 8,
}
OWN_AIM = 350.0
ALL_AIM = 1600.0
COLOURED_AIM = 17.0
SIGN_AIM = PICTURE_AIM = 1.0
GEOMETRY, LEAFLET, SCRIPTS, MESSAGES = "geometry", "Leaflet", "scripts and styles", "messages"
COMPONENT, FRAMEWORK, OTHER = "streamlit-folium", "Streamlit", "other"
OWN = (GEOMETRY, LEAFLET, SCRIPTS, MESSAGES)
"""Kinds of bytes that are the project's own share."""
_KINDS = (
    # The framework's fonts, cut.
    (r"/assets/\w+/(icons|text)\.woff2", FRAMEWORK),
    (r"/assets/\w+/(areas|neighbours|kecamatan)", GEOMETRY),
    (r"/assets/\w+/leaflet", LEAFLET),
    (r"/assets/", SCRIPTS),
    (r"/component/", COMPONENT),
    (r"/static/|/_stcore/|/$|/\?|/media/|/favicon", FRAMEWORK),
)
_PROBE = Path(__file__).with_name("probe.js")
_WATCH_SIGN = """
new PerformanceObserver((list) => {
  for (const entry of list.getEntriesByName("first-contentful-paint"))
    window.__sign = { seconds: entry.startTime / 1e3, ours: Boolean(document.querySelector(".mppgeo-wait")) };
}).observe({ type: "paint", buffered: true });
"""


@dataclass
class Visit:
    """What one visit took.

    Attributes
    ----------
    bytes : over the line, by kind.
    sign : seconds to the first paint; None = something else than the sign was painted first.
    pictured : seconds to the coloured picture in the page's HTML; None = it had none.
    coloured : seconds to the coloured map.
    """

    bytes: dict[str, int]
    sign: float | None
    pictured: float | None
    coloured: float


def main() -> int:
    """Measure, print the table, write the results."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="each visit once: a smoke run")
    parser.add_argument("--output", type=Path, help="where to write JSON")
    options = parser.parse_args()
    install_missing()
    try:
        visits = measure(1 if options.quick else 2)
    except ChromiumMissing as missing:
        print(missing, file=sys.stderr)
        return 1
    rows = judge(visits)
    table = format_rows(HEAD, rows)
    print("\n".join(table))
    output = options.output or (Path("quick.json") if options.quick else RESULTS)
    machine = describe_machine("streamlit", "playwright")
    found = {
        way: {which: [vars(v) for v in got] for which, got in both.items()}
        for way, both in visits.items()
    }
    output.write_text(
        json.dumps({"machine": machine, "aims": rows, "visits": found}, indent=1) + "\n"
    )
    if output == RESULTS:
        write_section("slow line", machine, table)
    return 0


def measure(repeats: int) -> dict[str, dict[str, list[Visit]]]:
    """Visits by way (``direct``, ``proxy``) and by ``first`` and ``second``."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mppgeo-bench-")))
        server = stack.enter_context(Server("app.py", folder))
        proxy = stack.enter_context(run_proxy(folder, server))
        wait_for_compression(server.url)
        playwright = stack.enter_context(sync_playwright())
        chromium = find_chromium(playwright)
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        stack.callback(browser.close)
        found: dict = {}
        for way, url in (("direct", server.url), ("proxy", proxy)):
            # The first visitor of all fills the proxy's cache.
            visit_twice(browser, url, slow=False)
            pairs = []
            for turn in range(repeats):
                print(f"measuring: {way}, visit {turn + 1} of {repeats} ...", file=sys.stderr)
                pairs.append(visit_twice(browser, url))
            found[way] = {"first": [a for a, _ in pairs], "second": [b for _, b in pairs]}
    return found


@contextlib.contextmanager
def run_proxy(folder: Path, server: Server) -> Iterator[str]:
    """Address of nginx as in ``deploy/``, before one server."""
    place = folder / "nginx"
    place.mkdir()
    folder.chmod(0o755)
    proxy = Proxy(place, [server], find_port())
    proxy.start()
    try:
        proxy.wait()
        yield proxy.url
    finally:
        proxy.stop()


def wait_for_compression(url: str) -> None:
    """Wait until the app has its geometry as short as it gets; it takes some seconds at start."""

    async def look() -> str:
        session = await open_session(url)
        try:
            [map_frame] = session.find("component_instance")
        finally:
            await session.__aexit__()
        name = re.search(r"assets/\w+/areas\.json", map_frame.json_args)[0]
        headers, _ = await get(f"{url}/{name}")
        return headers["content-encoding"][0]

    deadline = time.monotonic() + PATIENCE
    while asyncio.run(look()) != "br":
        if time.monotonic() > deadline:
            raise TimeoutError("the app does not compress its geometry with brotli")
        time.sleep(1.0)


def visit_twice(browser: Browser, url: str, slow: bool = True) -> tuple[Visit, Visit]:
    """A first visit with an empty cache, and a second one of the same browser."""
    context = browser.new_context(viewport=SCREEN)
    context.add_init_script(path=_PROBE)
    context.add_init_script(script=_WATCH_SIGN)
    try:
        return visit(context, url, slow), visit(context, url, slow)
    finally:
        context.close()


def visit(context: BrowserContext, url: str, slow: bool) -> Visit:
    """Open the app in a new page; until the map is coloured and nothing more comes."""
    page = context.new_page()
    line = context.new_cdp_session(page)
    sizes: Counter = Counter()
    urls: dict[str, str] = {}
    last = time.monotonic()

    def start(event: dict) -> None:
        urls[event["requestId"]] = event["request"]["url"]

    def count(kind: str, size: int) -> None:
        nonlocal last
        sizes[kind] += size
        last = time.monotonic()

    def end(event: dict) -> None:
        if event["requestId"] in urls:
            count(find_kind(urls[event["requestId"]]), int(event["encodedDataLength"]))

    def take_frame(event: dict) -> None:
        data = event["response"]
        text = data["payloadData"]
        count(MESSAGES, len(base64.b64decode(text) if data["opcode"] == 2 else text.encode()))

    line.on("Network.requestWillBeSent", start)
    line.on("Network.loadingFinished", end)
    line.on("Network.webSocketFrameReceived", take_frame)
    line.send("Network.enable")
    if slow:
        line.send("Network.emulateNetworkConditions", LINE)
    page.goto(f"{url}/", wait_until="commit")
    deadline = time.monotonic() + 2 * PATIENCE
    while not page.evaluate("__bench.coloured") or time.monotonic() - last < 2.0:
        if time.monotonic() > deadline:
            raise TimeoutError("the map is not coloured")
        page.wait_for_timeout(50)
    coloured = page.evaluate("(__bench.coloured - performance.timeOrigin) / 1e3")
    pictured = page.evaluate(
        "__bench.pictured && (__bench.pictured - performance.timeOrigin) / 1e3"
    )
    sign = page.evaluate("window.__sign")
    page.close()
    return Visit(
        dict(sizes), sign["seconds"] if sign and sign["ours"] else None, pictured, coloured
    )


def find_kind(url: str) -> str:
    """What an address belongs to."""
    return next((kind for pattern, kind in _KINDS if re.search(pattern, url)), OTHER)


# --- the table --------------------------------------------------------------

WAYS = (("direct", "first"), ("direct", "second"), ("proxy", "first"), ("proxy", "second"))
HEAD = (
    "figure", "aim", "first visit", "second visit", "first, proxy", "second, proxy", "reached"
)  # fmt: skip


def judge(visits: dict[str, dict[str, list[Visit]]]) -> list[list]:
    """Rows of the table: medians of kB and seconds."""

    def middle(take) -> list[float]:
        return [statistics.median(map(take, visits[way][which])) for way, which in WAYS]

    def kilobytes(*kinds: str) -> list[float]:
        return [
            round(size / 1e3, 1)
            for size in middle(lambda v: sum(v.bytes.get(kind, 0) for kind in kinds))
        ]

    own, geometry = kilobytes(*OWN), kilobytes(GEOMETRY)

    def seconds(name: str) -> list[float | None]:
        taken = [[getattr(v, name) for v in visits[way][which]] for way, which in WAYS]
        return [None if None in some else round(statistics.median(some), 2) for some in taken]

    signs, pictures = seconds("sign"), seconds("pictured")
    everything = {
        kind for both in visits.values() for got in both.values() for v in got for kind in v.bytes
    }
    rest = [kind for kind in (FRAMEWORK, COMPONENT, OTHER) if kind in everything]
    return [
        [
            "own share, kB", f"at most {OWN_AIM:.0f} at first", *own,
            check(max(own[0], own[2]) <= OWN_AIM),
        ],
        *(["  " + kind, "", *kilobytes(kind), ""] for kind in OWN),
        ["geometry on the second visit, kB", "0", "", geometry[1], "", geometry[3],
         check(geometry[1] == geometry[3] == 0)],
        *([f"{kind}'s own files, kB", "", *kilobytes(kind), ""] for kind in rest),
        ["all, kB", f"at most {ALL_AIM:.0f} at first", *(whole := kilobytes(*OWN, *rest)),
         check(max(whole[0], whole[2]) <= ALL_AIM)],
        ["sign of progress, s", f"at most {SIGN_AIM:g}", *signs,
         check(all(s is not None and s <= SIGN_AIM for s in signs))],
        ["coloured picture, s", f"at most {PICTURE_AIM:g}", *pictures,
         check(all(s is not None and s <= PICTURE_AIM for s in pictures))],
        ["coloured map, s", f"at most {COLOURED_AIM:.0f} at first",
         *(coloured := [round(s, 1) for s in middle(lambda v: v.coloured)]),
         check(max(coloured[0], coloured[2]) <= COLOURED_AIM)],
    ]  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main())
