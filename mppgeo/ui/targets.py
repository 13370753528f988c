"""Targets and pace on the timeline page."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from mppgeo.base.facts import Fact
from mppgeo.base.language import UNKNOWN
from mppgeo.base.names import shorten
from mppgeo.content.tables import list_progress
from mppgeo.content.targets import Target, find_target, measure_scene, name_targets, tell_progress
from mppgeo.country.regions import select_provinsi
from mppgeo.coverage import select_missing
from mppgeo.growth.pace import Goal
from mppgeo.scene.view import LAST_DAY, NOT_UNDERSTOOD, OWN_TARGET, Aim
from mppgeo.ui.markup import escape_markdown, show_markup
from mppgeo.ui.state import Context, bind
from mppgeo.ui.tables import show_downloads, show_table


def show_targets(context: Context) -> None:
    """Choose a target; see gap, pace and projection, and the areas still missing."""
    t = context.t
    st.subheader(t("Targets and pace"))
    target = _choose_target(context)
    progress = measure_scene(context, target.goal)
    facts = [*target.source, *tell_progress(progress, context.as_of, t)]
    show_markup("facts.html", facts=facts)
    _show_missing(context)
    _show_provinces(context, target.goal)


def _choose_target(context: Context) -> Target:
    t, view = context.t, context.view
    target, labels = find_target(context), name_targets(context.dataset, t)
    if view.sasaran and view.sasaran.kode and view.sasaran.kode not in labels:
        notice = t(NOT_UNDERSTOOD, name="sasaran", value=view.sasaran.kode)
        st.warning(escape_markdown(notice), icon=":material/link_off:")
    left, middle, right = st.columns([3, 1, 1])
    with left:
        st.selectbox(
            t("Target"),
            list(labels),
            format_func=labels.get,
            **bind("w_sasaran", target.kode, lambda view, kode: view.aim(kode, context.today)),
        )
    if target.kode != OWN_TARGET:
        return target
    own = Aim(date=target.goal.date, share=int(target.goal.share))
    with middle:
        st.date_input(
            t("Day by which"),
            format="DD/MM/YYYY",
            max_value=LAST_DAY,
            **bind(
                "w_sasaran_hari",
                own.date,
                lambda view, day: replace(view, sasaran=replace(own, date=day or own.date)),
            ),
        )
    with right:
        st.number_input(
            t("Share (%)"),
            min_value=1,
            max_value=100,
            **bind(
                "w_sasaran_persen",
                own.share,
                lambda view, share: replace(view, sasaran=replace(own, share=int(share))),
            ),
        )
    return target


def _show_missing(context: Context) -> None:
    t = context.t
    missing = select_missing(context.snapshot, context.places)
    label = t.plural("{count} area still missing", "{count} areas still missing", len(missing))
    with st.expander(label):
        facts = [
            Fact(
                shorten(context.dataset.names.get(kode, UNKNOWN)),
                ", ".join(shorten(nama) for nama in rows["nama"]),
            )
            for kode, rows in missing.groupby("kode_provinsi")
        ]
        show_markup("facts.html", facts=facts)


def _show_provinces(context: Context, goal: Goal) -> None:
    t = context.t
    codes = context.places or tuple(select_provinsi(context.dataset.regions)["kode"])
    view = context.view
    table = list_progress(
        context.dataset, context.as_of, view.denominator, goal, codes, view.jenis, t
    )
    with st.expander(t("Every province")):
        show_table(table, context, height=330)
        show_downloads(table, context)
