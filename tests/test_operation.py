"""How MPPs work: reported, told by the press or not at all, each MPP in one condition."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mppgeo.base.language import Language
from mppgeo.content.programme_tables import list_operation, list_reports
from mppgeo.coverage import take_snapshot
from mppgeo.programme.operation import (
    CONDITIONS,
    DISRUPTED,
    INACTIVE,
    LATE,
    MOVED,
    NEVER,
    NO_DATA,
    NO_MPP,
    NOT_KNOWN,
    NOTHING,
    OPERATING,
    RECENT,
    REPORTED,
    SERVED,
    TOLD,
    UNREPORTED,
    count_conditions,
    find_hindered,
    find_unreported,
    judge_areas,
    judge_operation,
    list_history,
    tell_status,
)
from mppgeo.scene.selection import keep_mpp, select_areas
from mppgeo.scene.view import FIRST_DAY, View

DAY = dt.date(2026, 11, 16)
ENGLISH = Language("en")


def report(country, kode: str, tanggal: str, status: str, **changes: str) -> dict[str, str]:
    row = {"tanggal": tanggal, "status": status, "pelapor": "Bagian Organisasi", "sumber_url": ""}
    return country.row_of_mpp(kode, **row | changes)


@pytest.fixture
def opened(country):
    """Four MPPs open: Banyuwangi, Malang, Kota Malang and Jakarta's."""
    country.write_mpp(
        country.mpp("35.10", "2020-01-06"),
        country.mpp("35.07", "2021-01-04"),
        country.mpp("35.73", "2022-01-03"),
        country.mpp("31", "2017-10-12"),
    )
    return country


def judge(country, day: dt.date = DAY, weeks: int = 4) -> pd.DataFrame:
    dataset = country.load()
    assert dataset.faults == ()
    return judge_operation(take_snapshot(dataset, day), weeks).set_index("area")


def test_without_reports_nothing_is_said_to_work(opened):
    found = judge(opened)
    assert set(found["condition"]) == {UNREPORTED} and set(found["basis"]) == {NOTHING}
    assert set(found["status"]) == {NOT_KNOWN}
    assert set(found["reporting"]) == {NEVER} and found["reported"].isna().all()
    # 6 January 2020 and 16 November 2026 are both a Monday, 358 weeks apart.
    assert found.loc["35.10", "weeks"] == 358
    assert tell_status(found.loc["35.10"], ENGLISH) == ("No report yet")


def test_the_last_report_up_to_the_day_counts(opened):
    opened.write_table(
        "status_reports",
        report(opened, "35.10", "2026-11-09", "terganggu"),
        report(opened, "35.10", "2026-11-02", "beroperasi"),
        report(opened, "35.10", "2026-11-17", "tidak aktif"),
    )
    row = judge(opened).loc["35.10"]
    assert (row["status"], row["condition"], row["basis"]) == (DISRUPTED, DISRUPTED, REPORTED)
    assert (row["reported"], row["weeks"]) == (pd.Timestamp("2026-11-09"), 1)
    assert tell_status(row, ENGLISH) == "Disrupted (reported 9 Nov 2026 by Bagian Organisasi)"
    assert judge(opened, dt.date(2026, 11, 8)).loc["35.10", "status"] == OPERATING
    assert judge(opened, dt.date(2026, 11, 1)).loc["35.10", "basis"] == NOTHING


@pytest.mark.parametrize(
    ("day", "weeks", "reporting"),
    [
        ("2026-11-16", 1, RECENT),
        ("2026-11-09", 1, RECENT),
        ("2026-11-08", 1, LATE),
        ("2026-10-19", 4, RECENT),
        ("2026-10-18", 4, LATE),
        ("2026-10-18", 5, RECENT),
    ],
)
def test_a_report_is_late_after_the_weeks_chosen(opened, day, weeks, reporting):
    opened.write_table("status_reports", report(opened, "35.10", day, "beroperasi"))
    found = judge(opened, weeks=weeks)
    assert found.loc["35.10", "reporting"] == reporting
    # However late, what was reported last stays the status.
    assert found.loc["35.10", "condition"] == OPERATING
    late = find_unreported(found.reset_index())["area"].tolist()
    others = ["31", "35.07", "35.73"]
    assert late == (others if reporting == RECENT else [*others, "35.10"])


@pytest.mark.parametrize(
    ("stage", "date", "condition"),
    [
        ("gangguan", "2026-11-10", DISRUPTED),
        ("gangguan", "2026-10-19", DISRUPTED),
        ("gangguan", "2026-10-18", NOT_KNOWN),
        ("gangguan", "2026-10", DISRUPTED),
        ("gangguan", "2025", NOT_KNOWN),
        ("gangguan", "", NOT_KNOWN),
        ("relokasi", "2026-11-10", MOVED),
        ("relokasi", "2025-12-16", NOT_KNOWN),
        ("rencana_relokasi", "2026-11-10", UNREPORTED),
        ("gangguan", "2026-11", UNREPORTED),
        ("gangguan", "2019-12-31", UNREPORTED),
        ("soft_launching", "2026-11-10", UNREPORTED),
    ],
)
def test_what_the_press_told_holds_for_some_weeks(opened, stage, date, condition):
    opened.write_table("stage_events", opened.event("35.10", stage, date))
    operation = judge(opened)
    row = operation.loc["35.10"]
    assert row["condition"] == condition
    assert row["basis"] == (NOTHING if condition == UNREPORTED else TOLD)
    assert row["reporting"] == NEVER, "the press is not a report"
    assert len(find_hindered(operation)) == (condition == DISRUPTED)


def test_the_younger_of_report_and_event_counts(opened):
    opened.write_table(
        "stage_events",
        opened.event("35.10", "gangguan", "2026-11-10"),
        opened.event("35.07", "gangguan", "2026-11-10"),
        opened.event("35.73", "gangguan", ""),
    )
    opened.write_table(
        "status_reports",
        report(opened, "35.10", "2026-11-10", "beroperasi"),
        report(opened, "35.07", "2026-11-09", "beroperasi"),
        report(opened, "35.73", "2023-01-01", "beroperasi"),
    )
    found = judge(opened)
    assert found["condition"].to_dict() == {
        "31": UNREPORTED, "35.10": OPERATING, "35.07": DISRUPTED, "35.73": OPERATING,
    }  # fmt: skip
    assert found.loc["35.07", "reporting"] == RECENT


def test_a_stale_event_is_told_with_its_day(opened):
    opened.write_table("stage_events", opened.event("35.10", "gangguan", "2023-03"))
    row = judge(opened).loc["35.10"]
    assert (row["status"], row["told"]) == (NOT_KNOWN, DISRUPTED)
    assert tell_status(row, ENGLISH) == "Not known; last told: Disrupted, Mar 2023"


def test_of_several_mpps_the_worst_stands_for_the_area(opened):
    opened.write_mpp(
        opened.mpp("35.10", "2020-01-06", nama_mpp="MPP Satu"),
        opened.mpp("35.10", "2021-01-06", nama_mpp="MPP Dua"),
        opened.mpp("35.73", "2021-01-06", status="entah"),
        opened.mpp("31", "2017-10-12"),
    )
    opened.write_table(
        "status_reports",
        report(opened, "35.10", "2026-11-09", "tidak aktif", nama_mpp="mpp dua"),
        report(opened, "35.10", "2026-11-09", "beroperasi", nama_mpp="MPP Satu"),
    )
    dataset = opened.load()
    snapshot = take_snapshot(dataset, DAY)
    operation = judge_operation(snapshot)
    assert count_conditions(operation).to_dict() == {
        OPERATING: 1, UNREPORTED: 1, MOVED: 0, DISRUPTED: 0, INACTIVE: 1, NOT_KNOWN: 0,
    }  # fmt: skip
    areas = judge_areas(operation, snapshot)
    assert areas["condition"].to_dict() == {
        "31.71": SERVED, "31.72": SERVED, "35.07": NO_MPP, "35.10": INACTIVE, "35.73": NO_DATA,
        "72.10": NO_MPP, "72.71": NO_MPP,
    }  # fmt: skip
    assert areas.loc["35.10", "reporting"] == RECENT


@settings(max_examples=20)
@given(day=st.dates(FIRST_DAY, dt.date(2026, 11, 1)), weeks=st.integers(1, 104))
def test_every_mpp_that_counts_is_in_one_condition(dataset, day, weeks):
    snapshot = take_snapshot(dataset, day)
    operation = judge_operation(snapshot, weeks)
    assert operation.index.tolist() == snapshot.mpp.index.tolist()
    assert count_conditions(operation).sum() == len(snapshot.mpp)
    silent = operation["basis"].eq(NOTHING)
    assert silent.equals(operation["condition"].eq(UNREPORTED))
    areas = judge_areas(operation, snapshot)
    with_mpp = areas["condition"].isin(CONDITIONS)
    assert with_mpp.equals(snapshot.kabkota["status"].eq("ada"))
    parts = [
        len(keep_mpp(operation, select_areas(snapshot, View(provinsi=(kode,)))))
        for kode in dataset.provinsi_names
    ]
    assert sum(parts) == len(operation)


def test_the_status_on_record(dataset):
    snapshot = take_snapshot(dataset, dt.date(2026, 11, 1))
    operation = judge_operation(snapshot)
    told = operation[operation["basis"].eq(TOLD)]
    # The press told of a disruption after the last report, or there is none; too long ago.
    assert set(told["area"]) == {"53.09", "74.04"} and set(told["condition"]) == {NOT_KNOWN}
    assert operation["basis"].eq(REPORTED).sum() + len(told) == 303 - 143
    history = list_history(snapshot, select_areas(snapshot, View()))
    # 239 reports, and what the press told: 33 events newly on record and 5 older ones.
    assert len(history) == 239 + 38
    assert all(history["sumber_url"].map(len) > 0)
    spring = judge_operation(take_snapshot(dataset, dt.date(2023, 4, 10)))
    assert spring.set_index("area").loc["14.71", "condition"] == DISRUPTED


# History and tables


def test_the_history_is_that_of_the_day_the_latest_first(opened):
    opened.write_table(
        "status_reports",
        report(opened, "35.10", "2026-11-09", "terganggu", keterangan="Listrik padam"),
        report(opened, "35.10", "2026-11-17", "beroperasi"),
        report(opened, "31", "2026-11-02", "beroperasi"),
    )
    opened.write_table(
        "stage_events",
        opened.event("35.10", "relokasi", "2025"),
        opened.event("35.10", "gangguan", ""),
        opened.event("72.10", "gangguan", ""),
        opened.event("35.10", "pembangunan", "2019"),
    )
    dataset = opened.load()
    snapshot = take_snapshot(dataset, DAY)
    everywhere = select_areas(snapshot, View())
    history = list_history(snapshot, everywhere)
    assert history[["kode", "said"]].apply(tuple, axis=1).tolist() == [
        ("35.10", "terganggu"), ("31", "beroperasi"), ("35.10", "relokasi"), ("35.10", "gangguan"),
    ]  # fmt: skip
    assert len(list_history(snapshot, everywhere, "35.10")) == 3
    towns = select_areas(snapshot, View(jenis="kota"))
    assert list_history(snapshot, towns).empty
    frame = list_reports(snapshot, everywhere, None, ENGLISH).frame
    assert frame["basis"].tolist() == ["report", "report", "press", "press"]
    assert frame["rough"].tolist() == ["", "", "2025", "date not known"]


def test_the_table_keeps_unreported_and_reported_apart(opened, t):
    opened.write_table("status_reports", report(opened, "35.73", "2026-11-09", "beroperasi"))
    dataset = opened.load()
    snapshot = take_snapshot(dataset, DAY)
    selection = select_areas(snapshot, View())
    frame = list_operation(snapshot, selection, 4, t).frame
    assert frame["kode"].tolist()[0] == "35.73" and len(frame) == 4
    reported, *others = frame["condition"]
    assert len(set(others)) == 1 and reported not in others
    late = list_operation(snapshot, selection, 4, t, unreported=True).frame
    assert late["kode"].tolist() == ["31", "35.10", "35.07"]
