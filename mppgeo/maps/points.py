"""Where MPPs are drawn: at the capital of their area, as their own place is not known."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mppgeo.coverage import Snapshot
from mppgeo.selection import Selection

_NEAR = 1.0
"""Degrees from its area within which a capital is believed."""


def locate_capitals(layer: gpd.GeoDataFrame, regions: pd.DataFrame) -> pd.DataFrame:
    """Place of the capital of every area of a layer.

    Parameters
    ----------
    layer : boundary layer, EPSG:4326, index ``kode``.
    regions : capitals (:func:`mppgeo.regions.read_regions`).

    Returns
    -------
    Index ``kode`` as in ``layer``; ``lat, lon`` in degrees. A capital given
    more than a degree away from its area is a slip in the source (Wakatobi's
    longitude); the point of the label stands for it.
    """
    facts = regions.set_index("kode").loc[layer.index]
    capitals = shapely.points(facts["lon"], facts["lat"])
    near = shapely.distance(capitals, layer.geometry.values) < _NEAR
    return pd.DataFrame(
        {
            "lat": np.where(near, facts["lat"], layer["label_lat"]),
            "lon": np.where(near, facts["lon"], layer["label_lon"]),
        },
        index=layer.index,
    )


def list_extra_points(snapshot: Snapshot, selection: Selection) -> list[tuple[str, bool]]:
    """MPPs that the class of a kabkota does not show: run by provinces, or not counted.

    Returns
    -------
    Code of a kabkota or province, and whether the MPP counts.
    """
    runs = snapshot.mpp[snapshot.mpp["kode_kabkota"].isna()]
    points = [(kode, True) for kode in runs["kode"]]
    others = snapshot.not_counted
    points += [(kode, False) for kode in others["kode_kabkota"].fillna(others["kode"])]
    places = set(selection.places) if selection.by_place_only else set()
    return [point for point in points if point[0] in selection.kabkota or point[0] in places]
