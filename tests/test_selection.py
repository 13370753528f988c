from __future__ import annotations

import datetime as dt

import pytest

from mppgeo.coverage import HAS, HAS_NOT, take_snapshot
from mppgeo.scene.selection import select_areas
from mppgeo.scene.view import View

DAY = dt.date(2023, 1, 1)
ALL = ["31.71", "31.72", "35.07", "35.10", "35.73", "72.10", "72.71"]


@pytest.fixture
def select(country):
    """Codes of provinces and kabkota that a view keeps."""
    country.write_mpp(country.mpp("35.10", "2017-10-06"), country.mpp("72.71", "2022-01-01"))
    snapshot = take_snapshot(country.load(), DAY)

    def codes(**filters):
        kept = select_areas(snapshot, View(**filters))
        return kept.provinsi.tolist(), kept.kabkota.tolist()

    return codes


def test_without_filters_all_are_kept(select):
    assert select() == (["31", "35", "72"], ALL)


def test_by_province(select):
    assert select(provinsi=("72",)) == (["72"], ["72.10", "72.71"])
    assert select(provinsi=("31", "72")) == (["31", "72"], ["31.71", "31.72", "72.10", "72.71"])


def test_by_island_group(select):
    assert select(pulau=("sulawesi",)) == (["72"], ["72.10", "72.71"])
    assert select(pulau=("papua",)) == ([], [])


def test_a_province_outside_the_island_group_leaves_nothing(select):
    assert select(provinsi=("35",), pulau=("sulawesi",)) == ([], [])


def test_by_kind(select):
    assert select(jenis="kabupaten") == (["35", "72"], ["35.07", "35.10", "72.10"])
    assert select(jenis="kota") == (["31", "35", "72"], ["31.71", "31.72", "35.73", "72.71"])


def test_by_status(select):
    assert select(status=HAS) == (["35", "72"], ["35.10", "72.71"])
    provinces, without = ["31", "35", "72"], ["31.71", "31.72", "35.07", "35.73", "72.10"]
    assert select(status=HAS_NOT) == (provinces, without)


def test_all_filters_together(select):
    filters = {"provinsi": ("35", "72"), "jenis": "kabupaten", "status": HAS_NOT}
    assert select(**filters) == (["35", "72"], ["35.07", "72.10"])
    assert select(**filters, pulau=("jawa",)) == (["35"], ["35.07"])


def test_the_selected_area_is_no_filter(select):
    assert select(kode="35.10") == select()
