"""What is kept on the machine from one start to the next."""

from __future__ import annotations

import os

import pytest

from mppgeo.maps import shelf
from mppgeo.maps.shelf import keep


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    place = tmp_path / "kept"
    monkeypatch.setenv("MPPGEO_CACHE", str(place))
    return place


def fail() -> bytes:
    raise AssertionError("made again")


def test_it_is_made_once(folder):
    assert keep("a.br", lambda: b"long work") == b"long work"
    assert keep("a.br", fail) == b"long work"
    assert keep("b.br", lambda: b"") == b""
    assert sorted(path.name for path in folder.iterdir()) == ["a.br", "b.br"]


@pytest.mark.parametrize("damage", [lambda b: b[:-1], lambda b: b"x" + b[1:], lambda b: b""])
def test_a_damaged_file_is_made_again(folder, damage):
    keep("a.br", lambda: b"long work")
    (folder / "a.br").write_bytes(damage((folder / "a.br").read_bytes()))
    assert keep("a.br", lambda: b"new") == b"new"
    assert keep("a.br", fail) == b"new"


def test_a_folder_that_others_may_write_is_not_trusted(folder):
    keep("a.br", lambda: b"long work")
    os.chmod(folder, 0o777)
    assert keep("a.br", lambda: b"new") == b"new"
    os.chmod(folder, 0o700)
    assert keep("a.br", fail) == b"long work"


def test_where_nothing_can_be_written_it_is_made_each_time(folder):
    folder.write_text("a file where the folder should be")
    assert keep("a.br", lambda: b"1") == b"1"
    assert keep("a.br", lambda: b"2") == b"2"


@pytest.mark.parametrize(("limit", "most"), [("MOST_FILES", 3), ("MOST_BYTES", 3 * (16 + 4))])
def test_what_was_not_used_for_longest_goes_first(folder, monkeypatch, limit, most):
    monkeypatch.setattr(shelf, limit, most)
    folder.mkdir(mode=0o700)
    (folder / "the records.json").write_bytes(b"x" * 100)
    for number in range(3):
        keep(f"{number}.br", lambda: b"work")
        os.utime(folder / f"{number}.br", (number, number))
    keep("0.br", fail)
    keep("3.br", lambda: b"work")
    kept = sorted(path.name for path in folder.iterdir())
    assert kept == ["0.br", "2.br", "3.br", "the records.json"]
