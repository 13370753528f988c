"""Reads the boundary files and joins them to the regions on ``kode``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
from shapely import is_valid

from mppgeo.base.faults import Fault
from mppgeo.base.language import mark
from mppgeo.records.reader import MISSING_FILE

CRS = "EPSG:4326"

UNREADABLE = mark("cannot be read as GeoJSON; restore it or build it again")
NO_KODE = mark("has no property “kode”; areas cannot be joined without it")
WRONG_CRS = mark("is not in longitude and latitude (EPSG:4326) but in {crs}")
UNKNOWN_AREA = mark("has a boundary but stands in no row of regions.csv; it is not drawn")
NO_BOUNDARY = mark("has no boundary; the area is in the tables but not on the map")
REPEATED_AREA = mark("stands twice; only the first boundary is used")
INVALID_GEOMETRY = mark("has no valid area as geometry; it is not drawn")


@dataclass(frozen=True)
class Layer:
    """One boundary file as read.

    Attributes
    ----------
    name : file name relative to the data folder.
    frame : GeoDataFrame in EPSG:4326, indexed by ``kode`` (sorted), columns
        ``label_lon``, ``label_lat`` (degrees, a point inside for the name) and
        ``geometry`` (Polygon | MultiPolygon, valid).
    faults : what was left out.
    rows_read : features in the file.
    """

    name: str
    frame: gpd.GeoDataFrame
    faults: list[Fault]
    rows_read: int


def read_layer(path: Path, kodes: set[str], place: str = "boundaries") -> Layer:
    """Read one boundary file; ``kodes`` are the areas it must hold, each once.

    ``place`` is its folder as it is named to the reader, relative to the data folder.
    """
    name = f"{place}/{path.name}"
    if not path.exists():
        return Layer(name, _empty(), [Fault(name, MISSING_FILE)], 0)
    try:
        frame = gpd.read_file(path)
    except Exception:  # GDAL raises its own, driver by driver
        return Layer(name, _empty(), [Fault(name, UNREADABLE)], 0)
    rows = len(frame)
    if "kode" not in frame:
        return Layer(name, _empty(), [Fault(name, NO_KODE)], rows)
    if frame.crs is None or frame.crs.to_epsg() != 4326:
        fault = Fault(name, WRONG_CRS, fields={"crs": str(frame.crs)})
        return Layer(name, _empty(), [fault], rows)
    frame["kode"] = frame["kode"].astype(str)
    faults: list[Fault] = []
    for reason, bad in (
        (REPEATED_AREA, frame["kode"].duplicated()),
        (UNKNOWN_AREA, ~frame["kode"].isin(kodes)),
        (INVALID_GEOMETRY, ~_is_area(frame.geometry)),
    ):
        faults += [
            Fault(name, reason, row=int(row) + 1, column="kode", value=frame["kode"][row])
            for row in frame.index[bad]
        ]
    left_out = {fault.row - 1 for fault in faults if fault.row}
    frame = frame[~frame.index.isin(left_out)].set_index("kode").sort_index()
    if not {"label_lon", "label_lat"} <= set(frame.columns):
        inside = frame.geometry.representative_point()
        frame = frame.assign(label_lon=inside.x, label_lat=inside.y)
    missing = sorted(kodes - set(frame.index))
    faults += [Fault(name, NO_BOUNDARY, column="kode", value=k, kode=k) for k in missing]
    return Layer(name, frame, faults, rows)


def _is_area(geometry: gpd.GeoSeries) -> pd.Series:
    areal = geometry.geom_type.isin(["Polygon", "MultiPolygon"])
    return areal & ~geometry.is_empty & is_valid(geometry.values)


def _empty() -> gpd.GeoDataFrame:
    index = pd.Index([], name="kode", dtype=str)
    columns: dict[str, list[float]] = {"label_lon": [], "label_lat": []}
    return gpd.GeoDataFrame(columns, index=index, geometry=[], crs=CRS)
