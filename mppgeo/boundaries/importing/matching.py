"""Which area each feature is: by its code, else its name within its province.

A code is taken where the codes of its column agree with the names; a column of
another system (BPS, or codes of before a reform) is left aside, and names are
used instead. No table of such codes is kept: none is published in a form that
could be relied on. What a name leaves open is decided by where the feature
lies, if that is clear, and said; otherwise it is reported and not matched. A
kabupaten and a kota of one name are never taken for one another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from mppgeo.base.language import mark
from mppgeo.boundaries.importing.gazetteer import Gazetteer
from mppgeo.boundaries.importing.positions import Positions
from mppgeo.importing.places import Candidate

SEVERAL = mark("is the name of several areas, and its place does not decide")
NEAR = mark("is not the name of any area; these come near")
UNKNOWN = mark("is not the name of any area, nor near to one")
ELSEWHERE = mark("is not in the province that is written for it")
NAMELESS = mark("has neither a name nor a code that is known")
CONTRADICTS = mark("has a code and a name of different areas")
CODE_ELSEWHERE = mark("has the code of an area that lies elsewhere, and no name")
TAKEN = mark("may be an area that another feature is for certain")

BY_SLIP = mark("is taken for {nama} ({kode}), as the name comes near")
BY_PLACE = mark("is taken for {nama} ({kode}), as it lies there")
BY_PLACE_PROVINCE = mark("is taken for {nama} ({kode}), as it lies there, though another province is written")  # fmt: skip
BY_CODE = mark("is taken for {nama} ({kode}), as its code and place say")
NOT_BY_CODE = mark("is taken for {nama} ({kode}), though its code {code} says another")

_AGREED = 0.85
"""Share of a column's codes that must agree with the names to be believed."""
_SLIP, _SLIP_WITH_PLACE = 88, 65
_LEAD = 6
"""Likeness (of 100) by which the nearest name must lead the next one."""
_CLEAR, _TIMES = 0.2, 3
"""Overlap that is clear, and how many times that of any other area it must be."""


@dataclass(frozen=True)
class Row:
    """Features that say the same of themselves.

    Attributes
    ----------
    members : their numbers in the layer, from 0.
    codes : as written, one for each column of codes; "" = none.
    name, kind : as written; ``kind`` is "kabupaten", "kota" or "".
    within : codes of the areas it lies in by what is written: provinces, or
        kabkota for a kecamatan; empty = not known.
    """

    members: tuple[int, ...]
    codes: tuple[str, ...]
    name: str
    kind: str
    within: tuple[str, ...]

    @property
    def written(self) -> str:
        """What to call it: its name, else its code."""
        return self.name or next((code for code in self.codes if code), "")


@dataclass(frozen=True)
class Found:
    """A row whose area is known.

    Attributes
    ----------
    sure : by code or the very name, not by a likeness or its place.
    remark : why it was taken, where that should be looked at; "" = nothing to say.
    """

    row: Row
    kode: str
    sure: bool = True
    remark: str = ""
    code: str = ""


@dataclass(frozen=True)
class Unmatched:
    """A row whose area is not known, why, and the areas that may be meant.

    ``kode`` is the area that it says it is and cannot be; "" = there is none.
    """

    row: Row
    reason: str
    candidates: tuple[Candidate, ...] = ()
    kode: str = ""


@dataclass(frozen=True)
class Column:
    """A column of codes: how many of them a name could check, and how many agreed."""

    title: str
    checked: int
    agreed: int
    used: bool


@dataclass(frozen=True)
class Matching:
    """All rows, found or not; the areas that no row is; the columns of codes."""

    found: tuple[Found, ...]
    unmatched: tuple[Unmatched, ...]
    missing: tuple[str, ...]
    columns: tuple[Column, ...]

    def by_kode(self) -> dict[str, list[Found]]:
        """Rows of each area, in order of the codes."""
        rows: dict[str, list[Found]] = defaultdict(list)
        for found in self.found:
            rows[found.kode].append(found)
        return dict(sorted(rows.items()))


class Matcher:
    """Finds the areas of rows.

    Parameters
    ----------
    areas : of the level.
    positions : where the features lie; None = that is no evidence.
    """

    def __init__(self, areas: Gazetteer, positions: Positions | None = None) -> None:
        self._areas, self._positions = areas, positions

    def match(self, rows: Sequence[Row], titles: Sequence[str] = ()) -> Matching:
        """The area of every row; ``titles`` are those of the columns of codes."""
        columns = [self._judge(rows, place, title) for place, title in enumerate(titles)]
        used = next((place for place, column in enumerate(columns) if column.used), None)
        columns = [replace(c, used=place == used) for place, c in enumerate(columns)]
        told = [self._find(row, row.codes[used] if used is not None else "") for row in rows]
        found = [answer for answer in told if isinstance(answer, Found)]
        unmatched = [answer for answer in told if isinstance(answer, Unmatched)]
        found, dropped = self._settle(found)
        taken = {answer.kode for answer in found}
        missing = tuple(kode for kode in sorted(self._areas.names) if kode not in taken)
        return Matching(tuple(found), (*unmatched, *dropped), missing, tuple(columns))

    # --- codes ----------------------------------------------------------------

    def _judge(self, rows: Sequence[Row], place: int, title: str) -> Column:
        """Whether the codes of a column agree with the names, or else with the places."""
        checked = agreed = 0
        for row in rows:
            codes = self._areas.find_codes(row.codes[place]) if row.codes[place] else []
            named = self._name(row) if row.name else []
            if not row.codes[place] or (row.name and len(named) != 1):
                continue
            if named:
                checked += 1
                agreed += named[0] in codes
            elif codes and self._positions:
                checked += 1
                best = self._positions.rank(row.members)[:1]
                agreed += bool(best) and best[0][0] in codes
        return Column(title, checked, agreed, checked > 0 and agreed / checked >= _AGREED)

    def _find(self, row: Row, code: str) -> Found | Unmatched:
        codes = self._areas.find_codes(code) if code else []
        if not row.name:
            lies = self._lie(row)
            if len(codes) != 1:
                return Unmatched(row, NAMELESS, lies)
            if lies and not self._touches(row, codes[0]):
                return Unmatched(row, CODE_ELSEWHERE, lies)
            return Found(row, codes[0])
        named = self._name(row)
        both = [kode for kode in codes if kode in named]
        if len(both) == 1:
            return Found(row, both[0], code=code)
        if codes and not named:
            return self._by_code(row, codes, code)
        if codes:
            return self._by_contradiction(row, codes, named, code)
        return self._by_name(row, named)

    def _by_code(self, row: Row, codes: list[str], code: str) -> Found | Unmatched:
        """A code with a name that no area has: a slip, or an old or foreign name."""
        near = [c for c in self._areas.suggest(row.name, row.kind, row.within) if c.kode in codes]
        if len(codes) == 1 and near and near[0].score >= _SLIP_WITH_PLACE:
            return Found(row, codes[0], remark=BY_SLIP, code=code)
        if len(codes) == 1 and self._lies_in(row, codes[0], codes):
            return Found(row, codes[0], remark=BY_CODE, code=code)
        return Unmatched(row, CONTRADICTS, self._offer(row, codes))

    def _by_contradiction(
        self, row: Row, codes: list[str], named: list[str], code: str
    ) -> Found | Unmatched:
        """A code and a name of different areas: the name, where the place confirms it."""
        inside = self._keep_within(row, named) or named
        if len(inside) == 1 and self._lies_in(row, inside[0], [*codes, *inside]):
            return Found(row, inside[0], remark=NOT_BY_CODE, code=code)
        return Unmatched(row, CONTRADICTS, self._offer(row, [*codes, *named]))

    # --- names ----------------------------------------------------------------

    def _name(self, row: Row) -> list[str]:
        """Areas of the row's name, of its kind, in its province; elsewhere if there are none."""
        named = self._areas.find_named(row.name, row.kind)
        inside = self._keep_within(row, named)
        if len(inside) > 1:
            kinds = {self._tell_kind(code) for code in row.codes if code} - {""}
            fits = [k for k in inside if self._tell_kind(k) in kinds] if len(kinds) == 1 else []
            inside = fits or inside
        return inside or named

    def _by_name(self, row: Row, named: list[str]) -> Found | Unmatched:
        inside = self._keep_within(row, named)
        if len(inside) == 1:
            return Found(row, inside[0])
        if named:
            kode = self._decide(row, inside or named)
            if kode:
                return Found(row, kode, False, BY_PLACE if inside else BY_PLACE_PROVINCE)
            reason = SEVERAL if inside else ELSEWHERE
            return Unmatched(row, reason, self._offer(row, inside or named))
        near = self._areas.suggest(row.name, row.kind, row.within)
        near = [c for c in near if not row.within or self._keep_within(row, [c.kode])]
        if near:
            kode = self._decide_near(row, near)
            if kode:
                return Found(row, kode, False, BY_SLIP)
        candidates = _join(near, self._lie(row))
        return Unmatched(row, NEAR if candidates else UNKNOWN, candidates)

    def _decide_near(self, row: Row, near: list[Candidate]) -> str | None:
        """The nearest name, if it leads clearly; a fainter likeness only where the place agrees."""
        first, others = near[0], near[1:]
        lead = first.score - max((c.score for c in others), default=0)
        if self._positions:
            least = _SLIP if lead >= _LEAD else _SLIP_WITH_PLACE
            likely = [c.kode for c in near if c.score >= _SLIP_WITH_PLACE]
            if first.score >= least and lead >= _LEAD and self._touches(row, first.kode):
                return first.kode
            return self._decide(row, likely)
        return first.kode if first.score >= _SLIP and lead >= _LEAD else None

    # --- places ---------------------------------------------------------------

    def _decide(self, row: Row, codes: Sequence[str]) -> str | None:
        """The one of these areas that the row clearly lies in."""
        clear = [kode for kode in codes if self._lies_in(row, kode, codes)]
        return clear[0] if len(clear) == 1 else None

    def _lies_in(self, row: Row, kode: str, among: Iterable[str]) -> bool:
        if not self._positions:
            return False
        own = self._positions.overlap(row.members, kode)
        others = [self._positions.overlap(row.members, k) for k in set(among) - {kode}]
        return own >= _CLEAR and own >= _TIMES * max(others, default=0.0)

    def _touches(self, row: Row, kode: str) -> bool:
        return bool(self._positions) and self._positions.overlap(row.members, kode) > 0

    def _lie(self, row: Row) -> tuple[Candidate, ...]:
        """Areas that the row lies in, with their overlap in percent."""
        ranked = self._positions.rank(row.members)[:2] if self._positions else []
        return tuple(
            replace(self._describe(kode), score=round(100 * share, 1))
            for kode, share in ranked
            if share >= _CLEAR
        )

    # --- what is offered --------------------------------------------------------

    def _offer(self, row: Row, codes: Iterable[str]) -> tuple[Candidate, ...]:
        return tuple(self._describe(kode) for kode in dict.fromkeys(codes))

    def _describe(self, kode: str) -> Candidate:
        return Candidate(kode, self._areas.names[kode], "", 100.0)

    def _keep_within(self, row: Row, codes: Sequence[str]) -> list[str]:
        if not row.within:
            return list(codes)
        return [kode for kode in codes if kode.startswith(row.within)]

    @staticmethod
    def _tell_kind(code: str) -> str:
        """In all systems of codes the number of a kota, within its province, begins with 7."""
        digits = [c for c in code if c.isdigit()]
        if len(digits) != 4:
            return ""
        return "kota" if digits[2] == "7" else "kabupaten"

    def _settle(self, found: list[Found]) -> tuple[list[Found], list[Unmatched]]:
        """Leave out what was only likely where another row is that area for certain."""
        sure = {answer.kode for answer in found if answer.sure}
        kept, dropped = [], []
        names: Mapping[str, set[str]] = defaultdict(set)
        for answer in found:
            if not answer.sure:
                names[answer.kode].add(answer.row.name.casefold())
        for answer in found:
            if answer.sure or (answer.kode not in sure and len(names[answer.kode]) == 1):
                kept.append(answer)
            else:
                dropped.append(Unmatched(answer.row, TAKEN, (self._describe(answer.kode),)))
        return kept, dropped


def _join(*groups: Iterable[Candidate]) -> tuple[Candidate, ...]:
    joined: dict[str, Candidate] = {}
    for group in groups:
        for candidate in group:
            joined.setdefault(candidate.kode, candidate)
    return tuple(joined.values())
