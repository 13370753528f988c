"""Whom each candidate for a next place would cover: a sparse matrix of yes and no.

Most briefings need no more of one than sums of its rows; the library of sparse matrices takes
longer to load than these to make. The exact solver is given one of that library.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from scipy import sparse

_LARGEST = 2**64 - 1


@dataclass(frozen=True, eq=False)
class Covers:
    """Rows of candidates, each with the groups of people that it would cover.

    Attributes
    ----------
    groups : of each candidate the numbers of its groups, ascending.
    width : number of all groups.
    """

    groups: tuple[np.ndarray, ...]
    width: int

    @property
    def shape(self) -> tuple[int, int]:
        """Number of candidates and of groups."""
        return len(self.groups), self.width

    @cached_property
    def _rows(self) -> np.ndarray:
        return _number(self.groups)

    @cached_property
    def _columns(self) -> np.ndarray:
        return np.concatenate([np.empty(0, int), *self.groups])

    def sum_up(self, people: np.ndarray) -> np.ndarray:
        """People whom each candidate would cover, of so many in each group.

        Examples
        --------
        >>> covers = Covers((np.array([0, 1]), np.array([1])), 2)
        >>> covers.sum_up(np.array([5.0, 7.0])).tolist()
        [12.0, 7.0]
        """
        return np.bincount(self._rows, people[self._columns], minlength=len(self.groups))

    def keep(self, candidates: Sequence[int]) -> Covers:
        """The same of some candidates alone."""
        return Covers(tuple(self.groups[place] for place in candidates), self.width)

    def to_matrix(self) -> sparse.csr_matrix:
        """The same as a matrix, 1 = would be covered."""
        from scipy import sparse

        ones = np.ones(len(self._rows))
        return sparse.csr_matrix((ones, (self._rows, self._columns)), shape=self.shape)


def group_points(near: Sequence[np.ndarray], people: np.ndarray) -> tuple[Covers, np.ndarray]:
    """Put together the points that the very same candidates cover; drop those that none does.

    Parameters
    ----------
    near : of each candidate the numbers of the points it would cover.
    people : of each point; points without people are dropped too.

    Returns
    -------
    The candidates with their groups, and the people of each group; groups in the order of their
    first points.
    """
    rows = _number(near)
    points = np.concatenate([np.empty(0, int), *near])
    order = np.lexsort((rows, points))
    rows, points = rows[order], points[order]
    starts = np.flatnonzero(np.append(True, points[1:] != points[:-1])[: len(points)])
    if not len(starts):
        return Covers(tuple(np.empty(0, int) for _ in near), 0), np.empty(0)
    living, lengths = people[points[starts]].astype(float), np.diff(np.append(starts, len(points)))
    # Sums of random numbers of 128 bits tell sets of candidates apart.
    marks = np.random.default_rng(0).integers(_LARGEST, size=(len(near), 2), dtype=np.uint64)
    told = np.add.reduceat(marks[rows], starts)
    lived = np.flatnonzero(living)
    _, first, number = np.unique(told[lived], axis=0, return_index=True, return_inverse=True)
    place = np.argsort(np.argsort(first))
    sums = np.bincount(place[number.ravel()], living[lived], minlength=len(first))
    # Each group by its first point: the candidates beside the numbers of the groups they cover.
    members = lived[np.sort(first)]
    own = [
        rows[at : at + count] for at, count in zip(starts[members], lengths[members], strict=True)
    ]
    candidates, groups = np.concatenate([np.empty(0, int), *own]), _number(own)
    by_candidate = np.argsort(candidates, kind="stable")
    ends = np.cumsum(np.bincount(candidates, minlength=len(near)))[:-1]
    return Covers(tuple(np.split(groups[by_candidate], ends)), len(sums)), sums


def _number(lists: Sequence[np.ndarray]) -> np.ndarray:
    """The number of its list beside each entry of some lists."""
    return np.repeat(np.arange(len(lists)), np.array([len(one) for one in lists], dtype=int))
