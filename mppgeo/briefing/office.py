"""An office's own template: slide size, master, theme, logo, cover and footer are taken from it.

Placeholders are found by their type, never by name or number. What a template lacks is made of
its own blank slide, in its fonts. Classes on maps and charts keep the dashboard's colours, but for
those that are named among the custom colours of the template's theme (``custClrLst``).
"""

from __future__ import annotations

import io
import re
import zipfile

from lxml import etree
from pptx import Presentation
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.util import Inches

from mppgeo.base.language import LANGUAGES, Language, mark
from mppgeo.briefing.chosen import MOST_BYTES, TOO_LARGE, BadTemplate
from mppgeo.briefing.stage import READ, Box, Stage
from mppgeo.briefing.template import Look, Template
from mppgeo.briefing.typefaces import ARIAL, Face, find_face
from mppgeo.content.classes import (
    CHANGE_CLASSES,
    DISTANCES,
    NEXT_CLASSES,
    PRESENCE,
    PROVINSI_CLASSES,
    RANK_CLASSES,
)

MOST_UNPACKED = 200_000_000
MOST_PARTS = 4_000

NOT_A_DECK = mark("This is no PowerPoint template (.pptx or .potx), or it is damaged.")
ENCRYPTED = mark(
    "The template is protected by a password, or of PowerPoint 97 to 2003. Save it as .pptx without a password."
)
MACROS = mark("The template holds macros, which are not taken. Save it as .pptx without them.")
TOO_SMALL = mark("The slides of the template leave too little room for text and maps.")

_OLE = b"\xd0\xcf\x11\xe0"
_MAIN = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
_PATTERN = "application/vnd.openxmlformats-officedocument.presentationml.template.main+xml"
_CLASSES = (
    *PRESENCE.values(), *PROVINSI_CLASSES, *CHANGE_CLASSES, *NEXT_CLASSES.values(),
    *RANK_CLASSES.values(), *DISTANCES,
)  # fmt: skip
"""Those that maps and charts of briefings show."""
_HEX = re.compile("[0-9A-Fa-f]{6}")
_EDGE = 0.05
"""Part of a slide that stays free at its sides where a template says nothing else."""
_SPECIAL = {"title", "secHead", "picTx", "vertTx", "vertTitleAndTx"}
"""Kinds of layouts whose titles stand in the middle, upright or beside a picture."""
_LEAST_WIDTH, _LEAST_HEIGHT = 6.0, 2.8
_GAP = 0.1
_LEAD_HEIGHT = 0.7
_TITLE_POINTS, _COVER_POINTS = 28.0, 40.0


def open_office(body: bytes) -> Template:
    """Read a template; the slides in it are left out.

    Parameters
    ----------
    body : the file, ``.pptx`` or ``.potx``.

    Raises
    ------
    BadTemplate : it is broken, encrypted, has macros or is too large.
    """
    _check(body)
    try:
        deck = Presentation(io.BytesIO(_as_presentation(body)))
        _drop_slides(deck)
        layouts = [layout for master in deck.slide_masters for layout in master.slide_layouts]
        content = _choose(layouts, ("titleOnly", "obj"))
        cover = _choose(layouts, ("title", "secHead", "titleOnly", "obj"))
        stage = _find_stage(deck, content)
        sizes = (_find_size(cover, _COVER_POINTS), _find_size(content, _TITLE_POINTS))
        colours = _find_colours(content.slide_master)
    except (KeyError, ValueError, AttributeError, IndexError, TypeError, etree.LxmlError):
        raise BadTemplate(NOT_A_DECK) from None
    if stage.body.width < _LEAST_WIDTH or stage.body.height < _LEAST_HEIGHT:
        raise BadTemplate(TOO_SMALL)
    text = MSO_THEME_COLOR.TEXT_1
    # On a ground that we do not know, only the theme's own text colour can surely be read.
    return Template(deck, cover, content, stage, Look(text, text, text, None), sizes, colours)


# --- the file ---------------------------------------------------------------


def _check(body: bytes) -> None:
    if len(body) > MOST_BYTES:
        raise BadTemplate(TOO_LARGE, most=MOST_BYTES // 1_000_000)
    if body.startswith(_OLE):
        raise BadTemplate(ENCRYPTED)
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            parts = archive.infolist()
            if sum(one.file_size for one in parts) > MOST_UNPACKED or len(parts) > MOST_PARTS:
                raise BadTemplate(TOO_LARGE, most=MOST_BYTES // 1_000_000)
            names = [one.filename.lower() for one in parts]
            kinds = archive.read("[Content_Types].xml").decode("utf-8", "replace")
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, NotImplementedError, ValueError):
        raise BadTemplate(NOT_A_DECK) from None
    if "macroenabled" in kinds.lower() or any(name.endswith("vbaproject.bin") for name in names):
        raise BadTemplate(MACROS)
    if _MAIN not in kinds and _PATTERN not in kinds:
        raise BadTemplate(NOT_A_DECK)


def _as_presentation(body: bytes) -> bytes:
    """A ``.potx`` as the ``.pptx`` it would be; the latter as it is."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        kinds = archive.read("[Content_Types].xml")
        if _PATTERN.encode() not in kinds:
            return body
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as changed:
            for one in archive.infolist():
                part = archive.read(one)
                if one.filename == "[Content_Types].xml":
                    part = part.replace(_PATTERN.encode(), _MAIN.encode())
                changed.writestr(one.filename, part)
    return out.getvalue()


def _drop_slides(deck: object) -> None:
    """Leave out the slides, and the list of sections, which names them."""
    numbers = deck.slides._sldIdLst
    for number in list(numbers):
        deck.part.drop_rel(number.rId)
        numbers.remove(number)
    for extension in deck.part._element.xpath("./p:extLst/p:ext"):
        if any(child.tag.endswith("}sectionLst") for child in extension):
            extension.getparent().remove(extension)


# --- layouts ----------------------------------------------------------------


def _choose(layouts: list, kinds: tuple[str, ...]) -> object:
    """The first layout of the first kind that there is, else the plainest one with a title, else
    the blank one."""
    titled = [layout for layout in layouts if _find_title(layout)]
    for kind in kinds:
        for layout in titled:
            if layout._element.get("type") == kind:
                return layout
    plain = [layout for layout in titled if layout._element.get("type") not in _SPECIAL]
    return min(plain or layouts, key=lambda layout: len(list(layout.placeholders)))


def _kind_of(holder: object) -> str:
    return holder._element.ph.get("type", "obj")


def _find(layout: object, kinds: set[str]) -> object | None:
    return next((holder for holder in layout.placeholders if _kind_of(holder) in kinds), None)


def _find_title(layout: object) -> object | None:
    return _find(layout, {"title", "ctrTitle"})


def _box_of(holder: object | None) -> Box | None:
    """The box of a placeholder, inherited where it has none of its own."""
    if holder is None or holder.left is None or not holder.width:
        return None
    sides = (holder.left, holder.top, holder.width, holder.height)
    return Box(*(side / Inches(1) for side in sides))


def _find_stage(deck: object, layout: object) -> Stage:
    width, height = deck.slide_width / Inches(1), deck.slide_height / Inches(1)
    master = layout.slide_master
    margin = _EDGE * width
    title = _box_of(_find_title(layout)) or Box(margin, 0.3, width - 2 * margin, 0.7)
    text = _box_of(_find(layout, {"body", "obj"})) or _box_of(_find(master, {"body", "obj"}))
    if text is None or text.width < _LEAST_WIDTH:
        text = Box(margin, title.bottom, width - 2 * margin, height)
    footer, number = (_box_of(_find(layout, {kind})) for kind in ("ftr", "sldNum"))
    # Where a title stands high up, the text begins below it, not below the master's own.
    top = title.bottom + _GAP if title.bottom < height / 2 else text.y
    low = height * (1 - _EDGE / 2)
    feet = [box.y for box in (footer, number) if box and box.y > height / 2]
    bottom = min([low, *(foot - _GAP for foot in feet)])
    lead = Box(text.x, top, text.width, _LEAD_HEIGHT)
    body = Box(text.x, lead.bottom + _GAP, text.width, bottom - lead.bottom - _GAP)
    return Stage(
        width, height, title, lead, body, footer, number, READ,
        face=_find_face(master, "minor"), title_face=_find_face(master, "major"),
    )  # fmt: skip


def _find_face(master: object, kind: str) -> Face:
    """The typeface of the theme's texts ("minor") or titles ("major")."""
    theme = etree.fromstring(_read_theme(master), etree.XMLParser(resolve_entities=False))
    latin = theme.find(f".//{qn(f'a:{kind}Font')}/{qn('a:latin')}")
    name = "" if latin is None else latin.get("typeface", "").strip()
    # A theme that names none leaves it to the program, which takes Arial.
    return find_face(name) if name else ARIAL


def _find_colours(master: object) -> dict[str, str]:
    """Colours of the classes that the theme names among its custom ones, by ours."""
    theme = etree.fromstring(_read_theme(master), etree.XMLParser(resolve_entities=False))
    told = {
        one.get("name", "").strip().casefold(): f"#{found[0].get('val', '').lower()}"
        for one in theme.iter(qn("a:custClr"))
        if (found := one.findall(qn("a:srgbClr"))) and _HEX.fullmatch(found[0].get("val", ""))
    }
    if not told:
        return {}
    readers = [Language(code) for code in LANGUAGES]
    found: dict[str, str] = {}
    for cls in _CLASSES:
        # A name is of the first class of that name: others have it on maps of other subjects.
        for name in (cls.name, *(t(cls.label).casefold() for t in readers)):
            if name in told and cls.hatch is None:
                found[cls.colour] = told.pop(name)
    return found


def _read_theme(master: object) -> bytes:
    return master.part.part_related_by(RELATIONSHIP_TYPE.THEME).blob


def _find_size(layout: object, usual: float) -> float:
    """Points of a layout's title: its own, else the master's."""
    title = _find_title(layout)
    places = []
    if title is not None:
        places.append(title._element.find(f".//{qn('a:lstStyle')}/{qn('a:lvl1pPr')}"))
    style = layout.slide_master._element.find(f".//{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
    for place in (*places, style):
        letters = None if place is None else place.find(qn("a:defRPr"))
        if letters is not None and letters.get("sz"):
            return int(letters.get("sz")) / 100
    return usual
