"""What the map shows, at every screen that officials have: all of it, rightly named, from the first click on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

SCREENS = [
    (1366, 600), (1093, 490), (1024, 700), (1280, 600), (1920, 950), (820, 1080), (393, 727),
]  # fmt: skip
CASES = json.loads((Path(__file__).parents[1] / "label_cases.json").read_text(encoding="utf-8"))

LOOK = """() => {
  const s = mppgeo.state, map = s.map, size = map.getSize();
  const taken = mppgeo.names.listTaken();
  const asked = s.payload.asked, faults = [];
  const walk = (shape, see) => Array.isArray(shape) ? shape.forEach((p) => walk(p, see)) : see(shape);
  for (const layer of s.layers[s.payload.level].list) {
    if (asked.length && !asked.includes(layer.kode.slice(0, 2))) continue;
    // What is too far for the main map is whole in a panel.
    if (document.querySelector(`.mpp-inset path[data-inset="${layer.kode}"]`)) continue;
    let off = 0, under = 0;
    walk(layer.getLatLngs(), (at) => {
      const { x, y } = map.latLngToContainerPoint(at);
      if (x < 0 || y < 0 || x > size.x || y > size.y) off += 1;
      if (taken.some((b) => x > b[0] && x < b[2] && y > b[1] && y < b[3])) under += 1;
    });
    if (off || under) faults.push([layer.kode, 'outside', off, 'covered', under]);
  }
  const names = [...document.querySelectorAll('.mpp-label[data-kode]')];
  for (const name of names) {
    const box = name.getBoundingClientRect(), kode = name.dataset.kode;
    const x = (box.left + box.right) / 2, y = (box.top + box.bottom) / 2;
    // Between two areas there may be a hairline that is neither's.
    const area = [x, x + 1].flatMap((at) => document.elementsFromPoint(at, y))
      .find((node) => node.matches('path[data-kode]'));
    const own = area && (area.dataset.kode + '.').startsWith(kode + '.');
    if (!own && name.dataset.tied !== '1') faults.push([name.textContent, 'on', area && area.dataset.kode]);
  }
  if (map.getMinZoom() > map.getZoom() - 0.3) faults.push(['zoom-out ends at', map.getMinZoom()]);
  if (!names.length) faults.push('no names');
  return faults;
}"""


def look(visitor) -> list:
    return visitor.map.locator("#map_div").evaluate(LOOK)


def resize(visitor, width: int, height: int) -> None:
    """Make the window another size, and wait until the map has its share of it."""
    visitor.page.set_viewport_size({"width": width, "height": height})
    visitor.page.wait_for_function(
        """() => {
          const frame = document.querySelector('iframe[title^="streamlit_folium"]').contentWindow;
          const { x, y } = frame.map.getSize();
          return Math.abs(x - frame.innerWidth) < 2 && Math.abs(y - frame.innerHeight) < 2;
        }"""
    )
    visitor.settle()


@pytest.mark.parametrize(
    "path",
    [
        "/", "/?level=kabkota", "/?provinsi=31&level=kabkota", "/?provinsi=35&level=kabkota",
        "/?provinsi=21&level=kabkota", "/?provinsi=95&level=kabkota&lang=en", "/?mode=presentasi",
        "/?mode=presentasi&langkah=35",
    ],
)  # fmt: skip
def test_all_that_is_asked_for_is_seen_and_rightly_named_on_every_screen(window, path):
    window.open_map(path)
    found = {}
    for width, height in SCREENS:
        resize(window, width, height)
        found[width, height] = look(window)
    assert found == {screen: [] for screen in SCREENS}


@pytest.mark.parametrize("way", ["/?provinsi=12&level=kabkota", "/pemantauan", "/tahapan?lang=en"])
def test_the_map_ends_with_the_window_whatever_stands_above_it(window, way):
    window.open_map(way)
    for width, height in SCREENS[:5]:
        resize(window, width, height)
        window.page.wait_for_function(
            """() => {
              const frame = document.querySelector('iframe[title^="streamlit_folium"]');
              const foot = innerHeight - frame.getBoundingClientRect().bottom;
              return foot >= 0 && foot < 12;
            }"""
        )


@pytest.mark.parametrize(
    ("width", "height", "touch"), [(1366, 400, False), (1093, 440, False), (393, 727, True)]
)
def test_the_first_click_of_a_fresh_page_counts(visit, app, width, height, touch):
    visitor = visit(app, width, height, has_touch=touch)
    visitor.open_map("/?provinsi=94&level=kabkota")
    visitor.settle()
    frame = visitor.page.locator('iframe[title^="streamlit_folium"]').bounding_box()
    assert frame["y"] + frame["height"] > height
    x, y = visitor.find("94.01", bottom=height - frame["y"])
    (visitor.page.touchscreen.tap if touch else visitor.page.mouse.click)(x, y)
    visitor.page.wait_for_function("() => location.search.includes('kode=94.01')")
    visitor.settle()
    after = visitor.page.locator('iframe[title^="streamlit_folium"]').bounding_box()
    assert after["y"] == pytest.approx(frame["y"], abs=60)


def test_the_first_key_and_the_first_turn_of_the_wheel_count(visit, app):
    visitor = visit(app, 1366, 600)
    visitor.open_map()
    visitor.settle()
    frame = visitor.page.locator('iframe[title^="streamlit_folium"]').bounding_box()
    zoom = visitor.state("return s.map.getZoom()")
    visitor.page.mouse.move(frame["x"] + 300, frame["y"] + 150)
    visitor.page.mouse.wheel(0, -200)
    visitor.wait_for_state(f"s.map.getZoom() > {zoom}")
    visitor.map.locator("#map_div").focus()
    visitor.settle()
    west = visitor.state("return s.map.getBounds().getWest()")
    visitor.page.keyboard.press("ArrowRight")
    visitor.wait_for_state(f"s.map.getBounds().getWest() > {west}")
    visitor.settle()
    zoom = visitor.state("return s.map.getZoom()")
    visitor.page.keyboard.press("-")
    visitor.wait_for_state(f"s.map.getZoom() < {zoom}")


def test_names_are_placed_again_when_letters_come(window):
    window.open_map()
    window.settle()
    named = "document.querySelectorAll('.mpp-label').length"
    count = window.state(f"return {named}")
    assert count > 30
    window.state(
        """s.map.getPane('mpp-labels').replaceChildren();
        const letters = performance.getEntriesByType('resource').find(({ name }) => name.endsWith('.woff2'));
        const late = new FontFace('late', `url(${letters.name})`);
        document.fonts.add(late);
        late.load();"""
    )
    window.wait_for_state(f"{named} === {count}")


def test_a_name_beside_its_area_opens_that_area(window):
    window.open_map("/?provinsi=35&level=kabkota")
    window.settle()
    kode = window.map.locator('.mpp-label[data-tied="1"]').first.get_attribute("data-kode")
    window.map.locator(f'.mpp-label[data-kode="{kode}"]').click()
    window.page.wait_for_function("kode => location.search.includes(`kode=${kode}`)", arg=kode)


def test_while_presenting_every_area_without_an_mpp_is_named(visit, app):
    visitor = visit(app, 1024, 700)
    visitor.open_map("/?mode=presentasi&langkah=12")
    visitor.settle()
    missing, named = visitor.state(
        """const codes = s.payload.legend.filter((entry) => entry.missing).map((entry) => entry.code);
        return [
          s.layers.kabkota.list.filter((l) => codes.includes(s.classes[l.order])).map((l) => l.kode),
          [...document.querySelectorAll('.mpp-label[data-kode]')].map((node) => node.dataset.kode),
        ];"""
    )
    assert len(missing) > 20 and set(missing) <= set(named)
    numbers = visitor.map.locator(".mpp-label-number").count()
    key = visitor.map.locator(".mpp-key").all_inner_texts()
    assert len("".join(key).split("·")) == max(1, numbers)
    assert look(visitor) == []


def test_areas_too_small_to_see_are_points_in_the_colour_of_their_class(window):
    window.open_map("/?level=kabkota&jenis=kota&status=belum")
    window.settle()
    large = window.state(
        """return s.layers.kabkota.list.filter((l) => {
          const box = mppgeo.outlines.project(l).box, scale = 2 ** s.map.getZoom();
          return s.classes[l.order] !== '-' && Math.max(box[2] - box[0], box[3] - box[1]) * scale >= 6;
        }).length;"""
    )
    specks = window.map.locator(".mpp-speck")
    fills = specks.evaluate_all("nodes => [...new Set(nodes.map((n) => n.getAttribute('fill')))]")
    shown = window.map.locator(".mpp-legend-row", has_text="Belum").locator(".mpp-legend-count")
    from mppgeo.content.classes import PRESENCE
    from mppgeo.coverage import HAS_NOT

    assert fills == [PRESENCE[HAS_NOT].colour]
    assert int(shown.inner_text()) == large + specks.count() > 2 * large


def test_on_paper_the_whole_map_is_seen(visit, app):
    visitor = visit(app, 1920, 950)
    visitor.open_map("/?provinsi=35&level=kabkota")
    visitor.settle()
    before = visitor.state("return [s.map.getSize().x, s.map.getZoom()]")
    visitor.state("window.dispatchEvent(new Event('beforeprint'))")
    width, height = visitor.state("return [s.map.getSize().x, s.map.getSize().y]")
    assert width <= 703 and height <= 397 and look(visitor) == []
    visitor.state("window.dispatchEvent(new Event('afterprint'))")
    assert visitor.state("return [s.map.getSize().x, s.map.getZoom()]") == before


def test_with_forced_colours_the_legend_has_its_colours(visit, app):
    visitor = visit(app, forced_colors="active")
    visitor.open_map()
    swatches = visitor.map.locator(".mpp-swatch").evaluate_all(
        "nodes => nodes.map((node) => getComputedStyle(node).backgroundColor)"
    )
    assert len(set(swatches)) == 5
    stroke = visitor.map.locator(".mpp-label").first.evaluate(
        "(node) => getComputedStyle(node).webkitTextStrokeColor"
    )
    assert stroke.startswith("rgba(255, 255, 255")


def test_names_stand_by_the_rules_of_the_pictures(window):
    window.open_map()
    told = window.map.locator("#map_div").evaluate(
        """(_, cases) => cases.map((given) => {
          const box = ([left, bottom, right, top]) => ({ left, bottom, right, top });
          const forms = (w) => [
            { lines: ['x'], size: 8, width: w, height: 9 },
            { lines: ['x', 'y'], size: 7, width: w * 0.6, height: 16 },
          ];
          const wishes = given.wishes.map((wish) => ({
            ...wish, parts: wish.parts.map((part) => Float64Array.from(part.flat())),
            forms: forms(wish.width), number: wish.number ? { width: 9, height: 8 } : null,
          }));
          const labels = mppgeo.labels.place(wishes, box(given.frame), {
            taken: given.taken.map(box), points: given.points.map(box),
            land: given.land.map((ring) => [Float64Array.from(ring.flat())]),
          });
          const tell = ({ form, box: at, inside, leader }) => form
            ? [inside ? 'inside' : leader ? 'line' : 'beside', form.lines.length]
            : [at ? 'number' : 'out', 0];
          return Object.fromEntries(labels.map((label) => [label.kode, [tell(label), label.box]]));
        })""",
        CASES,
    )
    for case, labels in zip(CASES, told, strict=True):
        assert {kode: how for kode, (how, _) in labels.items()} == case["labels"], case["name"]
        boxes = {kode: box for kode, (_, box) in labels.items()}
        assert all(boxes[kode]["left"] >= x for kode, x in case.get("right_of", {}).items())
        assert all(boxes[kode]["right"] <= x for kode, x in case.get("left_of", {}).items())
        assert all(boxes[kode]["bottom"] >= y for kode, y in case.get("above", {}).items())
