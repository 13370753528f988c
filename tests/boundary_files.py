"""Boundary files as publishers make them, written from the project's own polygons."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely
from topojson import Topology

from mppgeo.boundaries.importing.plan import BoundaryPlan, Request, plan_import
from mppgeo.boundaries.importing.surroundings import read_surroundings

WRITERS = {
    "a.gpkg": "GPKG", "a.shp": "ESRI Shapefile", "a.geojson": "GeoJSON", "a.fgb": "FlatGeobuf",
    "a.kml": "LIBKML",
}  # fmt: skip


def describe_areas(areas: gpd.GeoDataFrame, regions: pd.DataFrame, layout: str) -> gpd.GeoDataFrame:
    """Areas (index ``kode``) with the attributes that a publisher gives them."""
    names = regions.set_index("kode")["nama"]
    nama = names[areas.index].tolist()
    provinsi = names[areas.index.str[:2]].tolist()
    codes = areas.index.tolist()
    # BIG, HDX and others write a kabupaten without the word.
    bare = [name.removeprefix("Kabupaten ") for name in nama]
    columns = {
        "big": {
            "NAMOBJ": bare, "KDPKAB": codes, "KDPPUM": [k[:2] for k in codes], "WADMKK": bare,
            "WADMPR": provinsi, "METADATA": "x",
        },
        "hdx": {
            "ADM2_EN": bare, "ADM2_PCODE": ["ID" + k.replace(".", "") for k in codes],
            "ADM1_EN": provinsi, "ADM1_PCODE": ["ID" + k[:2] for k in codes],
        },
        "hdx_new": {
            "adm2_name": bare, "adm2_pcode": ["ID" + k.replace(".", "") for k in codes],
            "adm1_name": provinsi,
        },
        "gadm": {
            "GID_2": [f"IDN.{i}.1_1" for i in range(len(codes))], "CC_2": "NA",
            "NAME_1": [p.replace(" ", "") for p in provinsi],
            "NAME_2": [b.replace(" ", "") for b in bare],
            "TYPE_2": [n.split()[0] for n in nama],
        },
        "geoboundaries": {"shapeName": bare, "shapeISO": "", "shapeType": "ADM2"},
        "bps": {
            "kdprov": [k[:2] for k in codes], "kdkab": [_renumber(k)[3:] for k in codes],
            "idkab": [_renumber(k).replace(".", "") for k in codes],
            "nmprov": [p.upper() for p in provinsi], "nmkab": [b.upper() for b in bare],
        },
        "plain": {"kode": [int(k.replace(".", "")) for k in codes], "nama": nama},
    }[layout]  # fmt: skip
    return gpd.GeoDataFrame(columns, geometry=areas.geometry.values, crs=areas.crs)


def _renumber(kode: str) -> str:
    """A code of another system: the same kind in the same province, another number."""
    first, second = int(kode[3]), int(kode[4])
    return f"{kode[:3]}{first}{(second + 1) % 10}"


def write_areas(folder: Path, name: str, frame: gpd.GeoDataFrame, **options: object) -> Path:
    """Write a file of the kind that its name says."""
    path = folder / name
    if name.endswith(".parquet"):
        frame.to_parquet(path)
    elif name.endswith(".topojson"):
        path.write_text(Topology(frame, object_name="kabkota", prequantize=False).to_json())
    else:
        frame.to_file(path, driver=WRITERS["a" + path.suffix], **options)
    return path


def plan(folder: Path, path: Path, **asked: object) -> BoundaryPlan:
    """What an import into the data folder would make of a file."""
    return plan_import(Request(path, **asked), read_surroundings(folder))


def overlap(one: shapely.Geometry, other: shapely.Geometry) -> float:
    """Intersection over union."""
    return one.intersection(other).area / one.union(other).area
