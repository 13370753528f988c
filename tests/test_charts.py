"""Charts on the page: made once for the same content, with days that stay days."""

from __future__ import annotations

import datetime as dt
import json

import altair as alt
import pandas as pd
import pyarrow as pa
import pytest

from mppgeo.base.language import Language
from mppgeo.content.charts import draw_provinces, draw_years
from mppgeo.growth.curve import trace_growth
from mppgeo.scene.view import FIRST_DAY
from mppgeo.ui import charts
from mppgeo.ui.growth import trace_provinces


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


@pytest.mark.parametrize("codes", [("31",), ("31", "51", "95")])
def test_small_charts_share_one_time_axis_and_do_not_stack(dataset, english, codes):
    until = dt.date(2026, 11, 1)
    frame = trace_provinces(dataset, until, 509, codes, None, english)
    made = charts._specify(draw_provinces, (frame, until), english)
    band, area = made["spec"]["layer"]
    y = area["encoding"]["y"]
    assert y["stack"] is False and y["scale"]["domain"] == [0, 100]
    for _, rows in frame.groupby("nama"):
        assert rows["day"].iloc[[0, -1]].dt.date.tolist() == [FIRST_DAY, dt.date(2025, 12, 15)]
        assert rows["coverage_pct"].is_monotonic_increasing and rows["coverage_pct"].iloc[0] == 0
    # The axis goes on to the day asked for, grey and without a figure.
    assert band["mark"]["type"] == "rect" and band["encoding"]["x2"]["field"] == "end"
    [rows] = made["datasets"].values()
    assert {day.date() for day in rows.column("end").to_pylist()} == {until}
    assert sum(rows.column("open").to_pylist()) == len(codes)
    jakarta = frame[frame["nama"] == "DKI Jakarta"]
    assert jakarta["coverage_pct"].tolist() == [0, 100, 100]
    if "51" in codes:
        assert frame.loc[frame["nama"] == "Bali", "coverage_pct"].iloc[-1] == 100


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
