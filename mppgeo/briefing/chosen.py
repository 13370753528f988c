"""The office's template that decks are made with: of a file, else of the setting."""

from __future__ import annotations

import os
from pathlib import Path

from mppgeo.base.language import mark
from mppgeo.base.said import Refusal

TEMPLATE = "MPPGEO_TEMPLATE"
"""Setting: file of the template of all decks."""
MOST_BYTES = 20_000_000
TOO_LARGE = mark("The template is larger than {most} MB. Take out pictures that are not needed.")


class BadTemplate(Refusal):
    """A template that cannot be used; its message says why."""


def read_template(path: Path | None = None) -> bytes | None:
    """The template of a file, else that of the setting; None where there is neither.

    Raises
    ------
    BadTemplate : the file is too large.
    OSError : it cannot be read.
    """
    path = path or (Path(value) if (value := os.environ.get(TEMPLATE, "").strip()) else None)
    if path is None:
        return None
    if path.stat().st_size > MOST_BYTES:
        raise BadTemplate(TOO_LARGE, most=MOST_BYTES // 1_000_000)
    return path.read_bytes()
