"""What may import what, and that nothing is fetched from elsewhere."""

from __future__ import annotations

import ast
import re

import pytest

from mppgeo.base.paths import PAGES, PROJECT
from mppgeo.commands import MODULES, main
from mppgeo.maps.assets import SCRIPTS

PACKAGE = PROJECT / "mppgeo"
CORE = [path for path in sorted(PACKAGE.rglob("*.py")) if PACKAGE / "ui" not in path.parents]
SENT = [
    *(p for p in PACKAGE.rglob("*") if p.suffix in {".py", ".js", ".css", ".html", ".svg"}),
    *PAGES.glob("*.py"),
    PROJECT / "app.py",
]
HOSTS = re.compile(
    r"jsdelivr|unpkg|cdnjs|cloudflare|googleapis|gstatic|bootstrapcdn|jquery\.com|fontawesome"
    r"|openstreetmap|\btile\.|mapbox|cartocdn|stamen|d3js|\bcdn\.\w",
    re.IGNORECASE,
)


def name_of(path) -> str:
    return path.relative_to(PROJECT).as_posix()


def imports_of(node: ast.AST) -> set[str]:
    """First parts of the modules that ``node`` and what it holds import."""
    found = set()
    for child in ast.walk(node):
        if isinstance(child, ast.Import):
            found |= {alias.name.split(".")[0] for alias in child.names}
        elif isinstance(child, ast.ImportFrom) and child.module:
            found.add(child.module.split(".")[0])
    return found


def own_modules_of(path) -> set[str]:
    """Modules of the package that a file imports, with their full names."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = set()
    for child in ast.walk(tree):
        if isinstance(child, ast.ImportFrom) and child.module:
            found |= {child.module, *(f"{child.module}.{alias.name}" for alias in child.names)}
        elif isinstance(child, ast.Import):
            found |= {alias.name for alias in child.names}
    return {name for name in found if name.split(".")[0] == "mppgeo"}


@pytest.mark.parametrize("path", CORE, ids=name_of)
def test_the_core_knows_nothing_of_streamlit(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = imports_of(tree)
    assert not {"streamlit", "streamlit_folium"} & imported


@pytest.mark.parametrize("path", CORE, ids=name_of)
def test_the_core_knows_nothing_of_the_pages(path):
    assert not {name for name in own_modules_of(path) if name.startswith("mppgeo.ui")}


FLOORS = [
    "base", "records", "country", "store", "importing", "geometry", "boundaries", "derive",
    "dataset", "openings", "coverage", "live", "scene", "growth", "programme", "planning",
    "content", "maps", "briefing", "serving", "commands", "ui",
]  # fmt: skip
"""Folders and modules of the package from the ground up: each may import what stands before it."""


def test_the_flow_has_no_way_back():
    known = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or path.is_dir()}
    known -= {"__init__", "__main__", "__pycache__", "locale"}
    assert known <= set(FLOORS) and len(list(PACKAGE.glob("*.py"))) <= 8
    back = []
    for path in sorted(PACKAGE.rglob("*.py")):
        floor = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        for name in own_modules_of(path):
            used = name.split(".")[1] if "." in name else floor
            if {floor, used} <= set(FLOORS) and FLOORS.index(used) > FLOORS.index(floor):
                back.append(f"{name_of(path)} imports {name}")
    assert back == []


@pytest.mark.parametrize("path", SENT, ids=name_of)
def test_no_host_of_others_is_named(path):
    assert HOSTS.findall(path.read_text(encoding="utf-8")) == []


def test_the_scripts_and_styles_name_no_address():
    for path in SENT:
        if path.suffix in {".js", ".css", ".html", ".svg"}:
            hosts = set(re.findall(r"https?://([^/\"'\s)]+)", path.read_text(encoding="utf-8")))
            assert hosts <= {"www.w3.org"}, name_of(path)


def test_our_scripts_write_no_markup():
    writers = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\("
    for path in (PACKAGE / "maps" / "static").glob("*.js"):
        assert re.findall(writers, path.read_text(encoding="utf-8")) == [], name_of(path)


def test_every_script_is_sent():
    assert set(SCRIPTS) == {path.name for path in (PACKAGE / "maps" / "static").glob("*.js")}


def test_templates_escape_everything():
    for path in PACKAGE.glob("*/templates/*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\|\s*safe\b|autoescape\s+false|Markup", text), name_of(path)


def test_pages_are_short():
    for path in PAGES.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert not [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
        assert len(path.read_text(encoding="utf-8").splitlines()) < 150


def test_every_command_is_known_by_its_module(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    shown = set(re.findall(r"^    ([a-z-]+)(?: |$)", capsys.readouterr().out, re.MULTILINE))
    assert shown == {command for commands in MODULES.values() for command in commands}
