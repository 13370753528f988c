"""The ground of a picture: land in the colours of its classes, and the lines between areas."""

from __future__ import annotations

from matplotlib.collections import PathCollection
from matplotlib.transforms import Affine2D

from mppgeo.content import classes
from mppgeo.maps.fine_outlines import trace_areas
from mppgeo.maps.frame import Box, Inset, Projection
from mppgeo.maps.furniture import draw_bar
from mppgeo.maps.outlines import Outlines, trace_neighbours
from mppgeo.maps.sheet import Sheet
from mppgeo.maps.themes import Theme
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import PROVINSI


def draw_ground(
    sheet: Sheet, scene: Scene, theme: Theme, projection: Projection, box: Box, u: float
) -> None:
    """Draw the land within a box, and the lines between areas."""
    dataset = scene.dataset
    near = is_near(scene)
    _add_paths(sheet, trace_neighbours(dataset), projection, box,
               classes.NEIGHBOURS, classes.NEIGHBOURS_LINE, 0.4 * u)  # fmt: skip
    areas, lines = trace_areas(scene, projection.to_degrees(box))
    shapes = lines if theme.level == PROVINSI else areas
    kept = scene.selection.places if theme.level == PROVINSI else scene.selection.kabkota
    colours = {}
    hatched = {}
    drawn = [theme.dress(cls) for cls in theme.classes]
    for kode, code in theme.codes.items():
        if kode in kept:
            colours[kode] = drawn[code].colour
            if drawn[code].hatch:
                hatched[kode] = drawn[code].hatch
    fills = [colours.get(kode, classes.LEFT_OUT_AREA) for kode in shapes.codes]
    weight = 0.8 if near or theme.level == PROVINSI else 0.35
    _add_paths(sheet, shapes, projection, box, fills, classes.AREA_LINE, weight * u)
    _hatch(sheet, shapes, projection, box, hatched, u)
    _add_paths(sheet, lines, projection, box, "none",
               classes.PROVINSI_LINE, (0.7 if near else 0.4) * u)  # fmt: skip
    if scene.view.kode:
        _add_paths(sheet, areas, projection, box, "none", classes.SELECTED_LINE, 1.9 * u,
                   only={scene.view.kode})  # fmt: skip


def draw_inset(sheet: Sheet, scene: Scene, theme: Theme, inset: Inset, unit: float) -> None:
    """Draw an inset with its land; names and points are written over all insets later."""
    sheet.rectangle(inset.box.grow(2 * unit), "white")
    sheet.rectangle(inset.box, classes.SEA)
    draw_ground(sheet, scene, theme, inset.projection, inset.box, unit)
    if inset.bar:
        draw_bar(sheet, inset.bar, inset.projection.metres_per_point, unit, scene.t)
    sheet.rectangle(inset.box, "none", classes.FAINT_INK, weight=0.7 * unit)


def is_near(scene: Scene) -> bool:
    """Whether a part of the country is shown so large that lines and points may be larger."""
    return bool(scene.view.provinsi or scene.view.kode)


def _add_paths(
    sheet: Sheet, shapes: Outlines, projection: Projection, box: Box,
    fills: str | list[str], line: str, weight: float, *, only: set[str] | None = None,
) -> None:  # fmt: skip
    within = shapes.find_within(projection.to_degrees(box))
    if only is not None:
        within = [i for i in within if shapes.codes[i] in only]
    if not len(within):
        return
    colours = fills if isinstance(fills, str) else [fills[i] for i in within]
    collection = PathCollection(
        [shapes.paths[i] for i in within], facecolors=colours, edgecolors=line, linewidths=weight,
        joinstyle="round",
    )  # fmt: skip
    collection.set_transform(Affine2D(projection.matrix) + sheet.axes.transData)
    sheet.add(collection, within=box)


def _hatch(
    sheet: Sheet,
    shapes: Outlines,
    projection: Projection,
    box: Box,
    hatched: dict[str, str],
    unit: float,
) -> None:
    if not hatched:
        return
    within = [
        i for i in shapes.find_within(projection.to_degrees(box))
        if shapes.codes[i] in hatched
    ]  # fmt: skip
    for i in within:
        collection = PathCollection(
            [shapes.paths[i]], facecolors="none", edgecolors=classes.AREA_LINE,
            linewidths=0.5 * unit, hatch="////", hatchcolors=hatched[shapes.codes[i]],
        )  # fmt: skip
        collection.set_hatch_linewidth(0.8 * unit)
        collection.set_transform(Affine2D(projection.matrix) + sheet.axes.transData)
        sheet.add(collection, within=box)
