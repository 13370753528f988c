"""The form in which an editor enters the reports of a day.

What is typed is an entry of the session, apart from the grid that shows it: the
grid is drawn anew whenever the rows or the records change, what is typed is laid
over it each time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from mppgeo.base.language import UNKNOWN, Language
from mppgeo.base.names import shorten
from mppgeo.base.paths import data_dir
from mppgeo.importing.failures import explain_failure
from mppgeo.live import catch_up, current
from mppgeo.programme.operation import STATUSES
from mppgeo.programme.reports import (
    CELLS,
    NOTE,
    REPORTER,
    STATUS,
    WITHDRAWN,
    Conflict,
    Key,
    Typed,
    find_conflicts,
    find_earlier,
    find_reports,
    plan_reports,
    tell_conflict,
    tell_earlier,
    tell_objection,
)
from mppgeo.programme.services import select_open
from mppgeo.records.mpp import StatusReport
from mppgeo.records.values import find_longest
from mppgeo.scene.view import FIRST_DAY
from mppgeo.serving.sign_in import LIFE
from mppgeo.store.choice import open_store
from mppgeo.store.journal import StoreError, Texts
from mppgeo.ui.editor import (
    explain_editing,
    find_editor,
    find_editor_name,
    find_last_editor,
    show_signing_in,
)
from mppgeo.ui.keeping import find_kept, keep
from mppgeo.ui.markup import escape_markdown
from mppgeo.ui.outcomes import forget_outcome, note_outcome, tell_outcome
from mppgeo.ui.state import Context

_TYPED, _SHEET = "reports_typed", "reports_sheet"
_DAY, _REPORTER, _SEARCH = "report_day", "report_reporter", "report_search"
_NAME = "report_name"
_GO_ON = {"on_change": forget_outcome, "args": ("reports",)}
"""Of what an editor does next: what came of the last thing is then told no more."""
_MOST_ROWS = 12
"""Rows shown at once; of more, the form scrolls."""
_LONGEST = {name: find_longest(field) for name, field in StatusReport.model_fields.items()}
_SHOWN = 10
"""Conflicts and objections told at once."""
_KEYS = 4
"""Keys of grids that take turns; each must have left the page before it comes again."""


@dataclass(frozen=True)
class _Sheet:
    """The grid as it was last drawn anew: its MPPs with what was on record, what it showed.

    ``made_of`` None: it is to be drawn anew, and what it holds counts no more.
    """

    turn: int
    lang: str
    made_of: object | None
    rows: tuple[Typed, ...]
    frame: pd.DataFrame

    @property
    def key(self) -> str:
        return f"reports_{self.turn % _KEYS}"


def show_report_form(context: Context) -> None:
    """Draw the form for signed-in editors; for others, how editing is switched on."""
    t = context.t
    kept = None if _TYPED in st.session_state else find_kept(_TYPED, find_editor())
    if kept:
        st.session_state[_TYPED] = dict(kept)
        # The day of what came back is the day to look at.
        st.session_state.setdefault(_DAY, max(day for day, _ in kept))
    if find_editor() is None and not _find_typed():
        st.caption(escape_markdown(explain_editing(t)))
        show_signing_in(t)
        return
    _show_form(context)


@st.fragment
def _show_form(context: Context) -> None:
    # Typing in a cell draws the form alone, not the map and the tables above it.
    t, dataset = context.t, current()
    _note_what_was_typed()
    tell_outcome("reports")
    day, search = _show_head(context)
    typed = [row for (of, _), row in _find_typed().items() if of == day]
    now = find_reports(dataset, day)
    conflicts = find_conflicts(typed, now)
    _show_conflicts(conflicts, dataset.names, t)
    rows = _list_rows(context, day, search, typed)
    if rows:
        with st.container(key="report_grid"):
            _show_grid(_draw_anew(context, day, rows, now), t)
    elif search:
        st.info(t("No MPP has this in its name or area."))
    else:
        st.info(t("No MPP is open in this view on this day."))
    _show_saving(context, day, typed, t)


def _show_head(context: Context) -> tuple[dt.date, str]:
    t = context.t
    st.session_state.setdefault(_DAY, context.as_of)
    # What a widget holds is gone once it was not drawn; the name is typed once only.
    name = st.session_state.get(_NAME) or find_editor_name()
    st.session_state.setdefault(_REPORTER, name)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        day = st.date_input(
            t("Day of the reports"),
            min_value=FIRST_DAY,
            max_value=context.today,
            format="DD/MM/YYYY",
            width=180,
            key=_DAY,
            **_GO_ON,
        )
        st.text_input(
            t("Reporter"),
            max_chars=_LONGEST["pelapor"],
            width=300,
            key=_REPORTER,
            **_GO_ON,
            help=t(
                "Stands in the records, for all to read, beside each report that names no other."
            ),
        )
        st.session_state[_NAME] = st.session_state[_REPORTER]
        search = st.text_input(
            t("Search"),
            width=300,
            key=_SEARCH,
            placeholder=t("area or name of the MPP"),
            **_GO_ON,
        )
    return day, search.strip().casefold()


def _find_typed() -> Mapping[tuple[dt.date, Key], Typed]:
    return st.session_state.get(_TYPED, {})


def _put(rows: Iterable[Typed]) -> None:
    """Keep typed rows; one that says no more than the records is forgotten."""
    typed = {**_find_typed(), **{(row.day, row.key): row for row in rows}}
    typed = {place: row for place, row in typed.items() if row.cells}
    if typed != _find_typed():
        st.session_state[_TYPED] = typed
        # A reload, or a connection that comes back after the sign-in has ended, is a new session.
        keep(_TYPED, typed, find_last_editor(), LIFE)


def _drop(rows: Iterable[Typed]) -> None:
    """Forget typed rows, and what the grid holds of them."""
    _put(replace(row, cells={}) for row in rows)
    forget_outcome("reports")
    _forget_grid()


def _note_what_was_typed() -> None:
    """Take what the grid holds out of it, before it may be drawn anew."""
    sheet: _Sheet | None = st.session_state.get(_SHEET)
    edits = st.session_state.get(sheet.key) if sheet else None
    if not edits or sheet.made_of is None:
        return
    words = {Language(sheet.lang)(label): status for status, label in STATUSES.items()}
    typed, rows = _find_typed(), []
    for place, cells in edits["edited_rows"].items():
        drawn = sheet.rows[int(place)]
        row = typed.get((drawn.day, drawn.key), replace(drawn, cells={}))
        found = {name: value for name, value in cells.items() if name in CELLS}
        if STATUS in found:
            found[STATUS] = words.get(found[STATUS], found[STATUS])
        rows.append(row.type(found))
    _put(rows)


def _list_rows(context: Context, day: dt.date, search: str, typed: Sequence[Typed]) -> list[Typed]:
    """The MPPs of the view that were open on the day, and all of which something is typed."""
    names = context.dataset.names
    mpp = select_open(context.snapshot, context.selection)
    mpp = mpp[mpp["tanggal_akhir"] <= pd.Timestamp(day)]
    area = mpp["kode_kabkota"].fillna(mpp["kode"])
    found = {row.key: row for row in typed}
    for kode, name, place in zip(mpp["kode"], mpp["nama_mpp"], area, strict=True):
        row = Typed(kode, name, place, day)
        if search in f"{names[place]} {name}".casefold():
            found.setdefault(row.key, row)
    return sorted(found.values(), key=lambda row: (shorten(names.get(row.area, "")), row.nama_mpp))


def _draw_anew(context: Context, day: dt.date, rows: list[Typed], now: dict[Key, Texts]) -> _Sheet:
    """The grid of before, if it is still one of these rows and records; else a new one."""
    t, dataset = context.t, current()
    earlier = find_earlier(dataset, day)
    told = [tell_earlier(earlier.get(row.key), day, t) for row in rows]
    made_of = (day, [row.key for row in rows], told, [now.get(row.key) for row in rows])
    sheet: _Sheet | None = st.session_state.get(_SHEET)
    if sheet is None or (sheet.lang, sheet.made_of) != (t.code, made_of):
        drawn = tuple(row if row.cells else replace(row, before=now.get(row.key)) for row in rows)
        frame = _fill(drawn, told, dataset.names, t)
        sheet = _Sheet(sheet.turn + 1 if sheet else 0, t.code, made_of, drawn, frame)
        st.session_state[_SHEET] = sheet
    return sheet


def _fill(
    rows: Sequence[Typed], told: Sequence[str], names: Mapping[str, str], t: Language
) -> pd.DataFrame:
    cells = [row.show(row.before) for row in rows]
    words = {status: t(label) for status, label in STATUSES.items()}
    return pd.DataFrame(
        {
            "daerah": [shorten(names.get(row.area, row.area)) for row in rows],
            "nama_mpp": [row.nama_mpp for row in rows],
            "terakhir": list(told),
            STATUS: [words.get(one[STATUS], one[STATUS]) for one in cells],
            NOTE: [one[NOTE] for one in cells],
            REPORTER: [one[REPORTER] for one in cells],
            WITHDRAWN: pd.Series([one[WITHDRAWN] for one in cells], dtype=bool),
        }
    ).astype({STATUS: object})


def _show_grid(sheet: _Sheet, t: Language) -> None:
    frame = sheet.frame
    st.data_editor(
        frame,
        hide_index=True,
        num_rows="fixed",
        disabled=["daerah", "nama_mpp", "terakhir"],
        height="content" if len(frame) < _MOST_ROWS else 420,
        placeholder=UNKNOWN,
        key=sheet.key,
        **_GO_ON,
        column_config={
            "daerah": st.column_config.TextColumn(t("Area"), pinned=True),
            "nama_mpp": st.column_config.TextColumn(t("Name of the MPP")),
            "terakhir": st.column_config.TextColumn(t("Last report before")),
            STATUS: st.column_config.SelectboxColumn(
                t("Status"), options=[t(label) for label in STATUSES.values()]
            ),
            NOTE: st.column_config.TextColumn(t("Note"), max_chars=_LONGEST["keterangan"]),
            REPORTER: st.column_config.TextColumn(
                t("Reporter"),
                max_chars=_LONGEST["pelapor"],
                help=t("Empty = the reporter named above"),
            ),
            WITHDRAWN: st.column_config.CheckboxColumn(
                t("Withdraw"), help=t("Takes the report of this day back")
            ),
        },
    )


def _show_conflicts(conflicts: Sequence[Conflict], names: Mapping[str, str], t: Language) -> None:
    """What somebody else has saved in the meantime, row by row, and the choice."""
    if not conflicts:
        return
    st.warning(
        t.plural(
            "Somebody else has changed {count} report that you are typing. Choose what counts.",
            "Somebody else has changed {count} reports that you are typing. Choose what counts.",
            len(conflicts),
        )
    )

    def settle(conflict: Conflict, *, mine: bool) -> None:
        _note_what_was_typed()
        forget_outcome("reports")
        row = _find_typed().get((conflict.typed.day, conflict.typed.key), conflict.typed)
        _put([row.keep(conflict.now) if mine else replace(row, cells={})])
        _forget_grid()

    for number, conflict in enumerate(conflicts[:_SHOWN]):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(escape_markdown(tell_conflict(conflict, names, t)), width="stretch")
            for mine, label in ((True, t("Keep mine")), (False, t("Take what is on record"))):
                st.button(
                    label,
                    key=f"report_settle_{number}_{int(mine)}",
                    on_click=settle,
                    args=(conflict,),
                    kwargs={"mine": mine},
                )
    _tell_more(len(conflicts) - _SHOWN, t)


def _show_saving(context: Context, day: dt.date, typed: Sequence[Typed], t: Language) -> None:
    """The way to save, or to sign in again; and the way to drop what was typed."""
    others = {of for of, _ in _find_typed()} - {day}
    if others:
        days = t.listing([t.date(of, "medium") for of in sorted(others)])
        st.caption(escape_markdown(t("Typed and not saved yet, for other days: {days}", days=days)))
    place = st.container()
    with st.container(horizontal=True, vertical_alignment="center"):
        sent = st.button(
            t("Save the reports"),
            icon=":material/save:",
            type="primary",
            key="report_save",
            on_click=forget_outcome,
            args=("reports",),
        )
        if typed:
            st.button(t("Discard what was typed"), on_click=_drop, args=(typed,), key="report_drop")
            told = t.plural("{count} row typed", "{count} rows typed", len(typed))
            st.caption(told, width="content")
    # Who saves is asked at the moment of saving, not when the form was drawn.
    who = find_editor()
    # What is told stands above the buttons, where the eye is.
    with place:
        if who is None:
            st.warning(escape_markdown(explain_editing(t)))
            show_signing_in(t)
        elif sent:
            _save(context, day, typed, who)


def _save(context: Context, day: dt.date, typed: Sequence[Typed], who: str) -> None:
    t, dataset = context.t, current()
    plan = plan_reports(dataset, day, typed, st.session_state[_REPORTER], who)
    if plan.conflicts:
        st.error(t("Nothing was saved: choose first what counts, above."))
    elif plan.objections:
        lines = [t("Nothing was saved, as some rows cannot be used; they are kept:")]
        lines += [tell_objection(one, dataset.names, t) for one in plan.objections[:_SHOWN]]
        st.error("  \n".join(map(escape_markdown, lines)))
        _tell_more(len(plan.objections) - _SHOWN, t)
    elif plan.change is None:
        st.info(t("Nothing was changed: choose a status for at least one MPP."))
    else:
        try:
            open_store(data_dir()).save([plan.change])
        except (StoreError, OSError) as error:
            reason = explain_failure(error, t)
            told = t("The reports could not be saved: {reason}", reason=reason)
            note_outcome("reports", False, told)
        else:
            _drop(typed)
            count = len(plan.change.rows)
            told = t.plural("{count} report saved.", "{count} reports saved.", count)
            note_outcome("reports", True, told)
        catch_up()
        # The page above the form, and the form itself, were drawn from the data of before.
        st.rerun()


def _forget_grid() -> None:
    """Let the grid be drawn anew; what it holds has been seen to."""
    sheet: _Sheet | None = st.session_state.get(_SHEET)
    if sheet is not None:
        st.session_state[_SHEET] = replace(sheet, made_of=None)


def _tell_more(count: int, t: Language) -> None:
    if count > 0:
        st.caption(t.plural("and {count} more", "and {count} more", count))
