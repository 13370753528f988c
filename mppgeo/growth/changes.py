"""What changed between two days."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from mppgeo.coverage import HAS_NOT, WITH_MPP, Snapshot
from mppgeo.coverage import SERVED as SERVED_NOW
from mppgeo.scene.view import FIRST_DAY

GAINED = "bertambah"
HAD = "sudah"
SERVED = "dilayani_provinsi"
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
    Series over all 514 ``kode``: :data:`GAINED`, :data:`HAD`, :data:`SERVED` (by
    their province's MPP on both days), :data:`LACKS`, :data:`OTHER` (outside this
    count, no data).

    Raises
    ------
    ValueError : ``before`` lies after ``after``.
    """
    if before.day > after.day:
        raise ValueError("the first day must not lie after the second")
    had = before.kabkota["status"].isin(WITH_MPP)
    has = after.kabkota["status"].isin(WITH_MPP)
    change = pd.Series(OTHER, index=after.kabkota.index, dtype=object)
    change[after.kabkota["status"].eq(HAS_NOT)] = LACKS
    change[has & had] = HAD
    change[has & had & after.kabkota["status"].eq(SERVED_NOW)] = SERVED
    change[has & ~had] = GAINED
    return change


def list_gained(before: Snapshot, after: Snapshot, places: tuple[str, ...] = ()) -> dict[str, str]:
    """The areas of the denominator that got their first MPP between two days.

    Parameters
    ----------
    places : today's provinces; () = the nation.

    Returns
    -------
    Name by ``kode``, the latest opened first.
    """
    had = before.areas["has_mpp"].eq(True).fillna(False)
    has = after.areas["has_mpp"].eq(True).fillna(False)
    gained = after.areas[has & ~had.reindex(has.index, fill_value=False)]
    if places:
        gained = gained[gained.index.str[:2].isin(places)]
    gained = gained.sort_values(["dibuka", "nama"], ascending=[False, True], kind="stable")
    return gained["nama"].to_dict()


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
