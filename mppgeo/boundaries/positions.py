"""Coordinates as people paste them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mppgeo.base.language import Language, mark
from mppgeo.base.said import Refusal

BOUNDS = (94.0, -11.5, 142.0, 6.5)
"""West, south, east, north in degrees: Indonesia with the sea around it."""
EXAMPLE = "-7.2575, 112.7521"

NOT_READ = mark("This cannot be read as coordinates. Write latitude and longitude in degrees, such as {example}.")  # fmt: skip
OUTSIDE = mark("{position} lies outside Indonesia. A latitude south of the equator has a minus or “S”.")  # fmt: skip

_LONGEST = 120
_SIDES = {
    **dict.fromkeys(("s", "ls", "selatan", "south"), ("lat", -1)),
    **dict.fromkeys(("n", "u", "lu", "utara", "north"), ("lat", 1)),
    **dict.fromkeys(("e", "t", "bt", "timur", "east"), ("lon", 1)),
    **dict.fromkeys(("w", "b", "bb", "barat", "west"), ("lon", -1)),
}
_IDLE = {
    "lintang", "bujur", "latitude", "longitude", "lat", "long", "lon", "lng", "koordinat",
    "coordinate", "coordinates", "garis", "y", "x",
}  # fmt: skip
_WRITTEN_AS = str.maketrans(
    {
        **dict.fromkeys("º˚", "°"),
        **dict.fromkeys("′’‘´`ʹ", "'"),
        **dict.fromkeys("″”“ʺ", '"'),
        **dict.fromkeys("−–‒‐‑", "-"),
        **dict.fromkeys("()[]{}:=\u00a0\u2009\u202f", " "),
        **dict.fromkeys("/|\n\t", ";"),
        **dict.fromkeys("\u200b\u200e\u200f\u202a\u202c\ufeff", None),
    }
)
_TOKEN = re.compile(
    r"\s*(?:(?P<number>[-+]?\d+(?:\.\d+)?)|(?P<mark>[°'\"])|(?P<word>[a-z]+)|(?P<gap>[;,]))",
    re.ASCII,
)
_BARE_COMMAS = re.compile(r"\s*([-+]?\d+),(\d+),([-+]?\d+),(\d+)\s*", re.ASCII)


class NotAPosition(Refusal):
    """Why a text is taken for no place in Indonesia; ``position`` = where it is instead."""

    def __init__(self, sentence: str, position: Position | None = None) -> None:
        super().__init__(sentence, example=EXAMPLE, position=position)
        self.position = position


@dataclass(frozen=True)
class Position:
    """A place on the ground, degrees, EPSG:4326."""

    lon: float
    lat: float

    def describe(self, t: Language) -> str:
        """Such as ``7,2575° LS, 112,7521° BT``."""
        north, east = t.number(abs(self.lat), 4), t.number(abs(self.lon), 4)
        lat = t("{degrees}° S", degrees=north) if self.lat < 0 else t("{degrees}° N", degrees=north)
        lon = t("{degrees}° W", degrees=east) if self.lon < 0 else t("{degrees}° E", degrees=east)
        return f"{lat}, {lon}"


def read_position(text: str) -> Position:
    """Read coordinates: degrees with a point or a comma, or degrees, minutes, seconds.

    Latitude stands first; where letters (``S``, ``LS``, ``E``, ``BT`` …) or the
    numbers themselves tell the other order, that one holds.

    Raises
    ------
    NotAPosition : they cannot be read, or lie outside :data:`BOUNDS`.
    """
    plain = text.translate(_WRITTEN_AS).replace("''", '"').casefold()
    for candidate in _read_commas(plain) if len(text) <= _LONGEST else ():
        try:
            position = _order(*map(_add_up, _halve(list(_split(candidate)))))
        except ValueError:
            continue
        west, south, east, north = BOUNDS
        if not (west <= position.lon <= east and south <= position.lat <= north):
            raise NotAPosition(OUTSIDE, position)
        return position
    raise NotAPosition(NOT_READ)


def _read_commas(text: str) -> Iterator[str]:
    """The text with points before decimals, read in every way that makes sense, best first."""
    if re.search(r"\d\.\d", text):
        yield text
        return
    yield re.sub(r"(?<=\d),(?=\d)", ".", text)
    bare = _BARE_COMMAS.fullmatch(text)
    if bare:
        yield "{}.{};{}.{}".format(*bare.groups())
    yield text


def _split(text: str) -> Iterator[tuple[str, str]]:
    """Pairs of a kind (number, mark, word, gap) and its text.

    Raises
    ------
    ValueError : something else stands there.
    """
    place, text = 0, text.rstrip(" ;,.")
    while place < len(text):
        found = _TOKEN.match(text, place)
        if not found:
            raise ValueError(text)
        kind, token = found.lastgroup, found[found.lastgroup]
        if kind == "word" and token not in _SIDES and token not in _IDLE:
            raise ValueError(token)
        if not (kind == "word" and token in _IDLE):
            yield kind, token
        place = found.end()


def _halve(tokens: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """The tokens of each of two coordinates."""
    sides = [i for i, (kind, _) in enumerate(tokens) if kind == "word"]
    gaps = [i for i, (kind, _) in enumerate(tokens) if kind == "gap" and i]
    numbers = [i for i, (kind, _) in enumerate(tokens) if kind == "number"]
    degrees = [i - 1 for i, token in enumerate(tokens) if token == ("mark", "°")]
    if len(sides) == 2:
        cut = sides[1] if sides[0] == 0 else sides[0] + 1
    elif len(gaps) == 1:
        cut = gaps[0]
    elif len(degrees) == 2:
        cut = degrees[1]
    elif len(numbers) in (2, 4, 6):
        cut = numbers[len(numbers) // 2]
    else:
        raise ValueError(tokens)
    return [[token for token in half if token[0] != "gap"] for half in (tokens[:cut], tokens[cut:])]


def _add_up(tokens: list[tuple[str, str]]) -> tuple[float, str | None]:
    """Degrees of one coordinate, and its axis where a letter tells it."""
    numbers = [token for kind, token in tokens if kind == "number"]
    sides = [_SIDES[token] for kind, token in tokens if kind == "word"]
    marks = [token for kind, token in tokens if kind == "mark"]
    if not 1 <= len(numbers) <= 3 or len(sides) > 1 or marks != ["°", "'", '"'][: len(marks)]:
        raise ValueError(tokens)
    if len(marks) > len(numbers) or any("." in number for number in numbers[:-1]):
        raise ValueError(tokens)
    sizes = [float(number.lstrip("+-")) for number in numbers]
    signed = [number for number in numbers[1:] if number[0] in "+-"]
    if signed or any(size >= 60 for size in sizes[1:]):
        raise ValueError(tokens)
    size = sum(part / 60**place for place, part in enumerate(sizes))
    if sides:
        return size * sides[0][1], sides[0][0]
    return (-size if numbers[0][0] == "-" else size), None


def _order(first: tuple[float, str | None], second: tuple[float, str | None]) -> Position:
    """The two coordinates as latitude and longitude."""
    swapped = first[1] == "lon" or second[1] == "lat"
    if not (first[1] or second[1]):
        swapped = abs(first[0]) > 90 >= abs(second[0])
    (lat, lat_axis), (lon, lon_axis) = (second, first) if swapped else (first, second)
    if lat_axis == "lon" or lon_axis == "lat" or abs(lat) > 90 or abs(lon) > 180:
        raise ValueError(first, second)
    return Position(lon, lat)
