"""The plan of a picture: where everything stands, before anything is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import geopandas as gpd
import shapely

from mppgeo.coverage import find_parents, join_boundaries
from mppgeo.maps.frame import GAP, Box, Frame, choose_frame
from mppgeo.maps.furniture import Entry, Key, Legend, Scale
from mppgeo.maps.insets import add_insets
from mppgeo.maps.label_board import Label
from mppgeo.maps.lettering import label_inset, label_map, name_area
from mppgeo.maps.markers import find_points, list_points
from mppgeo.maps.page import Layout
from mppgeo.maps.payload import find_focus, make_legend
from mppgeo.maps.shades import DarkGrounds, find_dark_grounds
from mppgeo.maps.themes import Theme
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import KABKOTA, PROVINSI

_LARGEST_KEY = 1 / 6
"""Part of the map above which a key to numbers takes more than the names tell."""


@dataclass(frozen=True, eq=False)
class Plan:
    """Where everything stands, before anything is drawn.

    Attributes
    ----------
    labels, points : those of the insets among them.
    """

    frame: Frame
    legend: Legend
    key: Key
    labels: list[Label]
    points: dict[bool, list[tuple[float, float]]]
    grounds: tuple[tuple[Box, DarkGrounds], ...]

    def find_ground(self, box: Box) -> str | None:
        """The one dark colour under all of a box; None = there is none."""
        return next(ground.find_under(box) for panel, ground in self.grounds if panel.holds(box))


def make_plan(scene: Scene, theme: Theme, layout: Layout) -> Plan:
    """Find a place for everything."""
    u, t = layout.unit, scene.t
    legend = _make_legend(scene, theme, u)
    # A key as tall as this stands above or below the legend, whichever corners they get.
    room = layout.panel.height - legend.size[1] - 3 * GAP
    numbered: list[str] = []
    keyed = True
    while True:
        names = tuple((str(n), name_area(scene, kode)) for n, kode in enumerate(numbered, start=1))
        key = Key.fit(t("Numbers on the map"), names, u, room)
        largest = _LARGEST_KEY * layout.panel.width * layout.panel.height
        if names and key.size[0] * key.size[1] > largest:
            # The names that find room stand alone.
            keyed, numbered = False, []
            continue
        pieces = [legend.size, Scale(u).size, *([key.size] if names else [])]
        frame = _find_frame(scene, theme, layout, pieces)
        points = find_points(scene, theme, frame, layout)
        labels = label_map(scene, theme, layout, frame, points, set(numbered))
        if not keyed:
            labels = [label for label in labels if label.form]
        found = sorted(label.kode for label in labels if label.form is None)
        # A key takes room from the names, so that there may be more numbers than
        # before; those there were are kept, and so this comes to an end.
        if found == numbered:
            panels = [(inset.box, inset.projection) for inset in frame.insets]
            grounds = tuple(
                (box, find_dark_grounds(scene, theme, projection, box))
                for box, projection in [*panels, (layout.panel, frame.projection)]
            )
            labels += [label for inset in frame.insets for label in inset.labels]
            return Plan(frame, legend, key, labels, points, grounds)
        numbered = found


def _make_legend(scene: Scene, theme: Theme, unit: float) -> Legend:
    t = scene.t
    entries = [
        Entry(row["label"], area=theme.dress(theme.classes[int(row["code"])]), count=row["shown"])
        for row in make_legend(scene.selection, theme, t)
        if row["count"] or row["always"]
    ]
    if theme.level == KABKOTA:
        if list_points(scene, theme, True):
            entries.append(Entry(t("MPP (position approximate)")))
        if list_points(scene, theme, False):
            entries.append(Entry(t("MPP not in the national count"), counted=False))
    return Legend(t(theme.title), tuple(entries), unit)


def _find_frame(
    scene: Scene, theme: Theme, layout: Layout, pieces: Sequence[tuple[float, float]]
) -> Frame:
    (south, west), (north, east) = find_focus(scene.dataset, scene.view, scene.day)
    view = scene.view
    layer = join_boundaries(scene.snapshot, theme.level)
    kept = scene.selection.places if theme.level == PROVINSI else scene.selection.kabkota
    shown = layer.geometry[layer.index.isin(kept) & layer.geometry.notna()]
    must = shown[shown.index == view.kode] if view.kode else shown
    padding = 12 * layout.unit
    frame = choose_frame(
        (west, south, east, north),
        layout.panel,
        pieces,
        must.tolist(),
        besides=shown.tolist() if view.kode else (),
        padding=padding,
    )
    # The nation is known by its shape, and an area is seen with what is around it.
    if view.kode or not (view.provinsi or view.pulau):
        return frame
    return add_insets(
        frame,
        _find_parts(scene, layer),
        layout.panel,
        pieces,
        padding=padding,
        unit=layout.unit,
        name=partial(label_inset, scene, theme, layout.unit),
    )


def _find_parts(scene: Scene, layer: gpd.GeoDataFrame) -> list[shapely.Geometry]:
    """The areas of the view's provinces or islands, those that filters leave out too."""
    dataset, view = scene.dataset, scene.view
    if view.provinsi:
        parents = find_parents(dataset, scene.day)
        places = {*view.provinsi, *(k for k, parent in parents.items() if parent in view.provinsi)}
    else:
        regions = dataset.regions
        places = set(regions["kode"][regions["pulau"].isin(view.pulau)])
    return layer.geometry[layer.index.str[:2].isin(places)].tolist()
