"""``next`` and ``priority``: where next, and which areas without an MPP come first."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from mppgeo.clock import today
from mppgeo.commands.coverage import parse_day, refuse_provinsi, tell_faults
from mppgeo.coverage import DEFAULT_DENOMINATOR, DENOMINATORS, Snapshot, take_snapshot
from mppgeo.dataset import Dataset, load
from mppgeo.failures import explain_failure
from mppgeo.language import DEFAULT_LANGUAGE, LANGUAGES, UNKNOWN, Language, mark
from mppgeo.names import shorten
from mppgeo.priority import (
    DEFAULT_PRESET,
    NOT_WEIGHTS,
    PARTS,
    PRESETS,
    RULES,
    BadWeights,
    check_weights,
    suggest_forms,
)
from mppgeo.proposals import select_ranked, tell_limits, tell_plan, tell_quality, tell_ranked
from mppgeo.siting import (
    GOALS,
    LARGEST_KM,
    REACH,
    Options,
    Plan,
    Unmet,
    find_next,
    pose_problem,
)

NEXT = "``next``: the next places for MPPs, and how many people each adds"
PRIORITY = "``priority``: the areas without an MPP, by a weighted score"
BEFORE_FIRST = mark("On {date} no area had an MPP yet; there is nothing to build on.")
BAD_K = mark("--k: the number of places must be 1 or more.")
BAD_KM = mark("--within-km: the distance must lie above 0 and up to {most} km.")
BAD_QUOTA = mark("“{value}” is no quota; write province=number, such as 35=2.")
BAD_CODE = mark("{value}: no area has this code.")


def add_parsers(subparsers: argparse._SubParsersAction) -> None:
    """Add the commands to the command line."""
    parser = subparsers.add_parser("next", help=NEXT, description=NEXT)
    parser.add_argument("--k", type=int, default=10, help="number of places (default: 10)")
    parser.add_argument("--within-km", type=float, default=25.0, help="km that count as reached")
    parser.add_argument("--goal", choices=GOALS, default=REACH)
    parser.add_argument("--exact", action="store_true", help="the best choice of all, by a solver")
    parser.add_argument("--must", nargs="+", default=[], metavar="KODE", help="chosen in any case")
    parser.add_argument("--not", dest="never", nargs="+", default=[], metavar="KODE", help="never")
    parser.add_argument("--committed-only", action="store_true", help="only with a commitment")
    parser.add_argument("--quota", nargs="+", default=[], metavar="35=2", help="most per province")
    _add_common(parser)
    parser.set_defaults(run=run_next)
    parser = subparsers.add_parser("priority", help=PRIORITY, description=PRIORITY)
    parser.add_argument("--weights", type=Path, metavar="FILE.json", help="weight by part")
    parser.add_argument("--preset", choices=tuple(PRESETS), default=DEFAULT_PRESET)
    _add_common(parser)
    parser.set_defaults(run=run_priority)


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--provinsi", help="kode of one province, such as 35")
    parser.add_argument(
        "--as-of", type=parse_day, default=today(), help="year-month-day (default: today)"
    )
    parser.add_argument(
        "--denominator", type=int, choices=DENOMINATORS, default=DEFAULT_DENOMINATOR
    )
    parser.add_argument("--format", choices=("table", "csv", "json"), default="table")
    parser.add_argument("--lang", choices=LANGUAGES, default=DEFAULT_LANGUAGE)


def run_next(args: argparse.Namespace) -> int:
    """Print the next places; what they mean is told on standard error."""
    t = Language(args.lang)
    dataset = load()
    tell_faults(dataset, t)
    snapshot = take_snapshot(dataset, args.as_of, args.denominator)
    refusal = _refuse(args, dataset, snapshot, t) or _refuse_codes(args, dataset, t)
    options = None if refusal else _read_options(args, t)
    if not isinstance(options, Options):
        return _fail(refusal or options)
    kept = tuple(_keep(snapshot, args.provinsi).index)
    posed = pose_problem(dataset, snapshot, kept, options.goal, options.within_km)
    try:
        plan = find_next(posed, options, exact=args.exact)
    except Unmet as unmet:
        return _fail(unmet.describe(t))
    told = [tell_plan(plan, options, t), tell_quality(plan, options, t)]
    _write(_list_steps(plan), args, t, [*told, *tell_limits(posed, plan, t)])
    return 0


def run_priority(args: argparse.Namespace) -> int:
    """Print the priority list."""
    t = Language(args.lang)
    dataset = load()
    tell_faults(dataset, t)
    snapshot = take_snapshot(dataset, args.as_of, args.denominator)
    refusal = _refuse(args, dataset, snapshot, t)
    if refusal:
        return _fail(refusal)
    try:
        weights = _read_weights(args)
    except BadWeights as bad:
        return _fail(bad.describe(t))
    except OSError as error:
        return _fail(explain_failure(error, t))
    ranked = select_ranked(dataset, snapshot, weights, _keep(snapshot, args.provinsi).index)
    _write(_list_ranked(ranked), args, t, [tell_ranked(ranked, t)])
    return 0


def _keep(snapshot: Snapshot, provinsi: str | None) -> pd.DataFrame:
    areas = snapshot.areas
    return areas[areas["kode_provinsi"] == provinsi] if provinsi else areas


def _refuse(args: argparse.Namespace, dataset: Dataset, snapshot: Snapshot, t: Language) -> str:
    if refusal := refuse_provinsi(args.provinsi, dataset, args.as_of, t):
        return refusal
    return t(BEFORE_FIRST, date=t.date(args.as_of)) if snapshot.mpp.empty else ""


def _refuse_codes(args: argparse.Namespace, dataset: Dataset, t: Language) -> str:
    strange = [kode for kode in [*args.must, *args.never] if kode not in dataset.names]
    return t(BAD_CODE, value=", ".join(strange)) if strange else ""


def _read_options(args: argparse.Namespace, t: Language) -> Options | str:
    """The options, or why they cannot be used."""
    if args.k < 1:
        return t(BAD_K)
    if not 0 < args.within_km <= LARGEST_KM:
        return t(BAD_KM, most=t.number(LARGEST_KM))
    quotas = {}
    for value in args.quota:
        province, _, number = value.partition("=")
        if not (province.isdecimal() and len(province) == 2 and number.isdecimal()):
            return t(BAD_QUOTA, value=value)
        quotas[province] = int(number)
    return Options(
        k=args.k,
        within_km=args.within_km,
        goal=args.goal,
        must=tuple(dict.fromkeys(args.must)),
        never=tuple(dict.fromkeys(args.never)),
        committed_only=args.committed_only,
        quotas=tuple(quotas.items()),
    )


def _read_weights(args: argparse.Namespace) -> dict[str, float]:
    if args.weights is None:
        return check_weights(PRESETS[args.preset][1])
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


def _list_ranked(ranked: pd.DataFrame) -> pd.DataFrame:
    forms = suggest_forms(ranked, tuple(RULES))
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


def _write(frame: pd.DataFrame, args: argparse.Namespace, t: Language, told: Sequence[str]) -> None:
    if args.format == "table":
        _print_table(frame[[c for c in frame if not _is_detail(c)]], t)
        print("\n" + "\n".join(told))
        return
    floats = {c: frame[c].round(4) for c in frame if frame[c].dtype == float}
    frame = frame.assign(**floats)
    if args.format == "csv":
        flags = {c: frame[c].map({True: "true", False: "false"}) for c in frame if c == "must"}
        frame.assign(**flags).to_csv(sys.stdout, index=False, lineterminator="\n")
    else:
        plain = frame.astype(object).where(frame.notna(), None)
        rows = [
            {key: value.item() if hasattr(value, "item") else value for key, value in row.items()}
            for row in plain.to_dict("records")
        ]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    print("\n".join(told), file=sys.stderr)


def _is_detail(column: str) -> bool:
    return column.startswith("part_") or column in PARTS


def _print_table(frame: pd.DataFrame, t: Language) -> None:
    numeric = {c for c in frame if pd.api.types.is_numeric_dtype(frame[c])} - {"must"}
    rows = [{c: _show(row[c], c, t) for c in frame} for row in frame.to_dict("records")]
    rows = [{c: c for c in frame}, *rows]
    widths = {c: max(len(row[c]) for row in rows) for c in frame}
    for row in rows:
        cells = [
            row[c].rjust(widths[c]) if c in numeric else row[c].ljust(widths[c]) for c in frame
        ]
        print("  ".join(cells).rstrip())


def _show(value: object, column: str, t: Language) -> str:
    if value is None or value is pd.NA or value != value:
        return UNKNOWN
    if isinstance(value, bool):
        return t("yes") if value else t("no")
    if isinstance(value, float):
        return t.number(value, 1)
    if isinstance(value, int):
        return t.number(value)
    return shorten(str(value)) if column == "nama" else str(value)
