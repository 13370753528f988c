"""Opens a boundary file of any kind, without following anything out of it.

Some drivers of GDAL (VRT, GDALG and others) open whatever a file names. So GDAL has
no others than are needed and no network; the kind is told from the content first;
the file is copied to a folder of its own under a name of ours; and the driver that
GDAL took must be the one of that kind.
"""

from __future__ import annotations

import hashlib
import json
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
from mppgeo.boundaries.importing.drivers import close_gdal
from mppgeo.boundaries.importing.limits import Limits
from mppgeo.boundaries.importing.shapefile_parts import check_parts

NOT_A_FILE = mark("{name} is not a file.")
UNKNOWN_KIND = mark(
    "{name} is not a boundary file of a kind that is read: GeoPackage, Shapefile, GeoJSON, TopoJSON, GeoParquet, FlatGeobuf or KML (also within a ZIP file)."
)
REFERS = mark("{name} refers to other files or addresses, which are not followed. Give the file with the geometry itself.")  # fmt: skip
ENTITIES = mark("{name} defines entities of its own (DOCTYPE), which is not read. Save it again without them.")  # fmt: skip
DAMAGED = mark("{name} is damaged or not complete: it cannot be read as {kind}.")
NO_COMPANION = mark("{name} lacks the file {missing} that belongs beside it. Give the whole Shapefile, best as a ZIP file.")  # fmt: skip
NOT_UTF8 = mark("The texts of {name} are not written in UTF-8. Save it again with the encoding UTF-8.")  # fmt: skip
LARGE_FEATURE = mark("One feature of {name} is larger than can be read. Simplify it first.")
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
_CRS = re.compile(rb'"(?:c|\\u0063)(?:r|\\u0072)(?:s|\\u0073)"\s*:\s*')
_LONGEST_CRS = 1 << 16
_POINTS_ELSEWHERE = (b"gdal_streamed_alg", b"<OGRVRTDataSource", b"<VRTDataset", b"<OGRWFSDataSource")  # fmt: skip


@dataclass(frozen=True)
class Part:
    """One layer that can be read.

    Attributes
    ----------
    path : a copy of ours; ``kind`` is a key of :data:`KINDS`.
    layer : its name within the file; ``title`` is what the reader calls it.
    crs : what a kind says of its reference system that GDAL would replace by another where it
        does not know it; "" = nothing.
    """

    path: Path
    kind: str
    layer: str
    title: str
    crs: str = ""


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
    close_gdal(frozenset(KINDS))
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


def explain_damage(error: Exception, name: str, kind: str) -> ImportRefused:
    """The sentence for what a library said of a file."""
    if isinstance(error, UnicodeDecodeError) or "utf8" in str(error).casefold():
        return ImportRefused(NOT_UTF8, name=name)
    if "OGR_GEOJSON_MAX_OBJ_SIZE" in str(error):
        return ImportRefused(LARGE_FEATURE, name=name)
    return ImportRefused(DAMAGED, name=name, kind=title_kind(kind))


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
    crs = _read_crs(path, given) if kind in ("GeoJSON", "TopoJSON") else ""
    hidden = _inspect_geopackage(path, given) if kind == "GPKG" else set()
    try:
        found = pyogrio.list_layers(path)
        layers = [str(layer) for layer, shape in found if shape is not None and layer not in hidden]
        if layers and pyogrio.read_info(path, layer=layers[0])["driver"] != kind:
            raise ImportRefused(UNKNOWN_KIND, name=given)
    except (pyogrio.errors.DataSourceError, UnicodeDecodeError) as error:
        raise explain_damage(error, given, kind) from None
    if len(layers) == 1 and kind != "GPKG":
        # Our own name of the copy, or one that nobody chose.
        return [Part(path, kind, layers[0], name, crs)]
    return [Part(path, kind, layer, layer, crs) for layer in layers]


def _read_crs(path: Path, given: str) -> str:
    """What a GeoJSON file says of its reference system; several are named together.

    Raises
    ------
    ImportRefused : it gives the address of a description.
    """
    found: dict[str, None] = {}
    with path.open("rb") as file:
        kept = b""
        while chunk := file.read(_CHUNK):
            text = kept + chunk
            for match in _CRS.finditer(text):
                value = text[match.end() : match.end() + _LONGEST_CRS]
                if len(value) == _LONGEST_CRS or len(chunk) < _CHUNK:
                    found |= dict.fromkeys(_understand_crs(value, given))
            # What is not wholly here yet is looked at again with the next piece.
            kept = text[-_LONGEST_CRS - 64 :]
    return ", ".join(sorted(found))


def _understand_crs(text: bytes, given: str) -> list[str]:
    try:
        said, _ = json.JSONDecoder().raw_decode(text.decode("utf-8", errors="replace"))
    except ValueError:
        return []
    if not isinstance(said, dict):
        return []
    kind, about = str(said.get("type")).casefold(), said.get("properties")
    if kind in ("link", "url"):
        raise ImportRefused(REFERS, name=given)
    about = about if isinstance(about, dict) else {}
    if kind == "epsg":
        return [f"EPSG:{about.get('code')}"]
    return [str(about.get("name") or about.get("urn") or "")[:200]]


def _require_companions(path: Path, given: str) -> None:
    for ending in (".shx", ".dbf"):
        if not path.with_suffix(ending).exists():
            raise ImportRefused(NO_COMPANION, name=given, missing=ending)
    check_parts(path, given)


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
