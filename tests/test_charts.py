"""Charts on the page: made once for the same content, with days that stay days."""

from __future__ import annotations

import json

import altair as alt
import pandas as pd
import pyarrow as pa

from mppgeo.base.language import Language
from mppgeo.content.charts import draw_years
from mppgeo.growth.curve import trace_growth
from mppgeo.ui import charts


def make_years(openings: int) -> pd.DataFrame:
    return pd.DataFrame({"year": [2023, 2024], "openings": [3, openings], "uncertain": [0, 1]})


def test_a_chart_of_the_same_content_is_made_once(t):
    drawn = []

    def draw(years, language):
        drawn.append(years["openings"].tolist())
        return draw_years(years, language)

    first, again = (charts._specify(draw, (make_years(7),), t) for _ in range(2))
    assert again is first and drawn == [[3, 7]]
    other = charts._specify(draw, (make_years(8),), t)
    assert drawn == [[3, 7], [3, 8]]
    # Under one name the page would take the new rows for the old ones.
    assert set(other["datasets"]).isdisjoint(first["datasets"])
    charts._specify(draw, (make_years(7),), Language("en" if t.code == "id" else "id"))
    assert len(drawn) == 3


def test_rows_travel_as_tables_and_days_as_days(dataset, english):

    growth = trace_growth(dataset, dataset.mpp["tanggal_akhir"].max().date(), 509)

    def draw(frame, t):
        return alt.Chart(frame).mark_line().encode(x="day:T", y="areas_with_mpp:Q")

    made = charts._specify(draw, (growth,), english)
    [[name, table]] = made["datasets"].items()
    assert made["data"] == {"name": name}
    assert pa.types.is_timestamp(table.schema.field("day").type)
    assert table["areas_with_mpp"].to_pylist() == growth["areas_with_mpp"].tolist()
    rest = {key: value for key, value in made.items() if key != "datasets"}
    assert "2024" not in json.dumps(rest)
