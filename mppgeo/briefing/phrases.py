"""What several sections of a briefing say alike."""

from __future__ import annotations

import pandas as pd

from mppgeo.base.language import Language
from mppgeo.content.sentences import find_beyond, name_place, tell_missing, tell_recent
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


def is_single(scene: Scene) -> bool:
    """Whether a briefing is about one province alone."""
    return bool(scene.places) and scene.total.provinsi_count == 1


def _count_people(scene: Scene) -> int | None:
    """People of the areas without an MPP; None where of some the number is not known."""
    people = select_missing(scene.snapshot, scene.places)["population"]
    return None if people.isna().any() or people.empty else int(people.sum())


def tell_own_missing(scene: Scene) -> str:
    """How many areas have none, and how many people live there."""
    return tell_missing(scene.total, _count_people(scene), scene.t)


def tell_last_year(scene: Scene) -> str:
    """Openings within a year up to the day."""
    view, first = scene.view, a_year_before(scene.day)
    openings = list_area_openings(scene.dataset, view.denominator, view.jenis)
    if scene.places:
        openings = openings[openings["kode_provinsi"].isin(scene.places)]
    days = openings["certain"]
    inside = (days > pd.Timestamp(first)) & (days <= pd.Timestamp(scene.day))
    return tell_recent(int(inside.sum()), first, scene.day, scene.t)


def tell_end_of_records(scene: Scene) -> list[str]:
    """Says that figures are not of the day chosen, where the records end before it."""
    beyond = find_beyond(scene.view.as_of, scene.known)
    return [beyond.explain(scene.t)] if beyond else []


def tell_decree(t: Language) -> str:
    """Where numbers of people come from."""
    return t("Numbers of people are those of the decree 300.2.2-2138/2025, on every day.")
