from __future__ import annotations

import re
from itertools import pairwise

import pandas as pd
import pytest

from mppgeo import coverage
from mppgeo.base.language import Language
from mppgeo.base.paths import PROJECT
from mppgeo.content import classes as colours_of_maps
from mppgeo.content.classes import (
    KABKOTA_CLASSES,
    NO_DATA,
    NOT_APPLICABLE,
    PRESENCE,
    PROVINSI_CLASSES,
    SERVED,
    SHARES,
    classify_kabkota,
    classify_provinsi,
    classify_share,
)


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, 0..1 (WCAG)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("share", "name"),
    [
        (0, "none"),
        (0.1, "low"),
        (33, "low"),
        (33.1, "middle"),
        (66, "middle"),
        (66.1, "high"),
        (99.9, "high"),
        (100, "complete"),
        (float("nan"), "na"),
    ],
)
def test_the_bounds_of_the_classes(share, name):
    assert classify_share(share).name == name


def test_the_classes_of_provinces():
    frame = pd.DataFrame(
        {
            "coverage_pct": [0, 40, 100, float("nan"), 0, 0],
            "areas": [4, 5, 6, 0, 3, 3],
            "unknown": [0, 1, 0, 0, 3, 2],
        }
    )
    names = [PROVINSI_CLASSES[code].name for code in classify_provinsi(frame)]
    assert names == ["none", "middle", "complete", "na", "no-data", "none"]


def test_the_classes_of_kabkota():
    frame = pd.DataFrame({"status": coverage.STATUSES})
    assert [KABKOTA_CLASSES[code] for code in classify_kabkota(frame)] == [
        PRESENCE[status] for status in coverage.STATUSES
    ]
    assert len(set(KABKOTA_CLASSES)) == len(coverage.STATUSES)


def test_the_ramp_grows_darker_step_by_step():
    for lighter, darker in pairwise(SHARES):
        assert luminance(darker.colour) < 0.8 * luminance(lighter.colour)
    assert luminance(SHARES[0].colour) > 0.95


def test_has_and_has_not_differ_in_greyscale():
    has, has_not = PRESENCE[coverage.HAS], PRESENCE[coverage.HAS_NOT]
    assert luminance(has.colour) < luminance(has_not.colour)
    assert contrast(has.colour, has_not.colour) > 4.5


def test_what_is_hatched_is_not_known_or_served_by_the_province():
    hatched = {cls for cls in (*PROVINSI_CLASSES, *KABKOTA_CLASSES) if cls.hatch}
    assert hatched == {NO_DATA, SERVED}
    assert SERVED.hatch == PRESENCE[coverage.HAS].colour
    for cls in hatched:
        assert contrast(cls.colour, cls.hatch) > 2.5
    assert contrast(SERVED.hatch, NO_DATA.hatch) > 1.5


def test_no_two_classes_of_a_map_look_alike():
    for classes in (PROVINSI_CLASSES, KABKOTA_CLASSES):
        assert len({(cls.colour, cls.hatch) for cls in classes}) == len(classes)
        assert len({cls.label for cls in classes}) == len(classes)
        assert NOT_APPLICABLE in classes and NO_DATA in classes


def test_classes_are_named_in_indonesian():
    assert [Language("id")(cls.label) for cls in KABKOTA_CLASSES] == [
        "Ada MPP", "Dilayani MPP provinsi", "Belum ada MPP", "Di luar hitungan ini",
        "Tidak ada data",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "colours"),
    [
        (
            "map.js",
            [
                ("LEFT_OUT_AREA", r'away \? "(#\w+)"'),
                ("AREA_LINE", r'color: "(#\w+)", weight: level === "provinsi"'),
                ("PROVINSI_LINE", r'pane: "mpp-lines", color: "(#\w+)", weight: 0\.9'),
                ("SELECTED_LINE", r'pane: "mpp-lines", color: "(#\w+)", weight: 2\.6'),
                ("NEIGHBOURS_LINE", r'style: \{ color: "(#\w+)"'),
                ("NEIGHBOURS", r'style: \{ color: "#\w+", weight: [\d.]+, fillColor: "(#\w+)"'),
            ],
        ),
        (
            "points.js",
            [
                ("COUNTED_POINT_LINE", r'color: counted \? "(#\w+)"'),
                ("OTHER_POINT_LINE", r'color: counted \? "#\w+" : "(#\w+)"'),
                ("COUNTED_POINT", r'fillColor: counted \? "(#\w+)"'),
                ("OTHER_POINT", r'fillColor: counted \? "#\w+" : "(#\w+)"'),
            ],
        ),
        (
            "map.css",
            [
                ("SEA", r"leaflet-container \{ background: (#\w+)"),
                ("INK", r"leaflet-container \{[^}]*; color: (#\w+)"),
                ("FAINT_INK", r"attribution \{[^}]*; color: (#\w+)"),
                ("COUNTED_POINT", r"mpp-dot \{[^}]*background: (#\w+)"),
                ("OTHER_POINT_LINE", r"mpp-dot-other \{[^}]*dashed (#\w+)"),
            ],
        ),
    ],
)
def test_pictures_have_the_colours_of_the_web_map(file, colours):
    text = (PROJECT / "mppgeo" / "maps" / "static" / file).read_text(encoding="utf-8")
    for name, pattern in colours:
        assert set(re.findall(pattern, text)) == {getattr(colours_of_maps, name)}, name
