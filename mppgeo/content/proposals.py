"""The tables and sentences of the next places and of the priority list."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from mppgeo.base.language import UNKNOWN, Language, mark
from mppgeo.base.names import shorten
from mppgeo.content.datatable import DataTable, make_table
from mppgeo.coverage import Snapshot
from mppgeo.dataset import Dataset
from mppgeo.planning.candidates import (
    Posed,
)
from mppgeo.planning.effect import Effect
from mppgeo.planning.priority import (
    count_known,
    list_left_out,
    list_priorities,
    measure_parts,
)
from mppgeo.planning.siting import (
    Options,
    Plan,
)
from mppgeo.scene.choices import REACH, Choices
from mppgeo.scene.forms import FORMS, NO_RULE, RULES, suggest_forms
from mppgeo.scene.weights import PARTS, PRESETS

METHOD = mark("Step by step: the place that adds the most people within the distance asked for (or of areas with an MPP), again and again; at least 1 - 1/e = 63% of the best possible (Nemhauser, Wolsey & Fisher 1978), with quotas at least 50%. Best of all choices: maximal covering (Church & ReVelle 1974) as a mixed-integer programme. MPPs stand at the capital of their area; the people of an area are spread evenly over its villages; distances are straight lines.")  # fmt: skip
FORMULA = mark("Score = sum of weight × points / sum of the weights of the parts known. Points of a part = 100 × (rank - 1) / (n - 1) among the n areas without an MPP, in all of Indonesia, of which the part is known; equal values share their mean rank. The weight of a part that is not known is shared among the others.")  # fmt: skip
SHIFTED = mark("“Rank moves by”: how far at most, when one weight at a time is made 20% smaller or larger.")  # fmt: skip
LEAST_GREEDY = 63
"""100 (1 - 1/e), in percent, rounded down."""
LEAST_WITH_QUOTAS = 50


def name_people(goal: str, km: float, t: Language) -> str:
    """Whom a goal (:data:`mppgeo.scene.choices.GOALS`) counts: by distance, or by area."""
    if goal == REACH:
        return t("People within {km} km", km=t.number(km, 0 if km == int(km) else 1))
    return t("People of areas with an MPP")


def list_steps(
    dataset: Dataset,
    plan: Plan,
    goal: str,
    km: float,
    t: Language,
    *,
    effect: Effect | None = None,
    people: str = "",
) -> DataTable:
    """One row per place chosen, in order: what it adds, and the share of the people then.

    Parameters
    ----------
    goal, km : whom the plan counts, see :func:`name_people`.
    effect : what the plan brings to the place looked at, of whose people the share then is;
        None = of those of all Indonesia.
    people : title of that share; "" = :func:`name_people`.
    """
    steps = plan.steps
    share = 100 * steps["covered"] / plan.whole if plan.whole else steps["covered"] * float("nan")
    if effect is not None:
        then = effect.before + effect.gains.cumsum()
        share = 100 * then / effect.whole if effect.whole else then * float("nan")
    columns = {
        "step": ("count", t("Step"), steps["step"]),
        "nama": ("text", t("Area"), steps["nama"].map(shorten)),
        "gain": ("count", t("People added"), steps["gain"].round()),
        "together": ("count", t("Together"), steps["gain"].cumsum().round()),
        "covered_pct": ("percent", people or name_people(goal, km, t), share),
        "must": ("text", t("Must"), steps["must"].map({True: t("yes"), False: t("no")})),
        "provinsi": ("text", t("Province"), _name(steps.index, dataset)),
        "kode": ("text", t("Code"), steps.index.to_series()),
    }
    return make_table("lokasi-berikut", columns)


def list_ranked(
    dataset: Dataset, ranked: pd.DataFrame, rules: tuple[str, ...], t: Language
) -> DataTable:
    """One row per area: rank, score, stability, form suggested, values and parts.

    Parameters
    ----------
    ranked : rows of :func:`mppgeo.planning.priority.list_priorities`.
    rules : rules of :data:`mppgeo.scene.forms.RULES` that are switched on.
    """
    forms = suggest_forms(ranked, rules)
    labels = {"": NO_RULE} | {name: sentence for name, (_, sentence) in RULES.items()}
    columns = {
        "rank": ("count", t("Rank"), ranked["rank"]),
        "nama": ("text", t("Area"), ranked["nama"].map(shorten)),
        "score": ("decimal", t("Priority score"), ranked["score"]),
        "moves": ("count", t("Rank moves by"), ranked["moves"]),
        "form": ("text", t("Form"), forms["form"].map(lambda form: t(FORMS[form]))),
        "population": ("count", t("Population"), ranked["penduduk"]),
        "distance": ("decimal", t("km to the nearest MPP"), ranked["jarak"]),
        "known": ("percent", t("Weight on known values"), ranked["known"]),
        "best": ("count", t("Best rank"), ranked["best"]),
        "worst": ("count", t("Worst rank"), ranked["worst"]),
        "rule": ("text", t("Why this form"), forms["rule"].map(lambda rule: t(labels[rule]))),
    }
    for name, part in PARTS.items():
        title = t("Points: {part}", part=t(part.label))
        columns[f"part_{name}"] = ("decimal", title, ranked[f"part_{name}"])
    columns["provinsi"] = ("text", t("Province"), _name(ranked.index, dataset))
    columns["kode"] = ("text", t("Code"), ranked.index.to_series())
    return make_table("prioritas", columns)


def select_ranked(snapshot: Snapshot, weights: Mapping[str, float], kept: pd.Index) -> pd.DataFrame:
    """The priority list of the areas kept; ranks stay those among all of Indonesia."""
    ranked = list_priorities(snapshot, tuple(weights.items()))
    return ranked[ranked.index.isin(kept)]


def tell_plan(plan: Plan, options: Options, t: Language) -> str:
    """What the places bring, in one sentence."""
    share = [100 * n / plan.whole if plan.whole else None for n in (plan.before, plan.before + plan.gain)]  # fmt: skip
    fields = {
        "people": t.number(round(plan.gain)),
        "before": t.percent(share[0]),
        "after": t.percent(share[1]),
    }
    if options.goal == REACH:
        return t.plural(
            "{count} place brings {people} more people within {km} km of an MPP: {before} before, {after} after.",
            "{count} places bring {people} more people within {km} km of an MPP: {before} before, {after} after.",
            len(plan.steps),
            km=t.number(options.within_km, 0 if options.within_km == int(options.within_km) else 1),
            **fields,
        )
    return t.plural(
        "{count} place adds {people} people of areas with an MPP: {before} before, {after} after.",
        "{count} places add {people} people of areas with an MPP: {before} before, {after} after.",
        len(plan.steps),
        **fields,
    )


def tell_quality(plan: Plan, options: Options, t: Language) -> str:
    """How good the choice certainly is."""
    if plan.proven:
        return t("The best of all choices: no other choice of as many places brings more people.")
    least = LEAST_WITH_QUOTAS if options.quotas else LEAST_GREEDY
    return t(
        "Step by step: at least {least}% of the best possible by theory; here at least {share} of it.",
        least=t.number(least),
        share=t.percent(100 * plan.least_share),
    )


def tell_other_way(plan: Plan, other: Plan, t: Language) -> str:
    """What the other way to choose brings, with what each of its steps adds.

    Parameters
    ----------
    plan, other : of the same problem, the one shown and the other.
    """
    if other.steps.index.equals(plan.steps.index):
        return (
            t("Step by step the same places are chosen.")
            if plan.proven
            else t("The best of all choices are the same places.")
        )
    steps = [f"{shorten(row.nama)} {t.number(round(row.gain))}" for row in other.steps.itertuples()]
    fields = {"people": t.number(round(other.gain)), "steps": ", ".join(steps)}
    if plan.proven:
        return t("Step by step {people} people are added: {steps}.", **fields)
    return t("The best of all choices adds {people} people: {steps}.", **fields)


def tell_limits(posed: Posed, plan: Plan | None, t: Language) -> list[str]:
    """What was left out or is only roughly known, in sentences."""
    told = []
    if posed.none_yet:
        told.append(t("On this day no area has an MPP yet; the share before is 0%."))
    if posed.unplaced:
        told.append(
            t.plural(
                "{count} area is left out, as the position of its capital is not known.",
                "{count} areas are left out, as the positions of their capitals are not known.",
                len(posed.unplaced),
            )
        )
    if posed.roughly:
        told.append(
            t.plural(
                "The people of {count} area are counted at its capital, as its villages are not known.",
                "The people of {count} areas are counted at their capitals, as their villages are not known.",
                posed.roughly,
            )
        )
    if plan is not None and len(plan.steps) < plan.asked:
        told.append(
            t(
                "{asked} places were asked for; after {count} no other brings anybody more.",
                asked=t.number(plan.asked),
                count=t.number(len(plan.steps)),
            )
        )
    return told


def tell_weights(choices: Choices, t: Language) -> str:
    """Which weights the score has, in one sentence."""
    if choices.preset:
        return t("Weights: {name}.", name=t(PRESETS[choices.preset][0]))
    told = [f"{t(PARTS[part].label)} {t.number(weight)}" for part, weight in choices.weights]
    return t("Weights: {name}.", name=", ".join(told) or "0")


def tell_known_parts(snapshot: Snapshot, choices: Choices, t: Language) -> str:
    """For how many areas each part is known, and which are left out for that."""
    known = count_known(snapshot)
    parts = [f"{t(part.label)} {t.number(int(known[name]))}" for name, part in PARTS.items()]
    told = t.plural(
        "Known of the {count} area without an MPP in Indonesia: {parts}.",
        "Known of the {count} areas without an MPP in Indonesia: {parts}.",
        len(measure_parts(snapshot)),
        parts=", ".join(parts),
    )
    left_out = [t(PARTS[name].label) for name in list_left_out(snapshot, choices)]
    if left_out:
        told += " " + t(
            "Left out, as known for fewer than half of them: {parts}.", parts=t.listing(left_out)
        )
    return told


def tell_ranked(ranked: pd.DataFrame, t: Language) -> str:
    """The head of the list in one sentence."""
    if ranked["rank"].notna().sum() == 0:
        return t("No area without an MPP is in this view.")
    first = [shorten(nama) for nama in ranked[ranked["rank"].notna()]["nama"].head(3)]
    return t.plural(
        "Of {count} area without an MPP in this view, first comes: {names}.",
        "Of {count} areas without an MPP in this view, first come: {names}.",
        len(ranked),
        names=t.listing(first),
    )


def _name(codes: pd.Index, dataset: Dataset) -> pd.Series:
    names = codes.str[:2].map(dataset.provinsi_names)
    return pd.Series(names, index=codes, dtype=object).fillna(UNKNOWN)
