"""Measure the briefings: ``python benchmarks/briefings.py [--output FILE]``.

Each is made by the command line in a process of its own, as an office would; seconds of wall
time and of processor time, and the greatest memory of all its processes together.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from processes import find_family, read_memory
from report import check, describe_machine, format_rows, write_section

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
MEMORY_AIM = 600.0
_LOOK = 0.05


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
    machine = describe_machine()
    table = format_rows(HEAD, judge(figures))
    print("\n".join(table))
    options.output.write_text(json.dumps({"machine": machine, "figures": figures}, indent=1) + "\n")
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


if __name__ == "__main__":
    raise SystemExit(main())
