"""The history of the records on the page; editors can go back."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from mppgeo.clock import JAKARTA_TIME
from mppgeo.language import Language, mark
from mppgeo.paths import data_dir
from mppgeo.store.choice import Store, open_store
from mppgeo.store.journal import IMPORT, LOAD, REPORT, RESTORE, Entry, StoreError
from mppgeo.ui.editor import find_editor
from mppgeo.ui.markup import escape_markdown
from mppgeo.ui.state import Context

KINDS = {
    IMPORT: mark("import"),
    REPORT: mark("report"),
    RESTORE: mark("restoration"),
    LOAD: mark("first load"),
}
SAID = "records_said"
"""Where what has been done to the records waits to be told on the next run."""
_SHOWN = 50


def show_history(context: Context) -> None:
    """The latest changes; an editor can bring back what was before one."""
    t, store = context.t, open_store(data_dir())
    try:
        entries = store.list_entries()[::-1][:_SHOWN]
    except (StoreError, OSError) as error:
        st.warning(escape_markdown(_explain(error, t)))
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
            t("Kind"): t(KINDS[entry.change.kind]),
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
            told = t.plural("{count} table restored.", "{count} tables restored.", len(made))
        except (StoreError, OSError) as error:
            told = _explain(error, t)
        st.session_state[SAID] = told

    if number is not None:
        st.button(t("Restore"), icon=":material/undo:", on_click=restore, key="h_restore")


def _explain(error: Exception, t: Language) -> str:
    if isinstance(error, StoreError):
        return t(error.sentence, **error.fields)
    return getattr(error, "strerror", None) or str(error)
