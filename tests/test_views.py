"""The views for QGIS: their figures are those of the pages, and GDAL reads them as QGIS does."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import subprocess
from xml.etree import ElementTree

import pandas as pd
import pytest
from sqlalchemy import create_engine, text

from mppgeo.base.paths import PROJECT
from mppgeo.commands.outlines import gather_outlines
from mppgeo.content.classes import NOT_APPLICABLE, PRESENCE, SHARES, classify_share
from mppgeo.country.addresses import KECAMATAN, VILLAGE
from mppgeo.coverage import DENOMINATORS, take_snapshot
from mppgeo.dataset import read
from mppgeo.planning.reach import find_places
from mppgeo.programme.facts import gather_facts
from mppgeo.programme.places import CAPITAL, list_spots, locate_mpps
from mppgeo.records.identity import make_key
from mppgeo.records.schema import RECORDS
from mppgeo.store.database import DatabaseStore
from mppgeo.store.files import FileStore
from mppgeo.store.journal import Change, RowChange
from mppgeo.store.views import VIEWS

DAYS = ("2017-10-06", "2020-01-31", "2022-11-10", "2022-11-11", "2024-12-12", "2026-11-01")


@pytest.fixture(scope="module")
def filled(postgresql, prepared):
    """A database with the project's own records and boundaries."""
    store = DatabaseStore(postgresql.create_database("views", prepared))
    files = FileStore(PROJECT / "data")
    store.load({name: files.read_rows(name) for name in RECORDS})
    store.refresh_outlines(*gather_outlines(read(store=files)))
    yield store
    store.close()


@pytest.fixture(scope="module")
def ask(filled):
    engine = create_engine(filled.url)

    def read(query: str, **values) -> pd.DataFrame:
        with engine.connect() as connection:
            return pd.read_sql(text(query), connection, params=values)

    yield read
    engine.dispose()


@pytest.mark.parametrize("denominator", DENOMINATORS)
@pytest.mark.parametrize("day", DAYS)
def test_the_classes_of_all_kabkota_are_those_of_the_pages(ask, dataset, day, denominator):
    query = "SELECT * FROM mppgeo.coverage_kabkota_on(:day, :denominator)"
    found = ask(query, day=day, denominator=denominator).set_index("kode")
    expected = take_snapshot(dataset, dt.date.fromisoformat(day), denominator).kabkota
    assert len(found) == 514 and list(found.index) == list(expected.index)
    for column, ours in (
        ("class", "status"), ("kode_provinsi", "kode_provinsi"), ("nama", "nama"),
        ("mpp_count", "mpp_count"), ("population", "population"), ("presisi", "presisi"),
        ("tanggal_peresmian", "tanggal_peresmian"),
    ):  # fmt: skip
        told = found[column].fillna("").tolist()
        assert told == expected[ours].astype(object).fillna("").tolist(), column
    opened = pd.to_datetime(found["dibuka"]).dt.date.fillna(0).tolist()
    assert opened == expected["dibuka"].dt.date.fillna(0).tolist()
    assert found["geom"].notna().all()


@pytest.mark.parametrize("denominator", DENOMINATORS)
@pytest.mark.parametrize("day", DAYS)
def test_the_figures_of_all_provinces_are_those_of_the_pages(ask, dataset, day, denominator):
    query = "SELECT * FROM mppgeo.coverage_provinsi_on(:day, :denominator)"
    found = ask(query, day=day, denominator=denominator).set_index("kode")
    expected = take_snapshot(dataset, dt.date.fromisoformat(day), denominator).provinsi
    assert list(found.index) == list(expected.index)
    for column in (
        "nama",
        "areas",
        "areas_with_mpp",
        "mpp_count",
        "population",
        "population_covered",
    ):
        assert found[column].tolist() == expected[column].tolist(), column
    for column in ("coverage_pct", "population_covered_pct"):
        pd.testing.assert_series_equal(found[column], expected[column].astype(float))
    classes = [classify_share(share).name for share in expected["coverage_pct"]]
    assert found["class"].tolist() == classes
    assert found["geom"].notna().all()


@pytest.mark.parametrize("day", DAYS)
def test_points_are_where_the_pages_have_them_and_as_precise(ask, dataset, day):
    found = ask(
        "SELECT *, ST_X(geom) AS lon, ST_Y(geom) AS lat FROM mppgeo.mpp_points_on(:day)", day=day
    )
    ours = locate_mpps(dataset, dt.date.fromisoformat(day))
    for row in found.itertuples():
        place = ours[make_key(row.kode, row.nama_mpp)]
        told = (round(row.lon, 6), round(row.lat, 6), row.presisi_posisi)
        assert told == (round(place.lon, 6), round(place.lat, 6), place.precision), row.nama_mpp
    # Those that reach is measured from are all among them.
    counted = set(found.loc[found["dihitung"], ["kode", "nama_mpp"]].itertuples(index=False))
    assert counted == {
        (p.kode, p.nama_mpp) for p in find_places(dataset, dt.date.fromisoformat(day))
    }
    assert day < "2026" or set(found["presisi_posisi"]) >= {VILLAGE, KECAMATAN, CAPITAL}


@pytest.mark.parametrize("day", DAYS)
def test_facts_of_points_are_those_of_the_pages(ask, dataset, day):
    names = {"alamat": "address", "jumlah_layanan": "services", "jumlah_instansi": "agencies"}
    found = ask("SELECT * FROM mppgeo.mpp_points_on(:day)", day=day)
    facts = gather_facts(dataset, dt.date.fromisoformat(day))
    assert len(found) or day < "2018"
    for row in found.to_dict("records"):
        ours = facts[make_key(row["kode"], row["nama_mpp"])]
        told = {column: None if pd.isna(row[column]) else row[column] for column in names}
        assert told == {column: getattr(ours, name).value for column, name in names.items()}


def test_the_newest_source_tells_where_an_mpp_is_on_a_day(filled, ask):
    row = next(r for r in filled.read_rows("mpp") if r["kode"] == "35.10")
    own = {name: row[name] for name in ("kode", "kabkota")} | {
        "nama_mpp": row["nama_mpp"].upper().replace(" ", "  "),
        "sumber_url": "https://example.go.id",
    }
    site = dict.fromkeys(RECORDS["mpp_sites"].model_fields, "") | own
    detail = dict.fromkeys(RECORDS["mpp_details"].model_fields, "") | own
    added = {
        "mpp_sites": [
            site | {"lintang": "-8.1", "bujur": "114.1", "alamat": "Lama"},
            site | {"berlaku_sejak": "2019-02", "lintang": "-8.2", "bujur": "114.2"},
            site | {"berlaku_sejak": "2021-05-05", "gedung": "baru"},
            site | {"berlaku_sejak": "2023", "lintang": "-8.3", "bujur": "114.3", "alamat": "Baru"},
            site | {"berlaku_sejak": "2024-06-01", "alamat": "Jl. Baru, Kel. Kertosari"},
        ],
        "mpp_details": [
            detail | {"tanggal_data": "2020-06-30", "lintang": "-8.25", "bujur": "114.05"},
            detail | {"tanggal_data": "2020-02/2020-06", "lintang": "-8.3", "bujur": "114.15"},
            detail | {"tanggal_data": "2021-05-05", "lintang": "-8.35", "bujur": "114.25"},
            detail | {"tanggal_data": "2022-03", "lintang": "-8.7"},
            # In Bali, which is not where an MPP of Banyuwangi is.
            detail | {"tanggal_data": "2022-05-01", "lintang": "-8.5", "bujur": "115.2"},
            detail | {"tanggal_data": "2023-12-30/2023-12-31", "jumlah_layanan": "7"},
        ],
    }
    filled.save([Change(n, tuple(RowChange(None, r) for r in rows)) for n, rows in added.items()])
    try:
        moved = read(store=filled)
        asked = (
            "SELECT *, round(ST_X(geom)::numeric, 6)::float AS lon"
            " FROM mppgeo.mpp_points_on(:day) WHERE kode = '35.10' AND dihitung"
        )
        # Where a new address lies is not known before somebody has looked.
        assert ask(asked, day="2024-06-01")["presisi_posisi"].tolist() == [CAPITAL]
        filled.refresh_spots(list_spots(moved))
        for day in (
            "2017-12-01", "2019-02-27", "2019-02-28", "2020-06-29", "2020-06-30", "2021-05-04",
            "2021-05-05", "2022-04-01", "2022-05-01", "2023-12-30", "2023-12-31", "2024-06-01",
        ):  # fmt: skip
            [told] = ask(asked, day=day).to_dict("records")
            on = dt.date.fromisoformat(day)
            [ours] = [p for p in find_places(moved, on) if p.kode == "35.10"]
            assert (told["lon"], told["presisi_posisi"]) == (round(ours.lon, 6), ours.precision)
            facts = gather_facts(moved, on)[make_key(row["kode"], row["nama_mpp"])]
            assert told["alamat"] == facts.address.value, day
            assert told["jumlah_layanan"] == facts.services.value, day
        assert told["presisi_posisi"] == VILLAGE
    finally:
        filled.save(
            [Change(n, tuple(RowChange(r, None) for r in rows)) for n, rows in added.items()]
        )


def test_gdal_reads_the_views_as_qgis_does(filled, postgresql):
    address = filled.url.split("@")[1]
    host, name = address.split("/")
    source = f"PG:host={host.split(':')[0]} port={host.split(':')[1]} user=postgres dbname={name} schemas=mppgeo"
    program = shutil.which("ogrinfo")
    if program is None:
        pytest.fail("GDAL's programs are missing: apt install gdal-bin")
    listed = subprocess.run([program, "-ro", source], capture_output=True, text=True, check=True)
    for view, kind, count in (
        ("coverage_kabkota", "Multi Polygon", 514), ("coverage_provinsi", "Multi Polygon", 38),
        ("mpp_points", "Point", len(filled.read_rows("mpp"))),
    ):  # fmt: skip
        assert f"{view} ({kind})" in listed.stdout
        done = subprocess.run(
            [program, "-ro", "-so", source, view], capture_output=True, text=True, check=True
        )
        told = done.stdout
        assert f"Geometry: {kind}" in told and 'ID["EPSG",4326]]' in told
        assert int(re.search(r"Feature Count: (\d+)", told).group(1)) <= count
        assert view == "mpp_points" or f"Feature Count: {count}" in told
        corners = re.search(r"Extent: \((.*?), (.*?)\) - \((.*?), (.*?)\)", told).groups()
        west, south, east, north = map(float, corners)
        assert 94 < west < 99 and 138 < east < 142 and -12 < south < -8 and 2 < north < 7


def test_the_project_file_names_what_there_is_in_the_colours_of_the_pages(ask):
    root = ElementTree.parse(PROJECT / "docs" / "mppgeo.qgs").getroot()
    layers = root.findall("projectlayers/maplayer")
    ids = {layer.findtext("id") for layer in layers}
    assert ids == {f"mppgeo_{name}" for name in VIEWS}
    # QGIS gives a layer another id where its own is short, and then shows it nowhere; and it reads
    # the reference system only where it is told that it is to be used.
    assert min(map(len, ids)) > 10
    assert root.findtext("properties/SpatialRefSys/ProjectionsEnabled") == "1"
    for listed in ("layer-tree-group/layer-tree-layer", "layerorder/layer"):
        assert {one.get("id") for one in root.findall(listed)} == ids
    colours = {name: one.colour for name, one in PRESENCE.items()}
    colours |= {one.name: one.colour for one in (*SHARES, NOT_APPLICABLE)}
    for layer in layers:
        source, renderer = layer.findtext("datasource"), layer.find("renderer-v2")
        table = re.search(r'table="mppgeo"\."(\w+)" \(geom\)', source).group(1)
        key, column = re.search(r"key='(\w+)'", source).group(1), renderer.get("attr")
        found = ask(f'SELECT {key} AS key, {column} AS kind FROM mppgeo."{table}"')
        assert found["key"].is_unique
        drawn = {one.get("value"): one.get("symbol") for one in renderer.iter("category")}
        assert set(found["kind"]) <= set(drawn)
        for name, number in drawn.items():
            fill = renderer.find(f"symbols/symbol[@name='{number}']//Option[@name='color']").get(
                "value"
            )
            red, green, blue = (int(part) for part in fill.split(",")[:3])
            assert table == "mpp_points" or f"#{red:02x}{green:02x}{blue:02x}" == colours[name]


def test_all_geometry_has_an_index_and_the_views_their_comments(ask):
    bare = ask(
        "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
        " JOIN pg_type t ON t.oid = a.atttypid"
        " WHERE c.relnamespace = 'mppgeo'::regnamespace AND c.relkind = 'r' AND t.typname = 'geometry'"
        " AND NOT EXISTS (SELECT FROM pg_index i JOIN pg_class k ON k.oid = i.indexrelid"
        " JOIN pg_am m ON m.oid = k.relam WHERE i.indrelid = c.oid AND m.amname = 'gist'"
        " AND a.attnum = ANY (i.indkey))"
    )
    assert bare["relname"].tolist() == []
    told = ask(
        "SELECT obj_description(oid) AS said FROM pg_class"
        " WHERE relnamespace = 'mppgeo'::regnamespace AND relkind = 'v'"
    )
    assert len(told) == 3 and told["said"].notna().all()


def test_a_reader_sees_the_views_and_nothing_else(filled, ask, postgresql):
    name = filled.url.rsplit("/", 1)[1]
    postgresql.run_script(PROJECT / "deploy" / "reader.sql", name, password="baca")
    url = filled.url.replace("postgres@", "mppgeo_reader:baca@")
    engine = create_engine(url)
    with engine.connect() as connection:
        for view in ("coverage_kabkota", "coverage_provinsi", "mpp_points"):
            assert connection.execute(text(f"SELECT count(*) FROM mppgeo.{view}")).scalar()
        on = text("SELECT count(*) FROM mppgeo.coverage_kabkota_on('2020-01-01')")
        assert connection.execute(on).scalar() == 514
    for forbidden in (
        "SELECT * FROM mppgeo.riwayat", "SELECT * FROM mppgeo.status_reports",
        "DELETE FROM mppgeo.mpp", "CREATE TABLE mppgeo.x (a int)", "CREATE TABLE public.x (a int)",
    ):  # fmt: skip
        with pytest.raises(Exception, match="permission denied"), engine.begin() as connection:
            connection.execute(text("SET TRANSACTION READ WRITE"))
            connection.execute(text(forbidden))
    engine.dispose()
    # An upgrade makes the views anew; the reader still reads them.
    with filled._connections.engine.begin() as connection:
        connection.execute(text("COMMENT ON FUNCTION mppgeo.note_outside() IS 'another version'"))
    filled._compared = None
    [told] = filled.find_differences()
    assert "views" in told.sentence and not told.hinders
    filled.upgrade()
    assert filled.find_differences() == []
    with create_engine(url).connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM mppgeo.mpp_points")).scalar()


# --- changes by SQL ---------------------------------------------------------------


def test_a_change_by_sql_stands_in_the_history_and_can_be_undone(database, country):
    row = country.mpp("35.10", "2023-10-31", lintang="-8.2", bujur="114.25", jumlah_layanan="7")
    database.save([Change("mpp", (RowChange(None, row),), "ani")])
    before = database.fingerprint()
    with database._connections.engine.begin() as connection:
        connection.execute(
            text(
                "UPDATE mppgeo.mpp SET alamat = 'Jl. SQL', sumber_url = sumber_url || 'https://b.go.id'::text"
            )
        )
        connection.execute(text("UPDATE mppgeo.mpp SET alamat = alamat"))
        connection.execute(text("DELETE FROM mppgeo.mpp WHERE kode = '99.99'"))
    database._forget_look()
    assert database.fingerprint() != before
    [own, outside] = database.list_entries()
    assert (own.change.kind, own.change.who) == ("import", "ani")
    assert (outside.change.kind, outside.change.who) == ("outside", "postgres")
    [changed] = outside.change.rows
    assert changed.before == row
    assert changed.after == row | {
        "alamat": "Jl. SQL", "sumber_url": row["sumber_url"] + " | https://b.go.id"
    }  # fmt: skip
    database.restore(outside.number, "budi")
    assert database.read_rows("mpp") == [row]
    with database._connections.engine.begin() as connection:
        connection.execute(text("TRUNCATE mppgeo.mpp"))
    last = database.list_entries()[-1]
    assert last.change.kind == "outside" and last.counts == (0, 0, 1)
    database.restore(last.number)
    assert database.read_rows("mpp") == [row]
    assert [e.change.kind for e in database.list_entries()] == [
        "import", "outside", "restore", "outside", "restore"
    ]  # fmt: skip
