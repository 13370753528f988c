"""Where the capitals of areas lie."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

_NEAR = 1.0
"""Degrees from its area within which a capital is believed."""


def locate_capitals(layer: gpd.GeoDataFrame, regions: pd.DataFrame) -> pd.DataFrame:
    """Place of the capital of every area of a layer.

    Parameters
    ----------
    layer : boundary layer, EPSG:4326, index ``kode``.
    regions : capitals (:func:`mppgeo.country.regions.read_regions`).

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
