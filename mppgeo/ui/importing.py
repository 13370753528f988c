"""Importing on the page: a file is read, compared and shown; only editors save it."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass, replace
from pathlib import PurePath

import pandas as pd
import streamlit as st

from mppgeo.base.caching import cached
from mppgeo.base.facts import Fact
from mppgeo.base.language import Language
from mppgeo.base.paths import data_dir
from mppgeo.base.refusal import ImportRefused
from mppgeo.content.exports import write_csv
from mppgeo.content.preview import preview_import
from mppgeo.content.rejects import list_rejects
from mppgeo.coverage import take_snapshot
from mppgeo.dataset import Dataset
from mppgeo.importing.failures import explain_failure
from mppgeo.importing.guard import ReadingBusy, plan_guarded
from mppgeo.importing.plan import ImportPlan
from mppgeo.importing.planner import PlannedRow
from mppgeo.importing.telling import (
    list_facts,
    tell_counts,
    tell_differences,
    tell_faults,
    tell_reading,
    tell_unused,
)
from mppgeo.importing.template import write_template
from mppgeo.live import catch_up
from mppgeo.maps.themes import make_change_theme
from mppgeo.records.schema import RECORDS, is_private
from mppgeo.store.choice import Store, open_store
from mppgeo.store.journal import StoreError
from mppgeo.ui.editor import explain_editing, find_editor, find_last_editor, show_signing_in
from mppgeo.ui.history import RECORDS_TOLD
from mppgeo.ui.import_answers import (
    ask_settings,
    choose_areas,
    find_choices,
    find_settings,
    show_choices,
    show_forgetting,
)
from mppgeo.ui.keeping import find_kept, keep
from mppgeo.ui.map import show_map
from mppgeo.ui.markup import escape_markdown, show_markup
from mppgeo.ui.outcomes import forget_outcome, note_outcome, tell_outcome
from mppgeo.ui.state import Context
from mppgeo.ui.uploads import offer_box

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TURN = "import_turn"
_PLAN = "import_plan"
_FILE = "import_file"
"""File of before a sign-in, which left the page: name and content."""
_KEPT_FOR = 15 * 60
"""Seconds that a file waits for its visitor to sign in."""
_READING = "import_reading"
_DRAWN = 2_000
"""Rows up to which a change is drawn; there are 514 areas."""


def show_import(context: Context) -> None:
    """Upload a file, see what it would change, save it as an editor."""
    t = context.t
    tell_outcome(RECORDS_TOLD)
    left, right = st.columns([2, 3], gap="medium")
    with left:
        table = st.selectbox(
            t("Table"),
            [None, *RECORDS],
            format_func=lambda name: name or t("tell from the columns"),
            key="i_table",
            on_change=forget_outcome,
            args=(RECORDS_TOLD,),
        )
        _show_template(table, t)
        show_signing_in(t, _keep_file)
    with right:
        # A new key empties the box after saving.
        turn = st.session_state.get(_TURN, 0)
        file = offer_box(
            t("File of records (CSV or XLSX, at most 10 MB)"),
            type=["csv", "xlsx"],
            key=f"i_{turn}",
            on_change=forget_outcome,
            args=(RECORDS_TOLD,),
        )
    name, body = (file.name, file.getvalue()) if file is not None else _find_kept_file(t)
    if body is not None:
        _show_file(context, name, body, table)


def _keep_file() -> None:
    """Let the file that was uploaded be there again after signing in."""
    file = st.session_state.get(f"i_{st.session_state.get(_TURN, 0)}")
    kept = (file.name, file.getvalue()) if file else st.session_state.get(_FILE)
    keep(_FILE, kept, find_last_editor(), _KEPT_FOR)


def _find_kept_file(t: Language) -> tuple[str, bytes | None]:
    """Name and content of the file that was uploaded before signing in; None = none."""
    kept = find_kept(_FILE, find_editor())
    if kept:
        st.session_state[_FILE] = kept
        keep(_FILE, None, None, 0)
    if _FILE not in st.session_state:
        return "", None
    name, body = st.session_state[_FILE]
    with st.container(horizontal=True, vertical_alignment="center"):
        told = t("{file} is still here from before you signed in.", file=name)
        st.caption(escape_markdown(told), width="content")
        st.button(t("Remove"), key="i_remove", on_click=st.session_state.pop, args=(_FILE,))
    return name, body


def _show_template(table: str | None, t: Language) -> None:
    if table:
        st.download_button(
            t("Excel template of the table"),
            lambda: write_template(table, t),
            file_name=f"{table}.xlsx",
            mime=_XLSX,
            icon=":material/download:",
            type="tertiary",
            on_click="ignore",
            key="i_template",
        )


def _show_file(context: Context, name: str, body: bytes, table: str | None) -> None:
    t, store = context.t, open_store(data_dir())
    digest = hashlib.blake2b(body, digest_size=8).hexdigest() + (table or "")
    choices = tuple(sorted(find_choices(digest).items()))
    given = tuple(sorted(find_settings(digest).items()))
    try:
        asked = _Asked(
            hashlib.sha256(body).digest(), name, table, choices, given, find_editor() or ""
        )
        plan = _plan(context.dataset, body, asked, store)
        if is_private(plan.table) and find_editor() is None:
            # What is new in the file and what is not would tell what is on record.
            told = t("The rows of this table are personal data: editors see them.")
            st.info(escape_markdown(f"{told} {explain_editing(t)}"))
            return
        _show_plan(context, plan, store, digest)
    except ImportRefused as refused:
        st.error(escape_markdown(refused.explain(t)))
        show_forgetting(digest, t)
    except (StoreError, OSError) as error:
        st.error(escape_markdown(explain_failure(error, t)))


@dataclass(frozen=True)
class _Asked:
    """An upload (its SHA-256) and what its visitor has chosen; the same asks for the same plan."""

    checksum: bytes
    name: str
    table: str | None
    choices: tuple[tuple[int, str], ...]
    given: tuple[tuple[str, str], ...]
    who: str


def _plan(dataset: Dataset, body: bytes, asked: _Asked, store: Store) -> ImportPlan:
    """The plan of an upload, or its refusal; a rerun must not read the file again."""
    # One file at a time of each visitor, also where an older run of the page still waits.
    with st.session_state.setdefault(_READING, threading.Lock()):
        kept = st.session_state.get(_PLAN)
        if not kept or kept[0] != asked or kept[1] is not dataset:
            kept = (asked, dataset, _make_plan(dataset, body, asked, store))
            st.session_state[_PLAN] = kept
    if isinstance(kept[2], ImportRefused):
        raise kept[2]
    return kept[2]


def _make_plan(
    dataset: Dataset, body: bytes, asked: _Asked, store: Store
) -> ImportPlan | ImportRefused:
    try:
        return plan_guarded(
            body,
            store=store,
            source=asked.name,
            regions=dataset.regions,
            table=asked.table,
            choices=dict(asked.choices),
            given=dict(asked.given),
            who=asked.who,
        )
    except ReadingBusy:
        # The next try may succeed.
        raise
    except ImportRefused as refused:
        return refused


def _show_plan(context: Context, plan: ImportPlan, store: Store, digest: str) -> None:
    t = context.t
    st.markdown(f"**{escape_markdown(tell_counts(plan, t))}**")
    _show_lines(t("How the file was read"), tell_reading(plan, t), opened=False)
    _show_lines(t("To look at"), tell_faults(plan.remarks, t))
    _show_lines(t("Rejected"), tell_faults(plan.rejected, t))
    if plan.uncertain:
        choose_areas(context.dataset, plan.uncertain, digest, t)
    show_choices(context.dataset, digest, t)
    ask_settings(plan, digest, t)
    if plan.left:
        _show_rejects(plan, t)
    rows = (*plan.changed, *plan.added)
    if rows:
        st.dataframe(
            _list_rows(rows, t),
            hide_index=True,
            height="auto",
            column_config={
                t("Row"): st.column_config.NumberColumn(width=50),
                t("What happens"): st.column_config.TextColumn(width=90),
                t("Changes"): st.column_config.TextColumn(width="large"),
            },
        )
    if unused := tell_unused(plan, t):
        st.warning(escape_markdown(unused))
    _show_saving(plan, store, t)
    if plan.table == "mpp" and 0 < len(rows) <= _DRAWN and plan.ready:
        _show_preview(context, plan, store)


def _show_rejects(plan: ImportPlan, t: Language) -> None:
    st.download_button(
        t("Rejected rows with the reasons (CSV)"),
        lambda: write_csv(list_rejects(plan, t)),
        file_name=f"{PurePath(plan.source).stem}-{t('rejected')}.csv",
        mime="text/csv",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
        key="i_rejects",
    )


def _show_lines(title: str, lines: list[str], *, opened: bool = True) -> None:
    if lines:
        with st.expander(f"{title} ({len(lines)})", expanded=opened):
            show_markup("list.html", facts=[Fact(line) for line in lines])


def _list_rows(rows: tuple[PlannedRow, ...], t: Language) -> pd.DataFrame:
    made = [
        {
            t("Area"): ", ".join(filter(None, (row.area, row.name))),
            t("What happens"): t("added") if row.change.before is None else t("changed"),
            t("Changes"): tell_differences(
                list_facts(row), t, only_new=row.change.before is None
            ),
            t("Row"): row.number,
        }
        for row in rows
    ]  # fmt: skip
    return pd.DataFrame(made)


def _show_preview(context: Context, plan: ImportPlan, store: Store) -> None:
    t, view = context.t, context.view
    after = take_snapshot(
        _preview(context.dataset, plan, store), context.as_of, view.denominator, jenis=view.jenis
    )
    before = context.snapshot
    told = t(
        "After the import: {after} of {areas} areas have an MPP; now {before}.",
        after=t.number(after.total().areas_with_mpp),
        areas=t.number(after.total().areas),
        before=t.number(before.total().areas_with_mpp),
    )
    st.caption(told)
    show_map(context, make_change_theme(before, after), told, timed=False)


@cached(maxsize=4)
def _remember(dataset: Dataset, changes: str) -> list[Dataset]:
    """A place for one preview, forgotten when the data change."""
    return []


def _preview(dataset: Dataset, plan: ImportPlan, store: Store) -> Dataset:
    # A rerun must not read and join everything again.
    place = _remember(dataset, repr(plan.changes))
    if not place:
        place.append(preview_import(dataset, plan, store))
    return place[0]


def _show_saving(plan: ImportPlan, store: Store, t: Language) -> None:
    changes = plan.changes
    if not plan.ready:
        st.warning(t("Nothing is saved while rows are rejected or in question."))
        changes = plan.part
    elif not changes:
        st.info(t("The file holds nothing new."))
    if not changes:
        return
    if find_editor() is None:
        told = t("This is a preview that only you see. {reason}", reason=explain_editing(t))
        st.info(escape_markdown(told))
        return
    if not plan.ready and not st.checkbox(
        t.plural(
            "Save the {count} good row without the others",
            "Save the {count} good rows without the others",
            len(changes[0].rows),
        ),
        key="i_part",
    ):
        return

    def save() -> None:
        # Who saves is asked at the moment of saving, not when the plan was made.
        editor = find_editor()
        if editor is None:
            note_outcome(RECORDS_TOLD, False, explain_editing(t))
            return
        try:
            [entry] = store.save([replace(change, who=editor) for change in changes])
        except (StoreError, OSError) as error:
            note_outcome(RECORDS_TOLD, False, explain_failure(error, t))
            # The next plan is made over what stands there now.
            catch_up()
            return
        catch_up()
        st.session_state.pop(_FILE, None)
        told = t("Saved as entry {number} of the history.", number=entry.number)
        note_outcome(RECORDS_TOLD, True, told)
        st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1

    st.button(t("Save"), type="primary", icon=":material/save:", on_click=save, key="i_save")
