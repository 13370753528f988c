"""Caches of what is the same for every visitor, emptied when the data change.

They are keyed by the dataset itself, so a stale answer cannot be given; but
without emptying them an old dataset would live on in them.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Condition
from typing import Any, TypeVar

import cachetools
from cachetools.keys import hashkey

Function = TypeVar("Function", bound=Callable)

VIEWS = 128
"""Snapshots kept, and results of each function that is given one or what was selected of one: a key
keeps alive what it names, so that more results would keep more days than are wanted, each of 1 MB.
"""

_caches: list = []
_before_waiting: list[Callable[[], None]] = []


class _Waited(Condition):
    """A condition that tells before its thread has to wait."""

    def wait(self, timeout: float | None = None) -> bool:
        for tell in _before_waiting:
            tell()
        return super().wait(timeout)


def tell_before_waiting(tell: Callable[[], None]) -> None:
    """Have ``tell`` called in every thread that is about to wait for what another makes."""
    _before_waiting.append(tell)


def cached(
    maxsize: int, key: Callable = hashkey, *, measure: Callable[[Any], int] | None = None
) -> Callable[[Function], Function]:
    """Like :func:`functools.lru_cache`, known to :func:`clear_caches`.

    Visitors who ask for the same at the same time wait for the one who makes it.

    Parameters
    ----------
    maxsize : results kept, or what they measure together.
    key : makes of the arguments what can be hashed and tells them apart.
    measure : the size of a result; None = each counts 1. What is larger than all is not kept.
    """

    def wrap(function: Function) -> Function:
        cache: cachetools.LRUCache = cachetools.LRUCache(maxsize, measure)
        wrapped: Any = cachetools.cached(cache, key, condition=_Waited(), info=True)(function)
        _caches.append(wrapped)
        return wrapped

    return wrap


def peek(function: Callable, *arguments: object) -> Any:
    """What a function of :func:`cached` has kept for some arguments, without waiting; else None."""
    wrapped: Any = function
    with wrapped.cache_lock:
        return wrapped.cache.get(wrapped.cache_key(*arguments))


def clear_caches() -> None:
    """Forget everything; called when new data have been read."""
    for cache in _caches:
        cache.cache_clear()
