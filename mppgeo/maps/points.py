"""Where MPPs are drawn, and those that the class of an area does not show."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from mppgeo.base.caching import cached
from mppgeo.dataset import Dataset
from mppgeo.openings import assign_areas
from mppgeo.programme.places import PRECISIONS, list_moves
from mppgeo.scene.selection import Selection


@dataclass(frozen=True)
class ExtraPoint:
    """An MPP that the class of no kabkota shows: run by a province, or not counted.

    Attributes
    ----------
    kode : kabkota or province at whose capital it is drawn.
    counted : whether it is in the national count.
    since : the day from which it is drawn; None = always, as its day is not known.
    key : which MPP it is.
    """

    kode: str
    counted: bool
    since: dt.date | None
    key: str

    def is_there(self, day: dt.date) -> bool:
        """Whether it is drawn on a day; the browser asks the same of every day it plays."""
        return self.since is None or self.since <= day


def describe_moves(dataset: Dataset, key: str) -> list[list[str | float | int | None]] | None:
    """Where the browser draws an MPP, by day.

    Returns
    -------
    ``[[day from which or null = always, longitude, latitude, precision], ...]``, the earliest
    first: precision is a place in :data:`mppgeo.programme.places.PRECISIONS`; an entry of the day
    alone says that from then on no more is known than the capital. None = that is never known.
    """
    moves = list_moves(dataset).get(key)
    if moves is None:
        return None
    order = list(PRECISIONS)
    return [
        [day and day.isoformat()]
        + ([round(p.lon, 4), round(p.lat, 4), order.index(p.precision)] if p else [])
        for day, p in moves
    ]


def list_extra_points(dataset: Dataset, selection: Selection) -> list[ExtraPoint]:
    """The extra points of the areas kept, of all days; those that count first."""
    places = set(selection.places) if selection.by_place_only else set()
    kept = set(selection.kabkota) | places
    return [point for point in _find_extra_points(dataset) if point.kode in kept]


@cached(maxsize=4)
def _find_extra_points(dataset: Dataset) -> tuple[ExtraPoint, ...]:
    mpp = dataset.mpp
    counts = mpp["hitungan_nasional"].eq("ya")
    shown = counts & assign_areas(dataset.regions, mpp).str.len().gt(2)
    rows = mpp.assign(counted=counts)[~shown].sort_values("counted", ascending=False, kind="stable")
    codes = rows["kode_kabkota"].fillna(rows["kode"])
    return tuple(
        ExtraPoint(
            kode, bool(row.counted),
            None if pd.isna(row.tanggal_akhir) else row.tanggal_akhir.date(), row.key,
        )
        for kode, row in zip(codes, rows.itertuples(), strict=True)
    )  # fmt: skip
