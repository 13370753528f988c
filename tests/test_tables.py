"""The tables and sentences of a page, on the small country."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from mppgeo.base.language import UNKNOWN, Language
from mppgeo.content.datatable import DataTable
from mppgeo.content.kinds import KINDS
from mppgeo.content.sentences import name_place, tell_map, tell_total
from mppgeo.content.tables import list_kabkota, list_mpp, list_provinsi
from mppgeo.coverage import take_snapshot
from mppgeo.records.dates import tell_opening
from mppgeo.scene.selection import select_areas
from mppgeo.scene.view import View

DAY = dt.date(2023, 1, 1)
ENGLISH = Language("en")
UNDATED = {"tanggal_peresmian": "", "presisi": "", "tanggal_awal": "", "tanggal_akhir": ""}


@pytest.fixture
def dataset(country):
    country.write_mpp(
        country.mpp("35.10", "2017-10-06", jumlah_layanan="233", alamat="Jl. Satu"),
        country.mpp(
            "35.73", "2020-10", presisi="bulan", tanggal_akhir="2020-10-31", tanggal_awal=""
        ),
        country.mpp("35.07", "", **UNDATED | {"hitungan_nasional": "belum terbukti"}),
        country.mpp("72", "2022", presisi="tahun", tanggal_awal="", tanggal_akhir="2022-12-31"),
        country.mpp("72.71", "", **UNDATED | {"tanggal_akhir": "2021-05-05"}),
    )
    return country.load()


@pytest.fixture
def make(dataset):
    """Makes a table of a view in English."""

    def make_table(name, t=ENGLISH, **filters):
        snapshot = take_snapshot(dataset, DAY)
        selection = select_areas(snapshot, View(**filters))
        if name == "provinsi":
            return list_provinsi(snapshot, selection, t)
        lists = {"kabkota": list_kabkota, "mpp": list_mpp}
        return lists[name](snapshot, selection, t)

    return make_table


@pytest.mark.parametrize("name", ["provinsi", "kabkota", "mpp"])
@pytest.mark.parametrize("filters", [{}, {"provinsi": ("35",)}, {"pulau": ("papua",)}], ids=str)
def test_every_column_has_a_title_and_a_kind(make, t, name, filters):
    table = make(name, t, **filters)
    assert list(table.titles) == list(table.kinds) == list(table.frame)
    assert all(table.titles.values())
    assert len(set(table.titles.values())) == len(table.titles)
    assert set(table.kinds.values()) <= {"text", "count", "percent", "day", "links"}
    assert list(table.frame)[0] in {"nama", "nama_mpp"} and list(table.frame)[-1] == "kode"
    for key, kind in table.kinds.items():
        dtype = table.frame[key].dtype
        if kind in {"count", "percent"}:
            assert pd.api.types.is_numeric_dtype(dtype)
        if kind == "day":
            assert pd.api.types.is_datetime64_dtype(dtype)


def test_the_provinces(make):
    frame = make("provinsi").frame.set_index("kode")
    assert frame["nama"].tolist() == ["DKI Jakarta", "Jawa Timur", "Sulawesi Tengah"]
    assert frame["areas"].tolist() == [1, 3, 2]
    assert frame["areas_with_mpp"].tolist() == [0, 2, 1]
    assert frame["mpp_count"].tolist() == [0, 2, 2]
    assert frame["coverage_pct"].tolist() == pytest.approx([0, 200 / 3, 50])
    assert frame["population"].tolist() == [600, 900, 120]
    assert frame["population_covered_pct"].tolist() == pytest.approx([0, 500 / 9, 500 / 12])


def test_the_kabkota(make):
    table = make("kabkota", provinsi=("35", "72"))
    frame = table.frame.set_index("kode")
    assert frame.index.tolist() == ["35.07", "35.10", "35.73", "72.10", "72.71"]
    assert frame["status"].tolist() == [
        "No MPP yet", "Has an MPP", "Has an MPP", "No MPP yet", "Has an MPP",
    ]  # fmt: skip
    assert frame["provinsi"].tolist() == ["Jawa Timur"] * 3 + ["Sulawesi Tengah"] * 2
    assert frame["population"].tolist() == [400, 300, 200, 70, 50]
    assert [None if pd.isna(day) else day.date().isoformat() for day in frame["dibuka"]] == [
        None, "2017-10-06", None, None, None,
    ]  # fmt: skip
    assert frame["perkiraan"].tolist() == ["", "", "Oct 2020", "", "≤ 5 May 2021"]


def test_the_province_is_not_repeated_in_every_row_of_one(make):
    assert "provinsi" in make("kabkota").frame
    assert "provinsi" not in make("kabkota", provinsi=("35",)).frame


def test_the_mpps(make):
    table = make("mpp")
    frame = table.frame
    assert frame["kode"].tolist() == ["35.10", "35.73", "72.71", "72", "35.07"]
    assert frame["hitungan_nasional"].tolist() == ["yes"] * 4 + ["not proven"]
    assert frame["daerah"].tolist() == [
        "Kab. Banyuwangi", "Kota Malang", "Kota Palu", "Sulawesi Tengah", "Kab. Malang",
    ]  # fmt: skip
    assert frame["perkiraan"].tolist() == ["", "Oct 2020", "≤ 5 May 2021", "2022", ""]
    assert frame["dibuka"].notna().tolist() == [True, False, False, False, False]
    assert frame["jumlah_layanan"].iloc[0] == 233 and frame["jumlah_layanan"].isna().sum() == 4
    assert all(len(urls) == 1 for urls in frame["sumber_url"])


def test_the_mpps_of_one_province(make):
    assert make("mpp", provinsi=("72",)).frame["kode"].tolist() == ["72.71", "72"]
    assert make("mpp", provinsi=("31",)).frame.empty


def test_a_province_that_cannot_be_read_leaves_the_others(country, t):
    rows = country.regions()
    rows[3]["population"] = "banyak"
    country.write("regions.csv", [*rows[3], "kode_provinsi", "area_km2"], rows)
    country.write_mpp(country.mpp("35.10", "2017-10-06"))
    dataset = country.load()
    snapshot = take_snapshot(dataset, DAY)
    selection = select_areas(snapshot, View())
    assert "35" not in selection.provinsi
    assert len(list_kabkota(snapshot, selection, t).frame) >= 4
    assert list_mpp(snapshot, selection, t) is not None


@pytest.mark.parametrize(
    ("partial", "latest", "long", "short"),
    [
        ("2017-10-06", dt.date(2017, 10, 6), "6 Oktober 2017", "6 Okt 2017"),
        ("2020-10", dt.date(2020, 10, 31), "Oktober 2020", "Okt 2020"),
        ("2018", dt.date(2018, 12, 31), "2018", "2018"),
        (None, dt.date(2021, 5, 5), "paling lambat 5 Mei 2021", "≤ 5 Mei 2021"),
        (None, None, UNKNOWN, UNKNOWN),
        (float("nan"), pd.NaT, UNKNOWN, UNKNOWN),
    ],
)
def test_an_opening_is_said_as_precisely_as_known(partial, latest, long, short):
    indonesian = Language("id")
    assert tell_opening(partial, latest, indonesian) == long
    assert tell_opening(partial, latest, indonesian, short=True) == short


# Sentences


@pytest.mark.parametrize(
    ("view", "name"),
    [
        (View(), "Indonesia"),
        (View(provinsi=("31",)), "DKI Jakarta"),
        (View(provinsi=("31", "35", "72")), "DKI Jakarta, Jawa Timur, dan Sulawesi Tengah"),
        (View(provinsi=("31", "33", "35", "72")), "4 provinsi"),
        (View(pulau=("bali-nusra", "jawa")), "Kelompok Pulau Bali dan Nusa Tenggara dan Jawa"),
    ],
)
def test_the_place_is_named(dataset, view, name):
    assert name_place(dataset, view, Language("id")) == name


def test_the_total_in_one_sentence(dataset):
    total = take_snapshot(dataset, DAY).total()
    said = tell_total("Indonesia", total, Language("id"))
    # The last opening known is "2022": no later day is told.
    assert said == "Indonesia, 31 Desember 2022: 3 dari 6 daerah memiliki MPP (50,0%)."


def test_without_areas_the_sentence_says_so(dataset, t):
    total = take_snapshot(dataset, DAY, 508).total(("31",))
    said = tell_total("DKI Jakarta", total, t)
    assert "DKI Jakarta" in said and "0" not in said


def test_the_map_in_words(country, english):
    country.write_mpp(country.mpp("72.10", "2020-01-01"), country.mpp("72.71", "2020-01-01"))
    snapshot = take_snapshot(country.load(), DAY)
    said = tell_map("Indonesia", snapshot.total(), snapshot, ("31", "35", "72"), english)
    assert "Complete" not in tell_map("X", snapshot.total(), snapshot, ("35",), english)
    # Both openings are of this day, the last one known.
    assert said.startswith("Indonesia, 1 January 2020: 2 of 6 areas")
    assert "Complete provinces: Sulawesi Tengah." in said
    assert "without any MPP: DKI Jakarta and Jawa Timur." in said


def test_without_data_no_province_is_said_to_have_none(country, english):
    (country.folder / "records" / "mpp.csv").unlink()
    snapshot = take_snapshot(country.load(), DAY)
    assert "without any" not in tell_map(
        "Indonesia", snapshot.total(), snapshot, ("31", "35", "72"), english
    )


def test_what_holds_nothing_is_not_shown():
    frame = pd.DataFrame({"nama": ["A", "B"], "none": [None, ""], "dash": [UNKNOWN, UNKNOWN]})
    kinds = dict.fromkeys(frame, "text")
    table = DataTable("x", frame.assign(day=pd.NaT, some=[None, 1.0]), dict(kinds), kinds)
    assert table.shown == ("nama", "some")
    # Where there is no row, the titles say what would stand there.
    assert DataTable("x", frame.head(0), kinds, kinds).shown == ("nama", "none", "dash")


def test_a_share_is_told_alike_by_browser_and_print():
    """99.97 of 100 is not all, and 0.02 is not nothing; 80.853 is not 80.8, as 80.85 would be."""
    shares = pd.Series([0, 0.02, 59.53, 80.853, 99.97, 100, float("nan")])
    packed = KINDS["percent"].pack(shares).to_pylist()
    assert packed[:6] == pytest.approx([0, 0.001, 0.595, 0.809, 0.999, 1]) and packed[6] is None
    assert [ENGLISH.percent(share) for share in shares][:6] == [
        "0%", "0.1%", "59.5%", "80.9%", "99.9%", "100%",
    ]  # fmt: skip


def test_titles_stand_whole_where_the_browser_measures_nothing():
    assert KINDS["percent"].find_width("MPP") == 80
    # 26 letters of the page's typeface are 175 pixels at most.
    assert KINDS["percent"].find_width("Penduduk di daerah ber-MPP") >= 175 + 16
    assert KINDS["count"].find_width("Penduduk di daerah ber-MPP") is None


def test_a_number_is_rounded_before_the_browser_cuts_it():
    assert KINDS["decimal"].pack(pd.Series([-94.651, 13.7, None])).to_pylist() == [
        -94.7,
        13.7,
        None,
    ]
    assert KINDS["rate"].pack(pd.Series([0.129])).to_pylist() == [0.13]
