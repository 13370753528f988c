"""Visitors of two replicas behind nginx, in a real Chromium."""

from __future__ import annotations

import asyncio
import io
import itertools
import threading
from concurrent.futures import ThreadPoolExecutor

import openpyxl
import pytest
import websockets
from client import COOKIE, Client
from conftest import EDITOR
from pptx import Presentation
from session import PATIENCE

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
    colours = visitor.map.locator("path[data-kode]").evaluate_all(
        "nodes => nodes.map(n => n.dataset.kode + n.getAttribute('fill')).sort()"
    )
    return page.locator(".mpp-head").inner_text(), page.locator(".mpp-card").inner_text(), colours


def read_download(visitor, container: str, label: str) -> bytes:
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
    with visitor.page.expect_download(timeout=60_000) as waiting:
        visitor.page.locator(".st-key-b_pptx_layar").get_by_role("button").click()
    assert len(Presentation(waiting.value.path()).slides) > 3


def test_what_an_editor_saves_at_one_replica_is_seen_at_the_other(cluster, guest, provider, upload):
    editor = guest(1)
    provider.claims = {"email": EDITOR, "email_verified": True}
    editor.friends = (provider.url,)
    editor.open("/data")
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
        watching.result(PATIENCE)
    # And by those who make maps of the database, at the place that its address names.
    editor.wait_for(lambda: cluster.database.ask(PLACE, "mppgeo") == "kecamatan")


def read_page(visitor) -> tuple[str, str, list[str], str]:
    """All a page says: its address, its title and text, and the colours of its map."""
    page = visitor.page
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
                made = await session.rerun(query=next(self.queries))
                assert made.finished and not session.find("exception")
                self.reruns += 1
                if ending.is_set():
                    return


def test_a_rolling_restart_under_load_fails_no_page(cluster, guest):
    window = guest(1)
    window.open_map("/?provinsi=35")
    window.wait_for_session(1)
    before = read_page(window)
    ending = threading.Event()

    async def call() -> list[Caller]:
        callers = [Caller(cluster.url, number) for number in range(4)]
        await asyncio.gather(*(caller.go(ending) for caller in callers))
        return callers

    with ThreadPoolExecutor(1) as beside:
        calling = beside.submit(asyncio.run, call())
        try:
            cluster.restart()
        finally:
            ending.set()
        callers = calling.result(PATIENCE)
    assert all(caller.pages and caller.reruns for caller in callers)
    # The restarts were met, not slept through.
    assert sum(caller.breaks for caller in callers) > 0
    window.wait_for_session(1)
    assert read_page(window) == before
