"""Themes beyond coverage: stages, how MPPs work, MPP Digital, evaluations."""

from __future__ import annotations

import pandas as pd

from mppgeo.base.caching import cached
from mppgeo.base.language import mark
from mppgeo.content.classes import (
    DIGITAL_CLASSES,
    EVALUATION_CLASSES,
    REPORT_CLASSES,
    STAGE_CLASSES,
    STATUS_CLASSES,
)
from mppgeo.coverage import Snapshot
from mppgeo.maps.themes import Theme, make_named_theme
from mppgeo.programme.facts import list_digital
from mppgeo.programme.operation import DISRUPTED, INACTIVE, MOVED, judge_areas, judge_operation
from mppgeo.programme.services import judge_evaluations
from mppgeo.programme.stages import judge_stages
from mppgeo.scene.view import KABKOTA, WEEKS


@cached(maxsize=64)
def make_stage_theme(snapshot: Snapshot) -> Theme:
    """Kabkota by how far they are on their way to an MPP."""
    stages = judge_stages(snapshot)["stage"]
    drawn = stages[stages.index.isin(snapshot.kabkota.index)]
    return make_named_theme(snapshot, mark("Stage"), STAGE_CLASSES, drawn)


@cached(maxsize=64)
def make_status_theme(snapshot: Snapshot, weeks: int = WEEKS) -> Theme:
    """Kabkota by how their MPP works; what nobody has reported on apart from what was reported."""
    areas = judge_areas(judge_operation(snapshot, weeks), snapshot)
    # Rare classes that are nowhere would only make the legend cover the map.
    absent = {MOVED, DISRUPTED, INACTIVE} - set(areas["condition"])
    classes = {name: cls for name, cls in STATUS_CLASSES.items() if name not in absent}
    return make_named_theme(
        snapshot, mark("Areas by how their MPP works"), classes, areas["condition"]
    )


@cached(maxsize=64)
def make_report_theme(snapshot: Snapshot, weeks: int = WEEKS) -> Theme:
    """Kabkota by whether their MPP was reported within some weeks."""
    areas = judge_areas(judge_operation(snapshot, weeks), snapshot)
    return make_named_theme(
        snapshot, mark("Areas by the last report"), REPORT_CLASSES, areas["reporting"]
    )


@cached(maxsize=64)
def make_digital_theme(snapshot: Snapshot) -> Theme:
    """Kabkota by whether they are known to have MPP Digital."""
    known = snapshot.kabkota.index.isin(list_digital(snapshot.dataset, snapshot.as_of)["kode"])
    codes = pd.Series(known, snapshot.kabkota.index).map({True: 0, False: 1})
    return Theme(KABKOTA, mark("MPP Digital"), DIGITAL_CLASSES, codes, codes)


@cached(maxsize=64)
def make_evaluation_theme(snapshot: Snapshot, year: int | None = None) -> Theme:
    """Kabkota by the result of their evaluation, the latest on record or that of one year."""
    results = judge_evaluations(snapshot.dataset, snapshot.as_of, year).drop_duplicates("kode")
    known = results.set_index("kode")["predicate"].reindex(snapshot.kabkota.index)
    order = {predicate: place for place, predicate in enumerate(EVALUATION_CLASSES)}
    codes = known.map(order).fillna(order[None]).astype(int)
    classes = tuple(EVALUATION_CLASSES.values())
    return Theme(KABKOTA, mark("Evaluation"), classes, codes, codes)
