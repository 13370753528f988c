"""The reconciliation page: our totals against the official ones, and what explains them."""

import streamlit as st

from mppgeo.base.facts import Fact, make_links
from mppgeo.base.names import shorten
from mppgeo.content.explanations import list_explained, list_explanations
from mppgeo.content.sentences.reconciliation import tell_reconciliation
from mppgeo.growth.explanation import find_unfound
from mppgeo.growth.reconciliation import StatementCheck, check_statements, reconcile
from mppgeo.ui.headline import show_title
from mppgeo.ui.markup import show_markup
from mppgeo.ui.state import Context
from mppgeo.ui.tables import show_downloads, show_table

_FIRST = 8
"""Differences told at once; earlier ones are folded away."""

context: Context = st.session_state["context"]
dataset, t = context.dataset, context.t
comparisons = [one for one in reconcile(dataset) if one.day <= context.day]


def tell_statement(check: StatementCheck) -> Fact:
    kinds = {"lengkap": t("Provinces that are complete"), "tanpa": t("Provinces without any MPP")}
    said = t.listing([shorten(check.names.get(kode, kode)) for kode in check.named]) or t.number(
        check.quoted
    )
    ours = t.listing([shorten(check.names.get(kode, kode)) for kode in check.ours])
    verdict = t("agrees") if check.agrees else t("differs")
    told = t(
        "stated {said}; by our records {count}: {ours} ({verdict})",
        said=said, count=t.number(len(check.ours)), ours=ours, verdict=verdict,
    )  # fmt: skip
    return Fact(f"{t.date(check.day)}: {kinds[check.kind]}", told, make_links(check.source))


unfound = [one for one in find_unfound(dataset) if one.until <= context.day]
told = tell_reconciliation(comparisons, unfound, t)
show_title(context, t("Our totals and the official ones"), told, place=False)

st.subheader(t("What explains the differences"))
facts = list_explanations(dataset, comparisons, t)
if not facts:
    show_markup("paragraphs.html", texts=[t("There are no differences.")])
show_markup("facts.html", facts=facts[:_FIRST])
if len(facts) > _FIRST:
    with st.expander(t("Earlier totals")):
        show_markup("facts.html", facts=facts[_FIRST:])

st.subheader(t("Every official total"))
show_markup(
    "paragraphs.html",
    texts=[
        t("Every official total up to the day chosen, beside the MPPs of our records that count on its day. Nothing is entered by hand to make a figure agree.")
    ],
)  # fmt: skip
table = list_explained(dataset, context.day, t)
show_table(table, context, height=420)
show_downloads(table, context)

st.subheader(t("Statements about provinces"))
checks = [check for check in check_statements(dataset) if check.day <= context.day]
if checks:
    show_markup("facts.html", facts=[tell_statement(check) for check in checks])
else:
    show_markup("paragraphs.html", texts=[t("None up to this day.")])
history = dataset.records["province_history"]
facts = [
    Fact(
        shorten(dataset.names[row.kode]),
        t(
            "set up on {date}; its areas belonged to {parent} until then ({law})",
            date=t.date(row.tanggal_peresmian.date()),
            parent=shorten(dataset.names[row.kode_induk]),
            law=row.dasar_hukum,
        ),
        make_links(row.sumber_url),
    )
    for row in history.itertuples()
]
st.subheader(t("Provinces set up later"))
show_markup("facts.html", facts=facts)
