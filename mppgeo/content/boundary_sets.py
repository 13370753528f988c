"""The installed sets of boundaries with what was measured of them, each read once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd

from mppgeo.base.caching import cached
from mppgeo.boundaries.differences import compare_sets
from mppgeo.boundaries.layers import read_layer
from mppgeo.boundaries.location import Location, locate
from mppgeo.boundaries.measures import Quality, compare_with_official, measure_set
from mppgeo.boundaries.positions import Position
from mppgeo.boundaries.sets import BoundarySet, list_names, list_sets
from mppgeo.country.regions import select_kabkota
from mppgeo.dataset import Dataset


@dataclass(frozen=True, eq=False)
class MeasuredSet:
    """A set with its figures; compared by identity, so that it can key a cache.

    Attributes
    ----------
    about : what is recorded of it.
    kabkota : its layer (:class:`mppgeo.boundaries.layers.Layer`).
    areas : :func:`mppgeo.boundaries.measures.compare_with_official`.
    quality : its figures.
    """

    about: BoundarySet
    kabkota: gpd.GeoDataFrame
    areas: pd.DataFrame
    quality: Quality


@cached(maxsize=2)
def measure_active(dataset: Dataset) -> MeasuredSet:
    """The set in use."""
    return _measure(dataset, dataset.boundaries, dataset.kabkota)


def list_measured(dataset: Dataset) -> list[MeasuredSet]:
    """All sets that can be used, the one in use first."""
    others = [
        _measure_other(dataset, found.name, _stamp(found))
        for found in list_sets(dataset.boundaries_folder)
        if found.name != dataset.boundaries.name
    ]
    return [measure_active(dataset), *filter(None, others)]


def list_damaged(dataset: Dataset) -> list[str]:
    """Names of the sets that are installed but cannot be used."""
    folder = dataset.boundaries_folder
    return sorted(set(list_names(folder)) - {found.name for found in list_sets(folder)})


@cached(maxsize=16)
def compare_measured(first: MeasuredSet, second: MeasuredSet) -> pd.DataFrame:
    """How the second set differs, see :func:`mppgeo.boundaries.differences.compare_sets`."""
    return compare_sets(first.kabkota, second.kabkota)


@cached(maxsize=64)
def locate_in(measured: MeasuredSet, position: Position) -> Location:
    """Where a place lies by a set."""
    return locate(position, measured.kabkota, measured.about.detail)


# Sets that are not in use may be replaced while the data stay as they are.


def _stamp(found: BoundarySet) -> tuple[tuple[int, int], ...]:
    def describe(path: Path) -> tuple[int, int]:
        try:
            state = path.stat()
        except OSError:
            return 0, 0
        return state.st_mtime_ns, state.st_size

    files = [found.folder / "kabkota.geojson", found.folder / "set.json"]
    return tuple(describe(path) for path in files)


@cached(maxsize=16)
def _measure_other(dataset: Dataset, name: str, stamp: object) -> MeasuredSet | None:
    found = {one.name: one for one in list_sets(dataset.boundaries_folder)}.get(name)
    if found is None:
        return None
    kodes = set(select_kabkota(dataset.regions)["kode"])
    layer = read_layer(found.folder / "kabkota.geojson", kodes)
    return None if layer.frame.empty else _measure(dataset, found, layer.frame)


def _measure(dataset: Dataset, about: BoundarySet, kabkota: gpd.GeoDataFrame) -> MeasuredSet:
    official = dataset.regions.set_index("kode")["area_km2"]
    areas = compare_with_official(kabkota, official)
    return MeasuredSet(about, kabkota, areas, measure_set(kabkota, areas, dataset.villages))
