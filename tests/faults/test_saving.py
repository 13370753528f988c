"""An import on the web that meets a full disk, or the end of the process: all of it or nothing."""

from __future__ import annotations

import asyncio
import compileall
import ctypes
import os
import select
from contextlib import contextmanager
from pathlib import Path

import pytest
from editors import press, sign_in, write_secrets
from filelock import FileLock
from running import PATIENCE, RunningApp, do
from session import Session, upload
from sqlalchemy import create_engine, text

from mppgeo.base.paths import PROJECT
from mppgeo.dataset import read
from mppgeo.store.choice import DATABASE_URL
from mppgeo.store.database import DatabaseStore
from mppgeo.store.files import FileStore
from mppgeo.store.journal import Change, RowChange

FULL = """
import resource, sys
from streamlit.web.cli import main
limit = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
sys.exit(main())
"""
HEAD = "kode,nama_mpp,tanggal_peresmian,jenis_tanggal,hitungan_nasional,sumber_url\n"
KODES = ("35.07", "35.73", "72.10", "72.71")


def make_file(length: int = 0) -> bytes:
    rows = (
        f"{kode},MPP {kode},31/10/2024,peresmian,ya,https://example.go.id/{kode}{'x' * length}\n"
        for kode in KODES
    )
    return (HEAD + "".join(rows)).encode()


async def offer(app: RunningApp, body: bytes) -> Session:
    """An editor's page that shows what the file would change."""
    session = await Session(app.url, "data", "lang=en", {"Cookie": sign_in(app)}).__aenter__()
    await session.rerun()
    await upload(session, "baru.csv", body)
    return session


async def save(session: Session) -> str:
    """Press Save; what the page then says."""
    press(session, "Save")
    await session.rerun()
    return session.read()


def read_all(folder: Path) -> dict[str, bytes]:
    """Every file of a folder that a change might write, but the lock."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for place in ("records", "history")
        for path in (folder / place).rglob("*")
        if path.is_file() and path.name != ".lock"
    }


def test_a_disk_that_is_full_is_told_to_the_editor(start, country, tmp_path):
    country.write_mpp(country.mpp("35.10", "2023-10-31"))
    before = read_all(country.folder)
    secrets = str(write_secrets(tmp_path))
    (tmp_path / "full.py").write_text(FULL)
    # Made under the limit, compiled modules would be kept without their end, for everybody.
    compileall.compile_dir(PROJECT / "mppgeo", quiet=1)
    # No file may grow over this, the log included.
    app = start("--secrets.files", secrets, launch=(str(tmp_path / "full.py"), "15000"))

    async def work() -> tuple[str, str]:
        session = await offer(app, make_file(3_900))
        told = await save(session)
        await session.__aexit__()
        async with Session(app.url, "profil", "lang=en&provinsi=35") as visitor:
            await visitor.rerun()
            return told, visitor.read()

    told, shown = do(work())
    assert "disk is full" in told or "too large for this place" in told
    assert "Saved as entry" not in told
    assert read_all(country.folder) == before
    assert "1 of 3 areas" in shown and app.ready()[1]["status"] == "ok"


IN_OPEN = 0x20
"""Of Linux's inotify: a file was opened."""


@contextmanager
def hold_files(folder: Path):
    """Let nobody change the records; inside, tells whether somebody has come to do so."""
    lock = folder / "history" / ".lock"
    lock.parent.mkdir(exist_ok=True)
    with FileLock(lock, thread_local=False):
        # Who finds it taken opens it again and again.
        library = ctypes.CDLL(None)
        watch = library.inotify_init1(os.O_NONBLOCK)
        assert library.inotify_add_watch(watch, os.fsencode(lock), IN_OPEN) > 0
        try:
            yield lambda: bool(select.select([watch], [], [], 0)[0])
        finally:
            os.close(watch)


@contextmanager
def hold_database(url: str):
    """The same of the records in a database."""
    with create_engine(url).begin() as other:
        other.execute(text("LOCK TABLE mppgeo.mpp IN ACCESS EXCLUSIVE MODE"))
        waiting = text("SELECT count(*) > 0 FROM pg_locks WHERE NOT granted")
        yield lambda: other.execute(waiting).scalar()


@pytest.fixture(params=["files", "database"])
def kept(request, country, tmp_path):
    """Where the records are kept: settings, what holds a change up, the store, and that anew."""
    row = country.mpp("35.10", "2023-10-31")
    if request.param == "files":
        country.write_mpp(row)
        store = FileStore(country.folder)
        return {}, lambda: hold_files(country.folder), store, lambda: FileStore(country.folder)
    database: DatabaseStore = request.getfixturevalue("database")
    database.save([Change("mpp", (RowChange(None, row),))])
    settings, hold = {DATABASE_URL: database.url}, lambda: hold_database(database.url)
    return settings, hold, database, lambda: DatabaseStore(database.url)


@pytest.mark.parametrize("freed", [True, False], ids=["in-time", "too-late"])
def test_an_import_under_way_when_the_process_ends_is_whole(start, country, kept, tmp_path, freed):
    settings, hold, store, open_anew = kept
    entries = len(store.list_entries())
    app = start("--secrets.files", str(write_secrets(tmp_path)), settings=settings)

    async def work() -> int:
        session = await offer(app, make_file())
        held = hold()
        is_waited_for = await asyncio.to_thread(held.__enter__)
        try:
            press(session, "Save")
            await session.send()
            async with asyncio.timeout(PATIENCE):
                while not is_waited_for():
                    await asyncio.sleep(0.05)
            ending = asyncio.create_task(asyncio.to_thread(app.end))
            await asyncio.sleep(1.0)
            if freed:
                held.__exit__(None, None, None)
            code = await ending
        finally:
            if not freed:
                held.__exit__(None, None, None)
        session.leave()
        return code

    # What is held until the process has ended keeps it from ending as little.
    assert do(work()) == 0
    kodes = {row["kode"] for row in store.read_rows("mpp")}
    saved = len(store.list_entries()) - entries
    assert (kodes, saved) == (({"35.10", *KODES}, 1) if freed else ({"35.10"}, 0))
    # Whoever reads it all anew, as the next process does, finds it whole.
    anew = open_anew()
    again = read(country.folder, anew)
    if isinstance(anew, DatabaseStore):
        anew.close()
    assert list(again.faults) == [] and set(again.mpp["kode"]) == kodes
    assert app.errors() == []
