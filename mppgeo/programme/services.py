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
from mppgeo.programme.ages import age_records
from mppgeo.programme.facts import Answers, find_answers, list_evaluations
from mppgeo.records.identity import KEY
from mppgeo.records.validity import is_valid
from mppgeo.records.values import read_span
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
    """The latest number of areas with MPP Digital that was quoted by a day; None = none was."""
    found = age_records(dataset, "official_totals", "tanggal", "jumlah_digital").select(as_of)
    if found.empty:
        return None
    last = found.iloc[-1]
    day = read_span(last["tanggal"])[1]
    return DigitalTotal(int(last["jumlah_digital"]), day, last["sumber_url"])


def judge_evaluations(dataset: Dataset, as_of: dt.date, year: int | None = None) -> pd.DataFrame:
    """Results of evaluations up to the year of a day, or of one year.

    Returns
    -------
    The rows of :func:`mppgeo.programme.facts.list_evaluations` with ``predicate``: one of
    :data:`PREDICATES`.
    """
    rows = list_evaluations(dataset, as_of)
    if year is not None:
        rows = rows[rows["tahun"].eq(year).fillna(False).astype(bool)]
    return rows.assign(predicate=rows["predikat"].map(read_predicate).astype(object))


def list_years(snapshot: Snapshot) -> list[int]:
    """Years of which an evaluation is on record by the day, the latest first."""
    years = list_evaluations(snapshot.dataset, snapshot.as_of)["tahun"].dropna().unique()
    return sorted(map(int, years), reverse=True)


def read_predicate(written: object) -> str:
    """The predicate that a result begins with: ``Sangat Baik (A)`` is "sangat baik"."""
    words = written.casefold().strip() if isinstance(written, str) else ""
    found = (one for one in PREDICATES[:-1] if re.match(rf"{one}\b", words))
    return next(found, OTHER)


def select_open(snapshot: Snapshot, selection: Selection) -> pd.DataFrame:
    """The MPPs that count, in the areas kept."""
    return keep_mpp(snapshot.mpp, selection)


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
    frame = _count_known(find_answers(dataset, "presence", as_of), table["singkatan"], mpp)
    return table[["nama", "singkatan", "jenis"]].join(frame)


def count_ecosystems(dataset: Dataset, mpp: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """In how many of some MPPs each way to serve is known to be offered, or not to be.

    Returns
    -------
    Index 0..3: ``ekosistem, present, absent, unknown``.
    """
    names = pd.Series(list(ECOSYSTEMS), name="ekosistem", dtype=object)
    known = find_answers(dataset, "ecosystems", as_of)
    return names.to_frame().join(_count_known(known, names, mpp))


def find_presence(dataset: Dataset, mpp: pd.Series, as_of: dt.date) -> Answers:
    """Which signatories serve in an MPP (row of the records) on a day."""
    names = list(dataset.records["institutions"].sort_values("urutan")["singkatan"].dropna())
    return _find_answers(find_answers(dataset, "presence", as_of), names, mpp)


def find_ecosystems(dataset: Dataset, mpp: pd.Series, as_of: dt.date) -> Answers:
    """Which ways to serve an MPP (row of the records) offers on a day: keys of ECOSYSTEMS."""
    return _find_answers(find_answers(dataset, "ecosystems", as_of), list(ECOSYSTEMS), mpp)


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


def count_reporting(dataset: Dataset, table: str, mpp: pd.DataFrame, as_of: dt.date) -> int:
    """Of how many of some MPPs (rows of the records) a table says something by a day.

    Parameters
    ----------
    table : ``presence``, ``ecosystems`` or ``visitors``.
    """
    rows = dataset.records[table]
    return int(mpp[KEY].isin(rows[KEY][is_valid(rows["tanggal_data"], as_of)]).sum())


def tell_share(known: int, whole: int, t: Language) -> str:
    """Of how many MPPs something is known."""
    return t.plural(
        "Known of {known} of {count} MPP.",
        "Known of {known} of {count} MPPs.",
        whole,
        known=t.number(known),
    )


def _find_answers(known: pd.DataFrame, names: list[str], mpp: pd.Series) -> Answers:
    own = known[known[KEY].eq(mpp[KEY])]
    said = dict(zip(own["subject"], own["answer"], strict=True))
    days = sorted(own["tanggal_data"].dropna())
    return Answers(
        present=tuple(name for name in names if said.get(name) == "ya"),
        absent=tuple(name for name in names if said.get(name) == "tidak"),
        unknown=sum(name not in said for name in names),
        sources=tuple(dict.fromkeys(url for urls in own["sources"] for url in urls)),
        days=tuple(dict.fromkeys([*days[:1], *days[-1:]])),
    )


def _count_known(known: pd.DataFrame, subjects: pd.Series, mpp: pd.DataFrame) -> pd.DataFrame:
    known = known[known[KEY].isin(mpp[KEY])]
    counts = known.groupby(["subject", "answer"]).size()

    def count(answer: str) -> pd.Series:
        return subjects.map(lambda name: int(counts.get((name, answer), 0))).astype(int)

    present, absent = count("ya"), count("tidak")
    return pd.DataFrame(
        {"present": present, "absent": absent, "unknown": len(mpp) - present - absent}
    )
