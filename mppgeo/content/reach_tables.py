"""Reach in tables, figures and sentences, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from mppgeo.base.caching import VIEWS, cached
from mppgeo.base.language import UNKNOWN, Language, mark
from mppgeo.content.datatable import DataTable, make_table, name_areas
from mppgeo.content.headline import Figure
from mppgeo.content.sentences.wording import tell_km
from mppgeo.country.addresses import KECAMATAN, VILLAGE
from mppgeo.country.villages import Villages
from mppgeo.coverage import Snapshot
from mppgeo.dataset import Dataset
from mppgeo.planning.reach import (
    Distances,
    estimate_position_error,
)
from mppgeo.planning.reach_figures import (
    AREAS,
    LIMITS,
    PROVINCES,
    summarise_reach,
)
from mppgeo.programme.places import CAPITAL, PRECISE

MAIN_LIMIT = 25
"""Distance in km of the headline."""

NO_VILLAGES = mark("Distances cannot be worked out, as the village points are missing (villages.parquet): {reason}.")  # fmt: skip


@cached(maxsize=VIEWS)
def list_reach(
    snapshot: Snapshot,
    distances: Distances,
    codes: tuple[str, ...],
    level: str,
    t: Language,
) -> DataTable:
    """One row per kabkota or province, those without any MPP to go to and the farthest first.

    Parameters
    ----------
    codes : the kabkota kept.
    level : :data:`mppgeo.planning.reach_figures.PROVINCES` or :data:`mppgeo.planning.reach_figures.AREAS`.
    """
    rows = summarise_reach(snapshot, distances, codes, level)
    rows = rows.sort_values(
        ["median_km", f"people_{MAIN_LIMIT}_pct"], ascending=[False, True], na_position="first"
    )
    kodes = rows.index.to_series()
    parents = {} if level == PROVINCES else snapshot.kabkota["kode_provinsi"].to_dict()
    title = t("Province") if level == PROVINCES else t("Kabupaten / kota")
    columns = {
        "nama": ("text", title, name_areas(kodes, snapshot.dataset)),
        "median_km": ("decimal", t("Median (km)"), rows["median_km"]),
        "people_25_pct": ("percent", t("≤ {km} km, people", km=25), rows["people_25_pct"]),
        "p90_km": ("decimal", t("90% (km)"), rows["p90_km"]),
        **{
            f"people_{km}_pct": (
                "percent", t("≤ {km} km, people", km=km), rows[f"people_{km}_pct"],
            )
            for km in LIMITS if km != MAIN_LIMIT
        },
        "people_water_pct": ("percent", t("Across water, people"), rows["people_water_pct"]),
        "people": ("count", t("Population"), rows["people"]),
        "villages": ("count", t("Villages"), rows["villages"]),
        **{
            f"villages_{km}_pct": (
                "percent", t("≤ {km} km, villages", km=km), rows[f"villages_{km}_pct"],
            )
            for km in LIMITS
        },
        "provinsi": ("text", t("Province"), name_areas(kodes.map(parents), snapshot.dataset)),
        "kode": ("text", t("Code"), kodes),
    }  # fmt: skip
    if level == PROVINCES:
        del columns["provinsi"]
    name = "jangkauan" if level == AREAS else "jangkauan_provinsi"
    return make_table(name + ("_sendiri" if distances.own else ""), columns)


def make_reach_figures(row: pd.Series | None, t: Language) -> list[Figure]:
    """The four figures at the head: people, villages, distance, water.

    Parameters
    ----------
    row : of :func:`mppgeo.planning.reach_figures.summarise_reach`; None = there is no village.
    """
    if row is None:
        row = pd.Series(dtype=float)

    def get(name: str) -> float:
        return row.get(name, float("nan"))

    people = t(
        "{covered} of {total} million people",
        covered=t.number(get(f"people_{MAIN_LIMIT}") / 1e6, 1),
        total=t.number(get("people") / 1e6, 1),
    )
    villages = t(
        "{part} of {whole} villages",
        part=t.number(get(f"villages_{MAIN_LIMIT}")),
        whole=t.number(get("villages")),
    )
    water = t.plural(
        "whose nearest MPP is on another island: {count} village",
        "whose nearest MPP is on another island: {count} villages",
        int(row.get("villages_water", 0)),
    )
    percents = (get(f"people_{MAIN_LIMIT}_pct"), get(f"villages_{MAIN_LIMIT}_pct"))
    return [
        Figure(t("People within {km} km", km=MAIN_LIMIT), t.percent(percents[0]), people),
        Figure(t("Villages within {km} km", km=MAIN_LIMIT), t.percent(percents[1]), villages),
        Figure(
            t("Median distance"),
            tell_km(get("median_km"), t),
            t("nine in ten people: {distance}", distance=tell_km(get("p90_km"), t)),
        ),
        Figure(t("People across water"), t.percent(get("people_water_pct")), water),
    ]


def tell_reach(place: str, row: pd.Series | None, distances: Distances, t: Language) -> str:
    """The reach of a place in a sentence or two; ``row`` as for :func:`make_reach_figures`."""
    if row is None:
        return t("{place}: there are no villages in this view.", place=place)
    if row["villages_unknown"] == row["villages"]:
        return t("{place}: no usable data.", place=place)
    if row["villages_none"] + row["villages_unknown"] == row["villages"]:
        if distances.own:
            return t("{place}: no government has an MPP of its own yet.", place=place)
        return t("{place}: there is no MPP to go to yet.", place=place)
    share = t.percent(row[f"people_{MAIN_LIMIT}_pct"])
    fields = {"place": place, "share": share, "km": MAIN_LIMIT}
    said = (
        t("{place}: {share} of the people live within {km} km of their own government's MPP, as the crow flies.", **fields)
        if distances.own
        else t("{place}: {share} of the people live within {km} km of an MPP, as the crow flies.", **fields)
    )  # fmt: skip
    if row["median_km"] == row["median_km"]:
        median = tell_km(row["median_km"], t)
        said += " " + t("Half of them live at most {distance} away.", distance=median)
    if row["villages_none"]:
        said += " " + t.plural(
            "{count} village has no MPP of its own government and counts as beyond every distance.",
            "{count} villages have no MPP of their own government and count as beyond every distance.",
            int(row["villages_none"]),
        )
    if row["villages_unknown"]:
        said += " " + t.plural(
            "Of {count} village it is not known, as a record cannot be used.",
            "Of {count} villages it is not known, as a record cannot be used.",
            int(row["villages_unknown"]),
        )
    return said


def tell_assumptions(dataset: Dataset, distances: Distances, t: Language) -> list[str]:
    """What the figures rest on, in sentences."""
    told = [
        t("Distances are straight lines over ground and water; the way by road or boat is longer."),
        t("Villages stand at their centroid, and the people of a kabupaten or kota are spread over its villages in equal parts, as people by village are not known. All 514 kabupaten and kota count, whatever the denominator."),
        tell_positions(dataset, distances, t),
        t("“Across water” means that village and MPP are on different islands of the coastline; bridges and ferries are not known. Villages on islets that the coastline lacks count as islands of their own."),
    ]  # fmt: skip
    if distances.own:
        told.append(
            t("Own government: the people of a kabupaten or kota look at its own MPP only; in Jakarta at the province's. Where there is none they count as beyond every distance.")
        )  # fmt: skip
    return told


def tell_positions(dataset: Dataset, distances: Distances, t: Language) -> str:
    """How precisely the places of the MPPs are known, and how far off a capital may be."""
    precision = [place.precision for place in distances.places]
    told = [
        t.plural(
            "Of {count} MPP, {exact} stands at coordinates on record, {village} at the kelurahan/desa and {kecamatan} at the kecamatan that its address names, {capital} at the capital of its area.",
            "Of {count} MPPs, {exact} stand at coordinates on record, {village} at the kelurahan/desa and {kecamatan} at the kecamatan that their addresses name, {capital} at the capital of their area.",
            len(precision),
            exact=t.number(precision.count(PRECISE)),
            village=t.number(precision.count(VILLAGE)),
            kecamatan=t.number(precision.count(KECAMATAN)),
            capital=t.number(precision.count(CAPITAL)),
        )
    ]  # fmt: skip
    error = estimate_position_error(dataset)
    if error:
        told.append(
            t(
                "How far off a capital may be, as an estimate from the data: between the capital and the middle of an area's villages lie {median} (median) and in a tenth of the areas more than {p90}.",
                median=tell_km(error.median, t),
                p90=tell_km(error.p90, t),
            )
        )  # fmt: skip
    return " ".join(told)


def explain_missing_villages(villages: Villages, t: Language) -> str:
    """Why there are no distances; "" where there are villages."""
    if len(villages):
        return ""
    return t(NO_VILLAGES, reason=villages.fault.explain(t) if villages.fault else UNKNOWN)


def name_limits(t: Language, limits: Sequence[int] = LIMITS) -> dict[int, str]:
    """What each limit is called."""
    return {limit: t("within {km} km", km=limit) for limit in limits}
