"""Whether the features of a layer are areas of the level that is asked for, or of another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from mppgeo.base.language import mark
from mppgeo.base.refusal import ImportRefused
from mppgeo.base.said import Few
from mppgeo.boundaries.importing.gazetteer import Gazetteer
from mppgeo.boundaries.importing.matching import Row
from mppgeo.boundaries.importing.rows import Context
from mppgeo.boundaries.importing.villages_inside import VillagesInside

NAMELESS = mark("No feature of {name} has a name or a code of an area in these columns: {columns}. Give a file whose features have them, or say with --name-field or --code-field where they are.")  # fmt: skip
PROVINCES = mark("The features of {name} are provinces or larger areas, not {level}. Give a file of the {level}; where there is one in it, say which with --layer or --name-field.")  # fmt: skip
KABKOTA = mark("The features of {name} are kabkota or larger areas, not kecamatan. Give a file of the kecamatan; where there is one in it, say which with --layer or --name-field.")  # fmt: skip
PARTS = mark("The features of {name} are smaller than kabkota, such as kecamatan or desa. If a column holds the kabkota that they are in, say it with --name-field; they are then joined. Kecamatan are imported after the kabkota with --level kecamatan.")  # fmt: skip

_WHOLE = 0.8
"""Share of its villages from which a kabkota lies in a feature as a whole."""
_PART = 0.3
"""Share of the villages of a kabkota below which a feature is no more than a part of it."""
_SAME = 0.7
"""Villages in common, of all in a feature and a province, from which they are one."""
_MANY = 10
"""Whole kabkota in one feature that only an area above them has."""
_FEWEST = 3
"""Features that say which level they are; fewer are asked about one by one."""


def require_words(rows: Sequence[Row], areas: Gazetteer, name: str, columns: Sequence[str]) -> None:
    """Refuse a layer none of whose rows says which area it is.

    Raises
    ------
    ImportRefused : no row has a name, nor a code that is known.
    """
    if not any(row.name or any(map(areas.find_codes, filter(None, row.codes))) for row in rows):
        raise ImportRefused(NAMELESS, name=name, columns=Few(tuple(columns)))


def check_level(
    rows: Sequence[Row],
    inside: VillagesInside,
    areas: Gazetteer,
    context: Context,
    *,
    level: str,
    name: str,
) -> None:
    """Refuse a layer whose features are mostly areas of another level.

    Their names tell provinces where all are such, and the villages in them tell the rest: a
    province has several whole kabkota in it, and a kecamatan a few of the villages of one.

    Parameters
    ----------
    rows : of the layer.
    areas : of the level.
    name : what to call the file.

    Raises
    ------
    ImportRefused : they are of another level.
    """
    groups = _group(rows)
    named = [row for row, _ in groups if row.name]
    provinces = [row for row in named if context.find(row.name)]
    only = [row for row in provinces if not areas.find_named(row.name, row.kind)]
    if named and only and len(provinces) == len(named):
        raise ImportRefused(PROVINCES, name=name, level=level)
    number = np.full(len(inside.geometry), -1)
    for place, (_, members) in enumerate(groups):
        number[members] = place
    counted = inside.count_groups(number)
    settled = counted["group"].nunique()
    if not settled:
        return
    if level == "kecamatan":
        whole = counted[counted["share"] >= _WHOLE]["group"].nunique()
        if settled >= _FEWEST and 2 * whole > settled:
            raise ImportRefused(KABKOTA, name=name)
        return
    if 2 * sum(_list_larger(groups, counted, inside, context)) > settled:
        raise ImportRefused(PROVINCES, name=name, level=level)
    parts = counted.groupby("group")["share"].max() < _PART
    if settled >= _FEWEST and 2 * parts.sum() > settled:
        raise ImportRefused(PARTS, name=name)


def _group(rows: Sequence[Row]) -> list[tuple[Row, list[int]]]:
    """Rows with the features of all that have the same name; codes may differ by island."""
    found: dict[tuple, tuple[Row, list[int]]] = {}
    for row in rows:
        key = (row.name.casefold(), row.kind, row.within, () if row.name else row.codes)
        found.setdefault(key, (row, []))[1].extend(row.members)
    return list(found.values())


def _list_larger(
    groups: Sequence[tuple[Row, list[int]]],
    counted: pd.DataFrame,
    inside: VillagesInside,
    context: Context,
) -> list[bool]:
    """Whether each group with villages is an area above the kabkota."""
    totals = pd.Series(inside.totals)
    provinces = totals.groupby(totals.index.str[:2]).sum()
    larger = []
    for place, own in counted.groupby("group"):
        whole = int((own["share"] >= _WHOLE).sum())
        if whole < 2:
            larger.append(False)
            continue
        within = own.groupby(own["kode"].str[:2])["inside"].sum()
        both = within.max()
        alike = both / (own["inside"].sum() + provinces[within.idxmax()] - both)
        named = bool(groups[place][0].name and context.find(groups[place][0].name))
        larger.append(named or alike >= _SAME or whole >= _MANY)
    return larger
