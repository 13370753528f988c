"""Charts on the page: made once for the same content, with days that stay days."""

from __future__ import annotations

import datetime as dt
import json

import altair as alt
import pandas as pd
import pyarrow as pa
import pytest

from mppgeo.base.language import Language
from mppgeo.content.charts import draw_years
from mppgeo.content.trend import Trend, make_trends, tell_change_of, trace_provinces
from mppgeo.growth.curve import trace_growth
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import View
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


@pytest.mark.parametrize("codes", [("31",), ("95", "31", "51", "35")])
def test_small_curves_stand_by_coverage_on_one_axis(dataset, english, codes):
    until = dt.date(2026, 11, 1)
    curves = trace_provinces(dataset, until, 509, codes, None, english)
    # Jakarta and Bali are complete, of Papua Pegunungan nothing has opened.
    assert [curve.kode for curve in curves] == [k for k in ("31", "51", "35", "95") if k in codes]
    for curve in curves:
        # From October 2017 to November 2026 are 3,318 days; the records end after 2,997.
        assert round(curve.known, 1) == 90.3
        assert curve.path.startswith("M0 30")
    jakarta = curves[0]
    # It opened eleven days after the first day of the axis: at 0.33 of 100.
    assert (jakarta.value, jakarta.path) == ("100%", "M0 30H0.3V0H90.3")
    assert jakarta.told == "DKI Jakarta, 15 Dec 2025: 100%"


def test_without_areas_there_is_no_curve(dataset, english):
    [curve] = trace_provinces(dataset, dt.date(2026, 11, 1), 508, ("31",), None, english)
    assert (curve.value, curve.path) == ("–", "")


@pytest.mark.parametrize(
    ("change", "said"), [(6.14, "+6,1"), (-2, "−2,0"), (0.04, "±0"), (0, "±0")]
)
def test_a_change_has_its_sign(change, said):
    assert tell_change_of(change, 1, Language("id")) == said


def test_every_figure_of_the_headline_has_a_direction(dataset):
    """303 of 509 on 15 December 2025; a year before 270, so 33 more and 6.5 points."""
    scene = Scene(dataset, View(), dt.date(2026, 11, 1))
    areas, coverage, people, provinces = make_trends(scene)
    assert (areas.change, coverage.change) == ("+33 dalam 12 bulan", "+6,5 poin dalam 12 bulan")
    assert people.change == "+6,1 poin dalam 12 bulan"
    # Papua Barat Daya and Papua Tengah got their first; no province was completed.
    assert provinces.change == "±0 / −2 dalam 12 bulan" and len(provinces.paths) == 2
    assert coverage.told == "Cakupan: 1 Okt 2017 0%, 15 Des 2024 53,0%, 15 Des 2025 59,5%"
    assert provinces.told.endswith(": 1 Okt 2017 0 / 34, 15 Des 2024 5 / 5, 15 Des 2025 5 / 3")
    # Colours are for what is better or worse.
    assert {trend.picture.count("stroke=") for trend in (areas, coverage, people)} == {1}
    assert areas.paths == coverage.paths != people.paths
    outside = Scene(dataset, View(provinsi=("31",), denominator=508), dt.date(2026, 11, 1))
    assert make_trends(outside) == (Trend(""),) * 4 and not Trend("").picture


def test_what_is_missing_in_a_province_falls(dataset):
    view = View(provinsi=("35",), level="kabkota", lang="en")
    missing = make_trends(Scene(dataset, view, dt.date(2026, 11, 1)))[3]
    assert missing.change == "−3 in 12 months"
    assert missing.told == "Areas without an MPP: 1 Oct 2017 38, 15 Dec 2024 6, 15 Dec 2025 3"
    # From all without one at the top of the box to 3 of 38 near its foot.
    assert missing.paths[0].startswith("M0 0") and missing.paths[0].endswith("V27.6H100")


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
