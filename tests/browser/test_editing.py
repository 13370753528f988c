"""Editing on the web: only by editors who are signed in; a visitor's upload is a preview."""

from __future__ import annotations

import csv
import shutil
import time
from pathlib import Path

import pytest
from conftest import PROJECT, App, Visitor, find_port
from oidc import CLIENT, Provider
from playwright.sync_api import expect

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
    visitor.open(at)
    with visitor.leaving():
        visitor.page.get_by_role("button", name="Masuk", exact=True).click()
    assert visitor.page.url.startswith(visitor.app.url + at)
    expect(visitor.page.get_by_role("button", name="Masuk", exact=True)).to_have_count(0)


class Form:
    """The form of reports on a visitor's page; its grid is a table to screen readers."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.page = visitor, visitor.page
        self.grid = self.page.locator(".st-key-report_grid table[role=grid]")

    def search(self, name: str) -> None:
        """Look for an MPP; the grid has but that one."""
        box = self.page.get_by_placeholder("daerah atau nama MPP")
        box.fill(name)
        box.press("Enter")
        expect(self.grid).to_have_attribute("aria-rowcount", "2")
        expect(self.grid.locator("td").first).to_contain_text(name, ignore_case=True)
        self.visitor.settle()

    def type(self, name: str, status: str) -> None:
        """Find the only MPP of that name and choose a status for it."""
        before = self.count()
        self.search(name)
        table = self.page.locator(".st-key-report_grid [data-testid=stDataFrame]")
        table.click(position={"x": 40, "y": 35 + 17})
        for column in range(4):
            # The grid tells where it is; a key that comes sooner may be lost.
            cell = self.grid.locator(f"#glide-cell-{column}-0")
            expect(cell).to_have_attribute("aria-selected", "true")
            self.page.keyboard.press("ArrowRight" if column < 3 else "Enter")
        editor = self.page.locator("#portal input")
        editor.fill(status)
        self.page.locator("#portal").get_by_text(status, exact=True).first.wait_for()
        editor.press("Enter")
        self.wait_for(f"{before + 1} baris diisi")
        expect(cell).to_have_text(status)

    def count(self) -> int:
        """How many rows are typed and not saved."""
        self.visitor.settle()
        told = self.page.get_by_text("baris diisi")
        return int(told.inner_text().split()[0]) if told.count() else 0

    def save(self) -> None:
        """Save, once nothing is told any more of what was saved before."""
        expect(self.page.get_by_text("laporan disimpan")).to_have_count(0)
        self.page.get_by_role("button", name="Simpan laporan").click()

    def wait_for(self, text: str) -> None:
        self.page.get_by_text(text).first.wait_for()


def choose_entry(visitor: Visitor, number: str) -> None:
    """Choose an entry of the history; a page that is drawn or scrolled closes the list again."""
    box = visitor.page.locator(".st-key-h_number").get_by_role("combobox")
    box.evaluate("(node) => node.scrollIntoView({ block: 'center' })")
    visitor.settle()
    box.fill(number)
    visitor.page.get_by_role("option", name=number, exact=True).wait_for()
    box.press("Enter")


def karo_in(data: Path) -> list[dict[str, str]]:
    with (data / "records" / "mpp.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["kode"] == "12.06"]


def test_without_sign_in_an_upload_is_a_preview(window, upload):
    page = window.page
    window.open("/data")
    upload(window, NEW)
    page.get_by_text("1 baris ditambahkan").wait_for()
    page.get_by_text("304 dari 509 daerah").wait_for()
    window.wait_for_map()
    page.get_by_text("pratinjau yang hanya Anda lihat").wait_for()
    window.settle()
    assert "secrets.toml" not in page.inner_text("body")
    assert page.get_by_role("button", name="Simpan").count() == 0
    assert karo_in(PROJECT / "data") == []
    # A file that cannot be used gets one sentence.
    upload(window, "PK\x03\x04 bukan buku kerja", "rusak.xlsx")
    alerts = page.locator("[data-testid=stAlert]")
    alerts.filter(has_text="rusak").or_(alerts.filter(has_text="Excel")).first.wait_for()
    # Hostile names are shown as text.
    hostile = "MPP <img src=x onerror=alert(1)> **tebal** [tautan](https://x.example)"
    upload(window, NEW.replace("MPP Kabupaten Karo", hostile))
    page.get_by_text("1 baris ditambahkan").wait_for()
    window.settle()
    assert page.locator("img[src=x]").count() == 0
    assert page.get_by_role("link", name="tautan").count() == 0


def test_others_who_sign_in_cannot_save(visit, signing_app, provider, upload, data):
    """Who is one of them: ``test_only_the_exact_address_of_the_list_edits``."""
    visitor = visit(signing_app)
    sign_in(visitor, provider, email=EDITOR, email_verified=False)
    upload(visitor, NEW)
    visitor.page.get_by_text("tidak ada dalam daftar penyunting").wait_for()
    visitor.settle()
    assert visitor.page.get_by_role("button", name="Simpan").count() == 0
    assert karo_in(data) == []


def test_an_editor_saves_and_goes_back(visit, signing_app, provider, upload, data):
    visitor = visit(signing_app)
    provider.claims = {"email": EDITOR.upper(), "email_verified": True}
    visitor.friends = (provider.url,)
    visitor.open("/data")
    upload(visitor, NEW)
    visitor.page.get_by_text("1 baris ditambahkan").wait_for()
    visitor.page.get_by_text("Masuk sebagai penyunting").first.wait_for()
    # A file is kept while its visitor signs in.
    with visitor.leaving():
        visitor.page.get_by_role("button", name="Masuk", exact=True).click()
    visitor.page.get_by_text("baru.csv masih ada").wait_for()
    visitor.page.get_by_text("1 baris ditambahkan").wait_for()
    visitor.page.get_by_role("button", name="Simpan").click()
    visitor.page.get_by_text("Disimpan sebagai catatan 1").wait_for()
    [row] = karo_in(data)
    assert (row["tanggal_akhir"], row["kabkota"]) == ("2026-10-31", "Kabupaten Karo")
    [entry] = FileStore(data).list_entries()
    assert (entry.change.who, entry.change.source) == (EDITOR, "baru.csv")
    # What is told of it stays, whatever else draws the page anew, until the next thing is done.
    visitor.settle()
    assert visitor.page.get_by_text("Disimpan sebagai catatan 1").is_visible()
    # The same file again holds nothing new.
    upload(visitor, NEW)
    visitor.page.get_by_text("tidak memuat hal baru").wait_for()
    expect(visitor.page.get_by_text("Disimpan sebagai catatan 1")).to_have_count(0)
    visitor.page.get_by_text("Baris catatan nomor").wait_for()
    choose_entry(visitor, "1")
    visitor.page.get_by_role("button", name="Pulihkan").click()
    visitor.page.get_by_text("1 tabel dipulihkan").wait_for()
    assert karo_in(data) == []
    assert [e.change.who for e in FileStore(data).list_entries()] == [EDITOR, EDITOR]


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
    budi.settle()
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
    other = Visitor(context, signing_app)
    other.open("/data")
    other.settle()
    other.page.get_by_role("button", name="Keluar").click()
    # It leads from the page of data to the first one.
    other.page.wait_for_url(f"{signing_app.url}/")
    other.page.close()
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
    with visitor.leaving():
        visitor.page.get_by_role("button", name="Masuk", exact=True).click()
    assert visitor.page.url == signing_app.url + FORM
    form.wait_for("1 baris diisi")
    form.save()
    form.wait_for("1 laporan disimpan")
    assert reports_in(data) == before | {"34.01": "tidak aktif"}


def test_an_editor_saves_the_good_rows_alone(visit, signing_app, provider, upload, data):
    visitor = visit(signing_app)
    sign_in(visitor, provider, email=EDITOR, email_verified=True)
    bad = "12.07,Belum,31/10/2026,peresmian,ya,https://example.go.id/a\n"
    upload(visitor, NEW + bad, "sebagian.csv")
    visitor.page.get_by_text("bukan namanya").first.wait_for()
    visitor.settle()
    assert visitor.page.get_by_role("button", name="Simpan").count() == 0
    visitor.page.get_by_text("Simpan 1 baris yang baik").click()
    visitor.settle()
    visitor.page.get_by_role("button", name="Simpan").click()
    visitor.page.get_by_text("Disimpan sebagai catatan").wait_for()
    assert [row["nama_mpp"] for row in karo_in(data)] == ["MPP Kabupaten Karo"]
    entry = FileStore(data).list_entries()[-1]
    assert (entry.change.kind, entry.change.source) == ("import part", "sebagian.csv")
