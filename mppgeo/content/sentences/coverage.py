"""The coverage of a place: areas, people and provinces with an MPP and without."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from mppgeo.base.caching import VIEWS, cached
from mppgeo.base.language import Language
from mppgeo.base.names import shorten
from mppgeo.country.regions import JAKARTA
from mppgeo.coverage import NOT_APPLICABLE, SERVED, Snapshot, Totals, by_change


def tell_total(place: str, total: Totals, t: Language) -> str:
    """One sentence with the coverage of a place on the day."""
    date = t.date(total.day)
    if not total.areas:
        return t("{place}: no area counts under this denominator.", place=place)
    if total.unknown == total.areas:
        return t("{place}, {date}: no usable data.", place=place, date=date)
    return t.plural(
        "{place}, {date}: {with_mpp} of {count} area has an MPP ({share}).",
        "{place}, {date}: {with_mpp} of {count} areas have an MPP ({share}).",
        total.areas,
        place=place,
        date=date,
        with_mpp=t.number(total.areas_with_mpp),
        share=t.percent(total.coverage_pct),
    )


def tell_jakarta(snapshot: Snapshot, places: tuple[str, ...], t: Language) -> str:
    """How Jakarta's areas are counted; "" where that need not be said.

    Parameters
    ----------
    places : today's provinces that are shown; () = the nation.
    """
    if places and JAKARTA not in places:
        return ""
    within = snapshot.kabkota[snapshot.kabkota.index.str[:2] == JAKARTA]
    if within["status"].eq(NOT_APPLICABLE).all():
        return t("DKI Jakarta is outside this count: its areas have no government of their own.")
    if not within["status"].eq(SERVED).any():
        return ""
    if JAKARTA not in snapshot.areas.index:
        return t(
            "Each of DKI Jakarta's areas is served by the province's MPP and counts as an area with one."
        )
    # Of the nation, the legend says so.
    if not places:
        return ""
    return t("The areas of DKI Jakarta are served by the province's MPP and count as one.")


def tell_share(with_mpp: int, areas: int, coverage_pct: float, t: Language) -> str:
    """Such as "35 of 38 areas have an MPP (92.1%)"."""
    if not areas:
        return t("Outside this count")
    return t.plural(
        "{with_mpp} of {count} area has an MPP ({share})",
        "{with_mpp} of {count} areas have an MPP ({share})",
        int(areas),
        with_mpp=t.number(with_mpp),
        share=t.percent(coverage_pct),
    )


def tell_map(
    place: str, total: Totals, snapshot: Snapshot, provinsi: tuple[str, ...], t: Language
) -> str:
    """The map in words: the total, then which of ``provinsi`` are complete and which have none."""
    return " ".join([tell_total(place, total, t), *_tell_provinces(snapshot, provinsi, t)])


@cached(maxsize=VIEWS, key=by_change)
def _tell_provinces(snapshot: Snapshot, provinsi: tuple[str, ...], t: Language) -> list[str]:
    jakarta = tell_jakarta(snapshot, provinsi if len(provinsi) < len(snapshot.provinsi) else (), t)
    parts = [jakarta] if jakarta else []
    if len(provinsi) < 2:
        return parts
    counted = snapshot.provinsi[
        (snapshot.provinsi["areas"] > 0) & snapshot.provinsi.index.isin(provinsi)
    ]
    complete = counted[counted["areas_with_mpp"] == counted["areas"]]
    without = counted[(counted["areas_with_mpp"] == 0) & (counted["unknown"] == 0)]
    if len(complete):
        names = t.listing(complete["nama"].map(shorten).tolist())
        parts.append(t("Complete provinces: {names}.", names=names))
    if len(without):
        names = t.listing(without["nama"].map(shorten).tolist())
        parts.append(t("Provinces without any MPP: {names}.", names=names))
    return parts


def tell_lead(place: str, total: Totals, t: Language) -> str:
    """The coverage of a place as a headline, without the day."""
    if not total.areas:
        return t("{place}: no area counts under this denominator", place=place)
    if total.unknown == total.areas:
        return t("{place}: no usable data", place=place)
    if total.areas == 1 and total.areas_with_mpp:
        return t("{place} has an MPP", place=place)
    if total.areas == total.areas_with_mpp:
        return t("{place}: all {count} areas have an MPP", place=place, count=t.number(total.areas))
    if not total.areas_with_mpp:
        if total.unknown:
            return t("{place}: no area is known to have an MPP", place=place)
        return t("{place}: no area has an MPP yet", place=place)
    return t.plural(
        "{place}: {with_mpp} of {count} area has an MPP",
        "{place}: {with_mpp} of {count} areas have an MPP",
        total.areas,
        place=place,
        with_mpp=t.number(total.areas_with_mpp),
    )


def tell_missing(total: Totals, people: int | None, t: Language) -> str:
    """How many areas have no MPP; ``people`` live in them (None = not known)."""
    if not total.areas:
        return t("No area counts under this denominator.")
    if total.unknown == total.areas:
        return t("Whether there is an MPP is not known, as no record could be used.")
    if total.missing == 0:
        said = t("Every area has an MPP.") if not total.unknown else ""
    elif total.missing == total.areas and total.areas > 1:
        said = t("No area has an MPP yet.")
    else:
        said = t.plural(
            "{count} area has no MPP yet.", "{count} areas have no MPP yet.", total.missing
        )
    if total.missing and people is not None:
        said += " " + t("{people} people live there.", people=t.number(people))
    if total.unknown:
        said += " " + t.plural(
            "Of {count} area it is not known.", "Of {count} areas it is not known.", total.unknown
        )
    return said.strip()


def tell_people(total: Totals, t: Language) -> str:
    """How many people live in areas with an MPP."""
    if not total.population_total or total.unknown == total.areas:
        return t("How many people live in areas with an MPP is not known.")
    if not total.population_covered:
        if total.unknown:
            return t("Nobody is known to live in an area with an MPP.")
        return t("Nobody lives in an area with an MPP yet.")
    if total.population_covered == total.population_total:
        return t(
            "All {people} people live in an area with an MPP.",
            people=t.number(total.population_total),
        )
    return t(
        "{covered} of {people} people live in an area with an MPP ({share}).",
        covered=t.number(total.population_covered),
        people=t.number(total.population_total),
        share=t.percent(total.population_covered_pct),
    )


def find_rank(provinsi: pd.DataFrame, kode: str) -> tuple[int, int, int] | None:
    """The rank of a province by coverage, among how many, and level with how many others.

    Parameters
    ----------
    provinsi : :attr:`mppgeo.coverage.Snapshot.provinsi`.

    Returns
    -------
    None where the province counts no area, or where all have the same coverage.
    """
    shares = provinsi["coverage_pct"].dropna().round(9)
    if kode not in shares.index or shares.nunique() < 2:
        return None
    rank = int((shares > shares[kode]).sum()) + 1
    return rank, len(shares), int((shares == shares[kode]).sum()) - 1


def tell_rank(place: str, provinsi: pd.DataFrame, kode: str, t: Language) -> str:
    """The rank of a province by coverage among those of ``provinsi`` that count areas.

    Parameters
    ----------
    provinsi : :attr:`mppgeo.coverage.Snapshot.provinsi`.
    """
    place_among = find_rank(provinsi, kode)
    if place_among is None:
        return ""
    rank, count, level = place_among
    fields = {"place": place, "rank": t.number(rank), "count": t.number(count)}
    if not level:
        return t("{place} is number {rank} of {count} provinces by coverage.", **fields)
    others = t.plural("level with {count} other", "level with {count} others", level)
    return t(
        "{place} is number {rank} of {count} provinces by coverage, {others}.",
        others=others,
        **fields,
    )


def tell_shares(shares: Mapping[str, float | None], t: Language) -> str:
    """Coverage side by side, such as "Indonesia 59.3%, Java 92.0%."."""
    return t(
        "Coverage for comparison: {shares}.",
        shares=", ".join(f"{name} {t.percent(share)}" for name, share in shares.items()),
    )


def tell_provinces(total: Totals, t: Language) -> str:
    """How many provinces are complete and how many have no MPP."""
    if not total.provinsi_count:
        return t("No area counts under this denominator.")
    if total.provinsi_complete == total.provinsi_count:
        return t("Every province is complete.")
    if total.provinsi_without == total.provinsi_count:
        return t("No province has an MPP yet.")
    complete = t.plural(
        "{count} province is complete", "{count} provinces are complete", total.provinsi_complete
    )
    if not total.provinsi_complete:
        complete = t("No province is complete")
    if not total.provinsi_without:
        return t("{complete}; none is without any MPP.", complete=complete)
    return t.plural(
        "{complete}; {count} has no MPP at all.",
        "{complete}; {count} have no MPP at all.",
        total.provinsi_without,
        complete=complete,
    )
