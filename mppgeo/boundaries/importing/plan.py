"""What an import would install: the file read, matched, mended and simplified. Nothing is written."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mppgeo.base.language import mark
from mppgeo.base.refusal import ImportRefused
from mppgeo.boundaries.detail import name_file, read_detail
from mppgeo.boundaries.importing.choosing import choose_layers, read_layers
from mppgeo.boundaries.importing.comparison import Difference, compare_areas
from mppgeo.boundaries.importing.decisions import Empty
from mppgeo.boundaries.importing.fields import Fields
from mppgeo.boundaries.importing.kabkota import Kabkota, make_kabkota, merge_members
from mppgeo.boundaries.importing.kecamatan import Kecamatan, make_kecamatan
from mppgeo.boundaries.importing.limits import Limits
from mppgeo.boundaries.importing.matching import Matching
from mppgeo.boundaries.importing.projection import Placed, place
from mppgeo.boundaries.importing.regions import Regions
from mppgeo.boundaries.importing.repair import HEIGHTS, UNCLOSED, repair
from mppgeo.boundaries.importing.sources import Part, open_source
from mppgeo.boundaries.importing.surroundings import Surroundings
from mppgeo.boundaries.sets import BoundarySet, check_name, list_names, read_set

EXISTS = mark("A set “{name}” is installed already. Give another --name, or remove it first.")
NO_KABKOTA = mark("Kecamatan are added to an installed set, and no set “{name}” is. Import its kabkota first, and give its --name.")  # fmt: skip
BAD_DATE = mark("“{date}” is not a date. Write it as 2024, 2024-05 or 2024-05-31.")
NOT_MENDED = mark("The geometry of the file is so damaged that it cannot be mended. Repair it in a map program first.")  # fmt: skip
TOO_LITTLE_MEMORY = mark("There is not enough memory for this file. Simplify it first.")


@dataclass(frozen=True)
class Request:
    """What is asked for; empty texts are what was not said.

    Attributes
    ----------
    level : of :data:`mppgeo.boundaries.sets.LEVELS`.
    layers : names of those that are meant; none = found out.
    all_layers : take all that have columns of the level.
    code_field, name_field, province_field, crs : None = found out.
    date : of the boundaries, ISO, also a year or month alone.
    choices : area of a feature by its number from 1, where it was in question.
    """

    path: Path
    level: str = "kabkota"
    layers: tuple[str, ...] = ()
    all_layers: bool = False
    code_field: str | None = None
    name_field: str | None = None
    province_field: str | None = None
    crs: str | None = None
    swap_axes: bool = False
    name: str = ""
    source: str = ""
    licence: str = ""
    date: str = ""
    allow_missing: bool = False
    limits: Limits = field(default_factory=Limits)
    choices: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """How the file was read: which layers and columns, how many features and vertices.

    ``unknown`` are written provinces that are none.
    """

    file: str
    parts: tuple[Part, ...]
    fields: Fields
    features: int
    vertices: int
    placed: Placed
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class BoundaryPlan:
    """What would be installed, and all that is to be said of it.

    Attributes
    ----------
    made : the set as it would be recorded.
    names : official name of each area of the level by ``kode``.
    aside : rows of the file that have no geometry.
    repairs : what was mended, counted by kind, see :mod:`.repair`.
    differences : of each imported area with the derived one.
    missing : areas that the file does not have, or not with a geometry.
    allowed : they may keep the derived polygon.
    result : geometry of the level.
    """

    made: BoundarySet
    level: str
    names: Mapping[str, str]
    reading: Reading
    matching: Matching
    aside: tuple[Empty, ...]
    repairs: Mapping[str, int]
    differences: tuple[Difference, ...]
    missing: tuple[str, ...]
    allowed: bool
    result: Kabkota | Kecamatan

    @property
    def absent(self) -> tuple[str, ...]:
        """Areas that the file does not have, not even without a geometry."""
        empty = {item.kode for item in self.aside}
        return tuple(kode for kode in self.missing if kode not in empty)

    @property
    def ready(self) -> bool:
        """Whether it may be installed."""
        return not self.result.coverage.lost and (self.allowed or not self.missing)


def plan_import(request: Request, around: Surroundings) -> BoundaryPlan:
    """Read a file and make a set of it, in memory.

    Raises
    ------
    ImportRefused : it cannot be read, or it cannot be told what is meant.
    OSError : the file cannot be read.
    """
    try:
        return _plan(request, around)
    except shapely.GEOSException:
        raise ImportRefused(NOT_MENDED) from None
    except MemoryError:
        raise ImportRefused(TOO_LITTLE_MEMORY) from None


def _plan(request: Request, around: Surroundings) -> BoundaryPlan:
    name = request.name or suggest_name(request.path)
    target = _check_target(name, request.level, around.boundaries)
    _check_date(request.date)
    with open_source(request.path, request.limits) as opened:
        parts, fields = choose_layers(
            opened, request.level, layers=request.layers, every=request.all_layers,
            code=request.code_field, name=request.name_field, provinsi=request.province_field,
        )  # fmt: skip
        features = read_layers(
            parts, fields, opened.name, request.limits,
            asked=bool(request.layers or request.all_layers), crs=bool(request.crs),
        )  # fmt: skip
        file_name, checksum = opened.name, opened.checksum
    heights = int(shapely.has_z(features.geometry).sum())
    regions = Regions(around)
    level = regions.read_level(request.level)
    level.require_words(features, fields, file_name)
    placed = place(features.geometry, features.crs, said=request.crs, swap=request.swap_axes)
    mended = repair(placed.geometry, wound=features.kind == "GeoJSON")
    counts = {**mended.counts, HEIGHTS: heights, UNCLOSED: features.unclosed}
    unknown = regions.list_unknown(features, fields)
    reading = Reading(
        file_name, parts, fields, len(features.frame), features.vertices, placed, unknown
    )
    matching, aside = level.match(
        features, fields, mended.geometry, request.choices, name=file_name
    )  # fmt: skip
    given = merge_members(mended.geometry, matching)
    names = level.names
    if request.level == "kabkota":
        lacking = [kode for kode in names if kode not in given]
        result = make_kabkota(given, regions.read_derived(lacking), *regions.locate_villages())
    else:
        result = make_kecamatan(given, level.derived, read_kabkota(target.detail))
    areas = result.fine
    own = np.array([kode in given for kode in areas.kode], dtype=bool)
    differences = compare_areas(areas.geometry[own], areas.kode[own], level.derived)
    made = _record(request, target, name, file_name, checksum, result)
    return BoundaryPlan(
        made=made,
        level=request.level,
        names=names,
        reading=replace(reading, placed=replace(placed, geometry=np.empty(0, dtype=object))),
        matching=matching,
        aside=aside,
        repairs={kind: count for kind, count in counts.items() if count},
        differences=tuple(differences),
        missing=tuple(kode for kode in sorted(names) if kode not in given),
        allowed=request.allow_missing,
        result=result,
    )


def suggest_name(path: Path) -> str:
    """A name for a set, from that of its file; one that may be used, or "peta"."""
    name = re.sub(r"[^a-z0-9]+", "-", path.stem.casefold()).strip("-")[:40].strip("-")
    return name or "peta"


def read_kabkota(detail: Path) -> gpd.GeoDataFrame:
    """The finer kabkota of all provinces of a set."""
    frames = [read_detail(path).kabkota for path in sorted(detail.glob(name_file("*")))]
    return pd.concat(frames).sort_index()


def _check_target(name: str, level: str, boundaries: Path) -> BoundarySet | None:
    check_name(name)
    if level == "kabkota":
        if name in list_names(boundaries):
            raise ImportRefused(EXISTS, name=name)
        return None
    target = read_set(boundaries, name) if name in list_names(boundaries) else None
    if target is None:
        raise ImportRefused(NO_KABKOTA, name=name)
    return target


def _check_date(date: str) -> None:
    try:
        if date:
            dt.date.fromisoformat((date + "-01-01")[:10] if len(date) < 7 else (date + "-01")[:10])
            if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", date):
                raise ValueError
    except ValueError:
        raise ImportRefused(BAD_DATE, date=date) from None


def _record(
    request: Request,
    target: BoundarySet | None,
    name: str,
    file_name: str,
    checksum: str,
    result: Kabkota | Kecamatan,
) -> BoundarySet:
    if target is None:
        return BoundarySet(
            name=name, folder=Path(), source=request.source, licence=request.licence,
            date=request.date, file_name=file_name, checksum=checksum,
            kept_derived=result.kept_derived,
        )  # fmt: skip
    kept = tuple(sorted({k for k in target.kept_derived if len(k) == 5} | set(result.kept_derived)))
    return replace(
        target,
        levels=("kabkota", "kecamatan"),
        kept_derived=kept,
        file_name=f"{target.file_name}, {file_name}",
        checksum=f"{target.checksum}, {checksum}",
        source="; ".join(dict.fromkeys(filter(None, (target.source, request.source)))),
        licence="; ".join(dict.fromkeys(filter(None, (target.licence, request.licence)))),
    )
