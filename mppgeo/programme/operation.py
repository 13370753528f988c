"""How opened MPPs work, as reports and events on record say; an opening is no report.

Rules
-----
* Every MPP that counts on the day has one status. The latest report up to the
  day gives it, however old; how old is said beside it.
* A disruption or a move told by the press (``stage_events``) tells how things
  were on its day. It gives the status where no report is younger, for as many
  weeks as reports may be apart; after that the status is not known.
* A planned move changes nothing until it happens.
* Of an MPP of which nothing else is on record it is not known how it works: it has
  no report yet, and is neither taken for one that works nor for one that does not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from cachetools.keys import hashkey

from mppgeo import coverage
from mppgeo.base.caching import VIEWS, cached
from mppgeo.base.language import Language, mark
from mppgeo.coverage import Snapshot
from mppgeo.dataset import Dataset
from mppgeo.programme.facts import find_last_reports
from mppgeo.records.dates import tell_partial
from mppgeo.records.validity import Aged, age
from mppgeo.records.values import span
from mppgeo.scene.selection import Selection
from mppgeo.scene.view import WEEKS

STATUSES = {
    "beroperasi": mark("Operating"),
    "terganggu": mark("Disrupted"),
    "tidak aktif": mark("Not active"),
    "relokasi": mark("Moving or moved"),
    "tidak diketahui": mark("Status not known"),
}
"""What a report can say, by its name in the records."""
OPERATING, DISRUPTED, INACTIVE, MOVED, NOT_KNOWN = STATUSES

REPORTED, TOLD, NOTHING = "laporan", "peristiwa", "tidak ada"
"""What a status rests on: a report, an event told by the press, nothing but the opening."""

UNREPORTED = "belum ada laporan"
CONDITIONS = (OPERATING, MOVED, DISRUPTED, INACTIVE, NOT_KNOWN, UNREPORTED)
"""Every MPP is in exactly one: its status where there is one on record."""
NO_MPP, SERVED, ASIDE, NO_DATA = "tanpa mpp", "dilayani provinsi", "tidak berlaku", "tanpa data"
"""Areas that have no MPP, run none of their own, or whose record could not be read."""

RECENT, LATE, NEVER = "dilaporkan", "terlambat", "belum pernah"
"""When an MPP was last reported: within the weeks asked for, before, never."""


EVENTS = {"gangguan": DISRUPTED, "relokasi": MOVED, "rencana_relokasi": None}
"""Events on record that say how an MPP works, and the status each gives."""

# The worst comes first: where an area has several MPPs, it stands for the area.
_WORST = (INACTIVE, DISRUPTED, MOVED, NOT_KNOWN, UNREPORTED, OPERATING)
_LATEST = (NEVER, LATE, RECENT)


@cached(maxsize=VIEWS)
def judge_operation(snapshot: Snapshot, weeks: int = WEEKS) -> pd.DataFrame:
    """The status of every MPP that counts, on the day of a snapshot.

    Parameters
    ----------
    weeks : after so many without a report it is late; at least 1.

    Returns
    -------
    The rows of :attr:`Snapshot.mpp`, in its order, with these columns:

    ``key, kode, kode_kabkota, nama_mpp, tanggal_peresmian, tanggal_akhir`` as there;
    ``area`` : the kabkota it serves, else the government that runs it;
    ``status`` : a key of :data:`STATUSES`;
    ``basis`` : :data:`REPORTED`, :data:`TOLD` or :data:`NOTHING`;
    ``condition`` : one of :data:`CONDITIONS`;
    ``told`` : status that the latest report or event gave on its day, NaN = none;
    ``tanggal`` : day of that report or event as precisely as known, NaN = none
    or not known;
    ``reported`` : day of the last report (datetime64), NaT = never;
    ``weeks`` : full weeks since then, else since the opening (Int64);
    ``reporting`` : :data:`RECENT`, :data:`LATE` or :data:`NEVER`;
    ``pelapor, keterangan, sumber_url`` : of the report or event, NaN = none.
    """
    return judge_mpps(snapshot, snapshot.mpp, weeks)


def judge_mpps(snapshot: Snapshot, mpp: pd.DataFrame, weeks: int = WEEKS) -> pd.DataFrame:
    """The same of some rows of :attr:`Snapshot.mpp`."""
    columns = [
        "key", "kode", "kode_kabkota", "nama_mpp", "tanggal_peresmian", "tanggal_akhir",
    ]  # fmt: skip
    frame = mpp[columns].copy()
    frame["area"] = frame["kode_kabkota"].fillna(frame["kode"])
    reports = find_last_reports(snapshot.dataset, snapshot.as_of)
    events = _find_last_events(snapshot.dataset, snapshot.as_of)
    facts = [
        _judge(row, reports.get(row.key), events.get(row.kode), snapshot.as_of, weeks)
        for row in frame.itertuples()
    ]
    made = pd.DataFrame(facts, index=frame.index, columns=list(_Fact.__annotations__))
    frame = frame.join(made)
    frame["reported"] = pd.to_datetime(frame["reported"]).astype("datetime64[s]")
    since = frame["reported"].fillna(frame["tanggal_akhir"])
    frame["weeks"] = ((pd.Timestamp(snapshot.as_of) - since).dt.days // 7).astype("Int64")
    return frame


def count_conditions(operation: pd.DataFrame) -> pd.Series:
    """Number of MPPs by :data:`CONDITIONS`, in their order; they add up to all rows."""
    return operation["condition"].value_counts().reindex(CONDITIONS, fill_value=0).astype(int)


def sort_by_need(operation: pd.DataFrame) -> pd.DataFrame:
    """The rows by condition, the worst first and those without a report last; of one
    condition the latest reported first."""
    order = {condition: place for place, condition in enumerate(_WORST)} | {UNREPORTED: len(_WORST)}
    rows = operation.assign(_need=operation["condition"].map(order), _age=operation["weeks"])
    return rows.sort_values(["_need", "_age", "area"], kind="stable").drop(
        columns=["_need", "_age"]
    )


def find_hindered(operation: pd.DataFrame) -> pd.DataFrame:
    """The MPPs that were last said to be closed or disrupted, the latest said first."""
    rows = operation[operation["condition"].isin((DISRUPTED, INACTIVE))]
    rows = rows.assign(_said=rows["tanggal"].map(_end).astype(object))
    return rows.sort_values("_said", ascending=False, kind="stable").drop(columns="_said")


def find_unreported(operation: pd.DataFrame) -> pd.DataFrame:
    """The MPPs without a report for the weeks asked for, the longest first."""
    late = operation[operation["reporting"].ne(RECENT)]
    return late.sort_values(["weeks", "area"], ascending=[False, True], kind="stable")


def judge_areas(operation: pd.DataFrame, snapshot: Snapshot) -> pd.DataFrame:
    """The same by kabkota: where one has several MPPs, its worst.

    Returns
    -------
    Index ``kode``, all 514: ``condition`` (one of :data:`CONDITIONS`,
    :data:`NO_MPP`, :data:`SERVED`, :data:`ASIDE`, :data:`NO_DATA`) and ``reporting`` (likewise,
    :data:`RECENT`, :data:`LATE`, :data:`NEVER` instead of the conditions).
    """
    others = {
        coverage.HAS_NOT: NO_MPP, coverage.NOT_APPLICABLE: ASIDE, coverage.NO_DATA: NO_DATA,
        coverage.HAS: NOT_KNOWN, coverage.SERVED: SERVED,
    }  # fmt: skip
    bare = snapshot.kabkota["status"].map(others)
    own = snapshot.kabkota.index[snapshot.kabkota["status"].eq(coverage.HAS)]
    placed = operation[operation["kode_kabkota"].isin(own)]
    frame = pd.DataFrame(index=snapshot.kabkota.index)
    for column, order in (("condition", _WORST), ("reporting", _LATEST)):
        ranks = placed[column].map(order.index).groupby(placed["kode_kabkota"]).min().to_dict()
        frame[column] = [order[ranks[k]] if k in ranks else bare[k] for k in frame.index]
    return frame


def list_history(snapshot: Snapshot, selection: Selection, kode: str | None = None) -> pd.DataFrame:
    """Reports and events up to the day, the latest first.

    Parameters
    ----------
    kode : an area, to be shown alone; None = all that the filters keep.

    Returns
    -------
    ``kode`` (area), ``nama_mpp`` (NaN of events: they name none), ``tanggal`` (as
    precisely as known, NaN = not known), ``said`` (key of :data:`STATUSES` or
    :data:`EVENTS`), ``basis`` (:data:`REPORTED` or :data:`TOLD`), ``pelapor,
    keterangan, sumber_url``.
    """
    mpp = snapshot.dataset.mpp.set_index("key")
    areas = mpp["kode_kabkota"].fillna(mpp["kode"]).to_dict()
    reports = snapshot.dataset.records["status_reports"]
    reports = reports[reports["tanggal"] <= pd.Timestamp(snapshot.as_of)]
    events = snapshot.dataset.records["stage_events"]
    starts = [span(day)[0] if isinstance(day, str) else None for day in events["tanggal"]]
    been = pd.Series([d is None or d <= snapshot.as_of for d in starts], events.index, dtype=bool)
    # What is told of an MPP on an unknown day was after its opening.
    opened = events["kode"].isin(snapshot.mpp["kode"]) | events["tanggal"].notna()
    events = events[events["tahap"].isin(EVENTS) & been & opened]
    frame = pd.concat(
        [
            reports.assign(
                kode=reports["key"].map(areas).fillna(reports["kode"]),
                tanggal=reports["tanggal"].dt.strftime("%Y-%m-%d"),
                said=reports["status"],
                basis=REPORTED,
            ),
            events.assign(said=events["tahap"], basis=TOLD, nama_mpp=None, pelapor=None),
        ]
    )
    columns = [
        "kode", "nama_mpp", "tanggal", "said", "basis", "pelapor", "keterangan", "sumber_url",
    ]  # fmt: skip
    frame = frame[columns].sort_values(
        ["tanggal", "kode"], ascending=[False, True], na_position="last", kind="stable"
    )
    if kode:
        return frame[frame["kode"].eq(kode)]
    inside = frame["kode"].isin(selection.kabkota)
    if selection.by_place_only:
        inside |= frame["kode"].isin(selection.places)
    return frame[inside]


# --- in words ---------------------------------------------------------------


def tell_status(row: Mapping[str, Any], t: Language) -> str:
    """The status of an MPP (row of :func:`judge_operation`) with its day and what it rests on."""
    if row["basis"] == NOTHING:
        return t("No report yet")
    when = tell_partial(row["tanggal"], t) or t("date not known")
    label = STATUSES[row["told"]]
    said = t(label)
    if row["basis"] == REPORTED:
        if not isinstance(row["pelapor"], str) or not row["pelapor"]:
            return t("{status} (reported {date})", status=said, date=when)
        return t("{status} (reported {date} by {who})", status=said, date=when, who=row["pelapor"])
    if row["status"] == NOT_KNOWN:
        return t("Not known; last told: {status}, {date}", status=said, date=when)
    return t("{status} (told by the press, {date})", status=said, date=when)


@dataclass(frozen=True)
class _Fact:
    status: str
    basis: str
    condition: str
    told: str | None
    tanggal: str | None
    reported: pd.Timestamp | None
    reporting: str
    pelapor: str | None
    keterangan: str | None
    sumber_url: tuple[str, ...] | None


def _judge(row, report, event, as_of: dt.date, weeks: int) -> _Fact:
    reported = report.tanggal if report is not None else None
    age = (as_of - reported.date()).days if reported is not None else None
    reporting = NEVER if age is None else RECENT if age <= 7 * weeks else LATE
    if event is not None and _is_before_opening(event, row):
        event = None
    if event is not None and (reported is None or _end(event.tanggal) > reported.date()):
        day = _end(event.tanggal)
        fresh = day > dt.date.min and (as_of - day).days <= 7 * weeks
        told = EVENTS[event.tahap]
        status, basis = told if fresh and told else NOT_KNOWN, TOLD
        facts = (told, event.tanggal, reported, reporting, None, event.keterangan, event.sumber_url)
    elif reported is not None:
        status, basis = report.status, REPORTED
        day = reported.date().isoformat()
        facts = (
            status, day, reported, reporting, report.pelapor, report.keterangan, report.sumber_url,
        )  # fmt: skip
    else:
        status, basis = NOT_KNOWN, NOTHING
        facts = (None, None, None, reporting, None, None, None)
    condition = UNREPORTED if basis == NOTHING else status
    return _Fact(status, basis, condition, *facts)


def _by_events(dataset: Dataset, as_of: dt.date) -> tuple:
    return hashkey(dataset, _age_events(dataset).count(as_of))


@cached(maxsize=128, key=_by_events)
def _find_last_events(dataset: Dataset, as_of: dt.date) -> Mapping[str, Any]:
    """The last event of each government that says how its MPPs work, certainly past."""
    rows = _age_events(dataset).find_latest(["kode"], as_of)
    return {row.kode: row for row in rows.itertuples()}


@cached(maxsize=4)
def _age_events(dataset: Dataset) -> Aged:
    events = dataset.records["stage_events"]
    return age(events[events["tahap"].map(EVENTS).notna()], "tanggal")


def _is_before_opening(event, row) -> bool:
    """Whether an event was certainly before the MPP opened, and so is not about it."""
    return isinstance(event.tanggal, str) and _end(event.tanggal) < row.tanggal_akhir.date()


def _end(partial: object) -> dt.date:
    """The last possible day of an event; of unknown date it is older than all others."""
    return span(partial)[1] if isinstance(partial, str) else dt.date.min
