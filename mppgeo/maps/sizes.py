"""Sizes of pictures and of what is written on them, known before anything is drawn.

Whoever only asks for a picture need not load what draws it, which takes half a second.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """Size of a picture: width and height in inches, dots per inch.

    ``letters`` makes names and legend larger than paper needs them, for slides.
    """

    width: float
    height: float
    dpi: int
    letters: float = 1.0


SCREEN = Size(1920 / 144, 1080 / 144, 144)
A4 = Size(3508 / 300, 2480 / 300, 300)

NAME_SIZES = (8.4, 7.2)
"""Sizes of names, as multiples of a picture's unit."""
LEAST_NAME = NAME_SIZES[-1]


def find_unit(size: Size) -> float:
    """How large letters and lines of a picture are, as a multiple of those at 960 x 540 points."""
    area = size.width * size.height * 72**2
    return size.letters * min(1.25, max(0.6, math.sqrt(area / (960 * 540))))
