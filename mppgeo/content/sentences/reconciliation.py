"""Why official totals differ from ours, and which MPPs were not found."""

from __future__ import annotations

from collections.abc import Sequence

from mppgeo.base.language import Language, mark_plural
from mppgeo.base.said import Few
from mppgeo.growth.explanation import (
    BETWEEN,
    LISTED_EARLY,
    MAYBE_OPEN,
    NOT_FOUND,
    OF_PROVINCES,
    OLD,
    TOO_HIGH,
    UNCOUNTED,
    UNEXPLAINED,
    WITHOUT_MINISTER,
    Part,
    Unfound,
)
from mppgeo.growth.reconciliation import Comparison

_MOST = 3
_PARTS = {
    BETWEEN: mark_plural(
        "the total was quoted between the openings of that day",
        "the total was quoted between the openings of that day",
    ),
    WITHOUT_MINISTER: mark_plural(
        "{count} may not be in the total, as no opening by the minister is on record of {names}",
        "{count} may not be in the total, as no opening by the minister is on record of {names}",
    ),
    OF_PROVINCES: mark_plural(
        "{count} may not be in the total, as it is run by a province ({names})",
        "{count} may not be in the total, as they are run by provinces ({names})",
    ),
    LISTED_EARLY: mark_plural(
        "{count} is on an official list of before the day from which we count it ({names})",
        "{count} are on an official list of before the day from which we count them ({names})",
    ),
    NOT_FOUND: mark_plural(
        "{count} of the total was not found for our records",
        "{count} of the total were not found for our records",
    ),
    MAYBE_OPEN: mark_plural(
        "{count} may have been open already, as only a span is known of {names}",
        "{count} may have been open already, as only spans are known of {names}",
    ),
    UNCOUNTED: mark_plural(
        "{count} may be one that we do not count, in soft launching or opened by its region ({names})",
        "{count} may be some that we do not count, in soft launching or opened by their regions ({names})",
    ),
    UNEXPLAINED: mark_plural("{count} is not explained", "{count} are not explained"),
}


def tell_difference(
    one: Comparison, parts: Sequence[Part], repeated: Sequence[str], t: Language
) -> str:
    """A difference from an official total in one sentence with its parts.

    Parameters
    ----------
    parts : of :func:`mppgeo.growth.explanation.explain_difference`.
    repeated : areas on two official lists, of :func:`mppgeo.growth.explanation.find_repeated`.

    Examples
    --------
    "Catatan kami 1 lebih banyak: angka disebut di antara peresmian hari itu."
    """
    if one.agrees:
        if one.at_least:
            return t("No difference, as “more than” was quoted.")
        return t("No difference.")
    listed = "; ".join(_tell_part(part, t) for part in parts)
    if repeated and any(part.kind == NOT_FOUND for part in parts):
        unless = t.plural(
            "unless {names}, which stands on two official lists, was counted twice",
            "unless {names}, which stand on two official lists, were counted twice",
            len(repeated),
            names=_name(repeated, t),
        )
        listed = f"{listed}, {unless}"
    count = abs(one.difference)
    if one.difference > 0:
        return t.plural(
            "Our records hold {count} more: {parts}.",
            "Our records hold {count} more: {parts}.",
            count,
            parts=listed,
        )
    return t.plural(
        "Our records hold {count} fewer: {parts}.",
        "Our records hold {count} fewer: {parts}.",
        count,
        parts=listed,
    )


def tell_unfound(unfound: Sequence[Unfound], t: Language) -> str:
    """How many MPPs were not found, and between which days each must have opened; "" = none."""
    if not unfound:
        return ""
    spans = [
        t("by {until}", until=t.date(one.until))
        if one.after is None
        else t("after {after} and by {until}", after=t.date(one.after), until=t.date(one.until))
        for one in unfound
    ]
    return t.plural(
        "{count} MPP of the official total is still not found; it must have opened {spans}.",
        "{count} MPPs of the official total are still not found; they must have opened: {spans}.",
        len(unfound),
        spans="; ".join(spans),
    )


def tell_reconciliation(
    comparisons: Sequence[Comparison], unfound: Sequence[Unfound], t: Language
) -> str:
    """The latest official total beside ours, and what was not found.

    Parameters
    ----------
    comparisons : up to the day looked at, in order of time.
    unfound : up to that day.
    """
    exact = [one for one in comparisons if len(one.date) == 10 and not one.at_least]
    if not exact:
        return t("No official total is on record up to this day.")
    last = max(exact, key=lambda one: (one.day, one.quoted))
    fields = {
        "date": t.date(last.day),
        "quoted": t.number(last.quoted),
        "ours": t.number(last.ours),
    }
    if last.agrees:
        return t("On {date} our records agree with the official total: {quoted} MPPs.", **fields)
    told = t("On {date} the official total was {quoted}, ours {ours}.", **fields)
    return " ".join(filter(None, [told, tell_unfound(unfound, t)]))


def _tell_part(part: Part, t: Language) -> str:
    if part.kind == OLD:
        return t(
            "an old total was quoted, as {quoted} had been told on {day} already",
            quoted=t.number(part.quoted),
            day=t.date(part.day),
        )
    if part.kind == TOO_HIGH:
        return t(
            "the total was too high, as {quoted} was told later, on {day}",
            quoted=t.number(part.quoted),
            day=t.date(part.day),
        )
    return t.plural(*_PARTS[part.kind], part.count, names=_name(part.names, t))


def _name(names: Sequence[str], t: Language) -> str:
    return Few(tuple(names), _MOST).describe(t)
