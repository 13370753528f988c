"""``boundaries``: official boundaries installed, listed, put to use and removed."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from mppgeo.base.language import DEFAULT_LANGUAGE, LANGUAGES, UNKNOWN, Language, mark
from mppgeo.base.paths import data_dir
from mppgeo.base.refusal import ImportRefused
from mppgeo.boundaries.sets import (
    BoundarySet,
    asdict_plain,
    find_active,
    find_boundaries,
    list_names,
    list_sets,
    read_set,
    remove_set,
    use_set,
)
from mppgeo.commands.choices import gather_choices, make_reader
from mppgeo.importing.failures import explain_failure
from mppgeo.store.choice import DATABASE_URL, open_database
from mppgeo.store.journal import StoreError

BUSY = mark("The sets of boundaries are being changed by another process. Try again.")
CHOSEN_TWICE = mark("Feature {row} was chosen twice: {first} and {second}. Choose one of them.")


def add_parsers(subparsers: argparse._SubParsersAction) -> None:
    """Add the command and its sub-commands to the command line."""
    summary = "install official boundaries, list, use and remove sets of them"
    parser = subparsers.add_parser("boundaries", help=summary, description=summary)
    inner = parser.add_subparsers(required=True, metavar="ACTION")
    _add_import(inner)
    for name, summary, run in (
        ("list", "list the sets and say which one is in use", run_list),
        ("use", "choose the set that the pages show, without a restart", run_use),
        ("remove", "remove a set that is not in use", run_remove),
    ):
        action = inner.add_parser(name, help=summary, description=summary)
        if name == "list":
            action.add_argument("--format", choices=("table", "json"), default="table")
        else:
            action.add_argument("name", metavar="NAME")
        action.add_argument("--lang", choices=LANGUAGES, default=DEFAULT_LANGUAGE)
        action.set_defaults(run=run)


def _add_import(inner: argparse._SubParsersAction) -> None:
    summary = "install a boundary file as a set, as a whole or not at all"
    parser = inner.add_parser("import", help=summary, description=summary)
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--level", choices=("kabkota", "kecamatan"), default="kabkota")
    parser.add_argument(
        "--layer", metavar="NAME", action="append", default=[], dest="layers",
        help="where the file has several; may be repeated, they are then joined",
    )  # fmt: skip
    parser.add_argument(
        "--all-layers", action="store_true", help="join all layers that have such columns"
    )
    parser.add_argument("--code-field", metavar="F", help="column of the codes")
    parser.add_argument("--name-field", metavar="F", help="column of the names")
    parser.add_argument("--province-field", metavar="F", help="column of the province names")
    parser.add_argument("--crs", help="coordinate reference system, where the file's is wrong")
    parser.add_argument("--swap-axes", action="store_true", help="latitude stands first")
    parser.add_argument(
        "--choose", type=make_reader("FEATURE", r"\d{2}(?:\.\d{2}){1,2}"), action="append", default=[], metavar="FEATURE=KODE",
        help="the area of a feature that is in question, such as 12=35.10; may be repeated",
    )  # fmt: skip
    parser.add_argument("--name", default="", help="of the set (default: from the file's name)")
    parser.add_argument("--source", default="", help="who published the boundaries")
    parser.add_argument("--licence", default="", help="under which licence")
    parser.add_argument("--date", default="", help="of the boundaries: 2024, 2024-05, 2024-05-31")
    parser.add_argument(
        "--allow-missing", action="store_true",
        help="areas that the file lacks keep the derived polygon",
    )  # fmt: skip
    parser.add_argument("--use", action="store_true", help="put the set to use at once")
    parser.add_argument("--dry-run", action="store_true", help="only say what would be installed")
    parser.add_argument("--max-mb", type=parse_count, default=500, help="default: 500")
    parser.add_argument(
        "--max-vertices", type=parse_count, default=20_000_000, help="default: 20000000"
    )
    parser.add_argument("--lang", choices=LANGUAGES, default=DEFAULT_LANGUAGE)
    parser.set_defaults(run=run_import)


def run_import(args: argparse.Namespace) -> int:
    """Say what the file holds and install it; exit 1 where that cannot be."""
    # GDAL and all that is needed for geometry take a second to load; the other actions need none.
    from mppgeo.boundaries.importing.install import install
    from mppgeo.boundaries.importing.limits import Limits
    from mppgeo.boundaries.importing.plan import Request, plan_import
    from mppgeo.boundaries.importing.report import tell_plan
    from mppgeo.boundaries.importing.surroundings import read_surroundings

    t = Language(args.lang)
    boundaries = find_boundaries(data_dir())
    try:
        request = Request(
            path=args.file, level=args.level, layers=tuple(args.layers),
            all_layers=args.all_layers, code_field=args.code_field,
            name_field=args.name_field, province_field=args.province_field, crs=args.crs,
            swap_axes=args.swap_axes, name=args.name, source=args.source, licence=args.licence,
            date=args.date, allow_missing=args.allow_missing,
            limits=Limits(args.max_mb, args.max_vertices), choices=gather_choices(args.choose, CHOSEN_TWICE),
        )  # fmt: skip
        plan = plan_import(request, read_surroundings(data_dir()))
        for line in tell_plan(plan, t):
            print(line)
        if not plan.ready:
            return _refuse(plan.missing and not plan.allowed, t)
        if args.dry_run:
            print(t("Nothing was installed, as this was a trial."))
            return 0
        installed = install(plan, boundaries)
        print(t("Installed as “{name}”.", name=installed.name))
        for line in _tell_unknown(installed, t):
            print(line)
        if args.use:
            use_set(boundaries, installed.name)
            print(t("“{name}” is in use now.", name=installed.name))
            return _refresh_outlines(t)
        elif find_active(boundaries)[0].name != installed.name:
            command = f"python -m mppgeo boundaries use {installed.name}"
            print(t("It is not in use yet: {command}", command=command))
    except (ImportRefused, OSError) as error:
        return _fail(error, t)
    return 0


def run_list(args: argparse.Namespace) -> int:
    """Print the sets."""
    t = Language(args.lang)
    boundaries = find_boundaries(data_dir())
    active, fault = find_active(boundaries)
    sets = list_sets(boundaries)
    if args.format == "json":
        rows = [
            {**asdict_plain(s), "counts": dict(s.counts), "active": s.name == active.name}
            for s in sets
        ]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        _print_sets(sets, active.name, t)
        for name in list_names(boundaries):
            if read_set(boundaries, name) is None:
                print(t("“{name}” is damaged. Remove it and import it again.", name=name))
    if fault:
        print(fault.describe(t), file=sys.stderr)
    return 0


def run_use(args: argparse.Namespace) -> int:
    """Put a set to use."""
    t = Language(args.lang)
    try:
        used = use_set(find_boundaries(data_dir()), args.name)
    except (ImportRefused, OSError) as error:
        return _fail(error, t)
    print(t("“{name}” is in use now.", name=used.name))
    return _refresh_outlines(t)


def _refresh_outlines(t: Language) -> int:
    """Give the database the outlines of the set in use, where there is a database."""
    url = os.environ.get(DATABASE_URL, "").strip()
    if not url:
        return 0
    from mppgeo.commands.outlines import gather_outlines
    from mppgeo.dataset import read

    try:
        open_database(url).refresh_outlines(*gather_outlines(read()))
    except StoreError as error:
        print(t(error.sentence, **error.fields), file=sys.stderr)
        told = t("The outlines in the database are those of before; run “python -m mppgeo db upgrade” to bring them up to date.")  # fmt: skip
        print(told, file=sys.stderr)
        return 1
    print(t("The outlines in the database are those of this set."))
    return 0


def run_remove(args: argparse.Namespace) -> int:
    """Remove a set."""
    t = Language(args.lang)
    try:
        remove_set(find_boundaries(data_dir()), args.name)
    except (ImportRefused, OSError) as error:
        return _fail(error, t)
    print(t("“{name}” is removed.", name=args.name))
    return 0


def parse_count(text: str) -> int:
    """A number, 1 or more; for argparse."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number; write 1 or more")
    return int(text)


def _refuse(missing: bool, t: Language) -> int:
    print(t("Nothing was installed."), file=sys.stderr)
    if missing:
        told = t("Areas are missing. Choose for features in question with --choose FEATURE=KODE, or let the missing areas keep the derived polygon with --allow-missing.")  # fmt: skip
        print(told, file=sys.stderr)
    return 1


def _fail(error: Exception, t: Language) -> int:
    busy = isinstance(error, TimeoutError)
    print(t(BUSY) if busy else explain_failure(error, t), file=sys.stderr)
    return 1


def _tell_unknown(installed: BoundarySet, t: Language) -> list[str]:
    """What the record of a set leaves open, as the pages then do."""
    unknown = [
        option
        for option, value in (
            ("--source", installed.source),
            ("--licence", installed.licence),
            ("--date", installed.date),
        )
        if not value
    ]
    if not unknown:
        return []
    return [t("Recorded as unknown, as it was not said: {options}", options=t.listing(unknown))]


def _print_sets(sets: Sequence[BoundarySet], active: str, t: Language) -> None:
    titles = ("", t("Set"), t("Source"), t("Date"), t("Licence"), t("Levels"), t("Kept derived"))
    lines = [titles]
    for found in sets:
        own = t("made by the project") if found.is_derived else found.source or UNKNOWN
        lines.append(
            (
                "*" if found.name == active else "",
                found.name,
                own,
                found.date or UNKNOWN,
                found.licence or UNKNOWN,
                ", ".join(found.levels),
                t.number(len(found.kept_derived)) if found.kept_derived else UNKNOWN,
            )
        )
    widths = [max(len(line[place]) for line in lines) for place in range(len(titles))]
    for line in lines:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        print("  ".join(cells).rstrip())
