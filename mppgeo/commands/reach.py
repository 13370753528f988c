"""``reach``: how far it is to the nearest MPP, for the nation, provinces or kabkota."""

from __future__ import annotations

import argparse
import sys

import pandas as pd

from mppgeo.clock import today
from mppgeo.commands.coverage import parse_day, refuse_provinsi, tell_faults, write_figures
from mppgeo.coverage import take_snapshot
from mppgeo.dataset import load
from mppgeo.language import DEFAULT_LANGUAGE, LANGUAGES, Language
from mppgeo.names import shorten
from mppgeo.reach import LEVELS, LIMITS, NATION, find_distances, summarise_reach
from mppgeo.reach_tables import explain_missing_villages

_COLUMNS = (
    "villages people",
    *(f"people_{km}_pct" for km in LIMITS),
    *(f"villages_{km}_pct" for km in LIMITS),
    "median_km p90_km villages_water people_water_pct villages_none villages_unknown",
)


def add_parsers(subparsers: argparse._SubParsersAction) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser("reach", help=__doc__, description=__doc__)
    parser.add_argument(
        "--as-of", type=parse_day, default=today(), help="year-month-day (default: today)"
    )
    parser.add_argument("--by", choices=LEVELS, default=NATION)
    parser.add_argument("--provinsi", help="kode of one province, such as 35")
    parser.add_argument(
        "--own", action="store_true", help="only the MPP of one's own kabkota, in Jakarta its own"
    )
    parser.add_argument("--format", choices=("table", "csv", "json"), default="table")
    parser.add_argument("--lang", choices=LANGUAGES, default=DEFAULT_LANGUAGE)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the figures; what the data check left out is told on standard error."""
    t = Language(args.lang)
    dataset = load()
    tell_faults(dataset, t)
    refusal = refuse_provinsi(args.provinsi, dataset, args.as_of, t)
    refusal = refusal or explain_missing_villages(dataset.villages, t)
    if refusal:
        print(refusal, file=sys.stderr)
        return 1
    snapshot = take_snapshot(dataset, args.as_of)
    distances = find_distances(dataset, snapshot, own=args.own)
    parents = snapshot.kabkota["kode_provinsi"]
    codes = tuple(parents.index[parents == args.provinsi]) if args.provinsi else None
    found = summarise_reach(dataset, snapshot, distances, codes, args.by)
    frame = found[" ".join(_COLUMNS).split()].round({"median_km": 3, "p90_km": 3})
    if args.by == NATION:
        frame.insert(0, "as_of", args.as_of.isoformat())
        frame.insert(1, "own", args.own)
        frame.insert(2, "mpp_count", len(distances.places))
        frame = frame.reset_index(drop=True)
    else:
        names = pd.Series(dataset.names).reindex(frame.index).map(shorten, na_action="ignore")
        frame.insert(0, "nama", names)
        frame = frame.reset_index()
    write_figures(frame, args, t)
    return 0
