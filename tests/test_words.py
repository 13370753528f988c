"""The words of docs/words.md: those that are not to be said stand nowhere that people read."""

from __future__ import annotations

import re

import pytest
from babel.messages.pofile import read_po

from mppgeo.base.language import LOCALE_DIR
from mppgeo.base.paths import PROJECT

FIELD = re.compile(r"\{\w+\}|`[^`]*`|\S*(?:://|\.(?:csv|xlsx|pdf|py|md|png)\b)\S*")
"""Parts of a text that are no words: fields, code, addresses, names of files."""


def read_forbidden() -> list[tuple[str, str]]:
    """Language and word of everything that docs/words.md says not to say."""
    found = []
    for line in (PROJECT / "docs" / "words.md").read_text(encoding="utf-8").splitlines():
        cells = line.split("|")
        if len(cells) == 7:
            for lang, cell in (("id", cells[2]), ("en", cells[4])):
                found += [(lang, word) for word in re.findall(r"`([^`]+)`", cell)]
    return sorted(set(found))


@pytest.fixture(scope="module")
def texts() -> dict[str, list[str]]:
    """All that people read, by language: the sentences, and the guides, which are Indonesian."""
    with (LOCALE_DIR / "id.po").open("rb") as file:
        entries = [message for message in read_po(file, locale="id") if message.id]
    found: dict[str, list[str]] = {"id": [], "en": []}
    for entry in entries:
        for lang, text in (("id", entry.string), ("en", entry.id)):
            found[lang] += [text] if isinstance(text, str) else text
    guides = (PROJECT / "docs" / "panduan").glob("*.md")
    found["id"] += [line for g in guides for line in g.read_text(encoding="utf-8").splitlines()]
    return {lang: [FIELD.sub("", text) for text in of] for lang, of in found.items()}


def test_there_are_words():
    words = read_forbidden()
    assert ("id", "terjangkau") in words and ("en", "regency") in words and len(words) > 50


@pytest.mark.parametrize("lang", ["id", "en"])
def test_what_is_not_to_be_said_stands_nowhere(texts, lang):
    words = "|".join(re.escape(word) for one, word in read_forbidden() if one == lang)
    said = re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE)
    assert [(found[0], text) for text in texts[lang] if (found := said.search(text))] == []
