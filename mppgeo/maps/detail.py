"""Finer geometry for the browser: of the provinces that are open, and the kecamatan in them.

The files of a province are as large as a third of the nation's, so each is
fetched only when its province is opened, and made only when it is fetched.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from mppgeo.base.caching import cached
from mppgeo.boundaries.blending import BlendedRing, blend_neighbours, find_touching_provinces
from mppgeo.boundaries.detail import Detail, name_file, read_detail
from mppgeo.coverage import find_parents
from mppgeo.dataset import Dataset
from mppgeo.geometry.arcs import STEPS
from mppgeo.maps.topology import write_topology
from mppgeo.scene.view import KABKOTA, KECAMATAN, View

_MAPS = Path(__file__).parent
_CODE = (Path(__file__), _MAPS / "topology.py", _MAPS.parent / "boundaries" / "blending.py")
"""Files that decide how boundaries are written for the browser."""
MOST_OPEN = 8
"""With more provinces open the map shows so much that finer lines are not seen."""


def list_open(dataset: Dataset, view: View, as_of: dt.date) -> tuple[str, ...]:
    """The provinces that a view opens, sorted, with those that were part of them on a day."""
    chosen = view.provinsi or ((view.kode[:2],) if view.kode else ())
    later = [kode for kode, parent in find_parents(dataset, as_of).items() if parent in chosen]
    return tuple(sorted({*chosen, *later}))


def list_detailed(dataset: Dataset, view: View, as_of: dt.date) -> tuple[str, ...]:
    """The provinces whose finer lines a map of a view shows; empty = none."""
    opened = list_open(dataset, view, as_of)
    if view.level != KABKOTA or len(opened) > MOST_OPEN:
        return ()
    return opened if has_detail(dataset, opened) else ()


def has_detail(dataset: Dataset, provinsi: Sequence[str]) -> bool:
    """Whether the set of boundaries has a finer file of each of some provinces."""
    known = _list_files(dataset)
    return all(name_file(kode) in known for kode in provinsi)


@cached(maxsize=1)
def _list_files(dataset: Dataset) -> frozenset[str]:
    return frozenset(path.name for path in dataset.boundaries.detail.glob("*.topojson"))


@cached(maxsize=1)
def digest_detail(dataset: Dataset) -> str:
    """A short text that changes with the content of any boundary file, and with this code."""
    digest = hashlib.blake2b(digest_size=8)
    for path in _CODE:
        digest.update(path.read_bytes())
    for path in sorted(dataset.boundaries.detail.glob("*.topojson")):
        digest.update(path.name.encode() + path.read_bytes())
    for shape in shapely.to_wkb(dataset.kabkota.geometry.values):
        digest.update(shape)
    return digest.hexdigest()


def encode_detail(dataset: Dataset, provinsi: str) -> bytes:
    """The kabkota of a province, and those around it that meet its line.

    Parameters
    ----------
    provinsi : ``kode`` of the province.

    Returns
    -------
    TopoJSON 1.0 with the object ``kabkota`` (property ``kode``) of the province, and the members
    ``open``, its code; ``border``, indexes of the arcs around it; and ``beside``, the areas of
    other provinces as they are drawn beside it: ``kode`` and ``rings``, each [part, ring, arc].
    The steps of these arcs have a third number, by how many vertices of the fine ring they go on:
    so ``static/detail.js`` joins an area that lies beside several open provinces of the rings that
    each of their files has of it (:func:`mppgeo.boundaries.blending.blend_neighbours`).
    """
    arcs = _Arcs()
    shapes = arcs.take(_read_raw(dataset, provinsi), KABKOTA)
    owners = Counter(arc for shape in shapes for arc in _list_arcs(shape))
    border = sorted(arc for arc, count in owners.items() if count == 1)
    light = dataset.kabkota
    around = [_read(dataset, kode).kabkota for kode in find_touching_provinces(light, provinsi)]
    beside: dict[str, list[list[int]]] = {}
    if around:
        own = _read(dataset, provinsi).kabkota
        for ring in blend_neighbours(own, pd.concat(around), light):
            beside.setdefault(ring.kode, []).append([ring.part, ring.ring, arcs.add(ring)])
    objects = {KABKOTA: {"type": "GeometryCollection", "geometries": shapes}}
    told = [{"kode": kode, "rings": rings} for kode, rings in beside.items()]
    return write_topology(
        arcs.close(objects) | {"border": border, "open": provinsi, "beside": told}
    )


def encode_kecamatan(dataset: Dataset, provinsi: str) -> bytes:
    """The lines between kecamatan of one kabkota in a province, and the names of the kecamatan.

    Returns
    -------
    TopoJSON 1.0 whose arcs are the lines, and the member ``names``: name,
    latitude, longitude and longest extent in degrees of each kecamatan.
    """
    arcs, every, names = _Arcs(), _Arcs(), []
    owners: dict[int, list[str]] = {}
    for shape in every.take(_read_raw(dataset, provinsi), KECAMATAN):
        used = _list_arcs(shape)
        for arc in used:
            owners.setdefault(arc, []).append(shape["properties"]["kode"])
        names.append(_name_kecamatan(shape["properties"], [every.arcs[arc] for arc in used]))
    arcs.arcs = [
        every.arcs[arc]
        for arc, kodes in sorted(owners.items())
        if len({kode.rpartition(".")[0] for kode in kodes}) < len(kodes)
    ]
    return write_topology(arcs.close({}) | {"names": names})


class _Arcs:
    """Lines on one grid: arrays of steps of the grid from 0, 0, and what else is counted."""

    def __init__(self) -> None:
        self.arcs: list[np.ndarray] = []

    def take(self, raw: dict, level: str) -> list[dict]:
        """Add the arcs that one object of a file uses; returns its geometries, renumbered."""
        start = np.rint(np.array(raw["transform"]["translate"]) * STEPS).astype(int)
        shapes = raw["objects"].get(level, {"geometries": []})["geometries"]
        used = sorted({arc for shape in shapes for arc in _list_arcs(shape)})
        place = {arc: len(self.arcs) + order for order, arc in enumerate(used)}
        self.arcs += [np.cumsum(raw["arcs"][arc], axis=0) + start for arc in used]
        return [{**shape, "arcs": _renumber(shape["arcs"], place)} for shape in shapes]

    def add(self, ring: BlendedRing) -> int:
        """Add a ring with the numbers of its vertices; returns its number."""
        places = np.rint(ring.places * STEPS).astype(int)
        self.arcs.append(np.column_stack([places, ring.at]))
        return len(self.arcs) - 1

    def close(self, objects: dict) -> dict:
        """The whole as TopoJSON, each vertex as steps from the one before."""
        lows = [arc[:, :2].min(axis=0) for arc in self.arcs]
        corner = np.min(lows, axis=0) if lows else np.array([0, 0])
        return {
            "type": "Topology",
            "transform": {
                "scale": [1 / STEPS] * 2,
                "translate": [int(edge) / STEPS for edge in corner],
            },
            "objects": objects,
            "arcs": [_step(arc, corner) for arc in self.arcs],
        }


def _step(arc: np.ndarray, corner: np.ndarray) -> list[list[int]]:
    start = np.zeros((1, arc.shape[1]), int)
    start[0, :2] = corner
    return np.diff(arc, axis=0, prepend=start).tolist()


def _name_kecamatan(properties: dict, arcs: list[np.ndarray]) -> list[object]:
    extent = np.ptp(np.concatenate(arcs), axis=0).max() / STEPS if arcs else 0.0
    where = [properties["label_lat"], properties["label_lon"]]
    return [properties["nama"], *where, round(float(extent), 3)]


def _read(dataset: Dataset, provinsi: str) -> Detail:
    return read_detail(dataset.boundaries.detail / name_file(provinsi))


def _read_raw(dataset: Dataset, provinsi: str) -> dict:
    return json.loads((dataset.boundaries.detail / name_file(provinsi)).read_bytes())


def _list_arcs(shape: dict) -> list[int]:
    """Numbers of the arcs of a geometry, whichever way they run."""
    found, left = [], [shape["arcs"]]
    while left:
        for part in left.pop():
            if isinstance(part, list):
                left.append(part)
            else:
                found.append(part if part >= 0 else ~part)
    return found


def _renumber(arcs: list, place: dict[int, int]) -> list:
    if isinstance(arcs, list):
        return [_renumber(part, place) for part in arcs]
    return place[arcs] if arcs >= 0 else ~place[~arcs]
