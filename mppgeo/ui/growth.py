"""Growth on the timeline page: curve, table of a span, years, small multiples."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st

from mppgeo.base.caching import cached
from mppgeo.base.language import Language
from mppgeo.base.names import shorten
from mppgeo.content.charts import RANGE, draw_growth, draw_provinces, draw_years
from mppgeo.content.tables import describe_mpp
from mppgeo.country.regions import select_provinsi
from mppgeo.dataset import Dataset
from mppgeo.growth.curve import (
    count_by_year,
    find_joint_inaugurations,
    select_openings,
    trace_growth,
)
from mppgeo.growth.reconciliation import reconcile
from mppgeo.scene.view import FIRST_DAY
from mppgeo.ui.charts import show_chart
from mppgeo.ui.markup import show_markup
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
        draw_growth,
        growth,
        areas,
        totals,
        joint,
        context.as_of,
        t=t,
        key="growth",
        on_select="rerun",
    )
    notes = [
        t("Line: areas with an MPP. Light band: may have opened earlier, as the date is known only as a span."),
        t("Dashed: joint inaugurations."),
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
    """Coverage over time, one small chart per province."""
    t = context.t
    codes = context.places or tuple(select_provinsi(context.dataset.regions)["kode"])
    st.subheader(t("Coverage by province"))
    view = context.view
    frame = trace_provinces(context.dataset, context.as_of, view.denominator, codes, view.jenis, t)
    show_chart(draw_provinces, frame, context.as_of, t=t, key="provinces")
    if context.day < context.as_of:
        st.caption(t("Grey: no records yet."))


@cached(maxsize=64)
def trace_provinces(
    dataset: Dataset,
    until: dt.date,
    denominator: int,
    codes: tuple[str, ...],
    jenis: str | None,
    t: Language,
) -> pd.DataFrame:
    """Coverage of each province on the days it rose, with what a tooltip says."""
    parts = []
    for kode in codes:
        growth = trace_growth(dataset, until, denominator, (kode,), jenis)
        rises = growth["areas_with_mpp"].diff().ne(0)
        growth = growth[rises | (growth.index == growth.index[-1])]
        name = shorten(dataset.names[kode])
        told = [
            f"{name}, {t.date(row.day, 'medium')}: {t.percent(row.coverage_pct)}"
            for row in growth.itertuples()
        ]
        parts.append(growth[["day", "coverage_pct"]].assign(nama=name, told=told))
    return pd.concat(parts, ignore_index=True)


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
