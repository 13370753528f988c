"""Targets as data, and the page that measures against them."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from mppgeo.base.paths import PROJECT

GOOD = {
    "kode": "semua-2030", "tanggal": "2030-12-31", "persen": "100", "penyebut": "508",
    "penyebut_sasaran": "Menteri", "tanggal_ucapan": "2026-01-01", "keterangan": "Semua",
    "keterangan_en": "All", "sumber_url": "https://example.go.id/a",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"persen": "120"}, "persen"),
        ({"persen": "0"}, "persen"),
        ({"persen": "banyak"}, "persen"),
        ({"sumber_url": ""}, "sumber_url"),
        ({"tanggal": "2030-02-30"}, "tanggal"),
        ({"penyebut": "510"}, "penyebut"),
    ],
)
def test_a_bad_target_is_named(country, english, changes, column):
    country.open_none()
    country.write_table("targets", GOOD | changes)
    [fault] = country.load().faults
    assert (fault.file, fault.row, fault.column) == ("records/targets.csv", 2, column)
    assert "{" not in fault.describe(english)


def test_an_official_total_with_a_broken_date_is_named(country):
    country.open_none()
    row = {"tanggal": "2024-13-01", "jumlah_mpp": "5", "sumber_url": country.source}
    country.write_table("official_totals", row)
    [fault] = country.load().faults
    assert (fault.file, fault.column, fault.value) == (
        "records/official_totals.csv", "tanggal", "2024-13-01",
    )  # fmt: skip


def open_timeline(**query: str) -> AppTest:
    app = AppTest.from_file(str(PROJECT / "mppgeo" / "ui" / "main.py"), default_timeout=180)
    for name, value in query.items():
        app.query_params[name] = value
    app.switch_page(str(PROJECT / "pages" / "linimasa.py")).run()
    assert not app.exception
    return app


def test_ones_own_target_goes_to_the_address():
    app = open_timeline(tanggal="2024-12-12")
    [box] = [box for box in app.selectbox if box.label == "Sasaran"]
    app = box.set_value("sendiri").run()
    assert not app.exception
    assert "~100" in str(app.query_params["sasaran"])
    [share] = [number for number in app.number_input]
    app = share.set_value(80).run()
    assert "~80" in str(app.query_params["sasaran"])
    assert not app.exception


def test_a_link_restores_ones_own_target():
    app = open_timeline(tanggal="2024-12-12", sasaran="2027-06-30~90")
    assert [number.value for number in app.number_input] == [90]


@pytest.mark.parametrize("value", ["2027-06-30~900", "tidak-ada", "<b>", "2027-99-99~50"])
def test_a_bad_target_in_a_link_gives_a_notice(value):
    app = open_timeline(sasaran=value)
    assert len(app.warning) == 1
