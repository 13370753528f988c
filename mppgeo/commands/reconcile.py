"""``reconcile``: our totals beside the official ones."""

from __future__ import annotations

import argparse
import csv
import json
import sys

from mppgeo.base.language import DEFAULT_LANGUAGE, LANGUAGES, Language
from mppgeo.content.explanations import explain
from mppgeo.content.provenance import refuse_unreadable
from mppgeo.dataset import Dataset, read
from mppgeo.growth.reconciliation import Comparison, reconcile

_NEEDED = ("mpp", "official_totals", "province_statements", "stage_events", "province_history")


def add_parsers(subparsers: argparse._SubParsersAction) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser("reconcile", help=__doc__, description=__doc__)
    parser.add_argument("--format", choices=("table", "csv", "json"), default="table")
    parser.add_argument("--lang", choices=LANGUAGES, default=DEFAULT_LANGUAGE)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print a row per official total."""
    t = Language(args.lang)
    dataset = read()
    refusal = refuse_unreadable(_NEEDED, dataset, t)
    if refusal:
        print(refusal, file=sys.stderr)
        return 1
    rows = [_to_row(dataset, comparison, t) for comparison in reconcile(dataset)]
    if args.format == "json":
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    elif args.format == "csv":
        writer = csv.DictWriter(sys.stdout, list(rows[0]) if rows else [], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    else:
        for row in rows:
            print(
                f"{row['date']:<10}  {row['quoted']:>4}  {row['ours']:>4}  {row['difference']:>+4}"
            )
            if row["difference"]:
                print(f"            {row['explanation']}")
    return 0


def _to_row(dataset: Dataset, comparison: Comparison, t: Language) -> dict[str, object]:
    return {
        "date": comparison.date,
        "quoted": comparison.quoted,
        "ours": comparison.ours,
        "difference": comparison.difference,
        "opened_that_day": comparison.opened,
        "ours_before_openings": comparison.before,
        "said_by": comparison.said_by,
        "source": " | ".join(comparison.source),
        "explanation": explain(dataset, comparison, t),
        "reasons": " | ".join(reason.describe(t) for reason in comparison.reasons),
    }
