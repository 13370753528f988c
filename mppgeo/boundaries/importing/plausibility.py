"""Whether a feature can be the area that its name or code says, by the land it has.

Features are judged as the file gives them, before neighbours are cut out of one another: a
kota that comes with the land of its kabupaten looks right afterwards. What cannot be is no
more taken for the area but put in question, with the areas that it lies in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from mppgeo.base.language import mark
from mppgeo.boundaries.importing.comparison import Difference, compare_areas
from mppgeo.boundaries.importing.matching import Found, Matching, Unmatched
from mppgeo.boundaries.importing.positions import coarsen
from mppgeo.boundaries.importing.villages_inside import VillagesInside
from mppgeo.geometry.areas import measure_areas
from mppgeo.importing.places import Candidate

OTHERS = mark("is called {nama} ({kode}), but holds too many villages of other areas")
OUTSIDE = mark("is called {nama} ({kode}), but most villages of that area lie outside it")
SIZE = mark("is called {nama} ({kode}), but its size is far from that of this area")
ELSEWHERE = mark("is called {nama} ({kode}), but lies elsewhere")

_OTHERS = 0.5
"""Villages of other areas, for each of its own, that no area has by a vague line or a kota that
was not cut out of it (at most 0.32)."""
_FEWEST = 3
"""Villages of others that are no matter of a vague line."""
_OWN = 0.5
"""Share of its own villages that an area must have."""
_NEAR = 0.02
"""Degrees (2 km) that a village may lie off a coarse outline."""
_TIMES = 3.0
"""How many times larger or smaller than known an area may be."""
_ON_ONE = 0.5
"""Share of a feature upon one other area from which it is a part of that."""
_LAND_KM2 = 5.0
"""Size from which a part without villages is worth a question."""
_OFFERED = 3


@dataclass(frozen=True)
class Known:
    """What is known of the areas of a level, by ``kode``.

    Attributes
    ----------
    names : official.
    official : km²; areas of which it is not known are left out.
    derived : polygons in degrees.
    """

    names: Mapping[str, str]
    official: Mapping[str, float]
    derived: dict[str, shapely.Geometry]


def judge(matching: Matching, inside: VillagesInside, known: Known) -> Matching:
    """Put what cannot be the area it was matched with among the unmatched.

    Of several features of one area each is looked at where it lies, then all that are left
    together.

    Parameters
    ----------
    matching : of features that have a geometry.
    """
    look = _Judge(inside, known)
    areas = matching.by_kode()
    reasons: dict[int, str] = {}
    left: dict[str, list[int]] = {}
    for kode, rows in areas.items():
        members = [member for found in rows for member in found.row.members]
        if len(members) > 1:
            reasons |= look.look_at_each(members, kode)
        left[kode] = [member for member in members if member not in reasons]
    left = {kode: members for kode, members in left.items() if members}
    for kode, reason in look.look_at_all(left).items():
        reasons |= dict.fromkeys(left[kode], reason)
    kept: list[Found] = []
    asked: list[Unmatched] = []
    for kode, rows in areas.items():
        for found in rows:
            good = tuple(member for member in found.row.members if member not in reasons)
            if good:
                kept.append(replace(found, row=replace(found.row, members=good)))
            asked += look.ask(found, kode, reasons)
    taken = {found.kode for found in kept}
    missing = tuple(kode for kode in sorted(known.names) if kode not in taken)
    return replace(
        matching,
        found=tuple(sorted(kept, key=lambda found: found.row.members[0])),
        unmatched=(*asked, *matching.unmatched),
        missing=missing,
    )


class _Judge:
    def __init__(self, inside: VillagesInside, known: Known) -> None:
        self._inside, self._known = inside, known
        self._kode = np.array(list(known.derived), dtype=object)
        self._areas = np.array(list(known.derived.values()), dtype=object)
        self._tree = shapely.STRtree(self._areas)
        self._kecamatan = any(len(kode) > 5 for kode in known.names)

    def look_at_each(self, members: Sequence[int], kode: str) -> dict[int, str]:
        """Features that are parts of other areas, with the reason."""
        reasons = {}
        for member in members:
            own, others = self._count([member], kode)
            if others >= _FEWEST and others > own:
                reasons[member] = OTHERS
            elif not own and self._lies_on_other(member, kode):
                reasons[member] = ELSEWHERE
        return reasons

    def look_at_all(self, areas: Mapping[str, Sequence[int]]) -> dict[str, str]:
        """Why the features of an area together are not the area, where they cannot be."""
        shapes = {kode: coarsen(self._inside.geometry[list(m)]) for kode, m in areas.items()}
        shapes = {kode: shape for kode, shape in shapes.items() if shape is not None}
        kodes, geometry = np.array(list(shapes), dtype=object), np.array(list(shapes.values()))
        known = {d.kode: d for d in compare_areas(geometry, kodes, self._known.derived)}
        sizes = dict(zip(shapes, measure_areas(geometry), strict=True)) if shapes else {}
        told = {
            kode: self._look_at(members, kode, known.get(kode), sizes.get(kode, 0.0))
            for kode, members in areas.items()
        }
        return {kode: reason for kode, reason in told.items() if reason}

    def _look_at(
        self, members: Sequence[int], kode: str, difference: Difference | None, size: float
    ) -> str:
        own, others = self._count(members, kode)
        if others >= _FEWEST and others > _OTHERS * own:
            return OTHERS
        if not self._kecamatan:
            total = self._inside.totals.get(kode, 0)
            if own < _OWN * total and self._inside.share_near(members, kode, _NEAR) < _OWN:
                return OUTSIDE
        if difference and difference.elsewhere:
            return ELSEWHERE
        # Where one of the two figures is wrong the other one speaks for the area.
        sizes = [difference.derived_km2] if difference else []
        sizes += [self._known.official[kode]] if kode in self._known.official else []
        if self._kecamatan or not sizes or not size:
            return ""
        off = min(max(size / other, other / size) for other in sizes)
        return SIZE if off > _TIMES else ""

    def ask(self, found: Found, kode: str, reasons: Mapping[int, str]) -> list[Unmatched]:
        """The features of a row that are in question, those of one reason together."""
        asked = []
        told = {m: reasons[m] for m in found.row.members if m in reasons}
        for reason in dict.fromkeys(told.values()):
            members = tuple(member for member, own in told.items() if own == reason)
            row = replace(found.row, members=members)
            asked.append(Unmatched(row, reason, self._offer(members, kode), kode))
        return asked

    def _count(self, members: Sequence[int], kode: str) -> tuple[int, int]:
        """Villages of the area (or of the kabkota it is in), and of others."""
        counted = self._inside.count(members)
        own = counted.get(kode[:5], 0)
        return own, sum(counted.values()) - own

    def _lies_on_other(self, member: int, kode: str) -> bool:
        """Whether a feature without villages of its area is a part of another one."""
        shape = self._inside.geometry[member]
        if measure_areas(np.array([shape]))[0] < _LAND_KM2:
            return False
        near = self._tree.query(shape, predicate="intersects")
        common = shapely.area(shapely.intersection(self._areas[near], shape)) / shape.area
        parts = dict(zip(self._kode[near], common, strict=True))
        return not parts.pop(kode, 0.0) and max(parts.values(), default=0.0) > _ON_ONE

    def _offer(self, members: Sequence[int], kode: str) -> tuple[Candidate, ...]:
        """Areas that most villages in it are of, with the share of theirs that it has."""
        counted = self._inside.count(members)
        return tuple(
            Candidate(
                other, self._known.names[other], "", 100.0 * count / self._inside.totals[other]
            )
            for other, count in list(counted.items())[:_OFFERED]
            if other in self._known.names
        )
