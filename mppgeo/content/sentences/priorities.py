"""Why an area ranks where it does, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from mppgeo.base.language import Language
from mppgeo.base.names import shorten
from mppgeo.base.told import Told, name_area
from mppgeo.content.sentences.days import tell_ago
from mppgeo.content.sentences.wording import list_areas, tell_inhabitants, tell_km
from mppgeo.programme.stages import BUILDING, COMMITTED, NOT_PLANNED, PLANNED, STAGES, TRIAL
from mppgeo.scene.forms import FORMS, NO_RULE, RULES, suggest_forms
from mppgeo.scene.weights import (
    DISTANCE,
    FISCAL,
    NEIGHBOURS,
    PARTS,
    PEOPLE,
    POVERTY,
    REMOTE,
    RURAL,
    STAGE,
    STALLED,
)

_STAGES = {0: NOT_PLANNED, 0.5: PLANNED, 1: COMMITTED, 2: BUILDING, 3: TRIAL}


@dataclass(frozen=True)
class Bar:
    """A part of a score: what it is, its value in words, and its share of the score in percent."""

    label: str
    value: str
    width: float
    points: str


def tell_first(ranked: pd.DataFrame, place: str, t: Language) -> Told:
    """Which areas of a list come first, with their ranks among all of Indonesia.

    Parameters
    ----------
    ranked : rows of :func:`mppgeo.planning.priority.list_priorities`, in order.
    place : the place looked at.
    """
    if ranked.empty:
        return Told.read(t("Every area of {place} that is shown has an MPP.", place=place))
    known = ranked[ranked["rank"].notna()]
    if known.empty:
        return Told.read(t("Nothing that the weights count is known of any area without an MPP in {place}.", place=place))  # fmt: skip
    first = known.head(3)
    notes = {kode: t("rank {rank}", rank=t.number(rank)) for kode, rank in first["rank"].items()}
    return Told.read(
        t.plural(
            "Of {count} area without an MPP in {place} the first is {names}.",
            "Of {count} areas without an MPP in {place} the first are {names}.",
            len(ranked),
            place=place,
            names=list_areas(first["nama"].to_dict(), t, notes=notes),
        )
    )


def tell_rank_of(ranked: pd.DataFrame, kode: str, whole: int, t: Language) -> Told:
    """The rank of one area, and between which it lies when weights shift.

    Parameters
    ----------
    whole : areas that are ranked in Indonesia.
    """
    row = ranked.loc[kode]
    name = name_area(kode, shorten(row["nama"]))
    if pd.isna(row["rank"]):
        return Told.read(t("{name} has no rank: nothing that the weights count is known of it.", name=name))  # fmt: skip
    fields = {"name": name, "rank": t.number(row["rank"]), "whole": t.number(whole)}
    if row["best"] == row["worst"]:
        return Told.read(t("{name}: rank {rank} of {whole}, whichever weight shifts.", **fields))
    between = {"best": t.number(row["best"]), "worst": t.number(row["worst"])}
    return Told.read(t("{name}: rank {rank} of {whole}, between {best} and {worst}.", **fields, **between))  # fmt: skip


def tell_form(row: pd.Series, rules: tuple[str, ...], t: Language) -> str:
    """The form suggested for an area, with its reason."""
    found = suggest_forms(row.to_frame().T.infer_objects(), rules).iloc[0]
    reason = t(RULES[found.rule][1] if found.rule else NO_RULE)
    form = t(FORMS[found.form]).lower()
    return t(
        "Form suggested: {form} ({reason}).",
        form=form,
        reason=reason[:1].lower() + reason.split(":")[0][1:],
    )


def list_bars(row: pd.Series, weights: Mapping[str, float], t: Language) -> list[Bar]:
    """What makes the score of an area, the largest part first; what is not known says so.

    Parameters
    ----------
    row : of :func:`mppgeo.planning.priority.list_priorities`.
    weights : by part; those of weight 0 are left out.
    """
    score = row["score"] if row["score"] == row["score"] else 0
    bars = []
    for name, part in PARTS.items():
        if not weights[name]:
            continue
        points = row[f"part_{name}"]
        known = points == points
        width = 100 * points / score if known and score else 0
        told = _tell_value(name, row[name], t) if known else t("not known")
        bars.append(Bar(t(part.label), told, width, t.number(points, 1) if known else ""))
    return sorted(bars, key=lambda bar: -bar.width)


def _tell_value(part: str, value: float, t: Language) -> str:
    if part == PEOPLE:
        return tell_inhabitants(value, t)
    if part == DISTANCE:
        return tell_km(value, t)
    if part == NEIGHBOURS:
        return t("{share} of the neighbours have one", share=t.percent(100 * value))
    if part == STAGE:
        return t(STAGES[_STAGES[value]]).lower()
    if part == STALLED:
        return t("last step {ago}", ago=tell_ago(int(value), t))
    if part == FISCAL:
        return {5: t("very low"), 4: t("low"), 3: t("middling"), 2: t("high"), 1: t("very high")}[int(value)]  # fmt: skip
    if part == POVERTY:
        return t("{share} of the people", share=t.percent(value))
    if part in (REMOTE, RURAL):
        return t("yes") if value else t("no")
    raise ValueError(part)
