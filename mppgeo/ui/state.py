"""The view of a visitor: read from the address, written back to it.

The address is the only state. Before a widget is drawn it is set to what the
view says; when it changes, its callback makes a new view and writes that to
the address, so that links, clicks and widgets can never disagree.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd
import streamlit as st

from mppgeo.clock import today
from mppgeo.coverage import Snapshot, take_snapshot
from mppgeo.dataset import Dataset, current
from mppgeo.language import Language
from mppgeo.selection import Selection, select_areas
from mppgeo.view import PARAMETERS, Notice, View, from_query

_VIEW = "view"
_PAGE = "page"


@dataclass(frozen=True)
class Context:
    """What a page needs: the data, the view and what follows from both."""

    dataset: Dataset
    view: View
    today: dt.date
    notices: tuple[Notice, ...] = ()

    @cached_property
    def t(self) -> Language:
        return Language(self.view.lang)

    @property
    def as_of(self) -> dt.date:
        return self.view.day(self.today)

    @cached_property
    def snapshot(self) -> Snapshot:
        return take_snapshot(self.dataset, self.as_of, self.view.denominator, jenis=self.view.jenis)

    @cached_property
    def selection(self) -> Selection:
        return select_areas(self.snapshot, self.view)

    @property
    def places(self) -> tuple[str, ...]:
        """Today's provinces that the filters by place keep; () = all."""
        if not (self.view.provinsi or self.view.pulau):
            return ()
        return tuple(self.place_selection.places)

    @cached_property
    def mpp_of_places(self) -> pd.DataFrame:
        """The MPPs that count, in the places kept."""
        mpp = self.snapshot.of_kind
        return mpp[mpp["kode"].str[:2].isin(self.places)] if self.places else mpp

    @cached_property
    def place_selection(self) -> Selection:
        """The areas kept by place alone, whatever their kind and status."""
        return select_areas(self.snapshot, replace(self.view, jenis=None, status=None))


def open_context(page: str) -> Context:
    """Read the view of this rerun.

    Changing the page drops the query from the address; the view of before is
    then put back into it.
    """
    dataset = current()
    day = today()
    query = {name: st.query_params.get_all(name) for name in PARAMETERS}
    turned = st.session_state.get(_PAGE) not in (None, page)
    st.session_state[_PAGE] = page
    if turned and _VIEW in st.session_state and not any(query.values()):
        _write(st.session_state[_VIEW])
        return Context(dataset, st.session_state[_VIEW], day)
    view, notices = from_query(query, dataset.regions, today=day)
    st.session_state[_VIEW] = view
    return Context(dataset, view, day, tuple(notices))


def current_view() -> View:
    """The view as last read or gone to."""
    return st.session_state.get(_VIEW, View())


def go(view: View) -> None:
    """Make ``view`` the view; for callbacks, which run before the page is drawn."""
    st.session_state[_VIEW] = view
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


def _write(view: View) -> None:
    foreign = {
        name: st.query_params.get_all(name) for name in st.query_params if name not in PARAMETERS
    }
    st.query_params.from_dict({**foreign, **view.to_query()})
