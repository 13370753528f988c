"""Memory that nothing uses any more goes back to the system.

The C library keeps what was freed, in a heap per thread, for what may come: after a file, a deck
or a crowd of visitors hundreds of megabytes that only look used, on a server that others share.
"""

from __future__ import annotations

import asyncio
import ctypes
import sys
from collections.abc import Callable

EVERY = 5.0
"""Seconds between two times that free memory is given back."""


def give_back() -> None:
    """Give the free memory of all heaps back; nothing where the C library is not glibc.

    Less than a millisecond where there is nothing to give.
    """
    library = ctypes.CDLL(None) if sys.platform == "linux" else None
    trim = getattr(library, "malloc_trim", None)
    if trim is not None:
        trim(0)


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
