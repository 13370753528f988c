"""``check``: validate every data file and say what was looked at."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from mppgeo.base.clock import today
from mppgeo.base.language import DEFAULT_LANGUAGE, LANGUAGES, Language
from mppgeo.dataset import read
from mppgeo.openings import find_known_until
from mppgeo.programme.knowledge import list_known, tell_share


def add_parsers(subparsers: argparse._SubParsersAction) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser("check", help=__doc__, description=__doc__)
    parser.add_argument("--data", type=Path, help="data folder (default: data/)")
    parser.add_argument(
        "--known",
        action="store_true",
        help="also say of how many areas and MPPs each feature is known today",
    )
    parser.add_argument("--lang", choices=LANGUAGES, default=DEFAULT_LANGUAGE)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print a line per file, with --known one per feature, then a line per fault; exit 1 if
    there is a fault."""
    t = Language(args.lang)
    dataset = read(args.data)
    for file in dataset.checked:
        rows = t.plural("{count} row", "{count} rows", file.rows_read)
        used = (
            t("all valid")
            if file.rows_used == file.rows_read
            else t("{count} valid", count=t.number(file.rows_used))
        )
        print(f"{file.file}: {rows}, {used}")
    known_until = find_known_until(dataset)
    if known_until:
        print(t("List of openings known until {date}.", date=t.date(known_until)))
    if args.known:
        for share in list_known(dataset, today()):
            print(tell_share(share, t))
    if not dataset.faults:
        print(t("No faults."))
        return 0
    print(
        t.plural("{count} fault:", "{count} faults:", len(dataset.faults)),
        file=sys.stderr,
    )
    for fault in dataset.faults:
        print("  " + fault.describe(t), file=sys.stderr)
    return 1
