"""Where people have farthest to go to an MPP."""

from __future__ import annotations

import pandas as pd

from mppgeo.base.language import Language
from mppgeo.content.sentences.wording import list_areas, tell_km

_MOST = 3


def tell_farthest(areas: pd.DataFrame, names: dict[str, str], t: Language) -> str:
    """The areas from which it is farthest to the nearest MPP; "" where there are less than two.

    Parameters
    ----------
    areas : rows of :func:`mppgeo.planning.reach_figures.summarise_reach` by kabkota.
    names : of the areas, by ``kode``.

    Returns
    -------
    A sentence whose names are marked for :meth:`mppgeo.base.told.Told.read`.
    """
    known = areas["median_km"].dropna().sort_values(ascending=False, kind="stable")
    if len(known) < 2:
        return ""
    first = known.head(_MOST)
    notes = {kode: tell_km(km, t) for kode, km in first.items()}
    return t("Farthest: {names}.", names=list_areas({k: names[k] for k in first.index}, t, notes=notes))  # fmt: skip
