"""Which areas a place lies in, by each set of boundaries."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from mppgeo.boundaries.detail import Detail, name_file, read_detail
from mppgeo.boundaries.positions import Position

_REACH = 0.05
"""Degrees; finer lines are displaced by less."""


@dataclass(frozen=True)
class Location:
    """Where a place lies by one set.

    Attributes
    ----------
    kabkota : ``kode``; several on the very line between them, none at sea.
    kecamatan : ``kode`` and name of each, likewise; None = the set has no kecamatan there.
    """

    kabkota: tuple[str, ...]
    kecamatan: tuple[tuple[str, str], ...] | None

    @property
    def provinsi(self) -> tuple[str, ...]:
        """``kode`` of the provinces."""
        return tuple(dict.fromkeys(kode[:2] for kode in self.kabkota))


def locate(position: Position, kabkota: gpd.GeoDataFrame, detail: Path) -> Location:
    """Find a place in a set, by its finest lines.

    Parameters
    ----------
    kabkota : the light layer of the set.
    detail : folder of its finer files (:mod:`mppgeo.boundaries.detail`); the
        light layer stands in for those that are missing or cannot be read.
    """
    point = shapely.Point(position.lon, position.lat)
    near = kabkota[shapely.dwithin(kabkota.geometry.to_numpy(), point, _REACH)]
    found: list[str] = []
    within: list[tuple[str, str]] = []
    divided = False
    for provinsi in sorted(set(near.index.str[:2])):
        fine = _read(detail / name_file(provinsi))
        light = near[near.index.str[:2] == provinsi]
        found += list(
            _find(point, light if fine is None or fine.kabkota.empty else fine.kabkota).index
        )
        if fine is not None and len(fine.kecamatan):
            divided = True
            rows = _find(point, fine.kecamatan)
            within += zip(rows.index, rows["nama"], strict=True)
    return Location(tuple(found), tuple(within) if divided else None)


def _find(point: shapely.Point, layer: gpd.GeoDataFrame) -> pd.DataFrame:
    return layer[shapely.intersects(layer.geometry.to_numpy(), point)]


def _read(path: Path) -> Detail | None:
    try:
        state = path.stat()
    except OSError:
        return None
    return _read_state(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=4)
def _read_state(path: Path, changed: int, size: int) -> Detail:
    return read_detail(path)
