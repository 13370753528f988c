"""Hostile and broken data in the real app."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from conftest import PROJECT, App, wait_until
from playwright.sync_api import expect

HOSTILE = '<img src=x onerror="document.title=1">'


def copy_data(folder: Path) -> Path:
    """A copy of the data, to be spoilt."""
    return Path(shutil.copytree(PROJECT / "data", folder / "data"))


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory) -> Path:
    """Data with hostile names, and with a row whose date is none: that of Kabupaten Malang."""
    data = copy_data(tmp_path_factory.mktemp("spoilt"))
    quoted = HOSTILE.replace('"', '""')
    for name, before, after in (
        ("records/mpp.csv", "MPP Kabupaten Banyuwangi,2017", f'"{quoted}",2017'),
        ("records/mpp.csv", "MPP Malang Makmur,2023-07-18", "MPP Malang Makmur,2023-13-18"),
        ("regions.csv", "Kabupaten Jember", f'"Kabupaten {quoted}"'),
    ):
        text = (data / name).read_text(encoding="utf-8")
        assert before in text
        (data / name).write_text(text.replace(before, after), encoding="utf-8")
    return data


@pytest.fixture(scope="module")
def app(spoilt):
    running = App(spoilt)
    yield running
    running.stop()


def test_hostile_names_stay_text(visitor):
    visitor.open_map("/?provinsi=35&level=kabkota&kode=35.10")
    visitor.page.locator(".mpp-card h3", has_text="<img src=x").wait_for()
    visitor.settle()
    for kode, name in (("35.10", "Kabupaten Banyuwangi"), ("35.09", "Kabupaten <img src=x")):
        visitor.page.mouse.move(*visitor.find(kode))
        tooltip = visitor.map.locator(".mpp-tooltip")
        expect(tooltip.locator("strong")).to_contain_text(name)
        expect(tooltip).to_contain_text("<img src=x")
    assert visitor.page.locator('img[src="x"]').count() == 0
    assert visitor.map.locator('img[src="x"]').count() == 0
    assert visitor.page.title() != "1"
    visitor.open("/data?lang=en")
    visitor.page.get_by_text("does not fit the code").first.wait_for()
    visitor.settle()
    assert visitor.page.locator('img[src="x"]').count() == 0


def test_broken_rows_are_named_and_shown_as_no_data(visitor, spoilt):
    visitor.open_map("/?provinsi=35&level=kabkota")
    malang = visitor.map.locator('path[data-kode="35.07"]')
    expect(malang).to_have_attribute("fill", "url(#mppgeo-hatch-8a8f98)")
    visitor.map.locator(".mpp-legend", has_text="Tidak ada data").wait_for()
    visitor.turn_to("Data", "Data")
    lines = (spoilt / "records" / "mpp.csv").read_text(encoding="utf-8").splitlines()
    number = next(n for n, line in enumerate(lines) if line.startswith("35.07,"))
    fault = visitor.page.locator(".mpp-list li", has_text="2023-13-18").first
    for part in ("records/mpp.csv", f"baris {number + 1}", "bukan tanggal"):
        expect(fault).to_contain_text(part)


def test_a_changed_file_shows_without_a_restart(visitor, spoilt):
    status = visitor.page.locator(".mpp-status")
    visitor.open_map("/?kode=35.02")
    expect(status).to_have_text(re.compile("^Belum ada MPP"))
    mpp = spoilt / "records" / "mpp.csv"
    header, *rows = mpp.read_text(encoding="utf-8").splitlines()
    row = next(row for row in rows if row.startswith("35.01,35.01,"))
    added = row.replace("35.01", "35.02").replace("Pacitan", "Ponorogo")
    mpp.write_text("\n".join([header, *rows, added]) + "\n", encoding="utf-8")
    page = visitor.page
    with_mpp = f"{visitor.app.url}/api/coverage.csv?provinsi=35&level=kabkota&status=ada"
    # Whoever comes while the file is being read is still shown what was before.
    assert wait_until(
        lambda: "Ponorogo" in page.request.get(with_mpp).text(), page.wait_for_timeout
    )
    page.reload()
    expect(status).to_have_text(re.compile("^Ada MPP"))


@pytest.fixture
def app_without_records(tmp_path):
    data = copy_data(tmp_path)
    (data / "records" / "mpp.csv").unlink()
    running = App(data)
    yield running
    running.stop()


def test_without_records_the_app_starts_and_says_so(app_without_records, visit):
    visitor = visit(app_without_records)
    visitor.open_map("/?level=kabkota")
    visitor.settle()
    assert visitor.map.locator('path[fill="url(#mppgeo-hatch-8a8f98)"]').count() >= 500
    visitor.open("/data")
    visitor.page.get_by_text("berkas tidak ada").first.wait_for()
