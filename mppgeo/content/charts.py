"""Charts of growth, as Altair specifications; all texts come in the reader's language.

Vega knows no Indonesian month names, so axes show years and tooltips carry
texts made here.
"""

from __future__ import annotations

import datetime as dt

import altair as alt
import pandas as pd

from mppgeo.base.language import Language
from mppgeo.content.classes import BEYOND, PRESENCE
from mppgeo.content.sentences import tell_joint
from mppgeo.content.targets import NOTHING_AHEAD, Ahead
from mppgeo.growth.curve import JointInauguration
from mppgeo.growth.reconciliation import Comparison

INK = PRESENCE["ada"].colour
SAND = "#c9852c"
GREY = "#8a969c"
REACH_COLOURS = ("#00463a", "#2a8873", "#c9852c", "#7a4a12")
"""Lines from the nearest distance to the farthest; dark enough for thin lines on white."""
_TALL, _LESS, _SHORT = 300, 280, 140
"""Heights of the charts over time, in pixels."""
_FONT = '"Source Sans", sans-serif'
RANGE = "range"
"""Name of the selection that picks a span of days."""


def draw_short_growth(
    growth: pd.DataFrame,
    areas: int,
    totals: list[Comparison],
    joint: list[JointInauguration],
    end: dt.date,
    t: Language,
) -> alt.LayerChart:
    """The same as :func:`draw_growth`, low enough for a page of paper with much else on it."""
    chart = draw_growth(growth, areas, totals, joint, end, t, title=t("With MPP"))
    return chart.properties(height=_SHORT)


def draw_timeline(
    growth: pd.DataFrame,
    areas: int,
    totals: list[Comparison],
    joint: list[JointInauguration],
    end: dt.date,
    ahead: Ahead,
    t: Language,
) -> alt.LayerChart:
    """The same as :func:`draw_growth` with targets, and a projection from the last day known."""
    return draw_growth(growth, areas, totals, joint, end, t, ahead=ahead)


def draw_growth(
    growth: pd.DataFrame,
    areas: int,
    totals: list[Comparison],
    joint: list[JointInauguration],
    end: dt.date,
    t: Language,
    *,
    ahead: Ahead = NOTHING_AHEAD,
    title: str = "",
) -> alt.LayerChart:
    """Areas with an MPP over time, official totals as dots, joint inaugurations as marks.

    Parameters
    ----------
    growth : frame of :func:`mppgeo.growth.curve.trace_growth`.
    areas : size of the denominator, for the scale of the share.
    totals, joint : may be empty.
    end : last day of the axis; what lies beyond the curve is marked as not known.
    ahead : targets and projection; the axis goes on to the last of them.
    title : of the axis of areas, where it must be short; "" = the long one.
    """
    frame = growth.assign(
        told=[
            t("{date}: {with_mpp} areas ({share})", date=t.date(row.day, "medium"), with_mpp=t.number(row.areas_with_mpp), share=t.percent(row.coverage_pct))
            for row in growth.itertuples()
        ]
    )  # fmt: skip
    aims = [needed for _, needed, _ in ahead.goals]
    if ahead.projected:
        aims.append(ahead.projected[1])
    top = max([growth["possible"].max(), *[c.quoted for c in totals], *aims, 1]) * 1.05
    x = alt.X("day:T", title=None, axis=_axis_of_years())
    count = alt.Scale(domain=[0, top], nice=False)
    base = alt.Chart(frame).encode(x=x)
    pick = alt.selection_interval(name=RANGE, encodings=["x"])
    layers = [
        base.mark_area(color=INK, opacity=0.18).encode(
            y=alt.Y(
                "areas_with_mpp:Q",
                scale=count,
                title=title or t("Areas with an MPP"),
                axis=axis_of_counts(t),
            ),
            y2="possible:Q",
        ),
        base.mark_line(color=INK, strokeWidth=2.2, interpolate="step-after")
        .encode(y=alt.Y("areas_with_mpp:Q", scale=count), tooltip=alt.Tooltip("told:N", title=" "))
        .add_params(pick),
    ]
    if joint:
        layers.append(_mark_joint(joint, t))
    if totals:
        layers.append(_dot_totals(totals, count, t))
    layers += _draw_ahead(growth, ahead, count, t)
    share = base.mark_line(opacity=0).encode(
        y=alt.Y(
            "coverage_pct:Q",
            scale=alt.Scale(domain=[0, 100 * top / max(areas, 1)], nice=False),
            title=t("Coverage (%)"),
            axis=axis_of_shares(t, orient="right", grid=False),
        )
    )
    beyond = mark_beyond(growth["day"].max(), end, t)
    counts = alt.layer(*beyond, *layers)
    return dress(alt.layer(counts, share).resolve_scale(y="independent"), _TALL)


def draw_years(years: pd.DataFrame, t: Language) -> alt.Chart:
    """Openings per year; the part whose year is not certain is lighter."""
    frame = years.assign(
        certain=years["openings"] - years["uncertain"],
        told=[
            t.plural("{year}: {count} opening", "{year}: {count} openings", row.openings, year=row.year)
            for row in years.itertuples()
        ],
    )  # fmt: skip
    long = frame.melt(["year", "told"], ["certain", "uncertain"], "kind", "count")
    chart = (
        alt.Chart(long)
        .mark_bar()
        .encode(
            x=alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0)),
            y=alt.Y("count:Q", title=t("Openings"), axis=axis_of_counts(t)),
            color=alt.Color(
                "kind:N",
                scale=alt.Scale(domain=["certain", "uncertain"], range=[INK, "#7cc8b3"]),
                legend=None,
            ),
            tooltip=alt.Tooltip("told:N", title=" "),
        )
    )
    return dress(chart, 220)


def mark_beyond(last: pd.Timestamp, end: dt.date, t: Language) -> list[alt.Chart]:
    """Layers that cover the axis from the last day known to its end; none where it ends there."""
    if pd.Timestamp(end) <= last:
        return []
    told = t("no records yet")
    frame = pd.DataFrame({"from": [last], "to": [pd.Timestamp(end)], "told": [told]})
    middle = last + (pd.Timestamp(end) - last) / 2
    # Lines are named beside their ends, mostly higher up.
    foot = alt.value("height")
    band = alt.Chart(frame).mark_rect(color=BEYOND).encode(x="from:T", x2="to:T")
    words = (
        alt.Chart(frame.assign(middle=middle))
        .mark_text(angle=270, align="left", dx=6, color="#5d6b72", fontSize=11)
        .encode(x="middle:T", y=foot, text="told:N", tooltip=alt.Tooltip("told:N", title=" "))
    )
    return [band, words]


def _draw_ahead(
    growth: pd.DataFrame, ahead: Ahead, scale: alt.Scale, t: Language
) -> list[alt.Chart]:
    layers = []
    if ahead.projected:
        day, areas = ahead.projected
        last = growth.iloc[-1]
        told = t(
            "Projection at today's pace, from {date} on", date=t.date(last["day"].date(), "medium")
        )
        frame = pd.DataFrame(
            {
                "day": [last["day"], pd.Timestamp(day)],
                "areas": [float(last["areas_with_mpp"]), areas],
                "told": told,
            }
        )
        layers.append(
            alt.Chart(frame)
            .mark_line(color=INK, strokeDash=[5, 4], strokeWidth=1.8, point={"size": 1})
            .encode(
                x="day:T",
                y=alt.Y("areas:Q", scale=scale),
                tooltip=alt.Tooltip("told:N", title=" "),
            )
        )
    if ahead.goals:
        frame = pd.DataFrame(
            {
                "day": [pd.Timestamp(day) for day, *_ in ahead.goals],
                "areas": [needed for _, needed, _ in ahead.goals],
                "told": [
                    f"{name}: {t.number(needed)}, {t.date(day, 'medium')}"
                    for day, needed, name in ahead.goals
                ],
            }
        )
        layers.append(
            alt.Chart(frame)
            .mark_point(shape="diamond", size=80, color="#16262e", strokeWidth=1.8)
            .encode(
                x="day:T",
                y=alt.Y("areas:Q", scale=scale),
                tooltip=alt.Tooltip("told:N", title=" "),
            )
        )
    return layers


def _mark_joint(joint: list[JointInauguration], t: Language) -> alt.Chart:
    frame = pd.DataFrame(
        {
            "day": [pd.Timestamp(one.date) for one in joint],
            "told": [tell_joint(one.count, one.date, t) for one in joint],
        }
    )
    return (
        alt.Chart(frame)
        .mark_rule(color=GREY, strokeDash=[3, 3], opacity=0.8, strokeWidth=1.5)
        .encode(x="day:T", tooltip=alt.Tooltip("told:N", title=" "))
    )


def _dot_totals(totals: list[Comparison], scale: alt.Scale, t: Language) -> alt.Chart:
    frame = pd.DataFrame(
        {
            "day": [pd.Timestamp(one.day) for one in totals],
            "quoted": [one.quoted for one in totals],
            "told": [
                "; ".join(filter(None, [
                    t("{date}: official total {quoted}, ours {ours}", date=t.date(one.day, "medium"), quoted=t.number(one.quoted), ours=t.number(one.ours)),
                    one.tell_basis(t),
                ]))
                for one in totals
            ],
        }
    )  # fmt: skip
    return (
        alt.Chart(frame)
        .mark_circle(color=SAND, size=42, opacity=0.85)
        .encode(
            x="day:T",
            y=alt.Y("quoted:Q", scale=scale),
            tooltip=alt.Tooltip("told:N", title=" "),
        )
    )


def axis_of_counts(t: Language, **options: object) -> alt.Axis:
    """An axis of areas, MPPs or people: whole numbers, as the language of the page groups them."""
    return alt.Axis(format=",d", tickMinStep=1, labelExpr=_write_labels(t), **options)


def axis_of_shares(t: Language, **options: object) -> alt.Axis:
    """An axis of percentages, with the decimal sign of the page's language."""
    return alt.Axis(labelExpr=_write_labels(t), **options)


def _axis_of_years() -> alt.Axis:
    # On a phone every second year.
    return alt.Axis(
        format="%Y", tickCount="year", grid=False, labelOverlap="parity", labelSeparation=5
    )


def _write_labels(t: Language) -> str:
    """Vega writes numbers the English way only."""
    english = "datum.label"
    swapped = "replace(replace(replace(datum.label, /,/g, ' '), /[.]/g, ','), / /g, '.')"
    return swapped if t.number(0.5, 1) == "0,5" else english


def dress(chart: alt.TopLevelMixin, height: int) -> alt.TopLevelMixin:
    """A chart in the page's typeface, without a frame.

    Parameters
    ----------
    height : pixels.
    """
    return chart.properties(height=height).configure(font=_FONT).configure_view(stroke=None)


def draw_reach(
    reach: pd.DataFrame, names: dict[int, str], end: dt.date, t: Language
) -> alt.LayerChart:
    """Share of the people within some distances of an MPP over time; each line says its own name.

    Parameters
    ----------
    reach : frame of :func:`mppgeo.planning.reach_trace.trace_reach`.
    names : distances in km to draw, with what they are called.
    end : last day of the axis; what lies beyond the lines is marked as not known.
    """
    colours = dict(zip(names.values(), REACH_COLOURS, strict=False))
    parts = [
        pd.DataFrame(
            {
                "day": reach["day"],
                "name": name,
                "share": reach[f"people_{km}_pct"],
                "told": [
                    t("{date}, {name}: {share} of the people", date=t.date(row.day, "medium"), name=name, share=t.percent(getattr(row, f"people_{km}_pct")))
                    for row in reach.itertuples()
                ],
            }
        )
        for km, name in names.items()
    ]  # fmt: skip
    frame = pd.concat(parts, ignore_index=True)
    colour = alt.Color(
        "name:N",
        scale=alt.Scale(domain=list(colours), range=list(colours.values())),
        legend=None,
    )
    base = alt.Chart(frame).encode(
        x=alt.X("day:T", title=None, axis=_axis_of_years()),
        y=alt.Y(
            "share:Q", title=t("Share of the people (%)"), scale=alt.Scale(domain=[0, 100]),
            axis=axis_of_shares(t),
        ),
        color=colour,
    )  # fmt: skip
    line = base.mark_line(strokeWidth=2.2)
    # Points are easier to meet with the mouse than a line.
    dots = base.mark_circle(size=60, opacity=0).encode(tooltip=alt.Tooltip("told:N", title=" "))
    last = alt.Chart(frame[frame["day"] == frame["day"].max()])
    ends = last.mark_text(align="left", dx=6, fontSize=12).encode(
        x="day:T", y="share:Q", text="name:N", color=colour
    )
    beyond = mark_beyond(reach["day"].max(), end, t)
    return dress(alt.layer(*beyond, line, dots, ends), _LESS).properties(padding={"right": 90})
