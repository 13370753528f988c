"""Areas whose colour is so dark that names on them are written in white."""

from __future__ import annotations

from dataclasses import dataclass

import shapely
from matplotlib.colors import to_rgb

from mppgeo.coverage import join_boundaries
from mppgeo.maps.frame import Box, Projection
from mppgeo.maps.outlines import bring_to_page
from mppgeo.maps.themes import Theme
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import PROVINSI


@dataclass(frozen=True, eq=False)
class DarkGrounds:
    """Areas on the page whose colour is so dark that names on it are written in white."""

    tree: shapely.STRtree
    colours: list[str]

    def find_under(self, box: Box) -> str | None:
        """The one dark colour under all of a box; None = there is none."""
        square = shapely.box(box.left, box.bottom, box.right, box.top)
        under = self.tree.query(square, predicate="intersects")
        areas = self.tree.geometries[under]
        if len({self.colours[i] for i in under}) != 1:
            return None
        covered = shapely.area(shapely.intersection(areas, square)).sum()
        return self.colours[under[0]] if covered > 0.97 * square.area else None


def find_dark_grounds(scene: Scene, theme: Theme, projection: Projection, box: Box) -> DarkGrounds:
    """The dark areas that come into a box of the page."""
    layer = join_boundaries(scene.snapshot, theme.level)
    kept = scene.selection.places if theme.level == PROVINSI else scene.selection.kabkota
    drawn = [theme.dress(cls).colour for cls in theme.classes]
    colours = {kode: drawn[code] for kode, code in theme.codes.items()}
    dark = [kode for kode in kept if kode in colours and _is_dark(colours[kode])]
    within = projection.to_degrees(box)
    found = list(bring_to_page(layer[layer.index.isin(dark)], projection, within))
    return DarkGrounds(
        shapely.STRtree([area for _, area in found]), [colours[kode] for kode, _ in found]
    )


def _is_dark(colour: str) -> bool:
    red, green, blue = to_rgb(colour)
    return 0.299 * red + 0.587 * green + 0.114 * blue < 0.4
