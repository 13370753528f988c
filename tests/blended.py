"""Areas beside open provinces, joined as the browser does it: of all blends, all vertices."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import shapely

from mppgeo.boundaries.blending import BlendedRing


def join(*blends: Iterable[BlendedRing]) -> dict[str, shapely.MultiPolygon]:
    """Areas by ``kode``."""
    rings: dict[tuple[str, int, int], dict[int, tuple[float, float]]] = {}
    for blend in blends:
        for one in blend:
            vertices = rings.setdefault((one.kode, one.part, one.ring), {})
            vertices |= dict(zip(one.at.tolist(), map(tuple, one.places), strict=True))
    parts: dict[tuple[str, int], list[np.ndarray]] = {}
    for (kode, part, _), vertices in sorted(rings.items()):
        line = np.array([place for _, place in sorted(vertices.items())])
        parts.setdefault((kode, part), []).append(line)
    areas: dict[str, list[shapely.Polygon]] = {}
    for (kode, _), (shell, *holes) in parts.items():
        areas.setdefault(kode, []).append(shapely.Polygon(shell, holes))
    return {kode: shapely.MultiPolygon(polygons) for kode, polygons in areas.items()}
