"""From the version before this one to this one and back, with its records and its database."""

from __future__ import annotations

import json
import shutil

import pytest
from version_before import run_at, unpack_before

from mppgeo.base.paths import PROJECT
from mppgeo.records.schema import RECORDS
from mppgeo.store.choice import DATABASE_URL, open_database, open_store
from mppgeo.store.file_forms import read_shipped
from mppgeo.store.files import FileStore

REPORT = "Kode,Nama MPP,Tanggal,Status,Pelapor,Sumber\n{row},beroperasi,Bagian Organisasi,https://example.go.id/a\n"
MINE = "35.10,MPP Banyuwangi,2026-01-05"


@pytest.fixture(scope="module")
def old(tmp_path_factory):
    """Folder with the code and records of the version before."""
    folder = tmp_path_factory.mktemp("before")
    if not unpack_before(folder):
        pytest.skip("the history of the project is not here")
    return folder


@pytest.fixture
def here(monkeypatch, tmp_path):
    """This version, whose own folder is another one."""
    for name in ("MPPGEO_DATA", DATABASE_URL):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MPPGEO_INSTANCE", str(tmp_path / "instance"))
    yield tmp_path / "instance"
    open_database.cache_clear()


def import_report(folder, row):
    """The command that imports one report, as who saves it."""
    path = folder / f"report-{row[-5:]}.csv"
    path.write_text(REPORT.format(row=row))
    return ("import", str(path), "--who", "ani")


def find_report(store, row):
    kode, _, day = row.split(",")
    return [
        one["pelapor"]
        for one in store.read_rows("status_reports")
        if (one["kode"], one["tanggal"]) == (kode, day)
    ]


def test_a_database_of_the_version_before_is_upgraded_takes_what_ships_and_serves_both(
    old, here, postgresql, run, monkeypatch
):
    url = postgresql.create_database("before")
    run_at(old, ("db", "init"), ("db", "load"), import_report(old, MINE), url=url)
    monkeypatch.setenv(DATABASE_URL, url)
    open_database.cache_clear()
    assert run("db", "status")[0] == 1
    assert run("db", "upgrade", "--no-backup")[0] == run("db", "status")[0] == 0
    store = open_store(PROJECT / "data")
    # What was loaded first is what the office's records began from.
    code, out, _ = run("records", "diff", "--format", "json")
    verdicts = {row["verdict"] for row in json.loads(out)}
    kept = [row["own"]["pelapor"] for row in json.loads(out) if row["verdict"] == "keep"]
    assert (code, verdicts, kept) == (0, {"take", "keep"}, ["Bagian Organisasi"])
    assert run("records", "merge", "--who", "budi")[0] == 0
    ships = read_shipped(PROJECT / "data").tables
    for name in RECORDS:
        more = 1 if name == "status_reports" else 0
        assert len(store.read_rows(name)) == len(ships[name]) + more, name
    assert find_report(store, MINE) == ["Bagian Organisasi"]
    assert run("check")[0] == 0
    # The version before reads and saves beside it, as during a restart, or for good.
    late = MINE.replace("01-05", "01-12")
    asked = ("coverage", "--format", "csv")
    assert ",509,303," in run_at(old, asked, import_report(old, late), url=url)
    store._forget_look()
    assert find_report(store, late) == ["Bagian Organisasi"]
    assert run("undo", store.list_entries()[-1].number)[0] == 0
    assert find_report(store, late) == []


def test_records_that_the_version_before_changed_among_its_own_are_moved_and_go_on(old, here, run):
    run_at(old, import_report(old, MINE))
    here.mkdir()
    for part in ("records", "history"):
        shutil.copytree(old / "data" / part, here / part)
    store = open_store(PROJECT / "data")
    assert isinstance(store, FileStore) and store.place == here
    # Tables and columns of later are empty, columns of before are left alone, and neither is a fault.
    assert store.read_rows("visitors") == []
    assert "status_3t" in (here / "records" / "capacity.csv").read_text(encoding="utf-8")
    named = [line for line in run("check", "--lang", "en")[2].splitlines() if line.startswith("  ")]
    assert all("is the name of no MPP" in line for line in named)
    code, out, _ = run("records", "diff", "--format", "json")
    rows = json.loads(out)
    # It is not known where these began: what differs is asked, what is new is not.
    assert code == 1 and {row["verdict"] for row in rows} == {"take", "keep", "ask"}
    assert all(row["own"] is None for row in rows if row["verdict"] == "take")
    assert run("records", "merge", "--prefer", "shipped")[0] == 0
    assert find_report(store, MINE) == ["Bagian Organisasi"]
    assert len(store.read_rows("visitors")) == len(
        read_shipped(PROJECT / "data").tables["visitors"]
    )
    assert run("undo", "1")[0] == 0 and find_report(store, MINE) == []
