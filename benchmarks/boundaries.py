"""Measure the import of official boundaries: ``python benchmarks/boundaries.py [--output FILE]``.

A GeoPackage is written with the project's 514 polygons, their lines given a vertex
every 150 m or so and small bends, the same on both sides: more than a million vertices,
as published sets have. Each import runs by the command line in a process of its own, into
a data folder of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from report import check, describe_machine, format_rows, write_section

PROJECT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).with_name("boundaries.json")
SECONDS_AIM, MEMORY_AIM = 60.0, 1500.0
LEAST_VERTICES = 1_000_000
_SPACING = 0.0015
"""Degrees between the vertices of a line."""


def main() -> int:
    """Measure, print the table, write the results."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--output", type=Path, default=RESULTS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mppgeo-bench-") as work:
        folder = Path(work)
        shutil.copytree(PROJECT / "data", folder / "data", ignore=shutil.ignore_patterns("sets"))
        vertices = write_detailed(folder / "detailed.gpkg")
        runs = [measure(folder, f"run-{number}") for number in range(options.repeats)]
    machine = describe_machine()
    head = (f"import of 514 polygons, {vertices:,} vertices", "aim", "measured", "reached")
    table = format_rows(head, judge(runs))
    print("\n".join(table))
    figures = {"machine": machine, "vertices": vertices, "runs": runs}
    options.output.write_text(json.dumps(figures, indent=1) + "\n")
    if options.output == RESULTS:
        write_section("boundaries", machine, table)
    return 0


def write_detailed(path: Path) -> int:
    """Write the polygons with many vertices; returns how many."""
    areas = gpd.read_file(PROJECT / "data" / "boundaries" / "kabkota.geojson")
    shapes = shapely.transform(shapely.segmentize(areas.geometry.values, _SPACING), bend)
    vertices = int(shapely.get_num_coordinates(shapes).sum())
    if vertices < LEAST_VERTICES:
        raise SystemExit(f"only {vertices} vertices")
    frame = gpd.GeoDataFrame({"KDPKAB": areas["kode"]}, geometry=shapes, crs=4326)
    frame.to_file(path, driver="GPKG")
    return vertices


def bend(places: np.ndarray) -> np.ndarray:
    """Move places by up to 200 m, equal ones equally."""
    wave = np.sin(places[:, 0] * 91.7 + places[:, 1] * 47.3) * np.cos(places[:, 1] * 133.1)
    return places + np.column_stack([wave, 0.7 * wave]) * 0.002


def measure(folder: Path, name: str) -> dict[str, float]:
    """Seconds of wall and processor time, and megabytes at most, of one import."""
    command = [
        sys.executable, "-m", "mppgeo", "boundaries", "import", str(folder / "detailed.gpkg"),
        "--name", name,
    ]  # fmt: skip
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=PROJECT, stdout=subprocess.DEVNULL,
        env={**os.environ, "MPPGEO_DATA": str(folder / "data")},
    )  # fmt: skip
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if status:
        raise SystemExit(f"{' '.join(command)} ended with {status}")
    return {
        "seconds": round(seconds, 2),
        "processor_seconds": round(usage.ru_utime + usage.ru_stime, 2),
        "megabytes": round(usage.ru_maxrss / 1024, 1),
    }


def judge(runs: list[dict[str, float]]) -> list[list]:
    """Medians beside the aims."""
    seconds = statistics.median(run["seconds"] for run in runs)
    busy = statistics.median(run["processor_seconds"] for run in runs)
    memory = max(run["megabytes"] for run in runs)
    return [
        ["seconds of wall time (median)", f"{SECONDS_AIM:.0f}", f"{seconds:.1f}",
         check(seconds <= SECONDS_AIM)],
        ["seconds of processor time (median)", "", f"{busy:.1f}", ""],
        ["MB at most", f"{MEMORY_AIM:.0f}", f"{memory:.0f}", check(memory <= MEMORY_AIM)],
    ]  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main())
