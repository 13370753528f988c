"""The names on a picture: which areas have one, how it may be written, and its drawing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import shapely

from mppgeo.base.names import shorten
from mppgeo.content import classes
from mppgeo.coverage import join_boundaries, select_missing
from mppgeo.maps.frame import Bounds, Box, Frame, Projection
from mppgeo.maps.label_board import Form, Label, Wish
from mppgeo.maps.labels import place_labels
from mppgeo.maps.markers import list_points, size_points
from mppgeo.maps.outlines import bring_to_page
from mppgeo.maps.page import Layout
from mppgeo.maps.sheet import Sheet, measure_text
from mppgeo.maps.sizes import NAME_SIZES
from mppgeo.maps.themes import Theme
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import KABKOTA, PROVINSI

_MOST_NAMES = 80
"""Kabkota named on one picture; of more, their provinces are."""
LEADING = 0.98
"""From line to line of a name, as a multiple of its size."""


def label_map(
    scene: Scene,
    theme: Theme,
    layout: Layout,
    frame: Frame,
    points: dict[bool, list[tuple[float, float]]],
    numbered: set[str],
) -> list[Label]:
    """The names in the map itself.

    Parameters
    ----------
    points : places on the page that no name may cover.
    numbered : codes of the areas that must do with a number.
    """
    panel, projection = layout.panel, frame.projection
    within = projection.to_degrees(panel)
    if frame.bounds:
        within = _clip(within, frame.bounds)
    wishes = _make_wishes(scene, theme, projection, within, layout.unit, numbered)
    taken = [*frame.boxes, *(inset.box for inset in frame.insets)]
    return place_labels(
        wishes,
        panel.grow(-2 * layout.unit),
        taken=[box.grow(2 * layout.unit) for box in taken],
        points=_surround_points(scene, points, layout.unit),
        land=_find_land(scene, projection, panel),
    )


def label_inset(
    scene: Scene, theme: Theme, unit: float,
    bounds: Bounds, projection: Projection, box: Box, taken: Sequence[Box],
) -> list[Label] | None:  # fmt: skip
    """The names in an inset; None = there is no room for all of them."""
    wishes = _make_wishes(scene, theme, projection, bounds, unit, set())
    points = {
        counted: [tuple(projection.to_page(p)) for p in list_points(scene, theme, counted)]
        for counted in (True, False)
        if theme.level == KABKOTA
    }
    labels = place_labels(
        wishes,
        box.grow(-2 * unit),
        taken=taken,
        points=_surround_points(scene, points, unit),
        land=_find_land(scene, projection, box),
    )
    return labels if all(label.form for label in labels) else None


def _make_wishes(
    scene: Scene, theme: Theme, projection: Projection, bounds: Bounds, unit: float,
    numbered: set[str],
) -> list[Wish]:  # fmt: skip
    level, codes = _choose_named(scene, theme)
    layer = join_boundaries(scene.snapshot, level)
    # Areas without an MPP choose first, as on the map in the browser.
    lacking = set(select_missing(scene.snapshot).index)
    wishes = []
    for kode, area in bring_to_page(layer[layer.index.isin(codes)], projection, bounds):
        forms = make_forms(name_area(scene, kode), unit, strong=level == PROVINSI)
        wishes.append(
            Wish(kode, area, forms, _make_number(unit), kode in numbered, int(kode not in lacking))
        )
    return wishes


def _surround_points(
    scene: Scene, points: dict[bool, list[tuple[float, float]]], unit: float
) -> list[Box]:
    radius = (size_points(scene) + 0.8) * unit
    return [Box(x, y, x, y).grow(radius) for places in points.values() for x, y in places]


def _find_land(scene: Scene, projection: Projection, box: Box) -> list[shapely.Geometry]:
    within = projection.to_degrees(box)
    return [area for _, area in bring_to_page(scene.dataset.provinsi, projection, within)]


def _clip(one: Bounds, other: Bounds) -> Bounds:
    return (
        max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3]),
    )  # fmt: skip


def _choose_named(scene: Scene, theme: Theme) -> tuple[str, set[str]]:
    """Level and codes of the areas that must be named."""
    inside = theme.level == KABKOTA and (scene.view.provinsi or scene.view.kode)
    kept = scene.selection.kabkota
    if inside and len(kept) <= _MOST_NAMES:
        return KABKOTA, set(kept)
    return PROVINSI, set(scene.selection.places)


def name_area(scene: Scene, kode: str) -> str:
    """An area's name, as short as a map needs it."""
    return shorten(scene.dataset.names[kode])


def make_forms(name: str, unit: float, *, strong: bool) -> tuple[Form, ...]:
    """A name in one line and in two, in two sizes."""
    sizes = [size * unit for size in NAME_SIZES]
    forms = []
    for size in sizes:
        forms += [_make_form(lines, size, strong) for lines in _break_lines(name)]
    return tuple(forms)


def _break_lines(name: str) -> list[tuple[str, ...]]:
    words = name.split()
    breaks = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    shortest = sorted(breaks, key=lambda lines: (max(map(len, lines)), lines))[:1]
    return [(name,), *shortest]


def _make_form(lines: tuple[str, ...], size: float, strong: bool) -> Form:
    width = max(measure_text(line, size, strong=strong) for line in lines)
    return Form(lines, size, width + 0.5 * size, (LEADING * (len(lines) - 1) + 1.1) * size)


def _make_number(unit: float) -> Form:
    return Form(("00",), 7.4 * unit, 9.5 * unit, 8.4 * unit)


def draw_labels(
    sheet: Sheet, labels: Sequence[Label], unit: float, find_ground: Callable[[Box], str | None]
) -> None:
    """Write names and numbers; ``find_ground`` tells the one dark colour under a box."""
    order = sorted(label.kode for label in labels if label.form is None)
    numbers = {kode: str(n) for n, kode in enumerate(order, start=1)}
    for label in labels:
        if label.leader:
            sheet.line(*label.leader, classes.INK, 0.5 * unit, halo=0.6 * unit)
    for label in labels:
        if label.box is None:
            continue
        if label.form is None:
            _write_number(sheet, label.box, numbers[label.kode], unit)
        else:
            ground = find_ground(label.box)
            _write_name(sheet, label.box, label.form, len(label.kode) == 2, unit, ground)


def _write_name(
    sheet: Sheet, box: Box, form: Form, strong: bool, unit: float, ground: str | None
) -> None:
    colour, around = (classes.AREA_LINE, ground) if ground else (classes.INK, "white")
    x, size = (box.left + box.right) / 2, form.size
    for order, line in enumerate(form.lines):
        bottom = box.top - 1.1 * size - order * LEADING * size
        sheet.write(x, bottom, line, size, strong=strong, colour=colour, align="center",
                    halo=1.1 * unit, around=around)  # fmt: skip


def _write_number(sheet: Sheet, box: Box, number: str, unit: float) -> None:
    x = (box.left + box.right) / 2
    sheet.write(x, box.bottom, number, 7.4 * unit, strong=True, align="center", halo=1.1 * unit)
