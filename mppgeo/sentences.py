"""Figures in sentences, for titles, decks and those who cannot see the map."""

from __future__ import annotations

from mppgeo.caching import cached
from mppgeo.coverage import Snapshot, Totals
from mppgeo.dataset import Dataset
from mppgeo.language import Language
from mppgeo.names import shorten
from mppgeo.regions import PULAU_NAMES
from mppgeo.view import View


def name_place(dataset: Dataset, view: View, t: Language) -> str:
    """The place a view is about, such as "Jawa Timur" or "Island group Sumatra"."""
    if view.provinsi:
        if len(view.provinsi) > 3:
            return t.plural("{count} province", "{count} provinces", len(view.provinsi))
        return t.listing([shorten(dataset.names[kode]) for kode in view.provinsi])
    if view.pulau:
        names = t.listing([t(PULAU_NAMES[pulau]) for pulau in view.pulau])
        return t("Island group {names}", names=names)
    return "Indonesia"


def name_denominator(denominator: int, t: Language) -> str:
    """What the denominator holds, in words."""
    return {
        508: t("denominator 508: autonomous kabupaten and kota"),
        509: t("denominator 509: autonomous kabupaten and kota, Jakarta as one"),
        514: t("denominator 514: all kabupaten and kota"),
    }[denominator]


def tell_total(place: str, total: Totals, t: Language) -> str:
    """One sentence with the coverage of a place on the day."""
    date = t.date(total.as_of)
    if not total.areas:
        return t("{place}: no area counts under this denominator.", place=place)
    return t.plural(
        "{place}, {date}: {with_mpp} of {count} area has an MPP ({share}).",
        "{place}, {date}: {with_mpp} of {count} areas have an MPP ({share}).",
        total.areas,
        place=place,
        date=date,
        with_mpp=t.number(total.areas_with_mpp),
        share=t.percent(total.coverage_pct),
    )


def tell_share(with_mpp: int, areas: int, coverage_pct: float, t: Language) -> str:
    """Such as "35 of 38 areas have an MPP (92.1%)"."""
    if not areas:
        return t("Not counted under this denominator")
    return t.plural(
        "{with_mpp} of {count} area has an MPP ({share})",
        "{with_mpp} of {count} areas have an MPP ({share})",
        int(areas),
        with_mpp=t.number(with_mpp),
        share=t.percent(coverage_pct),
    )


@cached(maxsize=512)
def tell_map(
    place: str, total: Totals, snapshot: Snapshot, provinsi: tuple[str, ...], t: Language
) -> str:
    """The map in words: the total, then which of ``provinsi`` are complete and which have none."""
    parts = [tell_total(place, total, t)]
    if len(provinsi) < 2:
        return parts[0]
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
    return " ".join(parts)
