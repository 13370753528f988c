"""The structure of a printed briefing for those who have it read out: PDF's tags.

What is drawn is marked as it is drawn, as a piece of a kind or as decoration; when all pages are
there, the pieces become the tree of ISO 32000, 14.7: a document of headings, paragraphs, lists,
tables and figures, in the order in which they are read. A table that goes on over pages is one, with
its header once; a link is an element of the piece in which it stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby

from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFName,
    PDFObject,
    PDFObjectReference,
    PDFString,
)
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, Table

TITLE, HEADING, TEXT, ITEM, FIGURE = "H1", "H2", "P", "LI", "Figure"
TITLE_CELL, CELL = "TH", "TD"


@dataclass(frozen=True)
class Anchor:
    """A place to click: the address that it leads to, what of the file it is, and which one."""

    url: str
    reference: PDFObjectReference
    number: int


@dataclass(frozen=True)
class Piece:
    """Something drawn.

    Attributes
    ----------
    page, number : index of the page, and which piece of it.
    alt : of a figure, told to those who cannot see it.
    row : of a cell: what tells its table, page and row from others.
    anchors : links in it.
    """

    kind: str
    page: int
    number: int
    alt: str = ""
    row: tuple[object, int, float] | None = None
    anchors: list[Anchor] = field(default_factory=list)


@dataclass
class Tags:
    """What a canvas has drawn so far.

    Attributes
    ----------
    row : that of the cell being drawn, see :class:`Piece`.
    drawn : the piece being drawn.
    silent : what is drawn was told before.
    """

    pieces: list[Piece] = field(default_factory=list)
    counts: Counter[int] = field(default_factory=Counter)
    row: tuple[object, int, float] | None = None
    drawn: Piece | None = None
    silent: bool = False

    def count_anchors(self) -> int:
        return sum(len(piece.anchors) for piece in self.pieces)


class TaggedCanvas(Canvas):
    """Knows the pieces drawn on it; ``save`` writes their tree."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        self.tags = Tags()

    def linkURL(self, url: str, rect: object, **options: object) -> None:
        """A link, as an element of the piece being drawn."""
        piece = self.tags.drawn
        if piece is None:
            super().linkURL(url, rect, **options)
            return
        number = self.tags.count_anchors()
        # Told by programs that read the page out.
        super().linkURL(url, rect, **options, StructParent=number, Contents=PDFString(url))
        piece.anchors.append(Anchor(url, self._annotationrefs[-1], number))

    def save(self) -> None:
        if self._code:
            self.showPage()
        if self.tags.pieces:
            _write_tree(self)
        super().save()


@contextmanager
def tag(canvas: Canvas, kind: str, alt: str = "") -> Iterator[None]:
    """Everything drawn within is one piece."""
    tags, page = canvas.tags, canvas.getPageNumber() - 1
    if tags.silent:
        yield
        return
    number = tags.counts[page]
    tags.counts[page] += 1
    row = tags.row if kind in (TITLE_CELL, CELL) else None
    tags.drawn = Piece(kind, page, number, alt, row)
    tags.pieces.append(tags.drawn)
    canvas.addLiteral(f"/{kind} <</MCID {number}>> BDC")
    yield
    canvas.addLiteral("EMC")
    tags.drawn = None


@contextmanager
def decorate(canvas: Canvas) -> Iterator[None]:
    """What is drawn within says nothing: lines, grounds, what stands on every page."""
    canvas.addLiteral("/Artifact BMC")
    yield
    canvas.addLiteral("EMC")


class Text(Paragraph):
    """A paragraph; its style's ``tag`` says of what kind it is."""

    def draw(self) -> None:
        with tag(self.canv, getattr(self.style, "tag", TEXT)):
            super().draw()


class Grid(Table):
    """Things side by side, whose lines and grounds are decoration."""

    def _drawBkgrnd(self) -> None:
        with decorate(self.canv):
            super()._drawBkgrnd()

    def _drawLines(self) -> None:
        with decorate(self.canv):
            super()._drawLines()


class TaggedTable(Grid):
    """A table of cells in rows; its parts on several pages are one.

    Attributes
    ----------
    whole : what all parts share.
    goes_on : it is not the first of them, so that its header was told before.
    """

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        self.whole, self.goes_on = object(), False

    def split(self, width: float, height: float) -> list[Flowable]:
        parts = super().split(width, height)
        for number, part in enumerate(parts):
            if isinstance(part, TaggedTable):
                part.whole, part.goes_on = self.whole, self.goes_on or number > 0
        return parts

    def _drawCell(self, value: object, style: object, place: tuple, size: tuple) -> None:
        canvas, tags = self.canv, self.canv.tags
        if self.goes_on and self._rowpositions.index(place[1]) <= self.repeatRows:
            tags.silent = True
            with decorate(canvas):
                super()._drawCell(value, style, place, size)
            tags.silent = False
            return
        tags.row = self.whole, canvas.getPageNumber(), place[1]
        if value == "":
            # All rows have as many cells.
            with tag(canvas, CELL):
                pass
        super()._drawCell(value, style, place, size)
        tags.row = None


# --- the tree ---------------------------------------------------------------


def _write_tree(canvas: TaggedCanvas) -> None:
    document, pages = canvas._doc, canvas._doc.Pages.pages
    owners: list[list[object]] = [[] for _ in pages]
    tree = _Tree(document, pages, owners)
    root = PDFDictionary({"Type": PDFName("StructTreeRoot")})
    whole = tree.add("Document", root)
    for (kind, _), group in groupby(canvas.tags.pieces, _name_group):
        pieces = list(group)
        if kind == "Table":
            table = tree.add("Table", whole)
            for _, cells in groupby(pieces, lambda piece: piece.row):
                row = tree.add("TR", table)
                for piece in cells:
                    tree.draw(piece, row)
        elif kind == "L":
            items = tree.add("L", whole)
            for piece in pieces:
                tree.draw(piece, tree.add(ITEM, items), "LBody")
        else:
            for piece in pieces:
                tree.draw(piece, whole)
    # Links have got their numbers as they were drawn; pages have those after them.
    numbers = [one for number in sorted(tree.links) for one in (number, tree.links[number])]
    for key, (page, own) in enumerate(zip(pages, owners, strict=True), start=len(tree.links)):
        numbers += [key, PDFArray(own)]
        page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
        page.StructParents, page.Tabs = key, PDFName("S")
    root["ParentTree"] = document.Reference(PDFDictionary({"Nums": PDFArray(numbers)}))
    root["ParentTreeNextKey"] = len(tree.links) + len(pages)
    document.Catalog.StructTreeRoot = root
    document.Catalog.MarkInfo = PDFDictionary({"Marked": "true"})


def _name_group(piece: Piece) -> tuple[str, object]:
    """The element that a piece shares with those beside it, and which one of its kind."""
    if piece.kind == ITEM:
        return "L", None
    if piece.row:
        return "Table", piece.row[0]
    return piece.kind, None


class _Tree:
    """Elements with what they hold.

    Attributes
    ----------
    owners : by page and piece the element that it is of.
    links : the element of each link by its number.
    """

    def __init__(self, document: object, pages: list, owners: list[list[object]]) -> None:
        self.document, self.pages, self.owners = document, pages, owners
        self.links: dict[int, object] = {}

    def add(self, kind: str, parent: PDFDictionary) -> PDFDictionary:
        """An element below another."""
        element = PDFDictionary(
            {
                "Type": PDFName("StructElem"),
                "S": PDFName(kind),
                "P": self.document.Reference(parent),
            }
        )
        held = parent.dict.setdefault("K", PDFArray([]))
        held.sequence.append(self.document.Reference(element))
        return element

    def draw(self, piece: Piece, parent: PDFDictionary, kind: str = "") -> None:
        """The element of a piece."""
        element = self.add(kind or piece.kind, parent)
        element["Pg"] = self.document.Reference(self.pages[piece.page])
        element["K"] = PDFArray([piece.number])
        if piece.alt:
            element["Alt"] = PDFString(piece.alt)
        if piece.kind == TITLE_CELL:
            scope: dict[str, PDFObject] = {"O": PDFName("Table"), "Scope": PDFName("Column")}
            element["A"] = PDFDictionary(scope)
        self.owners[piece.page].append(self.document.Reference(element))
        # One that is broken has a place to click in every line.
        for _, anchors in groupby(piece.anchors, lambda anchor: anchor.url):
            link = self.add("Link", element)
            link["K"] = PDFArray([])
            for anchor in anchors:
                held = {"Type": PDFName("OBJR"), "Obj": anchor.reference, "Pg": element["Pg"]}
                link["K"].sequence.append(PDFDictionary(held))
                self.links[anchor.number] = self.document.Reference(link)
