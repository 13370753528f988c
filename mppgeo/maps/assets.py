"""The files the browser fetches from the app: Leaflet, our layer, geometry.

Every address holds the hash of the content, so that a file is fetched once and
kept; a changed file has another address. Bodies are compressed once.
"""

from __future__ import annotations

import gc
import gzip
import hashlib
import json
import threading
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import xstatic.pkg.leaflet
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mppgeo.dataset import Dataset
from mppgeo.fonts import find_variable_font
from mppgeo.live import current
from mppgeo.maps.topology import encode_topology
from mppgeo.store.journal import StoreDown

PREFIX = "assets"
FROM_COMPONENT = f"../../{PREFIX}"
"""Address of the assets as seen from the map's frame (``/component/<name>/``)."""

PAGE_STYLE = Path(__file__).parent.parent / "ui" / "style.css"
_STATIC = Path(__file__).parent / "static"
_LEAFLET = Path(xstatic.pkg.leaflet.BASE_DIR)
_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
}
_FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Asset:
    """A file for the browser; ``body`` as it is, before compression."""

    name: str
    body: bytes

    @cached_property
    def digest(self) -> str:
        return hashlib.blake2b(self.body, digest_size=8).hexdigest()

    @cached_property
    def compressed(self) -> bytes:
        return gzip.compress(self.body, compresslevel=9, mtime=0)

    @property
    def media_type(self) -> str:
        return _TYPES[Path(self.name).suffix]

    @property
    def page_url(self) -> str:
        """Address relative to any page of the app."""
        return f"{PREFIX}/{self.digest}/{self.name}"

    @property
    def url(self) -> str:
        """Address relative to the map's frame."""
        return f"{FROM_COMPONENT}/{self.digest}/{self.name}"


@lru_cache(maxsize=1)
def static_assets() -> dict[str, Asset]:
    """Leaflet, our script and our style, by name.

    The font is the one that Streamlit ships and the page has loaded already.
    """
    style = (_STATIC / "map.css").read_text(encoding="utf-8")
    style = style.replace("FONT_URL", f"../../static/media/{find_variable_font().name}")
    assets = [
        Asset("leaflet.js", (_LEAFLET / "leaflet.js").read_bytes()),
        Asset("leaflet.css", (_LEAFLET / "leaflet.css").read_bytes()),
        Asset("map.js", (_STATIC / "map.js").read_bytes()),
        Asset("timebar.js", (_STATIC / "timebar.js").read_bytes()),
        Asset("present.js", (_STATIC / "present.js").read_bytes()),
        Asset("map.css", style.encode()),
        Asset("page.css", PAGE_STYLE.read_bytes()),
    ]
    return {asset.name: asset for asset in assets}


def data_assets(dataset: Dataset) -> dict[str, Asset]:
    """Geometry, surrounding land and openings of a dataset, by name; made once."""
    with _making:
        return _make_data_assets(dataset)


def prepare_assets() -> None:
    """Read the data and make all assets, compressed, before somebody asks for them."""
    try:
        made = data_assets(current())
    except StoreDown:
        # The first visitor is told; there is nothing to make yet.
        made = {}
    for asset in (*static_assets().values(), *made.values()):
        _ = asset.compressed
    # What lives as long as the process need not be looked through for garbage
    # after every rerun, which took longer than the rerun itself.
    gc.collect()
    gc.freeze()


_making = threading.Lock()


@lru_cache(maxsize=2)
def _make_data_assets(dataset: Dataset) -> dict[str, Asset]:
    areas = encode_topology(dataset.kabkota, dataset.provinsi, dataset.regions)
    land = dataset.neighbours.read_bytes() if dataset.neighbours.exists() else _NO_LAND
    assets = [
        Asset("areas.json", areas),
        Asset("neighbours.json", land),
        Asset("openings.json", encode_openings(dataset)),
    ]
    return {asset.name: asset for asset in assets}


_NO_LAND = b'{"type":"FeatureCollection","features":[]}'


def encode_openings(dataset: Dataset) -> bytes:
    """When each area got its first MPP that counts.

    Returns
    -------
    JSON ``{kode: [date as precisely as known or null, name, day it counts
    from]}``; the key is the kabkota served, or the province that runs it.
    """
    mpp = dataset.mpp
    counted = mpp[mpp["hitungan_nasional"].eq("ya")]
    counted = counted.assign(area=counted["kode_kabkota"].fillna(counted["kode"]))
    first = counted.sort_values("tanggal_akhir").drop_duplicates("area")
    openings = {
        row.area: [
            row.tanggal_peresmian if isinstance(row.tanggal_peresmian, str) else None,
            row.nama_mpp,
            row.tanggal_akhir.date().isoformat(),
        ]
        for row in first.itertuples()
    }
    return json.dumps(openings, ensure_ascii=False, separators=(",", ":")).encode()


def make_route() -> Route:
    """The web server's route for all assets."""
    return Route(f"/{PREFIX}/{{digest}}/{{name}}", _answer, methods=["GET", "HEAD"])


def _answer(request: Request) -> Response:
    asset = _find(request.path_params["digest"], request.path_params["name"])
    if asset is None:
        return Response("not found", status_code=404, media_type="text/plain")
    headers = {"Cache-Control": _FOREVER, "ETag": f'"{asset.digest}"', "Vary": "Accept-Encoding"}
    held = request.headers.get("if-none-match", "").split(",")
    # A proxy that compresses anew makes the tag a weak one (RFC 9110, 13.1.2).
    if headers["ETag"] in {tag.strip().removeprefix("W/") for tag in held}:
        return Response(status_code=304, headers=headers)
    body = asset.body
    if "gzip" in request.headers.get("accept-encoding", ""):
        body, headers["Content-Encoding"] = asset.compressed, "gzip"
    return Response(body, headers=headers, media_type=asset.media_type)


def _find(digest: str, name: str) -> Asset | None:
    asset = static_assets().get(name) or data_assets(current()).get(name)
    return asset if asset and asset.digest == digest else None
