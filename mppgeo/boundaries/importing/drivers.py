"""GDAL as files of strangers may meet it: without a network, with no more drivers than are read.

Some drivers open whatever a file names, and some kinds of files name addresses. pyogrio cannot be
told which drivers may open a file, so the others are taken out of the process.
"""

from __future__ import annotations

import os
from functools import cache

import pyogrio
import pyproj
from pyogrio import _ogr

_NO_NETWORK = {
    # GDAL has no switch: it asks this proxy, of a kind that there is not, and gives up.
    "GDAL_HTTP_PROXY": "none://none",
    "GDAL_HTTP_MAX_RETRY": "0",
    "CPL_VSIL_CURL_ALLOWED_FILENAME": f"{os.devnull}/nowhere",
    "OGR_SQLITE_ALLOW_EXTERNAL_ACCESS": "NO",
}
_WITHOUT_PROXY = ("no_proxy", "NO_PROXY")


def close_gdal(allowed: frozenset[str]) -> None:
    """Leave GDAL no network, and no drivers but ``allowed``, for as long as the process lasts."""
    for name in _WITHOUT_PROXY:
        os.environ.pop(name, None)
    pyogrio.set_gdal_config_options(_NO_NETWORK)
    pyproj.network.set_network_enabled(False)
    _skip_others(allowed)


@cache
def _skip_others(allowed: frozenset[str]) -> None:
    others = [driver for driver in pyogrio.list_drivers() if driver not in allowed]
    pyogrio.set_gdal_config_options({"GDAL_SKIP": ",".join(others)})
    # Registering anew takes out those that are to be skipped.
    _ogr._register_drivers()
    pyogrio.set_gdal_config_options({"GDAL_SKIP": None})
