"""``history`` and ``restore`` as they are run."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from import_files import make_plan, save, snapshot, to_csv

from mppgeo.store.files import FileStore


@pytest.fixture
def known(commanded):
    """A small country in which three files were imported."""
    commanded.write_mpp(
        commanded.mpp("35.10", "2017-10-06", nama_mpp="MPP Banyuwangi", alamat="Jl. A")
    )
    for number, address in enumerate(("Jl. B", "Jl. C"), start=1):
        body = to_csv(["Kode", "Alamat"], ["35.10", address])
        save(commanded, make_plan(commanded, body, source=f"{number}.csv", who="Tono"))
    event = to_csv(
        ["Kode", "Tahap", "Tanggal", "Keterangan", "Sumber"],
        ["72.71", "pembangunan", "2023", "", "https://example.go.id/a"],
    )
    save(commanded, make_plan(commanded, event, source="3.csv"))
    return commanded


def test_the_latest_change_comes_first(known, run):
    code, out, err = run("history")
    assert (code, err) == (0, "")
    titles, *lines = out.splitlines()
    assert re.split(r"\s{2,}", titles) == [
        "No.", "Waktu (WIB)", "Tabel", "Oleh", "Jenis perubahan", "Berkas", "Baris",
    ]  # fmt: skip
    assert [line.split()[0] for line in lines] == ["3", "2", "1"]
    number, time, *rest = re.split(r"\s{2,}", lines[-1])
    assert rest == ["mpp", "Tono", "impor", "1.csv", "0 ditambahkan, 1 diubah, 0 dihapus"]
    assert dt.datetime.fromisoformat(time)


def test_times_are_those_of_jakarta(known, run):
    [entry, *_] = FileStore(known.folder).list_entries()
    found = json.loads(run("history", "--format", "json")[1])[-1]
    assert found["time"].endswith("+07:00")
    assert abs(dt.datetime.fromisoformat(found["time"]) - entry.at) < dt.timedelta(seconds=1)


def test_the_list_is_narrowed(known, run):
    assert len(run("history", "--limit", "2")[1].splitlines()) == 3
    found = json.loads(run("history", "--table", "mpp", "--format", "json")[1])
    assert [(e["number"], e["table"], e["file"], e["changed"]) for e in found] == [
        (2, "mpp", "2.csv", 1), (1, "mpp", "1.csv", 1),
    ]  # fmt: skip
    for bad in (("--limit", "0"), ("--limit", "x"), ("--table", "pegawai")):
        assert run("history", *bad)[0] == 2


def test_one_entry_shows_its_rows(known, run):
    code, out, _ = run("history", "2", "--lang", "en")
    assert code == 0
    assert "changed, 35.10, MPP Banyuwangi: alamat Jl. B → Jl. C" in out
    assert "added, 72.71, pembangunan" in run("history", "3", "--lang", "en")[1]
    [row] = json.loads(run("history", "2", "--format", "json")[1])["rows"]
    assert (row["before"]["alamat"], row["after"]["alamat"]) == ("Jl. B", "Jl. C")


@pytest.mark.parametrize("command", ["history", "restore", "undo"])
def test_an_entry_that_is_not_there(known, run, command):
    before = snapshot(known)
    code, out, err = run(command, "99", "--lang", "en")
    assert (code, out, err) == (1, "", "99: no such entry in the history\n")
    assert snapshot(known) == before


def test_no_changes_yet(country, run, monkeypatch):
    monkeypatch.setenv("MPPGEO_DATA", str(country.folder))
    assert run("history") == (0, "Belum ada perubahan.\n", "")
    assert run("history", "--format", "json")[1] == "[]\n"


def test_going_back_to_before_an_entry(known, run):
    code, out, err = run("restore", "1", "--who", "Sari", "--lang", "en")
    assert (code, err) == (0, "")
    assert "mpp: back to before entry 1; 0 added, 1 changed, 0 removed. Saved as entry" in out
    assert "stage_events: back to before entry 1; 0 added, 0 changed, 1 removed." in out
    store = FileStore(known.folder)
    assert store.read_rows("mpp")[0]["alamat"] == "Jl. A" and store.read_rows("stage_events") == []
    assert {e.change.who for e in store.list_entries()[3:]} == {"Sari"}
    assert "removed, 72.71, pembangunan" in "".join(
        run("history", str(number), "--lang", "en")[1] for number in (4, 5)
    )


def test_one_entry_is_undone(known, run):
    code, out, err = run("undo", "3", "--who", "Sari", "--lang", "en")
    assert (code, err) == (0, "")
    first, row = out.splitlines()
    assert first == "Entry 3 is undone; 0 added, 0 changed, 1 removed. Saved as entry 4."
    assert row.startswith("  removed, 72.71, pembangunan")
    assert "undone" in run("history", "4", "--lang", "en")[1]
    # The address of entry 1 was written over by entry 2, which must be undone first.
    before = snapshot(known)
    code, out, err = run("undo", "1", "--lang", "en")
    assert (code, out) == (1, "") and "35.10, Kabupaten Banyuwangi, MPP Banyuwangi" in err
    assert snapshot(known) == before
    assert [run("undo", number)[0] for number in ("2", "1")] == [0, 0]
    assert FileStore(known.folder).read_rows("mpp")[0]["alamat"] == "Jl. A"


def test_going_back_can_be_taken_back(known, run):
    before = {name: body for name, body in snapshot(known).items() if "records" in name}
    run("restore", "1")
    run("restore", "4")
    after = {name: body for name, body in snapshot(known).items() if "records" in name}
    assert after == before


def test_going_back_twice_changes_nothing_more(known, run):
    run("restore", "3")
    before = snapshot(known)
    code, out, _ = run("restore", "3", "--lang", "en")
    assert code == 0 and "nothing was changed" in out
    assert snapshot(known) == before


def test_a_row_changed_by_hand_is_not_overwritten(known, run):
    path = known.folder / "records" / "mpp.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("Jl. C", "Jl. Tangan"), encoding="utf-8"
    )
    before = snapshot(known)
    code, out, err = run("restore", "1", "--lang", "en")
    assert (code, out) == (1, "") and "no longer as it was" in err
    assert snapshot(known) == before


def test_a_file_that_cannot_be_read_comes_back(known, run):
    path = known.folder / "records" / "mpp.csv"
    path.write_bytes(b"\xff")
    code, out, err = run("restore", "2", "--lang", "en")
    assert (code, err) == (0, "")
    assert FileStore(known.folder).read_rows("mpp")[0]["alamat"] == "Jl. B"
    [told] = [line for line in out.splitlines() if "put aside as " in line]
    aside = told.partition("put aside as ")[2].split(",")[0]
    assert (known.folder / aside).read_bytes() == b"\xff"


def test_an_entry_of_another_version_is_shown_and_not_undone(known, run):
    path = known.folder / "history" / "00000002.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"mpp"', '"pegawai"'))
    assert "pegawai" in run("history")[1]
    assert "Jl. B → Jl. C" in run("history", "2")[1]
    code, out, err = run("restore", "1", "--lang", "en")
    assert (code, out) == (1, "") and "the table pegawai" in err and len(err.splitlines()) == 1


def test_a_folder_that_is_not_there(run, monkeypatch, tmp_path):
    monkeypatch.setenv("MPPGEO_DATA", str(tmp_path / "nowhere"))
    code, out, err = run("restore", "1")
    assert (code, out) == (1, "") and len(err.splitlines()) == 1
    assert run("history")[0] == 0
