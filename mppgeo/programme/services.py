"""What MPPs offer: MPP Digital, evaluations, services, institutions, ecosystems, buildings.

Hardly any of this is known in full. Nothing here takes "not on record" for
"not there": whatever is counted comes with the number of which nothing is known.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

import pandas as pd

from mppgeo.base.caching import cached
from mppgeo.base.language import Language, mark
from mppgeo.coverage import Snapshot
from mppgeo.dataset import Dataset
from mppgeo.programme.details import Details, find_details
from mppgeo.records.values import span
from mppgeo.scene.selection import Selection, keep_mpp

ECOSYSTEMS = {
    "langsung": mark("Direct"),
    "bergerak": mark("Mobile"),
    "mandiri": mark("Self-service"),
    "elektronik": mark("Electronic"),
}
"""The four ways to serve, by their name in the records."""

BUILDINGS = {"baru": mark("New building"), "alih fungsi": mark("Reused building")}
"""Kinds of building by their name in the records."""

EXCELLENT, VERY_GOOD, GOOD, FAIR, OTHER = "prima", "sangat baik", "baik", "cukup", "lain"
PREDICATES = (EXCELLENT, VERY_GOOD, GOOD, FAIR, OTHER)
"""Results of an evaluation, the best first; the longer name before the one it ends with."""


@dataclass(frozen=True)
class DigitalTotal:
    """How many areas have MPP Digital, as somebody official said: number, day, sources."""

    areas: int
    date: dt.date
    sources: tuple[str, ...]


@cached(maxsize=64)
def find_digital_total(dataset: Dataset, as_of: dt.date) -> DigitalTotal | None:
    """The latest number of areas with MPP Digital that was quoted by a day; None = none was.

    It stands in the notes of the official totals, beside the number of MPPs.
    """
    found = []
    for row in dataset.records["official_totals"].itertuples():
        note = row.keterangan if isinstance(row.keterangan, str) else ""
        quoted = re.search(r"MPP Digital\D{0,30}?(\d{1,3})\b", note)
        day = span(row.tanggal)[1]
        if quoted and day <= as_of:
            found.append(DigitalTotal(int(quoted[1]), day, row.sumber_url))
    return max(found, key=lambda total: total.date, default=None)


def list_digital(dataset: Dataset, as_of: dt.date) -> pd.DataFrame:
    """Areas known to have MPP Digital by a day: rows of the table ``mpp_digital``.

    One known as a month or a year counts from its last possible day on, one of
    unknown date on every day.
    """
    rows = dataset.records["mpp_digital"]
    later = [isinstance(day, str) and span(day)[1] > as_of for day in rows["tanggal"]]
    return rows[~pd.Series(later, rows.index, dtype=bool)]


def list_evaluations(snapshot: Snapshot, year: int | None = None) -> pd.DataFrame:
    """Results of evaluations up to the year of the day, or of one year.

    Returns
    -------
    Rows of the table ``evaluations``, the latest year first and those of
    unknown year last, with ``predicate``: one of :data:`PREDICATES`. A result
    of unknown year is there once its area has an MPP.
    """
    rows = snapshot.dataset.records["evaluations"]
    opened = rows["kode"].isin([*snapshot.mpp["kode"], *snapshot.mpp["kode_kabkota"]])
    past = (rows["tahun"] <= snapshot.as_of.year).astype("boolean").fillna(opened)
    rows = rows[past.astype(bool)]
    if year is not None:
        rows = rows[rows["tahun"].eq(year).fillna(False).astype(bool)]
    rows = rows.assign(predicate=rows["predikat"].map(read_predicate).astype(object))
    return rows.sort_values(["tahun", "kode"], ascending=[False, True], na_position="last")


def list_years(snapshot: Snapshot) -> list[int]:
    """Years of which an evaluation is on record by the day, the latest first."""
    years = list_evaluations(snapshot)["tahun"].dropna().unique()
    return sorted(map(int, years), reverse=True)


def read_predicate(written: object) -> str:
    """The predicate that a result begins with: ``Sangat Baik (A)`` is "sangat baik"."""
    words = written.casefold().strip() if isinstance(written, str) else ""
    found = (one for one in PREDICATES[:-1] if re.match(rf"{one}\b", words))
    return next(found, OTHER)


def select_open(snapshot: Snapshot, selection: Selection) -> pd.DataFrame:
    """The MPPs that count, in the areas kept."""
    return keep_mpp(snapshot.mpp, selection)


@cached(maxsize=128)
def collect_details(snapshot: Snapshot) -> dict[int, Details]:
    """What is known of every MPP that counts, by the index of :attr:`Snapshot.mpp`."""
    return {
        key: find_details(snapshot.dataset, mpp, snapshot.as_of)
        for key, mpp in snapshot.mpp.iterrows()
    }


def count_presence(dataset: Dataset, mpp: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """In how many of some MPPs each signatory is known to serve, or not to.

    Parameters
    ----------
    mpp : rows of the records.

    Returns
    -------
    The institutions in their order, index 0..: ``nama, singkatan, jenis,
    present, absent, unknown``; the last three add up to the number of MPPs.
    """
    table = dataset.records["institutions"].sort_values("urutan").reset_index(drop=True)
    known = find_latest(dataset.records["presence"], "singkatan", as_of)
    frame = _count_known(known, "singkatan", "hadir", table["singkatan"], mpp)
    return table[["nama", "singkatan", "jenis"]].join(frame)


def count_ecosystems(dataset: Dataset, mpp: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """In how many of some MPPs each way to serve is known to be offered, or not to be.

    Returns
    -------
    Index 0..3: ``ekosistem, present, absent, unknown``.
    """
    names = pd.Series(list(ECOSYSTEMS), name="ekosistem", dtype=object)
    known = find_latest(dataset.records["ecosystems"], "ekosistem", as_of)
    return names.to_frame().join(_count_known(known, "ekosistem", "ada", names, mpp))


def find_latest(rows: pd.DataFrame, subject: str, as_of: dt.date) -> pd.DataFrame:
    """The latest row of each MPP and subject by a day; of rows of unknown date the last.

    Parameters
    ----------
    rows : a table with ``kode, nama_mpp, tanggal_data`` and a column ``subject``.
    """
    ends = [span(day)[1] if isinstance(day, str) else dt.date.min for day in rows["tanggal_data"]]
    past = rows.assign(_end=ends, _mpp=rows["nama_mpp"].str.casefold())
    past = past[past["_end"].map(lambda day: day <= as_of).astype(bool)]
    past = past.sort_values("_end", kind="stable")
    return past.drop_duplicates(["kode", "_mpp", subject], keep="last")


@dataclass(frozen=True)
class Answers:
    """What is known of one MPP on some subjects: names of those with yes and with no.

    ``unknown`` counts the others; ``sources`` are those of the answers.
    """

    present: tuple[str, ...]
    absent: tuple[str, ...]
    unknown: int
    sources: tuple[str, ...]


def find_presence(dataset: Dataset, mpp: pd.Series, as_of: dt.date) -> Answers:
    """Which signatories serve in an MPP (row of the records) on a day."""
    names = list(dataset.records["institutions"].sort_values("urutan")["singkatan"].dropna())
    known = find_latest(dataset.records["presence"], "singkatan", as_of)
    return _find_answers(known, "singkatan", "hadir", names, mpp)


def find_ecosystems(dataset: Dataset, mpp: pd.Series, as_of: dt.date) -> Answers:
    """Which ways to serve an MPP (row of the records) offers on a day: keys of ECOSYSTEMS."""
    known = find_latest(dataset.records["ecosystems"], "ekosistem", as_of)
    return _find_answers(known, "ekosistem", "ada", list(ECOSYSTEMS), mpp)


def tell_answers(answers: Answers, t: Language) -> str:
    """Such as "yes: MA, BNN; no: PLN; not known: 14"."""
    if not answers.present and not answers.absent:
        return t("not known")
    parts = []
    if answers.present:
        parts.append(t("yes: {names}", names=", ".join(answers.present)))
    if answers.absent:
        parts.append(t("no: {names}", names=", ".join(answers.absent)))
    if answers.unknown:
        parts.append(t("not known: {count}", count=t.number(answers.unknown)))
    return "; ".join(parts)


def tell_digital(known: int, total: DigitalTotal | None, place_only: bool, t: Language) -> str:
    """How many areas are known to have MPP Digital, and of how many.

    Parameters
    ----------
    place_only : the areas known are of a part of the country, the total is not.
    """
    said = t.plural(
        "{count} area is known to have MPP Digital",
        "{count} areas are known to have MPP Digital",
        known,
    )
    if total is None:
        return t("{said}; no official number by this day.", said=said)
    told = t("{said} in this view", said=said) if place_only else said
    return t(
        "{said}; officially there were {number} in all of Indonesia on {date}, the list of which was not found.",
        said=told,
        number=t.number(total.areas),
        date=t.date(total.date),
    )


def _find_answers(
    known: pd.DataFrame, subject: str, value: str, names: list[str], mpp: pd.Series
) -> Answers:
    own = known[known["kode"].eq(mpp["kode"]) & known["_mpp"].eq(mpp["nama_mpp"].casefold())]
    said = dict(zip(own[subject], own[value], strict=True))
    return Answers(
        present=tuple(name for name in names if said.get(name) == "ya"),
        absent=tuple(name for name in names if said.get(name) == "tidak"),
        unknown=sum(name not in said for name in names),
        sources=tuple(dict.fromkeys(url for urls in own["sumber_url"] for url in urls)),
    )


def _count_known(
    known: pd.DataFrame, subject: str, value: str, subjects: pd.Series, mpp: pd.DataFrame
) -> pd.DataFrame:
    wanted = set(zip(mpp["kode"], mpp["nama_mpp"].str.casefold(), strict=True))
    inside = [key in wanted for key in zip(known["kode"], known["_mpp"], strict=True)]
    known = known[pd.Series(inside, known.index, dtype=bool)]
    counts = known.groupby([subject, value]).size()

    def count(answer: str) -> pd.Series:
        return subjects.map(lambda name: int(counts.get((name, answer), 0))).astype(int)

    present, absent = count("ya"), count("tidak")
    return pd.DataFrame(
        {"present": present, "absent": absent, "unknown": len(mpp) - present - absent}
    )
