"""Targets and pace, by hand."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mppgeo.growth.pace import (
    Goal,
    count_needed,
    count_window,
    find_pace_needed,
    measure_dispersion,
    measure_progress,
    project,
)


@pytest.mark.parametrize(
    ("areas", "share", "needed"),
    [(508, 100, 508), (508, 50, 254), (509, 50, 255), (1000, 33.3, 333), (3, 1, 1), (0, 100, 0)],
)
def test_needed_is_rounded_up(areas, share, needed):
    assert count_needed(areas, share) == needed


@pytest.mark.parametrize("share", [0, -1, 100.1, float("nan")])
def test_a_share_outside_is_refused(share):
    with pytest.raises(ValueError):
        Goal(dt.date(2027, 1, 1), share)


def days(*texts: str) -> pd.Series:
    return pd.Series(pd.to_datetime(list(texts)))


def test_a_window_excludes_its_start_and_includes_its_end():
    opened = days("2023-12-31", "2024-01-01", "2024-12-31", "2025-01-01")
    assert count_window(opened, dt.date(2024, 12, 31), 12) == 2


def test_pace_needed():
    start, by = dt.date(2025, 1, 1), dt.date(2026, 1, 1)
    assert find_pace_needed(120, start, by) == pytest.approx(10, rel=0.01)
    assert find_pace_needed(0, start, by) is None
    assert find_pace_needed(10, by, by) is None


def test_even_quarters_have_no_extra_dispersion_and_clusters_do():
    even = days(*[f"{year}-{month:02d}-15" for year in (2023, 2024) for month in range(1, 13)])
    assert measure_dispersion(even, dt.date(2024, 12, 31)) == 1
    # 24 in one quarter of eight: mean 3, variance (21^2 + 7 * 9) / 7 = 72, ratio 24
    cluster = days(*["2024-11-15"] * 24)
    assert measure_dispersion(cluster, dt.date(2024, 12, 31)) == pytest.approx(24)
    assert measure_dispersion(days(), dt.date(2024, 12, 31)) == 1


def test_projection_by_hand():
    # 24 openings in 24 months are 1 a month: 12 areas need a year.
    start = dt.date(2025, 1, 1)
    projected, earliest, latest = project(12, 24, 1.0, start)
    assert projected == dt.date(2026, 1, 1)
    # 24 +- 1.2816 * sqrt(24) = 30.28 and 17.72 openings: 9.51 and 16.25 months
    assert abs((earliest - start).days - 9.51 * 30.44) < 2
    assert abs((latest - start).days - 16.25 * 30.44) < 2


def test_no_projection_with_too_few_openings_and_an_open_end_with_wild_ones():
    start = dt.date(2025, 1, 1)
    assert project(5, 3, 1.0, start) == (None, None, None)
    assert project(0, 30, 1.0, start) == (None, None, None)
    projected, earliest, latest = project(5, 4, 10.0, start)
    assert projected and earliest and latest is None


@given(
    gap=st.integers(1, 500),
    openings=st.integers(4, 200),
    dispersion=st.floats(1, 50),
)
def test_the_interval_holds_the_projection(gap, openings, dispersion):
    projected, earliest, latest = project(gap, openings, dispersion, dt.date(2025, 1, 1))
    if projected:
        assert earliest <= projected
        assert latest is None or projected <= latest


def test_progress_of_the_nation_is_that_of_the_coverage(dataset):
    day = dt.date(2024, 12, 12)
    progress = measure_progress(dataset, day, 508, Goal(dt.date(2024, 12, 31), 100))
    assert (progress.areas, progress.needed) == (508, 508)
    assert progress.gap == 508 - progress.areas_with_mpp == 239
    assert progress.day == day
    assert progress.pace_needed > 100


def test_a_complete_province_has_reached_its_target(dataset):
    goal = Goal(dt.date(2030, 12, 31), 100)
    progress = measure_progress(dataset, dt.date(2025, 1, 1), 508, goal, ("33",))
    assert progress.reached and progress.projected is None and progress.pace_needed is None


def test_pace_and_projection_start_where_the_records_end(dataset):
    """What is asked of a later day is told of the last one known, all of it."""
    end, goal = dt.date(2025, 12, 15), Goal(dt.date(2030, 12, 31), 100)
    progress = measure_progress(dataset, dt.date(2026, 11, 1), 509, goal)
    assert progress.day == end
    assert progress == measure_progress(dataset, end, 509, goal)


def test_a_target_between_the_last_day_known_and_the_day_asked_for_has_fallen_due(dataset):
    goal = Goal(dt.date(2025, 12, 31), 100)
    assert measure_progress(dataset, dt.date(2025, 12, 15), 509, goal).pace_needed > 0
    assert measure_progress(dataset, dt.date(2026, 11, 1), 509, goal).pace_needed is None


def test_nothing_is_projected_before_the_first_openings(dataset):
    progress = measure_progress(
        dataset, dt.date(2017, 10, 1), 509, Goal(dt.date(2024, 12, 31), 100)
    )
    assert progress.too_few and progress.projected is None and progress.pace_24 == 0
