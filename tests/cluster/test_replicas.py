"""Visitors of two replicas behind nginx, in a real Chromium."""

from __future__ import annotations

import asyncio
import io
import itertools
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import openpyxl
import pytest
import websockets
from client import COOKIE, Client
from conftest import EDITOR
from pptx import Presentation
from session import PATIENCE
from version_before import BEFORE, run_at, unpack_before

from deploy.cluster import Cluster
from mppgeo import __version__
from mppgeo.base.paths import PROJECT
from mppgeo.store.choice import DATABASE_URL

VIEW = "/?tanggal=2024-12-12&provinsi=33&level=kabkota&kode=33.01&penyebut=508&lang=en"
TITLE = ".mpp-head h1"
CARD = ".mpp-card h2"
ROWS = "kode,nama_mpp,tanggal_peresmian,jenis_tanggal,hitungan_nasional,sumber_url\n"
OTHER = (
    ROWS + "12.01,MPP Kabupaten Tapanuli Tengah,31/10/2026,peresmian,ya,https://example.go.id/b\n"
)
NEW = (
    ROWS.replace("sumber", "alamat,sumber")
    + "12.06,MPP Kabupaten Karo,31/10/2026,peresmian,ya,Kec. Berastagi,https://example.go.id/a\n"
)
PLACE = "SELECT presisi_posisi FROM mppgeo.mpp_points WHERE kode = '12.06'"


@pytest.fixture
def guest(visit, cluster):
    """Opens a window whose visitor belongs to a replica."""
    return lambda replica: visit(cluster).choose(replica)


@pytest.fixture
def upload(tmp_path):
    def put(visitor, text: str, name: str = "baru.csv") -> None:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        visitor.page.locator("input[type=file]").set_input_files(path)

    return put


def read_view(visitor) -> tuple[str, str, list[str]]:
    """What a view says: title and figures, the card, and the colours of the map."""
    page = visitor.page
    page.locator(CARD).wait_for()
    visitor.settle()
    colours = visitor.map.locator("path[data-kode]").evaluate_all(
        "nodes => nodes.map(n => n.dataset.kode + n.getAttribute('fill')).sort()"
    )
    return page.locator(".mpp-head").inner_text(), page.locator(".mpp-card").inner_text(), colours


def read_download(visitor, container: str, label: str) -> bytes:
    visitor.settle()
    with visitor.page.expect_download() as waiting:
        visitor.page.locator(f".st-key-{container}").get_by_role("button", name=label).click()
    return waiting.value.path().read_bytes()


def test_a_shared_link_shows_the_same_at_another_replica(guest):
    one, other = guest(1), guest(2)
    for visitor in (one, other):
        visitor.open_map(VIEW)
    assert read_view(one) == read_view(other)
    assert (one.replica, other.replica) == (1, 2)


def test_downloads_come_from_the_replica_that_made_them(guest):
    visitor = guest(2)
    visitor.open_map("/?provinsi=34&level=kabkota")
    book = openpyxl.load_workbook(io.BytesIO(read_download(visitor, "downloads_kabkota", "XLSX")))
    assert book.active.max_row == 1 + 5
    with visitor.page.expect_download(timeout=240_000) as waiting:
        visitor.page.locator(".st-key-b_pptx_layar").get_by_role("button").click()
    assert len(Presentation(waiting.value.path()).slides) > 3


def test_what_an_editor_saves_at_one_replica_is_seen_at_the_other(cluster, guest, provider, upload):
    editor = guest(1)
    provider.claims = {"email": EDITOR, "email_verified": True}
    editor.friends = (provider.url,)
    editor.open("/data")
    with editor.leaving():
        editor.page.get_by_role("button", name="Masuk").click()
    editor.page.get_by_role("button", name="Keluar").wait_for()
    assert editor.page.url == f"{cluster.url}/data"
    upload(editor, NEW)
    editor.page.get_by_text("1 baris ditambahkan").wait_for()

    looking = threading.Event()

    async def look() -> None:
        async with Client(cluster.url, {COOKIE: "2"}).connect() as other:
            try:
                await other.rerun()
                assert "303 dari 509 daerah" in other.read()
            finally:
                looking.set()
            while "304 dari 509 daerah" not in other.read():
                assert (await other.rerun()).finished

    with ThreadPoolExecutor(1) as beside:
        watching = beside.submit(asyncio.run, look())
        looking.wait()
        editor.page.get_by_role("button", name="Simpan").click()
        editor.page.get_by_text("Disimpan sebagai catatan").wait_for()
        watching.result(4 * PATIENCE)
    # And by those who make maps of the database, at the place that its address names.
    editor.wait_for(lambda: cluster.database.ask(PLACE, "mppgeo") == "kecamatan")


def read_page(visitor) -> tuple[str, str, list[str], str]:
    """All a page says: its address, its title and text, and the colours of its map."""
    page = visitor.page
    visitor.settle()
    colours = []
    if page.locator('iframe[title^="streamlit_folium"]').count():
        visitor.wait_for_map()
        colours = visitor.map.locator("path[data-kode]").evaluate_all(
            "nodes => nodes.map(n => n.dataset.kode + n.getAttribute('fill')).sort()"
        )
    return page.url, page.title(), colours, page.get_by_test_id("stMain").inner_text()


def test_whose_replica_dies_goes_on_at_the_other_with_the_same_view(cluster, guest, upload):
    visitor, presenter, sender = guest(1), guest(1), guest(1)
    visitor.open_map("/?tanggal=2024-12-31")
    presenter.open("/?mode=presentasi&provinsi=35&langkah=35&lang=en")
    sender.open("/data")
    # A view that was made by clicking, not opened as a link.
    visitor.click_area("35")
    visitor.page.locator(TITLE, has_text="Jawa Timur").wait_for()
    visitor.settle()
    visitor.page.get_by_role("radio", name="Belum ada MPP").click()
    visitor.page.wait_for_function("() => location.search.includes('status=belum')")
    upload(sender, OTHER)
    sender.page.get_by_text("1 baris ditambahkan").wait_for()
    for window in (visitor, presenter, sender):
        window.wait_for_session(1)
    before = read_page(visitor), read_page(presenter)
    cluster.replicas[0].kill()
    for window in (visitor, presenter, sender):
        window.wait_for_session(2)
    assert (read_page(visitor), read_page(presenter)) == before
    # And the page lives: the next click counts.
    visitor.page.get_by_role("radio", name="Ada MPP", exact=True).click()
    visitor.page.wait_for_function("() => location.search.includes('status=ada')")
    visitor.click_area("35.10")
    visitor.page.locator(CARD, has_text="Banyuwangi").wait_for()
    # A file went down with the replica; it is asked for again.
    sender.page.get_by_text("1 baris ditambahkan").wait_for(state="detached")
    upload(sender, OTHER, "lagi.csv")
    sender.page.get_by_text("1 baris ditambahkan").wait_for()
    cluster.mend()
    # Who has moved stays: a page loaded anew belongs to the same replica.
    visitor.page.reload()
    visitor.page.locator(CARD, has_text="Banyuwangi").wait_for()
    assert visitor.replica == 2


class Caller:
    """A visitor under way all the time, who comes again as a browser does when a line breaks."""

    def __init__(self, url: str, number: int) -> None:
        self.client = Client(url)
        self.queries = itertools.cycle(
            [f"provinsi={11 + number}", "level=kabkota", "tanggal=2023-06-30", ""]
        )
        self.places = itertools.cycle(["", "tahapan", "", "linimasa", ""])
        self.pages = self.reruns = self.breaks = 0

    async def go(self, ending: threading.Event) -> None:
        while not ending.is_set():
            page = await asyncio.to_thread(self.client.ask, "/")
            assert page.status == 200
            self.pages += 1
            try:
                await self.look_around(ending)
            except (websockets.ConnectionClosed, websockets.InvalidStatus):
                self.breaks += 1

    async def look_around(self, ending: threading.Event) -> None:
        async with self.client.connect() as session:
            for _ in range(8):
                page, query = next(self.places), next(self.queries)
                made = await session.rerun(page=page, query=query)
                assert made.finished and not session.find("exception")
                said = session.read()
                assert "Terjadi kesalahan" not in said and (page or query or "509" in said)
                self.reruns += 1
                if ending.is_set():
                    return


def install(version: str, folder: Path) -> None:
    """Replace what is in a folder by a version, file by file; without the history of the project,
    by this one."""
    fresh = folder.with_name(f"fresh-{folder.name}")
    fresh.mkdir()
    if version != BEFORE or not unpack_before(fresh):
        left = shutil.ignore_patterns("__pycache__", "history", "sets")
        for part in ("mppgeo", "pages", "data", ".streamlit"):
            shutil.copytree(PROJECT / part, fresh / part, ignore=left)
        shutil.copy(PROJECT / "app.py", fresh)
    shutil.copytree(fresh, folder, dirs_exist_ok=True)
    for part in ("mppgeo", "pages"):
        for path in list((folder / part).rglob("*.*")):
            if path.is_file() and not (fresh / path.relative_to(folder)).exists():
                path.unlink()
    shutil.rmtree(fresh)


@pytest.fixture
def old_office(cluster, tmp_path) -> Iterator[Cluster]:
    """The office with the version before, and a database that it made."""
    install(BEFORE, tmp_path)
    url = cluster.database.create_database("before")
    run_at(tmp_path, ("db", "init"), ("db", "load"), url=url)
    known = cluster.database_url
    for replica in cluster.replicas:
        replica.environment[DATABASE_URL], replica.project = url, tmp_path
        replica.stop()
    cluster.mend()
    yield cluster
    for replica in cluster.replicas:
        replica.environment[DATABASE_URL], replica.project = known, PROJECT
        replica.stop()


async def open_pages(url: str, replica: int, *pages: str) -> None:
    """Open pages of which no caller knows."""
    async with Client(url, {COOKIE: str(replica)}).connect() as session:
        for page in pages:
            assert (await session.rerun(page=page)).finished
            assert "Terjadi kesalahan" not in session.read() and not session.find("exception")


@contextmanager
def call(url: str) -> Iterator[None]:
    """Callers look around meanwhile; to none of them a page fails, and they meet the restarts."""
    ending = threading.Event()

    async def start() -> list[Caller]:
        callers = [Caller(url, number) for number in range(3)]
        await asyncio.gather(*(caller.go(ending) for caller in callers))
        return callers

    with ThreadPoolExecutor(1) as beside:
        calling = beside.submit(asyncio.run, start())
        try:
            yield
        finally:
            ending.set()
        callers = calling.result(4 * PATIENCE)
    assert all(caller.pages and caller.reruns for caller in callers)
    assert sum(caller.breaks for caller in callers) > 0


def test_an_upgrade_and_the_way_back_under_load_fail_no_page(
    old_office, tmp_path, guest, run, monkeypatch
):
    """The tables are upgraded while the version before serves; versions then stand side by side,
    and what is put in the place of a version that runs does not change it."""
    cluster, window = old_office, guest(1)
    window.open_map("/?provinsi=35")
    window.wait_for_session(1)
    said = read_page(window)
    monkeypatch.setenv(DATABASE_URL, cluster.replicas[0].environment[DATABASE_URL])
    new = tmp_path / "new"
    new.mkdir()
    with call(cluster.url):
        assert run("db", "upgrade", "--no-backup")[0] == run("db", "status")[0] == 0
        install(__version__, new)
        cluster.restart(new)
    assert f'"{__version__}"' in Client(cluster.url).ask("/healthz").body.decode()
    for replica in cluster.replicas:
        replica.wait_for_event("warmed up")
    # All callers have left; the window still looks at one replica.
    install(BEFORE, new)
    with ThreadPoolExecutor(1) as beside:
        for replica in cluster.replicas:
            opening = open_pages(cluster.url, replica.number, "", "layanan", "tentang", "profil")
            beside.submit(asyncio.run, opening).result(4 * PATIENCE)
    with call(cluster.url):
        cluster.restart(new)
    window.wait_for_session(1)
    assert read_page(window) == said
