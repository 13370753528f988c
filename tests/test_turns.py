"""Reruns take turns, and one that takes long holds up nobody."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from mppgeo.base import caching
from mppgeo.base.caching import cached, tell_before_waiting
from mppgeo.ui.reruns import Turns

PATIENCE = 60


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.01)


def test_one_after_the_other_in_the_order_in_which_they_come():
    turns, order, inside, most = Turns(4 * PATIENCE), [], [], []
    gate = threading.Event()

    def work(number: int) -> None:
        with turns.take():
            inside.append(number)
            most.append(len(inside))
            if number == 0:
                gate.wait(PATIENCE)
            order.append(number)
            inside.remove(number)

    with ThreadPoolExecutor(8) as pool:
        done = []
        for number in range(8):
            done.append(pool.submit(work, number))
            wait_until(lambda number=number: 0 in inside and len(turns._waiting) == number)
        gate.set()
        for one in done:
            one.result(PATIENCE)
    assert order == list(range(8)) and max(most) == 1


def test_who_takes_longer_than_its_share_goes_on_beside_the_next():
    turns, slow, told = Turns(0.05), threading.Event(), []

    def crawl() -> None:
        with turns.take():
            told.append("begun")
            assert slow.wait(PATIENCE)
        told.append("ended")

    def hurry(number: int) -> None:
        with turns.take():
            told.append(str(number))

    with ThreadPoolExecutor(4) as pool:
        long = pool.submit(crawl)
        wait_until(lambda: told == ["begun"])
        for one in [pool.submit(hurry, number) for number in range(3)]:
            one.result(PATIENCE)
        assert sorted(told) == ["0", "1", "2", "begun"]
        slow.set()
        long.result(PATIENCE)
    # Its late end takes the turn from nobody.
    with turns.take():
        pass
    assert told[-1] == "ended"


def test_a_failure_gives_the_turn_back():
    turns = Turns(4 * PATIENCE)
    with pytest.raises(ValueError, match="x"), turns.take():
        raise ValueError("x")
    with ThreadPoolExecutor(1) as pool:

        def ask() -> bool:
            with turns.take():
                return True

        assert pool.submit(ask).result(PATIENCE)


def test_who_waits_for_what_another_makes_holds_up_nobody():
    turns, slow = Turns(4 * PATIENCE), threading.Event()
    begun = []

    @cached(maxsize=2)
    def make() -> str:
        begun.append("make")
        assert slow.wait(PATIENCE)
        return "made"

    def ask() -> str:
        with turns.take():
            return make()

    tell_before_waiting(turns.give_up)
    try:
        with ThreadPoolExecutor(12) as pool:
            maker = pool.submit(make)
            wait_until(lambda: begun == ["make"])
            waiting = [pool.submit(ask) for _ in range(10)]

            def hurry() -> bool:
                with turns.take():
                    return True

            assert pool.submit(hurry).result(PATIENCE)
            slow.set()
            assert {one.result(PATIENCE) for one in [maker, *waiting]} == {"made"}
    finally:
        caching._before_waiting.remove(turns.give_up)
    with turns.take():
        assert begun == ["make"]
