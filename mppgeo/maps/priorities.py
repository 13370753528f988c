"""Themes of what is proposed: the next places, and the ranks of the priority list."""

from __future__ import annotations

import bisect
from collections.abc import Mapping
from typing import Any

import pandas as pd

from mppgeo.base.language import mark
from mppgeo.content.classes import NEXT_CLASSES, PROPOSED, RANK_CLASSES, RANK_LIMITS, MapClass
from mppgeo.country.regions import JAKARTA
from mppgeo.coverage import HAS, HAS_NOT, NO_DATA, NOT_APPLICABLE, Snapshot
from mppgeo.maps.themes import Theme
from mppgeo.scene.view import KABKOTA


def make_next_theme(snapshot: Snapshot, chosen: pd.Index) -> Theme:
    """Kabkota by whether an MPP is proposed there.

    Parameters
    ----------
    chosen : kode of the places; of Jakarta as one area all six are coloured.
    """
    names = snapshot.kabkota["status"].copy()
    names[_inside(names.index, chosen)] = PROPOSED
    return _make_theme(mark("Next places"), NEXT_CLASSES, names)


def make_rank_theme(snapshot: Snapshot, ranks: pd.Series) -> Theme:
    """Kabkota by rank; NA = without a score."""
    status = snapshot.kabkota["status"]
    names = status.map({HAS: HAS, HAS_NOT: "unranked", NO_DATA: "unranked"})
    names = names.fillna(NOT_APPLICABLE).astype(object)
    for kode, rank in ranks.dropna().items():
        names[_inside(names.index, pd.Index([kode]))] = bisect.bisect_left(RANK_LIMITS, rank)
    return _make_theme(mark("Priority"), RANK_CLASSES, names)


def _inside(kabkota: pd.Index, codes: pd.Index) -> pd.Series:
    return kabkota.isin(codes) | ((kabkota.str[:2] == JAKARTA) & (JAKARTA in codes))


def _make_theme(title: str, classes: Mapping[Any, MapClass], names: pd.Series) -> Theme:
    order = {name: place for place, name in enumerate(classes)}
    codes = names.map(order).astype(int)
    return Theme(KABKOTA, title, tuple(classes.values()), codes, codes)
