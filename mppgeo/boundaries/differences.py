"""How two sets of boundaries differ, kabkota by kabkota."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mppgeo.geometry.areas import project

MOST_GOALS = 3
"""Kabkota named to which the land of another goes."""
_LEAST_KM2 = 0.05
"""Land that would be told as 0,0 km² is no difference."""


def compare_sets(first: gpd.GeoDataFrame, second: gpd.GeoDataFrame) -> pd.DataFrame:
    """Compare two layers of kabkota.

    Parameters
    ----------
    first, second : layers (:class:`mppgeo.boundaries.layers.Layer`).

    Returns
    -------
    Index ``kode``, of all kabkota that are in either; ``first_km2``,
    ``second_km2``; ``change_pct`` (how much larger in the second, percent),
    ``agreement_pct`` (common land in percent of the land that is in either:
    intersection over union, Jaccard 1901); ``goes`` (up to :data:`MOST_GOALS`
    pairs of ``kode`` and km²: other kabkota to which the second set gives land
    that the first gives to this one, most first); ``goes_nowhere_km2`` (land
    that is in no kabkota of the second). Where a kabkota is in one set only,
    what needs both is NaN.
    """
    here, there = _project_valid(first), _project_valid(second)
    common = _overlay(first.index, here, second.index, there)
    kodes = first.index.union(second.index).rename("kode")
    areas = {
        "first_km2": pd.Series(shapely.area(here) / 1e6, first.index, dtype=float),
        "second_km2": pd.Series(shapely.area(there) / 1e6, second.index, dtype=float),
    }
    table = pd.DataFrame({name: area.reindex(kodes) for name, area in areas.items()}, kodes)
    same = common["from"].eq(common["to"])
    shared = common[same].set_index("from")["km2"].reindex(kodes, fill_value=0.0)
    either = table["first_km2"] + table["second_km2"] - shared
    table["change_pct"] = 100 * (table["second_km2"] / table["first_km2"] - 1)
    # Two overlays of one land differ in their last digits.
    table["agreement_pct"] = (100 * shared / either).clip(upper=100)
    moved = common[~same & (common["km2"] >= _LEAST_KM2)].sort_values("km2", ascending=False)
    goals = {
        kode: tuple(zip(rows["to"], rows["km2"], strict=True))[:MOST_GOALS]
        for kode, rows in moved.groupby("from")
    }
    table["goes"] = [goals.get(kode, ()) for kode in kodes]
    covered = common.groupby("from")["km2"].sum().reindex(kodes, fill_value=0.0)
    table["goes_nowhere_km2"] = (table["first_km2"] - covered).clip(lower=0)
    return table


def _project_valid(layer: gpd.GeoDataFrame) -> np.ndarray:
    shapes = project(layer.geometry.to_numpy())
    broken = ~shapely.is_valid(shapes)
    shapes[broken] = shapely.make_valid(shapes[broken], method="structure")
    return shapes


def _overlay(
    givers: pd.Index, here: np.ndarray, takers: pd.Index, there: np.ndarray
) -> pd.DataFrame:
    """Land that is in ``from`` of the first and ``to`` of the second set, km²."""
    # Part by part: an archipelago need not be cut as a whole by each of its neighbours.
    here, giver = shapely.get_parts(here, return_index=True)
    there, taker = shapely.get_parts(there, return_index=True)
    mine, others = shapely.STRtree(there).query(here, predicate="intersects")
    pairs = pd.DataFrame(
        {
            "from": np.asarray(givers, dtype=object)[giver[mine]],
            "to": np.asarray(takers, dtype=object)[taker[others]],
            "km2": shapely.area(shapely.intersection(here[mine], there[others])) / 1e6,
        }
    )
    return pairs.groupby(["from", "to"], as_index=False)["km2"].sum()
