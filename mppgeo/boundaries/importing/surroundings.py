"""Reads what an import is compared with from a data folder."""

from __future__ import annotations

from pathlib import Path

from mppgeo.boundaries.importing.plan import Surroundings
from mppgeo.country.regions import read_regions, select_kabkota
from mppgeo.country.villages import FILE, read_villages
from mppgeo.records.schema import RECORDS
from mppgeo.store.choice import open_store
from mppgeo.store.journal import StoreError


def read_surroundings(folder: Path) -> Surroundings:
    """Regions, villages and the history of provinces of a data folder.

    A database that does not answer is no hindrance: then provinces are only
    known by their names of today.
    """
    regions, _ = read_regions(folder / "regions.csv")
    villages = read_villages(folder / FILE, set(select_kabkota(regions)["kode"]))
    names = dict(zip(regions["kode"], regions["nama"], strict=True))
    try:
        history = open_store(folder).read_table(RECORDS["province_history"], names).frame
        parents = dict(zip(history["kode"], history["kode_induk"], strict=True))
    except StoreError:
        parents = {}
    return Surroundings(folder / "boundaries", regions, villages, parents)
