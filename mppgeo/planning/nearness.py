"""Which points of the globe are nearest to others, or within some way of them.

Points are on the unit sphere (:func:`mppgeo.country.villages.to_vectors`), ways are straight lines
through it. A product of matrices compares all with all: with some hundred places that takes no
longer than a tree of the points, and a tree's library takes a third of a second to load.
"""

from __future__ import annotations

import numpy as np

_AT_ONCE = 256
"""Points compared at once: few enough for the comparisons to stay near the processor."""
_DOUBT = 1e-9
"""By how much a product may differ from what it stands for; looked at again, by lengths."""


def find_closest(points: np.ndarray, places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The nearest place of each point; of equals the first.

    Parameters
    ----------
    points, places : shapes (n, 3) and (m, 3); m at least 1.

    Returns
    -------
    The straight way there, and the place's row.

    Examples
    --------
    >>> chord, row = find_closest(np.array([[1.0, 0, 0]]), np.array([[0, 1.0, 0], [1.0, 0, 0]]))
    >>> chord.tolist(), row.tolist()
    ([0.0], [1])
    """
    rows = np.empty(len(points), dtype=np.intp)
    turned = np.ascontiguousarray(places.T)
    for start in range(0, len(points), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        # The nearer of two has the greater product.
        np.argmax(points[part] @ turned, axis=1, out=rows[part])
    return _measure(points, places[rows]), rows


def list_within(points: np.ndarray, place: np.ndarray, chord: float) -> np.ndarray:
    """Rows of the points within a straight way of a place, its bound included; ascending.

    Parameters
    ----------
    points, place : shapes (n, 3) and (3,).
    """
    near = np.flatnonzero(points @ place >= 1 - chord**2 / 2 - _DOUBT)
    return near[_measure(points[near], place) <= chord]


def _measure(points: np.ndarray, places: np.ndarray) -> np.ndarray:
    return np.sqrt(((points - places) ** 2).sum(axis=1))
