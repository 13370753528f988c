"""The next places: greedy and exact against all choices, constraints, what cannot be met."""

from __future__ import annotations

import datetime as dt
import math
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mppgeo.content.proposals import list_steps, tell_limits, tell_plan, tell_quality
from mppgeo.coverage import take_snapshot
from mppgeo.planning.candidates import (
    find_next,
    pose_problem,
)
from mppgeo.planning.covers import Covers
from mppgeo.planning.siting import (
    Options,
    Problem,
    Unmet,
    check,
    count_left,
    make_problem,
    solve_exactly,
    solve_greedily,
)
from mppgeo.scene.choices import POPULATION, REACH

DAY = dt.date(2026, 11, 1)
CODES = ("11.01", "11.02", "12.01", "12.02", "12.03", "13.01")


def make(covers, people, codes=CODES) -> Problem:
    table = np.array(covers, bool)
    groups = Covers(tuple(map(np.flatnonzero, table)), table.shape[1])
    names = pd.Series([f"Area {kode}" for kode in codes], index=pd.Index(codes), dtype=object)
    people = np.array(people, float)
    return Problem(names, groups, people, 100.0, 100.0 + people.sum())


def gain_of(problem: Problem, places) -> float:
    covered = {group for place in places for group in problem.covers.groups[place]}
    return float(problem.people[sorted(covered)].sum())


def fits(problem: Problem, options: Options, places) -> bool:
    codes = [problem.names.index[place] for place in places]
    return (
        set(options.must) <= set(codes)
        and not set(options.never) & set(codes)
        and all(sum(k[:2] == p for k in codes) <= quota for p, quota in options.quotas)
    )


def best_of(problem: Problem, options: Options) -> float:
    """The best gain of all choices, one by one."""
    every = range(len(problem.names))
    return max(
        (
            gain_of(problem, places)
            for k in range(options.k + 1)
            for places in combinations(every, k)
            if fits(problem, options, places)
        ),
        default=-math.inf,
    )


@st.composite
def problems(draw) -> Problem:
    groups = draw(st.integers(1, 8))
    row = st.lists(st.integers(0, 1), min_size=groups, max_size=groups)
    covers = draw(st.lists(row, min_size=len(CODES), max_size=len(CODES)))
    people = draw(st.lists(st.integers(1, 50), min_size=groups, max_size=groups))
    return make(covers, people)


@st.composite
def constraints(draw) -> Options:
    return Options(
        k=draw(st.integers(1, 6)),
        must=tuple(draw(st.sets(st.sampled_from(CODES), max_size=2))),
        never=tuple(draw(st.sets(st.sampled_from(CODES), max_size=2))),
        quotas=tuple(
            draw(st.dictionaries(st.sampled_from(["11", "12", "13"]), st.integers(0, 2))).items()
        ),
    )


@given(problems(), st.integers(1, 6))
def test_greedy_is_near_the_best_and_exact_is_the_best(problem, k):
    options = Options(k=k)
    best = best_of(problem, options)
    greedy, exact = solve_greedily(problem, options), solve_exactly(problem, options)
    assert greedy.gain >= (1 - 1 / math.e) * best - 1e-9
    assert exact.proven and exact.gain == pytest.approx(best)
    # The bound told with the greedy choice holds.
    assert greedy.bound - greedy.before >= best - 1e-6
    assert greedy.least_share <= (greedy.gain / best if best else 1) + 1e-9


@given(problems(), constraints())
def test_constraints_are_kept_or_refused(problem, options):
    try:
        check(problem, options)
    except Unmet:
        best = best_of(problem, options)
        assert best == -math.inf or options.k > count_left(problem, options)
        return
    best = best_of(problem, options)
    for solve in (solve_greedily, solve_exactly):
        plan = solve(problem, options)
        places = [problem.names.index.get_loc(kode) for kode in plan.steps.index]
        assert len(places) == len(set(places)) <= options.k
        assert fits(problem, options, places)
        assert plan.gain == pytest.approx(gain_of(problem, places))
        assert plan.gain <= best + 1e-9
    assert plan.gain == pytest.approx(best)


@given(problems(), st.integers(1, 6))
def test_gains_decrease_and_add_up(problem, k):
    for solve in (solve_greedily, solve_exactly):
        steps = solve(problem, Options(k=k)).steps
        assert (steps["gain"].diff().dropna() <= 1e-9).all() and (steps["gain"] > 0).all()
        assert steps["covered"].tolist() == pytest.approx((100 + steps["gain"].cumsum()).tolist())
        assert steps["step"].tolist() == list(range(1, len(steps) + 1))


def test_where_greedy_is_not_the_best():
    """The largest place overlaps both of the best pair."""
    covers = [[1, 1, 0, 1, 1, 0], [1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1]] + [[0] * 6] * 3
    problem = make(covers, [3, 3, 2, 3, 3, 2])
    greedy, exact = (solve(problem, Options(k=2)) for solve in (solve_greedily, solve_exactly))
    assert greedy.steps.index.tolist() == ["11.01", "11.02"] and greedy.gain == 14
    assert sorted(exact.steps.index) == ["11.02", "12.01"] and exact.gain == 16
    assert exact.bound == exact.before + 16 and exact.least_share == 1
    assert 14 / 16 >= greedy.least_share


def test_what_must_be_chosen_comes_first_even_if_it_adds_nobody():
    problem = make(np.eye(6)[:, :5], [5, 4, 3, 2, 1])
    for solve in (solve_greedily, solve_exactly):
        steps = solve(problem, Options(k=2, must=("13.01",))).steps
        assert steps.index.tolist() == ["13.01", "11.01"]
        assert steps["must"].tolist() == [True, False] and steps["gain"].tolist() == [0, 5]


def test_no_place_is_taken_for_nobody():
    problem = make([[1]] * 6, [7])
    for solve in (solve_greedily, solve_exactly):
        assert solve(problem, Options(k=3)).steps.index.tolist() == ["11.01"]


def test_nobody_is_left_to_cover():
    problem = make(np.zeros((6, 0)), [])
    for solve in (solve_greedily, solve_exactly):
        plan = solve(problem, Options(k=3))
        assert plan.steps.empty and plan.gain == 0 and plan.least_share == 1


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (Options(must=("11.01",), never=("11.01",)), "both “must” and “must not”"),
        (Options(k=1, must=("11.01", "12.01")), "2 areas must be chosen, but only 1"),
        (Options(must=("35.10",)), "35.10: cannot be chosen"),
        (Options(k=3, must=("12.01", "12.02"), quotas=(("12", 1),)), "than the quota of 1"),
        (Options(k=7), "7 places are asked for, but only 6"),
        (Options(k=4, quotas=(("12", 0),)), "but only 3"),
        (Options(k=1, never=CODES), "No area can be chosen"),
    ],
)
def test_what_cannot_be_met_is_said(options, said, english, t):
    problem = make(np.eye(6), [1] * 6)
    for solve in (solve_greedily, solve_exactly):
        with pytest.raises(Unmet) as refused:
            solve(problem, options)
        assert said in refused.value.explain(english)
        assert "{" not in refused.value.explain(t)


@pytest.mark.parametrize(
    "wrong",
    [{"k": 0}, {"within_km": 0}, {"within_km": math.nan}, {"within_km": 501}, {"goal": "x"},
     {"quotas": (("11", -1),)}],
)  # fmt: skip
def test_options_that_make_no_sense(wrong):
    with pytest.raises(ValueError):
        Options(**wrong)


def test_the_distance_is_that_of_the_great_circle():
    """One degree along the equator is 111.195 km on the sphere."""
    points = np.array([[1.0, 0.0], [2.0, 0.0], [0.0, 1.0], [0.0, 0.0]])
    people = np.array([10.0, 20.0, 40.0, 80.0])
    covered = np.array([False, False, False, True])

    def within(km):
        return make_problem({"11.01": "A"}, np.zeros((1, 2)), points, people, covered, km)

    assert within(111.19).people.sum() == 0
    assert within(111.2).people.sum() == 50 and within(222.4).people.sum() == 70
    assert within(111.2).before == 80 and within(111.2).whole == 150
    # Those whom the same places cover are one group.
    assert within(222.4).covers.shape == (1, 1)


# The data


def pose(dataset, goal=REACH, km=25, day=DAY, provinsi=""):
    snapshot = take_snapshot(dataset, day)
    kept = tuple(kode for kode in snapshot.areas.index if kode.startswith(provinsi))
    return snapshot, pose_problem(snapshot, kept, goal, km)


def test_the_real_places(dataset):
    snapshot, posed = pose(dataset)
    assert not posed.unplaced and not posed.none_yet
    options = Options(k=10)
    greedy, exact = find_next(posed, options), find_next(posed, options, exact=True)
    assert len(greedy.steps) == 10 and exact.proven
    assert greedy.gain <= exact.gain <= greedy.bound - greedy.before + 1
    assert posed.problem.whole == pytest.approx(dataset.regions["population"].sum() / 2)
    missing = snapshot.areas.index[snapshot.areas["has_mpp"].eq(False)]
    assert set(greedy.steps.index) <= set(missing)


def test_more_km_reach_more_people(dataset):
    reached = [pose(dataset, km=km)[1].problem.before for km in (10, 25, 50)]
    assert reached == sorted(reached) and reached[0] < reached[-1]


def test_coverage_takes_the_largest_areas(dataset):
    snapshot, posed = pose(dataset, POPULATION)
    missing = snapshot.areas[snapshot.areas["has_mpp"].eq(False)]
    largest = missing["population"].astype(int).sort_values(ascending=False).head(5)
    plan = find_next(posed, Options(k=5, goal=POPULATION))
    assert plan.steps.index.tolist() == largest.index.tolist()
    assert plan.gain == largest.sum() and plan.before == snapshot.total().population_covered


def test_only_those_with_a_commitment(dataset):
    _, posed = pose(dataset)
    signed = posed.signed
    # 3 have signed, 14 are building and 12 in soft launching.
    assert len(signed) == 29
    plan = find_next(posed, Options(k=3, committed_only=True))
    assert set(plan.steps.index) <= signed
    unsigned = next(kode for kode in posed.problem.names.index if kode not in signed)
    with pytest.raises(Unmet, match="commitment"):
        find_next(posed, Options(committed_only=True, must=(unsigned,)))


def test_before_the_first_mpp_nobody_is_reached(dataset, t):
    _, posed = pose(dataset, day=dt.date(2017, 1, 1))
    assert posed.none_yet and posed.problem.before == 0
    plan = find_next(posed, Options(k=1))
    assert plan.gain > 5_000_000
    assert tell_limits(posed, plan, t)


def test_without_villages_people_stand_at_the_capital(country, english):
    """All capitals of the small country lie in one place."""
    country.write_mpp(country.mpp("35.07", "2020-01-01"))
    dataset = country.load()
    snapshot = take_snapshot(dataset, DAY)
    posed = pose_problem(snapshot, tuple(snapshot.areas.index), REACH, 1)
    assert posed.roughly == 7
    assert posed.problem.whole == 1620
    assert "7 areas are counted at their capitals" in " ".join(tell_limits(posed, None, english))


def test_an_area_of_unknown_place_is_left_out(country):
    country.write_layer("kabkota", {k: s for k, s in country.squares.items() if k != "72.71"})
    country.open_none()
    dataset = country.load()
    snapshot = take_snapshot(dataset, DAY)
    posed = pose_problem(snapshot, tuple(snapshot.areas.index), REACH, 1)
    assert posed.unplaced == ("72.71",)
    with pytest.raises(Unmet, match="position"):
        find_next(posed, Options(k=1, must=("72.71",)))


def test_the_table_and_the_sentences(dataset, t):
    _, posed = pose(dataset, provinsi="35")
    options = Options(k=3)
    for exact in (False, True):
        plan = find_next(posed, options, exact=exact)
        table = list_steps(dataset, plan, REACH, 25, t)
        assert list(table.frame) == list(table.titles) == list(table.kinds)
        assert table.frame["provinsi"].unique().tolist() == ["Jawa Timur"]
        assert t.number(round(plan.gain)) in tell_plan(plan, options, t)
        assert tell_quality(plan, options, t)


def test_a_greedy_choice_that_cannot_be_beaten_is_proven_without_a_solver(monkeypatch):
    problem = make_problem(
        {"11.01": "A", "11.02": "B"}, np.array([[100.0, 0], [110.0, 0]]),
        np.array([[100.0, 0], [110.0, 0]]), np.array([5.0, 3]), np.array([False, False]), 10,
    )  # fmt: skip
    monkeypatch.setattr("scipy.optimize.milp", None)
    plan = solve_exactly(problem, Options(k=2))
    assert plan.proven and plan.gain == 8 and plan.least_share == 1
