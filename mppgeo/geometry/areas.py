"""How large areas are."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

EQUAL_AREA = "+proj=cea +ellps=WGS84"
"""Cylindrical equal-area on the WGS 84 ellipsoid, metres."""


def project(geometries: np.ndarray) -> np.ndarray:
    """Geometries (degrees, EPSG:4326) in metres of :data:`EQUAL_AREA`."""
    return gpd.GeoSeries(geometries, crs=4326).to_crs(EQUAL_AREA).to_numpy()


def measure_areas(geometries: np.ndarray) -> np.ndarray:
    """The areas of geometries (degrees, EPSG:4326) in km²."""
    return shapely.area(project(geometries)) / 1e6
