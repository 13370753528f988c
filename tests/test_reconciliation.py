"""Our totals against the official ones."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys

import pytest

from mppgeo.base.paths import PROJECT
from mppgeo.content.tables import list_comparisons
from mppgeo.growth.reconciliation import MISSING, NOT_COUNTED, REPEATED, check_statements, reconcile


def test_every_official_number_is_compared(dataset):
    totals = dataset.records["official_totals"]
    assert len(reconcile(dataset)) == totals["jumlah_mpp"].notna().sum()


def test_the_count_of_may_2022_is_near_the_official_one(dataset):
    [one] = [c for c in reconcile(dataset) if c.day == dt.date(2022, 5, 24)]
    assert one.quoted == 57 and abs(one.difference) <= 1


def test_the_last_total_is_explained_by_name(dataset, english):
    one = next(c for c in reconcile(dataset) if c.quoted == 305)
    assert (one.day, one.ours, one.difference) == (dt.date(2025, 12, 15), 303, -2)
    reasons = {reason.sentence: reason for reason in one.reasons}
    # 3 short: the two listed twice, and one of the two not counted, would make it up.
    assert MISSING not in reasons
    assert set(reasons[REPEATED].names) >= {"Kab. Dharmasraya", "Kota Depok"}
    assert "Kab. Berau" in reasons[NOT_COUNTED].names
    told = [reason.describe(english) for reason in one.reasons]
    assert any(text.startswith("9 MPPs opened on that very day") for text in told)
    assert not any("{" in text for text in told)


def test_differences_are_computed_not_entered(country):
    country.write_mpp(
        country.mpp("35.10", "2020-01-01"),
        country.mpp("35.73", "2020-01-01", hitungan_nasional="belum terbukti"),
    )
    total = {"tanggal": "2020-06", "jumlah_mpp": ">3", "sumber_url": country.source}
    country.write_table("official_totals", total)
    # The last opening is of January: up to the day of the total nothing is known yet.
    assert reconcile(country.load()) == ()
    country.write_table("attestations", {"tanggal": "2020-06-30", "pelapor": "KemenPANRB"})
    [one] = reconcile(country.load())
    assert (one.day, one.quoted, one.at_least, one.ours) == (dt.date(2020, 6, 30), 3, True, 1)
    found = {reason.sentence: (reason.count, reason.names) for reason in one.reasons}
    assert found == {NOT_COUNTED: (1, ("Kota Malang",)), MISSING: (1, ())}


@pytest.mark.parametrize(
    ("quoted", "ours", "before", "difference", "basis"),
    [
        ("1", 1, True, 0, "before the 2 openings of that day; after them 3"),
        ("3", 3, False, 0, "after the 2 openings of that day; before them 1"),
        ("4", 3, False, -1, "after the 2 openings of that day; before them 1"),
        ("2", 3, False, 1, "after the 2 openings of that day; before them 1"),
        (">2", 3, False, 0, "“more than” was quoted; after the 2 openings of that day; before them 1"),
    ],
)  # fmt: skip
def test_the_count_that_a_difference_rests_on_stands_in_the_row(
    country, english, quoted, ours, before, difference, basis
):
    country.write_mpp(
        country.mpp("35.07", "2020-01-01"),
        country.mpp("35.10", "2020-06-01"),
        country.mpp("35.73", "2020-06-01"),
    )
    total = {"tanggal": "2020-06-01", "jumlah_mpp": quoted, "sumber_url": country.source}
    country.write_table("official_totals", total)
    [one] = reconcile(country.load())
    assert (one.ours, one.before, one.opened, one.difference) == (ours, before, 2, difference)
    row = list_comparisons([one], english).frame.iloc[0]
    assert (row["ours"], row["difference"], row["basis"]) == (ours, difference, basis)


def test_before_and_after_the_ceremony_of_december_2025(dataset):
    """Nine opened on that day: 296 was quoted before them, 305 after."""
    rows = [c for c in reconcile(dataset) if c.day == dt.date(2025, 12, 15)]
    found = {(c.quoted, c.at_least): (c.ours, c.before, c.difference) for c in rows}
    assert found == {
        (296, False): (294, True, -2), (296, True): (303, False, 0), (305, False): (303, False, -2),
    }  # fmt: skip


def test_statements_about_provinces_use_the_provinces_of_their_day(dataset):
    checks = {(check.day, check.kind): check for check in check_statements(dataset)}
    early = checks[dt.date(2022, 6, 28), "tanpa"]
    assert not set(early.ours) & {"93", "94", "95", "96"} and early.quoted == 11
    assert checks[dt.date(2024, 12, 12), "lengkap"].agrees
    assert checks[dt.date(2024, 12, 12), "tanpa"].agrees
    assert checks[dt.date(2025, 9, 24), "lengkap"].agrees


def test_the_command_prints_rows_with_sources():
    command = [sys.executable, "-m", "mppgeo", "reconcile", "--format", "json"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    rows = json.loads(done.stdout)
    assert {"date", "quoted", "ours", "difference", "said_by", "source"} <= set(rows[0])
    exact = [row for row in rows if row["difference"]]
    assert exact and all(row["difference"] == row["ours"] - row["quoted"] for row in exact)
    assert all(row["source"].startswith("http") for row in rows)
