"""Work in a process apart: one that has loaded what it takes waits for work, and forks for each.

Forking the server itself would copy the locks of its threads; starting Python anew for each piece
of work would cost seconds. Whatever happens in a fork, the server goes on; its memory is given back
when it ends; and it works on at a lower priority, so that pages go before it.
"""

from __future__ import annotations

import gc
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from multiprocessing.connection import Connection

from mppgeo.base.paths import PROJECT

READY = "ready"
"""The first word of a fork."""
BEHIND_PAGES = 10
"""By how much the priority of dear work is lower: who only looks at pages goes first."""
_NO_THREADS = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}
"""For libraries that start threads of their own: a process that has any is not safe to fork."""


class Forks:
    """A process that waits for work; started when the first comes.

    Parameters
    ----------
    module : is run in it, with the number of a socket for :func:`serve_forks` as its argument.
    find_environment : what it is to find in the environment; default all that is in ours.
    """

    def __init__(
        self, module: str, find_environment: Callable[[], Mapping[str, str]] | None = None
    ) -> None:
        self._module = module
        self._find_environment = find_environment or (lambda: os.environ)
        self._lock = threading.Lock()
        self._process: subprocess.Popen | None = None
        self._control: socket.socket | None = None

    def connect(self) -> Connection:
        """A channel to a fork that is ready.

        Raises
        ------
        OSError : no process can be started.
        """
        while True:
            with self._lock:
                fresh = self._process is None or self._process.poll() is not None
                if fresh:
                    self._start()
                channel = self._ask()
            if channel:
                return channel
            # It has gone to rest in this very moment; a new one that does so cannot be started.
            if fresh:
                raise OSError(f"{self._module} cannot be started")

    def end(self) -> None:
        """Have no process wait any longer; forks come to their end. The next work starts another."""
        with self._lock:
            if self._control:
                self._control.close()
            if self._process:
                with suppress(subprocess.TimeoutExpired):
                    self._process.wait(1)
            self._control = self._process = None

    def _start(self) -> None:
        if self._control:
            self._control.close()
        self._control, other = socket.socketpair()
        with other:
            self._process = subprocess.Popen(
                [sys.executable, "-m", self._module, str(other.fileno())],
                cwd=PROJECT,
                env={**self._find_environment(), **_NO_THREADS},
                pass_fds=[other.fileno()],
                stdin=subprocess.DEVNULL,
                # Not a session: Linux shares the processor among these first (``sched_autogroup``),
                # so that a low priority in one of its own would leave pages only half of it.
                process_group=0,
            )

    def _ask(self) -> Connection | None:
        ours, theirs = socket.socketpair()
        channel = Connection(ours.detach())
        try:
            with theirs:
                socket.send_fds(self._control, [b"."], [theirs.fileno()])
            if channel.recv() == READY:
                return channel
        except (EOFError, OSError):
            pass
        channel.close()
        return None


def count_cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def serve_forks(
    work: Callable[[Connection], None], *, idle: float, nice: int, prepare: Callable[[], None],
    rehearse: Callable[[], None] | None = None,
) -> None:  # fmt: skip
    """Fork for each channel that comes, until none comes any more; to be the main part of a module.

    Parameters
    ----------
    work : is called in the fork with its channel, once :data:`READY` was sent. Its limits are its own.
    idle : seconds without work after which the memory is given back.
    nice : by how much the priority of a fork is lower.
    prepare : makes what is made once and kept, before the first fork.
    rehearse : the same for those after the first, made while that is at work.
    """
    control = socket.socket(fileno=int(sys.argv[1]))
    # Nobody waits for the forks.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    os.nice(nice)
    prepare()
    gc.collect()
    gc.freeze()
    control.settimeout(idle)
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
            _work(work, Connection(handle))
        os.close(handle)
        if rehearse:
            rehearse()
            gc.collect()
            gc.freeze()
            rehearse = None


def _work(work: Callable[[Connection], None], channel: Connection) -> None:
    code = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        channel.send(READY)
        work(channel)
        code = 0
    except (EOFError, OSError):
        # Whoever asked is gone.
        pass
    finally:
        os._exit(code)


def limit(*, seconds: float, processor_seconds: int, megabytes: int, files: bool = False) -> None:
    """Have the kernel end this process beyond these, whatever code it is in.

    Parameters
    ----------
    megabytes : more than it has now.
    files : it may write files.
    """
    signal.setitimer(signal.ITIMER_REAL, seconds)
    _lower(resource.RLIMIT_CPU, processor_seconds)
    with open("/proc/self/statm", encoding="ascii") as file:
        # What is mapped already, mostly code, is no memory that the work takes.
        mapped = int(file.read().split()[0]) * resource.getpagesize()
    _lower(resource.RLIMIT_AS, mapped + megabytes * 1_000_000)
    _lower(resource.RLIMIT_CORE, 0)
    if not files:
        _lower(resource.RLIMIT_FSIZE, 0)


def _lower(kind: int, limit: int) -> None:
    most = resource.getrlimit(kind)[1]
    if most != resource.RLIM_INFINITY:
        limit = min(limit, most)
    resource.setrlimit(kind, (limit, most))
