"""The files the browser fetches from the app: Leaflet, our layer, geometry.

Every address holds the hash of the content, so that a file is fetched once and
kept; a changed file has another address. Bodies are compressed once, and what
depends on boundaries alone is not made again when a record changes.
"""

from __future__ import annotations

import gc
import hashlib
import json
import re
import threading
import time
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import brotli
import shapely
import xstatic.pkg.leaflet

from mppgeo.base.budgets import GEOMETRY, Busy
from mppgeo.base.packing import BROTLI, GZIP, Packed, compress
from mppgeo.dataset import Dataset
from mppgeo.live import current
from mppgeo.maps.detail import digest_detail, encode_detail, encode_kecamatan, has_detail
from mppgeo.maps.page_fonts import ICONS, TEXT, list_ranges, place_font, prepare_fonts
from mppgeo.maps.points import describe_moves
from mppgeo.maps.shelf import Shelved, keep
from mppgeo.maps.topology import encode_topology
from mppgeo.openings import list_openings
from mppgeo.scene.view import KECAMATAN
from mppgeo.store.journal import StoreDown

PREFIX = "assets"
FROM_COMPONENT = f"../../{PREFIX}"
"""Address of the assets as seen from the map's frame (``/component/<name>/``)."""

PAGE_STYLE = Path(__file__).parent.parent / "ui" / "style.css"
SCRIPTS = (
    "shared.js", "topology.js", "outlines.js", "labels.js", "names.js", "legend.js", "insets.js",
    "frame.js", "points.js", "detail.js", "map.js", "played.js", "timebar.js",
    "present.js",
)  # fmt: skip
"""Our scripts, each after those it needs; the browser gets them as one file."""

_STATIC = Path(__file__).parent / "static"
_LEAFLET = Path(xstatic.pkg.leaflet.BASE_DIR)
_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
}
_DETAIL = re.compile(r"(areas|kecamatan)-([0-9]{2})\.json")


_KEPT = 160
"""Finer geometries kept: both kinds of all provinces, of the boundaries before too."""
_ANSWERED = 12
"""Files of earlier data still answered: a page drawn just before a change asks for them after it."""


class Asset(Shelved, Packed):
    """A file for the browser, whose address holds its digest."""

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
    """Leaflet, our script and our styles, by name; the frame's font is the page's."""
    style = _name_fonts((_STATIC / "map.css").read_text(encoding="utf-8"))
    page = _name_fonts(PAGE_STYLE.read_text(encoding="utf-8"))
    assets = [
        Asset("leaflet.js", (_LEAFLET / "leaflet.js").read_bytes()),
        Asset("leaflet.css", (_LEAFLET / "leaflet.css").read_bytes()),
        Asset("map.js", b"\n".join((_STATIC / name).read_bytes() for name in SCRIPTS)),
        Asset("map.css", style.encode()),
        Asset("page.css", page.encode()),
    ]
    return {asset.name: asset for asset in assets}


def _name_fonts(style: str) -> str:
    """A style sheet with the addresses of the fonts, as seen from its own."""
    for sign, name in (("TEXT_FONT", TEXT), ("ICON_FONT", ICONS)):
        style = style.replace(sign, f"../{place_font(name)}/{name}")
    return style.replace("TEXT_RANGE", list_ranges())


def data_assets(dataset: Dataset) -> dict[str, Asset]:
    """Geometry, surrounding land and openings of a dataset, by name; made once."""
    found = _made.get(dataset.version)
    if found and found[0] is dataset:
        return found[1]
    with _making:
        return _make_data_assets(dataset)


def list_wanted() -> list[str]:
    """Addresses, as seen from a page, of what every map asks for; of data as last made."""
    static = static_assets()
    wanted = [static[name] for name in ("leaflet.js", "map.js", "leaflet.css", "map.css")]
    for _, made in list(_made.values())[-1:]:
        wanted += made.values()
    return [
        asset.page_url for asset in sorted(wanted, key=lambda asset: asset.name != "areas.json")
    ]


def prepare_assets() -> None:
    """Read the data and make all assets, compressed, before somebody asks for them."""
    try:
        made = data_assets(current())
    except StoreDown:
        # The first visitor is told; there is nothing to make yet.
        made = {}
    for asset in (*static_assets().values(), *made.values()):
        asset.pack(GZIP)
    # What lives as long as the process need not be looked through for garbage
    # after every rerun, which took longer than the rerun itself.
    gc.collect()
    gc.freeze()
    for asset in (*static_assets().values(), *made.values()):
        asset.pack(BROTLI)
    prepare_fonts()


def prepare_details() -> None:
    """Make the finer geometry of every province, at a pace that leaves room for visitors."""
    try:
        dataset = current()
    except StoreDown:
        return
    digest = digest_detail(dataset)
    for provinsi in dataset.provinsi_names:
        if has_detail(dataset, (provinsi,)):
            began = time.thread_time()
            with suppress(Busy):
                _make_detail(dataset, digest, "areas", provinsi)
            time.sleep(2 * (time.thread_time() - began))


_making = threading.Lock()
_made: dict[str, tuple[Dataset, dict[str, Asset]]] = {}
_geometry: dict[str, tuple[Asset, Asset]] = {}
_details: dict[tuple[str, str, str], Asset] = {}
_given: dict[tuple[str, str], Asset] = {}
"""What addresses were given out for, by digest and name, the latest last."""


def _make_data_assets(dataset: Dataset) -> dict[str, Asset]:
    found = _made.get(dataset.version)
    if found and found[0] is dataset:
        return found[1]
    assets = [*_make_geometry(dataset), Asset("openings.json", encode_openings(dataset))]
    named = {asset.name: asset for asset in assets}
    for asset in assets:
        _given.pop((asset.digest, asset.name), None)
        _add(_given, (asset.digest, asset.name), asset, _ANSWERED)
    _add(_made, dataset.version, (dataset, named), 2)
    return named


def _make_geometry(dataset: Dataset) -> tuple[Asset, Asset]:
    """Areas and surrounding land; made again only when boundaries or names have changed."""
    land = dataset.neighbours.read_bytes() if dataset.neighbours.exists() else _NO_LAND
    digest = hashlib.blake2b(land)
    for layer in (dataset.kabkota, dataset.provinsi):
        for shape in shapely.to_wkb(layer.geometry.values):
            digest.update(shape)
        digest.update(layer.drop(columns="geometry").to_csv().encode())
    digest.update(dataset.regions.to_csv().encode())
    key = digest.hexdigest()
    if key not in _geometry:
        areas = encode_topology(dataset.kabkota, dataset.provinsi, dataset.regions)
        made = (Asset("areas.json", areas), Asset("neighbours.json", land))
        _add(_geometry, key, made, 2)
    return _geometry[key]


def _add(kept: dict, key: object, value: object, most: int) -> None:
    """Add to a dictionary, and forget of it what was added first."""
    kept[key] = value
    while len(kept) > most:
        del kept[next(iter(kept))]


_NO_LAND = b'{"type":"FeatureCollection","features":[]}'


def encode_openings(dataset: Dataset) -> bytes:
    """When each area got its first MPP that counts (:func:`mppgeo.openings.list_openings`).

    Returns
    -------
    JSON ``{kode: [date as precisely as known or null, name, day it counts from, places]}``,
    ``places`` as in :func:`mppgeo.maps.points.describe_moves`.
    """
    openings = {
        row.Index: [
            row.tanggal_peresmian if isinstance(row.tanggal_peresmian, str) else None,
            row.nama_mpp,
            row.certain.date().isoformat(),
            describe_moves(dataset, row.key),
        ]
        for row in list_openings(dataset).itertuples()
    }
    return json.dumps(openings, ensure_ascii=False, separators=(",", ":")).encode()


def find_detail(
    dataset: Dataset, provinsi: tuple[str, ...], *, kecamatan: bool
) -> dict[str, list[str] | bool | None] | None:
    """Addresses of the finer geometry of open provinces, for the map's payload.

    Returns
    -------
    ``areas`` and ``kecamatan``, an address for each province (the latter None
    unless asked for and known), and ``divided`` (whether kecamatan are known);
    None where no province is open.
    """
    if not provinsi:
        return None
    divided = KECAMATAN in dataset.boundaries.levels
    return {
        "areas": _place_details(dataset, "areas", provinsi),
        "kecamatan": (
            _place_details(dataset, KECAMATAN, provinsi) if kecamatan and divided else None
        ),
        "divided": divided,
    }


def _place_details(dataset: Dataset, kind: str, provinsi: tuple[str, ...]) -> list[str]:
    digest = digest_detail(dataset)
    return [f"{FROM_COMPONENT}/{digest}/{kind}-{kode}.json" for kode in provinsi]


def _make_detail(dataset: Dataset, digest: str, kind: str, provinsi: str) -> Asset:
    """Made once; raises :class:`mppgeo.base.budgets.Busy` where too many wait for others."""
    key = (digest, kind, provinsi)
    made = _details.get(key)
    if made:
        return made
    with GEOMETRY.take():
        # Whoever had the turn before may have made it.
        made = _details.get(key)
        if made is None:
            encode = {"areas": encode_detail, KECAMATAN: encode_kecamatan}[kind]
            name = f"{kind}-{provinsi}.json"
            packed = keep(
                f"{digest}-{name}.br", lambda: compress(encode(dataset, provinsi), BROTLI)
            )
            made = Asset(name, brotli.decompress(packed), {BROTLI: packed})
            _add(_details, key, made, _KEPT)
        return made


def _find_detail(dataset: Dataset, digest: str, name: str) -> Asset | None:
    """The asset of an address that :func:`find_detail` gave; None = it gave no such.

    What was made of earlier boundaries is answered as long as it is kept.
    """
    found = _DETAIL.fullmatch(name)
    if not found:
        return None
    kind, provinsi = found.groups()
    made = _details.get((digest, kind, provinsi))
    if made or digest != digest_detail(dataset) or not has_detail(dataset, (provinsi,)):
        return made
    return _make_detail(dataset, digest, kind, provinsi)


def find_asset(digest: str, name: str) -> Asset | None:
    """The asset of an address; None = there is none.

    Raises
    ------
    mppgeo.base.budgets.Busy : it would have to be made, and too many wait for others.
    """
    dataset = current()
    asset = static_assets().get(name) or data_assets(dataset).get(name)
    if asset and asset.digest == digest:
        return asset
    return _given.get((digest, name)) or _find_detail(dataset, digest, name)
