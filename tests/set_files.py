"""Sets of boundaries beside the small country's own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from shapely.geometry import mapping
from shapely.ops import unary_union

RECORD = {
    "source": "Badan Informasi Geospasial",
    "licence": "CC BY 4.0",
    "date": "2024-03-15",
    "installed_on": "2026-11-20T10:00:00+00:00",
    "file_name": "batas.gpkg",
    "checksum": "ab" * 32,
    "levels": ["kabkota"],
    "kept_derived": [],
    "counts": {},
}


def write_set(boundaries: Path, name: str, kabkota: Mapping[str, object], **record: object) -> Path:
    """Write a set as it is installed; ``kabkota`` are geometries by ``kode``."""
    folder = boundaries / "sets" / name
    folder.mkdir(parents=True, exist_ok=True)
    provinces: dict[str, list] = {}
    for kode, shape in kabkota.items():
        provinces.setdefault(kode[:2], []).append(shape)
    layers = {
        "kabkota": kabkota,
        "provinsi": {kode: unary_union(shapes) for kode, shapes in provinces.items()},
    }
    for level, shapes in layers.items():
        features = [
            {"type": "Feature", "properties": {"kode": kode}, "geometry": mapping(shape)}
            for kode, shape in shapes.items()
        ]
        text = json.dumps({"type": "FeatureCollection", "features": features})
        (folder / f"{level}.geojson").write_text(text)
    (folder / "set.json").write_text(json.dumps({"name": name, **RECORD, **record}))
    return folder
