"""What both stores promise: whole changes, a history, the way back; on files and PostgreSQL."""

from __future__ import annotations

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from mppgeo.base.paths import PROJECT
from mppgeo.records.mpp import Mpp
from mppgeo.records.schema import RECORDS
from mppgeo.store.database import DatabaseStore
from mppgeo.store.files import FileStore
from mppgeo.store.journal import Change, RowChange, StoreDown, StoreError


@pytest.fixture
def areas(country):
    return {row["kode"]: row["nama"] for row in country.regions()}


@pytest.fixture(params=["files", "postgresql"])
def store(request, country):
    """An empty store of each kind."""
    if request.param == "files":
        return FileStore(country.folder)
    return request.getfixturevalue("database")


def add(country, kode, day="2023-10-31", /, **changes):
    """A change that adds an MPP."""
    return RowChange(None, country.mpp(kode, day, **changes))


def names_in(store):
    return [row["nama_mpp"] for row in store.read_rows("mpp")]


def test_a_row_is_added_and_read_back(store, country, areas):
    [entry] = store.save([Change("mpp", (add(country, "35.10"),), "ani@x.go.id", source="a.xlsx")])
    table = store.read_table(Mpp, areas)
    assert table.faults == [] and table.frame["kode"].tolist() == ["35.10"]
    assert table.frame["tanggal_akhir"].dt.date.tolist()[0].isoformat() == "2023-10-31"
    assert entry.counts == (1, 0, 0)
    [kept] = store.list_entries()
    assert (kept.number, kept.change) == (entry.number, entry.change)
    assert (kept.change.who, kept.change.source) == ("ani@x.go.id", "a.xlsx")


def test_changing_keeps_the_order_and_removing_removes(store, country):
    store.save([Change("mpp", tuple(add(country, kode) for kode in ("35.10", "35.07", "72.10")))])
    old = country.mpp("35.07", "2023-10-31")
    new = old | {"alamat": "Jl. Baru 1"}
    [entry] = store.save([Change("mpp", (RowChange(old, new),))])
    assert entry.counts == (0, 1, 0)
    rows = store.read_rows("mpp")
    assert [row["kode"] for row in rows] == ["35.10", "35.07", "72.10"]
    assert rows[1]["alamat"] == "Jl. Baru 1"
    store.save([Change("mpp", (RowChange(new, None),))])
    assert [row["kode"] for row in store.read_rows("mpp")] == ["35.10", "72.10"]


def test_a_row_that_someone_else_changed_is_refused_and_nothing_is_saved(store, country):
    row = country.mpp("35.10", "2023-10-31")
    store.save([Change("mpp", (RowChange(None, row),))])
    store.save([Change("mpp", (RowChange(row, row | {"alamat": "A"}),))])
    change = Change("mpp", (add(country, "72.10"), RowChange(row, row | {"alamat": "B"})))
    with pytest.raises(StoreError):
        store.save([change])
    assert [(r["kode"], r["alamat"]) for r in store.read_rows("mpp")] == [("35.10", "A")]
    assert len(store.list_entries()) == 2


def test_adding_what_is_there_is_refused(store, country):
    store.save([Change("mpp", (add(country, "35.10"),))])
    with pytest.raises(StoreError):
        store.save([Change("mpp", (add(country, "35.10"),))])


def test_a_row_removed_and_added_again_in_one_change_stays(store, country):
    row = country.mpp("35.10", "2023-10-31")
    store.save([Change("mpp", (RowChange(None, row),))])
    store.save([Change("mpp", (RowChange(row, None), RowChange(None, row | {"alamat": "A"})))])
    assert [r["alamat"] for r in store.read_rows("mpp")] == ["A"]


def test_a_row_may_change_its_key_but_not_to_one_that_is_taken(store, country):
    one, two = country.mpp("35.10", "2023-10-31"), country.mpp("72.10", "2023-10-31")
    store.save([Change("mpp", (RowChange(None, one), RowChange(None, two)))])
    named = one | {"nama_mpp": "MPP Lain"}
    store.save([Change("mpp", (RowChange(one, named),))])
    assert names_in(store) == ["MPP Lain", "MPP 72.10"]
    taken = two | {"kode": "35.10", "kode_kabkota": "35.10", "nama_mpp": "mpp lain"}
    taken |= {"kabkota": named["kabkota"]}
    with pytest.raises(StoreError):
        store.save([Change("mpp", (RowChange(two, taken),))])
    assert names_in(store) == ["MPP Lain", "MPP 72.10"]


def test_restoring_brings_back_what_was_before_an_entry(store, country):
    store.save([Change("mpp", (add(country, "35.10"),))])
    row = country.mpp("35.10", "2023-10-31")
    [second] = store.save([Change("mpp", (RowChange(row, row | {"alamat": "A"}),))])
    store.save([Change("mpp", (add(country, "72.10"),))])
    store.save([Change("mpp", (RowChange(row | {"alamat": "A"}, None),))])
    store.restore(second.number, "budi@x.go.id")
    assert [(r["kode"], r["alamat"]) for r in store.read_rows("mpp")] == [("35.10", "")]
    last = store.list_entries()[-1]
    assert (last.change.kind, last.change.who) == ("restore", "budi@x.go.id")
    # A restoration is a change like others: it can be undone too.
    store.restore(last.number)
    assert [r["kode"] for r in store.read_rows("mpp")] == ["72.10"]


def test_an_unknown_entry_cannot_be_restored(store):
    with pytest.raises(StoreError):
        store.restore(7)


def test_the_fingerprint_changes_with_every_change(store, country):
    before = store.fingerprint()
    store.save([Change("mpp", (add(country, "35.10"),))])
    between = store.fingerprint()
    row = country.mpp("35.10", "2023-10-31")
    store.save([Change("mpp", (RowChange(row, row | {"alamat": "A"}),))])
    assert len({before, between, store.fingerprint()}) == 3


def test_any_text_is_kept_as_it_is(store, country):
    hostile = '\'; DROP TABLE mpp; -- <b>“é\u4e2d\U0001f600”, "q" | =1+1'
    store.save([Change("mpp", (add(country, "35.10", nama_mpp=hostile, catatan=hostile),))])
    [row] = store.read_rows("mpp")
    assert (row["nama_mpp"], row["catatan"]) == (hostile, hostile)


def test_every_table_is_stored(store, country, dataset):
    for name, schema in RECORDS.items():
        rows = [row for row in FileStore(PROJECT / "data").read_rows(name)][:3]
        if rows:
            store.save([Change(name, tuple(RowChange(None, row) for row in rows))])
            kept = [{k: v for k, v in row.items() if k in schema.model_fields} for row in rows]
            assert store.read_rows(name) == kept


def test_a_database_of_before_gets_the_later_columns(database, country):
    database.save([Change("mpp", (add(country, "35.10"),))])
    with database._engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE mppgeo.mpp DROP COLUMN nama_lain")
    with pytest.raises(StoreDown) as down:
        database.read_rows("mpp")
    assert "db init" in down.value.sentence
    database.create()
    database.create()
    assert [row["nama_lain"] for row in database.read_rows("mpp")] == [""]
    database.save([Change("mpp", (add(country, "35.07", nama_lain="MPP Lama"),))])
    assert [row["nama_lain"] for row in database.read_rows("mpp")] == ["", "MPP Lama"]


# --- files alone ------------------------------------------------------------


def test_rows_that_are_not_valid_stay_in_the_file(country):
    country.write_mpp(country.mpp("35.10", "31 Okt 2023"), country.mpp("72.10", "2023-01-01"))
    store = FileStore(country.folder)
    store.save([Change("mpp", (add(country, "35.07"),))])
    assert [row["kode"] for row in store.read_rows("mpp")] == ["35.10", "72.10", "35.07"]
    assert store.read_rows("mpp")[0]["tanggal_peresmian"] == "31 Okt 2023"


def test_a_change_of_a_dead_process_is_finished_or_forgotten(country):
    store = FileStore(country.folder)
    path = country.folder / Mpp.FILE
    before = path.read_bytes()
    store.save([Change("mpp", (add(country, "35.10"),))])
    after, entry = path.read_bytes(), store.history / "00000001.json"
    pending = store.history / "pending.json"
    entry.rename(pending)
    assert len(store.list_entries()) == 1 and entry.exists() and not pending.exists()
    entry.rename(pending)
    path.write_bytes(before)
    assert store.list_entries() == [] and not pending.exists()
    assert path.read_bytes() == before != after


# --- dying in the middle ----------------------------------------------------


def keep_writing(store, wake) -> None:
    """Replace all notes by forty others, over and over; a state is told by its number."""
    store.read_rows("data_notes")
    os.write(wake, b"x")
    for number in range(10_000):
        added = tuple(
            RowChange(
                None,
                {
                    "isi": f"{number}-{i}",
                    "isi_en": "x" * 200,
                    "sumber_url": "https://example.go.id",
                },
            )
            for i in range(40)
        )
        removed = tuple(RowChange(row, None) for row in store.read_rows("data_notes"))
        store.save([Change("data_notes", removed + added)])


def die_while_writing(open_store, after: float) -> None:
    """A process of its own writes until it is killed ``after`` seconds."""
    ready, wake = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            keep_writing(open_store(), wake)
        finally:
            os._exit(1)
    os.read(ready, 1)
    os.close(ready)
    os.close(wake)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def check_state(store) -> int:
    """The notes are one whole state, that of the last entry; returns the number of entries."""
    # Waits for its turn: a server may still be at work for the dead.
    store.save([])
    rows, entries = store.read_rows("data_notes"), store.list_entries()
    assert len(rows) in (0, 40) and len({row["isi"].split("-")[0] for row in rows}) <= 1
    last = [row.after["isi"] for row in entries[-1].change.rows if row.after] if entries else []
    assert [row["isi"] for row in rows] == last
    return len(entries)


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_process_killed_two_hundred_times_leaves_whole_files(country):
    store = FileStore(country.folder)
    for kill in range(200):
        die_while_writing(lambda: FileStore(country.folder), 0.0007 * (kill * 7 % 40))
        entries = check_state(store)
        assert not list(country.folder.rglob("*.part")) and not list(store.history.glob("pending*"))
    assert entries > 50


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_process_killed_two_hundred_times_leaves_a_whole_database(database):
    for kill in range(200):
        die_while_writing(lambda: DatabaseStore(database.url), 0.001 * (kill * 7 % 60))
        entries = check_state(database)
    assert entries > 50


def test_two_at_once_lose_nothing(store, country, tmp_path):
    """Each adds rows of its own, without waiting for the other."""
    fresh = (
        (lambda: FileStore(country.folder))
        if isinstance(store, FileStore)
        else (lambda: DatabaseStore(store.url))
    )

    def write(name: str) -> None:
        own = fresh()
        for number in range(20):
            note = {"isi": f"{name}{number}", "isi_en": "x", "sumber_url": "https://example.go.id"}
            own.save([Change("data_notes", (RowChange(None, note),), name)])

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(write, "abc"))
    found = sorted(row["isi"] for row in store.read_rows("data_notes"))
    assert found == sorted(f"{name}{number}" for name in "abc" for number in range(20))
    assert len(store.list_entries()) == 60


# --- files that somebody has touched ------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        b"isi,isi_en,sumber_url,lain\na,b,https://example.go.id,penting\n",
        b"isi,isi_en,sumber_url\na,b,https://example.go.id,penting\n",
        b"isi,isi_en,sumber_url\n\xff,b,https://example.go.id\n",
        b'isi,isi_en,sumber_url\n"a,b,https://example.go.id\n',
    ],
)
def test_a_file_of_which_something_would_be_lost_is_not_changed(country, body):
    path = country.folder / "records" / "data_notes.csv"
    path.write_bytes(body)
    note = {"isi": "x", "isi_en": "x", "sumber_url": "https://example.go.id"}
    with pytest.raises(StoreError):
        FileStore(country.folder).save([Change("data_notes", (RowChange(None, note),))])
    assert path.read_bytes() == body


def test_titles_with_blanks_around_them_lose_nothing(country):
    path = country.folder / "records" / "data_notes.csv"
    path.write_text(" isi , isi_en,sumber_url\na,b,https://example.go.id\n")
    store = FileStore(country.folder)
    note = {"isi": "x", "isi_en": "y", "sumber_url": "https://example.go.id"}
    store.save([Change("data_notes", (RowChange(None, note),))])
    assert [row["isi_en"] for row in store.read_rows("data_notes")] == ["b", "y"]


def test_a_damaged_history_is_told(country):
    store = FileStore(country.folder)
    store.save([Change("mpp", (add(country, "35.10"),))])
    (store.history / "00000001.json").write_text("{")
    with pytest.raises(StoreError):
        store.list_entries()


def test_of_several_changes_all_are_made_or_none(store, country):
    row = country.mpp("35.10", "2023-10-31")
    stale = Change("mpp", (RowChange(row, row | {"alamat": "B"}),))
    with pytest.raises(StoreError):
        store.save([Change("mpp", (add(country, "72.10"),)), stale])
    assert store.read_rows("mpp") == [] and store.list_entries() == []
