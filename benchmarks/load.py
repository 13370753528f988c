"""Measure many visitors at once: ``python benchmarks/load.py [--quick] [--output FILE]``.

The dashboard and the plain app one after the other, each in a process of its own,
under the same guests (:mod:`crowd`); then one and two replicas behind the proxy of
``deploy/``. Servers and guests share this machine's cores. See README.md.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import math
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
from attacks import RECOVERED, ask_once, besiege, read_family, recover
from crowd import YEAR_ENDS, Failed, Guest, Wait, gather
from load_stages import FULL, QUICK, Meeting, Plan, Stage
from load_table import ATTACKS_HEAD, HEAD, SIZES_HEAD, judge, judge_attacks, list_sizes
from processes import find_family, read_memory, read_seconds, wait_for_rest
from report import describe_machine, format_rows, write_section
from scipy.stats import linregress
from scipy.stats import t as student
from server import ROOT, Server
from session import Session
from visitor import OURS, PLAIN, Kind

sys.path.insert(0, str(ROOT))

from deploy.cluster import Cluster, install_missing

RESULTS = Path(__file__).with_name("load.json")
ATTACKED = Path(__file__).with_name("attacks.json")
SIZES = ROOT / "docs" / "administration.md"
PAUSE = 5.0
LINKS = ("", "linimasa", "jangkauan", "prioritas")
"""Pages that a meeting opens."""
HASTY = 8
"""Guests without pauses that keep one process busy."""
BLOCKS = 20
"""Parts into which the reruns of the measurement of growth are divided."""
LOOKS = 10
"""Times that the memory is looked at in each."""


def main() -> int:
    """Measure, print the tables, write the results."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="few guests: a smoke run")
    parser.add_argument("--without-cluster", action="store_true", help="leave the replicas out")
    parser.add_argument("--output", type=Path, help="where to write JSON")
    parser.add_argument("--only-attacks", action="store_true", help="leave all other stages out")
    options = parser.parse_args()
    plan = QUICK if options.quick else FULL
    found: dict = {}
    if options.only_attacks:
        return write_attacks(measure_attacks(plan, cluster=not options.without_cluster), options)
    with tempfile.TemporaryDirectory(prefix="mppgeo-bench-") as folder:
        for kind in (OURS, PLAIN):
            found[kind.name] = asyncio.run(measure_app(kind, Path(folder), plan))
            meeting = asyncio.run(measure_meeting(kind, Path(folder), plan))
            found[kind.name]["meeting"] = meeting
    if not options.without_cluster:
        install_missing()
        found["replicas"] = {count: asyncio.run(measure_replicas(count, plan)) for count in (1, 2)}
    rows = judge(found, plan)
    table = format_rows(HEAD, rows)
    print("\n".join(table))
    output = options.output or (Path("quick.json") if options.quick else RESULTS)
    machine = describe_machine("streamlit", "websockets")
    told = {"plan": asdict(plan), "machine": machine, "aims": rows, "figures": found}
    output.write_text(json.dumps(told, indent=1, default=asdict) + "\n")
    if output == RESULTS:
        write_section("load", machine, table)
        if "replicas" in found:
            sizes = format_rows(SIZES_HEAD, list_sizes(found["replicas"]))
            write_section("sizing", machine, sizes, SIZES)
    return write_attacks(measure_attacks(plan, cluster=not options.without_cluster), options)


def write_attacks(found: dict, options: argparse.Namespace) -> int:
    """Print the table of the attacks and write their figures."""
    table = format_rows(ATTACKS_HEAD, judge_attacks(found))
    print("\n".join(table))
    output = ATTACKED
    if options.quick or options.output:
        output = (options.output or Path("quick.json")).with_suffix(".attacks.json")
    machine = describe_machine("streamlit", "websockets")
    told = {"machine": machine, "figures": found}
    output.write_text(json.dumps(told, indent=1, default=asdict) + "\n")
    if output == ATTACKED:
        write_section("attacks", machine, table)
    return 0


def measure_attacks(plan: Plan, *, cluster: bool) -> dict[str, dict]:
    """Visitors with pauses, with and without attackers among them: one process, two replicas."""
    found = {}
    with tempfile.TemporaryDirectory(prefix="mppgeo-bench-") as folder:
        with Server(OURS.script, Path(folder)) as server:
            found["one process"] = asyncio.run(
                measure_attack(server.url, [server.process.pid], [], plan)
            )
    if cluster:
        install_missing()
        behind = Cluster(replicas=2)
        try:
            behind.start()
            pids = [one.process.pid for one in behind.replicas]
            others = [behind.proxy.process.pid]
            found["two replicas behind nginx"] = asyncio.run(
                measure_attack(behind.url, pids, others, plan, [one.url for one in behind.replicas])
            )
        finally:
            behind.stop()
    return found


async def measure_attack(
    url: str, pids: list[int], others: list[int], plan: Plan, each: Sequence[str] = ()
) -> dict:
    """The same visitors in peace, under attack, and how soon it is over.

    Parameters
    ----------
    each : addresses of the processes behind ``url``, where these are several.
    """
    watch = Watch(pids, others)
    count, stay = plan.besieged - plan.attackers, plan.siege
    # What is loaded when it is first needed stays; it is no trace of an attack.
    tell("each attack once")
    for own in each or [url]:
        await ask_once(own)
    # Nor is what a first start makes and keeps: minutes of compressing, beside visitors.
    wait_for_rest(pids)
    tell(f"{count} sessions in peace")
    calm = await run_stage(url, "ours", count, stay, watch)
    before = sum(map(read_family, pids))
    tell(f"{count} sessions beside {plan.attackers} attackers")
    until = time.monotonic() + min(10.0, stay / 4) + stay
    siege, stage = await asyncio.gather(
        besiege(url, plan.attackers, until, pids), run_stage(url, "ours", count, stay, watch)
    )
    tell("recovery")
    recovery = await recover(url, before, pids, 18 * RECOVERED)
    return {"calm": calm, "stage": stage, "siege": siege, "recovery": recovery}


async def measure_app(kind: Kind, folder: Path, plan: Plan) -> dict:
    """All figures of one app in one process."""
    ours = kind is OURS
    found: dict = {}
    with Server(kind.script, folder) as server:
        watch = Watch([server.process.pid])
        tell(f"{kind.name}: no pauses")
        crew = await Crew(server.url, kind.name).come()
        # All that the guests will ask of ours is then made and kept.
        await crew.rush(plan.warm_up if ours else HASTY)
        memory: list[list[float]] = [[] for _ in range(BLOCKS)]
        size = plan.growth // BLOCKS

        def look(done: int) -> None:
            if ours and done % (size // LOOKS) == 0 and done <= plan.growth:
                memory[(done - 1) // size].append(watch.memory())

        with watch:
            waits = await crew.rush(plan.growth if ours else None, plan.hasty, look)
        found["hasty"] = summarise(waits, HASTY, 0.0, watch.passed, watch)
        if ours:
            # Rubbish that awaits its collection comes and goes; what remains is the least.
            found["growth"] = fit_growth([min(block) for block in memory], size)
        # They stay, so that the sessions that come are all that is more.
        found["memory_before"] = before = watch.memory()
        for count in plan.sessions:
            tell(f"{kind.name}: {count} sessions")
            found[str(count)] = await run_stage(server.url, kind.name, count, plan.stay, watch)
        few = plan.sessions[0]
        found["memory_per_session"] = (found[str(few)].memory - before) / few
        await crew.leave()
    return found


async def measure_meeting(kind: Kind, folder: Path, plan: Plan) -> dict[str, Meeting]:
    """One page after the other, each opened by everybody at once and by nobody before."""
    found = {}
    with Server(kind.script, folder) as server:
        # What the app prepares by itself is then done.
        await asyncio.sleep(plan.stay / 3)
        for page in LINKS if kind is OURS else ("",):
            tell(f"{kind.name}: {plan.meeting} open {page or 'the map'} at once")
            waits = await asyncio.gather(
                *(open_link(server.url, page) for _ in range(plan.meeting)), return_exceptions=True
            )
            seconds = [wait for wait in waits if isinstance(wait, float)]
            last = max(seconds) if seconds else float("nan")
            found[page] = Meeting(float(np.median(seconds)), last, len(waits) - len(seconds))
    return found


async def open_link(url: str, page: str) -> float:
    """Seconds until the page is there."""
    async with Session(url, page, "tanggal=2024-06-30") as session:
        told = await session.rerun()
    if not told.finished or session.find("exception"):
        raise RuntimeError("the script failed")
    return told.seconds


async def measure_replicas(count: int, plan: Plan) -> dict[str, Stage]:
    """What so many replicas carry behind the proxy: without pauses, and with visitors who pause."""
    tell(f"{count} behind the proxy")
    cluster = Cluster(replicas=count)
    try:
        cluster.start()
        watch = Watch([one.process.pid for one in cluster.replicas], [cluster.proxy.process.pid])
        crew = await Crew(cluster.url, "ours", 2 * HASTY).come()
        await crew.rush(count * plan.warm_up_replica)
        with watch:
            waits = await crew.rush(None, plan.hasty)
        found = {"hasty": summarise(waits, 2 * HASTY, 0.0, watch.passed, watch)}
        await crew.leave()
        for sessions in plan.behind:
            tell(f"{count} behind the proxy: {sessions} sessions")
            found[str(sessions)] = await run_stage(cluster.url, "ours", sessions, plan.stay, watch)
        return found
    finally:
        cluster.stop()


async def run_stage(url: str, kind: str, count: int, stay: float, watch: Watch) -> Stage:
    """Let guests come, stay and go, and watch the processes meanwhile."""
    ramp = min(10.0, stay / 4)
    since = time.monotonic() + ramp
    # The memory is read while all of them are there.
    asyncio.get_running_loop().call_later(ramp + stay - 0.5, watch.note_memory)
    with watch:
        guests = await gather(url, kind, count, stay, pause=PAUSE, ramp=ramp)
    waits = [wait for guest in guests for wait in guest.waits]
    return summarise(waits, count, since, stay, watch)


def summarise(
    waits: Sequence[Wait], sessions: int, since: float, stay: float, watch: Watch
) -> Stage:
    """Figures of what began from the moment ``since`` on."""
    reruns = [w for w in waits if w.action not in ("open", "file") and w.at >= since]
    opened = [w.seconds for w in waits if w.action == "open"]
    errors = dict(Counter(wait.error for wait in waits if wait.error))
    seconds = [w.seconds for w in reruns] or [float("nan")]
    done = sum(1 for w in reruns if not w.error and (not since or w.at + w.seconds <= since + stay))
    p50, p95, p99 = (float(part) for part in np.percentile(seconds, (50, 95, 99)))
    return Stage(
        sessions, len(reruns), p50, p95, p99,
        float(np.percentile(opened, 95)) if opened else float("nan"), done / stay, errors,
        watch.server, watch.others, watch.guests, watch.noted,
    )  # fmt: skip


class Crew:
    """Guests without pauses, who stay in between; they keep a server busy.

    They choose among a few dates, so that after a while all that they ask for is kept.
    """

    def __init__(self, url: str, kind: str, count: int = HASTY) -> None:
        self._guests = [
            Guest(url, kind, random.Random(n), pause=0.0, days=YEAR_ENDS) for n in range(count)
        ]

    async def come(self) -> Crew:
        """Open the pages."""
        self._sessions = [await guest.open() for guest in self._guests]
        return self

    async def leave(self) -> None:
        """Close the pages."""
        for session in self._sessions:
            await session.__aexit__()

    async def rush(
        self,
        reruns: int | None,
        seconds: float | None = None,
        look: Callable[[int], None] = lambda done: None,
    ) -> list[Wait]:
        """Make so many reruns together, or as many as there is time for.

        Parameters
        ----------
        look : is told the number of reruns made after each.
        """
        end = time.monotonic() + seconds if reruns is None else math.inf
        done = started = 0

        async def work(guest: Guest, session: Session) -> None:
            nonlocal done, started
            guest.waits.clear()
            while time.monotonic() < end and (reruns is None or started < reruns):
                started += 1
                with contextlib.suppress(Failed):
                    await guest.act(session)
                done += 1
                look(done)

        await asyncio.gather(*map(work, self._guests, self._sessions))
        return [wait for guest in self._guests for wait in guest.waits]


def fit_growth(memory: list[float], size: int) -> dict:
    """Growth of memory over reruns of the same sessions.

    Parameters
    ----------
    memory : MB in each block of ``size`` reruns.

    Returns
    -------
    ``mb``: the same; ``slope`` in MB per 5,000 reruns by least squares over the
    blocks; ``low`` and ``high``, its 95 % confidence interval, widened as neighbouring
    blocks are alike (first-order autocorrelation of the residuals).
    """
    at = np.arange(len(memory)) * size
    fit = linregress(at, memory)
    rest = np.array(memory) - fit.intercept - fit.slope * at
    spread = float(rest @ rest)
    alike = min(max(float(rest[1:] @ rest[:-1]) / spread, 0.0), 0.9) if spread else 0.0
    error = fit.stderr * math.sqrt((1 + alike) / (1 - alike))
    margin = student.ppf(0.975, len(memory) - 2) * error
    low, slope, high = (
        float(5000 * s) for s in (fit.slope - margin, fit.slope, fit.slope + margin)
    )
    return {"mb": memory, "slope": slope, "low": low, "high": high}


class Watch:
    """Processor time and memory of processes; a context manager around what is watched."""

    def __init__(self, servers: list[int], others: list[int] = ()) -> None:
        self._servers, self._others = servers, others
        self.server = self.others = self.guests = self.noted = self.passed = 0.0

    def __enter__(self) -> Watch:
        self._began = time.monotonic(), self._read()
        return self

    def __exit__(self, *_: object) -> None:
        began, before = self._began
        self.passed = passed = time.monotonic() - began
        self.server, self.others, self.guests = (
            (after - was) / passed for after, was in zip(self._read(), before, strict=True)
        )

    def memory(self) -> float:
        """MB (2^20 bytes) of the app's processes, shared pages by their share (PSS)."""
        return sum(read_memory(pid) for pid in self._servers)

    def note_memory(self) -> None:
        """Keep what the memory is now."""
        self.noted = self.memory()

    def _read(self) -> tuple[float, float, float]:
        return (
            sum(map(read_seconds, self._servers)),
            sum(read_seconds(one) for pid in self._others for one in find_family(pid)),
            time.process_time(),
        )


def tell(step: str) -> None:
    """Say on the terminal what is being measured."""
    print(f"measuring: {step} ...", file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
