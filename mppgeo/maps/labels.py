"""Where the names of areas stand on a picture: inside, beside with a line, or as a number.

All lengths are in points (1/72 inch) on the page, y upwards. The page is laid
out in square cells, so that "how much of this box lies in the area" and "is it
free" are sums over cells, computed for all places at once.

Nothing is drawn by chance: the same wishes give the same labels.

``static/labels.js`` holds the same rules for the map in the browser, where
windows have any size; ``tests/label_cases.json`` holds the two against one another.
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

_REACH = 105.0
"""How far from its area a name may stand."""
_CROWD, _REACH_IN_CROWD = 45, 40.0
"""Among so many names, long lines are harder to follow than numbers to look up."""
_MOST_HIDDEN = 0.4
"""Share of an area that a name not quite inside may hide."""
_LITTLE = 17.0
"""Cost up to which a name rather leans out of its area than stands beside it."""
_LINE = 7.0
"""Length of a line that is seen, yet short."""
_LEAST_APART = 14.0
"""How far a name over other areas may stand from its own."""
_SHORT = 6.0
"""A name so near to its area, and to no other, needs no line."""
_STRIDE = 3
"""Cells between the places tried for a name beside its area."""
_MAIN_PART = 0.2
"""Share of the largest part of an area from which on a line may lead to another part."""
_MOST_OVER = 0.3
"""Share of a name beside its area that may stand over other areas."""
_MOST_ACROSS = 12.0
"""How far the line of a name that may be left out may run over other areas."""
_TRIALS = 500
"""Places tried for a name with a line before it gets a number."""
_AT_ONCE = 32
"""So many of them are measured together: most names stand at one of the first."""

_NOISE = 1e-9
"""Of sums of shares."""

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


def place_labels(
    wishes: Sequence[Wish],
    frame: Box,
    *,
    taken: Sequence[Box] = (),
    points: Sequence[Box] = (),
    land: Sequence[shapely.Geometry] = (),
) -> list[Label]:
    """Give every area its label.

    Parameters
    ----------
    taken : boxes on which neither name nor line may stand, such as the legend.
    points : boxes on which no name may stand.
    land : other land on the page; names stand rather in the sea.

    Returns
    -------
    One label per wish, in their order. No two boxes overlap one another or
    ``taken`` nor ``points``, and all lie in ``frame``; lines cross neither names nor one another.
    """
    board = _Board(wishes, frame, land)
    for box in (*taken, *points):
        board.take(box)
    board.texts += taken
    # A small area has few places, so it chooses before the large ones around it.
    order = sorted(range(len(wishes)), key=lambda i: (board.cells[i], wishes[i].kode))
    for rank in sorted({wish.rank for wish in wishes}):
        _place_rank(board, [i for i in order if wishes[i].rank == rank])
    return [board.labels[i] for i in range(len(wishes))]


def _place_rank(board: _Board, order: Sequence[int]) -> None:
    wishes = board.wishes
    named = [i for i in order if not wishes[i].numbered]
    for place in (_stand_inside, _lean_out_a_little):
        for i in named:
            if i not in board.labels:
                board.keep(i, place(board, i))
    waiting = [i for i in named if i not in board.labels]
    for i in sorted(waiting, key=lambda i: (board.free_view(i), wishes[i].kode)):
        beside = _stand_beside(board, i, wishes[i].forms)
        board.keep(i, beside or _lean_out(board, i))
    for i in order:
        if i not in board.labels:
            board.keep(i, _put_number(board, i))


class _Board:
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
        top, bottom, left, right = self._find_cells(box)
        self.taken[bottom:top, left:right] = True

    def _take_line(self, start: Point, end: Point) -> None:
        count = max(2, int(math.dist(start, end) / CELL * 2))
        for x, y in np.linspace(start, end, count):
            self.take(Box(x, y, x, y).grow(0.4))

    def _find_cells(self, box: Box) -> tuple[int, int, int, int]:
        left = math.floor((box.left - self.frame.left) / CELL + 1e-6)
        right = math.ceil((box.right - self.frame.left) / CELL - 1e-6)
        bottom = math.floor((box.bottom - self.frame.bottom) / CELL + 1e-6)
        top = math.ceil((box.top - self.frame.bottom) / CELL - 1e-6)
        return max(top, 0), max(bottom, 0), max(left, 0), max(right, 0)

    def look_around(self, i: int, reach: float) -> _Window:
        """The cells around an area."""
        west, south, east, north = self.wishes[i].area.bounds
        top, bottom, left, right = self._find_cells(Box(west, south, east, north).grow(reach))
        top, right = min(top, self.rows), min(right, self.columns)
        where = (slice(bottom, top), slice(left, right))
        taken = self.taken[where].copy()
        # Where the number of another area may have to stand is not free.
        for j, (x, y) in enumerate(self.anchors):
            number = self.wishes[j].number
            if j != i and j not in self.labels and number:
                spot = self._find_cells(_make_box(x, y, number))
                rows = slice(max(spot[1] - bottom, 0), max(spot[0] - bottom, 0))
                taken[rows, max(spot[2] - left, 0) : max(spot[3] - left, 0)] = True
        return _Window(self, i, bottom, left, self.owner[where], taken)

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
class _Window:
    """A part of the board, seen from one area."""

    board: _Board
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

    def survey(self, form: Form, *, stride: int = 1) -> _Survey | None:
        """What lies under a form at every place in the window; None = it does not fit in."""
        rows, columns = _count_cells(form)
        if self.owner.shape[0] < rows or self.owner.shape[1] < columns:
            return None
        taken, own, _, _ = self._sums
        free = _sum_boxes(taken, rows, columns, stride) == 0
        bottom, left = np.nonzero(free)
        if not len(bottom):
            return None
        share = _sum_boxes(own, rows, columns, stride)[free] / (rows * columns)
        return _Survey(self, form, bottom * stride, left * stride, share)

    def place(
        self, form: Form, bottom: np.ndarray, left: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Centres of a form whose lower left corners stand in some rows and columns."""
        rows, columns = _count_cells(form)
        x = self.board.frame.left + (self.left + left + columns / 2) * CELL
        y = self.board.frame.bottom + (self.bottom + bottom + rows / 2) * CELL
        return x, y

    def measure(self, which: int, form: Form, bottom: np.ndarray, left: np.ndarray) -> np.ndarray:
        """The shares of some places for a form that are of one of :attr:`_sums`."""
        rows, columns = _count_cells(form)
        sums, top, right = self._sums[which], bottom + rows, left + columns
        cells = sums[top, right] - sums[bottom, right] - sums[top, left] + sums[bottom, left]
        return cells / (rows * columns)


@dataclass(frozen=True, eq=False)
class _Survey:
    """Free places for a form, and shares of what lies under it (0..1).

    What is asked of few places only is measured there.

    Attributes
    ----------
    bottom, left : cells of the window.
    own : share of the area that is to be named.
    """

    window: _Window
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

    def keep(self, some: np.ndarray) -> _Survey:
        """The same of some places alone."""
        kept = (part[some] for part in (self.bottom, self.left, self.own))
        survey = _Survey(self.window, self.form, *kept)
        for name in ("sea", "land", "others"):
            if name in self.__dict__:
                survey.__dict__[name] = self.__dict__[name][some]
        return survey

    def pick(self, cost: np.ndarray) -> Box | None:
        """The cheapest place."""
        if not len(cost):
            return None
        best = int(np.argmin(cost))
        return _make_box(float(self.x[best]), float(self.y[best]), self.form)


def _stand_inside(board: _Board, i: int) -> Label | None:
    window = board.look_around(i, 2 * CELL)
    x, y = board.anchors[i]
    for form in board.wishes[i].forms:
        survey = window.survey(form)
        if survey is None:
            continue
        survey = survey.keep(survey.own > 0.995)
        box = survey.pick(np.hypot(survey.x - x, 1.4 * (survey.y - y)))
        if box:
            return Label(board.wishes[i].kode, form, box, inside=True)
    return None


def _lean_out_a_little(board: _Board, i: int) -> Label | None:
    return _lean_out(board, i, most=_LITTLE)


def _lean_out(board: _Board, i: int, *, most: float = math.inf) -> Label | None:
    """Mostly inside, with an end over the sea or a little over a neighbour."""
    x, y = board.anchors[i]
    window = board.look_around(i, max(form.width for form in board.wishes[i].forms))
    best = None
    for order, form in enumerate(board.wishes[i].forms):
        survey = window.survey(form)
        if survey is None:
            continue
        rows, columns = _count_cells(form)
        hidden = survey.own * rows * columns
        survey = survey.keep((survey.own >= 0.5) & (hidden <= _MOST_HIDDEN * board.cells[i]))
        survey = survey.keep((survey.others <= 0.2) & (survey.land <= 0.4))
        outside = 40 * survey.others + 35 * survey.land + 45 * survey.sea
        cost = outside + 0.35 * np.hypot(survey.x - x, survey.y - y) + 1.5 * order
        box = survey.pick(cost)
        if box and cost.min() <= most and (best is None or cost.min() < best[0]):
            best = (float(cost.min()), Label(board.wishes[i].kode, form, box))
    return best and best[1]


def _stand_beside(
    board: _Board, i: int, forms: Sequence[Form], *, as_number: bool = False
) -> Label | None:
    """Near the area, with a line to it where that is not plain."""
    # What may be left out stands near and clear, or not at all.
    shy = board.wishes[i].number is None
    reach = _REACH_IN_CROWD if shy or len(board.wishes) > _CROWD else _REACH
    widest = max(form.width for form in forms)
    window = board.look_around(i, max(reach, widest + _LEAST_APART))
    ends = _list_ends(window)
    tried = []
    for order, form in enumerate(forms):
        survey = window.survey(form, stride=_STRIDE)
        if survey is None:
            continue
        survey = survey.keep(survey.own == 0)
        if shy:
            survey = survey.keep(survey.others <= _MOST_OVER)
        gap = _measure_gaps(survey, ends)
        # In the middle of another area a name would be taken for that one's.
        near = (gap <= reach) & ((survey.others <= _MOST_OVER) | (gap <= _LEAST_APART))
        if shy and board.wishes[i].rank:
            # So would one at its edge, at the end of a long line.
            near &= (survey.others <= _NOISE) | (gap <= _LEAST_APART)
        survey, gap = survey.keep(near), gap[near]
        cost = np.where(survey.others > _NOISE, _LINE + np.abs(gap - _LINE), gap)
        cost += 40 * survey.others + 30 * survey.land + 5 * order
        rank = np.argsort(cost, kind="stable")[:_TRIALS]
        best = cost[rank].tolist(), survey.x[rank].tolist(), survey.y[rank].tolist()
        tried += [(price, order, x, y) for price, x, y in zip(*best, strict=True)]
    tried.sort()
    for first in range(0, len(tried), _AT_ONCE):
        some = tried[first : first + _AT_ONCE]
        boxes = [_make_box(x, y, forms[order]) for _, order, x, y in some]
        leaders = _draw_leaders(boxes, ends)
        across = _measure_across(leaders, i, board) if shy else np.zeros(len(some))
        for at in np.flatnonzero(across <= _MOST_ACROSS):
            box, leader, form = boxes[at], leaders[at], forms[some[at][1]]
            if _is_clear(leader, box, board):
                kept = None if _is_plain(box, leader, window) else leader
                return Label(board.wishes[i].kode, None if as_number else form, box, kept)
    return None


def _put_number(board: _Board, i: int) -> Label:
    wish = board.wishes[i]
    if wish.number is None:
        return Label(wish.kode, None, None)
    x, y = board.anchors[i]
    survey = board.look_around(i, 12.0).survey(wish.number)
    if survey is not None:
        away = np.hypot(survey.x - x, survey.y - y)
        touching = survey.own > 0.3 if board.cells[i] > 12 else away < 4
        box = survey.keep(touching).pick((away + 20 * survey.others)[touching])
        if box:
            return Label(wish.kode, None, box)
    beside = _stand_beside(board, i, [wish.number], as_number=True)
    return beside or Label(wish.kode, None, None)


def _list_ends(window: _Window) -> np.ndarray:
    """Points of an area to which a line may lead: well inside it where it is large enough."""
    own = (window.owner == window.i + 1) & _find_main(window)
    for _ in range(2):
        inner = own.copy()
        inner[1:] &= own[:-1]
        inner[:-1] &= own[1:]
        inner[:, 1:] &= own[:, :-1]
        inner[:, :-1] &= own[:, 1:]
        if not inner.any():
            break
        own = inner
    rows, columns = np.nonzero(own)
    if not len(rows):
        return np.array([window.board.anchors[window.i]])
    # A share of them is enough to find the nearest.
    step = max(1, len(rows) // 50)
    frame = window.board.frame
    x = frame.left + (window.left + columns[::step] + 0.5) * CELL
    y = frame.bottom + (window.bottom + rows[::step] + 0.5) * CELL
    return np.column_stack([x, y])


def _find_main(window: _Window) -> np.ndarray:
    """Cells around the larger parts of an area: a line to a far islet would mislead."""
    frame = window.board.frame
    parts = shapely.get_parts(window.board.wishes[window.i].area)
    sizes = shapely.area(parts)
    main = np.zeros(window.owner.shape, bool)
    for west, south, east, north in shapely.bounds(parts[sizes >= _MAIN_PART * sizes.max()]):
        left, right = ((x - frame.left) / CELL - window.left for x in (west, east))
        bottom, top = ((y - frame.bottom) / CELL - window.bottom for y in (south, north))
        rows = slice(max(0, math.floor(bottom)), max(0, math.ceil(top) + 1))
        main[rows, max(0, math.floor(left)) : max(0, math.ceil(right) + 1)] = True
    return main


def _measure_gaps(survey: _Survey, ends: np.ndarray) -> np.ndarray:
    """Distance from the box at every place, of those in every :data:`_STRIDE`, to the nearest end."""
    if not len(survey.own):
        return np.zeros(0)
    # Places stand in rows and columns: what those of one have in common is worked out once.
    bottom, left = survey.bottom.min(), survey.left.min()
    row, column = (survey.bottom - bottom) // _STRIDE, (survey.left - left) // _STRIDE
    x, y = survey.window.place(
        survey.form,
        bottom + _STRIDE * np.arange(row.max() + 1),
        left + _STRIDE * np.arange(column.max() + 1),
    )
    across = np.maximum(np.abs(x - ends[:, :1]) - survey.form.width / 2, 0)
    up = np.maximum(np.abs(y - ends[:, 1:]) - survey.form.height / 2, 0)
    across, up = across * across, up * up
    nearest = (up[:, :, None] + across[:, None, :]).min(axis=0)
    return np.sqrt(nearest[row, column])


def _draw_leaders(boxes: Sequence[Box], ends: np.ndarray) -> list[tuple[Point, Point]]:
    """The shortest line from each box to an end."""
    left, bottom, right, top = np.array(
        [(box.left, box.bottom, box.right, box.top) for box in boxes]
    ).T[:, :, None]
    width, height = right - left, top - bottom
    margin = np.minimum(3.0, width / 2)
    low, high = bottom + height * 0.3, top - height * 0.3
    x, y = ends.T
    # A line from above or below meets the letters, not the ends of the box.
    upright = (x > left) & (x < right)
    start_x = np.where(upright, x.clip(left + margin, right - margin), x.clip(left, right))
    start_y = np.where(upright, y.clip(bottom, top), y.clip(low, high))
    best = np.argmin(np.hypot(start_x - x, start_y - y), axis=1)
    at = np.arange(len(boxes)), best
    starts, found = np.column_stack([start_x[at], start_y[at]]).tolist(), ends[best].tolist()
    return [(tuple(start), tuple(end)) for start, end in zip(starts, found, strict=True)]


def _measure_across(leaders: Sequence[tuple[Point, Point]], i: int, board: _Board) -> np.ndarray:
    """How far lines run over other areas than their own."""
    lengths = np.array([math.dist(*leader) for leader in leaders])
    counts = np.maximum(2, (lengths / CELL * 2).astype(int))
    first = np.append(0, counts.cumsum()[:-1])
    line = np.repeat(np.arange(len(leaders)), counts)
    step = np.arange(len(line)) - first[line]
    start, end = np.array(leaders).swapaxes(0, 1)
    points = start[line] + ((end - start) / (counts - 1)[:, None])[line] * step[:, None]
    points[first + counts - 1] = end
    columns, rows = ((points - (board.frame.left, board.frame.bottom)) / CELL).astype(int).T
    owner = board.owner[rows.clip(0, board.rows - 1), columns.clip(0, board.columns - 1)]
    foreign = np.add.reduceat(((owner > 0) & (owner != i + 1)).astype(int), first)
    return lengths * (foreign / counts)


def _is_clear(leader: tuple[Point, Point], box: Box, board: _Board) -> bool:
    if any(_meets(leader, text) for text in board.texts):
        return False
    return not any(_crosses(leader, other) or _meets(other, box) for other in board.leaders)


def _is_plain(box: Box, leader: tuple[Point, Point], window: _Window) -> bool:
    """Whether it is plain without a line which area is meant."""
    if math.dist(*leader) > _SHORT + 2 * CELL:
        return False
    top, bottom, left, right = window.board._find_cells(box.grow(_SHORT + CELL))
    around = window.board.owner[bottom:top, left:right]
    return not ((around > 0) & (around != window.i + 1)).any()


def _meets(segment: tuple[Point, Point], box: Box) -> bool:
    """Whether a segment comes into a box (Liang and Barsky 1984)."""
    (x, y), (to_x, to_y) = segment
    # Most are far from one another.
    if min(x, to_x) > box.right or max(x, to_x) < box.left:
        return False
    if min(y, to_y) > box.top or max(y, to_y) < box.bottom:
        return False
    first, last = 0.0, 1.0
    for step, low, high in (
        (to_x - x, box.left - x, box.right - x),
        (to_y - y, box.bottom - y, box.top - y),
    ):
        if step == 0:
            if low > 0 or high < 0:
                return False
            continue
        enter, leave = sorted((low / step, high / step))
        first, last = max(first, enter), min(last, leave)
    return first <= last


def _crosses(one: tuple[Point, Point], other: tuple[Point, Point]) -> bool:
    def turn(a: Point, b: Point, c: Point) -> float:
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    (a, b), (c, d) = one, other
    return turn(a, b, c) * turn(a, b, d) <= 0 and turn(c, d, a) * turn(c, d, b) <= 0


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


def _count_cells(form: Form) -> tuple[int, int]:
    return math.ceil(form.height / CELL), math.ceil(form.width / CELL)


def _make_box(x: float, y: float, form: Form) -> Box:
    return Box(x - form.width / 2, y - form.height / 2, x + form.width / 2, y + form.height / 2)
