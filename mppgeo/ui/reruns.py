"""The reruns: how long each takes, and waiting for those under way."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from mppgeo.serving.logs import log
from mppgeo.serving.metrics import RERUNS


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
