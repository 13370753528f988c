"""What a view shows, and the four figures at its head, on the small country."""

from __future__ import annotations

import datetime as dt

import pytest

from mppgeo.base.language import UNKNOWN
from mppgeo.content.headline import make_figures, make_title, tell_basis
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import View

TODAY = dt.date(2023, 6, 1)


@pytest.fixture
def dataset(country):
    """Kota Malang, all of Sulawesi Tengah, and Jakarta's provincial MPP from 2023 on."""
    country.write_mpp(
        country.mpp("35.73", "2020-01-01"),
        country.mpp("72.10", "2021-01-01"),
        country.mpp("72.71", "2022-01-01"),
        country.mpp("31", "2023-01-01"),
    )
    return country.load()


@pytest.fixture
def show(dataset):
    """Makes the scene of a view in English."""
    return lambda **filters: Scene(dataset, View(**{"lang": "en"} | filters), TODAY)


def values(scene: Scene) -> list[str]:
    return [figure.value for figure in make_figures(scene)]


def notes(scene: Scene) -> list[str]:
    return [figure.note for figure in make_figures(scene)]


def test_a_view_without_a_day_is_of_today(show):
    assert show().as_of == TODAY
    assert show(as_of=dt.date(2021, 6, 1)).as_of == dt.date(2021, 6, 1)


@pytest.mark.parametrize(
    ("filters", "places"),
    [
        ({}, ()),
        ({"provinsi": ("35",)}, ("35",)),
        ({"pulau": ("sulawesi",)}, ("72",)),
        ({"pulau": ("jawa",)}, ("31", "35")),
        ({"provinsi": ("31",), "jenis": "kabupaten"}, ("31",)),
        ({"provinsi": ("35",), "status": "ada", "jenis": "kota"}, ("35",)),
        ({"status": "ada"}, ()),
    ],
    ids=str,
)
def test_only_places_decide_which_provinces_are_kept(show, filters, places):
    assert show(**filters).places == places


@pytest.mark.parametrize("status", [None, "ada", "belum"])
def test_the_status_does_not_change_the_figures(show, status):
    total = show(provinsi=("35",), status=status).total
    assert (total.areas, total.areas_with_mpp, total.missing) == (3, 1, 2)


def test_the_status_filters_the_selection(show):
    scene = show(provinsi=("35",), status="belum")
    assert list(scene.selection.kabkota) == ["35.07", "35.10"]
    assert list(scene.place_selection.kabkota) == ["35.07", "35.10", "35.73"]


@pytest.mark.parametrize(
    ("filters", "codes"),
    [
        ({}, ["31", "35.73", "72.10", "72.71"]),
        ({"provinsi": ("72",)}, ["72.10", "72.71"]),
        ({"as_of": dt.date(2021, 6, 1)}, ["35.73", "72.10"]),
        ({"jenis": "kota"}, ["35.73", "72.71"]),
        ({"provinsi": ("35",), "jenis": "kabupaten"}, []),
    ],
    ids=str,
)
def test_the_mpps_of_the_places(show, filters, codes):
    assert sorted(show(**filters).mpp_of_places["kode"]) == codes


# The four figures. People: Kota Malang 200, Sulawesi Tengah 120, Jakarta 600, all 1,620.


def test_the_figures_of_the_nation(show):
    scene = show()
    assert values(scene) == ["4", "66.7%", "56.8%", "2 / 0"]
    assert notes(scene)[0] == "of 6 areas" and notes(scene)[3] == "of 3 provinces"
    assert notes(scene)[1] == "4 MPPs counted"


@pytest.mark.parametrize(
    ("denominator", "areas", "share"), [(508, "3", "60%"), (509, "4", "66.7%"), (514, "5", "71.4%")]
)
def test_the_figures_follow_the_denominator(show, denominator, areas, share):
    """508: 3 of 5; 509: 4 of 6; 514: 5 of 7, Jakarta's two among them."""
    found = values(show(denominator=denominator))
    assert (found[0], found[1].replace(".0%", "%")) == (areas, share)


def test_of_one_province_the_missing_areas_are_named(show):
    scene = show(provinsi=("35",))
    assert values(scene) == ["1", "33.3%", "22.2%", "2"]
    assert notes(scene)[3] == "Kab. Malang, Kab. Banyuwangi"
    assert make_figures(scene)[3].label == "Areas without an MPP"


def test_a_complete_province_misses_none(show):
    scene = show(provinsi=("72",))
    assert values(scene) == ["2", "100%", "100%", "0"]
    assert notes(scene)[3] == ""


def test_before_the_first_opening_all_is_nothing(show):
    assert values(show(as_of=dt.date(2017, 10, 1))) == ["0", "0%", "0%", "0 / 3"]


def test_only_kota(show):
    """Kota Malang and Kota Palu have one; Jakarta's are not autonomous."""
    assert values(show(jenis="kota"))[:2] == ["2", "100%"]
    assert "kota only" in tell_basis(show(jenis="kota"))


def test_where_nothing_counts_nothing_is_claimed(show):
    assert values(show(provinsi=("31",), denominator=508))[:3] == [UNKNOWN] * 3


def test_where_nothing_counts_no_province_is_called_complete(show):
    assert "0 / 0" not in values(show(provinsi=("31",), denominator=508))


def test_without_readable_records_nothing_is_claimed(country):
    (country.folder / "records" / "mpp.csv").unlink()
    scene = Scene(country.load(), View(lang="en"), TODAY)
    assert values(scene)[:3] == [UNKNOWN] * 3
    assert "6 without data" in notes(scene)[0]


def test_title_and_basis(show):
    scene = show(provinsi=("35",), as_of=dt.date(2021, 6, 1), denominator=508)
    assert make_title(scene) == "Public service malls (MPP): Jawa Timur"
    # The denominators differ in Jakarta alone.
    assert tell_basis(scene) == "as of 1 June 2021"
    assert tell_basis(show(as_of=dt.date(2021, 6, 1), denominator=508)) == (
        "as of 1 June 2021 · denominator 508: autonomous kabupaten and kota"
    )


def test_a_province_before_it_was_set_up_has_the_figures_of_its_own_areas(country):
    """Sulawesi Tengah was part of Jawa Timur until 2022, whose record of Malang is unusable."""
    country.write_table("province_history", {
        "kode": "72", "kode_induk": "35", "tanggal_peresmian": "2022-06-01",
        "dasar_hukum": "UU", "sumber_url": country.source,
    })  # fmt: skip
    country.write_mpp(
        country.mpp("72.10", "2020-01-01"),
        country.mpp("72.71", "2021-01-01"),
        country.mpp("35.07", "kapan-kapan"),
    )
    total = Scene(country.load(), View(provinsi=("72",), as_of=dt.date(2022, 1, 1)), TODAY).total
    assert (total.areas, total.areas_with_mpp) == (2, 2)
    assert (total.unknown, total.missing) == (0, 0)


def test_a_place_of_which_no_area_can_be_read_does_not_show_the_nation(country):
    rows = [row for row in country.regions() if not row["kode"].startswith("72.")]
    country.write("regions.csv", list(rows[0]) + ["kode_provinsi", "area_km2"], rows)
    scene = Scene(country.load(), View(provinsi=("72",)), TODAY)
    assert (scene.total.areas, len(scene.mpp_of_places)) == (0, 0)
