"""The whole chain from the packages to the polygons, and the settings that steer it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mppgeo.derive import coastline, islets, kecamatan, packages, quality, relaxation
from mppgeo.geometry import cells as voronoi
from mppgeo.geometry import faces as boundaries
from mppgeo.geometry.faces import Faces

#: km² in one square degree at the equator, for thresholds, where a rough size is enough.
KM2_PER_SQUARE_DEGREE = quality.KM_PER_DEGREE**2


@dataclass(frozen=True)
class Settings:
    """What can be turned.

    Attributes
    ----------
    tolerance, tolerance_fine : of the simplification, degrees; for the nation, for provinces.
    least_island_km2, least_island_km2_fine : smaller islands without a village are left out.
    islet_radius : degrees, of the land put under a village that stands in the water.
    rounds : of moving the cells' sites; 0 = plain Voronoi cells of the centroids.
    """

    tolerance: float = 0.01
    tolerance_fine: float = 0.002
    least_island_km2: float = 2.0
    least_island_km2_fine: float = 0.3
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
    villages, islands, kecamatan : frames with ``kode``, ``lon``, ``lat``, see `packages`.
    second_opinion : the same of villages by another package; a check only, empty without it.
    official_areas : km² by kode, NaN where the source has none.
    land : Indonesia's, polygons, with what was added under villages in the water.
    foreign_land : all other land of `coastline.REGION`, polygons.
    land_border : lines, see `coastline.border_lines`.
    added : how many pieces of land were added to the coastline's, by kind, see `islets`.
    """

    villages: pd.DataFrame
    islands: pd.DataFrame
    kecamatan: pd.DataFrame
    second_opinion: pd.DataFrame
    official_areas: pd.Series
    land: np.ndarray
    foreign_land: np.ndarray
    land_border: np.ndarray
    added: dict[str, int]


@dataclass(frozen=True)
class Levels:
    """The polygons of one build: series by kode, sorted, EPSG:4326, each a valid coverage.

    Attributes
    ----------
    kecamatan : fine.
    kabkota : fine, the unions of the kecamatan.
    light : kabkota with fewer vertices, each of them one of the fine ones, and fewer small islands.
    """

    kecamatan: gpd.GeoSeries
    kabkota: gpd.GeoSeries
    light: gpd.GeoSeries


def read_sources(
    wheel: dict[str, pd.DataFrame], islands: Path, settings: Settings, second: Path | None = None
) -> Sources:
    """Take villages and areas from `wheel` (see `packages.read_wheel`), islands and the `second`
    opinion from package files and the land from GMT; raises `BuildError` when something is missing
    or wrong."""
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
        kecamatan=packages.read_kecamatan(wheel),
        second_opinion=packages.read_second_opinion(second, wheel) if second else villages[:0],
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


def make_levels(sources: Sources, settings: Settings) -> Levels:
    """Derive the polygons of all levels from one set of cells."""
    sites = _place_sites(sources, settings.rounds)
    areas, names = voronoi.dissolve(voronoi.cells(sites), sources.villages["kecamatan"])
    areas = shapely.transform(areas, voronoi.to_degrees)
    faces = _settle(boundaries.cut_faces(areas, names, sources.land), sources)
    faces = _drop_islets(faces, sources, settings.least_island_km2_fine)
    points = _points(sources.villages)
    fine, kode = boundaries.simplify(faces, points, settings.tolerance_fine)
    merged, kabkota = voronoi.dissolve(fine, kecamatan.find_kabkota(kode))
    pieces = boundaries.split_faces(merged, kabkota)
    pieces = _drop_islets(pieces, sources, settings.least_island_km2)
    light, light_kode = boundaries.simplify(pieces, points, settings.tolerance)
    return Levels(_series(fine, kode), _series(merged, kabkota), _series(light, light_kode))


def make_provinces(kabkota: gpd.GeoSeries) -> gpd.GeoSeries:
    """Merge kabkota to provinces; returns a series by the provinces' kode."""
    return _series(*voronoi.dissolve(kabkota.to_numpy(), [name[:2] for name in kabkota.index]))


def measure(sources: Sources, kabkota: gpd.GeoSeries, districts: gpd.GeoSeries) -> pd.DataFrame:
    """Return `quality.compare` for `kabkota` and `quality.compare_kecamatan` for `districts` (by
    their kode), both made from `sources`, in one frame."""
    table = quality.compare(
        kabkota.to_numpy(),
        kabkota.index,
        sources.villages,
        sources.islands,
        sources.official_areas,
        sources.kecamatan,
        sources.second_opinion,
    )
    return table.join(
        quality.compare_kecamatan(
            districts.to_numpy(), districts.index, sources.villages, sources.kecamatan
        )
    )


def _place_sites(sources: Sources, rounds: int) -> np.ndarray:
    centroids = voronoi.to_plane(sources.villages[["lon", "lat"]].to_numpy())
    if not rounds:
        return centroids
    land = relaxation.Land(shapely.transform(sources.land, voronoi.to_plane))
    return relaxation.meet_centroids(centroids, sources.villages["kecamatan"], land, rounds)


def _settle(faces: Faces, sources: Sources) -> Faces:
    """Give the faces of kecamatan to kabkota first, then to the kecamatan of each."""
    pieces = boundaries.merge_faces(faces.with_kode(kecamatan.find_kabkota(faces.kode)))
    count = _count_villages(pieces, sources)
    pieces = boundaries.settle_strays(pieces, count)
    known = sources.islands
    pieces = boundaries.settle_islands(pieces, count, _points(known), known["kode"])
    owners = kecamatan.find_owners(faces, pieces)
    count = boundaries.count_points(faces, _points(sources.villages), sources.villages["kecamatan"])
    return boundaries.merge_faces(kecamatan.settle_kecamatan(faces, owners, count))


def _drop_islets(faces: Faces, sources: Sources, least_km2: float) -> Faces:
    count = _count_villages(faces.with_kode(kecamatan.find_kabkota(faces.kode)), sources)
    return boundaries.drop_islets(faces, count, least_km2 / KM2_PER_SQUARE_DEGREE)


def _count_villages(faces: Faces, sources: Sources) -> np.ndarray:
    return boundaries.count_points(faces, _points(sources.villages), sources.villages["kode"])


def _series(geometries: np.ndarray, kode: np.ndarray) -> gpd.GeoSeries:
    return gpd.GeoSeries(geometries, index=pd.Index(kode, name="kode"), crs=4326)


def _points(frame: pd.DataFrame) -> np.ndarray:
    return shapely.points(frame["lon"], frame["lat"])
