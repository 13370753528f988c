"""What is changed in a matching that the names made: empty features, and what a person chose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from mppgeo.base.language import mark
from mppgeo.base.refusal import ImportRefused
from mppgeo.boundaries.importing.matching import Found, Matching, Row, Unmatched

NO_ROW = mark("There is no feature {row} that could be chosen; the layer has {count}.")
NO_AREA = mark("{kode} is not the code of an area of this level.")
NO_SHAPE = mark("Feature {row} has no geometry, so no area can be chosen for it.")


@dataclass(frozen=True)
class Empty:
    """A row without geometry and the area it says it is; ``kode`` "" = that is not known."""

    row: Row
    kode: str


def set_aside(matching: Matching, empty: np.ndarray) -> tuple[Matching, tuple[Empty, ...]]:
    """Take the features without geometry out of a matching.

    Parameters
    ----------
    empty : whether each feature has none.

    Returns
    -------
    tuple
        The matching of all others, and the rows that were taken out, in their order.
    """
    aside: list[Empty] = []

    def keep(rows: Sequence, kode_of) -> tuple:
        kept = []
        for answer in rows:
            whole = answer.row
            full = tuple(member for member in whole.members if not empty[member])
            bare = tuple(member for member in whole.members if empty[member])
            if bare:
                aside.append(Empty(replace(whole, members=bare), kode_of(answer)))
            if full:
                kept.append(replace(answer, row=replace(whole, members=full)) if bare else answer)
        return tuple(kept)

    found = keep(matching.found, lambda answer: answer.kode)
    unmatched = keep(matching.unmatched, lambda answer: "")
    aside.sort(key=lambda item: item.row.members[0])
    gone = {item.kode for item in aside} - {answer.kode for answer in found} - {""}
    missing = tuple(sorted({*matching.missing, *gone}))
    return replace(matching, found=found, unmatched=unmatched, missing=missing), tuple(aside)


def choose_areas(
    matching: Matching,
    choices: Mapping[int, str],
    features: int,
    names: Mapping[str, str],
    aside: Sequence[Empty] = (),
) -> Matching:
    """Put what was chosen in place of what was found or not.

    Parameters
    ----------
    choices : ``kode`` by number of the feature, from 1.
    features : how many there are.
    names : of the areas of the level.
    aside : what has no geometry.

    Raises
    ------
    ImportRefused : there is no such area or feature.
    """
    if not choices:
        return matching
    rows = [*(f.row for f in matching.found), *(u.row for u in matching.unmatched)]
    chosen = {}
    for number, kode in choices.items():
        if kode not in names:
            raise ImportRefused(NO_AREA, kode=kode)
        if any(number - 1 in item.row.members for item in aside):
            raise ImportRefused(NO_SHAPE, row=number)
        row = next((row for row in rows if number - 1 in row.members), None)
        if row is None:
            raise ImportRefused(NO_ROW, row=number, count=features)
        chosen[row] = Found(row, kode)
    found = [f for f in matching.found if f.row not in chosen] + list(chosen.values())
    unmatched: list[Unmatched] = [u for u in matching.unmatched if u.row not in chosen]
    taken = {f.kode for f in found}
    missing = tuple(kode for kode in sorted(names) if kode not in taken)
    return replace(matching, found=tuple(found), unmatched=tuple(unmatched), missing=missing)
