"""Reads the village points, ``villages.parquet``: where in each kabkota people may live."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import ArrayLike

from mppgeo.base.faults import Fault
from mppgeo.base.language import mark
from mppgeo.records.reader import MISSING_FILE

FILE = "villages.parquet"
STEPS_PER_DEGREE = 10_000
"""Steps of the stored coordinates in one degree."""

BROKEN = mark("is not the file of village points as built; restore it or build it again")
UNKNOWN_AREAS = mark("names areas that stand in no row of regions.csv: {kodes}; they are left out")

_NUMBERS = ("lon", "lat", "island")


@dataclass(frozen=True, eq=False)
class Villages:
    """Centroids of villages; all arrays are of one length and cannot be written to.

    Attributes
    ----------
    codes : kode of the kabkota that have villages, sorted.
    area : index into ``codes`` of each village; ascending.
    lon, lat : degrees, EPSG:4326, in steps of 0.0001 (about 11 m).
    island : number of the island (piece of the coastline) a village is on.
    nama, kecamatan : names of the villages and of their kecamatan; empty texts where the
        file has none.
    fault : why there are none, or not all; None = all is well.
    missing : there is no such file.
    """

    codes: tuple[str, ...]
    area: np.ndarray
    lon: np.ndarray
    lat: np.ndarray
    island: np.ndarray
    nama: np.ndarray
    kecamatan: np.ndarray
    fault: Fault | None = None
    missing: bool = False

    def __len__(self) -> int:
        return len(self.area)

    @cached_property
    def kode(self) -> np.ndarray:
        """kode of the kabkota of each village, as text objects."""
        return _freeze(np.array(self.codes, dtype=object)[self.area])

    @cached_property
    def counts(self) -> np.ndarray:
        """Number of villages of each of ``codes``."""
        return _freeze(np.bincount(self.area, minlength=len(self.codes)))

    @cached_property
    def vectors(self) -> np.ndarray:
        """Points on the unit sphere, shape (n, 3), see :func:`to_vectors`."""
        return _freeze(to_vectors(self.lon, self.lat))


def to_vectors(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """Degrees to points on the unit sphere, shape (n, 3).

    The straight line between two of them is 2 sin(a/2), a the angle of the great circle.
    """
    east, north = np.radians(np.asarray(lon, float)), np.radians(np.asarray(lat, float))
    flat = np.cos(north)
    return np.column_stack([flat * np.cos(east), flat * np.sin(east), np.sin(north)])


def read_villages(path: Path, kodes: set[str]) -> Villages:
    """Read the village points; ``kodes`` are the areas that may have some.

    Never raises for a missing or broken file: the result is then empty and says why.
    """
    if not path.exists():
        return make_villages([], [], [], [], fault=Fault(path.name, MISSING_FILE), missing=True)
    try:
        columns = _read_columns(path)
    except (pa.ArrowException, OSError, ValueError, KeyError):
        return make_villages([], [], [], [], fault=Fault(path.name, BROKEN))
    known = np.array([name in kodes for name in columns["names"]], dtype=bool)
    kept = known[columns["code"]] if len(known) else np.zeros(0, dtype=bool)
    fault = None
    if not known.all():
        strange = sorted(n for n, k in zip(columns["names"], known, strict=True) if not k)
        fields = {"kodes": ", ".join(strange[:5]) + (", …" if len(strange) > 5 else "")}
        fault = Fault(path.name, UNKNOWN_AREAS, column="kode", fields=fields)
    kode = np.array(columns["names"], dtype=object)[columns["code"]]
    return make_villages(
        kode[kept],
        columns["lon"][kept] / STEPS_PER_DEGREE,
        columns["lat"][kept] / STEPS_PER_DEGREE,
        columns["island"][kept],
        nama=columns["nama"][kept],
        kecamatan=columns["kecamatan"][kept],
        fault=fault,
    )


def make_villages(
    kode: ArrayLike,
    lon: ArrayLike,
    lat: ArrayLike,
    island: ArrayLike,
    *,
    nama: object = None,
    kecamatan: object = None,
    fault: Fault | None = None,
    missing: bool = False,
) -> Villages:
    """Villages from columns of one length: kode of the kabkota, degrees, islands, names."""
    kode = np.asarray(kode, dtype=object)
    unnamed = [""] * len(kode)
    nama, kecamatan = (
        np.asarray(unnamed if names is None else names, dtype=object) for names in (nama, kecamatan)
    )
    # Numbers are sorted many times as fast as texts.
    numbers, codes = pd.factorize(kode, sort=True)
    order = np.argsort(numbers, kind="stable")
    return Villages(
        codes=tuple(map(str, codes)),
        area=_freeze(np.asarray(numbers[order], dtype=np.int16)),
        lon=_freeze(np.asarray(lon, dtype=float)[order]),
        lat=_freeze(np.asarray(lat, dtype=float)[order]),
        island=_freeze(np.asarray(island, dtype=np.int16)[order]),
        nama=_freeze(nama[order]),
        kecamatan=_freeze(kecamatan[order]),
        fault=fault,
        missing=missing,
    )


def _read_columns(path: Path) -> dict[str, np.ndarray]:
    """Columns of a file that is as it should be, else ValueError or KeyError."""
    # Not by way of data sets of many files, whose library takes longer to load than this to read.
    table = pq.ParquetFile(path).read()
    kode = table["kode"].combine_chunks()
    if isinstance(kode, pa.ChunkedArray):
        kode = kode.chunk(0)
    if not pa.types.is_dictionary(kode.type):
        kode = kode.cast(pa.string()).dictionary_encode()
    numbers = {name: table[name] for name in _NUMBERS}
    if any(column.null_count for column in (kode, *numbers.values())):
        raise ValueError("a value is missing")
    if not all(pa.types.is_integer(column.type) for column in numbers.values()):
        raise ValueError("coordinates and islands are whole numbers")
    columns = {name: column.to_numpy() for name, column in numbers.items()}
    for name, limit in (("lon", 180), ("lat", 90), ("island", None)):
        most = np.iinfo(np.int16).max if limit is None else limit * STEPS_PER_DEGREE
        least = 0 if limit is None else -most
        if ((columns[name] < least) | (columns[name] > most)).any():
            raise ValueError(f"{name} is out of range")
    if not len(table):
        raise ValueError("there is no village")
    texts = {
        name: np.array(table[name].cast(pa.string()).fill_null("").to_numpy(), dtype=object)
        if name in table.column_names
        else np.full(len(table), "", dtype=object)
        for name in ("nama", "kecamatan")
    }
    return {
        **columns,
        **texts,
        "names": list(map(str, kode.dictionary.to_pylist())),
        "code": kode.indices.to_numpy(),
    }


def _freeze(array: np.ndarray) -> np.ndarray:
    array.flags.writeable = False
    return array
