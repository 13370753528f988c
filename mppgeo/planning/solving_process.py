"""The process in which exact solutions are found: one fork for each, within limits.

Started by :mod:`mppgeo.planning.solving` (see :mod:`mppgeo.base.forks`).
"""

from __future__ import annotations

from multiprocessing.connection import Connection

from mppgeo.base.forks import BEHIND_PAGES, limit, serve_forks
from mppgeo.planning.siting import Unmet, solve_exactly

_IDLE = 300
_SECONDS, _MEGABYTES = 60, 1000
"""More than the solver gives itself."""


def _prepare() -> None:
    """The solver, which is slow to load."""
    from scipy.optimize import milp  # noqa: F401


def _work(channel: Connection) -> None:
    limit(seconds=_SECONDS, processor_seconds=_SECONDS, megabytes=_MEGABYTES)
    problem, options = channel.recv()
    try:
        answer = solve_exactly(problem, options)
    except Unmet as unmet:
        answer = unmet
    channel.send(answer)


if __name__ == "__main__":
    serve_forks(_work, idle=_IDLE, nice=BEHIND_PAGES, prepare=_prepare)
