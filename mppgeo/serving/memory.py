"""Memory that nothing uses any more goes back to the system.

The C library keeps what was freed, in a heap per thread if it is let, for what may come: after a file,
a deck or a crowd of visitors hundreds of megabytes that only look used, on a server that others share.
"""

from __future__ import annotations

import asyncio
import ctypes
import sys
from collections.abc import Callable

_ARENA_MAX = -8
"""``M_ARENA_MAX`` of glibc's malloc.h."""
_HEAPS = 2
EVERY = 5.0
"""Seconds between two times that free memory is given back."""


def share_heaps() -> None:
    """Have all threads share two heaps; to be called before there are many of them.

    Else each has one of its own, and what one of them freed in pieces smaller than a page is of no
    use to the others and cannot be given back: after a crowd of visitors a quarter of all there is.
    Python runs one thread at a time, so they do not wait for one another.
    """
    _call("mallopt", _ARENA_MAX, _HEAPS)


def give_back() -> None:
    """Give the free memory of all heaps back.

    Less than a millisecond where there is nothing to give.
    """
    _call("malloc_trim", 0)


def _call(name: str, *values: int) -> None:
    """Call a function of the C library; nothing where that is not glibc, which has it."""
    function = getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
    if function is not None:
        function(*values)


async def keep_giving_back(let_go: Callable[[], None] = lambda: None) -> None:
    """Do so every :data:`EVERY` seconds, apart from what answers visitors, until cancelled.

    Parameters
    ----------
    let_go : lets go of what nobody waits for; called before, where sessions are looked after.
    """
    while True:
        await asyncio.sleep(EVERY)
        let_go()
        await asyncio.to_thread(give_back)
