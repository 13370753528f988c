"""Chooses the layers of a file that hold the areas of a level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from mppgeo.base.language import mark
from mppgeo.base.refusal import ImportRefused
from mppgeo.base.said import Few
from mppgeo.boundaries.importing.features import (
    Features,
    join_features,
    read_columns,
    read_features,
)
from mppgeo.boundaries.importing.fields import Fields, choose_fields, find_fields
from mppgeo.boundaries.importing.limits import Limits
from mppgeo.boundaries.importing.rows import list_words
from mppgeo.boundaries.importing.sources import Opened, Part

NO_SUCH_LAYER = mark("There is no layer “{layer}”. There are: {layers}.")
SEVERAL_LAYERS = mark("Several layers may be meant. Say which with --layer, which may be repeated, or --all-layers; there are: {layers}.")  # fmt: skip
OTHER_COLUMNS = mark("The layers cannot be joined, as the columns for names and codes of {first} and {second} are not the same. Say the columns, or choose other layers.")  # fmt: skip
OTHER_SYSTEMS = mark("The layers cannot be joined, as the coordinate reference systems of {first} and {second} are not the same. Bring them to one, or say --crs.")  # fmt: skip


def choose_layers(
    opened: Opened,
    level: str,
    *,
    layers: Sequence[str] = (),
    every: bool = False,
    code: str | None = None,
    name: str | None = None,
    provinsi: str | None = None,
) -> tuple[tuple[Part, ...], Fields]:
    """The layers as said, else those whose columns are of the level; and their columns.

    Several are given where they are said, or where their columns are the same, as those of one
    file for each area; whether they have different areas is seen when they are read.

    Parameters
    ----------
    layers : names of layers; ``every`` takes all that have such columns.

    Raises
    ------
    ImportRefused : it cannot be told which layers or columns are meant.
    """
    said = {"code": code, "name": name, "provinsi": provinsi}
    parts = list(opened.parts)
    for layer in layers:
        if not any(layer in (part.title, part.layer) for part in parts):
            raise ImportRefused(NO_SUCH_LAYER, layer=layer, layers=list_titles(parts))
    if layers:
        parts = [part for part in parts if {part.title, part.layer} & set(layers)]
    columns = {part: read_columns(part, opened.name) for part in parts}
    if len(parts) > 1 and not layers:
        parts = _keep_likely(columns, level) or parts
    unclear = len(parts) > 1 and not layers and not every
    if unclear and not (any(said.values()) or find_fields(columns[parts[0]], level).known):
        raise ImportRefused(SEVERAL_LAYERS, layers=list_titles(parts))
    fields = choose_fields(columns[parts[0]], level, **said)
    for part in parts[1:]:
        if choose_fields(columns[part], level, **said) != fields:
            if unclear:
                raise ImportRefused(SEVERAL_LAYERS, layers=list_titles(parts))
            raise ImportRefused(OTHER_COLUMNS, first=parts[0].title, second=part.title)
    return tuple(parts), fields


def read_layers(
    parts: Sequence[Part], fields: Fields, name: str, limits: Limits, *, asked: bool, crs: bool
) -> Features:
    """All features of the layers, one after the other.

    Parameters
    ----------
    name : what to call the file.
    asked : the layers were said, and not only found to be alike.
    crs : the coordinate reference system was said.

    Raises
    ------
    ImportRefused : two have areas in common that nobody asked to join, or other systems; they
        are damaged, empty, or larger than the limits.
    """
    layers: list[Features] = []
    vertices = 0
    for part in parts:
        layers.append(read_features(part, name, limits))
        vertices += layers[-1].vertices
        limits.check_vertices(vertices)
        if not crs and layers[-1].crs != layers[0].crs:
            raise ImportRefused(OTHER_SYSTEMS, first=parts[0].title, second=part.title)
    if not asked and _have_in_common([layer.frame for layer in layers], fields):
        raise ImportRefused(SEVERAL_LAYERS, layers=list_titles(parts))
    return join_features(layers, name)


def list_titles(parts: Sequence[Part]) -> Few:
    """What the layers are called."""
    return Few(tuple(part.title for part in parts))


def _keep_likely(columns: Mapping[Part, list[str]], level: str) -> list[Part]:
    """Layers with columns of the level, and among these the ones that go no deeper."""
    found = [(part, find_fields(titles, level)) for part, titles in columns.items()]
    found = [(part, fields) for part, fields in found if fields.known]
    # A column that may be of any level ("nama") is no sign of this one.
    strict = [item for item in found if item[1].specific] or found
    least = min((fields.deeper for _, fields in strict), default=0)
    return [part for part, fields in strict if fields.deeper == least]


def _have_in_common(frames: Sequence[pd.DataFrame], fields: Fields) -> bool:
    """Whether an area stands in several layers, as in two editions of one map."""
    seen: set[tuple[str, ...]] = set()
    for frame in frames:
        own = set(list_words(frame, fields))
        if own & seen:
            return True
        seen |= own
    return False
