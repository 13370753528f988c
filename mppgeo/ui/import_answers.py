"""What a visitor answers about an upload: areas in question, values for the whole file."""

from __future__ import annotations

import streamlit as st

from mppgeo.base.language import Language
from mppgeo.dataset import Dataset
from mppgeo.importing.areas import UncertainArea
from mppgeo.importing.columns import Column
from mppgeo.importing.plan import ImportPlan
from mppgeo.importing.telling import tell_uncertain
from mppgeo.ui.markup import escape_markdown, show_markup

_ASKED = 30
"""Rows in question that are shown at once; answered ones make room for others."""


def find_choices(digest: str) -> dict[int, str]:
    """The code that was chosen for each row in question of an upload."""
    return dict(st.session_state.get(f"i_choices_{digest}", {}))


def find_settings(digest: str) -> dict[str, str]:
    """The values that were given for the whole of an upload, by column."""
    return dict(st.session_state.get(f"i_given_{digest}", {}))


def choose_areas(
    dataset: Dataset, uncertain: tuple[UncertainArea, ...], digest: str, t: Language
) -> None:
    """A box for each row in question, likely areas first; what is chosen makes a new plan."""
    key = f"i_choices_{digest}"
    with st.expander(t("Which area is meant?") + f" ({len(uncertain)})", expanded=True):
        for area in uncertain[:_ASKED]:
            likely = {c.kode: f"{c.kode} {c.nama}, {c.provinsi}" for c in area.candidates}
            labels = likely or {kode: f"{kode} {nama}" for kode, nama in dataset.names.items()}

            def choose(row: int = area.row) -> None:
                kode = st.session_state[f"{key}_{row}"]
                chosen = {**st.session_state.get(key, {}), row: kode}
                st.session_state[key] = {r: k for r, k in chosen.items() if k}

            st.selectbox(
                escape_markdown(tell_uncertain(area, t).split(":")[0]),
                [None, *labels],
                format_func=lambda kode, labels=labels: labels.get(kode, t("choose …")),
                key=f"{key}_{area.row}",
                on_change=choose,
            )
        rest = len(uncertain) - _ASKED
        if rest > 0:
            told = t.plural("… and {count} other", "… and {count} others", rest)
            show_markup("paragraphs.html", texts=[told])


def show_choices(dataset: Dataset, digest: str, t: Language) -> None:
    """What was chosen for rows in question, and a way back."""
    key = f"i_choices_{digest}"
    chosen = find_choices(digest)
    if not chosen:
        return
    told = ", ".join(
        f"{t('row {row}', row=row)}: {kode} {dataset.names.get(kode, '')}"
        for row, kode in sorted(chosen.items())
    )

    def forget() -> None:
        for row in st.session_state.pop(key, {}):
            st.session_state.pop(f"{key}_{row}", None)

    st.caption(escape_markdown(t("Chosen: {areas}", areas=told)))
    st.button(t("Choose again"), icon=":material/undo:", on_click=forget, key=f"{key}_again")


def ask_settings(plan: ImportPlan, digest: str, t: Language) -> None:
    """Fields for the columns in which the file says nothing; those a new row needs stand open."""
    needed = [column for column in plan.unsaid if column.required]
    others = [column for column in plan.unsaid if not column.required]
    wanted = {fault.column for fault in plan.rejected}
    opened = bool(plan.given) or any(column.name in wanted for column in needed)
    with st.expander(t("Values for the whole file"), expanded=opened):
        st.caption(
            t(
                "For columns that the file does not have or leaves empty; known values of the records"
                " stay as they are."
            )
        )
        for column in needed:
            _ask_setting(column, digest, t)
        more = st.multiselect(
            t("Other columns"),
            [column.name for column in others],
            placeholder=t("choose …"),
            key=f"i_more_{digest}",
        )
        for column in others:
            if column.name in more:
                _ask_setting(column, digest, t)


def _ask_setting(column: Column, digest: str, t: Language) -> None:
    key = f"i_given_{digest}"
    field = f"{key}_{column.name}"

    def give() -> None:
        given = {**st.session_state.get(key, {}), column.name: st.session_state[field] or ""}
        st.session_state[key] = {name: text for name, text in given.items() if text.strip()}

    label = f"{column.name}: {t(column.meaning)}"
    if column.allowed:
        st.selectbox(label, column.allowed, index=None, placeholder=t("choose …"), key=field, on_change=give)  # fmt: skip
    else:
        st.text_input(label, placeholder=column.example, key=field, on_change=give)


def show_forgetting(digest: str, t: Language) -> None:
    """A way back from values for the whole file with which it is refused."""
    key = f"i_given_{digest}"
    if not find_settings(digest):
        return

    def forget() -> None:
        for name in st.session_state.pop(key, {}):
            st.session_state.pop(f"{key}_{name}", None)

    st.button(
        t("Take back the values for the whole file"), icon=":material/undo:",
        on_click=forget, key=f"{key}_again",
    )  # fmt: skip
