"""The stage of a deck: where title, lead, body and foot stand on a slide, and how large texts are.

All lengths in inches, from the slide's upper left corner; sizes in points.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from mppgeo.briefing.typefaces import ARIAL, Face
from mppgeo.scene.lengths import SHORT

WIDTH, HEIGHT = 13.333, 7.5


@dataclass(frozen=True)
class Box:
    """A rectangle on a slide."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    def overlaps(self, other: Box) -> bool:
        """Whether the two share more than an edge."""
        return (
            self.x < other.right - 1e-6
            and other.x < self.right - 1e-6
            and self.y < other.bottom - 1e-6
            and other.y < self.bottom - 1e-6
        )


TITLE = Box(0.6, 0.28, WIDTH - 1.2, 0.6)
LEAD = Box(0.6, 0.9, WIDTH - 1.2, 0.7)
BODY = Box(0.6, 1.7, WIDTH - 1.2, 5.2)
FOOTER = Box(0.6, 7.02, 10.9, 0.32)
NUMBER = Box(WIDTH - 1.6, 7.02, 1.0, 0.32)


@dataclass(frozen=True)
class Sizes:
    """Sizes of letters, in points.

    Attributes
    ----------
    lists, leads : sizes tried, the first that fits.
    tables : sizes tried: the first at which all rows fit on one slide, else the last.
    note : below tables.
    label, value : of headline figures; a value too wide is made smaller.
    chart : of axes and values in charts.
    names : the least size of names on maps.
    """

    lists: tuple[float, ...]
    tables: tuple[float, ...]
    leads: tuple[float, ...]
    note: float
    label: float
    value: float
    chart: float
    names: float = 10.0


READ = Sizes((20, 18, 16, 14), (18, 16, 14, 12), (18, 16, 14), 12, 14, 40, 12)
"""Of a deck that is read as much as shown."""
SHOWN = Sizes((24, 22, 20, 18), (22, 20, 18, 16, 14, 12), (20, 18), 14, 18, 44, 14)
"""Of a deck that must be read from the last row."""


@dataclass(frozen=True)
class Stage:
    """A slide's parts.

    Attributes
    ----------
    body : what the blocks of a section share.
    footer, number : None = the template has none.
    face, title_face : typefaces of texts and of titles.
    """

    width: float
    height: float
    title: Box
    lead: Box
    body: Box
    footer: Box | None
    number: Box | None
    sizes: Sizes
    face: Face = ARIAL
    title_face: Face = ARIAL

    def resize(self, length: str) -> Stage:
        """The same with the sizes of a length of decks."""
        return replace(self, sizes=SHOWN if length == SHORT else READ)


STAGE = Stage(WIDTH, HEIGHT, TITLE, LEAD, BODY, FOOTER, NUMBER, READ)
"""That of our own template."""
