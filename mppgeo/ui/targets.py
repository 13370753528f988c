"""Targets and pace on the timeline page."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import streamlit as st

from mppgeo.card import Fact, make_links
from mppgeo.language import UNKNOWN, Language
from mppgeo.names import shorten
from mppgeo.pace import LEAST_OPENINGS, Goal, Progress, measure_progress
from mppgeo.regions import select_provinsi
from mppgeo.tables import list_progress
from mppgeo.ui.markup import escape_markdown, show_markup
from mppgeo.ui.state import Context, bind
from mppgeo.ui.tables import show_downloads, show_table
from mppgeo.view import LAST_DAY, NOT_UNDERSTOOD, OWN_TARGET


def show_targets(context: Context) -> None:
    """Choose a target; see gap, pace and projection, and the areas still missing."""
    t = context.t
    st.subheader(t("Targets and pace"))
    goal, source = _choose_goal(context)
    view = context.view
    progress = measure_progress(
        context.dataset, context.as_of, view.denominator, goal, context.places, view.jenis
    )
    show_markup("facts.html", facts=[*source, *tell_progress(progress, goal, context.as_of, t)])
    _show_missing(context)
    _show_provinces(context, goal)


def tell_progress(progress: Progress, goal: Goal, as_of: dt.date, t: Language) -> list[Fact]:
    """Progress in words, one fact per figure, with the reason where there is none."""
    month = t("{number} areas a month")

    def pace(value: float) -> str:
        return month.format(number=t.number(value, 1))

    facts = [
        Fact(
            t("Gap"),
            t.plural(
                "{count} area of {needed} needed",
                "{count} areas of {needed} needed",
                progress.gap,
                needed=t.number(progress.needed),
            ),
        ),
        Fact(t("Pace of the last 12 months"), pace(progress.pace_12)),
        Fact(t("Pace of the last 24 months"), pace(progress.pace_24)),
    ]
    if progress.measured_to < as_of:
        facts.append(
            Fact(
                t("Measured to"),
                t("{date}, the last opening in the records", date=t.date(progress.measured_to)),
            )
        )
    if progress.reached:
        return [*facts, Fact(t("Target"), t("reached"))]
    if progress.pace_needed is None:
        facts.append(Fact(t("Pace needed"), t("the day of the target has passed")))
    else:
        facts.append(Fact(t("Pace needed"), pace(progress.pace_needed)))
    return [*facts, Fact(t("At today's pace"), _tell_projection(progress, t))]


def _tell_projection(progress: Progress, t: Language) -> str:
    if progress.too_few:
        return t.plural(
            "no projection: only {count} opening in 24 months, at least {least} are needed",
            "no projection: only {count} openings in 24 months, at least {least} are needed",
            progress.openings,
            least=LEAST_OPENINGS,
        )
    if progress.projected is None:
        return t("no projection: more than a hundred years away")
    latest = t("open") if progress.latest is None else t.date(progress.latest, "month")
    return t(
        "{date} (80% interval: {earliest} to {latest})",
        date=t.date(progress.projected, "month"),
        earliest=t.date(progress.earliest, "month"),
        latest=latest,
    )


def _choose_goal(context: Context) -> tuple[Goal, list[Fact]]:
    t, view = context.t, context.view
    targets = context.dataset.records["targets"].set_index("kode")
    english = view.lang == "en"
    labels = {
        kode: row.keterangan_en if english else row.keterangan
        for kode, row in zip(targets.index, targets.itertuples(), strict=True)
    }
    labels[OWN_TARGET] = t("Own target")
    if view.sasaran and view.sasaran.kode and view.sasaran.kode not in labels:
        notice = t(NOT_UNDERSTOOD, name="sasaran", value=view.sasaran.kode)
        st.warning(escape_markdown(notice), icon=":material/link_off:")
    chosen = view.sasaran.kode if view.sasaran and view.sasaran.kode in labels else None
    if view.sasaran and view.sasaran.kode is None:
        chosen = OWN_TARGET
    chosen = chosen or (targets["tanggal"].idxmax() if len(targets) else OWN_TARGET)
    left, middle, right = st.columns([3, 1, 1])
    with left:
        st.selectbox(
            t("Target"),
            list(labels),
            format_func=labels.get,
            **bind("w_sasaran", chosen, lambda view, kode: view.aim(kode, context.today)),
        )
    if chosen != OWN_TARGET:
        row = targets.loc[chosen]
        who = f"{row['penyebut_sasaran']}, {t.date(row['tanggal_ucapan'])}"
        return Goal(row["tanggal"].date(), float(row["persen"])), [
            Fact(t("Said by"), who, make_links(row["sumber_url"])),
            Fact(
                t("Denominator"),
                t(
                    "stated of {stated} areas, measured here on {here}",
                    stated=row["penyebut"],
                    here=view.denominator,
                ),
            ),
        ]
    own = view.aim(OWN_TARGET, context.today).sasaran if not view.sasaran else view.sasaran
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
    return Goal(own.date, own.share), []


def _show_missing(context: Context) -> None:
    t, areas = context.t, context.snapshot.areas
    if context.places:
        areas = areas[areas.index.str[:2].isin(context.places)]
    missing = areas[areas["has_mpp"].eq(False)]
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
