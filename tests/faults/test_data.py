"""Data that go away or go bad while the app runs: the last good ones are shown, and it says so."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time

import pytest
from running import PATIENCE, do, drop_store
from session import Session
from sqlalchemy import create_engine, text

from mppgeo.base.paths import PROJECT
from mppgeo.store.choice import DATABASE_URL
from mppgeo.store.journal import Change, RowChange
from mppgeo.store.keepsake import CACHE


async def look(url: str, page: str = "", query: str = "lang=en") -> str:
    """The texts of a page."""
    async with Session(url, page, query) as session:
        assert (await session.rerun()).finished
        return session.read()


def wait_for(condition, seconds: float = PATIENCE):
    """Ask until something holds; returns it."""
    for _ in range(int(seconds * 10)):
        found = condition()
        if found:
            return found
        time.sleep(0.1)
    pytest.fail("it never came true")


GARBAGE = [b"\x00\xff" * 5000, b"nama,kode\n1,2\n"]


def test_a_file_that_turns_to_garbage_leaves_the_last_good_data(start, country):
    country.write_mpp(country.mpp("35.10", "2023-10-31"))
    app = start()
    good = (country.folder / "records" / "mpp.csv").read_bytes()
    before = do(look(app.url, "profil", "lang=en&provinsi=35"))
    assert "1 of 3 areas" in before
    for garbage in GARBAGE:
        (country.folder / "records" / "mpp.csv").write_bytes(garbage)
        shown = do(look(app.url, "profil", "lang=en&provinsi=35"))
        assert "1 of 3 areas" in shown
        assert "records/mpp.csv can no longer be used" in shown and "minutes old" in shown
        status, told = app.ready()
        assert (status, told["status"], told["store"]) == (200, "degraded", "files")
        assert "records/mpp.csv" in told["reason"]
    (country.folder / "records" / "mpp.csv").write_bytes(good)
    assert "no longer" not in do(look(app.url))
    assert app.ready()[1]["status"] == "ok"
    # So does a file of the areas; the process lives through all of it.
    (country.folder / "regions.csv").write_bytes(b"\x00")
    assert "regions.csv can no longer be used" in do(look(app.url))
    assert app.errors() == []


def test_a_database_that_is_down_or_hangs(start, country, database, postgresql, tmp_path):
    database.save([Change("mpp", (RowChange(None, country.mpp("35.10", "2023-10-31")),))])
    settings = {DATABASE_URL: database.url, CACHE: str(tmp_path / "cache")}
    app = start(settings=settings)
    assert "1 of 3 areas" in do(look(app.url, "profil", "lang=en&provinsi=35"))
    assert app.ready()[1]["status"] == "ok"
    postgresql.stop()
    try:
        status, told = wait_for(lambda: _degraded(app))
        assert (status, told["reason"]) == (200, "the database does not answer")
        shown = do(look(app.url, "profil", "lang=en&provinsi=35"))
        assert "1 of 3 areas" in shown and "The database does not answer" in shown
        # A start without it, on a machine that kept nothing, says a plain sentence.
        bare = start(settings=settings | {CACHE: str(tmp_path / "other")})
        assert bare.get("/healthz")[0] == 200
        status, told = bare.ready()
        assert (status, told["status"]) == (503, "unready")
        nothing = do(look(bare.url))
        assert "No data at the moment" in nothing and "the database does not answer" in nothing
        # The administrator's log knows more than visitors and probes are told.
        assert str(postgresql.port) not in nothing + json.dumps(told)
        assert any(str(postgresql.port) in one["event"] for one in bare.lines())
        assert app.errors() == bare.errors() == []
    finally:
        postgresql.start()
    wait_for(lambda: bare.ready()[0] == 200)
    # One that takes the question and never answers is not waited for either.
    with create_engine(database.url).begin() as other:
        other.execute(text("LOCK TABLE mppgeo.riwayat IN ACCESS EXCLUSIVE MODE"))
        wait_for(lambda: "does not answer in time" in bare.ready()[1].get("reason", ""))
        assert "1 of 3 areas" in do(look(bare.url, "profil", "lang=en&provinsi=35"))
        # Nor when the process is told to end.
        assert bare.end() == 0


def _degraded(app):
    answer = app.ready()
    return answer if answer[1]["status"] == "degraded" else None


FULL = """
import resource, runpy, sys
limit = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
sys.argv = ["mppgeo", *sys.argv[2:]]
runpy.run_module("mppgeo", run_name="__main__")
"""


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 128 KB where that may be made; else None."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", str(folder)], capture_output=True
    )
    yield folder if made.returncode == 0 else None
    if made.returncode == 0:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_disk_that_is_full_leaves_the_old_state_whole(start, country, tmp_path, small_disk):
    country.write_mpp(country.mpp("35.10", "2023-10-31"))
    folder, limit = country.folder, "1000"
    if small_disk:
        folder, limit = small_disk / "data", "-1"
        subprocess.run(["cp", "-r", str(country.folder), str(folder)], check=True)
        free = os.statvfs(small_disk)
        (small_disk / "filler").write_bytes(b"x" * (free.f_bavail * free.f_frsize))
    app = start(settings={"MPPGEO_DATA": str(folder)})
    assert "1 of 3 areas" in do(look(app.url, "profil", "lang=en&provinsi=35"))
    rows = "kode,nama_mpp,tanggal_peresmian,jenis_tanggal,hitungan_nasional,sumber_url\n" + "".join(
        f"{kode},MPP {'x' * 180} {kode},31/10/2024,peresmian,ya,https://example.go.id/{kode}\n"
        for kode in ("35.07", "35.73", "72.10", "72.71")
    )
    (tmp_path / "baru.csv").write_text(rows)
    before = {path: path.read_bytes() for path in folder.rglob("*.csv")}
    done = subprocess.run(
        [sys.executable, "-c", FULL, limit, "import", str(tmp_path / "baru.csv"), "--lang", "en"],
        cwd=PROJECT, capture_output=True, text=True, env={**os.environ, "MPPGEO_DATA": str(folder)},
    )  # fmt: skip
    told = drop_store(done.stderr)
    assert done.returncode == 1 and len(told.splitlines()) == 1, told
    assert "disk is full" in told or "too large for this place" in told
    assert {path: path.read_bytes() for path in folder.rglob("*.csv")} == before
    left = [path.name for path in folder.rglob("*") if path.suffix in {".json", ".part"}]
    assert [name for name in left if not name.endswith(".geojson")] == []
    shown = do(look(app.url, "profil", "lang=en&provinsi=35"))
    assert "1 of 3 areas" in shown and app.ready()[1]["status"] == "ok"
