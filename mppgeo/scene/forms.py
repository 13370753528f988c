"""The form of an MPP suggested for an area, by stated rules."""

from __future__ import annotations

import pandas as pd

from mppgeo.base.language import mark
from mppgeo.scene.weights import FISCAL, PEOPLE, REMOTE, STAGE

BUILDING_FORM = "gedung"
MINI_FORM = "mini"
DIGITAL_FORM = "digital"
FORMS = {
    BUILDING_FORM: mark("Building"),
    MINI_FORM: mark("Mini MPP"),
    DIGITAL_FORM: mark("Digital first"),
}
SMALL, MIDDLE = 100_000, 300_000
"""People below which an area is small, and below which it is not large."""

UNDER_CONSTRUCTION = 2
"""Least value of the stage from which on an area is building."""
LOW, VERY_LOW = 4, 5
"""Values of a low and a very low fiscal capacity."""

RULES = {
    "dibangun": (BUILDING_FORM, mark("under construction or in soft launching: building")),
    "terpencil": (DIGITAL_FORM, mark("Least developed area: digital first")),
    "miskin": (DIGITAL_FORM, mark("very low fiscal capacity: digital first")),
    "kecil": (DIGITAL_FORM, mark("fewer than 100,000 people: digital first")),
    "fiskal_rendah": (MINI_FORM, mark("low fiscal capacity: mini MPP")),
    "sedang": (MINI_FORM, mark("fewer than 300,000 people: mini MPP")),
}
"""Rules in order: the first that fits gives the form; if none does, a building."""
NO_RULE = mark("no other rule applies: building")


def suggest_forms(values: pd.DataFrame, rules: tuple[str, ...] = tuple(RULES)) -> pd.DataFrame:
    """The form suggested for each area.

    Parameters
    ----------
    values : columns of :func:`mppgeo.planning.priority.measure_parts`.
    rules : names of the rules switched on, of :data:`RULES`.

    Returns
    -------
    Index as ``values``: ``form`` (a key of :data:`FORMS`), ``rule`` (a key of
    :data:`RULES`, "" = none applied). What is not known fits no rule.
    """
    fits = {
        "dibangun": values[STAGE].ge(UNDER_CONSTRUCTION),
        "terpencil": values[REMOTE].eq(1),
        "miskin": values[FISCAL].eq(VERY_LOW),
        "kecil": values[PEOPLE].lt(SMALL),
        "fiskal_rendah": values[FISCAL].eq(LOW),
        "sedang": values[PEOPLE].lt(MIDDLE),
    }
    rule = pd.Series("", index=values.index, dtype=object)
    for name in RULES:
        if name in rules:
            rule = rule.mask(rule.eq("") & fits[name], name)
    form = rule.map({name: form for name, (form, _) in RULES.items()}).fillna(BUILDING_FORM)
    return pd.DataFrame({"form": form, "rule": rule})
