"""The history of the records on the page; editors can go back."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from mppgeo.base.clock import JAKARTA_TIME
from mppgeo.base.language import Language
from mppgeo.base.paths import data_dir
from mppgeo.importing.failures import explain_failure
from mppgeo.live import catch_up
from mppgeo.store.choice import Store, open_store
from mppgeo.store.journal import Entry, StoreError, name_kind
from mppgeo.ui.editor import find_editor
from mppgeo.ui.markup import escape_markdown
from mppgeo.ui.state import Context

SAID = "records_said"
"""Where what has been done to the records waits to be told on the next run."""
_SHOWN = 50


def show_history(context: Context) -> None:
    """The latest changes; an editor can bring back what was before one."""
    t, store = context.t, open_store(data_dir())
    try:
        entries = store.list_entries(_SHOWN)[::-1]
    except (StoreError, OSError) as error:
        st.warning(escape_markdown(explain_failure(error, t)))
        return
    if not entries:
        st.caption(t("Nothing has been changed here yet."))
        return
    # Who made a change is for editors; visitors see that there was one.
    editor = find_editor()
    st.dataframe(_list_entries(entries, t, named=editor is not None), hide_index=True)
    if editor is not None:
        _show_restoring(entries, store, editor, t)


def _list_entries(entries: list[Entry], t: Language, *, named: bool) -> pd.DataFrame:
    rows = []
    for entry in entries:
        added, changed, removed = entry.counts
        at = entry.at.astimezone(JAKARTA_TIME)
        row = {
            t("No."): entry.number,
            t("Time"): f"{t.date(at.date(), 'medium')} {at:%H:%M}",
            t("Table"): entry.change.table,
            t("Kind"): name_kind(entry.change.kind, t),
            t("File"): entry.change.source,
            t("Added"): added,
            t("Changed"): changed,
            t("Removed"): removed,
        }
        if named:
            row[t("By")] = entry.change.who
        rows.append(row)
    return pd.DataFrame(rows)


def _show_restoring(entries: list[Entry], store: Store, editor: str, t: Language) -> None:
    number = st.selectbox(
        t("Back to before entry"),
        [entry.number for entry in entries],
        index=None,
        placeholder=t("choose …"),
        key="h_number",
    )

    def restore() -> None:
        try:
            made = store.restore(number, editor)
        except (StoreError, OSError) as error:
            st.session_state[SAID] = (False, explain_failure(error, t))
            return
        catch_up()
        told = t.plural("{count} table restored.", "{count} tables restored.", len(made))
        st.session_state[SAID] = (True, told)

    if number is not None:
        undone = [entry for entry in entries if entry.number >= number]
        told = t.plural(
            "{count} entry is undone, of these tables: {tables}.",
            "{count} entries are undone, of these tables: {tables}.",
            len(undone),
            tables=", ".join(sorted({entry.change.table for entry in undone})),
        )
        st.warning(escape_markdown(told))
        st.button(t("Restore"), icon=":material/undo:", on_click=restore, key="h_restore")
