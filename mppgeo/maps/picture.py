"""The map as a picture for decks, handouts and downloads.

Drawn in points (1/72 inch) on the page, y upwards; longitude and latitude come
to the page through :class:`mppgeo.maps.frame.Projection`.
"""

from __future__ import annotations

from mppgeo.content import classes
from mppgeo.content.headline import make_title, tell_basis
from mppgeo.content.sentences import name_place, tell_map
from mppgeo.maps.furniture import Scale, draw_points
from mppgeo.maps.ground import draw_ground, draw_inset
from mppgeo.maps.lettering import draw_labels
from mppgeo.maps.markers import size_points
from mppgeo.maps.page import Layout, draw_words, lay_out
from mppgeo.maps.plan import make_plan
from mppgeo.maps.sheet import DRAWING, Sheet
from mppgeo.maps.sizes import Size
from mppgeo.maps.themes import Theme
from mppgeo.scene.scene import Scene


def draw_map(
    scene: Scene, theme: Theme, size: Size, form: str = "png", *, titled: bool = True
) -> bytes:
    """Draw what a view shows.

    Parameters
    ----------
    theme : what is coloured (:mod:`mppgeo.maps.themes`).
    form : "png" or "svg".
    titled : with title and day; without for slides that carry their own.

    Returns
    -------
    The file. The same input gives the same bytes.

    Raises
    ------
    ValueError : ``form`` is neither.
    """
    if form not in ("png", "svg"):
        raise ValueError(f"form must be png or svg, not {form}")
    with DRAWING:
        sheet = _draw(scene, theme, lay_out(size, titled))
        if form == "png":
            return sheet.to_png(size.dpi)
        total = tell_map(
            name_place(scene.dataset, scene.view, scene.t), scene.total, scene.snapshot, (), scene.t
        )
        return sheet.to_svg(f"{make_title(scene)} – {tell_basis(scene)}", total)


def _draw(scene: Scene, theme: Theme, layout: Layout) -> Sheet:
    sheet = Sheet(layout.width, layout.height, layout.panel, classes.SEA)
    plan = make_plan(scene, theme, layout)
    projection = plan.frame.projection
    draw_ground(sheet, scene, theme, projection, layout.panel, layout.unit)
    for inset in plan.frame.insets:
        draw_inset(sheet, scene, theme, inset, layout.unit)
    for counted, places in plan.points.items():
        draw_points(sheet, places, counted, size_points(scene) * layout.unit, layout.unit)
    draw_labels(sheet, plan.labels, layout.unit, plan.find_ground)
    legend, scale, *key = plan.frame.boxes
    plan.legend.draw(sheet, legend)
    Scale(layout.unit).draw(sheet, scale, projection.metres_per_point, scene.t)
    for box in key:
        plan.key.draw(sheet, box)
    draw_words(sheet, scene, layout)
    return sheet
