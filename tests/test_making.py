"""Files and exact solutions made beside the server are those that it would make itself."""

from __future__ import annotations

import datetime as dt
import io
import os
from pathlib import Path

import numpy as np
import pytest
from openpyxl import load_workbook

from mppgeo.briefing import making
from mppgeo.briefing.chosen import BadTemplate
from mppgeo.briefing.files import make_file
from mppgeo.briefing.making import make_apart, make_week_apart
from mppgeo.briefing.weekly import gather_week, make_scene, make_weekly
from mppgeo.planning.siting import Options, make_problem, solve_exactly
from mppgeo.planning.solving import solve_apart, stop_solving
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import View

DAY, VIEW = dt.date(2020, 6, 30), View(level="kabkota")


@pytest.fixture
def make(commanded):
    """Makes a file of what the records say now; processes of before are gone."""
    making.stop_making()
    yield lambda form, **options: make_apart(Scene(commanded.load(), VIEW, DAY), form, **options)
    making.stop_making()


def test_a_file_made_apart_is_of_the_data_on_the_page(make, commanded, monkeypatch):
    commanded.write_mpp(commanded.mpp("35.10", "2017-10-06"))
    before = make("svg")
    process = making._forks._process
    assert before == make_file(Scene(commanded.load(), VIEW, DAY), "svg")
    assert make("svg") == before and making._forks._process is process
    # Pages go before files.
    assert os.getpriority(os.PRIO_PROCESS, process.pid) > os.getpriority(os.PRIO_PROCESS, 0)
    assert os.getsid(process.pid) == os.getsid(0) and os.getpgid(process.pid) == process.pid
    # Forking copies the locks of other threads, and nobody opens them again.
    assert len(list(Path("/proc", str(process.pid), "task").iterdir())) == 1
    with pytest.raises(BadTemplate):
        make("pptx", office=b"no template")

    shown = Scene(commanded.load(), VIEW, DAY)
    commanded.write_mpp(commanded.mpp("35.07", "2017-10-06"))
    after = make("svg")
    assert after == make_file(Scene(commanded.load(), VIEW, DAY), "svg") != before
    # The last good data, when the store holds others.
    assert make_apart(shown, "svg") == before

    week = gather_week(make_scene(Scene(commanded.load(), VIEW, DAY)), [])
    # Nothing is made here.
    monkeypatch.setattr(making.Job, "make", None)
    assert read_sheets(make_week_apart(week, "xlsx")) == read_sheets(make_weekly(week, "xlsx"))


def read_sheets(file: bytes) -> dict[str, list]:
    book = load_workbook(io.BytesIO(file))
    return {sheet.title: list(sheet.values) for sheet in book}


def test_a_solution_found_apart_is_the_exact_one():
    names = {f"35.0{n}": f"Kabupaten {n}" for n in range(5)}
    at = np.array([[110.0 + n / 5, -7.0] for n in range(5)])
    people = np.array([3.0, 2.0, 4.0, 2.0, 3.0])
    # The middle one covers most, but the two beside it cover everybody.
    problem = make_problem(names, at, at, people, np.zeros(5, bool), 25.0)
    try:
        found = solve_apart(problem, Options(k=2))
    finally:
        stop_solving()
    own = solve_exactly(problem, Options(k=2))
    assert found.proven and found.gain == 14.0 and found.steps.equals(own.steps)
