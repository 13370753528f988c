"""One province beside its island group and the nation, and the provinces around it."""

from __future__ import annotations

import math

import pandas as pd

from mppgeo.base.names import shorten
from mppgeo.content.datatable import DataTable
from mppgeo.country.regions import PULAU_NAMES, pulau_of
from mppgeo.planning.adjacency import find_neighbours
from mppgeo.planning.reach import (
    find_distances,
)
from mppgeo.planning.reach_figures import (
    summarise_reach,
)
from mppgeo.scene.scene import Scene

WITHIN_KM = 25


def find_province(scene: Scene) -> str | None:
    """The province of the day that a view is about; None = none, or several."""
    provinces = scene.place_selection.provinsi
    return provinces[0] if scene.places and len(provinces) == 1 else None


def find_neighbour_provinces(scene: Scene, kode: str) -> list[str]:
    """Provinces of the day with a kabkota that shares a boundary on land, in order of ``kode``."""
    parents = scene.snapshot.kabkota["kode_provinsi"].to_dict()
    borders = find_neighbours(scene.dataset)
    found = {
        parents[other]
        for one, others in borders.items()
        if parents[one] == kode
        for other in others
    }
    return sorted(found - {kode})


def compare_places(scene: Scene, kode: str) -> DataTable:
    """The province, its neighbours on land, its island group and the nation: a row each.

    People within some km are those of the kabkota that have village points.
    """
    t, snapshot, names = scene.t, scene.snapshot, scene.dataset.provinsi_names
    group = pulau_of(kode)
    codes = snapshot.kabkota.index.to_series().str[:2]
    parents = snapshot.kabkota["kode_provinsi"]

    def find_today(province: str) -> tuple[str, ...]:
        """Today's provinces that a province of the day consists of."""
        return tuple(sorted(set(codes[parents == province])))

    members = tuple(sorted(one for one in names if pulau_of(one) == group))
    places = {kode: (shorten(scene.dataset.names[kode]), find_today(kode))}
    for other in find_neighbour_provinces(scene, kode):
        places[other] = (shorten(scene.dataset.names[other]), find_today(other))
    island = t("Island group {names}", names=t(PULAU_NAMES[group]))
    places |= {group: (island, members), "": ("Indonesia", ())}
    rows = {key: _sum_up(scene, name, today) for key, (name, today) in places.items()}
    frame = pd.DataFrame.from_dict(rows, orient="index")
    titles = {
        "nama": t("Place"),
        "coverage_pct": t("Coverage"),
        "with_mpp": t("With MPP"),
        "areas": t("Areas"),
        "population": t("Population"),
        "population_covered_pct": t("People of areas with an MPP"),
        "within_pct": t("≤ {km} km, people", km=WITHIN_KM),
        "median_km": t("Median (km)"),
    }
    kinds = dict(
        zip(titles, "text percent count count count percent percent decimal".split(), strict=True)
    )
    return DataTable("profil", frame[list(titles)], titles, kinds)


def _sum_up(scene: Scene, name: str, places: tuple[str, ...]) -> dict[str, object]:
    total = scene.snapshot.total(places)
    kabkota = scene.snapshot.kabkota.index
    codes = tuple(kabkota[kabkota.str[:2].isin(places)]) if places else None
    distances = find_distances(scene.snapshot)
    reach = summarise_reach(scene.snapshot, distances, codes)
    row = reach.iloc[0] if len(reach) else {}

    def known(value: float | None) -> float:
        return math.nan if value is None else value

    return {
        "nama": name,
        "coverage_pct": known(total.coverage_pct),
        "with_mpp": total.areas_with_mpp,
        "areas": total.areas,
        "population": total.population_total,
        "population_covered_pct": known(total.population_covered_pct),
        "within_pct": known(row.get(f"people_{WITHIN_KM}_pct")),
        "median_km": known(row.get("median_km")),
    }
