"""Classes and colours, defined once for the web map, charts, decks and print.

The sequential ramp is ColorBrewer's BuGn (Harrower & Brewer 2003), colour-blind
safe, with its ends moved so that "none" is nearly white and "complete" stands
out. Has / has not differ in lightness, so that they hold in greyscale too.
"""

from __future__ import annotations

import bisect
from dataclasses import dataclass

import pandas as pd

from mppgeo import changes, coverage
from mppgeo.language import mark


@dataclass(frozen=True)
class MapClass:
    """A class of areas on a map.

    Attributes
    ----------
    name : stable name, used in code and style sheets.
    label : English sentence for the legend (a catalogue key).
    colour : fill, ``#rrggbb``.
    hatch : colour of diagonal hatching over the fill; None = plain.
    """

    name: str
    label: str
    colour: str
    hatch: str | None = None


NOT_APPLICABLE = MapClass("na", mark("Not applicable"), "#d3d6da")
NO_DATA = MapClass("no-data", mark("No data"), "#f4f4f2", hatch="#8a8f98")

SHARES = (
    MapClass("none", mark("0%"), "#fbfdfc"),
    MapClass("low", mark("up to 33%"), "#c5e8dc"),
    MapClass("middle", mark("up to 66%"), "#7cc8b3"),
    MapClass("high", mark("under 100%"), "#31937c"),
    MapClass("complete", mark("100%"), "#004d3d"),
)
"""Classes of provinces by the share of their areas that have an MPP."""

UPPER_LIMITS = (0.0, 33.0, 66.0)
"""Upper limits in percent of all classes but the last two, each included."""

PRESENCE = {
    coverage.HAS: MapClass("has", mark("Has an MPP"), "#0b6b5d"),
    coverage.HAS_NOT: MapClass("has-not", mark("No MPP yet"), "#f3dfc1"),
    coverage.NOT_APPLICABLE: NOT_APPLICABLE,
    coverage.NO_DATA: NO_DATA,
}
"""Classes of kabkota by status."""

CHANGES = {
    changes.GAINED: MapClass("gained", mark("New MPP between the days"), "#d95f0e"),
    changes.HAD: MapClass("had", mark("Had an MPP before"), "#7cc8b3"),
    changes.LACKS: MapClass("has-not", mark("No MPP yet"), "#f7efe1"),
    changes.OTHER: NOT_APPLICABLE,
}
"""Classes of kabkota by what changed between two days."""

PROVINSI_CLASSES = (*SHARES, NOT_APPLICABLE, NO_DATA)
KABKOTA_CLASSES = tuple(PRESENCE.values())
WITH_MPP = (PRESENCE[coverage.HAS], CHANGES[changes.GAINED], CHANGES[changes.HAD])
"""Classes whose areas hold an MPP, to be marked by a point."""
CHANGE_CLASSES = tuple(CHANGES.values())

SEA = "#eaf2f6"
NEIGHBOURS = "#e3e6e7"
NEIGHBOURS_LINE = "#cfd5d8"
LEFT_OUT_AREA = "#e6eaec"
"""Areas that the filters leave out."""
AREA_LINE = "#ffffff"
PROVINSI_LINE = "#5b6b73"
SELECTED_LINE = "#0b1f2a"
INK = "#16262e"
FAINT_INK = "#3c4b52"
COUNTED_POINT, COUNTED_POINT_LINE = "#06302a", "#ffffff"
OTHER_POINT, OTHER_POINT_LINE = "#ffffff", "#7a3e00"
"""MPPs in and not in the national count."""


def classify_share(coverage_pct: float) -> MapClass:
    """The class of a share in percent; NaN (no areas counted) is "not applicable"."""
    if coverage_pct != coverage_pct:
        return NOT_APPLICABLE
    if coverage_pct >= 100:
        return SHARES[-1]
    return SHARES[bisect.bisect_left(UPPER_LIMITS, coverage_pct)]


def classify_provinsi(provinsi: pd.DataFrame) -> pd.Series:
    """Class of every province of a snapshot, as index into :data:`PROVINSI_CLASSES`.

    A province of whose areas nothing is known, none at all, is "no data".
    """
    classes = provinsi["coverage_pct"].map(classify_share)
    unknown = (provinsi["areas"] > 0) & (provinsi["unknown"] == provinsi["areas"])
    return classes.where(~unknown, NO_DATA).map(PROVINSI_CLASSES.index)


def classify_kabkota(kabkota: pd.DataFrame) -> pd.Series:
    """Class of every kabkota of a snapshot, as index into :data:`KABKOTA_CLASSES`."""
    return kabkota["status"].map(PRESENCE).map(KABKOTA_CLASSES.index)
