"""Lists on slides: how tall they are at which size, and which of their texts fit into a box.

All lengths in inches, sizes in points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mppgeo.briefing.outline import Bullets
from mppgeo.briefing.stage import STAGE, Box, Stage
from mppgeo.briefing.typefaces import Face
from mppgeo.briefing.typesetting import measure_height

BULLET_INDENT = 0.22
TEXT_INSET = 0.05
"""Inner margin of text boxes at each side."""


@dataclass(frozen=True)
class SetList:
    """A list with its size; ``texts`` those of this slide."""

    texts: tuple[str, ...]
    heading: str
    size: float


def fit_list(block: Bullets, box: Box, stage: Stage = STAGE) -> float:
    """The size at which a list fits into a box: the largest that does, else the smallest."""
    sizes = stage.sizes.lists
    for size in sizes:
        if measure_list(block.texts, block.heading, size, box.width, stage) <= box.height:
            return size
    return sizes[-1]


def measure_list(
    texts: Sequence[str], heading: str, size: float, width: float, stage: Stage = STAGE
) -> float:
    """Height of a list in inches, inner margins included."""
    inner = width - 2 * TEXT_INSET
    height = 2 * TEXT_INSET
    if heading:
        height += measure_text(heading, size, inner, stage, bold=True) + space_after(size)
    for text in texts:
        height += measure_text(text, size, inner - BULLET_INDENT, stage) + space_after(size)
    return height


def space_after(size: float) -> float:
    """Room after a paragraph of a list, inches."""
    return 0.5 * size / 72


def share_texts(texts: list[str], heading: str, size: float, most: int, stage: Stage) -> int:
    """How many of ``texts`` a slide takes, where what is left is the last slide: about a half."""
    width = stage.body.width
    if measure_list(texts[most:], heading, size, width, stage) > stage.body.height:
        return most
    for taken in range(most, 1, -1):
        first = measure_list(texts[: taken - 1], heading, size, width, stage)
        rest = measure_list(texts[taken - 1 :], heading, size, width, stage)
        if rest > first or rest > stage.body.height:
            return taken
    return 1


def fill_column(block: Bullets, box: Box, stage: Stage) -> tuple[SetList, Bullets | None]:
    """What of a list fits into a box, at least a part of its first text, and what does not."""
    size = fit_list(block, box, stage)
    texts = list(block.texts)
    taken = count_fitting(texts, block.heading, size, box, stage)
    if not taken:
        room = box.height - measure_list((), block.heading, size, box.width, stage)
        inner = box.width - 2 * TEXT_INSET - BULLET_INDENT
        texts[:1] = cut_text(texts[0], size, inner, room - space_after(size), stage.face)
        taken = 1
    rest = tuple(texts[taken:])
    kept = SetList(tuple(texts[:taken]), block.heading, size)
    return kept, Bullets(rest, block.heading) if rest else None


def count_fitting(texts: list[str], heading: str, size: float, box: Box, stage: Stage) -> int:
    """How many of ``texts``, from the first on, fit into a box."""
    taken = len(texts)
    while taken and measure_list(texts[:taken], heading, size, box.width, stage) > box.height:
        taken -= 1
    return taken


def measure_text(
    text: str, size: float, width: float, stage: Stage, *, bold: bool = False
) -> float:
    return measure_height(text, size, width, bold=bold, face=stage.face)


def cut_text(text: str, size: float, width: float, room: float, face: Face) -> list[str]:
    """A text too tall for ``room`` as what fits and what is left; between words if it can be."""
    low, high = 1, len(text) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if measure_height(text[:middle], size, width, face=face) <= room:
            low = middle
        else:
            high = middle - 1
    space = text.rfind(" ", 1, low + 1)
    if space > 0:
        return [text[:space], text[space + 1 :]]
    return [text[:low], text[low:]]
