"""What is the same for everybody is made once, also when everybody asks at once."""

from __future__ import annotations

import datetime as dt
import gc
import time
import weakref
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from mppgeo.base.caching import VIEWS, cached, clear_caches, peek
from mppgeo.base.language import Language
from mppgeo.content.tables import list_kabkota, list_mpp, list_provinsi
from mppgeo.coverage import take_snapshot
from mppgeo.maps.themes import make_coverage_theme
from mppgeo.scene.selection import select_areas
from mppgeo.scene.view import View


def test_all_who_ask_at_once_wait_for_the_one_who_makes_it():
    made = []
    together = Barrier(20)
    slow = Barrier(2)

    @cached(maxsize=4)
    def make(name: str, *, size: int) -> tuple[str, int]:
        made.append(name)
        if name == "slow":
            slow.wait(60)
        else:
            time.sleep(0.1)
        return name, size

    def ask(number: int) -> tuple[str, int]:
        together.wait(60)
        return make("one", size=number % 2)

    with ThreadPoolExecutor(21) as pool:
        # What takes long holds up nobody who asks for something else.
        waiting = pool.submit(make, "slow", size=0)
        assert list(pool.map(ask, range(20))) == [("one", number % 2) for number in range(20)]
        slow.wait(60)
        assert waiting.result(60) == ("slow", 0)
    assert sorted(made) == ["one", "one", "slow"]


def test_a_failure_is_not_kept():
    asked = []

    @cached(maxsize=4)
    def fail_first(name: str) -> str:
        asked.append(name)
        if len(asked) == 1:
            raise ValueError(name)
        return name

    with pytest.raises(ValueError, match="a"):
        fail_first("a")
    assert [fail_first("a"), fail_first("a")] == ["a", "a"]
    assert asked == ["a", "a"]


def test_the_least_used_goes_first_and_all_go_when_the_data_change():
    asked = []

    @cached(maxsize=2)
    def note(name: str) -> str:
        asked.append(name)
        return name

    for name in "abaca":
        note(name)
    assert asked == ["a", "b", "c"]
    note("b")
    clear_caches()
    note("b")
    assert asked == ["a", "b", "c", "b", "b"]


def test_results_are_kept_up_to_their_size_together():
    @cached(maxsize=10, measure=len)
    def make(name: str) -> str:
        return name

    for name in ("aaaa", "bbbb", "cccc", "d" * 99):
        assert make(name) == name
    assert [peek(make, name) for name in ("aaaa", "bbbb", "cccc", "d" * 99)] == [
        None, "bbbb", "cccc", None,
    ]  # fmt: skip


def test_what_was_made_of_a_day_does_not_keep_it(country):
    country.open_none()
    t, view = Language("id"), View(level="kabkota")
    day = take_snapshot(country.load(), dt.date(2019, 1, 1))
    alive: weakref.WeakSet = weakref.WeakSet()
    for _ in range(VIEWS + 5):
        snapshot = replace(day)
        alive.add(snapshot)
        snapshot.total(("35",))
        selection = select_areas(snapshot, view)
        list_provinsi(snapshot, selection, t)
        make_coverage_theme(snapshot, "kabkota")
        list_mpp(snapshot, selection, t)
    del snapshot
    gc.collect()
    # The list of MPPs is one of the day; the others hold from change to change.
    assert len(alive) == VIEWS


def test_what_holds_until_the_next_change_is_made_once(dataset):
    t, view = Language("id"), View(level="kabkota")

    def make(day: dt.date) -> list[object]:
        snapshot = take_snapshot(dataset, day)
        assert snapshot.total().day == snapshot.day == day
        selection = select_areas(snapshot, view)
        theme = make_coverage_theme(snapshot, "kabkota")
        return [selection, theme, list_kabkota(snapshot, selection, t)]

    # 26 opened on 5 December 2022, none on the day after.
    first, next_day, opened = (make(dt.date(2022, 12, day)) for day in (5, 6, 4))
    assert [id(one) for one in first] == [id(one) for one in next_day]
    assert not {*map(id, first)} & {*map(id, opened)}
