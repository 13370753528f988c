"""Measure the briefings: ``python benchmarks/briefings.py [--output FILE]``.

Each is made by the command line in a process of its own, as an office would, and by the button of
a page; seconds of wall time and of processor time, and the greatest memory of all processes together.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from processes import find_family, read_memory
from report import check, describe_machine, format_rows, write_section
from server import Server
from session import Session, press_download

PROJECT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).with_name("briefings.json")
DAY = ("--as-of", "2025-12-15")
FULL = ("--format", "pptx", "--length", "lengkap")
CASES = {
    "short national deck": (("--format", "pptx"), 2.5),
    "short province deck (Jawa Timur)": (("--format", "pptx", "--provinsi", "35"), 1.5),
    "all 38 short province decks": (("--format", "pptx", "--all-provinces"), 15.0),
    "complete national deck": (FULL, 5.0),
    "complete province deck (Jawa Timur)": ((*FULL, "--provinsi", "35"), 3.0),
    "complete province deck (DKI Jakarta)": ((*FULL, "--provinsi", "31"), 3.0),
    "all 38 complete province decks": ((*FULL, "--all-provinces"), 60.0),
    "complete national handout (PDF)": (("--format", "pdf", "--length", "lengkap"), None),
    "map 1920x1080 (PNG)": (("--format", "png"), None),
    "map A4 300 dpi (PNG)": (("--format", "png", "--size", "a4"), None),
    "map (SVG)": (("--format", "svg"), None),
    "data pack (XLSX)": (("--format", "xlsx"), None),
}
PROVINCE_DECK = "short province deck (Jawa Timur)"
PAGES = {
    "short national deck": ("", 2.5),
    PROVINCE_DECK: ("provinsi=35", 1.5),
    "complete national deck": ("panjang=lengkap", 5.0),
    "complete province deck (Jawa Timur)": ("panjang=lengkap&provinsi=35", 3.0),
    "complete province deck (DKI Jakarta)": ("panjang=lengkap&provinsi=31", 3.0),
}
DAYS = ("2025-12-15", "2025-11-15", "2025-10-15", "2025-09-15")
"""Those of a page: no deck is asked for twice; the last is that of the first deck of all."""
MEMORY_AIM = 600.0
_LOOK = 0.05
_AT_REST, _PAUSE = 20.0, 5.0
"""Seconds after a server's start, and between two who press a button."""


def main() -> int:
    """Measure, print the table, write the results."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--output", type=Path, default=RESULTS)
    options = parser.parse_args()
    figures = {}
    with tempfile.TemporaryDirectory(prefix="mppgeo-bench-") as folder:
        # The first run of all makes the fonts' cache and reads the libraries from the disk.
        measure(CASES["map 1920x1080 (PNG)"][0], Path(folder))
        for name, (arguments, _) in CASES.items():
            repeats = max(1, options.repeats // 2) if "all" in name else options.repeats
            figures[name] = [measure(arguments, Path(folder)) for _ in range(repeats)]
        on_pages = measure_pages(Path(folder), options.repeats)
    machine = describe_machine()
    table = [
        *format_rows(HEAD, judge(figures)),
        "",
        *format_rows(PAGE_HEAD, judge_pages(on_pages)),
    ]
    print("\n".join(table))
    written = {"machine": machine, "figures": figures, "pages": on_pages}
    options.output.write_text(json.dumps(written, indent=1) + "\n")
    if options.output == RESULTS:
        write_section("briefings", machine, table)
    return 0


def measure(arguments: tuple[str, ...], folder: Path) -> dict[str, float]:
    """Seconds and megabytes (unshared and shared memory of all processes) of one command."""
    command = [sys.executable, "-m", "mppgeo", "brief", *DAY, *arguments, "--out", str(folder)]
    # Compiled modules are kept, as where the package is installed.
    surroundings = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    surroundings["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")
    before, start = _read_processor(), time.perf_counter()
    process = subprocess.Popen(
        command, cwd=PROJECT, env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, sum(map(read_memory, find_family(process.pid))))
        time.sleep(_LOOK)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return {
        "seconds": round(time.perf_counter() - start, 3),
        "processor": round(_read_processor() - before, 3),
        "megabytes": round(peak, 1),
    }


def measure_pages(folder: Path, repeats: int) -> dict[str, list[float]]:
    """Seconds from a page's button to the last byte; the first since the server's start too."""
    with Server("app.py", folder) as server:
        # What the app prepares by itself is then done.
        time.sleep(_AT_REST)
        query = PAGES[PROVINCE_DECK][0]
        first = asyncio.run(press(server.url, f"{query}&tanggal={DAYS[-1]}"))
        found = {f"{PROVINCE_DECK}, the first of all": [first]}
        for name, (query, _) in PAGES.items():
            found[name] = []
            for day in DAYS[: min(repeats, 3)]:
                time.sleep(_PAUSE)
                found[name].append(asyncio.run(press(server.url, f"{query}&tanggal={day}")))
    return found


async def press(url: str, query: str) -> float:
    """Seconds of one deck, whose page is open."""
    async with Session(url, query=query) as session:
        await session.rerun()
        start = time.perf_counter()
        address = await press_download(session, "b_pptx_layar")
        with urllib.request.urlopen(f"{url}{address}") as answer:
            answer.read()
        return round(time.perf_counter() - start, 3)


def _read_processor() -> float:
    """Processor time of all processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


HEAD = (
    "made by the command", "aim, s", "s (median)", "s of processor", "MB at most (aim 600)",
    "reached",
)  # fmt: skip


def judge(figures: dict[str, list[dict[str, float]]]) -> list[list]:
    """Medians beside the aims."""
    rows = []
    for name, runs in figures.items():
        seconds = statistics.median(run["seconds"] for run in runs)
        processor = statistics.median(run["processor"] for run in runs)
        memory = max(run["megabytes"] for run in runs)
        aim = CASES[name][1]
        good = memory <= MEMORY_AIM and (aim is None or seconds <= aim)
        rows.append([name, aim, f"{seconds:.2f}", f"{processor:.2f}", f"{memory:.0f}", check(good)])
    return rows


PAGE_HEAD = ("asked on a page", "aim, s", "s (median)", "reached")


def judge_pages(figures: dict[str, list[float]]) -> list[list]:
    """The same of what pages gave."""
    rows = []
    for name, runs in figures.items():
        seconds, (_, aim) = statistics.median(runs), PAGES[name.partition(",")[0]]
        rows.append([name, aim, f"{seconds:.2f}", check(seconds <= aim)])
    return rows


if __name__ == "__main__":
    raise SystemExit(main())
