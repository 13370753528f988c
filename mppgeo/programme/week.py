"""A week of the programme: which MPPs were reported hindered, and who has not reported.

A week is seven days, the last of which is the day asked for.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mppgeo.coverage import Snapshot
from mppgeo.programme.operation import (
    DISRUPTED,
    EVENTS,
    INACTIVE,
    MOVED,
    NEVER,
    RECENT,
    judge_operation,
    list_history,
)
from mppgeo.scene.selection import Selection, keep_mpp

HINDERED = (INACTIVE, DISRUPTED, MOVED)
"""What a report says of an MPP that is not where it was, or not open as it should be."""
DAYS = 7


@dataclass(frozen=True)
class Week:
    """The seven days that end with ``last``."""

    last: dt.date

    @property
    def first(self) -> dt.date:
        return self.last - dt.timedelta(days=DAYS - 1)

    def holds(self, day: object) -> bool:
        """Whether a date, known to the day, is one of them; ``2026-11`` and NaN are not."""
        if not isinstance(day, str) or len(day) != len("2026-11-16"):
            return False
        return self.first.isoformat() <= day <= self.last.isoformat()


def find_hindered(snapshot: Snapshot, selection: Selection, weeks: int) -> pd.DataFrame:
    """MPPs reported closed, disrupted or moved in the week up to the day of the snapshot, and
    those of which an earlier report still holds.

    Parameters
    ----------
    weeks : for so long holds what the press told (:mod:`mppgeo.programme.operation`).

    Returns
    -------
    A row for each area and name, what is of the week first, then the latest; columns:

    ``kode`` (area), ``nama_mpp`` (NaN = the event names none), ``said`` (one of
    :data:`HINDERED`), ``tanggal`` (as precisely as known), ``basis, pelapor, keterangan,
    sumber_url`` as in :func:`mppgeo.programme.operation.list_history`;
    ``new`` : told in the week;
    ``now`` : the status that holds on the day, one of
    :data:`mppgeo.programme.operation.STATUSES`, NaN where the MPP does not count.
    """
    week = Week(snapshot.as_of)
    operation = keep_mpp(judge_operation(snapshot, weeks), selection)
    history = list_history(snapshot, selection)
    said = history["said"].map(lambda one: EVENTS.get(one, one))
    told = history.assign(said=said)[said.isin(HINDERED)]
    told = told[told["tanggal"].map(week.holds).astype(bool)].assign(new=True)
    # An event names no MPP; it is of the one that the area has.
    told = told.drop_duplicates(["kode", "nama_mpp"])
    standing = operation[operation["condition"].isin(HINDERED)].drop(columns="kode")
    standing = standing.rename(columns={"area": "kode", "condition": "said_now"})
    known = {(row.kode, row.nama_mpp) for row in told.itertuples()} | {
        (row.kode, None) for row in told.itertuples() if not isinstance(row.nama_mpp, str)
    }
    rest = np.array(
        [not {(row.kode, row.nama_mpp), (row.kode, None)} & known for row in standing.itertuples()],
        dtype=bool,
    )
    columns = [
        "kode", "nama_mpp", "said", "tanggal", "basis", "pelapor", "keterangan", "sumber_url", "new",
    ]  # fmt: skip
    older = standing[rest].rename(columns={"said_now": "said"}).assign(new=False)
    # Empty frames say nothing of types.
    parts = [part[columns].astype(object) for part in (told, older) if len(part)]
    frame = pd.concat(parts, ignore_index=True) if parts else told[columns].astype(object)
    frame = frame.sort_values(["new", "tanggal", "kode"], ascending=[False, False, True])
    now = operation.drop_duplicates("area").set_index("area")["status"]
    own = {(row.area, row.nama_mpp): row.status for row in operation.itertuples()}
    frame["now"] = [
        own.get((row.kode, row.nama_mpp), now.get(row.kode)) for row in frame.itertuples()
    ]
    return frame.reset_index(drop=True)


def count_unreported(operation: pd.DataFrame) -> pd.DataFrame:
    """By province, how many MPPs nobody has reported on for the weeks asked for.

    Parameters
    ----------
    operation : rows of :func:`mppgeo.programme.operation.judge_operation`.

    Returns
    -------
    Index ``kode`` of the provinces that have an MPP, the most unreported first: ``whole``
    (MPPs), ``unreported`` (late or never), ``never``; whole numbers.
    """
    reporting = operation["reporting"]
    counts = pd.DataFrame(
        {
            "whole": 1,
            "unreported": reporting.ne(RECENT).astype(int),
            "never": reporting.eq(NEVER).astype(int),
        }
    )
    counts = counts.groupby(operation["area"].str[:2]).sum().rename_axis("kode")
    return counts.sort_values(["unreported", "whole"], ascending=False, kind="stable")
