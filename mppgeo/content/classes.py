"""Classes and colours, defined once for the web map, charts, decks and print.

The sequential ramp is ColorBrewer's BuGn (Harrower & Brewer 2003), colour-blind
safe, with its ends moved so that "none" is nearly white and "complete" stands
out. Has / has not differ in lightness, so that they hold in greyscale too.
"""

from __future__ import annotations

import bisect
from dataclasses import dataclass, replace

import pandas as pd

from mppgeo import coverage
from mppgeo.base.language import mark
from mppgeo.growth import changes
from mppgeo.programme import operation, services, stages


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


NOT_APPLICABLE = MapClass("na", mark("Outside this count"), "#d3d6da")
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

_HAS = "#0b6b5d"
SERVED = MapClass("served-by-province", mark("Served by the province's MPP"), "#dff0eb", hatch=_HAS)
"""Class of Jakarta's six areas, on every map of coverage and what follows from it."""
SERVED_AS_ONE = replace(SERVED, label=mark("Province's MPP (counted as one)"))
"""The same where the six count as one area."""

PRESENCE = {
    coverage.HAS: MapClass("has", mark("Has an MPP"), _HAS),
    coverage.SERVED: SERVED,
    coverage.HAS_NOT: MapClass("has-not", mark("No MPP yet"), "#f3dfc1"),
    coverage.NOT_APPLICABLE: NOT_APPLICABLE,
    coverage.NO_DATA: NO_DATA,
}
"""Classes of kabkota by status."""

CHANGES = {
    changes.GAINED: MapClass("gained", mark("New MPP between the days"), "#d95f0e"),
    changes.HAD: MapClass("had", mark("Had an MPP before"), "#7cc8b3"),
    changes.SERVED: SERVED,
    changes.LACKS: MapClass("has-not", mark("No MPP yet"), "#f7efe1"),
    changes.OTHER: NOT_APPLICABLE,
}
"""Classes of kabkota by what changed between two days."""

STAGE_CLASSES = {
    stages.NOT_PLANNED: MapClass("not-planned", stages.STAGES[stages.NOT_PLANNED], "#fbeed9"),
    stages.PLANNED: MapClass("planned", stages.STAGES[stages.PLANNED], "#bfdccc"),
    stages.COMMITTED: MapClass("committed", stages.STAGES[stages.COMMITTED], "#94cbb8"),
    stages.BUILDING: MapClass("building", stages.STAGES[stages.BUILDING], "#66b7a1"),
    stages.TRIAL: MapClass("trial", stages.STAGES[stages.TRIAL], "#31937c"),
    stages.OPENED: MapClass("opened", stages.STAGES[stages.OPENED], "#004d3d"),
    stages.SERVED: SERVED,
    stages.NOT_KNOWN: MapClass(
        "stage-unknown", mark("Stage not known"), NO_DATA.colour, hatch=NO_DATA.hatch
    ),
    stages.ASIDE: NOT_APPLICABLE,
}
"""Classes of areas by how far they are on their way to an MPP; darker = further."""

_NO_REPORT = MapClass("no-report", mark("No report yet"), NO_DATA.colour, hatch="#5d7f77")
"""An MPP of which nobody has reported: there, and not known whether it works."""
_NO_MPP = MapClass("no-mpp", mark("No MPP yet"), "#f7efe1")
STATUS_CLASSES = {
    operation.OPERATING: MapClass("operating", mark("Operating (reported)"), "#0b6b5d"),
    operation.UNREPORTED: _NO_REPORT,
    operation.MOVED: MapClass("moved", operation.STATUSES[operation.MOVED], "#e5b02f"),
    operation.DISRUPTED: MapClass("disrupted", operation.STATUSES[operation.DISRUPTED], "#d95f0e"),
    operation.INACTIVE: MapClass("inactive", operation.STATUSES[operation.INACTIVE], "#4a0d18"),
    operation.NOT_KNOWN: MapClass(
        "status-unknown", operation.STATUSES[operation.NOT_KNOWN], NO_DATA.colour,
        hatch=NO_DATA.hatch,
    ),
    operation.SERVED: SERVED,
    operation.NO_MPP: _NO_MPP,
    operation.ASIDE: NOT_APPLICABLE,
    operation.NO_DATA: NO_DATA,
}  # fmt: skip
"""Classes of areas by how their MPP works."""

REPORT_CLASSES = {
    operation.RECENT: MapClass("recent", mark("Reported in time"), "#0b6b5d"),
    operation.LATE: MapClass("late", mark("Report overdue"), "#e5b02f"),
    operation.NEVER: _NO_REPORT,
    operation.SERVED: SERVED,
    operation.NO_MPP: _NO_MPP,
    operation.ASIDE: NOT_APPLICABLE,
    operation.NO_DATA: NO_DATA,
}
"""Classes of areas by when their MPP was last reported."""

_UNKNOWN = MapClass("unknown", mark("Not known"), NO_DATA.colour, hatch=NO_DATA.hatch)
DIGITAL_CLASSES = (
    MapClass("digital", mark("Known to have MPP Digital"), "#1f4e99"),
    _UNKNOWN,
)
"""Classes of areas by MPP Digital: of an area not on record it is not known."""

EVALUATION_CLASSES = {
    services.EXCELLENT: MapClass("excellent", mark("Excellent (Prima)"), "#004d3d"),
    services.VERY_GOOD: MapClass("very-good", mark("Very good"), "#31937c"),
    services.GOOD: MapClass("good", mark("Good"), "#7cc8b3"),
    services.FAIR: MapClass("fair", mark("Fair"), "#c5e8dc"),
    services.OTHER: MapClass("other", mark("Another result"), "#fff6e0"),
    None: MapClass("no-result", mark("No result on record"), NO_DATA.colour, hatch=NO_DATA.hatch),
}
"""Classes of areas by the result of their evaluation; None = none is on record."""

PROPOSED = "usulan"
NEXT_CLASSES = {
    PROPOSED: MapClass("proposed", mark("Next place"), "#b23a00"),
    coverage.HAS: MapClass("served", mark("Has an MPP"), "#7cc8b3"),
    coverage.SERVED: SERVED,
    coverage.HAS_NOT: MapClass("open", mark("No MPP yet"), "#f7efe1"),
    coverage.NOT_APPLICABLE: NOT_APPLICABLE,
    coverage.NO_DATA: NO_DATA,
}
"""Classes of kabkota by whether an MPP is proposed there."""

RANK_LIMITS = (10, 25, 50, 100)
"""Last rank of all classes of ranks but the last, each included."""
RANKS = (
    MapClass("rank-10", mark("Rank 1 to 10"), "#6e2405"),
    MapClass("rank-25", mark("Rank 11 to 25"), "#bb4a06"),
    MapClass("rank-50", mark("Rank 26 to 50"), "#ec8a3a"),
    MapClass("rank-100", mark("Rank 51 to 100"), "#fbcb96"),
    MapClass("rank-later", mark("Rank 101 and later"), "#fff4e8"),
)
RANK_CLASSES = {
    **dict(enumerate(RANKS)),
    "unranked": MapClass("unranked", mark("No score"), NO_DATA.colour, hatch=NO_DATA.hatch),
    coverage.HAS: MapClass("served", mark("Has an MPP"), "#9dbcb5"),
    coverage.SERVED: SERVED,
    coverage.NOT_APPLICABLE: NOT_APPLICABLE,
}
"""Classes of kabkota by their rank among those without an MPP; darker = earlier."""

DISTANCES = (
    MapClass("10-km", mark("up to 10 km"), "#00463a"),
    MapClass("25-km", mark("up to 25 km"), "#2a8873"),
    MapClass("50-km", mark("up to 50 km"), "#79c4b0"),
    MapClass("100-km", mark("up to 100 km"), "#c3e6da"),
    MapClass("far", mark("over 100 km"), "#fdf6d8"),
)
"""Classes of kabkota by the median distance to an MPP; brown against teal stays apart for all."""

DISTANCE_LIMITS = (10, 25, 50, 100)
"""Upper limits in km of all classes of distance but the last, each included."""

NO_WAY = MapClass("no-way", mark("No MPP to go to"), "#b97f45")
"""Class of kabkota from which no MPP counts as a goal."""

AREA_ERRORS = (
    MapClass("far-smaller", mark("over 15% smaller"), "#5e3c99"),
    MapClass("smaller", mark("5 to 15% smaller"), "#b2abd2"),
    MapClass("close", mark("within 5%"), "#f7f6f2"),
    MapClass("larger", mark("5 to 15% larger"), "#fdc57c"),
    MapClass("far-larger", mark("over 15% larger"), "#c25f06"),
)
"""Classes of kabkota by how their drawn area differs from the official one (ColorBrewer PuOr)."""
AREA_ERROR_LIMITS = (-15, -5, 5, 15)
"""Limits in percent between the classes of area errors; a limit belongs to the class nearer to 0."""
NO_OFFICIAL_AREA = MapClass(
    "no-official-area", mark("Official area not known"), NO_DATA.colour, hatch=NO_DATA.hatch
)
KEPT_DERIVED = MapClass("kept-derived", mark("Derived boundary kept"), "#5fb3b3")
"""Class of kabkota that an installed set of boundaries lacks."""

AGREEMENTS = (
    MapClass("agree-95", mark("95% and more"), "#fff4e8"),
    MapClass("agree-90", mark("90 to 95%"), "#fbcb96"),
    MapClass("agree-80", mark("80 to 90%"), "#ec8a3a"),
    MapClass("agree-60", mark("60 to 80%"), "#bb4a06"),
    MapClass("agree-less", mark("under 60%"), "#6e2405"),
)
"""Classes of kabkota by the land that two sets of boundaries have in common; darker = less."""
AGREEMENT_LIMITS = (95, 90, 80, 60)
"""Lower limits in percent of all classes of agreement but the last, each included."""
IN_ONE_SET = MapClass("in-one-set", mark("In one set only"), NO_DATA.colour, hatch=NO_DATA.hatch)

PROVINSI_CLASSES = (*SHARES, NOT_APPLICABLE, NO_DATA)
KABKOTA_CLASSES = tuple(PRESENCE.values())
WITH_MPP = (
    PRESENCE[coverage.HAS],
    CHANGES[changes.GAINED],
    CHANGES[changes.HAD],
    STAGE_CLASSES[stages.OPENED],
    NEXT_CLASSES[coverage.HAS],
    RANK_CLASSES[coverage.HAS],
    *(STATUS_CLASSES[condition] for condition in operation.CONDITIONS),
    *(REPORT_CLASSES[when] for when in (operation.RECENT, operation.LATE, operation.NEVER)),
)
"""Classes whose areas hold an MPP, to be marked by a point."""
CHANGE_CLASSES = tuple(CHANGES.values())

SEA = "#eaf2f6"
BEYOND = "#e6e9eb"
"""Ground of days in charts of which nothing is known."""
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
    """The class of a share in percent; NaN (no areas counted) is "outside this count"."""
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
