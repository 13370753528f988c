"""What changed between two days."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mppgeo.coverage import DENOMINATORS, take_snapshot
from mppgeo.growth.changes import (
    GAINED,
    HAD,
    LACKS,
    OTHER,
    SERVED,
    compare_kabkota,
    compare_provinsi,
)
from mppgeo.scene.view import FIRST_DAY

DAYS = st.dates(FIRST_DAY, dt.date(2026, 1, 1))


def test_each_kabkota_gained_had_or_lacks(country):
    country.write_mpp(country.mpp("35.10", "2019-01-01"), country.mpp("35.73", "2021-01-01"))
    dataset = country.load()
    before, after = (take_snapshot(dataset, dt.date(year, 6, 1)) for year in (2020, 2022))
    assert compare_kabkota(before, after).to_dict() == {
        "31.71": LACKS, "31.72": LACKS, "35.07": LACKS, "35.10": HAD,
        "35.73": GAINED, "72.10": LACKS, "72.71": LACKS,
    }  # fmt: skip
    with pytest.raises(ValueError):
        compare_kabkota(after, before)


@pytest.mark.parametrize(
    ("first", "denominator", "change"),
    [(2018, 508, OTHER), (2018, 509, GAINED), (2018, 514, GAINED), (2020, 509, SERVED)],
)
def test_jakarta_gains_and_had_as_it_is_counted(country, first, denominator, change):
    country.write_mpp(country.mpp("31", "2019-01-01"))
    dataset = country.load()
    before, after = (
        take_snapshot(dataset, dt.date(year, 6, 1), denominator) for year in (first, 2022)
    )
    found = compare_kabkota(before, after)
    assert set(found[["31.71", "31.72"]]) == {change}


@given(days=st.tuples(DAYS, DAYS).map(sorted), denominator=st.sampled_from(DENOMINATORS))
def test_provinces_gain_what_the_nation_gains(dataset, days, denominator):
    before, after = (take_snapshot(dataset, day, denominator) for day in days)
    table = compare_provinsi(before, after)
    assert table["before"].sum() == before.total().areas_with_mpp
    assert table["after"].sum() == after.total().areas_with_mpp
    assert (table["gained"] >= 0).all()
    assert list(table.index) == list(after.provinsi.index)
