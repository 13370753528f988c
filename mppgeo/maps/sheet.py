"""A blank page to draw on, in points (1/72 inch), y upwards; matplotlib behind it.

Neither pyplot nor its settings are used. Matplotlib's fonts are shared by all
threads, so only one may draw at a time: hold :data:`DRAWING`.
"""

from __future__ import annotations

import io
import re
import threading
import zlib
from functools import lru_cache
from xml.sax.saxutils import escape

import matplotlib
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Polygon, Rectangle
from matplotlib.patheffects import withStroke
from matplotlib.transforms import Bbox, TransformedBbox
from PIL import Image

from mppgeo.base.fonts import find_fallback_fonts, find_fonts
from mppgeo.content.classes import INK
from mppgeo.maps.frame import Box

DRAWING = threading.RLock()

LINE = 1.14
"""Height of a line of text, as a multiple of its size."""
_BASELINE = 0.27
"""From the bottom of a line up to the letters' foot, as a multiple of its size."""
_NO_METADATA = dict.fromkeys(("Creator", "Date", "Format", "Type"))
_UNSEEN = 1e-6
_UNKNOWN = "\N{REPLACEMENT CHARACTER}"
_OUTLINE = re.compile(r' d="[^"]*"')
_DECIMALS = re.compile(r"(\.\d\d)\d+")
"""A hundredth of a point is seen by nobody, and the rest is half of the file."""


class Sheet:
    """A page of ``width`` by ``height`` points.

    Attributes
    ----------
    axes : covers ``panel`` and clips what is added to it; its units are the
        points of the page.
    """

    def __init__(self, width: float, height: float, panel: Box, ground: str) -> None:
        self.width, self.height = width, height
        self.figure = Figure(figsize=(width / 72, height / 72), facecolor="white")
        place = (panel.left / width, panel.bottom / height,
                 panel.width / width, panel.height / height)  # fmt: skip
        self.axes = self.figure.add_axes(place, facecolor=ground, xticks=[], yticks=[])
        self.axes.set(xlim=(panel.left, panel.right), ylim=(panel.bottom, panel.top))
        for spine in self.axes.spines.values():
            spine.set_visible(False)
        self._layer = 10.0

    def add(self, artist: Artist, *, clipped: bool = False, within: Box | None = None) -> None:
        """Put an artist, in points of the page, on top of what is there.

        ``clipped``: to the panel; ``within``: to a box.
        """
        self._layer += 1
        artist.set_zorder(self._layer)
        self.axes.add_artist(artist)
        if within:
            corners = Bbox.from_extents(within.left, within.bottom, within.right, within.top)
            artist.set_clip_box(TransformedBbox(corners, self.axes.transData))
        elif not clipped:
            artist.set_clip_on(False)

    def rectangle(
        self, box: Box, fill: str, line: str | None = None, *, weight: float = 0.6, **look: object
    ) -> None:
        self.add(
            Rectangle(
                (box.left, box.bottom), box.width, box.height,
                facecolor=fill, edgecolor=line or "none", linewidth=weight if line else 0, **look,
            )
        )  # fmt: skip

    def circle(
        self, x: float, y: float, radius: float, fill: str, line: str, *, weight: float,
        dashed: bool = False, clipped: bool = False,
    ) -> None:  # fmt: skip
        style = (0, (1.6, 1.2)) if dashed else "solid"
        circle = Circle((x, y), radius, facecolor=fill, edgecolor=line, linewidth=weight,
                        linestyle=style)  # fmt: skip
        self.add(circle, clipped=clipped)

    def polygon(self, corners: list[tuple[float, float]], fill: str) -> None:
        self.add(Polygon(corners, facecolor=fill, edgecolor="none"))

    def line(
        self, start: tuple[float, float], end: tuple[float, float], colour: str, weight: float,
        *, halo: float = 0.0,
    ) -> None:  # fmt: skip
        line = Line2D(*zip(start, end, strict=True), color=colour, linewidth=weight,
                      solid_capstyle="round")  # fmt: skip
        if halo:
            line.set_path_effects([withStroke(linewidth=weight + 2 * halo, foreground="white")])
        self.add(line)

    def write(
        self, x: float, bottom: float, text: str, size: float, *, strong: bool = False,
        colour: str = INK, align: str = "left", halo: float = 0.0, around: str = "white",
    ) -> None:  # fmt: skip
        """Write one line of text whose line box stands on ``bottom``."""
        text = _make_writable(text, strong)
        written = self.axes.text(
            x, bottom + _BASELINE * size, text, parse_math=False, color=colour,
            ha=align, va="baseline", fontproperties=find_face(text, size, strong),
        )  # fmt: skip
        if halo:
            written.set_path_effects([withStroke(linewidth=2 * halo, foreground=around)])
        self._layer += 1
        written.set_zorder(self._layer)

    def to_png(self, dpi: int) -> bytes:
        """A PNG whose size in pixels is exactly that of the page at ``dpi``."""
        wide, high = (round(length * dpi / 72) for length in (self.width, self.height))
        # A hair more, as matplotlib cuts off what rounding leaves below a whole pixel.
        self.figure.set(dpi=dpi, figwidth=(wide + _UNSEEN) / dpi, figheight=(high + _UNSEEN) / dpi)
        canvas = FigureCanvasAgg(self.figure)
        # Hinted letters are wider at few dots per inch than they were measured.
        with matplotlib.rc_context({"text.hinting": "no_hinting"}):
            canvas.draw()
        file = io.BytesIO()
        # Nothing shows through; of level ground, runs of one colour are packed best and fastest.
        picture = Image.frombuffer("RGBA", (wide, high), canvas.buffer_rgba()).convert("RGB")
        picture.save(file, "png", dpi=(dpi, dpi), compress_level=6, compress_type=zlib.Z_RLE)
        return file.getvalue()

    def to_svg(self, title: str, description: str) -> bytes:
        """An SVG whose texts are shapes, with its title and description for readers."""
        file = io.BytesIO()
        # Settings are global, but only one thread draws.
        with matplotlib.rc_context({"svg.fonttype": "path", "svg.hashsalt": "mppgeo"}):
            FigureCanvasSVG(self.figure).print_svg(file, metadata=_NO_METADATA)
        text = _OUTLINE.sub(lambda found: _DECIMALS.sub(r"\1", found[0]), file.getvalue().decode())
        head, svg, body = text.partition("<svg ")
        rest, end, body = body.partition(">")
        told = f"\n <title>{escape(title)}</title>\n <desc>{escape(description)}</desc>"
        return "".join([head, svg, 'role="img" ', rest, end, told, body]).encode()


def find_face(text: str, size: float, strong: bool) -> FontProperties:
    """The font for a text: the dashboard's, or one that has all its characters."""
    return FontProperties(fname=_find_file(text, strong), size=size)


@lru_cache(maxsize=8192)
def measure_text(text: str, size: float, *, strong: bool = False) -> float:
    """Width of a line of text in points."""
    text = _make_writable(text, strong)
    with DRAWING:
        font = get_font(_find_file(text, strong))
        font.set_size(size, 720)
        # As it is drawn, see below.
        font.set_text(text, flags=LoadFlags.NO_HINTING)
        return font.get_width_height()[0] / 64 / 10


@lru_cache(maxsize=8192)
def _make_writable(text: str, strong: bool) -> str:
    """The text with a sign in place of each character that its font lacks."""
    lacking = _list_lacking(text, _find_file(text, strong))
    return "".join(_UNKNOWN if character in lacking else character for character in text)


@lru_cache(maxsize=8192)
def _find_file(text: str, strong: bool) -> str:
    weight = "semibold" if strong else "regular"
    own = str(getattr(find_fonts(), weight))
    if not _list_lacking(text, own):
        return own
    return str(getattr(find_fallback_fonts(), weight))


def _list_lacking(text: str, file: str) -> set[str]:
    known = _list_characters(file)
    return {character for character in text if ord(character) not in known}


@lru_cache(maxsize=8)
def _list_characters(file: str) -> frozenset[int]:
    """The characters that a font has."""
    with DRAWING:
        return frozenset(get_font(file).get_charmap())
