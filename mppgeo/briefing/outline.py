"""The parts a briefing is made of, before they are laid out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

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


@dataclass(frozen=True, eq=False)
class TableBlock:
    """Columns of a table, with the share of the width that each takes.

    ``note`` stands below, such as what a column means.
    """

    table: DataTable
    widths: Mapping[str, float]
    alt: str
    note: str = ""


@dataclass(frozen=True)
class Columns:
    """Blocks side by side; ``shares`` are those of the width."""

    blocks: tuple[Block, ...]
    shares: tuple[float, ...]


Block = Figures | Bullets | MapPicture | BarChart | TimeChart | TableBlock | Columns


@dataclass(frozen=True, eq=False)
class Section:
    """One subject: a title, a sentence that says what to see, blocks, and what to say.

    A table takes the rest of the room and goes on over further slides.
    """

    name: str
    title: str
    lead: str
    blocks: tuple[Block, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Briefing:
    """Everything a deck or handout says.

    Attributes
    ----------
    title, basis : what it is about; day and denominator.
    footer : line on every page.
    lang : language of the texts.
    made_on : in words, the day on which it was made.
    """

    title: str
    place: str
    basis: str
    footer: str
    lang: str
    made_on: str
    sections: tuple[Section, ...] = field(default=())
