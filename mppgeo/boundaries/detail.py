"""The finer boundaries: one TopoJSON file per province, with its kabkota and kecamatan.

Lines are stored once, as steps on a grid of 0.0001 degrees, so a file is small; what is read has
coordinates rounded to that grid, so that equal vertices are equal numbers. A kabkota is the union
of its kecamatan, and neighbours share their line vertex by vertex, across provinces too.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mppgeo.base.faults import Fault
from mppgeo.base.language import mark
from mppgeo.boundaries.blending import BlendedRing, blend_neighbours, find_touching_provinces
from mppgeo.boundaries.layers import CRS, INVALID_GEOMETRY
from mppgeo.geometry.arcs import DECIMALS, encode_topology
from mppgeo.geometry.label_points import label_points
from mppgeo.records.reader import MISSING_FILE

__all__ = [
    "BlendedRing",
    "Detail",
    "FOLDER",
    "blend_neighbours",
    "find_touching_provinces",
    "name_file",
    "read_detail",
    "write_detail",
]

FOLDER = "detail"
"""Name of the folder beside the light files."""

UNREADABLE = mark("cannot be read as TopoJSON; restore it or build it again")
NO_KABKOTA = mark("holds no kabkota with a kode; the province is drawn from the light file")


@dataclass(frozen=True)
class Detail:
    """The finer boundaries of one province as read.

    Attributes
    ----------
    kabkota : GeoDataFrame in EPSG:4326, indexed by ``kode`` (sorted), columns ``label_lon``,
        ``label_lat`` (degrees, a point inside for the name) and ``geometry`` (Polygon |
        MultiPolygon, valid, coordinates rounded to 4 decimals).
    kecamatan : the same with the column ``nama`` before; empty where the file has none.
    faults : what was left out.
    """

    kabkota: gpd.GeoDataFrame
    kecamatan: gpd.GeoDataFrame
    faults: list[Fault]


def name_file(provinsi: str) -> str:
    """Return the file name of a province's detail: ``35.topojson``."""
    return f"{provinsi}.topojson"


def write_detail(
    folder: Path, kabkota: gpd.GeoDataFrame, kecamatan: gpd.GeoDataFrame | None = None
) -> list[Path]:
    """Write one file per province, all of them or none; the same frames give the same bytes.

    Parameters
    ----------
    folder : becomes the folder of exactly these files; what it held before is gone then.
    kabkota : of the whole nation, EPSG:4326, index ``kode`` (``35.10``), coordinates on the grid,
        a valid coverage. ``label_lon`` and ``label_lat`` are worked out where they are missing.
    kecamatan : the same by ``35.10.01``, with the column ``nama``; kabkota are their unions.
        None = none are known.

    Returns
    -------
    The files, in order of the province.

    Raises
    ------
    OSError : cannot be written; the folder is then as it was.
    """
    layers = {"kabkota": _describe(kabkota)}
    if kecamatan is not None and len(kecamatan):
        layers["kecamatan"] = _describe(kecamatan)
    bodies = {
        name_file(provinsi): _encode(
            {name: layer[layer.index.str[:2] == provinsi] for name, layer in layers.items()}
        )
        for provinsi in sorted(set(kabkota.index.str[:2]))
    }
    _write_folder(folder, bodies)
    return [folder / name for name in bodies]


def read_detail(path: Path) -> Detail:
    """Read the file of one province; what is wrong with it is told in ``faults``."""
    name = f"boundaries/{path.parent.name}/{path.name}"
    nothing = _empty(["label_lon", "label_lat"]), _empty(["nama", "label_lon", "label_lat"])
    if not path.exists():
        return Detail(*nothing, [Fault(name, MISSING_FILE)])
    try:
        layers = set(gpd.list_layers(path)["name"])
        frames = {
            layer: gpd.read_file(path, layer=layer)
            for layer in ("kabkota", "kecamatan")
            if layer in layers
        }
    except Exception:  # GDAL raises its own
        return Detail(*nothing, [Fault(name, UNREADABLE)])
    if "kode" not in frames.get("kabkota", ()):
        return Detail(*nothing, [Fault(name, NO_KABKOTA)])
    faults: list[Fault] = []
    made = [
        _prepare(frames[layer], name, faults) if "kode" in frames.get(layer, ()) else empty
        for layer, empty in zip(("kabkota", "kecamatan"), nothing, strict=True)
    ]
    return Detail(*made, faults)


def _describe(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    layer = layer.sort_index()
    if not {"label_lon", "label_lat"} <= set(layer.columns):
        points = label_points(layer.geometry.values)
        layer = layer.assign(label_lon=points[:, 0], label_lat=points[:, 1])
    columns = [name for name in ("nama", "label_lon", "label_lat") if name in layer]
    layer = layer[[*columns, "geometry"]]
    return layer.set_geometry(shapely.orient_polygons(layer.geometry.values, exterior_cw=False))


def _encode(layers: dict[str, gpd.GeoDataFrame]) -> bytes:
    pairs = {
        name: (layer.geometry.values, _list_properties(layer)) for name, layer in layers.items()
    }
    body = json.dumps(encode_topology(pairs), ensure_ascii=False, separators=(",", ":"))
    return (body + "\n").encode()


def _list_properties(layer: gpd.GeoDataFrame) -> list[dict]:
    frame = layer.drop(columns="geometry").rename_axis("kode").reset_index()
    return frame.to_dict("records")


def _write_folder(folder: Path, bodies: dict[str, bytes]) -> None:
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".mppgeo-") as work:
        fresh, former = Path(work) / "fresh", Path(work) / "former"
        fresh.mkdir()
        for name, body in bodies.items():
            (fresh / name).write_bytes(body)
        if not folder.exists():
            os.replace(fresh, folder)
            return
        os.replace(folder, former)
        try:
            os.replace(fresh, folder)
        except OSError:
            os.replace(former, folder)
            raise
        shutil.rmtree(former, ignore_errors=True)


def _prepare(frame: gpd.GeoDataFrame, name: str, faults: list[Fault]) -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(
        frame.drop(columns=["id"], errors="ignore").astype({"kode": str}),
        geometry=shapely.transform(frame.geometry.values, lambda xy: np.round(xy, DECIMALS)),
        crs=CRS,
    )
    shapes = frame.geometry
    good = shapes.geom_type.isin(["Polygon", "MultiPolygon"]) & ~shapes.is_empty & shapes.is_valid
    good &= ~frame["kode"].duplicated()
    faults += [
        Fault(name, INVALID_GEOMETRY, column="kode", value=kode, kode=kode)
        for kode in frame["kode"][~good]
    ]
    return frame[good].set_index("kode").sort_index()


def _empty(columns: list[str]) -> gpd.GeoDataFrame:
    index = pd.Index([], name="kode", dtype=str)
    return gpd.GeoDataFrame({name: [] for name in columns}, index=index, geometry=[], crs=CRS)
