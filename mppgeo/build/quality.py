"""Measure how good derived areas are: against village centroids, known islands and official areas.

None of the three is the truth about a boundary; together they show where the derived one is off.
"""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

#: Cylindrical equal-area on the WGS 84 ellipsoid, metres.
EQUAL_AREA = "+proj=cea +ellps=WGS84"
WORST = 20


def locate(
    geometries: np.ndarray, kode: Sequence[str], points: np.ndarray, owner: Sequence[str]
) -> tuple[np.ndarray, np.ndarray]:
    """Tell where `points` with the kabkota `owner` lie among areas; returns two masks: on land, in
    the right area."""
    area, point = shapely.STRtree(points).query(geometries, predicate="intersects")
    on_land, right = np.zeros(len(points), dtype=bool), np.zeros(len(points), dtype=bool)
    on_land[point] = True
    right[point[np.asarray(kode)[area] == np.asarray(owner)[point]]] = True
    return on_land, right


def measure_areas(geometries: np.ndarray) -> np.ndarray:
    """Return the areas of geometries (degrees, EPSG:4326) in km²."""
    return gpd.GeoSeries(geometries, crs=4326).to_crs(EQUAL_AREA).area.to_numpy() / 1e6


def compare(
    geometries: np.ndarray,
    kode: Sequence[str],
    villages: pd.DataFrame,
    islands: pd.DataFrame,
    official: pd.Series,
) -> pd.DataFrame:
    """Measure kabkota polygons; returns a frame with one row per kabkota, index ``kode``.

    `villages` and `islands` are frames with ``kode``, ``lon``, ``lat``; `official` a series of
    areas (km²) by kode, NaN where unknown. Columns: ``area_km2``, ``official_km2``, ``error``
    (relative, NaN where unknown), ``parts``, ``villages``, ``villages_right``, ``islands_on_land``,
    ``islands_right``, ``parts_without_village``.
    """
    table = pd.DataFrame({"area_km2": measure_areas(geometries)}, index=pd.Index(kode, name="kode"))
    table["official_km2"] = official.reindex(kode).astype(float)
    table["error"] = table["area_km2"] / table["official_km2"] - 1
    table["parts"] = shapely.get_num_geometries(geometries)
    points = shapely.points(villages["lon"], villages["lat"])
    _, right = locate(geometries, kode, points, villages["kode"])
    table["villages"] = _count(villages["kode"], kode)
    table["villages_right"] = _count(villages["kode"][right], kode)
    known = shapely.points(islands["lon"], islands["lat"])
    on_land, right = locate(geometries, kode, known, islands["kode"])
    table["islands_on_land"] = _count(islands["kode"][on_land], kode)
    table["islands_right"] = _count(islands["kode"][right], kode)
    table["parts_without_village"] = _empty_parts(geometries, kode, points, villages["kode"])
    return table


def summarize(table: pd.DataFrame) -> dict[str, float | None]:
    """Return the figures of a frame from `compare`, or of some of its rows, as a dict of plain
    numbers."""
    error = table["error"].abs().dropna()
    return {
        "kabkota": len(table),
        "villages": int(table["villages"].sum()),
        "villages_right": _share(table["villages_right"].sum(), table["villages"].sum()),
        "islands_on_land": int(table["islands_on_land"].sum()),
        "islands_right": _share(table["islands_right"].sum(), table["islands_on_land"].sum()),
        "areas_known": len(error),
        "area_error_median": _rounded(error.median()),
        "area_error_p90": _rounded(error.quantile(0.9)),
        "parts": int(table["parts"].sum()),
        "parts_without_village": int(table["parts_without_village"].sum()),
    }


def summarize_provinces(table: pd.DataFrame) -> dict[str, dict[str, float | None]]:
    """Return `summarize` for each province, a dict by the province's kode."""
    return {str(kode): summarize(rows) for kode, rows in table.groupby(table.index.str[:2])}


def find_worst(table: pd.DataFrame, number: int = WORST) -> pd.DataFrame:
    """Return the `number` rows with the largest relative area error, worst first."""
    return table.loc[
        table["error"].abs().sort_values(ascending=False, kind="stable").index[:number]
    ]


def _count(owner, kode):
    return owner.value_counts().reindex(kode, fill_value=0).to_numpy()


def _empty_parts(geometries, kode, points, owner):
    parts, index = shapely.get_parts(geometries, return_index=True)
    part, point = shapely.STRtree(points).query(parts, predicate="intersects")
    own = np.asarray(kode)[index[part]] == np.asarray(owner)[point]
    count = np.bincount(part[own], minlength=len(parts))
    return np.bincount(index[count == 0], minlength=len(geometries))


def _share(some, all_of_them):
    return _rounded(some / all_of_them) if all_of_them else None


def _rounded(value):
    return None if pd.isna(value) else round(float(value), 4)
