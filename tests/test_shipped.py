"""What ships and what is the office's: the records apart, and a new version's taken over."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_country import SmallCountry
from test_pages import checked, find, open_app

from mppgeo import __version__
from mppgeo.base.paths import PROJECT, own_dir
from mppgeo.dataset import read
from mppgeo.records.schema import RECORDS
from mppgeo.store.choice import DATABASE_URL, open_database, open_store
from mppgeo.store.file_forms import read_shipped
from mppgeo.store.files import FileStore
from mppgeo.store.journal import Change, RowChange, StoreError
from mppgeo.store.merging import compare, plan_merge
from mppgeo.store.shipped import Shipped
from mppgeo.store.upgrading import list_steps
from mppgeo.ui import history, shipped

COUNTRY = {kode: SmallCountry.names[kode] for kode in ("35.07", "35.10", "35.73", "72.10", "72.71")}
A, B, C = "Jl. 1", "Jl. 2", "Jl. 3"
EMPTY = {name: [] for name in RECORDS}


def make_row(kode, address="", /, **changes):
    return {
        "kode": kode, "kode_kabkota": kode, "kabkota": COUNTRY[kode], "nama_mpp": f"MPP {kode}",
        "tanggal_peresmian": "2023-10-31", "presisi": "hari", "tanggal_awal": "2023-10-31",
        "tanggal_akhir": "2023-10-31", "jenis_tanggal": "peresmian", "hitungan_nasional": "ya",
        "alamat": address, "sumber_url": "https://example.go.id/berita",
    } | changes  # fmt: skip


@pytest.fixture
def ships(tmp_path, monkeypatch):
    """A small country that ships with three MPPs; the office's own folder is another one."""
    country = SmallCountry(tmp_path / "ships")
    country.write_mpp(*(make_row(kode, "Jl. 1") for kode in ("35.07", "35.10", "35.73")))
    monkeypatch.setenv("MPPGEO_DATA", str(country.folder))
    monkeypatch.setenv("MPPGEO_INSTANCE", str(tmp_path / "own"))
    monkeypatch.delenv(DATABASE_URL, raising=False)
    return country


@pytest.fixture(params=["files", "postgresql"])
def office(request, ships, monkeypatch, run):
    """The store of an office that has begun with what ships."""
    if request.param == "postgresql":
        monkeypatch.setenv(DATABASE_URL, request.getfixturevalue("database").url)
        open_database.cache_clear()
        assert run("db", "load")[0] == 0
    yield open_store(ships.folder)
    open_database.cache_clear()


def change(store, kode, **changes):
    """An editor's change of one MPP; None as the only value removes it."""
    before = next((row for row in store.read_rows("mpp") if row["kode"] == kode), None)
    after = None if changes == {"alamat": None} else {**(before or make_row(kode)), **changes}
    return store.save([Change("mpp", (RowChange(before, after),), "ani")])


def addresses(store):
    return {row["kode"]: row.get("alamat", "") for row in store.read_rows("mpp")}


# --- apart -------------------------------------------------------------------------


def test_by_default_the_office_writes_where_no_version_does(monkeypatch):
    for name in ("MPPGEO_DATA", "MPPGEO_INSTANCE"):
        monkeypatch.delenv(name, raising=False)
    own = own_dir(PROJECT / "data") / "records" / "mpp.csv"
    ignored = subprocess.run(["git", "check-ignore", "-q", own], cwd=PROJECT)
    assert ignored.returncode == 0
    # A data folder of the office's own holds all of it, as before.
    monkeypatch.setenv("MPPGEO_DATA", "/somewhere")
    assert own_dir(PROJECT / "data") == PROJECT / "data"


def test_the_first_change_makes_the_office_s_folder_and_leaves_what_ships(ships, tmp_path):
    store, own = open_store(ships.folder), tmp_path / "own"
    files = {path: path.read_bytes() for path in ships.folder.rglob("*") if path.is_file()}
    version = read().version
    assert [row["kode"] for row in store.read_rows("mpp")] == ["35.07", "35.10", "35.73"]
    with pytest.raises(StoreError):
        store.save([Change("mpp", (RowChange(make_row("35.07"), make_row("35.07", "x")),))])
    assert not (own / "records").exists() and store.list_entries() == []
    change(store, "35.07", alamat="Jl. 2")
    assert files == {p: p.read_bytes() for p in ships.folder.rglob("*") if p.is_file()}
    dataset = read()
    assert dataset.version != version and dataset.mpp["alamat"].tolist() == [
        "Jl. 2",
        "Jl. 1",
        "Jl. 1",
    ]
    for name, schema in RECORDS.items():
        assert (
            name == "mpp" or (own / schema.FILE).read_bytes() == files[ships.folder / schema.FILE]
        )
    # What ships now does not matter to the office's records until it is taken over.
    ships.write_mpp(make_row("35.07", "Jl. 3"))
    assert addresses(store) == {"35.07": "Jl. 2", "35.10": "Jl. 1", "35.73": "Jl. 1"}
    assert store.read_base().tables["mpp"][0]["alamat"] == "Jl. 1"
    store.restore(1)
    assert set(addresses(store).values()) == {"Jl. 1"}


def test_records_that_were_changed_among_what_ships_go_on_there_until_they_are_moved(
    ships, tmp_path
):
    change(FileStore(ships.folder), "35.07", alamat="Jl. 2")
    store = open_store(ships.folder)
    assert (store.folder, store.shipped, len(store.list_entries())) == (ships.folder, None, 1)
    for part in ("records", "history"):
        shutil.copytree(ships.folder / part, tmp_path / "own" / part)
    store = open_store(ships.folder)
    assert store.place == tmp_path / "own" and store.read_base() is None
    store.undo(1)
    assert addresses(store)["35.07"] == "Jl. 1"
    assert addresses(FileStore(ships.folder))["35.07"] == "Jl. 2"


def test_regions_and_boundaries_are_the_project_s_unless_the_office_has_its_own(ships, tmp_path):
    from mppgeo.boundaries.sets import find_boundaries, place_sets

    own = tmp_path / "own"
    assert find_boundaries(ships.folder) == ships.folder / "boundaries"
    assert place_sets(ships.folder / "boundaries") == own / "boundaries" / "sets"
    before = read()
    mine = SmallCountry(own)
    mine.squares = mine.squares | {"35.07": mine.squares["35.10"]}
    (own / "regions.csv").write_text(
        (own / "regions.csv")
        .read_text(encoding="utf-8")
        .replace("Kabupaten Sigi", "Kabupaten Baru"),
        encoding="utf-8",
    )
    after = read()
    assert before.names["72.10"] == "Kabupaten Sigi" and after.names["72.10"] == "Kabupaten Baru"
    assert after.boundaries_folder == own / "boundaries" and after.version != before.version


def end_at(number, work):
    """Do ``work`` in a process that ends just before its rename of this number."""
    child = os.fork()
    if not child:
        calls, replace = [], os.replace

        def rename(source, target):
            calls.append(target)
            if len(calls) == number:
                os._exit(0)
            replace(source, target)

        os.replace = rename
        try:
            work()
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


COPIES = len(RECORDS) + 1
"""Renames of a first change before its own: the memory of what ships, and every table."""


@pytest.mark.parametrize("number", [1, 2, *range(COPIES, COPIES + 6)])
def test_a_first_change_that_is_cut_off_leaves_the_old_or_the_new(ships, number):
    store = open_store(ships.folder)
    assert end_at(number, lambda: change(store, "35.07", alamat="Jl. 2"))
    # After the copies: the folder of the records, the entry, then the table.
    happened = number > COPIES + 3
    assert addresses(store) == {"35.07": "Jl. 2" if happened else A, "35.10": A, "35.73": A}
    change(store, "35.10", alamat="Jl. 3")
    assert addresses(store)["35.10"] == "Jl. 3" and len(store.list_entries()) == 1 + happened
    assert store.read_base().tables["mpp"][0]["alamat"] == A
    assert not list(store.folder.rglob(".mppgeo-*"))


OFFICE = """
from mppgeo.base.paths import data_dir
from mppgeo.store.choice import open_store
from mppgeo.store.journal import Change, RowChange
store = open_store(data_dir())
mine = [row for row in store.read_rows("mpp") if row["kode"] in ("34.02", "35.10")]
rows = tuple(RowChange(row, row | {"alamat": "Jl. Kantor"}) for row in mine)
store.save([Change("mpp", rows, "ani")])
"""
PULLED = """
from mppgeo.commands import main
main(["records", "diff", "--format", "json"])
exit(main(["records", "merge", "--prefer", "own", "--who", "budi"]))
"""


def test_a_pull_meets_nothing_of_the_office_s_and_what_it_brings_is_merged(tmp_path):
    def git(folder, *arguments):
        named = ("-c", "user.name=ani", "-c", "user.email=ani@example.go.id")
        asked = ["git", *named, *arguments]
        return subprocess.run(asked, cwd=folder, check=True, capture_output=True, text=True).stdout

    def work(code):
        known = {name: v for name, v in os.environ.items() if not name.startswith("MPPGEO_")}
        asked = [sys.executable, "-c", code]
        done = subprocess.run(asked, cwd=clone, env=known, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    project, clone = tmp_path / "project", tmp_path / "clone"
    left = shutil.ignore_patterns("__pycache__", "history", "sets")
    for part in ("mppgeo", "data"):
        shutil.copytree(PROJECT / part, project / part, ignore=left)
    shutil.copy(PROJECT / ".gitignore", project)
    git(project, "init", "-q")
    git(project, "add", "-A")
    git(project, "commit", "-q", "-m", "the version before")
    git(tmp_path, "clone", "-q", str(project), str(clone))
    work(OFFICE)
    assert (clone / "instance" / "records" / "mpp.csv").exists()
    new = FileStore(project / "data")
    rows = [row for row in new.read_rows("mpp") if row["kode"] in ("35.10", "35.73")]
    new.save([Change("mpp", tuple(RowChange(r, r | {"alamat": "Jl. Baru"}) for r in rows))])
    git(project, "commit", "-q", "-m", "another version", "data/records")
    git(clone, "pull", "-q")
    assert git(clone, "status", "--porcelain") == ""
    told, _ = json.JSONDecoder().raw_decode(work(PULLED))
    assert {row["row"][:5]: row["verdict"] for row in told} == {
        "34.02": "keep", "35.10": "ask", "35.73": "take",
    }  # fmt: skip
    merged = FileStore(clone / "instance", clone / "data")
    found = addresses(merged)
    assert [found[kode] for kode in ("34.02", "35.10", "35.73")] == [
        "Jl. Kantor", "Jl. Kantor", "Jl. Baru",
    ]  # fmt: skip
    assert merged.list_entries()[-1].change.who == "budi"


# --- three ways --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "own", "ships", "verdict"),
    [
        (A, A, A, None), (A, B, B, None), (A, None, None, None), (None, A, A, None),
        (A, A, B, "take"), (A, A, None, "take"), (None, None, A, "take"),
        (A, B, A, "keep"), (A, None, A, "keep"), (None, A, None, "keep"),
        (A, B, C, "ask"), (A, None, B, "ask"), (A, B, None, "ask"), (None, A, B, "ask"),
    ],
)  # fmt: skip
def test_what_one_side_changed_is_taken_and_what_both_changed_is_asked(base, own, ships, verdict):
    def table(address):
        return {**EMPTY, "mpp": [make_row("35.07", address)] if address else []}

    found = compare(Shipped("1", table(base)), table(own), Shipped("2", table(ships)))
    assert [parting.verdict for parting in found] == ([verdict] if verdict else [])


def test_without_knowing_where_both_began_nothing_is_overwritten_unasked():
    own = {**EMPTY, "mpp": [make_row("35.07", A), make_row("35.10", A)]}
    new = {**EMPTY, "mpp": [make_row("35.07", B), make_row("35.73", A)]}
    found = compare(None, own, Shipped("2", new))
    assert {(p.row[:5], p.verdict) for p in found} == {
        ("35.07", "ask"), ("35.10", "keep"), ("35.73", "take"),
    }  # fmt: skip


STATES = st.dictionaries(st.sampled_from(list(COUNTRY)), st.sampled_from([A, B, C]))


@given(base=STATES, own=STATES, ships=STATES, prefer=st.sampled_from(["shipped", "own"]))
def test_after_a_merge_each_row_is_what_three_ways_give(base, own, ships, prefer):
    def table(state):
        return {**EMPTY, "mpp": [make_row(kode, address) for kode, address in state.items()]}

    new = Shipped("2", table(ships))
    partings = compare(Shipped("1", table(base)), table(own), new)
    after = dict(own)
    for made in plan_merge(partings, new, prefer=prefer):
        for row in made.rows:
            kode = (row.before or row.after)["kode"]
            assert after.pop(kode, None) == (row.before or {}).get("alamat")
            after |= {kode: row.after["alamat"]} if row.after else {}
    for kode in COUNTRY:
        old, mine, theirs = (state.get(kode) for state in (base, own, ships))
        if mine == old or mine == theirs:
            expected = theirs
        elif theirs == old:
            expected = mine
        else:
            expected = theirs if prefer == "shipped" else mine
        assert after.get(kode) == expected
    # Merged with what ships, there is nothing to take any more.
    again = compare(new, table(after), new)
    assert {parting.verdict for parting in again} <= {"keep"}


# --- as it is run --------------------------------------------------------------------


def test_a_new_version_s_records_are_taken_over_in_files_and_in_a_database(office, ships, run):
    change(office, "35.10", alamat="Jl. Kantor")
    change(office, "35.73", alamat="Jl. Kantor")
    changed = [
        make_row("35.07", "Jl. Baru"),
        make_row("35.10", "Jl. 1"),
        make_row("35.73", "Jl. Baru"),
    ]
    ships.write_mpp(*changed, make_row("72.10"))
    event = {
        "kode": "72.71", "kabkota": COUNTRY["72.71"], "tahap": "pembangunan", "tanggal": "2023",
        "sumber_url": "https://example.go.id/a",
    }  # fmt: skip
    ships.write("records/stage_events.csv", list(RECORDS["stage_events"].model_fields), [event])
    code, out, _ = run("records", "diff", "--format", "json")
    rows = {(row["table"], row["row"][:5]): row for row in json.loads(out)}
    assert code == 1 and {key: row["verdict"] for key, row in rows.items()} == {
        ("mpp", "35.07"): "take", ("mpp", "72.10"): "take", ("stage_events", "72.71"): "take",
        ("mpp", "35.10"): "keep", ("mpp", "35.73"): "ask",
    }  # fmt: skip
    before = addresses(office)
    code, out, err = run("records", "merge", "--lang", "en")
    assert code == 1 and "taken: 3" in out and "35.73" in err and addresses(office) == before
    assert run("records", "merge", "--choose", "00000000=own")[0] == 1
    assert run("records", "merge", "--choose", "x=theirs")[0] == 2
    number = rows["mpp", "35.73"]["number"]
    assert run("records", "merge", "--prefer", "own", "--dry-run")[0] == 0
    assert addresses(office) == before
    code, out, _ = run(
        "records", "merge", "--choose", f"{number}=shipped", "--who", "ani", "--lang", "en"
    )
    assert code == 0 and "undo" in out
    after = {"35.07": "Jl. Baru", "35.10": "Jl. Kantor", "35.73": "Jl. Baru", "72.10": ""}
    assert addresses(office) == after and len(office.read_rows("stage_events")) == 1
    code, out, _ = run("records", "diff", "--lang", "en")
    assert code == 0 and "kept: 1" in out and "taken" not in out
    # All tables of the merge are one change to whoever takes it back.
    last = office.list_entries()[-1]
    assert (last.change.kind, last.change.who) == ("merge", "ani")
    assert run("undo", last.number)[0] == 0
    assert addresses(office) == before and office.read_rows("stage_events") == []


@pytest.mark.parametrize("number", [2, 3, 5, 6, 9])
def test_a_merge_that_is_cut_off_goes_on_where_it_was(ships, run, number):
    store = open_store(ships.folder)
    change(store, "35.10", alamat="Jl. Kantor")
    ships.write_mpp(make_row("35.07", B), make_row("35.10", A), make_row("35.73", A))
    event = ships.event("72.71", "pembangunan", "2023")
    ships.write_table("stage_events", event)
    # An entry, its table, the copy of that and the entry's name, twice; then what was merged with.
    assert end_at(number, lambda: run("records", "merge"))
    assert run("records", "merge")[0] == 0
    assert addresses(store) == {"35.07": B, "35.10": "Jl. Kantor", "35.73": A}
    assert len(store.read_rows("stage_events")) == 1
    assert store.read_base() == read_shipped(ships.folder)
    assert [entry.change.table for entry in store.list_entries()] == ["mpp", "mpp", "stage_events"]


def test_a_row_that_others_rest_on_is_not_taken_away(office, ships, run):
    details = {
        "kode": "35.07",
        "kabkota": COUNTRY["35.07"],
        "nama_mpp": "MPP 35.07",
        "jam_layanan": "08.00",
    }
    schema = RECORDS["mpp_details"]
    row = {name: details.get(name, "") for name in schema.model_fields} | {
        "sumber_url": "https://example.go.id/a"
    }
    office.save([Change("mpp_details", (RowChange(None, row),), "ani")])
    ships.write_mpp(make_row("35.10", "Jl. 1"), make_row("35.73", "Jl. 1"))
    code, _, err = run("records", "merge", "--lang", "en")
    assert code == 1 and "MPP 35.07" in err and "Nothing was saved" in err
    assert len(office.read_rows("mpp")) == 3


def test_where_the_records_began_travels_with_a_dump(ships, database, run, monkeypatch, tmp_path):
    change(open_store(ships.folder), "35.07", alamat="Jl. Kantor")
    monkeypatch.setenv(DATABASE_URL, database.url)
    open_database.cache_clear()
    assert run("db", "load")[0] == 0
    began = read_shipped(ships.folder)
    assert open_store(ships.folder).read_base() == began
    assert run("db", "dump", tmp_path / "out")[0] == 0
    assert FileStore(tmp_path / "out").read_base() == began
    told = (tmp_path / "out" / "VERSION").read_text().splitlines()
    assert told == [f"mppgeo {__version__}", f"tables {list_steps()[-1].number}"]
    open_database.cache_clear()


def test_an_editor_takes_it_over_on_the_page(ships, monkeypatch):
    store = open_store(ships.folder)
    change(store, "35.10", alamat="Jl. Kantor")
    ships.write_mpp(make_row("35.07", "Jl. Baru"), make_row("35.10", "Jl. Baru"))
    who = [None]
    for module in (history, shipped):
        monkeypatch.setattr(module, "find_editor", lambda: who[0])
    app = open_app("data", lang="en")
    assert not [box for box in app.toggle if box.key == "s_compare"]
    who[0] = "ani@example.go.id"
    app = checked(app.run())
    app = checked(app.toggle(key="s_compare").set_value(True).run())
    app = checked(find(app.button, "Take over").click().run())
    assert "nothing was saved" in app.error[0].value and addresses(store)["35.07"] == "Jl. 1"
    [choice] = [box for box in app.selectbox if "35.10" in box.label]
    app = checked(choice.set_value("own").run())
    app = checked(find(app.button, "Take over").click().run())
    assert any("2 rows taken over" in box.value for box in app.success)
    assert addresses(store) == {"35.07": "Jl. Baru", "35.10": "Jl. Kantor"}
    assert store.list_entries()[-1].change.who == "ani@example.go.id"
