"""Commands that need what cannot be read say so, and give no figures."""

from __future__ import annotations

import pytest

from mppgeo.records.schema import RECORDS

FIGURES = {
    "coverage": ("coverage",),
    "coverage by provinsi": ("coverage", "--by", "provinsi", "--format", "csv"),
    "coverage by kabkota": ("coverage", "--by", "kabkota", "--format", "json"),
    "reach": ("reach",),
    "next": ("next", "--k", "1"),
    "priority": ("priority",),
    "reconcile": ("reconcile",),
    "brief": ("brief", "--format", "xlsx"),
}
OTHERS = {
    "coverage": "province_history",
    "reach": "mpp_sites",
    "next": "stage_events",
    "priority": "capacity",
    "reconcile": "official_totals",
    "brief": "ecosystems",
}


@pytest.fixture
def opened(commanded):
    """A small country with an MPP that the commands work on."""
    commanded.write_mpp(commanded.mpp("35.10", "2017-10-06"))
    return commanded


@pytest.mark.parametrize(
    ("command", "file"),
    [
        *((command, "records/mpp.csv") for command in FIGURES),
        *((command, RECORDS[table].FILE) for command, table in OTHERS.items()),
        ("coverage", "regions.csv"),
    ],
)
def test_a_command_without_a_table_it_needs_gives_no_figures(opened, run, tmp_path, command, file):
    path = opened.folder / file
    path.write_bytes(path.read_bytes() + b'"')
    args = FIGURES[command]
    if command == "brief":
        args = (*args, "--out", tmp_path / "made.xlsx")
    code, out, err = run(*args, "--lang", "en")
    assert (code, out) == (1, "") and not (tmp_path / "made.xlsx").exists()
    said = err.splitlines()[-1]
    assert said.startswith(
        f"There are no figures, as a table that they need cannot be read. {file}"
    )
    assert "{" not in said


def test_a_table_that_a_command_does_not_need_is_only_told(opened, run):
    (opened.folder / RECORDS["presence"].FILE).write_bytes(b"\xff")
    code, out, err = run("coverage", "--lang", "en")
    head, figures, gap, last = out.splitlines()
    assert (code, gap, len(err.splitlines())) == (0, "", 1)
    assert head.startswith("as_of") and figures.startswith("2017-10-06")
    assert last.startswith("Records until 6 October 2017")


@pytest.mark.parametrize("command", [*FIGURES, "check"])
def test_a_database_that_is_down_is_one_sentence(opened, run, monkeypatch, tmp_path, command):
    monkeypatch.setenv("MPPGEO_DATABASE_URL", "postgresql+psycopg://x:y@127.0.0.1:1/z")
    args = FIGURES.get(command, (command,))
    if command == "brief":
        args = (*args, "--out", tmp_path / "made.xlsx")
    code, out, err = run(*args, "--lang", "en")
    assert (code, out) == (1, "")
    assert err.startswith("the database does not answer") and len(err.splitlines()) == 1
