"""Given coordinates lie inside their own area."""

from __future__ import annotations

import datetime as dt

import pytest

from mppgeo.boundaries.coordinates import NOT_INSIDE
from mppgeo.programme.facts import find_positions

DAY = dt.date(2026, 11, 1)
KM = 1 / 110.45
"""A kilometre along the parallel of 7.5 degrees south, in degrees."""


@pytest.mark.parametrize(
    ("lon", "km"),
    [(111.5, None), (111, None), (111 - 1.9 * KM, None), (111 - 2.2 * KM, 2), (110.5, 55)],
)
def test_a_position_outside_its_area_is_said_and_not_used(country, lon, km, run, t):
    """Banyuwangi reaches from 111 to 112 degrees east."""
    country.write_mpp(country.mpp("35.10", "2020-01-01", lintang="-7.5", bujur=f"{lon:.4f}"))
    dataset = country.load()
    used = find_positions(dataset, DAY)
    if km is None:
        assert dataset.faults == () and list(used.values()) == [(round(lon, 4), -7.5)]
        return
    [fault] = dataset.faults
    told = (fault.file, fault.reason, fault.row, fault.kode, fault.value)
    assert told == ("records/mpp.csv", NOT_INSIDE, 2, "35.10", f"-7.5, {round(lon, 4)}")
    assert abs(fault.fields["km"] - km) <= 1 and used == {}
    # The MPP itself is counted all the same.
    assert dataset.no_data == frozenset() and len(dataset.mpp) == 1
    code, _, err = run("check", "--data", country.folder, "--lang", t.code)
    assert code == 1 and "Kabupaten Banyuwangi" in err and fault.describe(t) in err


def test_counts_and_sites_are_looked_at_too(known):
    known.write_table(
        "mpp_details",
        known.row("35.10", nama_mpp="MPP Banyuwangi", lintang="-7.5", bujur="119.5"),
    )
    known.write_table(
        "mpp_sites",
        known.row("35.73", nama_mpp="MPP Merdeka", lintang="-7.5", bujur="112.5"),
        known.row("35.07", nama_mpp="MPP Kepanjen", lintang="-7.5", bujur="119.5"),
    )
    dataset = known.load()
    assert {(fault.file, fault.row, fault.reason) for fault in dataset.faults} == {
        ("records/mpp_details.csv", 2, NOT_INSIDE), ("records/mpp_sites.csv", 3, NOT_INSIDE),
    }  # fmt: skip
    assert set(find_positions(dataset, DAY)) == {"35.73 mpp merdeka"}


def test_a_provinces_mpp_lies_inside_the_province(country):
    country.write_mpp(country.mpp("31", "2018-01-01", lintang="-7.5", bujur="107.9"))
    assert country.load().faults == ()
    country.write_mpp(country.mpp("31", "2018-01-01", lintang="-7.5", bujur="109.9"))
    assert [fault.reason for fault in country.load().faults] == [NOT_INSIDE]


def test_without_a_polygon_nothing_can_be_said(country):
    country.write_layer("kabkota", {k: s for k, s in country.squares.items() if k != "35.10"})
    country.write_mpp(country.mpp("35.10", "2020-01-01", lintang="-7.5", bujur="110.5"))
    dataset = country.load()
    assert NOT_INSIDE not in {fault.reason for fault in dataset.faults}
    assert len(find_positions(dataset, DAY)) == 1
