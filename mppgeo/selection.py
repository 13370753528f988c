"""Which areas the filters of a view keep."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from mppgeo.coverage import Snapshot
from mppgeo.view import View


@dataclass(frozen=True, eq=False)
class Selection:
    """The areas kept, in order of ``kode``.

    ``places``: today's provinces that pass the filters by place (province and
    island group) and, where kabkota are filtered too, hold at least one of
    them. ``provinsi``: the provinces of the day that these belong to.
    ``kabkota``: those that pass all filters.
    """

    places: pd.Index
    provinsi: pd.Index
    kabkota: pd.Index


def select_areas(snapshot: Snapshot, view: View) -> Selection:
    """Apply the filters of ``view`` to the areas of ``snapshot``."""
    kabkota = snapshot.kabkota
    place = kabkota.index.str[:2]
    wanted = pd.Series(True, index=kabkota.index)
    if view.provinsi:
        wanted &= place.isin(view.provinsi)
    if view.pulau:
        wanted &= kabkota["pulau"].isin(view.pulau)
    if view.jenis:
        wanted &= kabkota["jenis"].eq(view.jenis)
    if view.status:
        wanted &= kabkota["status"].eq(view.status)
    kept = kabkota[wanted]
    days = snapshot.provinsi.index
    return Selection(
        places=pd.Index(kept.index.str[:2].unique()),
        provinsi=days[days.isin(kept["kode_provinsi"])],
        kabkota=kept.index,
    )
