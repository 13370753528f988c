"""Where the names of areas stand on a picture: inside, beside with a line, or as a number.

All lengths are in points (1/72 inch) on the page, y upwards. Places are measured on the
cells of :mod:`mppgeo.maps.label_board`.

Nothing is drawn by chance: the same wishes give the same labels.

``static/labels.js`` holds the same rules for the map in the browser, where
windows have any size; ``tests/label_cases.json`` holds the two against one another.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import shapely

from mppgeo.maps.frame import Box
from mppgeo.maps.label_board import (
    CELL,
    Board,
    Form,
    Label,
    Point,
    Survey,
    Window,
    Wish,
    count_cells,
    make_box,
)

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
    board = Board(wishes, frame, land)
    for box in (*taken, *points):
        board.take(box)
    board.texts += taken
    # A small area has few places, so it chooses before the large ones around it.
    order = sorted(range(len(wishes)), key=lambda i: (board.cells[i], wishes[i].kode))
    for rank in sorted({wish.rank for wish in wishes}):
        _place_rank(board, [i for i in order if wishes[i].rank == rank])
    return [board.labels[i] for i in range(len(wishes))]


def _place_rank(board: Board, order: Sequence[int]) -> None:
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


def _stand_inside(board: Board, i: int) -> Label | None:
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


def _lean_out_a_little(board: Board, i: int) -> Label | None:
    return _lean_out(board, i, most=_LITTLE)


def _lean_out(board: Board, i: int, *, most: float = math.inf) -> Label | None:
    """Mostly inside, with an end over the sea or a little over a neighbour."""
    x, y = board.anchors[i]
    window = board.look_around(i, max(form.width for form in board.wishes[i].forms))
    best = None
    for order, form in enumerate(board.wishes[i].forms):
        survey = window.survey(form)
        if survey is None:
            continue
        rows, columns = count_cells(form)
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
    board: Board, i: int, forms: Sequence[Form], *, as_number: bool = False
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
        boxes = [make_box(x, y, forms[order]) for _, order, x, y in some]
        leaders = _draw_leaders(boxes, ends)
        across = _measure_across(leaders, i, board) if shy else np.zeros(len(some))
        for at in np.flatnonzero(across <= _MOST_ACROSS):
            box, leader, form = boxes[at], leaders[at], forms[some[at][1]]
            if _is_clear(leader, box, board):
                kept = None if _is_plain(box, leader, window) else leader
                return Label(board.wishes[i].kode, None if as_number else form, box, kept)
    return None


def _put_number(board: Board, i: int) -> Label:
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


def _list_ends(window: Window) -> np.ndarray:
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


def _find_main(window: Window) -> np.ndarray:
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


def _measure_gaps(survey: Survey, ends: np.ndarray) -> np.ndarray:
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


def _measure_across(leaders: Sequence[tuple[Point, Point]], i: int, board: Board) -> np.ndarray:
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


def _is_clear(leader: tuple[Point, Point], box: Box, board: Board) -> bool:
    if any(_meets(leader, text) for text in board.texts):
        return False
    return not any(_crosses(leader, other) or _meets(other, box) for other in board.leaders)


def _is_plain(box: Box, leader: tuple[Point, Point], window: Window) -> bool:
    """Whether it is plain without a line which area is meant."""
    if math.dist(*leader) > _SHORT + 2 * CELL:
        return False
    top, bottom, left, right = window.board.find_cells(box.grow(_SHORT + CELL))
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
