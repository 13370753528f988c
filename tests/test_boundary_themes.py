"""Classes of boundaries on a map, and the sentences and tables of the project's own set."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mppgeo.base.told import Told
from mppgeo.content.boundary_sets import compare_measured, list_measured
from mppgeo.content.boundary_tables import list_differences, list_errors, name_set, tell_errors
from mppgeo.content.classes import AGREEMENTS, AREA_ERRORS, IN_ONE_SET, NO_OFFICIAL_AREA
from mppgeo.maps import boundaries as themes


@pytest.mark.parametrize(
    ("error", "place"),
    [
        (-94, 0),
        (-15.01, 0),
        (-15, 1),
        (-5.01, 1),
        (-5, 2),
        (0, 2),
        (5, 2),
        (5.01, 3),
        (15, 3),
        (15.01, 4),
    ],
)
def test_the_classes_of_area_errors(error, place):
    assert themes.classify_error(error) is AREA_ERRORS[place]


@pytest.mark.parametrize(
    ("agreement", "place"),
    [(100, 0), (95, 0), (94.9, 1), (90, 1), (80, 2), (79.9, 3), (60, 3), (59.9, 4), (0, 4)],
)
def test_the_classes_of_agreement(agreement, place):
    assert themes.classify_agreement(agreement) is AGREEMENTS[place]


def test_what_is_not_known_is_a_class_of_its_own():
    assert themes.classify_error(float("nan")) is NO_OFFICIAL_AREA
    assert themes.classify_agreement(float("nan")) is IN_ONE_SET


# The project's own data


def test_the_sentence_of_the_nation(dataset, t):
    active = list_measured(dataset)[0]
    table = list_errors(dataset, active, tuple(dataset.kabkota.index), t)
    read = Told.read(tell_errors("Indonesia", table, t))
    told = str(read)
    assert [part.kode for part in read.parts if part.kode] == [table.frame["kode"].iloc[0]]
    assert t.percent(active.quality.error_median) in told and "{" not in told
    assert name_set(active.about, t) in {"turunan (indikatif)", "derived (indicative)"}
    assert len(table.frame) == 514


def test_the_comparison_of_a_set_with_itself(dataset, english):
    active = list_measured(dataset)[0]
    other = replace(active)
    codes = tuple(dataset.kabkota.index)
    table = list_differences(dataset, active, other, codes, english)
    assert table.frame["agreement_pct"].min() == pytest.approx(100)
    assert not table.frame["goes"].any()
    assert compare_measured(active, other) is compare_measured(active, other)
