"""The form in which an editor enters the reports of a day."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st

from mppgeo.base.faults import Fault
from mppgeo.base.language import UNKNOWN, Language
from mppgeo.base.names import shorten
from mppgeo.base.paths import data_dir
from mppgeo.live import catch_up
from mppgeo.programme.operation import STATUSES, Report, find_reports, plan_reports
from mppgeo.programme.services import select_open
from mppgeo.scene.view import FIRST_DAY
from mppgeo.store.choice import open_store
from mppgeo.store.journal import StoreError
from mppgeo.ui.editor import explain_editing, find_editor, show_signing_in
from mppgeo.ui.markup import escape_markdown
from mppgeo.ui.state import Context

_SAVED = "reports_saved"
_MOST_ROWS = 12
"""Rows shown at once; of more, the form scrolls."""


def show_report_form(context: Context) -> None:
    """Draw the form for signed-in editors; for others, how editing is switched on."""
    t = context.t
    who = find_editor()
    if who is None:
        st.caption(escape_markdown(explain_editing(t)))
        show_signing_in(t)
        return
    saved = st.session_state.pop(_SAVED, None)
    if saved is not None:
        st.success(t.plural("{count} report saved.", "{count} reports saved.", saved))
    day = st.date_input(
        t("Day of the reports"),
        value=context.as_of,
        min_value=FIRST_DAY,
        max_value=context.today,
        format="DD/MM/YYYY",
        width=180,
        key=f"report_day_{t.code}",
    )
    rows = _list_rows(context, day)
    if rows.empty:
        st.info(t("No MPP is open in this view on this day."))
        return
    with st.form(f"reports_{day.isoformat()}_{t.code}", border=False):
        edited = _edit(rows, t)
        sent = st.form_submit_button(t("Save the reports"), icon=":material/save:", type="primary")
    if sent:
        _save(context, day, edited, who)


def _list_rows(context: Context, day: dt.date) -> pd.DataFrame:
    """One row per MPP of the view, with what is on record for the day."""
    mpp = select_open(context.snapshot, context.selection)
    mpp = mpp[mpp["tanggal_akhir"] <= pd.Timestamp(day)]
    names = context.dataset.names
    known = find_reports(context.dataset, day)
    found = [known.get(row.key, {}) for row in mpp.itertuples()]
    words = {status: context.t(label) for status, label in STATUSES.items()}
    area = mpp["kode_kabkota"].fillna(mpp["kode"])
    return pd.DataFrame(
        {
            "daerah": [shorten(names[kode]) for kode in area],
            "nama_mpp": mpp["nama_mpp"].to_numpy(),
            "status": [words.get(row.get("status")) for row in found],
            "keterangan": [row.get("keterangan", "") for row in found],
            "pelapor": [row.get("pelapor", "") for row in found],
            "kode": mpp["kode"].to_numpy(),
        }
    )


def _edit(rows: pd.DataFrame, t: Language) -> pd.DataFrame:
    fixed = ["daerah", "nama_mpp", "kode"]
    return st.data_editor(
        rows.astype(object),
        hide_index=True,
        num_rows="fixed",
        disabled=fixed,
        height="content" if len(rows) < _MOST_ROWS else 420,
        placeholder=UNKNOWN,
        column_config={
            "daerah": st.column_config.TextColumn(t("Area")),
            "nama_mpp": st.column_config.TextColumn(t("Name of the MPP")),
            "status": st.column_config.SelectboxColumn(
                t("Status"), options=[t(label) for label in STATUSES.values()]
            ),
            "keterangan": st.column_config.TextColumn(t("Note"), max_chars=500),
            "pelapor": st.column_config.TextColumn(
                t("Reporter"), max_chars=200, help=t("Empty = you")
            ),
            "kode": st.column_config.TextColumn(t("Code")),
        },
    )


def _save(context: Context, day: dt.date, edited: pd.DataFrame, who: str) -> None:
    t = context.t
    keys = {t(label): status for status, label in STATUSES.items()}
    reports = [
        Report(
            row["kode"],
            row["nama_mpp"],
            keys.get(row["status"]),
            _text(row["keterangan"]),
            _text(row["pelapor"]),
        )
        for row in edited.to_dict("records")
    ]
    change, faults = plan_reports(context.dataset, day, reports, who)
    if faults:
        _show_faults(faults, t)
    elif change is None:
        st.info(t("Nothing was changed: choose a status for at least one MPP."))
    else:
        try:
            open_store(data_dir()).save([change])
        except StoreError as error:
            reason = t(error.sentence, **error.fields)
            st.error(_tell_failure(reason, t))
        except OSError as error:
            st.error(_tell_failure(error.strerror or str(error), t))
        else:
            catch_up()
            st.session_state[_SAVED] = len(change.rows)
            # The page above the form was drawn from the data of before.
            st.rerun()


def _tell_failure(reason: str, t: Language) -> str:
    return escape_markdown(t("The reports could not be saved: {reason}", reason=reason))


def _show_faults(faults: list[Fault], t: Language) -> None:
    lines = [t("Nothing was saved, as some rows cannot be used:")]
    lines += [fault.describe(t) for fault in faults[:5]]
    st.error("  \n".join(map(escape_markdown, lines)))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
