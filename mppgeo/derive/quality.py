"""Measure how good derived areas are: against village centroids, known islands and official areas.

None of the three is the truth about a boundary; together they show where the derived one is off.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import shapely

from mppgeo.geometry.areas import measure_areas

WORST = 20
#: At the equator; for sizes that need not be exact.
KM_PER_DEGREE = 111.2


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


def measure_displacement(geometries: np.ndarray, finer: np.ndarray) -> np.ndarray:
    """Return how far, km, the outlines of `geometries` lie from those of `finer` on average: the
    area between them by the length of the finer outline."""
    between = shapely.area(shapely.symmetric_difference(geometries, finer))
    return between / shapely.length(finer) * KM_PER_DEGREE


def compare(
    geometries: np.ndarray,
    kode: Sequence[str],
    villages: pd.DataFrame,
    islands: pd.DataFrame,
    official: pd.Series,
    kecamatan: pd.DataFrame,
    second: pd.DataFrame,
) -> pd.DataFrame:
    """Measure kabkota polygons; returns a frame with one row per kabkota, index ``kode``.

    `villages`, `islands` and `second` (village points of another source) are frames with ``kode``,
    ``lon``, ``lat``, `kecamatan` too (their own kode and their centroids); `official` a series of areas (km²) by kode, NaN where unknown.
    Columns: ``area_km2``, ``official_km2``, ``error`` (relative, NaN where unknown), ``parts``,
    ``villages``, ``villages_right``, ``kecamatan``, ``kecamatan_right`` (whose centroid lies in
    their kabkota), ``second``, ``second_right``, ``islands_on_land``, ``islands_right``, ``parts_without_village``.
    """
    table = pd.DataFrame({"area_km2": measure_areas(geometries)}, index=pd.Index(kode, name="kode"))
    table["official_km2"] = official.reindex(kode).astype(float)
    table["error"] = table["area_km2"] / table["official_km2"] - 1
    table["parts"] = shapely.get_num_geometries(geometries)
    points = shapely.points(villages["lon"], villages["lat"])
    _, right = locate(geometries, kode, points, villages["kode"])
    table["villages"] = _count(villages["kode"], kode)
    table["villages_right"] = _count(villages["kode"][right], kode)
    owner = kecamatan["kode"].str[:5]
    centroids = shapely.points(kecamatan["lon"], kecamatan["lat"])
    _, right = locate(geometries, kode, centroids, owner)
    table["kecamatan"] = _count(owner, kode)
    table["kecamatan_right"] = _count(owner[right], kode)
    _, right = locate(
        geometries, kode, shapely.points(second["lon"], second["lat"]), second["kode"]
    )
    table["second"] = _count(second["kode"], kode)
    table["second_right"] = _count(second["kode"][right], kode)
    known = shapely.points(islands["lon"], islands["lat"])
    on_land, right = locate(geometries, kode, known, islands["kode"])
    table["islands_on_land"] = _count(islands["kode"][on_land], kode)
    table["islands_right"] = _count(islands["kode"][right], kode)
    table["parts_without_village"] = _empty_parts(geometries, kode, points, villages["kode"])
    return table


def compare_kecamatan(
    geometries: np.ndarray, kode: Sequence[str], villages: pd.DataFrame, kecamatan: pd.DataFrame
) -> pd.DataFrame:
    """Count what lies in its own one of the kecamatan polygons, by kabkota (index ``kode``).

    `villages` has ``kode``, ``kecamatan``, ``lon``, ``lat``; `kecamatan` ``kode``, ``lon``, ``lat``
    (centroids). Columns: ``villages_in_kecamatan``, ``centroids_in_kecamatan``.
    """
    columns = {}
    for name, owner, frame in (
        ("villages_in_kecamatan", villages["kecamatan"], villages),
        ("centroids_in_kecamatan", kecamatan["kode"], kecamatan),
    ):
        points = shapely.points(frame["lon"], frame["lat"])
        _, right = locate(geometries, kode, points, owner)
        columns[name] = owner[right].str[:5].value_counts()
    kabkota = pd.Index(sorted({name[:5] for name in kode}), name="kode")
    return pd.DataFrame(columns).reindex(kabkota, fill_value=0).fillna(0).astype(int)


def summarize(table: pd.DataFrame) -> dict[str, float | None]:
    """Return the figures of a frame from `compare` joined with `compare_kecamatan`, or of some of
    its rows, as a dict of plain numbers."""
    error = table["error"].abs().dropna()
    return {
        "kabkota": len(table),
        "villages": int(table["villages"].sum()),
        "villages_right": _share(table["villages_right"].sum(), table["villages"].sum()),
        "kecamatan": int(table["kecamatan"].sum()),
        "kecamatan_right": _share(table["kecamatan_right"].sum(), table["kecamatan"].sum()),
        "second": int(table["second"].sum()),
        "second_right": _share(table["second_right"].sum(), table["second"].sum()),
        "villages_in_kecamatan": _share(
            table["villages_in_kecamatan"].sum(), table["villages"].sum()
        ),
        "centroids_in_kecamatan": _share(
            table["centroids_in_kecamatan"].sum(), table["kecamatan"].sum()
        ),
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
