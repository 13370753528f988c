"""What changed between two days."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from mppgeo.coverage import HAS, Snapshot
from mppgeo.scene.view import FIRST_DAY

GAINED = "bertambah"
HAD = "sudah"
LACKS = "belum"
OTHER = "lainnya"


def find_first_day(sejak: dt.date | None, last: dt.date) -> dt.date:
    """The earlier day of a comparison: the one asked for if it lies before ``last``, else a
    year before it (but not before the programme)."""
    if sejak and sejak < last:
        return sejak
    return max(a_year_before(last), FIRST_DAY)


def a_year_before(day: dt.date) -> dt.date:
    """The same day of the year before; 28 February for the 29th."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def compare_kabkota(before: Snapshot, after: Snapshot) -> pd.Series:
    """What became of each kabkota: gained an MPP, had one, has none, or cannot be said.

    Returns
    -------
    Series over all 514 ``kode``: :data:`GAINED`, :data:`HAD`, :data:`LACKS`,
    :data:`OTHER` (not applicable, no data).

    Raises
    ------
    ValueError : ``before`` lies after ``after``.
    """
    if before.as_of > after.as_of:
        raise ValueError("the first day must not lie after the second")
    had = before.kabkota["status"].eq(HAS)
    has = after.kabkota["status"].eq(HAS)
    change = pd.Series(OTHER, index=after.kabkota.index, dtype=object)
    change[after.kabkota["status"].eq("belum")] = LACKS
    change[has & had] = HAD
    change[has & ~had] = GAINED
    return change


def compare_provinsi(before: Snapshot, after: Snapshot) -> pd.DataFrame:
    """The change per province of the later day's provinces.

    Returns
    -------
    index ``kode``: ``nama, before, after`` (areas with an MPP), ``gained``,
    ``areas``, ``before_pct``, ``after_pct`` (0..100).
    """
    later = after.provinsi
    had = before.areas["has_mpp"].fillna(False).astype(bool)
    # Provinces set up between the days are compared within their later borders.
    home = after.areas["kode_provinsi"].reindex(before.areas.index)
    earlier = had.groupby(home).sum().reindex(later.index, fill_value=0).astype(int)
    earlier += earlier.index.isin(before.unplaced)
    areas = later["areas"].where(later["areas"] > 0)
    return pd.DataFrame(
        {
            "nama": later["nama"],
            "before": earlier,
            "after": later["areas_with_mpp"],
            "gained": later["areas_with_mpp"] - earlier,
            "areas": later["areas"],
            "before_pct": 100 * earlier / areas,
            "after_pct": later["coverage_pct"],
        }
    )
