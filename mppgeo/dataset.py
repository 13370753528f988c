"""All data of the project, read once and checked against one another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import geopandas as gpd
import pandas as pd

from mppgeo.base.faults import Fault
from mppgeo.base.names import shorten
from mppgeo.base.paths import data_dir, find_file, own_dir
from mppgeo.boundaries.coordinates import check_coordinates
from mppgeo.boundaries.layers import Layer, read_layer
from mppgeo.boundaries.sets import (
    NAME,
    BoundarySet,
    describe_derived,
    find_active,
    find_boundaries,
    place_sets,
    read_choice,
    tell_fallback,
)
from mppgeo.country.regions import read_regions, select_kabkota, select_provinsi
from mppgeo.country.villages import FILE as VILLAGES
from mppgeo.country.villages import Villages, read_villages
from mppgeo.records.crosscheck import check_together
from mppgeo.records.schema import RECORDS
from mppgeo.store.choice import Store, open_store
from mppgeo.store.file_forms import digest_files


@dataclass(frozen=True)
class Checked:
    """A file that was read: its name, rows in it, rows used."""

    file: str
    rows_read: int
    rows_used: int


@dataclass(frozen=True, eq=False)
class Dataset:
    """The data as read; compared by identity, so that it can key a cache.

    Attributes
    ----------
    regions : :func:`mppgeo.country.regions.read_regions`.
    boundaries : the set of boundaries in use.
    kabkota, provinsi : its layers (:class:`mppgeo.boundaries.layers.Layer`).
    neighbours : path of the surrounding land, for orientation only.
    villages : their points; without them all but the distances works.
    records : frames by table name (:data:`mppgeo.records.schema.RECORDS`); in those about
        MPPs, ``key`` tells which MPP (:mod:`mppgeo.records.crosscheck`).
    unreadable : names of the tables that could not be used at all.
    faults, checked : what was left out, and what was looked at.
    version : changes when any file does.
    """

    regions: pd.DataFrame
    boundaries: BoundarySet
    kabkota: gpd.GeoDataFrame
    provinsi: gpd.GeoDataFrame
    neighbours: Path
    villages: Villages
    records: Mapping[str, pd.DataFrame]
    unreadable: frozenset[str]
    faults: tuple[Fault, ...]
    checked: tuple[Checked, ...]
    version: str

    @property
    def mpp(self) -> pd.DataFrame:
        return self.records["mpp"]

    @property
    def mpp_readable(self) -> bool:
        """False where nothing is known of any MPP."""
        return "mpp" not in self.unreadable

    @property
    def boundaries_folder(self) -> Path:
        """Where all sets of boundaries are."""
        return self.neighbours.parent

    @cached_property
    def names(self) -> dict[str, str]:
        """Official name by ``kode``."""
        return dict(zip(self.regions["kode"], self.regions["nama"], strict=True))

    @cached_property
    def provinsi_names(self) -> dict[str, str]:
        """Short name of each province by ``kode``, in order of the names."""
        rows = select_provinsi(self.regions)
        names = {row.kode: shorten(row.nama) for row in rows.itertuples()}
        return dict(sorted(names.items(), key=lambda item: item[1]))

    @cached_property
    def no_data(self) -> frozenset[str]:
        """Areas of which nothing can be said, as a record of theirs was left out.

        An area with another, valid record is not among them.
        """
        if not self.mpp_readable:
            return frozenset(self.regions["kode"])
        left_out = {f.kode for f in self.faults if f.file == "records/mpp.csv" and f.kode}
        return frozenset(left_out - set(self.mpp["kode_kabkota"]) - set(self.mpp["kode"]))


def read(folder: Path | None = None, store: Store | None = None) -> Dataset:
    """Read and validate all data.

    Parameters
    ----------
    folder : layout of ``data/``; default :func:`mppgeo.base.paths.data_dir`.
    store : where the records are; default :func:`mppgeo.store.choice.open_store`.

    Raises
    ------
    StoreDown : the database that holds the records does not answer.

    Notes
    -----
    Never raises for bad data: what is not valid is left out and named in
    ``faults``.
    """
    folder = folder or data_dir()
    store = store or open_store(folder)
    # Taken first: a file saved while others are read makes the next version.
    version = fingerprint(folder, store)
    regions, faults = read_regions(find_file(folder, "regions.csv"))
    rows = len(regions) + len({fault.row for fault in faults if fault.row and fault.row > 1})
    checked = [Checked("regions.csv", rows, len(regions))]
    outlines = find_boundaries(folder)
    boundaries, layers, fallback = _read_boundaries(outlines, regions)
    faults = faults + fallback
    for layer in layers.values():
        faults = faults + layer.faults
        checked.append(Checked(layer.name, layer.rows_read, len(layer.frame)))
    areas = dict(zip(regions["kode"], regions["nama"], strict=True))
    villages = read_villages(find_file(folder, VILLAGES), set(select_kabkota(regions)["kode"]))
    if villages.fault and not villages.missing:
        faults = faults + [villages.fault]
    tables = {name: store.read_table(schema, areas) for name, schema in RECORDS.items()}
    records, offences = check_together(
        {name: table.frame for name, table in tables.items()},
        regions,
        left_out={fault.kode for fault in tables["mpp"].faults if fault.kode},
        mpp_readable=tables["mpp"].readable,
    )
    records, misplaced = check_coordinates(
        records, layers["kabkota"].frame, layers["provinsi"].frame, areas
    )
    offences = [*offences, *misplaced]
    for name, table in tables.items():
        found = [*table.faults, *(one for one in offences if one.file == table.name)]
        if RECORDS[name].PRIVATE:
            # Faults stand on a page that is open to all; file, row and column are enough to find them.
            found = [replace(fault, value=None) for fault in found]
        faults = faults + found
        checked.append(Checked(table.name, table.rows_read, len(records[name])))
    return Dataset(
        regions=regions,
        boundaries=boundaries,
        kabkota=layers["kabkota"].frame,
        provinsi=layers["provinsi"].frame,
        neighbours=outlines / "neighbours.geojson",
        villages=villages,
        records=records,
        unreadable=frozenset(name for name, table in tables.items() if not table.readable),
        faults=tuple(faults),
        checked=tuple(checked),
        version=version,
    )


def fingerprint(folder: Path, store: Store) -> str:
    """A short text that changes when any of the data does; cheap enough for every visit."""
    # A set installed under a name that was in use before has other files, and so another text.
    outlines = find_boundaries(folder)
    chosen = read_choice(outlines)
    own = [f"{chosen}/*", f"{chosen}/detail/*.topojson"] if NAME.fullmatch(chosen) else []
    looked = [
        *((place, ("*.csv", "*.parquet")) for place in dict.fromkeys((folder, own_dir(folder)))),
        (outlines, ("*.geojson", "detail/*.topojson")),
        (place_sets(outlines), (*own, "active")),
    ]
    return "".join(digest_files(*one) for one in looked) + store.fingerprint()


def _read_boundaries(
    folder: Path, regions: pd.DataFrame
) -> tuple[BoundarySet, dict[str, Layer], list[Fault]]:
    """The set in use, its layers by level, and why it is not the one chosen."""
    active, fault = find_active(folder)
    layers = _read_layers(active, regions)
    faults = [fault] if fault else []
    if not active.is_derived and any(layer.frame.empty for layer in layers.values()):
        # A layer that holds nothing would be a map without a country.
        faults.append(tell_fallback(active.name))
        active = describe_derived(folder)
        layers = _read_layers(active, regions)
    return active, layers, faults


def _read_layers(found: BoundarySet, regions: pd.DataFrame) -> dict[str, Layer]:
    place = "boundaries" if found.is_derived else f"boundaries/sets/{found.name}"
    levels = {"kabkota": select_kabkota(regions), "provinsi": select_provinsi(regions)}
    return {
        level: read_layer(found.folder / f"{level}.geojson", set(rows["kode"]), place)
        for level, rows in levels.items()
    }
