"""Views that are odd but possible, on every page: none may fail."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from mppgeo.base.paths import PAGES, PROJECT

VIEWS = [
    {},
    {"provinsi": "31", "level": "kabkota", "tanggal": "2017-10-01"},
    {"provinsi": "93", "tanggal": "2020-01-01"},
    {"jenis": "kota", "provinsi": "76", "level": "kabkota"},
    {"status": "belum", "provinsi": "33", "level": "kabkota"},
    {"penyebut": "508", "provinsi": "31"},
    {"penyebut": "514", "jenis": "kabupaten", "provinsi": "31", "lang": "en"},
    {"pulau": "papua", "tanggal": "2018-01-01"},
    {"kode": "31.74", "penyebut": "514"},
    {"sejak": "2022-01-01", "tanggal": "2023-01-01", "jenis": "kota"},
]


@pytest.mark.parametrize("page", sorted(path.stem for path in PAGES.glob("*.py")))
@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_every_page_shows_it(page, view):
    app = AppTest.from_file(str(PROJECT / "mppgeo" / "ui" / "main.py"), default_timeout=180)
    for name, value in view.items():
        app.query_params[name] = value
    app.switch_page(str(PAGES / f"{page}.py")).run()
    assert [error.message for error in app.exception] == []
    assert not app.warning
