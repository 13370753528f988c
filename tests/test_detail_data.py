"""The committed finer boundaries: complete, valid, of one build with the light files."""

import functools
import hashlib
import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from blended import join

from mppgeo.boundaries.detail import blend_neighbours, find_touching_provinces, read_detail

FOLDER = Path(__file__).resolve().parent.parent / "data" / "boundaries"
KM_PER_DEGREE = 111.2


@pytest.fixture(scope="module")
def details():
    return {path.stem: read_detail(path) for path in sorted((FOLDER / "detail").iterdir())}


@pytest.fixture(scope="module")
def fine(details):
    return pd.concat([detail.kabkota for detail in details.values()])


@pytest.fixture(scope="module")
def kecamatan(details):
    return pd.concat([detail.kecamatan for detail in details.values()])


@pytest.fixture(scope="module")
def light():
    return gpd.read_file(FOLDER / "kabkota.geojson").set_index("kode")


@pytest.fixture(scope="module")
def figures():
    return json.loads((FOLDER / "figures.json").read_text(encoding="utf-8"))


def list_vertices(geometry) -> set[tuple[int, int]]:
    return set(map(tuple, np.rint(shapely.get_coordinates(geometry) * 1e4).astype(int).tolist()))


def test_every_province_has_a_file_without_faults(details, fine, kecamatan, light):
    assert len(details) == 38
    assert not [fault for detail in details.values() for fault in detail.faults]
    for provinsi, detail in details.items():
        assert set(detail.kabkota.index.str[:2]) == {provinsi}
        assert set(detail.kecamatan.index.str[:2]) == {provinsi}
    assert list(fine.index) == list(light.index)
    assert len(kecamatan) == kecamatan.index.nunique() == 7285
    assert set(kecamatan.index.str[:5]) == set(fine.index)


def test_kecamatan_have_names_and_labels_inside(kecamatan):
    assert kecamatan["nama"].str.len().ge(2).all()
    points = shapely.points(kecamatan["label_lon"], kecamatan["label_lat"])
    # Labels are rounded to the grid, and an islet can be as narrow as a step of it.
    assert shapely.distance(kecamatan.geometry.values, points).max() <= 1e-4


def test_both_levels_are_valid_coverages_of_the_nation(fine, kecamatan):
    for layer in (fine, kecamatan):
        assert layer.is_valid.all()
        assert shapely.coverage_is_valid(layer.geometry.values)


def test_kabkota_are_the_unions_of_their_kecamatan(fine, kecamatan):
    for kode, members in kecamatan.groupby(kecamatan.index.str[:5]):
        union = shapely.coverage_union_all(members.geometry.values)
        assert union.equals(fine.geometry[kode]), kode


def test_every_light_vertex_is_a_fine_one(light, fine):
    assert not {
        kode: sorted(strange)[:3]
        for kode, shape in light.geometry.items()
        if (strange := list_vertices(shape) - list_vertices(fine.geometry[kode]))
    }


def test_light_outlines_lie_near_the_fine_ones(light, fine, figures):
    between = shapely.area(
        shapely.symmetric_difference(light.geometry.values, fine.geometry.values)
    )
    displacement = between / shapely.length(fine.geometry.values) * KM_PER_DEGREE
    assert displacement.max() <= figures["displacement_km"] <= 0.25
    assert between.sum() / shapely.area(fine.geometry.values).sum() <= 0.01


def test_islands_of_the_light_file_are_islands_of_the_finer(light, fine):
    parts = shapely.get_num_geometries
    assert (parts(light.geometry.values) <= parts(fine.geometry.values)).all()


@pytest.fixture(scope="module")
def blend(details, fine, light):
    """Makes the areas beside a province, once for each."""

    @functools.cache
    def make(provinsi: str):
        near = fine[fine.index.str[:2].isin(find_touching_provinces(light, provinsi))]
        return blend_neighbours(details[provinsi].kabkota, near, light)

    return make


@pytest.mark.parametrize("opened", ["34", "53", "71", "31-36", "13-15", "91-93-94-95"])
def test_fine_provinces_fit_their_light_neighbours(fine, light, blend, opened):
    """In most of these groups an area lies beside two of the provinces."""
    opened = opened.split("-")
    own = fine[fine.index.str[:2].isin(opened)]
    joined = join(*(blend(provinsi) for provinsi in opened))
    blended = {kode: shape for kode, shape in joined.items() if kode[:2] not in opened}
    rest = light[~light.index.isin(list(blended)) & ~light.index.str[:2].isin(opened)]
    drawn = [*own.geometry.values, *blended.values(), *rest.geometry.values]
    assert shapely.is_valid(drawn).all()
    assert shapely.coverage_is_valid(drawn)
    for kode, shape in blended.items():
        strange = list_vertices(shape) - list_vertices(light.geometry[kode])
        assert strange <= list_vertices(fine.geometry[kode])
        assert list_vertices(light.geometry[kode]) <= list_vertices(shape)
        # What is added follows the provinces: nothing is finer far away from them.
        reach = shapely.distance(
            shapely.points([(x / 1e4, y / 1e4) for x, y in strange]),
            shapely.union_all(own.geometry.values),
        )
        assert (reach <= 0.05).all()


def test_recorded_figures_are_those_of_the_files(details, figures):
    assert set(figures["detail"]) == {f"{provinsi}.topojson" for provinsi in details}
    for provinsi, detail in details.items():
        recorded = figures["detail"][f"{provinsi}.topojson"]
        content = (FOLDER / "detail" / f"{provinsi}.topojson").read_bytes()
        assert recorded["bytes"] == len(content)
        assert recorded["sha256"] == hashlib.sha256(content).hexdigest()
        for name, layer in (("kabkota", detail.kabkota), ("kecamatan", detail.kecamatan)):
            vertices = shapely.get_num_coordinates(layer.geometry.values).sum()
            assert recorded[f"{name}_vertices"] == vertices


def test_files_are_light(figures):
    files = figures["detail"].values()
    assert sum(file["bytes"] for file in files) <= 4_000_000
    assert sum(file["gzip_bytes"] for file in files) <= 1_500_000
    assert max(file["gzip_bytes"] for file in files) <= 150_000


def test_recorded_quality_of_the_finer_files(figures):
    before, after = figures["plain_fine"], figures["national_fine"]
    assert after["kecamatan"] == 7285
    assert after["villages_right"] >= 0.995
    assert after["villages_in_kecamatan"] >= 0.995
    assert after["islands_right"] >= 0.98
    assert after["area_error_median"] <= min(0.03, before["area_error_median"])
    assert after["area_error_p90"] <= min(0.15, before["area_error_p90"])
