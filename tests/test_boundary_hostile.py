"""Boundary files that are broken or mean harm: nothing is followed out of them."""

from __future__ import annotations

import io
import socket
import sqlite3
import stat
import threading
import zipfile
from pathlib import Path

import geopandas as gpd
import pyarrow.parquet as pq
import pyogrio
import pytest
from boundary_files import write_areas
from square_files import SQUARES, make_squares, put_crs, read, refuse

from mppgeo.base.refusal import ImportRefused
from mppgeo.boundaries.importing import (
    archives,
    choosing,
    features,
    limits,
    sources,
)
from mppgeo.boundaries.importing.limits import Limits
from mppgeo.boundaries.importing.sources import open_source


@pytest.fixture
def frame() -> gpd.GeoDataFrame:
    return make_squares()


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
