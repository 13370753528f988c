"""What is known of every MPP on a day: one answer, wherever it is shown."""

from __future__ import annotations

import datetime as dt
import doctest

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mppgeo.base.language import UNKNOWN, Language
from mppgeo.content.card import make_card
from mppgeo.content.programme_tables import list_services
from mppgeo.content.tables import list_mpp, list_mpp_facts
from mppgeo.coverage import take_snapshot
from mppgeo.planning.reach import find_places
from mppgeo.programme import ages, clocks, facts
from mppgeo.programme.facts import Known, gather_facts
from mppgeo.records import dates as openings
from mppgeo.records import identity, validity, values
from mppgeo.records.validity import fill_latest
from mppgeo.records.values import read_span
from mppgeo.scene.selection import select_areas
from mppgeo.scene.view import View

ENGLISH = Language("en")


def known(value: object) -> str:
    """A cell as text, empty where nothing is known."""
    return "" if value is None or value != value or value in ("", UNKNOWN) else str(value)


def read_list(table) -> dict[tuple[str, str], tuple[str, str, str]]:
    """Address, services and agencies by area and name of the MPP."""
    frame = table.frame.astype(object).where(table.frame.notna(), None)
    return {
        (row.kode, row.nama_mpp): tuple(
            map(known, (row.alamat, row.jumlah_layanan, row.jumlah_instansi))
        )
        for row in frame.itertuples()
    }


def read_deck(table) -> dict[tuple[str, str], tuple[str, str, str]]:
    numbers = lambda cell: known(cell).split(" (")[0].replace(",", "")  # noqa: E731
    return {
        (row.kode, row.nama_mpp): (
            known(row.alamat), numbers(row.layanan), numbers(row.instansi),
        )
        for row in table.frame.itertuples()
    }  # fmt: skip


def read_cards(dataset, snapshot) -> dict[tuple[str, str], tuple[str, str, str]]:
    """The same from the cards of the areas of which more than the record tells."""
    found = {}
    told = pd.concat([dataset.records[name]["key"] for name in ("mpp_details", "mpp_sites")])
    mpp = snapshot.mpp[snapshot.mpp["key"].isin(told)]
    for kode in mpp["kode_kabkota"].dropna().unique():
        for mpp in make_card(snapshot, kode, ENGLISH).mpps:
            facts = {fact.label: fact.value for fact in mpp.facts}
            services, agencies = (
                facts.get(label, "").split(" (")[0].replace(",", "")
                for label in ("Services", "Agencies")
            )
            if mpp.counted:
                found[kode, mpp.name] = (facts.get("Address", ""), services, agencies)
    return found


def check_all_say_the_same(dataset, day: str) -> None:
    snapshot = take_snapshot(dataset, dt.date.fromisoformat(day))
    selection = select_areas(snapshot, View())
    shown = read_list(list_services(snapshot, selection, ENGLISH))
    listed = read_list(list_mpp(snapshot, selection, ENGLISH))
    assert {key: listed[key] for key in shown} == shown
    assert read_deck(list_mpp_facts(snapshot, selection, ENGLISH)) == shown
    cards = read_cards(dataset, snapshot)
    assert cards and cards == {key: shown[key] for key in cards}


@pytest.mark.parametrize("day", ["2019-06-30", "2022-12-31", "2026-11-01"])
def test_list_card_services_and_deck_say_the_same(dataset, day):
    check_all_say_the_same(dataset, day)


def of(dataset, kode: str, day: str):
    """The facts of the only MPP of a government."""
    [key] = dataset.mpp["key"][dataset.mpp["kode"] == kode]
    return gather_facts(dataset, dt.date.fromisoformat(day))[key]


# Counts


@pytest.fixture(params=[1, -1], ids=["as counted", "backwards"])
def counted(country, request):
    """Counts of Banyuwangi from several sources, in both orders of the file."""
    country.write_mpp(
        country.mpp("35.10", "2018-01-01", jumlah_layanan="100", jumlah_instansi="9",
                    alamat="Jl. Resmi", sumber_tanggal="2020-03", status="beroperasi"),
        country.mpp("35.73", "2018-01-01"),
    )  # fmt: skip
    rows = [
        country.row_of_mpp("35.10", jumlah_layanan="50", jam_layanan="08-12"),
        country.row_of_mpp("35.10", jumlah_layanan="233", tanggal_data="2022-01-24",
                           jumlah_instansi="24", catatan="dari bupati"),
        country.row_of_mpp("35.10", jumlah_layanan="260", tanggal_data="2022",
                           sumber_url="https://example.go.id/dua"),
        country.row_of_mpp("35.10", jumlah_layanan="300", tanggal_data="2023-10/2024-02"),
        country.row_of_mpp("35.10", jumlah_layanan="400", tanggal_data="2025-06-01",
                           situs="https://example.go.id/mpp"),
        country.row_of_mpp("35.10", jumlah_layanan="999", tanggal_data="2027-01-01"),
    ]  # fmt: skip
    country.write_table("mpp_details", *rows[:: request.param])
    return country.load()


@pytest.mark.parametrize(
    ("day", "services", "date", "agencies"),
    [
        # Before anything dated, what is undated is all there is.
        ("2020-03-30", 50, None, None),
        # A month counts from its last day on.
        ("2020-03-31", 100, "2020-03", 9),
        ("2022-01-23", 100, "2020-03", 9),
        ("2022-01-24", 233, "2022-01-24", 24),
        ("2022-12-30", 233, "2022-01-24", 24),
        ("2022-12-31", 260, "2022", 24),
        # So does a span.
        ("2024-02-28", 260, "2022", 24),
        ("2024-02-29", 300, "2023-10/2024-02", 24),
        ("2025-05-31", 300, "2023-10/2024-02", 24),
        ("2025-06-01", 400, "2025-06-01", 24),
        ("2026-12-31", 400, "2025-06-01", 24),
    ],
)
def test_the_newest_count_up_to_the_day_wins(counted, day, services, date, agencies):
    assert counted.faults == ()
    found = of(counted, "35.10", day)
    assert (found.services.value, found.services.date) == (services, date)
    assert found.agencies.value == agencies
    # Each fact by itself: the hours stand in the undated row alone.
    assert found.hours == Known("08-12", None, ("https://example.go.id/berita",))
    assert found.website.value == (("https://example.go.id/mpp",) if services == 400 else None)
    assert not of(counted, "35.73", day).services


def test_what_loses_stays_as_another_source(counted):
    found = of(counted, "35.10", "2023-01-01")
    assert [(fact, known.value, known.date) for fact, known in found.others] == [
        ("jumlah_layanan", 233, "2022-01-24"),
        ("jumlah_layanan", 100, "2020-03"),
        ("jumlah_layanan", 50, None),
        ("jumlah_instansi", 9, "2020-03"),
    ]
    assert found.notes == ("dari bupati",)
    snapshot = take_snapshot(counted, dt.date(2023, 1, 1))
    card = make_card(snapshot, "35.10", ENGLISH).mpps[0].facts
    told = [(fact.label, fact.value, len(fact.links)) for fact in card if "ervices" in fact.label]
    assert told == [
        ("Services", "260 (as of 2022)", 1),
        ("Services, other source", "233 (as of 24 Jan 2022)", 1),
        ("Services, other source", "100 (as of Mar 2020)", 1),
        ("Services, other source", "50 (as of date not known)", 1),
    ]
    assert [fact.links[0].url for fact in card if fact.label == "Services"] == [
        "https://example.go.id/dua"
    ]
    stated = "When it was recorded"
    assert stated in {fact.label for fact in card}
    early = make_card(take_snapshot(counted, dt.date(2020, 3, 30)), "35.10", ENGLISH)
    assert stated not in {fact.label for fact in early.mpps[0].facts}


def test_of_one_day_the_count_comes_before_the_record_and_the_site_before_both(country):
    day = "2022-05-01"
    country.write_mpp(country.mpp("35.10", "2020-01-01", sumber_tanggal=day, jumlah_layanan="1",
                                  alamat="Jl. Resmi"))  # fmt: skip
    country.write_table("mpp_details", country.row_of_mpp(
        "35.10", tanggal_data=day, jumlah_layanan="2", alamat="Jl. Hitung"))  # fmt: skip
    country.write_table("mpp_sites", country.row_of_mpp(
        "35.10", berlaku_sejak=day, alamat="Jl. Tempat"))  # fmt: skip
    found = of(country.load(), "35.10", day)
    assert (found.services.value, found.address.value) == (2, "Jl. Tempat")
    assert [known.value for _, known in found.others] == ["Jl. Hitung", "Jl. Resmi", 1]


def test_of_two_mpps_of_one_government_each_has_its_own_facts(country):
    country.write_mpp(
        country.mpp("35.10", "2017-10-06", nama_mpp="MPP Satu", nama_lain="MPP Pusat | MPP  Kota"),
        country.mpp("35.10", "2019-10-06", nama_mpp="MPP Dua"),
    )
    country.write_table(
        "mpp_details",
        country.row_of_mpp("35.10", nama_mpp="mpp  dua", jumlah_layanan="7"),
        # A former name, or another one, is the MPP's as well.
        country.row_of_mpp("35.10", nama_mpp="Mpp kota", jumlah_layanan="5"),
    )
    dataset = country.load()
    assert dataset.faults == ()
    found = gather_facts(dataset, dt.date(2023, 1, 1))
    assert [found[key].services.value for key in dataset.mpp["key"]] == [5, 7]


# Moves


@pytest.fixture
def moved(country):
    country.write_mpp(
        country.mpp("35.10", "2020-01-01", alamat="Jl. Peresmian", lintang="-7.1", bujur="111.1"),
        country.mpp("35.07", "2020-01-01", alamat="Jl. Malang"),
        country.mpp("35.73", "2020-01-01", alamat="Jl. Kota", lintang="-7.3", bujur="112.3"),
    )
    country.write_table(
        "mpp_sites",
        country.row_of_mpp("35.10", berlaku_sejak="2024", alamat="Jl. Tiga", gedung="alih fungsi"),
        country.row_of_mpp("35.10", berlaku_sejak="2022-01", alamat="Jl. Dua", gedung="baru",
                           lintang="-7.2", bujur="111.2"),
        country.row_of_mpp("35.10", alamat="Jl. Satu", nama_mpp="mpp 35.10"),
        country.row_of_mpp("35.07", gedung="alih fungsi"),
        country.row_of_mpp("35.73", berlaku_sejak="2025-01-01"),
    )  # fmt: skip
    country.write_table(
        "mpp_details",
        country.row_of_mpp("35.10", tanggal_data="2026-02-01", alamat="Jl. Empat", lintang="-7.4",
                           bujur="111.4", jumlah_layanan="12"),
        country.row_of_mpp("35.07", tanggal_data="2021-02-01", jumlah_instansi="3"),
    )  # fmt: skip
    return country.load()


@pytest.mark.parametrize(
    ("day", "address", "building", "position"),
    [
        ("2022-01-30", "Jl. Satu", None, (111.1, -7.1)),
        ("2022-01-31", "Jl. Dua", "baru", (111.2, -7.2)),
        ("2024-12-30", "Jl. Dua", "baru", (111.2, -7.2)),
        # Where the new place is, is not known: no longer at the old one.
        ("2024-12-31", "Jl. Tiga", "alih fungsi", None),
        ("2026-02-01", "Jl. Empat", "alih fungsi", (111.4, -7.4)),
    ],
)
def test_the_place_of_the_day_counts(moved, day, address, building, position):
    found = of(moved, "35.10", day)
    assert (found.address.value, found.building.value) == (address, building)
    assert found.address.sources
    place = {p.kode: p for p in find_places(moved, dt.date.fromisoformat(day))}["35.10"]
    assert place.exact == (position is not None)
    if position:
        assert (place.lon, place.lat) == position
    check_all_say_the_same(moved, day)


def test_earlier_sites_are_told_the_latest_first(moved):
    found = of(moved, "35.10", "2026-11-01")
    assert [site.value for site in found.earlier] == ["Jl. Dua", "Jl. Satu"]
    # The last site is said otherwise by a newer count; the record's address is neither's.
    assert [known.value for fact, known in found.others if fact == "alamat"] == [
        "Jl. Tiga", "Jl. Peresmian",
    ]  # fmt: skip


def test_a_building_alone_is_no_move_but_a_move_without_address_is(moved):
    stays = of(moved, "35.07", "2026-11-01")
    assert (stays.address.value, stays.building.value) == ("Jl. Malang", "alih fungsi")
    assert of(moved, "35.73", "2024-12-31").address.value == "Jl. Kota"
    gone = of(moved, "35.73", "2025-01-01")
    assert not gone.address
    places = {p.kode: p.exact for p in find_places(moved, dt.date(2025, 1, 1))}
    assert places == {"35.10": False, "35.07": False, "35.73": False}


# The rule alone


DATES = st.one_of(
    st.none(),
    st.dates(dt.date(2019, 1, 1), dt.date(2022, 12, 31)).flatmap(
        lambda day: st.sampled_from([day.isoformat(), day.isoformat()[:7], day.isoformat()[:4]])
    ),
)


@given(
    st.lists(st.tuples(st.sampled_from("ab"), DATES, st.none() | st.integers(0, 9)), max_size=8),
    st.dates(dt.date(2018, 12, 1), dt.date(2023, 1, 31)),
)
def test_the_latest_is_what_looking_through_all_rows_finds(rows, day):
    frame = pd.DataFrame(rows, columns=["who", "date", "n"]).astype({"date": object, "n": "Int64"})

    def age(place: int) -> tuple:
        date = rows[place][1]
        begin, end = read_span(date) if date else (dt.date.min, dt.date.min)
        return (end, begin, place)

    valid = [place for place in range(len(rows)) if age(place)[0] <= day]
    expected, filled = {}, {}
    for place in sorted(valid, key=age):
        who, _, n = rows[place]
        expected[who] = place
        filled[who] = n if n is not None else filled.get(who)
    found = validity.age(frame, "date").find_latest(["who"], day)
    assert dict(zip(found["who"], found.index, strict=True)) == expected
    by_column = fill_latest(frame, "who", "date", day)["n"]
    assert {who: None if pd.isna(n) else n for who, n in by_column.items()} == filled


@pytest.mark.parametrize("module", [ages, clocks, facts, identity, openings, validity, values])
def test_the_examples_run(module):
    result = doctest.testmod(module)
    assert result.attempted and not result.failed
