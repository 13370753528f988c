"""Give the pieces of land to kecamatan, each of them within one kabkota.

Faces are cut by kecamatan; their kabkota are settled first, on the merged faces. What a kabkota
has gained there, and what holds no village of its kecamatan, goes to one of the kabkota's own
kecamatan. Everything is in degrees, EPSG:4326.
"""

from __future__ import annotations

import numpy as np
import shapely

from mppgeo.geometry.faces import Faces, settle_strays

_KABKOTA = 5  # characters of the kode


def find_kabkota(kode: np.ndarray) -> np.ndarray:
    """Return the kabkota (``35.10``) of the kecamatan (``35.10.01``)."""
    return np.asarray(kode).astype(f"<U{_KABKOTA}")


def find_owners(faces: Faces, areas: Faces) -> np.ndarray:
    """Return for each face the kode of the one of `areas` (a coverage) that holds it."""
    area, face = shapely.STRtree(shapely.point_on_surface(faces.polygons)).query(
        areas.polygons, predicate="intersects"
    )
    owners = np.empty(len(faces.kode), dtype=areas.kode.dtype)
    owners[face] = areas.kode[area]
    return owners


def settle_kecamatan(faces: Faces, owners: np.ndarray, count: np.ndarray) -> Faces:
    """Give every face to a kecamatan of the kabkota in `owners`.

    `count` tells how many villages of its own kecamatan a face holds. A face without one, or of a
    kecamatan of another kabkota, goes to the neighbour in its kabkota with the longest shared line;
    what has no such neighbour, islands mostly, goes as a whole to the kecamatan of the kabkota that
    has most of it, else to the nearest.
    """
    home = find_kabkota(faces.kode) == owners
    certain = home & (np.asarray(count) > 0)
    kode = faces.kode.copy()
    for owner in np.unique(owners[~certain]):
        members = np.flatnonzero(owners == owner)
        part = Faces(faces.polygons[members], kode[members], faces.island[members])
        kode[members] = _settle_within(part, certain[members], home[members])
    return faces.with_kode(kode)


def _settle_within(faces: Faces, certain: np.ndarray, home: np.ndarray) -> np.ndarray:
    """Return the kecamatan of the faces of one kabkota."""
    settled = settle_strays(faces, certain)
    kode = settled.kode.copy()
    for group in _groups(faces.polygons):
        if certain[group].any():
            continue
        own = group[home[group]]
        if len(own):
            names, name = np.unique(faces.kode[own], return_inverse=True)
            size = np.bincount(name, weights=shapely.area(faces.polygons[own]))
            kode[group] = names[np.argmax(size)]
        elif certain.any():
            piece = shapely.union_all(faces.polygons[group])
            near = shapely.distance(faces.polygons[certain], piece)
            kode[group] = faces.kode[certain][np.argmin(near)]
    return kode


def _groups(polygons: np.ndarray) -> list[np.ndarray]:
    """Return the indices of the polygons of each connected piece of land."""
    whole = shapely.get_parts(shapely.coverage_union_all(polygons))
    piece, polygon = shapely.STRtree(shapely.point_on_surface(polygons)).query(
        whole, predicate="intersects"
    )
    return [polygon[piece == number] for number in range(len(whole))]
