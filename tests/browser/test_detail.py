"""Finer lines of an open province, and its kecamatan, as a visitor sees them."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from playwright.sync_api import expect

from mppgeo.base.paths import PROJECT
from mppgeo.boundaries.detail import name_file, read_detail

DETAIL = PROJECT / "data" / "boundaries" / "detail"
COUNT = "s.layers.kabkota.byKode['{kode}'].getLatLngs().flat(2).length"
SWITCH = "button.mpp-switch"
CARD = ".mpp-card h2"


def count_vertices(visitor, kode: str) -> int:
    return visitor.state(f"return {COUNT.format(kode=kode)}")


def wait_for_limits(visitor, limits: str | None) -> None:
    visitor.page.wait_for_function(
        "batas => new URLSearchParams(location.search).get('batas') === batas", arg=limits
    )


@pytest.fixture
def coarse(visitor) -> int:
    """Vertices of Kutai Kartanegara on the map of the nation."""
    visitor.open_map("/?level=kabkota")
    return count_vertices(visitor, "64.02")


def test_an_opened_province_gets_finer_lines_and_gives_them_back(visitor, coarse):
    assert [url for url in visitor.requests if "areas-" in url] == []
    # There is no switch without an open province.
    expect(visitor.map.locator(SWITCH)).to_be_hidden()
    visitor.click_area("64.02")
    visitor.wait_for_state(f"{COUNT.format(kode='64.02')} > {coarse}")
    assert any("areas-64.json" in url for url in visitor.requests)
    visitor.wait_for_state("s.layers.outline.getLatLngs().length > 1")
    visitor.page.go_back()
    visitor.wait_for_state(f"{COUNT.format(kode='64.02')} === {coarse}")


def test_the_finer_lines_are_fetched_once(visitor):
    visitor.open_map("/?provinsi=34&level=kabkota")
    visitor.wait_for_state("s.layers.kabkota.byKode['34.04'] && s.areas")
    visitor.click_area("34.02")
    visitor.page.locator(CARD, has_text="Kab. Bantul").wait_for()
    visitor.settle()
    assert len([url for url in visitor.requests if "areas-34.json" in url]) == 1


def test_kecamatan_are_switched_on_and_off_in_the_address(visitor):
    visitor.open_map("/?provinsi=34&level=kabkota")
    switch = visitor.map.locator(SWITCH)
    expect(switch).to_have_attribute("aria-pressed", "false")
    visitor.settle()
    switch.click()
    visitor.wait_for_state("s.kecamatan.length === 78")
    visitor.map.locator(".mpp-label-kecamatan", has_text="Piyungan").wait_for()
    wait_for_limits(visitor, "kecamatan")
    expect(switch).to_have_attribute("aria-pressed", "true")
    visitor.page.reload()
    visitor.wait_for_map()
    visitor.wait_for_state("s.kecamatan.length === 78")
    visitor.settle()
    switch.click()
    visitor.wait_for_state("s.kecamatan.length === 0")
    expect(visitor.map.locator(".mpp-label-kecamatan")).to_have_count(0)
    wait_for_limits(visitor, None)


READ_SHAPES = """
const strip = (ring) => ring.map((at) => [at.lng, at.lat]);
const shapes = Object.entries(s.layers.kabkota.byKode).map(([kode, layer]) => {
  const drawn = layer.getLatLngs();
  const parts = Array.isArray(drawn[0][0]) ? drawn : [drawn];
  return [kode, parts.map((rings) => rings.map(strip))];
});
return Object.fromEntries(shapes);
"""


def read_shapes(visitor) -> dict[str, shapely.MultiPolygon]:
    """All kabkota as the browser draws them, on the grid of the files."""
    return {
        kode: shapely.MultiPolygon(
            [
                shapely.Polygon(shell, holes)
                for shell, *holes in ([np.round(ring, 4) for ring in rings] for rings in parts)
            ]
        )
        for kode, parts in visitor.state(READ_SHAPES).items()
    }


def test_several_open_provinces_are_joined_without_gap_or_overlap(visitor):
    """Each has a file of its own; an area beside several of them follows the lines of all."""
    opened = ("13", "15", "17")
    visitor.open_map("/?level=kabkota&" + "&".join(f"provinsi={kode}" for kode in opened))
    fine = {}
    for kode in opened:
        fine |= read_detail(DETAIL / name_file(kode)).kabkota.geometry.to_dict()
    # All come together; the last is looked for as well as the first.
    for kode in (next(iter(fine)), next(reversed(fine))):
        own = shapely.get_num_coordinates(fine[kode]) - shapely.get_num_geometries(fine[kode])
        visitor.wait_for_state(f"{COUNT.format(kode=kode)} >= {own}")
    assert sorted(url.split("areas-")[1] for url in visitor.requests if "areas-" in url) == [
        f"{kode}.json" for kode in opened
    ]
    shown = read_shapes(visitor)
    assert len(shown) == 514
    for kode, shape in fine.items():
        assert shapely.symmetric_difference(shown[kode], shape).area < 1e-9, kode
    drawn = np.array(list(shown.values()), dtype=object)
    assert shapely.is_valid(drawn).all() and shapely.coverage_is_valid(drawn)


def test_a_finer_file_that_fails_leaves_the_coarse_lines(visitor, coarse):
    visitor.page.route("**/areas-64.json", lambda route: route.fulfill(status=503))
    with visitor.page.expect_response("**/areas-64.json"):
        visitor.click_area("64.03")
    visitor.page.locator(CARD, has_text="Kab. Berau").wait_for()
    visitor.settle()
    assert count_vertices(visitor, "64.02") == coarse
    visitor.page.goto("about:blank")
    assert all("503" in error for error in visitor.errors)
    visitor.errors.clear()
