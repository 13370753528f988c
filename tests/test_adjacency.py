"""Which areas border on one another: in a row of squares, and in the country."""

from __future__ import annotations

import datetime as dt

from shapely.geometry import box

from mppgeo.base.language import Language
from mppgeo.content.tables import list_missing
from mppgeo.coverage import take_snapshot
from mppgeo.planning.adjacency import find_neighbours


def test_squares_in_a_row_have_neighbours_at_both_sides(country):
    assert find_neighbours(country.load()) == {
        "31.71": ("31.72",),
        "31.72": ("31.71",),
        "35.07": ("35.10",),
        "35.10": ("35.07", "35.73"),
        "35.73": ("35.10",),
        "72.10": ("72.71",),
        "72.71": ("72.10",),
    }


def test_areas_across_water_are_no_neighbours(country):
    apart = country.squares | {"35.10": box(111.01, -8, 111.99, -7)}
    country.write_layer("kabkota", apart)
    assert find_neighbours(country.load())["35.10"] == ()


def test_a_common_corner_is_no_common_boundary(country):
    corner = country.squares | {"35.10": box(111, -7, 112, -6)}
    country.write_layer("kabkota", corner)
    assert find_neighbours(country.load())["35.10"] == ()


def test_neighbours_are_mutual_and_none_is_its_own(dataset):
    found = find_neighbours(dataset)
    assert len(found) == 514
    for kode, others in found.items():
        assert kode not in others
        assert all(kode in found[other] for other in others)


def test_known_neighbours(dataset):
    found = find_neighbours(dataset)
    assert found["51.71"] == ("51.03", "51.04"), "Kota Denpasar"
    assert {"32.01", "31.74", "31.75"} <= set(found["32.76"]), "Kota Depok"
    assert "18.01" not in found["36.04"], "across the Sunda Strait"


def test_neighbours_in_the_country_share_more_than_a_corner(dataset):
    shapes = dataset.kabkota.geometry
    for kode, others in find_neighbours(dataset).items():
        for other in others:
            shared = shapes[kode].intersection(shapes[other])
            assert shared.length > 0, f"{kode} and {other}"


def test_a_missing_area_names_the_neighbours_that_have_one(country):
    country.write_mpp(country.mpp("35.07", "2020-01-01"), country.mpp("35.73", "2020-01-01"))
    dataset = country.load()
    snapshot = take_snapshot(dataset, dt.date(2023, 1, 1))
    table = list_missing(snapshot, ("35",), Language("id"))
    assert table.frame["tetangga"].tolist() == ["Kab. Malang, Kota Malang"]
