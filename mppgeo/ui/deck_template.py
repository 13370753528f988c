"""The office's template of slide decks: shown, sent and taken away by editors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import streamlit as st

from mppgeo.base.clock import JAKARTA_TIME
from mppgeo.base.language import Language
from mppgeo.briefing.chosen import (
    BadTemplate,
    find_template,
    forget_template,
    keep_template,
    place_template,
)
from mppgeo.importing.failures import explain_reason
from mppgeo.ui.editor import find_editor
from mppgeo.ui.markup import escape_markdown
from mppgeo.ui.outcomes import note_outcome, tell_outcome
from mppgeo.ui.uploads import offer_box

_TURN = "template_turn"
_PLACE = "template"


def show_template(t: Language) -> None:
    """Which template decks are made with, and a box for another; nothing for those who do not edit."""
    if not find_editor():
        return
    st.divider()
    kept = _tell_kept(t)
    other = (
        t("Slide decks: the template that the administrator has set.")
        if find_template()
        else t("Slide decks: the dashboard's own template.")
    )
    st.caption(escape_markdown(kept or other))
    if kept:
        st.button(
            t("Remove the template"), icon=":material/delete:", type="tertiary", key="b_template_away",
            on_click=_try, args=(forget_template, t("The template was removed."), t),
        )  # fmt: skip
    # A new key empties the box.
    turn = st.session_state.get(_TURN, 0)
    file = offer_box(
        t("Office template for slide decks (.pptx or .potx, at most 10 MB)"),
        type=["pptx", "potx"], key=f"template_{turn}",
    )  # fmt: skip
    if file is not None:
        st.session_state[_TURN] = turn + 1
        body = file.getvalue()
        _try(lambda: keep_template(body), t("Slide decks are now made with this template."), t)
        st.rerun()
    tell_outcome(_PLACE)


def _try(act: Callable[[], None], done: str, t: Language) -> None:
    """Do it as the editor who is signed in at this moment, and note what came of it."""
    try:
        if not find_editor():
            note_outcome(_PLACE, False, t("Sign in as an editor to save changes."))
            return
        act()
        note_outcome(_PLACE, True, done)
    except BadTemplate as bad:
        note_outcome(_PLACE, False, bad.explain(t))
    except OSError as error:
        reason = explain_reason(error, t)
        note_outcome(_PLACE, False, t("The template could not be saved: {reason}", reason=reason))


def _tell_kept(t: Language) -> str:
    try:
        seconds = place_template().stat().st_mtime
    except OSError:
        return ""
    day = dt.datetime.fromtimestamp(seconds, JAKARTA_TIME).date()
    return t("Slide decks: office template of {date}.", date=t.date(day))
