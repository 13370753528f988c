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

from mppgeo.briefing import bundle
from mppgeo.briefing.bundle import BundleError, Making, find_bundle, start_bundle
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import View

TODAY = dt.date(2026, 1, 31)
DAY = dt.date(2025, 12, 31)
NAMES = ["mpp-dki-jakarta-2025-12-31-514.xlsx", "mpp-papua-pegunungan-2025-12-31-514.xlsx"]


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
    limit = time.monotonic() + 120
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


def test_a_bundle_holds_a_file_for_each_province(make_scene, start):
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
        book = load_workbook(io.BytesIO(archive.read(NAMES[1])))
    titles, values = book["ringkasan"].values
    assert dict(zip(titles, values, strict=True))["Penyebut"] == 514
    assert find_bundle(scene, "xlsx") == path


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


def test_other_data_need_another_bundle(make_scene, country, start):
    scene = make_scene(provinsi=("95",), denominator=508)
    making = start(scene, "xlsx")
    wait(making)
    making.finish()
    assert find_bundle(scene, "xlsx")
    assert find_bundle(Scene(country.load(), scene.view, TODAY), "xlsx") is None


def test_a_command_that_fails_gives_its_message(make_scene, start):
    making = start(make_scene(as_of=dt.date(2017, 9, 1), provinsi=("95",)), "xlsx")
    with pytest.raises(BundleError, match="2017-09-01"):
        making.finish()
    assert not making.target.exists()


def test_a_folder_that_vanished_gives_a_message(make_scene, start):
    making = start(make_scene(provinsi=("95",), lang="en"), "xlsx")
    making.folder.rename(making.folder.with_name("gone"))
    (making.folder.parent / making.folder.name).write_text("in the way")
    try:
        with pytest.raises(BundleError, match="could not be written"):
            making.finish()
    finally:
        making.folder.unlink()


def test_a_bundle_that_is_stopped_leaves_nothing(make_scene, start):
    scene = make_scene(denominator=514)
    making = start(scene, "svg")
    limit = time.monotonic() + 60
    while making.count_done() == 0 and time.monotonic() < limit:
        time.sleep(0.02)
    assert 0 < making.count_done() < making.total
    assert find_processes(making.folder)
    making.cancel()
    limit = time.monotonic() + 5
    while find_processes(making.folder) and time.monotonic() < limit:
        time.sleep(0.1)
    left = find_processes(making.folder)
    for process in left:
        os.kill(process, 9)
    assert left == [], "processes that go on working for nobody"
    assert not making.folder.exists()
    assert find_bundle(scene, "svg") is None


def test_stopping_twice_or_after_the_end_is_harmless(make_scene, start):
    making = start(make_scene(provinsi=("95",), denominator=514, lang="en"), "svg")
    wait(making)
    path = making.finish()
    making.cancel()
    making.cancel()
    assert path.exists()


def test_only_so_many_bundles_are_kept(tmp_path):
    for number in range(bundle._KEPT + 3):
        path = tmp_path / f"{number:02}.zip"
        path.write_bytes(b"")
        os.utime(path, (number, number))
    bundle._forget_old(tmp_path)
    kept = sorted(path.name for path in tmp_path.iterdir())
    assert kept == [f"{number:02}.zip" for number in range(3, bundle._KEPT + 3)]
