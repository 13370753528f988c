"""What both stores promise: whole changes, a history, the way back; on files and PostgreSQL."""

from __future__ import annotations

import json
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from mppgeo.base.paths import PROJECT
from mppgeo.records.lines import LONGEST_CELL, format_lines, make_reader
from mppgeo.records.mpp import Mpp
from mppgeo.records.schema import RECORDS
from mppgeo.store.database import DatabaseStore
from mppgeo.store.file_forms import DAMAGED, NOT_FIT, NOT_KEPT
from mppgeo.store.files import FileStore
from mppgeo.store.journal import (
    NOT_VALID,
    RESTORE,
    UNKNOWN_TABLE,
    Change,
    RowChange,
    StoreError,
)


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
    # The same as two changes: in between, the table holds no row.
    row |= {"alamat": "A"}
    emptied, filled = RowChange(row, None), RowChange(None, row | {"alamat": "B"})
    store.save([Change("mpp", (emptied,)), Change("mpp", (filled,))])
    assert [r["alamat"] for r in store.read_rows("mpp")] == ["B"]


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
    hostile = 'a\rb \'; DROP TABLE mpp; -- <b>“é\u4e2d\U0001f600”, "q" | =1+1'
    store.save([Change("mpp", (add(country, "35.10", nama_mpp=hostile, catatan=hostile),))])
    [row] = store.read_rows("mpp")
    assert (row["nama_mpp"], row["catatan"]) == (hostile, hostile)


@pytest.mark.parametrize("note", ["x" * 140_000, "a\0b", "\ud800"])
def test_what_no_column_may_hold_is_never_saved(store, country, note):
    store.save([Change("mpp", (add(country, "35.10"),))])
    row = country.mpp("35.10", "2023-10-31")
    with pytest.raises(StoreError) as refused:
        store.save([Change("mpp", (RowChange(row, row | {"catatan": note}),))])
    assert refused.value.sentence in (NOT_FIT, NOT_VALID)
    assert store.read_rows("mpp") == [row] and len(store.list_entries()) == 1


def test_the_database_itself_refuses_a_value_that_is_too_long(database, country):
    columns = "kode, kabkota, nama_mpp, tanggal, status, sumber_url, keterangan"
    put = f"INSERT INTO mppgeo.status_reports ({columns}) VALUES ('35.10', 'x', :name, '2024-01-02', 'beroperasi', :urls, :note)"
    fits = {"name": "x" * 200, "urls": ["x" * 1_999, "y" * 1_998], "note": "é" * 2_000}
    engine = create_engine(database.url)
    with engine.begin() as connection:
        connection.execute(text(put), fits)
    for column, value in (
        ("nama_mpp", {"name": "x" * 201}),
        ("sumber_url", {"urls": ["x" * 1_999, "y" * 1_999]}),
        ("keterangan", {"note": "é" * 2_001}),
    ):
        with (
            pytest.raises(DBAPIError, match=f"status_reports_{column}_length"),
            engine.begin() as c,
        ):
            c.execute(text(put), fits | value)
    engine.dispose()


def test_every_table_is_stored(store, country, dataset):
    for name, schema in RECORDS.items():
        rows = [row for row in FileStore(PROJECT / "data").read_rows(name)][:3]
        if rows:
            store.save([Change(name, tuple(RowChange(None, row) for row in rows))])
            kept = [{k: v for k, v in row.items() if k in schema.model_fields} for row in rows]
            assert store.read_rows(name) == kept


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


KILLS, FEWEST = 200, 30
LONGEST = 12
"""Seconds after which no more than the fewest kills are made, on a busy machine."""


def keep_writing(store, begun) -> None:
    """Replace all notes by forty others, over and over, saying before each that it begins; a
    state is told by its number."""
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
        change = Change("data_notes", removed + added)
        os.write(begun, b"x")
        store.save([change])


def die_while_writing(open_store, saves: int, share: float, lasted: float) -> float:
    """A process of its own writes, and is killed in its last change.

    Parameters
    ----------
    saves : changes that it begins; all but the last are made.
    share : of the time ``lasted`` that a change takes, after which it is killed.

    Returns
    -------
    How long a change took here; ``lasted`` where there was one only.
    """
    told, begun = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            keep_writing(open_store(), begun)
        finally:
            os._exit(1)
    os.close(begun)
    times = []
    for _ in range(saves):
        assert os.read(told, 1), "the writing process ended by itself"
        times.append(time.monotonic())
    if saves > 1:
        lasted = times[-1] - times[-2]
    time.sleep(share * lasted)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(told)
    return lasted


def check_state(store, before: int) -> tuple[int, int]:
    """The notes are one whole state, that of the last entry.

    Returns
    -------
    Number of the last entry, and how many there are since the one numbered ``before``.
    """
    # Waits for its turn: a server may still be at work for the dead.
    store.save([])
    rows, entries = store.read_rows("data_notes"), store.list_entries(5)
    assert len(rows) in (0, 40) and len({row["isi"].split("-")[0] for row in rows}) <= 1
    last = [row.after["isi"] for row in entries[-1].change.rows if row.after] if entries else []
    assert [row["isi"] for row in rows] == last
    more = sum(entry.number > before for entry in entries)
    return (entries[-1].number if entries else before), more


def kill_again_and_again(open_store, look) -> None:
    """Kill writers in all parts of a change; what was begun is made whole or not at all."""
    started, lasted, last = time.monotonic(), 0.0, 0
    whole = halved = 0
    for kill in range(KILLS):
        if kill >= FEWEST and time.monotonic() - started > LONGEST:
            break
        # The first measures a change, as does every second one after it.
        saves = 2 - kill % 2
        lasted = die_while_writing(open_store, saves, (kill * 7 % 40) / 32, lasted)
        last, made = look(last)
        # The next one may have been begun and made before the kill came.
        assert made >= saves - 1
        whole, halved = whole + (made >= saves), halved + (made < saves)
    # Some were killed before their change was made, and some after.
    assert whole >= 5 and halved >= 5


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_process_killed_again_and_again_leaves_whole_files(country):
    store = FileStore(country.folder)

    def look(before: int) -> tuple[int, int]:
        found = check_state(store, before)
        assert not list(country.folder.rglob("*.part")) and not list(store.history.glob("pending*"))
        return found

    kill_again_and_again(lambda: FileStore(country.folder), look)


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_process_killed_again_and_again_leaves_a_whole_database(database):
    kill_again_and_again(
        lambda: DatabaseStore(database.url), lambda before: check_state(database, before)
    )


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


@pytest.mark.parametrize(
    "change",
    [
        None,
        {"rows": [{"before": "x", "after": None}]},
        {"rows": [{"before": None, "after": None}]},
        {"rows": [{"before": {"kode": 1}, "after": None}]},
        {"at": "2024-01-01T00:00:00"},
        {"table": ["mpp"]},
    ],
)
def test_a_damaged_history_is_told(country, change):
    store = FileStore(country.folder)
    store.save([Change("mpp", (add(country, "35.10"),))])
    path = store.history / "00000001.json"
    path.write_text("{" if change is None else json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(StoreError) as told:
        store.list_entries()
    assert told.value.sentence == DAMAGED


def test_an_entry_of_a_table_of_another_version_is_listed_but_not_undone(country):
    store = FileStore(country.folder)
    for kode in ("35.10", "72.10", "35.07"):
        store.save([Change("mpp", (add(country, kode),))])
    path = store.history / "00000002.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"table": "pegawai"}))
    assert [e.change.table for e in store.list_entries()] == ["mpp", "pegawai", "mpp"]
    with pytest.raises(StoreError) as refused:
        store.restore(1)
    assert refused.value.sentence == UNKNOWN_TABLE
    store.restore(3)
    assert [row["kode"] for row in store.read_rows("mpp")] == ["35.10", "72.10"]
    path.rename(store.history / "pending.json")
    with pytest.raises(StoreError) as refused:
        store.save([])
    assert refused.value.sentence == UNKNOWN_TABLE


# --- bytes that would not be read again ---------------------------------------


@given(
    st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1), min_size=1)
)
def test_lines_are_read_as_they_were_written(lines):
    assert list(make_reader(format_lines(lines))) == lines


def test_a_table_that_could_not_be_read_back_is_not_replaced(country):
    """Only what comes back from the history is not looked at cell by cell."""
    store = FileStore(country.folder)
    path = country.folder / Mpp.FILE
    before = path.read_bytes()
    row = add(country, "35.10", catatan="x" * (LONGEST_CELL + 1))
    with pytest.raises(StoreError) as refused:
        store.save([Change("mpp", (row,), kind=RESTORE)])
    assert refused.value.sentence == NOT_KEPT
    assert path.read_bytes() == before and store.list_entries() == []


# --- the way back from a damaged file -----------------------------------------

DAMAGES = {
    "missing": None,
    "empty": lambda body: b"",
    "blank": lambda body: b"\n \n",
    "header alone": lambda body: body.splitlines(keepends=True)[0],
    "cut in a row": lambda body: body[: len(body) * 2 // 3],
    "not UTF-8": lambda body: body.replace(b"Kota", b"K\xff"),
    "zeros": lambda body: bytes(len(body)),
    "open quote": lambda body: body + b'35.73,"MPP',
    "other columns": lambda body: body.replace(b"nama_mpp", b"nama"),
    "one more column": lambda body: b"x," + body.replace(b"\n", b"\n1,").removesuffix(b"1,"),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
@pytest.mark.parametrize("number", [2, 3])
def test_a_damaged_file_comes_back(country, damage, number):
    store = FileStore(country.folder)
    path = country.folder / Mpp.FILE
    row = country.mpp("35.10", "2023-10-31")
    store.save([Change("mpp", (RowChange(None, row), add(country, "35.73")))])
    store.save([Change("mpp", (RowChange(row, row | {"alamat": "A"}),))])
    # Of another table: before it, the list of MPPs was as it is now.
    note = {"isi": "x", "isi_en": "x", "sumber_url": "https://example.go.id"}
    store.save([Change("data_notes", (RowChange(None, note),))])
    whole = path.read_bytes()
    if damage is None:
        path.unlink()
    else:
        path.write_bytes(damage(whole))
    left = path.read_bytes() if path.exists() else b""
    made = {entry.change.table: entry for entry in store.restore(number, "budi@x.go.id")}
    assert [(r["kode"], r["alamat"]) for r in store.read_rows("mpp")] == [
        ("35.10", "" if number == 2 else "A"), ("35.73", ""),
    ]  # fmt: skip
    assert store.read_rows("data_notes") == []
    source = made["mpp"].change.source
    assert bool(source) == bool(left)
    assert not left or (country.folder / source).read_bytes() == left
    # It is an entry like others.
    store.restore(made["mpp"].number)
    assert path.read_bytes() == whole


def test_a_table_that_was_emptied_on_purpose_is_not_damaged(country):
    store = FileStore(country.folder)
    store.save([Change("mpp", (add(country, "35.10"),))])
    store.restore(1)
    assert store.read_rows("mpp") == []
    assert store.restore(1) == [] and not (store.history / "aside").exists()


@pytest.mark.parametrize("is_replaced", [True, False])
def test_a_file_damaged_after_a_dead_process_comes_back(country, is_replaced):
    """Whether the change of the dead had happened, the copy beside the entries tells."""
    store = FileStore(country.folder)
    store.save([Change("mpp", (add(country, "35.10"),))])
    last = store.history / "last" / "mpp.csv"
    before = last.read_bytes()
    store.save([Change("mpp", (add(country, "35.73"),))])
    (store.history / "00000002.json").rename(store.history / "pending.json")
    if not is_replaced:
        last.write_bytes(before)
    (country.folder / Mpp.FILE).write_bytes(b"\xff")
    assert len(store.list_entries()) == 1 + is_replaced
    store.restore(1)
    assert store.read_rows("mpp") == []


def test_of_several_changes_all_are_made_or_none(store, country):
    row = country.mpp("35.10", "2023-10-31")
    stale = Change("mpp", (RowChange(row, row | {"alamat": "B"}),))
    with pytest.raises(StoreError):
        store.save([Change("mpp", (add(country, "72.10"),)), stale])
    assert store.read_rows("mpp") == [] and store.list_entries() == []


def test_one_entry_is_undone_and_later_ones_stay(store, country):
    bay, sea = country.mpp("35.10", "2023-10-31"), country.mpp("35.07", "2023-10-31")
    store.save([Change("mpp", (RowChange(None, bay),))])
    moved = bay | {"alamat": "Jl. Baru 1"}
    [wrong] = store.save(
        [Change("mpp", (RowChange(bay, moved), add(country, "72.10")), source="salah.xlsx")]
    )
    store.save([Change("mpp", (RowChange(None, sea),))])
    [made] = store.undo(wrong.number, "ani@x.go.id")
    assert (made.change.kind, made.change.source) == ("undo", f"#{wrong.number}")
    assert (made.change.who, made.counts) == ("ani@x.go.id", (0, 1, 1))
    rows = {row["kode"]: row["alamat"] for row in store.read_rows("mpp")}
    assert rows == {"35.10": "", "35.07": ""}
    # What was undone can be undone, which brings the import back.
    store.undo(made.number)
    rows = {row["kode"]: row["alamat"] for row in store.read_rows("mpp")}
    assert rows == {"35.10": "Jl. Baru 1", "35.07": "", "72.10": ""}


def test_an_entry_whose_rows_were_changed_since_is_not_undone(store, country):
    row = country.mpp("35.10", "2023-10-31")
    [first] = store.save([Change("mpp", (RowChange(None, row), add(country, "72.10")))])
    store.save([Change("mpp", (RowChange(row, row | {"alamat": "A"}),))])
    before = store.read_rows("mpp")
    with pytest.raises(StoreError, match="1 of its rows were changed since, such as “35.10"):
        store.undo(first.number)
    with pytest.raises(StoreError, match="no such entry"):
        store.undo(99)
    assert store.read_rows("mpp") == before and len(store.list_entries()) == 2


def test_a_renamed_row_gets_its_name_back(store, country):
    old = country.mpp("35.10", "2023-10-31", nama_mpp="MPP Lama")
    store.save([Change("mpp", (RowChange(None, old), add(country, "72.10")))])
    [entry] = store.save([Change("mpp", (RowChange(old, old | {"nama_mpp": "MPP Baru"}),))])
    store.undo(entry.number)
    assert names_in(store) == ["MPP Lama", "MPP 72.10"]
