"""``records``: what a new version ships, beside what was changed here, and brought together."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from mppgeo.base.language import DEFAULT_LANGUAGE, LANGUAGES, Language, mark
from mppgeo.base.paths import data_dir
from mppgeo.importing.failures import explain_failure
from mppgeo.importing.shipped import Proposal, accept, propose, tell_headings, tell_parting
from mppgeo.importing.telling import MOST_LINES, cap_lines
from mppgeo.records.schema import RECORDS
from mppgeo.store.choice import find_shipped, open_store
from mppgeo.store.journal import StoreError
from mppgeo.store.merging import SIDES

NOTHING_SHIPS = mark(
    "The data folder in use is the office's own; name the data folder of the new version with --from"
)


def add_parsers(subparsers: argparse._SubParsersAction) -> None:
    """Add the command with its actions to the command line."""
    summary = "what a new version ships: how it differs from the records here, and taking it over"
    parser = subparsers.add_parser("records", help=summary, description=summary)
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    for name, action, summary in (
        ("diff", run_diff, "list the rows in which the records differ from those that ship"),
        ("merge", run_merge, "take over what the new version ships, and keep what was changed here"),
    ):  # fmt: skip
        one = actions.add_parser(name, help=summary, description=summary)
        one.add_argument(
            "--from", type=Path, metavar="FOLDER", dest="shipped",
            help="data folder of the new version (default: data/ of the project)",
        )  # fmt: skip
        one.add_argument("--all", action="store_true", help="list every row, not only the first")
        one.add_argument("--lang", choices=LANGUAGES, default=DEFAULT_LANGUAGE)
        if name == "diff":
            one.add_argument("--table", choices=RECORDS)
            one.add_argument("--format", choices=("table", "json"), default="table")
        else:
            _add_merge_options(one)
        one.set_defaults(run=action)


def _add_merge_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="say what it would do; save nothing")
    parser.add_argument(
        "--prefer", choices=SIDES, help="which holds where a row was changed here and there"
    )
    parser.add_argument(
        "--choose", type=parse_choice, action="append", default=[], metavar="NUMBER=SIDE",
        help="which holds of one row, shipped or own, such as 1a2b3c4d=own; may be repeated",
    )  # fmt: skip
    parser.add_argument("--who", default="", metavar="NAME", help="who does it, for the history")


def parse_choice(text: str) -> tuple[str, str]:
    """``1a2b3c4d=own`` as number and side; for argparse."""
    number, _, side = text.strip().partition("=")
    if not number or side not in SIDES:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a choice; write NUMBER={' or NUMBER='.join(SIDES)}"
        )
    return number, side


def run_diff(args: argparse.Namespace) -> int:
    """Print the rows that differ; exit 1 where some must be decided."""
    t = Language(args.lang)
    try:
        proposal = _propose(args.shipped)
    except (StoreError, OSError) as error:
        print(explain_failure(error, t), file=sys.stderr)
        return 1
    partings = [p for p in proposal.partings if args.table in (None, p.table)]
    if args.format == "json":
        rows = [
            {
                "number": p.number, "table": p.table, "row": p.row, "verdict": p.verdict,
                "base": p.base, "own": p.own, "shipped": p.shipped,
            }
            for p in partings
        ]  # fmt: skip
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        _tell(Proposal(proposal.shipped, proposal.own, partings), t, every=args.all)
    return int(any(p.verdict == "ask" for p in partings))


def run_merge(args: argparse.Namespace) -> int:
    """Take over what ships; exit 1 where something must be decided first."""
    t = Language(args.lang)
    try:
        proposal = _propose(args.shipped)
        _tell(proposal, t, every=args.all)
        changes = accept(
            proposal, data_dir(), who=args.who, prefer=args.prefer, chosen=dict(args.choose)
        )
        if args.dry_run:
            print(t("Nothing was saved, as this was a trial."))
            return 0
        made = open_store(data_dir()).merge(changes, proposal.shipped)
    except (StoreError, OSError) as error:
        print(explain_failure(error, t), file=sys.stderr)
        return 1
    for entry in made:
        print(
            t(
                "{table}: {count} rows taken. Saved as entry {number}.",
                table=entry.change.table, count=t.number(len(entry.change.rows)),
                number=entry.number,
            )
        )  # fmt: skip
    if made:
        command = f"python -m mppgeo undo {made[0].number}"
        print(t("To take all of it back: {command}", command=command))
    return 0


def _propose(given: Path | None) -> Proposal:
    shipped = given or find_shipped(data_dir())
    if shipped is None:
        raise StoreError(NOTHING_SHIPS)
    return propose(open_store(data_dir()), shipped)


def _tell(proposal: Proposal, t: Language, *, every: bool) -> None:
    if not proposal.partings:
        print(t("The records are those that ship."))
    for verdict, heading in tell_headings(proposal, t).items():
        found = [p for p in proposal.partings if p.verdict == verdict]
        print(heading)
        lines = [f"  {p.number}  {tell_parting(p, t)}" for p in found]
        print("\n".join(cap_lines(lines, t, len(lines) if every else MOST_LINES)))
