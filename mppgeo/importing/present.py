"""The rows that a store holds, as an import compares them with its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mppgeo.importing.sheets import clean
from mppgeo.records.reader import check_row
from mppgeo.records.row import Row
from mppgeo.records.values import span

SPANNED = ("tanggal_awal", "tanggal_akhir")
"""Columns of the bounds of an opening."""

_PRECISIONS = {10: "hari", 7: "bulan", 4: "tahun", 0: ""}
_NO_END = "9999-12-31"


@dataclass(frozen=True)
class Known:
    """A row of the store: as it stands there, and in the form of the records."""

    texts: Mapping[str, str]
    plain: Mapping[str, str]


class Present:
    """The rows of a table, found by what tells them apart."""

    def __init__(self, schema: type[Row], rows: Iterable[Mapping[str, str]]) -> None:
        self._schema = schema
        self._by_key: dict[tuple[str, ...], Known] = {}
        self._by_part: dict[tuple[str, ...], dict[tuple[str, ...], list[Known]]] = {}
        self._by_first: dict[str, list[Known]] = defaultdict(list)
        for texts in rows:
            known = Known(texts, _to_plain(schema, texts))
            key = self.key_of(known.plain)
            if key not in self._by_key:
                # Of rows that repeat a key only the first is used.
                self._by_key[key] = known
                self._by_first[key[0]].append(known)

    def key_of(self, texts: Mapping[str, str]) -> tuple[str, ...]:
        """What tells a row from others, whatever the case of letters."""
        return tuple(_fold(texts.get(name, "")) for name in self._schema.KEY)

    def find(self, given: Mapping[str, str], absent: Sequence[str]) -> list[Known]:
        """Rows with the key that is given; columns that are ``absent`` may be anything."""
        if not absent:
            known = self._by_key.get(self.key_of(given))
            return [known] if known else []
        names = tuple(name for name in self._schema.KEY if name not in absent)
        if names not in self._by_part:
            self._by_part[names] = self._sort(names)
        return self._by_part[names].get(tuple(_fold(given.get(name, "")) for name in names), [])

    def _sort(self, names: tuple[str, ...]) -> dict[tuple[str, ...], list[Known]]:
        """The rows by some columns of the key."""
        rows: dict[tuple[str, ...], list[Known]] = defaultdict(list)
        for known in self._by_key.values():
            rows[tuple(_fold(known.plain.get(name, "")) for name in names)].append(known)
        return dict(rows)

    def of_area(self, kode: str) -> list[Known]:
        """The rows of an area, in a table whose key begins with it."""
        return self._by_first.get(kode, [])


def same_text(one: str, other: str) -> bool:
    """Whether two texts differ in nothing but spaces, as a spreadsheet may change them."""
    return one == other or clean(one) == clean(other)


def fill_followers(
    after: dict[str, str], before: Mapping[str, str], given: Mapping[str, str]
) -> None:
    """Precision and bounds of an opening that is new or another, unless they are given.

    Of a date that only makes the known one more exact, the bounds are no wider than before.
    """
    if "presisi" not in after:
        return
    date, old = after["tanggal_peresmian"], before.get("tanggal_peresmian", "")
    if date == old:
        return
    first, last = to_bounds(date)
    known = find_known_span(before)
    same_kind = after["jenis_tanggal"] == before.get("jenis_tanggal")
    if date and known and same_kind and known[0] <= last and first <= known[1]:
        first, last = max(first, known[0]), min(last, known[1])
    if not given.get("presisi"):
        after["presisi"] = _PRECISIONS.get(len(date), "")
    for name, bound, old_bound in zip(SPANNED, (first, last), to_bounds(old), strict=True):
        # Bounds of their own, wider or narrower than an erased date, stay.
        if not given.get(name) and (date or after[name] == old_bound):
            after[name] = bound


def find_known_span(texts: Mapping[str, str]) -> tuple[str, str] | None:
    """First and last day that an opening may have been on; None = nothing is known."""
    first, last = to_bounds(texts.get("tanggal_peresmian", ""))
    earliest, latest = (to_bounds(texts.get(name, ""))[0] for name in SPANNED)
    if not any((first, earliest, latest)):
        return None
    inner = max(first, earliest), min(filter(None, (last, latest)), default=_NO_END)
    return inner if inner[0] <= inner[1] or not first else (first, last)


def to_bounds(date: str) -> tuple[str, str]:
    """First and last day of a partial date; empty where it is none."""
    try:
        first, last = span(date)
    except ValueError:
        return "", ""
    return first.isoformat(), last.isoformat()


def _to_plain(schema: type[Row], texts: Mapping[str, str]) -> dict[str, str]:
    raw = {name: texts.get(name) or None for name in schema.model_fields}
    row = check_row(0, raw, schema)
    if isinstance(row, Row):
        return row.to_text()
    return {name: (texts.get(name) or "").strip() for name in schema.model_fields}


def _fold(text: str) -> str:
    return clean(text).casefold()
