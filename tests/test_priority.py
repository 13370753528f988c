"""The priority list: points, scores, ranks and forms worked out by hand."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mppgeo.base.language import Language
from mppgeo.content.proposals import list_ranked, select_ranked, tell_ranked
from mppgeo.coverage import take_snapshot
from mppgeo.planning.priority import list_priorities, measure_parts, rank_areas, rate_parts
from mppgeo.scene.forms import RULES, suggest_forms
from mppgeo.scene.weights import PARTS, PRESETS, BadWeights, check_weights

DAY = dt.date(2026, 11, 1)
NAN = math.nan


def frame(**columns) -> pd.DataFrame:
    return pd.DataFrame(columns, index=list("abcd")[: len(next(iter(columns.values())))])


def test_points_are_those_of_the_rank():
    points = rate_parts(
        frame(x=[10, 30, 20, NAN], y=[1, 1, 5, 0], z=[7, 7, 7, 7], u=[3] + [NAN] * 3)
    )
    assert points["x"].tolist()[:3] == [0, 100, 50] and math.isnan(points["x"]["d"])
    # Ranks 2.5, 2.5, 4, 1 of 4.
    assert points["y"].tolist() == [50, 50, 100, 0]
    assert points["z"].tolist() == [50] * 4
    assert points["u"]["a"] == 50


def test_a_score_by_hand():
    points = frame(x=[100.0, 0, 50], y=[0.0, 100, 50])
    ranked = rank_areas(points, {"x": 3, "y": 1})
    assert ranked["score"].tolist() == [75, 25, 50]
    assert ranked["rank"].tolist() == [1, 3, 2]
    assert ranked["part_x"].tolist() == [75, 0, 37.5]
    assert ranked["known"].tolist() == [100, 100, 100]


def test_the_weight_of_what_is_missing_is_shared():
    """With y missing, x and z weigh 3 : 1 instead of 3 : 4 : 1."""
    points = frame(x=[80.0, 80], y=[NAN, 0], z=[40.0, 40])
    ranked = rank_areas(points, {"x": 3, "y": 4, "z": 1})
    assert ranked["score"].tolist() == pytest.approx([(3 * 80 + 40) / 4, (3 * 80 + 40) / 8])
    assert ranked["known"].tolist() == [50, 100]
    assert math.isnan(ranked["part_y"]["a"]) and ranked["part_y"]["b"] == 0


def test_where_nothing_is_known_there_is_no_rank():
    ranked = rank_areas(frame(x=[NAN, 10.0], y=[5.0, 5]), {"x": 1, "y": 0})
    assert pd.isna(ranked["rank"]["a"]) and pd.isna(ranked["score"]["a"])
    assert ranked["rank"]["b"] == 1 and pd.isna(ranked["moves"]["a"])


def test_how_far_a_rank_moves():
    """a: 100 x, b: 90 y; a leads at even weights, b once y weighs 1.2 or x 0.8; c stays last."""
    points = frame(x=[100.0, 0, 0], y=[0.0, 90, 0])
    ranked = rank_areas(points, {"x": 1, "y": 1})
    assert ranked["rank"].tolist() == [1, 2, 3]
    assert ranked["moves"].tolist() == [1, 1, 0]
    assert ranked["best"].tolist() == [1, 1, 3] and ranked["worst"].tolist() == [2, 2, 3]
    assert rank_areas(points, {"x": 1, "y": 0.5})["moves"].tolist() == [0, 0, 0]


def test_a_weight_is_moved_both_ways():
    # b leads only where x weighs a fifth less: 80 to 82; a fifth more of y is 98.4 to 100.
    lowered = rank_areas(frame(x=[100.0, 0], y=[0.0, 82]), {"x": 1, "y": 1})
    assert lowered["moves"].tolist() == [1, 1]
    # a leads only where x weighs a fifth more: 120 to 114; a fifth less of y leaves b 102.6.
    points = frame(x=[100.0, 0], y=[0.0, 57], z=[0.0, 57])
    assert rank_areas(points, dict.fromkeys("xyz", 1))["moves"].tolist() == [1, 1]


values = st.lists(
    st.tuples(*[st.one_of(st.just(NAN), st.integers(0, 9))] * 3), min_size=2, max_size=8
)
weights = st.tuples(*[st.integers(0, 9)] * 3).filter(any)


@given(values, weights, st.sampled_from([0.01, 3, 1000]))
def test_only_the_proportions_of_the_weights_count(rows, weight, factor):
    points = rate_parts(pd.DataFrame(rows, columns=list("xyz"), dtype=float))
    one = rank_areas(points, dict(zip("xyz", weight, strict=True)))
    other = rank_areas(points, {k: factor * w for k, w in zip("xyz", weight, strict=True)})
    np.testing.assert_allclose(one["score"], other["score"])
    assert one["rank"].equals(other["rank"]) and one["moves"].equals(other["moves"])


@given(values, weights)
def test_the_parts_add_up_to_the_score(rows, weight):
    points = rate_parts(pd.DataFrame(rows, columns=list("xyz"), dtype=float))
    ranked = rank_areas(points, dict(zip("xyz", weight, strict=True)))
    known = ranked["score"].notna()
    parts = ranked[["part_x", "part_y", "part_z"]].sum(axis=1)
    np.testing.assert_allclose(parts[known], ranked["score"][known])
    assert ranked["score"][known].between(0, 100.0001).all()
    assert (ranked["best"] <= ranked["rank"]).all() and (ranked["rank"] <= ranked["worst"]).all()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ([1, 2], "a list of names and numbers"),
        ({"jarak": -1}, "is negative"),
        ({"jarak": "30"}, "is not a number"),
        ({"jarak": True}, "is not a number"),
        ({"jarak": None}, "is not a number"),
        ({"jarak": NAN}, "is not a number"),
        ({"jarak": math.inf}, "too large"),
        ({"jarak": 0}, "All weights are 0"),
        ({}, "All weights are 0"),
        ({"entah": 1}, "“entah” is no part"),
    ],
)
def test_weights_that_cannot_be_used(wrong, said, t):
    with pytest.raises(BadWeights) as refused:
        check_weights(wrong)
    assert said in refused.value.explain(Language("en"))
    assert refused.value.explain(t)


def test_every_preset_can_be_used():
    for _, preset in PRESETS.values():
        assert set(check_weights(preset)) == set(PARTS) and sum(preset.values()) == 100


# Small data


@pytest.fixture
def small(country):
    """Malang has an MPP; Sigi has signed; capacity is on record for two."""
    country.write_mpp(country.mpp("35.07", "2020-01-01"))
    event = {"kode": "72.10", "kabkota": "Kabupaten Sigi", "tahap": "penandatanganan_komitmen",
             "tanggal": "2026-10-22", "sumber_url": country.source}  # fmt: skip
    country.write_table("stage_events", event)
    about = {"kode": "72.10", "kabkota": "Kabupaten Sigi", "sumber_url": country.source}
    country.write_table(
        "capacity",
        about | {"tahun": "2024", "kapasitas_fiskal": "tinggi", "daerah_tertinggal": "tidak"},
        about | {"tahun": "2025", "kapasitas_fiskal": "sangat rendah", "kemiskinan_persen": "11.5"},
        about | {"tahun": "2030", "kapasitas_fiskal": "sedang"},
        about
        | {"kode": "35.73", "kabkota": "Kota Malang", "tahun": "2025", "daerah_tertinggal": "ya"},
    )
    return country


def test_the_values_of_the_parts(small):
    dataset = small.load()
    assert not [fault for fault in dataset.faults if fault.file == "records/capacity.csv"]
    parts = measure_parts(take_snapshot(dataset, DAY, 508))
    assert parts.index.tolist() == ["35.10", "35.73", "72.10", "72.71"]
    assert parts["penduduk"].tolist() == [300, 200, 70, 50]
    # Banyuwangi borders on Malang (has one) and on the city; Sigi only on Palu.
    assert parts["tetangga"].tolist() == [0.5, 0, 0, 0]
    assert parts["tahap"].tolist()[2] == 1 and parts["tahap"].isna().sum() == 3
    assert parts["terhenti"]["72.10"] == 10
    assert parts["fiskal"]["72.10"] == 5 and parts["kemiskinan"]["72.10"] == 11.5
    # What 2025 leaves open is still known from 2024.
    assert parts["tertinggal"]["72.10"] == 0 and parts["tertinggal"]["35.73"] == 1
    assert parts["kabupaten"].tolist() == [1, 0, 1, 0]


def test_the_list_of_a_small_country(small, t):
    """People alone: 300, 200, 70, 50 give 100, 66.7, 33.3, 0."""
    dataset = small.load()
    snapshot = take_snapshot(dataset, DAY, 508)
    weights = check_weights({"penduduk": 10})
    ranked = list_priorities(snapshot, tuple(weights.items()))
    assert ranked.index.tolist() == ["35.10", "35.73", "72.10", "72.71"]
    assert ranked["score"].tolist() == pytest.approx([100, 200 / 3, 100 / 3, 0])
    # Filters leave the ranks as they are.
    kept = select_ranked(snapshot, weights, pd.Index(["72.10", "72.71"]))
    assert kept["rank"].tolist() == [3, 4]
    assert tell_ranked(kept, t)
    assert tell_ranked(kept.head(0), t)


def test_before_the_first_mpp_the_distance_is_not_known(small):
    dataset = small.load()
    parts = measure_parts(take_snapshot(dataset, dt.date(2019, 1, 1), 508))
    assert parts["jarak"].isna().all() and len(parts) == 5


# Forms


def make_values(**changes) -> pd.DataFrame:
    row = dict.fromkeys(PARTS, NAN) | {"penduduk": 900_000.0} | changes
    return pd.DataFrame([row], index=["a"])


@pytest.mark.parametrize(
    ("changes", "form", "rule"),
    [
        ({}, "gedung", ""),
        ({"penduduk": 299_999}, "mini", "sedang"),
        ({"penduduk": 300_000}, "gedung", ""),
        ({"penduduk": 99_999}, "digital", "kecil"),
        ({"penduduk": NAN}, "gedung", ""),
        ({"tertinggal": 1}, "digital", "terpencil"),
        ({"fiskal": 5}, "digital", "miskin"),
        ({"fiskal": 4}, "mini", "fiskal_rendah"),
        ({"tahap": 2, "tertinggal": 1, "penduduk": 10}, "gedung", "dibangun"),
        ({"tahap": 1, "tertinggal": 1}, "digital", "terpencil"),
    ],
)
def test_the_form_by_rules(changes, form, rule):
    assert suggest_forms(make_values(**changes)).iloc[0].tolist() == [form, rule]


def test_rules_can_be_switched_off():
    values = make_values(tertinggal=1, penduduk=50_000)
    assert suggest_forms(values, tuple(set(RULES) - {"terpencil"})).iloc[0]["rule"] == "kecil"
    assert suggest_forms(values, ("sedang",)).iloc[0].tolist() == ["mini", "sedang"]
    assert suggest_forms(values, ()).iloc[0].tolist() == ["gedung", ""]


# The data


def test_the_real_list(dataset, t):
    snapshot = take_snapshot(dataset, DAY)
    weights = check_weights(PRESETS["seimbang"][1])
    ranked = list_priorities(snapshot, tuple(weights.items()))
    missing = snapshot.areas.index[snapshot.areas["has_mpp"].eq(False)]
    assert set(ranked.index) == set(missing)
    assert ranked["rank"].is_monotonic_increasing and ranked["rank"].notna().all()
    assert ranked["jarak"].notna().all() and ranked["kemiskinan"].notna().all()
    # Fiscal capacity is on record for the east alone.
    assert ranked["fiskal"].notna().sum() == 110
    assert ranked["known"].between(50, 100).all() and (ranked["known"] < 100).any()
    table = list_ranked(dataset, ranked, tuple(RULES), t)
    assert list(table.frame) == list(table.titles) == list(table.kinds)
    assert len(set(table.titles.values())) == len(table.titles)
