"""Up to which day the list of openings is known, and that figures bear no later one."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mppgeo.base.clock import OLD_AFTER, Known
from mppgeo.coverage import take_snapshot
from mppgeo.openings import find_known_until
from mppgeo.programme.clocks import FIGURES, REPORTS, STAGES, find_latest_fact
from mppgeo.records.schema import RECORDS

END = dt.date(2025, 12, 15)
DAYS = st.dates(dt.date(2017, 1, 1), dt.date(2030, 12, 31))


def total(day: str, **cells: str) -> dict[str, str]:
    return {"tanggal": day, "jumlah_mpp": "3", "sumber_url": "https://example.go.id/a"} | cells


@pytest.mark.parametrize(
    ("totals", "attested", "uncounted", "until"),
    [
        ([], [], False, "2019-01-01"),
        ([], [], True, "2019-01-01"),
        ([total("2020-05-04")], [], False, "2020-05-04"),
        ([total("2020-05-04", jumlah_mpp=">2")], [], False, "2020-05-04"),
        ([total("2018-05-04")], [], False, "2019-01-01"),
        ([total("2020-05")], [], False, "2019-01-01"),
        ([total("2020-05-04", jumlah_mpp="")], [], False, "2019-01-01"),
        ([total("2020-05-04", lingkup="daerah")], [], False, "2019-01-01"),
        ([total("2020-05-04", lingkup="nasional")], ["2020-06-30"], False, "2020-06-30"),
        ([], ["2018-06-30", "2018-07-31"], False, "2019-01-01"),
    ],
    ids=[
        "openings", "one that does not count", "a total", "more than", "an earlier total",
        "a month's", "no number", "a region's", "an attestation", "earlier attestations",
    ],
)  # fmt: skip
def test_the_day_follows_from_the_records(known, totals, attested, uncounted, until):
    if uncounted:
        path = known.folder / "records" / "mpp.csv"
        row = known.mpp("72.10", "2021-03-01", hitungan_nasional="tidak")
        path.write_text(path.read_text() + ",".join(row.values()) + "\n")
    known.write_table("official_totals", *totals)
    known.write_table(
        "attestations", *({"tanggal": day, "pelapor": "Kementerian"} for day in attested)
    )
    dataset = known.load()
    assert dataset.faults == known.load().faults and len(dataset.mpp) == 3 + uncounted
    assert find_known_until(dataset) == dt.date.fromisoformat(until)


def test_of_no_records_no_day_is_known(country):
    country.write_mpp()
    assert find_known_until(country.load()) is None
    assert take_snapshot(country.load(), END).day == END


def test_data_without_the_table_of_attestations_are_whole(known):
    (known.folder / RECORDS["attestations"].FILE).unlink()
    dataset = known.load()
    assert "attestations" not in dataset.unreadable
    assert not [fault for fault in dataset.faults if "attestations" in fault.file]


def test_the_projects_own_records_end_with_the_last_inaugurations(dataset):
    assert find_known_until(dataset) == END


@given(day=DAYS)
def test_no_snapshot_bears_a_later_day(dataset, day):
    snapshot = take_snapshot(dataset, day)
    assert snapshot.as_of == day and snapshot.day == snapshot.total().day == min(day, END)
    last = take_snapshot(dataset, END)
    if day > END:
        assert snapshot.kabkota.equals(last.kabkota) and snapshot.total() == last.total()


@given(as_of=DAYS, until=st.none() | DAYS, today=DAYS)
def test_a_day_known_is_never_after_the_one_asked_for(as_of, until, today):
    known = Known(as_of, until, today)
    assert known.day == (as_of if until is None else min(as_of, until))
    assert known.is_latest == (until is None or as_of >= until)
    assert not known.is_old or (today - until).days > 90 and known.day == until


def test_from_when_on_records_are_old_is_a_setting(monkeypatch):
    known = Known(END, END, END + dt.timedelta(days=20))
    assert not known.is_old
    monkeypatch.setenv(OLD_AFTER, "19")
    assert known.is_old


def test_stages_reports_and_figures_have_their_own_clocks(known):
    known.write_table(
        "stage_events",
        known.event("72.10", "penandatanganan_komitmen", "2020-03"),
        known.event("72.71", "penandatanganan_komitmen", "2023-01-05"),
    )
    known.write_table(
        "status_reports",
        known.row_of_mpp("35.10", nama_mpp="MPP Banyuwangi", tanggal="2022-02-03", status="beroperasi", pelapor="Dinas"),
    )  # fmt: skip
    dataset = known.load()
    found = {
        (kind, year): find_latest_fact(dataset, kind, dt.date(year, 6, 30))
        for kind in (STAGES, REPORTS, FIGURES)
        for year in (2019, 2022)
    }
    assert found[STAGES, 2019] is None and found[STAGES, 2022] == dt.date(2020, 3, 31)
    assert found[REPORTS, 2019] is None and found[REPORTS, 2022] == dt.date(2022, 2, 3)
    assert found[FIGURES, 2022] is None
