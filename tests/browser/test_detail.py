"""Finer lines of an open province, and its kecamatan, as a visitor sees them."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
import shapely

from mppgeo.base.paths import PROJECT
from mppgeo.boundaries.detail import name_file, read_detail

DETAIL = PROJECT / "data" / "boundaries" / "detail"
COUNT = "s.layers.kabkota.byKode['{kode}'].getLatLngs().flat(2).length"
SWITCH = "button.mpp-switch"


def count_vertices(visitor, kode: str) -> int:
    return visitor.state(f"return {COUNT.format(kode=kode)}")


def query_of(visitor) -> dict:
    return parse_qs(urlsplit(visitor.page.url).query)


@pytest.fixture
def coarse(visitor) -> int:
    """Vertices of Kutai Kartanegara on the map of the nation."""
    visitor.open_map("/?level=kabkota")
    return count_vertices(visitor, "64.02")


def test_an_opened_province_gets_finer_lines_and_gives_them_back(visitor, coarse):
    assert [url for url in visitor.requests if "areas-" in url] == []
    visitor.click_area("64.02")
    visitor.wait_for_state(f"{COUNT.format(kode='64.02')} > {coarse}")
    assert any("areas-64.json" in url for url in visitor.requests)
    around = visitor.state("return s.layers.outline.getLatLngs().length")
    assert around > 1
    visitor.page.go_back()
    visitor.wait_for_state(f"{COUNT.format(kode='64.02')} === {coarse}")


def test_the_finer_lines_are_fetched_once(visitor):
    visitor.open_map("/?provinsi=34&level=kabkota")
    visitor.wait_for_state("s.layers.kabkota.byKode['34.04'] && s.areas")
    visitor.click_area("34.02")
    visitor.page.get_by_text("Kab. Bantul").first.wait_for()
    assert len([url for url in visitor.requests if "areas-34.json" in url]) == 1


def test_kecamatan_are_switched_on_and_off_in_the_address(visitor):
    visitor.open_map("/?provinsi=34&level=kabkota")
    switch = visitor.map.locator(SWITCH)
    assert switch.get_attribute("aria-pressed") == "false"
    switch.click()
    visitor.wait_for_state("s.kecamatan.length === 78")
    visitor.map.locator(".mpp-label-kecamatan", has_text="Piyungan").wait_for()
    assert query_of(visitor)["batas"] == ["kecamatan"]
    assert switch.get_attribute("aria-pressed") == "true"
    visitor.page.reload()
    visitor.wait_for_map()
    visitor.wait_for_state("s.kecamatan.length === 78")
    switch.click()
    visitor.wait_for_state("s.kecamatan.length === 0")
    assert visitor.map.locator(".mpp-label-kecamatan").count() == 0
    assert "batas" not in query_of(visitor)


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
    first = next(iter(fine))
    own = shapely.get_num_coordinates(fine[first]) - shapely.get_num_geometries(fine[first])
    visitor.wait_for_state(f"{COUNT.format(kode=first)} >= {own}")
    assert sorted(url.split("areas-")[1] for url in visitor.requests if "areas-" in url) == [
        f"{kode}.json" for kode in opened
    ]
    shown = read_shapes(visitor)
    assert len(shown) == 514
    for kode, shape in fine.items():
        assert shapely.symmetric_difference(shown[kode], shape).area < 1e-9, kode
    drawn = np.array(list(shown.values()), dtype=object)
    assert shapely.is_valid(drawn).all() and shapely.coverage_is_valid(drawn)


def test_there_is_no_switch_without_an_open_province(visitor, coarse):
    assert not visitor.map.locator(SWITCH).is_visible()


def test_a_finer_file_that_fails_leaves_the_coarse_lines(visitor, coarse):
    visitor.page.route("**/areas-64.json", lambda route: route.fulfill(status=503))
    visitor.open_map("/?provinsi=64&level=kabkota")
    visitor.click_area("64.03")
    visitor.page.get_by_text("Kab. Berau").first.wait_for()
    assert count_vertices(visitor, "64.02") == coarse
    visitor.page.goto("about:blank")
    assert all("503" in error for error in visitor.errors)
    visitor.errors.clear()
