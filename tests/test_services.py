"""MPP Digital, evaluations, institutions, ecosystems, sites: known, or said not to be."""

from __future__ import annotations

import datetime as dt

import pytest

from mppgeo.base.language import Language
from mppgeo.base.names import shorten
from mppgeo.content.card import make_card
from mppgeo.content.programme_tables import list_digital_areas, list_results, list_services
from mppgeo.content.sentences.services import tell_digital
from mppgeo.coverage import take_snapshot
from mppgeo.programme.facts import list_digital
from mppgeo.programme.services import (
    EXCELLENT,
    FAIR,
    GOOD,
    OTHER,
    VERY_GOOD,
    DigitalTotal,
    count_ecosystems,
    count_presence,
    count_reporting,
    find_digital_total,
    find_presence,
    judge_evaluations,
    list_years,
    read_predicate,
    tell_answers,
)
from mppgeo.scene.selection import select_areas
from mppgeo.scene.view import View

DAY = dt.date(2026, 11, 1)
ENGLISH = Language("en")


# MPP Digital


def test_27_of_199_areas_are_known(dataset):
    total = find_digital_total(dataset, DAY)
    assert (total.areas, total.date) == (199, dt.date(2024, 10, 8))
    assert total.sources and all(url.startswith("https://") for url in total.sources)
    assert list_digital(dataset, DAY)["kode"].nunique() == 27
    known = dict.fromkeys(list_digital(dataset, DAY)["kode"].drop_duplicates().sort_values())
    known = {kode: dataset.names[kode] for kode in known}
    told = tell_digital(known, total, False, ENGLISH)
    assert str(told) == (
        "27 areas are known to have MPP Digital; officially there were 199 in all of Indonesia"
        " on 8 October 2024, the list of which was not found."
    )
    few = {kode: known[kode] for kode in list(known)[:2]}
    told = tell_digital(few, None, False, ENGLISH)
    assert str(told).endswith(f" Known: {' and '.join(map(shorten, few.values()))}.")
    # The names lead to their areas.
    assert [part.kode for part in told.parts if part.kode] == list(few)
    told = str(tell_digital(known, total, False, Language("id")))
    assert "27" in told and "199" in told and "8 Oktober 2024" in told
    assert str(tell_digital({}, None, False, ENGLISH)).endswith("no official number by this day.")


@pytest.mark.parametrize(
    ("day", "known", "total"),
    [
        ("2017-10-01", 0, None), ("2023-06-19", 1, None), ("2023-06-20", 21, None),
        ("2024-06-29", 22, None), ("2024-06-30", 23, None), ("2024-10-07", 23, None),
        ("2024-10-08", 25, 199), ("2024-12-31", 26, 199),
    ],
)  # fmt: skip
def test_what_is_known_grows_with_the_day(dataset, day, known, total):
    day = dt.date.fromisoformat(day)
    assert list_digital(dataset, day)["kode"].nunique() == known
    found = find_digital_total(dataset, day)
    assert (found and found.areas) == total


def test_the_latest_official_number_counts(country):
    def quote(day: str, number: str, note: str = "") -> dict[str, str]:
        cells = {"tanggal": day, "jumlah_digital": number, "keterangan": note}
        return cells | {"sumber_url": country.source}

    country.write_table(
        "official_totals",
        quote("2025-01-01", "250"),
        quote("2024", "60", "MPP Digital per 31 Desember 2024: 61"),
        quote("2026-01-01", "", "MPP Digital 500"),
    )
    dataset = country.load()
    assert find_digital_total(dataset, DAY) == DigitalTotal(
        250, dt.date(2025, 1, 1), (country.source,)
    )
    assert find_digital_total(dataset, dt.date(2024, 12, 31)).areas == 60
    assert find_digital_total(dataset, dt.date(2024, 12, 30)) is None


def test_the_filters_keep_digital_areas(dataset, t):
    snapshot = take_snapshot(dataset, DAY)
    for view, number in ((View(), 27), (View(provinsi=("35",)), 6), (View(jenis="kota"), 11)):
        frame = list_digital_areas(snapshot, select_areas(snapshot, view), t).frame
        assert len(frame) == number and all(frame["sumber_url"].map(len) > 0)


# Evaluations


@pytest.mark.parametrize(
    ("written", "predicate"),
    [
        ("Prima", EXCELLENT),
        ("Prima (terbaik ke-2 kelompok kota)", EXCELLENT),
        ("Sangat Baik (A)", VERY_GOOD),
        ("Baik (peringkat 112 nasional)", GOOD),
        ("cukup", FAIR),
        ("Primadona", OTHER),
        ("Kurang", OTHER),
        ("<b>Prima</b>", OTHER),
        (None, OTHER),
        (float("nan"), OTHER),
    ],
)
def test_predicates_are_read_from_results(written, predicate):
    assert read_predicate(written) == predicate


def test_evaluations_on_record(dataset):
    snapshot = take_snapshot(dataset, DAY)
    assert list_years(snapshot) == [2025, 2024, 2023, 2022]
    assert len(judge_evaluations(dataset, DAY)) == 19
    assert len(judge_evaluations(dataset, DAY, 2023)) == 10
    assert set(judge_evaluations(dataset, DAY, 2023)["predicate"]) == {EXCELLENT}
    assert judge_evaluations(dataset, dt.date(2017, 10, 1)).empty
    in_2023 = judge_evaluations(dataset, dt.date(2023, 12, 31))
    assert in_2023["tahun"].max() == 2023


def test_results_without_a_year_come_last(country, t):
    country.write_mpp(country.mpp("35.10", "2020-01-01"))
    country.write_table(
        "evaluations",
        country.row("35.10", predikat="Prima"),
        country.row("35.73", predikat="Baik"),
        country.row("35.07", tahun="2022", predikat="Cukup"),
        country.row("35.10", tahun="2024", predikat="Baik", nilai="4.2"),
        country.row("72.10", tahun="2027", predikat="Baik"),
    )
    dataset = country.load()
    snapshot = take_snapshot(dataset, DAY)
    frame = list_results(snapshot, select_areas(snapshot, View()), None, t).frame
    assert frame["kode"].tolist() == ["35.10", "35.07", "35.10"]
    assert frame["tahun"].tolist() == ["2024", "2022", t("year not known")]


# Institutions and ecosystems


def test_of_most_institutions_nothing_is_known(dataset):
    mpp = take_snapshot(dataset, DAY).mpp
    presence = count_presence(dataset, mpp, DAY)
    assert len(presence) == 17 and presence["singkatan"].tolist()[2] == "MA"
    assert (presence[["present", "absent", "unknown"]].sum(axis=1) == len(mpp)).all()
    assert presence["unknown"].gt(len(mpp) / 2).all() and presence["present"].sum() > 400
    assert count_reporting(dataset, "presence", mpp, DAY) == 123
    ecosystems = count_ecosystems(dataset, mpp, DAY)
    assert ecosystems["present"].tolist() == [103, 5, 4, 22]
    assert (ecosystems["unknown"] == len(mpp) - ecosystems["present"]).all()


def test_the_latest_answer_of_each_mpp_counts(country):
    country.write_mpp(
        country.mpp("35.10", "2020-01-01"),
        country.mpp("35.07", "2021-01-01"),
        country.mpp("72.10", "2027-01-01"),
    )
    country.write_table(
        "institutions",
        *[
            {"urutan": str(n), "nama": name, "singkatan": name, "jenis": "lembaga",
             "tanggal_nota_kesepahaman": "2022-06-28", "sumber": country.source}
            for n, name in enumerate(("MA", "BNN", "PLN"))
        ],
    )  # fmt: skip
    country.write_table(
        "presence",
        country.row_of_mpp("35.10", singkatan="MA", hadir="ya", tanggal_data="2022-01"),
        country.row_of_mpp("35.10", singkatan="MA", hadir="tidak", tanggal_data="2023"),
        country.row_of_mpp("35.10", singkatan="MA", hadir="ya", tanggal_data=""),
        country.row_of_mpp("35.10", singkatan="BNN", hadir="ya", tanggal_data="2026-11-02"),
        country.row_of_mpp("35.07", singkatan="BNN", hadir="ya", tanggal_data="2026-11-01"),
        country.row_of_mpp("72.10", singkatan="PLN", hadir="ya", tanggal_data="2022"),
    )
    dataset = country.load()
    assert dataset.faults == ()
    snapshot = take_snapshot(dataset, DAY)
    counts = count_presence(dataset, snapshot.mpp, DAY)
    assert counts[["singkatan", "present", "absent", "unknown"]].to_numpy().tolist() == [
        ["MA", 0, 1, 1], ["BNN", 1, 0, 1], ["PLN", 0, 0, 2],
    ]  # fmt: skip
    banyuwangi = snapshot.mpp.set_index("kode", drop=False).loc["35.10"]
    assert tell_answers(find_presence(dataset, banyuwangi, DAY), ENGLISH) == "no: MA; not known: 2"
    early = find_presence(dataset, banyuwangi, dt.date(2022, 12, 31))
    assert tell_answers(early, ENGLISH) == "yes: MA; not known: 2"


# Services


def test_services_are_listed_with_the_date_of_the_figure(dataset, t):
    snapshot = take_snapshot(dataset, DAY)
    frame = list_services(snapshot, select_areas(snapshot, View()), t).frame
    assert len(frame) == len(snapshot.mpp)
    [row] = frame[frame["kode"] == "35.10"].itertuples()
    assert (row.jumlah_layanan, row.layanan_per) == (233, "24 Jan 2022")
    assert (frame["jumlah_layanan"].isna() == frame["layanan_per"].isna()).all()
    assert all(frame["sumber_url"][frame["jumlah_layanan"].notna()].map(len) > 0)


# The card


def facts_of(card) -> dict[str, str]:
    return {fact.label: fact.value for fact in (*card.mpps[0].facts, *card.facts)}


def test_the_card_joins_it_all(country):
    country.write_mpp(country.mpp("35.10", "2020-01-01"))
    country.write_table(
        "mpp_sites",
        country.row_of_mpp("35.10", alamat="Jl. Satu"),
        country.row_of_mpp("35.10", berlaku_sejak="2024", alamat="Jl. Tiga", gedung="baru"),
    )
    country.write_table(
        "ecosystems",
        country.row_of_mpp("35.10", ekosistem="bergerak", ada="ya", tanggal_data="2024"),
        country.row_of_mpp("35.10", ekosistem="mandiri", ada="tidak", tanggal_data="2025-03"),
    )
    country.write_table("mpp_digital", country.row("35.10", tahap="pilot"))
    report = {"tanggal": "2026-10-26", "status": "relokasi", "pelapor": "Bupati"}
    country.write_table("status_reports", country.row_of_mpp("35.10", **report))
    dataset = country.load()
    assert dataset.faults == ()
    card = make_card(take_snapshot(dataset, DAY), "35.10", ENGLISH)
    facts = facts_of(card)
    days = {fact.label: fact.day for fact in card.mpps[0].facts}
    assert days["Service ecosystems"] == "2024 – Mar 2025"
    assert facts["Status"] == "Moving or moved (reported 26 Oct 2026 by Bupati)"
    assert (facts["Address"], facts["Building"]) == ("Jl. Tiga", "New building")
    assert facts["Earlier site, since date not known"] == "Jl. Satu"
    assert facts["Service ecosystems"] == "yes: Mobile; no: Self-service; not known: 2"
    assert facts["Signatory institutions"] == "not known"
    assert facts["MPP Digital"] == "pilot"


def test_the_card_says_what_was_reported_last_and_where_nothing_was(dataset, t):
    facts = facts_of(make_card(take_snapshot(dataset, DAY), "75.03", t))
    silent = {
        "id": "Belum ada laporan",
        "en": "No report yet",
    }
    assert facts["Status"] == silent[t.code]
    told = facts_of(make_card(take_snapshot(dataset, DAY), "53.09", Language("en")))
    assert told["Status"].startswith("Not known; last told: Disrupted")
    reported = facts_of(make_card(take_snapshot(dataset, DAY), "14.71", Language("en")))
    assert reported["Status"].startswith("Operating (reported 7 Aug 2025 by")
