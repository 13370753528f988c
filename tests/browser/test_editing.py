"""Editing on the web: only by editors who are signed in; a visitor's upload is a preview."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from conftest import PROJECT, App, Visitor, find_port
from oidc import CLIENT, Provider
from playwright.sync_api import TimeoutError

from mppgeo.store.files import FileStore

EDITOR = "ani@panrb.example.go.id"
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
        f'[editors]\naddresses = ["{EDITOR}"]\n'
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


def sign_in(visitor: Visitor, provider: Provider, **claims: object) -> None:
    provider.claims = claims
    visitor.friends = (provider.url,)
    visitor.open("/data")
    visitor.page.get_by_role("button", name="Masuk").click()
    visitor.page.wait_for_url(f"{visitor.app.url}/")
    visitor.open("/data")
    visitor.page.get_by_role("button", name="Keluar").wait_for()


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
    visitor.page.get_by_text("303 dari 509 daerah").wait_for()
    visitor.wait_for_map()
    visitor.page.get_by_text("pratinjau yang hanya Anda lihat").wait_for()
    visitor.page.get_by_text("secrets.toml").wait_for()
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
    visitor.page.get_by_text("Kembali ke sebelum nomor").wait_for()
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
