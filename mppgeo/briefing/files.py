"""Briefings as files: one place that knows every form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from mppgeo.content.sentences import name_place
from mppgeo.coverage import DEFAULT_DENOMINATOR
from mppgeo.maps.page import A4, SCREEN, Size
from mppgeo.maps.picture import draw_map
from mppgeo.maps.themes import make_coverage_theme
from mppgeo.scene.scene import Scene

SIZES = {"layar": SCREEN, "a4": A4}
"""Sizes of pictures: 1920x1080 for the screen, A4 at 300 dots per inch for print."""


@dataclass(frozen=True)
class Form:
    """A form of file: its media type and what makes it of a scene."""

    mime: str
    make: Callable[[Scene, Size], bytes]


def make_file(scene: Scene, form: str, size: Size = SCREEN, *, ahead: bool = False) -> bytes:
    """The file of a scene in one of :data:`FORMS`.

    Parameters
    ----------
    size : of a picture; other forms have their own.
    ahead : this process does nothing else, so that others may help it with a deck.
    """
    if form == "pptx":
        return _make_deck(scene, size, ahead=ahead)
    return FORMS[form].make(scene, size)


def name_file(scene: Scene, form: str) -> str:
    """Such as ``mpp-jawa-timur-2025-12-15.pptx``; letters and digits of ASCII only.

    A kind or another denominator than the usual one is part of the name.
    """
    place = name_place(scene.dataset, scene.view, scene.t)
    plain = unicodedata.normalize("NFKD", place).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")
    view = scene.view
    parts = ["mpp", slug or "peta", view.jenis or "", scene.day.isoformat()]
    if view.denominator != DEFAULT_DENOMINATOR:
        parts.append(str(view.denominator))
    return "-".join(filter(None, parts)) + f".{form}"


def _make_deck(scene: Scene, size: Size, *, ahead: bool = False) -> bytes:
    from mppgeo.briefing.deck import write_deck

    return write_deck(scene, ahead=ahead)


def _make_handout(scene: Scene, size: Size) -> bytes:
    from mppgeo.briefing.handout import write_handout

    return write_handout(scene)


def _make_pack(scene: Scene, size: Size) -> bytes:
    from mppgeo.briefing.pack import write_pack

    return write_pack(scene)


def _make_png(scene: Scene, size: Size) -> bytes:
    return _draw(scene, size, "png")


def _make_svg(scene: Scene, size: Size) -> bytes:
    return _draw(scene, size, "svg")


def _draw(scene: Scene, size: Size, form: str) -> bytes:
    theme = make_coverage_theme(scene.snapshot, scene.view.level)
    return draw_map(scene, theme, size, form)


# Libraries are loaded when the first file of their kind is asked for.
FORMS = {
    "pptx": Form(
        "application/vnd.openxmlformats-officedocument.presentationml.presentation", _make_deck
    ),
    "pdf": Form("application/pdf", _make_handout),
    "png": Form("image/png", _make_png),
    "svg": Form("image/svg+xml", _make_svg),
    "xlsx": Form("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _make_pack),
}
"""Forms by the ending of the file."""
