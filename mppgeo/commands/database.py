"""``db``: make and fill the PostgreSQL database that ``MPPGEO_DATABASE_URL`` names."""

from __future__ import annotations

import argparse
import os
import sys

from mppgeo.base.language import DEFAULT_LANGUAGE, LANGUAGES, Language
from mppgeo.base.paths import data_dir
from mppgeo.dataset import read
from mppgeo.records.schema import RECORDS
from mppgeo.store.choice import DATABASE_URL, open_database
from mppgeo.store.files import FileStore
from mppgeo.store.journal import NOT_VALID, StoreError


def add_parsers(subparsers: argparse._SubParsersAction) -> None:
    """Add the command with its actions to the command line."""
    parser = subparsers.add_parser("db", help=__doc__, description=__doc__)
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    for name, action, summary in (
        ("init", _create, "make the tables; harmless where they are there"),
        ("load", _load, "fill the empty tables with the files under data/"),
        ("status", _tell, "rows by table and the latest change"),
    ):
        one = actions.add_parser(name, help=summary, description=summary)
        one.add_argument("--lang", choices=LANGUAGES, default=DEFAULT_LANGUAGE)
        if name == "load":
            one.add_argument("--who", default="", help="who loads them, for the history")
        one.set_defaults(run=run, action=action)


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
        args.action(open_database(url), args, t)
    except StoreError as error:
        print(t(error.sentence, **error.fields), file=sys.stderr)
        return 1
    return 0


def _create(store, args: argparse.Namespace, t: Language) -> None:
    store.create()
    print(t("The tables are there."))


def _load(store, args: argparse.Namespace, t: Language) -> None:
    files = FileStore(data_dir())
    dataset = read(store=files)
    wrong = sum(fault.file.startswith("records/") for fault in dataset.faults)
    if wrong:
        raise StoreError(NOT_VALID, count=wrong)
    rows = {name: files.read_rows(name) for name in RECORDS}
    layers = {"provinsi": dataset.provinsi, "kabkota": dataset.kabkota}
    for entry in store.load(rows, layers, dataset.names, args.who):
        print(
            f"{entry.change.table}: {t.plural('{count} row', '{count} rows', len(entry.change.rows))}"
        )


def _tell(store, args: argparse.Namespace, t: Language) -> None:
    for name in RECORDS:
        print(f"{name}: {t.plural('{count} row', '{count} rows', len(store.read_rows(name)))}")
    entries = store.list_entries()
    if entries:
        last = entries[-1]
        print(
            f"{last.number}: {last.at.isoformat(timespec='seconds')} {last.change.table} {last.change.who}".rstrip()
        )
