"""Where next: the places for MPPs that bring the most people within reach.

A place is an area without an MPP, standing at its capital, as MPPs are drawn. It
brings the people who are not covered yet and whom it would cover: those within
some kilometres of it (:data:`REACH`), or those of its own area, as coverage
counts them (:data:`POPULATION`). Everybody counts once, on whichever side of a
border.

Methods
-------
* This is the maximal covering location problem (Church & ReVelle 1974): choose
  k places so that the people covered are the most.
* Greedy: always take the place that brings the most people not yet covered. What
  it brings is at least 1 - 1/e = 63 % of the best possible (Nemhauser, Wolsey &
  Fisher 1978); with quotas by province at least one half (Fisher, Nemhauser &
  Wolsey 1978). For each answer a closer bound is worked out: after any step, the
  best possible is no more than what is covered then and the k largest gains that
  are left.
* Exact: the same as a mixed-integer programme, solved by HiGHS
  (:func:`scipy.optimize.milp`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from mppgeo.base.language import mark
from mppgeo.base.said import Refusal
from mppgeo.country.villages import to_vectors
from mppgeo.planning.covers import Covers, group_points
from mppgeo.planning.nearness import list_within
from mppgeo.planning.reach import EARTH_RADIUS
from mppgeo.scene.choices import GOALS, LARGEST_KM, REACH, Choices

_ROUNDING = 1e-12
_SECONDS = 20
"""Time after which the exact solver gives the best it has."""

OVER_MUST = mark("{count} areas must be chosen, but only {k} places are asked for.")
BOTH_WAYS = mark("{names}: both “must” and “must not” be chosen.")
NOT_OPEN = mark("{names}: cannot be chosen; not an area without an MPP in this view on this day.")
UNSIGNED = mark("{names}: must be chosen, but has signed no commitment on record.")
NO_POSITION = mark("{names}: cannot be chosen, as the position of its capital is not known.")
OVER_QUOTA = mark("{names}: more areas must be chosen than the quota of {quota} allows.")
TOO_MANY = mark("{k} places are asked for, but only {left} can be chosen under these constraints.")
NONE_LEFT = mark("No area can be chosen under these constraints.")


class Unmet(Refusal):
    """Constraints that cannot be met."""


@dataclass(frozen=True, kw_only=True)
class Options:
    """What is asked for.

    Attributes
    ----------
    k : how many places, 1 or more.
    within_km : great-circle distance that counts as reached, above 0.
    goal : one of :data:`GOALS`.
    must, never : kode of areas to be chosen in any case, or in none.
    committed_only : only areas with a signed commitment on record.
    quotas : province and the most places to choose in it.
    """

    k: int = 10
    within_km: float = 25.0
    goal: str = REACH
    must: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    committed_only: bool = False
    quotas: tuple[tuple[str, int], ...] = ()

    def __post_init__(self) -> None:
        if self.k < 1:
            raise ValueError("k must be 1 or more")
        if not 0 < self.within_km <= LARGEST_KM:
            raise ValueError(f"within_km must lie above 0 and up to {LARGEST_KM}")
        if self.goal not in GOALS:
            raise ValueError(f"goal must be one of {GOALS}")
        if any(quota < 0 for _, quota in self.quotas):
            raise ValueError("a quota must not be negative")


def make_options(choices: Choices, provinces: Iterable[str], k: int | None = None) -> Options:
    """The options that choices stand for.

    Parameters
    ----------
    provinces : kode of all provinces, for a quota of each.
    k : places asked for, where it is not that of the choices.
    """
    return Options(
        k=choices.k if k is None else k,
        within_km=float(choices.km),
        goal=choices.goal,
        must=choices.must,
        never=choices.never,
        committed_only=choices.committed_only,
        quotas=choices.limit(provinces),
    )


@dataclass(frozen=True, eq=False)
class Problem:
    """Candidates and whom each would cover.

    Attributes
    ----------
    names : index ``kode`` of the candidates; name.
    covers : the groups of people whom each candidate would cover.
    people : people of each group, none of them covered yet. Groups hold those
        whom the very same candidates would cover.
    before : people who are covered already.
    whole : all people looked at.
    """

    names: pd.Series
    covers: Covers
    people: np.ndarray
    before: float
    whole: float

    def tell(self, kode: str) -> str:
        """A candidate by name and code; another place by its code."""
        return f"{self.names[kode]} ({kode})" if kode in self.names.index else kode

    @property
    def reachable(self) -> float:
        """People covered if every candidate were chosen."""
        return self.before + float(self.people.sum())


@dataclass(frozen=True, eq=False)
class Plan:
    """The places chosen.

    Attributes
    ----------
    steps : in order of choice, index ``kode``: ``nama, step`` (1..), ``gain``
        (people that it adds to those before it), ``covered`` (people covered
        after it), ``must`` (bool).
    before, whole, reachable : as in :class:`Problem`.
    bound : no choice of as many places covers more people.
    proven : the exact solver showed that none is better.
    asked : places asked for; fewer are chosen where no other adds anybody.
    """

    steps: pd.DataFrame
    before: float
    whole: float
    reachable: float
    bound: float
    proven: bool
    asked: int

    @property
    def gain(self) -> float:
        """People that the places add together."""
        return float(self.steps["gain"].sum())

    @property
    def least_share(self) -> float:
        """What the gain is at least of the best possible gain, 0..1."""
        best = self.bound - self.before
        # Sums of the same people in another order differ in their last digits.
        return 1.0 if self.gain >= best * (1 - _ROUNDING) else self.gain / best


def make_problem(
    names: Mapping[str, str],
    positions: np.ndarray,
    points: np.ndarray,
    people: np.ndarray,
    covered: np.ndarray,
    within_km: float,
) -> Problem:
    """The problem of bringing points within reach.

    Parameters
    ----------
    names : name by ``kode`` of the candidates.
    positions : lon, lat in degrees of each; none of them NaN.
    points, people, covered : lon, lat in degrees of where people live; how many;
        whether an MPP covers them already.
    within_km : great-circle distance that counts as covered; its bound is included.
    """
    chord = find_chord(within_km)
    open_ = np.flatnonzero(~covered)
    homes = to_vectors(*points[open_].T)
    near = [list_within(homes, spot, chord) for spot in to_vectors(*positions.T)]
    covers, sums = group_points(near, people[open_])
    index = pd.Index(list(names), name="kode", dtype=object)
    return Problem(
        pd.Series(list(names.values()), index=index, dtype=object),
        covers,
        sums,
        float(people[covered].sum()),
        float(people.sum()),
    )


def find_chord(km: float) -> float:
    """The straight way through a globe of radius 1 between points ``km`` apart on the ground;
    a little more, so that rounding leaves out none that is just as far."""
    return 2 * np.sin(min(km / EARTH_RADIUS, np.pi) / 2) * (1 + 1e-12)


def make_own_problem(areas: pd.DataFrame, codes: Iterable[str]) -> Problem:
    """The problem of covering areas as coverage counts them: each by its own MPP.

    Parameters
    ----------
    areas : :attr:`mppgeo.coverage.Snapshot.areas`.
    codes : candidates, of its index.
    """
    own = areas.loc[list(codes)]
    people = own["population"].fillna(0).to_numpy(float)
    return Problem(
        own["nama"],
        Covers(tuple(np.arange(len(own)).reshape(-1, 1)), len(own)),
        people,
        float(areas["population_covered"].fillna(0).sum()),
        float(areas["population"].fillna(0).sum()),
    )


def solve_greedily(problem: Problem, options: Options) -> Plan:
    """Take the place that adds the most people, again and again.

    What must be chosen comes first. Of equal gains the first ``kode`` is taken;
    a place that adds nobody is not.

    Raises
    ------
    Unmet : the options cannot be met.
    """
    check(problem, options)
    chosen: list[int] = []
    left = problem.people.copy()
    free = _find_free(problem, options)
    must = [place for place in np.flatnonzero(problem.names.index.isin(options.must))]
    bound = np.inf
    while True:
        gains = problem.covers.sum_up(left)
        rest = np.sort(gains[free])[::-1][: options.k]
        bound = min(bound, problem.reachable - left.sum() + rest.sum())
        able = must or _find_allowed(problem, options, free, chosen)
        if len(chosen) == options.k or not len(able):
            break
        best = max(able, key=lambda place: (gains[place], -place))
        if best in must:
            must.remove(best)
        elif gains[best] <= 1e-9:
            break
        chosen.append(best)
        left[problem.covers.groups[best]] = 0
    return _tell_plan(problem, options, chosen, bound, proven=False)


def choose_none(problem: Problem) -> Plan:
    """The plan without any place."""
    return _tell_plan(problem, Options(), [], problem.before, proven=False)


def solve_exactly(problem: Problem, options: Options) -> Plan:
    """Find the best choice of all; its steps are put in the greedy order.

    Raises
    ------
    Unmet : the options cannot be met.

    Notes
    -----
    Variables: x = 1 for a place that is chosen, y = 1 for a group of people
    covered. Most people y, where y <= sum of the x that cover it and
    sum x <= k. After 20 seconds the best found so far is given, with the
    solver's bound; ``proven`` is then False.
    """
    greedy = solve_greedily(problem, options)
    number, groups = problem.covers.shape
    if not groups or greedy.least_share == 1:
        return replace(greedy, proven=True)
    # Most briefings of a province need no solver, which is slow to load.
    from scipy import sparse
    from scipy.optimize import Bounds, LinearConstraint, milp

    scale = max(problem.people.max(), 1.0)
    lower, upper = np.zeros(number + groups), np.ones(number + groups)
    lower[:number] = problem.names.index.isin(options.must)
    upper[:number] = _find_free(problem, options)
    covers = sparse.hstack([-problem.covers.to_matrix().T, sparse.identity(groups)])
    limits = [np.ones(number)] + [
        problem.names.index.str[:2] == province for province, _ in options.quotas
    ]
    limits = sparse.hstack(
        [sparse.csr_matrix(np.array(limits, float)), sparse.csr_matrix((len(limits), groups))]
    )
    found = milp(
        np.concatenate([np.zeros(number), -problem.people / scale]),
        integrality=np.concatenate([np.ones(number), np.zeros(groups)]),
        bounds=Bounds(lower, upper),
        constraints=[
            LinearConstraint(covers, ub=0),
            LinearConstraint(limits, ub=[options.k, *[quota for _, quota in options.quotas]]),
        ],
        options={"time_limit": _SECONDS, "mip_rel_gap": 1e-9},
    )
    if found.x is None:
        return greedy
    chosen = set(np.flatnonzero(found.x[:number] > 0.5))
    ordered = greedy
    if chosen:
        ordered = solve_greedily(_keep_only(problem, chosen), replace(options, k=len(chosen)))
    # Of choices that are equally good, that of the greedy way is shown.
    best = ordered if ordered.gain > greedy.gain + 1e-6 else greedy
    proven = found.status == 0
    bound = greedy.bound
    if not proven and found.mip_dual_bound is not None:
        bound = min(bound, problem.before - scale * found.mip_dual_bound)
    return replace(
        best,
        reachable=problem.reachable,
        bound=problem.before + best.gain if proven else bound,
        proven=proven,
        asked=options.k,
    )


def check(problem: Problem, options: Options) -> None:
    """Refuse options that cannot be met.

    Raises
    ------
    Unmet
    """
    both = [problem.tell(kode) for kode in options.must if kode in options.never]
    if both:
        raise Unmet(BOTH_WAYS, names=both)
    strange = [problem.tell(kode) for kode in options.must if kode not in problem.names.index]
    if strange:
        raise Unmet(NOT_OPEN, names=strange)
    if len(set(options.must)) > options.k:
        raise Unmet(OVER_MUST, count=len(set(options.must)), k=options.k)
    asked = Counter(kode[:2] for kode in set(options.must))
    for province, quota in options.quotas:
        if asked[province] > quota:
            names = [problem.tell(kode) for kode in options.must if kode[:2] == province]
            raise Unmet(OVER_QUOTA, names=names, quota=quota)
    left = count_left(problem, options)
    if not left:
        raise Unmet(NONE_LEFT)
    if options.k > left:
        raise Unmet(TOO_MANY, k=options.k, left=left)


def count_left(problem: Problem, options: Options) -> int:
    """The most places that can be chosen under the constraints."""
    free = problem.names.index[_find_free(problem, options)]
    quotas = dict(options.quotas)
    numbers = Counter(free.str[:2])
    return sum(min(number, quotas.get(kode, number)) for kode, number in numbers.items())


def _find_free(problem: Problem, options: Options) -> np.ndarray:
    return ~problem.names.index.isin(options.never)


def _find_allowed(
    problem: Problem, options: Options, free: np.ndarray, chosen: list[int]
) -> list[int]:
    """Candidates not chosen yet that no quota forbids."""
    codes = problem.names.index
    taken = Counter(codes[place][:2] for place in chosen)
    full = {province for province, quota in options.quotas if taken[province] >= quota}
    return [
        place
        for place in np.flatnonzero(free)
        if place not in chosen and codes[place][:2] not in full
    ]


def _keep_only(problem: Problem, places: set[int]) -> Problem:
    kept = sorted(places)
    return replace(problem, names=problem.names.iloc[kept], covers=problem.covers.keep(kept))


def _tell_plan(
    problem: Problem, options: Options, chosen: list[int], bound: float, *, proven: bool
) -> Plan:
    left = problem.people.copy()
    gains = []
    for place in chosen:
        inside = problem.covers.groups[place]
        gains.append(float(left[inside].sum()))
        left[inside] = 0
    names = problem.names.iloc[chosen]
    steps = pd.DataFrame(
        {
            "nama": names,
            "step": np.arange(1, len(chosen) + 1),
            "gain": np.array(gains, float),
            "covered": problem.before + np.cumsum(np.array(gains, float)),
            "must": names.index.isin(options.must),
        },
        index=names.index,
    )
    covered = problem.before + float(sum(gains))
    return Plan(
        steps, problem.before, problem.whole, problem.reachable,
        max(min(bound, problem.reachable), covered), proven, options.k,
    )  # fmt: skip
