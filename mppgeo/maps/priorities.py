"""Themes of what is proposed: the next places, and the ranks of the priority list."""

from __future__ import annotations

import bisect

import pandas as pd

from mppgeo.base.language import mark
from mppgeo.content.classes import NEXT_CLASSES, PROPOSED, RANK_CLASSES, RANK_LIMITS
from mppgeo.country.regions import JAKARTA
from mppgeo.coverage import HAS_NOT, NO_DATA, Snapshot
from mppgeo.maps.themes import Theme, make_named_theme


def make_next_theme(snapshot: Snapshot, chosen: pd.Index) -> Theme:
    """Kabkota by whether an MPP is proposed there.

    Parameters
    ----------
    chosen : kode of the places; of Jakarta as one area all six are coloured.
    """
    names = snapshot.kabkota["status"].copy()
    names[_inside(names.index, chosen)] = PROPOSED
    return make_named_theme(snapshot, mark("Next places"), NEXT_CLASSES, names)


def make_rank_theme(snapshot: Snapshot, ranks: pd.Series) -> Theme:
    """Kabkota by rank; NA = without a score."""
    status = snapshot.kabkota["status"]
    names = status.replace({HAS_NOT: "unranked", NO_DATA: "unranked"}).astype(object)
    for kode, rank in ranks.dropna().items():
        names[_inside(names.index, pd.Index([kode]))] = bisect.bisect_left(RANK_LIMITS, rank)
    return make_named_theme(snapshot, mark("Priority"), RANK_CLASSES, names)


def _inside(kabkota: pd.Index, codes: pd.Index) -> pd.Series:
    return kabkota.isin(codes) | ((kabkota.str[:2] == JAKARTA) & (JAKARTA in codes))
