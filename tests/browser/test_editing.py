"""Editing on the web: only by editors who are signed in; a visitor's upload is a preview."""

from __future__ import annotations

import csv
import shutil
import time
from pathlib import Path

import pytest
from conftest import PROJECT, App, Visitor, find_port
from oidc import CLIENT, Provider
from playwright.sync_api import Error, TimeoutError

from mppgeo.serving.sign_in import LIFE
from mppgeo.store.files import FileStore

EDITOR = "ani@panrb.example.go.id"
OTHER = "budi@panrb.example.go.id"
DAY = "2026-11-16"
FORM = f"/pemantauan?provinsi=34&tanggal={DAY}"
ROWS = "kode,nama_mpp,tanggal_peresmian,jenis_tanggal,hitungan_nasional,sumber_url\n"
NEW = ROWS + "12.06,MPP Kabupaten Karo,31/10/2026,peresmian,ya,https://example.go.id/a\n"


@pytest.fixture(scope="module")
def provider():
    started = Provider()
    yield started
    started.stop()


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    return Path(shutil.copytree(PROJECT / "data", tmp_path_factory.mktemp("editing") / "data"))


@pytest.fixture(scope="module")
def signing_app(provider, data, tmp_path_factory):
    """An app with sign-in by the provider and one editor."""
    port = find_port()
    secrets = tmp_path_factory.mktemp("secrets") / "secrets.toml"
    secrets.write_text(
        f'[auth]\nredirect_uri = "http://127.0.0.1:{port}/oauth2callback"\n'
        f'cookie_secret = "{"0123456789abcdef" * 3}"\nclient_id = "{CLIENT}"\nclient_secret = "s"\n'
        f'server_metadata_url = "{provider.url}/.well-known/openid-configuration"\n'
        f'[editors]\naddresses = ["{EDITOR}", "{OTHER}"]\n'
    )
    running = App(data, port, "--secrets.files", str(secrets))
    yield running
    running.stop()


@pytest.fixture
def upload(tmp_path):
    def put(visitor: Visitor, text: str, name: str = "baru.csv") -> None:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        visitor.page.locator("input[type=file]").set_input_files(path)

    return put


def sign_in(visitor: Visitor, provider: Provider, at: str = "/data", **claims: object) -> None:
    """Sign in; whoever does comes back to the page on which it began."""
    provider.claims = claims
    visitor.friends = (provider.url,)
    visitor.page.set_default_timeout(60_000)
    visitor.open(at)
    visitor.page.get_by_role("button", name="Masuk", exact=True).click()
    visitor.page.wait_for_url(provider_is_left(visitor, at))
    visitor.page.get_by_role("button", name="Keluar").or_(
        visitor.page.get_by_role("button", name="Simpan laporan")
    ).first.wait_for()


def provider_is_left(visitor: Visitor, at: str):
    return lambda url: url.startswith(visitor.app.url + at.partition("?")[0])


class Form:
    """The form of reports on a visitor's page."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.page = visitor, visitor.page
        self.grid = self.page.locator(".st-key-report_grid canvas").first

    def search(self, name: str) -> None:
        """Look for an MPP; the grid, which tells its rows to screen readers, has but that one."""
        box = self.page.get_by_placeholder("daerah atau nama MPP")
        box.fill(name)
        box.press("Enter")
        self.page.locator(".st-key-report_grid table[role=grid][aria-rowcount='2']").wait_for(
            state="attached"
        )

    def type(self, name: str, status: str) -> None:
        """Find the only MPP of that name and choose a status for it."""
        self.search(name)
        before = self.count()
        for _ in range(5):
            # A grid that is still being drawn loses a key.
            try:
                self.settle()
                self.choose(status)
                self.wait_for(f"{before + 1} baris diisi", timeout=10_000)
                return
            except Error:
                self.page.keyboard.press("Escape")
        raise AssertionError(f"nothing can be typed of {name}")

    def choose(self, status: str) -> None:
        """Choose a status in the first row, by keys from its first cell."""
        self.grid.scroll_into_view_if_needed()
        box, keys = self.grid.bounding_box(), self.page.keyboard
        self.page.mouse.click(box["x"] + 40, box["y"] + 35 + 17)
        for key in ("ArrowRight", "ArrowRight", "ArrowRight", "Enter"):
            self.page.wait_for_timeout(100)
            keys.press(key)
        keys.type(status)
        keys.press("Enter")

    def count(self) -> int:
        """How many rows are typed and not saved."""
        told = self.page.get_by_text("baris diisi")
        return int(told.inner_text().split()[0]) if told.count() else 0

    def save(self) -> None:
        self.page.get_by_role("button", name="Simpan laporan").click()

    def settle(self) -> None:
        """Wait until the page is drawn: what moves is not hit by a click."""
        self.page.wait_for_timeout(500)
        self.page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()

    def wait_for(self, text: str, timeout: int = 60_000) -> None:
        self.page.get_by_text(text).first.wait_for(timeout=timeout)


def choose_entry(visitor: Visitor, number: str) -> None:
    """Choose an entry of the history; a page that is still being drawn closes the list again."""
    box = visitor.page.locator(".st-key-h_number").get_by_role("combobox")
    option = visitor.page.get_by_role("option", name=number, exact=True)
    for _ in range(6):
        box.click()
        try:
            option.click(timeout=4_000)
            return
        except TimeoutError:
            visitor.page.keyboard.press("Escape")
    raise AssertionError(f"entry {number} cannot be chosen")


def karo_in(data: Path) -> list[dict[str, str]]:
    with (data / "records" / "mpp.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["kode"] == "12.06"]


def test_without_sign_in_an_upload_is_a_preview(visitor, upload):
    visitor.open("/data")
    upload(visitor, NEW)
    visitor.page.get_by_text("1 baris ditambahkan").wait_for()
    visitor.page.get_by_text("304 dari 509 daerah").wait_for()
    visitor.wait_for_map()
    visitor.page.get_by_text("pratinjau yang hanya Anda lihat").wait_for()
    assert "secrets.toml" not in visitor.page.inner_text("body")
    assert visitor.page.get_by_role("button", name="Simpan").count() == 0
    assert karo_in(PROJECT / "data") == []


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "orang.lain@example.go.id", "email_verified": True},
        {"email": EDITOR, "email_verified": False},
        {"name": "Tanpa alamat"},
    ],
)
def test_others_who_sign_in_cannot_save(visit, signing_app, provider, upload, data, claims):
    visitor = visit(signing_app)
    sign_in(visitor, provider, **claims)
    upload(visitor, NEW)
    visitor.page.get_by_text("tidak ada dalam daftar penyunting").wait_for()
    assert visitor.page.get_by_role("button", name="Simpan").count() == 0
    assert karo_in(data) == []


def test_an_editor_saves_and_goes_back(visit, signing_app, provider, upload, data):
    visitor = visit(signing_app)
    sign_in(visitor, provider, email=EDITOR.upper(), email_verified=True)
    upload(visitor, NEW)
    visitor.page.get_by_role("button", name="Simpan").click()
    visitor.page.get_by_text("Disimpan sebagai catatan 1").wait_for()
    [row] = karo_in(data)
    assert (row["tanggal_akhir"], row["kabkota"]) == ("2026-10-31", "Kabupaten Karo")
    [entry] = FileStore(data).list_entries()
    assert (entry.change.who, entry.change.source) == (EDITOR, "baru.csv")
    # The same file again holds nothing new.
    upload(visitor, NEW)
    visitor.page.get_by_text("tidak memuat hal baru").wait_for()
    visitor.page.get_by_text("Baris catatan nomor").wait_for()
    choose_entry(visitor, "1")
    visitor.page.get_by_role("button", name="Pulihkan").click()
    visitor.page.get_by_text("1 tabel dipulihkan").wait_for()
    assert karo_in(data) == []
    assert [e.change.who for e in FileStore(data).list_entries()] == [EDITOR, EDITOR]


def test_a_file_that_cannot_be_used_gets_one_sentence(visitor, upload):
    visitor.open("/data")
    upload(visitor, "PK\x03\x04 bukan buku kerja", "rusak.xlsx")
    visitor.page.locator("[data-testid=stAlert]").filter(has_text="rusak").or_(
        visitor.page.locator("[data-testid=stAlert]").filter(has_text="Excel")
    ).first.wait_for()


def test_hostile_names_are_shown_as_text(visitor, upload):
    hostile = "MPP <img src=x onerror=alert(1)> **tebal** [tautan](https://x.example)"
    visitor.open("/data")
    upload(visitor, NEW.replace("MPP Kabupaten Karo", hostile))
    visitor.page.get_by_text("1 baris ditambahkan").wait_for()
    assert visitor.page.locator("img[src=x]").count() == 0
    assert visitor.page.get_by_role("link", name="tautan").count() == 0


# --- reports ---------------------------------------------------------------------------


def reports_in(data: Path) -> dict[str, str]:
    with (data / "records" / "status_reports.csv").open(encoding="utf-8", newline="") as file:
        # Those that ship name a source, those of the form their reporter alone.
        rows = [row for row in csv.DictReader(file) if not row["sumber_url"]]
    return {row["kode"]: row["status"] for row in rows}


def test_two_editors_lose_nothing_of_one_another(visit, signing_app, provider, data):
    ani, budi = visit(signing_app), visit(signing_app)
    sign_in(ani, provider, FORM, email=EDITOR, email_verified=True, name="Ani")
    sign_in(budi, provider, FORM, email=OTHER, email_verified=True, name="Budi")
    hers, his = Form(ani), Form(budi)
    his.type("gunungkidul", "Terganggu")
    hers.type("bantul", "Beroperasi")
    hers.save()
    hers.wait_for("1 laporan disimpan")
    # He types on, asks for another map, and saves: his row is there, hers stays.
    budi.page.get_by_test_id("stMain").get_by_text("Laporan", exact=True).first.click()
    his.settle()
    his.wait_for("1 baris diisi")
    his.save()
    his.wait_for("1 laporan disimpan")
    assert reports_in(data) == {"34.02": "beroperasi", "34.03": "terganggu"}
    # Both type of the same MPP: the second is asked.
    his.type("sleman", "Terganggu")
    hers.type("sleman", "Beroperasi")
    hers.save()
    hers.wait_for("1 laporan disimpan")
    his.save()
    his.wait_for("Penyunting lain sudah mengubah 1 laporan")
    his.wait_for("kini tercatat: Beroperasi, Ani")
    assert reports_in(data)["34.04"] == "beroperasi"
    budi.page.get_by_role("button", name="Pakai isian saya").click()
    budi.page.get_by_text("Penyunting lain sudah").wait_for(state="detached")
    his.save()
    his.wait_for("1 laporan disimpan")
    assert reports_in(data)["34.04"] == "terganggu"
    entries = FileStore(data).list_entries()[-4:]
    assert [entry.change.who for entry in entries] == [EDITOR, OTHER, EDITOR, OTHER]


def test_signing_out_in_one_tab_ends_it_in_all(visit, signing_app, provider, data, upload):
    visitor = visit(signing_app)
    sign_in(visitor, provider, FORM, email=EDITOR, email_verified=True)
    context = visitor.page.context
    cookies = context.cookies()
    [user] = [cookie for cookie in cookies if cookie["name"] == "_streamlit_user"]
    assert 0 < user["expires"] - time.time() <= LIFE and user["httpOnly"]
    form = Form(visitor)
    form.type("kulon progo", "Tidak aktif")
    other = context.new_page()
    other.goto(f"{signing_app.url}/data")
    other.get_by_role("button", name="Keluar").click()
    other.get_by_test_id("stApp").wait_for()
    other.wait_for_url(f"{signing_app.url}/")
    other.close()
    before = reports_in(data)
    form.save()
    form.wait_for("Anda sudah tidak masuk lagi")
    assert reports_in(data) == before
    # Who copied the cookie before is nobody now.
    thief = visit(signing_app)
    thief.page.context.add_cookies(cookies)
    thief.open("/data")
    upload(thief, NEW)
    thief.page.get_by_text("Anda sudah tidak masuk lagi").wait_for()
    assert thief.page.get_by_role("button", name="Simpan").count() == 0
    # Signed in again, the editor is back on the page with the row typed before.
    visitor.page.get_by_role("button", name="Masuk", exact=True).click()
    # The row stands on the page that is left, too, and its address is that of the page to come.
    visitor.page.get_by_text("Anda sudah tidak masuk lagi").wait_for(state="detached")
    visitor.page.wait_for_url(f"**{FORM}")
    form.wait_for("1 baris diisi")
    form.save()
    form.wait_for("1 laporan disimpan")
    assert reports_in(data) == before | {"34.01": "tidak aktif"}


def test_a_file_is_kept_while_its_visitor_signs_in(visit, signing_app, provider, upload):
    visitor = visit(signing_app)
    provider.claims = {"email": EDITOR, "email_verified": True}
    visitor.friends = (provider.url,)
    visitor.open("/data")
    upload(visitor, NEW)
    visitor.page.get_by_text("Masuk sebagai penyunting").wait_for()
    visitor.page.get_by_role("button", name="Masuk", exact=True).click()
    visitor.page.get_by_text("baru.csv masih ada").wait_for()
    visitor.page.get_by_text("1 baris ditambahkan").wait_for()
    visitor.page.get_by_role("button", name="Simpan").wait_for()


def test_an_editor_saves_the_good_rows_alone(visit, signing_app, provider, upload, data):
    visitor = visit(signing_app)
    sign_in(visitor, provider, email=EDITOR, email_verified=True)
    bad = "12.07,Belum,31/10/2026,peresmian,ya,https://example.go.id/a\n"
    upload(visitor, NEW + bad, "sebagian.csv")
    visitor.page.get_by_text("bukan namanya").first.wait_for()
    assert visitor.page.get_by_role("button", name="Simpan").count() == 0
    visitor.page.get_by_text("Simpan 1 baris yang baik").click()
    visitor.page.get_by_role("button", name="Simpan").click()
    visitor.page.get_by_text("Disimpan sebagai catatan").wait_for()
    assert [row["nama_mpp"] for row in karo_in(data)] == ["MPP Kabupaten Karo"]
    entry = FileStore(data).list_entries()[-1]
    assert (entry.change.kind, entry.change.source) == ("import part", "sebagian.csv")
