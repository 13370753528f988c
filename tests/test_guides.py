"""The guides of docs/panduan: their links, pictures, commands, and the names of what is on the pages."""

from __future__ import annotations

import re

import pytest
from babel.messages.pofile import read_po

from mppgeo.base.language import LOCALE_DIR
from mppgeo.commands import main
from mppgeo.ui.guides import GUIDES, ORDER

TEXTS = {path.name: path.read_text(encoding="utf-8") for path in sorted(GUIDES.glob("*.md"))}
each_guide = pytest.mark.parametrize("name", TEXTS)


@each_guide
def test_what_a_guide_leads_to_is_there(name):
    for place in re.findall(r"\]\(([^)]+)\)", TEXTS[name]):
        assert (GUIDES / place).exists(), place


@each_guide
def test_its_commands_are_those_of_the_program(name, capsys):
    for command, options in re.findall(r"python -m mppgeo (\S+)([^\n`]*)", TEXTS[name]):
        with pytest.raises(SystemExit) as ended:
            main([command, "--help"])
        assert ended.value.code == 0, command
        told = capsys.readouterr().out
        assert [one for one in re.findall(r"--[a-z-]+", options) if one not in told] == []


@each_guide
def test_it_calls_things_as_the_pages_do(name):
    with (LOCALE_DIR / "id.po").open("rb") as file:
        messages = [message.string for message in read_po(file, locale="id")]
    known = {text.casefold() for text in messages if isinstance(text, str)}
    known |= {"catatan sampai", "penduduk dalam 25 km", "xlsx", "tidak diketahui"}
    if name != "README.md":
        names = re.findall(r"(?<![\w*])\*([^*\n]+)\*(?!\*)", TEXTS[name])
        assert [one for one in names if one.casefold() not in known] == []


def test_the_page_shows_all_of_them():
    assert {f"{name}.md" for name in ORDER} | {"README.md"} == set(TEXTS)
    pictures = {place for text in TEXTS.values() for place in re.findall(r"gambar/\w+\.png", text)}
    assert pictures == {f"gambar/{path.name}" for path in (GUIDES / "gambar").glob("*.png")}
