"""Decks of many provinces at once, over the cores of the machine."""

from __future__ import annotations

import gc
import multiprocessing
import signal
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import replace
from pathlib import Path

import pandas as pd

from mppgeo.base.forks import count_cores
from mppgeo.base.writing import write_whole
from mppgeo.briefing.files import make_file, name_file
from mppgeo.briefing.phrases import name_own_place
from mppgeo.content.datatable import make_table
from mppgeo.content.exports import write_xlsx
from mppgeo.content.headline import tell_basis
from mppgeo.content.naming import name_download
from mppgeo.coverage import find_parents
from mppgeo.maps.sizes import Size
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import KABKOTA

_STOPS = {signal.SIGINT, signal.SIGTERM}
INDEX = "00-daftar"
"""How the name of the list of files begins: it stands before them."""


def list_scenes(scene: Scene) -> list[Scene]:
    """A scene per province: those the view keeps, as far as set up by its day."""
    later = find_parents(scene.dataset, scene.day)
    codes = scene.places or sorted(scene.dataset.provinsi_names)
    return [
        replace(
            scene,
            view=replace(scene.view, provinsi=(kode,), pulau=(), level=KABKOTA, kode=None),
        )
        for kode in codes
        if kode not in later
    ]


def make_all(
    scenes: list[Scene],
    form: str,
    size: Size,
    folder: Path,
    workers: int | None = None,
    office: bytes | None = None,
) -> Iterator[Path]:
    """Make a file per scene, and at last a list of them; gives each path as soon as its file is
    complete.

    Parameters
    ----------
    office : a template for decks.
    workers : processes; default one per core. They share the data that this
        process has read already.

    Raises
    ------
    OSError : a file could not be written. Those written before stay.
    """
    yield from _make_files(scenes, form, size, folder, workers, office)
    if len(scenes) > 1:
        path = folder / f"{INDEX}-{name_download(_widen(scenes[0]))}.xlsx"
        write_whole(path, write_index(scenes, form))
        yield path


def write_index(scenes: list[Scene], form: str) -> bytes:
    """A sheet that names the file of every scene beside its figures."""
    t = scenes[0].t
    index = pd.RangeIndex(len(scenes))
    totals = [scene.total for scene in scenes]

    def column(values: list, dtype: str = "object") -> pd.Series:
        return pd.Series(values, index=index, dtype=dtype)

    columns = {
        "nama": ("text", t("Province"), column([name_own_place(one) for one in scenes])),
        "areas_with_mpp": ("count", t("With MPP"), column([one.areas_with_mpp for one in totals], "Int64")),
        "areas": ("count", t("Areas"), column([one.areas for one in totals], "Int64")),
        "coverage_pct": ("percent", t("Coverage"), column([one.coverage_pct for one in totals], "float")),
        "jumlah": ("count", t("Without MPP"), column([one.missing for one in totals], "Int64")),
        "source": ("text", t("File"), column([name_file(one, form) for one in scenes])),
    }  # fmt: skip
    nation = _widen(scenes[0])
    heading = t("Briefings of the provinces")
    title = f"{heading}, {tell_basis(nation)}"
    return write_xlsx(make_table("daftar", columns), title=title)


def _widen(scene: Scene) -> Scene:
    return replace(scene, view=replace(scene.view, provinsi=(), pulau=()))


def _make_files(
    scenes: list[Scene], form: str, size: Size, folder: Path, workers: int | None, office: bytes | None
) -> Iterator[Path]:  # fmt: skip
    workers = min(workers or count_cores(), len(scenes))
    if workers < 2 or "fork" not in multiprocessing.get_all_start_methods():
        for scene in scenes:
            yield _make_one(scene, form, size, folder, office)
        return
    # The longest first, so that no core waits for a last one; but a short one before all, made
    # here: the libraries that it loads and all that it makes of the nation, the others find made.
    *order, shortest = sorted(range(len(scenes)), key=lambda i: -len(scenes[i].selection.kabkota))
    yield _make_one(scenes[shortest], form, size, folder, office)
    _Shared.scenes, _Shared.office = scenes, office
    # What is read once and only looked at stays shared between the processes. Who asks to stop
    # waits for that: in what clears up for the collector, the request would be lost.
    signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
    gc.collect()
    gc.freeze()
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        jobs = [pool.submit(_make_shared, i, form, size, folder) for i in order]
        try:
            for job in as_completed(jobs):
                yield job.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


class _Shared:
    """Scenes that forked processes find in their memory: a dataset is dear to send."""

    scenes: list[Scene] = []
    office: bytes | None = None


def _make_shared(number: int, form: str, size: Size, folder: Path) -> Path:
    path = _make_one(_Shared.scenes[number], form, size, folder, _Shared.office)
    # A command collects garbage seldom, and decks and figures are full of circles.
    gc.collect()
    return path


def _make_one(
    scene: Scene, form: str, size: Size, folder: Path, office: bytes | None = None
) -> Path:
    path = folder / name_file(scene, form)
    write_whole(path, make_file(scene, form, size, office=office))
    return path
