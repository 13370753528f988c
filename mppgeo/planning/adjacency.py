"""Which areas border on one another."""

from __future__ import annotations

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
    one, other = layer.sindex.query(layer.geometry, predicate="touches")
    shapes = layer.geometry.values
    # Areas that meet in a corner only are no neighbours.
    along = shapely.length(shapely.intersection(shapes[one], shapes[other])) > 0
    one, other = one[along], other[along]
    found: dict[str, list[str]] = {kode: [] for kode in layer.index}
    for a, b in zip(one, other, strict=True):
        found[layer.index[a]].append(layer.index[b])
    return {kode: tuple(sorted(others)) for kode, others in found.items()}
