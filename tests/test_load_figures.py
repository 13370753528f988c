"""The figures of the load test, from waits and memory worked out by hand."""

from __future__ import annotations

import sys

import pytest

from mppgeo.base.paths import PROJECT

sys.path.append(str(PROJECT / "benchmarks"))

from crowd import Wait
from load import BLOCKS, Watch, fit_growth, summarise
from slow_line import FRAMEWORK, GEOMETRY, LEAFLET, OTHER, SCRIPTS, find_kind


def test_growth_is_a_slope_with_its_interval():
    steady = fit_growth([300.0 + (n % 2) for n in range(BLOCKS)], 250)
    assert steady["low"] < 0 < steady["high"] and steady["low"] < steady["slope"] < steady["high"]
    growing = fit_growth([300.0 + 0.5 * n + 0.01 * (n % 2) for n in range(BLOCKS)], 250)
    assert growing["slope"] == pytest.approx(10.0, abs=0.05) and growing["low"] > 9.8


def test_waits_become_percentiles_errors_and_a_rate():
    waits = [
        Wait("open", 0.0, 2.0),
        Wait("click", 1.0, 50.0),
        Wait("open", 1.0, 3.0, error="OSError"),
    ]
    waits += [Wait("day", 10.0 + n, 0.01 * (n + 1)) for n in range(100)]
    waits += [Wait("click", 60.0, 60.0, error="Unanswered")]
    stage = summarise(waits, 7, 10.0, 50.0, Watch([]))
    assert (stage.sessions, stage.reruns) == (7, 101)
    assert stage.p50 == pytest.approx(0.51) and stage.p95 == pytest.approx(0.96)
    # 50 of them were finished within the time of the stage, those of before left out.
    assert stage.per_second == 50 / 50
    assert stage.errors == {"OSError": 1, "Unanswered": 1}
    assert stage.opened == pytest.approx(2.95)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/assets/0a/areas.json", GEOMETRY),
        ("/gerai/assets/0a/areas-35-36.json", GEOMETRY),
        ("/assets/0a/neighbours.json", GEOMETRY),
        ("/assets/0a/leaflet.css", LEAFLET),
        ("/assets/0a/map.js", SCRIPTS),
        ("/static/js/index.js", FRAMEWORK),
        ("/", FRAMEWORK),
        ("/robots.txt", OTHER),
    ],
)
def test_addresses_are_counted_where_they_belong(path, kind):
    assert find_kind(f"http://127.0.0.1:8501{path}") == kind
