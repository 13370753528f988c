"""What a database keeps of areas and boundaries, for maps that others make of it."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from mppgeo.country.capitals import locate_capitals
from mppgeo.dataset import Dataset
from mppgeo.programme.places import list_spots


def gather_outlines(
    dataset: Dataset,
) -> tuple[dict[str, gpd.GeoDataFrame], gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """The boundaries in use by level, all areas with the point of their capital, and the
    places of addresses.

    All as :meth:`mppgeo.store.database.DatabaseStore.refresh_outlines` takes them.
    """
    layers = {"provinsi": dataset.provinsi, "kabkota": dataset.kabkota}
    areas = dataset.regions.set_index("kode")
    # Capitals far from their area are a slip; those of areas without boundary are as they are.
    places = pd.concat([locate_capitals(layer, dataset.regions) for layer in layers.values()])
    lon = places["lon"].reindex(areas.index).fillna(areas["lon"])
    lat = places["lat"].reindex(areas.index).fillna(areas["lat"])
    facts = areas[["nama", "jenis", "kode_provinsi", "otonom", "population"]]
    points = gpd.points_from_xy(lon, lat)
    capitals = gpd.GeoDataFrame(facts, geometry=points, crs="EPSG:4326")
    return layers, capitals, list_spots(dataset)
