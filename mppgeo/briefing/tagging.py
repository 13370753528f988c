"""The structure of a printed briefing for those who have it read out: PDF's tags.

What is drawn is marked as it is drawn, as a piece of a kind or as decoration; when all pages are
there, the pieces become the tree of ISO 32000, 14.7: a document of headings, paragraphs, lists,
tables and figures, in the order in which they are read.
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
    PDFString,
)
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, Table

TITLE, HEADING, TEXT, ITEM, FIGURE = "H1", "H2", "P", "LI", "Figure"
TITLE_CELL, CELL = "TH", "TD"


@dataclass(frozen=True)
class Piece:
    """Something drawn.

    Attributes
    ----------
    page, number : index of the page, and which piece of it.
    alt : of a figure, told to those who cannot see it.
    row : of a cell: what tells its table and row from others.
    """

    kind: str
    page: int
    number: int
    alt: str = ""
    row: tuple[int, float] | None = None


@dataclass
class Tags:
    """What a canvas has drawn so far."""

    pieces: list[Piece] = field(default_factory=list)
    counts: Counter[int] = field(default_factory=Counter)
    row: tuple[int, float] | None = None


class TaggedCanvas(Canvas):
    """Knows the pieces drawn on it; ``save`` writes their tree."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        self.tags = Tags()

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
    number = tags.counts[page]
    tags.counts[page] += 1
    row = tags.row if kind in (TITLE_CELL, CELL) else None
    tags.pieces.append(Piece(kind, page, number, alt, row))
    canvas.addLiteral(f"/{kind} <</MCID {number}>> BDC")
    yield
    canvas.addLiteral("EMC")


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
    """A table of cells in rows."""

    def _drawCell(self, value: object, style: object, place: tuple, size: tuple) -> None:
        self.canv.tags.row = id(self), place[1]
        super()._drawCell(value, style, place, size)
        self.canv.tags.row = None


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
    numbers: list[object] = []
    for index, own in enumerate(owners):
        numbers += [index, PDFArray(own)]
        page = pages[index]
        page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
        page.StructParents, page.Tabs = index, PDFName("S")
    root["ParentTree"] = document.Reference(PDFDictionary({"Nums": PDFArray(numbers)}))
    root["ParentTreeNextKey"] = len(pages)
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
    """Elements with what they hold."""

    def __init__(self, document: object, pages: list, owners: list[list[object]]) -> None:
        self.document, self.pages, self.owners = document, pages, owners

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
        element["K"] = piece.number
        if piece.alt:
            element["Alt"] = PDFString(piece.alt)
        if piece.kind == TITLE_CELL:
            scope: dict[str, PDFObject] = {"O": PDFName("Table"), "Scope": PDFName("Column")}
            element["A"] = PDFDictionary(scope)
        self.owners[piece.page].append(self.document.Reference(element))
