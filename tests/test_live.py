"""The data of a running app: seen when they change, kept when the database is down."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
import shapely.affinity
import shapely.geometry
from sqlalchemy import create_engine, text

from mppgeo import live
from mppgeo.commands import main
from mppgeo.live import current, find_outage, find_status, find_whole_status
from mppgeo.programme.places import keep_spots
from mppgeo.store.choice import DATABASE_URL, open_database
from mppgeo.store.journal import Change, RowChange, StoreDown
from mppgeo.store.keepsake import CACHE


@pytest.fixture(autouse=True)
def surroundings(country, tmp_path, monkeypatch):
    """The small country's files, a cache of its own, and no patience."""
    monkeypatch.setenv("MPPGEO_DATA", str(country.folder))
    monkeypatch.setenv(CACHE, str(tmp_path / "cache"))
    monkeypatch.setattr(live, "_TRY_AGAIN", 0.0)
    monkeypatch.setattr("mppgeo.store.database._LOOK_EVERY", 0.0)


@pytest.fixture
def shared(postgresql, database, monkeypatch):
    """The address of a database, set for the app."""
    monkeypatch.setenv(DATABASE_URL, database.url)
    open_database.cache_clear()
    yield database
    open_database(database.url).close()
    open_database.cache_clear()


def add_mpp(store, country, kode):
    store.save([Change("mpp", (RowChange(None, country.mpp(kode, "2023-10-31")),))])


def test_a_change_of_another_process_is_seen_and_told(shared, country, monkeypatch):
    told = []
    monkeypatch.setattr(live, "_watchers", [keep_spots, told.append])
    assert len(current().mpp) == 0
    add_mpp(shared, country, "35.10")
    assert current().mpp["kode"].tolist() == ["35.10"]
    assert current() is current() and find_outage() is None
    live._telling.submit(lambda: None).result()
    assert told[-1] is current() and len(told) == 2


def test_whoever_saves_sees_it_while_another_visitor_reads(country):
    before = current()
    with ThreadPoolExecutor(1) as pool:
        with live._reading:
            country.write_mpp(country.mpp("35.10", "2023-10-31"))
            assert current() is before
            saving = pool.submit(live.catch_up)
            # It has all the time it would need to give up.
            assert not wait([saving], timeout=0.3).done
        saving.result()
    with live._reading:
        assert current().mpp["kode"].tolist() == ["35.10"]


def test_a_store_that_falls_silent_after_saving_is_left_to_the_page(shared, country, postgresql):
    add_mpp(shared, country, "35.10")
    before = current()
    with postgresql.stopped():
        live.catch_up()
        assert current() is before and find_outage() is not None


def test_the_last_good_data_are_shown_while_the_database_is_down(shared, country, postgresql):
    add_mpp(shared, country, "35.10")
    before = current()
    with postgresql.stopped():
        assert current() is before
        outage = find_outage()
        assert outage.data_of is not None and "{reason}" in outage.reason.sentence
    assert current().mpp["kode"].tolist() == ["35.10"] and find_outage() is None


def test_a_start_without_the_database_shows_what_was_kept(shared, country, postgresql):
    add_mpp(shared, country, "35.10")
    current()
    live._states.clear()
    with postgresql.stopped():
        assert current().mpp["kode"].tolist() == ["35.10"]
        assert find_outage().data_of is not None


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"rows": 3}', b"\xff\xfe"])
def test_a_spoilt_keepsake_is_as_good_as_none(shared, country, postgresql, tmp_path, body):
    current()
    [kept] = (tmp_path / "cache").iterdir()
    assert json.loads(kept.read_text())["rows"]
    kept.write_bytes(body)
    live._states.clear()
    with postgresql.stopped():
        with pytest.raises(StoreDown):
            current()


def test_the_command_makes_fills_and_tells_a_database(postgresql, country, monkeypatch, capsys):
    country.write_mpp(country.mpp("35.10", "2023-10-31"))
    monkeypatch.setenv(DATABASE_URL, postgresql.create_database("perintah"))
    open_database.cache_clear()
    assert main(["db", "status"]) == 1
    assert "db init" in capsys.readouterr().err
    assert main(["db", "init"]) == main(["db", "init"]) == 0
    assert main(["db", "load", "--who", "ani"]) == 0
    assert current().mpp["kode"].tolist() == ["35.10"]
    capsys.readouterr()
    assert main(["db", "load", "--lang", "en"]) == 1
    assert "nothing was loaded" in capsys.readouterr().err
    assert main(["db", "status"]) == 0
    told = capsys.readouterr().out
    assert "mpp: 1 baris" in told and "ani" in told
    store = open_database(os.environ[DATABASE_URL])
    with create_engine(store.url).connect() as connection:
        types = connection.execute(
            text("SELECT f_table_name, type, srid FROM geometry_columns ORDER BY 1")
        ).all()
        areas = connection.execute(
            text("SELECT count(*) FROM mppgeo.batas_kabkota WHERE ST_IsValid(geom)")
        ).scalar()
    assert ("batas_kabkota", "MULTIPOLYGON", 4326) in [tuple(row) for row in types]
    assert ("mpp", "POINT", 4326) in [tuple(row) for row in types] and areas == 7
    store.close()
    open_database.cache_clear()


def test_another_set_of_boundaries_is_seen_in_the_database(shared, country, run):
    boundaries = country.folder / "boundaries"
    place = boundaries / "sets" / "resmi"
    place.mkdir(parents=True)
    for level in ("kabkota", "provinsi"):
        layer = json.loads((boundaries / f"{level}.geojson").read_text())
        for feature in layer["features"]:
            moved = shapely.affinity.translate(shapely.geometry.shape(feature["geometry"]), 0.25, 0)
            feature["geometry"] = shapely.geometry.mapping(moved)
        (place / f"{level}.geojson").write_text(json.dumps(layer))
    (place / "set.json").write_text(json.dumps({"levels": ["kabkota"]}))

    def west() -> float:
        with create_engine(shared.url).connect() as connection:
            asked = "SELECT ST_XMin(geom) FROM mppgeo.coverage_kabkota WHERE kode = '35.10'"
            return connection.execute(text(asked)).scalar()

    country.write_mpp(country.mpp("35.10", "2023-10-31"))
    assert run("db", "load")[0] == 0 and west() == 111
    code, out, err = run("boundaries", "use", "resmi", "--lang", "en")
    assert (code, err) == (0, "") and "outlines" in out and west() == 111.25
    code, _, _ = run("boundaries", "use", "turunan")
    assert code == 0 and west() == 111


def test_readiness_names_what_differs_and_does_not_fail(shared, country):
    current()
    assert find_whole_status().name == "ok" and find_whole_status().differs == ()
    with create_engine(shared.url).begin() as connection:
        connection.execute(text("ALTER TABLE mppgeo.mpp ADD COLUMN surel text"))
    open_database(shared.url)._compared = None
    found = find_whole_status()
    assert found.name == "ok" and "surel" in found.differs[0]
    with create_engine(shared.url).begin() as connection:
        connection.execute(text("ALTER TABLE mppgeo.mpp DROP COLUMN catatan"))
        connection.execute(text("UPDATE mppgeo.alembic_version SET version_num = '9999'"))
    open_database(shared.url)._compared = None
    found = find_whole_status()
    assert found.name == "degraded" and found.is_ready and "catatan" in " ".join(found.differs)
    assert "9999" in found.differs[0]
    add_mpp(shared, country, "35.10")
    assert current().mpp["kode"].tolist() == ["35.10"]


def test_data_that_nobody_has_confirmed_yet_are_not_ready(country, monkeypatch):
    seen = []

    def look(state, dataset):
        replace_data(state, dataset)
        # Another visitor, between the data and their time.
        seen.append(find_status())

    replace_data = live._replace
    monkeypatch.setattr(live, "_replace", look)
    monkeypatch.setattr(live, "_reading", FreeForOthers())
    live._states.clear()
    current()
    assert [one.name for one in seen] == ["unready"] and seen[0].age is None
    assert find_status().name == "ok" and find_status().age < 60


class FreeForOthers:
    """A lock that whoever comes second does not get, as when another thread holds it."""

    def __init__(self):
        self.held = False

    def acquire(self, blocking=True):
        taken, self.held = not self.held, True
        return taken

    def release(self):
        self.held = False


def test_without_an_address_the_command_says_so(monkeypatch, capsys):
    monkeypatch.delenv(DATABASE_URL, raising=False)
    assert main(["db", "init", "--lang", "en"]) == 1
    assert DATABASE_URL in capsys.readouterr().err


def test_rows_that_are_not_valid_are_not_loaded(postgresql, country, monkeypatch, capsys):
    country.write_mpp(country.mpp("35.10", "kemarin"))
    monkeypatch.setenv(DATABASE_URL, postgresql.create_database("salah"))
    open_database.cache_clear()
    assert main(["db", "init"]) == 0
    assert main(["db", "load", "--lang", "en"]) == 1
    assert "check" in capsys.readouterr().err
    open_database.cache_clear()
