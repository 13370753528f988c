"""A file for each province in one ZIP, made beside the server."""

from __future__ import annotations

import datetime as dt
import io
import os
import time
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from mppgeo.base.budgets import BUNDLES, Busy
from mppgeo.briefing import bundle
from mppgeo.briefing.bundle import (
    BundleError,
    Job,
    Making,
    ask_for_bundle,
    find_bundle,
    find_job,
    leave_bundles,
    start_bundle,
)
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import View

TODAY = dt.date(2026, 1, 31)
DAY = dt.date(2025, 12, 31)
# The records end on the 15th.
NAMES = [
    f"{name}-catatan-sampai-2025-12-15-penyebut-514.xlsx"
    for name in ("00-daftar-mpp-indonesia", "mpp-dki-jakarta", "mpp-papua-pegunungan")
]


@pytest.fixture
def make_scene(dataset):
    """Makes the scene of a view that no other test looks at."""
    return lambda **filters: Scene(dataset, View(**{"as_of": DAY} | filters), TODAY)


@pytest.fixture
def start():
    """Starts bundles, and stops them at the end whatever has become of them."""
    started: list[Making] = []

    def begin(scene: Scene, form: str) -> Making:
        started.append(start_bundle(scene, form))
        return started[-1]

    yield begin
    for making in started:
        making.cancel()


def wait(making: Making) -> None:
    limit = time.monotonic() + 300
    while making.is_running() and time.monotonic() < limit:
        time.sleep(0.05)
    assert not making.is_running()


def find_processes(folder: Path) -> list[int]:
    """Processes that were told of a folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words, state = entry.read_bytes(), (entry.parent / "stat").read_text()
        except OSError:
            continue
        if str(folder).encode() in words and state.rsplit(")", 1)[1].split()[0] != "Z":
            found.append(int(entry.parent.name))
    return found


def test_a_bundle_holds_a_file_for_each_province(make_scene, country, start):
    scene = make_scene(provinsi=("31", "95"), denominator=514)
    assert find_bundle(scene, "xlsx") is None
    making = start(scene, "xlsx")
    assert making.total == 2
    wait(making)
    assert making.count_done() == 2
    path = making.finish()
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == NAMES
        assert archive.testzip() is None
        book = load_workbook(io.BytesIO(archive.read(NAMES[2])))
        index = load_workbook(io.BytesIO(archive.read(NAMES[0])))
    assert [row[-1] for row in index["daftar"].values][1:] == NAMES[1:]
    titles, values = book["ringkasan"].values
    assert dict(zip(titles, values, strict=True))["Penyebut"] == 514
    assert find_bundle(scene, "xlsx") == path
    # Other data need another one.
    assert find_bundle(Scene(country.load(), scene.view, TODAY), "xlsx") is None


def test_a_bundle_serves_its_own_view_and_form_only(make_scene, start):
    scene = make_scene(provinsi=("95",))
    making = start(scene, "svg")
    wait(making)
    path = making.finish()
    assert find_bundle(scene, "svg") == path
    assert find_bundle(make_scene(provinsi=("95",), kode="95.01", status="belum"), "svg") == path
    for other in ({"denominator": 508}, {"lang": "en"}, {"as_of": dt.date(2025, 6, 30)}):
        assert find_bundle(make_scene(**{"provinsi": ("95",)} | other), "svg") is None
    assert find_bundle(scene, "png") is None
    # Stopping what has ended, and twice, is harmless.
    making.cancel()
    making.cancel()
    assert path.exists()


def test_a_folder_that_vanished_gives_a_message(make_scene, start):
    making = start(make_scene(provinsi=("95",), lang="en"), "xlsx")
    making.folder.rename(making.folder.with_name("gone"))
    (making.folder.parent / making.folder.name).write_text("in the way")
    try:
        with pytest.raises(BundleError, match="could not be written"):
            making.finish()
    finally:
        making.folder.unlink()


@pytest.fixture
def ask(make_scene, monkeypatch):
    """Asks for bundles in the name of visitors, who are there as long as they are in a set."""
    monkeypatch.setattr(bundle, "_GRACE", 0.5)
    there: set[str] = set()

    def ask(owner: str, **filters) -> Job:
        there.add(owner)
        return ask_for_bundle(make_scene(**filters), "svg", owner, lambda: owner in there)

    ask.there = there
    yield ask
    there.clear()
    wait_for(lambda: BUNDLES.count() == 0)


def wait_for(condition) -> None:
    limit = time.monotonic() + 300
    while not condition():
        assert time.monotonic() < limit
        time.sleep(0.02)


def test_one_bundle_is_made_at_a_time_and_none_for_nobody(ask, make_scene):
    first = ask("ani", denominator=508, lang="en")
    second = ask("budi", provinsi=("95",), denominator=508, lang="en")
    assert ask("citra", provinsi=("95",), denominator=508, lang="en") is second
    assert (first.turn.place, second.turn.place) == (0, 1)
    wait_for(lambda: first.making and first.making.count_done())
    assert second.making is None and not first.ended
    folder = first.making.folder
    assert find_processes(folder)
    ask.there.remove("ani")
    wait_for(lambda: first.ended)
    left = find_processes(folder)
    for process in left:
        os.kill(process, 9)
    assert left == [], "processes that go on working for nobody"
    assert not folder.exists() and find_bundle(first.scene, "svg") is None
    # Of the two who share the next one, one leaves.
    leave_bundles("budi")
    scene = second.scene
    assert find_job(scene, "svg", "budi") is None and find_job(scene, "svg", "citra") is second
    wait_for(lambda: second.ended)
    assert find_bundle(scene, "svg") and not second.error


def test_whoever_asks_for_another_bundle_no_longer_waits_for_the_first(ask):
    first = ask("ani", denominator=508)
    assert ask("ani", provinsi=("96",), denominator=508).turn.place <= 1
    wait_for(lambda: first.ended)


def test_a_visitor_whose_line_broke_for_a_moment_still_waits(ask, monkeypatch):
    with monkeypatch.context() as patient:
        patient.setattr(bundle, "_GRACE", 60)
        job = ask("ani", denominator=508)
        ask.there.remove("ani")
        assert job.is_wanted()
        ask.there.add("ani")
        # However long the line had been broken: the time counts from when the visitor was last there.
        job._seen -= 59
        assert job.is_wanted()
        ask.there.remove("ani")
        assert job.is_wanted() and not job.ended


def test_a_queue_that_is_full_refuses_and_one_who_left_it_gives_up_the_place(ask):
    jobs = [ask(f"v{number}", provinsi=(f"{11 + number}",)) for number in range(BUNDLES.most)]
    with pytest.raises(Busy):
        ask("late", provinsi=("96",))
    assert [job.turn.place for job in jobs] == list(range(BUNDLES.most))
    ask.there.remove("v1")
    wait_for(lambda: jobs[1].ended)
    assert jobs[2].turn.place == 1 and jobs[1].making is None


def test_a_bundle_that_fails_says_so_to_who_waits(ask):
    job = ask("ani", as_of=dt.date(2017, 9, 1), provinsi=("95",))
    wait_for(lambda: job.ended)
    assert "2017-09-01" in job.error and find_bundle(job.scene, "svg") is None
    assert find_job(job.scene, "svg", "ani") is job
    leave_bundles("ani")
    assert find_job(job.scene, "svg", "ani") is None


def test_only_so_many_bundles_are_kept(tmp_path):
    for number in range(bundle._KEPT + 3):
        path = tmp_path / f"{number:02}.zip"
        path.write_bytes(b"")
        os.utime(path, (number, number))
    bundle._forget_old(tmp_path)
    kept = sorted(path.name for path in tmp_path.iterdir())
    assert kept == [f"{number:02}.zip" for number in range(3, bundle._KEPT + 3)]
