from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mppgeo.base.names import is_same, search, shorten, squeeze
from mppgeo.country.regions import select_kabkota


@pytest.fixture(scope="module")
def find(dataset):
    """Names found for a query, best first."""
    return lambda query, **options: [
        dataset.names[match.kode] for match in search(query, dataset.regions, **options)
    ]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("kab. banyu wangi", "Kabupaten Banyuwangi"),
        ("banyuwngi", "Kabupaten Banyuwangi"),
        ("BANYUWANGI", "Kabupaten Banyuwangi"),
        ("kab.banyuwangi", "Kabupaten Banyuwangi"),
        ("kabbanyuwangi", "Kabupaten Banyuwangi"),
        ("kotamadya surabaya", "Kota Surabaya"),
        ("kota adm. jakarta pusat", "Kota Administrasi Jakarta Pusat"),
        ("jogja", "Kota Yogyakarta"),
        ("DIY", "Daerah Istimewa Yogyakarta"),
        ("dki", "Daerah Khusus Ibukota Jakarta"),
        ("dki jakarta", "Daerah Khusus Ibukota Jakarta"),
        ("jatim", "Jawa Timur"),
        ("prov. jawa timur", "Jawa Timur"),
        ("sumatra utara", "Sumatera Utara"),
        ("toli toli", "Kabupaten Toli-Toli"),
        ("papua", "Papua"),
        ("35.10", "Kabupaten Banyuwangi"),
        (" 3510 ", "Kabupaten Banyuwangi"),
        ("35", "Jawa Timur"),
        ("NAD", "Aceh"),
        ("Kep. Riau", "Kepulauan Riau"),
        ("Kalimantan Utara (Kaltara)", "Kalimantan Utara"),
        ("muba", "Kabupaten Musi Banyuasin"),
        ("Kab. Sulawesi?", None),
    ],
)
def test_names_as_people_write_them(find, query, first):
    found = find(query)
    assert found, query
    if first:
        assert found[0] == first


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("KOTA MALANG", ["Kota Malang", "Kabupaten Malang"]),
        ("kab malang", ["Kabupaten Malang", "Kota Malang"]),
    ],
)
def test_the_kind_that_is_written_comes_first_and_the_twin_second(find, query, order):
    assert find(query)[:2] == order


def test_both_twins_are_found_alike_where_no_kind_is_written(dataset):
    scores = {match.kode: match.score for match in search("malang", dataset.regions)}
    assert scores["35.07"] == scores["35.73"] == 100


@pytest.mark.parametrize(
    "query",
    [
        "",
        "   ",
        "!?%",
        "<script>alert(1)</script>",
        "'; drop table mpp; --",
        "\x00",
        "🙂",
        "a" * 5000,
    ],
)
def test_what_is_no_name_finds_nothing(find, query):
    assert find(query) == []


def test_every_area_finds_itself_first(dataset):
    regions = dataset.regions
    found = {row.kode: search(row.nama, regions, limit=1)[0] for row in regions.itertuples()}
    assert [kode for kode, match in found.items() if match.kode != kode] == []


def test_no_more_than_the_limit_is_found(find):
    assert len(find("papua", limit=3)) == 3


@given(st.text(max_size=60))
def test_any_text_is_searched_without_fail(dataset, query):
    matches = search(query, dataset.regions)
    scores = [match.score for match in matches]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 100 for score in scores)
    assert len({match.kode for match in matches}) == len(matches) <= 6


def test_twins_are_never_the_same_where_the_kind_is_written(dataset):
    bare = {}
    for nama in select_kabkota(dataset.regions)["nama"]:
        bare.setdefault(squeeze(nama)[1], []).append(nama)
    twins = [names for names in bare.values() if len(names) > 1]
    assert len(twins) > 20
    for one, other in twins:
        assert not is_same(one, other) and not is_same(other, one)
        assert not is_same(shorten(one), other) and not is_same(shorten(other), one)
        assert is_same(one.split(" ", 1)[1], one) and is_same(one.split(" ", 1)[1], other)


@pytest.mark.parametrize(
    ("written", "nama", "same"),
    [
        ("Kab. Banyuwangi", "Kabupaten Banyuwangi", True),
        ("banyu-wangi", "Kabupaten Banyuwangi", True),
        ("Kota Banyuwangi", "Kabupaten Banyuwangi", False),
        ("Kabupaten Banyuasin", "Kabupaten Banyuwangi", False),
        ("Provinsi DKI Jakarta", "Daerah Khusus Ibukota Jakarta", True),
        ("DI Yogyakarta", "Daerah Istimewa Yogyakarta", True),
        ("", "Kota Malang", False),
    ],
)
def test_is_same(written, nama, same):
    assert is_same(written, nama) is same


@pytest.mark.parametrize(
    ("nama", "short"),
    [
        ("Kabupaten Banyuwangi", "Kab. Banyuwangi"),
        ("Kota Malang", "Kota Malang"),
        ("Daerah Khusus Ibukota Jakarta", "DKI Jakarta"),
        ("Jawa Timur", "Jawa Timur"),
    ],
)
def test_shorten(nama, short):
    assert shorten(nama) == short


def test_a_code_that_is_not_whole_finds_those_that_begin_so(dataset):
    found = [match.kode for match in search("35.7", dataset.regions, limit=20)]
    assert found == [f"35.7{number}" for number in range(1, 10)]
    assert search("99.99", dataset.regions) == []


@pytest.mark.parametrize(
    ("written", "squeezed"),
    [
        ("Kota Bogor (Kota)", ("kota", "bogor")),
        ("Bogor (Kab.)", ("kabupaten", "bogor")),
        ("Jawa Tengah (Jateng)", ("", "jawatengah")),
        ("Malang (Batu)", ("", "malangbatu")),
        ("Kab. Kep. Anambas", ("kabupaten", "kepulauananambas")),
        ("PROP. SUMATRA UTARA", ("provinsi", "sumaterautara")),
    ],
)
def test_brackets_that_only_repeat_are_left_out(written, squeezed):
    assert squeeze(written) == squeezed


@pytest.mark.parametrize(
    ("written", "kode"),
    [("35.10", "35.10"), ("3510", "35.10"), (" 35 ", "35"), ("Admin. Kepulauan Seribu", "31.01")],
)
def test_the_search_takes_codes_and_short_words_of_administration(dataset, written, kode):
    assert search(written, dataset.regions)[0].kode == kode
    assert search("35.99", dataset.regions) == []
