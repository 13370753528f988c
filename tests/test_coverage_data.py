"""Coverage from the project's own records."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mppgeo.base.names import shorten
from mppgeo.content.provenance import find_latest_total
from mppgeo.country.regions import select_provinsi
from mppgeo.coverage import DENOMINATORS, NOT_APPLICABLE, WITH_MPP, take_snapshot
from mppgeo.openings import find_known_until
from mppgeo.scene.view import FIRST_DAY

few = settings(max_examples=8)
DAYS = st.dates(FIRST_DAY, dt.date(2026, 12, 31))
QUARTERS = [
    dt.date(year, month, day)
    for year in range(2017, 2027)
    for month, day in ((1, 1), (6, 30), (10, 31))
]


@pytest.mark.parametrize(("denominator", "areas"), [(508, 508), (509, 509), (514, 514)])
def test_the_denominator_is_the_number_of_areas(dataset, denominator, areas):
    snapshot = take_snapshot(dataset, dt.date(2024, 12, 12), denominator)
    assert snapshot.total().areas == len(snapshot.areas) == areas
    assert len(snapshot.kabkota) == 514
    assert len(snapshot.provinsi) == 38
    assert snapshot.total().provinsi_count == (37 if denominator == 508 else 38)
    outside = (snapshot.kabkota["status"] == NOT_APPLICABLE).sum()
    assert outside == (6 if denominator == 508 else 0)


@pytest.mark.parametrize("kode", ["34", "33", "36"])
def test_the_provinces_that_were_complete_in_december_2024(dataset, kode):
    provinsi = take_snapshot(dataset, dt.date(2024, 12, 12)).provinsi.loc[kode]
    assert provinsi["coverage_pct"] == 100
    assert provinsi["areas"] == {"34": 5, "33": 35, "36": 8}[kode]


def test_the_official_count_of_may_2022(dataset):
    assert abs(take_snapshot(dataset, dt.date(2022, 5, 20)).total().mpp_count - 56) <= 1


@pytest.mark.parametrize(
    ("day", "quoted"),
    [("2022-05-31", 57), ("2023-10-31", 163), ("2024-12-12", 272), ("2025-12-15", 305)],
)
def test_the_official_total_of_a_day_and_ours(dataset, day, quoted):
    found = find_latest_total(dataset, dt.date.fromisoformat(day))
    assert found.quoted == quoted
    assert abs(found.ours - quoted) <= 3
    assert found.date <= dt.date.fromisoformat(day)
    assert found.sources[0].startswith("http")


def test_before_the_first_official_total_there_is_none(dataset):
    assert find_latest_total(dataset, FIRST_DAY) is None


def test_nothing_opens_after_the_latest_opening(dataset):
    last = find_known_until(dataset)
    day = dt.timedelta(days=1)
    after, before = take_snapshot(dataset, last + 900 * day), take_snapshot(dataset, last - day)
    on_the_day = take_snapshot(dataset, last).total().mpp_count
    assert before.total().mpp_count < on_the_day == after.total().mpp_count


def assert_provinces_add_up(dataset, day, denominator):
    snapshot = take_snapshot(dataset, day, denominator)
    nation, provinsi = snapshot.total(), snapshot.provinsi
    of_today = [snapshot.total((kode,)) for kode in select_provinsi(dataset.regions)["kode"]]
    for figure in (
        "areas", "areas_with_mpp", "mpp_count", "population_total", "population_covered",
    ):  # fmt: skip
        whole = getattr(nation, figure)
        assert whole == sum(getattr(part, figure) for part in of_today), figure
        assert whole == provinsi[figure.removesuffix("_total")].sum(), figure
    assert nation.mpp_count == len(snapshot.mpp)
    assert nation.population_total == snapshot.areas["population"].sum()
    assert 0 <= nation.areas_with_mpp <= nation.areas == denominator
    assert (provinsi["areas_with_mpp"] <= provinsi["areas"]).all()
    assert (provinsi["population_covered"] <= provinsi["population"]).all()


@pytest.mark.parametrize("denominator", DENOMINATORS)
@pytest.mark.parametrize("day", QUARTERS[::5], ids=str)
def test_the_provinces_add_up_to_the_nation(dataset, day, denominator):
    assert_provinces_add_up(dataset, day, denominator)


@few
@given(day=DAYS, denominator=st.sampled_from(DENOMINATORS))
def test_the_provinces_add_up_on_any_day(dataset, day, denominator):
    assert_provinces_add_up(dataset, day, denominator)


@few
@given(
    days=st.tuples(DAYS, DAYS).map(sorted),
    denominator=st.sampled_from(DENOMINATORS),
    jenis=st.sampled_from([None, "kabupaten", "kota"]),
)
def test_coverage_never_falls(dataset, days, denominator, jenis):
    earlier, later = (take_snapshot(dataset, d, denominator, jenis=jenis) for d in days)
    for place in ((), ("33",), ("91",), ("96",)):
        for figure in ("areas_with_mpp", "mpp_count", "population_covered"):
            before, after = (getattr(s.total(place), figure) for s in (earlier, later))
            assert before <= after
    had = earlier.kabkota["status"][earlier.kabkota["status"].isin(WITH_MPP)]
    assert later.kabkota.loc[had.index, "status"].equals(had)


@few
@given(day=DAYS)
def test_the_denominators_differ_by_jakarta_alone(dataset, day):
    one, two, three = (take_snapshot(dataset, day, d) for d in DENOMINATORS)
    jakarta = int((one.mpp["kode"] == "31").any())
    assert two.total().areas_with_mpp == one.total().areas_with_mpp + jakarta
    assert three.total().areas_with_mpp == one.total().areas_with_mpp + 6 * jakarta
    others = one.provinsi.index != "31"
    elsewhere = one.kabkota["kode_provinsi"] != "31"
    assert three.kabkota.equals(two.kabkota)
    for snapshot in (two, three):
        assert snapshot.provinsi[others].equals(one.provinsi[others])
        assert snapshot.kabkota[elsewhere].equals(one.kabkota[elsewhere])


@few
@given(day=DAYS, denominator=st.sampled_from(DENOMINATORS))
def test_the_two_kinds_make_up_all_autonomous_areas(dataset, day, denominator):
    kinds = [
        take_snapshot(dataset, day, denominator, jenis=jenis).total()
        for jenis in ("kabupaten", "kota")
    ]
    both = take_snapshot(dataset, day, 514 if denominator == 514 else 508).total()
    assert sum(total.areas_with_mpp for total in kinds) == both.areas_with_mpp
    assert sum(total.areas for total in kinds) == {508: 508, 509: 508, 514: 514}[denominator]


@pytest.mark.parametrize(
    ("day", "provinces", "papua"),
    [("2022-11-10", 34, 29), ("2022-11-11", 37, 9), ("2024-12-12", 38, 9)],
)
def test_provinces_are_those_of_the_day(dataset, day, provinces, papua):
    snapshot = take_snapshot(dataset, dt.date.fromisoformat(day))
    assert len(snapshot.provinsi) == snapshot.total().provinsi_count == provinces
    assert snapshot.provinsi.loc["91", "areas"] == papua
    assert snapshot.total().areas == 509


def test_names_come_from_the_regions_alone(dataset):
    snapshot = take_snapshot(dataset, dt.date(2024, 12, 12))
    assert snapshot.provinsi["nama"].map(shorten).is_unique
    assert snapshot.kabkota["nama"].is_unique
