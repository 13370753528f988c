from __future__ import annotations

import datetime as dt

import pytest

from mppgeo.scene.playlist import find_step, list_steps, next_step, show_step
from mppgeo.scene.view import KABKOTA, PRESENT, View

TODAY = dt.date(2026, 2, 1)
EARLY = dt.date(2021, 1, 1)
"""Before the four provinces split off Papua and Papua Barat."""


def steps_of(dataset, **fields) -> tuple[str | None, ...]:
    return list_steps(dataset, View(**fields), TODAY)


def test_the_nation_comes_first_then_all_provinces(country):
    assert steps_of(country.load()) == (None, "31", "35", "72")


def test_filters_by_place_make_the_list(country):
    small = country.load()
    assert steps_of(small, pulau=("jawa",)) == (None, "31", "35")
    assert steps_of(small, pulau=("jawa", "sulawesi")) == (None, "31", "35", "72")
    assert steps_of(small, provinsi=("35", "72")) == (None, "35", "72")
    assert steps_of(small, provinsi=("35",), pulau=("jawa",)) == (None, "35")
    assert steps_of(small, pulau=("papua",)) == (None,)


def test_other_filters_leave_the_list_as_it_is(country):
    small = country.load()
    whole = (None, "31", "35", "72")
    assert steps_of(small, jenis="kota", status="ada", denominator=508, kode="35.10") == whole


def test_provinces_not_yet_set_up_are_left_out(dataset):
    papua = ("91", "92", "93", "94", "95", "96")
    assert steps_of(dataset, pulau=("papua",)) == (None, *papua)
    assert steps_of(dataset, pulau=("papua",), as_of=EARLY) == (None, "91", "92")
    assert len(steps_of(dataset)) == 1 + 38 and len(steps_of(dataset, as_of=EARLY)) == 1 + 34
    assert steps_of(dataset, provinsi=("95",), as_of=EARLY) == (None,)


@pytest.mark.parametrize(
    ("fields", "step"),
    [
        ({}, None),
        ({"langkah": "95"}, "95"),
        ({"langkah": "95", "as_of": EARLY}, "91"),
        ({"langkah": "95", "as_of": EARLY, "pulau": ("papua",)}, "91"),
        ({"langkah": "95", "as_of": EARLY, "provinsi": ("95",)}, None),
        ({"langkah": "35", "provinsi": ("33",)}, None),
    ],
    ids=str,
)
def test_a_step_is_one_of_the_day(dataset, fields, step):
    view = View(mode=PRESENT, **fields)
    assert find_step(dataset, view, TODAY) == step
    assert step in list_steps(dataset, view, TODAY)


def test_next_goes_round():
    steps = (None, "31", "35")
    assert [next_step(steps, step) for step in steps] == ["31", "35", None]
    assert next_step((None,), None) is None


def test_a_step_shows_what_the_pages_show():
    view = View(
        as_of=EARLY, provinsi=("33", "35"), pulau=("jawa",), level=KABKOTA, jenis="kota",
        status="ada", denominator=514, kode="35.78", sejak=EARLY, lang="en",
    ).present(20)  # fmt: skip
    kept = {"as_of": EARLY, "jenis": "kota", "denominator": 514, "lang": "en"}
    assert show_step(view, None) == View(**kept)
    assert show_step(view, "35") == View(**kept, provinsi=("35",), level=KABKOTA)
