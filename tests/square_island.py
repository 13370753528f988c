"""A small country for the tests of the build: a square island of four villages."""

import numpy as np
from shapely.geometry import box

from mppgeo.geometry.faces import Faces

WEST, EAST = "35.01", "35.02"


def array(*geometries):
    return np.array(geometries, dtype=object)


def faces_of(*rows):
    """Faces from (polygon, kode, island) rows."""
    polygons, kode, island = zip(*rows, strict=True)
    return Faces(array(*polygons), np.array(kode), np.array(island))


# Four villages in a square island of 2 by 2 degrees on the equator: two kabkota, halves of it.
ISLAND = box(110, -1, 112, 1)
SITES = np.array([[110.5, -0.5], [110.5, 0.5], [111.5, -0.5], [111.5, 0.5]])
OWNERS = [WEST, WEST, EAST, EAST]
