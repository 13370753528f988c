"""Choices of the priorities page: constraints of the next places, weights, rules of form."""

from __future__ import annotations

from typing import Any

import streamlit as st

from mppgeo.language import mark
from mppgeo.names import shorten
from mppgeo.priority import DEFAULT_PRESET, PARTS, PRESETS, RULES
from mppgeo.siting import LARGEST_KM, POPULATION, REACH, Options, Posed
from mppgeo.ui.markup import escape_markdown
from mppgeo.ui.state import Context, current_view, go

GREEDY, EXACT = "bertahap", "eksak"
METHODS = {GREEDY: mark("Greedy"), EXACT: mark("Exact")}
GOALS = {REACH: mark("People within reach"), POPULATION: mark("Population covered")}
CUSTOM = "sendiri"
_MOST_PLACES = 50
_LARGEST_WEIGHT = 100


def show_back(context: Context) -> None:
    """A button that leads one step out of a place; nothing for the nation."""
    view = context.view
    if view.provinsi or view.pulau or view.kode:
        st.button(
            context.t("Back"), icon=":material/arrow_back:", type="tertiary", key="c_clear",
            on_click=lambda: go(current_view().close()),
        )  # fmt: skip


def choose_reach(context: Context, most: int) -> tuple[int, int]:
    """Draw how many places, and the km within which people are reached.

    Parameters
    ----------
    most : areas that can be chosen without constraints.
    """
    t = context.t
    limit = max(min(most, _MOST_PLACES), 1)
    k = _number(context, "k", t("Places"), 10, 1, limit)
    return k, _number(context, "km", t("Within km"), 25, 1, LARGEST_KM)


def recall_goal() -> str:
    """What is aimed at, as chosen before; one of :data:`mppgeo.siting.GOALS`."""
    return _recall("goal", REACH)


def choose_constraints(context: Context, posed: Posed, k: int, km: int) -> Options:
    """Draw the constraints in a panel of their own."""
    t, names = context.t, posed.problem.names
    provinces = sorted(set(names.index.str[:2]))

    def name(kode: str) -> str:
        return shorten(names[kode])

    with st.popover(t("Constraints"), icon=":material/tune:"):
        st.selectbox(
            t("Goal"), list(GOALS), format_func=lambda key: t(GOALS[key]),
            **_tie(context, "goal", REACH),
        )  # fmt: skip
        must = _several(context, "must", t("Must be chosen"), list(names.index), name)
        never = _several(context, "never", t("Must not be chosen"), list(names.index), name)
        committed = st.checkbox(
            t("Only areas with a signed commitment on record"), **_tie(context, "signed", False)
        )
        most = _number(
            context, "quota", t("At most per province (0 = no limit)"), 0, 0, _MOST_PLACES
        )
        some = _several(
            context, "quota_of", t("Only for these provinces (none chosen = all)"), provinces,
            lambda kode: context.dataset.provinsi_names.get(kode, kode),
        )  # fmt: skip
    quotas = tuple((kode, most) for kode in some or provinces) if most else ()
    return Options(
        k=k,
        within_km=km,
        goal=recall_goal(),
        must=tuple(must),
        never=tuple(never),
        committed_only=committed,
        quotas=quotas,
    )


def choose_weights(context: Context) -> dict[str, float]:
    """Draw the presets and, in a panel, a slider per part; moving one makes them one's own."""
    t = context.t
    labels = {key: label for key, (label, _) in PRESETS.items()} | {CUSTOM: mark("Own weights")}
    preset = _recall("preset", DEFAULT_PRESET)
    key = f"w_preset_{t.code}"
    _put(key, preset)
    st.selectbox(
        t("Weights"), list(labels), format_func=lambda name: t(labels[name]), key=key,
        on_change=_take_preset, args=(key,), width=190, label_visibility="collapsed",
    )  # fmt: skip
    weights = dict(_recall("weights_of_parts", PRESETS[DEFAULT_PRESET][1]))
    with st.popover(t("Weights"), icon=":material/tune:"):
        for name, part in PARTS.items():
            widget = f"w_weight_{name}_{t.code}"
            _put(widget, int(weights[name]))
            st.slider(
                escape_markdown(t(part.label)), 0, _LARGEST_WEIGHT, key=widget,
                help=escape_markdown(t(part.meaning)), on_change=_take_weight, args=(name, widget),
            )  # fmt: skip
    return weights


def choose_rules(context: Context) -> tuple[str, ...]:
    """Draw the rules that suggest a form; returns those switched on."""
    t = context.t
    with st.popover(t("Form"), icon=":material/rule:"):
        st.caption(escape_markdown(t("The first rule that fits gives the form; if none does, a building.")))  # fmt: skip
        return tuple(
            name
            for name, (_, sentence) in RULES.items()
            if st.checkbox(escape_markdown(t(sentence)), **_tie(context, f"rule_{name}", True))
        )


# Streamlit forgets the widgets of other pages, so what was chosen is kept apart.


def _several(context: Context, key: str, label: str, options: list[str], name) -> list[str]:
    kept = [one for one in _recall(key, []) if one in options]
    return st.multiselect(
        label, options, format_func=name, placeholder=context.t("None chosen"),
        **_tie(context, key, [], kept),
    )  # fmt: skip


def _number(context: Context, key: str, label: str, default: int, least: int, most: int) -> int:
    value = min(max(int(_recall(key, default)), least), most)
    with st.container(horizontal=True, width="content", vertical_alignment="center", gap="small"):
        st.caption(escape_markdown(label), width="content")
        return st.number_input(
            label, min_value=least, max_value=most, step=1, width=76,
            label_visibility="collapsed", **_tie(context, key, default, value),
        )  # fmt: skip


def _tie(context: Context, key: str, default: Any, value: Any = None) -> dict[str, Any]:
    widget = f"w_{key}_{context.t.code}"
    _put(widget, _recall(key, default) if value is None else value)
    return {"key": widget, "on_change": _keep, "args": (key, widget)}


def _put(widget: str, value: Any) -> None:
    if st.session_state.get(widget) != value:
        st.session_state[widget] = value


def _recall(key: str, default: Any) -> Any:
    return st.session_state.get(f"kept_p_{key}", default)


def _keep(key: str, widget: str) -> None:
    st.session_state[f"kept_p_{key}"] = st.session_state[widget]


def _take_preset(widget: str) -> None:
    preset = st.session_state[widget]
    st.session_state["kept_p_preset"] = preset
    if preset in PRESETS:
        st.session_state["kept_p_weights_of_parts"] = PRESETS[preset][1]


def _take_weight(name: str, widget: str) -> None:
    weights = dict(_recall("weights_of_parts", PRESETS[DEFAULT_PRESET][1]))
    st.session_state["kept_p_weights_of_parts"] = weights | {name: st.session_state[widget]}
    st.session_state["kept_p_preset"] = CUSTOM
