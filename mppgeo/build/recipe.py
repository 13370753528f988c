"""The whole chain from the packages to the polygons, and the settings that steer it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from mppgeo.build import boundaries, coastline, islets, packages, quality, relaxation, voronoi
from mppgeo.build.boundaries import Faces

#: km² in one square degree at the equator, for thresholds, where a rough size is enough.
KM2_PER_SQUARE_DEGREE = 111.2**2


@dataclass(frozen=True)
class Settings:
    """What can be turned.

    Attributes
    ----------
    tolerance : of the simplification, degrees.
    least_island_km2 : smaller islands without a village are left out.
    islet_radius : degrees, of the land put under a village that stands in the water.
    rounds : of moving the cells' sites; 0 = plain Voronoi cells of the centroids.
    """

    tolerance: float = 0.0113
    least_island_km2: float = 2.0
    islet_radius: float = 0.006
    rounds: int = 6

    def as_dict(self) -> dict[str, float]:
        """Return the settings as a dict of plain numbers."""
        return asdict(self)


@dataclass(frozen=True)
class Sources:
    """What the packages and GMT say.

    Attributes
    ----------
    villages, islands : frames with ``kode``, ``lon``, ``lat``, see `packages`.
    official_areas : km² by kode, NaN where the source has none.
    land : Indonesia's, polygons, with what was added under villages in the water.
    foreign_land : all other land of `coastline.REGION`, polygons.
    land_border : lines, see `coastline.border_lines`.
    added : how many pieces of land were added to the coastline's, by kind, see `islets`.
    """

    villages: pd.DataFrame
    islands: pd.DataFrame
    official_areas: pd.Series
    land: np.ndarray
    foreign_land: np.ndarray
    land_border: np.ndarray
    added: dict[str, int]


def read_sources(wheel: dict[str, pd.DataFrame], islands: Path, settings: Settings) -> Sources:
    """Take villages and areas from `wheel` (see `packages.read_wheel`), islands from a package file
    and the land from GMT; raises `BuildError` when something is missing or wrong."""
    villages = packages.read_villages(wheel)
    known_islands = packages.read_islands(islands)
    home = coastline.read_country("ID")
    countries = {code: coastline.read_country(code) for code in coastline.NEIGHBOURS}
    borders = [
        line
        for code in coastline.LAND_BORDERS
        for line in coastline.border_lines(home, countries[code])
    ]
    others = np.concatenate(list(countries.values()))
    pieces, is_home = coastline.split_by_country(coastline.read_land(), home, others, borders)
    land = pieces[is_home]
    added = islets.make_islets(land, home, _points(villages), settings.islet_radius)
    return Sources(
        villages=villages,
        islands=known_islands,
        official_areas=packages.read_official_areas(wheel),
        land=added.join(land),
        foreign_land=pieces[~is_home],
        land_border=np.array(borders, dtype=object),
        added={
            "islands_added": len(added.islands),
            "octagons_added": len(added.octagons),
            "shores_filled": len(added.shore),
        },
    )


def make_kabkota(sources: Sources, settings: Settings) -> tuple[np.ndarray, np.ndarray]:
    """Derive the kabkota polygons; returns (geometries, sorted kode)."""
    sites = _place_sites(sources, settings.rounds)
    areas, names = voronoi.dissolve(voronoi.cells(sites), sources.villages["kode"])
    areas = shapely.transform(areas, voronoi.to_degrees)
    faces = _settle(boundaries.cut_faces(areas, names, sources.land), sources)
    least = settings.least_island_km2 / KM2_PER_SQUARE_DEGREE
    faces = boundaries.drop_islets(faces, _count_villages(faces, sources), least)
    return boundaries.simplify(faces, _points(sources.villages), settings.tolerance)


def make_provinces(geometries: np.ndarray, kode: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Merge kabkota to provinces; returns (geometries, sorted kode of the provinces)."""
    return voronoi.dissolve(geometries, [name[:2] for name in kode])


def measure(sources: Sources, geometries: np.ndarray, kode: np.ndarray) -> pd.DataFrame:
    """Return `quality.compare` for polygons made from `sources`."""
    return quality.compare(
        geometries, kode, sources.villages, sources.islands, sources.official_areas
    )


def _place_sites(sources: Sources, rounds: int) -> np.ndarray:
    centroids = voronoi.to_plane(sources.villages[["lon", "lat"]].to_numpy())
    if not rounds:
        return centroids
    land = relaxation.Land(shapely.transform(sources.land, voronoi.to_plane))
    return relaxation.meet_centroids(centroids, sources.villages["kode"], land, rounds)


def _settle(faces: Faces, sources: Sources) -> Faces:
    count = _count_villages(faces, sources)
    faces = boundaries.settle_strays(faces, count)
    known = sources.islands
    faces = boundaries.settle_islands(faces, count, _points(known), known["kode"])
    return boundaries.merge_faces(faces)


def _count_villages(faces: Faces, sources: Sources) -> np.ndarray:
    return boundaries.count_points(faces, _points(sources.villages), sources.villages["kode"])


def _points(frame: pd.DataFrame) -> np.ndarray:
    return shapely.points(frame["lon"], frame["lat"])
