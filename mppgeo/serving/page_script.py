"""The script that our page adds to the framework's front end (``page.js``)."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from mppgeo.base.language import Language, mark

_SCRIPT = Path(__file__).with_name("page.js")

TEXTS = (
    mark("Upload"),
)  # fmt: skip
"""Texts that the front end holds as they are."""

PARTS = (
    (r"([\d.,]+\s?[KMG]?B) per file", mark("{size} per file"), ("size",)),
)  # fmt: skip
"""Texts with something in them: a pattern, the marked sentence, and the fields that its groups are."""


@cache
def make_page_script() -> str:
    """The script with the framework's texts in our languages; the same for every page."""
    t = Language("id")
    texts = {
        "whole": {text: t(text) for text in TEXTS},
        "parts": [
            [pattern, t(sentence, **{name: f"${n}" for n, name in enumerate(fields, 1)})]
            for pattern, sentence, fields in PARTS
        ],
    }
    told = json.dumps(texts, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return _SCRIPT.read_text(encoding="utf-8").replace("FRAMEWORK_TEXTS", told)
