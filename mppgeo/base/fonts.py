"""The font of the dashboard as files that drawings and documents can use.

Streamlit ships Source Sans as one variable font for browsers. What draws on
the server needs one plain file per weight: they are cut from it once per
machine and kept.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

_WEIGHTS = {"regular": 400, "semibold": 600}
LATIN = (
    *range(0x20, 0x250), *range(0x2B0, 0x370), *range(0x1E00, 0x1F00), *range(0x2000, 0x2070),
    *range(0x20A0, 0x20C0), *range(0x2100, 0x2150), *range(0x2190, 0x2200), *range(0x2200, 0x2300),
)  # fmt: skip
"""Characters kept: all Latin letters, signs, arrows. With all, cutting takes six times as long."""
_DEJAVU = {"regular": "DejaVuSans.ttf", "semibold": "DejaVuSans-Bold.ttf"}
_RECIPE = "1"
"""Part of the names of the files kept; to be raised when they are cut differently."""


@dataclass(frozen=True)
class Fonts:
    """TrueType files of two weights."""

    regular: Path
    semibold: Path


def find_variable_font() -> Path:
    """The variable Source Sans (woff2) that Streamlit ships.

    Raises
    ------
    FileNotFoundError : the installed Streamlit has none.
    """
    # Found, not imported: Streamlit takes a second, and the core does not need it.
    spec = find_spec("streamlit")
    for folder in (spec and spec.submodule_search_locations) or ():
        media = Path(folder) / "static" / "static" / "media"
        for path in sorted(media.glob("SourceSansVF-Upright*.woff2")):
            return path
    raise FileNotFoundError("SourceSansVF-Upright*.woff2")


@lru_cache(maxsize=1)
def find_fonts() -> Fonts:
    """Source Sans, regular and semibold; DejaVu Sans where it cannot be had.

    The first call on a machine takes a few seconds, later ones milliseconds.
    Safe with several processes at once.
    """
    try:
        source = find_variable_font()
        return Fonts(**{name: _cut(source, weight) for name, weight in _WEIGHTS.items()})
    # Whatever is wrong with a font or a folder, a picture in another font beats none.
    except Exception:
        return find_fallback_fonts()


def find_fallback_fonts() -> Fonts:
    """DejaVu Sans, which matplotlib ships, for characters that Source Sans lacks."""
    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    return Fonts(**{name: folder / file for name, file in _DEJAVU.items()})


def _cut(source: Path, weight: int) -> Path:
    key = hashlib.blake2b(source.read_bytes(), digest_size=8, salt=_RECIPE.encode()).hexdigest()
    name = f"mppgeo-source-sans-{key}-{weight}.ttf"
    for folder in _cache_folders():
        if _is_whole(folder / name):
            return folder / name
    # Loaded here: a font is cut once per machine.
    from fontTools.varLib import instancer

    font = _pick_latin(source)
    instancer.instantiateVariableFont(font, {"wght": weight}, inplace=True)
    _rename(font, weight)
    return _keep(font, name)


def _is_whole(path: Path) -> bool:
    """Whether a font that was kept is there and as it was written."""
    if not path.is_file():
        return False
    from fontTools.ttLib import TTFont

    try:
        with TTFont(path, checkChecksums=2) as font:
            return all(font.reader[table] for table in font.reader.keys())
    # Spoilt bytes make the reader fail in any way.
    except Exception:
        return False


def _pick_latin(source: Path) -> TTFont:
    from fontTools import subset
    from fontTools.ttLib import TTFont

    font = TTFont(source, lazy=True)
    options = subset.Options(layout_features=["kern", "mark", "tnum", "lnum"], notdef_outline=True)
    options.drop_tables += ["GSUB", "STAT", "DSIG"]
    picker = subset.Subsetter(options)
    picker.populate(unicodes=LATIN)
    picker.subset(font)
    font.flavor = None
    return font


def _rename(font: TTFont, weight: int) -> None:
    # Documents that embed both weights tell them apart by name.
    name = f"SourceSans3-{weight}"
    for place, text in ((1, "Source Sans 3"), (3, name), (4, name), (6, name)):
        font["name"].setName(text, place, 3, 1, 0x409)


def _keep(font: TTFont, name: str) -> Path:
    for folder in _cache_folders():
        try:
            folder.mkdir(parents=True, exist_ok=True)
            handle, unfinished = tempfile.mkstemp(prefix=name, suffix=".part", dir=folder)
        except OSError:
            continue
        try:
            with os.fdopen(handle, "wb") as file:
                font.save(file, reorderTables=False)
            # Renaming is atomic: another process sees the whole file or none.
            os.replace(unfinished, folder / name)
            return folder / name
        except OSError:
            Path(unfinished).unlink(missing_ok=True)
    raise OSError("no folder to keep fonts in")


def _cache_folders() -> tuple[Path, ...]:
    return Path(matplotlib.get_cachedir()), Path(tempfile.gettempdir()) / "mppgeo-fonts"
