"""Compares imported areas with the derived ones: what differs much may be mistaken."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from mppgeo.geometry.areas import measure_areas

MUCH = 0.2
"""Difference of two areas, relative to the derived one, that is worth a word."""

_LITTLE_COMMON = 0.3
_FAR_KM = 25.0
_KM_PER_DEGREE = 111.2


@dataclass(frozen=True)
class Difference:
    """One area as imported and as derived.

    Attributes
    ----------
    km2, derived_km2 : its areas.
    overlap : intersection over union, 0..1.
    distance_km : between the two centroids.
    elsewhere : it lies where the derived one does not: likely a mistaken match.
    """

    kode: str
    km2: float
    derived_km2: float
    overlap: float
    distance_km: float
    elsewhere: bool

    @property
    def share(self) -> float:
        """The imported area relative to the derived one, less 1."""
        return self.km2 / self.derived_km2 - 1

    @property
    def much(self) -> bool:
        """Whether the areas differ by more than :data:`MUCH`."""
        return abs(self.share) > MUCH


def compare_areas(
    geometry: np.ndarray, kode: np.ndarray, derived: dict[str, shapely.Geometry]
) -> list[Difference]:
    """Compare areas with those of ``derived`` by ``kode``; all in degrees, EPSG:4326."""
    both = [place for place, name in enumerate(kode) if name in derived]
    mine = np.asarray(geometry, dtype=object)[both]
    names = [str(kode[place]) for place in both]
    theirs = np.array([derived[name] for name in names], dtype=object)
    if not names:
        return []
    common = shapely.area(shapely.intersection(mine, theirs))
    together = shapely.area(mine) + shapely.area(theirs) - common
    overlap = common / together
    sizes, others = measure_areas(mine), measure_areas(theirs)
    x, y = (shapely.get_coordinates(shapely.centroid(part)) for part in (mine, theirs))
    narrow = np.cos(np.radians(y[:, 1]))
    distance = np.hypot((x[:, 0] - y[:, 0]) * narrow, x[:, 1] - y[:, 1]) * _KM_PER_DEGREE
    far = np.maximum(_FAR_KM, 1.5 * np.sqrt(others / np.pi))
    elsewhere = (common == 0) | ((distance > far) & (overlap < _LITTLE_COMMON))
    return [
        Difference(name, float(a), float(b), float(c), float(d), bool(e))
        for name, a, b, c, d, e in zip(
            names, sizes, others, overlap, distance, elsewhere, strict=True
        )
    ]
