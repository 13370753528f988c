"""The table of the load test, and the one of sizes for the administrator's page."""

from __future__ import annotations

import os

from load_stages import Plan, Stage
from report import check

GROWTH_AIM = 1.0
"""MB in 5,000 reruns that are no growth, also where the slope is certain."""

HEAD = ("figure", "aim", "ours", "plain", "reached")


def judge(found: dict, plan: Plan) -> list[list]:
    """Rows of the table."""
    ours, plain = found["ours"], found["plain"]
    few, many = map(str, plan.sessions)
    rows: list[list] = []
    for count in (few, many):
        mine, other = ours[count], plain[count]
        good = check(mine.p95 <= 1.0) if count == few else ""
        rows += [
            [f"{count} sessions: p50, s", "", round(mine.p50, 2), round(other.p50, 2), ""],
            ["  p95, s", "at most 1.0" if good else "", round(mine.p95, 2), round(other.p95, 2), good],
            ["  p99, s", "", round(mine.p99, 2), round(other.p99, 2), ""],
            ["  page open (p95), s", "", round(mine.opened, 2), round(other.opened, 2), ""],
            ["  reruns a second", "", round(mine.per_second, 1), round(other.per_second, 1), ""],
            ["  errors", "0", sum(mine.errors.values()), sum(other.errors.values()),
             check(not mine.errors)],
            ["  cores busy: server, guests", "", tell_cores(mine), tell_cores(other), ""],
            ["  memory of the process, MB", "", round(mine.memory), round(other.memory), ""],
        ]  # fmt: skip
    per = ours["memory_per_session"]
    growth = ours["growth"]
    hasty, other = ours["hasty"], plain["hasty"]
    rows += [
        [f"memory per open session ({few} of them), MB", "at most 3", round(per, 2),
         round(plain["memory_per_session"], 2), check(per <= 3.0)],
        [f"growth of memory in 5,000 reruns, MB (95 %: {growth['low']:.1f} to {growth['high']:.1f})",
         f"0, or below {GROWTH_AIM:.0f}", round(growth["slope"], 1), "", check(growth["low"] <= 0 or growth["high"] <= GROWTH_AIM)],
        [f"reruns a second without pauses ({hasty.sessions} sessions)", "",
         round(hasty.per_second, 1), round(other.per_second, 1), ""],
        ["  cores busy: server, guests", "", tell_cores(hasty), tell_cores(other), ""],
    ]  # fmt: skip
    for page, met in ours["meeting"].items():
        beside = plain["meeting"].get(page)
        rows += [
            [f"{plan.meeting} open {page or 'the map'} at once: median, s", "", round(met.median, 2),
             round(beside.median, 2) if beside else "", ""],
            ["  the last, s", "", round(met.last, 2), round(beside.last, 2) if beside else "", ""],
            ["  errors", "0", met.errors, beside.errors if beside else "", check(not met.errors)],
        ]  # fmt: skip
    if "replicas" in found:
        one, two = (found["replicas"][count]["hasty"] for count in (1, 2))
        times = two.per_second / one.per_second
        rows += [
            ["one replica behind nginx: reruns a second", "", round(one.per_second, 1), "", ""],
            ["  cores busy: server, nginx, guests", "", tell_all_cores(one), "", ""],
            ["two replicas: reruns a second", "", round(two.per_second, 1), "", ""],
            ["  cores busy: servers, nginx, guests", "", tell_all_cores(two), "", ""],
            ["two replicas / one", "at least 1.6", round(times, 2), "", check(times >= 1.6)],
            ["  the same per core that the guests and nginx leave", "",
             round(times * spare(one) / spare(two), 2), "", ""],
        ]  # fmt: skip
    return rows


SIZES_HEAD = (
    "replicas", "visitors with a page open", "p50, s", "p95, s", "page open (p95), s", "errors",
    "cores: replicas, nginx, visitors", "memory of the replicas, MB",
)  # fmt: skip


def list_sizes(replicas: dict[int, dict[str, Stage]]) -> list[list]:
    """What visitors with pauses met behind the proxy, for the administrator's page."""
    return [
        [count, stage.sessions, f"{stage.p50:.2f}", f"{stage.p95:.2f}", f"{stage.opened:.1f}",
         sum(stage.errors.values()), tell_all_cores(stage), round(stage.memory)]
        for count, stages in replicas.items()
        for name, stage in stages.items()
        if name != "hasty"
    ]  # fmt: skip


def tell_cores(stage: Stage) -> str:
    return f"{stage.server:.2f}, {stage.guests:.2f}"


def tell_all_cores(stage: Stage) -> str:
    return f"{stage.server:.2f}, {stage.others:.2f}, {stage.guests:.2f}"


def spare(stage: Stage) -> float:
    """Cores that are left to the app."""
    return os.cpu_count() - stage.guests - stage.others


ATTACKS_HEAD = ("figure", "aim", "in peace", "attacked", "reached")


def judge_attacks(found: dict) -> list[list]:
    """What those notice who only look, and how soon it is over."""
    rows: list[list] = []
    for name, one in found.items():
        calm, stage, siege, back = (one[key] for key in ("calm", "stage", "siege", "recovery"))
        errors = sum(stage.errors.values()) + sum(siege.failed.values())
        rows += [
            [f"{name}, {stage.sessions} visitors: p50, s", "", round(calm.p50, 2), round(stage.p50, 2), ""],
            ["  p95, s", "at most 1.0", round(calm.p95, 2), round(stage.p95, 2), check(stage.p95 <= 1.0)],
            ["  page open (p95), s", "", round(calm.opened, 2), round(stage.opened, 2), ""],
            ["  errors", "0", sum(calm.errors.values()), errors, check(not errors)],
            ["  memory of a replica with all it started, MB at most", "at most 1500", "", round(siege.memory),
             check(siege.memory <= 1500)],
            ["  done for attackers; refused", "", "",
             f"{sum(siege.done.values())}; {sum(siege.refused.values())}", ""],
            ["  health again after, s", "at most 10", "", round(back.health, 1), check(back.health <= 10)],
            ["  page within 1 s again after, s", "at most 10", "", round(back.page, 1), check(back.page <= 10)],
            ["  memory within 10 % again after, s", "at most 10", round(back.before),
             f"{back.memory:.1f} ({back.after:.0f} MB)", check(back.memory <= 10)],
        ]  # fmt: skip
    return rows
