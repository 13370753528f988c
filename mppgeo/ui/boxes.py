"""The head of a page whose figures are parts of a whole: title, and a box per part."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mppgeo.base.clock import Known
from mppgeo.base.told import Told
from mppgeo.content.classes import MapClass
from mppgeo.content.headline import tell_page_basis
from mppgeo.content.links import link_names
from mppgeo.content.sentences import name_place, tell_own_clock
from mppgeo.programme.clocks import find_latest_fact
from mppgeo.ui.markup import show_markup
from mppgeo.ui.state import Context


@dataclass(frozen=True)
class Box:
    """A figure with its label and note; ``css`` is the background of its mark, "" = none."""

    label: str
    value: str
    note: str = ""
    css: str = ""


def show_boxes(
    context: Context,
    title: str,
    boxes: Iterable[Box],
    note: Told | str = "",
    *,
    clock: str | None = None,
) -> None:
    """Draw title, place, day and denominator, and a row of boxes.

    Parameters
    ----------
    note : the finding in a sentence, below the title.
    clock : kind of what the page tells that has a clock of its own
        (:mod:`mppgeo.programme.clocks`); None = coverage alone.
    """
    own = None
    if clock:
        latest = find_latest_fact(context.dataset, clock, context.as_of)
        own = Known(context.as_of, latest, context.today)
    place = name_place(context.dataset, context.view, context.t)
    show_markup(
        "boxes.html",
        title=f"{title}: {place}",
        basis=tell_page_basis(context, context.page),
        old=context.known.is_old,
        own=tell_own_clock(clock, own, context.t) if own else "",
        own_old=own is not None and own.is_old,
        boxes=list(boxes),
        note=link_names(note, context.view),
    )


def make_boxes(
    context: Context, numbers: Iterable[tuple[MapClass, int]], whole: int, counted: str = ""
) -> list[Box]:
    """A box per class of a map, marked with its colour: its number and its share.

    Parameters
    ----------
    counted : what the share is of, such as "of 303 MPPs", where it is not that of the map.
    """
    t = context.t
    return [
        Box(
            t(cls.label),
            t.number(number),
            f"{t.percent(100 * number / whole)} {counted}".rstrip() if whole else "",
            _mark(cls),
        )
        for cls, number in numbers
    ]


def _mark(cls: MapClass) -> str:
    if cls.hatch is None:
        return cls.colour
    return f"repeating-linear-gradient(135deg, {cls.hatch} 0 1.5px, {cls.colour} 1.5px 4.5px)"
