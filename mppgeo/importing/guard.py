"""Reads files of strangers in a process apart: whatever is in them, the server goes on.

A process that has loaded the reader and nothing else waits for work (:mod:`.reading_process`) and
forks for each file (:mod:`mppgeo.base.forks`). The fork asks for the rows that the records hold, and
gives back the plan.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

from mppgeo.base import clock
from mppgeo.base.forks import Forks
from mppgeo.base.language import mark
from mppgeo.base.refusal import ImportRefused
from mppgeo.importing.plan import ImportPlan
from mppgeo.importing.planner import Readable

TOO_HEAVY = mark(
    "The file takes more than {seconds} seconds or {megabytes} MB of memory to read. Divide it into"
    " several, or copy the table alone into a new file."
)
BUSY = mark("Other files are being read at the moment. Try again in a minute.")

_AT_ONCE = 2
_MOST_WAITING = 8
_PATIENCE = 20
"""Seconds that a file waits for its turn."""
_KEPT_SETTINGS = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "PYTHONPATH")
"""The reader has no use for addresses and passwords that stand in the environment."""


class ReaderBroke(RuntimeError):
    """The reader came upon a mistake of its own; its message is the traceback."""


class ReadingBusy(ImportRefused):
    """A file had to wait too long; the same file may be read a moment later."""


@dataclass(frozen=True)
class ReadingLimits:
    """What reading one file may take: seconds on the clock and of the processor, and memory."""

    seconds: int = 10
    processor_seconds: int = 10
    megabytes: int = 512


@dataclass(frozen=True)
class Job:
    """A file, what is asked of :func:`mppgeo.importing.plan.plan_import`, and the limits."""

    body: bytes
    asked: dict[str, object]
    limits: ReadingLimits


@dataclass(frozen=True)
class Rows:
    """A table whose rows the reader asks for."""

    table: str


@dataclass(frozen=True)
class Broken:
    """A mistake in the reader."""

    traceback: str


def plan_guarded(
    body: bytes, *, store: Readable, limits: ReadingLimits = ReadingLimits(), **asked: object
) -> ImportPlan:
    """:func:`mppgeo.importing.plan.plan_import` in a process of its own.

    The plan comes without the cells of the sheet; all else is the same.

    Parameters
    ----------
    asked : all other parameters of ``plan_import``.

    Raises
    ------
    ImportRefused : the file as a whole cannot be used, or takes more than the limits.
    ReadingBusy : too many files are being read.
    ReaderBroke : there is a mistake in the reader.
    StoreDown : the store does not answer.
    OSError : the store's files cannot be read, or no process can be started.
    """
    asked = {"today": clock.today(), **asked}
    with _take_place(), closing(_server.connect()) as channel:
        try:
            channel.send(Job(body, asked, limits))
            answer = channel.recv()
            while isinstance(answer, Rows):
                channel.send(store.read_rows(answer.table))
                answer = channel.recv()
        except (EOFError, BrokenPipeError, ConnectionResetError):
            # The kernel ends a process that goes beyond its limits.
            raise ImportRefused(
                TOO_HEAVY, seconds=limits.seconds, megabytes=limits.megabytes
            ) from None
    if isinstance(answer, Broken):
        raise ReaderBroke(answer.traceback)
    if isinstance(answer, ImportRefused):
        raise answer
    return answer


@contextmanager
def _take_place() -> Iterator[None]:
    if not _waiting.acquire(blocking=False):
        raise ReadingBusy(BUSY)
    try:
        if not _places.acquire(timeout=_PATIENCE):
            raise ReadingBusy(BUSY)
        try:
            yield
        finally:
            _places.release()
    finally:
        _waiting.release()


def _make_environment() -> dict[str, str]:
    return {name: os.environ[name] for name in _KEPT_SETTINGS if name in os.environ}


_server = Forks("mppgeo.importing.reading_process", _make_environment)
_places = threading.BoundedSemaphore(_AT_ONCE)
_waiting = threading.BoundedSemaphore(_AT_ONCE + _MOST_WAITING)
