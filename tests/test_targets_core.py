"""The target of a view and progress towards it, without a page."""

from __future__ import annotations

import datetime as dt

import pytest

from mppgeo.content.targets import find_target, measure_scene, name_targets, tell_progress
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import OWN_TARGET, Aim, View

TODAY = dt.date(2023, 6, 1)


def target(kode: str, day: str, share: str, source: str) -> dict[str, str]:
    return {
        "kode": kode, "tanggal": day, "persen": share, "penyebut": "508",
        "penyebut_sasaran": "Menteri", "tanggal_ucapan": "2020-01-31", "keterangan": f"Ind {kode}",
        "keterangan_en": f"Eng {kode}", "sumber_url": source,
    }  # fmt: skip


@pytest.fixture
def show(country):
    """Makes scenes of a country with two targets, three of six areas with an MPP."""
    country.write_table(
        "targets",
        target("akhir", "2030-12-31", "100", country.source),
        target("dekat", "2024-12-31", "50", country.source),
    )
    country.write_mpp(
        country.mpp("35.73", "2020-01-01"),
        country.mpp("72.10", "2022-01-01"),
        country.mpp("72.71", "2022-07-01"),
    )
    dataset = country.load()
    return lambda **filters: Scene(dataset, View(**filters), TODAY)


def test_without_a_choice_the_latest_target_counts(show):
    found = find_target(show())
    assert (found.kode, found.label, found.goal.share) == ("akhir", "Ind akhir", 100)
    assert found.goal.date == dt.date(2030, 12, 31)


def test_the_target_of_the_view_is_taken(show):
    assert find_target(show(sasaran=Aim(kode="dekat"), lang="en")).label == "Eng dekat"


def test_an_unknown_target_gives_the_latest(show):
    assert find_target(show(sasaran=Aim(kode="entah"))).kode == "akhir"


def test_a_target_of_ones_own_has_no_source(show):
    found = find_target(show(sasaran=Aim(date=dt.date(2027, 1, 1), share=80)))
    assert (found.kode, found.goal.share, found.source) == (OWN_TARGET, 80, ())


def test_without_any_target_one_begins_with_the_end_of_next_year(country):
    found = find_target(Scene(country.load(), View(), TODAY))
    assert (found.kode, found.goal.date, found.goal.share) == (
        OWN_TARGET, dt.date(2024, 12, 31), 100,
    )  # fmt: skip


def test_a_target_names_who_said_it_when_and_where(show, country):
    said, denominator = find_target(show(lang="en", denominator=514)).source
    assert said.value == "Menteri, 31 January 2020"
    assert [link.url for link in said.links] == [country.source]
    assert "508" in denominator.value and "514" in denominator.value


def test_targets_are_named_with_ones_own_last(show, english):
    assert name_targets(show().dataset, english) == {
        "akhir": "Eng akhir", "dekat": "Eng dekat", OWN_TARGET: "Own target",
    }  # fmt: skip


def test_progress_of_the_places_alone(show):
    """All of 6 areas: 3 are missing; of Jawa Timur's 3, 2; half of 6 is reached."""
    scene = show()
    assert measure_scene(scene, find_target(scene).goal).gap == 3
    java = show(provinsi=("35",))
    assert measure_scene(java, find_target(java).goal).gap == 2
    near = show(sasaran=Aim(kode="dekat"))
    assert measure_scene(near, find_target(near).goal).reached


def test_progress_of_one_kind_alone(show):
    """Kota Malang and Kota Palu have one; Sigi does, Malang and Banyuwangi do not."""
    kabupaten = show(jenis="kabupaten")
    assert measure_scene(kabupaten, find_target(kabupaten).goal).gap == 2


def test_progress_in_words(show, english):
    scene = show()
    facts = tell_progress(measure_scene(scene, find_target(scene).goal), TODAY, english)
    told = {fact.label: fact.value for fact in facts}
    assert told["Gap"] == "3 areas of 6 needed"
    # Up to the last opening, 1 July 2022: two within 12 months, two within 24.
    assert told["Pace of the last 12 months"] == "0.2 areas a month"
    assert told["Pace of the last 24 months"] == "0.1 areas a month"
    assert told["Measured to"].startswith("1 July 2022")
    assert "only 2 openings" in told["At today's pace"]


def test_progress_after_the_day_of_the_target(show, english):
    scene = show(sasaran=Aim(date=dt.date(2023, 1, 1), share=100))
    facts = tell_progress(measure_scene(scene, find_target(scene).goal), TODAY, english)
    assert "passed" in {fact.label: fact.value for fact in facts}["Pace needed"]


def test_a_reached_target_has_no_pace(show, english):
    scene = show(sasaran=Aim(kode="dekat"))
    facts = tell_progress(measure_scene(scene, find_target(scene).goal), TODAY, english)
    assert facts[-1].value == "reached"
    assert "Pace needed" not in {fact.label for fact in facts}
