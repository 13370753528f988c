"""The Indonesian catalogue against the sentences in the code."""

from __future__ import annotations

import re

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from mppgeo.base.language import LANGUAGES, LOCALE_DIR
from mppgeo.base.paths import PAGES, PROJECT
from mppgeo.records.areas import Region
from mppgeo.records.schema import RECORDS

KEYWORDS = {"t": None, "plural": (1, 2), "mark": None, "mark_plural": (1, 2)}
FIELD = re.compile(r"\{(\w+)\}")


@pytest.fixture(scope="module")
def sentences() -> dict[str, str | tuple[str, str]]:
    """Every sentence of the code by its first form, with where it stands."""
    found = {}
    for folder in (PROJECT / "mppgeo", PAGES):
        for _, _, message, _, _ in extract_from_dir(folder, keywords=KEYWORDS):
            found[message if isinstance(message, str) else message[0]] = message
    return found


@pytest.fixture(scope="module")
def docstrings() -> set[str]:
    """What a row of each table is, as the data page says it."""
    return {s.__doc__.strip().splitlines()[0] for s in (Region, *RECORDS.values())}


@pytest.fixture(scope="module")
def entries():
    """The catalogue's entries by the first form of their sentence."""
    with (LOCALE_DIR / "id.po").open("rb") as file:
        catalogue = read_po(file, locale="id", abort_invalid=True)
    messages = [message for message in catalogue if message.id]
    return {m.id if isinstance(m.id, str) else m.id[0]: m for m in messages}


def forms_of(text) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def test_there_are_sentences(sentences):
    assert len(sentences) > 150
    assert "Province" in sentences and "{count} row" in sentences


def test_every_language_has_its_catalogue():
    assert {path.stem for path in LOCALE_DIR.glob("*.po")} == set(LANGUAGES) - {"en"}


def test_every_sentence_is_translated(sentences, docstrings, entries):
    translated = {key for key, entry in entries.items() if all(forms_of(entry.string))}
    assert sorted((set(sentences) | docstrings) - translated) == []


def test_no_entry_is_stale(sentences, docstrings, entries):
    assert sorted(set(entries) - set(sentences) - docstrings) == []


def test_no_entry_is_a_guess(entries):
    assert [key for key, entry in entries.items() if entry.fuzzy] == []


def test_the_plurals_of_the_code_are_those_of_the_catalogue(sentences, entries):
    differing = [
        key
        for key, message in sentences.items()
        if isinstance(message, tuple) and key in entries and message != entries[key].id
    ]
    assert differing == []


def test_fields_are_those_of_the_sentence(entries):
    differing = [
        key
        for key, entry in entries.items()
        for form in forms_of(entry.string)
        if set(FIELD.findall(form)) != set(FIELD.findall(forms_of(entry.id)[-1]))
    ]
    assert differing == []


def test_braces_stand_around_fields_only(entries):
    texts = [form for e in entries.values() for form in (*forms_of(e.id), *forms_of(e.string))]
    assert [text for text in texts if set("{}") & set(FIELD.sub("", text))] == []


def test_translations_end_as_their_sentences(entries):
    """A sentence with a full stop stays one; a label stays one."""
    differing = [
        key
        for key, entry in entries.items()
        for form in forms_of(entry.string)
        if (form[-1] in ".:…") != (key[-1] in ".:…")
    ]
    assert differing == []


def test_long_sentences_are_not_left_in_english(entries):
    same = [k for k, entry in entries.items() if entry.string == k and len(k.split()) > 3]
    assert same == []


def test_no_entry_stands_twice():
    text = (LOCALE_DIR / "id.po").read_text(encoding="utf-8")
    keys = re.findall(r'^msgid (".*")$', text, re.MULTILINE)
    assert [key for key in sorted(set(keys)) if keys.count(key) > 1] == []
