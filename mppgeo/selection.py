"""Which areas the filters of a view keep."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from mppgeo.coverage import Snapshot
from mppgeo.view import View


@dataclass(frozen=True, eq=False)
class Selection:
    """The areas kept, in order of ``kode``.

    ``kabkota`` passes all filters; ``provinsi`` those by place (province and
    island group), and, where kabkota are filtered too, holds at least one of them.
    """

    provinsi: pd.Index
    kabkota: pd.Index


def select_areas(snapshot: Snapshot, view: View) -> Selection:
    """Apply the filters of ``view`` to the areas of ``snapshot``."""
    provinsi = snapshot.provinsi
    kept = pd.Series(True, index=provinsi.index)
    if view.provinsi:
        kept &= provinsi.index.isin(view.provinsi)
    if view.pulau:
        kept &= provinsi["pulau"].isin(view.pulau)
    places = provinsi.index[kept]
    kabkota = snapshot.kabkota
    wanted = kabkota["kode_provinsi"].isin(places)
    if view.jenis:
        wanted &= kabkota["jenis"].eq(view.jenis)
    if view.status:
        wanted &= kabkota["status"].eq(view.status)
    chosen = kabkota.index[wanted]
    if view.jenis or view.status:
        places = places[places.isin(kabkota["kode_provinsi"][wanted])]
    return Selection(provinsi=places, kabkota=chosen)
