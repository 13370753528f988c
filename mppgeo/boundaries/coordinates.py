"""Given coordinates, held against the boundaries in use."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd

from mppgeo.base.faults import Fault
from mppgeo.base.language import mark
from mppgeo.records.schema import RECORDS

TOLERANCE = 2_000
"""Metres by which a point may lie outside its area: coasts and rivers are simplified."""
NOT_INSIDE = mark(
    "lies {km} km outside {nama}, to which the row belongs; this position is not used"
)

_METRES = "EPSG:3395"
"""World Mercator: in Indonesia its metres are true within two percent."""
_LAT, _LON = "lintang", "bujur"


def check_coordinates(
    records: Mapping[str, pd.DataFrame],
    kabkota: gpd.GeoDataFrame,
    provinsi: gpd.GeoDataFrame,
    names: Mapping[str, str],
) -> tuple[dict[str, pd.DataFrame], list[Fault]]:
    """Check that each position lies inside the area its row is about.

    Parameters
    ----------
    records : frames by table; those with ``lintang, bujur`` (degrees, EPSG:4326) are looked at.
    kabkota, provinsi : the layers in use (EPSG:4326, index ``kode``).
    names : official name by ``kode``.

    Returns
    -------
    The frames, without the positions that lie more than :data:`TOLERANCE` (2 km) outside; and a
    fault for each of those, which names the row. The rest of the row is used. Where the area has
    no polygon nothing can be said, and the position is used.
    """
    areas = pd.concat([kabkota[["geometry"]], provinsi[["geometry"]]])
    checked, faults = dict(records), []
    for table, rows in records.items():
        if not {_LAT, _LON} <= set(rows.columns):
            continue
        known = rows[rows[[_LAT, _LON]].notna().all(axis=1)]
        away = _measure_distance(known, areas)
        away = away[away > TOLERANCE]
        for index, metres in away.items():
            row = rows.loc[index]
            nama = names.get(_find_area(known).loc[index], "")
            faults.append(
                Fault(
                    RECORDS[table].FILE, NOT_INSIDE, int(row["row"]), f"{_LAT}, {_LON}",
                    f"{row[_LAT]}, {row[_LON]}", row["kode"],
                    {"km": max(round(metres / 1000), 1), "nama": nama},
                )
            )  # fmt: skip
        checked[table] = rows.assign(
            **{column: rows[column].mask(rows.index.isin(away.index)) for column in (_LAT, _LON)}
        )
    return checked, faults


def _find_area(rows: pd.DataFrame) -> pd.Series:
    """kode of the area that each row is about: the kabkota where there is one."""
    if "kode_kabkota" not in rows:
        return rows["kode"]
    return rows["kode_kabkota"].fillna(rows["kode"])


def _measure_distance(rows: pd.DataFrame, areas: gpd.GeoDataFrame) -> pd.Series:
    """Metres from each position to its own area; those inside are left out."""
    points = gpd.GeoDataFrame(
        {"own": _find_area(rows)},
        geometry=gpd.points_from_xy(rows[_LON].astype(float), rows[_LAT].astype(float)),
        crs=areas.crs,
    )
    points = points[points["own"].isin(areas.index[areas.geometry.notna()])]
    if points.empty:
        return pd.Series(dtype=float)
    found = points.sjoin(areas.rename_axis("found").reset_index(), predicate="intersects")
    inside = found.index[found["own"] == found["found"]]
    outside = points[~points.index.isin(inside)].to_crs(_METRES)
    own = areas.geometry.loc[outside["own"]].to_crs(_METRES)
    return outside.distance(own.set_axis(outside.index))
