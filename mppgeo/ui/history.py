"""The history of the records on the page: what each entry changed; editors can go back."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

import pandas as pd
import streamlit as st

from mppgeo.base.clock import JAKARTA_TIME
from mppgeo.base.language import Language
from mppgeo.base.paths import data_dir
from mppgeo.importing.failures import explain_failure
from mppgeo.live import catch_up
from mppgeo.records.schema import is_private
from mppgeo.store.choice import Store, open_store
from mppgeo.store.journal import Entry, StoreError, find_entry, list_differences, name_kind
from mppgeo.ui.editor import explain_editing, find_editor
from mppgeo.ui.markup import escape_markdown
from mppgeo.ui.outcomes import forget_outcome, note_outcome
from mppgeo.ui.state import Context

RECORDS_TOLD = "records"
"""Where on the page it is told what came of a change of the records."""
_SHOWN = 50
_MOST_FIELDS = 1000
"""Fields of one entry that are shown."""


def show_history(context: Context) -> None:
    """The latest changes and the rows of one; an editor can undo it, or go back to before it."""
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
    number = st.selectbox(
        t("Rows of entry"),
        [entry.number for entry in entries],
        index=None,
        placeholder=t("choose …"),
        key="h_number",
        on_change=forget_outcome,
        args=(RECORDS_TOLD,),
    )
    if number is None:
        return
    entry = find_entry(entries, number)
    if editor is None and is_private(entry.change.table):
        st.caption(t("The rows of this table are personal data: editors see them."))
        return
    _show_rows(entry, t)
    if editor is not None:
        _show_way_back(entry, entries, store, t)


def _show_rows(entry: Entry, t: Language) -> None:
    """What an entry changed: old and new of every field, row by row."""
    found = list(islice(list_differences(entry), _MOST_FIELDS + 1))
    names = {"added": t("added"), "changed": t("changed"), "removed": t("removed")}
    st.dataframe(
        pd.DataFrame(
            {
                t("Row"): [one.row for one in found[:_MOST_FIELDS]],
                t("What happened"): [names[one.what] for one in found[:_MOST_FIELDS]],
                t("Column"): [one.column for one in found[:_MOST_FIELDS]],
                t("Before"): [one.old for one in found[:_MOST_FIELDS]],
                t("After"): [one.new for one in found[:_MOST_FIELDS]],
            }
        ),
        hide_index=True,
        height="auto",
        key="h_rows",
    )
    if len(found) > _MOST_FIELDS:
        told = t(
            "Only the first {count} fields are shown; all of them: python -m mppgeo history {number}",
            count=t.number(_MOST_FIELDS),
            number=entry.number,
        )
        st.caption(escape_markdown(told))


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


def _show_way_back(entry: Entry, entries: list[Entry], store: Store, t: Language) -> None:
    """Undo the entry alone, if its rows are as it left them; or all entries since."""

    def undo() -> None:
        def work(editor: str) -> str:
            made = store.undo(entry.number, editor)
            return t(
                "Entry {undone} is undone. Saved as entry {number}.",
                undone=entry.number,
                number=t.listing([str(one.number) for one in made]),
            )

        change_records(work, t)

    def restore() -> None:
        def work(editor: str) -> str:
            made = store.restore(entry.number, editor)
            return t.plural("{count} table restored.", "{count} tables restored.", len(made))

        change_records(work, t)

    undone = [one for one in entries if one.number >= entry.number]
    told = t.plural(
        "To go back to before it undoes {count} entry, of these tables: {tables}.",
        "To go back to before it undoes {count} entries, of these tables: {tables}.",
        len(undone),
        tables=", ".join(sorted({one.change.table for one in undone})),
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            t("Undo this entry"),
            icon=":material/undo:",
            on_click=undo,
            key="h_undo",
            help=t("Later entries stay, if they did not change the same rows."),
        )
        st.button(t("Restore"), icon=":material/history:", on_click=restore, key="h_restore")
        st.caption(escape_markdown(told), width="stretch")


def change_records(work: Callable[[str], str], t: Language) -> None:
    """Change the records as whoever is signed in at this moment, and tell how that went."""
    editor = find_editor()
    if editor is None:
        note_outcome(RECORDS_TOLD, False, explain_editing(t))
        return
    try:
        note_outcome(RECORDS_TOLD, True, work(editor))
    except (StoreError, OSError) as error:
        note_outcome(RECORDS_TOLD, False, explain_failure(error, t))
    catch_up()
