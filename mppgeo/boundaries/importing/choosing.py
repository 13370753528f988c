"""Chooses the layer of a file that holds the areas of a level."""

from __future__ import annotations

from mppgeo.base.language import mark
from mppgeo.base.refusal import ImportRefused
from mppgeo.boundaries.importing.features import read_columns
from mppgeo.boundaries.importing.fields import Fields, choose_fields, find_fields
from mppgeo.boundaries.importing.sources import Opened, Part

NO_SUCH_LAYER = mark("There is no layer “{layer}”. There are: {layers}.")
SEVERAL_LAYERS = mark("Several layers may be meant. Say which with --layer; there are: {layers}.")


def choose_layer(
    opened: Opened,
    level: str,
    *,
    layer: str | None = None,
    code: str | None = None,
    name: str | None = None,
    provinsi: str | None = None,
) -> tuple[Part, Fields]:
    """The layer as said, else the one whose columns are those of the level; and its columns.

    Raises
    ------
    ImportRefused : it cannot be told which layer or columns are meant.
    """
    said = {"code": code, "name": name, "provinsi": provinsi}
    parts = list(opened.parts)
    if layer is not None:
        parts = [part for part in parts if layer in (part.title, part.layer)]
        if not parts:
            raise ImportRefused(NO_SUCH_LAYER, layer=layer, layers=_list(opened.parts))
    if len(parts) > 1 and layer is None:
        parts = _keep_likely(parts, opened.name, level) or parts
    if len(parts) > 1:
        raise ImportRefused(SEVERAL_LAYERS, layers=_list(parts))
    [part] = parts
    return part, choose_fields(read_columns(part, opened.name), level, **said)


def _keep_likely(parts: list[Part], name: str, level: str) -> list[Part]:
    """Layers with columns of the level, and among these the ones that go no deeper."""
    found = [(part, find_fields(read_columns(part, name), level)) for part in parts]
    found = [(part, fields) for part, fields in found if fields.known]
    # A column that may be of any level ("nama") is no sign of this one.
    strict = [item for item in found if item[1].specific] or found
    least = min((fields.deeper for _, fields in strict), default=0)
    return [part for part, fields in strict if fields.deeper == least]


def _list(parts: list[Part] | tuple[Part, ...]) -> tuple[str, ...]:
    return tuple(part.title for part in parts)
