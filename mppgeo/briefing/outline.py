"""The parts a briefing is made of, before they are laid out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from mppgeo.content.datatable import DataTable
from mppgeo.content.headline import Figure
from mppgeo.maps.themes import Theme
from mppgeo.scene.scene import Scene


@dataclass(frozen=True)
class Figures:
    """A row of headline figures."""

    items: tuple[Figure, ...]


@dataclass(frozen=True)
class Bullets:
    """A list of sentences, under a heading where ``heading`` is not empty."""

    texts: tuple[str, ...]
    heading: str = ""


@dataclass(frozen=True, eq=False)
class MapPicture:
    """A map; ``alt`` tells it to those who cannot see it."""

    scene: Scene
    theme: Theme
    alt: str


@dataclass(frozen=True, eq=False)
class BarChart:
    """Bars.

    Attributes
    ----------
    categories, values : one bar each, in order; NaN = no bar.
    colours : fill of each bar, ``#rrggbb``.
    horizontal : bars lie, the first on top.
    percent : values are 0..100 on an axis to 100.
    told : each value in the reader's words; empty = as a number or percent.
    """

    title: str
    categories: tuple[str, ...]
    values: tuple[float, ...]
    colours: tuple[str, ...]
    alt: str
    horizontal: bool = False
    percent: bool = False
    told: tuple[str, ...] = ()

    @property
    def tells(self) -> bool:
        """Whether it shows more than a sentence: several bars, and not all of nothing."""
        return len(self.values) > 1 and any(value > 0 for value in self.values)


@dataclass(frozen=True, eq=False)
class TimeChart:
    """Lines and points over days.

    Attributes
    ----------
    days : days of the axis (``datetime.date``), in order.
    lines : values per day by label of the line; None = no value on that day.
    points : the same, drawn as single points.
    known, end : the last day that the lines are known for, and that of the axis where it is
        later; None = nothing is said of it.
    """

    title: str
    days: tuple
    lines: Mapping[str, tuple]
    points: Mapping[str, tuple]
    alt: str
    known: dt.date | None = None
    end: dt.date | None = None

    @property
    def tells(self) -> bool:
        """Whether any line ever rises above nothing."""
        return any(value for values in self.lines.values() for value in values)


@dataclass(frozen=True, eq=False)
class TableBlock:
    """Columns of a table, with the share of the width that each takes.

    Attributes
    ----------
    note : stands below, such as what a column means.
    spare : columns that a narrow slide leaves out, the first first.
    """

    table: DataTable
    widths: Mapping[str, float]
    alt: str
    note: str = ""
    spare: tuple[str, ...] = ()


@dataclass(frozen=True)
class Columns:
    """Blocks side by side; ``shares`` are those of the width."""

    blocks: tuple[Block, ...]
    shares: tuple[float, ...]


Block = Figures | Bullets | MapPicture | BarChart | TimeChart | TableBlock | Columns


@dataclass(frozen=True, eq=False)
class Section:
    """One subject: a title, a sentence that says what to see, blocks, and what to say.

    A table takes the rest of the room and goes on over further slides. A section that is
    ``whole`` stands on one slide: texts of its lists for which there is no room are left out
    from the end.
    """

    name: str
    title: str
    lead: str
    blocks: tuple[Block, ...]
    notes: tuple[str, ...]
    whole: bool = False


@dataclass(frozen=True, eq=False)
class Briefing:
    """Everything a deck or handout says.

    Attributes
    ----------
    title, basis : what it is about; day, denominator and filters.
    finding : what it comes to, in a sentence or two.
    notes : what to say at the cover.
    footer, short_footer : line on every page, and where a template has little room for it.
    lang : language of the texts.
    made_on : in words, the day on which it was made.
    """

    title: str
    place: str
    basis: str
    footer: str
    short_footer: str
    lang: str
    made_on: str
    sections: tuple[Section, ...] = field(default=())
    finding: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def list_texts(blocks: Iterable[Block]) -> Iterator[str]:
    """All texts of lists."""
    for block in blocks:
        if isinstance(block, Bullets):
            yield from block.texts
        elif isinstance(block, Columns):
            yield from list_texts(block.blocks)


def shorten_lists(section: Section) -> Section | None:
    """The same without the last text of its last list; None where no list has another."""
    blocks = list(section.blocks)
    for place in reversed(range(len(blocks))):
        block = blocks[place]
        if isinstance(block, Bullets) and len(block.texts) > 1:
            blocks[place] = replace(block, texts=block.texts[:-1])
            return replace(section, blocks=tuple(blocks))
        if isinstance(block, Columns):
            inner = shorten_lists(replace(section, blocks=block.blocks))
            if inner:
                blocks[place] = replace(block, blocks=inner.blocks)
                return replace(section, blocks=tuple(blocks))
    return None
