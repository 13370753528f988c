"""Distances from villages to MPPs: worked out by hand, against the ellipsoid, and as they must be."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from reach_cases import BANYUWANGI, DAY, MALANG, PALU, measure, place_two
from scipy.spatial import cKDTree
from village_files import DEGREE, VILLAGES, place_villages

from mppgeo.content.classes import NO_DATA, NO_WAY
from mppgeo.content.reach_tables import (
    tell_reach,
)
from mppgeo.country.villages import make_villages, to_vectors
from mppgeo.coverage import take_snapshot
from mppgeo.maps.reach import classify_distance, make_distance_theme
from mppgeo.planning.nearness import find_closest, list_within
from mppgeo.planning.reach import (
    EARTH_RADIUS,
    estimate_position_error,
    find_distances,
    find_nearest,
    find_places,
)
from mppgeo.planning.reach_figures import (
    AREAS,
    LIMITS,
    PROVINCES,
    find_quantiles,
    summarise_reach,
    weigh_villages,
)
from mppgeo.planning.reach_trace import (
    follow_reach,
    trace_reach,
)
from mppgeo.planning.siting import find_chord


def near(*values):
    return pytest.approx(values, rel=1e-6, abs=1e-3, nan_ok=True)


def along(degrees: float) -> float:
    """km of some degrees along the parallel of 7.5 degrees south, as a great circle."""
    half = math.sin(math.radians(degrees) / 2) * math.cos(math.radians(7.5))
    return 2 * EARTH_RADIUS * math.asin(half)


@pytest.fixture
def two(country):
    return place_two(country)


def test_distances_worked_out_by_hand(two):
    _, _, found = measure(two)
    assert tuple(found.km) == near(
        along(4), along(3), 0, 0.1 * DEGREE, 0.4 * DEGREE, DEGREE,
        along(1), found.km[7], along(2), along(1), 0,
    )  # fmt: skip
    # 0.2 degrees north and one degree east, by the law of haversines.
    lat, other = math.radians(-7.3), math.radians(-7.5)
    a = (
        math.sin((lat - other) / 2) ** 2
        + math.cos(lat) * math.cos(other) * math.sin(math.radians(0.5)) ** 2
    )
    assert found.km[7] == pytest.approx(2 * EARTH_RADIUS * math.asin(math.sqrt(a)), rel=1e-9)
    goals = [found.places[index].kode for index in found.nearest]
    assert goals == [MALANG] * 9 + [PALU] * 2


def test_only_the_islet_and_what_has_no_mpp_on_its_island_is_across_water(two):
    dataset, _, found = measure(two)
    assert [n for n, away in enumerate(found.crosses_water) if away] == [5]


def test_a_nearest_mpp_across_water_is_told(country):
    rows = [*VILLAGES, ("35.73", 118.0, -7.5, 0)]
    place_villages(country, rows)
    country.write_mpp(country.mpp(MALANG, "2018-01-31"), country.mpp("72.10", "2020-05-05"))
    dataset, _, found = measure(country)
    village = int(np.flatnonzero(dataset.villages.lon == 118.0)[0])
    assert found.crosses_water[village]
    assert (found.km[village],) == near(along(1.5))


def test_the_own_rule_looks_at_the_own_mpp_only(two):
    _, snapshot, found = measure(two, own=True)
    nan = math.nan
    assert tuple(found.km) == near(
        nan, nan, 0, 0.1 * DEGREE, 0.4 * DEGREE, DEGREE, nan, nan, nan, nan, 0
    )
    assert (found.nearest[6], found.crosses_water[6]) == (-1, False)
    assert not found.unknown.any()


def test_jakartas_mpp_serves_all_of_jakarta(two):
    two.write_mpp(two.mpp("31", "2017-10-12"))
    dataset, snapshot, found = measure(two, own=True)
    # The province's capital is where the first of its squares is.
    assert tuple(found.km[:2]) == near(0, along(1))
    assert np.isnan(found.km[2:]).all()
    _, _, found = measure(two)
    assert found.km[2] == pytest.approx(along(4))


def test_the_mpp_of_another_province_is_a_goal_but_no_ones_own(two):
    two.write_mpp(two.mpp("35", "2017-10-12"))
    _, _, anyone = measure(two)
    _, _, own = measure(two, own=True)
    assert anyone.km[2] == pytest.approx(0)
    assert np.isnan(own.km).all()


def test_before_the_first_mpp_nobody_is_reached(two, english):
    for own in (False, True):
        dataset, snapshot, found = measure(two, own=own, day=dt.date(2018, 1, 30))
        assert np.isnan(found.km).all() and (found.nearest == -1).all()
        row = summarise_reach(snapshot, found).iloc[0]
        assert [row[f"people_{limit}"] for limit in LIMITS] == [0] * 4
        assert [row[f"villages_{limit}_pct"] for limit in LIMITS] == [0] * 4
        assert math.isnan(row["median_km"]) and row["villages_none"] == 11
        assert "yet" in tell_reach("Here", row, found, english)


def test_what_is_not_counted_is_no_goal(two):
    two.write_mpp(two.mpp(MALANG, "2018-01-31", hitungan_nasional="tidak"))
    _, _, found = measure(two)
    assert np.isnan(found.km).all()


def test_a_place_on_record_comes_before_the_capital(two):
    row = two.mpp(MALANG, "2018-01-31", lintang="-7.4", bujur="110.5")
    two.write_mpp(row)
    _, _, found = measure(two)
    assert [place.exact for place in found.places] == [True]
    assert tuple(found.km[2:4]) == near(0.1 * DEGREE, 0)


def test_a_move_changes_the_place_from_its_day_on(two):
    two.write_mpp(two.mpp(MALANG, "2018-01-31", lintang="-7.4", bujur="110.5"))
    site = {
        "kode": MALANG, "kabkota": "Kabupaten Malang", "nama_mpp": f"MPP {MALANG}",
        "sumber_url": two.source,
    }  # fmt: skip
    two.write_table(
        "mpp_sites",
        {**site, "berlaku_sejak": "2019-06", "lintang": "-7.1", "bujur": "110.5"},
        {**site, "berlaku_sejak": "2021-01-01", "alamat": "Jalan Baru"},
    )
    # The trace ends where the list of openings does.
    two.write_table("attestations", {"tanggal": "2021-12-31", "pelapor": "Kementerian"})
    dataset = two.load()
    assert dataset.faults == ()
    days = ["2019-06-29", "2019-06-30", "2020-12-31", "2021-01-01"]
    places = [find_places(dataset, dt.date.fromisoformat(day))[0] for day in days]
    assert [place.lat for place in places] == [-7.4, -7.1, -7.1, -7.5]
    assert [place.exact for place in places] == [True, True, True, False]
    # The trace starts anew where one moved, also away.
    trace = trace_reach(dataset, DAY).set_index("day")
    for day in ("2019-05-31", "2019-06-30", "2021-01-31"):
        snapshot = take_snapshot(dataset, dt.date.fromisoformat(day))
        row = summarise_reach(snapshot, find_distances(snapshot)).iloc[0]
        assert trace["p90_km"][day] == pytest.approx(row["p90_km"])
        assert trace["people_10_pct"][day] == pytest.approx(row["people_10_pct"])


def test_an_area_that_cannot_be_read_is_unknown_not_without(two, english):
    two.write_mpp(two.mpp(MALANG, "2018-01-31"), two.mpp(PALU, "kemarin"))
    dataset, snapshot, found = measure(two, own=True)
    assert found.unknown.tolist() == [False] * 10 + [True]
    rows = summarise_reach(snapshot, found, None, AREAS)
    assert rows["villages_unknown"].to_dict()[PALU] == 1
    assert rows["villages_none"].to_dict()[PALU] == 0
    theme = make_distance_theme(snapshot, own=True)
    assert theme.classes[theme.codes[PALU]] is NO_DATA
    assert theme.classes[theme.codes[BANYUWANGI]] is NO_WAY
    row = summarise_reach(snapshot, found).iloc[0]
    assert "Of 1 village it is not known" in tell_reach("Here", row, found, english)


def test_a_list_that_cannot_be_read_leaves_all_unknown(two, english):
    (two.folder / "records" / "mpp.csv").write_text("")
    for own in (False, True):
        dataset, snapshot, found = measure(two, own=own)
        assert found.unknown.all()
        row = summarise_reach(snapshot, found).iloc[0]
        assert tell_reach("Here", row, found, english) == "Here: no usable data."
        theme = make_distance_theme(snapshot, own=own)
        assert {theme.classes[code] for code in theme.codes} == {NO_DATA}


# --- sums -------------------------------------------------------------------


def test_sums_worked_out_by_hand(two):
    """Malang: 400 people in 4 villages; Palu 50, Sigi 70, Banyuwangi 300, Kota Malang 200."""
    dataset, snapshot, found = measure(two)
    malang = summarise_reach(snapshot, found, None, AREAS).loc[MALANG]
    assert (malang["villages"], malang["people"]) == (4, 400)
    # 0, 11.1, 44.5 and 111.2 km
    assert [malang[f"people_{limit}"] for limit in LIMITS] == [100, 200, 300, 300]
    assert [malang[f"villages_{limit}_pct"] for limit in LIMITS] == [25, 50, 75, 75]
    assert (malang["median_km"], malang["p90_km"]) == near(0.1 * DEGREE, DEGREE)
    assert (malang["villages_water"], malang["people_water_pct"]) == (1, 25)
    nation = summarise_reach(snapshot, found).iloc[0]
    assert (nation["villages"], nation["people"]) == (11, 600 + 900 + 120)
    assert [nation[f"people_{limit}"] for limit in LIMITS] == [150, 250, 350, 350]
    assert nation["people_10_pct"] == pytest.approx(100 * 150 / 1620)
    java = summarise_reach(snapshot, found, None, PROVINCES).loc["35"]
    # 0, 11, 44 (100 each), 110 (150 of Banyuwangi), 111 (100), 112 (150), 220 (200 of the kota)
    assert java["median_km"] == pytest.approx(along(1))
    assert java["p90_km"] == pytest.approx(along(2))


def test_whoever_lives_just_at_a_limit_is_within(two):
    _, snapshot, found = measure(two)
    # 100 people at 0, 10, 25 and 50 km; the others have nowhere to go.
    km = np.full(len(found.km), math.nan)
    km[[2, 3, 4, 5]] = [0, *LIMITS[:3]]
    malang = summarise_reach(snapshot, replace(found, km=km), None, AREAS).loc[MALANG]
    assert [malang[f"people_{limit}"] for limit in LIMITS] == [200, 300, 400, 400]


def test_limits_are_included():
    villages = make_villages(["35.07"] * 2, [0.0, 0.0], [0.0, 10 / DEGREE], [0, 0])
    km, _ = find_nearest(villages, [0.0], [0.0])
    assert km[1] == pytest.approx(10)
    assert classify_distance(10.0).name == "10-km"
    assert classify_distance(10.001).name == "25-km"
    assert classify_distance(100.001).name == "far"
    assert classify_distance(math.nan) is NO_WAY


def test_filters_keep_their_villages_only(two):
    dataset, snapshot, found = measure(two)
    row = summarise_reach(snapshot, found, (PALU, "72.10")).iloc[0]
    assert (row["villages"], row["people"], row["people_10"]) == (2, 120, 50)
    assert summarise_reach(snapshot, found, ()).empty
    assert trace_reach(dataset, DAY, (PALU,))["people_10_pct"].iloc[-1] == 100


def test_people_not_known_weigh_nothing_but_their_villages_count(two):
    rows = two.regions()
    for row in rows:
        row["population"] = "" if row["kode"] == MALANG else row["population"]
    from mppgeo.records.areas import Region

    two.write("regions.csv", list(Region.model_fields), rows)
    dataset, snapshot, found = measure(two)
    rows = summarise_reach(snapshot, found, None, AREAS)
    assert rows.loc[MALANG, "villages_100"] == 3
    assert math.isnan(rows.loc[MALANG, "people_10_pct"])
    assert not math.isnan(rows.loc[MALANG, "median_km"])


@pytest.mark.parametrize("own", [False, True])
def test_totals_agree_across_levels(dataset, own):
    snapshot = take_snapshot(dataset, DAY)
    found = find_distances(snapshot, own=own)
    nation = summarise_reach(snapshot, found).iloc[0]
    for level in (PROVINCES, AREAS):
        rows = summarise_reach(snapshot, found, None, level)
        for name in ["villages", "villages_water", "villages_none", "villages_unknown"]:
            assert rows[name].sum() == nation[name], name
        for limit in LIMITS:
            assert rows[f"villages_{limit}"].sum() == nation[f"villages_{limit}"]
            assert rows[f"people_{limit}"].sum() == pytest.approx(
                nation[f"people_{limit}"], abs=300
            )
            shares = (rows[f"people_{limit}_pct"] * rows["people"]).sum() / rows["people"].sum()
            assert shares == pytest.approx(nation[f"people_{limit}_pct"], abs=1e-6)
    assert nation["people"] == snapshot.kabkota["population"].sum()
    assert nation["people"] == pytest.approx(weigh_villages(dataset).sum())


@given(st.data())
def test_quantiles_are_those_of_the_definition(data):
    size = data.draw(st.integers(1, 30))
    numbers = st.lists(st.integers(0, 9), min_size=size, max_size=size)
    km = np.array(data.draw(numbers), dtype=float)
    km[km == 9] = np.nan
    weight = np.array(data.draw(numbers), dtype=float)
    group = np.array(data.draw(numbers)) % 3
    found = find_quantiles(km, weight, group, 3)
    for number in range(3):
        mine = group == number
        total = weight[mine].sum()
        for row, share in enumerate((0.5, 0.9)):
            reached = [
                d for d in np.unique(km[mine & ~np.isnan(km)])
                if total and weight[mine & (km <= d)].sum() >= share * total - 1e-9
            ]  # fmt: skip
            assert found[row, number] == pytest.approx(min(reached, default=math.nan), nan_ok=True)


# --- against the ellipsoid, and as it must be ------------------------------------


def test_within_six_thousandths_of_the_ellipsoid(dataset):
    snapshot = take_snapshot(dataset, DAY)
    found = find_distances(snapshot)
    villages = dataset.villages
    goals = np.array([(place.lon, place.lat) for place in found.places])[found.nearest]
    _, _, metres = Geod(ellps="WGS84").inv(villages.lon, villages.lat, goals[:, 0], goals[:, 1])
    far = metres > 100
    error = np.abs(found.km[far] * 1000 / metres[far] - 1)
    assert far.mean() > 0.99 and error.max() < 0.006


def test_the_tree_finds_the_nearest(dataset):
    snapshot = take_snapshot(dataset, DAY)
    found = find_distances(snapshot)
    villages = dataset.villages
    goals = np.radians(np.array([(place.lon, place.lat) for place in found.places]))
    for row in range(0, len(villages), 1501):
        lon, lat = math.radians(villages.lon[row]), math.radians(villages.lat[row])
        a = (
            np.sin((goals[:, 1] - lat) / 2) ** 2
            + math.cos(lat) * np.cos(goals[:, 1]) * np.sin((goals[:, 0] - lon) / 2) ** 2
        )
        assert found.km[row] == pytest.approx((2 * EARTH_RADIUS * np.arcsin(np.sqrt(a))).min())


@pytest.mark.parametrize("day", [dt.date(2019, 5, 1), DAY], ids=str)
def test_the_own_rule_never_shortens(dataset, day):
    snapshot = take_snapshot(dataset, day)
    anyone = find_distances(snapshot)
    own = find_distances(snapshot, own=True)
    some = ~np.isnan(own.km)
    assert some.any() and (own.km[some] >= anyone.km[some] - 1e-6).all()
    assert not np.isnan(anyone.km).any()
    with_mpp = set(snapshot.kabkota.index[snapshot.kabkota["status"] == "ada"])
    jakarta = {code for code in dataset.villages.codes if code[:2] == "31"}
    assert set(dataset.villages.kode[some]) == with_mpp | jakarta


def test_some_of_the_nation_finds_its_nearest_mpp_across_water(dataset):
    found = find_distances(take_snapshot(dataset, DAY))
    assert 0.02 < found.crosses_water.mean() < 0.2


_PLACES = st.tuples(st.floats(95, 141), st.floats(-11, 6))


@given(st.lists(_PLACES, min_size=1, max_size=8), _PLACES)
def test_another_mpp_never_lengthens_a_distance(places, more):
    rng = np.random.default_rng(1)
    lon, lat = rng.uniform(95, 141, 60), rng.uniform(-11, 6, 60)
    villages = make_villages(["35.07"] * 60, lon, lat, [0] * 60)
    before, _ = find_nearest(villages, *np.array(places).T)
    after, index = find_nearest(villages, *np.array([*places, more]).T)
    assert (after <= before + 1e-9).all()
    assert ((index == len(places)) | (after == before)).all()
    own = find_nearest(
        villages, *np.array([*places, more]).T,
        groups=(np.arange(60) % 2, np.arange(len(places) + 1) % 2),
    )[0]  # fmt: skip
    assert not (own < after - 1e-9).any()


@given(st.lists(_PLACES, min_size=1, max_size=8), st.sampled_from([5.0, 25.0, 800.0, 20_000.0]))
def test_the_nearest_and_those_within_are_what_a_tree_finds(places, km):
    rng = np.random.default_rng(2)
    homes = np.column_stack([rng.uniform(95, 141, 300), rng.uniform(-11, 6, 300)])
    points, spots = (to_vectors(*np.array(some).T) for some in ([*homes, *places], places))
    chord, row = find_closest(points, spots)
    assert np.allclose(chord, cKDTree(spots).query(points)[0], atol=1e-12)
    assert np.allclose(chord, np.linalg.norm(points - spots[row], axis=1), atol=1e-12)
    tree, reach = cKDTree(points), find_chord(km)
    for spot in spots:
        assert list_within(points, spot, reach).tolist() == sorted(
            tree.query_ball_point(spot, reach)
        )


def test_reach_only_grows_from_month_to_month(dataset):
    trace = trace_reach(dataset, DAY)
    assert trace["day"].iloc[0] == pd.Timestamp("2017-10-31")
    assert trace["day"].iloc[-1] == pd.Timestamp(DAY)
    assert len(trace) == 99
    for limit in LIMITS:
        assert (trace[f"people_{limit}_pct"].diff().dropna() >= -1e-9).all()
    assert (trace["p90_km"].diff().dropna() <= 1e-9).all()
    for near_, far in combinations(LIMITS, 2):
        assert (trace[f"people_{near_}_pct"] <= trace[f"people_{far}_pct"]).all()


@pytest.mark.parametrize("own", [False, True])
def test_the_trace_says_what_the_days_say(dataset, own):
    codes = tuple(code for code in dataset.villages.codes if code[:2] in ("35", "31", "74"))
    trace = trace_reach(dataset, DAY, codes, own=own)
    for place in (0, 20, 60, len(trace) - 1):
        row = trace.iloc[place]
        snapshot = take_snapshot(dataset, row["day"].date())
        found = find_distances(snapshot, own=own)
        same = summarise_reach(snapshot, found, codes).iloc[0]
        for name in ("people_10_pct", "people_100_pct", "median_km", "p90_km"):
            assert row[name] == pytest.approx(same[name], abs=1e-4, nan_ok=True), name
        assert row["mpp_count"] == len(found.places)


def test_the_trace_is_cut_at_the_day(dataset):
    day = dt.date(2023, 11, 15)
    snapshot = take_snapshot(dataset, day)
    cut = follow_reach(snapshot, DAY)
    assert cut["day"].iloc[-1] == pd.Timestamp(day)
    assert cut["day"].iloc[-2] == pd.Timestamp("2023-10-31")
    row = summarise_reach(snapshot, find_distances(snapshot)).iloc[0]
    assert cut["people_25_pct"].iloc[-1] == row["people_25_pct"]
    assert not cut["day"].duplicated().any()


def test_a_trace_without_any_mpp_has_one_row(two):
    two.write_mpp()
    trace = trace_reach(two.load(), DAY)
    assert len(trace) == 1 and trace["people_100_pct"].iloc[0] == 0


def test_the_capital_is_some_way_from_the_middle(dataset):
    error = estimate_position_error(dataset)
    assert error.areas == 514
    assert 1 < error.median < error.p90 < 100
