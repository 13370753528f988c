"""From files into a database and back: the same bytes, the history included."""

from __future__ import annotations

import shutil

import pytest

from mppgeo.base.paths import PROJECT
from mppgeo.records.schema import RECORDS
from mppgeo.store.choice import DATABASE_URL, open_database
from mppgeo.store.files import FileStore
from mppgeo.store.journal import Change, RowChange


@pytest.fixture
def shared(database, commanded, monkeypatch):
    """The commands work on an empty database and a small country's files."""
    monkeypatch.setenv(DATABASE_URL, database.url)
    open_database.cache_clear()
    yield database
    open_database(database.url).close()
    open_database.cache_clear()


def read_files(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for part in ("records", "history")
        for path in sorted((folder / part).iterdir())
        if path.is_file() and not path.name.startswith(".")
    }


def change_files(country):
    """A history of files: rows added, changed, removed and brought back, in odd texts."""
    files = FileStore(country.folder)
    one = country.mpp("35.10", "2017-10-06", catatan="“é\u4e2d”, a; b")
    two = country.mpp("72.10", "2023-10-01", nama_mpp="MPP\u00a0X", lintang="-7.25", bujur="119.5")
    files.save(
        [Change("mpp", (RowChange(None, one), RowChange(None, two)), "ani", source="a.xlsx")]
    )
    # In another order of columns than the table's, as a page may give them.
    turned = dict(reversed((one | {"alamat": "Jl. Baru 1"}).items()))
    files.save([Change("mpp", (RowChange(one, turned), RowChange(two, None)), "budi")])
    files.restore(2, "ani")
    return files


def test_files_go_into_the_database_and_come_back_byte_for_byte(shared, country, run, tmp_path):
    files = change_files(country)
    for name in RECORDS:
        # As the store itself would write it; a file that is not there comes back with its titles.
        files.save([Change(name, ())])
    assert run("db", "load", "--who", "ani", "--lang", "en")[::2] == (0, "")
    code, out, _ = run("db", "dump", tmp_path / "out", "--lang", "en")
    assert code == 0 and "mpp: 2 rows" in out and f"{3 + len(RECORDS)} entries" in out
    assert read_files(tmp_path / "out") == read_files(country.folder)
    for path in [tmp_path / "out", *(tmp_path / "out").rglob("*")]:
        assert path.stat().st_mode & 0o077 == 0


def test_the_shipped_records_come_back_byte_for_byte(database, tmp_path):
    from mppgeo.store.dumping import write_contents

    files = FileStore(PROJECT / "data")
    database.load({name: files.read_rows(name) for name in RECORDS})
    write_contents(database.read_all(), tmp_path / "out")
    for schema in RECORDS.values():
        shipped = (PROJECT / "data" / schema.FILE).read_bytes()
        assert (tmp_path / "out" / schema.FILE).read_bytes() == shipped, schema.FILE
    # What was loaded first is no change of the files.
    assert list((tmp_path / "out" / "history").iterdir()) == []


def test_the_history_goes_on_in_the_database_and_after_it_in_files(shared, country, run, tmp_path):
    change_files(country)
    assert run("db", "load")[0] == 0
    numbers = [entry.number for entry in shared.list_entries()]
    assert numbers[:3] == [1, 2, 3] and len(numbers) == 4
    row = shared.read_rows("mpp")[0]
    [entry] = shared.save([Change("mpp", (RowChange(row, row | {"status": "beroperasi"}),), "c")])
    # An entry of the files can be undone in the database.
    shared.restore(2, "d")
    assert [r["kode"] for r in shared.read_rows("mpp")] == ["35.10", "72.10"]
    assert run("db", "dump", tmp_path / "out")[0] == 0
    back = FileStore(tmp_path / "out")
    assert [e.number for e in back.list_entries()][:4] == [1, 2, 3, entry.number]
    assert [e.change.who for e in back.list_entries()] == ["ani", "budi", "ani", "c", "d"]
    before = back.read_rows("mpp")
    back.restore(entry.number, "e")
    assert len(back.read_rows("mpp")) == 2 and before != []


def test_what_is_in_the_way_is_told_and_left_alone(shared, country, run, tmp_path):
    change_files(country)
    assert run("db", "load")[0] == 0
    code, _, err = run("db", "load", "--lang", "en")
    assert code == 1 and "riwayat" in err
    there = tmp_path / "there"
    there.mkdir()
    code, _, err = run("db", "dump", there, "--lang", "en")
    assert code == 1 and str(there) in err and list(there.iterdir()) == []
    code, _, err = run("db", "dump", tmp_path / "none" / "out", "--lang", "en")
    assert code == 1 and "does not exist" in err


def test_a_dump_is_loaded_into_another_database(
    shared, country, run, tmp_path, monkeypatch, postgresql
):
    change_files(country)
    assert run("db", "load")[0] == run("db", "dump", tmp_path / "out")[0] == 0
    shutil.rmtree(country.folder / "history")
    monkeypatch.setenv(DATABASE_URL, postgresql.create_database("lain"))
    assert run("db", "init")[0] == run("db", "load", tmp_path / "out")[0] == 0
    assert run("db", "dump", tmp_path / "again")[0] == 0
    assert read_files(tmp_path / "again") == read_files(tmp_path / "out")
