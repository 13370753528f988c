"""What the command ``brief`` takes for weekly pages, and what does not go together."""

from __future__ import annotations

import argparse
from pathlib import Path

from mppgeo.base.language import Language
from mppgeo.importing.failures import explain_reason
from mppgeo.scene.view import MOST_WEEKS, WEEKS


def add_weekly(parser: argparse.ArgumentParser) -> None:
    """Add what the command ``brief`` takes for weekly pages."""
    parser.add_argument(
        "--weekly", action="store_true",
        help="the page of the seven days up to --as-of (PDF) and its tables (XLSX) instead",
    )  # fmt: skip
    parser.add_argument(
        "--weeks", type=_parse_weeks, help=f"after which a report is late (default: {WEEKS})"
    )
    parser.add_argument(
        "--send", action="store_true",
        help="mail weekly pages to the table recipients; without it, only say what would be sent",
    )  # fmt: skip


def find_misuse(args: argparse.Namespace) -> str:
    """What of the options does not go together; "" = all does."""
    if not args.weekly:
        if args.format is None:
            return "the following arguments are required: --format"
        unfit = [name for name in ("weeks", "send") if getattr(args, name)]
        return f"--{unfit[0]}: only with --weekly" if unfit else ""
    # Loaded here: a deck needs nothing that sets pages.
    from mppgeo.briefing.weekly import FORMS

    if args.format not in (None, *FORMS):
        return f"--format: with --weekly one of {', '.join(FORMS)}"
    unfit = [name for name in ("length", "sections", "template") if getattr(args, name) is not None]
    return f"--{unfit[0]}: not with --weekly" if unfit else ""


def explain_writing(error: OSError, path: Path, t: Language) -> str:
    """Why a file could not be written."""
    return t(
        "{path} could not be written: {reason}. Nothing incomplete was left behind.",
        path=path,
        reason=explain_reason(error, t),
    )


def _parse_weeks(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST_WEEKS:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of weeks, 1 to {MOST_WEEKS}")
    return int(text)
