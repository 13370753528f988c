"""The reruns: one after the other, how long each takes, and waiting for those under way."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from mppgeo.base.caching import tell_before_waiting
from mppgeo.serving.logs import log
from mppgeo.serving.metrics import RERUNS

_SHARE = 0.3
"""Seconds after which a rerun no longer holds up the next."""


class Turns:
    """One after the other, in the order in which they come.

    Python runs one thread at a time; where sixteen reruns compete for it, each costs
    twice the processor time. Whoever takes longer than its share goes on beside the next, and
    so does whoever has waited for what another makes.

    Parameters
    ----------
    share : seconds.
    """

    def __init__(self, share: float) -> None:
        self._share = share
        self._lock = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._holder: threading.Event | None = None
        self._until = 0.0
        self._own = threading.local()

    @contextmanager
    def take(self) -> Iterator[None]:
        """Wait for a turn, and have it while inside."""
        mine = threading.Event()
        with self._lock:
            self._waiting.append(mine)
            self._pass_on()
        while not mine.wait(self._share):
            with self._lock:
                self._pass_on()
        self._own.turn = mine
        try:
            yield
        finally:
            self.give_up()

    def give_up(self) -> None:
        """Let the next one begin, if the turn is this thread's."""
        mine = getattr(self._own, "turn", None)
        with self._lock:
            if mine is not None and self._holder is mine:
                self._holder = None
                self._pass_on()

    def _pass_on(self) -> None:
        """Give the turn to the next, if it is free or its time is up."""
        now = time.monotonic()
        if self._waiting and (self._holder is None or now >= self._until):
            self._holder = self._waiting.popleft()
            self._until = now + self._share
            self._holder.set()


_turns = Turns(_SHARE)
take_turn = _turns.take
tell_before_waiting(_turns.give_up)


@contextmanager
def measure_rerun(page: str) -> Iterator[None]:
    """Take the time of what is done inside, however it ends.

    Parameters
    ----------
    page : path name of the page; "" = the first one.
    """
    started = time.perf_counter()
    try:
        yield
    finally:
        seconds = time.perf_counter() - started
        RERUNS.labels(page or "peta").observe(seconds)
        log("rerun", page=page or "peta", ms=round(seconds * 1000))


def wait_for_reruns(seconds: float) -> None:
    """Let reruns under way come to their end, and the changes that they save.

    The framework's threads for them would be cut off with the process.
    """
    until = time.monotonic() + seconds
    for thread in threading.enumerate():
        if thread.name.startswith("ScriptRunner"):
            thread.join(max(0.0, until - time.monotonic()))
