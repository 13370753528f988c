"""A map of two squares in files, and how it is read, for the tests of boundary files."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from mppgeo.base.refusal import ImportRefused
from mppgeo.boundaries.importing.choosing import choose_layers
from mppgeo.boundaries.importing.features import read_features
from mppgeo.boundaries.importing.limits import Limits
from mppgeo.boundaries.importing.sources import open_source

SQUARES = {kode: shapely.box(106 + n, -8, 107 + n, -7) for n, kode in enumerate(["35.10", "35.73"])}
KINDS = ["a.gpkg", "a.shp", "a.geojson", "a.topojson", "a.parquet", "a.fgb", "a.kml"]


def make_squares() -> gpd.GeoDataFrame:
    columns = {"kode": list(SQUARES), "nama": ["Kab. Bányuwangi", "Kota Malang"], "n": [3510, 3573]}
    return gpd.GeoDataFrame(columns, geometry=list(SQUARES.values()), crs=4326)


def read(path: Path, layer: str | None = None, limits: Limits = Limits()):  # noqa: B008
    with open_source(path, limits) as opened:
        [part], _ = choose_layers(opened, "kabkota", layers=[layer] if layer else [])
        return read_features(part, opened.name, limits)


def refuse(path: Path, t, limits: Limits = Limits(), **asked) -> str:  # noqa: B008
    with pytest.raises(ImportRefused) as refused:
        read(path, limits=limits, **asked)
    told = refused.value.explain(t)
    assert "{" not in told and str(path.parent) not in told
    return refused.value.sentence


def put_crs(frame, place: str, crs: object, key: str = "crs") -> str:
    """A GeoJSON text with a reference system of its own."""
    made = json.loads(frame.drop(columns="n").to_json(drop_id=True))
    made.pop("crs", None)
    holder = {
        "file": made,
        "feature": made["features"][0],
        "geometry": made["features"][1]["geometry"],
    }
    holder[place]["@"] = crs
    return json.dumps(made).replace('"@"', f'"{key}"')
