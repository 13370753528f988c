"""The data of a running app: read once, read again when they change, kept when they cannot be.

A database that does not answer and a file that has become unreadable leave the
last good data where they are; :func:`find_outage` says so.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotInTime
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from mppgeo.base.caching import clear_caches
from mppgeo.base.language import mark
from mppgeo.base.paths import data_dir
from mppgeo.dataset import Dataset, fingerprint, read
from mppgeo.store.choice import Store, open_store
from mppgeo.store.journal import StoreDown, StoreError
from mppgeo.store.keepsake import Keepsake, read_keepsake, write_keepsake

DOWN = mark("the database does not answer")
SPOILT = mark("{file} can no longer be used")
SLOW = mark("the database does not answer in time")

_log = logging.getLogger(__name__)

_TRY_AGAIN = 10.0
"""Seconds until a store that did not answer is asked again."""
_TRY_SOON = 1.0
"""The same while there is nothing to show."""
_PATIENCE = 4.0
"""Seconds that a visitor waits for a database when there are data to show meanwhile."""


@dataclass(frozen=True)
class Outage:
    """Why data cannot be read, and from when the data shown are (UTC).

    Attributes
    ----------
    reason : :class:`StoreDown` for a database, :class:`StoreError` for a file.
    """

    reason: StoreError
    data_of: dt.datetime


@dataclass(frozen=True)
class Status:
    """What there is to show.

    Attributes
    ----------
    name : ``ok``, ``degraded`` (the last good data, or tables that are not this version's)
        or ``unready`` (none).
    store : ``database`` or ``files``.
    data_of : when the data were last known to be those of the store (UTC).
    age : seconds since then, whatever became of the clock.
    reason : English sentence without names, addresses or passwords; "" = none.
    differs : what the tables of the database have otherwise than this version, in sentences.
    """

    name: str
    store: str
    data_of: dt.datetime | None = None
    age: float | None = None
    reason: str = ""
    differs: tuple[str, ...] = ()

    @property
    def is_ready(self) -> bool:
        return self.name != "unready"


@dataclass
class _State:
    """What this process knows of one data folder and store."""

    dataset: Dataset | None = None
    read_at: dt.datetime | None = None
    counted_from: float = 0.0
    """Of the clock that nobody can set, when the age of the data was 0."""
    outage: Outage | None = None
    down: StoreDown | None = None
    refused: str = ""
    """Version of files that cannot be used."""
    tried_at: float = 0.0
    asking: Future | None = None

    def confirm(self) -> None:
        """The data are those of the store now."""
        self.read_at, self.counted_from = dt.datetime.now(dt.UTC), time.monotonic()


_states: dict[tuple[Path, int], _State] = {}
_reading = threading.Lock()
_asker = ThreadPoolExecutor(1, thread_name_prefix="asking the store")


_watchers: list[Callable[[Dataset], None]] = []
_telling = ThreadPoolExecutor(1, thread_name_prefix="telling of new data")


def watch(tell: Callable[[Dataset], None]) -> None:
    """Have ``tell`` called, beside all that visitors wait for, with data newly read from the store."""
    _watchers.append(tell)


def _tell_watchers(dataset: Dataset) -> None:
    for tell in _watchers:
        try:
            tell(dataset)
        except StoreError as error:
            _log.warning("%s", _explain(error))


def current() -> Dataset:
    """The data of this process; where they cannot be read, the last good ones.

    Raises
    ------
    StoreDown : the store does not answer and nothing was ever read from it.
    """
    folder = data_dir()
    store = open_store(folder)
    state = _find_state(folder, store)
    # While one visitor waits for a store, the others go on with what there is.
    if not _reading.acquire(blocking=state.dataset is None):
        return state.dataset
    try:
        since = time.monotonic() - state.tried_at
        if state.dataset is None and state.down and since < min(_TRY_AGAIN, _TRY_SOON):
            raise state.down
        if not (isinstance(_find_reason(state), StoreDown) and since < _TRY_AGAIN):
            _refresh(state, folder, store)
        return state.dataset
    finally:
        _reading.release()


def catch_up() -> None:
    """Read what has just been saved, so that whoever saved it sees it.

    :func:`current` gives the data of before while somebody else is reading; this waits.
    """
    folder = data_dir()
    store = open_store(folder)
    state = _find_state(folder, store)
    # A store that fell silent since is what the page tells when it is drawn.
    with _reading, suppress(StoreDown):
        _refresh(state, folder, store)


def find_outage() -> Outage | None:
    """What is wrong with the data that :func:`current` reads; None = nothing."""
    folder = data_dir()
    return _find_state(folder, open_store(folder)).outage


def find_status() -> Status:
    """Whether there is something to show now, and how old it is."""
    folder = data_dir()
    store = open_store(folder)
    name = "database" if _is_database(store) else "files"
    try:
        dataset = current()
    except StoreDown as down:
        return Status("unready", name, reason=_explain(down))
    state = _find_state(folder, store)
    if state.read_at is None:
        return Status("unready", name, reason="the data are being read")
    told = {"data_of": state.read_at, "age": max(0.0, time.monotonic() - state.counted_from)}
    if dataset.regions.empty:
        return Status("unready", name, **told, reason="there are no areas in regions.csv")
    if state.outage:
        return Status("degraded", name, **told, reason=_explain(state.outage.reason))
    return Status("ok", name, **told)


def find_whole_status() -> Status:
    """As :func:`find_status`, and whether the tables are those of this version."""
    found, store = find_status(), open_store(data_dir())
    if found.name != "ok" or not _is_database(store):
        return found
    try:
        differences = store.find_differences()
    except StoreError as error:
        return replace(found, name="degraded", reason=_explain(error))
    differs = tuple(one.sentence.format(**one.fields) for one in differences)
    if any(one.hinders for one in differences):
        reason = "the tables of the database are not those of this version"
        return replace(found, name="degraded", reason=reason, differs=differs)
    return replace(found, differs=differs)


def find_age() -> float:
    """Seconds since the data were known to be the store's; NaN = there are none."""
    age = find_status().age
    return float("nan") if age is None else age


def soften(reason: StoreError) -> tuple[str, dict[str, object]]:
    """A marked sentence with its fields, without what a driver says of hosts and users."""
    return (DOWN, {}) if "reason" in reason.fields else (reason.sentence, reason.fields)


def _find_state(folder: Path, store: Store) -> _State:
    return _states.setdefault((folder, id(store) if _is_database(store) else 0), _State())


def _explain(reason: StoreError) -> str:
    sentence, fields = soften(reason)
    return sentence.format(**fields)


def _find_reason(state: _State) -> StoreError | None:
    return state.outage.reason if state.outage else None


def _refresh(state: _State, folder: Path, store: Store) -> None:
    try:
        if _is_database(store) and state.dataset is not None:
            _ask_with_patience(state, folder, store)
        else:
            _read_anew(state, folder, store)
    except StoreDown as down:
        if state.down is None:
            _log.warning("the data cannot be read: %s", down)
        state.down = down
        if state.dataset is None:
            kept = read_keepsake(store)
            if kept is None:
                raise
            dataset = read(folder, kept)
            age = max(0.0, (dt.datetime.now(dt.UTC) - kept.read_at).total_seconds())
            # Data that nobody has confirmed are never without the outage that says so.
            state.read_at, state.counted_from = kept.read_at, time.monotonic() - age
            state.outage = Outage(down, state.read_at)
            _replace(state, dataset)
        state.outage = Outage(down, state.read_at)
    finally:
        state.tried_at = time.monotonic()


def _ask_with_patience(state: _State, folder: Path, store: Store) -> None:
    """Like :func:`_read_anew`, but a database that hangs is not waited for."""
    if state.asking is None or state.asking.done():
        state.asking = _asker.submit(_read_anew, state, folder, store)
    try:
        state.asking.result(_PATIENCE)
    except NotInTime:
        raise StoreDown(SLOW) from None


def _read_anew(state: _State, folder: Path, store: Store) -> None:
    version = fingerprint(folder, store)
    is_down = isinstance(_find_reason(state), StoreDown)
    if state.refused == version:
        return
    if state.dataset is None or state.dataset.version != version or is_down:
        fresh = read(folder, store)
        spoilt = _find_spoilt(state.dataset, fresh) if state.dataset is not None else None
        if spoilt:
            _log.warning("%s can no longer be used; the last good data are shown", spoilt)
            state.refused = version
            state.outage = Outage(StoreError(SPOILT, file=spoilt), state.read_at)
            return
        _replace(state, fresh)
        if _watchers:
            _telling.submit(_tell_watchers, fresh)
        if _is_database(store):
            write_keepsake(store)
    if state.outage or state.down:
        _log.info("the data can be read again")
    state.outage = state.down = None
    state.refused = ""
    state.confirm()


def _find_spoilt(before: Dataset, after: Dataset) -> str | None:
    """A file that was of use before, and as a whole is of none now."""
    used = {file.file for file in before.checked if file.rows_used}
    faulty = {fault.file for fault in after.faults}
    for file in after.checked:
        if file.file in used & faulty and not file.rows_used:
            return file.file
    return None


def _replace(state: _State, dataset: Dataset) -> None:
    state.dataset = dataset
    clear_caches()


def _is_database(store: Store | Keepsake) -> bool:
    return hasattr(store, "url")
