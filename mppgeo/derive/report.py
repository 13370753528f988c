"""The recorded figures of a build: what went in, what came out, how good it is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from mppgeo.boundaries.detail import FOLDER, Detail
from mppgeo.derive import packages, quality
from mppgeo.derive.recipe import Settings
from mppgeo.geometry import geojson as files

LABEL = "batas indikatif, bukan rujukan hukum"

#: A kota with fewer km² than this has a border that is long for its area.
_SMALL_KOTA_KM2 = 400
#: Kabkota whose villages are larger than this (km² each) have a border drawn from few points.
_LARGE_VILLAGES_KM2 = 30
_SMALL_ISLANDS_KM2 = 20


def make_figures(
    *,
    inputs: dict[str, dict],
    land: dict[str, int],
    settings: Settings,
    shapes: dict[str, np.ndarray],
    detail: dict[str, Detail],
    folder: Path,
    plain: Measures,
    final: Measures,
    regions: pd.DataFrame,
) -> dict:
    """Return all figures as plain numbers and text, ready for JSON.

    `inputs` describes the sources by name, `land` what was added to the coastline, `shapes` holds
    the geometries of each light file in `folder`, `detail` what stands in each file of its folder
    of finer ones, `plain` and `final` are the measures before and after the relaxation, and
    `regions` is the area table.
    """
    table = final.light
    names, people = (regions.set_index("kode")[column] for column in ("nama", "population"))
    provinces, plain_provinces = map(quality.summarize_provinces, (table, plain.light))
    without = table["parts_without_village"]
    fine = pd.concat([layers.kabkota.geometry for layers in detail.values()])
    displacement = quality.measure_displacement(shapes["kabkota.geojson"], fine.to_numpy())
    return {
        "label": LABEL,
        "packages": inputs,
        "settings": settings.as_dict(),
        "land": land,
        "files": {
            name: {
                "vertices": int(shapely.get_num_coordinates(geometries).sum()),
                **files.describe_file(folder / name),
            }
            for name, geometries in shapes.items()
        },
        "detail": {
            name: {**_count_vertices(layers), **files.describe_file(folder / FOLDER / name)}
            for name, layers in detail.items()
        },
        "displacement_km": math.ceil(displacement.max() * 100) / 100,
        "national": quality.summarize(table),
        "plain": quality.summarize(plain.light),
        "national_fine": quality.summarize(final.fine),
        "plain_fine": quality.summarize(plain.fine),
        "capitals": count_capitals(shapes["kabkota.geojson"], table.index, regions),
        "provinces": {
            kode: {"nama": names[kode], **row, "plain": plain_provinces[kode]}
            for kode, row in provinces.items()
        },
        "worst": [
            {
                "kode": kode,
                "nama": names[kode],
                "official_km2": round(float(row["official_km2"]), 3),
                "area_km2": round(float(row["area_km2"]), 3),
                "error": round(float(row["error"]), 4),
                "reason": guess_reason(kode, row, float(people[kode])),
            }
            for kode, row in quality.find_worst(table).iterrows()
        ],
        "parts_without_village": {kode: int(count) for kode, count in without[without > 0].items()},
    }


@dataclass(frozen=True)
class Measures:
    """Frames of `recipe.measure`: of the light and of the fine kabkota."""

    light: pd.DataFrame
    fine: pd.DataFrame


def count_capitals(geometries: np.ndarray, kode: pd.Index, regions: pd.DataFrame) -> dict[str, int]:
    """Count the capitals that lie in their own kabkota; the build itself does not use them."""
    kabkota = regions[regions["jenis"] != "provinsi"]
    points = shapely.points(kabkota["lon"].astype(float), kabkota["lat"].astype(float))
    _, right = quality.locate(geometries, kode, points, kabkota["kode"])
    return {"known": len(kabkota), "right": int(right.sum())}


def _count_vertices(layers: Detail) -> dict[str, int]:
    return {
        f"{name}_vertices": int(shapely.get_num_coordinates(layer.geometry.values).sum())
        for name, layer in (("kabkota", layers.kabkota), ("kecamatan", layers.kecamatan))
    }


def describe_package(name: str, path: Path) -> dict[str, str]:
    """Return version and SHA-256 of a downloaded package."""
    return {"version": packages.VERSIONS[name], "sha256": packages.fingerprint(path)}


def guess_reason(kode: str, row: pd.Series, population: float) -> str:
    """Say in a few words why the area of a kabkota is probably off; `row` is from `compare`."""
    if row["official_km2"] == population:
        return "the source gives the population as the area"
    if row["official_km2"] < _SMALL_ISLANDS_KM2 and row["parts"] > 1:
        return "small islands, most of them missing in the coastline"
    if kode[3] == "7" and row["official_km2"] < _SMALL_KOTA_KM2:
        return (
            f"small kota: the {row['villages']:.0f} village cells end half way to larger villages"
        )
    if row["official_km2"] / row["villages"] > _LARGE_VILLAGES_KM2:
        return f"few villages ({row['villages']:.0f}) for its area, in forest or mountains"
    return "unpeopled land between villages goes to the nearer one"
