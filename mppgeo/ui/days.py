"""Choosing the earlier of two days to compare."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import streamlit as st

from mppgeo.base.language import mark
from mppgeo.growth.changes import find_first_day
from mppgeo.scene.view import FIRST_DAY
from mppgeo.ui.markup import escape_markdown
from mppgeo.ui.state import Context, bind
from mppgeo.ui.switches import show_way_back

NOT_BEFORE = mark("“{name}={value}” in the link does not lie before {last} and is ignored.")


def choose_days(context: Context) -> dt.date:
    """Draw the choice of the first day; the second is the day of the filters.

    Returns
    -------
    The first day: that of the view, if it lies before the second, else a year before it.
    The second is not after the last day known.
    """
    t, view, last = context.t, context.view, context.day
    first = find_first_day(view.sejak, last)
    if view.sejak and view.sejak >= last:
        notice = t(NOT_BEFORE, name="sejak", value=view.sejak.isoformat(), last=t.date(last))
        st.warning(escape_markdown(notice), icon=":material/link_off:")
    said = t("to {date}, the day chosen in the filters", date=t.date(last))
    if last < context.as_of:
        said = t("to {date}, where the records end", date=t.date(last))
    with st.container(horizontal=True, key="above_map", vertical_alignment="center"):
        show_way_back(context)
        st.caption(t("From"), width="content")
        st.date_input(
            t("From"),
            min_value=FIRST_DAY,
            max_value=last,
            format="DD/MM/YYYY",
            width=150,
            label_visibility="collapsed",
            **bind("w_sejak", first, lambda view, day: replace(view, sejak=day or view.sejak)),
        )
        st.caption(said, width="content")
    return first
