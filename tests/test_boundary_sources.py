"""Boundary files of every kind are read, and their layers told apart."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from boundary_files import write_areas
from square_files import KINDS, SQUARES, make_squares, read, refuse

from mppgeo.base.refusal import ImportRefused
from mppgeo.boundaries.importing import (
    choosing,
    shapefile_parts,
    sources,
)
from mppgeo.boundaries.importing.choosing import choose_layers, read_layers
from mppgeo.boundaries.importing.limits import Limits
from mppgeo.boundaries.importing.sources import open_source


@pytest.fixture
def frame() -> gpd.GeoDataFrame:
    return make_squares()


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("packed", [False, True])
def test_every_kind_is_read_also_from_a_zip(tmp_path, frame, name, packed):
    path = write_areas(tmp_path, name, frame)
    if packed:
        beside = [p for p in tmp_path.iterdir() if p.stem == "a"]
        with zipfile.ZipFile(tmp_path / "packed.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for file in beside:
                archive.write(file, f"Batas 2024/{file.name.replace('a.', 'Batas Ä.')}")
            archive.writestr("Batas 2024/readme.txt", "read me")
            archive.writestr("__MACOSX/._a.geojson", "x")
        path = tmp_path / "packed.zip"
    found = read(path)
    # FlatGeobuf sorts by place.
    assert dict(zip(found.frame["kode"], found.frame["nama"], strict=True)) == dict(
        zip(frame["kode"], frame["nama"], strict=True)
    )
    for kode, shape in zip(found.frame["kode"], found.geometry, strict=True):
        assert shape.equals(SQUARES[kode])
    # TopoJSON cannot say its reference system, and is in degrees by its specification.
    assert found.crs is None if name == "a.topojson" else found.crs.to_epsg() == 4326


@pytest.mark.parametrize("name", KINDS)
def test_a_wrong_ending_does_not_matter(tmp_path, frame, name):
    if name == "a.shp":
        return
    path = write_areas(tmp_path, name, frame)
    assert len(read(path.rename(tmp_path / "peta.dat")).frame) == 2


@pytest.mark.parametrize("name", KINDS)
def test_a_file_that_was_cut_off_is_one_sentence(tmp_path, frame, name, t):
    path = write_areas(tmp_path, name, frame)
    body = path.read_bytes()
    for kept in (len(body) // 2, 200, 20, 0):
        path.write_bytes(body[:kept])
        try:
            read(path)
        except ImportRefused as refused:
            assert "{" not in refused.explain(t)


@pytest.mark.parametrize("body", [b"", b"kode,nama\n1,2\n", b"%PDF-1.7", b"[]", b"{}", b"\0" * 99])
def test_other_kinds_are_refused(tmp_path, t, body):
    path = tmp_path / "a.geojson"
    path.write_bytes(body)
    assert refuse(path, t) == sources.UNKNOWN_KIND


def test_a_folder_and_a_missing_file(tmp_path, t):
    assert refuse(tmp_path, t) == sources.NOT_A_FILE
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "nowhere.gpkg")


def test_a_shapefile_needs_its_companions(tmp_path, frame, t):
    path = write_areas(tmp_path, "a.shp", frame)
    path.with_suffix(".dbf").unlink()
    assert refuse(path, t) == sources.NO_COMPANION


@pytest.mark.parametrize("ending", [".shx", ".dbf"])
def test_parts_of_two_shapefiles_do_not_make_one(tmp_path, frame, t, ending):
    """Another number of features, the same number of other outlines, or an index cut short."""
    path = write_areas(tmp_path, "a.shp", frame)
    rounder = frame.assign(geometry=[shape.buffer(0.1) for shape in SQUARES.values()])
    three = pd.concat([frame, frame.iloc[:1]])
    for number, other in enumerate((three, rounder, frame.iloc[:1])):
        beside = write_areas(tmp_path, f"b{number}.shp", other)
        if ending == ".dbf" and other is rounder:
            continue  # as many rows: nothing in the parts themselves tells
        path.with_suffix(ending).write_bytes(beside.with_suffix(ending).read_bytes())
        assert refuse(path, t) == shapefile_parts.NOT_TOGETHER
    write_areas(tmp_path, "a.shp", frame)
    body = path.read_bytes()
    path.write_bytes(body[:-8])
    assert refuse(path, t) == shapefile_parts.NOT_TOGETHER
    # Bytes after the end, as some programs leave them, do no harm; nor does an empty outline.
    path.write_bytes(body + b"\0" * 16)
    assert len(read(path).frame) == 2
    write_areas(tmp_path, "a.shp", frame.assign(geometry=[SQUARES["35.10"], None]))
    assert len(read(path).frame) == 2


# --- layers --------------------------------------------------------------------------


def test_layers_are_told_apart_by_their_columns(tmp_path, frame, t):
    path = tmp_path / "gadm.gpkg"
    columns = {
        "ADM_1": {"NAME_1": "x"},
        "ADM_2": {"NAME_1": "x", "NAME_2": "y"},
        "ADM_3": {"NAME_1": "x", "NAME_2": "y", "NAME_3": "z"},
    }
    for layer, texts in columns.items():
        frame[["geometry"]].assign(**texts).to_file(path, layer=layer)
    assert set(read(path).frame.columns) == {"NAME_1", "NAME_2"}
    assert "NAME_3" in read(path, layer="ADM_3").frame
    assert refuse(path, t, layer="ADM_9") == choosing.NO_SUCH_LAYER
    frame[["geometry"]].assign(NAME_2="y").to_file(path, layer="other")
    assert refuse(path, t) == choosing.SEVERAL_LAYERS


def test_files_of_a_zip_are_layers(tmp_path, frame, t):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for level, name in ((1, "NAME_1"), (2, "NAME_2")):
            body = io.BytesIO()
            frame[["geometry"]].assign(**{name: "x"}).to_parquet(body)
            archive.writestr(f"gadm41_IDN_{level}.parquet", body.getvalue())
    assert "NAME_2" in read(tmp_path / "a.zip").frame
    assert refuse(tmp_path / "a.zip", t, layer="gadm41_IDN_3") == choosing.NO_SUCH_LAYER


@pytest.fixture
def zip_areas(tmp_path, frame):
    """Writes a ZIP file with one GeoJSON file for each of some frames."""

    def zip_frames(frames: dict[str, gpd.GeoDataFrame]) -> Path:
        path = tmp_path / "areas.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, own in frames.items():
                archive.writestr(f"{name}.geojson", own.to_json())
        return path

    return zip_frames


def test_files_of_one_area_each_are_joined(zip_areas, frame):
    each = {f"{n}": frame.iloc[[n]].drop(columns="n") for n in range(2)}
    # A column more, and in another order, is no matter; of names and codes there are the same.
    each["1"] = each["1"].assign(luas=1.5)[["luas", "nama", "kode", "geometry"]]
    with open_source(zip_areas(each), Limits()) as opened:
        parts, fields = choose_layers(opened, "kabkota")
        found = read_layers(parts, fields, opened.name, Limits(), asked=False, crs=False)
    assert found.frame["kode"].tolist() == list(SQUARES)
    assert [shape.equals(SQUARES[k]) for k, shape in zip(SQUARES, found.geometry, strict=True)] == [True] * 2  # fmt: skip


def test_layers_that_are_not_parts_of_one_map_are_asked_about(zip_areas, frame, t):
    """Two editions have areas in common; other columns or systems cannot be joined."""
    first = frame.iloc[[0]]

    def join(frames: dict, **asked: object) -> int | str:
        said = bool(asked)
        with open_source(zip_areas(frames), Limits()) as opened:
            try:
                parts, fields = choose_layers(opened, "kabkota", **asked)
                read = read_layers(parts, fields, "a.zip", Limits(), asked=said, crs=False)
            except ImportRefused as refused:
                told = refused.explain(t)
                assert "{" not in told and len(told) < 500
                return refused.sentence
            return len(read.frame)

    editions = {f"edition {n}": frame for n in range(300)}
    assert join(editions) == choosing.SEVERAL_LAYERS
    assert join({"2010": frame, "2020": frame}, every=True) == 4
    assert join(editions, layers=["edition 0", "edition 7"]) == 4
    assert join(editions, layers=["edition 0", "none"]) == choosing.NO_SUCH_LAYER
    other = frame.iloc[[1]].rename(columns={"nama": "NAME_2"})
    assert join({"a": first, "b": other}, layers=["a", "b"]) == choosing.OTHER_COLUMNS
    metres = frame.iloc[[1]].set_crs(32748, allow_override=True)
    assert join({"a": first, "b": metres}) == choosing.OTHER_SYSTEMS
