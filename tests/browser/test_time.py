"""The map that plays, and the pages about time."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from conftest import wait_until
from playwright.sync_api import expect

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
    visitor.wait_for_state("s.openingsReady && s.painted")
    visitor.settle()


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


def test_playing_sends_nothing_and_stopping_sets_the_day_once(window):
    window.open_map("/?level=kabkota&tanggal=2022-06-01")
    wait_for_openings(window)
    # So slowly that the years do not come to their end meanwhile.
    window.state("mppgeo.time.bar.speed = 0.5")
    frames = []
    session = window.page.context.new_cdp_session(window.page)
    session.send("Network.enable")
    for kind in ("Sent", "Received"):
        session.on(f"Network.webSocketFrame{kind}", lambda event: frames.append(event))
    before = window.map.locator('path[data-code="0"]').count()
    play = window.map.locator(".mpp-time-play")
    play.click()
    window.wait_for_state("mppgeo.time.bar.day - Date.parse(s.payload.time.at) / 864e5 > 60")
    assert frames == []
    assert window.map.locator('path[data-code="0"]').count() > before
    told, played, day = window.map.locator("#map_div").evaluate(
        """() => [document.querySelector(".mpp-time-count").textContent,
          ...["areas", "day"].map((name) => (
            parent.document.querySelector(`[data-played="${name}"]`).innerText))]"""
    )
    assert told.split(" ")[0] == played and re.fullmatch(r"\d+ \w+ 202\d", day)
    assert not window.page.locator(".mpp-figure-note").last.is_visible()
    play.click()
    window.page.wait_for_function("() => !location.search.includes('tanggal=2022-06-01')")
    window.page.locator("html:not([data-mpp-elsewhen])").wait_for(state="attached")
    shown = window.map.locator(".mpp-time-count").inner_text()
    window.page.wait_for_function(
        "number => document.querySelector('.mpp-figure-value').innerText === number",
        arg=shown.split(" ")[0],
    )


def test_what_lies_on_the_map_stands_above_a_time_bar_that_comes_late(visitor):
    held, let_go = [], False
    wait = visitor.page.wait_for_timeout

    def hold(route) -> None:
        route.continue_() if let_go else held.append(route)

    visitor.page.route("**/openings*", hold)
    visitor.open_map("/?level=provinsi")
    assert wait_until(lambda: held, wait) and visitor.map.locator(".mpp-time").is_hidden()
    # The browser asks twice, ahead and for the map, which may be sooner or later than this.
    let_go = True
    for route in held:
        route.continue_()
    wait_for_openings(visitor)
    edges = visitor.map.locator("#map_div").evaluate(
        """(map) => [".mpp-legend", ".leaflet-control-attribution", ".mpp-time"]
          .map((name) => map.querySelector(name).getBoundingClientRect())
          .map(({ top, bottom }) => [top, bottom])"""
    )
    (_, legend), (_, attribution), (bar, _) = edges
    assert 0 < legend <= bar and attribution <= bar


def test_the_time_bar_works_by_keyboard(window):
    window.open_map("/?tanggal=2022-06-15")
    wait_for_openings(window)
    forth = window.map.locator(".mpp-time-step").last
    forth.focus()
    window.page.keyboard.press("Enter")
    wait_for_query(window, "tanggal=2022-07-01")
    window.settle()
    window.map.locator(".mpp-time input").focus()
    window.page.keyboard.press("ArrowRight")
    wait_for_query(window, "tanggal=2022-07-02")
    window.settle()
    window.page.keyboard.press("Space")
    window.map.locator(".mpp-time-playing").wait_for()
    window.page.keyboard.press("Space")
    window.map.locator(".mpp-time:not(.mpp-time-playing)").wait_for()
    window.settle()
    # The server answers the first of two quick steps: the third goes on from the second. All at
    # once, as an answer that comes seconds later is taken for the last word.
    told = window.state(
        """s.told = [];
        mppgeo.send = (message) => s.told.push(message.as_of.slice(0, 7));
        const forth = [...document.querySelectorAll(".mpp-time-step")].at(-1);
        mppgeo.time.show('2022-06-15');
        forth.click();
        forth.click();
        mppgeo.paint({ ...s.payload, time: { ...s.payload.time, at: '2022-07-01' } });
        forth.click();
        return s.told;"""
    )
    assert told == ["2022-07", "2022-08", "2022-09"]


def test_with_reduced_motion_nothing_flashes(visit, app):
    visitor = visit(app, reduced_motion="reduce")
    visitor.open_map("/?level=kabkota&tanggal=2022-06-01")
    wait_for_openings(visitor)
    clock = "[mppgeo.time.bar.frames, performance.now()]"
    before = visitor.state(f"return {clock}")
    visitor.map.locator(".mpp-time-play").click()
    visitor.wait_for_state(f"mppgeo.time.bar.frames > {before[0]} + 2")
    frames, passed = (b - a for a, b in zip(before, visitor.state(f"return {clock}"), strict=True))
    assert visitor.map.locator(".mpp-flash").count() == 0
    # Never more than two a second, however late each comes.
    assert frames <= passed / 500
    visitor.map.locator(".mpp-time-play").click()
    visitor.map.locator(".mpp-time:not(.mpp-time-playing)").wait_for()


def test_a_span_of_the_chart_lists_its_openings(window):
    window.open("/linimasa")
    chart = window.page.locator(
        '[data-testid="stVegaLiteChart"] canvas, [data-testid="stVegaLiteChart"] svg'
    ).first
    chart.wait_for()
    window.settle()
    box = chart.bounding_box()
    y = box["y"] + box["height"] / 2
    window.page.mouse.move(box["x"] + box["width"] * 0.3, y)
    window.page.mouse.down()
    window.page.mouse.move(box["x"] + box["width"] * 0.75, y, steps=12)
    window.page.mouse.up()
    window.page.get_by_text("MPP diresmikan dari").wait_for()
    window.page.locator(".st-key-downloads_rentang").wait_for()


def test_the_change_map_tells_gained_from_had(window):
    window.open("/perubahan?sejak=2023-01-01&tanggal=2024-12-12")
    window.wait_for_map()
    window.settle()
    legend = window.map.locator(".mpp-legend-count").all_inner_texts()
    assert sum(map(int, legend)) == 509
    expect(window.map.locator(".mpp-time:visible")).to_have_count(0)
