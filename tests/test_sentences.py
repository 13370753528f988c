"""Figures in sentences: every case of every sentence, in both languages."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from mppgeo.base.clock import Known
from mppgeo.base.language import Language
from mppgeo.content import sentences
from mppgeo.content.provenance import Difference
from mppgeo.coverage import Totals, take_snapshot
from mppgeo.growth.pace import Goal, Progress
from mppgeo.scene.view import View

DAY = dt.date(2023, 1, 31)
IN = {"id": Language("id"), "en": Language("en")}


def total(areas=6, with_mpp=3, unknown=0, people=(1_234_567, 2_469_134), **changes) -> Totals:
    """Hand-made figures; ``people`` = covered and all."""
    covered, everybody = people
    figures = {
        "day": DAY,
        "denominator": 509,
        "areas": areas,
        "areas_with_mpp": with_mpp,
        "coverage_pct": 100 * with_mpp / areas if areas else None,
        "mpp_count": with_mpp,
        "population_covered": covered,
        "population_total": everybody,
        "population_covered_pct": 100 * covered / everybody if everybody else None,
        "provinsi_complete": 0,
        "provinsi_without": 0,
        "provinsi_count": 3,
        "unknown": unknown,
    }
    return Totals(**(figures | changes))


def progress(**changes) -> Progress:
    figures = {
        "areas": 1000, "areas_with_mpp": 10, "needed": 1000, "gap": 990,
        "day": dt.date(2022, 12, 31), "pace_12": 1.5, "pace_24": 2.26,
        "pace_needed": 12.345, "openings": 54, "projected": dt.date(2030, 5, 6),
        "earliest": dt.date(2029, 1, 1), "latest": dt.date(2031, 12, 1),
    }  # fmt: skip
    return Progress(**(figures | changes))


def both(*cases):
    """Parametrize over (what goes in, Indonesian, English)."""
    flat = [
        pytest.param(IN[lang], given, said, id=f"{said[:40]}")
        for given, *told in cases
        for lang, said in zip(IN, told, strict=True)
    ]
    return pytest.mark.parametrize(("t", "given", "said"), flat)


# The coverage of a place


@both(
    (total(6, 3), "X, 31 Januari 2023: 3 dari 6 daerah memiliki MPP (50,0%).",
     "X, 31 January 2023: 3 of 6 areas have an MPP (50.0%)."),
    (total(1, 1), "X, 31 Januari 2023: 1 dari 1 daerah memiliki MPP (100%).",
     "X, 31 January 2023: 1 of 1 area has an MPP (100%)."),
    (total(1500, 1499), "X, 31 Januari 2023: 1.499 dari 1.500 daerah memiliki MPP (99,9%).",
     "X, 31 January 2023: 1,499 of 1,500 areas have an MPP (99.9%)."),
    (total(6, 0), "X, 31 Januari 2023: 0 dari 6 daerah memiliki MPP (0%).",
     "X, 31 January 2023: 0 of 6 areas have an MPP (0%)."),
    (total(0, 0), "X: tidak ada daerah yang dihitung dengan penyebut ini.",
     "X: no area counts under this denominator."),
)  # fmt: skip
def test_the_total(t, given, said):
    assert sentences.tell_total("X", given, t) == said


@both(
    ((0, 0), "Di luar hitungan ini", "Outside this count"),
    ((1, 1), "1 dari 1 daerah memiliki MPP (100%)", "1 of 1 area has an MPP (100%)"),
    ((0, 5), "0 dari 5 daerah memiliki MPP (0%)", "0 of 5 areas have an MPP (0%)"),
    ((35, 38), "35 dari 38 daerah memiliki MPP (92,1%)", "35 of 38 areas have an MPP (92.1%)"),
)
def test_the_share(t, given, said):
    with_mpp, areas = given
    share = 100 * with_mpp / areas if areas else float("nan")
    assert sentences.tell_share(with_mpp, areas, share, t) == said


@both(
    (total(0, 0), "X: tidak ada daerah yang dihitung dengan penyebut ini",
     "X: no area counts under this denominator"),
    (total(6, 0, unknown=6), "X: tidak ada data yang dapat dipakai", "X: no usable data"),
    (total(1, 1), "X telah memiliki MPP", "X has an MPP"),
    (total(1, 0), "X: belum ada daerah yang memiliki MPP", "X: no area has an MPP yet"),
    (total(6, 6), "X: semua 6 daerah telah memiliki MPP", "X: all 6 areas have an MPP"),
    (total(6, 0), "X: belum ada daerah yang memiliki MPP", "X: no area has an MPP yet"),
    (total(6, 1), "X: 1 dari 6 daerah telah memiliki MPP", "X: 1 of 6 areas have an MPP"),
    (total(1200, 1100), "X: 1.100 dari 1.200 daerah telah memiliki MPP",
     "X: 1,100 of 1,200 areas have an MPP"),
)  # fmt: skip
def test_the_lead(t, given, said):
    assert sentences.tell_lead("X", given, t) == said


# What is missing, and who lives there


@both(
    ((total(6, 2), 1234), "4 daerah belum memiliki MPP. Penduduknya 1.234 jiwa.",
     "4 areas have no MPP yet. 1,234 people live there."),
    ((total(6, 5), 1234), "1 daerah belum memiliki MPP. Penduduknya 1.234 jiwa.",
     "1 area has no MPP yet. 1,234 people live there."),
    ((total(6, 5), None), "1 daerah belum memiliki MPP.", "1 area has no MPP yet."),
    ((total(1, 0), 99), "1 daerah belum memiliki MPP. Penduduknya 99 jiwa.",
     "1 area has no MPP yet. 99 people live there."),
    ((total(6, 0), 5000), "Belum ada daerah yang memiliki MPP. Penduduknya 5.000 jiwa.",
     "No area has an MPP yet. 5,000 people live there."),
    ((total(6, 6), None), "Semua daerah telah memiliki MPP.", "Every area has an MPP."),
    ((total(6, 5, unknown=1), None), "Tentang 1 daerah tidak diketahui.",
     "Of 1 area it is not known."),
    ((total(6, 2, unknown=2), 10),
     "2 daerah belum memiliki MPP. Penduduknya 10 jiwa. Tentang 2 daerah tidak diketahui.",
     "2 areas have no MPP yet. 10 people live there. Of 2 areas it is not known."),
    ((total(6, 0, unknown=6), None),
     "Ada tidaknya MPP tidak diketahui, karena tidak ada catatan yang dapat dipakai.",
     "Whether there is an MPP is not known, as no record could be used."),
    ((total(0, 0), None), "Tidak ada daerah yang dihitung dengan penyebut ini.",
     "No area counts under this denominator."),
)  # fmt: skip
def test_what_is_missing(t, given, said):
    assert sentences.tell_missing(*given, t) == said


@both(
    (total(), "1.234.567 dari 2.469.134 penduduk tinggal di daerah yang memiliki MPP (50,0%).",
     "1,234,567 of 2,469,134 people live in an area with an MPP (50.0%)."),
    (total(people=(0, 900)), "Belum ada penduduk yang daerahnya memiliki MPP.",
     "Nobody lives in an area with an MPP yet."),
    (total(people=(1900, 1900)), "Seluruh 1.900 penduduk tinggal di daerah yang memiliki MPP.",
     "All 1,900 people live in an area with an MPP."),
    (total(people=(0, 0)), "Jumlah penduduk di daerah yang memiliki MPP tidak diketahui.",
     "How many people live in areas with an MPP is not known."),
    (total(6, 0, unknown=6, people=(0, 900)),
     "Jumlah penduduk di daerah yang memiliki MPP tidak diketahui.",
     "How many people live in areas with an MPP is not known."),
)  # fmt: skip
def test_the_people(t, given, said):
    assert sentences.tell_people(given, t) == said


@pytest.mark.parametrize("t", IN.values(), ids=IN)
@pytest.mark.parametrize("tell", ["lead", "people"])
def test_what_is_not_known_is_not_said_to_be_none(t, tell):
    """Two of three areas have no MPP; of the third nothing is known."""
    doubtful = total(3, 0, unknown=1, people=(0, 900))
    certain = total(3, 0, people=(0, 900))
    told = {
        "lead": lambda given: sentences.tell_lead("X", given, t),
        "people": lambda given: sentences.tell_people(given, t),
    }[tell]
    assert told(doubtful) != told(certain)


@pytest.mark.parametrize("t", IN.values(), ids=IN)
def test_without_any_data_the_total_is_not_said_to_be_nothing(t):
    assert "0%" not in sentences.tell_total("X", total(6, 0, unknown=6), t)


# Provinces


@both(
    ((3, 0, 3), "Semua provinsi lengkap.", "Every province is complete."),
    ((0, 3, 3), "Belum ada provinsi yang memiliki MPP.", "No province has an MPP yet."),
    ((1, 1, 3), "1 provinsi lengkap; 1 provinsi sama sekali tanpa MPP.",
     "1 province is complete; 1 has no MPP at all."),
    ((2, 3, 9), "2 provinsi lengkap; 3 provinsi sama sekali tanpa MPP.",
     "2 provinces are complete; 3 have no MPP at all."),
    ((0, 0, 9), "Belum ada provinsi yang lengkap; tidak ada yang tanpa MPP.",
     "No province is complete; none is without any MPP."),
    ((0, 1, 9), "Belum ada provinsi yang lengkap; 1 provinsi sama sekali tanpa MPP.",
     "No province is complete; 1 has no MPP at all."),
    ((1, 0, 9), "1 provinsi lengkap; tidak ada yang tanpa MPP.",
     "1 province is complete; none is without any MPP."),
)  # fmt: skip
def test_the_provinces(t, given, said):
    complete, without, count = given
    figures = total(provinsi_complete=complete, provinsi_without=without, provinsi_count=count)
    assert sentences.tell_provinces(figures, t) == said


@pytest.mark.parametrize("t", IN.values(), ids=IN)
def test_where_no_province_counts_none_is_said_to_be_complete(t):
    nothing = total(0, 0, people=(0, 0), provinsi_count=0)
    every = total(provinsi_complete=3, provinsi_count=3)
    assert sentences.tell_provinces(nothing, t) != sentences.tell_provinces(every, t)


def shares(**coverage_pct: float) -> pd.DataFrame:
    return pd.DataFrame({"coverage_pct": pd.Series(coverage_pct)})


NINE = {str(n): float(n) for n in range(1, 10)}


@both(
    (({**NINE, "x": 55.0}, "x"), "X menempati peringkat 1 dari 10 provinsi menurut cakupan.",
     "X is number 1 of 10 provinces by coverage."),
    (({"a": 80.0, "b": 50.0, "x": 50.0, "c": 0.0}, "x"),
     "X menempati peringkat 2 dari 4 provinsi menurut cakupan, bersama 1 provinsi lain.",
     "X is number 2 of 4 provinces by coverage, level with 1 other."),
    (({"a": 100 / 3, "b": 100 * (1 / 3), "x": 33 + 1 / 3, "c": 90.0}, "x"),
     "X menempati peringkat 2 dari 4 provinsi menurut cakupan, bersama 2 provinsi lain.",
     "X is number 2 of 4 provinces by coverage, level with 2 others."),
    (({"a": 80.0, "b": float("nan"), "x": 0.0}, "x"),
     "X menempati peringkat 2 dari 2 provinsi menurut cakupan.",
     "X is number 2 of 2 provinces by coverage."),
    (({"a": 80.0, "b": 1.0, "x": float("nan")}, "x"), "", ""),
    (({"a": 80.0, "b": 1.0}, "x"), "", ""),
    (({"x": 80.0}, "x"), "", ""),
)  # fmt: skip
def test_the_rank(t, given, said):
    coverage_pct, kode = given
    assert sentences.tell_rank("X", shares(**coverage_pct), kode, t) == said


@both(
    ({"X": 59.33, "Jawa": 100.0, "Y": None},
     "Perbandingan cakupan: X 59,3%, Jawa 100%, Y –.",
     "Coverage for comparison: X 59.3%, Jawa 100%, Y –."),
)  # fmt: skip
def test_shares_side_by_side(t, given, said):
    assert sentences.tell_shares(given, t) == said


# Time and targets


@both(
    (0, "Tidak ada daerah yang memperoleh MPP pertamanya antara 31 Januari 2022 dan 31 Januari 2023.",
     "No area got its first MPP between 31 January 2022 and 31 January 2023."),
    (1, "1 daerah memperoleh MPP pertamanya antara 31 Januari 2022 dan 31 Januari 2023.",
     "1 area got its first MPP between 31 January 2022 and 31 January 2023."),
    (1200, "1.200 daerah memperoleh MPP pertamanya antara 31 Januari 2022 dan 31 Januari 2023.",
     "1,200 areas got their first MPP between 31 January 2022 and 31 January 2023."),
)  # fmt: skip
def test_the_last_year(t, given, said):
    assert sentences.tell_recent(given, dt.date(2022, 1, 31), DAY, t) == said


@both(
    (progress(areas=0, needed=0, gap=0), "Tidak ada daerah yang dihitung dengan penyebut ini.",
     "No area counts under this denominator."),
    (progress(gap=0, pace_needed=None), "“Semua” (31 Desember 2023): tercapai.",
     "“Semua” (31 December 2023): reached."),
    (progress(), "“Semua” (31 Desember 2023): masih kurang 990 daerah dari 1.000 yang disyaratkan, "
     "12,3 per bulan sampai saat itu.",
     "“Semua” (31 December 2023): 990 areas of 1,000 needed are missing, 12.3 a month until then."),
    (progress(gap=1, needed=2, pace_needed=0.1),
     "“Semua” (31 Desember 2023): masih kurang 1 daerah dari 2 yang disyaratkan, 0,1 per bulan "
     "sampai saat itu.",
     "“Semua” (31 December 2023): 1 area of 2 needed is missing, 0.1 a month until then."),
    (progress(pace_needed=None, day=dt.date(2024, 1, 1)),
     "Tenggat “Semua” (31 Desember 2023) sudah lewat; masih kurang 990 daerah dari 1.000 yang disyaratkan.",
     "“Semua” fell due on 31 December 2023; 990 areas of 1,000 needed are missing."),
    (progress(gap=1, pace_needed=None, day=dt.date(2023, 12, 31)),
     "Tenggat “Semua” (31 Desember 2023) sudah lewat; masih kurang 1 daerah dari 1.000 yang disyaratkan.",
     "“Semua” fell due on 31 December 2023; 1 area of 1,000 needed is missing."),
    (progress(pace_needed=None),
     "Tenggat “Semua” (31 Desember 2023) sudah lewat; pada 31 Desember 2022, akhir catatan, masih kurang "
     "990 daerah dari 1.000 yang disyaratkan.",
     "“Semua” fell due on 31 December 2023; on 31 December 2022, where the records end, 990 areas of "
     "1,000 needed were missing."),
)  # fmt: skip
def test_a_target(t, given, said):
    goal = Goal(dt.date(2023, 12, 31), 100)
    assert sentences.tell_target("Semua", goal, given, DAY, t) == said


@both(
    (1, "“Semua” (31 Desember 2023, tersisa 1 hari): masih kurang 990 daerah dari 1.000 yang disyaratkan.",
     "“Semua” (31 December 2023, 1 day left): 990 areas of 1,000 needed are missing."),
    (59, "“Semua” (31 Desember 2023, tersisa 59 hari): masih kurang 990 daerah dari 1.000 yang disyaratkan.",
     "“Semua” (31 December 2023, 59 days left): 990 areas of 1,000 needed are missing."),
)  # fmt: skip
def test_shortly_before_a_target_days_are_told(t, given, said):
    goal = Goal(dt.date(2023, 12, 31), 100)
    as_of = goal.date - dt.timedelta(days=given)
    assert sentences.tell_target("Semua", goal, progress(), as_of, t) == said


@both(
    (progress(), "Laju 24 bulan sampai 31 Desember 2022: 2,3 daerah per bulan.",
     "Pace of the 24 months up to 31 December 2022: 2.3 areas a month."),
    (progress(openings=0, pace_24=0.0),
     "Tidak ada daerah yang memperoleh MPP pertamanya dalam 24 bulan sampai 31 Desember 2022.",
     "No area got its first MPP in the 24 months up to 31 December 2022."),
)  # fmt: skip
def test_the_pace(t, given, said):
    assert sentences.tell_pace(given, t) == said


@both(
    (progress(), "Mei 2030 (selang 80%: Januari 2029 sampai Desember 2031)",
     "May 2030 (80% interval: January 2029 to December 2031)"),
    (progress(latest=None), "Mei 2030 (selang 80%: Januari 2029 sampai tidak terbatas)",
     "May 2030 (80% interval: January 2029 to open)"),
    (progress(projected=None, openings=1),
     "tanpa proyeksi: hanya 1 peresmian dalam 24 bulan, diperlukan paling sedikit 4",
     "no projection: only 1 opening in 24 months, at least 4 are needed"),
    (progress(projected=None, openings=0),
     "tanpa proyeksi: tidak ada peresmian dalam 24 bulan",
     "no projection: no opening in 24 months"),
    (progress(projected=None), "tanpa proyeksi: lebih dari seratus tahun lagi",
     "no projection: more than a hundred years away"),
)  # fmt: skip
def test_the_projection(t, given, said):
    assert sentences.tell_projection(given, t) == said


# The records


@both(
    (Difference(DAY, 1305, 1302, ()),
     "Pada 31 Januari 2023 angka resmi 1.305; catatan kami memuat 1.302 yang dihitung.",
     "On 31 January 2023 the official total was 1,305; our records hold 1,302 that count."),
)  # fmt: skip
def test_the_official_total(t, given, said):
    assert sentences.tell_official(given, t) == said


@both(
    ((0, 60, 9), "per 31 Januari 2023", "as of 31 January 2023"),
    ((60, 60, 61), "catatan sampai 1 April 2023 (1 hari lalu)", "records until 1 April 2023 (1 day ago)"),
    ((61, 60, 407), "catatan sampai 1 April 2023 (347 hari lalu)",
     "records until 1 April 2023 (347 days ago)"),
    ((60, 60, 60), "catatan sampai 1 April 2023 (hari ini)", "records until 1 April 2023 (today)"),
    ((60, None, 60), "kelengkapan catatan tidak diketahui", "records of unknown completeness"),
)  # fmt: skip
def test_the_day_known(t, given, said):
    days = [n if n is None else DAY + dt.timedelta(days=n) for n in given]
    assert sentences.tell_known(Known(*days), t) == said


@both((42, "31 Jan 2023: 42 MPP diresmikan bersama", "31 Jan 2023: 42 MPPs inaugurated together"))
def test_a_joint_inauguration(t, given, said):
    assert sentences.tell_joint(given, DAY, t) == said


@both(
    (508, "penyebut 508: kabupaten dan kota otonom",
     "denominator 508: autonomous kabupaten and kota"),
    (509, "penyebut 509: kabupaten dan kota otonom, Jakarta satu daerah",
     "denominator 509: autonomous kabupaten and kota, Jakarta as one"),
    (514, "penyebut 514: semua kabupaten dan kota", "denominator 514: all kabupaten and kota"),
)  # fmt: skip
def test_the_denominator(t, given, said):
    assert sentences.name_denominator(given, t) == said


@both(
    (View(), "Indonesia", "Indonesia"),
    (View(provinsi=("35",)), "Jawa Timur", "Jawa Timur"),
    (View(provinsi=("31", "35")), "DKI Jakarta dan Jawa Timur", "DKI Jakarta and Jawa Timur"),
    (View(provinsi=("31", "33", "35", "72")), "4 provinsi", "4 provinces"),
    (View(pulau=("jawa",)), "Kelompok Pulau Jawa", "Island group Java"),
)
def test_the_place(dataset, t, given, said):
    assert sentences.name_place(dataset, given, t) == said


# On a small country, summed by hand


@pytest.fixture
def snapshot(country):
    """Both of Sulawesi Tengah's areas have one, one of Jawa Timur's three, Jakarta none."""
    country.write_mpp(
        country.mpp("72.10", "2020-01-01"),
        country.mpp("72.71", "2020-01-01"),
        country.mpp("35.10", "2021-01-01"),
    )
    return take_snapshot(country.load(), DAY)


def test_the_figures_of_a_country(snapshot):
    t, total = IN["id"], snapshot.total()
    assert sentences.tell_lead("Indonesia", total, t) == (
        "Indonesia: 3 dari 6 daerah telah memiliki MPP"
    )
    # 300 of Banyuwangi, 70 and 50 of Sulawesi Tengah; 1,620 in all.
    assert sentences.tell_people(total, t).startswith("420 dari 1.620 penduduk")
    assert sentences.tell_missing(total, 600 + 400 + 200, t) == (
        "3 daerah belum memiliki MPP. Penduduknya 1.200 jiwa."
    )
    assert sentences.tell_provinces(total, t) == (
        "1 provinsi lengkap; 1 provinsi sama sekali tanpa MPP."
    )
    assert sentences.tell_rank("Jawa Timur", snapshot.provinsi, "35", t) == (
        "Jawa Timur menempati peringkat 2 dari 3 provinsi menurut cakupan."
    )


@both(
    ((), "Indonesia, 1 Januari 2021: 3 dari 6 daerah memiliki MPP (50,0%).",
     "Indonesia, 1 January 2021: 3 of 6 areas have an MPP (50.0%)."),
    (("31", "35", "72"),
     "Indonesia, 1 Januari 2021: 3 dari 6 daerah memiliki MPP (50,0%). "
     "Provinsi lengkap: Sulawesi Tengah. Provinsi tanpa MPP: DKI Jakarta.",
     "Indonesia, 1 January 2021: 3 of 6 areas have an MPP (50.0%). "
     "Complete provinces: Sulawesi Tengah. Provinces without any MPP: DKI Jakarta."),
)  # fmt: skip
def test_the_map(snapshot, t, given, said):
    assert sentences.tell_map("Indonesia", snapshot.total(), snapshot, given, t) == said
