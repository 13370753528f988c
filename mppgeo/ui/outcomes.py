"""What came of the last thing done on a page: told until the next thing is done there.

Having been told is no reason to forget it: the run that tells it may be cut short by another
that nobody asked for, as when the map answers or a line breaks, before anybody has read it.
"""

from __future__ import annotations

import streamlit as st

from mppgeo.ui.markup import escape_markdown

_OUTCOMES = "outcomes"


def note_outcome(place: str, done: bool, told: str) -> None:
    """Let a part of a page tell from the next run on what came of it.

    Parameters
    ----------
    place : name of the part of the page.
    done : False = it could not be done.
    told : a sentence in the language of the page.
    """
    st.session_state[_OUTCOMES] = {**_find(), place: (done, told)}


def tell_outcome(place: str) -> None:
    """Draw what was noted for a part of a page, if anything was."""
    if place in _find():
        done, told = _find()[place]
        (st.success if done else st.error)(escape_markdown(told))


def forget_outcome(place: str) -> None:
    """The next thing is being done: for callbacks of what stands in a part of a page."""
    st.session_state[_OUTCOMES] = {name: one for name, one in _find().items() if name != place}


def forget_outcomes() -> None:
    """Another view or another page is looked at."""
    st.session_state.pop(_OUTCOMES, None)


def _find() -> dict[str, tuple[bool, str]]:
    return st.session_state.get(_OUTCOMES, {})
