"""The framework's fonts cut down to what the page shows: its icons, and Latin letters.

Whole they are a third of all that a first visit fetches. They are cut from the installed files in
the background, once a machine; until then the whole ones are answered under the same address.
"""

from __future__ import annotations

import hashlib
import io
import logging
import re
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

from mppgeo.base.fonts import LATIN, find_variable_font
from mppgeo.base.paths import PAGES
from mppgeo.maps.shelf import keep

ICONS, TEXT = "icons.woff2", "text.woff2"
MEDIA_TYPE = "font/woff2"
_ICON = re.compile(r":material/([a-z0-9_]+)")
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789_"
_FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "liga", "tnum", "lnum", "pnum"]
_RECIPE = b"1"
"""Part of the addresses; to be raised when fonts are cut differently."""
_log = logging.getLogger(__name__)
logging.getLogger("fontTools").setLevel(logging.WARNING)
_PACKAGE = Path(__file__).parents[1]


@dataclass(frozen=True)
class PageFont:
    """A font to send.

    Attributes
    ----------
    is_cut : False = it is the whole one yet, which nobody may keep.
    """

    body: bytes
    is_cut: bool


def place_font(name: str) -> str:
    """The part of a font's address that changes with what it is cut from and to."""
    return _find_keys()[name]


def find_font(key: str, name: str) -> PageFont | None:
    """The font of an address; None = there is none."""
    if _find_keys().get(name) != key:
        return None
    cut = _cut.get(name)
    return PageFont(cut, True) if cut else PageFont(_find_source(name).read_bytes(), False)


def prepare_fonts() -> None:
    """Cut the fonts, or take those that were kept."""
    with _cutting:
        for name, key in _find_keys().items():
            make = _cut_icons if name == ICONS else _cut_text
            try:
                _cut[name] = keep(f"{key}-{name}.br", make)
            # Whatever is wrong with a font, the whole one is there.
            except Exception:
                _log.warning("%s cannot be cut", name, exc_info=True)


_cut: dict[str, bytes] = {}
_cutting = threading.Lock()


def list_ranges() -> str:
    """The characters of the text font as a style sheet names them."""
    runs: list[list[int]] = []
    for code in LATIN:
        if runs and runs[-1][1] == code - 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return ", ".join(f"U+{first:X}-{last:X}" for first, last in runs)


@cache
def _find_keys() -> dict[str, str]:
    own = " ".join(sorted(_list_icons((*_PACKAGE.rglob("*.py"), *PAGES.glob("*.py")))))
    # The framework's files are named by their content.
    theirs = " ".join(sorted(path.name for path in _list_scripts()))

    def digest(*parts: str) -> str:
        text = "\n".join(parts).encode()
        return hashlib.blake2b(text, digest_size=8, salt=_RECIPE).hexdigest()

    return {
        ICONS: digest(_find_source(ICONS).name, own, theirs),
        TEXT: digest(_find_source(TEXT).name, list_ranges(), *_FEATURES),
    }


def _find_source(name: str) -> Path:
    text = find_variable_font()
    if name == TEXT:
        return text
    [icons] = text.parent.glob("MaterialSymbols-Rounded*.woff2")
    return icons


def _list_scripts() -> list[Path]:
    return list((find_variable_font().parent.parent / "js").glob("*.js"))


def _list_icons(paths: Iterable[Path]) -> set[str]:
    """Names of the icons that stand in some files."""
    return {
        name
        for path in paths
        for name in _ICON.findall(path.read_text(encoding="utf-8", errors="ignore"))
    }


def _cut_icons() -> bytes:
    font = TTFont(_find_source(ICONS))
    letters = font.getBestCmap()
    glyphs = _list_ligatures(font)
    names = _list_icons((*_PACKAGE.rglob("*.py"), *PAGES.glob("*.py"), *_list_scripts()))
    wanted = {glyphs.get(tuple(letters.get(ord(letter), "") for letter in name)) for name in names}
    # With all letters kept, all icons would follow from them.
    options = subset.Options(layout_features=["*"], layout_closure=False, notdef_outline=True)
    return _subset(font, options, glyphs=wanted - {None}, text=_LETTERS)


def _list_ligatures(font: TTFont) -> dict[tuple[str, ...], str]:
    """The glyph that stands for a sequence of glyphs."""
    found = {}
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            table = getattr(table, "ExtSubTable", table)
            for first, ligatures in getattr(table, "ligatures", {}).items():
                for one in ligatures:
                    found[first, *one.Component] = one.LigGlyph
    return found


def _cut_text() -> bytes:
    options = subset.Options(layout_features=_FEATURES, notdef_outline=True)
    return _subset(TTFont(_find_source(TEXT)), options, unicodes=LATIN)


def _subset(font: TTFont, options: subset.Options, **kept: object) -> bytes:
    picker = subset.Subsetter(options)
    picker.populate(**kept)
    picker.subset(font)
    font.flavor = "woff2"
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()
