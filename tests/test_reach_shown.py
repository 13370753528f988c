"""Reach as it is shown: classes, tables, figures, the command and the page."""

from __future__ import annotations

import csv
import io
import json
import math
from itertools import combinations

import pytest
from reach_cases import DAY, measure, place_two
from test_classes import contrast
from test_pages import checked, find, html_of, open_app
from test_picture import SMALL

from mppgeo.base.language import Language
from mppgeo.commands import main
from mppgeo.content.classes import DISTANCES, NO_DATA, NO_WAY
from mppgeo.content.exports import write_csv, write_xlsx
from mppgeo.content.reach_tables import (
    list_reach,
    make_reach_figures,
    tell_assumptions,
    tell_reach,
)
from mppgeo.content.sentences.wording import tell_km
from mppgeo.coverage import take_snapshot
from mppgeo.maps.payload import make_legend, make_payload
from mppgeo.maps.picture import draw_map
from mppgeo.maps.reach import make_distance_theme
from mppgeo.planning.reach import (
    find_distances,
)
from mppgeo.planning.reach_figures import (
    AREAS,
    PROVINCES,
    summarise_reach,
)
from mppgeo.scene.scene import Scene
from mppgeo.scene.selection import select_areas
from mppgeo.scene.view import View


@pytest.fixture
def two(country):
    return place_two(country)


def test_classes_differ_in_lightness():
    for one, other in combinations([*DISTANCES, NO_WAY], 2):
        assert contrast(one.colour, other.colour) > 1.15, (one.name, other.name)
    assert NO_WAY.hatch is None and NO_DATA.hatch


@pytest.mark.parametrize("own", [False, True])
def test_every_kabkota_has_a_class_and_mpps_have_points(dataset, own, english):
    snapshot = take_snapshot(dataset, DAY)
    theme = make_distance_theme(snapshot, own=own)
    assert theme.codes.index.equals(snapshot.kabkota.index)
    selection = select_areas(snapshot, View())
    legend = make_legend(selection, theme, english)
    assert sum(row["count"] for row in legend) == 514
    assert (NO_WAY in theme.classes) == own
    payload = make_payload(
        snapshot, selection, View(), theme, english,
        last=None, openings_url="", attribution="", summary="",
    )  # fmt: skip
    counted = {kode for kode, counts, *_ in payload["points"] if counts}
    assert counted == set(snapshot.mpp["kode_kabkota"].dropna()) | {"31"}


def test_there_is_a_picture_of_the_theme(dataset):
    scene = Scene(dataset, View(as_of=DAY, level="kabkota", lang="en"), DAY)
    picture = draw_map(scene, make_distance_theme(scene.snapshot), SMALL, "svg")
    assert DISTANCES[1].colour.encode() in picture


def test_the_table_has_the_farthest_first_and_can_be_saved(dataset, t):
    snapshot = take_snapshot(dataset, DAY)
    for own in (False, True):
        found = find_distances(snapshot, own=own)
        for level, rows in ((AREAS, 514), (PROVINCES, 38)):
            table = list_reach(snapshot, found, dataset.villages.codes, level, t)
            assert len(table.frame) == rows
            median = table.frame["median_km"].fillna(math.inf)
            assert median.is_monotonic_decreasing
            assert len(set(table.titles.values())) == len(table.titles)
            saved = list(csv.reader(io.StringIO(write_csv(table).decode("utf-8-sig"))))
            assert len(saved) == rows + 1
            assert write_xlsx(table)


def test_figures_and_sentences(two, english):
    dataset, snapshot, found = measure(two)
    row = summarise_reach(snapshot, found).iloc[0]
    values = [figure.value for figure in make_reach_figures(row, english)]
    # Of 1,620 people 670 live within 111.2 km; 150 more in Banyuwangi's second village.
    assert values == ["15.4%", "27.3%", tell_km(found.km[7], english), "6.2%"]
    assert tell_reach("Here", row, found, english).startswith(
        "Here: 15.4% of the people live within 25 km of an MPP, as the crow flies."
    )
    empty = make_reach_figures(None, english)
    assert [figure.value for figure in empty] == ["–"] * 4
    assert tell_reach("Here", None, found, english) == "Here: there are no villages in this view."
    said = " ".join(tell_assumptions(dataset, found, english))
    assert "Of 2 MPPs, 0 stand at coordinates on record" in said
    assert "2 at the capital of their area" in said
    assert "(median)" in said and "equal parts" in said


def test_distances_are_written_in_the_readers_way():
    assert [tell_km(km, Language("id")) for km in (3.25, 1234.5, math.nan)] == [
        "3,2 km", "1.234,5 km", "–",
    ]  # fmt: skip


# --- the command ---------------------------------------------------------------


def ask(capsys, *args) -> str:
    assert main(["reach", "--as-of", DAY.isoformat(), *args]) == 0
    return capsys.readouterr().out


def test_the_command_prints_the_nation(capsys, dataset):
    row = json.loads(ask(capsys, "--format", "json"))
    snapshot = take_snapshot(dataset, DAY)
    same = summarise_reach(snapshot, find_distances(snapshot)).iloc[0]
    assert row["people_25_pct"] == round(same["people_25_pct"], 2)
    assert (row["as_of"], row["own"], row["villages"]) == ("2025-12-15", False, 83_379)
    own = json.loads(ask(capsys, "--format", "json", "--own"))
    assert own["own"] is True and own["p90_km"] is None
    assert own["people_25_pct"] < row["people_25_pct"]


def test_the_command_prints_provinces_and_kabkota(capsys):
    provinces = json.loads(ask(capsys, "--by", "provinsi", "--format", "json"))
    assert len(provinces) == 38 and provinces[0]["nama"] == "Aceh"
    text = ask(capsys, "--by", "kabkota", "--provinsi", "35", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 38 and {row["kode"][:2] for row in rows} == {"35"}
    assert all(float(row["median_km"]) >= 0 for row in rows)
    said = ask(capsys, "--by", "provinsi", "--provinsi", "35", "--lang", "id")
    assert "Jawa Timur" in said and "41.919.906" in said


@pytest.mark.parametrize(
    ("args", "code"),
    [(("--provinsi", "99"), 1), (("--by", "desa"), 2), (("--as-of", "besok"), 2)],
    ids=str,
)
def test_the_command_refuses_in_a_sentence(capsys, args, code):
    try:
        ended = main(["reach", *args])
    except SystemExit as end:
        ended = end.code
    told = capsys.readouterr()
    assert (ended, told.out) == (code, "")
    assert args[1] in told.err.splitlines()[-1]


# --- the page -----------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    # Other views are in the test of odd ones.
    [
        {"lang": "en", "provinsi": "74"},
        {"tanggal": "2017-10-01", "lang": "en"},
        {"provinsi": "34", "status": "belum"},
    ],
    ids=str,
)
def test_every_view_can_be_opened(query):
    app = open_app("jangkauan", **{"tanggal": DAY.isoformat(), **query})
    assert not app.warning and not app.error
    assert len(app.get("component_instance")) == 1


def test_the_page_shows_the_figures_and_keeps_the_rule(dataset):
    app = open_app("jangkauan", lang="en", tanggal=DAY.isoformat())
    assert '<span class="mpp-figure-value">72.8%</span>' in html_of(app)
    assert len(app.dataframe[0].value) == 514
    checked(find(app.button_group, "Nearest").set_value("sendiri").run())
    assert '<span class="mpp-figure-value">62.9%</span>' in html_of(app)
    checked(find(app.button_group, "Table").set_value("provinsi").run())
    assert len(app.dataframe[0].value) == 38
