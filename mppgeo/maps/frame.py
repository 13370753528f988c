"""Which part of the world a picture shows, and where legend and scale stand in it.

Boxes are in points (1/72 inch) on the page, y upwards.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from mppgeo.maps.label_board import Label

METRES_PER_DEGREE = 111_195.0
"""Of latitude, on a sphere of 6,371 km."""

CORNERS = ("bottom left", "bottom right", "top right", "top left")
_STEPS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
GAP = 7.0
"""Between pieces on the map, and from them to its edge."""

Bounds = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


@dataclass(frozen=True)
class Box:
    """A rectangle on the page."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.top - self.bottom

    def overlaps(self, other: Box) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )

    def holds(self, other: Box) -> bool:
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.bottom <= other.bottom
            and other.top <= self.top
        )

    def grow(self, margin: float) -> Box:
        return Box(self.left - margin, self.bottom - margin, self.right + margin, self.top + margin)

    def move(self, x: float, y: float) -> Box:
        return Box(self.left + x, self.bottom + y, self.right + x, self.top + y)


@dataclass(frozen=True)
class Projection:
    """Equirectangular, true to scale at the middle latitude.

    Attributes
    ----------
    lon, lat : degrees at the point (``x``, ``y``) of the page.
    scale : points per degree of latitude.
    squeeze : length of a degree of longitude as share of one of latitude.
    """

    lon: float
    lat: float
    x: float
    y: float
    scale: float
    squeeze: float

    @property
    def matrix(self) -> np.ndarray:
        """Affine matrix from (longitude, latitude) to the page."""
        across = self.scale * self.squeeze
        return np.array(
            [
                [across, 0.0, self.x - across * self.lon],
                [0.0, self.scale, self.y - self.scale * self.lat],
                [0.0, 0.0, 1.0],
            ]
        )

    @property
    def metres_per_point(self) -> float:
        return METRES_PER_DEGREE / self.scale

    def to_page(self, degrees: np.ndarray) -> np.ndarray:
        """Points on the page of an array of (longitude, latitude)."""
        matrix = self.matrix
        return np.asarray(degrees, float) @ matrix[:2, :2].T + matrix[:2, 2]

    def to_degrees(self, box: Box) -> tuple[float, float, float, float]:
        """West, south, east and north of a box on the page."""
        across = self.scale * self.squeeze
        return (
            self.lon + (box.left - self.x) / across,
            self.lat + (box.bottom - self.y) / self.scale,
            self.lon + (box.right - self.x) / across,
            self.lat + (box.top - self.y) / self.scale,
        )


@dataclass(frozen=True)
class Inset:
    """A panel on the map that shows parts too far away for it.

    Attributes
    ----------
    bounds : what it shows.
    labels : names in it (:class:`mppgeo.maps.label_board.Label`).
    bar : room for its scale bar; None = it has the scale of the map.
    """

    box: Box
    projection: Projection
    bounds: Bounds
    labels: tuple[Label, ...] = ()
    bar: Box | None = None


@dataclass(frozen=True)
class Frame:
    """The projection, and a box for each piece that stands on the map, in their order.

    Attributes
    ----------
    bounds : what is shown in the map rather than in an inset; None = all.
    """

    projection: Projection
    boxes: tuple[Box, ...]
    insets: tuple[Inset, ...] = ()
    bounds: Bounds | None = None


def fit(bounds: Sequence[float], room: Box) -> Projection:
    """Bring west, south, east, north (degrees) as large as possible into a box."""
    west, south, east, north = bounds
    lon, lat = (west + east) / 2, (south + north) / 2
    squeeze = math.cos(math.radians(lat))
    scale = min(
        room.width / max((east - west) * squeeze, 1e-6), room.height / max(north - south, 1e-6)
    )
    return Projection(
        lon, lat, (room.left + room.right) / 2, (room.bottom + room.top) / 2, scale, squeeze
    )


def choose_frame(
    bounds: Sequence[float],
    panel: Box,
    pieces: Sequence[tuple[float, float]],
    shown: Sequence[shapely.Geometry],
    *,
    padding: float,
    besides: Sequence[shapely.Geometry] = (),
) -> Frame:
    """The largest frame in which the pieces hide nothing that is shown.

    Parameters
    ----------
    bounds : what must be seen, west, south, east, north in degrees.
    panel : the map's box on the page.
    pieces : width and height of legend, scale and the like; each gets a corner.
    shown : geometries (EPSG:4326) that should not be hidden.
    padding : points kept free around the bounds.
    besides : geometries hidden rather than ``shown``, but as little as possible.

    Notes
    -----
    Where the pieces cannot stand free, they hide as little as possible.
    """
    lands = [join(shown), join(besides)]
    frames = []
    for order, room in enumerate(_list_rooms(panel, pieces, padding)):
        projection = fit(bounds, room)
        frames.append((-round(projection.scale, 6), order, projection))
    least = None
    for _, _, projection in sorted(frames, key=lambda frame: frame[:2]):
        boxes, hidden = _place_pieces(panel, pieces, lands, projection)
        if not hidden:
            return Frame(projection, boxes)
        if least is None or hidden < least[0]:
            least = (hidden, Frame(projection, boxes))
    return least[1]


def join(areas: Sequence[shapely.Geometry]) -> shapely.MultiPolygon:
    """All their parts, prepared for many questions."""
    land = shapely.MultiPolygon([part for area in areas for part in shapely.get_parts(area)])
    shapely.prepare(land)
    return land


def _list_rooms(panel: Box, pieces: Sequence[tuple[float, float]], padding: float) -> Iterator[Box]:
    room = panel.grow(-padding)
    width = max((w for w, _ in pieces), default=0.0) + GAP
    height = max((h for _, h in pieces), default=0.0) + GAP
    for step in _STEPS:
        across = min(step * width, room.width / 2)
        yield Box(room.left + across, room.bottom, room.right, room.top)
        yield Box(room.left, room.bottom, room.right - across, room.top)
        up = min(step * height, room.height / 2)
        yield Box(room.left, room.bottom + up, room.right, room.top)
        yield Box(room.left, room.bottom, room.right, room.top - up)


def _place_pieces(
    panel: Box,
    pieces: Sequence[tuple[float, float]],
    lands: Sequence[shapely.MultiPolygon],
    projection: Projection,
) -> tuple[tuple[Box, ...], float]:
    boxes: list[Box] = []
    hidden = 0.0
    for width, height in pieces:
        options = []
        for order, corner in enumerate(CORNERS):
            box = stand_in(corner, panel, width, height)
            if not any(box.grow(GAP).overlaps(other) for other in boxes):
                shares = [_measure_hidden(box, land, projection) for land in lands]
                options.append((shares, order, box))
        if not options:
            # More pieces than free corners: on top of another is still better than away.
            options = [([1.0], 0, stand_in(CORNERS[0], panel, width, height))]
        shares, _, box = min(options, key=lambda option: option[:2])
        boxes.append(box)
        hidden += shares[0]
    return tuple(boxes), hidden


def _measure_hidden(box: Box, land: shapely.MultiPolygon, projection: Projection) -> float:
    """Share of the box that has land under it."""
    cover = shapely.box(*projection.to_degrees(box.grow(GAP / 2)))
    if not shapely.intersects(land, cover):
        return 0.0
    return max(1e-6, shapely.clip_by_rect(land, *cover.bounds).area / cover.area)


def stand_in(corner: str, panel: Box, width: float, height: float) -> Box:
    """A box of a size in a corner of the panel."""
    inner = panel.grow(-GAP)
    left = inner.left if "left" in corner else inner.right - width
    bottom = inner.bottom if "bottom" in corner else inner.top - height
    return Box(left, bottom, left + width, bottom + height)
