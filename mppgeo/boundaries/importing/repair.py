"""Mends single geometries: polygons out of whatever a file holds, and what was wrong with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely

from mppgeo.base.language import mark_plural

NO_GEOMETRY = "no_geometry"
NOT_AREAS = "not_areas"
MIXED = "mixed"
CROSSING = "crossing"
HOLE_OUTSIDE = "hole_outside"
REPEATED_RING = "repeated_ring"
OTHER = "other"
HEIGHTS = "heights"
UNCLOSED = "unclosed"
WINDING = "winding"

KINDS = {
    NO_GEOMETRY: mark_plural("{count} feature without geometry was left out", "{count} features without geometry were left out"),
    NOT_AREAS: mark_plural("{count} feature of points or lines only was left out", "{count} features of points or lines only were left out"),
    MIXED: mark_plural("points and lines were taken out of {count} feature", "points and lines were taken out of {count} features"),
    CROSSING: mark_plural("{count} outline that crossed itself was mended", "{count} outlines that crossed themselves were mended"),
    HOLE_OUTSIDE: mark_plural("holes outside their area were removed from {count} feature", "holes outside their area were removed from {count} features"),
    REPEATED_RING: mark_plural("rings that stood twice were removed from {count} feature", "rings that stood twice were removed from {count} features"),
    OTHER: mark_plural("{count} other invalid geometry was mended", "{count} other invalid geometries were mended"),
    HEIGHTS: mark_plural("heights were dropped from {count} feature", "heights were dropped from {count} features"),
    UNCLOSED: mark_plural("the outline of {count} feature was not closed and is now", "the outlines of {count} features were not closed and are now"),
    WINDING: mark_plural("the outline of {count} feature ran the wrong way round and was turned", "the outlines of {count} features ran the wrong way round and were turned"),
}  # fmt: skip
"""What was mended, by kind, as it is said."""

_REASONS = (
    ("Hole lies outside shell", HOLE_OUTSIDE),
    ("Holes are nested", HOLE_OUTSIDE),
    ("Duplicate Rings", REPEATED_RING),
    ("Nested shells", REPEATED_RING),
    ("Self-intersection", CROSSING),
    ("Ring Self-intersection", CROSSING),
)


@dataclass(frozen=True)
class Repaired:
    """Geometries after repair: valid polygons, None where none is left; what was done, counted."""

    geometry: np.ndarray
    counts: Mapping[str, int]


def repair(geometry: np.ndarray, *, wound: bool = False) -> Repaired:
    """Make every geometry a valid polygon or multipolygon, or None.

    Parameters
    ----------
    geometry : 2D, of any type, None where there is none.
    wound : the format says which way outlines run (GeoJSON), so that others are
        worth a word; here it makes no difference.
    """
    counts: Counter[str] = Counter()
    geometry = geometry.copy()
    empty = shapely.is_missing(geometry) | shapely.is_empty(geometry)
    counts[NO_GEOMETRY] += int(empty.sum())
    geometry[empty] = None
    types = shapely.get_type_id(geometry)
    collections = types == shapely.GeometryType.GEOMETRYCOLLECTION
    for place in np.flatnonzero(collections):
        polygons, others = _take_polygons(geometry[place])
        geometry[place] = polygons
        counts[MIXED if polygons is not None else NOT_AREAS] += bool(others or polygons is None)
    types = shapely.get_type_id(geometry)
    areal = np.isin(types, (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON))
    counts[NOT_AREAS] += int((~areal & (types >= 0)).sum())
    geometry[~areal] = None
    if wound:
        counts[WINDING] += _count_wrong_way(geometry)
    for place in np.flatnonzero(~shapely.is_missing(geometry) & ~shapely.is_valid(geometry)):
        counts[_classify(geometry[place])] += 1
        geometry[place] = _mend(geometry[place])
    return Repaired(geometry, dict(+counts))


def _take_polygons(collection: shapely.Geometry) -> tuple[shapely.Geometry | None, bool]:
    """The polygons of a collection, within collections too, and whether there was anything else."""
    parts, others = [], False
    for part in collection.geoms:
        if part.geom_type == "GeometryCollection":
            inner, more = _take_polygons(part)
            others |= more
            parts += [] if inner is None else list(inner.geoms)
        elif part.geom_type in ("Polygon", "MultiPolygon"):
            parts += [piece for piece in shapely.get_parts(part) if not piece.is_empty]
        else:
            others = True
    return (shapely.MultiPolygon(parts) if parts else None), others


def _mend(geometry: shapely.Geometry) -> shapely.Geometry | None:
    """Each outline without its holes; both lobes of a bow tie are kept."""
    parts = []
    for part in shapely.get_parts(geometry):
        shell, *holes = (_make_valid(ring) for ring in _rings(part))
        if shell is None:
            continue
        left = shapely.difference(shell, shapely.union_all([hole for hole in holes if hole]))
        # A hole as large as the area itself would leave nothing: the outline alone is meant.
        parts.append(shell if left.is_empty else left)
    return _keep_areas(shapely.union_all(parts))


def _make_valid(ring: shapely.LinearRing) -> shapely.Geometry | None:
    made = shapely.make_valid(shapely.Polygon(ring), method="structure", keep_collapsed=False)
    return _keep_areas(made)


def _keep_areas(geometry: shapely.Geometry) -> shapely.Geometry | None:
    if geometry.geom_type == "GeometryCollection":
        geometry = _take_polygons(geometry)[0]
    if geometry is None or geometry.is_empty or geometry.area == 0:
        return None
    return geometry if geometry.geom_type in ("Polygon", "MultiPolygon") else None


def _classify(geometry: shapely.Geometry) -> str:
    reason = shapely.is_valid_reason(geometry)
    for words, kind in _REASONS:
        if reason.startswith(words):
            return REPEATED_RING if kind == CROSSING and _repeats(geometry) else kind
    return OTHER


def _repeats(geometry: shapely.Geometry) -> bool:
    """Whether a ring, or part, stands twice: GEOS calls some of that a crossing."""
    for part in shapely.get_parts(geometry):
        rings = [shapely.normalize(shapely.linestrings(ring.coords)) for ring in _rings(part)]
        if len({ring.wkb for ring in rings}) < len(rings):
            return True
    parts = shapely.normalize(shapely.get_parts(geometry))
    return len({part.wkb for part in parts}) < len(parts)


def _rings(polygon: shapely.Polygon) -> list[shapely.LinearRing]:
    return [polygon.exterior, *polygon.interiors]


def _count_wrong_way(geometry: np.ndarray) -> int:
    parts, index = shapely.get_parts(geometry, return_index=True)
    parts_wrong = ~shapely.is_ccw(shapely.get_exterior_ring(parts)) & ~shapely.is_empty(parts)
    return len(np.unique(index[parts_wrong]))
