"""The choices of reach, next places and priorities in the address, on the pages and commands."""

from __future__ import annotations

import csv
import io
import re

import pytest
from test_pages import (
    beyond_records,
    checked,
    find,
    html_of,
    notices_of,
    open_app,
    query_of,
    turn_to,
)
from test_priorities_page import AS_OF, DAY, run  # noqa: F401


def steps_of(app) -> list[str]:
    return app.dataframe[0].value["kode"].tolist()


def test_a_link_reproduces_the_next_places(run):  # noqa: F811
    query = {"k": "3", "km": "50", "wajib": "11.01", "kuota": ["1", "12~0"], "metode": "eksak"}
    app = open_app("prioritas", lang="en", **DAY, **query)
    shown = steps_of(app)
    assert len(shown) == 3 and "11.01" in shown
    assert not [kode for kode in shown if kode.startswith("12.")]
    link = "?k=3&km=50&wajib=11.01&kuota=1&kuota=12~0&metode=eksak"
    done = run("next", *AS_OF, "--format", "csv", "--link", link)
    assert [row["kode"] for row in csv.DictReader(io.StringIO(done.stdout))] == shown
    done = run("next", *AS_OF, "--format", "csv", "--link", link, "--k", "1", "--quota", "2")
    assert len(list(csv.DictReader(io.StringIO(done.stdout)))) == 1


def test_a_link_reproduces_the_priority_list(run):  # noqa: F811
    query = {"bagian": "prioritas", "bobot": ["jarak~7", "penduduk~3"], "tanpa": "kecil"}
    app = open_app("prioritas", lang="en", provinsi="12", **DAY, **query)
    table = app.dataframe[0].value
    link = "bobot=jarak~7&bobot=penduduk~3&tanpa=kecil&provinsi=12"
    done = run("priority", *AS_OF, "--format", "csv", "--link", link)
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["kode"] for row in rows] == table["kode"].tolist()
    assert find(app.selectbox, "Weights").value == "sendiri"
    assert find(app.slider, "Distance to the nearest MPP").value == 7


def test_what_is_chosen_stands_in_the_address():
    app = open_app("prioritas", lang="en", **DAY)
    checked(find(app.number_input, "Within km").set_value(40).run())
    checked(find(app.multiselect, "Must not be chosen").set_value(["35.05", "11.01"]).run())
    checked(find(app.multiselect, "Provinces with a limit of their own").set_value(["12"]).run())
    checked(find(app.number_input, "Sumatera Utara").set_value(2).run())
    checked(find(app.button_group, "Section").set_value("prioritas").run())
    checked(find(app.selectbox, "Weights").set_value("terpencil").run())
    query = query_of(app)
    expected = {"km": "40", "jangan": ["11.01", "35.05"], "kuota": "12~2", "bagian": "prioritas",
                "bobot": "terpencil"}  # fmt: skip
    for name, value in expected.items():
        assert query[name] in (value, [value]), name
    turn_to(app, "jangkauan")
    checked(find(app.button_group, "Nearest").set_value("sendiri").run())
    assert query_of(app)["terdekat"] in ("sendiri", ["sendiri"]) and "bobot" in query_of(app)


def test_constraints_are_dropped_together():
    app = open_app("prioritas", lang="en", wajib="11.01", kuota="2", k="4", **DAY)
    [free] = [button for button in app.button if button.label == "Without constraints"]
    checked(free.click().run())
    query = query_of(app)
    assert "wajib" not in query and "kuota" not in query and query["k"] in ("4", ["4"])


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize(
    "query",
    [
        {"k": "99"},
        {"km": "-1"},
        {"bobot": "jarak~-4"},
        {"bobot": ["jarak~1e9", "penduduk~nan"]},
        {"wajib": "<script>alert(1)</script>"},
        {"kuota": "35~x"},
        {"tanpa": "semua"},
    ],
    ids=str,
)
def test_a_hostile_address_becomes_notices(query, lang):
    app = open_app("prioritas", lang=lang, **DAY, **query)
    beyond = beyond_records({**DAY, "lang": lang})
    told = [notice for notice in notices_of(app) if notice not in beyond]
    assert told and not app.error and len(app.dataframe[0].value) == 10
    # What Streamlit reads as Markdown holds no "<" that is not escaped.
    assert "<" not in " ".join(warning.value for warning in app.warning).replace("\\<", "")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"wajib": "35.10"}, "cannot be chosen"),
        ({"wajib": "35.05", "jangan": "35.05"}, "both “must” and “must not”"),
        ({"wajib": "35.05", "komitmen": "ya"}, "no commitment"),
        ({"kuota": "35~0", "provinsi": "35"}, "the limits chosen leave out all"),
    ],
    ids=str,
)
def test_what_cannot_be_met_is_said_and_can_be_taken_back(query, said):
    app = open_app("prioritas", lang="en", **DAY, **query)
    assert any(part in app.info[0].value for part in said.split("|")) and not app.dataframe
    assert find(app.multiselect, "Must be chosen").value == [
        kode for kode in [query.get("wajib")] if kode
    ]


def test_more_places_than_there_are_is_said():
    app = open_app("prioritas", lang="en", provinsi="35", k="40", **DAY)
    told = " ".join(caption.value for caption in app.caption)
    assert "40 places are asked for, but only 3 can be chosen" in told


def test_all_zero_weights_in_a_link_are_a_sentence():
    app = open_app("prioritas", lang="en", bagian="prioritas", bobot="nol", **DAY)
    beyond = beyond_records({**DAY, "lang": "en"})
    [told] = [notice for notice in notices_of(app) if notice not in beyond]
    assert "All weights are 0" in told
    app = open_app("profil", lang="en", provinsi="35", bobot="nol", **DAY)
    [told] = [notice for notice in notices_of(app) if notice not in beyond]
    assert "All weights are 0" in told


@pytest.mark.parametrize("command", ["next", "priority", "reach"])
def test_commands_refuse_a_link_that_they_do_not_understand(run, command):  # noqa: F811
    done = run(command, "--lang", "en", "--link", "?km=abc")
    assert done.returncode == 1 and "“km=abc”" in done.stderr and not done.stdout


def test_a_profile_has_its_tables_for_the_printer():
    html = html_of(open_app("profil", lang="en", provinsi="35", **DAY))
    # One of the six has an address, and is fetched when somebody prints.
    assert html.count('class="mpp-print"') == 5
    [address] = re.findall('class="mpp-paper" data-address="([^"]+)"', html)
    assert address.startswith("api/reach.html?") and "provinsi=35" in address
    assert "Kab. Ponorogo" in html and "<td" in html
