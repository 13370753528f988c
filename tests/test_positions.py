"""Coordinates as people paste them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mppgeo.base.language import Language
from mppgeo.boundaries.positions import (
    BOUNDS,
    NOT_READ,
    OUTSIDE,
    NotAPosition,
    Position,
    read_position,
)

SURABAYA = pytest.approx((112.7521, -7.2575), abs=2e-4)
WEST, SOUTH, EAST, NORTH = BOUNDS


def read(text: str) -> tuple[float, float]:
    found = read_position(text)
    return found.lon, found.lat


@pytest.mark.parametrize(
    "text",
    [
        "-7.2575, 112.7521",
        "-7.2575,112.7521",
        "-7.2575 112.7521",
        "-7.2575\t112.7521",
        "-7.2575 | 112.7521",
        "(-7.2575, 112.7521)",
        "[112.7521, -7.2575]",
        "\u200e-7.2575,\u00a0112.7521 ",
        "\u22127.2575, 112.7521",
        "112.7521 -7.2575",
        "-7,2575; 112,7521",
        "-7,2575, 112,7521",
        "-7,2575 112,7521",
        "-7,2575,112,7521",
        "-7.2575°, 112.7521°",
        "7°15'27\"S 112°45'8\"E",
        "7°15'27\"S,112°45'8\"E",
        "7°15′27″ LS, 112°45′8″ BT",
        "7º15’27”S 112º45’8”E",
        "7°15'27''S 112°45'8''E",
        "7°15'27,0\" LS 112°45'8,0\" BT",
        "7° 15.45' S, 112° 45.13' E",
        "-7°15'27\", 112°45'8\"",
        "-7°15'27\" 112°45'8\"",
        "7 15 27 S 112 45 8 E",
        "-7 15 27 112 45 8",
        "S 7.2575 E 112.7521",
        "S7.2575, E112.7521",
        "112.7521 BT 7.2575 LS",
        "7,2575 LS 112,7521 BT",
        "7.2575 S, 112.7521",
        "Lintang: -7,2575 Bujur: 112,7521",
        "lintang selatan 7,2575 bujur timur 112,7521",
        "lat: -7.2575, lon: 112.7521",
        "-7.2575 S, 112.7521 E",
    ],
)
def test_surabaya_in_every_way_of_writing(text):
    assert read(text) == SURABAYA


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("-7, 112", (112, -7)),
        ("-7,112", (112, -7)),
        ("0, 110", (110, 0)),
        ("0°30' LU 101°30' BT", (101.5, 0.5)),
        ("0,5 101,5", (101.5, 0.5)),
        ("-0 30 101 30", (101.5, -0.5)),
        ("5.5483 N, 95.3238 E", (95.3238, 5.5483)),
    ],
)
def test_other_places(text, place):
    assert read(text) == pytest.approx(place)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "abc", "Surabaya", "-7.2575", "1, 2, 3", "1 2 3 4 5", "S 7 S 8", "7 E, 112 E",
        "91, 200", "-7.2575, 112.7521, 10", "7°75'S 112°E", "7°15'60\"S 112°E", "7.5°15'S 112°E",
        "7'15°S 112°E", "7.1.2, 112", "١, ٢", "-7..2, 112", "nan, inf", "1e1, 112", "--7, 112",
        "<script>alert(1)</script>", "-7, 112" + " " * 200, "9" * 400,
    ],
)  # fmt: skip
def test_what_is_no_position(text, t):
    with pytest.raises(NotAPosition) as refused:
        read_position(text)
    assert refused.value.sentence == NOT_READ
    assert "-7.2575, 112.7521" in refused.value.explain(t)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("48.8566, 2.3522", ("48,8566° LU, 2,3522° BT", "48.8566° N, 2.3522° E")),
        ("7.2575, 112.7521", ("7,2575° LU, 112,7521° BT", "7.2575° N, 112.7521° E")),
        ("-7, -112", ("7,0000° LS, 112,0000° BB", "7.0000° S, 112.0000° W")),
    ],
)
def test_a_place_outside_indonesia_is_told(text, told):
    with pytest.raises(NotAPosition) as refused:
        read_position(text)
    assert refused.value.sentence == OUTSIDE
    for lang, said in zip(("id", "en"), told, strict=True):
        assert refused.value.explain(Language(lang)).startswith(said)


places = st.tuples(
    st.integers(int(WEST * 3600) + 1, int(EAST * 3600) - 1),
    st.integers(int(SOUTH * 3600) + 1, int(NORTH * 3600) - 1),
)
"""Longitude and latitude in seconds of arc."""


def name_degrees(seconds: int, signs: str, sides: tuple[str, str]) -> str:
    whole, rest = divmod(abs(seconds), 3600)
    minutes, last = divmod(rest, 60)
    return f"{whole}{signs[0]}{minutes}{signs[1]}{last}{signs[2]}{sides[seconds < 0]}"


@given(places, st.sampled_from(["°'\"", "°′″", "   "]), st.booleans(), st.booleans())
def test_degrees_minutes_seconds_come_back(place, signs, indonesian, swapped):
    lon, lat = place
    south = ("LU", "LS") if indonesian else ("N", "S")
    east = ("BT", "BB") if indonesian else ("E", "W")
    parts = [name_degrees(lat, signs, south), name_degrees(lon, signs, east)]
    found = read_position(" ".join(parts[::-1] if swapped else parts))
    assert (found.lon, found.lat) == pytest.approx((lon / 3600, lat / 3600))


@given(places, st.sampled_from([", ", ",", " ", "; ", "\t"]), st.booleans())
def test_decimal_degrees_come_back(place, gap, comma):
    lon, lat = place[0] / 3600, place[1] / 3600
    text = f"{lat:.5f}{gap}{lon:.5f}"
    if comma:
        text = f"{lat:.5f}".replace(".", ",") + gap + f"{lon:.5f}".replace(".", ",")
    assert read(text) == pytest.approx((lon, lat), abs=1e-5)


@given(st.text(max_size=60))
def test_any_text_gives_a_place_or_a_reason(text):
    try:
        found = read_position(text)
    except NotAPosition as refused:
        assert refused.explain(Language("id"))
    else:
        assert WEST <= found.lon <= EAST and SOUTH <= found.lat <= NORTH


def test_a_position_is_described():
    assert Position(112.7521, -7.2575).describe(Language("id")) == "7,2575° LS, 112,7521° BT"
    assert Position(95.3, 5.5).describe(Language("en")) == "5.5000° N, 95.3000° E"
