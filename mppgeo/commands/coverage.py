"""``coverage``: the figures of a day, for the nation, provinces or kabkota."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys

import pandas as pd

from mppgeo.clock import today
from mppgeo.coverage import DEFAULT_DENOMINATOR, DENOMINATORS, Snapshot, find_parents, take_snapshot
from mppgeo.dataset import Dataset, load
from mppgeo.language import DEFAULT_LANGUAGE, LANGUAGES, Language
from mppgeo.regions import select_provinsi


def add_parsers(subparsers: argparse._SubParsersAction) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser("coverage", help=__doc__, description=__doc__)
    parser.add_argument(
        "--as-of", type=parse_day, default=today(), help="year-month-day (default: today)"
    )
    parser.add_argument("--by", choices=("nasional", "provinsi", "kabkota"), default="nasional")
    parser.add_argument("--provinsi", help="kode of one province, such as 35")
    parser.add_argument(
        "--denominator", type=int, choices=DENOMINATORS, default=DEFAULT_DENOMINATOR
    )
    parser.add_argument("--format", choices=("table", "csv", "json"), default="table")
    parser.add_argument("--lang", choices=LANGUAGES, default=DEFAULT_LANGUAGE)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the figures; what the data check left out is told on standard error."""
    t = Language(args.lang)
    dataset = load()
    tell_faults(dataset, t)
    refusal = refuse_provinsi(args.provinsi, dataset, args.as_of, t)
    if refusal:
        print(refusal, file=sys.stderr)
        return 1
    snapshot = take_snapshot(dataset, args.as_of, args.denominator)
    frame = {"nasional": _nasional, "provinsi": _provinsi, "kabkota": _kabkota}[args.by](
        snapshot, args.provinsi
    )
    write_figures(frame, args, t)
    return 0


def _nasional(snapshot: Snapshot, provinsi: str | None) -> pd.DataFrame:
    total = snapshot.total((provinsi,) if provinsi else ())
    keys = (
        "as_of denominator areas areas_with_mpp coverage_pct mpp_count population_covered"
        " population_total population_covered_pct"
    ).split()
    row = {key: getattr(total, key) for key in keys}
    row["as_of"] = total.as_of.isoformat()
    # The size of what is counted is the denominator itself, nationally.
    if not provinsi:
        del row["areas"]
    return pd.DataFrame([row])


def _provinsi(snapshot: Snapshot, provinsi: str | None) -> pd.DataFrame:
    columns = (
        "nama areas areas_with_mpp coverage_pct mpp_count population population_covered_pct"
    ).split()
    frame = snapshot.provinsi[columns]
    return (frame.loc[[provinsi]] if provinsi else frame).reset_index()


def _kabkota(snapshot: Snapshot, provinsi: str | None) -> pd.DataFrame:
    columns = "nama kode_provinsi has_mpp tanggal_peresmian presisi population".split()
    frame = snapshot.areas[columns]
    return (frame[frame["kode_provinsi"] == provinsi] if provinsi else frame).reset_index()


def write_figures(frame: pd.DataFrame, args: argparse.Namespace, t: Language) -> None:
    """Print rows in the format of ``args.format``; of the nation (``args.by``) there is one."""
    exact = frame
    frame = frame.assign(
        **{c: frame[c].astype(float).round(2) for c in frame if c.endswith("_pct")}
    )
    if args.format == "csv":
        flags = {c: frame[c].map({True: "true", False: "false"}) for c in frame if c == "has_mpp"}
        frame.assign(**flags).to_csv(sys.stdout, index=False, lineterminator="\n")
        return
    if args.format == "json":
        plain = frame.astype(object).where(frame.notna(), None)
        rows = [
            {key: _plain(value) for key, value in row.items()} for row in plain.to_dict("records")
        ]
        found = rows[0] if args.by == "nasional" else rows
        print(json.dumps(found, ensure_ascii=False, indent=2))
        return
    shown = exact.map(lambda value: _show(value, t))
    widths = {c: max(len(c), *map(len, shown[c])) if len(shown) else len(c) for c in shown}
    numeric = {c for c in frame if pd.api.types.is_numeric_dtype(frame[c])}
    for line in [{c: c for c in shown}, *shown.to_dict("records")]:
        cells = [
            line[c].rjust(widths[c]) if c in numeric else line[c].ljust(widths[c]) for c in shown
        ]
        print("  ".join(cells).rstrip())


def _plain(value: object) -> object:
    return value.item() if hasattr(value, "item") else value


def _show(value: object, t: Language) -> str:
    if value is None or value is pd.NA or value != value:
        return "–"
    if isinstance(value, bool):
        return t("yes") if value else t("no")
    if isinstance(value, float):
        return t.number(value, 1)
    if isinstance(value, int):
        return t.number(value)
    return str(value)


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


def refuse_provinsi(kode: str | None, dataset: Dataset, as_of: dt.date, t: Language) -> str:
    """Why there is nothing to say of a province on a day; "" if there is."""
    known = set(select_provinsi(dataset.regions)["kode"])
    if kode and kode not in known:
        return t("{value}: no province has this code; codes run from 11 to 96", value=kode)
    parent = find_parents(dataset, as_of).get(kode)
    if parent:
        return t(
            "{value}: this province was set up later; on {date} it was part of {parent}",
            value=kode, date=t.date(as_of), parent=dataset.names.get(parent, parent),
        )  # fmt: skip
    return ""


def parse_day(text: str) -> dt.date:
    """A day as ``2024-12-12``; for argparse."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a date; write year-month-day, such as 2024-12-12"
        ) from None
