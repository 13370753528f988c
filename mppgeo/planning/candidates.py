"""The areas that may be chosen as next places, made of the data; see :mod:`mppgeo.planning.siting`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from mppgeo.base.budgets import SOLVER
from mppgeo.base.caching import cached
from mppgeo.country.capitals import locate_capitals
from mppgeo.country.regions import select_kabkota
from mppgeo.country.villages import to_vectors
from mppgeo.coverage import Snapshot, select_missing
from mppgeo.dataset import Dataset
from mppgeo.planning.nearness import find_closest
from mppgeo.planning.reach import find_distances, find_places, to_km
from mppgeo.planning.reach_figures import weigh_villages
from mppgeo.planning.siting import (
    NO_POSITION,
    UNSIGNED,
    Options,
    Plan,
    Problem,
    Unmet,
    make_own_problem,
    make_problem,
    solve_exactly,
    solve_greedily,
)
from mppgeo.programme.stages import COMMITTED, WAY, judge_stages
from mppgeo.scene.choices import POPULATION


@dataclass(frozen=True, eq=False)
class Posed:
    """A problem made of the data, with what could not be taken into it.

    Attributes
    ----------
    problem : all candidates of the places kept.
    signed : candidates with a commitment, or a later step, on record.
    unplaced : candidates left out, as the position of their capital is not known.
    roughly : areas whose people are counted at the capital, for want of village points.
    none_yet : no area has an MPP on the day.
    """

    problem: Problem
    signed: frozenset[str]
    unplaced: tuple[str, ...]
    roughly: int
    none_yet: bool


@cached(maxsize=32)
def pose_problem(snapshot: Snapshot, kept: tuple[str, ...], goal: str, within_km: float) -> Posed:
    """The problem for the areas without an MPP among ``kept``.

    People count wherever they live in Indonesia; those of an area are spread
    evenly over its village points.

    Parameters
    ----------
    kept : kode of the areas that may be chosen; those not known to lack an MPP are
        passed over.
    goal, within_km : as in :class:`mppgeo.planning.siting.Options`.
    """
    missing = select_missing(snapshot)
    missing = missing[missing.index.isin(kept)]
    spots = locate_areas(snapshot.dataset, missing.index)
    unplaced = tuple(missing.index[spots.isna().any(axis=1)])
    placed = missing.drop(index=list(unplaced))
    homes = spread_people(snapshot)
    if goal == POPULATION:
        problem = make_own_problem(snapshot.areas, placed.index)
    else:
        problem = make_problem(
            placed["nama"].to_dict(),
            spots.loc[placed.index, ["lon", "lat"]].to_numpy(float),
            homes.points,
            homes.people,
            homes.km <= within_km,
            within_km,
        )
    stages = judge_stages(snapshot)["stage"].reindex(missing.index)
    return Posed(
        problem,
        frozenset(stages.index[stages.isin(WAY[WAY.index(COMMITTED) :])]),
        unplaced,
        homes.roughly,
        snapshot.mpp.empty,
    )


@cached(maxsize=32)
def find_next(posed: Posed, options: Options, *, exact: bool = False) -> Plan:
    """The next places; an exact plan whose time was up stays the answer until the data change.

    Raises
    ------
    Unmet : the options cannot be met.
    mppgeo.base.budgets.Busy : too many wait for exact plans already.
    """
    stranded = [kode for kode in options.must if kode in posed.unplaced]
    if stranded:
        raise Unmet(NO_POSITION, names=stranded)
    if options.committed_only:
        unsigned = [
            posed.problem.tell(kode)
            for kode in options.must
            if kode in posed.problem.names.index and kode not in posed.signed
        ]
        if unsigned:
            raise Unmet(UNSIGNED, names=unsigned)
    bound = bind(posed, options)
    if not exact:
        return solve_greedily(posed.problem, bound)
    with SOLVER.take():
        return _solver.solve(posed.problem, bound)


@dataclass
class _Solver:
    """What finds exact plans."""

    solve: Callable[[Problem, Options], Plan]


_solver = _Solver(solve_exactly)


def solve_with(solve: Callable[[Problem, Options], Plan]) -> None:
    """Have exact plans found by ``solve`` from now on: a server has it done beside it."""
    _solver.solve = solve


def bind(posed: Posed, options: Options) -> Options:
    """The options with "signed only" written out as areas that must not be chosen."""
    if not options.committed_only:
        return options
    codes = posed.problem.names.index
    unsigned = codes[~codes.isin(posed.signed)]
    return replace(options, never=tuple(dict.fromkeys([*options.never, *unsigned])))


@dataclass(frozen=True, eq=False)
class Homes:
    """Where people live.

    Attributes
    ----------
    points : lon, lat in degrees.
    codes : kode of the kabkota of each.
    people : how many.
    provinces : kode of today's province of each.
    km : to the nearest MPP that counts; NaN = there is none.
    roughly : as in :class:`Posed`.
    """

    points: np.ndarray
    codes: np.ndarray
    people: np.ndarray
    provinces: np.ndarray
    km: np.ndarray
    roughly: int


@cached(maxsize=6)
def spread_people(snapshot: Snapshot) -> Homes:
    """The people of each kabkota, spread evenly over its villages, else at its capital."""
    homes, others = _place_homes(snapshot.dataset)
    km = [find_distances(snapshot).km, measure_nearest(snapshot, others)]
    return replace(homes, km=np.concatenate(km))


@cached(maxsize=2)
def _place_homes(dataset: Dataset) -> tuple[Homes, pd.Index]:
    """What is the same on all days, without ``km``, and the areas that have no villages.

    It is held once, however many days are kept.
    """
    villages, regions = dataset.villages, select_kabkota(dataset.regions).set_index("kode")
    others = regions.index.difference(pd.Index(villages.codes, dtype=object))
    spots = locate_areas(dataset, others).dropna()
    rest = regions["population"].reindex(spots.index).astype("Float64").fillna(0).to_numpy(float)
    points = np.column_stack([villages.lon, villages.lat])
    of_area = np.array([kode[:2] for kode in villages.codes], dtype="U2")
    homes = Homes(
        np.vstack([points, spots[["lon", "lat"]].to_numpy(float)]),
        np.concatenate([villages.kode, spots.index.to_numpy(object)]),
        np.concatenate([weigh_villages(dataset), rest]),
        np.concatenate([of_area[villages.area], spots.index.str[:2].to_numpy(dtype="U2")]),
        np.array([]),
        len(spots),
    )
    return homes, spots.index


def locate_areas(dataset: Dataset, codes: Iterable[str]) -> pd.DataFrame:
    """``lat, lon`` of the capitals of kabkota and provinces; NaN = not known; index ``kode``."""
    return _locate_all(dataset).reindex(pd.Index(list(codes), dtype=object, name="kode"))


@cached(maxsize=2)
def _locate_all(dataset: Dataset) -> pd.DataFrame:
    layers = (dataset.kabkota, dataset.provinsi)
    return pd.concat([locate_capitals(layer, dataset.regions) for layer in layers])


def measure_nearest(snapshot: Snapshot, codes: pd.Index) -> pd.Series:
    """km from the capital of each area to the nearest MPP that counts; NaN = not known."""
    spots = locate_areas(snapshot.dataset, codes)[["lon", "lat"]]
    places = find_places(snapshot.dataset, snapshot.as_of)
    known = spots.notna().all(axis=1).to_numpy()
    km = pd.Series(np.nan, index=codes, dtype=float)
    if places and known.any():
        mpp = to_vectors([p.lon for p in places], [p.lat for p in places])
        km[known] = to_km(find_closest(to_vectors(*spots[known].to_numpy(float).T), mpp)[0])
    return km
