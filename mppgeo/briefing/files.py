"""Briefings as files: one place that knows every form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mppgeo.briefing.painting import Painter
from mppgeo.content.naming import name_download
from mppgeo.maps.sizes import A4, SCREEN, Size
from mppgeo.maps.themes import make_coverage_theme
from mppgeo.scene.lengths import SHORT
from mppgeo.scene.scene import Scene

SIZES = {"layar": SCREEN, "a4": A4}
"""Sizes of pictures: 1920x1080 for the screen, A4 at 300 dots per inch for print."""


@dataclass(frozen=True)
class Form:
    """A form of file: its media type and what makes it of a scene."""

    mime: str
    make: Callable[[Scene, Size], bytes]


def make_file(
    scene: Scene,
    form: str,
    size: Size = SCREEN,
    *,
    ahead: bool = False,
    office: bytes | None = None,
) -> bytes:
    """The file of a scene in one of :data:`FORMS`.

    Parameters
    ----------
    size : of a picture; other forms have their own.
    ahead : this process does nothing else, so that others may help it with a deck.
    office : a template for decks, see :mod:`mppgeo.briefing.office`.

    Raises
    ------
    mppgeo.briefing.office.BadTemplate : the template cannot be used.
    """
    if form == "pptx":
        return _make_deck(scene, size, ahead=ahead, office=office)
    return FORMS[form].make(scene, size)


def name_file(scene: Scene, form: str) -> str:
    """Such as ``mpp-jawa-timur-catatan-sampai-2025-12-15.pptx``, see :func:`name_download`.

    The length of a briefing is part of the name where it is not the usual one; the filter by
    status only of files that it has a bearing on.
    """
    told = form in _TOLD
    what = (scene.view.panjang,) if told and scene.view.panjang != SHORT else ()
    return name_download(scene, *what, status=not told) + f".{form}"


_TOLD = ("pptx", "pdf")
"""Forms that tell a briefing."""


def _make_deck(
    scene: Scene, size: Size, *, ahead: bool = False, office: bytes | None = None
) -> bytes:
    with Painter(scene, ahead=ahead) as painter:
        from mppgeo.briefing.deck import write_deck

        return write_deck(scene, painter=painter, office=office)


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
    from mppgeo.maps.picture import draw_map

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
