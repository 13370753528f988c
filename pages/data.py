"""The data page: what was read, what was left out, how it differs, what columns mean."""

import streamlit as st

from mppgeo.base.facts import Fact, make_links
from mppgeo.base.language import mark
from mppgeo.boundaries.attribution import attribute_sources
from mppgeo.content.boundary_tables import MADE_BY
from mppgeo.content.findings import tell_data
from mppgeo.content.provenance import (
    describe_columns,
    describe_files,
    find_latest_total,
    read_figures,
)
from mppgeo.content.sentences import tell_official
from mppgeo.ui.headline import show_title
from mppgeo.ui.history import show_history
from mppgeo.ui.importing import show_import
from mppgeo.ui.markup import show_markup
from mppgeo.ui.shipped import show_shipped
from mppgeo.ui.state import Context

OPERATION = mark(
    "“Operating” on records of 2017 to 2024 mostly means that the source counted the MPP as open,"
    " not that it was checked recently."
)

context: Context = st.session_state["context"]
dataset, t = context.dataset, context.t

show_title(context, t("Data and quality"), tell_data(context), place=False, basis=False)

st.subheader(t("Left out"))
if dataset.faults:
    st.error(
        t.plural(
            "{count} fault was found. What it concerns is left out; everything else is shown.",
            "{count} faults were found. What they concern is left out; everything else is shown.",
            len(dataset.faults),
        )
    )
    show_markup("list.html", facts=[Fact(fault.describe(t)) for fault in dataset.faults])
else:
    st.success(t("Nothing: all rows of all files are valid."))

st.subheader(t("Import"))
show_import(context)

st.subheader(t("History of changes"))
show_history(context)
show_shipped(context)

st.subheader(t("Files"))
st.dataframe(
    describe_files(dataset, t),
    hide_index=True,
    height="content",
    column_config={
        "file": t("File"), "meaning": t("One row is"), "rows": t("Rows"),
        "used": t("Used"), "left_out": t("Left out"),
    },
)  # fmt: skip

st.subheader(t("Differences from official figures"))
difference = find_latest_total(dataset, context.day)
texts = [t(OPERATION)]
if difference:
    texts.insert(0, tell_official(difference, t))
english = context.view.lang == "en"
notes = [
    Fact(row.isi_en if english else row.isi, links=make_links(row.sumber_url))
    for row in dataset.records["data_notes"].itertuples()
]
show_markup("list.html", facts=[*map(Fact, texts), *notes])
others = context.snapshot.not_counted
if len(others):
    show_markup(
        "paragraphs.html", texts=[t("MPPs in the records that are not in the national count:")]
    )
    facts = [
        Fact(
            row.nama_mpp,
            row.catatan if isinstance(row.catatan, str) else "",
            make_links(row.sumber_url),
        )
        for row in others.itertuples()
    ]
    show_markup("facts.html", facts=facts)

st.subheader(t("Boundaries"))
texts = [attribute_sources(dataset.boundaries, t)]
figures = read_figures(dataset.boundaries_folder.parent) if dataset.boundaries.is_derived else {}
if dataset.boundaries.is_derived:
    texts.append(t(MADE_BY))
if {"villages", "villages_right", "area_error_median"} <= set(figures):
    texts.append(
        t(
            "{villages} of {count} village centres lie inside their own kabupaten or kota; the median area differs by {error} from the official one.",
            villages=t.percent(100 * figures["villages_right"]),
            count=t.number(figures["villages"]),
            error=t.percent(100 * figures["area_error_median"]),
        )
    )
texts.append(t("The page Boundaries shows the set in use, its quality and the sets installed."))
show_markup("paragraphs.html", texts=texts)

st.subheader(t("Columns"))
st.dataframe(
    describe_columns(t),
    hide_index=True,
    height=420,
    column_config={
        "file": t("File"), "column": t("Column"), "meaning": t("Meaning"),
        "allowed": t("Allowed values"), "unit": t("Unit"), "required": t("Required"), "example": t("Example"),
    },
)  # fmt: skip
