"""Write results as files: whole or not at all, and the same bytes for the same input."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from mppgeo.geometry.label_points import label_points

DECIMALS = 4


def write_text(path: Path, text: str) -> None:
    """Write `text` as UTF-8 to `path`; an earlier file stays until the new one is complete."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".part")
    partial.write_bytes(text.encode("utf-8"))
    os.replace(partial, path)


def format_areas(areas: gpd.GeoSeries) -> str:
    """Return a GeoJSON feature collection (RFC 7946, one feature per line) as text.

    `areas` are by ``kode``. Properties: ``kode``, ``label_lon``, ``label_lat`` (degrees, see
    `label_points`).
    """
    labels = label_points(areas.to_numpy())
    features = [
        _feature(geometry, {"kode": str(name), "label_lon": _short(lon), "label_lat": _short(lat)})
        for geometry, name, (lon, lat) in zip(areas, areas.index, labels, strict=True)
    ]
    return _collection(features)


def format_land(geometry: shapely.Geometry) -> str:
    """Return one geometry without properties as a GeoJSON feature collection."""
    return _collection([_feature(geometry, {})])


def to_json(value: dict) -> str:
    """Return `value` as indented JSON text with a final line end."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def describe_file(path: Path) -> dict[str, int | str]:
    """Return size, gzipped size (level 9, as a web server would send it at best) and SHA-256 of a
    file."""
    content = path.read_bytes()
    return {
        "bytes": len(content),
        "gzip_bytes": len(gzip.compress(content, 9, mtime=0)),
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def _collection(features):
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(features) + "\n]}\n"


def _feature(geometry, properties):
    body = {"type": "Feature", "properties": properties, "geometry": _geometry(geometry)}
    return json.dumps(body, separators=(",", ":"))


def _geometry(geometry):
    # RFC 7946, 3.1.6: outer rings counter-clockwise.
    parts = shapely.get_parts(shapely.orient_polygons(geometry, exterior_cw=False))
    polygons = [[_ring(part.exterior), *map(_ring, part.interiors)] for part in parts]
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}


def _ring(ring):
    return [
        [_short(x), _short(y)]
        for x, y in np.round(shapely.get_coordinates(ring), DECIMALS).tolist()
    ]


def _short(value):
    value = round(float(value), DECIMALS)
    return int(value) if value == int(value) else value
