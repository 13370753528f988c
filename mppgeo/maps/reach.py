"""The theme of reach: kabkota by how far half of their villages are from an MPP."""

from __future__ import annotations

import bisect

import pandas as pd

from mppgeo.base.caching import cached
from mppgeo.base.language import mark
from mppgeo.content.classes import DISTANCE_LIMITS, DISTANCES, NO_DATA, NO_WAY, MapClass
from mppgeo.coverage import HAS, Snapshot
from mppgeo.maps.themes import Theme
from mppgeo.planning.reach import (
    find_distances,
)
from mppgeo.planning.reach_figures import (
    AREAS,
    summarise_reach,
)
from mppgeo.scene.view import KABKOTA


def classify_distance(km: float) -> MapClass:
    """The class of a distance in km; NaN = there is no MPP to go to."""
    if km != km:
        return NO_WAY
    return DISTANCES[bisect.bisect_left(DISTANCE_LIMITS, km)]


@cached(maxsize=64)
def make_distance_theme(snapshot: Snapshot, *, own: bool = False) -> Theme:
    """Kabkota by the median distance of their villages to an MPP, see :mod:`mppgeo.planning.reach`.

    A kabkota without village points, or of which nothing can be said, is "no data".
    """
    distances = find_distances(snapshot, own=own)
    reach = summarise_reach(snapshot, distances, None, AREAS)
    found = reach["median_km"].map(classify_distance)
    found = found.mask(reach["villages_unknown"] > reach["villages"] / 2, NO_DATA)
    found = found.reindex(snapshot.kabkota.index)
    chosen = [cls if isinstance(cls, MapClass) else NO_DATA for cls in found]
    # A class that is nowhere would only make the legend cover the map.
    classes = (*DISTANCES, *([NO_WAY] if NO_WAY in chosen else []), NO_DATA)
    codes = pd.Series([classes.index(cls) for cls in chosen], index=snapshot.kabkota.index)
    with_mpp = snapshot.kabkota.index[snapshot.kabkota["status"].eq(HAS)]
    title = mark("Median distance to the own MPP") if own else mark("Median distance to an MPP")
    return Theme(KABKOTA, title, classes, codes, codes, frozenset(with_mpp))
