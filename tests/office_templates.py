"""Templates as offices have them, made with python-pptx."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

from PIL import Image
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.parts.slide import SlideLayoutPart
from pptx.util import Inches


def save(deck) -> bytes:
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def make_office_theme() -> bytes:
    """The Office Theme in 16:9, with a slide in it that must not come along."""
    deck = Presentation()
    widen(deck)
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = "Contoh dari kantor"
    return save(deck)


def widen(deck) -> None:
    factor = 13.333 / (deck.slide_width / Inches(1))
    deck.slide_width = Inches(13.333)
    for owner in (deck.slide_master, *deck.slide_layouts):
        for shape in owner.placeholders:
            if shape._element.spPr.find(qn("a:xfrm")) is not None:
                shape.left, shape.width = int(shape.left * factor), int(shape.width * factor)


def make_4_to_3() -> bytes:
    return save(Presentation())


def make_coloured() -> bytes:
    """One that says of what colour are areas that have an MPP, in the words of the legend."""
    added = (
        b'<a:custClrLst><a:custClr name="Ada MPP"><a:srgbClr val="123ABC"/></a:custClr>'
        b'<a:custClr name="Merah kantor"><a:srgbClr val="FF0000"/></a:custClr></a:custClrLst></a:theme>'
    )
    return rewrite(make_office_theme(), lambda n, p: p.replace(b"</a:theme>", added))


def make_pictured() -> bytes:
    """A logo and a dark ground in the master, letters in white and in Verdana."""
    deck = Presentation()
    widen(deck)
    master = deck.slide_master
    logo = io.BytesIO()
    Image.new("RGB", (40, 40), "gold").save(logo, "PNG")
    _, rid = master.part.get_or_add_image_part(logo)
    master.shapes._spTree.append(
        parse_xml(
            f'<p:pic {nsdecls("p", "a", "r")}><p:nvPicPr><p:cNvPr id="99" name="Logo"/><p:cNvPicPr/>'
            f'<p:nvPr userDrawn="1"/></p:nvPicPr><p:blipFill><a:blip r:embed="{rid}"/><a:stretch>'
            f'<a:fillRect/></a:stretch></p:blipFill><p:spPr><a:xfrm><a:off x="{Inches(12.4)}" y="0"/>'
            f'<a:ext cx="{Inches(0.8)}" cy="{Inches(0.8)}"/></a:xfrm><a:prstGeom prst="rect"/></p:spPr></p:pic>'
        )
    )  # fmt: skip
    theme = master.part.part_related_by(RT.THEME)
    text = theme.blob.decode()
    text = text.replace('<a:latin typeface="Calibri"/>', '<a:latin typeface="Verdana"/>')
    for name, colour in (("dk1", "FFFFFF"), ("lt1", "12324A")):
        start, end = text.index(f"<a:{name}>"), text.index(f"</a:{name}>")
        text = text[: start + len(name) + 4] + f'<a:srgbClr val="{colour}"/>' + text[end:]
    theme._blob = text.encode()
    return save(deck)


def make_lettered(name: str) -> bytes:
    """Titles and texts in one typeface."""

    def change(part: str, body: bytes) -> bytes:
        return re.sub(
            rb'(<a:m(?:aj|in)orFont>\s*<a:latin typeface=")[^"]*', rb"\1" + name.encode(), body
        )

    return rewrite(make_office_theme(), change)


def make_many_layouts() -> bytes:
    """Sixty layouts; those of the usual types come last."""
    deck = Presentation()
    widen(deck)
    master = deck.slide_master
    numbers = master._element.find(qn("p:sldLayoutIdLst"))
    blob = deck.slide_layouts[8].part.blob
    for number in range(12, 60):
        name = PackURI(f"/ppt/slideLayouts/slideLayout{number}.xml")
        part = SlideLayoutPart.load(name, deck.slide_layouts[8].part.content_type, deck.part.package, blob)  # fmt: skip
        part.relate_to(master.part, RT.SLIDE_MASTER)
        rid = master.part.relate_to(part, RT.SLIDE_LAYOUT)
        numbers.insert(
            0, parse_xml(f'<p:sldLayoutId {nsdecls("p", "r")} id="{2147484000 + number}" r:id="{rid}"/>')
        )  # fmt: skip
    return save(deck)


def make_odd_numbers() -> bytes:
    """Placeholders with numbers of their own, and no layout for titles alone."""
    deck = Presentation()
    widen(deck)
    for layout in list(deck.slide_layouts):
        if layout.name not in {"Title Slide", "Two Content", "Blank"}:
            deck.slide_layouts.remove(layout)
            continue
        for place, holder in enumerate(layout.placeholders):
            mark = holder._element.ph
            if mark.get("type") not in {"title", "ctrTitle"}:
                mark.set("idx", str(4_700 + 13 * place))
    return save(deck)


TEMPLATES: dict[str, Callable[[], bytes]] = {
    "Office Theme": make_office_theme,
    "4:3": make_4_to_3,
    "pictures and dark": make_pictured,
    "many layouts": make_many_layouts,
    "odd numbers": make_odd_numbers,
}


def rewrite(body: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """A package with its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(out, "w") as new:
        for one in old.infolist():
            new.writestr(one.filename, change(one.filename, old.read(one)))
    return out.getvalue()
