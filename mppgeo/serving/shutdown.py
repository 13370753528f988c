"""The end of the process: in time, with a clean exit, and nothing half done."""

from __future__ import annotations

import os
import signal
import threading
from types import FrameType

from mppgeo.serving.logs import flush_logs, log

PATIENCE = 8.0
"""Seconds for what is under way: answers, reruns, a change of the records."""

_ending = threading.Event()


def is_ending() -> bool:
    """Whether the process was told to end."""
    return _ending.is_set()


def watch_for_end() -> None:
    """Make SIGTERM and SIGINT end the process within :data:`PATIENCE`.

    To be called in the main thread once the web server has set its own handlers;
    they are called in turn. A change of the records that is still under way
    when time is up is as if it had never been begun: the database forgets it,
    and files happen at one rename (:mod:`mppgeo.store.files`).
    """
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGTERM, signal.SIGINT):
        _wrap(number, signal.getsignal(number))


def end_cleanly() -> None:
    """The web server has closed: what follows is the end of the interpreter.

    The server raises the signal once more to die of it, which would lose what is
    still to be done and the exit code 0; it stays blocked.
    """
    log("ended")
    flush_logs()
    if is_ending():
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})


def _wrap(number: signal.Signals, before: object) -> None:
    def handle(received: int, frame: FrameType | None) -> None:
        if not _ending.is_set():
            _ending.set()
            timer = threading.Timer(PATIENCE, _cut_off)
            timer.daemon = True
            timer.start()
        if callable(before):
            before(received, frame)

    signal.signal(number, handle)


def _cut_off() -> None:
    log("time is up; what was under way is dropped")
    flush_logs()
    os._exit(0)
