"""Hostile and broken data in the real app."""

from __future__ import annotations

import pytest
from conftest import App

HOSTILE = '<img src=x onerror="document.title=1">'


@pytest.fixture
def start():
    running = []

    def start(data) -> App:
        running.append(App(data))
        return running[-1]

    yield start
    for app in running:
        app.stop()


def test_hostile_names_stay_text(start, visit, data_copy):
    mpp = data_copy / "records" / "mpp.csv"
    text = mpp.read_text(encoding="utf-8")
    quoted = HOSTILE.replace('"', '""')
    hostile = text.replace("MPP Kabupaten Banyuwangi", f'"{quoted}"')
    assert hostile != text
    mpp.write_text(hostile, encoding="utf-8")
    regions = data_copy / "regions.csv"
    names = regions.read_text(encoding="utf-8")
    regions.write_text(names.replace("Kabupaten Jember", f'"Kabupaten {quoted}"'), encoding="utf-8")
    visitor = visit(start(data_copy))
    visitor.open_map("/?provinsi=35&level=kabkota&kode=35.10")
    visitor.page.locator(".mpp-card h3", has_text="<img src=x").wait_for()
    visitor.settle()
    visitor.page.mouse.move(*visitor.find("35.10"))
    visitor.map.locator(".mpp-tooltip", has_text="<img src=x").wait_for()
    visitor.page.mouse.move(*visitor.find("35.09"))
    visitor.map.locator(".mpp-tooltip", has_text="<img src=x").wait_for()
    assert visitor.page.locator('img[src="x"]').count() == 0
    assert visitor.map.locator('img[src="x"]').count() == 0
    assert visitor.page.title() != "1"
    visitor.errors.clear()
    visitor.open("/data?lang=en")
    visitor.page.get_by_text("does not fit the code").first.wait_for()
    assert visitor.page.locator('img[src="x"]').count() == 0


def test_broken_rows_are_named_and_shown_as_no_data(start, visit, data_copy):
    mpp = data_copy / "records" / "mpp.csv"
    lines = mpp.read_text(encoding="utf-8").splitlines()
    number = next(n for n, line in enumerate(lines) if line.startswith("35.10,"))
    lines[number] = lines[number].replace("2017-10-06", "2017-13-06")
    mpp.write_text("\n".join(lines) + "\n", encoding="utf-8")
    visitor = visit(start(data_copy))
    visitor.open_map("/?provinsi=35&level=kabkota")
    fill = visitor.map.locator('path[data-kode="35.10"]').get_attribute("fill")
    assert fill == "url(#mppgeo-hatch-8a8f98)"
    visitor.map.locator(".mpp-legend", has_text="Tidak ada data").wait_for()
    visitor.turn_to("Data", "Data")
    fault = visitor.page.locator(".mpp-list li").first.inner_text()
    for part in ("records/mpp.csv", f"baris {number + 1}", "2017-13-06", "bukan tanggal"):
        assert part in fault


def test_without_records_the_app_starts_and_says_so(start, visit, data_copy):
    (data_copy / "records" / "mpp.csv").unlink()
    visitor = visit(start(data_copy))
    visitor.open_map("/?level=kabkota")
    assert visitor.map.locator('path[fill="url(#mppgeo-hatch-8a8f98)"]').count() >= 500
    visitor.open("/data")
    visitor.page.get_by_text("berkas tidak ada").first.wait_for()


def test_a_changed_file_shows_without_a_restart(start, visit, data_copy):
    app = start(data_copy)
    visitor = visit(app)
    visitor.open_map("/?kode=35.02")
    visitor.page.locator(".mpp-card", has_text="Belum ada MPP").wait_for()
    mpp = data_copy / "records" / "mpp.csv"
    header, *rows = mpp.read_text(encoding="utf-8").splitlines()
    row = next(row for row in rows if row.startswith("35.01,35.01,"))
    added = row.replace("35.01", "35.02").replace("Pacitan", "Ponorogo")
    mpp.write_text("\n".join([header, *rows, added]) + "\n", encoding="utf-8")
    visitor.page.reload()
    visitor.page.locator(".mpp-status", has_text="Ada MPP").wait_for()
