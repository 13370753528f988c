"""The deck's template: python-pptx's own, turned to 16:9 and into the project's colours.

Titles, footers and slide numbers are placeholders of the layouts, and colours
and fonts those of the theme, so that an office can restyle a deck as it is used to.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from pptx import Presentation
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.text import MSO_ANCHOR
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Inches, Pt

from mppgeo.briefing.stage import FOOTER, HEIGHT, NUMBER, STAGE, TITLE, WIDTH, Box, Stage
from mppgeo.content.classes import PRESENCE

COVER = Box(0.9, 1.7, 11.5, 1.9)
COVER_TEXT = Box(0.9, 3.9, 11.5, 2.9)
TITLE_SIZE, COVER_SIZE = 26, 40
FONT = "Arial"
INK = "16262E"
QUIET = "52636B"
ACCENT = PRESENCE["ada"].colour.lstrip("#").upper()
_ACCENTS = (ACCENT, "C9852C", "7CC8B3", "8A969C", "31937C", "D95F0E")
_DARK = "06302A"
_KEPT = {"Title Slide": "cover", "Title Only": "content"}


Colour = str | MSO_THEME_COLOR


@dataclass(frozen=True)
class Look:
    """Colours of texts and tiles: ``RRGGBB``, or one of the theme's.

    ``tile`` = None: tiles have no ground, only a line above.
    """

    ink: Colour
    quiet: Colour
    accent: Colour
    tile: Colour | None


OWN_LOOK = Look(INK, QUIET, ACCENT, "F2F6F7")


@dataclass(frozen=True, eq=False)
class Template:
    """A presentation without slides, and how slides are made of it.

    Attributes
    ----------
    cover, content : layouts.
    stage : where things stand on slides of ``content``.
    title_sizes : points of titles on the cover and on slides.
    colours : its own of the classes instead of ours, both ``#rrggbb``.
    """

    deck: object
    cover: object
    content: object
    stage: Stage
    look: Look
    title_sizes: tuple[float, float]
    colours: Mapping[str, str] = field(default_factory=dict)


def open_template() -> Template:
    """Our own: 16:9, in the dashboard's colours."""
    deck = Presentation(io.BytesIO(_dress()))
    found = {_KEPT[layout.name]: layout for layout in deck.slide_layouts}
    sizes = (COVER_SIZE, TITLE_SIZE)
    return Template(deck, found["cover"], found["content"], STAGE, OWN_LOOK, sizes)


@cache
def _dress() -> bytes:
    """The file of our own template, made once: of python-pptx's layouts nine go unused."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    layouts = {}
    for layout in list(deck.slide_layouts):
        if layout.name in _KEPT:
            layouts[_KEPT[layout.name]] = layout
        else:
            deck.slide_layouts.remove(layout)
    _dress_theme(deck)
    _arrange(deck.slide_master, TITLE)
    _arrange(layouts["content"], TITLE)
    _arrange(layouts["cover"], COVER)
    _add_band(layouts["content"])
    _darken(layouts["cover"])
    file = io.BytesIO()
    deck.save(file)
    return file.getvalue()


def _dress_theme(deck: object) -> None:
    part = deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    text = part.blob.decode("utf-8")
    text = re.sub(r'<a:latin typeface="[^"]*"', f'<a:latin typeface="{FONT}"', text)
    for number, colour in enumerate(_ACCENTS, start=1):
        text = _set_colour(text, f"accent{number}", colour)
    for name, colour in (("dk2", INK), ("lt2", "F2F6F7"), ("hlink", ACCENT), ("folHlink", ACCENT)):
        text = _set_colour(text, name, colour)
    part._blob = text.encode("utf-8")


def _set_colour(text: str, name: str, colour: str) -> str:
    return re.sub(
        rf"<a:{name}>.*?</a:{name}>",
        f'<a:{name}><a:srgbClr val="{colour}"/></a:{name}>',
        text,
        flags=re.DOTALL,
    )


def _arrange(layout: object, title: Box) -> None:
    """Put the placeholders where the slides want them; drop the date, which texts say."""
    boxes = {
        "title": title,
        "ctrTitle": title,
        "subTitle": COVER_TEXT,
        "ftr": FOOTER,
        "sldNum": NUMBER,
    }
    for holder in list(layout.placeholders):
        kind = holder._element.ph.get("type", "body")
        if kind == "dt":
            holder._element.getparent().remove(holder._element)
            continue
        box = boxes.get(kind, Box(TITLE.x, 1.6, TITLE.width, 5.3))
        holder.left, holder.top = Inches(box.x), Inches(box.y)
        holder.width, holder.height = Inches(box.width), Inches(box.height)
        frame = holder.text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = Inches(0)
        frame.vertical_anchor = MSO_ANCHOR.BOTTOM if kind == "ctrTitle" else MSO_ANCHOR.MIDDLE
        if kind == "subTitle":
            frame.vertical_anchor = MSO_ANCHOR.TOP
        _set_default(holder, kind)


def _set_default(holder: object, kind: str) -> None:
    """Size, colour and side of a placeholder's text, for all slides at once."""
    styles = {
        "title": (TITLE_SIZE, True, INK, "l"),
        "ctrTitle": (COVER_SIZE, True, "FFFFFF", "l"),
        "subTitle": (20, False, "FFFFFF", "l"),
        "ftr": (10, False, QUIET, "l"),
        "sldNum": (11, False, QUIET, "r"),
    }
    if kind not in styles:
        return
    size, bold, colour, side = styles[kind]
    body = holder._element.txBody
    old = body.find(qn("a:lstStyle"))
    style = parse_xml(
        f'<a:lstStyle {nsdecls("a")}><a:lvl1pPr marL="0" indent="0" algn="{side}"><a:buNone/>'
        f'<a:defRPr sz="{size * 100}" b="{int(bold)}"><a:solidFill><a:srgbClr val="{colour}"/>'
        f"</a:solidFill></a:defRPr></a:lvl1pPr></a:lstStyle>"
    )
    if old is None:
        body.insert(1, style)
    else:
        body.replace(old, style)


def _add_band(layout: object) -> None:
    """A narrow band of the ministry's green at the left edge."""
    _insert_rectangle(layout, "Band", Box(0, 0, 0.18, HEIGHT), ACCENT)


def _darken(layout: object) -> None:
    ground = parse_xml(
        f'<p:bg {nsdecls("p", "a")}><p:bgPr><a:solidFill><a:srgbClr val="{_DARK}"/></a:solidFill>'
        f"<a:effectLst/></p:bgPr></p:bg>"
    )
    layout._element.cSld.insert(0, ground)
    _insert_rectangle(layout, "Line", Box(COVER.x, 3.72, 1.6, 0.06), "C9852C")


def _insert_rectangle(layout: object, name: str, box: Box, colour: str) -> None:
    tree = layout.shapes._spTree
    shape = parse_xml(
        f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="{900 + len(tree)}" name="{name}"/>'
        f'<p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr><a:xfrm>'
        f'<a:off x="{Inches(box.x)}" y="{Inches(box.y)}"/>'
        f'<a:ext cx="{Inches(box.width)}" cy="{Inches(box.height)}"/></a:xfrm>'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr>'
        f'<p:txBody><a:bodyPr/><a:lstStyle/><a:p><a:endParaRPr sz="{Pt(10).pt:.0f}00"/></a:p></p:txBody></p:sp>'
    )
    tree.insert(2, shape)
