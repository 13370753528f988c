"""``import`` and ``template``: records from CSV and Excel files as offices write them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from mppgeo.base.language import DEFAULT_LANGUAGE, LANGUAGES, Language, mark
from mppgeo.base.paths import data_dir, find_file
from mppgeo.base.refusal import ImportRefused
from mppgeo.base.writing import write_whole
from mppgeo.commands.choices import gather_choices, make_reader
from mppgeo.content.exports import write_csv
from mppgeo.content.rejects import list_rejects
from mppgeo.country.regions import read_regions
from mppgeo.importing.failures import explain_failure
from mppgeo.importing.guard import plan_guarded
from mppgeo.importing.plan import ImportPlan
from mppgeo.importing.sheets import MAX_BYTES
from mppgeo.importing.telling import (
    MOST_LINES,
    cap_lines,
    tell_counts,
    tell_faults,
    tell_reading,
    tell_row,
    tell_uncertain,
    tell_unused,
)
from mppgeo.importing.template import write_template
from mppgeo.records.schema import RECORDS
from mppgeo.store.choice import open_store
from mppgeo.store.journal import StoreError

GIVEN_TWICE = mark("“{column}” was given twice: {first} and {second}. Give one of them.")
CHOSEN_TWICE = mark("Row {row} was chosen twice: {first} and {second}. Choose one of them.")


def add_parsers(subparsers: argparse._SubParsersAction) -> None:
    """Add the two commands to the command line."""
    summary = "add or change records from a CSV or Excel file, as a whole or not at all"
    parser = subparsers.add_parser("import", help=summary, description=summary)
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--table", help="name of the table (default: told from the titles)")
    parser.add_argument("--sheet", help="name of the sheet (default: the one with such titles)")
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would change; save nothing"
    )
    parser.add_argument(
        "--choose", type=make_reader("ROW", r"\d{2}(?:\.\d{2})?"), action="append", default=[], metavar="ROW=KODE",
        help="the area of a row that is in question, such as 12=35.10; may be repeated",
    )  # fmt: skip
    parser.add_argument(
        "--set", type=parse_setting, action="append", default=[], metavar="COLUMN=VALUE", dest="given",
        help="a value for every row, where the file has no such column or leaves it empty, such as"
        " jenis_tanggal=peresmian; may be repeated",
    )  # fmt: skip
    parser.add_argument(
        "--part", action="store_true",
        help="save the good rows though others are rejected or in question; the history says so",
    )  # fmt: skip
    parser.add_argument(
        "--rejects", type=Path, metavar="CSV",
        help="write the rejected rows to a file, with a column of reasons",
    )  # fmt: skip
    parser.add_argument(
        "--all", action="store_true", help="list every row, not only the first ones"
    )
    parser.add_argument("--who", default="", metavar="NAME", help="who imports it, for the history")
    parser.add_argument("--lang", choices=LANGUAGES, default=DEFAULT_LANGUAGE)
    parser.set_defaults(run=run_import)

    summary = "write an Excel file to fill in and import"
    parser = subparsers.add_parser("template", help=summary, description=summary)
    parser.add_argument("--table", choices=RECORDS, required=True)
    parser.add_argument("--out", type=Path, required=True, metavar="XLSX")
    parser.add_argument("--lang", choices=LANGUAGES, default=DEFAULT_LANGUAGE)
    parser.set_defaults(run=run_template)


def run_import(args: argparse.Namespace) -> int:
    """Say what the file holds and save it; exit 1 where nothing could be saved, or only a part."""
    t = Language(args.lang)
    try:
        store = open_store(data_dir())
        regions, _ = read_regions(find_file(data_dir(), "regions.csv"))
        plan = plan_guarded(
            _read_bytes(args.file),
            source=args.file.name,
            store=store,
            regions=regions,
            table=args.table,
            sheet=args.sheet,
            choices=gather_choices(args.choose, CHOSEN_TWICE),
            given=_gather_settings(args.given),
            who=args.who,
        )
        most = sys.maxsize if args.all else MOST_LINES
        _tell(plan, t, most)
        if args.rejects and plan.left:
            write_whole(args.rejects, write_csv(list_rejects(plan, t)))
        changes = plan.changes or (plan.part if args.part else [])
        if not plan.ready:
            _refuse(plan, t, most)
            if not changes:
                print(
                    t("Nothing was saved: a file is taken as a whole or not at all."),
                    file=sys.stderr,
                )
                return 1
        if not changes:
            print(t("Everything is in the records already; nothing was saved."))
        elif args.dry_run:
            print(t("Nothing was saved, as this was a trial."))
        else:
            [entry] = store.save(changes)
            print(t("Saved as entry {number} of the history.", number=entry.number))
    except (ImportRefused, StoreError, OSError) as error:
        print(explain_failure(error, t), file=sys.stderr)
        return 1
    return 0 if plan.ready else 1


def parse_setting(text: str) -> tuple[str, str]:
    """``jenis_tanggal=peresmian`` as column and value; for argparse."""
    column, sign, value = text.partition("=")
    if not sign or not column.strip() or not value.strip():
        raise argparse.ArgumentTypeError(
            f"{text!r} gives no value; write COLUMN=VALUE, such as jenis_tanggal=peresmian"
        )
    return column.strip(), value.strip()


def _gather_settings(given: Sequence[tuple[str, str]]) -> dict[str, str]:
    gathered: dict[str, str] = {}
    for column, value in given:
        if gathered.setdefault(column, value) != value:
            raise ImportRefused(GIVEN_TWICE, column=column, first=gathered[column], second=value)
    return gathered


def run_template(args: argparse.Namespace) -> int:
    """Write the template; say where."""
    t = Language(args.lang)
    try:
        write_whole(args.out, write_template(args.table, t))
    except OSError as error:
        print(explain_failure(error, t), file=sys.stderr)
        return 1
    print(args.out)
    return 0


def _read_bytes(path: Path) -> bytes:
    """The file, or so much of it that its size is seen to be too large."""
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _tell(plan: ImportPlan, t: Language, most: int) -> None:
    for line in tell_reading(plan, t):
        print(line)
    for title, rows in ((t("Changed:"), plan.changed), (t("Added:"), plan.added)):
        if rows:
            print(title)
        for line in cap_lines([tell_row(row, t) for row in rows], t, most):
            print("  " + line)
    if plan.remarks:
        print(t("Please check:"))
    for line in tell_faults(plan.remarks, t, most):
        print("  " + line)
    print(tell_counts(plan, t))
    if unused := tell_unused(plan, t):
        print(unused)


def _refuse(plan: ImportPlan, t: Language, most: int) -> None:
    """Everything that stands against saving the whole, on standard error."""
    if plan.rejected:
        print(t("Rejected:"), file=sys.stderr)
    for line in tell_faults(plan.rejected, t, most):
        print("  " + line, file=sys.stderr)
    if plan.uncertain:
        print(t("Which area is meant? Choose with --choose ROW=KODE:"), file=sys.stderr)
    for line in cap_lines([tell_uncertain(area, t) for area in plan.uncertain], t, most):
        print("  " + line, file=sys.stderr)
