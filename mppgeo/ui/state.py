"""The view of a visitor: read from the address, written back to it.

The address is the only state. Before a widget is drawn it is set to what the
view says; when it changes, its callback makes a new view and writes that to
the address, so that links, clicks and widgets can never disagree.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from mppgeo.base.clock import today
from mppgeo.base.said import Said
from mppgeo.content.pages import MAP
from mppgeo.content.sentences import find_beyond
from mppgeo.dataset import Dataset
from mppgeo.live import current
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import PARAMETERS, View, from_query
from mppgeo.ui.outcomes import forget_outcomes

_VIEW = "view"
_PAGE = "page"


@dataclass(frozen=True)
class Context(Scene):
    """The scene of a visitor: its page, and what could not be read of the address."""

    page: str = MAP
    notices: tuple[Said, ...] = ()


def open_context(page: str) -> Context:
    """Read the view of this rerun.

    Changing the page drops the query from the address; the view of before is
    then put back into it.
    """
    _ask_again_after_a_break()
    dataset = current()
    day = today()
    told = set(st.query_params)
    query = {name: st.query_params.get_all(name) if name in told else [] for name in PARAMETERS}
    turned = st.session_state.get(_PAGE) not in (None, page)
    st.session_state[_PAGE] = page
    if turned:
        forget_outcomes()
    if turned and _VIEW in st.session_state and not any(query.values()):
        view = st.session_state[_VIEW].leave()
        go(view)
        return _make_context(dataset, view, day, page, [])
    view, notices = from_query(query, dataset.regions, today=day)
    st.session_state[_VIEW] = view
    return _make_context(dataset, view, day, page, notices)


def _make_context(
    dataset: Dataset, view: View, day: dt.date, page: str, notices: list[Said]
) -> Context:
    beyond = find_beyond(view.as_of, Scene(dataset, view, day).known)
    return Context(dataset, view, day, page, (*notices, *([beyond] if beyond else [])))


def current_view() -> View:
    """The view as last read or gone to."""
    return st.session_state.get(_VIEW, View())


def go(view: View) -> None:
    """Make ``view`` the view; for callbacks, which run before the page is drawn."""
    st.session_state[_VIEW] = view
    forget_outcomes()
    _write(view)


def bind(key: str, value: object, change: Callable[[View, object], View]) -> dict:
    """Tie a widget to the view: arguments ``key`` and ``on_change`` for it.

    Parameters
    ----------
    key : the widget's key.
    value : what the view says the widget should show.
    change : makes the new view from the old one and the widget's new value.
    """
    # Streamlit tells choices by their labels: in another language it is another widget.
    key = f"{key}_{current_view().lang}"
    # Setting a value that is there already would overrule a quicker visitor.
    if st.session_state.get(key) != value:
        st.session_state[key] = value

    def on_change() -> None:
        go(change(current_view(), st.session_state[key]))

    return {"key": key, "on_change": on_change}


@st.fragment(run_every=24 * 3600)
def _ask_again_after_a_break() -> None:
    """Make the browser ask for the whole page when its connection has come back.

    It does so only where a part of the page repeats itself, and this one is there for
    that. Where another server has taken over, the session is a new one that knows no
    widget yet: without asking again, it would lose the visitor's next click.
    """


def _write(view: View) -> None:
    foreign = {
        name: st.query_params.get_all(name) for name in st.query_params if name not in PARAMETERS
    }
    st.query_params.from_dict({**foreign, **view.to_query()})
