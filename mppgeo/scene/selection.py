"""Which areas the filters of a view keep."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mppgeo.base.caching import VIEWS, cached
from mppgeo.coverage import HAS, WITH_MPP, Snapshot, by_change
from mppgeo.scene.view import View


@dataclass(frozen=True, eq=False)
class Selection:
    """The areas kept, in order of ``kode``.

    ``places``: today's provinces that pass the filters by place (province and
    island group) and, where kabkota are filtered too, hold at least one of
    them. ``provinsi``: the provinces of the day that these belong to.
    ``kabkota``: those that pass all filters. ``by_place_only``: neither kind
    nor status is filtered, so that MPPs run by provinces belong too.
    """

    places: pd.Index
    provinsi: pd.Index
    kabkota: pd.Index
    by_place_only: bool

    def keeps(self, codes: pd.Index) -> np.ndarray:
        """Which of some areas are kept; Jakarta as one area is where those within it are."""
        return codes.isin(self.kabkota) | codes.isin(self.kabkota.str[:2])


def select_areas(snapshot: Snapshot, view: View) -> Selection:
    """Apply the filters of ``view`` to the areas of ``snapshot``.

    The same filters give the same object, so that it can key a cache.
    """
    return _select(snapshot, view.provinsi, view.pulau, view.jenis, view.status)


@cached(maxsize=VIEWS, key=by_change)
def _select(
    snapshot: Snapshot,
    provinsi: tuple[str, ...],
    pulau: tuple[str, ...],
    jenis: str | None,
    status: str | None,
) -> Selection:
    kabkota = snapshot.kabkota
    today = np.array([kode[:2] for kode in kabkota.index.to_numpy(object)], dtype=object)
    of_day = kabkota["kode_provinsi"].to_numpy(dtype=object)
    wanted = np.full(len(kabkota), True)
    if provinsi:
        # A province stands for its areas of that day, and of today.
        wanted &= np.isin(today, provinsi) | np.isin(of_day, provinsi)
    if pulau:
        wanted &= kabkota["pulau"].isin(pulau).to_numpy()
    if jenis:
        wanted &= kabkota["jenis"].eq(jenis).to_numpy()
    if status:
        wanted &= kabkota["status"].isin(WITH_MPP if status == HAS else (status,)).to_numpy()
    days = snapshot.provinsi.index
    return Selection(
        places=pd.Index(
            dict.fromkeys(today[wanted]), dtype=kabkota.index.dtype, name=kabkota.index.name
        ),
        provinsi=days[days.isin(set(of_day[wanted]))],
        kabkota=kabkota.index[wanted],
        by_place_only=not (jenis or status),
    )


def keep_mpp(rows: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    """The MPPs (frame with ``kode, kode_kabkota``) in the areas kept.

    Those run by provinces for no kabkota in particular are kept by place alone.
    """
    inside = rows["kode_kabkota"].isin(selection.kabkota)
    if selection.by_place_only:
        inside |= rows["kode_kabkota"].isna() & rows["kode"].isin(selection.places)
    return rows[inside]
