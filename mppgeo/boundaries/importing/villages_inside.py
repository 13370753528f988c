"""Whose villages lie in each feature: what the land of a feature says of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
import shapely


class VillagesInside:
    """The villages within features, counted by their kabkota.

    Parameters
    ----------
    geometry : of the features, degrees, EPSG:4326; None where there is none.
    points : of the villages; ``owners`` the ``kode`` of their kabkota.
    """

    def __init__(self, geometry: np.ndarray, points: np.ndarray, owners: np.ndarray) -> None:
        self.geometry, self.points = geometry, points
        self.owners = np.asarray(owners, dtype=object)
        feature, village = shapely.STRtree(points).query(geometry, predicate="intersects")
        order = np.argsort(feature, kind="stable")
        feature, village = feature[order], village[order]
        self._pairs = pd.DataFrame({"feature": feature, "village": village})
        self._starts = np.searchsorted(feature, np.arange(len(geometry) + 1))
        self.totals: dict[str, int] = Counter(self.owners)

    def count(self, members: Iterable[int]) -> dict[str, int]:
        """Villages within features together, by kabkota, most first."""
        village = self._pairs["village"].to_numpy()
        parts = [village[self._starts[m] : self._starts[m + 1]] for m in members]
        inside = np.unique(np.concatenate(parts)) if parts else np.zeros(0, dtype=int)
        return dict(Counter(self.owners[inside]).most_common())

    def count_groups(self, group: Sequence[int]) -> pd.DataFrame:
        """Villages by group of features and kabkota.

        Parameters
        ----------
        group : number of the group of each feature.

        Returns
        -------
        DataFrame
            Columns ``group``, ``kode``, ``inside`` (villages) and ``share`` (of those that the
            kabkota has, 0..1).
        """
        found = pd.DataFrame(
            {
                "group": np.asarray(group)[self._pairs["feature"]],
                "village": self._pairs["village"],
            }
        ).drop_duplicates()
        found["kode"] = self.owners[found["village"]]
        counted = found.groupby(["group", "kode"]).size().rename("inside").reset_index()
        counted["share"] = counted["inside"] / counted["kode"].map(self.totals)
        return counted

    def share_near(self, members: Sequence[int], kode: str, near: float) -> float:
        """Share (0..1) of the villages of a kabkota within ``near`` degrees of features."""
        own = self.points[self.owners == kode]
        if not len(own):
            return 1.0
        close = np.zeros(len(own), dtype=bool)
        for member in members:
            shape = self.geometry[member]
            if shape is not None:
                shapely.prepare(shape)
                close[~close] = shapely.dwithin(shape, own[~close], near)
        return float(close.mean())
