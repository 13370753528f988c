"""Boundary files of every kind are read, and nothing is followed out of them."""

from __future__ import annotations

import io
import json
import socket
import sqlite3
import stat
import threading
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from boundary_files import write_areas
from pyproj import CRS

from mppgeo.base.refusal import ImportRefused
from mppgeo.boundaries.importing import (
    archives,
    choosing,
    features,
    limits,
    projection,
    shapefile_parts,
    sources,
)
from mppgeo.boundaries.importing.choosing import choose_layers, read_layers
from mppgeo.boundaries.importing.features import read_features
from mppgeo.boundaries.importing.limits import Limits
from mppgeo.boundaries.importing.projection import place
from mppgeo.boundaries.importing.sources import open_source

SQUARES = {kode: shapely.box(106 + n, -8, 107 + n, -7) for n, kode in enumerate(["35.10", "35.73"])}
KINDS = ["a.gpkg", "a.shp", "a.geojson", "a.topojson", "a.parquet", "a.fgb", "a.kml"]


@pytest.fixture
def frame() -> gpd.GeoDataFrame:
    columns = {"kode": list(SQUARES), "nama": ["Kab. Bányuwangi", "Kota Malang"], "n": [3510, 3573]}
    return gpd.GeoDataFrame(columns, geometry=list(SQUARES.values()), crs=4326)


def read(path: Path, layer: str | None = None, limits: Limits = Limits()):  # noqa: B008
    with open_source(path, limits) as opened:
        [part], _ = choose_layers(opened, "kabkota", layers=[layer] if layer else [])
        return read_features(part, opened.name, limits)


def refuse(path: Path, t, limits: Limits = Limits(), **asked) -> str:  # noqa: B008
    with pytest.raises(ImportRefused) as refused:
        read(path, limits=limits, **asked)
    told = refused.value.explain(t)
    assert "{" not in told and str(path.parent) not in told
    return refused.value.sentence


# --- kinds ---------------------------------------------------------------------------


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


# --- hostile files ---------------------------------------------------------------------


@pytest.mark.parametrize("name", ["../../a.geojson", "/etc/a.geojson", "C:\\a.geojson", "x/../../a.geojson", "..\\a.geojson"])  # fmt: skip
def test_names_that_lead_out_of_a_zip(tmp_path, t, name):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("ok.geojson", "{}")
        archive.writestr(zipfile.ZipInfo(name), "{}")
    assert refuse(tmp_path / "a.zip", t) == archives.UNSAFE_MEMBER


def test_a_link_in_a_zip(tmp_path, t):
    link = zipfile.ZipInfo("a.geojson")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert refuse(tmp_path / "a.zip", t) == archives.LINK_MEMBER


def test_a_zip_bomb(tmp_path, t):
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.geojson", b" " * 20_000_000)
    assert refuse(tmp_path / "a.zip", t) == archives.BOMB
    with zipfile.ZipFile(tmp_path / "b.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.geojson", b" " * 3_000_000)
    assert refuse(tmp_path / "b.zip", t, Limits(megabytes=2)) == limits.TOO_LARGE_UNPACKED


def test_a_zip_that_lies_about_its_sizes(tmp_path, t):
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.geojson", b" " * 3_000_000)
    body = (tmp_path / "a.zip").read_bytes()
    size = (3_000_000).to_bytes(4, "little")
    assert body.count(size) == 2
    (tmp_path / "a.zip").write_bytes(body.replace(size, (3000).to_bytes(4, "little")))
    assert refuse(tmp_path / "a.zip", t, Limits(megabytes=1)) in (
        archives.DAMAGED,
        limits.TOO_LARGE_UNPACKED,
    )


def test_a_zip_with_too_many_files_or_a_password_or_no_map(tmp_path, t):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(2001):
            archive.writestr(f"{number}.txt", "")
    assert refuse(path, t) == archives.TOO_MANY
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.geojson", "{}")
    body = bytearray(path.read_bytes())
    body[6] |= 1
    body[body.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(body)
    assert refuse(path, t) == archives.ENCRYPTED
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a.geojson", "{}")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("inner.zip", inner.getvalue())
    assert refuse(path, t) == archives.NO_MAP


VRT = """<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>{}</SrcDataSource>
</OGRVRTLayer></OGRVRTDataSource>"""


@pytest.mark.parametrize(
    "body",
    [
        VRT, '{"type": "gdal_streamed_alg", "command_line": "gdal vector convert {} x"}',
        '{"type": "FeatureCollection", "x": "gdal_streamed_alg", "features": []}',
        "<OGRWFSDataSource><URL>{}</URL></OGRWFSDataSource>",
    ],
    ids=["vrt", "gdalg", "gdalg in geojson", "wfs"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["a.vrt", "a.geojson", "a.gpkg", "in.zip"])
def test_files_that_only_refer_to_others(tmp_path, frame, t, body, name):
    other = write_areas(tmp_path, "other.geojson", frame)
    body = body.replace("{}", str(other))
    path = tmp_path / name
    if name == "in.zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a.geojson", body)
    else:
        path.write_text(body)
    assert refuse(path, t) == sources.REFERS


@pytest.mark.parametrize("path", ["/vsicurl/http://127.0.0.1:9/a.geojson", "http://127.0.0.1:9/a.gpkg", "PG:dbname=x", "/vsizip/a.zip/a.shp"])  # fmt: skip
def test_addresses_are_no_files(path):
    with pytest.raises(FileNotFoundError):
        read(Path(path))


@pytest.fixture
def listener():
    """A server that writes down what is asked of it: its address, and the requests."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen():
            while True:
                try:
                    caller, _ = server.accept()
                except OSError:
                    return
                with caller:
                    asked.append(caller.recv(1000))
                    caller.sendall(b"HTTP/1.0 404 Not found\r\n\r\n")

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/crs", asked
        server.shutdown(socket.SHUT_RDWR)
        thread.join(10)


def put_crs(frame, place: str, crs: object, key: str = "crs") -> str:
    """A GeoJSON text with a reference system of its own."""
    made = json.loads(frame.drop(columns="n").to_json(drop_id=True))
    made.pop("crs", None)
    holder = {
        "file": made,
        "feature": made["features"][0],
        "geometry": made["features"][1]["geometry"],
    }
    holder[place]["@"] = crs
    return json.dumps(made).replace('"@"', f'"{key}"')


@pytest.mark.parametrize("place", ["file", "feature", "geometry"])
@pytest.mark.parametrize("kind", ["link", "LINK", "url"])
@pytest.mark.parametrize("packed", [False, True])
def test_a_reference_system_that_is_an_address(tmp_path, frame, listener, t, place, kind, packed):
    address, asked = listener
    crs = {"type": kind, "properties": {"href": address, "url": address, "type": "ogcwkt"}}
    path = tmp_path / "a.geojson"
    path.write_text(put_crs(frame, place, crs))
    if packed:
        with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
            archive.write(path, "a.geojson")
        path = tmp_path / "a.zip"
    assert refuse(path, t) == sources.REFERS
    assert asked == []


@pytest.mark.parametrize("free", [False, True], ids=["", "without a proxy"])
def test_gdal_itself_has_no_network(tmp_path, frame, listener, monkeypatch, free):
    """Also where an address is written so that nothing but GDAL finds it."""
    address, asked = listener
    for name in ("no_proxy", "NO_PROXY") if free else ():
        monkeypatch.setenv(name, "*")
    crs = {"type": "link", "properties": {"href": address, "type": "ogcwkt"}}
    read(write_areas(tmp_path, "good.geojson", frame))
    path = tmp_path / "a.geojson"
    path.write_text(put_crs(frame, "file", crs))
    assert pyogrio.read_info(path)["features"] == 2
    with pytest.raises(pyogrio.errors.DataSourceError):
        pyogrio.list_layers(f"/vsicurl/{address}/a.geojson")
    with pytest.raises(pyogrio.errors.DataSourceError):
        pyogrio.list_layers(f"{address}/a.geojson")
    assert asked == []
    assert set(pyogrio.list_drivers()) == set(sources.KINDS) - {sources.PARQUET}


@pytest.mark.parametrize("key", ["crs", "\\u0063rs", "c\\u0072\\u0073"])
@pytest.mark.parametrize(
    ("crs", "epsg"),
    [
        ({"type": "name", "properties": {"name": "EPSG:99999999"}}, None),
        ({"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::99999999"}}, None),
        ({"type": "EPSG", "properties": {"code": 99999999}}, None),
        ({"type": "name", "properties": {}}, 4326),
        ({"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4326"}}, 4326),
        ({"type": "name", "properties": {"name": "EPSG:32748"}}, 32748),
        ("a text of a feature", 4326),
    ],
)
def test_what_a_geojson_says_of_its_reference_system_is_believed_or_told(
    tmp_path, frame, key, crs, epsg
):
    path = tmp_path / "a.geojson"
    path.write_text(put_crs(frame, "file", crs, key))
    found = read(path)
    if epsg:
        assert found.crs.to_epsg() == epsg
        return
    assert "99999999" in found.crs
    with pytest.raises(ImportRefused) as refused:
        place(found.geometry, found.crs)
    assert refused.value.sentence == projection.UNKNOWN_CRS
    assert place(found.geometry, found.crs, said="EPSG:4326").crs == "EPSG:4326"


def test_texts_that_are_not_utf8(tmp_path, frame, t):
    path = write_areas(tmp_path, "a.geojson", frame)
    body = path.read_bytes()
    for broken in (
        body.replace("Bányuwangi".encode(), b"B\xe1nyuwangi"),
        body.replace(b'"nama"', b'"nam\xe1"'),
    ):
        path.write_bytes(broken)
        assert refuse(path, t) == sources.NOT_UTF8


def test_a_feature_that_gdal_does_not_take(tmp_path, frame, t, monkeypatch):
    """Twenty million vertices of one feature are no damage."""
    path = write_areas(tmp_path, "a.geojson", frame)
    line = ",".join(["[106.5,-7.5],[106.6,-7.6]"] * 60_000)
    path.write_text(path.read_text().replace("[ [ [", f"[ [ {line}, [", 1))
    pyogrio.set_gdal_config_options({"OGR_GEOJSON_MAX_OBJ_SIZE": 1})
    try:
        assert refuse(path, t) == sources.LARGE_FEATURE
    finally:
        pyogrio.set_gdal_config_options({"OGR_GEOJSON_MAX_OBJ_SIZE": None})


def test_names_of_a_zip_that_differ_in_case_only(tmp_path, frame):
    (tmp_path / "s").mkdir()
    small = write_areas(tmp_path, "a.geojson", frame)
    write_areas(tmp_path / "s", "a.shp", frame)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(small, "a.geojson")
        archive.write(small, "A.geojson")
        for file in (tmp_path / "s").iterdir():
            archive.write(file, file.name.upper() if file.suffix == ".dbf" else file.name)
    with open_source(tmp_path / "a.zip", Limits()) as opened:
        titles = sorted((part.title, part.kind) for part in opened.parts)
        assert titles == [("A", "GeoJSON"), ("a", "ESRI Shapefile"), ("a", "GeoJSON")]
    assert len(read(tmp_path / "a.zip", layer="A").frame) == 2


def test_a_kml_with_entities_or_a_link(tmp_path, frame, t):
    path = write_areas(tmp_path, "a.kml", frame)
    body = path.read_text()
    path.write_text(
        body.replace("<kml", '<!DOCTYPE kml [<!ENTITY a SYSTEM "/etc/passwd">]><kml', 1)
    )
    assert refuse(path, t) == sources.ENTITIES
    other = write_areas(tmp_path, "b.kml", frame)
    link = f"<NetworkLink><Link><href>{other}</href></Link></NetworkLink>"
    path.write_text(
        f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>x</name>{link}</Document></kml>'
    )
    with pytest.raises(ImportRefused):
        read(path)


def test_a_geopackage_that_reaches_out(tmp_path, frame, t):
    path = write_areas(tmp_path, "a.gpkg", frame)
    base = sqlite3.connect(path)
    base.execute("PRAGMA writable_schema = 1")
    base.execute(
        "INSERT INTO sqlite_master VALUES ('table', 'x', 'x', 0,"
        " 'CREATE VIRTUAL TABLE x USING VirtualOGR(''/etc/passwd'')')"
    )
    base.commit()
    base.close()
    assert refuse(path, t) == sources.REFERS


def test_views_of_a_geopackage_are_not_read(tmp_path, frame, t):
    path = write_areas(tmp_path, "a.gpkg", frame)
    base = sqlite3.connect(path)
    base.execute("CREATE VIEW v AS SELECT fid, geom, kode FROM a")
    base.execute("INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('v', 'features', 'v', 4326)")  # fmt: skip
    base.execute("INSERT INTO gpkg_geometry_columns VALUES ('v', 'geom', 'POLYGON', 4326, 0, 0)")
    base.commit()
    base.close()
    assert len(read(path).frame) == 2
    assert refuse(path, t, layer="v") == choosing.NO_SUCH_LAYER


def test_a_file_that_is_not_a_geopackage_but_sqlite(tmp_path, t):
    path = tmp_path / "a.gpkg"
    base = sqlite3.connect(path)
    base.execute("CREATE TABLE a (kode TEXT)")
    base.commit()
    base.close()
    with pytest.raises(ImportRefused):
        read(path)


def test_parquet_without_geometry(tmp_path, frame, t):
    path = tmp_path / "a.parquet"
    frame.drop(columns="geometry").to_parquet(path)
    assert refuse(path, t) == features.NO_GEOMETRY


def test_parquet_is_counted_as_it_unpacks(tmp_path, frame, t):
    many = gpd.GeoDataFrame({"kode": ["x" * 100] * 30_000}, geometry=[SQUARES["35.10"]] * 30_000, crs=4326)  # fmt: skip
    many.to_parquet(tmp_path / "a.parquet", compression="zstd")
    assert pq.ParquetFile(tmp_path / "a.parquet").metadata.num_rows == 30_000
    assert (tmp_path / "a.parquet").stat().st_size < 1_000_000
    assert refuse(tmp_path / "a.parquet", t, Limits(megabytes=2)) == limits.TOO_LARGE_UNPACKED


def test_sizes_are_limited(tmp_path, frame, t):
    path = tmp_path / "a.gpkg"
    with path.open("wb") as file:
        file.truncate(50_000_000_000)
    assert refuse(path, t) == limits.TOO_LARGE
    path.unlink()
    path = write_areas(tmp_path, "a.geojson", frame)
    assert refuse(path, t, Limits(vertices=9)) == limits.TOO_DETAILED
    assert len(read(path, limits=Limits(vertices=10)).frame) == 2


def test_nothing_is_left_in_the_temporary_folder(tmp_path, frame, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "t"))
    (tmp_path / "t").mkdir()
    read(write_areas(tmp_path, "a.gpkg", frame))
    assert list((tmp_path / "t").iterdir()) == []


# --- where it lies ----------------------------------------------------------------------


@pytest.mark.parametrize("epsg", [4326, 4755, 23830, 32749, 3857, 9481])
def test_every_reference_system_is_brought_to_degrees(frame, epsg):
    given = frame.to_crs(epsg)
    placed = place(given.geometry.values, given.crs)
    back = gpd.GeoSeries(placed.geometry).to_numpy()
    assert not placed.guessed and not placed.swapped
    for shape, square in zip(back, SQUARES.values(), strict=True):
        assert shape.symmetric_difference(square).area < 1e-5


def test_a_missing_reference_system_is_guessed_only_within_indonesia(frame, t):
    placed = place(frame.geometry.values, None)
    assert placed.guessed and placed.geometry[0].equals(SQUARES["35.10"])
    with pytest.raises(ImportRefused) as refused:
        place(frame.to_crs(32749).geometry.values, None)
    assert refused.value.sentence == projection.NO_CRS and "--crs" in refused.value.explain(t)
    placed = place(frame.to_crs(32749).geometry.values, None, said="EPSG:32749")
    assert placed.geometry[0].symmetric_difference(SQUARES["35.10"]).area < 1e-6


def test_swapped_axes_are_seen_and_put_right(frame):
    turned = shapely.transform(frame.geometry.values, lambda xy: xy[:, ::-1])
    for swap in (False, True):
        placed = place(turned, CRS(4326), swap=swap)
        assert placed.swapped and placed.geometry[0].equals(SQUARES["35.10"])
    with pytest.raises(ImportRefused) as refused:
        place(frame.geometry.values, CRS(4326), swap=True)
    assert refused.value.sentence == projection.SWAPPED_OUTSIDE


def test_a_wrong_reference_system_is_refused(frame, t):
    with pytest.raises(ImportRefused) as refused:
        place(frame.to_crs(3857).geometry.values, CRS(4326))
    assert refused.value.sentence == projection.OUTSIDE and "{" not in refused.value.explain(t)
    with pytest.raises(ImportRefused) as refused:
        place(frame.geometry.values, None, said="nonsense")
    assert refused.value.sentence == projection.BAD_CRS


def test_a_reference_system_with_files_of_its_own(frame):
    crs = CRS("+proj=longlat +ellps=bessel +nadgrids=@/etc/passwd +type=crs")
    with pytest.raises(ImportRefused) as refused:
        place(frame.geometry.values, crs)
    assert refused.value.sentence == projection.GRID_FILES


@pytest.mark.parametrize("shapes", [[None, None], [shapely.Point(110, -7), None]])
def test_a_layer_without_areas(shapes):
    with pytest.raises(ImportRefused) as refused:
        place(np.array(shapes, dtype=object), CRS(4326))
    assert refused.value.sentence == projection.NO_AREAS


def test_heights_are_dropped(frame):
    high = shapely.force_3d(frame.geometry.values, 7.0)
    assert not shapely.has_z(place(high, CRS(4326)).geometry).any()


def test_geometry_that_is_missing_or_not_closed(tmp_path):
    ring = [[106, -8], [107, -8], [107, -7], [106, -7]]
    shapes = [None, {"type": "Polygon", "coordinates": [ring]}, {"type": "Polygon", "coordinates": []}]  # fmt: skip
    body = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"kode": "35.10"}, "geometry": shape}
            for shape in shapes
        ],
    }
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps(body))
    found = read(path)
    assert len(found.frame) == 3 and found.geometry[0] is None and found.unclosed == 1
    assert found.geometry[1].area == pytest.approx(1)
    assert np.isin(shapely.get_type_id(found.geometry), (-1, 3)).all()
