"""``doctor``: what this server has, and what it lacks."""

from __future__ import annotations

import argparse
import os

from mppgeo.base.language import DEFAULT_LANGUAGE, LANGUAGES, Language
from mppgeo.serving.doctor import examine


def add_parsers(subparsers: argparse._SubParsersAction) -> None:
    """Add the command to the command line."""
    summary = "say what this server has, and what it lacks to run the app"
    parser = subparsers.add_parser("doctor", help=summary, description=summary)
    parser.add_argument("--lang", choices=LANGUAGES, default=DEFAULT_LANGUAGE)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print a line for all that was looked at; exit 1 where something does not work."""
    t = Language(args.lang)
    marks = {"ok": t("ok"), "doubt": t("in doubt"), "fault": t("fault")}
    width = max(map(len, marks.values()))
    failed = False
    for finding in examine(os.environ, t):
        failed |= finding.level == "fault"
        print(f"{marks[finding.level].ljust(width)}  {finding.explain(t)}", flush=True)
    return int(failed)
