"""The finer outlines of the provinces that a picture shows, where its view opens one.

All provinces within the frame are drawn fine, not the one alone: their finer lines meet vertex by
vertex, and a picture has no gaps between fine and light ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from matplotlib.path import Path
from pydantic_core import from_json

from mppgeo.base.caching import cached
from mppgeo.boundaries.detail import name_file
from mppgeo.dataset import Dataset
from mppgeo.maps.detail import list_detailed
from mppgeo.maps.outlines import Outlines, trace_layer
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import KABKOTA, PROVINSI


def trace_areas(scene: Scene, within: Sequence[float]) -> tuple[Outlines, Outlines]:
    """The kabkota and the lines of the provinces of a picture.

    Parameters
    ----------
    within : west, south, east, north of the frame, degrees.

    Returns
    -------
    Finer ones of the provinces within the frame where the view opens provinces of which there are
    finer boundaries; else the light ones of the nation.
    """
    dataset = scene.dataset
    light = trace_layer(dataset, KABKOTA), trace_layer(dataset, PROVINSI)
    if not list_detailed(dataset, scene.view, scene.as_of):
        return light
    near = sorted({light[0].codes[i][:2] for i in light[0].find_within(within)})
    fine = {kode: found for kode in near if (found := _trace_province(dataset, kode))}
    rest = [_leave_out(outlines, set(fine)) for outlines in light]
    areas, lines = ([found[level] for found in fine.values()] for level in (0, 1))
    return _join([rest[0], *areas]), _join([rest[1], *lines])


def _leave_out(outlines: Outlines, provinces: set[str]) -> Outlines:
    kept = [place for place, kode in enumerate(outlines.codes) if kode[:2] not in provinces]
    return Outlines(
        [outlines.codes[place] for place in kept],
        [outlines.paths[place] for place in kept],
        outlines.bounds[kept],
    )


def _join(parts: Sequence[Outlines]) -> Outlines:
    return Outlines(
        [kode for part in parts for kode in part.codes],
        [path for part in parts for path in part.paths],
        np.vstack([part.bounds for part in parts]),
    )


@cached(maxsize=40)
def _trace_province(dataset: Dataset, provinsi: str) -> tuple[Outlines, Outlines] | None:
    """The finer kabkota of a province and its line; None = there is no file that can be read."""
    try:
        raw = from_json((dataset.boundaries.detail / name_file(provinsi)).read_bytes())
        arcs = _read_arcs(raw)
        shapes = raw["objects"][KABKOTA]["geometries"]
        rings = {shape["properties"]["kode"]: list(_list_rings(shape)) for shape in shapes}
        owners = Counter(
            arc if arc >= 0 else ~arc for own in rings.values() for ring in own for arc in ring
        )
        areas = [_trace_rings([_string(ring, arcs) for ring in own]) for own in rings.values()]
        line = _trace_lines([arcs[arc] for arc, count in owners.items() if count == 1])
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None
    return _surround(list(rings), areas), _surround([provinsi], [line])


def _read_arcs(raw: dict) -> list[np.ndarray]:
    """The vertices of each arc of a topology, degrees."""
    corner, step = (np.array(raw["transform"][key]) for key in ("translate", "scale"))
    lengths = [len(arc) for arc in raw["arcs"]]
    steps = np.array([place for arc in raw["arcs"] for place in arc])
    # All in one sum, less what was summed before each arc: whole numbers, so nothing is rounded.
    summed = np.vstack([[0, 0], np.cumsum(steps, axis=0)])
    ends = np.cumsum(lengths)
    before = np.repeat(summed[ends - lengths], lengths, axis=0)
    places = (summed[1:] - before) * step + corner
    return np.split(places, ends[:-1])


def _list_rings(shape: dict) -> Iterator[list[int]]:
    """Numbers of the arcs of each ring of a geometry."""
    parts = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
    for part in parts:
        yield from part


def _string(ring: list[int], arcs: list[np.ndarray]) -> np.ndarray:
    """The vertices of a ring, closed."""
    pieces = [arcs[arc] if arc >= 0 else arcs[~arc][::-1] for arc in ring]
    return np.concatenate([pieces[0], *(piece[1:] for piece in pieces[1:])])


def _trace_rings(rings: list[np.ndarray]) -> Path:
    path = _trace_lines(rings)
    path.codes[np.cumsum([len(ring) for ring in rings]) - 1] = Path.CLOSEPOLY
    return path


def _trace_lines(lines: list[np.ndarray]) -> Path:
    vertices = np.concatenate(lines)
    codes = np.full(len(vertices), Path.LINETO, dtype=Path.code_type)
    codes[np.cumsum([0, *(len(line) for line in lines[:-1])])] = Path.MOVETO
    return Path(vertices, codes)


def _surround(codes: list[str], paths: list[Path]) -> Outlines:
    bounds = [[*path.vertices.min(axis=0), *path.vertices.max(axis=0)] for path in paths]
    return Outlines(codes, paths, np.array(bounds))
