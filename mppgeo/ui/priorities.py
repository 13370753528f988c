"""Choices of reach and of the priorities page; all of them stand in the address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from mppgeo.base.language import mark
from mppgeo.base.names import shorten
from mppgeo.content.proposals import name_people
from mppgeo.planning.candidates import (
    Posed,
)
from mppgeo.planning.siting import (
    Options,
    make_options,
)
from mppgeo.scene.choices import (
    EXACT,
    GOALS,
    GREEDY,
    LARGEST_KM,
    MOST_PLACES,
    MOST_WEIGHT,
    NEXT,
    OWN,
    PRIORITY,
    REACH,
    Choices,
)
from mppgeo.scene.forms import RULES
from mppgeo.scene.view import View
from mppgeo.scene.weights import PARTS, PRESETS
from mppgeo.ui.markup import escape_markdown
from mppgeo.ui.state import Context, bind, current_view, go

METHODS = {GREEDY: mark("Step by step"), EXACT: mark("Best of all choices")}
ANY = "mana saja"
NEAREST = {ANY: mark("Any MPP"), OWN: mark("Own government's MPP")}
SECTION_NAMES = {NEXT: mark("Where next"), PRIORITY: mark("Priority list")}
CUSTOM = "sendiri"


def show_back(context: Context) -> None:
    """A button that leads one step out of a place; nothing for the nation."""
    view = context.view
    if view.provinsi or view.pulau or view.kode:
        st.button(
            context.t("Back"), icon=":material/arrow_back:", type="tertiary", key="c_clear",
            on_click=lambda: go(current_view().close()),
        )  # fmt: skip


def choose_own(context: Context) -> bool:
    """Draw the choice between any MPP and that of one's own government; True = own."""
    value = OWN if context.view.pilihan.own else ANY
    change = _set("own", lambda chosen: chosen == OWN)
    return _switch(context, "w_own", context.t("Nearest"), NEAREST, value, change) == OWN


def choose_section(context: Context) -> str:
    """Draw the choice of what the page shows, one of :data:`mppgeo.scene.choices.SECTIONS`."""
    value, label = context.view.pilihan.section, context.t("Section")
    return _switch(context, "w_section", label, SECTION_NAMES, value, _set("section"))


def choose_method(context: Context) -> str:
    """Draw the choice of the way to choose places; a key of :data:`METHODS`."""
    value = EXACT if context.view.pilihan.exact else GREEDY
    change = _set("exact", lambda chosen: chosen == EXACT)
    return _switch(context, "w_method", context.t("Method"), METHODS, value, change)


def choose_reach(context: Context, most: int) -> int:
    """Draw how many places, and the km within which people are reached.

    Parameters
    ----------
    most : areas that can be chosen without constraints.

    Returns
    -------
    Places asked for, no more than there are.
    """
    t, choices = context.t, context.view.pilihan
    limit = max(min(most, MOST_PLACES), 1)
    k = min(choices.k, limit)
    _number(t("Places"), 1, limit, bind("w_k", k, _set("k", int)))
    # Whom areas cover does not depend on distances.
    if choices.goal == REACH:
        _number(t("Within km"), 1, LARGEST_KM, bind("w_km", choices.km, _set("km", int)))
    return k


def choose_constraints(context: Context, posed: Posed, k: int) -> Options:
    """Draw the constraints in a panel of their own.

    Parameters
    ----------
    k : places asked for.
    """
    t, dataset, choices = context.t, context.dataset, context.view.pilihan
    candidates = posed.problem.names
    provinces = sorted(set(candidates.index.str[:2]))

    def name(kode: str) -> str:
        return shorten(candidates.get(kode) or dataset.names[kode])

    with st.popover(t("Constraints"), icon=":material/tune:"):
        goals = {goal: name_people(goal, choices.km, t) for goal in GOALS}
        st.selectbox(
            t("Goal"), GOALS, format_func=goals.get, **bind("w_goal", choices.goal, _set("goal"))
        )
        _several(context, "must", t("Must be chosen"), list(candidates.index), name)
        _several(context, "never", t("Must not be chosen"), list(candidates.index), name)
        st.checkbox(
            t("Only areas with a signed commitment on record"),
            **bind("w_signed", choices.committed_only, _set("committed_only")),
        )
        _choose_quotas(context, provinces)
        st.button(
            t("Without constraints"), icon=":material/restart_alt:", type="tertiary",
            key="w_free", on_click=_free,
        )  # fmt: skip
    return make_options(choices, provinces, k)


def choose_weights(context: Context) -> Mapping[str, float]:
    """Draw, in a panel, named weights and a slider per part; moving one makes them one's own."""
    t, choices = context.t, context.view.pilihan
    labels = {key: t(label) for key, (label, _) in PRESETS.items()} | {CUSTOM: t("Own weights")}

    def take(view: View, preset: object) -> View:
        return replace(view, pilihan=view.pilihan.take_preset(None if preset == CUSTOM else preset))

    weights = choices.weight_of
    with st.popover(t("Change weights"), icon=":material/tune:"):
        st.selectbox(
            t("Weights"), list(labels), format_func=labels.get, **bind("w_preset", choices.preset or CUSTOM, take),
        )  # fmt: skip
        for part, about in PARTS.items():
            st.slider(
                escape_markdown(t(about.label)), 0, MOST_WEIGHT,
                help=escape_markdown(t(about.meaning)),
                **bind(f"w_weight_{part}", int(weights[part]), _weigh(part)),
            )  # fmt: skip
    return weights


def choose_rules(context: Context) -> tuple[str, ...]:
    """Draw the rules that suggest a form; returns those switched on."""
    t, choices = context.t, context.view.pilihan
    with st.popover(t("Form"), icon=":material/rule:"):
        st.caption(escape_markdown(t("The first rule that fits gives the form; if none does, a building.")))  # fmt: skip
        for rule, (_, sentence) in RULES.items():
            switch = bind(f"w_rule_{rule}", rule in choices.rules, _switch_rule(rule))
            st.checkbox(escape_markdown(t(sentence)), **switch)
    return choices.rules


def _choose_quotas(context: Context, provinces: list[str]) -> None:
    t, choices = context.t, context.view.pilihan
    names = context.dataset.provinsi_names
    own = dict(choices.quotas)

    def name(kode: str) -> str:
        return names.get(kode, kode)

    def limit(view: View, chosen: object) -> View:
        now = dict(view.pilihan.quotas)
        kept = tuple(sorted((kode, now.get(kode, 1)) for kode in chosen))
        return replace(view, pilihan=replace(view.pilihan, quotas=kept))

    def limit_one(kode: str) -> Callable[[View, object], View]:
        def change(view: View, number: object) -> View:
            quotas = dict(view.pilihan.quotas) | {kode: int(number)}
            return replace(
                view, pilihan=replace(view.pilihan, quotas=tuple(sorted(quotas.items())))
            )

        return change

    most = t("At most per province (0 = no limit)")
    _number(most, 0, MOST_PLACES, bind("w_quota", choices.quota, _set("quota", int)))
    options = sorted({*provinces, *own})
    st.multiselect(
        t("Provinces with a limit of their own"), options, format_func=name,
        placeholder=t("None chosen"), **bind("w_quota_of", list(own), limit),
    )  # fmt: skip
    for kode, number in choices.quotas:
        _number(name(kode), 0, MOST_PLACES, bind(f"w_quota_{kode}", number, limit_one(kode)))


def _several(context: Context, field: str, label: str, options: list[str], name) -> None:
    chosen = list(getattr(context.view.pilihan, field))
    # What a link asks for stands here also where it cannot be chosen, to be taken out.
    options += [kode for kode in chosen if kode not in options]
    st.multiselect(
        label, options, format_func=name, placeholder=context.t("None chosen"),
        **bind(f"w_{field}", chosen, _set(field, lambda codes: tuple(sorted(codes)))),
    )  # fmt: skip


def _number(label: str, least: int, most: int, bound: dict) -> None:
    with st.container(horizontal=True, width="content", vertical_alignment="center", gap="small"):
        st.caption(escape_markdown(label), width="content")
        st.number_input(
            label, min_value=least, max_value=most, step=1, width=76,
            label_visibility="collapsed", **bound,
        )  # fmt: skip


def _switch(
    context: Context, key: str, label: str, names: Mapping[str, str], value: str, change
) -> str:
    st.segmented_control(
        label, list(names), format_func=lambda one: context.t(names[one]), required=True,
        label_visibility="collapsed", **bind(key, value, change),
    )  # fmt: skip
    return value


def _set(field: str, read: Callable[[Any], Any] = lambda value: value):
    """What makes a view of another in which one choice is that of a widget."""

    def change(view: View, value: object) -> View:
        return replace(view, pilihan=replace(view.pilihan, **{field: read(value)}))

    return change


def _weigh(part: str) -> Callable[[View, object], View]:
    def change(view: View, weight: object) -> View:
        return replace(view, pilihan=view.pilihan.weigh(part, int(weight)))

    return change


def _switch_rule(rule: str) -> Callable[[View, object], View]:
    def change(view: View, on: object) -> View:
        off = set(view.pilihan.rules_off) - {rule} | (set() if on else {rule})
        return replace(view, pilihan=replace(view.pilihan, rules_off=tuple(sorted(off))))

    return change


def _free() -> None:
    view, usual = current_view(), Choices()
    free = replace(
        view.pilihan, must=usual.must, never=usual.never, committed_only=usual.committed_only,
        quota=usual.quota, quotas=usual.quotas,
    )  # fmt: skip
    go(replace(view, pilihan=free))
