"""What the commands that print figures of a day share: options, refusals, printing."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections.abc import Collection

import pandas as pd

from mppgeo.base.clock import Known, today
from mppgeo.base.language import DEFAULT_LANGUAGE, LANGUAGES, UNKNOWN, Language
from mppgeo.content.sentences import find_beyond, tell_known
from mppgeo.country.regions import select_provinsi
from mppgeo.coverage import DEFAULT_DENOMINATOR, DENOMINATORS, find_parents
from mppgeo.dataset import Dataset
from mppgeo.importing.places import Places
from mppgeo.openings import find_known_until

_CLOCK = ["as_of", "known_until"]


def add_options(parser: argparse.ArgumentParser, *, denominator: bool = True) -> None:
    """Add day, province, format, language and, unless people alone count, denominator."""
    parser.add_argument(
        "--as-of",
        type=parse_day,
        help="year-month-day (default: today); not later than the records are known for",
    )
    parser.add_argument("--provinsi", help="one province by kode or name, such as 35 or Jatim")
    if denominator:
        parser.add_argument(
            "--denominator", type=int, choices=DENOMINATORS, default=DEFAULT_DENOMINATOR
        )
    parser.add_argument("--format", choices=("table", "csv", "json"), default="table")
    parser.add_argument("--lang", choices=LANGUAGES, default=DEFAULT_LANGUAGE)


def parse_day(text: str) -> dt.date:
    """A day as ``2024-12-12``; for argparse."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a date; write year-month-day, such as 2024-12-12"
        ) from None


def tell_faults(dataset: Dataset, t: Language) -> None:
    """Say on standard error that data were left out."""
    if not dataset.faults:
        return
    told = t.plural(
        "{count} fault in the data; run “python -m mppgeo check”",
        "{count} faults in the data; run “python -m mppgeo check”",
        len(dataset.faults),
    )
    print(told, file=sys.stderr)


def choose_provinsi(
    written: str | None, dataset: Dataset, as_of: dt.date, t: Language
) -> tuple[str | None, str]:
    """The kode of the province that was asked for by kode or by name, as people write it; or why
    there is nothing to say of it on a day.

    Returns
    -------
    kode, None = all of the country; and the reason, "" = none.
    """
    if not written:
        return None, ""
    kode = Places(select_provinsi(dataset.regions)).find_provinsi(written)
    if kode is None:
        return None, t("{value}: no province has this code or name", value=written)
    parent = find_parents(dataset, as_of).get(kode)
    if parent:
        return None, t(
            "{value}: this province was set up later; on {date} it was part of {parent}",
            value=kode, date=t.date(as_of), parent=dataset.names.get(parent, parent),
        )  # fmt: skip
    return kode, ""


def print_csv(frame: pd.DataFrame, flags: Collection[str] = ()) -> None:
    """Print rows as CSV; the columns ``flags`` as true and false."""
    told = {c: frame[c].map({True: "true", False: "false"}) for c in frame if c in flags}
    frame.assign(**told).to_csv(sys.stdout, index=False, lineterminator="\n")


def print_json(frame: pd.DataFrame, *, single: bool = False) -> None:
    """Print rows as a list of objects, or the only row as one object; unknown = null."""
    plain = frame.astype(object).where(frame.notna(), None)
    rows = [{key: _plain(value) for key, value in row.items()} for row in plain.to_dict("records")]
    print(json.dumps(rows[0] if single else rows, ensure_ascii=False, indent=2))


def print_table(frame: pd.DataFrame, t: Language, *, texts: Collection[str] = ()) -> None:
    """Print rows in columns, numbers to the right but for those of ``texts``."""
    numeric = {c for c in frame if pd.api.types.is_numeric_dtype(frame[c])} - set(texts)
    rows = [{c: _show(row[c], t) for c in frame} for row in frame.to_dict("records")]
    rows = [{c: c for c in frame}, *rows]
    widths = {c: max(len(row[c]) for row in rows) for c in frame}
    for row in rows:
        cells = [
            row[c].rjust(widths[c]) if c in numeric else row[c].ljust(widths[c]) for c in frame
        ]
        print("  ".join(cells).rstrip())


def find_known(args: argparse.Namespace, dataset: Dataset) -> Known:
    """The day asked for, and the one up to which the list of openings is known."""
    day = today()
    return Known(args.as_of or day, find_known_until(dataset), day)


def add_clock(frame: pd.DataFrame, known: Known) -> pd.DataFrame:
    """The rows with the day of their figures and the last day known, as texts."""
    until = known.until and known.until.isoformat()
    return frame.assign(as_of=known.day.isoformat(), known_until=until)


def tell_clock(known: Known, asked: dt.date | None, t: Language) -> str:
    """Of which day figures are; with what is to be said where a later one was asked for."""
    beyond = find_beyond(asked, known)
    told = tell_known(known, t)
    said = [told[0].upper() + told[1:] + ".", *([beyond.explain(t)] if beyond else [])]
    return " ".join(said)


def write_figures(
    frame: pd.DataFrame, args: argparse.Namespace, known: Known, asked: dt.date | None, t: Language
) -> None:
    """Print rows in the format of ``args.format``; of the nation (``args.by``) there is one.

    Parameters
    ----------
    known : the day of the figures; told with them.
    asked : the day chosen; None = none was.
    """
    frame, single = add_clock(frame, known), args.by == "nasional"
    if single:
        frame = frame[[*_CLOCK, *frame.columns.drop(_CLOCK)]]
    told = tell_clock(known, asked, t)
    shares = {c: frame[c].astype(float) for c in frame if c.endswith("_pct")}
    if args.format == "table":
        shown = frame.assign(**shares)
        print_table(shown if single else shown.drop(columns=_CLOCK), t)
        print("\n" + told)
        return
    if known.is_latest:
        print(told, file=sys.stderr)
    frame = frame.assign(**{c: values.round(2) for c, values in shares.items()})
    if args.format == "csv":
        print_csv(frame, flags=["has_mpp"])
    else:
        print_json(frame, single=single)


def _plain(value: object) -> object:
    return value.item() if hasattr(value, "item") else value


def _show(value: object, t: Language) -> str:
    if value is None or value is pd.NA or value != value:
        return UNKNOWN
    if isinstance(value, bool):
        return t("yes") if value else t("no")
    if isinstance(value, float):
        return t.number(value, 1)
    if isinstance(value, int):
        return t.number(value)
    return str(value)
