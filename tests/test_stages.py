"""Stages of areas: one each, by what is certain, and the time between commitment and opening."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mppgeo.base.language import Language
from mppgeo.content.programme_tables import (
    list_stage_events,
    list_stages,
    list_waiting,
    list_waiting_by_province,
)
from mppgeo.coverage import DENOMINATORS, take_snapshot
from mppgeo.programme.stages import (
    ASIDE,
    BUILDING,
    COMMITTED,
    FUNNEL,
    NOT_KNOWN,
    NOT_PLANNED,
    OPENED,
    PLANNED,
    SERVED,
    TRIAL,
    count_stages,
    find_waiting,
    judge_stages,
    measure_durations,
    select_events,
    tell_durations,
)
from mppgeo.scene.selection import select_areas
from mppgeo.scene.view import FIRST_DAY, View

DAY = dt.date(2023, 1, 1)
DAYS = st.dates(FIRST_DAY, dt.date(2026, 11, 1))
ENGLISH = Language("en")
INDONESIA = View()


@pytest.fixture
def country(country):
    """A small country in which no MPP is open unless a test opens one."""
    country.open_none()
    return country


def look(country, day: dt.date = DAY, view: View = INDONESIA, denominator: int = 509):
    dataset = country.load()
    assert dataset.faults == ()
    snapshot = take_snapshot(dataset, day, denominator, jenis=view.jenis)
    return dataset, snapshot, select_areas(snapshot, view)


def stages_of(country, day: dt.date = DAY) -> dict[str, str]:
    dataset, snapshot, _ = look(country, day)
    return judge_stages(snapshot)["stage"].to_dict()


def test_without_records_no_stage_is_known(country):
    stages = stages_of(country)
    assert len(stages) == 8 and set(stages.values()) == {NOT_KNOWN}


def test_jakartas_areas_are_as_far_as_jakarta(country):
    country.write_table("stage_events", country.event("31", "pembangunan", "2017-01-01"))
    stages = stages_of(country)
    assert {stages[kode] for kode in ("31", "31.71", "31.72")} == {BUILDING}


def test_every_area_stands_at_its_furthest_stage(country):
    country.write_mpp(country.mpp("35.10", "2020-01-01"), country.mpp("31", "2017-10-12"))
    country.write_table(
        "stage_events",
        country.event("35.10", "soft_launching", "2022-01-01"),
        country.event("35.07", "pembangunan", "2021-01-01"),
        country.event("35.07", "belum_direncanakan", "2022-01-01"),
        country.event("35.73", "penandatanganan_komitmen", ""),
        country.event("72.10", "gangguan", "2022-01-01"),
        country.event("72.71", "belum_direncanakan", "2022-06"),
        country.event("72", "pembangunan", "2022-06-01"),
    )
    assert stages_of(country) == {
        "31": SERVED, "31.71": SERVED, "31.72": SERVED, "35.07": BUILDING, "35.10": OPENED,
        "35.73": COMMITTED, "72.10": NOT_KNOWN, "72.71": NOT_PLANNED,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("date", "day", "stage"),
    [
        ("2022-06-30", "2022-06-29", NOT_KNOWN),
        ("2022-06-30", "2022-06-30", BUILDING),
        ("2022-06", "2022-06-29", NOT_KNOWN),
        ("2022-06", "2022-06-30", BUILDING),
        ("2022", "2022-12-30", NOT_KNOWN),
        ("2022", "2022-12-31", BUILDING),
        ("", "2017-10-01", BUILDING),
    ],
)
def test_a_stage_counts_from_the_day_on_which_it_is_certain(country, date, day, stage):
    country.write_table("stage_events", country.event("35.07", "pembangunan", date))
    assert stages_of(country, dt.date.fromisoformat(day))["35.07"] == stage


def test_what_is_not_counted_stands_at_the_soft_launching(country):
    undated = {"tanggal_peresmian": "", "presisi": "", "tanggal_awal": "", "tanggal_akhir": ""}
    country.write_mpp(
        country.mpp("35.07", "2022-05-01", hitungan_nasional="belum terbukti"),
        country.mpp("35.10", "", **undated, hitungan_nasional="tidak", sumber_tanggal="2022-03"),
    )
    country.write_table("stage_events", country.event("72.10", "peresmian", "2022-02-02"))
    early, later = stages_of(country, dt.date(2022, 1, 1)), stages_of(country)
    assert [early[kode] for kode in ("35.07", "35.10", "72.10")] == [NOT_KNOWN] * 3
    assert [later[kode] for kode in ("35.07", "35.10", "72.10")] == [TRIAL] * 3
    # Known to exist from the day of its source, but not since when.
    dataset, snapshot, selection = look(country)
    waiting = find_waiting(snapshot, selection)
    assert waiting.index.tolist()[:3] == ["35.07", "72.10", "35.10"]
    assert waiting["days"].tolist()[:2] == [245, 333]
    assert waiting["days"].isna().tolist()[:3] == [False, False, True]


def test_an_area_whose_record_is_left_out_is_not_known(country):
    country.write_mpp(country.mpp("35.10", "2020-01-01", status="tutup"))
    country.write_table("stage_events", country.event("35.10", "pembangunan", "2019-01-01"))
    dataset = country.load()
    stages = judge_stages(take_snapshot(dataset, DAY))
    assert stages.loc["35.10", "stage"] == NOT_KNOWN


def test_what_could_open_next_comes_first_and_filters_apply(country):
    country.write_table(
        "stage_events",
        country.event("35.07", "penandatanganan_komitmen", "2022-12-02"),
        country.event("35.10", "pembangunan", "2022-11-02"),
        country.event("35.10", "penandatanganan_komitmen", "2020-01-01"),
        country.event("35.73", "penandatanganan_komitmen", "2022"),
        country.event("72.10", "soft_launching", "2022-01-01"),
        country.event("72.71", "rencana_relokasi", "2022-01-01"),
    )
    dataset, snapshot, selection = look(country)
    waiting = find_waiting(snapshot, selection)
    known = waiting["days"].dropna()
    assert known.to_dict() == {"72.10": 365, "35.10": 60, "35.73": 1, "35.07": 30}
    # Jakarta and Palu, of which nothing is known, stand last, by name.
    assert waiting.index.tolist() == [*known.index, "31", "72.71"]
    assert waiting.loc["35.10", "step"] == BUILDING
    assert waiting.loc["35.10", "sumber_url"] == (country.source,)
    for view, kept in (
        (View(provinsi=("72",)), ["72.10", "72.71"]),
        (View(jenis="kota"), ["35.73", "72.71"]),
        (View(pulau=("jawa",)), ["35.10", "35.73", "35.07", "31"]),
    ):
        dataset, snapshot, selection = look(country, view=view)
        assert find_waiting(snapshot, selection).index.tolist() == kept
    table = list_waiting_by_province(*look(country)[1:], ENGLISH).frame
    assert table["whole"].to_dict() == {"35": 3, "72": 2, "31": 1}
    assert table["ready"].to_dict() == {"35": "Kab. Banyuwangi", "72": "Kab. Sigi", "31": ""}
    assert table.loc["35", [BUILDING, COMMITTED, NOT_KNOWN]].tolist() == [1, 2, 0]


def test_days_are_counted_from_the_last_step_however_far_it_was(country):
    country.write_table(
        "stage_events",
        country.event("35.07", "soft_launching", "2020-01-01"),
        country.event("35.07", "pembangunan", "2022-12-31"),
    )
    dataset, snapshot, selection = look(country)
    row, *others = find_waiting(snapshot, selection).itertuples()
    assert (row.stage, row.step, row.days) == (TRIAL, BUILDING, 1)


# The funnel


@pytest.mark.parametrize("denominator", DENOMINATORS)
def test_jakarta_counts_as_the_denominator_says(country, denominator):
    country.write_mpp(country.mpp("31", "2017-10-12"), country.mpp("35.10", "2020-01-01"))
    dataset, snapshot, selection = look(country, denominator=denominator)
    counts = count_stages(snapshot, selection)
    expected = {508: (1, 0, 4), 509: (1, 1, 4), 514: (1, 2, 4)}[denominator]
    assert tuple(counts[[OPENED, SERVED, NOT_KNOWN]]) == expected and counts.sum() == sum(expected)


@given(
    day=DAYS,
    denominator=st.sampled_from(DENOMINATORS),
    view=st.sampled_from(
        [View(), View(provinsi=("35", "31")), View(pulau=("papua",)), View(jenis="kota"),
         View(status="belum"), View(provinsi=("75",), jenis="kabupaten")]
    ),
)  # fmt: skip
def test_the_funnel_adds_up_to_the_areas(dataset, day, denominator, view):
    snapshot = take_snapshot(dataset, day, denominator, jenis=view.jenis)
    selection = select_areas(snapshot, view)
    counts = count_stages(snapshot, selection)
    assert counts.index.tolist() == list(FUNNEL) and (counts >= 0).all()
    if view.status is None:
        total = snapshot.total(tuple(selection.places))
        assert counts.sum() == total.areas
        assert counts[OPENED] + counts[SERVED] == total.areas_with_mpp
    stages = judge_stages(snapshot)
    assert stages.index.is_unique and set(stages["stage"]) <= set(FUNNEL)
    if view.status is None and not view.jenis:
        assert len(find_waiting(snapshot, selection)) == total.missing


def test_an_area_never_goes_back(dataset):
    days = [dt.date(year, 7, 1) for year in range(2018, 2027)]
    order = {stage: place for place, stage in enumerate((NOT_KNOWN, *FUNNEL[:7]))}
    before = None
    for day in days:
        stages = judge_stages(take_snapshot(dataset, day, 508))["stage"]
        reached = stages[stages.ne(ASIDE)].map(order)
        assert before is None or (reached >= before).all()
        before = reached


def test_the_stages_on_record(dataset):
    snapshot = take_snapshot(dataset, dt.date(2026, 11, 1))
    counts = count_stages(snapshot, select_areas(snapshot, View()))
    assert counts.to_dict() == {
        NOT_PLANNED: 2, PLANNED: 42, COMMITTED: 3, BUILDING: 14, TRIAL: 12, OPENED: 302,
        SERVED: 1, NOT_KNOWN: 133, ASIDE: 0,
    }  # fmt: skip


# Durations


def test_a_month_makes_the_duration_a_span(country):
    month = {
        "presisi": "bulan", "tanggal_peresmian": "2020-10", "tanggal_awal": "2020-10-01",
        "tanggal_akhir": "2020-10-31",
    }  # fmt: skip
    country.write_mpp(
        country.mpp("35.10", "2020-04-10"),
        country.mpp("35.73", "2020-10-31", **month),
        country.mpp("72.10", "2020-03-20"),
        country.mpp("72.71", "2019-01-01"),
        country.mpp("35.07", "", tanggal_peresmian="", presisi="", tanggal_awal="",
                    tanggal_akhir="2022-01-31"),
    )  # fmt: skip
    signed = "penandatanganan_komitmen"
    country.write_table(
        "stage_events",
        country.event("35.10", signed, "2020-03-31"),
        country.event("35.10", signed, "2020-04-05"),
        country.event("35.73", signed, "2020-09"),
        country.event("72.10", signed, "2020-03"),
        country.event("72.71", signed, "2020-03-10"),
        country.event("35.07", signed, "2020-03-10"),
    )
    dataset, snapshot, selection = look(country)
    found = measure_durations(snapshot, selection)
    spans = found.spans[["shortest", "longest"]].apply(tuple, axis=1).to_dict()
    # September to October: at least 1 day (30th to 1st), at most 60 (1st to 31st).
    assert spans == {"35.10": (10, 10), "72.10": (0, 19), "35.73": (1, 60)}
    assert (found.undated, found.reversed) == (1, 1)
    assert found.quantile(0.5) == (1, 19)
    assert found.quantile(0) == (0, 10) and found.quantile(1) == (10, 60)
    told = " ".join(tell_durations(found, ENGLISH))
    assert "dated for 3 areas: half of them took 1 to 19 days or less" in told


def test_one_area_and_none(country):
    dataset, snapshot, selection = look(country)
    empty = measure_durations(snapshot, selection)
    assert empty.quantile(0.5) is None and len(tell_durations(empty, ENGLISH)) == 1
    country.write_mpp(country.mpp("35.10", "2020-04-10"))
    country.write_table(
        "stage_events", country.event("35.10", "penandatanganan_komitmen", "2020-04-09")
    )
    dataset, snapshot, selection = look(country)
    told = tell_durations(measure_durations(snapshot, selection), ENGLISH)
    assert told == ["Commitment and opening are both dated for 1 area: it took 1 day."]


def test_an_opening_after_the_day_has_no_duration_yet(country):
    country.write_mpp(country.mpp("35.10", "2023-01-02"))
    country.write_table(
        "stage_events", country.event("35.10", "penandatanganan_komitmen", "2020-04-09")
    )
    dataset, snapshot, selection = look(country)
    assert measure_durations(snapshot, selection).spans.empty


def test_the_durations_on_record(dataset):
    snapshot = take_snapshot(dataset, dt.date(2026, 11, 1))
    found = measure_durations(snapshot, select_areas(snapshot, View()))
    assert (len(found.spans), found.undated, found.reversed) == (43, 1, 1)
    assert found.spans.loc["32.16", ["shortest", "longest"]].tolist() == [205, 213]
    assert found.quantile(0.5) == (722, 722)
    assert found.quantile(0) == (49, 49) and found.quantile(1) == (1919, 1919)


# Tables


def test_every_event_is_listed_with_its_source(dataset, t):
    snapshot = take_snapshot(dataset, dt.date(2026, 11, 1))
    selection = select_areas(snapshot, View())
    frame = list_stage_events(snapshot, selection, t).frame
    assert len(frame) == len(dataset.records["stage_events"]) == 539
    assert all(frame["sumber_url"].map(len) > 0) and frame["tahap"].notna().all()


def test_events_of_provinces_are_kept_by_place_alone(dataset):
    snapshot = take_snapshot(dataset, dt.date(2026, 11, 1))
    for view, kept in (
        (View(provinsi=("72",)), True),
        (View(provinsi=("72",), jenis="kota"), False),
    ):
        events = select_events(snapshot, select_areas(snapshot, view))
        assert ("72" in set(events["kode"])) is kept
        assert set(events["kode"].str[:2]) == {"72"}


def test_the_tables_say_only_what_is_known(country, t):
    country.write_table("stage_events", country.event("35.10", "pembangunan", "2022-06"))
    dataset, snapshot, selection = look(country)
    areas = list_stages(snapshot, selection, t).frame
    assert len(areas) == 6
    assert areas["step"].notna().to_dict() == {kode: kode == "35.10" for kode in areas.index}
    assert areas["tanggal"].isna().sum() == 5
    row, *others = list_waiting(snapshot, selection, t).frame.itertuples()
    assert (row.tanggal, row.days, row.sumber_url) == ("Jun 2022", 185, (country.source,))
    assert row.ago == {"id": "6 bulan lalu", "en": "6 months ago"}[t.code]
    assert len(others) == 5 and all(one.sumber_url == () for one in others)
