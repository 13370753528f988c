"""Whole imports: every kind of file, the nation, and a file as it is found in the wild."""

from __future__ import annotations

import zipfile

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from boundary_files import describe_areas, overlap, plan, write_areas

from mppgeo.base.language import LANGUAGES, Language
from mppgeo.base.paths import PROJECT, data_dir
from mppgeo.boundaries.importing import matching
from mppgeo.boundaries.importing.report import tell_plan
from mppgeo.country.regions import read_regions

WILD = PROJECT.parent / "shared" / "boundaries" / "kabkota_wild.geojson"
ENOUGH = 0.99


@pytest.mark.parametrize(
    ("name", "layout", "epsg"),
    [
        ("a.gpkg", "big", 4326), ("a.shp", "bps", 23830), ("a.geojson", "hdx", 4326),
        ("a.topojson", "geoboundaries", 4326), ("a.parquet", "hdx_new", 3857),
        ("a.fgb", "gadm", 32749), ("a.kml", "big", 4326), ("a.parquet", "plain", 4755),
    ],
)  # fmt: skip
def test_round_trips_through_every_kind_of_file(country, tmp_path, name, layout, epsg):
    regions, _ = read_regions(country.folder / "regions.csv")
    codes = list(country.squares)
    # More vertices, so that straight lines stay straight in every projection.
    shapes = shapely.segmentize(list(country.squares.values()), 0.01)
    areas = gpd.GeoDataFrame(index=codes, geometry=shapes, crs=4326)
    path = write_areas(tmp_path, name, describe_areas(areas, regions, layout).to_crs(epsg))
    made = plan(country.folder, path)
    assert made.ready and made.missing == () and made.matching.unmatched == ()
    assert list(made.result.fine.kode) == sorted(codes)
    for kode, shape in zip(made.result.fine.kode, made.result.fine.geometry, strict=True):
        assert overlap(shape, country.squares[kode]) > ENOUGH
    assert shapely.coverage_is_valid(made.result.light.geometry)
    assert made.differences and not any(d.much or d.elsewhere for d in made.differences)


def test_the_nation_comes_back_as_it_was(dataset, tmp_path):
    """From a zipped Shapefile in metres, with codes of another system and names in capitals."""
    areas = dataset.kabkota
    frame = describe_areas(areas, dataset.regions, "bps").to_crs(23830)
    # One area in two rows, and a lake, as such files have them.
    extra = gpd.GeoDataFrame(
        {"nmkab": ["DANAU TOBA"], "nmprov": ["SUMATERA UTARA"]},
        geometry=[shapely.Point(98.8, 2.6).buffer(0.05)],
        crs=4326,
    ).to_crs(23830)
    rows = pd.concat([frame, frame.iloc[[7]], extra], ignore_index=True)
    write_areas(tmp_path, "a.shp", rows)
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in tmp_path.glob("a.[!z]*"):
            archive.write(path, path.name)
    made = plan(data_dir(), tmp_path / "a.zip", name="x")
    assert made.ready and made.missing == () and not any(c.used for c in made.matching.columns)
    assert [u.row.name for u in made.matching.unmatched] == ["DANAU TOBA"]
    fine = made.result.fine
    assert list(fine.kode) == list(areas.index) and shapely.coverage_is_valid(fine.geometry)
    low = [k for k, s in zip(fine.kode, fine.geometry, strict=True) if overlap(s, areas.geometry[k]) <= ENOUGH]  # fmt: skip
    assert low == []
    assert list(made.result.provinces.kode) == list(dataset.provinsi.index)
    assert [d.kode for d in made.differences if d.much or d.elsewhere] == []


def test_a_file_as_it_is_found_in_the_wild():
    if not WILD.exists():
        pytest.skip(
            "needs ../shared/boundaries/kabkota_wild.geojson, a file of others that may not be"
            " committed; it lies beside the project only where that was given"
        )
    made = plan(data_dir(), WILD, name="x")
    names = {kode: made.names[kode] for kode in made.missing}
    assert names == {
        "12.73": "Kota Sibolga", "12.76": "Kota Tebing Tinggi", "13.74": "Kota Padang Panjang",
        "13.75": "Kota Bukittinggi", "31.01": "Kabupaten Administrasi Kepulauan Seribu",
        "33.71": "Kota Magelang", "35.76": "Kota Mojokerto",
    }  # fmt: skip
    assert not made.ready and made.matching.unmatched == ()
    remarks = {f.row.name: f for f in made.matching.found if f.remark}
    # The bare ones of its pairs are kabupaten; what is spelt differently is known.
    assert remarks["Malang"].kode == "35.07" and remarks["Malang"].remark == matching.BY_PLACE
    assert remarks["Kota Padang Sidempuan"].kode == "12.77"
    assert remarks["Pangkajene Kepulauan"].kode == "73.10"
    assert len(remarks) == 27 and not any(d.elsewhere for d in made.differences)
    assert shapely.coverage_is_valid(made.result.fine.geometry)
    # What it lacks is cut out of the areas around it.
    assert {first for first, *_ in made.result.coverage.overlaps} == set(names) - {"31.01"}
    assert not [t for t in LANGUAGES if "{" in "\n".join(tell_plan(made, Language(t)))]
