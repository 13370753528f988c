"""``reach``: how far it is to the nearest MPP, for the nation, provinces or kabkota."""

from __future__ import annotations

import argparse
import sys

import pandas as pd

from mppgeo.base.clock import today
from mppgeo.base.names import shorten
from mppgeo.commands.figures import add_options, tell_faults, write_figures
from mppgeo.commands.links import add_link, choose_language, read_view
from mppgeo.content.provenance import refuse_unreadable
from mppgeo.content.reach_tables import explain_missing_villages
from mppgeo.dataset import read
from mppgeo.planning.reach import (
    find_distances,
)
from mppgeo.planning.reach_figures import (
    LEVELS,
    LIMITS,
    NATION,
    summarise_reach,
)
from mppgeo.scene.scene import Scene

_NEEDED = ("mpp", "mpp_sites", "province_history")
_COLUMNS = (
    "villages people",
    *(f"people_{km}_pct" for km in LIMITS),
    *(f"villages_{km}_pct" for km in LIMITS),
    "median_km p90_km villages_water people_water_pct villages_none villages_unknown",
)


def add_parsers(subparsers: argparse._SubParsersAction) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser("reach", help=__doc__, description=__doc__)
    parser.add_argument("--by", choices=LEVELS, default=NATION)
    parser.add_argument(
        "--own", action="store_true", help="only the MPP of one's own kabkota, in Jakarta its own"
    )
    add_options(parser, denominator=False)
    add_link(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the figures; what the data check left out is told on standard error."""
    t = choose_language(args)
    dataset = read()
    tell_faults(dataset, t)
    view, refusal = read_view(args, dataset, t)
    refusal = refuse_unreadable(_NEEDED, dataset, t) or refusal
    refusal = refusal or explain_missing_villages(dataset.villages, t)
    if refusal:
        print(refusal, file=sys.stderr)
        return 1
    scene = Scene(dataset, view, today())
    snapshot, own = scene.snapshot, args.own or view.pilihan.own
    distances = find_distances(snapshot, own=own)
    codes = tuple(scene.selection.kabkota)
    found = summarise_reach(snapshot, distances, codes, args.by)
    frame = found[" ".join(_COLUMNS).split()].round({"median_km": 3, "p90_km": 3})
    if args.by == NATION:
        frame.insert(0, "own", own)
        frame.insert(1, "mpp_count", len(distances.places))
        frame = frame.reset_index(drop=True)
    else:
        names = pd.Series(dataset.names).reindex(frame.index).map(shorten, na_action="ignore")
        frame.insert(0, "nama", names)
        frame = frame.reset_index()
    write_figures(frame, args, scene.known, view.as_of, t)
    return 0
