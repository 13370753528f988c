"""Exact solutions found beside the web server (:mod:`mppgeo.base.forks`)."""

from __future__ import annotations

from contextlib import closing

from mppgeo.base.forks import Forks
from mppgeo.planning.siting import Options, Plan, Problem, Unmet, solve_greedily

_forks = Forks("mppgeo.planning.solving_process")


def solve_apart(problem: Problem, options: Options) -> Plan:
    """:func:`mppgeo.planning.siting.solve_exactly` in a process of its own.

    Where that takes too long or too much memory, the greedy plan, of which nothing is proven.

    Raises
    ------
    Unmet : the options cannot be met.
    OSError : no process can be started.
    """
    with closing(_forks.connect()) as channel:
        try:
            channel.send((problem, options))
            answer = channel.recv()
        except (EOFError, BrokenPipeError, ConnectionResetError):
            return solve_greedily(problem, options)
    if isinstance(answer, Unmet):
        raise answer
    return answer


def stop_solving() -> None:
    """Have no process wait for work: the server ends."""
    _forks.end()
