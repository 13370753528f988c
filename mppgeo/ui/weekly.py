"""The weekly page of the view and its tables, for editors."""

from __future__ import annotations

from functools import partial

import streamlit as st

from mppgeo.base.budgets import FILES
from mppgeo.base.paths import data_dir
from mppgeo.briefing.files import FORMS as KNOWN
from mppgeo.briefing.making import make_week_apart
from mppgeo.briefing.weekly import FORMS, gather_week, make_scene, name_weekly
from mppgeo.importing.failures import explain_failure
from mppgeo.scene.scene import Scene
from mppgeo.store.choice import open_store
from mppgeo.store.journal import StoreError
from mppgeo.ui.downloads import NotNow, make_in_turn
from mppgeo.ui.editor import find_editor
from mppgeo.ui.state import Context


def show_weekly(context: Context) -> None:
    """Draw the buttons that save the page of the seven days up to the day of the view."""
    if find_editor() is None:
        return
    t, scene = context.t, make_scene(context)
    labels = {"pdf": t("Weekly page, A4 (PDF)"), "xlsx": t("Weekly tables (XLSX)")}
    with st.container(horizontal=True, key="weekly"):
        for form in FORMS:
            st.download_button(
                labels[form],
                make_in_turn(FILES[form], partial(_make, scene, form), t),
                file_name=name_weekly(scene, form),
                mime=KNOWN[form].mime,
                icon=":material/download:",
                type="tertiary",
                on_click="ignore",
                key=f"b_weekly_{form}",
            )


def _make(scene: Scene, form: str) -> bytes:
    try:
        entries = open_store(data_dir()).list_entries()
    except (StoreError, OSError) as error:
        raise NotNow(explain_failure(error, scene.t)) from None
    return make_week_apart(gather_week(scene, entries), form)
