"""Ports of loopback for servers that tests start."""

from __future__ import annotations

import os
import random
import socket
from contextlib import suppress

_FIRST, _LAST = 12_000, 32_000
"""Below those that the system gives to connections: such a port may be taken again before, or
between two starts of, the server that is to have it."""


def find_port() -> int:
    """A port that nobody uses, and that no other worker of these tests chooses meanwhile.

    Examples
    --------
    >>> find_port() in range(12_000, 32_000)
    True
    """
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    own = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    while True:
        port = random.SystemRandom().randrange(_FIRST + own, _LAST, workers)
        with socket.socket() as free, suppress(OSError):
            free.bind(("127.0.0.1", port))
            return port
