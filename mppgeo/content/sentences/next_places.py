"""What the next places bring, in words; and why there are none."""

from __future__ import annotations

from mppgeo.base.language import Language
from mppgeo.base.names import shorten
from mppgeo.base.said import Few
from mppgeo.base.told import Told
from mppgeo.content.sentences.wording import list_areas, tell_inhabitants
from mppgeo.planning.effect import Effect
from mppgeo.planning.siting import Options, Plan
from mppgeo.scene.choices import REACH


def tell_gain(place: str, plan: Plan, effect: Effect, options: Options, t: Language) -> Told:
    """How many people of a place the chosen ones add, from which share to which, in which order.

    Parameters
    ----------
    place : the place looked at.
    effect : what the plan brings there.

    Examples
    --------
    "3 lokasi ini menambah 1,2 juta jiwa dalam 25 km di Jawa Timur: dari 88,6% menjadi 93,2%.
    Urutannya: Kab. Blitar, Kab. Ponorogo, dan Kota Madiun."
    """
    if plan.steps.empty:
        return Told.read(t("No place within these limits adds anybody in {place}.", place=place))
    fields = {
        "place": place,
        "people": tell_inhabitants(effect.gain, t),
        "before": t.percent(effect.share(effect.before)),
        "after": t.percent(effect.share(effect.before + effect.gain)),
    }
    if options.goal == REACH:
        told = t.plural(
            "This {count} place adds {people} within {km} km in {place}: from {before} to {after}.",
            "These {count} places add {people} within {km} km in {place}: from {before} to {after}.",
            len(plan.steps),
            km=tell_limit(options.within_km, t),
            **fields,
        )
    else:
        told = t.plural(
            "This {count} place adds {people} to those of areas with an MPP in {place}: from {before} to {after}.",
            "These {count} places add {people} to those of areas with an MPP in {place}: from {before} to {after}.",
            len(plan.steps),
            **fields,
        )
    outside = plan.gain - effect.gain
    beyond = ""
    if outside >= 1:
        beyond = t("Beyond it they add {people}.", people=tell_inhabitants(outside, t))
    order = t("In this order: {names}.", names=list_areas(plan.steps["nama"].to_dict(), t, most=5))
    if len(plan.steps) == 1:
        order = t("It is {names}.", names=list_areas(plan.steps["nama"].to_dict(), t))
    return Told.read(told, beyond, order)


def tell_no_place(place: str, missing: int, t: Language) -> str:
    """Why no place can be proposed: all have one, or none is within the limits chosen.

    Parameters
    ----------
    missing : areas looked at that have no MPP.
    """
    if not missing:
        return t(
            "No place is proposed: every area of {place} that is shown has an MPP.", place=place
        )
    return t.plural(
        "No place is proposed: the limits chosen leave out the {count} area without an MPP in {place}.",
        "No place is proposed: the limits chosen leave out all {count} areas without an MPP in {place}.",
        missing,
        place=place,
    )


def tell_best(stepwise: Plan, best: Plan, t: Language) -> str:
    """The best of all choices beside the list made step by step."""
    if set(best.steps.index) == set(stepwise.steps.index) or best.gain - stepwise.gain < 1:
        if best.proven:
            return t("The best of all choices: the same as this list.")
        return t("No better choice than this list was found.")
    more = t.number(round(best.gain - stepwise.gain))
    others = best.steps[~best.steps.index.isin(stepwise.steps.index)]
    names = Few(tuple(others["nama"].map(shorten)), 5).describe(t)
    return t(
        "The best of all choices: {people} people more, with {names}.", people=more, names=names
    )


def tell_limit(km: float, t: Language) -> str:
    """Kilometres without needless decimals."""
    return t.number(km, 0 if km == int(km) else 1)
