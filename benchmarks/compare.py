"""Measure the dashboard against a plain streamlit-folium app: ``python benchmarks/compare.py``.

Both apps run on this machine and are visited by turns with Chromium; the table
and ``results.json`` hold medians. See README.md for what each figure means.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
from collections import defaultdict
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from page import measure_pages
from playwright.sync_api import Browser, sync_playwright
from report import describe_machine, tell_machine
from server import Server
from visitor import FLAGS, OURS, PLAIN, ChromiumMissing, Effect, Kind, Visitor, find_chromium

RESULTS = Path(__file__).with_name("results.json")
README = Path(__file__).with_name("README.md")
MARK = "## Results\n"
PROVINCES = ("Jawa Timur", "Sumatera Utara", "Maluku Utara", "Aceh", "Jawa Tengah")
"""No name is part of another province's, as Enter may choose all that match."""
LEVELS = ("Provinces", "Kabupaten/kota")
PACKAGES = ("streamlit", "streamlit-folium", "folium", "geopandas", "pandas", "playwright")
SHARED = ("province set", "province cleared", "status filter", "click")
"""Actions that both apps know."""


def main() -> int:
    """Measure, print the table, write the results."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--quick", action="store_true", help="few repetitions: a smoke run")
    arguments.add_argument("--output", type=Path, help="where to write JSON")
    options = arguments.parse_args()
    plan = (
        {"opens": 2, "reruns": 3, "rounds": 1, "sessions": 3}
        if options.quick
        else {"opens": 5, "reruns": 15, "rounds": 3, "sessions": 10}
    )
    try:
        figures = measure(plan)
    except ChromiumMissing as missing:
        print(missing, file=sys.stderr)
        return 1
    output = options.output or (Path("quick.json") if options.quick else RESULTS)
    report(plan, figures, output)
    return 0


def report(plan: dict[str, int], figures: dict, output: Path) -> None:
    """Print the table and write the results; those of a full run go into the README too."""
    rows = judge(figures)
    table = "\n".join(format_table(rows))
    print(f"\n{table}")
    machine = figures.pop("machine")
    output.write_text(
        json.dumps({"plan": plan, "machine": machine, "aims": rows, **figures}, indent=1) + "\n"
    )
    print(f"\nWritten: {os.path.relpath(output)}")
    if output == RESULTS:
        before = README.read_text(encoding="utf-8").split(MARK)[0]
        text = "\n\n".join([MARK.rstrip(), *tell_run(plan, machine, rows), table])
        README.write_text(f"{before}{text}\n", encoding="utf-8")


def measure(plan: dict[str, int]) -> dict:
    """All figures, by name and app."""
    with sync_playwright() as playwright, ExitStack() as stack:
        chromium = find_chromium(playwright)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mppgeo-bench-")))
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        stack.callback(browser.close)
        figures = {"machine": {**describe_machine(*PACKAGES), "chromium": browser.version}}
        with serve(folder) as servers:
            tell("cold opens")
            figures["opening"] = measure_opening(browser, servers, plan["opens"])
            figures["page"] = measure_pages(servers[OURS].url)
            tell("reruns")
            figures["reruns"] = measure_reruns(browser, servers, plan["reruns"])
            tell("filter, pan and zoom")
            figures["map"] = measure_map(browser, servers)
            tell("time bar")
            figures["time"] = measure_time(browser, servers, plan["reruns"])
        tell("memory")
        figures["memory_mb_per_session"] = measure_memory(browser, folder, plan)
    return figures


@contextmanager
def serve(folder: Path):
    """Both servers, by kind of app."""
    with Server(OURS.script, folder) as ours, Server(PLAIN.script, folder) as plain:
        yield {OURS: ours, PLAIN: plain}


def measure_opening(browser: Browser, servers: dict[Kind, Server], opens: int) -> dict:
    """Seconds to a coloured map, ours in the page's HTML too: first visit of the process, then cold visits by turns."""
    times, pictures, foreign = defaultdict(list), [], {}
    for _ in range(opens + 1):
        for kind, server in servers.items():
            visitor = Visitor(kind, server, browser).open()
            times[kind.name].append(visitor.time_to_colour())
            if kind is OURS:
                pictures.append(visitor.time_to_picture())
            foreign[kind.name] = sum(visitor.foreign.values())
            visitor.close()
    return {
        "seconds_first_visit_of_process": {name: taken[0] for name, taken in times.items()},
        "seconds": {name: taken[1:] for name, taken in times.items()},
        "seconds_to_picture": pictures[1:],
        "requests_to_other_hosts": foreign,
    }


def measure_reruns(browser: Browser, servers: dict[Kind, Server], repeats: int) -> dict:
    """Effects of every action, and seconds from click to card; both apps by turns."""
    visitors = [Visitor(kind, server, browser).open() for kind, server in servers.items()]
    effects: dict = {visitor.kind.name: defaultdict(list) for visitor in visitors}
    cards: dict = {visitor.kind.name: [] for visitor in visitors}
    for turn in range(repeats):
        province = PROVINCES[turn % len(PROVINCES)]
        for visitor in visitors:
            note = effects[visitor.kind.name]
            choose = partial(visitor.add_province, province)
            note["province set"].append(visitor.act(choose))
            visitor.check_provinces(chosen=[province], of=PROVINCES)
            note["province cleared"].append(visitor.act(visitor.clear_province))
            visitor.check_provinces(chosen=[], of=PROVINCES)
            note["status filter"].append(visitor.act(visitor.toggle_status))
            note["status filter"].append(visitor.act(visitor.toggle_status))
    for visitor in visitors:
        visitor.close()
    measure_clicks(browser, servers, repeats, effects, cards)
    measure_own_actions(browser, servers, repeats, effects)
    return {
        "seconds_click_to_card": cards,
        "actions": {
            name: {action: describe_effects(done) for action, done in by_action.items()}
            for name, by_action in effects.items()
        },
    }


def measure_clicks(browser, servers, repeats: int, effects: dict, cards: dict) -> None:
    """Click areas on the map of the nation."""
    visitors = [Visitor(kind, server, browser).open() for kind, server in servers.items()]
    seen: dict = {visitor.kind.name: [] for visitor in visitors}
    for _ in range(repeats):
        for visitor in visitors:
            name = visitor.kind.name

            def click(visitor=visitor, name=name) -> None:
                cards[name].append(visitor.click_area(seen[name]))

            effects[name]["click"].append(visitor.act(click))
            if visitor.kind is OURS:
                # The map has gone to the area; the next is sought on that of the nation again.
                visitor.act(visitor.leave_area)
    for visitor in visitors:
        visitor.close()


def measure_own_actions(browser, servers, repeats: int, effects: dict) -> None:
    """Level and date, which the plain app does not have; no two dates are the same."""
    visitor = Visitor(OURS, servers[OURS], browser).open()
    for turn in range(repeats):
        switch = partial(visitor.switch_level, LEVELS[turn % 2])
        effects["ours"]["level"].append(visitor.act(switch))
    if repeats % 2:
        visitor.act(partial(visitor.switch_level, LEVELS[1]))
    for turn in range(repeats):
        day = f"{turn + 1:02}/06/2024"
        effects["ours"]["date"].append(visitor.act(partial(visitor.set_day, day)))
    visitor.close()


def measure_map(browser: Browser, servers: dict[Kind, Server]) -> dict:
    """What a filter does to the map, and how many reruns pan and zoom cause."""
    return {
        kind.name: watch_map(Visitor(kind, server, browser).open())
        for kind, server in servers.items()
    }


def watch_map(visitor: Visitor) -> dict:
    """Pan and zoom, then switch a filter that is no reason to move the map."""
    moves = [visitor.act(visitor.drag) for _ in range(3)]
    moves += [visitor.act(partial(visitor.zoom, clicks)) for clicks in (2, -1, 1)]
    before = visitor.mark_map()
    visitor.act(visitor.toggle_status)
    visitor.wait(visitor.is_coloured)
    after = visitor.read_map()
    visitor.close()
    moved = max(abs(before["lat"] - after["lat"]), abs(before["lng"] - after["lng"]))
    return {
        "moves": len(moves),
        "reruns_by_moves": sum(len(move.runs) for move in moves),
        "same_map_after_filter": after["same"],
        "view_kept_after_filter": moved < 0.01 and before["zoom"] == after["zoom"],
        "before": before,
        "after": after,
    }


def measure_time(browser: Browser, servers: dict[Kind, Server], repeats: int) -> dict:
    """The time bar, which the plain app does not have: pace, bytes, change of the date."""
    visitor = Visitor(OURS, servers[OURS], browser).open()
    visitor.act(partial(visitor.set_day, "06/10/2017"))
    played = [visitor.play(6.0) for _ in range(min(3, repeats))]
    days = [visitor.time_day(f"{turn + 1:02}/03/2023") for turn in range(repeats)]
    visitor.close()
    return {
        "recolours_per_second": [pace for pace, _ in played],
        "bytes_while_playing": [size for _, size in played],
        "seconds_date_to_map": days,
    }


def measure_memory(browser: Browser, folder: Path, plan: dict[str, int]) -> dict:
    """MB of the server process per further open session, one figure per round."""
    found = {}
    for kind in (OURS, PLAIN):
        with Server(kind.script, folder) as server, ExitStack() as stack:

            def open_some(count: int, kind=kind, server=server, stack=stack) -> float:
                for _ in range(count):
                    last = Visitor(kind, server, browser).open(quiet=False)
                    stack.callback(last.close)
                last.settle()
                return server.settled_memory()

            sizes = [open_some(min(3, plan["sessions"]))]
            sizes += [open_some(plan["sessions"]) for _ in range(plan["rounds"])]
        pairs = zip(sizes, sizes[1:], strict=False)
        found[kind.name] = [(after - before) / plan["sessions"] for before, after in pairs]
    return found


def describe_effects(effects: list[Effect]) -> dict:
    """Figures of one action, repeated: lists, in order."""
    runs = [run for effect in effects for run in effect.runs]
    return {
        "reruns": [len(effect.runs) for effect in effects],
        "bytes": [effect.bytes for effect in effects],
        "bytes_per_rerun": [effect.bytes_per_run for effect in effects],
        "server_seconds": [run.wall for run in runs],
        "server_cpu_seconds": [run.cpu for run in runs],
    }


# --- the table --------------------------------------------------------------


def judge(figures: dict) -> list[dict]:
    """One row per aim: what ours and plain reach, their ratio, and whether the aim is met."""
    actions = figures["reruns"]["actions"]
    server = {app: median_of(actions[app], "server_seconds", SHARED) for app in actions}
    rows = [
        compare("server time per rerun, ms", "at most 1/20 of plain", server, 1e3, digits=1)
        | {"reached": server["ours"] <= server["plain"] / 20}
    ]
    for action in actions["ours"]:
        both = {app: median_of(actions[app], "server_seconds", (action,)) for app in actions}
        rows.append(compare(f"  after {action}, ms", "", both, 1e3, digits=1))
    sizes = {app: median_of(actions[app], "bytes_per_rerun", SHARED) for app in actions}
    worst = max(
        median_of(actions["ours"], "bytes_per_rerun", (action,)) for action in actions["ours"]
    )
    rows.append(
        compare("bytes per rerun, kB", "at most 20 kB, each action", sizes, 1e-3, digits=1)
        | {"reached": worst <= 20_000}
    )
    for action in actions["ours"]:
        both = {app: median_of(actions[app], "bytes_per_rerun", (action,)) for app in actions}
        rows.append(compare(f"  after {action}, kB", "", both, 1e-3, digits=1))
    cards = {
        app: statistics.median(t) for app, t in figures["reruns"]["seconds_click_to_card"].items()
    }
    rows.append(
        compare("click to updated card, s", "at most 0.4 s", cards, 1)
        | {"reached": cards["ours"] <= 0.4}
    )
    opening = {app: statistics.median(t) for app, t in figures["opening"]["seconds"].items()}
    rows.append(
        compare("first coloured map, s", "sooner than plain", opening, 1)
        | {"reached": opening["ours"] < opening["plain"]}
    )
    rows += judge_page(figures["opening"]["seconds_to_picture"], figures["page"])
    return (
        rows
        + judge_map(figures["map"])
        + judge_time(figures["time"])
        + judge_memory(figures["memory_mb_per_session"])
    )


def judge_page(pictures: list[float | None], page: dict) -> list[dict]:
    """Rows on the picture in the page's HTML."""
    seen = None if None in pictures else statistics.median(pictures)
    kept = 1e3 * statistics.median(page["seconds_made_before"])
    new = 1e3 * statistics.median(page["seconds_not_made"])
    more = {name: size / 1e3 for name, size in page["bytes_more"].items()}
    rows = [
        ("first coloured picture, s", "at most 0.5 s", seen, 2, 0.5),
        ("page with its picture made before, ms", "at most 5 ms", kept, 1, 5),
        ("  not made before, ms", "at most 150 ms", new, 0, 150),
        ("picture in the HTML, provinces, kB more", "at most 35 kB", more["nation"], 1, 35),
        ("  kabupaten and kota, kB more", "at most 45 kB", more["costliest"], 1, 45),
    ]
    return [
        {"name": name, "aim": aim, "ours": None if found is None else round(found, digits),
         "plain": None, "ratio": None, "reached": found is not None and found <= most}
        for name, aim, found, digits, most in rows
    ]  # fmt: skip


def judge_map(found: dict) -> list[dict]:
    """Rows on the map's steadiness."""
    words = {True: "yes", False: "no"}
    rows = []
    for name, key in (
        ("same map after a filter change", "same_map_after_filter"),
        ("place and zoom kept after it", "view_kept_after_filter"),
    ):
        values = {app: words[found[app][key]] for app in found}
        rows.append(
            {"name": name, "aim": "yes", **values, "ratio": None, "reached": found["ours"][key]}
        )
    reruns = {app: found[app]["reruns_by_moves"] for app in found}
    moves = found["ours"]["moves"]
    rows.append(
        {"name": f"reruns caused by {moves} pans and zooms", "aim": "0", **reruns, "ratio": None,
         "reached": reruns["ours"] == 0}
    )  # fmt: skip
    return rows


def judge_time(found: dict) -> list[dict]:
    """Rows on the time bar."""
    pace = statistics.median(found["recolours_per_second"])
    size = max(found["bytes_while_playing"])
    wait = statistics.median(found["seconds_date_to_map"])
    rows = [
        ("recolours a second while playing", "at least 30", round(pace, 1), pace >= 30),
        ("bytes on the websocket while playing", "0", size, size == 0),
        ("another date to the recoloured map, s", "at most 0.4 s", round(wait, 2), wait <= 0.4),
    ]
    return [
        {"name": name, "aim": aim, "ours": ours, "plain": None, "ratio": None, "reached": reached}
        for name, aim, ours, reached in rows
    ]


def judge_memory(found: dict) -> list[dict]:
    """The row on memory."""
    medians = {app: statistics.median(rounds) for app, rounds in found.items()}
    return [
        compare("memory per further session, MB", "at most 3 MB", medians, 1)
        | {"reached": medians["ours"] <= 3}
    ]


def median_of(actions: dict, figure: str, names: tuple[str, ...]) -> float | None:
    """Median of a figure over all repetitions of some actions; None where there is none."""
    values = [value for name in names for value in actions.get(name, {}).get(figure, [])]
    return statistics.median(values) if values else None


def compare(name: str, aim: str, values: dict, factor: float, digits: int = 2) -> dict:
    """A row of the table, both values times ``factor``."""
    ours, plain = values["ours"], values["plain"]
    return {
        "name": name,
        "aim": aim,
        "ours": round(ours * factor, digits),
        "plain": None if plain is None else round(plain * factor, digits),
        "ratio": round(plain / ours, 1) if plain and ours else None,
        "reached": None,
    }


def format_table(rows: list[dict]) -> list[str]:
    """The rows as lines of a Markdown table."""
    words = {True: "yes", False: "NO", None: ""}
    lines = [
        "| figure | aim | ours | plain | plain / ours | reached |",
        "|---|---|---:|---:|---:|---|",
    ]
    for row in rows:
        shown = ["" if row[key] is None else row[key] for key in ("ours", "plain", "ratio")]
        cells = (row["name"], row["aim"], *shown, words[row["reached"]])
        lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    return lines


def tell_run(plan: dict[str, int], machine: dict, rows: list[dict]) -> list[str]:
    """Paragraphs on the machine, the number of repetitions and the aims missed."""
    missed = [row["name"] for row in rows if row["reached"] is False]
    verdict = f"Aims missed: {'; '.join(missed)}." if missed else "All aims are reached."
    return [
        tell_machine(machine),
        f"{plan['opens']} cold opens, {plan['reruns']} repetitions of each action, "
        f"{plan['rounds']} rounds of {plan['sessions']} sessions.",
        verdict,
    ]


def tell(step: str) -> None:
    """Say on the terminal what is being measured."""
    print(f"measuring: {step} ...", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
