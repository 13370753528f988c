"""How much dear work is under way at once, and who comes next."""

from __future__ import annotations

import threading
import time

import pytest

from mppgeo.base.budgets import Budget, Busy, Left


def test_one_after_the_other_in_the_order_of_asking():
    budget, done = Budget("x", at_once=1, waiting=5), []
    first = budget.ask()

    def work(name: int) -> None:
        with budget.take():
            done.append(name)

    threads = []
    for name in range(4):
        threads.append(threading.Thread(target=work, args=(name,)))
        threads[-1].start()
        while budget.count() < name + 2:
            time.sleep(0.001)
    assert done == []
    first.end()
    for thread in threads:
        thread.join(60)
    assert done == [0, 1, 2, 3] and budget.count() == 0


def test_places_move_up_when_somebody_leaves():
    budget = Budget("x", at_once=2, waiting=3)
    turns = [budget.ask() for _ in range(5)]
    assert [turn.place for turn in turns] == [0, 0, 1, 2, 3]
    turns[2].end()
    turns[2].end()
    turns[0].end()
    assert [turns[number].place for number in (1, 3, 4)] == [0, 0, 1]


def test_whoever_comes_when_too_many_wait_is_refused_and_so_is_one_who_asks_for_too_much():
    budget = Budget("x", at_once=1, waiting=3, each=2)
    for owner in ("ani", "ani"):
        budget.ask(owner)
    with pytest.raises(Busy) as refused:
        budget.ask("ani")
    assert "again" in refused.value.sentence
    budget.ask("budi")
    budget.ask()
    with pytest.raises(Busy):
        budget.ask("citra")
    assert budget.count() == 4


def test_one_who_left_while_waiting_gives_up_the_place():
    budget, there = Budget("x", at_once=1, waiting=1), [True, False]
    with budget.take():
        with pytest.raises(Left), budget.take(wanted=lambda: there.pop(0)):
            raise AssertionError("it had a turn")
        assert budget.count() == 1


def test_a_failure_gives_the_turn_back():
    budget = Budget("x", at_once=1, waiting=0)
    with pytest.raises(ZeroDivisionError), budget.take():
        raise ZeroDivisionError
    with budget.take():
        assert budget.count() == 1
