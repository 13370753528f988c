"""What visitors see while the database does not answer."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from mppgeo.base.clock import JAKARTA_TIME, is_clock_wrong, read_clock
from mppgeo.base.language import Language
from mppgeo.live import Outage, find_outage, soften
from mppgeo.store.journal import StoreDown, StoreError
from mppgeo.ui.markup import escape_markdown
from mppgeo.ui.state import Context


def show_outage(context: Context) -> None:
    """Say that the data shown are the last ones known, and how old; or that the clock is wrong."""
    if is_clock_wrong():
        told = context.t(
            "The server's clock shows {date}, which cannot be right. Tell the administrator; until then choose the day yourself.",
            date=context.t.date(read_clock()),
        )
        st.warning(told, icon=":material/schedule:")
    outage = find_outage()
    if outage:
        told = tell_outage(outage, dt.datetime.now(dt.UTC), context.t)
        st.warning(escape_markdown(told), icon=":material/cloud_off:")


def tell_outage(outage: Outage, now: dt.datetime, t: Language) -> str:
    """The day and time of the data shown, and their age; never less than nothing."""
    local = outage.data_of.astimezone(JAKARTA_TIME)
    minutes = max(0, int((now - outage.data_of).total_seconds() // 60))
    if minutes < 120:
        age = t.plural("{count} minute old", "{count} minutes old", minutes)
    else:
        age = t.plural("{count} hour old", "{count} hours old", minutes // 60)
    told = {"date": t.date(local.date()), "time": local.strftime("%H:%M"), "age": age}
    if isinstance(outage.reason, StoreDown):
        return t(
            "The database does not answer. What you see are the last data known, of {date}, {time} in Jakarta ({age}).",
            **told,
        )
    return t(
        "Data could not be read again: {reason}. What you see are the last good data, of {date}, {time} in Jakarta ({age}).",
        reason=explain_softly(outage.reason, t),
        **told,
    )


def explain_softly(reason: StoreError, t: Language) -> str:
    """The reason without what is nobody's business but the administrator's, who has the log."""
    sentence, fields = soften(reason)
    return t(sentence, **fields)


def show_no_data(down: StoreDown, t: Language) -> None:
    """All that can be said when there are no data at all."""
    st.title(t("No data at the moment"))
    reason = explain_softly(down, t)
    st.error(
        escape_markdown(
            t("The data cannot be read: {reason}. Please try again later.", reason=reason)
        ),
        icon=":material/cloud_off:",
    )
