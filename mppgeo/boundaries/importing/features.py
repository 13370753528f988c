"""Reads the features of one layer, in portions, so that a limit stops it early."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyogrio
import shapely
from pyarrow import parquet
from pyproj import CRS
from pyproj.exceptions import CRSError

from mppgeo.base.language import mark
from mppgeo.base.refusal import ImportRefused
from mppgeo.boundaries.importing.limits import Limits
from mppgeo.boundaries.importing.sources import EMPTY, PARQUET, Part, explain_damage

NO_GEOMETRY = mark("{name} has no column of geometry as GeoParquet describes it.")
TOO_MANY = mark("{name} has more than {limit} features; a map of villages is not needed. Merge it first.")  # fmt: skip

_MOST_FEATURES = 500_000
_PORTION = 2000


@dataclass(frozen=True)
class Features:
    """The rows of a layer as they stand in the file.

    Attributes
    ----------
    frame : its attributes, index 0..n-1.
    geometry : shapely geometries of any type, None where there is none.
    crs : as the file says; None = it does not; a text = it says one that is not known.
    unclosed : how many geometries had rings that were not closed, and are now.
    kind : of the file, see :data:`mppgeo.boundaries.importing.sources.KINDS`.
    """

    frame: pd.DataFrame
    geometry: np.ndarray
    crs: CRS | str | None
    unclosed: int
    kind: str

    @property
    def vertices(self) -> int:
        return int(shapely.get_num_coordinates(self.geometry).sum())


def read_columns(part: Part, name: str) -> list[str]:
    """Titles of the attributes of a layer."""
    try:
        if part.kind == PARQUET:
            schema = parquet.read_schema(part.path)
            return [title for title in schema.names if title not in _describe(schema, name)[0]]
        return [str(title) for title in pyogrio.read_info(part.path, layer=part.layer)["fields"]]
    except (
        pyogrio.errors.DataSourceError, pa.ArrowException, OSError, UnicodeDecodeError,
    ) as error:  # fmt: skip
        raise explain_damage(error, name, part.kind) from None


def read_features(part: Part, name: str, limits: Limits) -> Features:
    """All features of a layer; ``name`` is what to call the file.

    Raises
    ------
    ImportRefused : it is damaged, empty, or larger than the limits.
    """
    frames, shapes, vertices, rows, unclosed = [], [], 0, 0, 0
    said: object = None
    try:
        portions = _read_parquet(part, name, limits) if part.kind == PARQUET else _read_gdal(part)
        for crs, frame, bodies in portions:
            said = crs
            rows += len(frame)
            if rows > _MOST_FEATURES:
                raise ImportRefused(TOO_MANY, name=name, limit=_MOST_FEATURES)
            geometry, mended = _decode(bodies)
            vertices += int(shapely.get_num_coordinates(geometry).sum())
            limits.check_vertices(vertices)
            unclosed += mended
            frames.append(frame)
            shapes.append(geometry)
    except (
        pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError,
        pyogrio.errors.FeatureError, pyogrio.errors.FieldError, pyogrio.errors.GeometryError,
        shapely.GEOSException, pa.ArrowException, OSError, UnicodeDecodeError,
    ) as error:  # fmt: skip
        raise explain_damage(error, name, part.kind) from None
    if not rows:
        raise ImportRefused(EMPTY, name=name)
    frame = pd.concat(frames, ignore_index=True)
    crs = _choose_crs(_understand(part.crs), _understand(said))
    return Features(frame, np.concatenate(shapes), crs, unclosed, part.kind)


def join_features(layers: Sequence[Features], name: str) -> Features:
    """The features of several layers in one reference system, one layer after the other.

    Raises
    ------
    ImportRefused : they are too many together.
    """
    if len(layers) == 1:
        return layers[0]
    if sum(len(layer.frame) for layer in layers) > _MOST_FEATURES:
        raise ImportRefused(TOO_MANY, name=name, limit=_MOST_FEATURES)
    return replace(
        layers[0],
        frame=pd.concat([layer.frame.astype(object) for layer in layers], ignore_index=True),
        geometry=np.concatenate([layer.geometry for layer in layers]),
        unclosed=sum(layer.unclosed for layer in layers),
    )


Portion = tuple[object, pd.DataFrame, np.ndarray]
"""What the file says of its CRS, attributes, and geometries as WKB (None = none)."""


def _read_gdal(part: Part) -> Iterator[Portion]:
    with pyogrio.raw.open_arrow(
        part.path, layer=part.layer, batch_size=_PORTION, use_pyarrow=True
    ) as (meta, reader):
        column = meta["geometry_name"] or "wkb_geometry"
        for batch in reader:
            bodies = batch.column(column).to_numpy(zero_copy_only=False)
            yield meta["crs"], _to_frame(batch, column), bodies


def _read_parquet(part: Part, name: str, limits: Limits) -> Iterator[Portion]:
    file = parquet.ParquetFile(part.path)
    others, column, crs = _describe(file.schema_arrow, name)
    keep = [title for title in file.schema_arrow.names if title not in others or title == column]
    size = 0
    # The sizes that the file states of itself need not be true: what comes out is counted.
    for batch in file.iter_batches(batch_size=64, columns=keep):
        size += batch.nbytes
        limits.check_bytes(size, unpacked=True)
        bodies = batch.column(column).to_numpy(zero_copy_only=False)
        yield crs, _to_frame(batch, column), bodies


def _to_frame(batch: pa.RecordBatch, geometry: str) -> pd.DataFrame:
    """The attributes; texts that are no UTF-8 are found here, not where they are first used."""
    attributes = batch.drop_columns([geometry])
    attributes.validate(full=True)
    return attributes.to_pandas()


def _describe(schema: pa.Schema, name: str) -> tuple[set[str], str, object]:
    """Columns of geometry, the first of them, and its CRS, by the GeoParquet specification."""
    try:
        described = json.loads((schema.metadata or {})[b"geo"])
        column = str(described["primary_column"])
        entry = described["columns"][column]
        if str(entry["encoding"]) != "WKB" or column not in schema.names:
            raise KeyError(column)
    except (KeyError, ValueError, TypeError):
        raise ImportRefused(NO_GEOMETRY, name=name) from None
    # Without the entry the specification says longitude and latitude; null says unknown.
    return set(described["columns"]), column, entry.get("crs", "OGC:CRS84")


def _decode(bodies: np.ndarray) -> tuple[np.ndarray, int]:
    """Geometries from WKB, and how many had rings that were not closed."""
    geometry = shapely.from_wkb(bodies, on_invalid="ignore")
    given = np.array([body is not None for body in bodies], dtype=bool)
    failed = np.flatnonzero(shapely.is_missing(geometry) & given)
    for place in failed:
        geometry[place] = shapely.from_wkb(bodies[place], on_invalid="fix")
    return geometry, len(failed)


def _choose_crs(own: CRS | str | None, read: CRS | str | None) -> CRS | str | None:
    """What the file itself says, where GDAL has read anything else in its place."""
    if own is None or isinstance(own, str):
        return own or read
    same = isinstance(read, CRS) and own.equals(read, ignore_axis_order=True)
    return read if same else own


def _understand(crs: object) -> CRS | str | None:
    """A CRS as files write it; None = there is none, a text = it makes no sense."""
    if not crs:
        return None
    try:
        return CRS.from_user_input(crs)
    except CRSError:
        return str(crs)[:200]
