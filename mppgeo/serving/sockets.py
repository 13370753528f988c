"""Small answers leave at once, instead of waiting until what went before is confirmed."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from pathlib import Path

_OPEN = Path("/proc/self/fd")


def send_at_once() -> int:
    """Switch waiting off (``TCP_NODELAY``) for the sockets of this process.

    Those that a listening socket accepts take it over. The framework makes its own in a way
    that hides from Python's loop that it is TCP, which else would do the same: a small answer
    then waits 40 ms for the confirmation of its own head.

    Returns
    -------
    How many there were; 0 where a process cannot look at its own files.
    """
    found = 0
    for number in sorted(_list_numbers()):
        with suppress(OSError), socket.socket(fileno=os.dup(number)) as one:
            if one.family in (socket.AF_INET, socket.AF_INET6) and one.type == socket.SOCK_STREAM:
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                found += 1
    return found


def _list_numbers() -> list[int]:
    with suppress(OSError):
        return [int(name) for name in os.listdir(_OPEN)]
    return []
