"""Kecamatan within their kabkota, and levels of detail from one build."""

import numpy as np
import pandas as pd
import shapely
from shapely.geometry import Polygon, box
from square_island import EAST, OWNERS, SITES, WEST, array, faces_of

from mppgeo.derive import kecamatan, recipe


def test_face_that_a_kabkota_gained_goes_to_the_kecamatan_along_the_longest_line():
    # The middle face was cut for a kecamatan of WEST and settled as EAST's.
    faces = faces_of(
        (box(0, 0, 1, 4), "35.01.01", 0),
        (Polygon([(1, 0), (2, 0), (2, 1), (2, 4), (1, 4)]), "35.01.02", 0),
        (box(2, 0, 3, 1), "35.02.01", 0),
        (box(2, 1, 3, 4), "35.02.02", 0),
    )
    settled = kecamatan.settle_kecamatan(faces, np.array([WEST, EAST, EAST, EAST]), [1, 3, 1, 1])
    assert list(settled.kode) == ["35.01.01", "35.02.02", "35.02.01", "35.02.02"]


def test_face_without_a_village_of_its_kecamatan_goes_to_one_that_has_some():
    # The stray shares 1 with 35.01.01 and 3 with WEST's other kecamatan, but 5 with EAST's.
    faces = faces_of(
        (Polygon([(0, 0), (5, 0), (5, 1), (3, 1), (0, 1)]), "35.01.09", 0),
        (box(-1, 0, 0, 1), "35.01.01", 0),
        (box(0, 1, 3, 2), "35.01.02", 0),
        (box(0, -1, 5, 0), "35.02.01", 0),
    )
    owners = np.array([WEST, WEST, WEST, EAST])
    settled = kecamatan.settle_kecamatan(faces, owners, [0, 1, 1, 1])
    assert settled.kode[0] == "35.01.02"


def test_island_without_village_goes_whole_to_the_kecamatan_with_most_of_it_or_the_nearest():
    faces = faces_of(
        (box(0, 0, 1, 1), "35.01.01", 0),
        (box(9, 0, 10, 1), "35.01.02", 1),
        # An island of WEST, cut for two kecamatan of it and, the most, for one of EAST.
        (box(2, 0, 3, 1), "35.01.01", 2),
        (box(3, 0, 5, 1), "35.01.02", 2),
        (box(5, 0, 9, 1), "35.02.01", 2),
        # One cut for EAST alone, nearer to the second kecamatan.
        (box(11, 0, 12, 1), "35.02.01", 3),
    )
    settled = kecamatan.settle_kecamatan(faces, np.array([WEST] * 6), [1, 1, 0, 0, 0, 0])
    assert list(settled.kode[2:]) == ["35.01.02"] * 4


def test_faces_learn_the_kabkota_they_lie_in():
    faces = faces_of((box(0, 0, 1, 1), "35.01.01", 0), (box(1, 0, 2, 1), "35.02.01", 0))
    merged = faces_of((box(0, 0, 2, 1), EAST, 0), (box(5, 0, 6, 1), WEST, 1))
    assert list(kecamatan.find_owners(faces, merged)) == [EAST, EAST]
    assert list(kecamatan.find_kabkota(faces.kode)) == [WEST, EAST]


def make_sources(**changes):
    """Sources of the square island, whose coast waves; each village is a kecamatan, too."""
    waves = np.linspace(-1, 1, 81)
    coast = [(112 + 0.01 * np.sin(40 * y), y) for y in waves]
    villages = pd.DataFrame(
        {
            "kode": OWNERS,
            "kecamatan": ["35.01.01", "35.01.02", "35.02.01", "35.02.02"],
            "lon": SITES[:, 0],
            "lat": SITES[:, 1],
        }
    )
    islet = box(113, 0, 113.01, 0.01)
    nothing = pd.DataFrame({"kode": [], "lon": [], "lat": []})
    values = {
        "villages": villages,
        "islands": nothing,
        "second_opinion": nothing,
        "kecamatan": villages.drop(columns="kode").rename(columns={"kecamatan": "kode"}),
        "official_areas": pd.Series({WEST: 12309.0, EAST: np.nan}),
        "land": array(Polygon([(110, -1), *coast, (110, 1)]), islet),
        "foreign_land": array(),
        "land_border": array(),
        "added": {},
    }
    return recipe.Sources(**{**values, **changes})


def test_levels_of_one_build_fit_together():
    levels = recipe.make_levels(make_sources(), recipe.Settings(rounds=0))
    assert list(levels.kecamatan.index) == ["35.01.01", "35.01.02", "35.02.01", "35.02.02"]
    assert list(levels.kabkota.index) == list(levels.light.index) == [WEST, EAST]
    for level in (levels.kecamatan, levels.kabkota, levels.light):
        assert shapely.coverage_is_valid(level.to_numpy())
    for kode, shape in levels.kabkota.items():
        members = levels.kecamatan[levels.kecamatan.index.str[:5] == kode]
        assert shapely.coverage_union_all(members.to_numpy()).equals(shape)
    corners = [set(map(tuple, np.rint(shapely.get_coordinates(s) * 1e4))) for s in levels.light]
    finer = [set(map(tuple, np.rint(shapely.get_coordinates(s) * 1e4))) for s in levels.kabkota]
    assert all(few < many for few, many in zip(corners[1:], finer[1:], strict=True))
    # The islet of 1.2 km² is in the finer level alone.
    assert list(shapely.get_num_geometries(levels.kabkota.to_numpy())) == [1, 2]
    assert list(shapely.get_num_geometries(levels.light.to_numpy())) == [1, 1]
