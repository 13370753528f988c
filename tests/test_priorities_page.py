"""The priorities page, as Streamlit runs it, its maps, and its commands."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from dataclasses import dataclass
from itertools import combinations

import pandas as pd
import pytest
from test_classes import contrast
from test_pages import beyond_records, checked, find, html_of, notices_of, open_app, turn_to

from mppgeo.base.budgets import SOLVER
from mppgeo.commands import main, siting
from mppgeo.content.classes import NEXT_CLASSES, NOT_APPLICABLE, RANK_CLASSES
from mppgeo.coverage import take_snapshot
from mppgeo.maps.priorities import make_next_theme, make_rank_theme

DAY = {"tanggal": "2026-11-01"}
AS_OF = ("--as-of", "2026-11-01", "--lang", "en")
SECTION = {"id": "Bagian", "en": "Section"}


def open_list(lang: str, **query: str):
    app = open_app("prioritas", **{**DAY, "lang": lang, **query})
    return checked(find(app.button_group, SECTION[lang]).set_value("prioritas").run())


@pytest.mark.parametrize(
    ("lang", "query"),
    [
        ("id", {}),
        ("en", {"provinsi": "35", "jenis": "kota"}),
        ("id", {"pulau": "papua"}),
        ("en", {"tanggal": "2017-10-01"}),
        ("id", {"tanggal": "2018-01-01", "penyebut": "514"}),
        ("en", {"kode": "35.05"}),
        ("id", {"kode": "35.10", "penyebut": "508"}),
        ("en", {"provinsi": "34", "status": "belum"}),
    ],
    ids=str,
)
def test_every_view_can_be_opened(lang, query):
    view = {**DAY, "lang": lang, **query}
    app = open_app("prioritas", **view)
    nothing = query.get("provinsi") == "34"
    assert notices_of(app) == beyond_records(view)
    assert not app.error and len(app.info) == nothing
    assert len(app.get("component_instance")) == 1
    checked(find(app.button_group, SECTION[lang]).set_value("prioritas").run())
    assert notices_of(app) == beyond_records(view)
    assert len(app.get("component_instance")) == 1


def test_the_table_lists_the_places_in_order():
    app = open_app("prioritas", lang="en", **DAY)
    table = app.dataframe[0].value
    assert table["step"].tolist() == list(range(1, 11))
    assert table["gain"].is_monotonic_decreasing
    told = " ".join(caption.value for caption in app.caption)
    assert "These 10 places add" in html_of(app) and "at least 63% of the best possible" in told
    assert "The best of all choices" in told
    checked(find(app.number_input, "Places").set_value(3).run())
    assert len(app.dataframe[0].value) == 3
    checked(find(app.button_group, "Method").set_value("eksak").run())
    told = " ".join(caption.value for caption in app.caption)
    assert "no other choice of as many places" in told
    # Whom areas cover does not depend on distances, which are then not asked for.
    assert "Within km" in [box.label for box in app.number_input]
    checked(find(app.selectbox, "Goal").set_value("penduduk").run())
    assert "Within km" not in [box.label for box in app.number_input]


def test_while_too_many_ask_for_exact_solutions_the_page_shows_the_other_and_says_so():
    turns = [SOLVER.ask() for _ in range(SOLVER.most)]
    try:
        app = open_app("prioritas", lang="en", metode="eksak", k="7", km="31", **DAY)
        told = " ".join(caption.value for caption in app.caption)
        assert "many ask" in told and len(app.dataframe[0].value) == 7
        assert "no other choice" not in told
    finally:
        for turn in turns:
            turn.end()
    told = " ".join(caption.value for caption in checked(app.run()).caption)
    assert "no other choice of as many places" in told and "many ask" not in told


def test_constraints_apply_and_are_kept():
    app = open_app("prioritas", lang="en", **DAY)
    checked(find(app.multiselect, "Must be chosen").set_value(["11.01"]).run())
    assert app.dataframe[0].value["kode"].iloc[0] == "11.01"
    checked(find(app.number_input, "At most per province (0 = no limit)").set_value(1).run())
    assert app.dataframe[0].value["provinsi"].is_unique
    turn_to(app, "tahapan")
    turn_to(app, "prioritas")
    assert app.dataframe[0].value["kode"].iloc[0] == "11.01"
    checked(find(app.multiselect, "Must not be chosen").set_value(["11.01"]).run())
    assert "both “must” and “must not”" in app.info[0].value
    assert not app.dataframe


def test_the_filters_apply_but_the_ranks_are_national():
    app = open_list("en", provinsi="32")
    ranks = app.dataframe[0].value["rank"].tolist()
    assert len(ranks) == 4 and ranks == sorted(ranks) and ranks[0] > 10


def test_presets_and_own_weights():
    app = open_list("en")
    first = app.dataframe[0].value["kode"].tolist()
    checked(find(app.selectbox, "Weights").set_value("penduduk").run())
    assert app.dataframe[0].value["kode"].tolist() != first
    checked(find(app.slider, "People without an MPP").set_value(0).run())
    assert find(app.selectbox, "Weights").value == "sendiri"
    for name in ("Distance to the nearest MPP", "Stage reached"):
        checked(find(app.slider, name).set_value(0).run())
    beyond, told = notices_of(app)
    assert [beyond] == beyond_records({**DAY, "lang": "en"}) and "All weights are 0" in told


def test_the_rules_of_the_form_can_be_switched_off():
    app = open_list("en")
    assert "Digital first" in set(app.dataframe[0].value["form"])
    digital = [box.label for box in app.checkbox if "digital first" in box.label]
    assert len(digital) == 3
    for label in digital:
        checked(find(app.checkbox, label).uncheck().run())
    assert "Digital first" not in set(app.dataframe[0].value["form"])


def test_the_formula_and_the_parts_are_on_the_page():
    app = open_list("en", kode="35.05")
    told = " ".join(caption.value for caption in app.caption)
    assert "sum of weight × points" in told and "shared among the others" in told
    html = html_of(app)
    assert ">Kab. Blitar</a>: rank" in html and "Why Kab. Blitar ranks there" in html
    assert "Form suggested: " in html and "1.3 million people" in html


# Maps


def test_plain_classes_differ_in_lightness():
    for classes in (NEXT_CLASSES, RANK_CLASSES):
        plain = [cls for cls in classes.values() if not cls.hatch and cls is not NOT_APPLICABLE]
        for one, other in combinations(plain, 2):
            assert contrast(one.colour, other.colour) > 1.15, (one.name, other.name)


def test_the_themes_colour_every_kabkota(dataset):
    snapshot = take_snapshot(dataset, dt.date(2026, 11, 1))
    theme = make_next_theme(snapshot, pd.Index(["35.05", "31"]))
    names = theme.codes.map(lambda code: theme.classes[code].name)
    assert len(names) == 514
    proposed = names.index[names == "proposed"]
    assert set(proposed) == {"35.05", *(k for k in names.index if k[:2] == "31")}
    ranks = pd.Series([1, 10, 11, 100, 101, pd.NA], ["11.01", "11.02", "11.03", "12.01", "12.04", "35.05"])  # fmt: skip
    theme = make_rank_theme(snapshot, ranks.astype("Int64"))
    names = theme.codes.map(lambda code: theme.classes[code].name)
    assert names[ranks.index].tolist() == [
        "rank-10", "rank-10", "rank-25", "rank-100", "rank-later", "unranked"
    ]  # fmt: skip
    assert names["35.10"] == "served"


# Commands


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def run(dataset, monkeypatch, capsys):
    """Run a command on the project's data, read once for all."""
    monkeypatch.setattr(siting, "read", lambda: dataset)

    def run(*args: str) -> Done:
        code = main(args)
        said = capsys.readouterr()
        return Done(code, said.out, said.err)

    return run


def test_next_in_every_format(run):
    done = run("next", "--k", "3", "--provinsi", "12", *AS_OF, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert done.returncode == 0 and [row["step"] for row in rows] == ["1", "2", "3"]
    assert all(row["kode"].startswith("12.") for row in rows) and "3 places bring" in done.stderr
    done = run("next", "--k", "3", "--provinsi", "12", "--exact", *AS_OF, "--format", "json")
    exact = json.loads(done.stdout)
    assert sum(r["gain"] for r in exact) >= sum(int(r["gain"]) for r in rows) - 1
    done = run("next", "--k", "2", "--must", "11.01", "--not", "32.79", "--quota", "11=1", *AS_OF)
    assert "11.01" in done.stdout and "32.79" not in done.stdout


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--k", "0"], "must be 1 or more"),
        (["--k", "99", "--provinsi", "35"], "99 places are asked for, but only 3"),
        (["--within-km", "-5"], "must lie above 0"),
        (["--within-km", "nan"], "must lie above 0"),
        (["--must", "35.05", "--not", "35.05"], "both “must” and “must not”"),
        (["--must", "99.99"], "no area has this code"),
        (["--must", "35.10"], "cannot be chosen"),
        (["--quota", "35=-1"], "is no quota"),
        (["--committed-only", "--must", "35.05"], "no commitment"),
        (["--provinsi", "00"], "no province has this code"),
        (["--as-of", "2016-01-01"], "no area had an MPP yet"),
    ],
)
def test_next_refuses_in_a_sentence(run, args, said):
    done = run("next", *AS_OF, *args)
    assert done.returncode == 1 and said in done.stderr and not done.stdout


def test_priority_with_weights(run, tmp_path):
    path = tmp_path / "weights.json"
    path.write_text('{"penduduk": 1}')
    done = run("priority", "--weights", str(path), "--provinsi", "35", *AS_OF, "--format", "csv")
    people = [float(row["penduduk"]) for row in csv.DictReader(io.StringIO(done.stdout))]
    assert len(people) == 3 and people == sorted(people, reverse=True)
    done = run("priority", "--provinsi", "35", "--as-of", "2026-11-01", "--format", "json")
    assert [row["kode_provinsi"] for row in json.loads(done.stdout)] == ["35"] * 3
    assert "Dari 3 daerah" in done.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"jarak": -1}', "is negative"),
        ('{"jarak": "x"}', "is not a number"),
        ('{"jarak": 0}', "All weights are 0"),
        ("[1]", "a list of names and numbers"),
        ("{", "a list of names and numbers"),
        (None, "cannot be read"),
    ],
)
def test_priority_refuses_in_a_sentence(run, tmp_path, text, said):
    path = tmp_path / "weights.json"
    if text is not None:
        path.write_text(text)
    done = run("priority", "--weights", str(path), *AS_OF)
    assert done.returncode == 1 and said in done.stderr and not done.stdout


# The profile of a province


@pytest.mark.parametrize(
    ("lang", "query"),
    [
        ("id", {"provinsi": "35"}),
        ("en", {"provinsi": "34", "kode": "34.71"}),
        ("en", {"provinsi": "31", "penyebut": "514"}),
        ("id", {"provinsi": "93", "tanggal": "2020-01-01"}),
    ],
    ids=str,
)
def test_a_profile_can_be_opened(lang, query):
    view = {**DAY, "lang": lang, **query}
    app = open_app("profil", **view)
    assert notices_of(app) == beyond_records(view)
    assert not app.error and len(app.get("component_instance")) == 1
    assert len(app.get("download_button")) > 3
    title = {"id": "Profil Provinsi: ", "en": "Province Profile: "}[lang]
    assert f"<h1>{title}" in html_of(app)


def test_a_profile_compares_with_the_neighbours_and_the_nation():
    table = open_app("profil", lang="en", provinsi="34", **DAY).dataframe[0].value
    assert table["nama"].tolist() == [
        "DI Yogyakarta", "Jawa Tengah", "Island group Java", "Indonesia"
    ]  # fmt: skip
    assert table["coverage_pct"].iloc[0] == 1 and table["areas"].iloc[-1] == 509


@pytest.mark.parametrize("query", [{}, {"pulau": "papua"}, {"provinsi": ["34", "35"]}], ids=str)
def test_without_one_province_one_is_to_be_chosen(query):
    app = open_app("profil", lang="en", **DAY, **query)
    assert "Choose a province" in html_of(app)
    assert not app.get("component_instance") and len(app.dataframe) == 1
