"""Measure the briefings: ``python benchmarks/briefings.py [--output FILE]``.

Each is made by the command line in a process of its own, as an office would;
seconds of wall time and the greatest memory of all its processes together.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).with_name("briefings.json")
README = Path(__file__).with_name("README.md")
MARK, END = "<!-- briefings -->\n", "<!-- /briefings -->\n"
DAY = ("--as-of", "2025-12-15")
CASES = {
    "national deck": (("--format", "pptx"), 6.0),
    "province deck (Jawa Timur)": (("--format", "pptx", "--provinsi", "35"), 3.0),
    "province deck (DKI Jakarta)": (("--format", "pptx", "--provinsi", "31"), 3.0),
    "all 38 province decks": (("--format", "pptx", "--all-provinces"), 60.0),
    "national handout (PDF)": (("--format", "pdf"), None),
    "map 1920x1080 (PNG)": (("--format", "png"), None),
    "map A4 300 dpi (PNG)": (("--format", "png", "--size", "a4"), None),
    "map (SVG)": (("--format", "svg"), None),
    "data pack (XLSX)": (("--format", "xlsx"), None),
}
MEMORY_AIM = 700.0
_LOOK = 0.05


def main() -> int:
    """Measure, print the table, write the results."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--output", type=Path, default=RESULTS)
    options = parser.parse_args()
    figures = {}
    with tempfile.TemporaryDirectory(prefix="mppgeo-bench-") as folder:
        # The first run of all makes the fonts' cache and reads the libraries from the disk.
        measure(CASES["map 1920x1080 (PNG)"][0], Path(folder))
        for name, (arguments, _) in CASES.items():
            repeats = max(1, options.repeats // 2) if "all" in name else options.repeats
            figures[name] = [measure(arguments, Path(folder)) for _ in range(repeats)]
    table = "\n".join(format_table(figures))
    machine = (
        f"{os.cpu_count()} cores, python {platform.python_version()}, load {os.getloadavg()[0]:.1f}"
    )
    print(f"{machine}\n\n{table}")
    options.output.write_text(json.dumps({"machine": machine, "figures": figures}, indent=1) + "\n")
    if options.output == RESULTS:
        text = README.read_text(encoding="utf-8")
        before, after = text.split(MARK)[0], text.split(END)[1]
        day = time.strftime("%Y-%m-%d")
        told = f"{MARK}{day}, a shared cloud VM: {machine}.\n\n{table}\n{END}"
        README.write_text(before + told + after, encoding="utf-8")
    return 0


def measure(arguments: tuple[str, ...], folder: Path) -> dict[str, float]:
    """Seconds and megabytes (unshared and shared memory of all processes) of one command."""
    command = [sys.executable, "-m", "mppgeo", "brief", *DAY, *arguments, "--out", str(folder)]
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.DEVNULL)
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, sum(map(read_memory, find_family(process.pid))))
        time.sleep(_LOOK)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return {"seconds": round(time.perf_counter() - start, 3), "megabytes": round(peak, 1)}


def find_family(pid: int) -> list[int]:
    """A process and all that came from it."""
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return [pid]
    return [pid, *(one for child in text.split() for one in find_family(int(child)))]


def read_memory(pid: int) -> float:
    """Proportional set size in megabytes: pages shared by n processes count 1/n in each."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    except OSError:
        return 0.0
    return 0.0


def format_table(figures: dict[str, list[dict[str, float]]]) -> list[str]:
    """Medians beside the aims."""
    lines = [
        "| made by the command | aim, s | s (median) | MB at most (aim 700) | reached |",
        "|---|---:|---:|---:|---|",
    ]
    for name, runs in figures.items():
        seconds = statistics.median(run["seconds"] for run in runs)
        memory = max(run["megabytes"] for run in runs)
        aim = CASES[name][1]
        good = memory <= MEMORY_AIM and (aim is None or seconds <= aim)
        lines.append(
            f"| {name} | {aim or ''} | {seconds:.2f} | {memory:.0f} | {'yes' if good else 'NO'} |"
        )
    return lines


if __name__ == "__main__":
    raise SystemExit(main())
