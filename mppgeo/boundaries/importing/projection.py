"""Brings geometries to longitude and latitude, and says what had to be guessed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

from mppgeo.base.language import mark
from mppgeo.base.refusal import ImportRefused
from mppgeo.boundaries.layers import CRS as LONLAT

BOUNDS = (94.0, -11.6, 142.0, 6.6)
"""West, south, east, north of Indonesia with its islands, degrees, EPSG:4326."""

NO_CRS = mark("The file does not say its coordinate reference system, and the coordinates are not degrees within Indonesia. Say it with --crs, such as --crs EPSG:32748.")  # fmt: skip
BAD_CRS = mark("“{crs}” is not a coordinate reference system. Write it as EPSG:4326, for example.")
UNKNOWN_CRS = mark("The file says a coordinate reference system that is not known ({crs}). Say the right one with --crs.")  # fmt: skip
GRID_FILES = mark("The coordinate reference system of the file needs files of its own, which are not followed. Say another with --crs.")  # fmt: skip
OUTSIDE = mark("The geometry lies outside Indonesia ({bounds}), so its coordinate reference system ({crs}) is wrong. Say the right one with --crs.")  # fmt: skip
NO_AREAS = mark("The layer holds no areas.")
SWAPPED_OUTSIDE = mark("With longitude and latitude swapped the geometry lies outside Indonesia ({bounds}). Leave out --swap-axes.")  # fmt: skip


@dataclass(frozen=True)
class Placed:
    """Geometries in longitude and latitude.

    Attributes
    ----------
    crs : the system they came in, as it is called.
    guessed : the file did not say it.
    swapped : longitude and latitude stood the other way round.
    """

    geometry: np.ndarray
    crs: str
    guessed: bool
    swapped: bool


def place(
    geometry: np.ndarray, crs: CRS | str | None, *, said: str | None = None, swap: bool = False
) -> Placed:
    """Bring geometries to EPSG:4326, longitude first; Z and M are dropped.

    Parameters
    ----------
    crs : as the file says; None = it does not; a text = it says one that is not known.
    said : as the user says; goes before the file.
    swap : take the first coordinate for the latitude. Where nothing else makes
        sense, that is done unasked.

    Raises
    ------
    ImportRefused : it is not known where the geometry lies, or not in Indonesia.
    """
    geometry = shapely.force_2d(geometry)
    if not (shapely.get_dimensions(geometry) == 2).any():
        raise ImportRefused(NO_AREAS)
    if said:
        crs = _read_crs(said)
    if isinstance(crs, str):
        raise ImportRefused(UNKNOWN_CRS, crs=crs)
    guessed = crs is None
    if guessed:
        if not (_is_inside(geometry) or _is_inside(geometry, swapped=True)):
            raise ImportRefused(NO_CRS)
        crs = CRS.from_user_input(LONLAT)
    if "grids=" in crs.to_wkt() or "grids=" in (crs.srs or ""):
        raise ImportRefused(GRID_FILES)
    if not (crs.is_geographic and crs.equals(CRS.from_user_input(LONLAT), ignore_axis_order=True)):
        geometry = _transform(geometry, crs)
    swapped = swap or (not _is_inside(geometry) and _is_inside(geometry, swapped=True))
    if swapped:
        geometry = shapely.transform(geometry, lambda places: places[:, ::-1])
    if not _is_inside(geometry):
        bounds = ", ".join(f"{value:.4g}" for value in _find_bounds(geometry))
        if swap:
            raise ImportRefused(SWAPPED_OUTSIDE, bounds=bounds)
        raise ImportRefused(OUTSIDE, bounds=bounds, crs=crs.name)
    return Placed(geometry, _name(crs), guessed, swapped)


def _read_crs(said: str) -> CRS:
    try:
        return CRS.from_user_input(said)
    except ProjError:
        raise ImportRefused(BAD_CRS, crs=said) from None


def _transform(geometry: np.ndarray, crs: CRS) -> np.ndarray:
    # GDAL and GeoParquet give x (longitude) first whatever the system's own order is.
    transformer = Transformer.from_crs(crs, LONLAT, always_xy=True)
    return shapely.transform(geometry, transformer.transform, interleaved=False)


def _is_inside(geometry: np.ndarray, *, swapped: bool = False) -> bool:
    west, south, east, north = BOUNDS
    left, bottom, right, top = _find_bounds(geometry)
    if swapped:
        left, bottom, right, top = bottom, left, top, right
    return west <= left <= right <= east and south <= bottom <= top <= north


def _find_bounds(geometry: np.ndarray) -> np.ndarray:
    """Of the areas alone: a stray point says nothing of them."""
    return shapely.total_bounds(geometry[shapely.get_dimensions(geometry) == 2])


def _name(crs: CRS) -> str:
    authority = crs.to_authority()
    return ":".join(authority) if authority else crs.name
