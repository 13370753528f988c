"""What several sections of a briefing say alike."""

from __future__ import annotations

import pandas as pd

from mppgeo.content.provenance import find_latest_opening
from mppgeo.content.sentences import name_place, tell_latest_opening, tell_missing, tell_recent
from mppgeo.coverage import select_missing
from mppgeo.growth.changes import a_year_before
from mppgeo.growth.curve import (
    list_area_openings,
)
from mppgeo.scene.scene import Scene


def name_own_place(scene: Scene) -> str:
    """The place that a briefing is about."""
    return name_place(scene.dataset, scene.view, scene.t)


def list_own_places(scene: Scene) -> tuple[str, ...]:
    """Codes of the provinces that a briefing is about."""
    return scene.places or tuple(scene.dataset.provinsi_names)


def _count_people(scene: Scene) -> int | None:
    """People of the areas without an MPP; None where of some the number is not known."""
    people = select_missing(scene.snapshot, scene.places)["population"]
    return None if people.isna().any() or people.empty else int(people.sum())


def tell_own_missing(scene: Scene) -> str:
    """How many areas have none, and how many people live there."""
    return tell_missing(scene.total, _count_people(scene), scene.t)


def tell_last_year(scene: Scene) -> str:
    """Openings within a year up to the day."""
    view, first = scene.view, a_year_before(scene.as_of)
    openings = list_area_openings(scene.dataset, view.denominator, view.jenis)
    if scene.places:
        openings = openings[openings["kode_provinsi"].isin(scene.places)]
    days = openings["certain"]
    inside = (days > pd.Timestamp(first)) & (days <= pd.Timestamp(scene.as_of))
    return tell_recent(int(inside.sum()), first, scene.as_of, scene.t)


def tell_reach_of_records(scene: Scene) -> list[str]:
    """Says how far the records reach where the day lies beyond them."""
    latest = find_latest_opening(scene.dataset)
    if latest is None or latest < scene.as_of:
        return [tell_latest_opening(latest, scene.t)]
    return []
