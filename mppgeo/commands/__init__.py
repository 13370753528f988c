"""The command line: ``python -m mppgeo COMMAND``, one module per command."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from mppgeo.commands import build, check, coverage, reconcile


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code (0 = fine, 1 = a fault, 2 = bad usage)."""
    parser = argparse.ArgumentParser(prog="python -m mppgeo", description=__doc__)
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    for module in (coverage, check, reconcile, build):
        module.add_parsers(subparsers)
    args = parser.parse_args(argv)
    try:
        return args.run(args)
    except BrokenPipeError:
        # The reader (head, less) went away; what was written is all it wanted.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
