"""Growth on the timeline page: curve, table of a span, years, small multiples."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st

from mppgeo.base.names import shorten
from mppgeo.content.charts import RANGE, draw_timeline, draw_years
from mppgeo.content.links import find_address
from mppgeo.content.tables import describe_mpp
from mppgeo.content.targets import find_target, look_ahead
from mppgeo.content.trend import trace_provinces
from mppgeo.country.regions import select_provinsi
from mppgeo.growth.curve import (
    count_by_year,
    find_joint_inaugurations,
    select_openings,
    trace_growth,
)
from mppgeo.growth.reconciliation import reconcile
from mppgeo.scene.view import FIRST_DAY
from mppgeo.ui.charts import show_chart
from mppgeo.ui.markup import escape_markdown, show_markup
from mppgeo.ui.state import Context
from mppgeo.ui.tables import show_downloads, show_table


def show_growth(context: Context) -> None:
    """The cumulative curve; a span dragged on it lists the openings within."""
    t, view = context.t, context.view
    growth = trace_growth(
        context.dataset, context.as_of, view.denominator, context.places, view.jenis
    )
    national = not context.places and not view.jenis
    totals = [c for c in reconcile(context.dataset) if c.day <= context.day] if national else []
    mpp = context.mpp_of_places
    joint = find_joint_inaugurations(mpp)
    areas = context.total.areas
    st.subheader(t("Growth"))
    event = show_chart(
        draw_timeline,
        growth,
        areas,
        totals,
        joint,
        context.as_of,
        look_ahead(context, find_target(context).goal),
        t=t,
        key="growth",
        on_select="rerun",
    )
    notes = [
        t("Line: areas with an MPP. Light band: may have opened earlier, as the date is known only as a span."),
        t("Dashed: joint inaugurations; from where the records end on, today's pace. Diamonds: targets."),
    ]  # fmt: skip
    if totals:
        notes.append(t("Dots: official totals."))
    st.caption(" ".join(notes))
    _show_span(context, mpp, _read_span(event, context.day))
    with st.expander(t("Joint inaugurations")):
        for one in reversed(joint):
            names = t.listing([shorten(nama) for nama in one.rows["kabkota"]])
            label = t.plural("{count} MPP", "{count} MPPs", one.count)
            show_markup("paragraphs.html", texts=[f"{t.date(one.date)}, {label}: {names}"])


def show_years(context: Context) -> None:
    """Openings per year."""
    t = context.t
    years = count_by_year(context.mpp_of_places)
    st.subheader(t("Openings per year"))
    if years.empty:
        show_markup("paragraphs.html", texts=[t("No MPP had opened by then.")])
        return
    show_chart(draw_years, years, t=t, key="years")


def show_small_multiples(context: Context) -> None:
    """Coverage over time, one small curve per province, the highest first; each opens its province."""
    t, view = context.t, context.view
    codes = context.places or tuple(select_provinsi(context.dataset.regions)["kode"])
    st.subheader(t("Coverage by province"))
    curves = trace_provinces(context.dataset, context.as_of, view.denominator, codes, view.jenis, t)
    linked = [
        {"curve": curve, "url": find_address(view.open_provinsi(curve.kode))} for curve in curves
    ]
    show_markup("curves.html", curves=linked)
    said = t("From 0 to 100 percent, since {first}.", first=FIRST_DAY.year)
    if context.day < context.as_of:
        said += " " + t("Grey: no records yet.")
    st.caption(escape_markdown(said))


def _read_span(event: object, last: dt.date) -> tuple[dt.date, dt.date] | None:
    chosen = (getattr(event, "selection", None) or {}).get(RANGE) or {}
    days = chosen.get("day")
    if not days:
        return None
    first, final = sorted(dt.datetime.fromtimestamp(ms / 1000, dt.UTC).date() for ms in days)
    return max(first, FIRST_DAY), min(final, last)


def _show_span(context: Context, mpp: pd.DataFrame, span: tuple[dt.date, dt.date] | None) -> None:
    t = context.t
    if span is None:
        st.caption(t("Drag over the chart to list the openings of a span."))
        return
    rows = select_openings(mpp, *span)
    st.markdown(
        t.plural(
            "{count} MPP opened from {first} to {last}",
            "{count} MPPs opened from {first} to {last}",
            len(rows),
            first=t.date(span[0]),
            last=t.date(span[1]),
        )
    )
    table = describe_mpp(context.dataset, rows, context.as_of, t, name="rentang")
    show_table(table, context, height=260)
    show_downloads(table, context)
