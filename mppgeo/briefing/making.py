"""Files made beside the web server: pages go on as quickly as before, and memory is given back.

A process that has read the data and loaded what decks, handouts and pictures take waits for work
(:mod:`.making_process`) and forks for each file. It reads the data by itself; a file is always of the
data that the visitor sees.
"""

from __future__ import annotations

import datetime as dt
import threading
from contextlib import closing
from dataclasses import dataclass

from mppgeo.base.forks import Forks, count_cores
from mppgeo.base.said import Refusal
from mppgeo.briefing.files import make_file
from mppgeo.briefing.weekly import Weekly, make_weekly
from mppgeo.dataset import Dataset
from mppgeo.maps.sizes import SCREEN, Size
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import View
from mppgeo.store.netting import NetChange


class MakingBroke(RuntimeError):
    """A file could not be made; the message is the traceback, or that the limits were reached."""


@dataclass(frozen=True)
class Job:
    """What is asked for, and of which data.

    Attributes
    ----------
    form, size, office : as of :func:`mppgeo.briefing.files.make_file`.
    changes : those of a week, whose page or tables are asked for instead; None = no week.
    """

    version: str
    view: View
    today: dt.date
    form: str
    size: Size = SCREEN
    office: bytes | None = None
    changes: tuple[NetChange, ...] | None = None

    def make(self, dataset: Dataset) -> bytes:
        """The file, in this process."""
        scene = Scene(dataset, self.view, self.today)
        if self.changes is not None:
            return make_weekly(Weekly(scene, self.changes), self.form)
        return make_file(scene, self.form, self.size, office=self.office)


@dataclass(frozen=True)
class OtherData:
    """The process has read other data."""


@dataclass(frozen=True)
class Broken:
    """A mistake while a file was made."""

    traceback: str


def make_apart(
    scene: Scene, form: str, size: Size = SCREEN, *, office: bytes | None = None
) -> bytes:
    """:func:`mppgeo.briefing.files.make_file` in a process of its own.

    Where the data of the scene can no longer be read (the last good ones are shown while those in
    the store cannot be used), the file is made in this process.

    Raises
    ------
    mppgeo.briefing.office.BadTemplate : the template cannot be used.
    MakingBroke : there is a mistake, or the file takes too long or too much memory.
    OSError : no process can be started.
    """
    job = Job(scene.dataset.version, scene.view, scene.today, form, size, office)
    return _make(job, scene.dataset)


def make_week_apart(weekly: Weekly, form: str) -> bytes:
    """:func:`mppgeo.briefing.weekly.make_weekly` in the same way.

    Raises
    ------
    MakingBroke, OSError : as :func:`make_apart`.
    """
    scene, changes = weekly.scene, tuple(weekly.changes)
    job = Job(scene.dataset.version, scene.view, scene.today, form, changes=changes)
    return _make(job, scene.dataset)


def _make(job: Job, dataset: Dataset) -> bytes:
    version = job.version
    answer: bytes | Refusal | OtherData | Broken = OtherData()
    if version != _gone.version:
        answer = _ask(job)
        if isinstance(answer, OtherData):
            # The process began with the data of before.
            _forks.end()
            answer = _ask(job)
            if isinstance(answer, OtherData):
                _gone.version = version
    if isinstance(answer, OtherData):
        return job.make(dataset)
    if isinstance(answer, Refusal):
        raise answer
    if isinstance(answer, Broken):
        raise MakingBroke(answer.traceback)
    return answer


def stop_making() -> None:
    """Have no process wait for work: the server ends."""
    _forks.end()


def _ask(job: Job) -> bytes | Refusal | OtherData | Broken:
    with _places, closing(_forks.connect()) as channel:
        try:
            channel.send(job)
            return channel.recv()
        except (EOFError, BrokenPipeError, ConnectionResetError):
            raise MakingBroke(f"{job.form}: more time or memory than a file may take") from None


@dataclass
class _Gone:
    """The version of data that can no longer be read; "" = none."""

    version: str = ""


_gone = _Gone()
_forks = Forks("mppgeo.briefing.making_process")
_places = threading.BoundedSemaphore(max(1, count_cores() - 1))
"""Of all forms together: a core is left for visitors."""
