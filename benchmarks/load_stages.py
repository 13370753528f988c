"""How much the load test measures, and what a crowd met in a part of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """How much is measured; times in seconds.

    Attributes
    ----------
    sessions : in one process.
    behind : sessions of the replicas behind the proxy.
    meeting : sessions that open one link at once.
    warm_up : reruns of a process before its speed and its growth are measured.
    warm_up_replica : the same for each replica behind the proxy.
    besieged : visitors while the app is attacked, attackers among them.
    attackers : those who ask for what costs most.
    siege : seconds for which they do.
    """

    sessions: tuple[int, int]
    behind: tuple[int, ...]
    meeting: int
    stay: float
    warm_up: int
    warm_up_replica: int
    growth: int
    hasty: float
    besieged: int
    attackers: int
    siege: float


FULL = Plan(
    sessions=(30, 100),
    behind=(100, 200),
    meeting=38,
    stay=25.0,
    warm_up=6000,
    warm_up_replica=1500,
    growth=5000,
    hasty=12.0,
    besieged=100,
    attackers=10,
    siege=40.0,
)
QUICK = Plan(
    sessions=(5, 10),
    behind=(10,),
    meeting=5,
    stay=8.0,
    warm_up=60,
    warm_up_replica=30,
    growth=200,
    hasty=4.0,
    besieged=20,
    attackers=4,
    siege=20.0,
)


@dataclass(frozen=True)
class Stage:
    """What a crowd met.

    Attributes
    ----------
    p50, p95, p99 : seconds to a finished rerun; what was still awaited at the end
        counts with the time waited so far.
    opened : 95 % of the guests had the page after so many seconds.
    per_second : finished reruns.
    errors : names with numbers, pages that were not opened included.
    server, others, guests : cores busy, on average: the app's processes, those
        behind and before it, and the guests.
    memory : MB of the app's processes at the end, while all are there (PSS).
    """

    sessions: int
    reruns: int
    p50: float
    p95: float
    p99: float
    opened: float
    per_second: float
    errors: dict[str, int]
    server: float
    others: float
    guests: float
    memory: float


@dataclass(frozen=True)
class Meeting:
    """How long those waited who opened one link at once, in seconds; and how many in vain."""

    median: float
    last: float
    errors: int
