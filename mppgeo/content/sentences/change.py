"""What changed between two days, and how coverage grew until now."""

from __future__ import annotations

from collections.abc import Mapping

from mppgeo.base.language import Language
from mppgeo.base.told import Told
from mppgeo.content.sentences.wording import list_areas, tell_areas
from mppgeo.coverage import Totals


def tell_change(
    place: str,
    before: Totals,
    after: Totals,
    gained: Mapping[str, str],
    jenis: str | None,
    t: Language,
) -> Told:
    """Which areas of a place got their first MPP between two days; also that none did.

    Parameters
    ----------
    before, after : figures of the place on the two days.
    gained : name by ``kode`` of the areas that got one, in the order to be told.
    jenis : kind of the areas kept; None = both.

    Examples
    --------
    "Jawa Timur, 15 Des 2024 sampai 15 Des 2025: bertambah 2 daerah, dari 33 menjadi 35 dari 38
    daerah: Kab. Ngawi dan Kab. Trenggalek."
    """
    first, last = t.date(before.day, "medium"), t.date(after.day, "medium")
    fields = {
        "place": place,
        "first": first,
        "last": last,
        "with_mpp": t.number(after.areas_with_mpp),
        "areas": tell_areas(after.areas, jenis, t),
    }
    if not after.areas:
        return Told.read(t("No area counts under this denominator."))
    if not gained:
        return Told.read(
            t("{place}, {first} to {last}: no change; {with_mpp} of {areas} have an MPP.", **fields)
        )
    return Told.read(
        t.plural(
            "{place}, {first} to {last}: {count} area more, from {before} to {with_mpp} of {areas}: {names}.",
            "{place}, {first} to {last}: {count} areas more, from {before} to {with_mpp} of {areas}: {names}.",
            len(gained),
            before=t.number(before.areas_with_mpp),
            names=list_areas(gained, t),
            **fields,
        )
    )


def tell_growth(place: str, before: Totals, after: Totals, jenis: str | None, t: Language) -> str:
    """How many areas have an MPP, and how many of them for less than a year.

    Parameters
    ----------
    before : figures of the place twelve months before those of ``after``.
    jenis : kind of the areas kept; None = both.
    """
    if not after.areas:
        return t("No area counts under this denominator.")
    if after.unknown == after.areas:
        return t("Whether there is an MPP is not known, as no record could be used.")
    fields = {
        "place": place,
        "with_mpp": t.number(after.areas_with_mpp),
        "areas": tell_areas(after.areas, jenis, t),
        "share": t.percent(after.coverage_pct),
        "date": t.date(after.day),
    }
    told = t("{place}: {with_mpp} of {areas} had an MPP on {date} ({share}).", **fields)
    gain = after.areas_with_mpp - before.areas_with_mpp
    if gain:
        since = t.plural(
            "{count} of them got it in the 12 months before.",
            "{count} of them got it in the 12 months before.",
            gain,
        )
    elif after.areas_with_mpp:
        since = t("None was added in the 12 months before.")
    else:
        return told
    return f"{told} {since}"
