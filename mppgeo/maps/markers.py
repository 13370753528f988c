"""The points of a picture: which MPPs it marks, where on the page, how large."""

from __future__ import annotations

import datetime as dt

from mppgeo.base.caching import cached
from mppgeo.content import classes
from mppgeo.country.capitals import locate_capitals
from mppgeo.dataset import Dataset
from mppgeo.maps.frame import Box, Frame
from mppgeo.maps.ground import is_near
from mppgeo.maps.page import Layout
from mppgeo.maps.points import list_extra_points
from mppgeo.maps.themes import Theme
from mppgeo.openings import list_openings, list_served
from mppgeo.programme.facts import by_facts
from mppgeo.programme.places import CAPITAL, locate_mpps
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import KABKOTA


def size_points(scene: Scene) -> float:
    """Radius of a point, in units of the page."""
    return 2.4 if is_near(scene) else 1.2


def find_points(
    scene: Scene, theme: Theme, frame: Frame, layout: Layout
) -> dict[bool, list[tuple[float, float]]]:
    """Places on the page of the MPPs that count (True) and of those that do not."""
    if theme.level != KABKOTA:
        return {}
    found = {}
    for counted in (True, False):
        listed = list_points(scene, theme, counted)
        places = [tuple(frame.projection.to_page(p)) for p in listed]
        # Under an inset is another part of the world.
        found[counted] = [
            p
            for p in places
            if layout.panel.holds(Box(*p, *p))
            and not any(inset.box.grow(3).holds(Box(*p, *p)) for inset in frame.insets)
        ]
        for inset in frame.insets:
            places = [tuple(inset.projection.to_page(p)) for p in listed]
            found[counted] += [p for p in places if inset.box.holds(Box(*p, *p))]
    return found


@cached(maxsize=64)
def list_points(scene: Scene, theme: Theme, counted: bool) -> tuple[tuple[float, float], ...]:
    """Longitude and latitude of the MPPs shown, those that count or those that do not."""
    with_mpp = [code for code, cls in enumerate(theme.classes) if cls in classes.WITH_MPP]
    wanted: list[tuple[str, str]] = []
    if counted:
        codes = theme.codes[theme.codes.isin(with_mpp)].index
        kept = codes[codes.isin(scene.selection.kabkota)]
        first, served = _list_first(scene.dataset)
        # Those that their province serves have no MPP of their own; its one is marked once.
        marked = [kode for kode in kept if kode not in served]
        marked += [kode for kode in scene.selection.kabkota if kode in theme.points]
        wanted = [(kode, first.get(kode, "")) for kode in marked]
    wanted += [
        (point.kode, point.key) for point in list_extra_points(scene.dataset, scene.selection)
        if point.counted == counted and point.is_there(scene.day)
    ]  # fmt: skip
    capitals, own = _find_capitals(scene.dataset), _find_places(scene.dataset, scene.day)
    return tuple(place for kode, key in wanted if (place := own.get(key) or capitals.get(kode)))


@cached(maxsize=4)
def _list_first(dataset: Dataset) -> tuple[dict[str, str], frozenset[str]]:
    """The ``key`` of the MPP that opened each area, and the areas served by their province's."""
    return list_openings(dataset)["key"].to_dict(), frozenset(list_served(dataset))


@cached(maxsize=128, key=by_facts)
def _find_places(dataset: Dataset, as_of: dt.date) -> dict[str, tuple[float, float]]:
    """Longitude and latitude of the MPPs of which more is known than the capital, by ``key``."""
    return {
        key: (place.lon, place.lat)
        for key, place in locate_mpps(dataset, as_of).items()
        if place.precision != CAPITAL
    }


@cached(maxsize=4)
def _find_capitals(dataset: Dataset) -> dict[str, tuple[float, float]]:
    """Longitude and latitude of where MPPs of an area are drawn whose place is not known."""
    return {
        row.Index: (row.lon, row.lat)
        for layer in (dataset.kabkota, dataset.provinsi)
        for row in locate_capitals(layer, dataset.regions).itertuples()
    }
