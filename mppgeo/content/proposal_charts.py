"""Charts of the next places and of the parts of a score, as Altair specifications."""

from __future__ import annotations

from collections.abc import Mapping

import altair as alt
import pandas as pd

from mppgeo.base.language import Language
from mppgeo.base.names import shorten
from mppgeo.content.charts import INK, SAND, axis_of_counts, dress
from mppgeo.planning.siting import Plan
from mppgeo.scene.weights import PARTS

PART_COLOURS = (
    "#004d3d", "#31937c", "#7cc8b3", "#c9852c", "#f0c98a", "#5b6b73", "#8a4f7d", "#c7a3bf",
    "#aab4b9",
)  # fmt: skip
"""A colour per part of the score, in their order."""
_ROW = 22


def draw_gain(plans: Mapping[str, Plan], t: Language) -> alt.LayerChart:
    """People added together after each step, a line per method.

    Parameters
    ----------
    plans : plan by what the method is called in the reader's language.
    """
    rows = []
    for name, plan in plans.items():
        together = plan.steps["gain"].cumsum()
        rows.append({"method": name, "step": 0, "people": 0.0, "told": name})
        for step, kode in enumerate(plan.steps.index, 1):
            told = t(
                "{method}, step {step}: {name} adds {gain}, together {people} people",
                method=name,
                step=t.number(step),
                name=shorten(plan.steps["nama"][kode]),
                gain=t.number(round(plan.steps["gain"][kode])),
                people=t.number(round(together[kode])),
            )
            rows.append({"method": name, "step": step, "people": together[kode], "told": told})
    base = alt.Chart(pd.DataFrame(rows)).encode(
        x=alt.X("step:Q", title=t("Places"), axis=axis_of_counts(t, grid=False)),
        y=alt.Y(
            "people:Q",
            title=t("People added"),
            axis=axis_of_counts(t),
        ),
        color=alt.Color(
            "method:N",
            title=None,
            scale=alt.Scale(domain=list(plans), range=[INK, SAND]),
            legend=alt.Legend(orient="top") if len(plans) > 1 else None,
        ),
        # Where the methods agree, one line must not hide the other.
        strokeDash=alt.StrokeDash(
            "method:N",
            scale=alt.Scale(domain=list(plans), range=[[1, 0], [6, 5]]),
            legend=None,
        ),
        tooltip=alt.Tooltip("told:N", title=" "),
    )
    chart = alt.layer(base.mark_line(strokeWidth=2.2), base.mark_circle(size=46))
    return dress(chart, 260)


def draw_parts(ranked: pd.DataFrame, t: Language) -> alt.Chart:
    """A bar per area, made of what each part adds to its score.

    Parameters
    ----------
    ranked : rows of :func:`mppgeo.planning.priority.list_priorities`, in order; those without
        a rank are left out.
    """
    ranked = ranked[ranked["rank"].notna()]
    labels = [t(part.label) for part in PARTS.values()]
    names = [_label(row, t) for _, row in ranked.iterrows()]
    rows = [
        {
            "area": name,
            "part": label,
            "order": place,
            "points": float(row[f"part_{part}"]),
            "told": f"{name}: {label} {t.number(row[f'part_{part}'], 1)}",
        }
        for name, (_, row) in zip(names, ranked.iterrows(), strict=True)
        for place, (part, label) in enumerate(zip(PARTS, labels, strict=True))
        if row[f"part_{part}"] > 0
    ]
    frame = pd.DataFrame(rows, columns=["area", "part", "order", "points", "told"])
    chart = (
        alt.Chart(frame)
        .mark_bar(stroke="#ffffff", strokeWidth=0.6)
        .encode(
            x=alt.X(
                "points:Q",
                title=t("Priority score"),
                scale=alt.Scale(domain=[0, 100]),
                axis=axis_of_counts(t),
            ),
            y=alt.Y("area:N", title=None, sort=names, axis=alt.Axis(labelLimit=260)),
            color=alt.Color(
                "part:N",
                title=None,
                scale=alt.Scale(domain=labels, range=list(PART_COLOURS)),
                legend=alt.Legend(orient="top", columns=5, labelLimit=220),
            ),
            order=alt.Order("order:Q"),
            tooltip=alt.Tooltip("told:N", title=" "),
        )
    )
    return dress(chart, max(_ROW * len(names), 3 * _ROW))


def _label(row: pd.Series, t: Language) -> str:
    return f"{t.number(row['rank'])}. {shorten(row['nama'])}"
