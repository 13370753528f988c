"""Which areas border on one another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from mppgeo.base.caching import cached
from mppgeo.dataset import Dataset


@cached(maxsize=2)
def find_neighbours(dataset: Dataset) -> dict[str, tuple[str, ...]]:
    """Kabkota that share a boundary on land, by ``kode``, in order of ``kode``.

    The boundary layer is a coverage: neighbours have the very same line in
    common. Areas across water are no neighbours.
    """
    layer = dataset.kabkota
    one, other = _pair_sides(layer.geometry.values)
    found: dict[str, list[str]] = {kode: [] for kode in layer.index}
    for a, b in zip(one, other, strict=True):
        found[layer.index[a]].append(layer.index[b])
    return {kode: tuple(sorted(others)) for kode, others in found.items()}


def _pair_sides(shapes: Sequence[shapely.Geometry]) -> tuple[np.ndarray, np.ndarray]:
    """Places of the areas that have a piece of line in common, each pair in both orders, once."""
    parts, of_part = shapely.get_parts(shapes, return_index=True)
    rings, of_ring = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    within = ring[:-1] == ring[1:]
    pieces = np.hstack([points[:-1], points[1:]])[within]
    owners = of_part[of_ring[ring[:-1][within]]]
    # The neighbour runs along the same piece the other way.
    back = (pieces[:, 0] > pieces[:, 2]) | (
        (pieces[:, 0] == pieces[:, 2]) & (pieces[:, 1] > pieces[:, 3])
    )
    pieces[back] = pieces[back][:, [2, 3, 0, 1]]
    order = np.lexsort(pieces.T)
    pieces, owners = pieces[order], owners[order]
    same = (pieces[:-1] == pieces[1:]).all(axis=1) & (owners[:-1] != owners[1:])
    pairs = np.column_stack([owners[:-1][same], owners[1:][same]])
    one, other = np.unique(np.vstack([pairs, pairs[:, ::-1]]), axis=0).T
    return one, other
