"""Our totals against the official ones."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from mppgeo.base.language import Language
from mppgeo.content.explanations import explain
from mppgeo.content.sentences.reconciliation import tell_reconciliation
from mppgeo.content.tables import list_comparisons
from mppgeo.growth.explanation import UNEXPLAINED, explain_difference, find_unfound
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


def test_the_command_prints_rows_with_sources(run, read_once):
    code, printed, _ = run("reconcile", "--format", "json")
    rows = json.loads(printed)
    assert code == 0
    assert {"date", "quoted", "ours", "difference", "said_by", "source"} <= set(rows[0])
    exact = [row for row in rows if row["difference"]]
    assert exact and all(row["difference"] == row["ours"] - row["quoted"] for row in exact)
    assert all(row["source"].startswith("http") for row in rows)


# What explains each difference


def test_the_two_that_were_not_found_are_told_with_their_days(dataset):
    """75 of 75 on 26 October 2022, 102 of 103 on 5 December; 138 of 139 on 7 September 2023, then
    two fewer at every total."""
    unfound = find_unfound(dataset)
    assert [(one.after, one.until) for one in unfound] == [
        (dt.date(2022, 10, 26), dt.date(2022, 12, 5)),
        (dt.date(2023, 9, 7), dt.date(2023, 10, 31)),
    ]
    assert tell_reconciliation(reconcile(dataset), unfound, Language("id")) == (
        "Pada 15 Desember 2025 angka resmi 305 MPP, catatan kami 303. 2 MPP dalam angka resmi belum"
        " ditemukan; peresmiannya: sesudah 26 Oktober 2022 dan paling lambat 5 Desember 2022;"
        " sesudah 7 September 2023 dan paling lambat 31 Oktober 2023."
    )


@pytest.mark.parametrize(
    ("day", "quoted", "said"),
    [
        ("2025-12-15", 305, "Our records hold 2 fewer: 2 of the total were not found for our records,"
         " unless Kab. Dharmasraya and Kota Depok, which stand on two official lists, were counted"
         " twice."),
        ("2024-06-24", 208, "Our records hold 4 fewer: 2 are on an official list of before the day"
         " from which we count them (Kab. Dharmasraya and Kota Depok); 2 of the total were not found"
         " for our records."),
        ("2024-04-03", 153, "Our records hold 36 more: an old total was quoted, as 191 had been told"
         " on 7 March 2024 already."),
        ("2024-05-02", 216, "Our records hold 27 fewer: the total was too high, as 191 was told"
         " later, on 24 June 2024."),
        ("2022-09-26", 68, "Our records hold 1 more: the total was quoted between the openings of"
         " that day."),
        ("2019-12-03", 17, "Our records hold 3 more: 3 may not be in the total, as no opening by the"
         " minister is on record of Kota Bekasi, Kab. Kulon Progo, and Kab. Probolinggo."),
        ("2018-01-18", 3, "No difference."),
    ],
)  # fmt: skip
def test_a_difference_is_explained_in_one_sentence(dataset, english, day, quoted, said):
    rows = [c for c in reconcile(dataset) if str(c.day) == day and c.quoted == quoted]
    assert {explain(dataset, one, english) for one in rows} == {said}


def test_the_parts_add_up_to_the_difference(dataset):
    for one in reconcile(dataset):
        parts = explain_difference(dataset, one)
        assert sum(part.count for part in parts) == abs(one.difference), one
        assert not any(part.kind == UNEXPLAINED for part in parts), one


def test_what_no_record_explains_is_said_to_be_so(country, english):
    country.write_mpp(country.mpp("35.10", "2020-01-01"), country.mpp("35.07", "2020-02-01"))
    totals = [
        {"tanggal": day, "jumlah_mpp": quoted, "sumber_url": country.source}
        for day, quoted in (("2020-01-15", "0"), ("2020-02-01", "3"))
    ]
    country.write_table("official_totals", *totals)
    dataset = country.load()
    first, last = reconcile(dataset)
    assert explain(dataset, first, english) == "Our records hold 1 more: 1 is not explained."
    assert explain(dataset, last, english) == (
        "Our records hold 1 fewer: 1 of the total was not found for our records."
    )
    assert tell_reconciliation([first, last], find_unfound(dataset), english) == (
        "On 1 February 2020 the official total was 3, ours 2. 1 MPP of the official total is still"
        " not found; it must have opened after 15 January 2020 and by 1 February 2020."
    )
    assert tell_reconciliation([], (), english) == "No official total is on record up to this day."
