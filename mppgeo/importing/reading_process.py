"""The process in which files of strangers are read: one fork for each, within limits.

Started by :mod:`mppgeo.importing.guard`, with the number of a socket over which it gets the channel
of each file. It ends when the server is gone, or after a while without work.
"""

from __future__ import annotations

import gc
import os
import resource
import signal
import socket
import sys
import traceback
from dataclasses import replace
from multiprocessing.connection import Connection

from mppgeo.base.refusal import ImportRefused
from mppgeo.importing.files import read_sheets
from mppgeo.importing.guard import READY, TOO_HEAVY, Broken, Job, ReadingLimits, Rows
from mppgeo.importing.plan import ImportPlan, plan_import
from mppgeo.importing.recognition import find_header

_IDLE = 600
"""Seconds without work after which the memory is given back."""
_ANY_FILE = b"kode;jumlah layanan\n35.10;1\n"
_NICENESS = 5
"""Pages go before files."""


def serve(control: socket.socket) -> None:
    """Fork for each channel that comes, until none comes any more."""
    # Nobody waits for the forks.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    # What is made once and kept is made before the first fork: titles, columns, patterns.
    find_header(read_sheets(_ANY_FILE))
    gc.collect()
    gc.freeze()
    control.settimeout(_IDLE)
    while True:
        try:
            word, handles, _, _ = socket.recv_fds(control, 1, 1)
        except TimeoutError:
            return
        if not word:
            return
        [handle] = handles
        if os.fork() == 0:
            control.close()
            _work(Connection(handle))
        os.close(handle)


def _work(channel: Connection) -> None:
    """Read one file, say what came of it, and end."""
    code = 1
    try:
        os.nice(_NICENESS)
        _limit(ReadingLimits())
        channel.send(READY)
        channel.send(_answer(channel))
        code = 0
    except (EOFError, OSError):
        # Whoever asked is gone.
        pass
    finally:
        os._exit(code)


def _limit(limits: ReadingLimits) -> None:
    # The kernel ends the process at either, whatever code it is in.
    signal.setitimer(signal.ITIMER_REAL, limits.seconds)
    _lower(resource.RLIMIT_CPU, limits.processor_seconds)
    with open("/proc/self/statm", encoding="ascii") as file:
        # What is mapped already, mostly code, is no memory that the file takes.
        mapped = int(file.read().split()[0]) * resource.getpagesize()
    _lower(resource.RLIMIT_AS, mapped + limits.megabytes * 1_000_000)
    for nothing in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE):
        _lower(nothing, 0)


def _lower(kind: int, limit: int) -> None:
    most = resource.getrlimit(kind)[1]
    if most != resource.RLIM_INFINITY:
        limit = min(limit, most)
    resource.setrlimit(kind, (limit, most))


def _answer(channel: Connection) -> ImportPlan | ImportRefused | Broken:
    job: Job = channel.recv()
    refused = ImportRefused(TOO_HEAVY, seconds=job.limits.seconds, megabytes=job.limits.megabytes)
    try:
        _limit(job.limits)
        plan = plan_import(job.body, store=_Store(channel), **job.asked)
    except ImportRefused as told:
        return told
    except MemoryError:
        return refused
    except Exception:
        return Broken(traceback.format_exc())
    # The cells are many, and nobody looks at them again.
    return replace(plan, header=replace(plan.header, sheet=replace(plan.header.sheet, rows=())))


class _Store:
    """The rows that the records hold, asked for over the channel."""

    def __init__(self, channel: Connection) -> None:
        self._channel = channel

    def read_rows(self, table: str) -> list[dict[str, str]]:
        self._channel.send(Rows(table))
        return self._channel.recv()


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
