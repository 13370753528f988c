"""Opens a boundary file of any kind, without following anything out of it.

GDAL cannot be told in one call which of its drivers may look at a file, and some
of them (VRT, GDALG and others) open whatever a file names. So the kind is told
from the content first; the file is copied to a folder of its own under a name
of ours; and the driver that GDAL took must be the one of that kind.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyogrio

from mppgeo.base.language import mark
from mppgeo.base.refusal import ImportRefused
from mppgeo.boundaries.importing.archives import BESIDE, unpack
from mppgeo.boundaries.importing.limits import Limits

NOT_A_FILE = mark("{name} is not a file.")
UNKNOWN_KIND = mark(
    "{name} is not a boundary file of a kind that is read: GeoPackage, Shapefile, GeoJSON, TopoJSON, GeoParquet, FlatGeobuf or KML (also within a ZIP file)."
)
REFERS = mark("{name} refers to other files or addresses, which are not followed. Give the file with the geometry itself.")  # fmt: skip
ENTITIES = mark("{name} defines entities of its own (DOCTYPE), which is not read. Save it again without them.")  # fmt: skip
DAMAGED = mark("{name} is damaged or not complete: it cannot be read as {kind}.")
NO_COMPANION = mark("{name} lacks the file {missing} that belongs beside it. Give the whole Shapefile, best as a ZIP file.")  # fmt: skip
EMPTY = mark("{name} holds no layer with features.")

SHAPEFILE, PARQUET = "ESRI Shapefile", "GeoParquet"
KINDS = {
    "GPKG": ".gpkg", SHAPEFILE: ".shp", "GeoJSON": ".geojson", "TopoJSON": ".topojson",
    PARQUET: ".parquet", "FlatGeobuf": ".fgb", "LIBKML": ".kml",
}  # fmt: skip
"""The kinds that are read, by the name of their driver, with the ending they get."""

_TITLES = {"GPKG": "GeoPackage", SHAPEFILE: "Shapefile", "LIBKML": "KML"}
_HEAD = 1 << 20
_CHUNK = 1 << 22
_JSON_TYPE = re.compile(rb'"type"\s*:\s*"(FeatureCollection|Feature|Topology)"')
_POINTS_ELSEWHERE = (b"gdal_streamed_alg", b"<OGRVRTDataSource", b"<VRTDataset", b"<OGRWFSDataSource")  # fmt: skip


@dataclass(frozen=True)
class Part:
    """One layer that can be read.

    Attributes
    ----------
    path : a copy of ours; ``kind`` is a key of :data:`KINDS`.
    layer : its name within the file; ``title`` is what the reader calls it.
    """

    path: Path
    kind: str
    layer: str
    title: str


@dataclass(frozen=True)
class Opened:
    """A file that was opened: its layers, its name and SHA-256."""

    parts: tuple[Part, ...]
    name: str
    checksum: str


@contextmanager
def open_source(path: Path, limits: Limits) -> Iterator[Opened]:
    """Open a file for as long as the context lasts.

    Raises
    ------
    ImportRefused : it is of another kind, damaged, too large, or refers to others.
    OSError : it cannot be read.
    """
    if not path.exists():
        raise FileNotFoundError(2, "no such file", str(path))
    if not path.is_file():
        raise ImportRefused(NOT_A_FILE, name=path.name)
    limits.check_bytes(path.stat().st_size)
    with tempfile.TemporaryDirectory(prefix="mppgeo-") as place, warnings.catch_warnings():
        # GDAL and pyogrio speak of trifles, in words that no reader here knows.
        warnings.simplefilter("ignore", RuntimeWarning)
        warnings.simplefilter("ignore", UserWarning)
        folder = Path(place)
        copy = folder / "given"
        checksum = _copy(path, copy, limits)
        if _read_head(copy).startswith(b"PK\x03\x04"):
            inner = folder / "unpacked"
            inner.mkdir()
            files = unpack(copy, inner, limits)
        else:
            files = [(path.stem, _place_alone(path, copy, folder / "alone", limits))]
        parts = tuple(part for name, file in files for part in _list_parts(file, name, path.name))
        if not parts:
            raise ImportRefused(EMPTY, name=path.name)
        yield Opened(parts, path.name, checksum)


def title_kind(kind: str) -> str:
    """The name that people know a kind by."""
    return _TITLES.get(kind, kind)


def tell_kind(path: Path, name: str) -> str:
    """The kind of a file by its content; ``name`` is what to call it.

    Raises
    ------
    ImportRefused : it is none of :data:`KINDS`, or refers to other files.
    """
    head = _read_head(path)
    if any(sign in head for sign in _POINTS_ELSEWHERE):
        raise ImportRefused(REFERS, name=name)
    if head.startswith(b"SQLite format 3\0"):
        return "GPKG"
    if head.startswith(b"fgb\x03fgb"):
        return "FlatGeobuf"
    if head.startswith(b"PAR1"):
        return PARQUET
    if head.startswith(b"\x00\x00\x27\x0a"):
        return SHAPEFILE
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"{"):
        found = _JSON_TYPE.search(text)
        if found:
            return "TopoJSON" if found[1] == b"Topology" else "GeoJSON"
    if text.startswith(b"<"):
        if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
            raise ImportRefused(ENTITIES, name=name)
        if re.search(rb"<(\w+:)?kml\b", text[:4096]):
            return "LIBKML"
    raise ImportRefused(UNKNOWN_KIND, name=name)


def _copy(path: Path, target: Path, limits: Limits) -> str:
    """Copy a file while its size and digest are taken; the SHA-256."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file, target.open("xb") as copy:
        while chunk := file.read(_CHUNK):
            size += len(chunk)
            limits.check_bytes(size)
            digest.update(chunk)
            copy.write(chunk)
    return digest.hexdigest()


def _place_alone(path: Path, copy: Path, folder: Path, limits: Limits) -> Path:
    """Give a file a folder of its own, a Shapefile with what belongs beside it."""
    kind = tell_kind(copy, path.name)
    folder.mkdir()
    target = copy.rename(folder / f"areas{KINDS[kind]}")
    if kind == SHAPEFILE:
        stem, size = path.stem.casefold(), target.stat().st_size
        for other in sorted(path.parent.iterdir()):
            ending = other.suffix.casefold()
            if other.stem.casefold() == stem and ending in BESIDE and other.is_file():
                size += other.stat().st_size
                limits.check_bytes(size)
                _copy(other, folder / f"areas{ending}", limits)
    return target


def _list_parts(path: Path, name: str, given: str) -> list[Part]:
    kind = tell_kind(path, given)
    if path.suffix != KINDS[kind]:
        # GDAL looks at endings, too, and this one may be wrong.
        path = path.rename(path.with_suffix(KINDS[kind]))
    if kind == SHAPEFILE:
        _require_companions(path, given)
    if kind == PARQUET:
        return [Part(path, kind, name, name)]
    hidden = _inspect_geopackage(path, given) if kind == "GPKG" else set()
    try:
        found = pyogrio.list_layers(path)
        layers = [str(layer) for layer, shape in found if shape is not None and layer not in hidden]
        if layers and pyogrio.read_info(path, layer=layers[0])["driver"] != kind:
            raise ImportRefused(UNKNOWN_KIND, name=given)
    except pyogrio.errors.DataSourceError:
        raise ImportRefused(DAMAGED, name=given, kind=title_kind(kind)) from None
    if len(layers) == 1 and kind != "GPKG":
        # Our own name of the copy, or one that nobody chose.
        return [Part(path, kind, layers[0], name)]
    return [Part(path, kind, layer, layer) for layer in layers]


def _require_companions(path: Path, given: str) -> None:
    for ending in (".shx", ".dbf"):
        if not path.with_suffix(ending).exists():
            raise ImportRefused(NO_COMPANION, name=given, missing=ending)


def _inspect_geopackage(path: Path, given: str) -> set[str]:
    """Names of its views, which are not read; refuse tables that fetch from elsewhere."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as base:
            rows = base.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
    except sqlite3.DatabaseError:
        raise ImportRefused(DAMAGED, name=given, kind="GeoPackage") from None
    for _, _, sql in rows:
        virtual = re.match(r"\s*CREATE\s+VIRTUAL\s+TABLE\b", sql or "", re.IGNORECASE)
        if virtual and not re.search(r"\bUSING\s+[\"']?(rtree|fts[345])\b", sql, re.IGNORECASE):
            raise ImportRefused(REFERS, name=given)
    return {name for kind, name, _ in rows if kind == "view"}


def _read_head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEAD)
