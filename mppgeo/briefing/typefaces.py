"""How wide and tall letters run: those of the typeface that a template names.

Texts are measured in Helvetica, as wide as Arial (:mod:`.typesetting`), and by these factors in
another typeface. They are of all sentences of the catalogue, both languages: nineteen of twenty run
no wider. Measured in the typefaces themselves where they are free (Carlito and Caladea are as wide
as Calibri and Cambria, Gelasio as Georgia), else by the widths that the packages string-pixel-width
and @capsizecss/metrics publish; Aptos and the bold letters of Segoe UI are estimates. None is narrower than Arial, which programs show where one is
missing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from mppgeo.base.language import list_sentences

_SHORTEST, _SHARE = 20, 0.95
_FIELD = re.compile(r"\{[^}]*\}|\n")
_USUAL_LINE = 1.2


@dataclass(frozen=True)
class Face:
    """A typeface beside Arial.

    Attributes
    ----------
    regular, bold : widths of texts as multiples of those in Arial of the same weight.
    line : height of a line as a multiple of the size.
    """

    regular: float = 1.0
    bold: float = 1.0
    line: float = _USUAL_LINE


ARIAL = Face()
UNKNOWN = Face(1.18, 1.23, 1.37)
"""As wide and tall as the widest of those below: what is not known must fit too."""
_SAME = dict.fromkeys(("arial", "helvetica", "helvetica neue", "liberation sans"), ARIAL)
_FACES = _SAME | {
    "aptos": Face(1.05, 1.08, 1.25),
    "calibri": Face(1.0, 1.0, 1.23), "carlito": Face(1.0, 1.0, 1.23),
    "cambria": Face(1.0, 1.0, 1.2), "caladea": Face(1.0, 1.0, 1.2),
    "comic sans ms": Face(1.09, 1.13, 1.4),
    "dejavu sans": Face(1.16, 1.23, 1.2), "dejavu serif": Face(1.18, 1.23, 1.2),
    "georgia": Face(1.02, 1.11, 1.2), "gelasio": Face(1.02, 1.11, 1.28),
    "inter": Face(1.09, 1.05, 1.22),
    "lato": Face(1.0, 1.0, 1.2),
    "montserrat": Face(1.16, 1.13, 1.22),
    "open sans": Face(1.07, 1.07, 1.37),
    "poppins": Face(1.16, 1.12, 1.5),
    "roboto": Face(1.01, 1.0, 1.2),
    "segoe ui": Face(1.03, 1.1, 1.33),
    "source sans 3": Face(1.0, 1.0, 1.43), "source sans pro": Face(1.0, 1.0, 1.43),
    "tahoma": Face(1.02, 1.1, 1.21),
    "times new roman": Face(1.0, 1.0, 1.2), "liberation serif": Face(1.0, 1.0, 1.2),
    "trebuchet ms": Face(1.05, 1.04, 1.2),
    "verdana": Face(1.18, 1.23, 1.22),
}  # fmt: skip


@cache
def find_face(name: str) -> Face:
    """The typeface of a name: one that is known, else as it is installed here, else a wide one.

    Examples
    --------
    >>> find_face("Verdana").regular, find_face("Huruf Kantor") == UNKNOWN
    (1.18, True)
    """
    return _FACES.get(name.strip().casefold()) or _measure_installed(name.strip()) or UNKNOWN


def _measure_installed(name: str) -> Face | None:
    """A typeface as its files on this machine say; None = there are none that can be read."""
    from matplotlib.font_manager import FontProperties, findfont

    try:
        files = [
            findfont(FontProperties(family=name, weight=weight), fallback_to_default=False)
            for weight in ("normal", "bold")
        ]
        (regular, line), (bold, _) = (
            measure_file(file, bold=bold) for file, bold in zip(files, (False, True), strict=True)
        )
    except Exception:  # there is none, or whatever may be wrong with files of others
        return None
    return Face(max(1.0, regular), max(1.0, bold), max(_USUAL_LINE, line))


def measure_file(path: str, *, bold: bool) -> tuple[float, float]:
    """How wide the letters of a font file run beside Arial's, and how tall its lines are.

    Raises
    ------
    Exception : it cannot be read, or lacks letters.
    """
    from fontTools.ttLib import TTFont
    from reportlab.pdfbase.pdfmetrics import stringWidth

    arial = "Helvetica-Bold" if bold else "Helvetica"
    with TTFont(path, fontNumber=0, lazy=True) as font:
        names, widths, unit = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
        head = font["hhea"]
        line = (head.ascent - head.descent + head.lineGap) / unit

        def measure(text: str) -> float:
            return sum(widths[names[ord(letter)]][0] for letter in text) / unit

        shares = sorted(
            measure(text) / stringWidth(text, arial, 1)
            for text in (_FIELD.sub("", sentence) for sentence in list_sentences())
            if len(text) >= _SHORTEST and text.isascii()
        )
    return shares[int(_SHARE * (len(shares) - 1))], line
