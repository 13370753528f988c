"""The finding of a view in a sentence or two, at the head of the map and of the profile."""

from __future__ import annotations

import pandas as pd

from mppgeo.base.caching import VIEWS, cached
from mppgeo.base.language import Language
from mppgeo.base.names import shorten
from mppgeo.base.told import Told, name_area
from mppgeo.content.sentences.coverage import find_rank, tell_jakarta, tell_provinces
from mppgeo.content.sentences.stages import tell_last_step
from mppgeo.content.sentences.wording import list_areas, tell_areas, tell_inhabitants
from mppgeo.coverage import (
    HAS,
    HAS_NOT,
    NO_DATA,
    NOT_APPLICABLE,
    WITH_MPP,
    Snapshot,
    by_change,
    select_missing,
)
from mppgeo.records.dates import tell_opening
from mppgeo.scene.scene import Scene

_MOST_PROVINCES = 3


def tell_finding(scene: Scene) -> Told:
    """What a view shows, in a sentence or two: who has an MPP, who not, the rank, the last one.

    Names lead to their areas. Of a selected kabkota it tells of that one.

    Examples
    --------
    "35 dari 38 daerah memiliki MPP; belum: Kab. Blitar, Kab. Ponorogo, dan Kota Madiun (2,4 juta
    jiwa). Peringkat 10 dari 38 provinsi. Terakhir bertambah 15 Des 2025."
    """
    t, snapshot = scene.t, scene.snapshot
    kode = scene.view.kode
    if kode and kode in snapshot.kabkota.index:
        return Told.read(*_tell_one(snapshot, kode, t))
    provinces = tuple(scene.place_selection.provinsi)
    return _tell_places(snapshot, scene.places, provinces, scene.view.jenis, t)


@cached(maxsize=VIEWS, key=by_change)
def _tell_places(
    snapshot: Snapshot,
    places: tuple[str, ...],
    provinces: tuple[str, ...],
    jenis: str | None,
    t: Language,
) -> Told:
    """``places``: today's provinces, () = all; ``provinces``: those of the day."""
    total = snapshot.total(places)
    told = [_tell_coverage(snapshot, places, provinces, jenis, t)]
    if not total.areas or total.unknown == total.areas:
        return Told.read(*told)
    if len(provinces) == 1:
        told.append(tell_jakarta(snapshot, provinces, t))
        told.append(_tell_place(snapshot, provinces[0], t))
    elif places and len(provinces) > 1:
        told.append(tell_provinces(total, t))
    told.append(_tell_last(snapshot, places, t))
    return Told.read(*told)


def _tell_coverage(
    snapshot: Snapshot,
    places: tuple[str, ...],
    provinces: tuple[str, ...],
    jenis: str | None,
    t: Language,
) -> str:
    total = snapshot.total(places)
    if not total.areas:
        return t("No area counts under this denominator.")
    if total.unknown == total.areas:
        return t("Whether there is an MPP is not known, as no record could be used.")
    areas = tell_areas(total.areas, jenis, t)
    unknown = ""
    if total.unknown:
        unknown = " " + t.plural(
            "Of {count} area it is not known.", "Of {count} areas it is not known.", total.unknown
        )
    missing = select_missing(snapshot, places)
    people = tell_inhabitants(missing["population"].fillna(0).sum(), t)
    if not total.missing and not total.unknown:
        people = tell_inhabitants(total.population_total, t)
        if total.areas == 1:
            return t("The one area that counts here has an MPP ({people}).", people=people)
        return t("All {areas} have an MPP ({people}).", areas=areas, people=people)
    if not total.areas_with_mpp and total.missing == total.areas:
        if total.areas == 1:
            return t("The one area that counts here has no MPP yet ({people}).", people=people)
        return t("None of the {areas} has an MPP yet ({people}).", areas=areas, people=people)
    fields = {"with_mpp": t.number(total.areas_with_mpp), "areas": areas, "people": people}
    if not total.missing:
        told = t("{with_mpp} of {areas} have an MPP.", **fields)
    elif len(provinces) == 1:
        names = missing.sort_values("population", ascending=False, kind="stable")["nama"]
        named = list_areas(names.to_dict(), t)
        told = t("{with_mpp} of {areas} have an MPP; without: {names} ({people}).", names=named, **fields)  # fmt: skip
    else:
        told = t(
            "{with_mpp} of {areas} have an MPP ({share}); {missing} have none yet ({people}), most of them in {names}.",
            share=t.percent(total.coverage_pct),
            missing=t.number(total.missing),
            names=_name_provinces(snapshot, missing, t),
            **fields,
        )
    return told + unknown


def _name_provinces(snapshot: Snapshot, missing: pd.DataFrame, t: Language) -> str:
    """The provinces with most areas without an MPP, with their number."""
    numbers = missing["kode_provinsi"].value_counts()
    order = sorted(numbers.index, key=lambda kode: (-numbers[kode], kode))[:_MOST_PROVINCES]
    names = {kode: snapshot.dataset.names[kode] for kode in order}
    notes = {kode: t.number(numbers[kode]) for kode in order}
    return list_areas(names, t, notes=notes)


def _tell_place(snapshot: Snapshot, kode: str, t: Language) -> str:
    """The rank of a province by coverage; "" where there is none."""
    place = find_rank(snapshot.provinsi, kode)
    if place is None:
        return ""
    rank, count, level = place
    fields = {"rank": t.number(rank), "of": t.number(count)}
    if not level:
        return t("Rank {rank} of {of} provinces.", **fields)
    return t.plural(
        "Rank {rank} of {of} provinces, with {count} other.",
        "Rank {rank} of {of} provinces, with {count} others.",
        level,
        **fields,
    )


def _tell_last(snapshot: Snapshot, places: tuple[str, ...], t: Language) -> str:
    """The day on which coverage last rose, as precisely as it is known."""
    areas = snapshot.areas
    opened = areas["dibuka"][areas["status"].isin(WITH_MPP)].dropna()
    if places:
        opened = opened[opened.index.str[:2].isin(places)]
    if opened.empty:
        return ""
    last = opened.idxmax()
    day = tell_opening(areas.at[last, "tanggal_peresmian"], opened[last], t, short=True)
    return t("Last rise: {day}.", day=day)


def _tell_one(snapshot: Snapshot, kode: str, t: Language) -> list[str]:
    """Of one kabkota: whether it has an MPP, since when, and how far it is on the way."""
    row = snapshot.kabkota.loc[kode]
    name = shorten(row["nama"])
    home = row["kode_provinsi"]
    province = name_area(kode[:2], shorten(snapshot.dataset.names[home]))
    people = tell_inhabitants(row["population"] if pd.notna(row["population"]) else 0, t)
    status = row["status"]
    if status == HAS:
        day = tell_opening(row["tanggal_peresmian"], row["dibuka"], t)
        told = [t("{name} has an MPP, opened {day} ({people}).", name=name, day=day, people=people)]
    elif status == HAS_NOT:
        told = [
            t("{name} has no MPP yet ({people}).", name=name, people=people),
            tell_last_step(snapshot, kode, t),
        ]
    elif status == NO_DATA:
        return [t("Whether {name} has an MPP is not known, as its record cannot be used.", name=name)]  # fmt: skip
    elif status == NOT_APPLICABLE:
        return [t("{name} is outside this count: it has no government of its own.", name=name)]
    else:
        return [t("{name} is served by the MPP of {province}.", name=name, province=province)]
    total = snapshot.total((kode[:2],))
    return [
        *told,
        t(
            "{province}: {with_mpp} of {areas} have an MPP.",
            province=province,
            with_mpp=t.number(total.areas_with_mpp),
            areas=tell_areas(total.areas, None, t),
        ),
    ]
