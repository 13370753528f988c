"""Measure the addresses of data: ``python benchmarks/data_addresses.py [--quick] [--output FILE]``.

One process of the dashboard: how long 514 rows take that were asked for before, and what visitors
meet while programs ask for data at a steady pace. Server, visitors and programs share this
machine's cores.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import time
from pathlib import Path

import numpy as np
from crowd import gather
from report import check, describe_machine, format_rows, write_section
from server import Server

RESULTS = Path(__file__).with_name("data_addresses.json")
ROWS = "/api/coverage.{form}?level=kabkota&tanggal=2025-12-15"
FORMS = ("csv", "json", "parquet", "geojson")
ROWS_AIM, PACE_AIM, VISITORS_AIM = 30.0, 200, 1.0
VISITORS = 30
LINES = 8
"""Connections that programs keep open."""
HEAD = ("figure", "aim", "measured", "reached")


class Line:
    """A connection that asks for one address after the other."""

    async def __aenter__(self) -> Line:
        self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
        return self

    def __init__(self, url: str) -> None:
        self._host, _, port = url.removeprefix("http://").partition(":")
        self._port = int(port)

    async def __aexit__(self, *_: object) -> None:
        self._writer.close()

    async def ask(self, path: str, tag: str = "") -> tuple[int, float, str, int]:
        """Status, seconds, ETag and bytes of an answer."""
        began = time.perf_counter()
        held = f"If-None-Match: {tag}\r\n" if tag else ""
        self._writer.write(
            f"GET {path} HTTP/1.1\r\nHost: {self._host}\r\nAccept-Encoding: br, gzip\r\n{held}\r\n".encode()
        )
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in head[1:] if ": " in line)
        body = await self._reader.readexactly(int(headers.get("content-length", 0)))
        status = int(head[0].split()[1])
        return status, time.perf_counter() - began, headers.get("etag", ""), len(body)


async def measure(url: str, seconds: float, asked: int) -> dict[str, float]:
    """All figures; times in milliseconds, those of visitors in seconds."""
    found: dict[str, float] = {}
    async with Line(url) as line:
        for form in FORMS:
            path = ROWS.format(form=form)
            _, first, tag, size = await line.ask(path)
            again = [(await line.ask(path))[1] for _ in range(asked)]
            held = [(await line.ask(path, tag))[1] for _ in range(asked)]
            found |= {
                f"{form}, first": 1e3 * first,
                f"{form}, again": 1e3 * float(np.median(again)),
                f"{form}, held": 1e3 * float(np.median(held)),
                f"{form}, kB": size / 1e3,
            }
    alone = await gather(url, "ours", VISITORS, seconds)
    found["visitors alone, p95"] = _find_p95(alone)
    ramp = 5.0
    guests = asyncio.create_task(gather(url, "ours", VISITORS, seconds, ramp=ramp))
    await asyncio.sleep(ramp)
    waits, errors, passed = await _ask_steadily(url, seconds)
    visitors = await guests
    found |= {
        "requests a second": len(waits) / passed,
        "data, p95": 1e3 * float(np.percentile(waits, 95)),
        "data, errors": errors,
        "visitors meanwhile, p95": _find_p95(visitors),
        "visitors, errors": sum(bool(w.error) for guest in visitors for w in guest.waits),
    }
    return found


async def _ask_steadily(url: str, seconds: float) -> tuple[list[float], int, float]:
    """Ask at the pace of the aim, whatever the answers take."""
    waits: list[float] = []
    errors = 0
    began = time.perf_counter()

    async def work(number: int) -> None:
        nonlocal errors
        async with Line(url) as line:
            turn = 0
            while time.perf_counter() - began < seconds:
                due = began + (number + turn * LINES) / PACE_AIM
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                # The wait counts from when it was due, so that a slow server hides nothing.
                status, _, _, _ = await line.ask(ROWS.format(form="csv"))
                waits.append(time.perf_counter() - due)
                errors += status != 200
                turn += 1

    await asyncio.gather(*(work(number) for number in range(LINES)))
    return waits, errors, time.perf_counter() - began


def _find_p95(guests: list) -> float:
    waits = [w.seconds for guest in guests for w in guest.waits if w.action not in ("open", "file")]
    return float(np.percentile(waits, 95))


def judge(found: dict[str, float]) -> list[list]:
    """Rows of the table."""
    rows: list[list] = []
    for form in FORMS:
        again = found[f"{form}, again"]
        aim = f"at most {ROWS_AIM:.0f}" if form == "csv" else ""
        rows += [
            [f"514 rows as {form}, asked before, ms (median)", aim, round(again, 1),
             check(again <= ROWS_AIM) if aim else ""],
            ["  asked for the first time, ms", "", round(found[f"{form}, first"]), ""],
            ["  held by who asks (304), ms", "", round(found[f"{form}, held"], 1), ""],
            ["  on the line, kB", "", round(found[f"{form}, kB"], 1), ""],
        ]  # fmt: skip
    pace, visitors = found["requests a second"], found["visitors meanwhile, p95"]
    rows += [
        [f"answers a second beside {VISITORS} visitors", f"at least {PACE_AIM}", round(pace, 1),
         check(pace >= 0.99 * PACE_AIM and not found["data, errors"])],
        ["  p95 of the answers, ms", "", round(found["data, p95"]), ""],
        ["  errors", "0", int(found["data, errors"]), check(not found["data, errors"])],
        [f"{VISITORS} visitors meanwhile: p95, s", f"under {VISITORS_AIM:g}", round(visitors, 2),
         check(visitors < VISITORS_AIM)],
        ["  without the requests, s", "", round(found["visitors alone, p95"], 2), ""],
        ["  errors", "0", int(found["visitors, errors"]), check(not found["visitors, errors"])],
    ]  # fmt: skip
    return rows


def main() -> int:
    """Measure, print the table, write the results."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a few seconds: a smoke run")
    parser.add_argument("--output", type=Path, help="where to write JSON")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="mppgeo-bench-") as folder,
        Server("app.py", Path(folder)) as server,
    ):
        # What the app prepares by itself is then done.
        time.sleep(5 if options.quick else 40)
        seconds, asked = (5.0, 20) if options.quick else (25.0, 200)
        found = asyncio.run(measure(server.url, seconds, asked))
    rows = judge(found)
    table = format_rows(HEAD, rows)
    print("\n".join(table))
    machine = describe_machine("streamlit", "websockets")
    output = options.output or (Path("quick.json") if options.quick else RESULTS)
    output.write_text(
        json.dumps({"machine": machine, "aims": rows, "figures": found}, indent=1) + "\n"
    )
    if output == RESULTS:
        write_section("data addresses", machine, table)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
