"""A4 sheets of paper: fonts, colours and styles, and what stands on every page.

All lengths in points (1/72 inch). Texts are plain; :func:`mark_up` makes of
them what reportlab's paragraphs can set, so nothing in them becomes markup.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from xml.sax.saxutils import escape

from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph

from mppgeo.base.fonts import Fonts, find_fallback_fonts, find_fonts
from mppgeo.base.language import Language
from mppgeo.briefing.tagging import TEXT, TITLE, TaggedCanvas, Text, decorate, tag
from mppgeo.content import classes

WIDTH, HEIGHT = A4
SIDE, TOP, BOTTOM = 18 * mm, 15 * mm, 20 * mm
"""Margins of the body; the footer stands below it."""
BODY_WIDTH = WIDTH - 2 * SIDE
BODY_HEIGHT = HEIGHT - TOP - BOTTOM
"""Room on a page but the first."""
FOOT = 11 * mm
"""From the lower edge of the paper up to the letters of the footer's last line."""
_FOOT_SIZE, _FOOT_LEADING = 7.5, 8.5

INK, QUIET = classes.INK, "#52636b"
ACCENT, DARK, SAND, TARGET = classes.PRESENCE["ada"].colour, "#06302a", "#c9852c", "#d95f0e"
PALE, GRID = "#f2f6f7", "#d5dde1"

_LOCALES = {"id": "id-ID", "en": "en-GB"}
_NAMES = {
    "regular": "mppgeo-regular",
    "semibold": "mppgeo-semibold",
    "regular-2": "mppgeo-regular-2",
    "semibold-2": "mppgeo-semibold-2",
}
_TITLE_SIZES = (25, 23, 21)
_BAND_TOP, _BAND_BOTTOM = 13 * mm, 8 * mm
_REGISTERING, _WRITING = threading.Lock(), threading.Lock()
"""Fonts are shared by all threads, and reportlab cuts them with a common cursor."""
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


# --- letters ----------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Face:
    """A weight as reportlab knows it: the font, and the one for what it lacks."""

    main: TTFont
    other: TTFont

    def split(self, text: str) -> Iterator[tuple[TTFont, str]]:
        """``text`` in runs of one font each."""
        for font, run in groupby(text, self._choose):
            yield font, "".join(run)

    def measure(self, text: str, size: float) -> float:
        """Width of a line."""
        return sum(font.stringWidth(run, size) for font, run in self.split(text))

    def _choose(self, character: str) -> TTFont:
        code = ord(character)
        lacking = code not in self.main.face.charToGlyph and code != 0xA0
        return self.other if lacking and code in self.other.face.charToGlyph else self.main


def find_face(*, strong: bool = False) -> Face:
    """The regular or the semibold face, known to reportlab from then on."""
    with _REGISTERING:
        return _register_faces()[strong]


@cache
def _register_faces() -> tuple[Face, Face]:
    try:
        return _register(find_fonts())
    except (OSError, TTFError):
        return _register(find_fallback_fonts())


def _register(files: Fonts) -> tuple[Face, Face]:
    others = find_fallback_fonts()
    paths = {
        "regular": files.regular,
        "semibold": files.semibold,
        "regular-2": others.regular,
        "semibold-2": others.semibold,
    }
    # Shaping would depend on what else is installed.
    fonts = {key: TTFont(_NAMES[key], str(path), shapable=False) for key, path in paths.items()}
    for font in fonts.values():
        pdfmetrics.registerFont(font)
        pdfmetrics.registerFontFamily(
            font.fontName, font.fontName, font.fontName, font.fontName, font.fontName
        )
    return (
        Face(fonts["regular"], fonts["regular-2"]),
        Face(fonts["semibold"], fonts["semibold-2"]),
    )


def clean(text: str) -> str:
    """Text in one line, without characters that cannot be shown."""
    return _UNSEEN.sub("", text).replace("\n", " ").replace("\t", " ")


def mark_up(text: str, *, strong: bool = False) -> str:
    """Text as the markup of paragraphs: escaped, in fonts that have its characters."""
    face = find_face(strong=strong)
    return "".join(
        escape(run) if font is face.main else f'<font name="{font.fontName}">{escape(run)}</font>'
        for font, run in face.split(clean(text))
    )


def clip(text: str, size: float, width: float, *, strong: bool = False) -> str:
    """As much of ``text`` as fits into a line of ``width``."""
    face, text = find_face(strong=strong), clean(text)
    if face.measure(text, size) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if face.measure(text[:middle].rstrip() + "…", size) <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + "…"


def set_style(
    size: float, *, strong: bool = False, colour: str = INK, leading: float = 1.3, **others: object
) -> ParagraphStyle:
    """A style of paragraphs in the project's letters."""
    face = find_face(strong=strong)
    return ParagraphStyle(
        "mppgeo", fontName=face.main.fontName, fontSize=size, leading=leading * size,
        textColor=HexColor(colour), bulletFontName=face.main.fontName, bulletFontSize=size,
        bulletColor=HexColor(ACCENT), **others,
    )  # fmt: skip


def set_text(
    text: str, size: float, *, strong: bool = False, lines: int | None = None,
    width: float = BODY_WIDTH, **style: object,
) -> Paragraph:  # fmt: skip
    """A plain text as a paragraph; with ``lines``, clipped to that many in ``width``."""
    made = set_style(size, strong=strong, **style)
    if lines is not None:
        # Words break lines a little earlier than letters would.
        text = clip(text, size, width if lines == 1 else 0.9 * lines * width, strong=strong)
    return Text(mark_up(text, strong=strong), made)


def write_line(
    canvas: Canvas, x: float, y: float, text: str, size: float, *,
    strong: bool = False, colour: str = INK, right: bool = False,
) -> None:  # fmt: skip
    """Write one line from ``x`` on, or up to it."""
    face, text = find_face(strong=strong), clean(text)
    canvas.setFillColor(HexColor(colour))
    if right:
        x -= face.measure(text, size)
    for font, run in face.split(text):
        canvas.setFont(font.fontName, size)
        canvas.drawString(x, y, run)
        x += font.stringWidth(run, size)


# --- pages ------------------------------------------------------------------


@dataclass(frozen=True)
class Imprint:
    """What stands on the pages besides the body, and in the file's properties."""

    title: str
    basis: str
    made_on: str
    footer: str
    lang: str
    today: dt.date


def print_pages(imprint: Imprint, story: Sequence[Flowable]) -> bytes:
    """Set ``story`` on as many pages as it takes; the same input gives the same bytes."""
    out = io.BytesIO()
    with _WRITING:
        # Otherwise reportlab spells pictures in letters: a third more, and slowly.
        rl_config.useA85 = 0
        _Pages(out, imprint).build(list(story), canvasmaker=_NumberedCanvas)
    return out.getvalue()


class _NumberedCanvas(TaggedCanvas):
    """Writes the number of pages on each once it is known."""

    imprint: Imprint | None = None

    def place_number(self) -> None:
        with decorate(self):
            self.doForm(f"page-{self.getPageNumber()}")

    def save(self) -> None:
        t = Language(self.imprint.lang)
        pages = self.getPageNumber() - 1
        for page in range(1, pages + 1):
            self.beginForm(f"page-{page}", 0, 0, WIDTH, HEIGHT)
            told = t("Page {page} of {pages}", page=t.number(page), pages=t.number(pages))
            write_line(self, WIDTH - SIDE, FOOT, told, _FOOT_SIZE, colour=QUIET, right=True)
            self.endForm()
        super().save()


class _Pages(BaseDocTemplate):
    """A4 pages; the first has a title block."""

    def __init__(self, out: io.BytesIO, imprint: Imprint) -> None:
        self.imprint = imprint
        self.block = _TitleBlock(imprint)
        super().__init__(
            out, pagesize=A4, invariant=1, pageCompression=1, lang=_LOCALES[imprint.lang],
            title=clean(imprint.title), subject=clean(imprint.basis), author="mppgeo",
            creator="mppgeo", displayDocTitle=True,
        )  # fmt: skip
        first = _make_frame(HEIGHT - self.block.height - 6 * mm - BOTTOM)
        self.addPageTemplates([
            PageTemplate("first", [first], onPage=self._begin_first, autoNextPageTemplate="later"),
            PageTemplate("later", [_make_frame(BODY_HEIGHT)], onPage=self._begin_later),
        ])  # fmt: skip

    def _begin_first(self, canvas: _NumberedCanvas, _: BaseDocTemplate) -> None:
        day = self.imprint.today
        canvas.imprint = self.imprint
        canvas.setDateFormatter(lambda *now: f"D:{day:%Y%m%d}000000+00'00'")
        self.block.draw(canvas)
        self._write_footer(canvas)

    def _begin_later(self, canvas: _NumberedCanvas, _: BaseDocTemplate) -> None:
        with decorate(canvas):
            canvas.setFillColor(HexColor(ACCENT))
            canvas.rect(0, HEIGHT - 1.6 * mm, WIDTH, 1.6 * mm, stroke=0, fill=1)
        self._write_footer(canvas)

    def _write_footer(self, canvas: _NumberedCanvas) -> None:
        lines = _break_footer(self.imprint.footer, BODY_WIDTH - 28 * mm)
        top = FOOT + (len(lines) - 1) * _FOOT_LEADING
        with decorate(canvas):
            canvas.setStrokeColor(HexColor(GRID))
            canvas.setLineWidth(0.6)
            canvas.line(SIDE, top + 10, WIDTH - SIDE, top + 10)
            for number, line in enumerate(lines):
                y = top - number * _FOOT_LEADING
                write_line(canvas, SIDE, y, line, _FOOT_SIZE, colour=QUIET)
        canvas.place_number()


def _break_footer(text: str, room: float) -> list[str]:
    """A footer as one line or two, between words; what two do not hold is clipped."""
    if clip(text, _FOOT_SIZE, room) == clean(text):
        return [clean(text)]
    words, first = clean(text).split(" "), 0
    while find_face().measure(" ".join(words[: first + 1]), _FOOT_SIZE) <= room:
        first += 1
    lines = [" ".join(words[:first]), clip(" ".join(words[first:]), _FOOT_SIZE, room)]
    return [line for line in lines if line]


def _make_frame(height: float) -> Frame:
    return Frame(
        SIDE, BOTTOM, BODY_WIDTH, height,
        leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
    )  # fmt: skip


class _TitleBlock:
    """The dark band at the head of the first page."""

    def __init__(self, imprint: Imprint) -> None:
        wide = find_face(strong=True).measure
        size = next((s for s in _TITLE_SIZES if wide(imprint.title, s) <= BODY_WIDTH), 22)
        style = {"strong": True, "colour": "#ffffff", "leading": 1.12, "tag": TITLE}
        self.title = set_text(imprint.title, size, lines=3, **style)
        _, self.tall = self.title.wrap(BODY_WIDTH, HEIGHT)
        self.basis = set_text(imprint.basis, 10, lines=2, colour="#ffffff")
        _, self.basis_tall = self.basis.wrap(BODY_WIDTH, HEIGHT)
        self.made_on = imprint.made_on
        self.height = _BAND_TOP + self.tall + 14 + self.basis_tall + 14 + _BAND_BOTTOM

    def draw(self, canvas: Canvas) -> None:
        y = HEIGHT - _BAND_TOP - self.tall
        with decorate(canvas):
            canvas.setFillColor(HexColor(DARK))
            canvas.rect(0, HEIGHT - self.height, WIDTH, self.height, stroke=0, fill=1)
            canvas.setFillColor(HexColor(SAND))
            canvas.rect(SIDE, y - 8, 16 * mm, 2, stroke=0, fill=1)
        self.title.drawOn(canvas, SIDE, y)
        y -= 14 + self.basis_tall
        self.basis.drawOn(canvas, SIDE, y)
        made_on = clip(self.made_on, 8.5, BODY_WIDTH)
        with tag(canvas, TEXT):
            write_line(canvas, SIDE, y - 12, made_on, 8.5, colour="#b9d3cc")
