"""The framework's own texts that our page tells in Indonesian."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
import streamlit

from mppgeo.base.language import Language
from mppgeo.serving.page_script import PARTS, TEXTS, make_page_script

SCRIPTS = Path(streamlit.__file__).parent / "static" / "static" / "js"


@cache
def read_front_end() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in SCRIPTS.glob("*.js"))


@pytest.mark.parametrize("text", TEXTS)
def test_the_front_end_still_has_the_text(text):
    assert text in read_front_end()


def test_every_part_is_found_by_its_pattern_and_told_with_its_fields():
    for pattern, sentence, fields in PARTS:
        values = {name: str(n) for n, name in enumerate(fields, 3)}
        if "MB" in pattern or "per file" in sentence:
            values = dict.fromkeys(values, "10MB")
        if r"\d{4}" in pattern:
            values = dict.fromkeys(values, "1 Januari 2023")
        english = Language("en")(sentence, **values)
        found = re.fullmatch(pattern, english)
        assert found and found.groups() == tuple(values.values())
        assert Language("id")(sentence, **values) != english


def test_the_script_is_one_for_all_languages_and_closes_no_element():
    script = make_page_script()
    assert "FRAMEWORK_TEXTS" not in script and "</" not in script
    assert '"Upload":"Unggah"' in script and '"$1 lainnya"' in script
