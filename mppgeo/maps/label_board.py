"""The page under names as square cells: whose each is, which are taken, what a box would hide.

All lengths are in points (1/72 inch) on the page, y upwards. "How much of this box lies in the
area" and "is it free" are sums over cells, computed for all places at once.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from PIL import Image, ImageDraw
from propcache.api import cached_property  # that of Python 3.11 locks the whole class

from mppgeo.maps.frame import Box

CELL = 1.5
"""Size of a cell."""


_SEA, _LAND = 0, -1
"""Owners of cells that belong to no area to be named."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Form:
    """One way to write a name: its lines, the size of its letters, the room it takes."""

    lines: tuple[str, ...]
    size: float
    width: float
    height: float


@dataclass(frozen=True)
class Wish:
    """An area that must be named.

    Attributes
    ----------
    kode : identifies it.
    area : its part within the frame, on the page; not empty.
    forms : ways to write the name, best first.
    number : the room a number takes instead; None = it is rather left out.
    numbered : ask for a number at once.
    rank : those of a lower rank choose before all of a higher one.
    """

    kode: str
    area: shapely.Geometry
    forms: tuple[Form, ...]
    number: Form | None
    numbered: bool = False
    rank: int = 0


@dataclass(frozen=True)
class Label:
    """Where a name or number stands.

    Attributes
    ----------
    form : how the name is written; None = as a number, to be looked up in a key.
    box : the room it takes; None = nowhere on the map is room even for the number.
    leader : line from the label to its area; None = it needs none.
    inside : it lies in its area altogether.
    """

    kode: str
    form: Form | None
    box: Box | None
    leader: tuple[Point, Point] | None = None
    inside: bool = False


class Board:
    """The cells of the frame: who owns them, and which are taken."""

    def __init__(
        self,
        wishes: Sequence[Wish],
        frame: Box,
        land: Sequence[shapely.Geometry],
    ) -> None:
        self.wishes, self.frame = wishes, frame
        self.columns = max(1, int(frame.width / CELL))
        self.rows = max(1, int(frame.height / CELL))
        self.owner = self._paint(land)
        own = np.bincount(self.owner.ravel() + 1, minlength=len(wishes) + 2)
        self.cells = [int(count) for count in own[2:]]
        self.sea, self.land = _sum_up(self.owner == _SEA), _sum_up(self.owner == _LAND)
        self.taken = np.zeros((self.rows, self.columns), bool)
        self.texts: list[Box] = []
        self.leaders: list[tuple[Point, Point]] = []
        self.labels: dict[int, Label] = {}
        self.anchors = [_find_anchor(wish.area) for wish in wishes]

    def _paint(self, land: Sequence[shapely.Geometry]) -> np.ndarray:
        image = Image.new("I", (self.columns, self.rows), _SEA)
        draw = ImageDraw.Draw(image)
        around, _ = _list_parts(land)
        own, owners = _list_parts([wish.area for wish in self.wishes])
        # Enclaves are painted over what surrounds them.
        order = np.argsort(-shapely.area(own), kind="stable")
        parts = np.concatenate([around, own[order]])
        owners = np.concatenate([np.full(len(around), _LAND), owners[order] + 1])
        rings = shapely.get_exterior_ring(parts)
        points, at = shapely.get_coordinates(rings, return_index=True)
        points = (points - (self.frame.left, self.frame.bottom)) / CELL - 0.5
        edges = np.searchsorted(at, np.arange(len(parts) + 1))
        flat = points.ravel().tolist()
        for owner, first, end in zip(owners.tolist(), edges, edges[1:], strict=False):
            draw.polygon(flat[2 * first : 2 * end], fill=owner)
        return np.asarray(image)

    def keep(self, i: int, label: Label | None) -> None:
        """Settle on a label; None = not yet."""
        if label is None:
            return
        self.labels[i] = label
        if label.box:
            self.take(label.box)
            self.texts.append(label.box)
        if label.leader:
            self.leaders.append(label.leader)
            self._take_line(*label.leader)

    def take(self, box: Box) -> None:
        """Let nothing more stand in a box."""
        top, bottom, left, right = self.find_cells(box)
        self.taken[bottom:top, left:right] = True

    def _take_line(self, start: Point, end: Point) -> None:
        count = max(2, int(math.dist(start, end) / CELL * 2))
        for x, y in np.linspace(start, end, count):
            self.take(Box(x, y, x, y).grow(0.4))

    def find_cells(self, box: Box) -> tuple[int, int, int, int]:
        """First row above a box, its lowest row, its first column, the first one right of it."""
        left = math.floor((box.left - self.frame.left) / CELL + 1e-6)
        right = math.ceil((box.right - self.frame.left) / CELL - 1e-6)
        bottom = math.floor((box.bottom - self.frame.bottom) / CELL + 1e-6)
        top = math.ceil((box.top - self.frame.bottom) / CELL - 1e-6)
        return max(top, 0), max(bottom, 0), max(left, 0), max(right, 0)

    def look_around(self, i: int, reach: float) -> Window:
        """The cells around an area."""
        west, south, east, north = self.wishes[i].area.bounds
        top, bottom, left, right = self.find_cells(Box(west, south, east, north).grow(reach))
        top, right = min(top, self.rows), min(right, self.columns)
        where = (slice(bottom, top), slice(left, right))
        taken = self.taken[where].copy()
        # Where the number of another area may have to stand is not free.
        for j, (x, y) in enumerate(self.anchors):
            number = self.wishes[j].number
            if j != i and j not in self.labels and number:
                spot = self.find_cells(make_box(x, y, number))
                rows = slice(max(spot[1] - bottom, 0), max(spot[0] - bottom, 0))
                taken[rows, max(spot[2] - left, 0) : max(spot[3] - left, 0)] = True
        return Window(self, i, bottom, left, self.owner[where], taken)

    def free_view(self, i: int) -> float:
        """How far it is from an area to the open, for the order of those beside it."""
        x, y = self.anchors[i]
        column = int((x - self.frame.left) / CELL)
        row = int((y - self.frame.bottom) / CELL)
        rows, columns = np.nonzero(self.owner[::6, ::6] <= _SEA)
        if not len(rows):
            return math.inf
        return float(np.hypot(rows * 6 - row, columns * 6 - column).min())


@dataclass(frozen=True, eq=False)
class Window:
    """A part of the board, seen from one area."""

    board: Board
    i: int
    bottom: int
    left: int
    owner: np.ndarray
    taken: np.ndarray

    @cached_property
    def _sums(self) -> tuple[np.ndarray, ...]:
        """Sums of the cells that are taken, the area's own, of the sea, and of other land."""
        rows, columns = self.owner.shape
        where = (
            slice(self.bottom, self.bottom + rows + 1),
            slice(self.left, self.left + columns + 1),
        )
        own = _sum_up(self.owner == self.i + 1)
        return _sum_up(self.taken), own, self.board.sea[where], self.board.land[where]

    def survey(self, form: Form, *, stride: int = 1) -> Survey | None:
        """What lies under a form at every place in the window; None = it does not fit in."""
        rows, columns = count_cells(form)
        if self.owner.shape[0] < rows or self.owner.shape[1] < columns:
            return None
        taken, own, _, _ = self._sums
        free = _sum_boxes(taken, rows, columns, stride) == 0
        bottom, left = np.nonzero(free)
        if not len(bottom):
            return None
        share = _sum_boxes(own, rows, columns, stride)[free] / (rows * columns)
        return Survey(self, form, bottom * stride, left * stride, share)

    def place(
        self, form: Form, bottom: np.ndarray, left: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Centres of a form whose lower left corners stand in some rows and columns."""
        rows, columns = count_cells(form)
        x = self.board.frame.left + (self.left + left + columns / 2) * CELL
        y = self.board.frame.bottom + (self.bottom + bottom + rows / 2) * CELL
        return x, y

    def measure(self, which: int, form: Form, bottom: np.ndarray, left: np.ndarray) -> np.ndarray:
        """The shares of some places for a form that are of one of :attr:`_sums`."""
        rows, columns = count_cells(form)
        sums, top, right = self._sums[which], bottom + rows, left + columns
        cells = sums[top, right] - sums[bottom, right] - sums[top, left] + sums[bottom, left]
        return cells / (rows * columns)


@dataclass(frozen=True, eq=False)
class Survey:
    """Free places for a form, and shares of what lies under it (0..1).

    What is asked of few places only is measured there.

    Attributes
    ----------
    bottom, left : cells of the window.
    own : share of the area that is to be named.
    """

    window: Window
    form: Form
    bottom: np.ndarray
    left: np.ndarray
    own: np.ndarray

    @cached_property
    def x(self) -> np.ndarray:
        """Of the centre."""
        return self.window.place(self.form, self.bottom, self.left)[0]

    @cached_property
    def y(self) -> np.ndarray:
        return self.window.place(self.form, self.bottom, self.left)[1]

    @cached_property
    def sea(self) -> np.ndarray:
        return self.window.measure(2, self.form, self.bottom, self.left)

    @cached_property
    def land(self) -> np.ndarray:
        return self.window.measure(3, self.form, self.bottom, self.left)

    @cached_property
    def others(self) -> np.ndarray:
        """Share over areas that have names of their own."""
        return 1 - self.own - self.sea - self.land

    def keep(self, some: np.ndarray) -> Survey:
        """The same of some places alone."""
        kept = (part[some] for part in (self.bottom, self.left, self.own))
        survey = Survey(self.window, self.form, *kept)
        for name in ("sea", "land", "others"):
            if name in self.__dict__:
                survey.__dict__[name] = self.__dict__[name][some]
        return survey

    def pick(self, cost: np.ndarray) -> Box | None:
        """The cheapest place."""
        if not len(cost):
            return None
        best = int(np.argmin(cost))
        return make_box(float(self.x[best]), float(self.y[best]), self.form)


def _list_parts(areas: Sequence[shapely.Geometry]) -> tuple[np.ndarray, np.ndarray]:
    """All polygons of some areas that are not empty, and which area each is of."""
    parts, at = shapely.get_parts(np.array(areas, object), return_index=True)
    drawn = (shapely.get_type_id(parts) == shapely.GeometryType.POLYGON) & ~shapely.is_empty(parts)
    return parts[drawn], at[drawn]


def _find_anchor(area: shapely.Geometry) -> Point:
    """The middle of the widest part of an area."""
    parts = shapely.get_parts(area)
    largest = parts[int(np.argmax(shapely.area(parts)))]
    if largest.area <= 0:
        return tuple(shapely.get_coordinates(largest)[0].tolist())
    radius = shapely.maximum_inscribed_circle(largest, tolerance=0.5)
    return tuple(shapely.get_coordinates(radius)[0].tolist())


def _sum_up(cells: np.ndarray) -> np.ndarray:
    """Sums over all cells below and left of each corner."""
    sums = np.zeros((cells.shape[0] + 1, cells.shape[1] + 1), np.int32)
    sums[1:, 1:] = cells.cumsum(0, dtype=np.int32).cumsum(1, dtype=np.int32)
    return sums


def _sum_boxes(sums: np.ndarray, rows: int, columns: int, stride: int) -> np.ndarray:
    """Of the result of :func:`_sum_up` the sums over boxes of so many cells, by their lower left
    cell: those of every ``stride``-th row and column."""
    upper, lower = sums[rows::stride], sums[:-rows:stride]
    right, left = slice(columns, None, stride), slice(None, -columns, stride)
    return upper[:, right] - lower[:, right] - upper[:, left] + lower[:, left]


def count_cells(form: Form) -> tuple[int, int]:
    """Rows and columns that a form takes.

    Examples
    --------
    >>> count_cells(Form(("Aceh",), 8.0, width=20.0, height=9.0))
    (6, 14)
    """
    return math.ceil(form.height / CELL), math.ceil(form.width / CELL)


def make_box(x: float, y: float, form: Form) -> Box:
    """The room of a form around its centre."""
    return Box(x - form.width / 2, y - form.height / 2, x + form.width / 2, y + form.height / 2)
