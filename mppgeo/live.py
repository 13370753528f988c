"""The data of a running app: read once, read again when they change, kept when a store is down."""

from __future__ import annotations

import datetime as dt
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from mppgeo.caching import clear_caches
from mppgeo.dataset import Dataset, fingerprint, load
from mppgeo.paths import data_dir
from mppgeo.store.choice import Store, open_store
from mppgeo.store.journal import StoreDown
from mppgeo.store.keepsake import Keepsake, read_keepsake, write_keepsake

_TRY_AGAIN = 10.0
"""Seconds until a store that did not answer is asked again."""


@dataclass(frozen=True)
class Outage:
    """A store that does not answer: why, and from when the data shown are (UTC)."""

    reason: StoreDown
    data_of: dt.datetime


@dataclass
class _State:
    """What this process knows of one data folder and store."""

    dataset: Dataset | None = None
    read_at: dt.datetime | None = None
    outage: Outage | None = None
    tried_at: float = 0.0


_states: dict[tuple[Path, int], _State] = {}
_reading = threading.Lock()


def current() -> Dataset:
    """The data of this process; where the store is down, the last that were read.

    Raises
    ------
    StoreDown : the store does not answer and nothing was ever read from it.
    """
    folder = data_dir()
    store = open_store(folder)
    state = _states.setdefault((folder, id(store) if _is_database(store) else 0), _State())
    # While one visitor waits for a store, the others go on with what there is.
    if not _reading.acquire(blocking=state.dataset is None):
        return state.dataset
    try:
        if state.outage and time.monotonic() - state.tried_at < _TRY_AGAIN:
            return state.dataset
        _refresh(state, folder, store)
        return state.dataset
    finally:
        _reading.release()


def find_outage() -> Outage | None:
    """What is wrong with the store that :func:`current` reads; None = nothing."""
    folder = data_dir()
    store = open_store(folder)
    state = _states.get((folder, id(store) if _is_database(store) else 0))
    return state.outage if state else None


def _refresh(state: _State, folder: Path, store: Store) -> None:
    state.tried_at = time.monotonic()
    try:
        version = fingerprint(folder, store)
        if state.dataset is None or state.dataset.version != version or state.outage:
            _replace(state, load(folder, store))
            if _is_database(store):
                write_keepsake(store)
        state.outage = None
        state.read_at = dt.datetime.now(dt.UTC)
    except StoreDown as down:
        if state.dataset is None:
            kept = read_keepsake(store)
            if kept is None:
                raise
            _replace(state, load(folder, kept))
            state.read_at = kept.read_at
        state.outage = Outage(down, state.read_at)


def _replace(state: _State, dataset: Dataset) -> None:
    state.dataset = dataset
    clear_caches()


def _is_database(store: Store | Keepsake) -> bool:
    return hasattr(store, "url")
