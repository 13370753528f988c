"""The land around Indonesia, for orientation only: coarse, and drawn below Indonesia."""

from __future__ import annotations

import numpy as np
import shapely

from mppgeo.geometry.faces import GRID

#: West, south, east, north of the map.
FRAME = (82, -28, 162, 26)

_TOLERANCE = 0.03
_LEAST_AREA = 0.006
_STRIP = 0.03
_STRIP_TOLERANCE = 0.005


def make_neighbours(
    foreign_land: np.ndarray, home_areas: np.ndarray, land_border: np.ndarray
) -> shapely.MultiPolygon:
    """Return foreign land as one valid multipolygon inside `FRAME`, on the coordinate grid.

    It reaches `_STRIP` degrees under `home_areas` along the `land_border`, so that two outlines,
    simplified differently, leave no gap between them.
    """
    large = foreign_land[shapely.area(foreign_land) >= _LEAST_AREA]
    coarse = shapely.make_valid(shapely.simplify(large, _TOLERANCE))
    strip = shapely.buffer(shapely.union_all(land_border), _STRIP, quad_segs=1)
    shores = np.concatenate([foreign_land, shapely.get_parts(home_areas)])
    near = shores[shapely.STRtree(shores).query(strip, predicate="intersects")]
    fill = shapely.union_all(shapely.intersection(near, strip), grid_size=GRID)
    pieces = [*shapely.intersection(coarse, shapely.box(*FRAME))]
    pieces.append(shapely.simplify(fill, _STRIP_TOLERANCE))
    parts = shapely.get_parts(shapely.union_all(pieces, grid_size=GRID))
    solid = [shapely.Polygon(part.exterior) for part in parts if part.area >= _LEAST_AREA]
    return shapely.union_all(solid, grid_size=GRID)
