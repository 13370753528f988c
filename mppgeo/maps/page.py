"""The page of a picture: the room for the map, the words around it."""

from __future__ import annotations

from dataclasses import dataclass

from mppgeo.boundaries.attribution import attribute_sources
from mppgeo.content import classes
from mppgeo.content.headline import make_title, tell_basis
from mppgeo.maps.frame import Box
from mppgeo.maps.sheet import Sheet, measure_text
from mppgeo.maps.sizes import Size, find_unit
from mppgeo.scene.scene import Scene


@dataclass(frozen=True)
class Layout:
    """Where things stand on the page, in points; ``unit`` scales letters and lines."""

    width: float
    height: float
    unit: float
    margin: float
    panel: Box
    titled: bool


def lay_out(size: Size, titled: bool) -> Layout:
    """Divide a page among title, map and source line."""
    width, height = size.width * 72, size.height * 72
    unit = find_unit(size)
    margin = (22 if titled else 0) * unit
    head = (56 if titled else 0) * unit
    foot = (24 if titled else 15) * unit
    panel = Box(margin, foot, width - margin, height - head)
    return Layout(width, height, unit, margin, panel, titled)


def draw_words(sheet: Sheet, scene: Scene, layout: Layout) -> None:
    """Write the sources below the map, and title and day above it."""
    u, panel = layout.unit, layout.panel
    indent = 0.0 if layout.titled else 8 * u
    foot = panel.bottom - (13 if layout.titled else 12) * u

    def write(text: str, bottom: float, size: float, **look: object) -> None:
        strong = bool(look.get("strong"))
        room = panel.width - 2 * indent
        # A long list of places is written smaller rather than cut off.
        size *= min(1.0, room / max(1.0, measure_text(text, size, strong=strong)))
        sheet.write(panel.left + indent, bottom, text, size, **look)

    told = attribute_sources(scene.dataset.boundaries, scene.t)
    write(told, foot, 7.4 * u, colour=classes.FAINT_INK)
    if layout.titled:
        sheet.rectangle(panel, "none", "#b9c6cb", weight=0.6 * u)
        write(make_title(scene), layout.height - 33 * u, 19 * u, strong=True)
        write(tell_basis(scene), layout.height - 49 * u, 10.5 * u, colour=classes.FAINT_INK)
