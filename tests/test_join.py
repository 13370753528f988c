"""The boundaries in use joined with the records: nothing is dropped, and figures keep their area."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys

import pytest
from small_country import SmallCountry

from mppgeo.base.paths import PROJECT
from mppgeo.coverage import BOTH, WITHOUT_POLYGON, join_boundaries, take_snapshot

DAY = dt.date(2025, 12, 15)


def test_every_area_has_its_figures_and_its_shape(dataset):
    snapshot = take_snapshot(dataset, DAY)
    joined = join_boundaries(snapshot, "kabkota")
    assert joined.crs.to_epsg() == 4326 and joined.index.equals(snapshot.kabkota.index)
    assert joined["joined"].eq(BOTH).all()
    assert joined["status"].equals(snapshot.kabkota["status"])
    assert joined.geometry.geom_equals(dataset.kabkota.geometry).all()


def test_provinces_not_yet_set_up_bear_the_figures_of_their_parent(dataset):
    snapshot = take_snapshot(dataset, dt.date(2021, 12, 31))
    joined = join_boundaries(snapshot, "provinsi")
    assert len(joined) == 38 and len(snapshot.provinsi) == 34
    assert joined.loc["93", "kode_provinsi"] == "91" and joined.loc["93", "nama"] == "Papua Selatan"
    of_day = joined.drop_duplicates("kode_provinsi").set_index("kode_provinsi")
    assert of_day["areas_with_mpp"].sort_index().equals(snapshot.provinsi["areas_with_mpp"])
    assert joined.loc["95", "areas"] == snapshot.provinsi.loc["91", "areas"]


def test_an_area_without_a_polygon_and_one_of_no_region_are_named(tmp_path):
    country = SmallCountry(tmp_path)
    country.write_mpp(country.mpp("35.07", "2020-01-01"))
    country.write_layer("kabkota", {k: s for k, s in country.squares.items() if k != "72.71"})
    joined = join_boundaries(take_snapshot(country.load(), DAY), "kabkota")
    assert len(joined) == 7 and joined.loc["72.71", "joined"] == WITHOUT_POLYGON
    assert joined.loc["72.71", "geometry"] is None and joined.loc["72.71", "status"] == "belum"
    assert joined.loc["35.07", ["status", "joined"]].tolist() == ["ada", BOTH]


def test_another_level_is_refused(dataset):
    with pytest.raises(ValueError, match="kecamatan"):
        join_boundaries(take_snapshot(dataset, DAY), "kecamatan")


def test_the_example_for_notebooks_runs(tmp_path):
    text = (PROJECT / "README.md").read_text(encoding="utf-8")
    example = next(code for code in re.findall(r"```python\n(.*?)```", text, re.DOTALL))
    assert len(example.strip().splitlines()) <= 7
    code = (
        "import matplotlib; matplotlib.use('agg')\n"
        + example
        + "\nimport sys; areas.explore(tiles=None).save(sys.argv[1])\nprint(len(areas))"
    )
    page = tmp_path / "page.html"
    done = subprocess.run(
        [sys.executable, "-c", code, page], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "514" and "Banyuwangi" in page.read_text(encoding="utf-8")
