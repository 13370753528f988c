"""Decks of many provinces at once, over the cores of the machine."""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import replace
from pathlib import Path

from mppgeo.base.writing import write_whole
from mppgeo.briefing.files import make_file, name_file
from mppgeo.coverage import find_parents
from mppgeo.maps.page import Size
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import KABKOTA


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
    scenes: list[Scene], form: str, size: Size, folder: Path, workers: int | None = None
) -> Iterator[Path]:
    """Make a file per scene; gives each path as soon as its file is complete.

    Parameters
    ----------
    workers : processes; default one per core. They share the data that this
        process has read already.

    Raises
    ------
    OSError : a file could not be written. Those written before stay.
    """
    workers = min(workers or count_cores(), len(scenes))
    if workers < 2 or "fork" not in multiprocessing.get_all_start_methods():
        for scene in scenes:
            yield _make_one(scene, form, size, folder)
        return
    _Shared.scenes = scenes
    # What is read once and only looked at stays shared between the processes.
    gc.collect()
    gc.freeze()
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        # The longest first, so that no core waits for a last one.
        order = sorted(range(len(scenes)), key=lambda i: -len(scenes[i].selection.kabkota))
        jobs = [pool.submit(_make_shared, i, form, size, folder) for i in order]
        try:
            for job in as_completed(jobs):
                yield job.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def count_cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Shared:
    """Scenes that forked processes find in their memory: a dataset is dear to send."""

    scenes: list[Scene] = []


def _make_shared(number: int, form: str, size: Size, folder: Path) -> Path:
    path = _make_one(_Shared.scenes[number], form, size, folder)
    # A command collects garbage seldom, and decks and figures are full of circles.
    gc.collect()
    return path


def _make_one(scene: Scene, form: str, size: Size, folder: Path) -> Path:
    path = folder / name_file(scene, form)
    write_whole(path, make_file(scene, form, size))
    return path
