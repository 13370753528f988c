"""Growth: openings by day, month and year, with what is not known of their dates."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mppgeo.coverage import DENOMINATORS, take_snapshot
from mppgeo.growth.curve import (
    count_by_year,
    find_joint_inaugurations,
    list_area_openings,
    list_milestones,
    select_openings,
    trace_growth,
    trace_totals,
)
from mppgeo.scene.view import FIRST_DAY

LAST = dt.date(2026, 11, 1)
DAYS = st.dates(FIRST_DAY, LAST)


def at(growth: pd.DataFrame, day: str) -> tuple[int, int]:
    row = growth[growth["day"] <= pd.Timestamp(day)].iloc[-1]
    return int(row["areas_with_mpp"]), int(row["possible"])


def test_a_month_is_a_span_and_an_unknown_date_a_bound(country):
    month = {
        "tanggal_peresmian": "2020-05", "presisi": "bulan",
        "tanggal_awal": "2020-05-01", "tanggal_akhir": "2020-05-31",
    }  # fmt: skip
    bound = {
        "tanggal_peresmian": "", "presisi": "", "tanggal_awal": "", "tanggal_akhir": "2021-03-10",
    }  # fmt: skip
    country.write_mpp(
        country.mpp("35.10", "2019-07-01"),
        country.mpp("35.73", "2020-05-31", **month),
        country.mpp("35.07", "2021-03-10", **bound),
    )
    growth = trace_growth(country.load(), dt.date(2021, 12, 31), 508)
    assert at(growth, "2018-06-30") == (0, 1)
    assert at(growth, "2019-07-01") == (1, 2)
    assert at(growth, "2020-05-30") == (1, 2)
    assert at(growth, "2020-05-31") == (2, 3)
    assert at(growth, "2021-03-10") == (3, 3)
    assert growth["coverage_pct"].iloc[-1] == pytest.approx(100 * 3 / 5)


def test_jakarta_counts_as_the_denominator_says(country):
    country.write_mpp(country.mpp("31", "2017-10-12"), country.mpp("72", "2020-01-01"))
    dataset = country.load()
    kodes = {d: list(list_area_openings(dataset, d).index) for d in DENOMINATORS}
    assert kodes == {508: [], 509: ["31"], 514: ["31.71", "31.72"]}


@settings(max_examples=20)
@given(day=DAYS, denominator=st.sampled_from(DENOMINATORS))
def test_the_curve_ends_where_the_snapshot_stands(dataset, day, denominator):
    growth = trace_growth(dataset, day, denominator)
    total = take_snapshot(dataset, day, denominator).total()
    assert growth["areas_with_mpp"].iloc[-1] == total.areas_with_mpp
    assert growth["coverage_pct"].iloc[-1] == pytest.approx(total.coverage_pct)
    assert (growth["possible"] >= growth["areas_with_mpp"]).all()
    assert growth["areas_with_mpp"].is_monotonic_increasing
    assert growth["day"].is_monotonic_increasing


def test_years_are_summed_and_gaps_are_zero(country):
    year = {
        "tanggal_peresmian": "2019", "presisi": "tahun",
        "tanggal_awal": "2018-12-01", "tanggal_akhir": "2019-03-31",
    }  # fmt: skip
    country.write_mpp(
        country.mpp("35.10", "2017-10-06"),
        country.mpp("35.73", "2019-03-31", **year),
        country.mpp("35.07", "2019-08-01"),
    )
    snapshot = take_snapshot(country.load(), LAST, 508)
    years = count_by_year(snapshot.mpp)
    assert years.to_numpy().tolist() == [[2017, 1, 0], [2018, 0, 0], [2019, 2, 1]]
    assert count_by_year(snapshot.mpp.iloc[:0]).empty


def test_all_openings_are_in_some_year(dataset):
    mpp = take_snapshot(dataset, LAST).mpp
    assert count_by_year(mpp)["openings"].sum() == len(mpp)


def test_the_great_joint_inaugurations_are_found(dataset):
    found = {one.date: one.count for one in find_joint_inaugurations(dataset.mpp)}
    assert found[dt.date(2022, 12, 5)] == 26
    assert found[dt.date(2024, 12, 12)] == 42
    assert min(found.values()) >= 5


def test_a_span_holds_both_its_ends(dataset):
    day = dt.date(2022, 12, 5)
    mpp = take_snapshot(dataset, LAST).mpp
    assert len(select_openings(mpp, day, day)) == 26
    assert len(select_openings(mpp, FIRST_DAY, LAST)) == len(mpp)


def test_milestones_hold_year_ends_inaugurations_and_official_totals(dataset):
    found = list_milestones(dataset, dt.date(2025, 12, 31))
    assert (dt.date(2024, 12, 31), "year", 2024) in found
    assert (dt.date(2024, 12, 12), "joint", 42) in found
    assert (dt.date(2025, 12, 15), "official", 305) in found
    assert [day for day, *_ in found] == sorted((day for day, *_ in found), reverse=True)
    early = list_milestones(dataset, dt.date(2018, 6, 1))
    assert early and all(day <= dt.date(2018, 6, 1) for day, *_ in early)


@pytest.mark.parametrize(
    ("day", "places", "denominator", "jenis"),
    [
        # Papua had not been divided yet; its parts are told as of the day.
        (dt.date(2022, 5, 1), ("91", "95"), 509, None),
        (dt.date(2024, 6, 30), (), 508, None),
        (dt.date(2025, 12, 15), (), 514, "kota"),
        (dt.date(2025, 3, 1), ("35",), 509, None),
    ],
)
def test_the_trace_ends_with_the_totals(dataset, day, places, denominator, jenis):
    trace = trace_totals(dataset, day, denominator, places, jenis)
    for at in (len(trace) - 1, len(trace) // 2):
        row = trace.iloc[at]
        total = take_snapshot(dataset, row["day"].date(), denominator, jenis=jenis).total(places)
        for name in ("areas_with_mpp", "missing", "provinsi_complete", "provinsi_without"):
            assert row[name] == getattr(total, name), name
        for name in ("coverage_pct", "population_covered_pct"):
            assert row[name] == pytest.approx(getattr(total, name)), name
