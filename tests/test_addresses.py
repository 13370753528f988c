"""Addresses and the villages they name; where MPPs stand by them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from village_files import place_villages

from mppgeo.country.addresses import KECAMATAN, VILLAGE, find_spot
from mppgeo.country.villages import make_villages
from mppgeo.coverage import take_snapshot
from mppgeo.planning.reach import find_places
from mppgeo.programme.places import CAPITAL, PRECISE, PRECISIONS, locate_mpps

ROWS = [
    # kode, lon, lat, village, kecamatan
    ("35.10", 114.0, -8.0, "Lateng", "Banyuwangi"),
    ("35.10", 114.1, -8.0, "Kertosari", "Banyuwangi"),
    ("35.10", 114.2, -8.0, "Sumberagung", "Banyuwangi"),
    ("35.10", 114.5, -8.3, "Sumberagung", "Pesanggaran"),
    ("35.10", 114.6, -8.3, "Kandangan", "Pesanggaran"),
    ("35.10", 114.9, -8.3, "Siliragung", "Pesanggaran"),
    ("35.10", 114.7, -8.3, "Genteng Kulon", "Genteng"),
    ("35.10", 114.8, -8.3, "Gampong Jawa", "Glagah Kota"),
    ("35.73", 112.0, -7.0, "Klojen", "Klojen"),
    ("35.73", 112.1, -7.0, "Kauman", "Klojen"),
]
VILLAGES = make_villages(
    *zip(*[row[:3] for row in ROWS], strict=True), [0] * len(ROWS),
    nama=[row[3] for row in ROWS], kecamatan=[row[4] for row in ROWS],
)  # fmt: skip
OTHERS = ("Kabupaten Banyuwangi", "Banyuwangi", "Jawa Timur")


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("Jl. Yani 1, Kel. Kertosari, Kec. Banyuwangi", (114.1, -8.0, VILLAGE)),
        ("Jl. Yani 1 Kelurahan Kertosari Kecamatan Banyuwangi", (114.1, -8.0, VILLAGE)),
        ("Lantai 2, Kertosari, Banyuwangi", (114.1, -8.0, VILLAGE)),
        ("Desa Kertosarii", (114.1, -8.0, VILLAGE)),
        # Two villages of one name: only with its kecamatan is one of them meant.
        ("Desa Sumberagung", None),
        ("Desa Sumberagung, Kec. Pesanggaran", (114.5, -8.3, VILLAGE)),
        # The one of its three villages that is nearest to their middle, at 114.67.
        ("Kec. Pesanggaran, Banyuwangi", (114.6, -8.3, KECAMATAN)),
        ("Gedung lama, Genteng", (114.7, -8.3, KECAMATAN)),
        ("Kec. Glagah Kota", (114.8, -8.3, KECAMATAN)),
        ("Gampong Jawa, Kec. Glagah Kota", (114.8, -8.3, VILLAGE)),
        # A village that the kecamatan named does not have leaves the kecamatan.
        ("Desa Kandangan, Kec. Genteng", (114.7, -8.3, KECAMATAN)),
        # Streets are called after other places, and the area's own name says nothing.
        ("Jl. Lateng No. 5", None),
        ("Jalan Genteng, Banyuwangi", None),
        ("Banyuwangi", None),
        ("Kabupaten Banyuwangi", None),
        # Of another area.
        ("Kel. Kauman, Kec. Klojen", None),
        ("Kec. Tidak Ada", None),
        ("", None),
    ],
)
def test_an_address_names_a_village_or_a_kecamatan_or_nothing(address, found):
    spot = find_spot(VILLAGES, "35.10", address, OTHERS)
    assert (spot and (spot.lon, spot.lat, spot.precision)) == found


def test_a_name_of_both_is_the_kecamatan():
    assert find_spot(VILLAGES, "35.73", "Klojen").precision == KECAMATAN
    assert find_spot(VILLAGES, "35.73", "Kel. Klojen").precision == VILLAGE
    assert find_spot(VILLAGES, "72.10", "Kel. Klojen") is None


@given(address=st.text(st.sampled_from("Kec.Desa LatengGampong,-()/1\n")))
def test_any_text_gives_a_point_of_the_area_or_none(address):
    spot = find_spot(VILLAGES, "35.10", address, OTHERS)
    own = {row[1:3] for row in ROWS if row[0] == "35.10"}
    assert spot is None or (spot.lon, spot.lat) in own


def test_the_place_of_an_mpp_is_as_precise_as_the_records(country):
    country.write_mpp(
        country.mpp("35.10", "2020-01-01", lintang="-7.4", bujur="111.4", alamat="Kel. Lateng"),
        country.mpp("35.73", "2020-01-01", alamat="Kel. Kauman"),
        country.mpp("35.07", "2020-01-01", alamat="Kec. Kepanjen"),
        country.mpp("72.10", "2020-01-01", alamat="Kel. Kauman"),
    )
    country.write_table(
        "mpp_sites", country.row_of_mpp("35.73", berlaku_sejak="2023-01-01", alamat="Jl. Baru 1")
    )
    place_villages(
        country,
        [
            ("35.07", 110.6, -7.3, 0, "Panggungrejo", "Kepanjen"),
            ("35.10", 111.5, -7.5, 0, "Lateng", "Banyuwangi"),
            ("35.73", 112.6, -7.4, 0, "Kauman", "Klojen"),
            ("72.10", 119.5, -7.5, 1, "Bora", "Sigi Biromaru"),
        ],
    )
    dataset = country.load()
    assert dataset.faults == ()
    day = dt.date(2022, 1, 1)
    places = {p.kode: (p.lon, p.lat, p.precision) for p in find_places(dataset, day)}
    assert places == {
        "35.10": (111.4, -7.4, PRECISE),
        "35.73": (112.6, -7.4, VILLAGE),
        "35.07": (110.6, -7.3, KECAMATAN),
        "72.10": (119.5, -7.5, CAPITAL),
    }
    # It moved to a street that names no place.
    later = {p.kode: p.precision for p in find_places(dataset, dt.date(2024, 1, 1))}
    assert later == {"35.10": PRECISE, "35.73": CAPITAL, "35.07": KECAMATAN, "72.10": CAPITAL}


def test_the_places_on_record(dataset):
    day = dt.date(2026, 11, 1)
    located = locate_mpps(dataset, day)
    assert set(take_snapshot(dataset, day).mpp["key"]) <= set(located)
    found = [one.precision for one in located.values()]
    assert set(found) <= set(PRECISIONS) and found.count(CAPITAL) < 0.85 * len(found)
    # Lambaro is a village of Aceh Besar, far from its capital.
    lambaro = next(one for key, one in located.items() if key.startswith("11.06"))
    assert lambaro.precision == VILLAGE
