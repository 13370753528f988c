"""Boxes, texts and colours of shapes on slides, in the words of python-pptx."""

from __future__ import annotations

import re

from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Inches, Pt

from mppgeo.briefing.lists import BULLET_INDENT
from mppgeo.briefing.stage import Box
from mppgeo.briefing.template import Colour
from mppgeo.briefing.typesetting import bind_units

_LINK_COLOUR = "{A12FA001-AC4F-418D-AE19-62706E023703}"
LOCALES = {"id": "id-ID", "en": "en-GB"}
_FORBIDDEN = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_emu(box: Box) -> tuple[int, int, int, int]:
    """Left, top, width and height in the units of files."""
    return Inches(box.x), Inches(box.y), Inches(box.width), Inches(box.height)


def describe_shape(shape: object, alt: str) -> None:
    """Tell a shape to those who cannot see it."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", clean_text(alt))


def clean_text(text: str) -> str:
    """Text without the characters that XML forbids."""
    return _FORBIDDEN.sub("", text)


def set_colour(target: object, colour: Colour) -> None:
    """Give a line, ground or letters a colour of ours or of the theme."""
    if isinstance(colour, str):
        target.rgb = RGBColor.from_string(colour)
    else:
        target.theme_color = colour


def keep_link_colour(run: object) -> None:
    """Show a link in the colour of its letters instead of the theme's for links, which may not be
    one to be read on its ground."""
    run._r.rPr.hlinkClick.append(
        parse_xml(
            f'<a:extLst {nsdecls("a")}><a:ext uri="{_LINK_COLOUR}"><ahyp:hlinkClr'
            ' xmlns:ahyp="http://schemas.microsoft.com/office/drawing/2018/hyperlinkcolor"'
            ' val="tx"/></a:ext></a:extLst>'
        )
    )


def set_bullet(paragraph: object, colour: Colour) -> None:
    """Make a paragraph an item of a list."""
    indent = Inches(BULLET_INDENT)
    properties = paragraph._p.get_or_add_pPr()
    properties.set("marL", str(indent))
    properties.set("indent", str(-indent))
    if isinstance(colour, str):
        told = f'<a:srgbClr val="{colour}"/>'
    else:
        told = f'<a:schemeClr val="{MSO_THEME_COLOR.to_xml(colour)}"/>'
    properties.append(parse_xml(f"<a:buClr {nsdecls('a')}>{told}</a:buClr>"))
    properties.append(parse_xml(f'<a:buFont {nsdecls("a")} typeface="Arial"/>'))
    properties.append(parse_xml(f'<a:buChar {nsdecls("a")} char="•"/>'))


def add_run(
    paragraph: object, text: str, lang: str, *,
    size: float | None = None, bold: bool | None = None, colour: Colour | None = None,
) -> object:  # fmt: skip
    """A text of one look in a language of :data:`LOCALES`, at the end of a paragraph."""
    run = paragraph.add_run()
    run.text = clean_text(bind_units(text))
    if size:
        run.font.size = Pt(size)
    if bold is not None:
        run.font.bold = bold
    if colour:
        set_colour(run.font.color, colour)
    run._r.get_or_add_rPr().set("lang", LOCALES[lang])
    return run
