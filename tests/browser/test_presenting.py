"""Presenting: what a speaker does with keys, and what the last row can read."""

from __future__ import annotations

import re

import pytest
from conftest import wait_until

SHOW = "/?mode=presentasi"
JAVA = f"{SHOW}&provinsi=33&provinsi=35&tanggal=2024-12-12"
TITLE = ".mpp-show h1"
FOOT = ".mpp-show-foot"


@pytest.fixture
def stage(window):
    """A projector's window."""
    window.page.set_viewport_size({"width": 1280, "height": 720})
    return window


def wait_for_step(visitor, title: str, count: str, langkah: str | None) -> None:
    """Wait until page, address and map all stand at a step."""
    visitor.page.locator(TITLE).get_by_text(title, exact=True).wait_for()
    visitor.page.locator(FOOT, has_text=count).wait_for()
    visitor.page.wait_for_function(
        "kode => new URLSearchParams(location.search).get('langkah') === kode", arg=langkah
    )
    visitor.wait_for_map()
    index = int(count.split(" / ")[0]) - 1
    visitor.wait_for_state(f"s.payload.present.index === {index} && s.areas")


def open_show(visitor, path: str = JAVA, title: str = "Indonesia", count: str = "1 / 3") -> None:
    visitor.open_map(path)
    found = re.search(r"langkah=(\d\d)", path)
    wait_for_step(visitor, title, count, found and found[1])
    visitor.wait_for_state("s.openingsReady")
    visitor.settle()


def count_steps(visitor) -> None:
    """Count from now on what the map tells the server."""
    visitor.state("""
      const send = window.mppgeo.send;
      s.told = [];
      window.mppgeo.send = (message) => { s.told.push(message); send(message); };
    """)


def test_keys_and_clicker_lead_through_the_steps(stage):
    open_show(stage)
    press = stage.page.keyboard.press
    press("ArrowRight")
    wait_for_step(stage, "Jawa Tengah", "2 / 3", "33")
    press("PageDown")
    wait_for_step(stage, "Jawa Timur", "3 / 3", "35")
    press("PageUp")
    wait_for_step(stage, "Jawa Tengah", "2 / 3", "33")
    press("Space")
    wait_for_step(stage, "Jawa Timur", "3 / 3", "35")
    press("Enter")
    wait_for_step(stage, "Indonesia", "1 / 3", None)
    press("End")
    wait_for_step(stage, "Jawa Timur", "3 / 3", "35")
    press("Backspace")
    wait_for_step(stage, "Jawa Tengah", "2 / 3", "33")
    press("Home")
    wait_for_step(stage, "Indonesia", "1 / 3", None)


def test_one_press_is_one_step_and_none_is_lost(stage):
    open_show(stage, f"{SHOW}&pulau=sulawesi", count="1 / 7")
    count_steps(stage)
    for _ in range(6):
        stage.page.keyboard.press("ArrowRight")
    wait_for_step(stage, "Sulawesi Barat", "7 / 7", "76")
    # Within the map's own frame, too, and after so many repaints.
    stage.map.locator("#map_div").focus()
    stage.page.keyboard.press("ArrowLeft")
    wait_for_step(stage, "Gorontalo", "6 / 7", "75")
    stage.settle()
    told = [message["step"] for message in stage.state("return s.told")]
    assert told == ["71", "72", "73", "74", "75", "76", "75"]


def test_a_late_answer_does_not_lead_back(stage):
    open_show(stage, f"{SHOW}&pulau=sulawesi", count="1 / 7")
    # The server answers the first press when three have been made. All at once, as an answer
    # that comes seconds later is taken for the last word.
    told = stage.state("""
      const told = [];
      window.mppgeo.send = (message) => told.push(message.step);
      const press = () => document.body.dispatchEvent(
        new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true, cancelable: true }));
      press(); press(); press();
      mppgeo.paint({ ...s.payload, present: { ...s.payload.present, index: 1 } });
      press();
      return told;
    """)
    assert told == ["71", "72", "73", "74"]


def test_a_step_is_a_link_and_back_goes_to_the_one_before(stage):
    open_show(stage, f"{JAVA}&langkah=35&lang=en", "Jawa Timur", "3 / 3")
    assert "12 December 2024" in stage.page.locator(".mpp-show").inner_text()
    assert stage.map.locator("path[data-kode]").count() == 514
    assert (
        stage.page.locator('[data-testid="stSidebar"], [data-testid="stWidgetLabel"]').count() == 0
    )
    stage.page.keyboard.press("ArrowLeft")
    wait_for_step(stage, "Jawa Tengah", "2 / 3", "33")
    stage.page.go_back()
    wait_for_step(stage, "Jawa Timur", "3 / 3", "35")
    stage.page.keyboard.press("ArrowRight")
    wait_for_step(stage, "Indonesia", "1 / 3", None)


def test_escape_leads_back_to_the_same_view(stage):
    open_show(stage, f"{JAVA}&penyebut=508&langkah=33&jeda=600", "Jawa Tengah", "2 / 3")
    stage.page.keyboard.press("Escape")
    stage.page.locator(".mpp-head h1").wait_for()
    stage.wait_for_map()
    stage.settle()
    query = stage.page.evaluate("() => location.search")
    assert query == "?tanggal=2024-12-12&provinsi=33&provinsi=35&penyebut=508"
    # The keys are the page's own again.
    for key in ("ArrowRight", "PageDown", "b", "p", "Escape"):
        stage.page.keyboard.press(key)
    stage.page.wait_for_timeout(300)
    stage.settle()
    assert stage.page.evaluate("() => location.search") == query
    assert stage.page.evaluate("() => Object.keys(document.documentElement.dataset)") == [
        "mppPainted"
    ]
    assert not stage.state("return mppgeo.time.bar.playing")


def test_the_escape_that_ends_the_full_screen_ends_no_more(stage):
    full = "() => Boolean(document.fullscreenElement)"
    open_show(stage)
    count_steps(stage)
    stage.page.keyboard.press("f")
    stage.page.wait_for_function(full)
    # Some browsers end the full screen and hand the same Escape on to the page: the
    # page presses it itself, because a test may be too slow to follow at once.
    stage.page.evaluate("""() => document.addEventListener("fullscreenchange", () => {
      const escape = { key: "Escape", bubbles: true, cancelable: true };
      document.body.dispatchEvent(new KeyboardEvent("keydown", escape));
      document.body.dataset.handedOn = "";
    }, { once: true })""")
    stage.page.keyboard.press("Escape")
    stage.page.locator("body[data-handed-on]").wait_for(state="attached")
    assert stage.page.evaluate("() => document.fullscreenElement") is None
    stage.settle()
    wait_for_step(stage, "Indonesia", "1 / 3", None)
    assert stage.state("return s.told") == []
    # Longer than the page takes an Escape for one that ended the full screen.
    stage.page.wait_for_timeout(600)
    stage.page.keyboard.press("Escape")
    stage.page.locator(".mpp-head h1").wait_for()


def test_an_official_enters_by_a_button(stage):
    stage.open_map("/?provinsi=33&level=kabkota&tanggal=2024-12-12")
    stage.settle()
    stage.page.keyboard.press("ArrowRight")
    stage.page.get_by_role("button", name="Presentasikan").first.click()
    stage.page.get_by_role("button", name="Mulai").click()
    wait_for_step(stage, "Indonesia", "1 / 2", None)
    stage.page.keyboard.press("Escape")
    stage.page.locator(".mpp-head h1", has_text="Jawa Tengah").wait_for()
    stage.wait_for_map()
    stage.settle()
    stage.page.get_by_role("button", name="Presentasikan").first.click()
    stage.page.get_by_role("button", name="30 detik").click()
    wait_for_step(stage, "Indonesia", "1 / 2", None)
    stage.page.wait_for_function("() => location.search.includes('jeda=30')")


# The clock of a step in the test's own hand: what is due in ten minutes is done when it says so.
CLOCK = """
const { setTimeout: later, clearTimeout: clear } = window;
window.setTimeout = (act, after, ...rest) => {
  if (after !== 600_000) return later(act, after, ...rest);
  window.due = act;
  return -1;
};
window.clearTimeout = (timer) => { if (timer === -1) window.due = null; else clear(timer); };
"""


def test_the_timer_goes_on_and_begins_anew(visit, app):
    stage = visit(app, 1280, 720)
    stage.page.add_init_script(CLOCK)
    open_show(stage, f"{SHOW}&provinsi=34&jeda=600", count="1 / 2")
    stage.state("window.due()")
    wait_for_step(stage, "DI Yogyakarta", "2 / 2", "34")
    stage.settle()
    stage.page.keyboard.press("b")
    assert stage.page.evaluate("() => 'mppBlank' in document.documentElement.dataset")
    black = stage.page.evaluate(
        "() => getComputedStyle(document.querySelector('.stApp'), '::after').backgroundColor"
    )
    assert black == "rgb(0, 0, 0)"
    # While nothing is to be seen, nothing is due.
    assert stage.state("return window.due") is None
    stage.page.keyboard.press(".")
    assert not stage.page.evaluate("() => 'mppBlank' in document.documentElement.dataset")
    stage.state("window.due()")
    wait_for_step(stage, "Indonesia", "1 / 2", None)


def test_the_years_play_and_no_figure_contradicts_them(stage):
    open_show(stage, f"{SHOW}&provinsi=35&tanggal=2021-01-01", count="1 / 2")
    figures, now = stage.page.locator(".mpp-show-figures"), stage.page.locator(".mpp-show-now")
    assert figures.is_visible() and not now.is_visible()
    # So slowly that the years do not come to their end meanwhile.
    stage.state("mppgeo.time.bar.speed = 0.1")
    stage.page.keyboard.press("p")
    stage.wait_for_state("mppgeo.time.bar.day - Date.parse(s.payload.time.at) / 864e5 > 2")
    assert now.is_visible() and not figures.is_visible()
    assert not stage.page.locator(".mpp-show-basis").is_visible()
    stage.page.keyboard.press("p")
    figures.wait_for()
    stage.settle()
    day = stage.state("return s.payload.time.at")
    assert day > "2021-01-01" and f"hari={day}" in stage.page.url
    count = stage.map.locator(".mpp-time-count").inner_text().split(" ")[0]
    assert stage.page.locator(".mpp-show-value").first.inner_text() == count
    # A step while it plays ends it, at the day that the figures are of.
    stage.page.keyboard.press("p")
    now.wait_for()
    stage.page.keyboard.press("ArrowRight")
    wait_for_step(stage, "Jawa Timur", "2 / 2", "35")
    figures.wait_for()
    stage.settle()
    assert f"hari={day}" in stage.page.url
    assert not stage.state("return mppgeo.time.bar.playing")


def test_a_click_on_a_province_opens_it(stage):
    open_show(stage, f"{SHOW}&provinsi=14&provinsi=62", count="1 / 3")
    stage.click_area("62")
    wait_for_step(stage, "Kalimantan Tengah", "3 / 3", "62")
    stage.page.keyboard.press("Home")
    wait_for_step(stage, "Indonesia", "1 / 3", None)
    # What is not on the list stays closed.
    stage.click_area("61")
    stage.page.wait_for_timeout(300)
    stage.settle()
    wait_for_step(stage, "Indonesia", "1 / 3", None)


MEASURE = """
() => {
  const size = (node) => parseFloat(getComputedStyle(node).fontSize);
  const frame = document.querySelector('iframe[title^="streamlit_folium"]');
  const inside = frame.contentDocument;
  const all = (root, css) => [...root.querySelectorAll(css)].filter((n) => n.getClientRects().length);
  const least = (root, css) => Math.min(...all(root, css).map(size));
  const boxes = [".mpp-show-title", ".mpp-show-figures", frame, ".mpp-show-foot"].map((part) =>
    (typeof part === "string" ? document.querySelector(part) : part).getBoundingClientRect());
  return {
    value: least(document, ".mpp-show-value"),
    title: least(document, ".mpp-show h1"),
    page: least(document, ".mpp-show-title p, .mpp-show-label, .mpp-show-note, .mpp-show-foot *, .mpp-show-keys *"),
    map: least(inside, ".mpp-legend h2, .mpp-legend-row *, .mpp-time-date, .mpp-time-count"),
    names: all(inside, ".mpp-label").length ? least(inside, ".mpp-label") : null,
    source: least(inside, ".leaflet-control-attribution"),
    zoom: all(inside, ".leaflet-control-zoom").length,
    share: frame.clientHeight / window.innerHeight,
    order: boxes.every((box, i) => !i || box.top >= boxes[i - 1].bottom - 1),
    bottom: Math.max(...boxes.map((box) => box.bottom)), right: Math.max(...boxes.map((b) => b.right)),
    cut: all(document, ".mpp-show-label, .mpp-show-note, .mpp-show h1, .mpp-show-title p")
      .filter((n) => n.scrollWidth > n.clientWidth + 1
        || (n.tagName === "SPAN" && n.scrollHeight > n.clientHeight + 4))
      .map((n) => n.textContent),
    scrolls: [document.scrollingElement, document.querySelector('[data-testid="stMain"]')]
      .some((n) => n.scrollHeight > n.clientHeight + 1 || n.scrollWidth > n.clientWidth + 1),
    attribution: all(inside, ".leaflet-control-attribution")[0].getBoundingClientRect().bottom
      <= all(inside, ".mpp-legend")[0].getBoundingClientRect().top + 1,
    legend: all(inside, ".mpp-legend")[0].getBoundingClientRect().bottom
      <= all(inside, ".mpp-time")[0].getBoundingClientRect().top + 1,
    crossing: all(document, ".mpp-show-keys > *")[0].getBoundingClientRect().left
      - all(document, ".mpp-show-foot span")[0].getBoundingClientRect().right,
  };
}
"""


SIZES = [(1366, 768), (1920, 1080), (1280, 720)]


@pytest.mark.parametrize(("lang", "sizes"), [("id", SIZES), ("en", SIZES[-1:])], ids=["id", "en"])
def test_it_can_be_read_from_the_last_row(stage, lang, sizes):
    open_show(stage, f"{SHOW}&lang={lang}&tanggal=2024-12-12", count="1 / 39")
    for title, count, kode in (
        ("Indonesia", "1 / 39", None),
        ("Kepulauan Bangka Belitung", "10 / 39", "19"),
        ("Nusa Tenggara Timur", "20 / 39", "53"),
    ):
        if kode:
            stage.state(f'mppgeo.send({{ step: "{kode}" }})')
            wait_for_step(stage, title, count, kode)
        for width, height in sizes:
            stage.page.set_viewport_size({"width": width, "height": height})
            check_reading(stage, width, height)


def check_reading(stage, width: int, height: int) -> None:
    large = height / 720
    stage.settle()
    seen = stage.page.evaluate(MEASURE)
    assert seen["value"] >= 56 * large and seen["title"] >= 34 * large
    assert min(seen["page"], seen["map"]) >= 24 * large - 0.5
    assert seen["names"] >= 20 * large - 0.5 and seen["source"] >= 14
    assert seen["share"] >= 0.5 and seen["zoom"] == 0
    assert seen["order"] and not seen["scrolls"] and seen["attribution"] and seen["legend"]
    assert seen["bottom"] <= height and seen["right"] <= width
    assert seen["cut"] == [] and seen["crossing"] > 0


def test_the_hint_of_keys_leaves_the_screen_once(stage):
    open_show(stage)
    assert stage.page.locator(".mpp-show-keys").inner_text().split() != []
    stage.page.evaluate(
        "() => document.querySelector('.mpp-show-keys').getAnimations().forEach((one) => one.finish())"
    )
    stage.page.keyboard.press("ArrowRight")
    wait_for_step(stage, "Jawa Tengah", "2 / 3", "33")
    opacity = "() => getComputedStyle(document.querySelector('.mpp-show-keys')).opacity"
    stage.settle()
    assert stage.page.evaluate(opacity) == "0"


def test_a_bad_link_breaks_nothing(stage):
    stage.open_map(f"{SHOW}&langkah=99&jeda=0&tanggal=<img src=x onerror=alert(1)>")
    wait = stage.page.locator(".mpp-show-keys")
    wait.wait_for()
    stage.settle()
    assert "langkah=99" in wait.inner_text()
    seen = stage.page.evaluate(MEASURE)
    assert seen["order"] and not seen["scrolls"] and seen["bottom"] <= 720
    assert stage.page.locator("img[src=x]").count() == 0


MARGINS = """
  const [south, west] = s.payload.focus[0], [north, east] = s.payload.focus[1];
  const a = s.map.latLngToContainerPoint([north, west]), b = s.map.latLngToContainerPoint([south, east]);
  const size = s.map.getSize();
  const foot = s.payload.present ? size.y - s.legend.getContainer().offsetTop : 36;
  return [a.x, a.y, size.x - b.x, size.y - b.y - foot];
"""


def check_fitting(visitor) -> None:
    """What is looked at lies in the middle of what time bar and sources leave, as large as fits."""

    def is_fitted() -> bool:
        left, top, right, bottom = visitor.state(MARGINS)
        middle = abs(left - right) < 6 and abs(top - bottom) < 40
        return middle and 0 <= min(left, top) < 50

    visitor.settle()
    assert wait_until(is_fitted, visitor.page.wait_for_timeout), visitor.state(MARGINS)


def test_the_first_fit_is_right_in_a_large_window(visitor):
    visitor.page.set_viewport_size({"width": 1920, "height": 1080})
    for path in (f"{SHOW}&langkah=95", "/?provinsi=95&level=kabkota"):
        visitor.open_map(path)
        visitor.wait_for_state("s.openingsReady")
        check_fitting(visitor)


def test_the_map_fits_again_until_the_visitor_moves_it(window):
    window.open_map()
    window.page.set_viewport_size({"width": 1920, "height": 1080})
    window.wait_for_state("s.map.getSize().y > 600")
    check_fitting(window)
    frame = window.page.locator('iframe[title^="streamlit_folium"]').bounding_box()
    window.page.mouse.move(frame["x"] + 300, frame["y"] + 300)
    window.page.mouse.wheel(0, -400)
    window.wait_for_state("s.moved")
    window.settle()
    zoom = window.state("return s.map.getZoom()")
    window.page.set_viewport_size({"width": 1366, "height": 768})
    window.wait_for_state("s.map.getSize().y < 600")
    window.settle()
    assert window.state("return s.map.getZoom()") == zoom
