"""Our totals against the official ones, and what explains the difference.

Everything is computed from the records; no figure is entered to make one agree.
A total of a day on which MPPs opened may have been quoted before or after: it is
held against the nearer of our two counts of that day, and said which that is.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from mppgeo.base.caching import cached
from mppgeo.base.language import Language, mark_plural
from mppgeo.base.names import shorten
from mppgeo.coverage import take_snapshot
from mppgeo.dataset import Dataset
from mppgeo.openings import find_known_until, select_national
from mppgeo.records.values import span

SAME_DAY = mark_plural(
    "{count} MPP opened on that very day; the total may have been quoted before or after.",
    "{count} MPPs opened on that very day; the total may have been quoted before or after.",
)
UNCERTAIN = mark_plural(
    "{count} MPP may have been open already; its date is known only as a span: {names}.",
    "{count} MPPs may have been open already; their dates are known only as spans: {names}.",
)
NOT_COUNTED = mark_plural(
    "{count} MPP existed but is not in the national count: {names}.",
    "{count} MPPs existed but are not in the national count: {names}.",
)
LOCAL = mark_plural(
    "{count} MPP we count has no ministerial opening on record, only a local one, a trial or a schedule: {names}.",
    "{count} MPPs we count have no ministerial opening on record, only a local one, a trial or a schedule: {names}.",
)
PROVINCIAL = mark_plural(
    "{count} MPP we count is run by a province: {names}.",
    "{count} MPPs we count are run by provinces: {names}.",
)
REPEATED = mark_plural(
    "{count} area stands on more than one official list: {names}.",
    "{count} areas stand on more than one official list: {names}.",
)
MISSING = mark_plural(
    "{count} MPP of the official total is unknown to our records.",
    "{count} MPPs of the official total are unknown to our records.",
)


@dataclass(frozen=True)
class Reason:
    """Something that bears on a difference: forms of a sentence, a number, area names."""

    sentence: tuple[str, str]
    count: int
    names: tuple[str, ...] = ()

    def describe(self, t: Language) -> str:
        return t.plural(*self.sentence, self.count, names=t.listing(list(self.names)))


@dataclass(frozen=True)
class Comparison:
    """An official total beside ours.

    Attributes
    ----------
    date : as quoted: a day, or a month.
    day : the day for which ours is taken: that day, or the month's last.
    quoted : the official total; ``at_least`` if it was quoted as "more than".
    ours : MPPs of the records that count on ``day``, which the difference rests on:
        ``before`` the openings of that day if so, else at its end.
    opened : how many of them opened on that very day, where the day is known.
    said_by, note : who said it, and what the records note; "" = not known.
    source : addresses.
    reasons : what bears on the difference.
    """

    date: str
    day: dt.date
    quoted: int
    at_least: bool
    ours: int
    opened: int
    before: bool
    said_by: str
    note: str
    source: tuple[str, ...]
    reasons: tuple[Reason, ...] = ()

    @property
    def difference(self) -> int:
        """Ours less the official total; none where "more than" it is true."""
        return _subtract(self.ours, self.quoted, self.at_least)

    def tell_basis(self, t: Language) -> str:
        """Which of our counts stands beside which kind of total; "" = nothing to be said."""
        said = [t("“more than” was quoted")] if self.at_least else []
        if self.opened and self.before:
            said.append(
                t.plural(
                    "before the opening of that day; after it {other}",
                    "before the {count} openings of that day; after them {other}",
                    self.opened,
                    other=t.number(self.ours + self.opened),
                )
            )
        elif self.opened:
            said.append(
                t.plural(
                    "after the opening of that day; before it {other}",
                    "after the {count} openings of that day; before them {other}",
                    self.opened,
                    other=t.number(self.ours - self.opened),
                )
            )
        return "; ".join(said)

    @property
    def agrees(self) -> bool:
        return self.difference == 0


@dataclass(frozen=True)
class StatementCheck:
    """A statement about provinces beside our records.

    ``kind``: "lengkap" or "tanpa". ``named``: codes as stated, () = only a
    number. ``ours``: codes by our records, with the provinces of that day
    and the denominator of the statement.
    """

    day: dt.date
    kind: str
    quoted: int
    named: tuple[str, ...]
    ours: tuple[str, ...]
    source: tuple[str, ...]
    names: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def agrees(self) -> bool:
        return set(self.named) == set(self.ours) if self.named else self.quoted == len(self.ours)


@cached(maxsize=2)
def reconcile(dataset: Dataset) -> tuple[Comparison, ...]:
    """Compare every official total that holds a national number, in order of time.

    Those of days after the last one known are left out: ours of such a day is not known.
    """
    totals = dataset.records["official_totals"].dropna(subset=["jumlah_mpp"])
    known_until = find_known_until(dataset) or dt.date.max
    # Of a month ours is taken on its last day: it must lie within what is known too.
    within = [span(day)[1] <= known_until for day in totals["tanggal"]]
    ours = _gather(dataset)
    found = [_compare(ours, row) for row in totals[within].itertuples()]
    return tuple(sorted(found, key=lambda comparison: (comparison.day, comparison.quoted)))


def check_statements(dataset: Dataset) -> list[StatementCheck]:
    """Compare every statement about provinces with our records of its day, up to the last day known."""
    checks = []
    known_until = find_known_until(dataset) or dt.date.max
    for row in dataset.records["province_statements"].itertuples():
        day = row.tanggal.date()
        if day > known_until:
            continue
        provinsi = take_snapshot(dataset, day, int(row.penyebut)).provinsi
        if row.jenis == "lengkap":
            fits = (provinsi["areas"] > 0) & (provinsi["areas"] == provinsi["areas_with_mpp"])
        else:
            none = (provinsi["areas_with_mpp"] == 0) & (provinsi["unknown"] == 0)
            fits = (provinsi["areas"] > 0) & none
        named = row.kode if isinstance(row.kode, tuple) else ()
        checks.append(
            StatementCheck(
                day=day,
                kind=row.jenis,
                quoted=int(row.jumlah),
                named=named,
                ours=tuple(provinsi.index[fits]),
                source=row.sumber_url,
                names=dataset.names,
            )
        )
    return checks


@dataclass(frozen=True, eq=False)
class _Ours:
    """What every total is held against, taken together once.

    Attributes
    ----------
    national, others : MPPs in and outside the national count.
    repeated : by area the second day, in ISO form, of which its inauguration is recorded.
    """

    names: Mapping[str, str]
    national: _Openings
    others: _Openings
    repeated: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class _Openings:
    """Plain columns, which are looked through for every total.

    Attributes
    ----------
    codes : of the governments.
    first, last : possible days of the opening; NaT = not known.
    by_ministry : whether it is an opening by the ministry.
    """

    codes: np.ndarray
    first: np.ndarray
    last: np.ndarray
    by_ministry: np.ndarray

    @classmethod
    def of(cls, mpp: pd.DataFrame) -> _Openings:
        return cls(
            mpp["kode"].to_numpy(object),
            mpp["tanggal_awal"].to_numpy("datetime64[D]"),
            mpp["tanggal_akhir"].to_numpy("datetime64[D]"),
            mpp["jenis_tanggal"].eq("peresmian").to_numpy(bool),
        )


def _gather(dataset: Dataset) -> _Ours:
    mpp = dataset.mpp[
        ["kode", "tanggal_awal", "tanggal_akhir", "jenis_tanggal", "hitungan_nasional"]
    ]
    others = mpp[mpp["hitungan_nasional"].ne("ya")]
    events = dataset.records["stage_events"]
    events = events[events["tahap"].eq("peresmian") & events["tanggal"].str.len().eq(10)]
    days = events[["kode", "tanggal"]].drop_duplicates().sort_values(["kode", "tanggal"])
    repeated = days[days.groupby("kode").cumcount() == 1].set_index("kode")["tanggal"]
    return _Ours(
        dataset.names,
        _Openings.of(select_national(mpp)),
        _Openings.of(others),
        repeated.to_dict(),
    )


def _compare(known: _Ours, row: Any) -> Comparison:
    first, day = span(row.tanggal)
    counted = known.national.last <= np.datetime64(day)
    quoted, at_least = int(re.sub(r"\D", "", row.jumlah_mpp)), row.jumlah_mpp.startswith(">")
    earlier = known.national.last < np.datetime64(day) if first == day else counted
    opened = int(counted.sum() - earlier.sum())
    gaps = [abs(_subtract(int(ours.sum()), quoted, at_least)) for ours in (earlier, counted)]
    before = gaps[0] < gaps[1]
    if before:
        counted = earlier
    return Comparison(
        date=row.tanggal,
        day=day,
        quoted=quoted,
        at_least=at_least,
        ours=int(counted.sum()),
        opened=opened,
        before=before,
        said_by=row.penyebut_angka if isinstance(row.penyebut_angka, str) else "",
        note=row.keterangan if isinstance(row.keterangan, str) else "",
        source=row.sumber_url,
        reasons=_explain(known, counted, day, quoted),
    )


def _subtract(ours: int, quoted: int, at_least: bool) -> int:
    return 0 if at_least and ours > quoted else ours - quoted


def _explain(known: _Ours, counted: np.ndarray, day: dt.date, quoted: int) -> tuple[Reason, ...]:
    """The reasons for a difference; ``counted`` says which of the nation's are held against it."""
    ours = int(counted.sum())
    if quoted == ours:
        return ()
    stamp, national, names = np.datetime64(day), known.national, known.names
    open_already = (national.last > stamp) & ~(national.first > stamp)
    maybe = national.codes[open_already & (quoted >= ours)]
    others = known.others.codes[known.others.last <= stamp]
    repeated = [kode for kode, second in known.repeated.items() if second <= day.isoformat()]
    reasons = [
        Reason(SAME_DAY, int((national.last == stamp).sum())),
        _reason(UNCERTAIN, maybe, names),
        _reason(NOT_COUNTED, others, names),
        _reason(LOCAL, national.codes[counted & ~national.by_ministry], names),
        _reason(PROVINCIAL, [k for k in national.codes[counted] if len(k) == 2], names),
        _reason(REPEATED, repeated, names),
    ]
    missing = quoted - ours - len(maybe) - len(others) - len(repeated)
    if missing > 0:
        reasons.append(Reason(MISSING, missing))
    return tuple(reason for reason in reasons if reason.count)


def _reason(sentence: tuple[str, str], codes: Iterable[str], known: Mapping[str, str]) -> Reason:
    names = tuple(shorten(known[kode]) for kode in sorted(codes))
    return Reason(sentence, len(names), names)
