"""Measure the reach of MPPs: ``python benchmarks/reach.py [--output FILE]``.

Beside it the plain way to the same figures: for every day the whole matrix of
distances between villages and MPPs (``scipy.spatial.distance.cdist`` over points
of the unit sphere, whose chords are the haversines), its smallest values, and
pandas for the sums. Both start with the data in memory and nothing kept from before.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from report import check, describe_machine, format_rows, write_section
from scipy.spatial.distance import cdist
from streamlit.testing.v1 import AppTest

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from mppgeo.base.caching import clear_caches  # noqa: E402
from mppgeo.briefing.proposal import Proposal  # noqa: E402
from mppgeo.country.villages import to_vectors  # noqa: E402
from mppgeo.coverage import take_snapshot  # noqa: E402
from mppgeo.dataset import Dataset  # noqa: E402
from mppgeo.live import current  # noqa: E402
from mppgeo.maps.reach import make_distance_theme  # noqa: E402
from mppgeo.planning.priority import list_priorities, weigh_parts  # noqa: E402
from mppgeo.planning.reach import (  # noqa: E402
    EARTH_RADIUS,
    find_distances,
    find_places,
)
from mppgeo.planning.reach_figures import (  # noqa: E402
    LEVELS,
    LIMITS,
    summarise_reach,
    weigh_villages,
)
from mppgeo.planning.reach_trace import (  # noqa: E402
    list_days,
    trace_reach,
)
from mppgeo.scene.scene import Scene  # noqa: E402
from mppgeo.scene.view import View  # noqa: E402

RESULTS = Path(__file__).with_name("reach.json")
DAY = dt.date(2025, 12, 15)
AIMS = {
    "one date, all levels and the map": 0.3,
    "one date, own government": 0.3,
    "another date on the page (server)": 0.6,
    "next places both ways, priority list": 1.5,
    "a decade by month": 10.0,
    "a decade by month, own government": 10.0,
}


def main() -> int:
    """Measure, print the table, write the results."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--output", type=Path, default=RESULTS)
    options = parser.parse_args()
    dataset = current()
    check_agreement(dataset)
    ours = {
        "one date, all levels and the map": repeat(options.repeats, compute_day, dataset, False),
        "one date, own government": repeat(options.repeats, compute_day, dataset, True),
        "another date on the page (server)": change_dates(options.repeats),
        "next places both ways, priority list": repeat(options.repeats, propose, dataset),
        "a decade by month": repeat(options.repeats, trace_reach, dataset, DAY),
        "a decade by month, own government": repeat(
            options.repeats, lambda data, day: trace_reach(data, day, own=True), dataset, DAY
        ),
    }
    plain = {
        "one date, all levels and the map": repeat(options.repeats, compute_plainly, dataset, DAY),
        "a decade by month": repeat(1, compute_plain_decade, dataset),
    }
    machine = describe_machine("scipy", "numpy", "pandas")
    table = format_rows(HEAD, judge(ours, plain))
    print("\n".join(table))
    figures = {"machine": machine, "ours": ours, "plain": plain}
    options.output.write_text(json.dumps(figures, indent=1) + "\n")
    if options.output == RESULTS:
        write_section("reach", machine, table)
    return 0


def repeat(times: int, work: Callable, *arguments: object) -> list[float]:
    """Seconds of each run, with nothing kept from the run before."""
    seconds = []
    for _ in range(times):
        clear_caches()
        start = time.perf_counter()
        work(*arguments)
        seconds.append(round(time.perf_counter() - start, 4))
    return seconds


def compute_day(dataset: Dataset, own: bool) -> None:
    """Everything that the page shows of one day, but the curve."""
    snapshot = take_snapshot(dataset, DAY)
    distances = find_distances(snapshot, own=own)
    for level in LEVELS:
        summarise_reach(snapshot, distances, None, level)
    make_distance_theme(snapshot, own=own)


def propose(dataset: Dataset) -> None:
    """What the priorities page works out when it is opened on a day."""
    scene = Scene(dataset, View(), DAY)
    _ = Proposal(scene).plans
    list_priorities(scene.snapshot, tuple(weigh_parts(scene.snapshot, scene.view.pilihan).items()))


def change_dates(times: int) -> list[float]:
    """Seconds of the server until a page that is open has all of another day."""
    clear_caches()
    app = AppTest.from_file(PROJECT / "mppgeo" / "ui" / "main.py", default_timeout=60)
    app.switch_page("../../pages/jangkauan.py")
    app.query_params["tanggal"] = DAY.isoformat()
    app.run()
    seconds = []
    for month in range(times):
        app.query_params["tanggal"] = dt.date(2022, 1 + month % 12, 17).isoformat()
        start = time.perf_counter()
        app.run()
        seconds.append(round(time.perf_counter() - start, 4))
    return seconds


def measure_plainly(dataset: Dataset, day: dt.date) -> np.ndarray:
    """km from each village to the nearest MPP by the whole matrix."""
    places = find_places(dataset, day)
    goals = to_vectors([place.lon for place in places], [place.lat for place in places])
    chords = cdist(dataset.villages.vectors, goals).min(axis=1)
    return 2 * EARTH_RADIUS * np.arcsin(chords / 2)


def compute_plainly(dataset: Dataset, day: dt.date) -> pd.DataFrame:
    """The sums of a day, of each level, with pandas."""
    villages = pd.DataFrame(
        {
            "kode": dataset.villages.kode,
            "provinsi": [kode[:2] for kode in dataset.villages.kode],
            "people": weigh_villages(dataset),
            "km": measure_plainly(dataset, day),
        }
    )
    rows = [sum_plainly(villages)]
    for level in ("provinsi", "kode"):
        rows += [sum_plainly(part) for _, part in villages.groupby(level)]
    return pd.DataFrame(rows)


def compute_plain_decade(dataset: Dataset) -> None:
    """The national sums of every month."""
    people = weigh_villages(dataset)
    for day in list_days(dataset, DAY):
        sum_plainly(pd.DataFrame({"people": people, "km": measure_plainly(dataset, day)}))


def sum_plainly(villages: pd.DataFrame) -> dict[str, float]:
    """People within each limit, median and 90th percentile of one area."""
    ordered = villages.sort_values("km")
    running = ordered["people"].cumsum() / ordered["people"].sum()
    row = {limit: villages["people"][villages["km"] <= limit].sum() for limit in LIMITS}
    quantiles = [ordered["km"].iloc[int(running.searchsorted(share))] for share in (0.5, 0.9)]
    return {**row, "median": quantiles[0], "p90": quantiles[1]}


def check_agreement(dataset: Dataset) -> None:
    """Stop where the two ways differ: their times would say nothing."""
    found = find_distances(take_snapshot(dataset, DAY))
    if not np.allclose(found.km, measure_plainly(dataset, DAY), atol=1e-6):
        raise SystemExit("the plain way finds other distances")


HEAD = ("figure", "aim, s", "ours, s", "plain, s", "plain / ours", "reached")


def judge(ours: dict[str, list[float]], plain: dict[str, list[float]]) -> list[list]:
    """Medians beside the aims and the plain way."""
    rows = []
    for name, runs in ours.items():
        seconds = statistics.median(runs)
        other = statistics.median(plain[name]) if name in plain else None
        told = (f"{other:.2f}", f"{other / seconds:.1f}") if other else ("", "")
        rows.append([name, AIMS[name], f"{seconds:.3f}", *told, check(seconds <= AIMS[name])])
    return rows


if __name__ == "__main__":
    raise SystemExit(main())
