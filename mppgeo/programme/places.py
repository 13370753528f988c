"""Where every MPP stands on a day, and how precisely that is known.

Rules
-----
* The place is the position on record; else the village or kecamatan that the address on
  record names (:mod:`mppgeo.country.addresses`); else the capital of the area it serves.
* An address is that of the day (:mod:`mppgeo.programme.facts`).
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from mppgeo.base.caching import cached
from mppgeo.base.language import mark
from mppgeo.base.names import shorten
from mppgeo.country.addresses import KECAMATAN, VILLAGE, Spot, find_spot
from mppgeo.country.capitals import locate_capitals
from mppgeo.dataset import Dataset
from mppgeo.programme.facts import (
    by_facts,
    find_addresses,
    find_positions,
    list_addresses,
    list_days,
)
from mppgeo.store.choice import DATABASE_URL, open_database

PRECISE, CAPITAL = "koordinat", "ibu kota"
PRECISIONS = {
    PRECISE: mark("precise (coordinates on record)"),
    VILLAGE: mark("kelurahan/desa that the address names"),
    KECAMATAN: mark("kecamatan that the address names"),
    CAPITAL: mark("capital of the area; the place is not known"),
}
"""How precisely a place is known, the most precise first."""


@dataclass(frozen=True)
class Located:
    """A place, degrees EPSG:4326, and one of :data:`PRECISIONS`."""

    lon: float
    lat: float
    precision: str


@cached(maxsize=512, key=by_facts)
def locate_mpps(dataset: Dataset, as_of: dt.date) -> Mapping[str, Located]:
    """Where the MPPs on record are on a day, by ``key``; one of unknown place is left out."""
    told, capitals = _read_places(dataset, as_of), find_capitals(dataset)
    found = {}
    for key, area in _list_areas(dataset):
        if key in told:
            found[key] = told[key]
            continue
        lon, lat = capitals.get(area, (None, None))
        if lon is not None and lat is not None and not (pd.isna(lon) or pd.isna(lat)):
            found[key] = Located(float(lon), float(lat), CAPITAL)
    return found


@cached(maxsize=4)
def list_moves(dataset: Dataset) -> Mapping[str, list[tuple[dt.date | None, Located | None]]]:
    """Since when each MPP is known to be where it is, by ``key``, the earliest first.

    A day of None = always; a place of None = no more is known than the capital of its area.
    MPPs of which nothing else is ever known are left out.
    """
    moves: dict[str, list[tuple[dt.date | None, Located | None]]] = {}
    for day in (None, *list_days(dataset)):
        told = _read_places(dataset, day or dt.date.min)
        for key in told.keys() | moves.keys():
            own = moves.setdefault(key, [])
            if (own[-1][1] if own else None) != told.get(key):
                own.append((day, told.get(key)))
    return moves


def _read_places(dataset: Dataset, as_of: dt.date) -> dict[str, Located]:
    """The places that are on record on a day, by position or address."""
    positions, addresses = find_positions(dataset, as_of), find_addresses(dataset, as_of)
    found = {}
    for key, area in _list_areas(dataset):
        address = addresses.get(key)
        if key in positions:
            found[key] = Located(*positions[key], PRECISE)
        elif address and (spot := _find_spot(dataset, area, address)):
            found[key] = Located(spot.lon, spot.lat, spot.precision)
    return found


@cached(maxsize=4)
def _list_areas(dataset: Dataset) -> tuple[tuple[str, str], ...]:
    """The ``key`` of every MPP on record and the area that it serves: a kabkota, else a province."""
    areas = dataset.mpp["kode_kabkota"].fillna(dataset.mpp["kode"])
    return tuple(zip(dataset.mpp["key"], areas, strict=True))


def _find_spot(dataset: Dataset, area: str, address: str) -> Spot | None:
    return find_spot(dataset.villages, area, address, _list_names(dataset).get(area, ()))


def list_spots(dataset: Dataset) -> gpd.GeoDataFrame:
    """Where all addresses that were ever on record lie, of those that say it.

    Returns
    -------
    Index ``kode`` (of the area) and ``alamat``, sorted; ``presisi`` (:data:`VILLAGE` or
    :data:`KECAMATAN`) and the point (EPSG:4326).
    """
    areas = dict(_list_areas(dataset))
    asked = sorted({(areas[key], said) for key, said in list_addresses(dataset) if key in areas})
    spots = {(area, said): _find_spot(dataset, area, said) for area, said in asked}
    known = {place: spot for place, spot in spots.items() if spot}
    return gpd.GeoDataFrame(
        {"presisi": [spot.precision for spot in known.values()]},
        index=pd.MultiIndex.from_tuples(list(known), names=["kode", "alamat"]),
        geometry=gpd.points_from_xy(
            [spot.lon for spot in known.values()], [spot.lat for spot in known.values()]
        ),
        crs="EPSG:4326",
    )


def keep_spots(dataset: Dataset) -> None:
    """Keep the places of addresses beside the records, where these are in a database.

    Raises
    ------
    StoreError : the database does not answer, or refuses it.
    """
    url = os.environ.get(DATABASE_URL, "").strip()
    if url:
        open_database(url).refresh_spots(list_spots(dataset))


@cached(maxsize=4)
def find_capitals(dataset: Dataset) -> dict[str, tuple[float, float]]:
    """Longitude and latitude of the capital of every area, by kode."""
    regions = dataset.regions
    found = dict(
        zip(regions["kode"], zip(regions["lon"], regions["lat"], strict=True), strict=True)
    )
    for layer in (dataset.kabkota, dataset.provinsi):
        if len(layer):
            known = locate_capitals(layer, regions)
            pairs = zip(known["lon"], known["lat"], strict=True)
            found.update(zip(known.index, pairs, strict=True))
    return found


@cached(maxsize=4)
def _list_names(dataset: Dataset) -> dict[str, tuple[str, ...]]:
    """Names that say nothing of where in an area a place is: its own, its capital's, its province's."""
    names = dataset.names
    return {
        row.kode: tuple(
            dict.fromkeys(
                name
                for own in (row.nama, row.ibu_kota, names.get(row.kode[:2]))
                if isinstance(own, str)
                for name in (
                    own,
                    shorten(own),
                    own.removeprefix("Kabupaten ").removeprefix("Kota "),
                )
            )
        )
        for row in dataset.regions.itertuples()
    }
