"""The dashboard at first sight and first touch, in Chromium, Firefox and WebKit."""

from __future__ import annotations

import pytest
from engines import ENGINES
from find_engines import ADVICE, find_firefox, find_webkit

FRAME = "document.querySelector('iframe[title^=\"streamlit_folium\"]')"
PAINTED = f"{FRAME}?.contentDocument?.querySelector('#map_div[data-painted]')"
# The rules for paper of our own sheet, as this engine read them, put on the screen.
AS_PRINTED = """
const sheets = [...document.styleSheets].filter((sheet) => /assets/.test(sheet.href || ""));
const paper = sheets.flatMap((sheet) => [...sheet.cssRules]).filter((rule) => rule.media?.mediaText === "print");
const style = document.createElement("style");
style.id = "as-printed";
style.textContent = paper.flatMap((rule) => [...rule.cssRules]).filter((rule) => rule.selectorText)
  .map((rule) => rule.cssText).join(" ");
document.body.append(style);"""
# Where the engines would save a file, they differ; what they would save is read instead.
CATCH_FILES = """
HTMLAnchorElement.prototype.click = function () {
  fetch(this.href).then((answer) => answer.text()).then((text) => { window.savedText = text; });
};"""
WIDTH_OF_COUNTRY = f"""() => {{
  const spots = [...{FRAME}.contentDocument.querySelectorAll('path[data-kode]')]
    .map((node) => node.getBoundingClientRect());
  return Math.max(...spots.map((s) => s.right)) - Math.min(...spots.map((s) => s.left));
}}"""
BOX_OF = """(selector) => { const box = document.querySelector(selector)?.getBoundingClientRect();
  return box && [box.left, box.top, box.right, box.bottom]; }"""


def find_area(kode: str) -> str:
    """Expression of a point of the page at which an area, and nothing above it, is drawn."""
    return f"""(() => {{
      const frame = {FRAME}, inside = frame.contentDocument, at = frame.getBoundingClientRect();
      const node = inside.querySelector('path[data-kode="{kode}"]');
      if (!node) return null;
      const box = node.getBoundingClientRect();
      for (let i = 1; i < 60; i++) for (let j = 1; j < 60; j++) {{
        const x = box.left + box.width * i / 60, y = box.top + box.height * j / 60;
        const around = [[x, y], [x - 3, y], [x + 3, y], [x, y - 3], [x, y + 3]];
        if (around.every((spot) => inside.elementFromPoint(...spot) === node))
          return [at.x + x, at.y + y];
      }}
      return null;
    }})()"""


def find_text(selector: str, text: str) -> str:
    return f"[...document.querySelectorAll('{selector}')].find((n) => n.textContent.trim() === '{text}')"


@pytest.fixture(params=ENGINES)
def engine(request, browser):
    if not (find_firefox() and find_webkit()):
        pytest.fail(ADVICE)
    with ENGINES[request.param](browser) as opened:
        yield opened


def test_an_official_can_use_it_in_every_engine(engine, app):
    engine.go(app.url)
    engine.wait(PAINTED)
    engine.settle()
    # What a first visit is told takes a line from the map until it is put away.
    engine.press("document.querySelector('.mpp-put-away')")
    engine.wait("document.documentElement.hasAttribute('data-mpp-toured')")
    engine.settle()
    look_at_the_first_screen(engine)
    # The first click of a fresh page opens what is under it.
    engine.run(f"{FRAME}.contentWindow.seenBefore = true")
    engine.press(find_area("35"))
    engine.wait("/provinsi=35/.test(location.search)")
    engine.wait("document.querySelector('.mpp-head h1').textContent.includes('Jawa Timur')")
    # It is the same map still: none is drawn anew.
    assert engine.run(f"return {FRAME}.contentWindow.seenBefore === true")
    play_and_stop(engine)
    print_and_save(engine)
    engine.settle()
    engine.press(find_text("button p", "Belum ada MPP"))
    engine.wait("/status=belum/.test(location.search)")
    # The first row of the table, once the page stands still.
    engine.settle()
    engine.wait("document.querySelector('.stDataFrame [role=grid] td')")
    first = f"(() => {{ const box = ({BOX_OF})('.stDataFrame'); return [box[0] + 17, box[1] + 52]; }})()"
    engine.press(first)
    engine.wait("/kode=35/.test(location.search) && document.querySelector('.mpp-card h2')")
    engine.settle()
    engine.press(find_text("button p", "English"))
    engine.wait("document.querySelector('.mpp-head h1').textContent.includes('Public service')")
    # What is still on its way to a page that is left is an error to some.
    engine.settle()
    engine.go(f"{app.url}/?mode=presentasi")
    engine.wait(PAINTED)
    engine.wait("document.querySelector('.mpp-show-value')")
    engine.settle()
    frame = engine.run(f"return ({BOX_OF})('iframe[title^=\"streamlit_folium\"]')")
    assert frame[2] - frame[0] > 0.95 * 1366 and frame[3] - frame[1] > 300
    assert engine.errors == []


def play_and_stop(engine) -> None:
    """The time bar plays in the page, figures with it, and stopping sets the day."""
    button = f"""(() => {{
      const frame = {FRAME}, box = frame.contentDocument.querySelector('.mpp-time-play').getBoundingClientRect();
      const at = frame.getBoundingClientRect();
      return [at.x + box.x + box.width / 2, at.y + box.y + box.height / 2];
    }})()"""
    engine.wait(f"{FRAME}.contentWindow.mppgeo.state.openingsReady")
    engine.settle()
    engine.press(button)
    engine.wait("document.documentElement.hasAttribute('data-mpp-elsewhen')")
    engine.wait("/20/.test(document.querySelector('[data-played=day]').textContent)")
    engine.press(button)
    engine.wait("/tanggal=20/.test(location.search)")
    engine.wait("!document.documentElement.hasAttribute('data-mpp-elsewhen')")
    engine.settle()


def print_and_save(engine) -> None:
    """On paper the table stands whole and what is clicked is gone; a file holds the rows."""
    engine.run("window.dispatchEvent(new Event('beforeprint'))")
    rows = engine.run("return [...document.querySelectorAll('.mpp-print tbody tr')].length")
    assert (
        rows
        == int(
            engine.run(
                "return document.querySelector('.st-key-area_table [role=grid]').ariaRowCount"
            )
        )
        - 1
        > 20
    )
    engine.run(AS_PRINTED)
    shown = engine.run(
        "return ['.mpp-print', '.mpp-copy', '[data-testid=stHeader]', '.mpp-figures']"
        ".map((name) => getComputedStyle(document.querySelector(name)).display)"
    )
    assert shown == ["table", "none", "none", "grid"]
    engine.run("document.getElementById('as-printed').remove()")
    engine.run(CATCH_FILES)
    button = find_text("[data-testid=stDownloadButton] button p", "CSV")
    engine.wait(f"{button}?.getBoundingClientRect().bottom < innerHeight")
    engine.press(button)
    engine.wait("window.savedText")
    rows = engine.run("return window.savedText.trim().split('\\n')")
    assert "Kabupaten" in rows[0] and len(rows) == 39


def look_at_the_first_screen(engine) -> None:
    """Title, sentence, figures, filter, map and table stand whole in the first window."""
    assert engine.run("return [innerWidth, innerHeight]") == [1366, 600]
    figures = engine.run("return getComputedStyle(document.querySelector('.mpp-figures')).display")
    assert figures == "grid"
    engine.wait("document.querySelector('.stDataFrame')")
    # The map follows the room that it gets a moment later.
    engine.wait(f"({WIDTH_OF_COUNTRY})() >= 800")
    engine.settle()
    boxes = engine.run(
        "return ['.st-key-filters', '.mpp-head h1', '.mpp-told', '.mpp-figures',"
        f""" 'iframe[title^="streamlit_folium"]', '.stDataFrame'].map({BOX_OF})"""
    )
    assert all(0 <= left < right <= 1366 for left, _, right, _ in boxes)
    assert all(0 < top < bottom <= 600 for _, top, _, bottom in boxes)
    *_, frame, table = boxes
    assert table[0] > frame[2] and frame[2] - frame[0] >= 880
