"""The process in which files are made: one fork for each, within limits.

Started by :mod:`mppgeo.briefing.making` (see :mod:`mppgeo.base.forks`).
"""

from __future__ import annotations

import gc
import traceback
from contextlib import suppress
from functools import cache
from multiprocessing.connection import Connection

from mppgeo.base.clock import today
from mppgeo.base.forks import BEHIND_PAGES, limit, serve_forks
from mppgeo.base.said import Refusal
from mppgeo.briefing.files import make_file
from mppgeo.briefing.making import Broken, Job, OtherData
from mppgeo.dataset import Dataset, read
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import View

_IDLE = 300
_SECONDS, _MEGABYTES = 120, 1000


@cache
def _read() -> Dataset:
    return read()


def _prepare() -> None:
    """The data, and the libraries of all forms."""
    from mppgeo.briefing import deck, handout, pack  # noqa: F401
    from mppgeo.maps import picture  # noqa: F401

    _read()


def _rehearse() -> None:
    """A short deck that nobody gets: what it makes of the nation, the forks find made."""
    dataset = _read()
    with suppress(Exception):
        view = View(provinsi=tuple(dataset.provinsi_names)[:1])
        make_file(Scene(dataset, view, today()), "pptx")


def _work(channel: Connection) -> None:
    # What is garbage goes with the fork.
    gc.disable()
    limit(seconds=_SECONDS, processor_seconds=_SECONDS, megabytes=_MEGABYTES, files=True)
    channel.send(_answer(channel.recv()))


def _answer(job: Job) -> bytes | Refusal | OtherData | Broken:
    dataset = _read()
    if dataset.version != job.version:
        return OtherData()
    try:
        return job.make(dataset)
    except Refusal as refused:
        return refused
    except Exception:
        return Broken(traceback.format_exc())


if __name__ == "__main__":
    serve_forks(_work, idle=_IDLE, nice=BEHIND_PAGES, prepare=_prepare, rehearse=_rehearse)
