"""Cut polygons that share lines into arcs, each stored once, as TopoJSON 1.0 wants them.

Every vertex is kept, also one in the middle of a straight line, where an area of another file may
have a corner; the package topojson drops those.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

DECIMALS = 4
STEPS = 10**DECIMALS
"""Steps of the grid in one degree."""


def encode_topology(layers: dict[str, tuple[Sequence[shapely.Geometry], Sequence[dict]]]) -> dict:
    """Return polygons with their properties as a TopoJSON topology, a dict ready for JSON.

    Parameters
    ----------
    layers : (Polygon | MultiPolygon, properties) by name of the object, EPSG:4326, coordinates on
        the grid. Lines that meet must have the same vertices.
    """
    shapes = np.array([shape for pair in layers.values() for shape in pair[0]], dtype=object)
    places = np.rint(shapely.get_coordinates(shapes) * STEPS).astype(np.int64)
    west, south = places.min(axis=0).tolist() if len(places) else (0, 0)
    vertices, number = np.unique(places - (west, south), axis=0, return_inverse=True)
    cutter = _Cutter(_find_junctions(shapes, number.ravel(), len(vertices)))
    rings = iter(np.split(number.ravel(), np.cumsum(_count_vertices(shapes))[:-1]))
    objects = {
        name: {
            "type": "GeometryCollection",
            "geometries": [
                _describe(shape, facts, cutter, rings) for shape, facts in zip(*pair, strict=True)
            ],
        }
        for name, pair in layers.items()
    }
    return {
        "type": "Topology",
        "transform": {"scale": [1 / STEPS] * 2, "translate": [west / STEPS, south / STEPS]},
        "objects": objects,
        "arcs": [
            np.diff(vertices[list(arc)], axis=0, prepend=[[0, 0]]).tolist() for arc in cutter.arcs
        ],
    }


class _Cutter:
    """Cuts rings (arrays of vertex numbers, closed) at junctions; collects the arcs."""

    def __init__(self, junctions: np.ndarray) -> None:
        self.arcs: dict[tuple[int, ...], int] = {}
        self._junctions = junctions

    def cut(self, ring: np.ndarray) -> list[int]:
        """Return the numbers of the ring's arcs; that of one against the stored direction is
        inverted bit by bit."""
        ring = ring[:-1]
        corners = np.flatnonzero(self._junctions[ring])
        # A ring that meets nothing starts at the same vertex wherever it is found again.
        first = corners[0] if len(corners) else np.argmin(ring)
        ring = np.append(np.roll(ring, -first), ring[first])
        ends = [*(corners - first).tolist(), len(ring) - 1] if len(corners) else [0, len(ring) - 1]
        return [
            self._find(tuple(ring[start : end + 1].tolist()))
            for start, end in zip(ends, ends[1:], strict=False)
        ]

    def _find(self, arc: tuple[int, ...]) -> int:
        back = arc[::-1]
        stored = min(arc, back)
        index = self.arcs.setdefault(stored, len(self.arcs))
        return index if stored == arc else ~index


def _describe(shape, facts, cutter, rings) -> dict:
    polygons = [
        [cutter.cut(next(rings)) for _ in range(1 + shapely.get_num_interior_rings(part))]
        for part in shapely.get_parts(shape)
    ]
    kind = "MultiPolygon" if shape.geom_type == "MultiPolygon" else "Polygon"
    arcs = polygons if kind == "MultiPolygon" else polygons[0]
    return {"type": kind, "properties": facts, "arcs": arcs}


def _count_vertices(shapes: np.ndarray) -> np.ndarray:
    return shapely.get_num_coordinates(shapely.get_rings(shapely.get_parts(shapes)))


def _find_junctions(shapes: np.ndarray, number: np.ndarray, total: int) -> np.ndarray:
    """Tell which vertices are the end of other than two edges."""
    inner = np.ones(len(number), dtype=bool)
    inner[np.cumsum(_count_vertices(shapes)) - 1] = False
    start = np.flatnonzero(inner)
    edges = np.sort(np.column_stack([number[start], number[start + 1]]), axis=1)
    return np.bincount(np.unique(edges, axis=0).ravel(), minlength=total) != 2
