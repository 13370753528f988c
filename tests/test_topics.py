"""The themes of stages, operation and services: classes told apart, and pictures of them."""

from __future__ import annotations

import datetime as dt
from itertools import combinations

import pytest
from test_classes import contrast, luminance

from mppgeo.base.language import Language
from mppgeo.content import classes
from mppgeo.content.classes import (
    DIGITAL_CLASSES,
    EVALUATION_CLASSES,
    NO_DATA,
    PRESENCE,
    REPORT_CLASSES,
    STAGE_CLASSES,
    STATUS_CLASSES,
    WITH_MPP,
)
from mppgeo.coverage import take_snapshot
from mppgeo.maps.payload import make_legend
from mppgeo.maps.picture import draw_map
from mppgeo.maps.sizes import Size
from mppgeo.maps.topics import (
    make_digital_theme,
    make_evaluation_theme,
    make_report_theme,
    make_stage_theme,
    make_status_theme,
)
from mppgeo.programme.operation import NEVER, NO_MPP, NOT_KNOWN, OPERATING, UNREPORTED
from mppgeo.programme.stages import WAY
from mppgeo.scene.scene import Scene
from mppgeo.scene.selection import select_areas
from mppgeo.scene.view import View

DAY = dt.date(2026, 11, 1)
MAPS = {
    "stage": tuple(STAGE_CLASSES.values()),
    "status": tuple(STATUS_CLASSES.values()),
    "report": tuple(REPORT_CLASSES.values()),
    "digital": DIGITAL_CLASSES,
    "evaluation": tuple(EVALUATION_CLASSES.values()),
}
THEMES = {
    "stage": make_stage_theme,
    "status": make_status_theme,
    "report": make_report_theme,
    "digital": make_digital_theme,
    "evaluation": make_evaluation_theme,
}
each_map = pytest.mark.parametrize("name", MAPS)


@each_map
def test_plain_classes_differ_in_lightness(name):
    """In greyscale too, and so for every kind of colour-blindness."""
    plain = [cls for cls in MAPS[name] if not cls.hatch and cls is not classes.NOT_APPLICABLE]
    for one, other in combinations(plain, 2):
        assert contrast(one.colour, other.colour) > 1.15, (one.name, other.name)


@each_map
def test_classes_are_not_mixed_up(name):
    shown = [cls for cls in MAPS[name] if cls is not NO_DATA]
    assert len({(cls.colour, cls.hatch) for cls in shown}) == len(shown)
    assert len({cls.name for cls in MAPS[name]}) == len(MAPS[name])
    assert len({Language("id")(cls.label) for cls in MAPS[name]}) == len(MAPS[name])


def test_what_is_not_known_is_hatched_and_never_looks_like_no_mpp():
    unknown = [
        STAGE_CLASSES["tidak_diketahui"], STATUS_CLASSES[NOT_KNOWN], DIGITAL_CLASSES[1],
        EVALUATION_CLASSES[None],
    ]  # fmt: skip
    for cls in unknown:
        assert (cls.colour, cls.hatch) == (NO_DATA.colour, NO_DATA.hatch)
    for cls in (PRESENCE["belum"], STATUS_CLASSES[NO_MPP], STAGE_CLASSES["belum_direncanakan"]):
        assert cls.hatch is None


def test_stages_grow_darker_on_the_way():
    shades = [luminance(STAGE_CLASSES[stage].colour) for stage in WAY]
    assert all(later < 0.8 * earlier for earlier, later in zip(shades, shades[1:], strict=False))


def test_what_nobody_reported_has_no_colour_of_what_works():
    silent, working = STATUS_CLASSES[UNREPORTED], STATUS_CLASSES[OPERATING]
    assert silent.hatch and silent.colour == NO_DATA.colour and working.hatch is None
    assert contrast(silent.colour, working.colour) > 3
    assert REPORT_CLASSES[NEVER] == silent != STATUS_CLASSES[NOT_KNOWN]


def test_points_stand_where_there_is_an_mpp(dataset):
    snapshot = take_snapshot(dataset, DAY)
    with_mpp = set(snapshot.kabkota.index[snapshot.kabkota["status"] == "ada"])
    for make in (make_stage_theme, make_status_theme, make_report_theme):
        theme = make(snapshot)
        marked = [code for code, cls in enumerate(theme.classes) if cls in WITH_MPP]
        assert set(theme.codes.index[theme.codes.isin(marked)]) == with_mpp


@each_map
def test_every_kabkota_has_its_class(dataset, name):
    for day in (DAY, dt.date(2017, 10, 1)):
        snapshot = take_snapshot(dataset, day)
        theme = THEMES[name](snapshot)
        assert theme.codes.index.equals(snapshot.kabkota.index)
        assert theme.codes.between(0, len(theme.classes) - 1).all()
        legend = make_legend(select_areas(snapshot, View()), theme, Language("id"))
        # What rests on areas is counted as the denominator counts them.
        whole = 514 if name in ("digital", "evaluation") else 509
        assert sum(row["count"] for row in legend) == whole


def test_the_digital_map_counts_what_is_known(dataset):
    snapshot = take_snapshot(dataset, DAY)
    known, unknown = make_legend(
        select_areas(snapshot, View()), make_digital_theme(snapshot), Language("en")
    )
    assert (known["count"], unknown["count"]) == (27, 487)


def test_the_evaluation_map_takes_the_latest_result_or_that_of_a_year(dataset):
    snapshot = take_snapshot(dataset, DAY)
    best = {
        year: make_evaluation_theme(snapshot, year).codes.loc["13.71"]
        for year in (None, 2025, 2024, 2023)
    }
    names = {year: list(EVALUATION_CLASSES)[code] for year, code in best.items()}
    assert names == {None: "prima", 2025: "prima", 2024: "cukup", 2023: None}


@each_map
def test_pictures_draw_every_theme(dataset, name):
    scene = Scene(dataset, View(provinsi=("75",), lang="id"), DAY)
    theme = THEMES[name](scene.snapshot)
    drawn = draw_map(scene, theme, Size(8, 4.5, 60), "svg")
    for row in make_legend(scene.selection, theme, scene.t):
        if row["count"]:
            assert row["label"].encode() in drawn, row["label"]
