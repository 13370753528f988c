"""Real apps over a small country's data, to be tormented."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mppgeo.base.paths import PROJECT

sys.path.insert(0, str(PROJECT / "benchmarks"))

import session
from running import PATIENCE, RunningApp

# Who measures calls it unanswered sooner than a test does.
session.PATIENCE = PATIENCE


@pytest.fixture
def start(tmp_path: Path, country) -> Iterator[Callable[..., RunningApp]]:
    """Start apps over the small country's data; all are ended after the test."""
    started: list[RunningApp] = []

    def run(*options: str, settings: dict[str, str | None] | None = None, **more) -> RunningApp:
        known = {"MPPGEO_DATA": str(country.folder), "MPPGEO_DATABASE_URL": None}
        app = RunningApp(tmp_path, {**known, **(settings or {})}, *options, **more)
        started.append(app)
        return app

    yield run
    for app in started:
        app.stop()
