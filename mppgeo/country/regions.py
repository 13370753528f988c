"""The 38 provinces and 514 kabkota: names, kinds, people, areas, capitals."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from mppgeo.base.faults import Fault
from mppgeo.base.language import mark
from mppgeo.records.areas import Region
from mppgeo.records.reader import Table, read_table

NO_PROVINCE = mark("is left out, as the row of its province is missing or not valid")

JAKARTA = "31"
"""kode of the province whose six kabkota have no government of their own."""

PULAU = {
    "sumatera": "12",
    "jawa": "3",
    "bali-nusra": "5",
    "kalimantan": "6",
    "sulawesi": "7",
    "maluku": "8",
    "papua": "9",
}
"""Island groups by the first digit of the kode (the Home Ministry's numbering)."""

PULAU_NAMES = {
    "sumatera": mark("Sumatra"),
    "jawa": mark("Java"),
    "bali-nusra": mark("Bali and Nusa Tenggara"),
    "kalimantan": mark("Kalimantan"),
    "sulawesi": mark("Sulawesi"),
    "maluku": mark("Maluku"),
    "papua": mark("Papua"),
}


def read_regions(path: Path) -> tuple[pd.DataFrame, list[Fault]]:
    """Read ``regions.csv``.

    Returns
    -------
    frame : one row per area, index 0..n-1, sorted by ``kode``: ``kode`` (str),
        ``nama``, ``jenis`` (provinsi | kabupaten | kota), ``kode_provinsi``
        (of a province: its own), ``otonom`` (bool), ``population`` (people,
        Int64, NA = unknown), ``area_km2`` (float, NaN = unknown), ``ibu_kota``,
        ``lat``, ``lon`` (degrees, EPSG:4326, of the capital), ``pulau`` (a key
        of :data:`PULAU`).
    faults : what was left out, and why.
    """
    table: Table = read_table(path, Region)
    frame = table.frame
    frame["kode_provinsi"] = frame["kode"].str[:2]
    frame["otonom"] = frame["otonom"].eq("ya")
    frame["population"] = frame["population"].astype("Int64")
    for column in ("area_km2", "lat", "lon"):
        frame[column] = frame[column].astype(float)
    frame["pulau"] = frame["kode"].str[:1].map(_pulau_of_digit())
    provinces = set(frame["kode"][frame["jenis"] == "provinsi"])
    orphan = ~frame["kode_provinsi"].isin(provinces)
    orphans = [
        Fault(table.name, NO_PROVINCE, int(row.row), "kode", row.kode, kode=row.kode)
        for row in frame[orphan].itertuples()
    ]
    frame = frame[~orphan].sort_values("kode", ignore_index=True)
    return frame, table.faults + orphans


def pulau_of(kode: str) -> str:
    """The island group of an area, a key of :data:`PULAU`."""
    return _pulau_of_digit()[kode[0]]


def select_provinsi(regions: pd.DataFrame) -> pd.DataFrame:
    """The province rows."""
    return regions[regions["jenis"] == "provinsi"]


def select_kabkota(regions: pd.DataFrame) -> pd.DataFrame:
    """The kabupaten and kota rows."""
    return regions[regions["jenis"] != "provinsi"]


def _pulau_of_digit() -> dict[str, str]:
    return {digit: pulau for pulau, digits in PULAU.items() for digit in digits}
