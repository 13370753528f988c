"""What a new version ships beside the office's records; editors take it over."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from mppgeo.base.paths import data_dir
from mppgeo.importing.failures import explain_failure
from mppgeo.importing.shipped import Proposal, accept, propose, tell_headings, tell_parting
from mppgeo.store.choice import find_shipped, open_store
from mppgeo.store.journal import StoreError
from mppgeo.store.merging import Parting
from mppgeo.ui.editor import find_editor
from mppgeo.ui.history import change_records
from mppgeo.ui.markup import escape_markdown
from mppgeo.ui.state import Context

_MOST = 30
"""Rows that are decided on the page; for more there is the command line."""


def show_shipped(context: Context) -> None:
    """For editors of records that began as those that ship: what a new version has otherwise."""
    t, shipped = context.t, find_shipped(data_dir())
    if shipped is None or find_editor() is None:
        return
    st.subheader(t("Data of a new version"))
    if not st.toggle(t("Compare with the records that ship"), key="s_compare"):
        return
    try:
        proposal = propose(open_store(data_dir()), shipped)
    except (StoreError, OSError) as error:
        st.warning(escape_markdown(explain_failure(error, t)))
        return
    if not proposal.partings:
        st.caption(t("The records are those that ship."))
        return
    headings = tell_headings(proposal, t)
    for text in headings.values():
        st.markdown(f"- {escape_markdown(text)}")
    st.dataframe(
        pd.DataFrame(
            {
                t("What becomes of it"): [headings[p.verdict].partition(":")[0] for p in proposal.partings],
                t("Row"): [tell_parting(p, t) for p in proposal.partings],
            }
        ),
        hide_index=True,
    )  # fmt: skip
    _show_decisions(proposal, context)


def _show_decisions(proposal: Proposal, context: Context) -> None:
    t = context.t
    asked = [p for p in proposal.partings if p.verdict == "ask"]
    if len(asked) > _MOST:
        told = t(
            "{count} rows must be decided, too many for this page: python -m mppgeo records merge",
            count=t.number(len(asked)),
        )
        st.info(escape_markdown(told))
        return
    for parting in asked:
        _ask(parting, context)

    def take() -> None:
        def work(editor: str) -> str:
            chosen = {p.number: st.session_state.get(_name_choice(p)) for p in asked}
            changes = accept(
                proposal, data_dir(), who=editor, chosen={n: s for n, s in chosen.items() if s}
            )
            made = open_store(data_dir()).merge(changes, proposal.shipped)
            count = sum(len(entry.change.rows) for entry in made)
            return t.plural("{count} row taken over.", "{count} rows taken over.", count)

        change_records(work, t)

    st.button(t("Take over"), icon=":material/merge:", on_click=take, key="s_take")


def _ask(parting: Parting, context: Context) -> None:
    t = context.t
    names = {"shipped": t("the new version's"), "own": t("the one here")}
    st.selectbox(
        escape_markdown(tell_parting(parting, t)),
        names,
        index=None,
        format_func=names.__getitem__,
        placeholder=t("which holds?"),
        key=_name_choice(parting),
    )


def _name_choice(parting: Parting) -> str:
    return f"s_{parting.number}"
