"""What is not known, said once, and how an office fills it."""

from __future__ import annotations

import streamlit as st

from mppgeo.importing.template import write_template
from mppgeo.ui.markup import escape_markdown
from mppgeo.ui.state import Context

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show_gap(context: Context, feature: str, table: str) -> None:
    """Draw one sentence on what is not known, and the template by which it can be told.

    Parameters
    ----------
    feature : what is not known, as the subject of the sentence.
    table : of the records, that holds it.
    """
    t = context.t
    with st.container(horizontal=True, vertical_alignment="center", key=f"gap_{table}"):
        said = t("Not known: {feature}. An office can fill in the template and send it to whoever keeps the data.", feature=feature)  # fmt: skip
        st.markdown(escape_markdown(said), width="stretch")
        st.download_button(
            t("Excel template of the table"),
            lambda: write_template(table, t),
            file_name=f"{table}.xlsx",
            mime=_XLSX,
            key=f"template_{table}",
            on_click="ignore",
            type="tertiary",
            icon=":material/download:",
        )
