"""How coverage grew: openings by day, month and year, with what is not known of their dates.

Of some MPPs only a month, a year or a span is known. Growth is therefore two
curves: the *certain* one counts an area from the last possible day of its
opening on, as all figures do; the *possible* one from the first. The truth
lies between.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mppgeo.base.caching import cached
from mppgeo.coverage import find_parents, take_snapshot
from mppgeo.dataset import Dataset
from mppgeo.openings import find_known_until, list_openings, select_national
from mppgeo.scene.view import FIRST_DAY

JOINT_LEAST = 5
"""Openings on one day from which on it is called a joint inauguration."""
_BEFORE_ALL = pd.Timestamp("1900-01-01")


@cached(maxsize=32)
def list_area_openings(
    dataset: Dataset, denominator: int, jenis: str | None = None
) -> pd.DataFrame:
    """When each area of the denominator got its first MPP.

    Returns
    -------
    One row per area that has one, index ``kode``: ``kode_provinsi``,
    ``certain`` and ``possible`` (datetime64, last and first possible day;
    ``possible`` is :data:`mppgeo.scene.view.FIRST_DAY` where nothing bounds it).
    Jakarta is one row under 509, its six areas are six under 514.
    """
    areas = take_snapshot(dataset, FIRST_DAY, denominator, jenis=jenis).areas.index
    openings = list_openings(dataset)
    openings = openings.loc[openings.index.isin(areas), ["certain", "possible"]]
    possible = openings["possible"].fillna(pd.Timestamp(FIRST_DAY))
    return openings.assign(possible=possible, kode_provinsi=openings.index.str[:2])


@cached(maxsize=512)
def trace_growth(
    dataset: Dataset,
    until: dt.date,
    denominator: int,
    provinsi: tuple[str, ...] = (),
    jenis: str | None = None,
) -> pd.DataFrame:
    """Coverage at the end of every month, and on every day it rose, up to ``until``.

    It ends with the last day known, where that is earlier.

    Returns
    -------
    ``day`` (datetime64, sorted; the first is :data:`mppgeo.scene.view.FIRST_DAY` or
    ``until`` if that is earlier, the last ``until`` or the last day known),
    ``areas_with_mpp`` and ``coverage_pct`` (certain), ``possible`` and
    ``possible_pct`` (areas that may have had one), 0..100 or NaN without areas.
    """
    openings = list_area_openings(dataset, denominator, jenis)
    if provinsi:
        openings = openings[openings["kode_provinsi"].isin(provinsi)]
    total = take_snapshot(dataset, until, denominator, jenis=jenis).total(provinsi)
    until = total.day
    days = pd.date_range(FIRST_DAY, until, freq="ME", unit="s")
    last = pd.DatetimeIndex([pd.Timestamp(until)]).as_unit("s")
    first = pd.DatetimeIndex([min(pd.Timestamp(FIRST_DAY), last[0])]).as_unit("s")
    rises = pd.DatetimeIndex(openings["certain"][openings["certain"] <= last[0]].unique())
    days = days.union(first).union(last).union(rises.as_unit("s"))
    frame = pd.DataFrame({"day": days})
    for column, name in (("certain", "areas_with_mpp"), ("possible", "possible")):
        dates = openings[column].sort_values().to_numpy()
        frame[name] = dates.searchsorted(days.to_numpy(), side="right")
    whole = total.areas or float("nan")
    frame["coverage_pct"] = 100 * frame["areas_with_mpp"] / whole
    frame["possible_pct"] = 100 * frame["possible"] / whole
    return frame


def trace_totals(
    dataset: Dataset,
    until: dt.date,
    denominator: int,
    provinsi: tuple[str, ...] = (),
    jenis: str | None = None,
) -> pd.DataFrame:
    """The figures of :class:`mppgeo.coverage.Totals` on all days on which one of them changed.

    Parameters
    ----------
    until : the last day, where the last one known is not earlier.
    provinsi : today's provinces; () = all.

    Returns
    -------
    ``day`` (datetime64, sorted; the first and the last as in :func:`trace_growth`),
    ``areas_with_mpp``, ``coverage_pct``; ``population_covered_pct`` (0..100, NaN without
    people), ``missing``, ``provinsi_complete`` and ``provinsi_without``, of the provinces of each
    day. Areas without usable data are so on all days.
    """
    steps = _trace_steps(dataset, denominator, provinsi, jenis)
    last = pd.Timestamp(min(until, find_known_until(dataset) or until)).as_unit("s")
    first = min(pd.Timestamp(FIRST_DAY).as_unit("s"), last)
    inside = steps["day"][(steps["day"] > first) & (steps["day"] < last)]
    days = pd.DatetimeIndex([first, *inside, last]).unique()
    at = steps["day"].searchsorted(days, side="right") - 1
    return pd.DataFrame(
        {name: days if name == "day" else steps[name].to_numpy()[at] for name in steps}
    )


@cached(maxsize=256)
def _trace_steps(
    dataset: Dataset, denominator: int, provinsi: tuple[str, ...], jenis: str | None
) -> pd.DataFrame:
    """What :func:`trace_totals` tells, of all days; the first row lies before all of them."""
    nation = take_snapshot(dataset, FIRST_DAY, denominator, jenis=jenis).areas
    openings = list_area_openings(dataset, denominator, jenis)["certain"]
    today = nation.index.str[:2]
    asked = today.isin(provinsi) if provinsi else np.full(len(nation), True)
    opened = openings.reindex(nation.index).astype("datetime64[s]").to_numpy()
    unknown = nation["unknown"].to_numpy()
    order = np.argsort(opened[asked], kind="stable")
    dated = opened[asked][order]
    dated = dated[~np.isnat(dated)]
    history = dataset.records["province_history"]["tanggal_peresmian"].dropna()
    changes = np.sort(history.to_numpy("datetime64[s]"))
    before = _BEFORE_ALL.as_unit("s").to_numpy()
    days = np.unique(np.concatenate([[before], dated, changes]))
    so_far = dated.searchsorted(days, side="right")
    population = nation["population"].to_numpy("int64", na_value=0)[asked]
    people = np.append(0, population[order].cumsum())
    count = int(asked.sum())
    frame = pd.DataFrame(
        {
            "day": days,
            "areas_with_mpp": so_far,
            "coverage_pct": 100 * so_far / (count or float("nan")),
            "population_covered_pct": 100 * people[so_far] / (population.sum() or float("nan")),
            "missing": count - int(unknown[asked].sum()) - so_far,
        }
    )
    epochs = changes.searchsorted(days, side="right")
    counts = [
        _count_provinces(
            today.to_series().replace(find_parents(dataset, pd.Timestamp(some[0]).date())),
            opened, unknown, asked, some,
        )
        for some in np.split(days, np.flatnonzero(np.diff(epochs)) + 1)
    ]  # fmt: skip
    complete, without = np.concatenate(counts, axis=1)
    return frame.assign(provinsi_complete=complete, provinsi_without=without)


def _count_provinces(
    holder: pd.Series, opened: np.ndarray, unknown: np.ndarray, asked: np.ndarray, days: np.ndarray
) -> np.ndarray:
    """How many provinces that hold the areas asked for were complete, and without any, on days."""
    at, names = pd.factorize(holder)
    kept = np.zeros(len(names), bool)
    kept[at[asked]] = True
    never = np.datetime64(pd.Timestamp.max.floor("D").as_unit("s"))
    known = np.where(np.isnat(opened), never, opened)
    last, first = np.full(len(names), days[0]), np.full(len(names), never)
    np.maximum.at(last, at, known)
    np.minimum.at(first, at, known)
    sure = kept & (np.bincount(at, unknown, len(names)) == 0)
    complete = np.sort(last[kept]).searchsorted(days, side="right")
    without = sure.sum() - np.sort(first[sure]).searchsorted(days, side="right")
    return np.stack([complete, without])


def count_by_year(mpp: pd.DataFrame) -> pd.DataFrame:
    """Openings per year of counted MPPs.

    Parameters
    ----------
    mpp : rows of :attr:`mppgeo.coverage.Snapshot.mpp`.

    Returns
    -------
    ``year``, ``openings`` and of these ``uncertain``: MPPs whose opening may
    lie in an earlier year than the one they count from. Years without openings
    between the first and the last are 0.
    """
    columns = ["year", "openings", "uncertain"]
    if mpp.empty:
        return pd.DataFrame(columns=columns, dtype=int)
    year = mpp["tanggal_akhir"].dt.year
    earlier = mpp["tanggal_awal"].isna() | (mpp["tanggal_awal"].dt.year != year)
    frame = pd.DataFrame({"year": year, "openings": 1, "uncertain": earlier.astype(int)})
    summed = frame.groupby("year").sum()
    years = range(int(year.min()), int(year.max()) + 1)
    return summed.reindex(years, fill_value=0).rename_axis("year").reset_index()[columns]


@dataclass(frozen=True)
class JointInauguration:
    """A day on which several MPPs were inaugurated together; ``rows`` are their records."""

    date: dt.date
    rows: pd.DataFrame

    @property
    def count(self) -> int:
        return len(self.rows)


def find_joint_inaugurations(mpp: pd.DataFrame) -> list[JointInauguration]:
    """Days with :data:`JOINT_LEAST` openings or more, known to the day; in order of time."""
    exact = mpp[mpp["presisi"].eq("hari") & mpp["jenis_tanggal"].eq("peresmian")]
    return [
        JointInauguration(day.date(), rows)
        for day, rows in exact.groupby("tanggal_akhir")
        if len(rows) >= JOINT_LEAST
    ]


@cached(maxsize=8)
def list_milestones(dataset: Dataset, last: dt.date) -> tuple[tuple[dt.date, str, int], ...]:
    """Days worth jumping to, up to ``last`` and the last day known; the latest first.

    Returns
    -------
    ``(day, kind, number)``: kind "year" (its last day; number = the year),
    "joint" (number of MPPs) or "official" (the largest total quoted that day).
    """
    last = min(last, find_known_until(dataset) or last)
    national = select_national(dataset.mpp)
    found = [(dt.date(year, 12, 31), "year", year) for year in range(FIRST_DAY.year, last.year + 1)]
    found += [(one.date, "joint", one.count) for one in find_joint_inaugurations(national)]
    totals = dataset.records["official_totals"]
    exact = totals[
        totals["tanggal"].str.len().eq(10) & totals["jumlah_mpp"].str.fullmatch(r"\d+", na=False)
    ]
    largest = exact["jumlah_mpp"].astype(int).groupby(exact["tanggal"]).max()
    found += [(dt.date.fromisoformat(day), "official", int(n)) for day, n in largest.items()]
    inside = [one for one in found if FIRST_DAY <= one[0] <= last]
    return tuple(sorted(inside, key=lambda one: (one[0], one[1]), reverse=True))


def select_openings(mpp: pd.DataFrame, first: dt.date, last: dt.date) -> pd.DataFrame:
    """The counted MPPs that count from a day within ``first``..``last``, both included."""
    inside = mpp["tanggal_akhir"].between(pd.Timestamp(first), pd.Timestamp(last))
    return mpp[inside]
