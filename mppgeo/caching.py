"""Caches of what is the same for every visitor, emptied when the data change.

They are keyed by the dataset itself, so a stale answer cannot be given; but
without emptying them an old dataset would live on in them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

Function = TypeVar("Function", bound=Callable)

_caches: list = []


def cached(maxsize: int) -> Callable[[Function], Function]:
    """Like :func:`functools.lru_cache`, known to :func:`clear_caches`."""

    def wrap(function: Function) -> Function:
        wrapped = lru_cache(maxsize=maxsize)(function)
        _caches.append(wrapped)
        return wrapped

    return wrap


def clear_caches() -> None:
    """Forget everything; called when new data have been read."""
    for cache in _caches:
        cache.cache_clear()
