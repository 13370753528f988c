"""The folium side of the map: a constant base map, and a repaint per view."""

from __future__ import annotations

import copy
import json
from typing import Any

import folium
from branca.element import MacroElement
from jinja2 import Template

from mppgeo.base.caching import cached
from mppgeo.dataset import Dataset
from mppgeo.maps.assets import data_assets, static_assets


class _Unrendered:
    """An element of which streamlit-folium itself reads the template.

    Rendering would write the script into a page of its own, which nobody sees,
    and have it compiled as a template first.
    """

    def render(self, **kwargs: Any) -> None:
        """Nothing."""


class LocalMap(_Unrendered, folium.Map):
    """A folium map whose scripts and styles come from the app itself, not from a CDN.

    What folium would write into the header of a page stands in ``map.css``.
    """

    default_js = [(name, static_assets()[name].url) for name in ("leaflet.js", "map.js")]
    default_css = [(name, static_assets()[name].url) for name in ("leaflet.css", "map.css")]


class AreaLayer(_Unrendered, MacroElement):
    """Starts the area layer of ``static/map.js`` on the map; drawn by :class:`Repaint`."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "mppgeo.start({{ this._parent.get_name() }}, {{ this.sources }});"
        "{% endmacro %}"
    )

    def __init__(self, **sources: str) -> None:
        super().__init__()
        self._name = "AreaLayer"
        self.sources = _to_script(sources)


class Repaint(_Unrendered, MacroElement):
    """Sends one payload (:func:`mppgeo.maps.payload.make_payload`) to the area layer."""

    _template = Template(
        "{% macro script(this, kwargs) %}mppgeo.paint({{ this.payload }});{% endmacro %}"
    )

    def __init__(self, payload: dict[str, Any]) -> None:
        super().__init__()
        self._name = "Repaint"
        self.payload = _to_script(payload)


class _Carrier(_Unrendered, folium.FeatureGroup):
    """A feature group that draws nothing itself."""


def make_base_map(dataset: Dataset) -> folium.Map:
    """The map without any classes: the same script for every view.

    streamlit-folium keeps the map in the browser as long as this script does
    not change, so nothing that depends on the view may enter it. It adds to the
    map that it is given, so everybody gets a copy.
    """
    base = copy.copy(_make_base_map(dataset))
    base._children = base._children.copy()
    return base


@cached(maxsize=2)
def _make_base_map(dataset: Dataset) -> folium.Map:
    assets = data_assets(dataset)
    base = LocalMap(
        location=(-2.5, 118.0),
        zoom_start=5,
        tiles=None,
        zoom_snap=0,
        zoom_delta=0.5,
        max_bounds=True,
        min_lat=-16,
        max_lat=12,
        min_lon=88,
        max_lon=148,
    )
    AreaLayer(areas=assets["areas.json"].url, neighbours=assets["neighbours.json"].url).add_to(base)
    return base


def make_repaint(payload: dict[str, Any]) -> folium.FeatureGroup:
    """The feature group that carries a repaint to the browser."""
    group = _Carrier(name="repaint")
    Repaint(payload).add_to(group)
    return group


def _to_script(value: Any) -> str:
    """JSON that is safe inside a script element, whatever text it holds."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
