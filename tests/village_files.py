"""Village points for the small country: capitals in the middle of their squares."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from small_country import AREAS, SmallCountry

from mppgeo.derive.villages import SCALE, write_villages
from mppgeo.records.areas import Region

DEGREE = 6371.0088 * math.pi / 180
"""km of a degree of latitude, or of longitude on the equator, on the sphere of the distances."""

JAVA, SULAWESI, ISLET = 0, 1, 2
VILLAGES = [
    ("31.71", 106.5, -7.5, JAVA),
    ("31.72", 107.5, -7.5, JAVA),
    # 0, 0.1, 0.4 and 1 degree north of the capital
    ("35.07", 110.5, -7.5, JAVA),
    ("35.07", 110.5, -7.4, JAVA),
    ("35.07", 110.5, -7.1, JAVA),
    ("35.07", 110.5, -6.5, ISLET),
    # 0 and 0.2
    ("35.10", 111.5, -7.5, JAVA),
    ("35.10", 111.5, -7.3, JAVA),
    ("35.73", 112.5, -7.5, JAVA),
    ("72.10", 119.5, -7.5, SULAWESI),
    ("72.71", 120.5, -7.5, SULAWESI),
]


def place_villages(country: SmallCountry, rows: list[tuple] = VILLAGES) -> SmallCountry:
    """Write village points and capitals of a country; returns it.

    A row may also hold the names of the village and of its kecamatan.
    """
    kode, lon, lat, island, *names = zip(*rows, strict=True)
    frame = pd.DataFrame(
        {
            "kode": kode,
            "lon": np.rint(np.array(lon) * SCALE).astype(np.int32),
            "lat": np.rint(np.array(lat) * SCALE).astype(np.int32),
            "island": np.array(island, dtype=np.int16),
        }
    )
    for name, texts in zip(("nama", "kecamatan"), names, strict=False):
        frame[name] = texts
    write_villages(country.folder / "villages.parquet", frame)
    west = {area[0]: area[5] for area in AREAS}
    for kode, square in country.squares.items():
        west[kode[:2]] = west[kode[:2]] or square.bounds[0]
    regions = [{**row, "lon": west[row["kode"]] + 0.5} for row in country.regions()]
    country.write("regions.csv", list(Region.model_fields), regions)
    return country
