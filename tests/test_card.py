from __future__ import annotations

import datetime as dt

import pytest

from mppgeo.base.facts import make_links
from mppgeo.base.language import Language
from mppgeo.content.card import make_card
from mppgeo.content.markup import render_markup
from mppgeo.coverage import HAS, HAS_NOT, NO_DATA, NOT_APPLICABLE, SERVED, take_snapshot

DAY = dt.date(2024, 12, 12)
SOURCE = "https://example.go.id/berita"
ENGLISH = Language("en")
LABELS = {"sources": "Sumber", "events": "Perjalanan", "nothing": "Kosong"}
HOSTILE = "<script>alert(1)</script><img src=x onerror=\"alert('2')\">"


@pytest.fixture
def card_of(dataset):
    """Makes the card of a real area."""

    def make(kode, day=DAY, t=ENGLISH):
        return make_card(take_snapshot(dataset, day), kode, t)

    return make


def say(facts) -> dict[str, str]:
    return {fact.label: fact.value for fact in facts}


def render(card) -> str:
    return render_markup("card.html", card=card, not_counted="Tidak dihitung", labels=LABELS)


def test_a_known_area(card_of):
    card = card_of("35.10")
    assert (card.kode, card.title, card.place) == ("35.10", "Kab. Banyuwangi", "Jawa Timur")
    assert (card.status, card.status_label) == (HAS, "Has an MPP")
    facts = say(card.facts)
    assert facts["Population"] == "1,791,789" and facts["Capital"] == "Banyuwangi"
    [mpp] = card.mpps
    assert mpp.counted
    assert say(mpp.facts)["Opened"] == "6 October 2017 (ministerial opening)"
    assert say(mpp.facts)["Services"] == "233 (as of 24 Jan 2022)"
    assert say(mpp.facts)["Counted by the ministry"] == "yes"
    days = {fact.label: fact.day for fact in mpp.facts}
    assert (days["Address"], days["When it was recorded"]) == ("24 Jan 2022", "18 Jan 2018")
    html = render(card)
    assert "24 Jan 2022)" in html and "capital of the area" in html
    assert all(link.url.startswith("https://") and link.site in link.url for link in mpp.links)
    assert len(mpp.links) >= 1


def test_a_card_in_indonesian(card_of):
    card = card_of("35.10", t=Language("id"))
    assert card.status_label == "Ada MPP"
    assert say(card.mpps[0].facts)["Diresmikan"] == "6 Oktober 2017 (peresmian menteri)"


def test_before_the_opening_there_is_no_mpp(card_of):
    card = card_of("35.10", dt.date(2017, 10, 5))
    assert (card.status, card.mpps) == (HAS_NOT, ())
    assert "Kosong" in render(card)


def test_an_area_without_mpp(dataset, card_of):
    kabkota = take_snapshot(dataset, DAY).kabkota
    known = set(dataset.mpp["kode_kabkota"])
    kode = next(k for k in kabkota.index[kabkota["status"] == HAS_NOT] if k not in known)
    card = card_of(kode)
    assert (card.status, card.status_label, card.mpps) == (HAS_NOT, "No MPP yet", ())
    assert say(card.facts)["Population"] != "–"
    # Where there is no MPP nothing is said of where it would be drawn.
    assert "map" not in render(card)


@pytest.mark.parametrize(
    ("denominator", "status", "label"),
    [
        (508, NOT_APPLICABLE, "Served by the province's MPP; outside this count"),
        (509, SERVED, "Served by the province's MPP"),
        (514, SERVED, "Served by the province's MPP"),
    ],
)
def test_the_areas_of_jakarta_show_the_provincial_mpp(dataset, english, denominator, status, label):
    card = make_card(take_snapshot(dataset, DAY, denominator), "31.71", english)
    assert (card.status, card.place, card.status_label) == (status, "DKI Jakarta", label)
    assert [mpp.name for mpp in card.mpps] == ["MPP DKI Jakarta"]


def test_an_area_served_by_a_provincial_mpp_shows_it(card_of):
    assert [mpp.name for mpp in card_of("72.71").mpps] == ["MPP Sulawesi Tengah"]
    assert card_of("72.10").mpps == ()


def test_a_local_opening_is_shown_but_not_counted(dataset, card_of):
    kode = "64.03"
    assert kode in set(dataset.mpp["kode_kabkota"][dataset.mpp["hitungan_nasional"] != "ya"])
    card = card_of(kode, dt.date(2026, 1, 1))
    assert (card.status, card.status_label) == (HAS_NOT, "No MPP in the national count yet")
    assert [mpp.counted for mpp in card.mpps] == [False]
    assert "Tidak dihitung" in render(card)
    assert card_of(kode, dt.date(2025, 7, 27)).mpps == ()


def test_cards_of_all_over_the_country_can_be_drawn(dataset, t):
    snapshot = take_snapshot(dataset, dt.date(2026, 1, 1))
    for kode in snapshot.kabkota.index[::5]:
        card = make_card(snapshot, kode, t)
        html = render(card)
        assert html.count("<article") == html.count("</article>") == 1
        assert ("Kosong" in html) == (not card.mpps)
        assert all(mpp.links for mpp in card.mpps)


def test_a_province_has_no_card(card_of):
    with pytest.raises(KeyError):
        card_of("35")


# The small country


def event(day: str, stage: str, **changes: str) -> dict[str, str]:
    row = {"kode": "35.10", "kabkota": "Kabupaten Banyuwangi", "tahap": stage, "tanggal": day}
    return row | {"keterangan": "", "sumber_url": SOURCE} | changes


@pytest.fixture
def country(country):
    """A small country in which no MPP is open unless a test opens one."""
    country.open_none()
    return country


def small_card(country, day=DAY, t=ENGLISH):
    dataset = country.load()
    assert dataset.faults == ()
    return make_card(take_snapshot(dataset, day), "35.10", t)


def test_events_stand_in_order_of_time(country):
    country.write_table(
        "stage_events",
        event("2023-05-01", "pembangunan", keterangan="lantai satu"),
        event("2022", "penandatanganan_komitmen"),
        event("", "belum_direncanakan"),
    )
    events = small_card(country).events
    assert [(fact.label, fact.value) for fact in events] == [
        ("date not known", "Not planned yet"),
        ("2022", "Commitment signed"),
        ("1 May 2023", "Under construction – lantai satu"),
    ]
    assert all(fact.links[0].url == SOURCE for fact in events)


@pytest.mark.parametrize(
    ("date", "day", "shown"),
    [
        ("2024-12-12", "2024-12-12", True),
        ("2024-12-13", "2024-12-12", False),
        ("2025", "2024-12-12", False),
        ("2025-01", "2024-12-31", False),
    ],
)
def test_an_event_of_later_is_not_shown(country, date, day, shown):
    country.write_table("stage_events", event(date, "pembangunan"))
    assert bool(small_card(country, dt.date.fromisoformat(day)).events) is shown


def test_an_area_whose_record_is_left_out_has_no_data(country):
    country.write_mpp(country.mpp("35.10", "2020-01-01", status="tutup"))
    dataset = country.load()
    card = make_card(take_snapshot(dataset, DAY), "35.10", ENGLISH)
    assert (card.status, card.status_label) == (NO_DATA, "No data")


def test_markup_in_the_records_is_shown_as_text(country):
    country.write_mpp(
        country.mpp("35.10", "2020-01-01", nama_mpp=HOSTILE, alamat=HOSTILE, catatan=HOSTILE,
                diresmikan_oleh=HOSTILE)
    )  # fmt: skip
    country.write_table("stage_events", event("2020-01-01", "peresmian", keterangan=HOSTILE))
    country.write_table(
        "evaluations",
        {"kode": "35.10", "kabkota": "Kabupaten Banyuwangi", "predikat": HOSTILE,
         "sumber_url": SOURCE},
    )  # fmt: skip
    country.write_table(
        "mpp_digital",
        {"kode": "35.10", "kabkota": "Kabupaten Banyuwangi", "tahap": HOSTILE,
         "sumber_url": SOURCE},
    )  # fmt: skip
    html = render(small_card(country))
    assert "<script" not in html and "<img" not in html
    assert html.count("&lt;script&gt;") >= 6
    assert 'onerror="' not in html


def test_markup_in_the_details_is_shown_as_text(country):
    country.write_mpp(country.mpp("35.10", "2020-01-01"))
    details = dict.fromkeys(["alamat", "jam_layanan", "catatan"], HOSTILE)
    country.write_table(
        "mpp_details",
        {"kode": "35.10", "kabkota": "Kabupaten Banyuwangi", "nama_mpp": "MPP 35.10",
         "jumlah_layanan": "3", "situs": SOURCE, "sumber_url": SOURCE} | details,
    )  # fmt: skip
    html = render(small_card(country))
    assert "<script" not in html and "<img" not in html
    assert html.count("&lt;script&gt;") == 3


def test_links_are_named_by_their_site_and_the_most_official_comes_first():
    links = make_links(
        ("http://detik.com/b?c=d", "https://bogorkab.go.id/", "https://www.menpan.go.id/a",
         "https://notmenpan.go.id.example.com/")
    )  # fmt: skip
    assert [(link.url, link.site) for link in links[:3]] == [
        ("https://www.menpan.go.id/a", "menpan.go.id"),
        ("https://bogorkab.go.id/", "bogorkab.go.id"),
        ("http://detik.com/b?c=d", "detik.com"),
    ]
    assert make_links(None) == ()


@pytest.mark.parametrize("url", ["https://[x.y", "https://[::1.x/a", "http://a.b:port/"])
def test_a_strange_address_never_breaks_the_card(country, url):
    country.write_mpp(country.mpp("35.10", "2020-01-01", sumber_url=url))
    dataset = country.load()
    assert render(make_card(take_snapshot(dataset, DAY), "35.10", ENGLISH))
