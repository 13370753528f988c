"""A presentation as Streamlit runs it, without a browser."""

from __future__ import annotations

import json
import re

import pytest
from streamlit.testing.v1 import AppTest

from mppgeo.base.paths import PROJECT

DAY = {"tanggal": "2024-12-12"}
SHOWN = {"main", "html", "flex_container", "component_instance"}
"""What a presentation is made of; everything else could be a widget."""
VALUE = re.compile(r'class="mpp-(?:show|figure)-(label|value|note)">(?:<span>)?([^<]*)<')


def open_app(page: str = "peta", **query: str | list[str]) -> AppTest:
    app = AppTest.from_file(PROJECT / "mppgeo" / "ui" / "main.py", default_timeout=180)
    if page != "peta":
        app.switch_page(f"../../pages/{page}.py")
    for name, value in query.items():
        app.query_params[name] = value
    return checked(app.run())


def present(page: str = "peta", **query: str | list[str]) -> AppTest:
    return open_app(page, mode="presentasi", **query)


def checked(app: AppTest) -> AppTest:
    assert [error.message for error in app.exception] == []
    return app


def html_of(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


def figures_of(app: AppTest) -> list[tuple[str, str]]:
    found = VALUE.findall(html_of(app))
    assert len(found) == 12
    return found


def map_of(app: AppTest) -> dict:
    [component] = app.get("component_instance")
    script = json.loads(component.proto.json_args)["feature_group"]
    return json.JSONDecoder().raw_decode(script[script.index("mppgeo.paint(") + 13 :])[0]


@pytest.mark.parametrize("page", ["peta", "linimasa"])
@pytest.mark.parametrize("query", [{}, {"langkah": "35"}, {"langkah": "zz", "jeda": "1"}], ids=str)
def test_a_presentation_holds_no_widget(page, query):
    app = present(page, **query)
    kinds = {element.type for element in app.main}
    assert kinds <= SHOWN, kinds
    assert len(app.get("component_instance")) == 1


def test_the_page_itself_holds_widgets():
    """Lest the test before find nothing because it looks at the wrong place."""
    app = open_app()
    assert {element.type for element in app.main} > SHOWN


@pytest.mark.parametrize(
    ("step", "page"),
    [
        ({}, {}),
        ({"langkah": "35"}, {"provinsi": "35", "level": "kabkota"}),
        ({"langkah": "31", "penyebut": "514"},
         {"provinsi": "31", "level": "kabkota", "penyebut": "514"}),
        ({"langkah": "95", "jenis": "kabupaten", "lang": "en"},
         {"provinsi": "95", "level": "kabkota", "jenis": "kabupaten", "lang": "en"}),
        ({"langkah": "33", "pulau": "jawa", "status": "belum", "level": "kabkota"},
         {"provinsi": "33", "level": "kabkota"}),
    ],
    ids=str,
)  # fmt: skip
def test_figures_and_map_are_those_of_the_page(step, page):
    shown, normal = present(**step, **DAY), open_app(**page, **DAY)
    assert figures_of(shown) == figures_of(normal)
    presented, plain = map_of(shown), map_of(normal)
    assert plain.pop("present") is None and presented.pop("present") is not None
    assert presented == plain


def test_the_map_is_told_the_steps():
    app = present(pulau="papua", langkah="92", jeda="30")
    steps = ["", "91", "92", "93", "94", "95", "96"]
    assert map_of(app)["present"] == {"steps": steps, "index": 2, "jeda": 30}
    assert "<b>3 / 7</b>" in html_of(app) and "Papua Selatan" in html_of(app)


def test_a_day_further_back_stays_with_the_place():
    """Playing the years must not lead away from the province that is talked about."""
    app = present(langkah="95", tanggal="2021-01-01")
    assert "<h1>Papua</h1>" in html_of(app)
    assert app.query_params["langkah"] in ("95", ["95"])


def test_bad_links_are_told_small():
    app = present(langkah="99")
    assert not app.warning and "langkah=99" in html_of(app)
    assert "<script>" not in html_of(present(langkah="<script>"))


@pytest.mark.parametrize("level", ["provinsi", "kabkota"])
def test_without_records_it_stands(country, monkeypatch, level):
    monkeypatch.setenv("MPPGEO_DATA", str(country.folder))
    for path in (country.folder / "records").iterdir():
        path.unlink()
    present(level=level)
    present(langkah="35")


def open_start(app: AppTest) -> AppTest:
    """Open what the button "Present" opens; it is not drawn before."""
    assert not [button for button in app.button if button.key.startswith("p_start")]
    app.session_state["p_present"] = True
    return checked(app.run())


def test_the_buttons_begin_a_presentation():
    app = open_start(open_app(provinsi="33", level="kabkota", lang="en", **DAY))
    query = dict(app.query_params)
    [start] = [button for button in app.button if button.label == "Start"]
    checked(start.click().run())
    assert app.query_params["mode"] in ("presentasi", ["presentasi"])
    assert "jeda" not in app.query_params
    assert {name: app.query_params[name] for name in query} == query
    app = open_start(open_app(provinsi="33", **DAY))
    [timed] = [button for button in app.button if button.label == "20 detik"]
    checked(timed.click().run())
    assert app.query_params["jeda"] in ("20", ["20"])
    assert map_of(app)["present"] == {"steps": ["", "33"], "index": 0, "jeda": 20}
