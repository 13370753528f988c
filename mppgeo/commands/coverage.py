"""``coverage``: the figures of a day, for the nation, provinces or kabkota."""

from __future__ import annotations

import argparse
import sys

import pandas as pd

from mppgeo.base.language import Language
from mppgeo.commands.figures import (
    add_options,
    choose_provinsi,
    find_known,
    tell_faults,
    write_figures,
)
from mppgeo.content.provenance import refuse_unreadable
from mppgeo.coverage import Snapshot, take_snapshot
from mppgeo.dataset import read

_NEEDED = ("mpp", "province_history")


def add_parsers(subparsers: argparse._SubParsersAction) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser("coverage", help=__doc__, description=__doc__)
    parser.add_argument("--by", choices=("nasional", "provinsi", "kabkota"), default="nasional")
    add_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the figures; what the data check left out is told on standard error."""
    t = Language(args.lang)
    dataset = read()
    tell_faults(dataset, t)
    known = find_known(args, dataset)
    provinsi, unknown = choose_provinsi(args.provinsi, dataset, known.day, t)
    refusal = refuse_unreadable(_NEEDED, dataset, t) or unknown
    if refusal:
        print(refusal, file=sys.stderr)
        return 1
    snapshot = take_snapshot(dataset, known.as_of, args.denominator)
    frame = {"nasional": _nasional, "provinsi": _provinsi, "kabkota": _kabkota}[args.by](
        snapshot, provinsi
    )
    write_figures(frame, args, known, args.as_of, t)
    return 0


def _nasional(snapshot: Snapshot, provinsi: str | None) -> pd.DataFrame:
    total = snapshot.total((provinsi,) if provinsi else ())
    keys = (
        "denominator areas areas_with_mpp coverage_pct mpp_count population_covered"
        " population_total population_covered_pct"
    ).split()
    row = {key: getattr(total, key) for key in keys}
    # The size of what is counted is the denominator itself, nationally.
    if not provinsi:
        del row["areas"]
    return pd.DataFrame([row])


def _provinsi(snapshot: Snapshot, provinsi: str | None) -> pd.DataFrame:
    columns = (
        "nama areas areas_with_mpp coverage_pct mpp_count population population_covered_pct"
    ).split()
    frame = snapshot.provinsi[columns]
    return (frame.loc[[provinsi]] if provinsi else frame).reset_index()


def _kabkota(snapshot: Snapshot, provinsi: str | None) -> pd.DataFrame:
    columns = "nama kode_provinsi status has_mpp tanggal_peresmian presisi population".split()
    frame = snapshot.areas[columns]
    return (frame[frame["kode_provinsi"] == provinsi] if provinsi else frame).reset_index()
