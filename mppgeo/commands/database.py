"""``db``: make, fill, upgrade and write out the PostgreSQL database that ``MPPGEO_DATABASE_URL`` names."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
from pathlib import Path

from mppgeo.base.language import DEFAULT_LANGUAGE, LANGUAGES, Language
from mppgeo.base.paths import data_dir
from mppgeo.commands.outlines import gather_outlines
from mppgeo.dataset import read
from mppgeo.importing.failures import explain_failure
from mppgeo.records.schema import RECORDS
from mppgeo.store.choice import DATABASE_URL, open_database, open_files
from mppgeo.store.differences import Difference
from mppgeo.store.files import FileStore
from mppgeo.store.journal import NOT_VALID, StoreError


def add_parsers(subparsers: argparse._SubParsersAction) -> None:
    """Add the command with its actions to the command line."""
    parser = subparsers.add_parser("db", help=__doc__, description=__doc__)
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    for name, action, summary in (
        ("init", _create, "make the tables; harmless where they are there"),
        ("load", _load, "fill the empty tables with files and their history"),
        ("dump", _dump, "write records and history as the same files, as of one moment"),
        ("upgrade", _upgrade, "bring the tables to this version, a backup first"),
        ("status", _tell, "rows by table, the latest change, and what differs from this version"),
    ):
        one = actions.add_parser(name, help=summary, description=summary)
        one.add_argument("--lang", choices=LANGUAGES, default=DEFAULT_LANGUAGE)
        if name == "load":
            one.add_argument("folder", type=Path, nargs="?", help="default: the data folder")
            one.add_argument("--who", default="", help="who loads them, for the history")
        if name == "dump":
            one.add_argument("folder", type=Path, metavar="FOLDER", help="a new folder")
        if name == "upgrade":
            _add_upgrade_options(one)
        one.set_defaults(run=run, action=action)


def _add_upgrade_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--dry-run", action="store_true", help="try it, show the SQL and take it back"
    )
    backup = parser.add_mutually_exclusive_group()
    backup.add_argument(
        "--backup", type=Path, metavar="FOLDER",
        help="a new folder for records and history as they are (default: mppgeo-backup-TIME here)",
    )  # fmt: skip
    backup.add_argument("--no-backup", action="store_true", help="there is one already")


def run(args: argparse.Namespace) -> int:
    """Do the action; what cannot be done is one sentence on standard error."""
    t = Language(args.lang)
    url = os.environ.get(DATABASE_URL, "").strip()
    if not url:
        said = t(
            "{name} is not set; write it as postgresql+psycopg://user:password@host/name",
            name=DATABASE_URL,
        )
        print(said, file=sys.stderr)
        return 1
    try:
        return args.action(open_database(url), args, t)
    except (StoreError, OSError) as error:
        print(explain_failure(error, t), file=sys.stderr)
        return 1


def _create(store, args: argparse.Namespace, t: Language) -> int:
    store.create()
    print(t("The tables are there."))
    _tell_differences(store, t)
    return 0


def _load(store, args: argparse.Namespace, t: Language) -> int:
    files = FileStore(args.folder) if args.folder else open_files(data_dir())
    dataset = read(store=files)
    wrong = sum(fault.file.startswith("records/") for fault in dataset.faults)
    if wrong:
        raise StoreError(NOT_VALID, count=wrong)
    rows = {name: files.read_rows(name) for name in RECORDS}
    loaded = store.load(rows, files.read_history(), args.who, files.folder.name, files.read_base())
    store.refresh_outlines(*gather_outlines(dataset))
    for name, count in loaded.items():
        print(f"{name}: {t.plural('{count} row', '{count} rows', count)}")
    return 0


def _dump(store, args: argparse.Namespace, t: Language) -> int:
    from mppgeo.store.dumping import write_contents

    contents = store.read_all()
    write_contents(contents, args.folder)
    for name, (_, rows) in contents.tables.items():
        print(f"{name}: {t.plural('{count} row', '{count} rows', len(rows))}")
    count = len(contents.history)
    print(t.plural("{count} entry of the history", "{count} entries of the history", count))
    return 0


def _upgrade(store, args: argparse.Namespace, t: Language) -> int:
    plan = store.upgrade(dry_run=True)
    if plan.taken_for:
        print(t("The tables have no version yet; they are those of version {found}.", found=plan.taken_for))  # fmt: skip
    for step in plan.steps:
        print(f"{step.number}: {step.title}")
    if args.dry_run:
        for statement in plan.statements:
            print(f"{statement};")
        print(t("Nothing was changed, as this was a trial."))
        return 0
    if (plan.steps or plan.taken_for) and plan.begun and not args.no_backup:
        _back_up(store, args.backup or Path(f"mppgeo-backup-{dt.datetime.now():%Y%m%d-%H%M%S}"), t)
    store.upgrade()
    store.refresh_outlines(*gather_outlines(read()))
    print(t("The tables are of version {found} now.", found=plan.expected))
    return 0


def _back_up(store, folder: Path, t: Language) -> None:
    from mppgeo.store.dumping import write_contents

    write_contents(store.read_all(as_stored=True), folder)
    print(t("Records and history as they were: {folder}", folder=folder))


def _tell(store, args: argparse.Namespace, t: Language) -> int:
    for name in RECORDS:
        print(f"{name}: {t.plural('{count} row', '{count} rows', len(store.read_rows(name)))}")
    entries = store.list_entries(1)
    if entries:
        last = entries[-1]
        print(
            f"{last.number}: {last.at.isoformat(timespec='seconds')} {last.change.table} {last.change.who}".rstrip()
        )
    differences = _tell_differences(store, t)
    if not differences:
        print(t("The tables are those of this version."))
    return int(any(difference.hinders for difference in differences))


def _tell_differences(store, t: Language) -> list[Difference]:
    differences = store.find_differences()
    for difference in differences:
        print(difference.describe(t), file=sys.stderr)
    return differences
