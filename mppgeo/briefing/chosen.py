"""The office's template that decks are made with: of a file, else the one that an editor kept on the
server, else that of the setting."""

from __future__ import annotations

import os
from pathlib import Path

from mppgeo.base.language import mark
from mppgeo.base.paths import data_dir, own_dir
from mppgeo.base.said import Refusal
from mppgeo.base.writing import write_whole

TEMPLATE = "MPPGEO_TEMPLATE"
"""Setting: file of the template of all decks."""
MOST_BYTES = 20_000_000
TOO_LARGE = mark("The template is larger than {most} MB. Take out pictures that are not needed.")


class BadTemplate(Refusal):
    """A template that cannot be used; its message says why."""


def read_template(path: Path | None = None) -> bytes | None:
    """The template of a file, else the one kept, else that of the setting; None where there is
    none of them.

    Raises
    ------
    BadTemplate : the file is too large.
    OSError : it cannot be read.
    """
    path = path or find_template()
    if path is None:
        return None
    if path.stat().st_size > MOST_BYTES:
        raise BadTemplate(TOO_LARGE, most=MOST_BYTES // 1_000_000)
    return path.read_bytes()


def find_template() -> Path | None:
    """The file of the template in use; None = our own is."""
    kept = place_template()
    if kept.exists():
        return kept
    value = os.environ.get(TEMPLATE, "").strip()
    return Path(value) if value else None


def place_template() -> Path:
    """Where a template that an editor sends is kept: beside the office's own records."""
    return own_dir(data_dir()) / "template.pptx"


def keep_template(body: bytes) -> None:
    """Make all decks with a template from now on.

    Raises
    ------
    BadTemplate : it cannot be used; the one in use stays.
    OSError : it cannot be written; the one in use stays.
    """
    # The library of decks need not be loaded where no template is read.
    from mppgeo.briefing.office import open_office

    open_office(body)
    path = place_template()
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, body)


def forget_template() -> None:
    """Go back to the template of the setting, else to our own.

    Raises
    ------
    OSError : the file cannot be removed.
    """
    place_template().unlink(missing_ok=True)


def digest_template() -> str:
    """A short text that changes with the template in use; "" = our own."""
    path = find_template()
    try:
        found = path and path.stat()
    except OSError:
        return "?"
    return f"{path}|{found.st_mtime_ns}|{found.st_size}" if found else ""
