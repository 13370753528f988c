"""``next`` and ``priority``: where next, and which areas without an MPP come first."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from mppgeo.base.clock import today
from mppgeo.base.language import mark
from mppgeo.base.names import shorten
from mppgeo.commands.figures import (
    add_clock,
    add_options,
    print_csv,
    print_json,
    print_table,
    tell_clock,
    tell_faults,
)
from mppgeo.commands.links import add_link, choose_language, read_view
from mppgeo.content.proposals import (
    select_ranked,
    tell_known_parts,
    tell_limits,
    tell_plan,
    tell_quality,
    tell_ranked,
)
from mppgeo.content.provenance import refuse_unreadable
from mppgeo.coverage import Snapshot
from mppgeo.dataset import read
from mppgeo.importing.failures import explain_failure
from mppgeo.planning.candidates import find_next, pose_problem
from mppgeo.planning.priority import weigh_parts
from mppgeo.planning.siting import Options, Plan, Unmet, make_options
from mppgeo.programme.stages import keep_areas
from mppgeo.scene.choices import GOALS, KM, LARGEST_KM, PLACES, REACH, Choices
from mppgeo.scene.forms import RULES, suggest_forms
from mppgeo.scene.scene import Scene
from mppgeo.scene.weights import (
    DEFAULT_PRESET,
    NOT_WEIGHTS,
    PARTS,
    PRESETS,
    BadWeights,
    check_weights,
)

NEXT = "``next``: the next places for MPPs, and how many people each adds"
PRIORITY = "``priority``: the areas without an MPP, by a weighted score"
BEFORE_FIRST = mark("On {date} no area had an MPP yet; there is nothing to build on.")
BAD_K = mark("--k: the number of places must be 1 or more.")
BAD_KM = mark("--within-km: the distance must lie above 0 and up to {most} km.")
BAD_QUOTA = mark("“{value}” is no quota; write a number, or province=number, such as 35=2.")
BAD_CODE = mark("{value}: no area has this code.")

_NEEDED = ("mpp", "mpp_sites", "stage_events", "province_history")


def add_parsers(subparsers: argparse._SubParsersAction) -> None:
    """Add the commands to the command line."""
    parser = subparsers.add_parser("next", help=NEXT, description=NEXT)
    parser.add_argument("--k", type=int, help=f"number of places (default: {PLACES})")
    parser.add_argument(
        "--within-km", type=float, help=f"people within so many km of an MPP count (default: {KM})"
    )
    parser.add_argument("--goal", choices=GOALS, help=f"default: {REACH}")
    parser.add_argument("--exact", action="store_true", help="the best choice of all, by a solver")
    parser.add_argument("--must", nargs="+", metavar="KODE", help="chosen in any case")
    parser.add_argument("--not", dest="never", nargs="+", metavar="KODE", help="never")
    parser.add_argument("--committed-only", action="store_true", help="only with a commitment")
    parser.add_argument(
        "--quota", nargs="+", default=[], metavar="35=2", help="most per province; 2 = of every one"
    )
    add_options(parser)
    add_link(parser)
    parser.set_defaults(run=run_next)
    parser = subparsers.add_parser("priority", help=PRIORITY, description=PRIORITY)
    parser.add_argument("--weights", type=Path, metavar="FILE.json", help="weight by part")
    parser.add_argument("--preset", choices=tuple(PRESETS), help=f"default: {DEFAULT_PRESET}")
    parser.add_argument("--without-rule", nargs="+", choices=tuple(RULES), help="rules of form")
    add_options(parser)
    add_link(parser)
    parser.set_defaults(run=run_priority)


def run_next(args: argparse.Namespace) -> int:
    """Print the next places; what they mean is told on standard error."""
    scene, refusal = _open(args, *_NEEDED)
    if refusal:
        return _fail(refusal)
    snapshot, t = scene.snapshot, scene.t
    options = _read_options(args, scene)
    if not isinstance(options, Options):
        return _fail(options)
    kept = tuple(keep_areas(snapshot, scene.selection))
    posed = pose_problem(snapshot, kept, options.goal, options.within_km)
    try:
        plan = find_next(posed, options, exact=args.exact or scene.view.pilihan.exact)
    except Unmet as unmet:
        return _fail(unmet.explain(t))
    told = [tell_plan(plan, options, t), tell_quality(plan, options, t)]
    _write(_list_steps(plan), args, scene, [*told, *tell_limits(posed, plan, t)])
    return 0


def run_priority(args: argparse.Namespace) -> int:
    """Print the priority list."""
    scene, refusal = _open(args, *_NEEDED, "capacity")
    if refusal:
        return _fail(refusal)
    t, choices = scene.t, scene.view.pilihan
    try:
        if args.preset and args.weights is None:
            choices = choices.take_preset(args.preset)
        weights = _read_weights(args, scene.snapshot, choices)
    except BadWeights as bad:
        return _fail(bad.explain(t))
    except OSError as error:
        return _fail(explain_failure(error, t))
    kept = keep_areas(scene.snapshot, scene.selection)
    ranked = select_ranked(scene.snapshot, weights, kept)
    rules = tuple(rule for rule in choices.rules if rule not in (args.without_rule or ()))
    told = [tell_ranked(ranked, t)]
    if args.weights is None:
        told.append(tell_known_parts(scene.snapshot, choices, t))
    _write(_list_ranked(ranked, rules), args, scene, told)
    return 0


def _open(args: argparse.Namespace, *tables: str) -> tuple[Scene | None, str]:
    """The scene asked for, which needs ``tables``, and why nothing can be said of it, or ""."""
    t = choose_language(args)
    dataset = read()
    tell_faults(dataset, t)
    view, refusal = read_view(args, dataset, t)
    refusal = refuse_unreadable(tables, dataset, t) or refusal
    if refusal:
        return None, refusal
    scene = Scene(dataset, view, today())
    if scene.snapshot.mpp.empty:
        return scene, scene.t(BEFORE_FIRST, date=scene.t.date(scene.day))
    return scene, ""


def _read_options(args: argparse.Namespace, scene: Scene) -> Options | str:
    """The options, or why they cannot be used; what is not said is that of the link."""
    t, names = scene.t, scene.dataset.names
    provinces = sorted(set(scene.snapshot.areas.index.str[:2]))
    asked = make_options(scene.view.pilihan, provinces)
    if args.k is not None and args.k < 1:
        return t(BAD_K)
    if args.within_km is not None and not 0 < args.within_km <= LARGEST_KM:
        return t(BAD_KM, most=t.number(LARGEST_KM))
    codes = [*(args.must or ()), *(args.never or ())]
    if strange := [kode for kode in codes if kode not in names]:
        return t(BAD_CODE, value=", ".join(strange))
    quotas, single = dict(asked.quotas), {}
    for value in args.quota:
        province, _, number = value.rpartition("=")
        if not re.fullmatch(r"(\d\d=)?\d{1,4}", value, re.ASCII):
            return t(BAD_QUOTA, value=value)
        (single if province else quotas).update(dict.fromkeys(
            [province] if province else provinces, int(number)
        ))  # fmt: skip
    given = {
        "k": args.k,
        "within_km": args.within_km,
        "goal": args.goal,
        "must": args.must and tuple(dict.fromkeys(args.must)),
        "never": args.never and tuple(dict.fromkeys(args.never)),
        "committed_only": args.committed_only or None,
        "quotas": tuple((quotas | single).items()),
    }
    return replace(asked, **{name: value for name, value in given.items() if value is not None})


def _read_weights(
    args: argparse.Namespace, snapshot: Snapshot, choices: Choices
) -> dict[str, float]:
    if args.weights is None:
        return weigh_parts(snapshot, choices)
    try:
        weights = json.loads(args.weights.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError):
        raise BadWeights(NOT_WEIGHTS, example='{"penduduk": 30, "jarak": 70}') from None
    return check_weights(weights)


def _list_steps(plan: Plan) -> pd.DataFrame:
    steps = plan.steps.reset_index(names="kode")
    frame = steps[["step", "kode", "nama"]].copy()
    frame["kode_provinsi"] = steps["kode"].str[:2]
    frame["gain"] = steps["gain"].round().astype(int)
    frame["together"] = steps["gain"].cumsum().round().astype(int)
    frame["covered_pct"] = 100 * steps["covered"] / plan.whole if plan.whole else float("nan")
    frame["must"] = steps["must"]
    return frame


def _list_ranked(ranked: pd.DataFrame, rules: tuple[str, ...]) -> pd.DataFrame:
    forms = suggest_forms(ranked, rules)
    frame = ranked[["rank", "nama", "kode_provinsi", "score", "moves", "best", "worst"]].copy()
    frame["known_pct"] = ranked["known"]
    frame["form"] = forms["form"]
    for part in PARTS:
        frame[part] = ranked[part]
        frame[f"part_{part}"] = ranked[f"part_{part}"]
    return frame.reset_index(names="kode")


def _fail(told: str) -> int:
    print(told, file=sys.stderr)
    return 1


def _write(
    frame: pd.DataFrame, args: argparse.Namespace, scene: Scene, told: Sequence[str]
) -> None:
    t, told = scene.t, [*told, tell_clock(scene.known, scene.view.as_of, scene.t)]
    if args.format == "table":
        shown = frame[[c for c in frame if not _is_detail(c)]]
        print_table(shown.assign(nama=shown["nama"].map(shorten)), t, texts=["must"])
        print("\n" + "\n".join(told))
        return
    frame = frame.assign(**{c: frame[c].round(4) for c in frame if frame[c].dtype == float})
    frame = add_clock(frame, scene.known)
    if args.format == "csv":
        print_csv(frame, flags=["must"])
    else:
        print_json(frame)
    print("\n".join(told), file=sys.stderr)


def _is_detail(column: str) -> bool:
    return column.startswith("part_") or column in PARTS
