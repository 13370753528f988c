"""How large the areas of a set of boundaries are, and how well it fits what is known of them."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mppgeo.country.villages import Villages
from mppgeo.geometry.areas import measure_areas


@dataclass(frozen=True)
class Quality:
    """What there is to say of a set without knowing the true boundaries.

    Attributes
    ----------
    areas : kabkota that have a boundary.
    villages : village points; ``villages_right`` of them lie in their own kabkota.
    areas_known : kabkota whose official area is known.
    error_median, error_p90 : absolute difference from the official areas, percent:
        half and nine tenths of the areas differ by less. NaN = none is known.
    vertices, parts : of all kabkota; a part is a polygon without its holes.
    """

    areas: int
    villages: int
    villages_right: int
    areas_known: int
    error_median: float
    error_p90: float
    vertices: int
    parts: int

    @property
    def villages_right_pct(self) -> float:
        """Share of the villages in their own kabkota, percent; NaN without villages."""
        return 100 * self.villages_right / self.villages if self.villages else float("nan")


def compare_with_official(kabkota: gpd.GeoDataFrame, official: pd.Series) -> pd.DataFrame:
    """The area of each kabkota beside the official one.

    Parameters
    ----------
    kabkota : a layer (:class:`mppgeo.boundaries.layers.Layer`).
    official : km² by ``kode``, NaN = not known.

    Returns
    -------
    Index ``kode`` of ``kabkota``; ``area_km2``, ``official_km2``, ``error_pct``
    (how much larger than the official area, percent; NaN = not known).
    """
    area = pd.Series(measure_areas(kabkota.geometry.to_numpy()), kabkota.index, dtype=float)
    known = official.reindex(kabkota.index).astype(float)
    error = 100 * (area / known.where(known > 0) - 1)
    return pd.DataFrame({"area_km2": area, "official_km2": known, "error_pct": error})


def measure_set(kabkota: gpd.GeoDataFrame, compared: pd.DataFrame, villages: Villages) -> Quality:
    """The figures of a set.

    Parameters
    ----------
    kabkota : its layer.
    compared : :func:`compare_with_official` of it.
    """
    errors = compared["error_pct"].abs().dropna()
    shapes = kabkota.geometry.to_numpy()
    return Quality(
        areas=len(kabkota),
        villages=len(villages),
        villages_right=count_villages_right(kabkota, villages),
        areas_known=len(errors),
        error_median=float(errors.median()),
        error_p90=float(errors.quantile(0.9)),
        vertices=int(shapely.get_num_coordinates(shapes).sum()),
        parts=int(shapely.get_num_geometries(shapes).sum()),
    )


def count_villages_right(kabkota: gpd.GeoDataFrame, villages: Villages) -> int:
    """How many village points lie in their own kabkota."""
    places = {kode: place for place, kode in enumerate(kabkota.index)}
    own = np.array([places.get(kode, -1) for kode in villages.codes], dtype=int)[villages.area]
    known = own >= 0
    shapes = kabkota.geometry.to_numpy()
    shapely.prepare(shapes)
    points = shapely.points(villages.lon[known], villages.lat[known])
    return int(shapely.intersects(shapes[own[known]], points).sum())
