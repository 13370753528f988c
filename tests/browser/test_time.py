"""The map that plays, and the pages about time."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from mppgeo.base.language import Language
from mppgeo.coverage import HAS, take_snapshot
from mppgeo.live import current
from mppgeo.maps.payload import _code_areas, make_legend
from mppgeo.maps.points import list_extra_points
from mppgeo.maps.themes import make_coverage_theme
from mppgeo.scene.selection import select_areas
from mppgeo.scene.view import View

DAYS = [
    "2017-10-06",
    "2017-10-12",
    "2020-05-31",
    "2022-06-28",
    "2022-11-20",
    "2024-12-12",
    "2025-12-15",
]


PLAYED = """{
  classes: mppgeo.state.classes,
  legend: [...document.querySelectorAll(".mpp-legend button")].map((row) => [
    row.querySelector(".mpp-legend-label").textContent,
    row.querySelector(".mpp-legend-count").textContent]),
  count: mppgeo.time.bar.count.textContent,
  points: mppgeo.points.list(),
  drawn: mppgeo.state.layers.points.getLayers().length,
}"""
"""What the map's frame shows of a day that it plays."""


def wait_for_query(visitor, part: str) -> None:
    visitor.page.wait_for_function("part => location.search.includes(part)", arg=part)


def wait_for_openings(visitor) -> None:
    visitor.page.wait_for_function(
        """() => {
          const frame = document.querySelector('iframe[title^="streamlit_folium"]');
          const ours = frame && frame.contentWindow.mppgeo;
          return ours && ours.state.openings && Object.keys(ours.state.openings).length > 0;
        }"""
    )


@pytest.mark.parametrize("level", ["provinsi", "kabkota"])
@pytest.mark.parametrize("denominator", [508, 509, 514])
def test_playing_to_a_day_equals_setting_it(window, level, denominator):
    """Classes, numbers of the legend, count and points of a day played are the server's."""
    window.open_map(f"/?level={level}&penyebut={denominator}&tanggal=2026-01-01")
    wait_for_openings(window)
    dataset, t = current(), Language("id")
    view = View(level=level, denominator=denominator)
    for day in DAYS:
        snapshot = take_snapshot(dataset, dt.date.fromisoformat(day), denominator)
        selection = select_areas(snapshot, view)
        theme = make_coverage_theme(snapshot, level)
        shown = window.state(f"mppgeo.time.show('{day}'); return {PLAYED}")
        legend = make_legend(selection, theme, t)
        points = list_extra_points(dataset, selection) if level == "kabkota" else []
        assert shown["classes"] == _code_areas(dataset, selection, theme), day
        assert shown["legend"] == [
            [row["label"], row["shown"]] for row in legend if row["count"] or row["always"]
        ], day
        total = snapshot.total()
        assert shown["count"].startswith(f"{total.areas_with_mpp} dari {total.areas} "), day
        there = [[p.kode, int(p.counted)] for p in points if p.is_there(snapshot.day)]
        assert [point[:2] for point in shown["points"]] == there, day
        if level == "kabkota":
            own = (snapshot.kabkota["status"] == HAS).sum()
            assert shown["drawn"] == own + len(there), day


def test_playing_sends_nothing_and_stopping_sets_the_day_once(visitor):
    visitor.open_map("/?level=kabkota&tanggal=2022-06-01")
    wait_for_openings(visitor)
    visitor.settle()
    visitor.page.wait_for_timeout(800)
    frames = []
    session = visitor.page.context.new_cdp_session(visitor.page)
    session.send("Network.enable")
    for kind in ("Sent", "Received"):
        session.on(f"Network.webSocketFrame{kind}", lambda event: frames.append(event))
    before = visitor.map.locator('path[data-code="0"]').count()
    play = visitor.map.locator(".mpp-time-play")
    play.click()
    visitor.page.wait_for_timeout(2500)
    assert frames == []
    assert visitor.map.locator('path[data-code="0"]').count() > before
    told, played, day = visitor.map.locator("#map_div").evaluate(
        """() => [document.querySelector(".mpp-time-count").textContent,
          ...["areas", "day"].map((name) => (
            parent.document.querySelector(`[data-played="${name}"]`).innerText))]"""
    )
    assert told.split(" ")[0] == played and re.fullmatch(r"\d+ \w+ 202\d", day)
    assert not visitor.page.locator(".mpp-figure-note").last.is_visible()
    play.click()
    wait_for_query(visitor, "tanggal=202")
    visitor.page.locator("html:not([data-mpp-elsewhen])").wait_for(state="attached")
    shown = visitor.map.locator(".mpp-time-count").inner_text()
    visitor.page.wait_for_function(
        "number => document.querySelector('.mpp-figure-value').innerText === number",
        arg=shown.split(" ")[0],
    )


def test_what_lies_on_the_map_stands_above_a_time_bar_that_comes_late(visitor):
    held = []
    visitor.page.route("**/openings*", lambda route: held.append(route))
    visitor.open_map("/?level=provinsi")
    visitor.settle()
    assert held and visitor.map.locator(".mpp-time").is_hidden()
    for route in held:
        route.continue_()
    wait_for_openings(visitor)
    visitor.settle()
    edges = visitor.map.locator("#map_div").evaluate(
        """(map) => [".mpp-legend", ".leaflet-control-attribution", ".mpp-time"]
          .map((name) => map.querySelector(name).getBoundingClientRect())
          .map(({ top, bottom }) => [top, bottom])"""
    )
    (_, legend), (_, attribution), (bar, _) = edges
    assert 0 < legend <= bar and attribution <= bar


def test_the_time_bar_works_by_keyboard(visitor):
    visitor.open_map("/?tanggal=2022-06-15")
    wait_for_openings(visitor)
    visitor.map.locator(".mpp-time-step").last.focus()
    visitor.page.keyboard.press("Enter")
    wait_for_query(visitor, "tanggal=2022-07-01")
    visitor.map.locator(".mpp-time input").focus()
    visitor.page.keyboard.press("ArrowRight")
    wait_for_query(visitor, "tanggal=2022-07-02")
    visitor.page.keyboard.press("Space")
    visitor.map.locator(".mpp-time-playing").wait_for()
    visitor.page.keyboard.press("Space")
    visitor.map.locator(".mpp-time:not(.mpp-time-playing)").wait_for()


def test_with_reduced_motion_nothing_flashes(visit, app):
    visitor = visit(app, reduced_motion="reduce")
    visitor.open_map("/?level=kabkota&tanggal=2022-06-01")
    wait_for_openings(visitor)
    visitor.map.locator(".mpp-time-play").click()
    visitor.page.wait_for_timeout(2500)
    assert visitor.map.locator(".mpp-flash").count() == 0
    assert visitor.state("return mppgeo.time.bar.frames") < 12
    visitor.map.locator(".mpp-time-play").click()
    visitor.map.locator(".mpp-time:not(.mpp-time-playing)").wait_for()


def test_a_span_of_the_chart_lists_its_openings(visitor):
    visitor.open("/linimasa")
    chart = visitor.page.locator(
        '[data-testid="stVegaLiteChart"] canvas, [data-testid="stVegaLiteChart"] svg'
    ).first
    chart.wait_for()
    visitor.page.wait_for_timeout(1500)
    box = chart.bounding_box()
    y = box["y"] + box["height"] / 2
    visitor.page.mouse.move(box["x"] + box["width"] * 0.3, y)
    visitor.page.mouse.down()
    visitor.page.mouse.move(box["x"] + box["width"] * 0.75, y, steps=12)
    visitor.page.mouse.up()
    visitor.page.get_by_text("MPP diresmikan dari").wait_for()
    visitor.page.locator(".st-key-downloads_rentang").wait_for()


def test_the_change_map_tells_gained_from_had(visitor):
    visitor.open("/perubahan?sejak=2023-01-01&tanggal=2024-12-12")
    visitor.wait_for_map()
    legend = visitor.map.locator(".mpp-legend-count").all_inner_texts()
    assert sum(map(int, legend)) == 509
    assert visitor.map.locator(".mpp-time:visible").count() == 0
