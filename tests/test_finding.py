"""The sentences at the head of the pages: zero, one, all, none and unknown, in both languages."""

from __future__ import annotations

import datetime as dt

import pandas as pd
from test_sentences import both, total

from mppgeo.base.told import Part, Told, name_area
from mppgeo.content.links import Piece, link_names
from mppgeo.content.sentences import tell_finding
from mppgeo.content.sentences.change import tell_change, tell_growth
from mppgeo.content.sentences.days import tell_ago
from mppgeo.content.sentences.operation import tell_reporting
from mppgeo.content.sentences.reach import tell_farthest
from mppgeo.content.sentences.stages import tell_way
from mppgeo.programme.operation import judge_operation
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import View

TODAY = dt.date(2023, 1, 1)


def look(country, t, **view) -> Scene:
    return Scene(country.load(), View(lang=t.code, **view), TODAY)


def test_names_are_told_from_the_words_around_them():
    told = Told.read("A " + name_area("35", "Jawa Timur") + ",", "", name_area("35.10", "X"))
    assert told.parts == (
        Part("A "), Part("Jawa Timur", "35"), Part(", "), Part("X", "35.10"),
    )  # fmt: skip
    assert str(told) == "A Jawa Timur, X" and not Told.read("", "")


def test_names_are_links_that_keep_the_view():
    view = View(as_of=dt.date(2022, 12, 31), denominator=514, lang="en")
    pieces = link_names(Told.read("In " + name_area("35", "Jawa Timur") + "."), view)
    assert pieces == [
        Piece("In "),
        Piece("Jawa Timur", "?tanggal=2022-12-31&provinsi=35&level=kabkota&penyebut=514&lang=en"),
        Piece("."),
    ]


# The map: East Java has 400 + 300 + 200 people, Central Sulawesi 70 + 50, Jakarta 600.


@both(
    ({}, "2 dari 6 daerah memiliki MPP (33,3%); 4 belum (1.150 jiwa), terbanyak di Jawa Timur (2), "
     "DKI Jakarta (1), dan Sulawesi Tengah (1). Terakhir bertambah 1 Jan 2021.",
     "2 of 6 areas have an MPP (33.3%); 4 have none yet (1,150 people), most of them in Jawa Timur "
     "(2), DKI Jakarta (1), and Sulawesi Tengah (1). "
     "Last rise: 1 Jan 2021."),
    ({"provinsi": ("35",)},
     "1 dari 3 daerah memiliki MPP; belum: Kab. Banyuwangi dan Kota Malang (500 jiwa). "
     "Peringkat 2 dari 3 provinsi. Terakhir bertambah 1 Jan 2020.",
     "1 of 3 areas have an MPP; without: Kab. Banyuwangi and Kota Malang (500 people). "
     "Rank 2 of 3 provinces. Last rise: 1 Jan 2020."),
    ({"provinsi": ("35",), "jenis": "kota"},
     "Satu-satunya daerah yang dihitung di sini belum memiliki MPP (200 jiwa).",
     "The one area that counts here has no MPP yet (200 people)."),
    ({"provinsi": ("31",)},
     "Satu-satunya daerah yang dihitung di sini belum memiliki MPP (600 jiwa). "
     "Peringkat 3 dari 3 provinsi.",
     "The one area that counts here has no MPP yet (600 people). Rank 3 of 3 provinces."),
    ({"provinsi": ("31",), "denominator": 514},
     "Belum satu pun dari 2 daerah memiliki MPP (600 jiwa). Peringkat 3 dari 3 provinsi.",
     "None of the 2 areas has an MPP yet (600 people). Rank 3 of 3 provinces."),
    ({"provinsi": ("31",), "denominator": 508},
     "Tidak ada daerah yang dihitung dengan penyebut ini.",
     "No area counts under this denominator."),
    ({"as_of": dt.date(2018, 1, 1), "provinsi": ("35", "72")},
     "Belum satu pun dari 5 daerah memiliki MPP (1.020 jiwa). Belum ada provinsi yang memiliki MPP.",
     "None of the 5 areas has an MPP yet (1,020 people). No province has an MPP yet."),
    ({"kode": "35.07", "provinsi": ("35",)},
     "Kab. Malang memiliki MPP, diresmikan 1 Januari 2020 (400 jiwa). Jawa Timur: 1 dari 3 daerah "
     "memiliki MPP.",
     "Kab. Malang has an MPP, opened 1 January 2020 (400 people). Jawa Timur: 1 of 3 areas have an "
     "MPP."),
    ({"kode": "35.10", "provinsi": ("35",)},
     "Kab. Banyuwangi belum memiliki MPP (300 jiwa). Langkah terakhir yang tercatat: pembangunan, "
     "Jun 2022 (6 bulan lalu). Jawa Timur: 1 dari 3 daerah memiliki MPP.",
     "Kab. Banyuwangi has no MPP yet (300 people). Last step on record: under construction, "
     "Jun 2022 (6 months ago). Jawa Timur: 1 of 3 areas have an MPP."),
    ({"kode": "35.73", "provinsi": ("35",)},
     "Kota Malang belum memiliki MPP (200 jiwa). Belum ada langkah yang tercatat. Jawa Timur: 1 dari "
     "3 daerah memiliki MPP.",
     "Kota Malang has no MPP yet (200 people). No step on the way is on record. Jawa Timur: 1 of 3 "
     "areas have an MPP."),
    ({"kode": "31.71", "denominator": 508, "provinsi": ("31",)},
     "Kota Adm. Jakarta Pusat di luar hitungan ini: tidak memiliki pemerintahan sendiri.",
     "Kota Adm. Jakarta Pusat is outside this count: it has no government of its own."),
)  # fmt: skip
def test_the_finding_of_the_map(country, t, given, said):
    country.write_mpp(country.mpp("35.07", "2020-01-01"), country.mpp("72.10", "2021-01-01"))
    country.write_table("stage_events", country.event("35.10", "pembangunan", "2022-06"))
    assert str(tell_finding(look(country, t, **given))) == said


@both(
    ((("72.10", "72.71", "35.07"), {"provinsi": ("72",)}),
     "Semua 2 daerah memiliki MPP (120 jiwa). Peringkat 1 dari 3 provinsi. Terakhir bertambah "
     "1 Jan 2021.",
     "All 2 areas have an MPP (120 people). Rank 1 of 3 provinces. Last rise: 1 Jan 2021."),
    ((("31",), {"provinsi": ("31",)}),
     "Satu-satunya daerah yang dihitung di sini memiliki MPP (600 jiwa). Wilayah administrasi DKI Jakarta "
     "dilayani MPP provinsi dan dihitung sebagai satu daerah. Peringkat 1 dari 3 provinsi. Terakhir "
     "bertambah 1 Jan 2021.",
     "The one area that counts here has an MPP (600 people). The areas of DKI Jakarta are served by "
     "the province's MPP and count as one. Rank 1 of 3 provinces. Last rise: 1 Jan 2021."),
    ((("31",), {"provinsi": ("31",), "kode": "31.72"}),
     "Kota Adm. Jakarta Utara dilayani MPP DKI Jakarta.",
     "Kota Adm. Jakarta Utara is served by the MPP of DKI Jakarta."),
)  # fmt: skip
def test_all_that_have_one(country, t, given, said):
    opened, view = given
    country.write_mpp(*[country.mpp(kode, "2021-01-01") for kode in opened])
    assert str(tell_finding(look(country, t, **view))) == said


@both(
    ({"provinsi": ("72",)},
     "1 dari 2 daerah memiliki MPP. Tentang 1 daerah tidak diketahui. Peringkat 1 dari 3 provinsi. "
     "Terakhir bertambah 1 Jan 2020.",
     "1 of 2 areas have an MPP. Of 1 area it is not known. Rank 1 of 3 provinces. "
     "Last rise: 1 Jan 2020."),
    ({"provinsi": ("72",), "kode": "72.71"},
     "Ada tidaknya MPP di Kota Palu tidak diketahui, karena catatannya tidak dapat dipakai.",
     "Whether Kota Palu has an MPP is not known, as its record cannot be used."),
    ({"provinsi": ("72",), "jenis": "kota"},
     "Ada tidaknya MPP tidak diketahui, karena tidak ada catatan yang dapat dipakai.",
     "Whether there is an MPP is not known, as no record could be used."),
)  # fmt: skip
def test_what_is_not_known_is_said_to_be_so(country, t, given, said):
    country.write_mpp(
        country.mpp("72.10", "2020-01-01"), country.mpp("72.71", "2020-01-01", status="tutup")
    )
    assert str(tell_finding(look(country, t, **given))) == said


def test_the_names_lead_to_their_areas(country, t):
    country.write_mpp(country.mpp("35.07", "2020-01-01"))
    told = tell_finding(look(country, t, provinsi=("35",)))
    assert [part.kode for part in told.parts if part.kode] == ["35.10", "35.73"]
    told = tell_finding(look(country, t))
    assert [part.kode for part in told.parts if part.kode] == ["35", "72", "31"]


# Stages and monitoring


@both(
    ({}, "Dari 5 daerah tanpa MPP: 1 soft launching, 1 pembangunan, 1 belum direncanakan. Tahap 2 "
     "daerah tidak diketahui. Dapat diresmikan berikutnya: Kab. Sigi (soft launching) dan "
     "Kab. Banyuwangi (pembangunan).",
     "Of 5 areas without an MPP: 1 soft launching, 1 under construction, 1 not planned yet. Of 2 "
     "the stage is not known. Could open next: Kab. Sigi (soft launching) and Kab. Banyuwangi "
     "(under construction)."),
    ({"provinsi": ("72",), "jenis": "kota"},
     "Dari 1 kota tanpa MPP: 1 belum direncanakan. Tidak ada yang diketahui sedang dibangun atau "
     "dalam soft launching.",
     "Of 1 kota without an MPP: 1 not planned yet. None is known to be under construction or in "
     "soft launching."),
    ({"provinsi": ("31",)},
     "Dari 1 daerah tanpa MPP tidak ada yang diketahui tahapnya.",
     "Of 1 area without an MPP no stage is known."),
    ({"provinsi": ("31",), "denominator": 508},
     "Tidak ada daerah yang dihitung dengan penyebut ini.",
     "No area counts under this denominator."),
    ({"provinsi": ("35",), "status": "ada"},
     "Tidak ada daerah dalam tampilan ini yang masih berproses: semua telah memiliki MPP.",
     "No area in this view is on the way to an MPP: all have one."),
)  # fmt: skip
def test_the_stages(country, t, given, said):
    country.write_mpp(country.mpp("35.07", "2020-01-01"))
    country.write_table(
        "stage_events",
        country.event("35.10", "pembangunan", "2022-06"),
        country.event("72.10", "soft_launching", "2021-06-01"),
        country.event("72.71", "belum_direncanakan", "2021-06-01"),
    )
    scene = look(country, t, **given)
    assert str(tell_way(scene.snapshot, scene.selection, scene.view.jenis, t)) == said


@both(
    (("35.10", "35.73", "31", "35.07"),
     "Terakhir dilaporkan tutup atau terganggu: DKI Jakarta (terganggu, 6 Des 2022) dan Kota Malang "
     "(tidak aktif, 5 Nov 2022). 3 dari 4 MPP yang telah dibuka memiliki laporan, 2 di antaranya "
     "dalam 4 minggu terakhir.",
     "Last reported closed or disrupted: DKI Jakarta (disrupted, 6 Dec 2022) and Kota Malang (not "
     "active, 5 Nov 2022). 3 of 4 opened MPPs have a report, 2 of them within 4 weeks."),
    (("35.10",),
     "Tidak ada yang terakhir dilaporkan tutup atau terganggu. 1 dari 1 MPP yang telah dibuka "
     "memiliki laporan, 1 di antaranya dalam 4 minggu terakhir.",
     "No MPP was last reported closed or disrupted. 1 of 1 opened MPP has a report, 1 of them within "
     "4 weeks."),
    (("35.07",),
     "Belum ada laporan tentang 1 MPP yang telah dibuka: apakah berjalan tidak diketahui.",
     "Nobody has reported on the 1 opened MPP: how it works is not known."),
    ((), "Belum ada MPP yang dibuka dalam tampilan ini pada tanggal ini.",
     "No MPP is open in this view on this day."),
)  # fmt: skip
def test_the_reports(country, t, given, said):
    country.write_mpp(
        *[country.mpp(kode, "2020-01-01") for kode in ("35.07", "35.10", "35.73", "31")]
    )
    reports = {
        "35.10": ("2022-12-09", "beroperasi"), "35.73": ("2022-11-05", "tidak aktif"),
        "31": ("2022-12-06", "terganggu"),
    }  # fmt: skip
    country.write_table(
        "status_reports",
        *[
            country.row_of_mpp(kode, tanggal=day, status=status, pelapor="DPMPTSP")
            for kode, (day, status) in reports.items()
        ],
    )
    scene = look(country, t)
    operation = judge_operation(scene.snapshot)
    operation = operation[operation["area"].isin(given)]
    assert str(tell_reporting(operation, 4, scene.dataset.names, t)) == said


@both(
    (0, "hari ini", "today"),
    (1, "1 hari lalu", "1 day ago"),
    (89, "89 hari lalu", "89 days ago"),
    (90, "2 bulan lalu", "2 months ago"),
    (365, "11 bulan lalu", "11 months ago"),
    (729, "23 bulan lalu", "23 months ago"),
    (731, "2 tahun lalu", "2 years ago"),
)
def test_how_long_ago(t, given, said):
    assert tell_ago(given, t) == said


# Change, timeline, reach


GAINED = {"35.05": "Kabupaten Blitar", "35.77": "Kota Madiun"}


@both(
    ((total(6, 1), total(6, 3), GAINED),
     "X, 31 Jan 2023 sampai 31 Jan 2023: bertambah 2 daerah, dari 1 menjadi 3 dari 6 daerah: "
     "Kab. Blitar dan Kota Madiun.",
     "X, 31 Jan 2023 to 31 Jan 2023: 2 areas more, from 1 to 3 of 6 areas: Kab. Blitar and Kota "
     "Madiun."),
    ((total(6, 5), total(6, 6), {"35.77": "Kota Madiun"}),
     "X, 31 Jan 2023 sampai 31 Jan 2023: bertambah 1 daerah, dari 5 menjadi 6 dari 6 daerah: "
     "Kota Madiun.",
     "X, 31 Jan 2023 to 31 Jan 2023: 1 area more, from 5 to 6 of 6 areas: Kota Madiun."),
    ((total(6, 3), total(6, 3), {}),
     "X, 31 Jan 2023 sampai 31 Jan 2023: tidak ada perubahan; 3 dari 6 daerah memiliki MPP.",
     "X, 31 Jan 2023 to 31 Jan 2023: no change; 3 of 6 areas have an MPP."),
    ((total(0, 0), total(0, 0), {}), "Tidak ada daerah yang dihitung dengan penyebut ini.",
     "No area counts under this denominator."),
)  # fmt: skip
def test_a_change(t, given, said):
    before, after, gained = given
    assert str(tell_change("X", before, after, gained, None, t)) == said


@both(
    ((total(6, 1), total(6, 3)),
     "X: 3 dari 6 daerah memiliki MPP pada 31 Januari 2023 (50,0%). 2 di antaranya bertambah dalam "
     "12 bulan sebelumnya.",
     "X: 3 of 6 areas had an MPP on 31 January 2023 (50.0%). 2 of them got it in the 12 months "
     "before."),
    ((total(6, 6), total(6, 6)),
     "X: 6 dari 6 daerah memiliki MPP pada 31 Januari 2023 (100%). Tidak ada yang bertambah dalam "
     "12 bulan sebelumnya.",
     "X: 6 of 6 areas had an MPP on 31 January 2023 (100%). None was added in the 12 months before."),
    ((total(6, 0), total(6, 0)), "X: 0 dari 6 daerah memiliki MPP pada 31 Januari 2023 (0%).",
     "X: 0 of 6 areas had an MPP on 31 January 2023 (0%)."),
    ((total(6, 0), total(6, 0, unknown=6)),
     "Ada tidaknya MPP tidak diketahui, karena tidak ada catatan yang dapat dipakai.",
     "Whether there is an MPP is not known, as no record could be used."),
    ((total(0, 0), total(0, 0)), "Tidak ada daerah yang dihitung dengan penyebut ini.",
     "No area counts under this denominator."),
)  # fmt: skip
def test_the_growth(t, given, said):
    assert tell_growth("X", *given, None, t) == said


@both(
    ([13.8, 40.4, float("nan")], "Terjauh: Kota Madiun (40,4 km) dan Kab. Blitar (13,8 km).",
     "Farthest: Kota Madiun (40.4 km) and Kab. Blitar (13.8 km)."),
    ([13.8], "", ""),
    ([], "", ""),
)  # fmt: skip
def test_the_farthest(t, given, said):
    codes = ["35.05", "35.77", "35.02"][: len(given)]
    areas = pd.DataFrame({"median_km": pd.Series(given, codes, dtype=float)})
    assert str(Told.read(tell_farthest(areas, GAINED, t))) == said
