"""Far, small parts of a place in framed panels of their own, as atlases draw them.

Bounds are west, south, east, north in degrees; boxes are in points on the page.

A part is an island or a piece of land of an area. Where the main map can be
drawn at least :data:`GAIN` times larger without parts that together hold at most
:data:`MOST_LEFT_OUT` of the land, those parts are shown in at most :data:`MOST`
insets. Every part is in the main map or in an inset as a whole. Insets have the
scale of the main map where they fit, never a larger one, and never a smaller one
than all would have without insets.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from mppgeo.maps.frame import (
    CORNERS,
    GAP,
    Bounds,
    Box,
    Frame,
    Inset,
    Projection,
    fit,
    join,
    stand_in,
)
from mppgeo.maps.label_board import Label

MOST = 3
GAIN = 1.2
MOST_LEFT_OUT = 1 / 3

LEAST_WORTH = 1.1
"""Worth of a map with insets, as share of that without."""
_PRICE = 0.93
"""Worth of a map with one more inset, as share of that without."""
_SHRUNK = 0.12
"""Power of an inset's scale, as share of that of the main map, in the worth of the whole."""
_LEAST_STEP = 0.03
"""What a cut takes off the main map at least, as share of its shorter side."""
_CUTS = 6
"""Cuts tried on each side."""
_LEAST_GAP = 0.02
"""Clear sea between main map and parts left out, as share of its shorter side."""
_NEAR = 0.12
"""Parts nearer to one another than this share of the main map's shorter side stay together."""
_WIDEST, _TALLEST, _LARGEST = 0.32, 0.75, 0.16
"""Of the panel's width, height and area."""
_SAME = 0.999
_TRIED = 8
_EDGE_STEP = 8.0
"""Points between the places tried for an inset along the edges."""

Namer = Callable[[Bounds, Projection, Box, Sequence[Box]], "list[Label] | None"]
"""Names what is in the bounds, within a box, beside boxes taken; None = it has no room."""


@dataclass(frozen=True, eq=False)
class Split:
    """Parts kept, bounds of the main map and of the groups of parts left out of it.

    ``gain`` is how many times larger the main map is than all together.
    """

    kept: np.ndarray
    bounds: Bounds
    groups: tuple[Bounds, ...]
    gain: float


# --- what is left out -------------------------------------------------------


def list_splits(parts: Sequence[shapely.Geometry], room: Box) -> list[Split]:
    """Ways to leave out far parts that enlarge the rest enough, the largest first."""
    bounds, areas = shapely.bounds(parts).reshape(-1, 4), shapely.area(parts)
    if len(bounds) < 2:
        return []
    whole = fit(_surround(bounds), room).scale
    found = []
    for kept in _list_kept(bounds, areas):
        box = _surround(bounds[kept])
        gain = fit(box, room).scale / whole
        if gain >= GAIN:
            found.append((gain, kept, box))
    splits = []
    for gain, kept, box in found:
        # What enlarges the map no further need not be left out.
        if not any(g > 0.97 * gain and k.sum() > kept.sum() and k[kept].all() for g, k, _ in found):
            splits += [Split(kept, box, groups, gain) for groups in _group(bounds[~kept], box)]
    return sorted(splits, key=lambda split: (-split.gain, split.bounds, split.groups))


def _surround(bounds: np.ndarray) -> Bounds:
    west, south = bounds[:, :2].min(axis=0)
    east, north = bounds[:, 2:].max(axis=0)
    return float(west), float(south), float(east), float(north)


def _list_kept(bounds: np.ndarray, areas: np.ndarray) -> Iterator[np.ndarray]:
    """Sets of parts that remain when those that reach farthest to one side are taken away."""
    everything = np.ones(len(bounds), bool)
    least = (1 - MOST_LEFT_OUT) * areas.sum()
    seen = {everything.tobytes()}
    waiting = [everything]
    while waiting:
        kept = waiting.pop()
        for smaller in _take_away(kept, bounds):
            if smaller.tobytes() not in seen and areas[smaller].sum() >= least:
                seen.add(smaller.tobytes())
                waiting.append(smaller)
                yield smaller


def _take_away(kept: np.ndarray, bounds: np.ndarray) -> Iterator[np.ndarray]:
    west, south, east, north = _surround(bounds[kept])
    side = min(east - west, north - south)
    for edge, sign in enumerate((-1, -1, 1, 1)):
        reach = sign * bounds[:, edge]
        levels = np.sort(reach[kept])
        steps = np.diff(levels)
        steps[steps < _LEAST_STEP * side] = 0.0
        for at in np.argsort(-steps, kind="stable")[: min(_CUTS, np.count_nonzero(steps))]:
            smaller = _close(kept & (reach <= levels[at]), kept, bounds, _LEAST_GAP * side)
            if not smaller[kept].all():
                yield smaller


def _close(some: np.ndarray, kept: np.ndarray, bounds: np.ndarray, gap: float) -> np.ndarray:
    """Add what lies, if only in part, in the rectangle around the rest."""
    while True:
        west, south, east, north = _surround(bounds[some])
        near = (
            (bounds[:, 0] < east + gap) & (bounds[:, 2] > west - gap)
            & (bounds[:, 1] < north + gap) & (bounds[:, 3] > south - gap)
        )  # fmt: skip
        if (near & kept <= some).all():
            return some
        some = some | (near & kept)


def _group(bounds: np.ndarray, main: Bounds) -> Iterator[tuple[Bounds, ...]]:
    """Bounds of groups of parts, in one group or several: each what few insets can show."""
    side = min(main[2] - main[0], main[3] - main[1])
    groups = [_surround(bounds[same]) for same in _link(bounds, _NEAR * side)]
    # Room that names and frame take beside the land.
    margin = 0.15 * side

    def cost(box: Bounds) -> float:
        return (box[2] - box[0] + 2 * margin) * (box[3] - box[1] + margin)

    while True:
        pairs = list(itertools.combinations(groups, 2))
        overlapping = any(_overlap(one, other) for one, other in pairs)
        if len(groups) <= MOST and not overlapping:
            yield tuple(sorted(groups))
        options = []
        for one, other in pairs:
            both = _surround(np.array([one, other]))
            if not _overlap(both, main):
                more = cost(both) - cost(one) - cost(other)
                options.append((not _overlap(one, other), more, one, other, both))
        if not options:
            break
        *_, one, other, both = min(options)
        groups = [group for group in groups if group not in (one, other)] + [both]


def _link(bounds: np.ndarray, reach: float) -> list[np.ndarray]:
    """Places of the parts that chains of near parts hold together."""
    low, high = bounds[:, None], bounds[None]
    across = np.maximum(low[..., 0], high[..., 0]) - np.minimum(low[..., 2], high[..., 2])
    up = np.maximum(low[..., 1], high[..., 1]) - np.minimum(low[..., 3], high[..., 3])
    near = np.hypot(np.maximum(across, 0), np.maximum(up, 0)) <= reach
    names = np.arange(len(bounds))
    while True:
        smallest = np.where(near, names[None], len(names)).min(axis=1)
        if (smallest == names).all():
            return [np.flatnonzero(names == name) for name in np.unique(names)]
        names = smallest


def _overlap(one: Bounds, other: Bounds) -> bool:
    return Box(*one).overlaps(Box(*other))


# --- where it is drawn -------------------------------------------------------


def add_insets(
    plain: Frame,
    areas: Sequence[shapely.Geometry],
    panel: Box,
    pieces: Sequence[tuple[float, float]],
    *,
    padding: float,
    unit: float,
    name: Namer,
) -> Frame:
    """The frame with insets, or ``plain`` as it is where they gain too little.

    Parameters
    ----------
    plain : the frame without insets.
    areas : geometries (EPSG:4326) that must be seen as a whole.
    panel : the map's box on the page.
    pieces : width and height of legend, scale and the like; each gets a corner.
    padding : points kept free around the main map.
    """
    parts = np.array([part for area in areas for part in shapely.get_parts(area)], object)
    room = panel.grow(-padding)
    drafter = _Drafter(panel, unit, plain.projection.scale, name)
    drafts = []
    for split in list_splits(parts, room):
        scale = fit(split.bounds, room).scale
        sizes = [drafter.measure(bounds, scale) for bounds in split.groups]
        if all(sizes):
            share = sum(w * h for _, w, h in sizes) / (panel.width * panel.height)
            drafts.append((_weigh(scale, [s for s, _, _ in sizes], share), split))
    drafts.sort(key=lambda draft: (-draft[0], draft[1].bounds, draft[1].groups))
    best, worth = plain, LEAST_WORTH * plain.projection.scale
    for draft, split in drafts[:_TRIED]:
        # No map is worth more than its draft, which leaves no room for anything else.
        if draft <= worth:
            break
        search = _Search(split, join(parts[split.kept]), panel, pieces, drafter)
        found = search.run(padding, GAIN * plain.projection.scale)
        if found:
            scales = [inset.projection.scale for inset in found.insets]
            share = sum(inset.box.width * inset.box.height for inset in found.insets)
            share /= panel.width * panel.height
            found_worth = _weigh(found.projection.scale, scales, share)
            if found_worth > worth:
                best, worth = found, found_worth
    return best


def _weigh(scale: float, insets: Sequence[float], share: float) -> float:
    """Worth of a map with insets: scales in points per degree, share of the panel they take."""
    shrunk = math.prod(inset / scale for inset in insets) ** _SHRUNK
    return scale * _PRICE ** len(insets) * shrunk * (1 - share)


class _Drafter:
    """Makes insets for one page."""

    def __init__(self, panel: Box, unit: float, least: float, name: Namer) -> None:
        self.unit, self.least, self.name = unit, least, name
        self.wide, self.high = _WIDEST * panel.width, _TALLEST * panel.height
        self.largest = _LARGEST * panel.width * panel.height
        self._made: dict[tuple[Bounds, float], Inset | None] = {}

    def measure(self, bounds: Bounds, main: float) -> tuple[float, float, float] | None:
        """Scale, least width and height of an inset; None = it must not be so small."""
        west, south, east, north = bounds
        across, up = (east - west) * _squeeze(bounds), north - south
        margin = 7 * self.unit
        scale = min(
            main,
            (self.wide - 2 * margin) / max(across, 1e-6),
            (self.high - 4 * margin) / max(up, 1e-6),
            math.sqrt(self.largest / max(across * up, 1e-6)),
        )
        if scale < self.least:
            return None
        width, height = across * scale + 2 * margin, up * scale + 2 * margin
        if scale < _SAME * main:
            height += 13 * self.unit
        return scale, max(width, 34 * self.unit), height

    def make(self, bounds: Bounds, main: float) -> Inset | None:
        """An inset whose lower left corner is at (0, 0), with its names."""
        measured = self.measure(bounds, main)
        if measured is None:
            return None
        scale, *_ = measured
        same = scale >= _SAME * main
        key = (bounds, round(scale, 6), same)
        if key not in self._made:
            self._made[key] = self._make(bounds, *measured, same)
        return self._made[key]

    def _make(
        self, bounds: Bounds, scale: float, width: float, height: float, same: bool
    ) -> Inset | None:
        west, south, east, north = bounds
        bar, line = (0.0 if same else 13 * self.unit), 11 * self.unit
        more = itertools.product((0.0, 2.5, 5.0, 7.5, 10.0), (0.0, 1.0, 2.0, 3.0))
        sizes = [(width + w * line, height + h * line) for w, h in more]
        for w, h in sorted(sizes, key=lambda size: (size[0] * size[1], size)):
            if w > self.wide or h > self.high:
                continue
            box = Box(0.0, 0.0, w, h)
            # Land in the middle of what the bar leaves.
            projection = Projection(
                (west + east) / 2, (south + north) / 2, w / 2, (h + bar) / 2, scale,
                _squeeze(bounds),
            )  # fmt: skip
            strip = Box(0.0, 0.0, min(w, 70 * self.unit), bar) if bar else None
            labels = self.name(bounds, projection, box, [strip] if strip else [])
            if labels is not None:
                return Inset(box, projection, bounds, tuple(labels), strip)
        return None


def _squeeze(bounds: Bounds) -> float:
    return math.cos(math.radians((bounds[1] + bounds[3]) / 2))


@dataclass(frozen=True, eq=False)
class _Search:
    """Looks for the largest frame of one split in which nothing hides anything."""

    split: Split
    land: shapely.MultiPolygon
    panel: Box
    pieces: Sequence[tuple[float, float]]
    drafter: _Drafter

    def run(self, padding: float, least: float) -> Frame | None:
        made: dict[float, list[Inset] | None] = {}
        for projection in self._list_projections(padding):
            scale = round(projection.scale, 3)
            if projection.scale < least:
                break
            if scale not in made:
                made[scale] = self._make_insets(projection.scale)
            insets = made[scale]
            if insets is None:
                continue
            found = self._place(projection, insets)
            if found:
                return found
        return None

    def _list_projections(self, padding: float) -> list[Projection]:
        room = self.panel.grow(-padding)
        wide = max(w for w, _ in self.pieces) + GAP
        high = max(h for _, h in self.pieces) + GAP
        found = {}
        for left, right, top, bottom in itertools.product((0.0, 0.5, 1.0), repeat=4):
            box = Box(
                room.left + left * wide, room.bottom + bottom * high,
                room.right - right * wide, room.top - top * high,
            )  # fmt: skip
            if box.width > room.width / 3 and box.height > room.height / 3:
                projection = fit(self.split.bounds, box)
                found.setdefault(projection, len(found))
        return sorted(
            found, key=lambda projection: (-round(projection.scale, 3), found[projection])
        )

    def _make_insets(self, scale: float) -> list[Inset] | None:
        insets = []
        for bounds in self.split.groups:
            inset = self.drafter.make(bounds, scale)
            if inset is None:
                return None
            insets.append(inset)
        return sorted(insets, key=lambda inset: (-inset.box.width * inset.box.height, inset.bounds))

    def _place(self, projection: Projection, insets: Sequence[Inset]) -> Frame | None:
        places = [self._list_places(inset, projection) for inset in insets]
        if not all(len(found) for found in places):
            return None
        best = None
        for boxes in self._list_corners(projection):
            chosen = _choose_places(boxes, places)
            if chosen is None:
                continue
            ways = [
                _measure_way(place, inset, projection)
                for place, inset in zip(chosen, insets, strict=True)
            ]
            far = round(float(np.sum(ways)), 3)
            if best is None or far < best[0]:
                best = (far, boxes, chosen)
        if best is None:
            return None
        _, boxes, chosen = best
        moved = [
            move_inset(inset, float(left), float(bottom))
            for inset, (left, bottom, *_) in zip(insets, chosen, strict=True)
        ]
        return Frame(projection, boxes, tuple(moved), self.split.bounds)

    def _list_corners(self, projection: Projection) -> Iterator[tuple[Box, ...]]:
        """Ways to put the pieces into corners where they hide nothing."""
        free = []
        for width, height in self.pieces:
            boxes = [stand_in(corner, self.panel, width, height) for corner in CORNERS]
            hides = self._hides(np.array([tuple(vars(box).values()) for box in boxes]), projection)
            free.append([box for box, hidden in zip(boxes, hides, strict=True) if not hidden])
        for boxes in itertools.product(*free):
            pairs = itertools.combinations(boxes, 2)
            if not any(one.grow(GAP).overlaps(other) for one, other in pairs):
                yield boxes

    def _hides(self, boxes: np.ndarray, projection: Projection) -> np.ndarray:
        covers = projection.to_degrees(Box(*boxes.T).grow(GAP / 2))
        return shapely.intersects(self.land, shapely.box(*covers))

    def _list_places(self, inset: Inset, projection: Projection) -> np.ndarray:
        """Boxes along the edges of the panel that hide nothing, nearest to the land first."""
        inner = self.panel.grow(-GAP)
        width, height = inset.box.width, inset.box.height
        right, top = inner.right - width, inner.top - height
        if right < inner.left or top < inner.bottom:
            return np.empty((0, 4))
        xs = np.linspace(inner.left, right, max(2, int((right - inner.left) / _EDGE_STEP)))
        ys = np.linspace(inner.bottom, top, max(2, int((top - inner.bottom) / _EDGE_STEP)))
        x = np.concatenate([xs, xs, np.full(len(ys), inner.left), np.full(len(ys), right)])
        y = np.concatenate([np.full(len(xs), inner.bottom), np.full(len(xs), top), ys, ys])
        boxes = np.column_stack([x, y, x + width, y + height])
        boxes = boxes[~self._hides(boxes, projection)]
        way = np.round(_measure_way(boxes.T, inset, projection), 3)
        return boxes[np.lexsort((boxes[:, 1], boxes[:, 0], way))]


def _choose_places(boxes: Sequence[Box], places: Sequence[np.ndarray]) -> list[np.ndarray] | None:
    """For each inset the first of its places that is free of pieces and of other insets."""
    taken = [(box.left, box.bottom, box.right, box.top) for box in boxes]
    chosen = []
    for options in places:
        left, bottom, right, top = np.array(taken).T[..., None]
        over = (options[:, 0] - GAP < right) & (left < options[:, 2] + GAP)
        over &= (options[:, 1] - GAP < top) & (bottom < options[:, 3] + GAP)
        free = np.flatnonzero(~over.any(axis=0))
        if not len(free):
            return None
        chosen.append(options[free[0]])
        taken.append(tuple(options[free[0]]))
    return chosen


def _measure_way(box: np.ndarray, inset: Inset, projection: Projection) -> np.ndarray:
    """Points from the middle of boxes to where the land of an inset truly lies."""
    west, south, east, north = inset.bounds
    x, y = projection.to_page([(west + east) / 2, (south + north) / 2])
    return np.hypot((box[0] + box[2]) / 2 - x, (box[1] + box[3]) / 2 - y)


def move_inset(inset: Inset, x: float, y: float) -> Inset:
    """The inset with all that is in it, moved over the page."""
    projection = inset.projection
    return replace(
        inset,
        box=inset.box.move(x, y),
        projection=replace(projection, x=projection.x + x, y=projection.y + y),
        labels=tuple(_move_label(label, x, y) for label in inset.labels),
        bar=inset.bar and inset.bar.move(x, y),
    )


def _move_label(label: Label, x: float, y: float) -> Label:
    leader = label.leader and tuple((a + x, b + y) for a, b in label.leader)
    return replace(label, box=label.box and label.box.move(x, y), leader=leader)
