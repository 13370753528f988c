"""What a row that can be read may still not do: blur a date, contradict it, foretell.

Dates are texts as they stand in the records; they are compared as such.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from mppgeo.base.language import mark
from mppgeo.importing.columns import DAY, LOOSE, PARTIAL, Column
from mppgeo.importing.present import SPANNED, find_known_span, same_text, to_bounds
from mppgeo.records import crosscheck

KEPT_EXACT = mark("the record knows the day more precisely ({old}); it is kept")
CONTRADICTS = mark(
    "does not agree with the record, which says {old}; such a change needs a source (sumber_url)"
    " that the record does not have yet"
)
SOURCE_KEPT = mark("is not taken, as the row changes nothing; the record keeps its source ({old})")
FUTURE = mark("lies in the future; today is {today}")
SCHEDULE_COUNTED = mark(
    "cannot be “ya” for a schedule that may still lie ahead ({date}); write tidak or belum terbukti"
)
SOURCES = ("sumber_url", "sumber", "sumber_tanggal")
"""Columns that say where a row comes from."""
NOTES = frozenset({"catatan", "keterangan", "keterangan_en"})
"""Columns of remarks: something is said, but not what tells a table from another."""

_DATE = "tanggal_peresmian"
_MAY_LIE_AHEAD = {("targets", "tanggal"), ("mpp_sites", "berlaku_sejak")}
"""Tables and columns of days that are set in advance."""


@dataclass(frozen=True)
class Objection:
    """What is wrong, or kept as it was: a column, its text, an English reason, its fields."""

    column: str
    value: str
    reason: str
    fields: Mapping[str, object] = field(default_factory=dict)


def keep_exact_dates(
    given: dict[str, str],
    before: Mapping[str, str],
    columns: Mapping[str, Column],
    key: Collection[str],
) -> list[Objection]:
    """Take from ``given`` what is only a coarser form of what is known; say so.

    Parameters
    ----------
    given : texts of the file by column.
    before : the row that is known.
    key : columns that tell rows apart; they are left alone.
    """
    kept = []
    for name in [name for name in given if columns[name].kind == PARTIAL and name not in key]:
        old = before.get(name, "")
        if not _is_coarser(given[name], old):
            continue
        # The date of a source goes with the source.
        if name == "sumber_tanggal" and has_new_source(given, before):
            continue
        if name == _DATE and (_is_other_kind(given, before) or _is_apart(given, before)):
            continue
        kept.append(Objection(name, given[name], KEPT_EXACT, {"old": old}))
        for dropped in (_DATE, "presisi", *SPANNED) if name == _DATE else (name,):
            given.pop(dropped, None)
    return kept


def keep_sources(
    given: dict[str, str], before: Mapping[str, str], key: Collection[str]
) -> list[Objection]:
    """Keep the source of a row unless a fact that it stands for is replaced; say so.

    Where nothing changes, what the file names as source is taken from ``given``;
    where only empty values are filled in, it is added to the known one.
    """
    if not before:
        return []
    sources = [name for name in SOURCES if name not in key and before.get(name) and given.get(name)]
    sources = [name for name in sources if not same_text(given[name], before[name])]
    changed = [
        name
        for name in given
        if name not in (*SOURCES, *key, "kabkota") and not same_text(given[name], before[name])
    ]
    if any(before[name] and name not in NOTES for name in changed):
        return []
    kept = []
    for name in sources:
        new = given.pop(name)
        if name == "sumber_tanggal":
            continue
        if changed:
            given[name] = _join_links(before[name], new)
        elif _join_links(before[name], new) != before[name]:
            kept.append(Objection(name, new, SOURCE_KEPT, {"old": before[name]}))
    return kept


def _join_links(old: str, new: str) -> str:
    known = old.split(" | ")
    folded = {link.casefold().rstrip("/") for link in known}
    more = [link for link in new.split(" | ") if link.casefold().rstrip("/") not in folded]
    return " | ".join([*known, *more])


def find_contradiction(given: Mapping[str, str], before: Mapping[str, str]) -> Objection | None:
    """An opening at odds with the one that is known, without a source for it."""
    date, old = given.get(_DATE, ""), before.get(_DATE, "")
    if "presisi" not in before or not date or date == old or has_new_source(given, before):
        return None
    if not _is_apart(given, before) and not _is_coarser(date, old):
        return None
    return Objection(_DATE, date, CONTRADICTS, {"old": _tell_known(before)})


def has_new_source(given: Mapping[str, str], before: Mapping[str, str]) -> bool:
    """Whether the file names a source that the row does not have."""
    return bool(_split_links(given) - _split_links(before))


def iterate_future(
    table: str,
    after: Mapping[str, str],
    touched: Collection[str],
    given: Collection[str],
    columns: Mapping[str, Column],
    today: dt.date,
) -> Iterator[Objection]:
    """Days that have not come yet, though they are told as what was.

    Parameters
    ----------
    touched : columns that change. A day that stays as it is is not looked at.
    given : columns of which the file says something.
    """
    opening = (_DATE, *SPANNED) if "presisi" in columns else ()
    if opening and not {*opening, "jenis_tanggal", "hitungan_nasional"}.isdisjoint(touched):
        yield from _iterate_future_opening(after, given, today.isoformat())
    for name in touched:
        if name in opening or (table, name) in _MAY_LIE_AHEAD:
            continue
        if columns[name].kind in (DAY, PARTIAL, LOOSE):
            first = to_bounds(after[name])[0]
            if first > today.isoformat():
                yield Objection(name, after[name], FUTURE, {"today": today.isoformat()})


def _iterate_future_opening(
    after: Mapping[str, str], given: Collection[str], today: str
) -> Iterator[Objection]:
    date = after[_DATE]
    first, last = to_bounds(date)
    if after["jenis_tanggal"] == "jadwal":
        latest = after["tanggal_akhir"] or last
        if latest > today and after["hitungan_nasional"] == "ya":
            yield Objection("hitungan_nasional", "ya", SCHEDULE_COUNTED, {"date": date or latest})
        return
    if first > today:
        yield Objection(_DATE, date, FUTURE, {"today": today})
    # Of an opening some time this year, the latest day possible may be to come.
    ends = (today, max(today, last) if first <= today else today)
    for name, end in zip(SPANNED, ends, strict=True):
        if after[name] > end and (name in given or first <= today):
            yield Objection(name, after[name], FUTURE, {"today": today})


def find_not_autonomous(
    after: Mapping[str, str], touched: Collection[str], names: Mapping[str, str]
) -> Objection | None:
    """A count of an area that runs no MPP of its own.

    Parameters
    ----------
    touched : columns that change or of which the file says something.
    names : official names of the areas without a government of their own, by ``kode``.
    """
    if {"kode", "kode_kabkota", "hitungan_nasional"}.isdisjoint(touched):
        return None
    fields = crosscheck.find_not_autonomous(after, names)
    if fields is None:
        return None
    return Objection("hitungan_nasional", "ya", crosscheck.NOT_AUTONOMOUS_COUNTED, fields)


def _is_coarser(date: str, old: str) -> bool:
    """Whether a date is another's year or month."""
    return bool(date) and date != old and old.startswith(f"{date}-")


def _is_other_kind(given: Mapping[str, str], before: Mapping[str, str]) -> bool:
    """Whether the date is that of something else, such as a trial."""
    kind = given.get("jenis_tanggal") or before["jenis_tanggal"]
    return kind != before["jenis_tanggal"]


def _is_apart(given: Mapping[str, str], before: Mapping[str, str]) -> bool:
    """Whether no day fits both what is known and what is given."""
    known, new = find_known_span(before), find_known_span(given)
    return bool(known and new) and (new[1] < known[0] or new[0] > known[1])


def _tell_known(before: Mapping[str, str]) -> str:
    date = before[_DATE]
    first, last = (before[name] for name in SPANNED)
    if (first, last) in (("", ""), to_bounds(date)):
        return date
    told = f"{first or '…'} – {last or '…'}"
    return f"{date} ({told})" if date else told


def _split_links(texts: Mapping[str, str]) -> set[str]:
    links = texts.get("sumber_url", "").split(" | ")
    return {link.strip().casefold().rstrip("/") for link in links} - {""}
