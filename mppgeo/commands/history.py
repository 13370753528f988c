"""``history``, ``undo``, ``restore``: what was changed in the records, and how to go back."""

from __future__ import annotations

import argparse
import json
import sys

from mppgeo.base.clock import JAKARTA_TIME
from mppgeo.base.language import DEFAULT_LANGUAGE, LANGUAGES, UNKNOWN, Language, mark
from mppgeo.base.paths import data_dir
from mppgeo.importing.failures import explain_failure
from mppgeo.importing.telling import tell_differences
from mppgeo.records.schema import RECORDS
from mppgeo.store.choice import open_store
from mppgeo.store.journal import (
    Entry,
    RowChange,
    StoreError,
    find_entry,
    name_kind,
)

PUT_ASIDE = mark(
    "{table}: its file could not be used any more. It was put aside as {file}, and the table was"
    " made anew as its last change had left it."
)


def add_parsers(subparsers: argparse._SubParsersAction) -> None:
    """Add the commands to the command line."""
    summary = "list the changes of the records, the latest first, or show one"
    parser = subparsers.add_parser("history", help=summary, description=summary)
    parser.add_argument("number", type=int, nargs="?", help="show the rows of this entry")
    parser.add_argument("--table", choices=RECORDS)
    parser.add_argument("--limit", type=parse_limit, default=20, help="entries (default: 20)")
    parser.add_argument("--format", choices=("table", "json"), default="table")
    parser.add_argument("--lang", choices=LANGUAGES, default=DEFAULT_LANGUAGE)
    parser.set_defaults(run=run_history)

    summary = "undo one entry of the history, if its rows are unchanged since"
    parser = subparsers.add_parser("undo", help=summary, description=summary)
    parser.add_argument("number", type=int)
    parser.add_argument("--who", default="", metavar="NAME", help="who does it, for the history")
    parser.add_argument("--lang", choices=LANGUAGES, default=DEFAULT_LANGUAGE)
    parser.set_defaults(run=run_undo)

    summary = "bring the records back to before an entry of the history"
    parser = subparsers.add_parser("restore", help=summary, description=summary)
    parser.add_argument("number", type=int)
    parser.add_argument("--who", default="", metavar="NAME", help="who does it, for the history")
    parser.add_argument("--lang", choices=LANGUAGES, default=DEFAULT_LANGUAGE)
    parser.set_defaults(run=run_restore)


def run_history(args: argparse.Namespace) -> int:
    """Print the entries, or the rows of one."""
    t = Language(args.lang)
    try:
        entries = open_store(data_dir()).list_entries()
        if args.number is not None:
            _show_entry(find_entry(entries, args.number), args.format, t)
            return 0
    except (StoreError, OSError) as error:
        print(explain_failure(error, t), file=sys.stderr)
        return 1
    entries = [e for e in entries if args.table in (None, e.change.table)]
    _list_entries(entries[::-1][: args.limit], args.format, t)
    return 0


def run_undo(args: argparse.Namespace) -> int:
    """Undo one entry, and show the rows that this changed."""
    t = Language(args.lang)
    try:
        made = open_store(data_dir()).undo(args.number, args.who)
    except (StoreError, OSError) as error:
        print(explain_failure(error, t), file=sys.stderr)
        return 1
    for entry in made:
        print(
            t(
                "Entry {undone} is undone; {counts}. Saved as entry {number}.",
                undone=entry.change.source.removeprefix("#"),
                counts=_tell_counts(entry, t), number=entry.number,
            )
        )  # fmt: skip
        for row in entry.change.rows:
            print(_tell_row(row, entry.change.table, t))
    return 0


def run_restore(args: argparse.Namespace) -> int:
    """Go back, and say what that changed."""
    t = Language(args.lang)
    try:
        made = open_store(data_dir()).restore(args.number, args.who)
    except (StoreError, OSError) as error:
        print(explain_failure(error, t), file=sys.stderr)
        return 1
    if not made:
        print(t("The records are as they were before entry {number}; nothing was changed.", number=args.number))  # fmt: skip
    for entry in made:
        print(
            t(
                "{table}: back to before entry {before}; {counts}. Saved as entry {number}.",
                table=entry.change.table, before=args.number,
                counts=_tell_counts(entry, t), number=entry.number,
            )
        )  # fmt: skip
        if entry.change.source:
            print(t(PUT_ASIDE, table=entry.change.table, file=entry.change.source))
    return 0


def parse_limit(text: str) -> int:
    """A number of entries, 1 or more; for argparse."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of entries; write 1 or more")
    return int(text)


def _list_entries(entries: list[Entry], form: str, t: Language) -> None:
    if form == "json":
        print(json.dumps([_to_dict(entry) for entry in entries], ensure_ascii=False, indent=2))
        return
    if not entries:
        print(t("There are no changes yet."))
        return
    titles = (t("No."), t("Time (WIB)"), t("Table"), t("Who"), t("Kind of change"), t("File"), t("Rows"))  # fmt: skip
    lines = [titles, *(_to_cells(entry, t) for entry in entries)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(titles))]
    for line in lines:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        print("  ".join(cells).rstrip())


def _to_cells(entry: Entry, t: Language) -> tuple[str, ...]:
    change = entry.change
    kind = name_kind(change.kind, t)
    return (
        str(entry.number), _tell_time(entry), change.table, change.who or UNKNOWN, kind,
        change.source or UNKNOWN, _tell_counts(entry, t),
    )  # fmt: skip


def _tell_time(entry: Entry) -> str:
    return entry.at.astimezone(JAKARTA_TIME).strftime("%Y-%m-%d %H:%M:%S")


def _tell_counts(entry: Entry, t: Language) -> str:
    added, changed, removed = entry.counts
    return ", ".join(
        (
            t.plural("{count} added", "{count} added", added),
            t.plural("{count} changed", "{count} changed", changed),
            t.plural("{count} removed", "{count} removed", removed),
        )
    )


def _to_dict(entry: Entry) -> dict[str, object]:
    added, changed, removed = entry.counts
    return {
        "number": entry.number,
        "time": entry.at.astimezone(JAKARTA_TIME).isoformat(timespec="seconds"),
        "table": entry.change.table,
        "who": entry.change.who,
        "kind": entry.change.kind,
        "file": entry.change.source,
        "added": added,
        "changed": changed,
        "removed": removed,
    }


def _show_entry(entry: Entry, form: str, t: Language) -> None:
    rows = entry.change.rows
    if form == "json":
        shown = [{"before": row.before, "after": row.after} for row in rows]
        print(json.dumps({**_to_dict(entry), "rows": shown}, ensure_ascii=False, indent=2))
        return
    print("  ".join(_to_cells(entry, t)))
    for row in rows:
        print(_tell_row(row, entry.change.table, t))


def _tell_row(row: RowChange, table: str, t: Language) -> str:
    before, after = row.before or {}, row.after or {}
    # The table of an entry may be one of another version.
    columns = RECORDS[table].KEY if table in RECORDS else list(after or before)[:2]
    key = ", ".join(filter(None, ((after or before).get(n) for n in columns)))
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    if row.before is None:
        told = t("added")
    elif row.after is None:
        told = t("removed")
        names = [name for name in names if before.get(name)]
    else:
        told = t("changed")
    differences = {name: (before.get(name, ""), after.get(name, "")) for name in names}
    return f"  {told}, {key}: " + tell_differences(differences, t, only_new=row.before is None)
