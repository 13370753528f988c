"""Reads what an import is compared with from a data folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from mppgeo.base.paths import find_file
from mppgeo.boundaries.sets import find_boundaries
from mppgeo.country.regions import read_regions, select_kabkota
from mppgeo.country.villages import FILE, Villages, read_villages
from mppgeo.records.schema import RECORDS
from mppgeo.store.choice import open_store
from mppgeo.store.journal import StoreError


@dataclass(frozen=True)
class Surroundings:
    """What an import is compared with.

    Attributes
    ----------
    boundaries : the folder ``data/boundaries``.
    regions : :func:`mppgeo.country.regions.read_regions`.
    parents : province that another was set up from, by ``kode``.
    """

    boundaries: Path
    regions: pd.DataFrame
    villages: Villages
    parents: Mapping[str, str] = field(default_factory=dict)


def read_surroundings(folder: Path) -> Surroundings:
    """Regions, villages and the history of provinces of a data folder.

    A database that does not answer is no hindrance: then provinces are only
    known by their names of today.
    """
    regions, _ = read_regions(find_file(folder, "regions.csv"))
    villages = read_villages(find_file(folder, FILE), set(select_kabkota(regions)["kode"]))
    names = dict(zip(regions["kode"], regions["nama"], strict=True))
    try:
        history = open_store(folder).read_table(RECORDS["province_history"], names).frame
        parents = dict(zip(history["kode"], history["kode_induk"], strict=True))
    except StoreError:
        parents = {}
    return Surroundings(find_boundaries(folder), regions, villages, parents)
