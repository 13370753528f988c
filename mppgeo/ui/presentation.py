"""Presenting a view: the map on the whole screen, large figures, and no widget.

Keys, clicker and timer are the work of ``maps/static/present.js``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

import streamlit as st

from mppgeo.content.headline import make_figures, tell_short_basis, tell_step, tell_summary
from mppgeo.content.sentences import name_place
from mppgeo.maps.themes import make_coverage_theme
from mppgeo.scene.playlist import find_step, list_steps, show_step
from mppgeo.scene.view import PRESENT
from mppgeo.ui.map import show_map
from mppgeo.ui.markup import show_markup
from mppgeo.ui.state import Context, current_view, go

_PAUSES = (10, 20, 30, 60)


@dataclass(frozen=True)
class Key:
    """A key of the presentation and what it does; ``url`` does the same by a click."""

    sign: str
    label: str
    url: str | None = None


def is_presented() -> bool:
    """Whether the address asks for a presentation; before it is read as a view."""
    return PRESENT in st.query_params.get_all("mode")[:1]


def show_presentation(context: Context) -> None:
    """Draw the step of the presentation that the view asks for."""
    dataset, view, t = context.dataset, context.view, context.t
    steps = list_steps(dataset, view, context.today)
    step = find_step(dataset, view, context.today)
    scene = replace(context, view=show_step(view, step))
    place = name_place(dataset, scene.view, t)
    summary = tell_summary(scene)
    present = {
        "steps": [kode or "" for kode in steps],
        "index": steps.index(step),
        "jeda": view.jeda,
    }
    with st.container(key="presentation"):
        show_markup(
            "presentation_head.html",
            title=place,
            basis=tell_short_basis(scene),
            figures=make_figures(scene),
            summary=summary,
        )
        theme = make_coverage_theme(scene.snapshot, scene.view.level)
        show_map(scene, theme, summary, present=present)
        show_markup("presentation_foot.html", **tell_step(scene, steps, step))
        # A part of its own: while it stays the same it fades once, not at every step.
        show_markup(
            "presentation_keys.html",
            keys=list_keys(context),
            notices=[notice.explain(t) for notice in context.notices],
        )


def show_start(context: Context) -> None:
    """Draw the button that begins a presentation, going on by key or by timer."""
    t = context.t
    begin = st.popover(
        t("Present"), icon=":material/slideshow:", type="tertiary", key="p_present",
        on_change="rerun",
    )  # fmt: skip
    if not begin.open:
        return
    with begin:
        st.button(
            t("Start"),
            icon=":material/play_arrow:",
            key="p_start",
            type="primary",
            width="stretch",
            on_click=_start,
        )
        st.caption(t("Or by itself, each step for"))
        with st.container(horizontal=True, gap="small"):
            for seconds in _PAUSES:
                st.button(
                    t.plural("{count} second", "{count} seconds", seconds),
                    key=f"p_start_{seconds}",
                    on_click=_start,
                    args=(seconds,),
                )
        st.caption(t("→ and ← lead through the steps, P plays the years, Esc leads back."))


def list_keys(context: Context) -> list[Key]:
    """The keys that a speaker needs, for the line at the foot."""
    t = context.t
    home = "?" + urlencode(context.view.leave().to_query(), doseq=True)
    return [
        Key("← →", t("step")),
        Key("P", t("years")),
        Key("F", t("full screen")),
        Key("B", t("blank")),
        Key("Esc", t("back"), home),
    ]


def _start(jeda: int | None = None) -> None:
    go(current_view().present(jeda))
