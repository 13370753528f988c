"""Next places and priorities in words, and what they bring to the place looked at."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from test_sentences import both

from mppgeo.base.language import Language
from mppgeo.content.sentences.next_places import tell_best, tell_gain, tell_no_place
from mppgeo.content.sentences.priorities import list_bars, tell_first, tell_form, tell_rank_of
from mppgeo.coverage import take_snapshot
from mppgeo.planning.candidates import find_next, pose_problem
from mppgeo.planning.effect import Effect, measure_effect
from mppgeo.planning.siting import Options, Plan
from mppgeo.scene.choices import POPULATION, REACH
from mppgeo.scene.weights import PARTS, PRESETS

DAY = dt.date(2025, 12, 15)
NAMES = {"35.05": "Kabupaten Blitar", "35.77": "Kota Madiun", "12.05": "Kabupaten Langkat"}


def plan_of(*steps: tuple[str, float], proven: bool = False) -> Plan:
    index = pd.Index([kode for kode, _ in steps], name="kode", dtype=object)
    gains = [gain for _, gain in steps]
    frame = pd.DataFrame({"nama": [NAMES[k] for k in index], "gain": gains}, index=index)
    return Plan(frame, 100.0, 1000.0, 900.0, 900.0, proven, 3)


def effect_of(*gains: float, before: float = 886_000, whole: float = 1_000_000) -> Effect:
    return Effect(before, whole, pd.Series(gains, dtype=float))


@both(
    ((plan_of(("35.05", 40_000), ("35.77", 6_000)), effect_of(40_000, 6_000), REACH),
     "2 lokasi ini menambah 46.000 jiwa dalam 25 km di Jawa Timur: dari 88,6% menjadi 93,2%. "
     "Urutannya: Kab. Blitar dan Kota Madiun.",
     "These 2 places add 46,000 people within 25 km in Jawa Timur: from 88.6% to 93.2%. "
     "In this order: Kab. Blitar and Kota Madiun."),
    ((plan_of(("35.05", 50_000)), effect_of(40_000), REACH),
     "1 lokasi ini menambah 40.000 jiwa dalam 25 km di Jawa Timur: dari 88,6% menjadi 92,6%. "
     "Di luarnya bertambah 10.000 jiwa. Lokasinya Kab. Blitar.",
     "This 1 place adds 40,000 people within 25 km in Jawa Timur: from 88.6% to 92.6%. "
     "Beyond it they add 10,000 people. It is Kab. Blitar."),
    ((plan_of(("35.05", 114_000)), effect_of(114_000), POPULATION),
     "1 lokasi ini menambah 114.000 jiwa penduduk di daerah ber-MPP di Jawa Timur: dari 88,6% "
     "menjadi 100%. Lokasinya Kab. Blitar.",
     "This 1 place adds 114,000 people to those of areas with an MPP in Jawa Timur: from 88.6% to "
     "100%. It is Kab. Blitar."),
    ((plan_of(), effect_of(), REACH),
     "Tidak ada lokasi dengan batasan ini yang menambah penduduk di Jawa Timur.",
     "No place within these limits adds anybody in Jawa Timur."),
)  # fmt: skip
def test_what_the_places_bring(t, given, said):
    plan, effect, goal = given
    assert str(tell_gain("Jawa Timur", plan, effect, Options(goal=goal), t)) == said


@both(
    (0, "Tidak ada lokasi yang diusulkan: semua daerah di Bali yang ditampilkan telah memiliki MPP.",
     "No place is proposed: every area of Bali that is shown has an MPP."),
    (1, "Tidak ada lokasi yang diusulkan: batasan yang dipilih mengecualikan semua dari 1 daerah "
     "tanpa MPP di Bali.",
     "No place is proposed: the limits chosen leave out the 1 area without an MPP in Bali."),
    (9, "Tidak ada lokasi yang diusulkan: batasan yang dipilih mengecualikan semua dari 9 daerah "
     "tanpa MPP di Bali.",
     "No place is proposed: the limits chosen leave out all 9 areas without an MPP in Bali."),
)  # fmt: skip
def test_why_there_is_none(t, given, said):
    assert tell_no_place("Bali", given, t) == said


@both(
    ((("35.05", 50.0), True), "Pilihan terbaik dari semua kemungkinan: sama dengan daftar ini.",
     "The best of all choices: the same as this list."),
    ((("35.05", 50.0), False), "Tidak ditemukan pilihan yang lebih baik dari daftar ini.",
     "No better choice than this list was found."),
    ((("35.77", 1250.0), True),
     "Pilihan terbaik dari semua kemungkinan: lebih baik 1.200 jiwa, dengan Kota Madiun.",
     "The best of all choices: 1,200 people more, with Kota Madiun."),
)  # fmt: skip
def test_the_best_is_told_beside_the_list(t, given, said):
    step, proven = given
    assert tell_best(plan_of(("35.05", 50.0)), plan_of(step, proven=proven), t) == said


@pytest.mark.parametrize("goal", [REACH, POPULATION])
def test_the_effects_on_all_provinces_are_that_on_the_nation(dataset, goal):
    snapshot = take_snapshot(dataset, DAY, 514)
    posed = pose_problem(snapshot, tuple(snapshot.areas.index), goal, 25)
    plan = find_next(posed, Options(k=4, goal=goal))
    chosen = tuple(plan.steps.index)
    nation = measure_effect(snapshot, chosen, (), goal, 25.0)
    assert nation.gains.tolist() == pytest.approx(plan.steps["gain"].tolist())
    assert (nation.before, nation.whole) == pytest.approx((plan.before, plan.whole))
    if goal == REACH:
        parts = [
            measure_effect(snapshot, chosen, (kode,), goal, 25.0)
            for kode in snapshot.provinsi.index
        ]
        assert sum(part.gain for part in parts) == pytest.approx(plan.gain)
        assert sum(part.before for part in parts) == pytest.approx(plan.before)


# Priorities


def ranked_of(**changes) -> pd.DataFrame:
    values = dict.fromkeys(PARTS, float("nan"))
    parts = {f"part_{name}": float("nan") for name in PARTS}
    row = {"nama": "Kabupaten Blitar", **values, **parts, "rank": 3, "best": 2, "worst": 6}
    row |= {"score": 60.0, "penduduk": 1_260_000.0, "part_penduduk": 45.0, "part_jarak": 15.0}
    return pd.DataFrame([row | {"jarak": 13.8} | changes], index=["35.05"])


@both(
    ({}, "Kab. Blitar: peringkat 3 dari 206, antara 2 dan 6.",
     "Kab. Blitar: rank 3 of 206, between 2 and 6."),
    ({"best": 3, "worst": 3}, "Kab. Blitar: peringkat 3 dari 206, tidak berubah jika bobot digeser.",
     "Kab. Blitar: rank 3 of 206, whichever weight shifts."),
    ({"rank": pd.NA},
     "Kab. Blitar tidak memiliki peringkat: tidak ada unsur berbobot yang diketahui.",
     "Kab. Blitar has no rank: nothing that the weights count is known of it."),
)  # fmt: skip
def test_the_rank_is_told_with_its_span(t, given, said):
    assert str(tell_rank_of(ranked_of(**given), "35.05", 206, t)) == said


def test_the_score_is_told_part_by_part():
    bars = list_bars(ranked_of().iloc[0], PRESETS["penduduk"][1], Language("id"))
    assert [(bar.label, bar.value, bar.width) for bar in bars] == [
        ("Penduduk tanpa MPP", "1,3 juta jiwa", 75), ("Jarak ke MPP terdekat", "13,8 km", 25),
        ("Tahap yang dicapai", "tidak diketahui", 0),
    ]  # fmt: skip


@both(
    ({}, "Bentuk yang disarankan: gedung (tidak ada aturan lain yang berlaku).",
     "Form suggested: building (no other rule applies)."),
    ({"tertinggal": 1.0}, "Bentuk yang disarankan: digital dahulu (daerah tertinggal).",
     "Form suggested: digital first (least developed area)."),
)  # fmt: skip
def test_the_form_is_told_with_its_reason(t, given, said):
    rules = ("dibangun", "terpencil", "miskin", "kecil", "fiskal_rendah", "sedang")
    assert tell_form(ranked_of(**given).iloc[0], rules, t) == said


@both(
    (ranked_of(), "Dari 1 daerah tanpa MPP di Jawa Timur, yang pertama: Kab. Blitar (peringkat 3).",
     "Of 1 area without an MPP in Jawa Timur the first is Kab. Blitar (rank 3)."),
    (ranked_of().iloc[:0], "Semua daerah di Jawa Timur yang ditampilkan telah memiliki MPP.",
     "Every area of Jawa Timur that is shown has an MPP."),
    (ranked_of(rank=pd.NA),
     "Dari daerah tanpa MPP di Jawa Timur tidak ada satu pun unsur berbobot yang diketahui.",
     "Nothing that the weights count is known of any area without an MPP in Jawa Timur."),
)  # fmt: skip
def test_the_head_of_the_list(t, given, said):
    assert str(tell_first(given, "Jawa Timur", t)) == said
